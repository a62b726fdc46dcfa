//! Update rules as files: what is refused, with its line, and what this repository's say.

use crate::households::{rules, rules_files};
use jiff::civil::{Date, date};
use registry::{
    change::{Channel, UpdateType},
    ids::ActId,
    updates::{Admission, Ask, ChangeKind, Check, Opening, Review, Situation, Trigger, admit},
};
use scoring::rules::{EVIDENCE_CODES, Rules, RulesError};
use std::{collections::BTreeSet, fs, path::Path};
use uuid::Uuid;

const PATH: &str = "updates/2020-01-01.toml";

/// The head of a file, of five lines.
const HEAD: &str = r#"format = 1
version = "2020-01-01"
effective_from = 2020-01-01
source = "invented"

"#;

/// Lines 6 to 21.
const MISSED: &str = r#"[[rule]]
type = "missed_information"
title = { en = "Missed", ur = "رہ گیا" }
trigger = "always"
changes = ["identity", "member"]
channels = ["desk", "app"]
evidence = [{ changes = ["member"], any_of = ["b_form", "cnic"] }]
checks = [
  { changes = ["identity"], all_of = ["number_held", "name"] },
]
review = "officer"
reviews = [{ changes = ["identity"], review = "four_eyes" }]
case_days = 30
decision = "at_once"
refusal = { en = "Come with papers.", ur = "کاغذات لائیں۔" }

"#;

/// Lines 22 to 45.
const RECERTIFICATION: &str = r#"[[rule]]
type = "recertification"
title = { en = "Again", ur = "دوبارہ" }
trigger = "due"
changes = ["resurvey"]
channels = ["tablet"]
review = "none"
case_days = 31
decision = "next_quarter"
refusal = { en = "From {from}, last {surveyed}.", ur = "تاریخ {from}" }
[rule.due]
who = "beneficiary"
after_months = 36
window_months = 6
reminders_after_months = [0, 5]
phases = [
  { score_from = 0, score_below = 30, after_months = 0 },
  { score_from = 30, score_below = 50, after_months = 2 },
  { score_from = 50, after_months = 3 },
]
[rule.due.lapse]
enrolment = "suspended"
notice = { en = "Suspended.", ur = "معطل" }

"#;

/// A sound file with all seven types.
fn sound() -> String {
    let plain = |name: &str, trigger: &str| {
        format!(
            "[[rule]]\ntype = \"{name}\"\ntitle = {{ en = \"T\", ur = \"ع\" }}\ntrigger = \"{trigger}\"\n\
             changes = [\"resurvey\"]\nchannels = [\"desk\"]\nreview = \"none\"\ncase_days = 32\n\
             decision = \"renewal\"\nrefusal = {{ en = \"No.\", ur = \"نہیں\" }}\n\n"
        )
    };
    let others = [
        ("shock", "emergency"),
        ("appeal_cutoff", "capacity"),
        ("roster", "always"),
        ("cyclic", "renewal"),
        ("renewal", "renewal"),
    ];
    let others: String = others.iter().map(|(name, trigger)| plain(name, trigger)).collect();
    format!("{HEAD}{MISSED}{RECERTIFICATION}{others}")
}

fn errors(text: &str) -> Vec<RulesError> {
    Rules::load([(PATH, text)]).map_or_else(|errors| errors.0, |_| Vec::new())
}

/// The lines and codes of every error after one text was replaced.
fn faults_after(from: &str, to: &str) -> Vec<(usize, &'static str)> {
    let text = sound();
    assert_eq!(text.matches(from).count(), 1, "{from} stands once");
    let errors = errors(&text.replace(from, to));
    errors.iter().map(|error| (error.line.unwrap_or(0), error.fault.code())).collect()
}

#[test]
fn a_sound_file_gives_the_seven_types_in_their_order() {
    let rules = Rules::load([(PATH, sound())]).unwrap();
    assert!(rules.updates_on(date(2019, 12, 31)).is_none());
    let updates = rules.updates_on(date(2020, 1, 1)).unwrap();
    assert_eq!(rules.find_updates("2020-01-01").unwrap(), updates);
    let types: Vec<_> = updates.rules.iter().map(|rule| rule.update_type).collect();
    let order = [
        UpdateType::MissedInformation,
        UpdateType::AppealCutoff,
        UpdateType::Roster,
        UpdateType::Shock,
        UpdateType::Cyclic,
        UpdateType::Recertification,
        UpdateType::Renewal,
    ];
    assert_eq!(types, order);
}

#[test]
fn every_fault_is_refused_with_its_line() {
    for (from, to, line, code) in [
        ("format = 1", "format = 2", 1, "rules.format"),
        ("version = \"2020-01-01\"", "version = \"2020-01-02\"", 1, "rules.misplaced"),
        ("effective_from = 2020-01-01", "effective_from = 2020-01-01T10:00:00Z", 3, "rules.date"),
        ("type = \"recertification\"", "type = \"paper\"", 23, "rules.toml"),
        ("type = \"missed_information\"", "type = \"shock\"", 47, "rules.update_type_twice"),
        ("title = { en = \"Missed\"", "title = { en = \" \"", 8, "rules.wording"),
        ("trigger = \"due\"", "trigger = \"always\"", 32, "rules.due_without_trigger"),
        ("[\"identity\", \"member\"]", "[\"identity\", \"members\"]", 10, "rules.toml"),
        ("[\"desk\", \"app\"]", "[\"desk\", \"shop\"]", 11, "rules.toml"),
        ("[\"desk\", \"app\"]", "[\"desk\", \"desk\"]", 11, "rules.code_twice"),
        ("[\"desk\", \"app\"]", "[]", 11, "rules.empty"),
        (
            "{ changes = [\"member\"], any_of",
            "{ changes = [\"birth\"], any_of",
            12,
            "rules.change_not_allowed",
        ),
        ("[\"b_form\", \"cnic\"]", "[\"b_form\", \"passport\"]", 12, "rules.evidence_code"),
        ("[\"b_form\", \"cnic\"]", "[\"none\"]", 12, "rules.evidence_code"),
        ("[\"b_form\", \"cnic\"]", "[]", 12, "rules.empty"),
        ("[\"number_held\", \"name\"]", "[\"number_held\", \"nose\"]", 14, "rules.toml"),
        ("[\"identity\"], all_of", "[\"death\"], all_of", 14, "rules.change_not_allowed"),
        ("review = \"four_eyes\"", "review = \"officer\"", 17, "rules.review_not_stricter"),
        ("case_days = 30", "case_days = 0", 18, "rules.period"),
        ("Come with papers.", "Come {soon}.", 20, "rules.placeholder"),
        ("تاریخ {from}", "تاریخ {from", 31, "rules.placeholder"),
        (
            "\nreview = \"none\"\ncase_days = 31",
            "\nreview = \"none\"\nwords = { channel = { en = \"{x}\", ur = \"ع\" } }\ncase_days = 31",
            29,
            "rules.placeholder",
        ),
        (
            "\nreview = \"none\"\ncase_days = 31",
            "\nreview = \"none\"\nwords = { until_unknown = { en = \"later\", ur = \"\" } }\ncase_days = 31",
            29,
            "rules.wording",
        ),
        ("after_months = 36", "after_months = 0", 34, "rules.period"),
        ("window_months = 6", "window_months = 5", 36, "rules.period"),
        ("[0, 5]", "[5, 0]", 36, "rules.period"),
        ("[0, 5]", "[0, 6]", 36, "rules.period"),
        ("{ score_from = 0,", "{ score_from = 1,", 38, "rules.phases"),
        ("score_below = 30", "score_below = 29", 39, "rules.phases"),
        ("score_below = 30", "score_below = 31", 39, "rules.phases"),
        ("score_below = 50", "score_below = 30", 39, "rules.phases"),
        ("{ score_from = 50, after", "{ score_from = 50, score_below = 90, after", 40, "rules.phases"),
        ("score_from = 30, score_below = 50,", "score_from = 30,", 40, "rules.phases"),
        ("after_months = 3 }", "after_months = 1 }", 40, "rules.period"),
        ("after_months = 3 }", "after_months = 6 }", 40, "rules.period"),
        ("enrolment = \"suspended\"", "enrolment = \"graduated\"", 43, "rules.lapse"),
        ("window_months = 6", "", 43, "rules.lapse"),
        ("{ en = \"Suspended.\"", "{ en = \"\"", 44, "rules.wording"),
    ] {
        let faults = faults_after(from, to);
        assert_eq!(faults.first(), Some(&(line, code)), "{from} -> {to}: {faults:?}");
    }
}

#[test]
fn corrections_and_first_surveys_have_no_rule() {
    let faults = faults_after("type = \"recertification\"", "type = \"correction\"");
    assert_eq!(faults, [(23, "rules.update_type"), (1, "rules.update_types_missing")]);
}

#[test]
fn a_type_left_out_is_named() {
    let found = errors(&sound().replace(MISSED, ""));
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().contains("no rule: missed_information [rules.update_types_missing]"));
}

#[test]
fn a_type_with_the_trigger_due_says_who_is_due() {
    let text = sound();
    let start = text.find("[rule.due]").unwrap();
    let end = text.find("[[rule]]\ntype = \"shock\"").unwrap();
    let found = errors(&format!("{}{}", &text[..start], &text[end..]));
    let found: Vec<_> = found.iter().map(|error| (error.line, error.fault.code())).collect();
    assert_eq!(found, [(Some(25), "rules.due_missing")]);
}

#[test]
fn versions_leave_no_day_without_rules_and_none_with_two() {
    let version = |day: &str, until: &str| {
        let text = sound().replace("2020-01-01", day);
        text.replace("source =", &format!("{until}source ="))
    };
    let both = |until: &str| {
        let files = [
            ("updates/2020-01-01.toml", version("2020-01-01", until)),
            ("updates/2024-07-01.toml", version("2024-07-01", "")),
        ];
        Rules::load(files)
    };
    let gap = both("effective_to = 2024-06-01\n").unwrap_err();
    assert_eq!(gap.0[0].fault.code(), "rules.gap");
    let overlap = both("effective_to = 2024-08-01\n").unwrap_err();
    assert_eq!(overlap.0[0].fault.code(), "rules.overlap");
    let rules = both("").unwrap();
    let version = |year, month, day| rules.updates_on(date(year, month, day)).unwrap().version.as_str();
    assert_eq!((version(2024, 6, 30), version(2024, 7, 1)), ("2020-01-01", "2024-07-01"));
    assert_eq!(rules.updates().count(), 2);
}

/// What rules may ask for is what the form can say was shown.
#[test]
fn papers_are_those_of_the_roster_form() {
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms/roster_update.csv");
    let form = fs::read_to_string(form).unwrap();
    let choices = form.lines().filter_map(|line| line.strip_prefix(",certificate_kind,"));
    let names: BTreeSet<_> = choices.filter_map(|rest| rest.split(',').next()).collect();
    let mut known: BTreeSet<_> = EVIDENCE_CODES.into_iter().collect();
    known.insert("none");
    assert_eq!(names, known);
}

#[test]
fn every_day_since_the_first_survey_has_rules() {
    let starts: Vec<_> =
        rules().updates().map(|(effective, rules)| (effective, rules.version.clone())).collect();
    assert!(starts.len() >= 2);
    assert_eq!(starts[0].0.from, date(2010, 1, 1));
    for (earlier, later) in starts.iter().zip(&starts[1..]) {
        assert_eq!(earlier.0.to, Some(later.0.from));
    }
    assert_eq!(starts.last().unwrap().0.to, None);
}

#[test]
fn the_dynamic_registry_has_the_months_of_its_design() {
    let updates = rules().updates_on(date(2026, 11, 22)).unwrap();
    let due = |update_type| updates.rule(update_type).unwrap().due.as_ref().unwrap();
    let cyclic = due(UpdateType::Cyclic);
    assert_eq!((cyclic.after_months, cyclic.window_months), (24, None));
    assert!(cyclic.phases.len() > 1, "called in brackets");
    let recertification = due(UpdateType::Recertification);
    assert_eq!((recertification.after_months, recertification.window_months), (36, Some(6)));
    assert_eq!(recertification.reminders_after_months, [0, 3, 5]);
    assert!(recertification.lapse.is_some());
    // The last bracket is called before a beneficiary of the same day would be.
    let last = cyclic.phases.iter().map(|phase| phase.after_months).max().unwrap();
    assert!(cyclic.after_months + last < recertification.after_months);
}

#[test]
fn the_static_registry_calls_nobody() {
    let updates = rules().updates_on(date(2024, 1, 1)).unwrap();
    assert!(updates.rules.iter().all(|rule| rule.trigger != Trigger::Due));
}

/// A child comes in on its B-form alone, and only where its family meets the household's.
#[test]
fn children_need_a_verified_b_form() {
    let updates = rules().updates_on(date(2026, 11, 22)).unwrap();
    let birth = |rule: &&registry::updates::UpdateRule| rule.changes.contains(&ChangeKind::Birth);
    let with_births: Vec<_> = updates.rules.iter().filter(birth).collect();
    assert_eq!(with_births.len(), 1);
    let rule = with_births[0];
    let papers: Vec<_> =
        rule.evidence.iter().filter(|needed| needed.changes.contains(&ChangeKind::Birth)).collect();
    assert_eq!(papers.len(), 1);
    assert_eq!(papers[0].any_of, ["b_form"]);
    let checks = rule.checks.iter().filter(|needed| needed.changes.contains(&ChangeKind::Birth));
    let checks: Vec<_> = checks.flat_map(|needed| needed.all_of.clone()).collect();
    assert_eq!(checks, [Check::NumberHeld, Check::FamilyTree]);
}

#[test]
fn two_people_look_where_a_change_reaches_into_another_household() {
    let updates = rules().updates_on(date(2026, 11, 22)).unwrap();
    let roster = updates.rule(UpdateType::Roster).unwrap();
    let missed = updates.rule(UpdateType::MissedInformation).unwrap();
    assert_eq!(roster.review_of(ChangeKind::Marriage, false), Review::None);
    assert_eq!(roster.review_of(ChangeKind::Marriage, true), Review::FourEyes);
    assert_eq!(roster.review_of(ChangeKind::SplitOrMerge, false), Review::FourEyes);
    assert_eq!(missed.review_of(ChangeKind::Identity, false), Review::None);
    assert_eq!(missed.review_of(ChangeKind::Identity, true), Review::FourEyes);
}

fn resurvey() -> Ask {
    Ask { change: ChangeKind::Resurvey, channel: Channel::Desk, evidence: Vec::new(), confirmed: Vec::new() }
}

fn surveyed(on: Date, beneficiary: bool, score: Option<f64>) -> Situation {
    Situation { registered: true, surveyed_on: Some(on), beneficiary, score, ..Situation::default() }
}

/// The type that answers, from when it opens, and what is said.
fn refused(today: Date, situation: &Situation) -> (UpdateType, Option<Date>, String) {
    match admit(rules().updates_on(today).unwrap(), situation, &resurvey(), today) {
        Admission::Refused(refused) => {
            assert!(refused.text.is_complete());
            let unfilled = |text: &str| text.contains(['{', '}']);
            assert!(!unfilled(&refused.text.en) && !unfilled(&refused.text.ur), "{:?}", refused.text);
            (refused.update_type, refused.from, refused.text.en)
        }
        Admission::Admitted { rule, .. } => panic!("admitted under {:?}", rule.update_type),
    }
}

#[test]
fn whoever_comes_out_of_turn_is_told_from_when() {
    let today = date(2026, 11, 22);
    let on = date(2026, 1, 15);
    for (score, from) in [
        (Some(20.0), date(2028, 1, 15)),
        (Some(37.0), date(2028, 4, 15)),
        (Some(45.0), date(2028, 7, 15)),
        (Some(60.0), date(2028, 10, 15)),
        (None, date(2028, 10, 15)),
    ] {
        let (update_type, opens, said) = refused(today, &surveyed(on, false, score));
        assert_eq!((update_type, opens), (UpdateType::Cyclic, Some(from)));
        assert!(said.contains("2026-01-15") && said.contains(&from.to_string()), "{said}");
    }
    let (update_type, opens, _) = refused(today, &surveyed(on, true, Some(20.0)));
    assert_eq!((update_type, opens), (UpdateType::Recertification, Some(date(2029, 1, 15))));
}

#[test]
fn an_emergency_opens_at_once_whatever_the_calendar_says() {
    let today = date(2026, 11, 22);
    let flood = Opening {
        act: ActId(Uuid::from_u128(9)),
        name: "Flood".to_owned(),
        from: date(2026, 11, 20),
        until: Some(date(2027, 1, 20)),
    };
    let situation = Situation { emergencies: vec![flood], ..surveyed(date(2026, 11, 1), true, Some(90.0)) };
    let rules = rules().updates_on(today).unwrap();
    for channel in [Channel::Tablet, Channel::Desk, Channel::Van] {
        match admit(rules, &situation, &Ask { channel, ..resurvey() }, today) {
            Admission::Admitted { rule, .. } => assert_eq!(rule.update_type, UpdateType::Shock),
            Admission::Refused(refused) => panic!("refused: {refused:?}"),
        }
    }
}

#[test]
fn in_the_static_registry_a_survey_waits_for_the_next_national_one() {
    let (_, from, said) = refused(date(2024, 5, 1), &surveyed(date(2011, 2, 1), false, Some(20.0)));
    assert_eq!(from, None);
    assert!(said.contains("national surveys") && said.contains("2011-02-01"), "{said}");
}

/// Every kind of change can be made under some type, in every version.
#[test]
fn no_kind_of_change_is_forgotten() {
    for (_, updates) in rules().updates() {
        for change in ChangeKind::ALL {
            let allowed = updates.rules.iter().any(|rule| rule.changes.contains(&change));
            assert!(allowed, "{}: {}", updates.version, change.code());
        }
    }
}

#[test]
fn an_edited_version_of_the_update_rules_is_refused() {
    let mut files = rules_files();
    let path = files.keys().find(|path| path.starts_with("updates/")).unwrap().clone();
    files.get_mut(&path).unwrap().push_str("# a harmless comment\n");
    let found = Rules::load(files).unwrap_err();
    assert_eq!(
        (found.0[0].path.as_str(), found.0[0].fault.code()),
        (path.as_str(), "rules.released_changed")
    );
}
