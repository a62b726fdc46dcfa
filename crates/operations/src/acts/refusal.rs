//! Why nothing is done about an act.

use crate::error::VerbError;
use store::StoreError;

/// Why a verb about acts did not do it.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The act's own rules refuse it.
    #[error(transparent)]
    Refused(#[from] ActRefusal),
    /// As of every verb.
    #[error(transparent)]
    Verb(#[from] VerbError),
}

/// Result of a verb about acts.
pub type ActResult<T> = Result<T, ActError>;

/// Why a step of an act is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActRefusal {
    /// It has no name.
    #[error("an act needs a name")]
    Nameless,
    /// Whoever proposed it does not adopt it.
    #[error("whoever proposes an act does not adopt it")]
    OwnAct,
    /// It is not in a state for that.
    #[error("the act is {0}, and that cannot be done now")]
    State(&'static str),
    /// No programme of that name is in force.
    #[error("no programme of this name is in force today")]
    Programme,
    /// The capacity is not above the one there is.
    #[error("the capacity must be above the one there is, and that is {0}")]
    NotARaise(String),
    /// The programme has no room for the families listed.
    #[error("the programme has room for {free} families, and the list holds {families}")]
    NoRoom {
        /// Room.
        free: u64,
        /// Families listed.
        families: u64,
    },
    /// The programme sets no appeal cut-off.
    #[error("this programme has no appeal cut-off")]
    NoAppeals,
    /// No raised capacity of the programme is in force.
    #[error("no raised capacity of this programme is in force")]
    NoRaise,
    /// Dates that cannot be.
    #[error("the dates do not fit: {0}")]
    Dates(&'static str),
    /// An area that is not there, or larger than may be notified.
    #[error("{0} is no district, tehsil, union council or block today")]
    Area(String),
    /// No area is notified.
    #[error("no area is named")]
    NoAreas,
    /// The share is not between 1 and 100 per cent.
    #[error("the share must be between 1 and 100 per cent")]
    Share,
    /// The list is not of this programme's kind.
    #[error("an emergency list enrols into an emergency programme")]
    NotEmergency,
    /// The policy is not in force on the day of adoption.
    #[error("policy {0} is not in force today")]
    Policy(String),
    /// Another renewal is under way.
    #[error("another renewal is under way")]
    UnderWay,
    /// Too many households are still to be surveyed.
    #[error("{share} of 100 households are surveyed, and {needed} are needed, unless a reason is given")]
    Incomplete {
        /// Share surveyed in time, per cent.
        share: u8,
        /// Share needed, per cent.
        needed: u8,
    },
}

impl ActRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nameless => "act.nameless",
            Self::OwnAct => "act.own",
            Self::State(_) => "act.state",
            Self::Programme => "act.programme",
            Self::NotARaise(_) => "act.not_a_raise",
            Self::NoRoom { .. } => "act.no_room",
            Self::NoAppeals => "act.no_appeals",
            Self::NoRaise => "act.no_raise",
            Self::Dates(_) => "act.dates",
            Self::Area(_) => "act.area",
            Self::NoAreas => "act.no_areas",
            Self::Share => "act.share",
            Self::NotEmergency => "act.not_emergency",
            Self::Policy(_) => "act.policy",
            Self::UnderWay => "act.under_way",
            Self::Incomplete { .. } => "act.incomplete",
        }
    }
}

impl ActError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Verb(error) => error.code(),
        }
    }
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Verb(error.into())
    }
}
