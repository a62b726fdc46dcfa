//! The calendar: what comes month by month, what was done, how far its tasks are, and what a renewal waits for.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    figures::{self, Bar},
    page::{Moment, Words},
    renewal::{self, Ready},
};
use axum::extract::Query;
use jiff::civil::Date;
use operations::{
    authority::Permission,
    calendar::{CalendarOverview, Coming, DUE, Done, LAPSED, REMINDER, TaskPlace},
    error::VerbError,
};
use registry::change::UpdateType;
use serde::{Deserialize, Serialize};

/// How far the calendar may look, months.
const SPANS: [u16; 4] = [6, 12, 24, 48];
/// How far it looks unless asked.
const USUAL: u16 = 12;
/// What comes and was done, in the order of the tables: cyclic surveys, calls, reminders, lapses.
pub(super) const KINDS: [&str; 4] = ["cyclic", "called", "reminded", "lapsed"];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    months: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) months: u16,
    pub(super) spans: [u16; 4],
    pub(super) today: Option<Moment>,
    pub(super) kinds: [&'static str; 4],
    pub(super) due: Vec<DueNow>,
    pub(super) coming: Vec<Month>,
    pub(super) done: Vec<Month>,
    pub(super) tasks: Vec<TaskLine>,
    pub(super) renewal: Option<Ready>,
}

/// How many are due today.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DueNow {
    pub(super) update_type: &'static str,
    pub(super) households: String,
    pub(super) any: bool,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Month {
    pub(super) name: String,
    pub(super) bar: Bar,
    /// By kind.
    pub(super) counts: [String; 4],
    #[serde(skip)]
    numbers: [u64; 4],
    #[serde(skip)]
    first: Date,
}

/// Where a task stands.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TaskLine {
    pub(super) name: String,
    /// Everything through this day is done, where the task goes by days.
    pub(super) through: Option<Moment>,
    pub(super) moved: Moment,
}

/// The page.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let asked = asked.months.parse().ok().filter(|months| SPANS.contains(months));
    let months = asked.unwrap_or(USUAL);
    let overview = registry.calendar_overview(authority, months).await?;
    let words = signed_in.words();
    let renewal =
        if signed_in.may(Permission::ReadActs) { Some(renewal::ready(&signed_in).await?) } else { None };
    let page = Page {
        months,
        spans: SPANS,
        today: Some(words.date(registry.clock().today())),
        kinds: KINDS,
        due: due_now(&signed_in).await?,
        coming: coming(&overview, words),
        done: done(&overview, words),
        tasks: overview.tasks.iter().map(|task| task_line(task, words)).collect(),
        renewal,
    };
    signed_in.page("calendar.html", page)
}

async fn due_now(signed_in: &SignedIn) -> Result<Vec<DueNow>, Fault> {
    let mut due = Vec::new();
    for update_type in [UpdateType::Cyclic, UpdateType::Recertification] {
        let counts = match signed_in.app().registry.count_due(signed_in.authority(), update_type).await {
            Ok(counts) => counts,
            // The rules of today know no such date.
            Err(VerbError::Invalid(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let households: u64 = counts.iter().map(|count| count.households).sum();
        due.push(DueNow {
            update_type: super::due::type_code(update_type),
            households: figures::count(households),
            any: households > 0,
        });
    }
    Ok(due)
}

fn coming(overview: &CalendarOverview, words: Words<'_>) -> Vec<Month> {
    let kind = |row: &Coming| match row.update_type {
        UpdateType::Cyclic => Some(0),
        _ => kind_of(&row.what),
    };
    let rows = overview.coming.iter().filter_map(|row| Some((row.month, kind(row)?, row.households)));
    months(rows, words)
}

fn done(overview: &CalendarOverview, words: Words<'_>) -> Vec<Month> {
    let rows =
        overview.done.iter().filter_map(|row: &Done| Some((row.month, kind_of(&row.kind)?, row.notices)));
    let mut months = months(rows, words);
    months.reverse();
    months
}

/// The place among [`KINDS`] of a notice.
fn kind_of(notice: &str) -> Option<usize> {
    match notice {
        DUE => Some(1),
        REMINDER => Some(2),
        LAPSED => Some(3),
        _ => None,
    }
}

/// Rows of a month, a kind and a number as months, the earliest first.
fn months(rows: impl Iterator<Item = (Date, usize, u64)>, words: Words<'_>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (first, kind, number) in rows {
        let place = months.iter().position(|month| month.first == first);
        let place = place.unwrap_or_else(|| {
            months.push(month(first, words));
            months.len() - 1
        });
        if let Some(count) = months.get_mut(place).and_then(|month| month.numbers.get_mut(kind)) {
            *count += number;
        }
    }
    months.sort_by_key(|month| month.first);
    let length = |month: &Month| month.numbers.iter().sum::<u64>();
    let longest = months.iter().map(length).max().unwrap_or(0);
    for month in &mut months {
        let counts: Vec<_> = KINDS.into_iter().zip(month.numbers).collect();
        month.bar = Bar::of(longest, &counts, String::new());
        month.counts = month.numbers.map(figures::count);
    }
    months
}

fn month(first: Date, words: Words<'_>) -> Month {
    let name = words.say(&format!("month-{}", first.month()), &[]);
    Month {
        name: format!("{name} {}", first.year()),
        bar: Bar::default(),
        counts: <[String; 4]>::default(),
        numbers: [0; 4],
        first,
    }
}

/// Of a task's place, what pages can tell.
#[derive(Deserialize)]
struct Through {
    through: Date,
}

fn task_line(task: &TaskPlace, words: Words<'_>) -> TaskLine {
    let through = serde_json::from_str::<Through>(&task.position).ok();
    TaskLine {
        // A task of a later version of the program has no words here.
        name: words.find(&format!("task-{}", task.task)).unwrap_or_else(|| task.task.replace('_', " ")),
        through: through.filter(|place| place.through.year() > 1900).map(|place| words.date(place.through)),
        moved: words.instant(task.moved),
    }
}

/// Two months, for the tests of the templates.
#[cfg(test)]
pub(super) fn sample() -> Vec<Month> {
    let wording = crate::wording::Wording::load();
    let words = Words { wording: &wording, language: crate::wording::Language::En };
    let (one, two) = (jiff::civil::date(2026, 12, 1), jiff::civil::date(2027, 1, 1));
    months([(one, 0, 1200), (one, 1, 30), (two, 3, 7)].into_iter(), words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};
    use jiff::civil::date;

    #[test]
    fn months_add_up_whatever_the_tehsils_and_the_longest_bar_is_whole() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::En };
        let row = |month, update_type, what: &str, households| Coming {
            month,
            update_type,
            what: what.to_owned(),
            tehsil: None,
            households,
        };
        let (one, two) = (date(2026, 12, 1), date(2027, 1, 1));
        let coming_rows = vec![
            row(two, UpdateType::Cyclic, "phase_1", 30),
            row(two, UpdateType::Cyclic, "phase_2", 10),
            row(one, UpdateType::Recertification, DUE, 5),
            row(two, UpdateType::Recertification, LAPSED, 2),
            row(two, UpdateType::Recertification, "later_kind", 99),
        ];
        let overview = CalendarOverview { coming: coming_rows, ..CalendarOverview::default() };
        let months = coming(&overview, words);
        let told: Vec<_> = months.iter().map(|month| (month.name.as_str(), month.numbers)).collect();
        assert_eq!(told, [("December 2026", [0, 5, 0, 0]), ("January 2027", [40, 0, 0, 2])]);
        let parts: f64 = months[1].bar.parts.iter().map(|part| part.width).sum();
        assert!((parts - 100.0).abs() < 0.2, "{parts}");
    }
}
