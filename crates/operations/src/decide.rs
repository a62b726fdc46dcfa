//! Taking the decision that follows a change.

use registry::{area::{AreaBook, AreaLevel}, change::Entry, household::{Household, Status}};
use scoring::{decision::{self, Decision}, facts::Circumstances, rules::Rules};

/// The decision on a household after a change; none for one that is part of another, and none while no policy holds.
pub(crate) fn decide(rules: &Rules, areas: &AreaBook, household: &Household, version: u32, entry: &Entry) -> Option<Decision> {
    if matches!(household.status, Status::Merged { .. }) {
        return None;
    }
    let on = entry.effective;
    let province = household.record.location.tehsil.as_ref().and_then(|tehsil| areas.find_ancestor(tehsil, AreaLevel::Province, on));
    let circumstances = Circumstances { province: province.map(|area| area.code.clone()) };
    decision::decide(rules, household, version, &circumstances, on, entry.recorded)
}
