//! An officer settles a case. Where the rule wants two pairs of eyes, nobody settles what he or she brought in.

use super::{CaseError, CaseResult, Kept, TRIES, evidence::submission_of, reconsider::words};
use crate::{
    Registry,
    accept::{Resolution, Turned, Weighed},
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::VerbError,
    receive::again::Added,
};
use registry::{
    case::{Case, CaseRefusal, CaseState, Subject},
    finding::{Finding, FindingCode},
    ids::CaseId,
};
use store::{Conflict, StoreError, rows::SubmissionState};

/// What an officer decides about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgment {
    /// It counts.
    Accept(Resolution),
    /// It does not count.
    Refuse,
}

impl Registry {
    /// Settles a case, with the officer's words. Returns where it has got to. What cannot be accepted so stays as it is.
    pub async fn review_case(
        &self,
        authority: &Authority,
        id: CaseId,
        judgment: Judgment,
        note: Option<&str>,
    ) -> CaseResult<CaseState> {
        for _ in 0..TRIES {
            let (kept, entry) =
                self.enter_case(authority, id, Permission::ReviewCases, Action::ReviewCase).await?;
            may_settle(&kept.case, authority, judgment)?;
            if let Judgment::Accept(Resolution::AsResurveyOf { household }) = judgment {
                // The case lies in the officer's areas; the household named must as well.
                self.open_household(authority, household, Action::ReviewCase).await?;
            }
            let state = match judgment {
                Judgment::Refuse => {
                    let state = CaseState::Refused { reason: "officer".to_owned(), from: None };
                    let by = authority.actor();
                    self.end_case(kept, by, state.clone(), note, entry).await?.then_some(state)
                }
                Judgment::Accept(resolution) => match submission_of(&kept.case).map(str::to_owned) {
                    Some(instance) => Some(
                        self.accept_submission(authority, kept, &instance, resolution, note, entry).await?,
                    ),
                    None => self.accept_case(authority, kept, resolution, note, entry).await?,
                },
            };
            if let Some(state) = state {
                return Ok(state);
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged).into())
    }

    /// A case that is not about a submission counts; none where somebody else was quicker.
    async fn accept_case(
        &self,
        authority: &Authority,
        kept: Kept,
        resolution: Resolution,
        note: Option<&str>,
        entry: AuditEntry,
    ) -> CaseResult<Option<CaseState>> {
        let mut findings = Vec::new();
        let weighed = match &kept.case.subject {
            Subject::Discrepancy { .. } => {
                let effect = self.resolved(authority.actor(), &kept).await?;
                Weighed::Accepted(Box::new(effect.ok_or(CaseRefusal::Settled)?))
            }
            // Somebody must first say what should change: looking at it is all that there is.
            Subject::Verification { .. } if kept.case.proposal.is_none() => {
                Weighed::Accepted(Box::new(looked_at(&kept.case)?))
            }
            _ => self.reweigh(&kept.case, Some(resolution), &mut findings).await?,
        };
        match &weighed {
            Weighed::Accepted(_) => {}
            Weighed::Waits(_) => return Err(CaseError::InTheWay(findings)),
            Weighed::Refused(turned) => return Err(CaseError::NotNow(Box::new(Turned::refusal(turned)))),
        }
        let mut written = self.carry_on(kept, authority.actor(), weighed, &findings, words(note))?;
        self.close_notice(&mut written).await?;
        let state = written.case.as_ref().map(|case| case.state.clone());
        let done = self.write_case(written, entry, &findings).await?;
        Ok(done.and(state))
    }

    /// The submission of a case counts, and the case with it.
    async fn accept_submission(
        &self,
        authority: &Authority,
        kept: Kept,
        instance: &str,
        resolution: Resolution,
        note: Option<&str>,
        entry: AuditEntry,
    ) -> CaseResult<CaseState> {
        let row = self.store().find_submission(instance).await?.ok_or(VerbError::NotFound)?;
        if row.state != SubmissionState::Held {
            return Err(CaseRefusal::Settled.into());
        }
        self.audit(entry).await?;
        let added = Added { decided: Some(resolution), note: words(note), papers: Vec::new() };
        let again = self.settle_kept(authority, row, added).await?;
        match (again.state, again.refusal) {
            (SubmissionState::Accepted, _) if again.moved => {
                let case = self.kept_case(kept.case.id).await?;
                case.map(|kept| kept.case.state).ok_or_else(|| VerbError::NotFound.into())
            }
            (_, Some(refusal)) => Err(CaseError::NotNow(Box::new(refusal))),
            _ => Err(CaseError::InTheWay(again.findings)),
        }
    }
}

/// Whether a case is in the state for being settled, and by this person.
fn may_settle(case: &Case, authority: &Authority, judgment: Judgment) -> Result<(), CaseRefusal> {
    if !case.state.is_open() {
        return Err(CaseRefusal::Settled);
    }
    if judgment != Judgment::Refuse && case.state != CaseState::InReview {
        return Err(CaseRefusal::OtherState);
    }
    if case.may_be_reviewed_by(authority.actor()) { Ok(()) } else { Err(CaseRefusal::OwnCase) }
}

/// A case that changes nothing by itself.
fn looked_at(case: &Case) -> CaseResult<crate::accept::Effect> {
    let household = case
        .household
        .ok_or_else(|| CaseError::InTheWay(vec![Finding::at(FindingCode::HouseholdUnknown, "")]))?;
    Ok(crate::accept::Effect { household, changes: Vec::new(), commit: store::rows::Commit::default() })
}
