//! Changes whose admission is known by hand.

use super::*;
use crate::updates::example::{self, act, opening, rules, surveyed};
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 22);

fn ask(change: ChangeKind) -> Ask {
    Ask { change, channel: Channel::Desk, evidence: Vec::new(), confirmed: Vec::new() }
}

fn admitted_under(situation: &Situation, ask: &Ask) -> UpdateType {
    match admit(&rules(), situation, ask, TODAY) {
        Admission::Admitted { rule, .. } => rule.update_type,
        Admission::Refused(refused) => panic!("refused: {refused:?}"),
    }
}

fn refused(rules: &UpdateRules, situation: &Situation, ask: &Ask) -> Refused {
    match admit(rules, situation, ask, TODAY) {
        Admission::Refused(refused) => refused,
        Admission::Admitted { rule, .. } => panic!("admitted under {:?}", rule.update_type),
    }
}

#[test]
fn a_household_out_of_turn_is_told_from_when() {
    let situation = Situation { score: Some(40.0), ..surveyed(date(2025, 3, 31)) };
    let refused = refused(&rules(), &situation, &ask(ChangeKind::Resurvey));
    assert_eq!(refused.version, "2026-01-01");
    assert_eq!(refused.update_type, UpdateType::Cyclic);
    assert_eq!(refused.because, Because::TooEarly { surveyed: date(2025, 3, 31) });
    assert_eq!(refused.from, Some(date(2027, 6, 30)));
    assert_eq!(refused.text.en, "Surveyed on 2025-03-31; again from 2027-06-30 until further notice.");
    assert_eq!(refused.text.ur, "اردو: Surveyed on 2025-03-31; again from 2027-06-30 until اگلے اعلان.");
}

#[test]
fn a_beneficiary_out_of_turn_is_told_the_window() {
    let situation = Situation { beneficiary: true, ..surveyed(date(2024, 1, 15)) };
    let refused = refused(&rules(), &situation, &ask(ChangeKind::Resurvey));
    assert_eq!(refused.update_type, UpdateType::Recertification);
    assert_eq!(refused.text.en, "Surveyed on 2024-01-15; again from 2027-01-15 until 2027-07-14.");
}

#[test]
fn the_type_that_opens_first_answers() {
    let soon = opening(1, date(2027, 1, 1), Some(date(2027, 2, 1)));
    let situation = Situation { appeals: vec![soon], ..surveyed(date(2026, 1, 1)) };
    let refused = refused(&rules(), &situation, &ask(ChangeKind::Resurvey));
    assert_eq!(refused.update_type, UpdateType::AppealCutoff);
    assert_eq!(refused.from, Some(date(2027, 1, 1)));
    assert!(refused.text.en.ends_with("until 2027-02-01."));
}

#[test]
fn where_nobody_knows_the_day_the_sentence_still_reads() {
    let mut rules = rules();
    rules.rules.retain(|rule| rule.trigger != Trigger::Due);
    let situation = Situation { surveyed_on: None, ..surveyed(TODAY) };
    let refused = refused(&rules, &situation, &ask(ChangeKind::Resurvey));
    assert_eq!((refused.update_type, refused.from), (UpdateType::Shock, None));
    assert_eq!(
        refused.text.en,
        "Surveyed on a day that is not known; again from a day still to be announced until further notice."
    );
}

#[test]
fn an_emergency_comes_before_all_others() {
    let flood = opening(1, date(2026, 11, 20), Some(date(2026, 12, 31)));
    let due = surveyed(date(2020, 1, 1));
    assert_eq!(admitted_under(&due, &ask(ChangeKind::Resurvey)), UpdateType::Cyclic);
    let struck = Situation { emergencies: vec![flood], ..due };
    assert_eq!(admitted_under(&struck, &ask(ChangeKind::Resurvey)), UpdateType::Shock);
    let once = Situation { surveys: vec![(UpdateType::Shock, TODAY, Some(act(1)))], ..struck };
    let once = Situation { surveyed_on: Some(TODAY), ..once };
    let refused = refused(&rules(), &once, &ask(ChangeKind::Resurvey));
    assert_eq!(refused.update_type, UpdateType::Cyclic, "which opens again, as the emergency does not");
}

#[test]
fn what_still_lacks_is_named_once() {
    let situation = surveyed(TODAY);
    let lacking = |ask: &Ask| match admit(&rules(), &situation, ask, TODAY) {
        Admission::Admitted { evidence_lacking, checks_lacking, review, .. } => {
            (evidence_lacking, checks_lacking, review)
        }
        Admission::Refused(refused) => panic!("refused: {refused:?}"),
    };
    let marriage = ask(ChangeKind::Marriage);
    let (papers, checks, review) = lacking(&marriage);
    assert_eq!(papers, [["marriage_certificate"], ["cnic"]]);
    assert_eq!(checks, [Check::NumberHeld, Check::FamilyTree, Check::MaritalStatus]);
    assert_eq!(review, Review::FourEyes);
    let brought = Ask {
        evidence: vec!["cnic".into(), "marriage_certificate".into()],
        confirmed: vec![Check::FamilyTree],
        ..marriage
    };
    let (papers, checks, _) = lacking(&brought);
    assert!(papers.is_empty());
    assert_eq!(checks, [Check::NumberHeld, Check::MaritalStatus]);
    let either = Ask { evidence: vec!["b_form".into()], ..ask(ChangeKind::Identity) };
    assert!(lacking(&either).0.is_empty(), "one of several papers is enough");
}

#[test]
fn no_child_without_its_b_form() {
    let birth = Ask { evidence: vec!["birth_certificate".into()], ..ask(ChangeKind::Birth) };
    let Admission::Admitted { evidence_lacking, .. } = admit(&rules(), &surveyed(TODAY), &birth, TODAY)
    else {
        panic!("births are always open");
    };
    assert_eq!(evidence_lacking, [["b_form"]]);
}

#[test]
fn another_entry_point_is_named() {
    let death = Ask { channel: Channel::Van, ..ask(ChangeKind::Death) };
    let refused = refused(&rules(), &surveyed(TODAY), &death);
    let channels = vec![Channel::Desk, Channel::App, Channel::CitizenRegistry];
    assert_eq!(refused.because, Because::Channel { channels });
    assert_eq!((refused.update_type, refused.from), (UpdateType::Roster, None));
    assert!(refused.text.is_complete());
}

#[test]
fn a_type_without_the_entry_point_does_not_answer_for_one_with_it() {
    let mut rules = rules();
    for rule in &mut rules.rules {
        if rule.update_type == UpdateType::Cyclic {
            rule.channels = vec![Channel::App];
        }
    }
    let early = surveyed(date(2026, 1, 1));
    let by_desk = refused(&rules, &early, &ask(ChangeKind::Resurvey));
    assert_ne!(by_desk.update_type, UpdateType::Cyclic);
    let by_file = Ask { channel: Channel::File, ..ask(ChangeKind::Resurvey) };
    assert!(matches!(refused(&rules, &early, &by_file).because, Because::Channel { .. }));
    let due = surveyed(date(2020, 1, 1));
    let elsewhere = refused(&rules, &due, &ask(ChangeKind::Resurvey));
    assert_eq!(elsewhere.because, Because::Channel { channels: vec![Channel::App] });
}

#[test]
fn a_change_of_no_rule_is_refused() {
    let refused = refused(&rules(), &surveyed(TODAY), &ask(ChangeKind::Move));
    assert_eq!((refused.because, refused.from), (Because::NoRule, None));
    assert!(refused.text.is_complete());
    let none = UpdateRules { rules: Vec::new(), ..rules() };
    let Admission::Refused(refused) = admit(&none, &surveyed(TODAY), &ask(ChangeKind::Move), TODAY) else {
        panic!("admitted without rules");
    };
    assert!(refused.text.is_complete());
}

#[test]
fn a_missed_household_is_registered_at_once_and_only_once() {
    assert_eq!(
        admitted_under(&Situation::default(), &ask(ChangeKind::NewHousehold)),
        UpdateType::MissedInformation
    );
    let there = surveyed(date(2026, 1, 31));
    let refused = refused(&rules(), &there, &ask(ChangeKind::NewHousehold));
    assert_eq!(refused.because, Because::AlreadyRegistered);
    assert_eq!((refused.update_type, refused.from), (UpdateType::Cyclic, Some(date(2028, 7, 31))));
    assert!(refused.text.en.contains("surveyed on 2026-01-31"));
    assert!(refused.text.en.contains("from 2028-07-31"));
}

#[test]
fn a_household_that_is_there_and_due_is_told_so_when_it_asks_as_a_new_one() {
    let refused = refused(&rules(), &surveyed(date(2020, 1, 1)), &ask(ChangeKind::NewHousehold));
    assert_eq!((refused.because, refused.from), (Because::AlreadyRegistered, Some(TODAY)));
}

#[test]
fn nothing_changes_a_household_that_is_not_there() {
    for change in ChangeKind::ALL.into_iter().filter(|change| *change != ChangeKind::NewHousehold) {
        let refused = refused(&rules(), &Situation::default(), &ask(change));
        assert_eq!(refused.because, Because::NotRegistered);
        assert_eq!(refused.update_type, UpdateType::MissedInformation);
        assert!(refused.text.en.contains("registered at any time"));
    }
}

#[test]
fn a_cool_off_keeps_surveys_of_an_open_type_apart_and_nothing_else() {
    let mut rules = rules();
    let always = rules.rules.first_mut().unwrap();
    always.changes.push(ChangeKind::Resurvey);
    always.cool_off_days = 30;
    let on = date(2026, 11, 1);
    let surveys = vec![(UpdateType::MissedInformation, on, None)];
    let situation = Situation { surveys, ..surveyed(on) };
    let again = refused(&rules, &situation, &ask(ChangeKind::Resurvey));
    assert_eq!((again.because, again.from), (Because::Done { on }, Some(date(2026, 12, 1))));
    let ended = admit(&rules, &situation, &ask(ChangeKind::Resurvey), date(2026, 12, 1));
    assert!(matches!(ended, Admission::Admitted { .. }));
    let identity = admit(&rules, &situation, &ask(ChangeKind::Identity), TODAY);
    assert!(matches!(identity, Admission::Admitted { .. }));
}

#[test]
fn a_stricter_review_of_some_changes_holds() {
    let mut rules = rules();
    let review = crate::updates::ReviewNeeded {
        changes: vec![ChangeKind::Identity],
        with_another_household: false,
        review: Review::Officer,
    };
    rules.rules.first_mut().unwrap().reviews.push(review);
    let admission = admit(&rules, &surveyed(TODAY), &ask(ChangeKind::Identity), TODAY);
    assert!(matches!(admission, Admission::Admitted { review: Review::Officer, .. }));
    assert_eq!(example::rules().rules.first().unwrap().review, Review::None);
}

#[test]
fn a_type_for_other_households_answers_last() {
    let mut rules = rules();
    rules
        .rules
        .retain(|rule| rule.update_type == UpdateType::Recertification || rule.trigger == Trigger::Renewal);
    let refused = refused(&rules, &surveyed(date(2026, 1, 1)), &ask(ChangeKind::Resurvey));
    assert_eq!((refused.update_type, refused.because), (UpdateType::Renewal, Because::NoAct));
}
