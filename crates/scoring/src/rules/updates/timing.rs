//! Whether months, phases and lapse of a type with due dates make sense together.

use super::{check::require_wording, fault, places::DuePlaces};
use crate::rules::{RulesFault, Source};
use registry::{
    enrolment::EnrolmentStatus,
    updates::{Due, Phase},
};

/// Notes every fault of who is due and when.
pub(super) fn check(due: &Due, places: &DuePlaces, source: &Source) {
    if due.after_months == 0 {
        let never = "nobody is due on the day of the survey";
        fault(source, &places.after_months, RulesFault::Period(never));
    }
    if let (Some(0), Some(place)) = (due.window_months, &places.window_months) {
        fault(source, place, RulesFault::Period("a window has at least one month"));
    }
    check_reminders(due, places, source);
    check_phases(due, places, source);
    check_lapse(due, places, source);
}

fn check_reminders(due: &Due, places: &DuePlaces, source: &Source) {
    let mut earlier = None;
    for (months, place) in due.reminders_after_months.iter().zip(&places.reminders_after_months) {
        if earlier.is_some_and(|earlier| *months <= earlier) {
            fault(source, place, RulesFault::Period("each reminder comes after the one before it"));
        }
        if due.window_months.is_some_and(|window| *months >= window) {
            fault(source, place, RulesFault::Period("a reminder comes before the window ends"));
        }
        earlier = Some(*months);
    }
}

/// Phases hold every score from 0 on, none twice, and are called one after the other within the window.
fn check_phases(due: &Due, places: &DuePlaces, source: &Source) {
    let mut earlier: Option<&Phase> = None;
    for (phase, place) in due.phases.iter().zip(&places.phases) {
        if let Some(wrong) = fault_of_scores(phase, earlier) {
            fault(source, place, RulesFault::Phases(wrong));
        }
        if earlier.is_some_and(|earlier| phase.after_months < earlier.after_months) {
            fault(source, place, RulesFault::Period("a phase is not called before the one above it"));
        }
        if due.window_months.is_some_and(|window| phase.after_months >= window) {
            fault(source, place, RulesFault::Period("a phase is called before the window ends"));
        }
        earlier = Some(phase);
    }
    if let (Some(Phase { score_below: Some(_), .. }), Some(place)) = (earlier, places.phases.last()) {
        fault(source, place, RulesFault::Phases("the last phase must have no score_below"));
    }
}

fn fault_of_scores(phase: &Phase, earlier: Option<&Phase>) -> Option<&'static str> {
    if phase.score_below.is_some_and(|below| !below.is_finite()) || !phase.score_from.is_finite() {
        return Some("scores are numbers");
    }
    if phase.score_below.is_some_and(|below| below <= phase.score_from) {
        return Some("no score lies in this phase");
    }
    match earlier.map(|earlier| earlier.score_below) {
        None if phase.score_from.abs() > 0.0 => Some("the first phase must start at 0"),
        Some(None) => Some("only the last phase has no score_below"),
        Some(Some(end)) if phase.score_from > end => {
            Some("scores between this phase and the one before it lie in none")
        }
        Some(Some(end)) if phase.score_from < end => Some("this phase and the one before it share scores"),
        _ => None,
    }
}

/// A lapse needs a window that can pass, and must be one that a survey undoes.
fn check_lapse(due: &Due, places: &DuePlaces, source: &Source) {
    let (Some(lapse), Some(place)) = (&due.lapse, &places.lapse) else { return };
    require_wording(&lapse.notice, &place.notice, source);
    if lapse.enrolment != EnrolmentStatus::Suspended {
        fault(
            source,
            &place.enrolment,
            RulesFault::Lapse("a lapse suspends: nothing else is undone by a survey"),
        );
    }
    if due.window_months.is_none() {
        fault(source, &place.enrolment, RulesFault::Lapse("without window_months nothing lapses"));
    }
}
