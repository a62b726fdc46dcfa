//! A change proposed at a desk: it counts at once where the rule allows it, else it becomes a case, or it is refused.

use super::{CaseError, CaseInList, CaseResult, Opening, TRIES, settle::Written};
use crate::{
    Registry,
    accept::Origin,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::VerbError,
};
use jiff::civil::Date;
use registry::{
    case::Subject,
    change::{Channel, Evidence},
    finding::Finding,
    ids::CaseId,
    personal::Personal,
    proposal::{Content, Proposal, RosterEvent},
    registry_number::RegistryNumber,
};
use store::{Conflict, StoreError};

/// What is proposed at a desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The household.
    pub household: RegistryNumber,
    /// What happened.
    pub event: RosterEvent,
    /// When.
    pub effective: Date,
    /// Papers that were shown.
    pub evidence: Vec<Evidence>,
    /// Why, in the officer's words.
    pub reason: Option<Personal>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Opened {
    /// It counts already.
    Done {
        /// The household that was made or changed.
        household: RegistryNumber,
    },
    /// It is a case: it waits, or the rules refused it and the case says why and from when they allow it.
    Case {
        /// The case.
        case: Box<CaseInList>,
        /// What was noticed.
        findings: Vec<Finding>,
    },
}

impl Opened {
    /// The case, where it is one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Done { .. } => None,
            Self::Case { case, .. } => Some(case.id),
        }
    }
}

impl Registry {
    /// Proposes an event in the life of a household of the officer's areas.
    pub async fn open_case(&self, authority: &Authority, proposed: Proposed) -> CaseResult<Opened> {
        self.demand(authority, Permission::WorkCases, Action::OpenCase).await?;
        let entry = self.open_household(authority, proposed.household, Action::OpenCase).await?;
        if proposed.effective > self.clock().today() {
            return Err(VerbError::Invalid("the day lies in the future".to_owned()).into());
        }
        let Proposed { household, event, effective, evidence, reason } = proposed;
        let content = Content::Roster { household: Some(household), event: Some(event) };
        let proposal = Proposal { effective, evidence, reason, content };
        for _ in 0..TRIES {
            let mut findings = Vec::new();
            let origin = Origin::new(authority.actor(), self.clock().now(), Channel::Desk);
            let weighed = self.weigh(proposal.clone(), &origin, &mut findings).await?;
            let opening = Opening {
                subject: Subject::Proposed,
                channel: Channel::Desk,
                by: authority.actor(),
                proposal: Some(proposal.clone()),
                findings: &findings,
            };
            let written = self.begin(opening, weighed)?;
            if let Some(opened) = self.write_case(written, entry.clone(), &findings).await? {
                return Ok(opened);
            }
        }
        Err(StoreError::Conflict(Conflict::CaseChanged).into())
    }

    /// Writes a case with what it does; none where somebody else was quicker.
    pub(super) async fn write_case(
        &self,
        written: Written,
        entry: AuditEntry,
        findings: &[Finding],
    ) -> CaseResult<Option<Opened>> {
        let Written { mut commit, case, household } = written;
        commit.audit.push(entry.into_row()?);
        match self.store().commit(commit).await {
            Ok(()) => {}
            Err(StoreError::Conflict(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        match (household, case) {
            (Some(household), _) => Ok(Some(Opened::Done { household })),
            (None, Some(case)) => {
                let case = Box::new(CaseInList::of(&case));
                Ok(Some(Opened::Case { case, findings: findings.to_vec() }))
            }
            (None, None) => Err(CaseError::Verb(VerbError::Damaged("a proposal came to nothing".to_owned()))),
        }
    }
}
