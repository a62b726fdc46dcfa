//! Versions in time: which one is in force on a day, with neither two at once nor none in between.

use super::{RulesError, RulesFault, Source};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::{Spanned, value::Datetime};

/// From when a version is in force, and up to when. A released file cannot be edited, so it need not say when it
/// ends: it does when the next version starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The first day.
    pub from: Date,
    /// The first day on which it no longer is; none while it goes on.
    pub to: Option<Date>,
}

impl Effective {
    /// Whether it is in force on a day.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|end| date < end)
    }

    /// Reads the two dates of a file.
    pub(crate) fn read(
        from: &Spanned<Datetime>,
        to: Option<&Spanned<Datetime>>,
        source: &Source,
    ) -> Option<Self> {
        let start = source.date(from)?;
        let end = match to {
            Some(to) => Some(source.date(to)?),
            None => None,
        };
        if end.is_some_and(|end| end <= start) {
            source.fault(&from.span(), RulesFault::EndsBeforeStart);
        }
        Some(Self { from: start, to: end })
    }
}

/// A rule that has versions.
pub(crate) trait Versioned {
    /// The version's name.
    fn version(&self) -> &str;
    /// When it is in force.
    fn effective(&self) -> Effective;
    /// Sets when it is in force.
    fn set_effective(&mut self, effective: Effective);
    /// Where its file belongs, below `rules/`.
    fn path(&self) -> String;
}

/// Orders versions by date and ends each where the next starts. Two at once, or none in between, are faults.
pub(super) fn line_up<T: Versioned>(versions: &mut [T], errors: &mut Vec<RulesError>) {
    versions.sort_by_key(|version| version.effective().from);
    let mut later: Option<(Date, String, String)> = None;
    for version in versions.iter_mut().rev() {
        let effective = version.effective();
        if let Some((start, later_path, later_version)) = &later {
            let fault = match effective.to {
                Some(end) if end < *start => Some(RulesFault::Gap(version.version().to_owned(), end)),
                Some(end) if end > *start => Some(RulesFault::Overlap(version.version().to_owned(), *start)),
                _ if effective.from == *start => Some(RulesFault::Overlap(later_version.clone(), *start)),
                _ => None,
            };
            let faulty = fault.map(|fault| RulesError { path: later_path.clone(), line: None, fault });
            errors.extend(faulty);
            version.set_effective(Effective { to: Some(*start), ..effective });
        }
        later = Some((effective.from, version.path(), version.version().to_owned()));
    }
}

/// The version in force on a day.
pub(super) fn in_force<T: Versioned>(versions: &[T], date: Date) -> Option<&T> {
    versions.iter().find(|version| version.effective().holds_on(date))
}
