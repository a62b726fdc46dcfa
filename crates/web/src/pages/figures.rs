//! Counts as bars: shares of a whole for the drawings of pages, numbers in groups of three, scores.

use super::loads;
use serde::Serialize;

/// A bar of parts in a row, from 0 to 100.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Bar {
    /// What it says, for those who do not see it.
    pub(super) label: String,
    /// Its parts, from the beginning on.
    pub(super) parts: Vec<Part>,
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Part {
    /// The class that says its colour.
    pub(super) class: &'static str,
    /// Where it begins, per cent.
    pub(super) x: f64,
    /// How long it is, per cent.
    pub(super) width: f64,
}

impl Bar {
    /// Of counts by class, as shares of a whole; a part that is there can be seen.
    pub(super) fn of(whole: u64, counts: &[(&'static str, u64)], label: String) -> Self {
        let mut x = 0.0;
        let mut parts = Vec::new();
        for (class, count) in counts.iter().filter(|(_, count)| *count > 0) {
            let width = percent(*count, whole).max(0.4);
            parts.push(Part { class, x: round(x), width });
            x += width;
        }
        Self { label, parts }
    }
}

/// A share, per cent, to a tenth.
pub(super) fn percent(part: u64, whole: u64) -> f64 {
    round(part as f64 * 100.0 / whole.max(1) as f64)
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// A count in groups of three.
pub(super) fn count(number: u64) -> String {
    loads::count(number)
}

/// A score of hundredths: `37.25`.
pub(super) fn score(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let digits = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", digits / 100, digits % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_what_is_there_is_seen() {
        let bar = Bar::of(1000, &[("one", 250), ("none", 0), ("few", 1)], String::new());
        let parts: Vec<_> = bar.parts.iter().map(|part| (part.class, part.x, part.width)).collect();
        assert_eq!(parts, [("one", 0.0, 25.0), ("few", 25.0, 0.4)]);
        assert!(Bar::of(0, &[("one", 0)], String::new()).parts.is_empty());
    }

    #[test]
    fn scores_have_two_decimals() {
        assert_eq!([score(3725), score(-5), score(1200)], ["37.25", "-0.05", "12.00"]);
    }
}
