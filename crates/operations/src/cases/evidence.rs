//! Papers that come after the proposal.

use super::{CaseResult, Kept, TRIES};
use crate::{
    Registry,
    audit::Action,
    authority::{Authority, Permission},
    error::VerbError,
    receive::again::Added,
};
use registry::{
    case::{Case, CaseRefusal, CaseState},
    change::Evidence,
    identity::{CitizenNumber, Identity},
    ids::CaseId,
    proposal::{Content, Proposal, RosterEvent},
};
use store::{Conflict, StoreError};

impl Registry {
    /// Adds papers to an open case and weighs it again: it may count then, or wait for something else. A B-form or CNIC gives
    /// its number to somebody who joins without one. Returns where the case has got to.
    pub async fn add_evidence(
        &self,
        authority: &Authority,
        id: CaseId,
        papers: Vec<Evidence>,
    ) -> CaseResult<CaseState> {
        if papers.is_empty() || papers.iter().any(|paper| !matches!(paper, Evidence::Document { .. })) {
            return Err(VerbError::Invalid("papers of a case are documents".to_owned()).into());
        }
        for _ in 0..TRIES {
            let (kept, entry) =
                self.enter_case(authority, id, Permission::WorkCases, Action::WorkCase).await?;
            if !kept.case.state.is_open() {
                return Err(CaseRefusal::Settled.into());
            }
            if kept.case.proposal.is_none() {
                return Err(CaseRefusal::NoProposal.into());
            }
            if let Some(instance) = submission_of(&kept.case) {
                let row = self.store().find_submission(instance).await?.ok_or(VerbError::NotFound)?;
                self.audit(entry).await?;
                let added = Added { papers, ..Added::default() };
                self.settle_kept(authority, row, added).await?;
                let kept = self.kept_case(id).await?.ok_or(VerbError::NotFound)?;
                return Ok(kept.case.state);
            }
            let Kept { mut case, version } = kept;
            if let Some(proposal) = &mut case.proposal {
                add_papers(proposal, &papers);
            }
            let mut findings = Vec::new();
            let weighed = self.reweigh(&case, None, &mut findings).await?;
            let kept = Kept { case, version };
            let mut written = self.carry_on(kept, authority.actor(), weighed, &findings, None)?;
            self.close_notice(&mut written).await?;
            let state = written.case.as_ref().map(|case| case.state.clone());
            if self.write_case(written, entry, &findings).await?.is_some() {
                return state.ok_or_else(|| VerbError::NotFound.into());
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged).into())
    }
}

/// The submission that a case is about.
pub(super) fn submission_of(case: &Case) -> Option<&str> {
    match &case.subject {
        registry::case::Subject::Submission { instance } => Some(instance),
        _ => None,
    }
}

/// Adds papers to a proposal.
pub(crate) fn add_papers(proposal: &mut Proposal, papers: &[Evidence]) {
    for paper in papers {
        if !matches!(paper, Evidence::Document { .. }) {
            continue;
        }
        if !proposal.evidence.contains(paper) {
            proposal.evidence.push(paper.clone());
        }
        let Content::Roster { event: Some(RosterEvent::Arrival { member, .. }), .. } = &mut proposal.content
        else {
            continue;
        };
        if let (Evidence::Document { document, number }, Identity::None) = (paper, member.identity)
            && let Ok(number) = number.reveal().parse::<CitizenNumber>()
        {
            member.identity = match document.as_str() {
                "b_form" => Identity::BForm(number),
                "cnic" => Identity::Cnic(number),
                _ => Identity::None,
            };
        }
    }
}
