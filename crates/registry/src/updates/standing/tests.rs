//! Households whose standing is known by hand.

use super::*;
use crate::updates::example::{act, opening, rules, surveyed};
use jiff::civil::date;

fn of(update_type: UpdateType, situation: &Situation, today: Date) -> (State, Because) {
    let rules = rules();
    let mut standings = standing(&rules, situation, today).into_iter();
    let found = standings.find(|standing| standing.rule.update_type == update_type).unwrap();
    (found.state, found.because)
}

const FOREVER: State = State::Open { until: None };

fn closed(from: Date) -> State {
    State::Closed { from: Some(from) }
}

#[test]
fn missed_information_and_roster_are_always_open() {
    let situation = surveyed(date(2026, 11, 21));
    for update_type in [UpdateType::MissedInformation, UpdateType::Roster] {
        assert_eq!(of(update_type, &situation, date(2026, 11, 22)), (FOREVER, Because::Always));
    }
}

#[test]
fn a_household_that_is_not_there_can_only_be_registered() {
    let situation = Situation { registered: false, ..surveyed(date(2020, 1, 1)) };
    let rules = rules();
    let standings = standing(&rules, &situation, date(2026, 11, 22));
    let open: Vec<_> = standings.iter().filter(|standing| standing.state.is_open()).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].rule.update_type, UpdateType::MissedInformation);
    assert_eq!(standings[2].because, Because::NotRegistered);
}

#[test]
fn an_appeal_list_opens_for_those_who_stand_on_it() {
    let today = date(2026, 11, 22);
    let of = |situation: &Situation| of(UpdateType::AppealCutoff, situation, today);
    let plain = surveyed(date(2026, 1, 1));
    assert_eq!(of(&plain), (State::Closed { from: None }, Because::NoAct));
    let until = Some(date(2026, 12, 31));
    let listed = Situation { appeals: vec![opening(1, date(2026, 11, 1), until)], ..plain.clone() };
    assert_eq!(of(&listed), (State::Open { until }, Because::Act { name: "Act 1".into() }));
    let later = Situation { appeals: vec![opening(1, date(2026, 12, 1), until)], ..plain.clone() };
    assert_eq!(of(&later), (closed(date(2026, 12, 1)), Because::Act { name: "Act 1".into() }));
    let over = Some(date(2026, 11, 21));
    let over = Situation { appeals: vec![opening(1, date(2026, 11, 1), over)], ..plain };
    assert_eq!(of(&over), (State::Closed { from: None }, Because::NoAct));
}

#[test]
fn an_emergency_opens_whatever_the_calendar_says_and_once() {
    let (began, today) = (date(2026, 11, 20), date(2026, 11, 22));
    let of = |situation: &Situation| of(UpdateType::Shock, situation, today);
    let until = Some(date(2026, 12, 20));
    let struck = Situation { emergencies: vec![opening(1, began, until)], ..surveyed(date(2026, 11, 19)) };
    assert_eq!(of(&struck), (State::Open { until }, Because::Act { name: "Act 1".into() }));
    let on = date(2026, 11, 21);
    let done = Situation { surveys: vec![(UpdateType::Shock, on, Some(act(1)))], ..struck.clone() };
    assert_eq!(of(&done), (State::Closed { from: None }, Because::Done { on }));
    let second = vec![opening(1, began, until), opening(2, began, None)];
    let twice = Situation { emergencies: second, ..done };
    assert_eq!(of(&twice), (FOREVER, Because::Act { name: "Act 2".into() }));
    let other = Situation { surveys: vec![(UpdateType::Cyclic, on, Some(act(1)))], ..struck };
    assert!(of(&other).0.is_open(), "a survey of another type is not on account of the emergency");
}

#[test]
fn of_several_emergencies_the_longest_answers() {
    let began = date(2026, 11, 1);
    let short = opening(1, began, Some(date(2026, 12, 1)));
    let long = opening(2, began, Some(date(2027, 1, 1)));
    for emergencies in [vec![short.clone(), long.clone()], vec![long, short]] {
        let situation = Situation { emergencies, ..surveyed(began) };
        let state = of(UpdateType::Shock, &situation, date(2026, 11, 22)).0;
        assert_eq!(state, State::Open { until: Some(date(2027, 1, 1)) });
    }
}

#[test]
fn who_is_no_beneficiary_is_called_two_years_after_by_bracket() {
    let on = date(2024, 11, 30);
    let of = |score, today| of(UpdateType::Cyclic, &Situation { score, ..surveyed(on) }, today);
    let early = Because::TooEarly { surveyed: on };
    let passed = Because::TimePassed { surveyed: on };
    assert_eq!(of(Some(20.0), date(2026, 11, 29)), (closed(date(2026, 11, 30)), early.clone()));
    let due = |since| State::Due { since, until: None };
    assert_eq!(of(Some(20.0), date(2026, 11, 30)), (due(date(2026, 11, 30)), passed.clone()));
    assert_eq!(of(Some(32.0), date(2026, 11, 30)), (closed(date(2027, 2, 28)), early.clone()));
    assert_eq!(of(Some(32.0), date(2030, 1, 1)), (due(date(2027, 2, 28)), passed));
    assert_eq!(of(None, date(2026, 11, 30)), (closed(date(2027, 5, 30)), early));
}

#[test]
fn beneficiaries_have_a_window_after_three_years_and_may_come_after_it() {
    let on = date(2024, 2, 29);
    let of = |situation: &Situation, today| of(UpdateType::Recertification, situation, today);
    let situation = Situation { beneficiary: true, ..surveyed(on) };
    let early = Because::TooEarly { surveyed: on };
    assert_eq!(of(&situation, date(2027, 2, 27)), (closed(date(2027, 2, 28)), early));
    let window = State::Due { since: date(2027, 2, 28), until: Some(date(2027, 8, 28)) };
    for today in [date(2027, 2, 28), date(2027, 8, 28)] {
        assert_eq!(of(&situation, today), (window, Because::TimePassed { surveyed: on }));
    }
    let since = date(2027, 8, 29);
    assert_eq!(of(&situation, since), (FOREVER, Because::Lapsed { since }));
    let late = Situation { lapsed_on: Some(date(2027, 9, 1)), ..situation };
    let lapsed = Because::Lapsed { since: date(2027, 9, 1) };
    assert_eq!(of(&late, date(2028, 1, 1)), (FOREVER, lapsed));
    let that_day = Situation { surveyed_on: Some(date(2027, 9, 1)), ..late.clone() };
    assert!(!of(&that_day, date(2027, 9, 1)).0.is_open(), "also one on the day of the lapse");
    let again = Situation { surveyed_on: Some(date(2028, 1, 1)), ..late };
    assert!(matches!(of(&again, date(2028, 1, 1)).1, Because::TooEarly { .. }), "a survey undoes the lapse");
}

#[test]
fn who_is_called_late_has_the_whole_window_from_the_call_on() {
    let of = |situation: &Situation, today| of(UpdateType::Recertification, situation, today);
    let called = date(2029, 5, 10);
    let situation = Situation { beneficiary: true, called_on: Some(called), ..surveyed(date(2024, 2, 29)) };
    let until = due_on(called, 6).yesterday().ok();
    assert_eq!(of(&situation, called).0, State::Due { since: called, until });
    let since = due_on(called, 6);
    assert_eq!(of(&situation, since), (FOREVER, Because::Lapsed { since }));
    let early = Situation { called_on: Some(date(2025, 1, 1)), ..situation };
    let until = Some(date(2027, 8, 28));
    assert_eq!(of(&early, date(2027, 3, 1)).0, State::Due { since: date(2027, 2, 28), until });
}

#[test]
fn a_window_without_a_lapse_closes() {
    let mut rules = rules();
    for due in rules.rules.iter_mut().filter_map(|rule| rule.due.as_mut()) {
        due.window_months = Some(6);
        due.lapse = None;
    }
    let situation = Situation { score: Some(1.0), ..surveyed(date(2024, 1, 1)) };
    let cyclic = rules.rule(UpdateType::Cyclic).unwrap();
    let on = |today| {
        let standing = standing_of(&rules, cyclic, &situation, today);
        (standing.state, standing.because)
    };
    assert!(on(date(2026, 6, 30)).0.is_open());
    let since = date(2026, 7, 1);
    assert_eq!(on(since), (State::Closed { from: None }, Because::WindowPassed { since }));
}

#[test]
fn without_a_known_survey_nothing_says_that_it_is_too_early() {
    let situation = Situation { surveyed_on: None, ..surveyed(date(2026, 1, 1)) };
    let today = date(2026, 11, 22);
    assert_eq!(of(UpdateType::Cyclic, &situation, today), (FOREVER, Because::NotSurveyed));
    assert_eq!(of(UpdateType::Recertification, &situation, today).1, Because::NotConcerned);
}

#[test]
fn a_renewal_takes_whoever_has_missed_the_turn() {
    let until = Some(date(2027, 3, 31));
    let today = date(2026, 11, 22);
    let renewal = Some(opening(7, date(2026, 10, 1), until));
    let of = |situation: &Situation| of(UpdateType::Renewal, situation, today);
    let missing = Situation { renewal: renewal.clone(), ..surveyed(date(2023, 5, 1)) };
    assert_eq!(of(&missing), (State::Open { until }, Because::Act { name: "Act 7".into() }));
    let early = |on| Because::TooEarly { surveyed: on };
    let soon = date(2025, 1, 10);
    let soon_due = Situation { renewal: renewal.clone(), ..surveyed(soon) };
    assert_eq!(of(&soon_due), (closed(date(2027, 1, 10)), early(soon)));
    let lately = date(2026, 5, 1);
    let recent = Situation { renewal: renewal.clone(), ..surveyed(lately) };
    assert_eq!(of(&recent), (State::Closed { from: None }, early(lately)), "the renewal is over by then");
    let beneficiary = Situation { beneficiary: true, renewal, ..surveyed(date(2024, 5, 1)) };
    assert!(!of(&beneficiary).0.is_open(), "three years have not passed");
    let on = date(2026, 10, 20);
    let taken = Situation { surveyed_on: Some(on), ..missing.clone() };
    assert_eq!(of(&taken), (State::Closed { from: None }, early(on)));
    let none = Situation { renewal: None, ..missing };
    assert_eq!(of(&none), (State::Closed { from: None }, Because::NoAct));
}

#[test]
fn a_national_survey_takes_a_household_once_under_whichever_type() {
    let mut rules = rules();
    for rule in rules.rules.iter_mut().filter(|rule| rule.trigger == Trigger::Due) {
        (rule.trigger, rule.due) = (Trigger::Renewal, None);
    }
    let (began, on, today) = (date(2026, 10, 1), date(2026, 10, 20), date(2026, 11, 22));
    let round = |surveyed_on| Situation { renewal: Some(opening(7, began, None)), ..surveyed(surveyed_on) };
    let renewals = |situation: &Situation| -> Vec<State> {
        let standings = standing(&rules, situation, today).into_iter();
        standings.filter(|one| one.rule.trigger == Trigger::Renewal).map(|one| one.state).collect()
    };
    assert_eq!(renewals(&round(date(2026, 9, 30))), [FOREVER; 3]);
    let taken = Situation { surveys: vec![(UpdateType::Cyclic, on, None)], ..round(on) };
    assert_eq!(renewals(&taken), [State::Closed { from: None }; 3]);
}

#[test]
fn a_cool_off_ends_on_its_day() {
    let mut rules = rules();
    for rule in &mut rules.rules {
        rule.cool_off_days = 30;
    }
    let on = date(2026, 11, 1);
    let shock = rules.rule(UpdateType::Shock).unwrap();
    let situation = Situation {
        surveys: vec![(UpdateType::Shock, on, Some(act(1)))],
        emergencies: vec![opening(2, date(2026, 11, 10), None)],
        ..surveyed(on)
    };
    let of = |today| standing_of(&rules, shock, &situation, today);
    let before = of(date(2026, 11, 30));
    assert_eq!((before.state, before.because), (closed(date(2026, 12, 1)), Because::Done { on }));
    assert!(of(date(2026, 12, 1)).state.is_open());
}

#[test]
fn a_closed_type_says_from_when_and_an_open_one_nothing() {
    let rules = rules();
    let situation = Situation { beneficiary: true, ..surveyed(date(2024, 1, 15)) };
    let standings = standing(&rules, &situation, date(2026, 11, 22));
    let told: Vec<_> = standings.iter().map(|one| one.refusal(&rules, &situation)).collect();
    assert_eq!(told[0], None);
    let recertification = told[5].as_ref().unwrap();
    assert_eq!(recertification.en, "Surveyed on 2024-01-15; again from 2027-01-15 until 2027-07-14.");
    let nobody = Situation::default();
    let unknown = standing(&rules, &nobody, date(2026, 11, 22))[5].refusal(&rules, &nobody);
    assert_eq!(unknown, Some(rules.rules[5].words.not_registered.clone()));
}

#[test]
fn reasons_read_back() {
    let channel = Because::Channel { channels: vec![Channel::Desk] };
    for because in [channel, Because::NoRule, Because::Done { on: date(2026, 1, 1) }, Because::NotSurveyed] {
        let text = serde_json::to_string(&because).unwrap();
        assert!(text.contains(&format!("\"because\":\"{}\"", because.code())));
        assert_eq!(serde_json::from_str::<Because>(&text).unwrap(), because);
    }
}
