//! Do two families meet? Strangers' numbers were once added to eligible households by fraud: whoever joins a household must be kin of
//! somebody in it by the citizen registry's own book.

use registry::{citizen::CitizenRecord, household::Household, identity::CitizenNumber};

/// How a person's family in the citizen registry meets a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// By birth (alpha family): a parent, child, or brother or sister is a member.
    ByBirth(CitizenNumber),
    /// By marriage (beta family): a husband, wife, or child is a member.
    ByMarriage(CitizenNumber),
    /// The two families do not meet.
    None,
    /// The citizen registry knows no family of the person, or no member's number is known.
    Unknown,
}

/// How the family of a person meets a household. `known` holds what the citizen registry says of members of the household, as
/// far as it was asked: brothers and sisters meet through their parents.
pub fn meet(person: &CitizenRecord, household: &Household, known: &[CitizenRecord]) -> Meeting {
    let _ = (person, household, known);
    Meeting::Unknown
}
