//! Finding and reading households, now and on any date, as known on any other.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document},
    names,
    submissions::Sent,
};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaCode,
    change::Entry,
    clock::{date_in_pakistan, end_of_day_in_pakistan},
    history::History,
    household::Household,
    identity::CitizenNumber,
    registry_number::RegistryNumber,
};
use scoring::decision::Decision;
use store::rows::{Counts, DecisionRow, HouseholdRow, SubmissionFilter};

/// At most so many households in an answer to a search.
const FOUND: u32 = 50;

/// A household in a list.
#[derive(Debug, Clone)]
pub struct Found {
    /// The household as it stands.
    pub household: Household,
    /// When it last changed.
    pub changed: Timestamp,
    /// Outcome of the current decision, where there is one.
    pub outcome: Option<String>,
}

/// Everything about a household on some date, as known on some other.
#[derive(Debug)]
pub struct HouseholdView {
    /// The household as asked for.
    pub household: Household,
    /// The day as of which, and the day on which it was known.
    pub as_of: Date,
    /// See `as_of`.
    pub known_on: Date,
    /// Whether this is the household as it stands now by everything known.
    pub current: bool,
    /// Its whole history, in the order of effect.
    pub history: Vec<Entry>,
    /// The decision in force then, where there was one, with the points only where the reader may see them.
    pub decision: Option<ViewedDecision>,
    /// The submissions about it, newest first.
    pub submissions: Vec<Sent>,
}

/// A decision as a reader may see it.
#[derive(Debug, Clone)]
pub struct ViewedDecision {
    /// Its id.
    pub id: registry::ids::DecisionId,
    /// The decision.
    pub decision: Decision,
    /// Whether the reader may see points.
    pub points_visible: bool,
}

impl Registry {
    /// The household of a registry number as of a day, as known on a day; both today when not given.
    pub async fn view_household(
        &self,
        authority: &Authority,
        number: RegistryNumber,
        as_of: Option<Date>,
        known_on: Option<Date>,
    ) -> VerbResult<HouseholdView> {
        let entry = self.open_household(authority, number, Action::ReadHousehold).await?;
        self.audit(entry).await?;
        let today = self.clock().today();
        let (day, known_day) = (as_of.unwrap_or(today), known_on.unwrap_or(today));
        let history = self.history(number).await?;
        let household = fold(&history, day, end_of_day_in_pakistan(known_day))?.ok_or(VerbError::NotFound)?;
        let decisions = self.store().list_decisions(number).await?;
        let decision = decision_in_force(authority, decisions, day, known_day)?;
        let filter =
            SubmissionFilter { household: Some(number), limit: FOUND, ..SubmissionFilter::default() };
        let submissions = self.read_submissions(&filter).await?;
        let current = day >= today && known_day >= today;
        Ok(HouseholdView {
            household,
            as_of: day,
            known_on: known_day,
            current,
            history: history.entries().to_vec(),
            decision,
            submissions,
        })
    }

    /// The household as it stands by everything known.
    pub async fn find_household(
        &self,
        authority: &Authority,
        number: RegistryNumber,
    ) -> VerbResult<Household> {
        let entry = self.open_household(authority, number, Action::ReadHousehold).await?;
        self.audit(entry).await?;
        let row = self.store().find_household(number).await?.ok_or(VerbError::NotFound)?;
        Ok(read_document("household", &row.document)?)
    }

    /// The household of which the holder of a citizen number is a member.
    pub async fn find_by_citizen_number(
        &self,
        authority: &Authority,
        number: CitizenNumber,
    ) -> VerbResult<Option<RegistryNumber>> {
        self.demand(authority, Permission::ReadHouseholds, Action::SearchHouseholds).await?;
        let entry = AuditEntry::new(self, authority, Action::SearchHouseholds);
        let Some(row) = self.store().find_standing(number).await? else {
            self.audit(entry.outcome(Outcome::NotFound)).await?;
            return Ok(None);
        };
        let covered = self.covers(authority, row.tehsil.as_ref()).await;
        let outcome = if covered { Outcome::Done } else { Outcome::Refused };
        self.audit(entry.household(Some(row.household)).outcome(outcome)).await?;
        Ok(covered.then_some(row.household))
    }

    /// Households with members of a name, among those the authority covers, newest first.
    pub async fn search_names(&self, authority: &Authority, text: &str) -> VerbResult<Vec<Found>> {
        self.demand(authority, Permission::ReadHouseholds, Action::SearchHouseholds).await?;
        let words = names::words(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let scope = self.scope(authority).await;
        let rows = self.store().search_names(&words, scope.as_deref(), FOUND).await?;
        self.audit_found(authority, Action::SearchHouseholds, &rows).await?;
        rows.iter().map(found).collect()
    }

    /// Households the authority covers, latest change first.
    pub async fn list_households(
        &self,
        authority: &Authority,
        skip: u64,
        limit: u32,
    ) -> VerbResult<Vec<Found>> {
        self.demand(authority, Permission::ReadHouseholds, Action::ListHouseholds).await?;
        let scope = self.scope(authority).await;
        let rows = self.store().list_households(scope.as_deref(), skip, limit).await?;
        self.audit_found(authority, Action::ListHouseholds, &rows).await?;
        rows.iter().map(found).collect()
    }

    /// How much there is in the areas the authority covers.
    pub async fn count(&self, authority: &Authority) -> VerbResult<Counts> {
        self.demand(authority, Permission::ReadHouseholds, Action::ListHouseholds).await?;
        let scope = self.scope(authority).await;
        Ok(self.store().count(scope.as_deref()).await?)
    }

    /// The newest decision on a household.
    pub async fn find_decision(
        &self,
        authority: &Authority,
        number: RegistryNumber,
    ) -> VerbResult<Option<ViewedDecision>> {
        let entry = self.open_household(authority, number, Action::ReadDecision).await?;
        self.audit(entry).await?;
        let decisions = self.store().list_decisions(number).await?;
        decision_in_force(authority, decisions, Date::MAX, Date::MAX)
    }

    /// Checks that the household is there and within the authority's areas; what is not is logged and not found.
    pub(crate) async fn open_household(
        &self,
        authority: &Authority,
        number: RegistryNumber,
        action: Action,
    ) -> VerbResult<AuditEntry> {
        self.demand(authority, Permission::ReadHouseholds, action).await?;
        let entry = AuditEntry::new(self, authority, action).household(Some(number));
        let tehsil: Option<Option<AreaCode>> =
            self.store().find_household(number).await?.map(|row| row.tehsil);
        let Some(tehsil) = tehsil else {
            self.audit(entry.outcome(Outcome::NotFound)).await?;
            return Err(VerbError::NotFound);
        };
        if !self.covers(authority, tehsil.as_ref()).await {
            self.audit(entry.outcome(Outcome::Refused)).await?;
            return Err(VerbError::NotFound);
        }
        Ok(entry)
    }

    async fn audit_found(
        &self,
        authority: &Authority,
        action: Action,
        rows: &[HouseholdRow],
    ) -> VerbResult<()> {
        let entry = |household| AuditEntry::new(self, authority, action).household(household);
        let mut entries: Vec<_> = rows.iter().map(|row| entry(Some(row.number)).into_row()).collect();
        if entries.is_empty() {
            entries.push(entry(None).outcome(Outcome::NotFound).into_row());
        }
        let entries: Result<Vec<_>, _> = entries.into_iter().collect();
        Ok(self.store().record_audit(entries?, store::rows::Durability::Now).await?)
    }
}

/// The newest of the decisions that was taken by one day about the household as of another.
fn decision_in_force(
    authority: &Authority,
    decisions: Vec<DecisionRow>,
    as_of: Date,
    known_on: Date,
) -> VerbResult<Option<ViewedDecision>> {
    for row in decisions {
        let mut decision: Decision = read_document("decision", &row.text)?;
        if date_in_pakistan(row.decided) <= known_on && decision.reference_date <= as_of {
            let points_visible = authority.may(Permission::ReadPoints);
            if !points_visible {
                // What is not to be seen does not leave this verb.
                decision.score.items.clear();
            }
            return Ok(Some(ViewedDecision { id: row.id, decision, points_visible }));
        }
    }
    Ok(None)
}

fn fold(history: &History, as_of: Date, known_at: Timestamp) -> VerbResult<Option<Household>> {
    history.household(as_of, known_at).map_err(|refusal| VerbError::Damaged(format!("a history: {refusal}")))
}

fn found(row: &HouseholdRow) -> VerbResult<Found> {
    Ok(Found {
        household: read_document("household", &row.document)?,
        changed: row.changed,
        outcome: row.outcome.clone(),
    })
}
