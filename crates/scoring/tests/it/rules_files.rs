//! Loading rules: what is refused, with its place, and that released files do not change.

use crate::households::{facts, rules, rules_files};
use jiff::civil::date;
use scoring::{
    condition::ConditionFault,
    policy::Purpose,
    rules::{Rules, RulesError, RulesFault},
};
use std::collections::BTreeSet;

const CARD_PATH: &str = "scorecards/small/1.toml";
const CARD: &str = r#"format = 1
id = "small"
version = "1"
effective_from = 2020-01-01
points = "published"
direction = "higher_is_less_poor"
minimum = 0
maximum = 60.5
title = { en = "Small card", ur = "چھوٹا کارڈ" }
source = "invented"

[[question]]
id = "members"
fact = "members_count"
text = { en = "Members", ur = "افراد" }
option = [
  { id = "few", to = 3, points = 30, label = { en = "Few", ur = "کم" } },
  { id = "many", from = 4, points = 0, label = { en = "Many", ur = "زیادہ" } },
]

[[question]]
id = "rooms"
fact = "rooms_per_person"
text = { en = "Rooms", ur = "کمرے" }
option = [
  { id = "few", below = 0.5, points = 0, label = { en = "Few", ur = "کم" } },
  { id = "many", from = 0.5, points = 10, label = { en = "Many", ur = "زیادہ" } },
]

[[question]]
id = "toilet"
fact = "toilet_band"
text = { en = "Toilet", ur = "بیت الخلا" }
not_covered = ["none"]
option = [
  { id = "flush", codes = ["flush"], points = 20, label = { en = "Flush", ur = "فلش" } },
  { id = "dry", codes = ["dry"], points = 0, label = { en = "Dry", ur = "خشک" } },
]

[[question]]
id = "television"
fact = "owns_television"
text = { en = "Television", ur = "ٹیلی وژن" }
option = [
  { id = "yes", answer = "yes", points = 0.5, label = { en = "Yes", ur = "ہاں" } },
  { id = "no", answer = "no", points = 0, label = { en = "No", ur = "نہیں" } },
]
"#;

const POLICY_PATH: &str = "policies/aid/1.toml";
const POLICY: &str = r#"format = 1
programme = "aid"
version = "1"
effective_from = 2021-01-01
title = { en = "Aid", ur = "امداد" }
source = "invented"
scorecard = { id = "small", version = "1" }

[[cut_off]]
id = "widow"
label = { en = "With a widow", ur = "بیوہ کے ساتھ" }
when = "has_widow"
score = 40

[[cut_off]]
id = "general"
label = { en = "Cut-off", ur = "حد" }
score = 30

[[exclusion]]
id = "vehicle"
label = { en = "Vehicle", ur = "گاڑی" }
when = "owns_vehicle"
"#;

/// The errors after one text of the card, or of the policy, was replaced.
fn errors_after(path: &str, from: &str, to: &str) -> Vec<RulesError> {
    let change = |of: &str, text: &str| {
        if of == path {
            assert_eq!(text.matches(from).count(), 1, "{from} stands once");
            text.replace(from, to)
        } else {
            text.to_owned()
        }
    };
    let files = [(CARD_PATH, change(CARD_PATH, CARD)), (POLICY_PATH, change(POLICY_PATH, POLICY))];
    Rules::load(files).map_or_else(|errors| errors.0, |_| Vec::new())
}

/// The first error about a file: its line and code.
fn first(errors: &[RulesError], path: &str) -> Option<(usize, &'static str)> {
    errors.iter().find(|error| error.path == path).map(|error| (error.line.unwrap_or(0), error.fault.code()))
}

#[test]
fn the_small_rules_are_sound() {
    assert_eq!(errors_after(CARD_PATH, "Small card", "Small card"), []);
}

#[test]
fn a_bound_belongs_to_the_band_that_says_so() {
    let option_at = |card: &str, rooms_per_person: &str| {
        let rules = Rules::load([(CARD_PATH, card)]).unwrap();
        let score = rules
            .find_scorecard("small", "1")
            .unwrap()
            .score(&facts(&[("rooms_per_person", rooms_per_person)]));
        score.items[0].option.clone().unwrap()
    };
    assert_eq!((option_at(CARD, "0.499"), option_at(CARD, "0.5")), ("few".to_owned(), "many".to_owned()));
    let included = CARD.replace("below = 0.5", "to = 0.5").replace("from = 0.5", "above = 0.5");
    assert_eq!(
        (option_at(&included, "0.5"), option_at(&included, "0.501")),
        ("few".to_owned(), "many".to_owned())
    );
}

#[test]
fn faulty_scorecards_are_refused_with_line_and_code() {
    let many = "{ id = \"many\", from = 4, points = 0,";
    for (from, to, line, code) in [
        ("format = 1", "format = 2", 1, "rules.format"),
        ("source = \"invented\"", "", 1, "rules.toml"),
        ("source = \"invented\"", "sauce = \"invented\"", 10, "rules.toml"),
        ("points = \"published\"", "points = \"guessed\"", 5, "rules.toml"),
        ("effective_from = 2020-01-01", "effective_from = 2020-01-01T10:00:00Z", 4, "rules.date"),
        (
            "effective_from = 2020-01-01",
            "effective_from = 2020-01-01\neffective_to = 2019-01-01",
            4,
            "rules.ends_before_start",
        ),
        ("ur = \"چھوٹا کارڈ\"", "ur = \" \"", 9, "rules.wording"),
        ("id = \"rooms\"", "id = \"members\"", 22, "rules.id_twice"),
        ("id = \"rooms\"", "id = \"Rooms\"", 22, "rules.id"),
        ("fact = \"members_count\"", "fact = \"member_count\"", 14, "rules.unknown_fact"),
        ("maximum = 60.5", "maximum = 60", 8, "rules.maximum"),
        ("minimum = 0", "minimum = 1", 7, "rules.minimum"),
        ("maximum = 60.5", "maximum = 60.505", 8, "rules.points_decimals"),
        ("points = 0.5", "points = 0.505", 45, "rules.points_decimals"),
        (many, "{ id = \"many\", from = 3, points = 0,", 18, "rules.band_overlap"),
        (many, "{ id = \"many\", from = 5, points = 0,", 18, "rules.band_gap"),
        (many, "{ id = \"many\", above = 4, points = 0,", 18, "rules.band_gap"),
        (many, "{ id = \"many\", from = 4, to = 9, points = 0,", 18, "rules.band_end"),
        (many, "{ id = \"many\", from = 4, to = 3, points = 0,", 18, "rules.band_empty"),
        (many, "{ id = \"many\", from = 4, above = 3, points = 0,", 18, "rules.band_bounds"),
        (many, "{ id = \"many\", from = 3.5, points = 0,", 18, "rules.band_bounds"),
        (many, "{ id = \"many\", points = 0,", 18, "rules.unsuited"),
        (many, "{ id = \"many\", from = 4, points = 0, coefficient = 1,", 18, "rules.weight"),
        ("{ id = \"few\", to = 3,", "{ id = \"few\", from = 1, to = 3,", 17, "rules.band_start"),
        ("from = 0.5, points = 10", "above = 0.5, points = 10", 27, "rules.band_gap"),
        ("below = 0.5, points = 0", "to = 0.5, points = 0", 27, "rules.band_overlap"),
        ("below = 0.5, points = 0", "below = 0.25, points = 0", 27, "rules.band_gap"),
        ("codes = [\"flush\"]", "codes = [\"flash\"]", 36, "rules.unknown_code"),
        ("codes = [\"flush\"]", "codes = [\"flush\", \"dry\"]", 37, "rules.code_twice"),
        ("not_covered = [\"none\"]", "", 30, "rules.codes_missing"),
        ("codes = [\"flush\"], points", "from = 1, points", 36, "rules.unsuited"),
        ("answer = \"no\"", "answer = \"yes\"", 40, "rules.answer_missing"),
        ("answer = \"no\"", "answer = \"maybe\"", 46, "rules.toml"),
    ] {
        let errors = errors_after(CARD_PATH, from, to);
        let got = first(&errors, CARD_PATH);
        let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(got, Some((line, code)), "{to}: {shown:?}");
    }
}

#[test]
fn faulty_policies_are_refused_with_line_and_code() {
    for (from, to, line, code) in [
        ("format = 1", "format = 0", 1, "rules.format"),
        (
            "{ id = \"small\", version = \"1\" }",
            "{ id = \"small\", version = \"2\" }",
            7,
            "rules.unknown_scorecard",
        ),
        ("when = \"has_widow\"", "", 9, "rules.cut_off_order"),
        ("score = 30", "score = 30\nwhen = \"has_widow\"", 15, "rules.cut_off_order"),
        ("score = 30", "score = 61", 18, "rules.cut_off_outside"),
        ("score = 30", "score = 30.123", 18, "rules.points_decimals"),
        ("when = \"has_widow\"", "when = \"has_window\"", 12, "rules.condition"),
        ("when = \"has_widow\"", "when = \"members_count\"", 12, "rules.condition"),
        ("when = \"owns_vehicle\"", "when = \"owns_vehicle ||\"", 23, "rules.condition"),
        ("id = \"general\"", "id = \"widow\"", 16, "rules.id_twice"),
        ("version = \"1\"\n", "version = \"2\"\n", 1, "rules.misplaced"),
    ] {
        let errors = errors_after(POLICY_PATH, from, to);
        let shown: Vec<_> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(first(&errors, POLICY_PATH), Some((line, code)), "{to}: {shown:?}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let card = CARD.replace("members_count", "member_count").replace("[\"flush\"]", "[\"flash\"]");
    let errors = Rules::load([(CARD_PATH, card.as_str()), (POLICY_PATH, "format = ")]).unwrap_err();
    let lines: Vec<_> =
        errors.to_string().lines().map(|line| line.split(": ").next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "rules/scorecards/small/1.toml:14",
            "rules/scorecards/small/1.toml:36",
            "rules/scorecards/small/1.toml:30",
            "rules/policies/aid/1.toml:1",
        ]
    );
}

#[test]
fn a_condition_is_refused_in_the_words_of_its_fault() {
    let errors = errors_after(POLICY_PATH, "when = \"has_widow\"", "when = \"has_window\"");
    let fault = RulesFault::Condition(ConditionFault::UnknownFact("has_window".to_owned()));
    assert_eq!(errors.iter().map(|error| &error.fault).collect::<Vec<_>>(), [&fault]);
    let shown = errors[0].to_string();
    assert_eq!(shown, "rules/policies/aid/1.toml:12: there is no fact `has_window` [rules.condition]");
}

/// A second version of the small card.
fn second(from: &str, to: Option<&str>) -> (&'static str, String) {
    let dates = to.map_or(from.to_owned(), |to| format!("{from}\neffective_to = {to}"));
    let card = CARD.replace("version = \"1\"", "version = \"2\"").replace("2020-01-01", &dates);
    ("scorecards/small/2.toml", card)
}

fn first_until(to: &str) -> (&'static str, String) {
    (CARD_PATH, CARD.replace("2020-01-01", &format!("2020-01-01\neffective_to = {to}")))
}

#[test]
fn a_version_holds_until_the_next_starts() {
    let rules =
        Rules::load([second("2023-07-01", Some("2024-01-01")), (CARD_PATH, CARD.to_owned())]).unwrap();
    let version = |year, month, day| {
        rules.scorecard_on("small", date(year, month, day)).map(|card| card.version.as_str())
    };
    assert_eq!(version(2019, 12, 31), None);
    assert_eq!(version(2020, 1, 1), Some("1"));
    assert_eq!(version(2023, 6, 30), Some("1"));
    assert_eq!(version(2023, 7, 1), Some("2"));
    assert_eq!(version(2024, 1, 1), None);
    assert!(rules.find_scorecard("small", "1").is_some() && rules.find_scorecard("small", "3").is_none());
}

#[test]
fn gaps_and_overlaps_of_versions_are_refused() {
    for (files, expected) in [
        ([first_until("2023-07-01"), second("2023-07-01", None)], None),
        ([first_until("2023-06-01"), second("2023-07-01", None)], Some("rules.gap")),
        ([first_until("2023-08-01"), second("2023-07-01", None)], Some("rules.overlap")),
        ([(CARD_PATH, CARD.to_owned()), second("2020-01-01", None)], Some("rules.overlap")),
    ] {
        let codes: Vec<_> = Rules::load(files)
            .map_or_else(|errors| errors.0, |_| Vec::new())
            .iter()
            .map(|e| e.fault.code())
            .collect();
        assert_eq!(codes, expected.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn strata_must_be_for_every_household_once() {
    let linear = |strata: &str| {
        let head = CARD.split("[[question]]").next().unwrap();
        let file = format!("{head}scale = {{ zero = 1, hundred = 2 }}\n{strata}");
        let errors = Rules::load([(CARD_PATH, file)]).map_or_else(|errors| errors.0, |_| Vec::new());
        errors.iter().map(|error| error.fault.to_string()).collect::<Vec<_>>()
    };
    let stratum =
        |id: &str, when: &str| format!("[[stratum]]\nid = \"{id}\"\nintercept = 1\nwhen = {{ {when} }}\n");
    let (rural, urban) = (stratum("rural", "region = [\"rural\"]"), stratum("urban", "region = [\"urban\"]"));
    assert_eq!(linear(&format!("{rural}{urban}")), [""; 0]);
    assert_eq!(linear(&stratum("all", "")), [""; 0]);
    assert_eq!(linear(&rural), ["no stratum is for region urban"]);
    let all = stratum("all", "");
    assert_eq!(linear(&format!("{urban}{all}")), ["two strata are for region urban"]);
    assert_eq!(
        linear(&stratum("all", "members_count = [\"3\"]")),
        ["`members_count` wants to be a fact with codes here"]
    );
    assert_eq!(linear(&stratum("all", "region = [\"hills\"]")), ["`hills` is no code of `region`"]);
    assert_eq!(
        linear("").first().map(String::as_str),
        Some("a card has questions, or a scale and strata with questions")
    );
}

#[test]
fn an_edited_release_is_refused() {
    let files = rules_files();
    for path in files.keys().filter(|path| path.starts_with("scorecards/") || path.starts_with("policies/")) {
        if path.rsplit('.').next() == Some("md") {
            continue;
        }
        let mut edited = files.clone();
        edited.get_mut(path).unwrap().push_str("# a harmless comment\n");
        let errors = Rules::load(edited).unwrap_err();
        let expected = RulesError { path: path.clone(), line: None, fault: RulesFault::ReleasedChanged };
        assert_eq!(errors.0, [expected]);
        let mut fewer = files.clone();
        fewer.remove(path);
        let errors = Rules::load(fewer).unwrap_err();
        assert!(
            errors.0.iter().any(|error| error.path == *path && error.fault == RulesFault::ReleasedMissing)
        );
    }
}

/// A version that is not listed yet is a draft. None is left lying about.
#[test]
fn every_version_is_released() {
    let files = rules_files();
    let released = &files["released.toml"];
    for path in files.keys().filter(|path| path.contains('/') && path.ends_with("toml")) {
        let folders = ["scorecards/", "policies/", "programmes/", "updates/"];
        let is_ours = folders.iter().any(|folder| path.starts_with(folder));
        assert!(!is_ours || released.contains(&format!("\"{path}\"")), "{path} is not in released.toml");
    }
}

#[test]
fn the_policy_in_force_has_its_cut_offs_and_filters() {
    let rules = rules();
    let on = |year, month, day| rules.policy_on("kafaalat", date(year, month, day));
    assert!(on(2009, 12, 31).is_none());
    let scores = |policy: &scoring::policy::Policy| {
        policy.cut_offs.iter().map(|cut_off| cut_off.score.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(scores(on(2021, 8, 31).unwrap()), ["16.17"]);
    let now = on(2021, 9, 1).unwrap();
    assert_eq!(scores(now), ["37", "32"]);
    let filters = |purpose| {
        let of = now.filters.iter().filter(|filter| filter.purpose == purpose);
        of.map(|filter| filter.id.as_str()).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        filters(Purpose::Exclusion),
        ["vehicle", "foreign_travel", "government_job", "executive_passport", "phone_bill"].into()
    );
    assert_eq!(filters(Purpose::Vulnerability), ["widow", "elderly", "small_household"].into());
    assert!(now.notice.is_some());
}
