//! What every way in produces: a proposal to change the registry, read and checked but not yet accepted.

use crate::{
    change::{Arrival, Evidence},
    code_lists::{MaritalStatus, Relation, Sex},
    household::{Departure, Location, Member, Record},
    identity::{CitizenNumber, Identity},
    personal::Personal,
    registry_number::RegistryNumber,
    sections::Disability,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A proposal. Only an accepted one changes a household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Since when it is true.
    pub effective: Date,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Why, where somebody said.
    pub reason: Option<Personal>,
    /// What it proposes.
    pub content: Content,
}

/// What a proposal proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "content", rename_all = "snake_case")]
pub enum Content {
    /// A whole questionnaire: a first survey, or a new one of a household that is there.
    Survey(Box<Record>),
    /// One event in the life of a household that is there.
    Roster {
        /// The household; none where the number given is no registry number.
        household: Option<RegistryNumber>,
        /// What happened; none where the form leaves it open.
        event: Option<RosterEvent>,
    },
}

/// An event that changes who is a member, or what a member is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum RosterEvent {
    /// Somebody joins.
    Arrival {
        /// Who; the line is given when the proposal is accepted.
        member: Box<Member>,
        /// The mother, a member, by line.
        mother_line: Option<u8>,
        /// The father, a member, by line.
        father_line: Option<u8>,
        /// The husband or wife, a member, by line.
        spouse_line: Option<u8>,
        /// How.
        cause: Arrival,
    },
    /// Somebody leaves.
    Leaving {
        /// Who.
        who: WhichMember,
        /// Why.
        departure: Departure,
    },
    /// A member's standing changes. What is `None` stays as it is.
    Amendment {
        /// Who.
        who: WhichMember,
        /// Marital status.
        marital_status: Option<MaritalStatus>,
        /// Sex as now on the card.
        sex: Option<Sex>,
        /// Disability.
        disability: Option<Box<Disability>>,
    },
    /// A member becomes head.
    NewHead {
        /// Who.
        who: WhichMember,
        /// What the former head is to the new one.
        former_head_relation: Option<Relation>,
    },
    /// A member's number of the citizen registry becomes known or is put right.
    Identity {
        /// Who.
        who: WhichMember,
        /// The number.
        identity: Identity,
    },
    /// Members leave to form a household of their own.
    Split {
        /// Who.
        persons: Vec<WhichMember>,
        /// Which of them is its head.
        head: WhichMember,
        /// Where it lives; where the old one lives when none.
        location: Option<Box<Location>>,
    },
    /// The household is part of another, which takes its members.
    Merge {
        /// The other.
        into: RegistryNumber,
    },
    /// The household moves.
    Move {
        /// Where to.
        location: Box<Location>,
    },
}

/// How a form points at a member: by line, by number, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WhichMember {
    /// Row on the roster.
    pub line: Option<u8>,
    /// Number of the citizen registry.
    pub number: Option<CitizenNumber>,
}

impl WhichMember {
    /// The one member meant; none when nobody is, or line and number mean two.
    pub fn find(self, record: &Record) -> Option<&Member> {
        let fits = |member: &&Member| {
            self.line.is_none_or(|line| member.line == line)
                && self.number.is_none_or(|number| member.identity.number() == Some(number))
        };
        if self == Self::default() {
            return None;
        }
        record.members.iter().find(fits)
    }
}
