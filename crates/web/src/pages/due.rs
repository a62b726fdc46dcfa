//! Who is due: counts by tehsil and phase, and the list, those surveyed longest ago first.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    figures,
    labels::Places,
    links,
    page::{Moment, Words},
};
use axum::extract::Query;
use jiff::civil::Date;
use operations::{
    authority::Permission,
    due::{DueCount, DueHousehold, DueQuery},
    error::VerbError,
};
use registry::{area::AreaCode, change::UpdateType, updates::Phase};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap};

/// Households on a page.
const LISTED: u32 = 50;
/// Tehsils that are shown before the others are asked for.
const SHOWN: usize = 15;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default, rename = "type")]
    update_type: String,
    #[serde(default)]
    phase: String,
    #[serde(default)]
    tehsil: String,
    #[serde(default)]
    after: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) update_type: &'static str,
    pub(super) types: [&'static str; 2],
    /// Whether the rules of today know dates for this type.
    pub(super) has_rule: bool,
    pub(super) total: String,
    pub(super) phases: Vec<PhaseLine>,
    pub(super) phase: usize,
    /// The tehsil asked for, and its name.
    pub(super) tehsil: Option<(String, String)>,
    /// Tehsils with most households first; of these the first are shown at once.
    pub(super) tehsils: Vec<TehsilLine>,
    pub(super) more_tehsils: Vec<TehsilLine>,
    pub(super) households: Vec<HouseholdLine>,
    pub(super) may_open: bool,
    pub(super) first: Option<String>,
    pub(super) next: Option<String>,
}

/// A phase of calling.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PhaseLine {
    pub(super) number: usize,
    /// Its scores in words; everybody when none.
    pub(super) scores: Option<String>,
    /// So long after the survey.
    pub(super) after_months: u16,
    pub(super) households: String,
    pub(super) link: String,
}

/// A tehsil.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TehsilLine {
    pub(super) name: String,
    pub(super) link: Option<String>,
    /// By phase.
    pub(super) counts: Vec<String>,
    pub(super) total: String,
    pub(super) percent: f64,
}

/// A household that is due.
#[derive(Debug, Clone, Serialize)]
pub(super) struct HouseholdLine {
    pub(super) number: String,
    pub(super) place: String,
    pub(super) surveyed: Moment,
    pub(super) since: Moment,
    pub(super) until: Option<Moment>,
    pub(super) window_passed: bool,
    pub(super) score: Option<String>,
}

/// Of the types that go by time, the name in addresses and translations.
pub(super) fn type_code(update_type: UpdateType) -> &'static str {
    if update_type == UpdateType::Recertification { "recertification" } else { "cyclic" }
}

/// The page.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let update_type = match asked.update_type.as_str() {
        "recertification" => UpdateType::Recertification,
        "" | "cyclic" => UpdateType::Cyclic,
        _ => return Err(Fault::Unreadable),
    };
    let page = match page(&signed_in, &asked, update_type).await {
        Err(VerbError::Invalid(code)) if code == "due.type" => Page { has_rule: false, ..Page::default() },
        other => other?,
    };
    let page = Page {
        update_type: type_code(update_type),
        types: ["cyclic", "recertification"],
        may_open: signed_in.may(Permission::ReadHouseholds),
        ..page
    };
    signed_in.page("due.html", page)
}

async fn page(signed_in: &SignedIn, asked: &Asked, update_type: UpdateType) -> Result<Page, VerbError> {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let counts = registry.count_due(authority, update_type).await?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let phases = phases_on(signed_in, update_type);
    let phase = asked.phase.parse().unwrap_or(1_usize).clamp(1, phases.len().max(1));
    let tehsil: Option<AreaCode> = asked.tehsil.parse().ok();
    let query = DueQuery {
        update_type,
        phase: phase - 1,
        tehsil: tehsil.clone(),
        after: read_after(&asked.after),
        limit: LISTED,
    };
    let listed = registry.list_due(authority, &query).await?;
    let address = Address { update_type, phase, tehsil: tehsil.as_ref() };
    let (tehsils, more_tehsils) = tehsil_lines(&counts, phases.len(), &places, &address);
    let household = |row: &DueHousehold| household_line(row, &places);
    Ok(Page {
        has_rule: true,
        total: figures::count(counts.iter().map(|count| count.households).sum()),
        phases: phase_lines(&phases, &counts, signed_in.words(), &address),
        phase,
        tehsil: tehsil.as_ref().map(|tehsil| (tehsil.to_string(), places.name(tehsil))),
        tehsils,
        more_tehsils,
        households: listed.households.iter().map(household).collect(),
        first: query.after.map(|_| address.link()),
        next: listed.next_after.map(|after| format!("{}&after={}", address.link(), write_after(after))),
        ..Page::default()
    })
}

/// The address of a list.
struct Address<'a> {
    update_type: UpdateType,
    phase: usize,
    tehsil: Option<&'a AreaCode>,
}

impl Address<'_> {
    fn link(&self) -> String {
        let mut link = format!("/due?type={}&phase={}", type_code(self.update_type), self.phase);
        if let Some(tehsil) = self.tehsil {
            link.push_str("&tehsil=");
            link.push_str(&links::encode(tehsil.as_str()));
        }
        link
    }
}

/// Where a page of households by survey day begins, as addresses have it: `2024-01-31~17`.
pub(super) fn write_after((surveyed, place): (Date, u64)) -> String {
    format!("{surveyed}~{place}")
}

/// The same read.
pub(super) fn read_after(text: &str) -> Option<(Date, u64)> {
    let (surveyed, place) = text.split_once('~')?;
    Some((surveyed.parse().ok()?, place.parse().ok()?))
}

/// The phases of a type by the rules of today; one for everybody where there are none.
fn phases_on(signed_in: &SignedIn, update_type: UpdateType) -> Vec<Option<Phase>> {
    let registry = &signed_in.app().registry;
    let rules = registry.rules().updates_on(registry.clock().today());
    let due = rules.and_then(|rules| rules.rule(update_type)).and_then(|rule| rule.due.as_ref());
    let Some(due) = due else { return Vec::new() };
    if due.phases.is_empty() {
        return vec![None];
    }
    let later = |phase: &Phase| {
        Some(Phase { after_months: due.after_months.saturating_add(phase.after_months), ..*phase })
    };
    due.phases.iter().map(later).collect()
}

fn phase_lines(
    phases: &[Option<Phase>],
    counts: &[DueCount],
    words: Words<'_>,
    address: &Address<'_>,
) -> Vec<PhaseLine> {
    let line = |(place, phase): (usize, &Option<Phase>)| {
        let households = counts.iter().filter(|count| count.phase == place).map(|count| count.households);
        PhaseLine {
            number: place + 1,
            scores: phase.as_ref().map(|phase| scores(phase, words)),
            after_months: phase.as_ref().map_or(0, |phase| phase.after_months),
            households: figures::count(households.sum()),
            link: Address { phase: place + 1, ..*address }.link(),
        }
    };
    phases.iter().enumerate().map(line).collect()
}

fn scores(phase: &Phase, words: Words<'_>) -> String {
    let from = phase.score_from.to_string();
    match phase.score_below {
        Some(below) if phase.score_from <= 0.0 => {
            words.say("due-score-below", &[("below", &below.to_string())])
        }
        Some(below) => words.say("due-score-between", &[("from", &from), ("below", &below.to_string())]),
        None => words.say("due-score-from", &[("from", &from)]),
    }
}

/// Tehsils with most households first: those shown at once, and the others.
fn tehsil_lines(
    counts: &[DueCount],
    phases: usize,
    places: &Places<'_>,
    address: &Address<'_>,
) -> (Vec<TehsilLine>, Vec<TehsilLine>) {
    let mut tehsils: BTreeMap<Option<&AreaCode>, Vec<u64>> = BTreeMap::new();
    for count in counts {
        let row = tehsils.entry(count.tehsil.as_ref()).or_insert_with(|| vec![0; phases]);
        if let Some(number) = row.get_mut(count.phase) {
            *number += count.households;
        }
    }
    let mut rows: Vec<_> =
        tehsils.into_iter().map(|(tehsil, row)| (tehsil, row.iter().sum::<u64>(), row)).collect();
    rows.sort_by_key(|(_, total, _)| Reverse(*total));
    let most = rows.first().map_or(0, |(_, total, _)| *total);
    let line = |(tehsil, total, row): (Option<&AreaCode>, u64, Vec<u64>)| TehsilLine {
        name: tehsil.map_or_else(|| places.words.say("unknown", &[]), |tehsil| places.name(tehsil)),
        link: tehsil.map(|tehsil| Address { tehsil: Some(tehsil), ..*address }.link()),
        counts: row.into_iter().map(figures::count).collect(),
        total: figures::count(total),
        percent: figures::percent(total, most),
    };
    let mut lines: Vec<_> = rows.into_iter().map(line).collect();
    let more = lines.split_off(lines.len().min(SHOWN));
    (lines, more)
}

fn household_line(row: &DueHousehold, places: &Places<'_>) -> HouseholdLine {
    let place = [&row.block, &row.union_council, &row.tehsil].into_iter().flatten();
    let place: Vec<String> = place.map(|area| places.name(area)).collect();
    HouseholdLine {
        number: row.household.to_string(),
        place: place.join(&places.words.say("comma", &[])),
        surveyed: places.words.date(row.surveyed),
        since: places.words.date(row.since),
        until: row.until.map(|until| places.words.date(until)),
        window_passed: row.window_passed,
        score: row.score.map(figures::score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_place_in_the_list_is_written_as_it_is_read() {
        let after = (date(2024, 1, 31), 17);
        assert_eq!(read_after(&write_after(after)), Some(after));
        for wrong in ["", "2024-01-31", "2024-13-31~1", "2024-01-31~x"] {
            assert_eq!(read_after(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_list_keeps_its_type_phase_and_tehsil() {
        let tehsil: AreaCode = "PK90101".parse().unwrap();
        let address = Address { update_type: UpdateType::Recertification, phase: 1, tehsil: Some(&tehsil) };
        assert_eq!(address.link(), "/due?type=recertification&phase=1&tehsil=PK90101");
        let address = Address { update_type: UpdateType::Cyclic, phase: 3, tehsil: None };
        assert_eq!(address.link(), "/due?type=cyclic&phase=3");
    }
}
