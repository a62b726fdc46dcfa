//! A change that can be made, and everything that making it writes: the same for one submission and for a file of many.

use crate::{Registry, decide, error::write_document, names, standing::Standing, updates::surveyed_on};
use jiff::civil::Date;
use registry::{
    area::AreaBook,
    change::{Entry, Refusal},
    history::History,
    household::{Household, Status},
    ids::DecisionId,
};
use scoring::{decision::Decision, points::Points};
use store::{
    StoreError,
    rows::{Commit, DecisionRow, EntryRow, HouseholdRow, HouseholdWrite, Summary},
};

/// Entries that a household's history allows, and the household after them.
pub(crate) struct Accepted {
    /// The household by everything known then.
    pub(crate) household: Household,
    /// Its history, the new entries among it.
    pub(crate) history: History,
    /// The new entries, in the order in which they are recorded; at least one.
    pub(crate) entries: Vec<Entry>,
    /// The version before; none for a new household.
    replaces: Option<u32>,
    /// The latest day of which the household is true: its ages are those of that day.
    true_on: Date,
}

impl Accepted {
    /// Makes the changes, one after the other, if the household's history allows every one.
    pub(crate) fn take(mut history: History, entries: Vec<Entry>) -> Result<Self, Refusal> {
        let before = u32::try_from(history.entries().len()).unwrap_or(u32::MAX);
        let mut household = Err(Refusal::NotRegistered);
        for entry in &entries {
            household = Ok(history.accept(entry.clone())?);
        }
        let true_on = history.entries().last().map_or(Date::MIN, |last| last.effective);
        Ok(Self {
            household: household?,
            history,
            entries,
            replaces: (before > 0).then_some(before),
            true_on,
        })
    }

    /// How many changes made the household, these among them.
    fn version(&self) -> u32 {
        self.replaces.unwrap_or(0).saturating_add(u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }
}

impl Registry {
    /// Everything that an accepted change writes: log entries, the household's new state, its decision.
    pub(crate) fn commit_of(&self, areas: &AreaBook, accepted: &Accepted) -> Result<Commit, StoreError> {
        let Accepted { household, history, entries, replaces, true_on } = accepted;
        let recorded = entries.last().map(|entry| entry.recorded).unwrap_or_default();
        let version = accepted.version();
        let decision = decide::decide(self.rules(), areas, household, version, *true_on, recorded);
        let surveyed = surveyed_on(history, household);
        let standing = Standing { surveyed_on: surveyed, ..Standing::new(household, decision.as_ref()) };
        let row = HouseholdRow {
            number: household.number,
            version,
            tehsil: household.record.location.tehsil.clone(),
            changed: recorded,
            outcome: decision.as_ref().map(|decision| decision.outcome.code().to_owned()),
            document: write_document("household", household)?,
            standing: write_document("standing", &standing)?,
        };
        let numbers = match household.status {
            Status::Active => household.citizen_numbers().map(|(person, number)| (number, person)).collect(),
            Status::Merged { .. } => Vec::new(),
        };
        let name_words = names::words_of_members(&household.record);
        let location = &household.record.location;
        let summary = matches!(household.status, Status::Active).then(|| Summary {
            union_council: location.union_council.clone(),
            block: location.block.clone(),
            surveyed,
            score: decision
                .as_ref()
                .and_then(|decision| decision.score.result.points())
                .map(Points::hundredths),
        });
        let decision = decision.map(|decision| self.decision_row(household, version, &decision));
        Ok(Commit {
            entries: entries.iter().map(entry_row).collect::<Result<_, _>>()?,
            households: vec![HouseholdWrite { row, replaces: *replaces, numbers, name_words, summary }],
            decisions: decision.transpose()?.into_iter().collect(),
            ..Commit::default()
        })
    }

    fn decision_row(
        &self,
        household: &Household,
        version: u32,
        decision: &Decision,
    ) -> Result<DecisionRow, StoreError> {
        Ok(DecisionRow {
            id: DecisionId(self.ids().uuid(decision.decided_at)),
            household: household.number,
            version,
            decided: decision.decided_at,
            policy: format!("{} {}", decision.policy.programme, decision.policy.version),
            outcome: decision.outcome.code().to_owned(),
            text: write_document("decision", decision)?,
        })
    }
}

fn entry_row(entry: &Entry) -> Result<EntryRow, StoreError> {
    Ok(EntryRow {
        id: entry.id,
        household: entry.household,
        effective: entry.effective,
        recorded: entry.recorded,
        text: write_document("change log entry", entry)?,
    })
}
