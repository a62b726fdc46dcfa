//! Taking a case over, taking it back.

use super::{CaseResult, Kept, TRIES, evidence::submission_of, reconsider::words, rewrite};
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::write_document,
};
use registry::{
    case::{CaseRefusal, CaseState},
    finding::Finding,
    ids::CaseId,
};
use store::{
    Conflict, StoreError,
    rows::{Commit, SubmissionSettled, SubmissionState},
};

impl Registry {
    /// Whoever takes a case over works on it from now on.
    pub async fn take_over(&self, authority: &Authority, id: CaseId) -> CaseResult<()> {
        for _ in 0..TRIES {
            let (kept, entry) =
                self.enter_case(authority, id, Permission::WorkCases, Action::WorkCase).await?;
            let Kept { case, version } = kept;
            let case = case.take_over(authority.actor(), self.clock().now())?;
            let write = rewrite(&case, version.saturating_add(1))?;
            let commit = Commit { cases: vec![write], audit: vec![entry.into_row()?], ..Commit::default() };
            if self.try_commit(commit).await? {
                return Ok(());
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged).into())
    }

    /// Takes a case back: nothing of it counts. A submission that waited in it is refused.
    pub async fn withdraw_case(
        &self,
        authority: &Authority,
        id: CaseId,
        note: Option<&str>,
    ) -> CaseResult<()> {
        for _ in 0..TRIES {
            let (kept, entry) =
                self.enter_case(authority, id, Permission::WorkCases, Action::WorkCase).await?;
            if !kept.case.state.is_open() {
                return Err(CaseRefusal::Settled.into());
            }
            let by = authority.actor();
            if !kept.case.is_brought_in_by(by) {
                return Err(CaseRefusal::OthersCase.into());
            }
            if self.end_case(kept, by, CaseState::Withdrawn, note, entry).await? {
                return Ok(());
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged).into())
    }

    /// A case ends and nothing of it counts. False where somebody else was quicker.
    pub(super) async fn end_case(
        &self,
        kept: Kept,
        by: &str,
        to: CaseState,
        note: Option<&str>,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let settled = match submission_of(&kept.case) {
            Some(instance) => self.refused_submission(instance, &kept.case.findings).await?,
            None => None,
        };
        let write = self.step(kept, by, to, words(note))?;
        let commit =
            Commit { cases: vec![write], settled, audit: vec![entry.into_row()?], ..Commit::default() };
        self.try_commit(commit).await
    }

    /// The submission of a case that ends without counting.
    async fn refused_submission(
        &self,
        instance: &str,
        findings: &[Finding],
    ) -> Result<Option<SubmissionSettled>, StoreError> {
        let row = self.store().find_submission(instance).await?;
        let held = row.filter(|row| row.state == SubmissionState::Held);
        held.map(|row| {
            Ok(SubmissionSettled {
                instance: row.instance,
                from: row.state,
                state: SubmissionState::Refused,
                household: row.household,
                tehsil: row.tehsil,
                findings: if row.findings.is_empty() {
                    write_document("findings", &findings)?
                } else {
                    row.findings
                },
            })
        })
        .transpose()
    }

    /// Writes a commit; false where somebody else was quicker.
    pub(super) async fn try_commit(&self, commit: Commit) -> Result<bool, StoreError> {
        match self.store().commit(commit).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
