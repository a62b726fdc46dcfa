//! Checking the logs: does every entry fit its hash, and does every household follow from its entries?

use crate::{Registry, standing::Standing};
use registry::{
    chain::{Break, LinkHash, Verifier},
    change::Entry,
    history::History,
    household::Household,
    registry_number::RegistryNumber,
};
use scoring::decision::Decision;
use std::collections::BTreeSet;
use store::{
    StoreError,
    rows::{HouseholdRow, Log, LogRow},
};

/// Entries read at a time.
const BATCH: u32 = 1000;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Entries that fit.
    pub entries: u64,
    /// The hash of the last one: keep it elsewhere, and later show that the log still holds it.
    pub head: LinkHash,
    /// Where the chain breaks.
    pub broken: Option<Break>,
    /// Whether the entry and hash asked for are in the chain.
    pub anchored: Option<bool>,
}

impl Registry {
    /// Recomputes the chain of a log. `anchor` is a position and hash noted earlier. `progress` hears the position
    /// reached and the last one.
    pub async fn verify_log(
        &self,
        log: Log,
        anchor: Option<(u64, LinkHash)>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Verified, StoreError> {
        let (last, head) = self.store().log_head(log).await?;
        let mut verifier = Verifier::default();
        let mut anchored = anchor.map(|anchor| anchor == (0, LinkHash::START));
        let mut broken = None;
        let mut beyond = 0;
        loop {
            let Some(rows) = self.read_on(log, verifier.head().0).await? else {
                broken = Some(Break::Altered { position: verifier.head().0 + 1 });
                break;
            };
            // Entries that others append meanwhile are for the next check.
            beyond = beyond.max(rows.last().map_or(0, |row| row.position));
            let rows: Vec<_> = rows.into_iter().filter(|row| row.position <= last).collect();
            if rows.is_empty() {
                break;
            }
            for row in rows {
                broken = verifier.take(row.position, row.text.as_bytes(), row.hash).err();
                if broken.is_some() {
                    break;
                }
                if anchor == Some(verifier.head()) {
                    anchored = Some(true);
                }
            }
            progress(verifier.head().0, last);
            if broken.is_some() {
                break;
            }
        }
        let mut broken = broken.or_else(|| verifier.end(last, head).err());
        if broken.is_none() && beyond > last {
            let (expected, _) = self.store().log_head(log).await?;
            // What was appended in order has moved the head.
            broken = (beyond > expected).then_some(Break::Head { expected, found: beyond });
        }
        let (entries, head) = verifier.head();
        Ok(Verified { entries, head, broken, anchored })
    }

    /// Folds every household's entries again and returns those whose kept state is another, or cannot be read. `progress`
    /// hears how many entries were read. A household of which no entry can be read is not among them: its entry is what
    /// [`Self::verify_log`] finds.
    pub async fn verify_households(
        &self,
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<RegistryNumber>, StoreError> {
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        let mut position = 0;
        let end = self.store().log_head(Log::Changes).await?.0;
        loop {
            let Some(rows) = self.read_on(Log::Changes, position).await? else {
                position += 1;
                if position > end {
                    return Ok(wrong);
                }
                continue;
            };
            let Some(last) = rows.last().map(|row| row.position) else { return Ok(wrong) };
            for row in rows {
                let Ok(entry) = serde_json::from_str::<Entry>(&row.text) else { continue };
                if seen.insert(entry.household) && !self.state_follows(entry.household).await? {
                    wrong.push(entry.household);
                }
            }
            position = last;
            progress(position);
        }
    }

    /// Entries after a position, of as many as can be read; none when the very next cannot, for instance because it no
    /// longer decompresses: one such text spoils every batch that it is in.
    async fn read_on(&self, log: Log, after: u64) -> Result<Option<Vec<LogRow>>, StoreError> {
        let mut limit = BATCH;
        while limit > 0 {
            match self.store().read_log(log, after, limit).await {
                Err(StoreError::Damaged(_)) => limit /= 2,
                rows => return rows.map(Some),
            }
        }
        Ok(None)
    }

    /// Whether the columns that queries read say what household and decision say.
    async fn standing_follows(
        &self,
        kept: &HouseholdRow,
        state: Option<Household>,
    ) -> Result<bool, StoreError> {
        let Some(household) = state else { return Ok(false) };
        let newest = self.store().list_decisions(kept.number).await?.into_iter().next();
        let newest = newest.filter(|decision| decision.version == kept.version);
        let Ok(decision) = newest.map(|row| serde_json::from_str::<Decision>(&row.text)).transpose() else {
            return Ok(false);
        };
        let outcome = decision.as_ref().map(|decision| decision.outcome.code());
        let standing: Option<Standing> = serde_json::from_str(&kept.standing).ok();
        Ok(kept.tehsil == household.record.location.tehsil
            && kept.outcome.as_deref() == outcome
            && standing == Some(Standing::new(&household, decision.as_ref())))
    }

    async fn state_follows(&self, number: RegistryNumber) -> Result<bool, StoreError> {
        match self.readable_state_follows(number).await {
            // What cannot be read back follows from nothing.
            Err(StoreError::Damaged(_)) => Ok(false),
            answer => answer,
        }
    }

    async fn readable_state_follows(&self, number: RegistryNumber) -> Result<bool, StoreError> {
        let rows = self.store().list_entries(number).await?;
        let entries: Result<Vec<Entry>, _> = rows.iter().map(|row| serde_json::from_str(&row.text)).collect();
        let Ok(entries) = entries else { return Ok(false) };
        let versions = entries.len();
        let folded = History::new(entries).current();
        let Some(kept) = self.store().find_household(number).await? else { return Ok(false) };
        let state: Option<Household> = serde_json::from_str(&kept.document).ok();
        let as_many = usize::try_from(kept.version).is_ok_and(|version| version == versions);
        let follows = as_many && state.is_some() && folded.is_ok_and(|folded| folded == state);
        Ok(follows && self.standing_follows(&kept, state).await?)
    }
}
