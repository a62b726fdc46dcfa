//! Areas to choose from, for those who give areas to others.

use super::labels::Places;
use jiff::civil::Date;
use registry::area::{AreaCode, AreaLevel};
use serde::Serialize;

/// The areas of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct AreaGroup {
    /// The level.
    pub(super) level: &'static str,
    /// Code and name, by name.
    pub(super) areas: Vec<(String, String)>,
}

/// The areas that can be given to others on a day, by those who cover the areas given (everything when none).
/// Submissions are told apart by tehsil, so nothing smaller is offered.
pub(super) fn choices(places: &Places<'_>, covered: &[AreaCode], today: Date) -> Vec<AreaGroup> {
    let covers = |code: &AreaCode| {
        covered.is_empty() || covered.iter().any(|own| places.book.lies_in(code, own, today))
    };
    let levels = [AreaLevel::Province, AreaLevel::Division, AreaLevel::District, AreaLevel::Tehsil];
    let groups = levels.into_iter().map(|level| {
        let areas = places.book.of_level(level, today).filter(|area| covers(&area.code));
        let mut areas: Vec<_> = areas.map(|area| (area.code.to_string(), places.name(&area.code))).collect();
        areas.sort_by(|one, other| one.1.cmp(&other.1));
        AreaGroup { level: level.code(), areas }
    });
    groups.filter(|group| !group.areas.is_empty()).collect()
}
