//! Why a step of a case is not taken.

use crate::{error::VerbError, updates::Refusal};
use registry::{case::CaseRefusal, finding::Finding};
use store::StoreError;

/// Why a verb about cases did not do it.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// As of any verb.
    #[error(transparent)]
    Verb(#[from] VerbError),
    /// The case is not in the state for it, or not this person's to settle.
    #[error(transparent)]
    Refusal(#[from] CaseRefusal),
    /// It cannot be accepted so: the findings say what stands in the way. Nothing was written.
    #[error("something stands in the way")]
    InTheWay(Vec<Finding>),
    /// The rules of updates do not allow it now. Nothing was written.
    #[error("the rules of updates do not allow it now")]
    NotNow(Box<Refusal>),
}

impl CaseError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Verb(error) => error.code(),
            Self::Refusal(CaseRefusal::Settled) => "case.settled",
            Self::Refusal(CaseRefusal::OtherState) => "case.other_state",
            Self::Refusal(CaseRefusal::OwnCase) => "case.own_case",
            Self::Refusal(CaseRefusal::NotYetDue) => "case.not_yet_due",
            Self::Refusal(CaseRefusal::OthersCase) => "case.others_case",
            Self::Refusal(CaseRefusal::NoProposal) => "case.no_proposal",
            Self::InTheWay(_) => "case.in_the_way",
            Self::NotNow(_) => "case.not_now",
        }
    }
}

impl From<StoreError> for CaseError {
    fn from(error: StoreError) -> Self {
        Self::Verb(error.into())
    }
}

/// Result of a verb about cases.
pub type CaseResult<T> = Result<T, CaseError>;
