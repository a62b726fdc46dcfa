//! Days on which surveys become due, and the other way round: for the lists of those due, which go by survey days.

use jiff::{ToSpan, civil::Date};

/// The day so many months after another; the last day of the month where that has no such day.
pub fn due_on(surveyed: Date, after_months: u16) -> Date {
    surveyed.saturating_add(i64::from(after_months).months())
}

/// The survey days whose day after so many months lies after `after` and not after `through`: the first and the last.
/// None where there is no such day.
pub fn surveyed_for(after: Date, through: Date, after_months: u16) -> Option<(Date, Date)> {
    let earliest = |beyond: Date| {
        let mut day = beyond.saturating_sub(i64::from(after_months).months());
        while due_on(day, after_months) > beyond {
            day = day.yesterday().ok()?;
        }
        while due_on(day, after_months) <= beyond {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    };
    let (first, next) = (earliest(after)?, earliest(through)?);
    let last = next.yesterday().ok()?;
    (first <= last).then_some((first, last))
}
