//! Something in a record is doubtful: marked in the history, with a case that settles it.

use super::{CaseResult, Kept, NewCase, Opened, TRIES, settle::Written};
use crate::{
    Registry,
    accept::{Effect, Origin, Scribe},
    accepted::Accepted,
    audit::Action,
    authority::{Authority, Permission},
    error::VerbError,
};
use registry::{
    case::{Case, CaseState, Subject},
    change::{Change, Channel, UpdateType},
    ids::ChangeId,
    personal::Personal,
    proposal::{Content, Proposal},
    registry_number::RegistryNumber,
    updates::{ChangeKind, Review},
};
use store::{Conflict, StoreError};

impl Registry {
    /// Marks something in a household's record as doubtful, in the officer's words, and opens the case that settles it.
    pub async fn mark_discrepancy(
        &self,
        authority: &Authority,
        household: RegistryNumber,
        place: &str,
        about: &str,
    ) -> CaseResult<Opened> {
        self.demand(authority, Permission::WorkCases, Action::OpenCase).await?;
        let entry = self.open_household(authority, household, Action::OpenCase).await?;
        let about =
            Personal::new(about).ok_or_else(|| VerbError::Invalid("say what is doubtful".to_owned()))?;
        for _ in 0..TRIES {
            let change = Change::MarkDiscrepancy { place: place.trim().to_owned(), about: about.clone() };
            let effect = self.one_change(authority.actor(), household, change).await?;
            let Some(effect) = effect else { return Err(VerbError::NotFound.into()) };
            let Some(marked_by) = effect.changes.first().copied() else {
                return Err(VerbError::NotFound.into());
            };
            let case = self.case_of_mark(authority, household, marked_by).await?;
            let mut commit = effect.commit;
            commit.cases.push(super::rewrite(&case, 1)?);
            let written = Written { commit, case: Some(case), household: None };
            if let Some(opened) = self.write_case(written, entry.clone(), &[]).await? {
                return Ok(opened);
            }
        }
        Err(StoreError::Conflict(Conflict::HouseholdChanged).into())
    }

    /// Opens the case that settles something marked as doubtful before, such as by a load. One that is open is not opened
    /// again.
    pub async fn open_discrepancy(
        &self,
        authority: &Authority,
        household: RegistryNumber,
        marked_by: ChangeId,
    ) -> CaseResult<Opened> {
        self.demand(authority, Permission::WorkCases, Action::OpenCase).await?;
        let entry = self.open_household(authority, household, Action::OpenCase).await?;
        let history = self.history(household).await?;
        let known = history.current().ok().flatten().ok_or(VerbError::NotFound)?;
        if !known.discrepancies.iter().any(|one| one.marked_by == marked_by) {
            return Err(VerbError::NotFound.into());
        }
        let open = self.store().find_cases_touching(&[key_of(marked_by)]).await?;
        if !open.is_empty() {
            return Err(VerbError::Exists.into());
        }
        let case = self.case_of_mark(authority, household, marked_by).await?;
        let commit =
            store::rows::Commit { cases: vec![super::rewrite(&case, 1)?], ..store::rows::Commit::default() };
        let written = Written { commit, case: Some(case), household: None };
        let opened = self.write_case(written, entry, &[]).await?;
        opened.ok_or_else(|| StoreError::Conflict(Conflict::CaseChanged).into())
    }

    async fn case_of_mark(
        &self,
        authority: &Authority,
        household: RegistryNumber,
        marked_by: ChangeId,
    ) -> Result<Case, StoreError> {
        let update_type = UpdateType::MissedInformation;
        let rules = self.rules().updates_on(self.clock().today());
        let rule = rules.and_then(|rules| rules.rule(update_type));
        let review = rule.map_or(Review::Officer, |rule| rule.review_of(ChangeKind::Discrepancy, false));
        let tehsil = self.store().find_household(household).await?.and_then(|row| row.tehsil);
        let new = NewCase {
            subject: Subject::Discrepancy { marked_by },
            household: Some(household),
            others: Vec::new(),
            tehsil,
            update_type,
            channel: Channel::Desk,
            findings: Vec::new(),
            proposal: None,
            state: CaseState::InReview,
            review: review.max(Review::Officer),
            keys: vec![key_of(marked_by)],
        };
        Ok(self.draft(authority.actor(), new))
    }

    /// What settles a discrepancy; none where it is settled already.
    pub(super) async fn resolved(&self, by: &str, kept: &Kept) -> Result<Option<Effect>, StoreError> {
        let (Subject::Discrepancy { marked_by }, Some(household)) = (&kept.case.subject, kept.case.household)
        else {
            return Ok(None);
        };
        self.one_change(by, household, Change::ResolveDiscrepancy { marked_by: *marked_by }).await
    }

    /// A change of an officer to one household, true and known from now on.
    async fn one_change(
        &self,
        by: &str,
        household: RegistryNumber,
        change: Change,
    ) -> Result<Option<Effect>, StoreError> {
        let origin = Origin::new(by, self.clock().now(), Channel::Desk);
        let content = Content::Roster { household: Some(household), event: None };
        let today = self.clock().today();
        let proposal = Proposal { effective: today, evidence: Vec::new(), reason: None, content };
        let (scribe, _) = Scribe::of(self, proposal, &origin);
        let history = self.history(household).await?;
        let entry = scribe.entry(household, UpdateType::MissedInformation, change);
        match Accepted::take(history, vec![entry]) {
            Ok(accepted) => Ok(Some(self.effect_of(household, vec![accepted]).await?)),
            Err(_) => Ok(None),
        }
    }
}

fn key_of(marked_by: ChangeId) -> String {
    format!("discrepancy:{marked_by}")
}
