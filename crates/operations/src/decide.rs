//! Taking the decision that follows a change.

use jiff::{Timestamp, civil::Date};
use registry::{area::AreaBook, household::Household};
use scoring::{
    decision::{self, Decision, Occasion},
    facts::Circumstances,
    rules::Rules,
};

/// The programme by whose policy every record is decided upon: unconditional cash, the one that all others build on.
pub const PROGRAMME: &str = "kafaalat";

/// The decision on a household after a change, with its facts of the reference date, by the policy in force on the day in
/// Pakistan of `decided_at`. None for one that is part of another, and none on a day without policy.
pub(crate) fn decide(
    rules: &Rules,
    areas: &AreaBook,
    household: &Household,
    version: u32,
    reference_date: Date,
    decided_at: Timestamp,
) -> Option<Decision> {
    decide_for(rules, PROGRAMME, areas, household, version, reference_date, decided_at)
}

/// The same by the policy of a programme.
pub(crate) fn decide_for(
    rules: &Rules,
    programme: &str,
    areas: &AreaBook,
    household: &Household,
    version: u32,
    reference_date: Date,
    decided_at: Timestamp,
) -> Option<Decision> {
    let circumstances = Circumstances::of(areas, &household.record.location, reference_date);
    let occasion = Occasion {
        programme,
        record_version: u64::from(version),
        circumstances: &circumstances,
        reference_date,
        decided_at,
    };
    decision::decide(rules, household, &occasion).ok()
}
