//! Days on which surveys become due, and the other way round: for the lists of those due, which go by survey days.

use super::{Due, Phase, Who};
use jiff::{ToSpan, civil::Date};

/// The day so many months after another; the last day of the month where that has no such day.
pub fn due_on(surveyed: Date, after_months: u16) -> Date {
    surveyed.saturating_add(i64::from(after_months).months())
}

/// The survey days whose day after so many months lies after `after` and not after `through`: the first and the last.
/// None where there is no such day. Holds for days before the end of the calendar (the year 9999).
pub fn surveyed_for(after: Date, through: Date, after_months: u16) -> Option<(Date, Date)> {
    let first = match last_due_by(after, after_months) {
        Some(last) => last.tomorrow().ok()?,
        None => Date::MIN,
    };
    let last = last_due_by(through, after_months)?;
    (first <= last).then_some((first, last))
}

/// The last survey day that is due by a day. All later days of a short month fall due together on the last day of theirs.
fn last_due_by(day: Date, after_months: u16) -> Option<Date> {
    let same_day = day.checked_sub(i64::from(after_months).months()).ok()?;
    Some(if day.day() == day.days_in_month() { same_day.last_of_month() } else { same_day })
}

impl Due {
    /// Whether a household with or without a beneficiary is meant.
    pub fn concerns(&self, beneficiary: bool) -> bool {
        match self.who {
            Who::Beneficiary => beneficiary,
            Who::NotBeneficiary => !beneficiary,
        }
    }

    /// The phase in which a household is called: its score's, the last to come where it has no score or a score of no
    /// phase. None where everybody is called at once.
    pub fn phase(&self, score: Option<f64>) -> Option<&Phase> {
        let own = score.and_then(|score| self.phases.iter().find(|phase| phase.takes(score)));
        own.or_else(|| self.phases.iter().max_by_key(|phase| phase.after_months))
    }

    /// Months from a survey to the call: the months of the rule and those of the phase, counted together.
    pub fn call_after_months(&self, score: Option<f64>) -> u16 {
        self.after_months.saturating_add(self.phase(score).map_or(0, |phase| phase.after_months))
    }

    /// The first day after the window; none where it stays open until done.
    pub fn window_passed_on(&self, surveyed: Date, score: Option<f64>) -> Option<Date> {
        let window_months = self.window_months?;
        Some(due_on(surveyed, self.call_after_months(score).saturating_add(window_months)))
    }
}

impl Phase {
    /// Whether a score is in its bracket.
    pub fn takes(&self, score: f64) -> bool {
        score >= self.score_from && self.score_below.is_none_or(|below| score < below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::updates::example;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn short_months_take_their_last_day() {
        assert_eq!(due_on(date(2024, 2, 29), 24), date(2026, 2, 28));
        assert_eq!(due_on(date(2024, 2, 29), 48), date(2028, 2, 29));
        assert_eq!(due_on(date(2025, 8, 31), 6), date(2026, 2, 28));
        assert_eq!(due_on(date(2026, 2, 28), 1), date(2026, 3, 28));
        assert_eq!(due_on(date(2026, 2, 28), 0), date(2026, 2, 28));
    }

    #[test]
    fn survey_days_of_one_due_day() {
        let day = |on: Date, months| surveyed_for(on.yesterday().unwrap(), on, months);
        assert_eq!(day(date(2026, 2, 28), 6), Some((date(2025, 8, 28), date(2025, 8, 31))));
        assert_eq!(day(date(2026, 2, 28), 24), Some((date(2024, 2, 28), date(2024, 2, 29))));
        assert_eq!(day(date(2028, 2, 29), 24), None, "February 2026 has no 29th");
        assert_eq!(day(date(2026, 3, 31), 1), None, "February has no 31st");
        assert_eq!(surveyed_for(date(2026, 1, 2), date(2026, 1, 1), 12), None);
    }

    /// Every day of years against the definition, so that the way back is exactly the inverse.
    #[test]
    fn both_ways_agree_on_every_day() {
        let days: Vec<Date> = date(2022, 1, 1).series(1.day()).take_while(|day| day.year() < 2029).collect();
        for months in [0, 1, 6, 11, 12, 24, 29, 36, 42] {
            let mut meant: BTreeMap<Date, (Date, Date)> = BTreeMap::new();
            for surveyed in &days {
                let due = due_on(*surveyed, months);
                meant.entry(due).and_modify(|(_, last)| *last = *surveyed).or_insert((*surveyed, *surveyed));
            }
            for on in days.iter().filter(|on| on.year() >= 2026) {
                let found = surveyed_for(on.yesterday().unwrap(), *on, months);
                assert_eq!(found, meant.get(on).copied(), "{on}, {months} months");
            }
        }
    }

    fn any_day() -> impl Strategy<Value = Date> {
        (0..40_000_i64).prop_map(|days| date(1960, 1, 1).saturating_add(days.days()))
    }

    proptest! {
        #[test]
        fn a_survey_is_within_exactly_when_its_due_day_is(
            surveyed in any_day(), after in any_day(), length in 0..800_i64, months in 0..120_u16, near in -40..40_i64,
        ) {
            let through = after.saturating_add(length.days());
            let at_the_edge = after.saturating_sub(i64::from(months).months()).saturating_add(near.days());
            let within = surveyed_for(after, through, months);
            for surveyed in [surveyed, at_the_edge] {
                let due = due_on(surveyed, months);
                let listed = within.is_some_and(|(first, last)| (first..=last).contains(&surveyed));
                prop_assert_eq!(listed, after < due && due <= through);
            }
        }

        #[test]
        fn a_later_survey_is_never_due_sooner(surveyed in any_day(), months in 0..120_u16) {
            prop_assert!(due_on(surveyed, months) <= due_on(surveyed.tomorrow().unwrap(), months));
        }

        #[test]
        fn a_higher_score_is_never_called_sooner(low in 0.0..110.0_f64, more in 0.0..50.0_f64) {
            let due = example::cyclic();
            prop_assert!(due.call_after_months(Some(low)) <= due.call_after_months(Some(low + more)));
            prop_assert!(due.call_after_months(Some(low)) <= due.call_after_months(None));
        }
    }

    #[test]
    fn brackets_begin_with_their_lower_score_and_end_before_the_upper() {
        let due = example::cyclic();
        let months = |score| due.call_after_months(score);
        assert_eq!(months(Some(0.0)), 24);
        assert_eq!(months(Some(31.99)), 24);
        assert_eq!(months(Some(32.0)), 27);
        assert_eq!(months(Some(50.0)), 30);
        assert_eq!(months(None), 30, "without a score last");
        assert_eq!(months(Some(f64::NAN)), 30, "a score of no phase last");
        assert_eq!(Due { phases: Vec::new(), ..due.clone() }.call_after_months(None), 24);
    }

    #[test]
    fn the_end_of_the_calendar_is_no_panic() {
        assert_eq!(due_on(Date::MAX, 1), Date::MAX);
        assert_eq!(surveyed_for(Date::MIN, Date::MIN, 1), None);
        assert_eq!(surveyed_for(Date::MIN, date(2026, 1, 1), 12), Some((Date::MIN, date(2025, 1, 1))));
        assert!(surveyed_for(date(2026, 1, 1), Date::MAX, u16::MAX).is_some());
    }
}
