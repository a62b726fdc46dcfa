//! Cases: proposals that need evidence, verification or somebody's eye before they count. A case is a state machine; every
//! step is kept with who took it and when.

mod steps;
mod touches;

pub use touches::{touches, touches_in};

use crate::{
    area::AreaCode,
    change::{Channel, UpdateType},
    finding::Finding,
    ids::{CaseId, ChangeId, PersonId},
    personal::Personal,
    proposal::Proposal,
    registry_number::RegistryNumber,
    updates::{Check, Review},
    wording::Wording,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// What it is about.
    pub subject: Subject,
    /// The household concerned, where known.
    pub household: Option<RegistryNumber>,
    /// Other households concerned: the other side of a marriage, a clash of numbers, a merge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<RegistryNumber>,
    /// The tehsil whose desk works on it.
    pub tehsil: Option<AreaCode>,
    /// Under which update type.
    pub update_type: UpdateType,
    /// The version of the update rules that it goes by.
    pub rules_version: String,
    /// How the proposal came.
    pub channel: Channel,
    /// Who brought it in.
    pub opened_by: String,
    /// When.
    pub opened: Timestamp,
    /// The last day on which it can be settled.
    pub deadline: Date,
    /// Who works on it.
    pub owner: Option<String>,
    /// Who must look at it.
    pub review: Review,
    /// What was noticed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What is proposed; none where somebody must first say what should change.
    pub proposal: Option<Proposal>,
    /// What it touches beside its households, such as `person:<uuid>`, `number:<digits>`, `submission:<instance>`: by
    /// these, cases about the same facts find each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<String>,
    /// What whoever asked was told, where the rules of updates refuse it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Wording>,
    /// Where it has got to.
    pub state: CaseState,
    /// How it got there, oldest first.
    pub trail: Vec<CaseStep>,
}

/// What a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// A questionnaire or roster form that could not be taken as it came.
    Submission {
        /// Its instance id.
        instance: String,
    },
    /// A notice of the civil register.
    LifeEvent {
        /// Who notified.
        source: String,
        /// The source's name for the event.
        reference: String,
    },
    /// Record and citizen registry disagree about a person.
    Verification {
        /// Who.
        person: PersonId,
    },
    /// Something an officer or a load marked as doubtful.
    Discrepancy {
        /// The change that marked it.
        marked_by: ChangeId,
    },
    /// A change proposed at a desk or in the app.
    Proposed,
}

impl Subject {
    /// Its name in stores and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Submission { .. } => "submission",
            Self::LifeEvent { .. } => "life_event",
            Self::Verification { .. } => "verification",
            Self::Discrepancy { .. } => "discrepancy",
            Self::Proposed => "proposed",
        }
    }
}

/// Where a case has got to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CaseState {
    /// Being written.
    Draft,
    /// The citizen registry has been asked.
    WaitingForCitizenRegistry {
        /// What it must confirm.
        checks: Vec<Check>,
    },
    /// Papers are lacking.
    WaitingForEvidence {
        /// Any one of each.
        lacking: Vec<Vec<String>>,
    },
    /// An officer must look at it.
    InReview,
    /// It counts.
    Accepted {
        /// The changes that it made.
        changes: Vec<ChangeId>,
    },
    /// It does not count.
    Refused {
        /// Why, as a code: of a rule (`update.…`), a finding or `officer`.
        reason: String,
        /// From when it may be tried again.
        from: Option<Date>,
    },
    /// Whoever brought it in took it back.
    Withdrawn,
    /// The deadline passed.
    Expired,
}

impl CaseState {
    /// The codes of every state.
    pub const CODES: [&'static str; 8] = [
        "draft",
        "waiting_for_citizen_registry",
        "waiting_for_evidence",
        "in_review",
        "accepted",
        "refused",
        "withdrawn",
        "expired",
    ];
    /// The codes of the states in which a case is open.
    pub const OPEN: [&'static str; 4] =
        ["draft", "waiting_for_citizen_registry", "waiting_for_evidence", "in_review"];

    /// Its name in stores and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::WaitingForCitizenRegistry { .. } => "waiting_for_citizen_registry",
            Self::WaitingForEvidence { .. } => "waiting_for_evidence",
            Self::InReview => "in_review",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Whether it can still be settled.
    pub fn is_open(&self) -> bool {
        Self::OPEN.contains(&self.code())
    }
}

/// A step of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStep {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// The state's code after it.
    pub to: String,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Personal>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseRefusal {
    /// It is settled already.
    #[error("the case is settled")]
    Settled,
    /// It is not in the state for that.
    #[error("the case is not in the state for that")]
    OtherState,
    /// The rule wants another pair of eyes than those of whoever brought it in.
    #[error("whoever brought a case in does not review it")]
    OwnCase,
    /// The deadline has not passed.
    #[error("the deadline has not passed")]
    NotYetDue,
    /// Only whoever brought a case in takes it back; others refuse it.
    #[error("only whoever brought a case in takes it back")]
    OthersCase,
    /// Papers go with a proposal, and nothing is proposed yet.
    #[error("nothing is proposed yet")]
    NoProposal,
}
