//! What is true of the people a survey found: kept beside the records, never in them.

use super::village::BLOCK;
use crate::numbers::INDEX_BITS;
use jiff::civil::Date;
use registry::{household::Record, ids::PersonId};
use std::fmt;

/// One household as a survey found it, with the truth about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// The survey's own name for the household; nothing follows from it about other surveys.
    pub key: String,
    /// What was written down.
    pub record: Record,
    /// Who these people are.
    pub truth: Truth,
}

/// Who the people of a record are.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// The household.
    pub household: HouseholdId,
    /// The household it came out of, where it was founded by a son of one.
    pub parent: Option<HouseholdId>,
    /// The persons of the record, in the order of its members; also where consent was refused and nobody was recorded.
    pub persons: Vec<PersonId>,
    /// What happened to the household after the fieldwork of 2021 and before the interview; for the card of 2010 between it and 2021.
    pub events: Vec<Event>,
}

/// A household through the years, whoever heads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseholdId(pub(crate) u64);

/// Where the number stands of the sons who founded a household out of one.
const BRANCH: u32 = 40;

impl HouseholdId {
    /// The household founded by a son out of one, by its number among those.
    pub(super) fn branch(ordinal: u64, number: u8) -> Self {
        Self(ordinal | (u64::from(number) << BRANCH))
    }

    /// The household of 2021 it is, or came out of first.
    pub(super) fn origin(self) -> u64 {
        self.0 & ((1 << BRANCH) - 1)
    }

    /// Whether it was founded out of another.
    pub(super) fn founded_later(self) -> bool {
        self.0 >> BRANCH > 0
    }

    pub(super) fn place_in_block(self) -> u64 {
        (self.origin() & ((1 << INDEX_BITS) - 1)) % BLOCK
    }
}

impl fmt::Display for HouseholdId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "H{:012X}", self.0)
    }
}

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub date: Date,
    /// What.
    pub kind: EventKind,
    /// To whom; `None` where the whole household was concerned.
    pub person: Option<PersonId>,
    /// The household.
    pub household: HouseholdId,
    /// The other household concerned, where it is one of the country.
    pub other: Option<HouseholdId>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Somebody was born.
    Birth,
    /// Somebody died.
    Death,
    /// A daughter left to be married; `other` is her husband's household.
    MarriageOut,
    /// A bride came; `other` is her father's household.
    MarriageIn,
    /// A son left with wife and children to found the household `other`.
    Split,
    /// The household was founded out of `other`.
    Founded,
    /// Somebody left for good, alone.
    Departure,
    /// A relative came to live here.
    Arrival,
    /// The household moved within its tehsil.
    Move,
    /// The household moved between tehsils, or between country and town.
    MoveAway,
    /// Another member became head.
    NewHead,
}

impl EventKind {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Death => "death",
            Self::MarriageOut => "marriage_out",
            Self::MarriageIn => "marriage_in",
            Self::Split => "split",
            Self::Founded => "founded",
            Self::Departure => "departure",
            Self::Arrival => "arrival",
            Self::Move => "move",
            Self::MoveAway => "move_away",
            Self::NewHead => "new_head",
        }
    }
}
