//! Who crosses the cut-off in a renewal: by district, and from which outcome to which.

use super::figures;
use crate::pages::labels::Places;
use operations::renewal::DistrictCrossing;
use registry::area::AreaCode;
use serde::Serialize;
use std::{cmp::Reverse, collections::BTreeMap};

/// The outcome on this side of the cut-off.
const WITHIN: &str = "eligible";

/// Who crosses.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(in crate::pages) struct Crossings {
    /// Households that come in, and that go out.
    pub(in crate::pages) come_in: String,
    pub(in crate::pages) go_out: String,
    /// Those in which most cross first.
    pub(in crate::pages) districts: Vec<DistrictLine>,
    /// From which outcome to which, the commonest first.
    pub(in crate::pages) outcomes: Vec<OutcomeLine>,
}

/// A district.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::pages) struct DistrictLine {
    pub(in crate::pages) name: String,
    pub(in crate::pages) households: String,
    pub(in crate::pages) come_in: String,
    pub(in crate::pages) go_out: String,
    /// Lengths of the bars, of 50.
    pub(in crate::pages) bar_in: f64,
    pub(in crate::pages) bar_out: f64,
    /// Where the bar of those who go out begins, on its way to 50.
    pub(in crate::pages) bar_out_x: f64,
}

/// From one outcome to another; none for no decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::pages) struct OutcomeLine {
    pub(in crate::pages) before: Option<String>,
    pub(in crate::pages) after: Option<String>,
    pub(in crate::pages) households: String,
    pub(in crate::pages) changes: bool,
}

#[derive(Clone, Copy, Default)]
struct District {
    households: u64,
    come_in: u64,
    go_out: u64,
}

/// Tables of what a renewal found.
pub(super) fn of(rows: &[DistrictCrossing], places: &Places<'_>) -> Crossings {
    let mut districts: BTreeMap<Option<&AreaCode>, District> = BTreeMap::new();
    let mut outcomes: BTreeMap<(Option<&String>, Option<&String>), u64> = BTreeMap::new();
    for row in rows {
        let district = districts.entry(row.district.as_ref()).or_default();
        let within = |outcome: &Option<String>| outcome.as_deref() == Some(WITHIN);
        district.households += row.households;
        match (within(&row.before), within(&row.after)) {
            (false, true) => district.come_in += row.households,
            (true, false) => district.go_out += row.households,
            _ => {}
        }
        *outcomes.entry((row.before.as_ref(), row.after.as_ref())).or_default() += row.households;
    }
    Crossings {
        come_in: figures::count(districts.values().map(|district| district.come_in).sum()),
        go_out: figures::count(districts.values().map(|district| district.go_out).sum()),
        districts: district_lines(districts, places),
        outcomes: outcome_lines(outcomes),
    }
}

fn district_lines(
    districts: BTreeMap<Option<&AreaCode>, District>,
    places: &Places<'_>,
) -> Vec<DistrictLine> {
    let most = districts.values().map(|district| district.come_in.max(district.go_out)).max().unwrap_or(0);
    let mut rows: Vec<_> = districts.into_iter().collect();
    rows.sort_by_key(|(_, district)| Reverse(district.come_in + district.go_out));
    let line = |(code, district): (Option<&AreaCode>, District)| {
        let half = |count: u64| figures::percent(count, most) / 2.0;
        DistrictLine {
            name: code.map_or_else(|| places.words.say("unknown", &[]), |code| places.name(code)),
            households: figures::count(district.households),
            come_in: figures::count(district.come_in),
            go_out: figures::count(district.go_out),
            bar_in: half(district.come_in),
            bar_out: half(district.go_out),
            bar_out_x: 50.0 - half(district.go_out),
        }
    };
    rows.into_iter().map(line).collect()
}

fn outcome_lines(outcomes: BTreeMap<(Option<&String>, Option<&String>), u64>) -> Vec<OutcomeLine> {
    let mut rows: Vec<_> = outcomes.into_iter().collect();
    rows.sort_by_key(|(_, households)| Reverse(*households));
    let line = |((before, after), households): ((Option<&String>, Option<&String>), u64)| OutcomeLine {
        before: before.cloned(),
        after: after.cloned(),
        households: figures::count(households),
        changes: before != after,
    };
    rows.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pages::page::Words,
        wording::{Language, Wording},
    };
    use registry::area::AreaBook;

    #[test]
    fn only_the_cut_off_counts_as_crossed_and_districts_add_up() {
        let row = |district: Option<&str>, before: Option<&str>, after: Option<&str>, households| {
            DistrictCrossing {
                district: district.map(|code| code.parse().unwrap()),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
                households,
            }
        };
        let rows = [
            row(Some("PK901"), Some("eligible"), Some("above_cutoff"), 40),
            row(Some("PK901"), Some("above_cutoff"), Some("eligible"), 10),
            row(Some("PK901"), Some("excluded"), Some("above_cutoff"), 7),
            row(Some("PK902"), None, Some("eligible"), 1),
            row(None, Some("eligible"), Some("eligible"), 1000),
        ];
        let (book, wording) = (AreaBook::new([]).unwrap(), Wording::load());
        let places = Places { book: &book, words: Words { wording: &wording, language: Language::En } };
        let crossings = of(&rows, &places);
        assert_eq!((crossings.come_in.as_str(), crossings.go_out.as_str()), ("11", "40"));
        let districts: Vec<_> =
            crossings.districts.iter().map(|one| (one.name.as_str(), one.bar_in, one.bar_out)).collect();
        assert_eq!(districts, [("PK901", 12.5, 50.0), ("PK902", 1.25, 0.0), ("Not known", 0.0, 0.0)]);
        assert_eq!(crossings.outcomes[0].households, "1000");
        assert!(!crossings.outcomes[0].changes && crossings.outcomes[1].changes);
    }
}
