//! Decisions: their outcomes and reasons, and that they can be recomputed to the byte.

use crate::households::{TODAY, any_household, fact, facts, labourers, punjab, rules, value};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use proptest::{prelude::*, sample::select};
use registry::{
    code_lists::MaritalStatus,
    household::{Household, Status},
    registry_number::RegistryNumber,
};
use scoring::{
    decision::{
        Answer, DecideError, Decision, Occasion, Outcome, Reason, RecomputeError, decide, outcome_of,
        recompute, recompute_from_record,
    },
    facts::Facts,
    rules::Rules,
};

/// A card whose score is the number of rooms, under a policy with everything that policies have.
fn rooms_rules() -> Rules {
    let card = r#"
format = 1
id = "rooms"
version = "1"
effective_from = 2000-01-01
points = "published"
direction = "higher_is_less_poor"
minimum = 0
maximum = 100
title = { en = "Rooms", ur = "کمرے" }
source = "invented"
scale = { zero = 0, hundred = 100 }
[[stratum]]
id = "all"
intercept = 0
[[stratum.question]]
id = "rooms"
fact = "rooms_count"
text = { en = "Rooms", ur = "کمرے" }
coefficient = 1
"#;
    let policy = r#"
format = 1
programme = "aid"
version = "1"
effective_from = 2000-01-01
title = { en = "Aid", ur = "امداد" }
source = "invented"
scorecard = { id = "rooms", version = "1" }
[[cut_off]]
id = "disabled"
label = { en = "Disabled", ur = "معذور" }
when = "has_disabled_member"
score = 37
[[cut_off]]
id = "general"
label = { en = "General", ur = "عام" }
score = 32
[[exclusion]]
id = "vehicle"
label = { en = "Vehicle", ur = "گاڑی" }
when = "owns_vehicle"
[[exclusion]]
id = "phone_bill"
label = { en = "Telephone", ur = "فون" }
when = "phone_bill_rupees > 1000"
[[vulnerability]]
id = "widow"
label = { en = "Widow", ur = "بیوہ" }
when = "has_widow"
"#;
    Rules::load([("scorecards/rooms/1.toml", card), ("policies/aid/1.toml", policy)]).unwrap()
}

fn outcome(known: &[(&str, &str)]) -> Outcome {
    let rules = rooms_rules();
    let all = [
        ("has_disabled_member", "no"),
        ("owns_vehicle", "no"),
        ("phone_bill_rupees", "0"),
        ("has_widow", "no"),
    ];
    let mut facts = facts(&all);
    for (name, text) in known {
        facts.set(fact(name), value(name, text));
    }
    outcome_of(rules.find_policy("aid", "1").unwrap(), rules.find_scorecard("rooms", "1").unwrap(), &facts)
}

#[test]
fn outcomes_follow_score_cut_off_and_filters() {
    use Outcome::{AboveCutoff, AboveCutoffVulnerable, Eligible, Excluded, Undetermined};
    for (known, expected) in [
        (vec![("rooms_count", "32")], Eligible),
        (vec![("rooms_count", "33")], AboveCutoff),
        (vec![("rooms_count", "33"), ("has_widow", "yes")], AboveCutoffVulnerable),
        (vec![("rooms_count", "33"), ("has_widow", "-")], AboveCutoff),
        (vec![("rooms_count", "37"), ("has_disabled_member", "yes")], Eligible),
        (vec![("rooms_count", "38"), ("has_disabled_member", "yes")], AboveCutoff),
        // Which cut-off holds matters only between the two.
        (vec![("rooms_count", "32"), ("has_disabled_member", "-")], Eligible),
        (vec![("rooms_count", "33"), ("has_disabled_member", "-")], Undetermined),
        (vec![("rooms_count", "37"), ("has_disabled_member", "-")], Undetermined),
        (vec![("rooms_count", "38"), ("has_disabled_member", "-")], AboveCutoff),
        (vec![("rooms_count", "5"), ("owns_vehicle", "yes")], Excluded),
        (vec![("rooms_count", "5"), ("phone_bill_rupees", "1001")], Excluded),
        (vec![("rooms_count", "5"), ("phone_bill_rupees", "1000")], Eligible),
        // A filter that is unknown never hits; one that hits needs no score.
        (vec![("rooms_count", "5"), ("owns_vehicle", "-")], Eligible),
        (vec![("rooms_count", "-"), ("owns_vehicle", "yes")], Excluded),
        (vec![("rooms_count", "50"), ("owns_vehicle", "yes")], Excluded),
        (vec![("rooms_count", "-")], Undetermined),
        (vec![("rooms_count", "-"), ("has_widow", "yes")], Undetermined),
    ] {
        assert_eq!(outcome(&known), expected, "{known:?}");
    }
}

/// The last day on which the policy went by the card of 2010, by which a household is decided on by hand with ease.
const BY_CARD: &str = "2026-10-31T09:30:00Z";
/// A day on which it goes by the estimated model.
const BY_MODEL: &str = "2026-11-22T09:30:00Z";

/// The decision taken at an instant, with the facts of that of the card.
fn decided_at(rules: &Rules, household: &Household, instant: &str) -> Decision {
    decide_for(rules, household, date(2026, 10, 31), instant).unwrap()
}

fn decided(rules: &Rules, household: &Household) -> Decision {
    decided_at(rules, household, BY_CARD)
}

fn decide_for(
    rules: &Rules,
    household: &Household,
    reference_date: Date,
    instant: &str,
) -> Result<Decision, DecideError> {
    let circumstances = punjab();
    let occasion = Occasion {
        programme: "kafaalat",
        record_version: 3,
        circumstances: &circumstances,
        reference_date,
        decided_at: instant.parse::<Timestamp>().unwrap(),
    };
    decide(rules, household, &occasion)
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision.reasons.iter().map(Reason::code).collect()
}

#[test]
fn a_decision_explains_itself() {
    let mut household = labourers();
    household.record.members[1].person.marital_status = Some(MaritalStatus::Widowed);
    household.record.members[1].person.foreign_travel = None;
    let decision = decided(rules(), &household);
    let document: serde_json::Value = serde_json::from_slice(&decision.to_bytes().unwrap()).unwrap();
    assert_eq!(document["outcome"], "above_cutoff_vulnerable");
    // The bytes themselves, with the order of their fields; only broken into lines.
    insta::assert_snapshot!(String::from_utf8(decision.to_bytes().unwrap()).unwrap().replace(",\"", ",\n\""));
}

#[test]
fn reasons_say_what_is_lacking() {
    let rules = rules();
    let mut household = labourers();
    assert_eq!(codes(&decided(rules, &household)), ["score_above_cut_off", "points_not_official"]);
    household.record.assets.television = None;
    household.record.assets.car = None;
    let decision = decided(rules, &household);
    assert_eq!(decision.outcome, Outcome::Undetermined);
    assert_eq!(codes(&decision), ["score_lacks_facts", "exclusion_unknown", "points_not_official"]);
    let lacking = vec![fact("owns_television"), fact("vehicles")];
    assert!(decision.reasons[0] == Reason::ScoreLacksFacts { facts: lacking });
    let vehicle = decision.filters.iter().find(|filter| filter.id == "vehicle").unwrap();
    assert!(vehicle.answer == Answer::Unknown && vehicle.lacking == [fact("owns_vehicle")]);
}

#[test]
fn an_unknown_cut_off_is_told_even_where_it_does_not_decide() {
    let rules = rules();
    let mut household = labourers();
    household.record.members[1].disability.seeing = None;
    // 34 points: within the cut-off of 37, above that of 32.
    let open = decided(rules, &household);
    assert_eq!((open.outcome, open.cut_off.is_none()), (Outcome::Undetermined, true));
    assert_eq!(codes(&open), ["cut_off_unknown", "points_not_official"]);
    household.record.dwelling.rooms = Some(1);
    // 28 points: within both.
    let either = decided(rules, &household);
    assert_eq!(either.outcome, Outcome::Eligible);
    assert_eq!(codes(&either), ["score_within_cut_off", "cut_off_unknown", "points_not_official"]);
    assert!(matches!(either.reasons[1], Reason::CutOffUnknown { decides: false, .. }));
}

#[test]
fn reason_codes_are_those_of_the_document() {
    let reason = Reason::ExclusionHit { filter: "vehicle".to_owned() };
    assert_eq!(serde_json::to_string(&reason).unwrap(), r#"{"code":"exclusion_hit","filter":"vehicle"}"#);
    assert!(Reason::CODES.contains(&reason.code()));
    for outcome in Outcome::ALL {
        assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.code());
    }
}

#[test]
fn the_rules_are_those_of_the_day_of_the_decision() {
    let decide_at = |instant| decide_for(rules(), &labourers(), TODAY, instant);
    let version = |instant| decide_at(instant).unwrap().policy.version;
    let before = decide_at("2021-08-31T09:30:00Z").unwrap();
    assert_eq!((before.policy.version.as_str(), before.filters.len()), ("2010-01-01", 0));
    assert_eq!(decide_at("2009-12-31T18:59:59Z").unwrap_err(), DecideError::NoPolicy);
    // A day begins in Pakistan five hours before it does in Greenwich.
    assert_eq!(version("2021-08-31T18:59:59Z"), "2010-01-01");
    assert_eq!(version("2021-08-31T19:00:00Z"), "2021-09-01");
    assert_eq!(version("2026-10-31T18:59:59Z"), "2021-09-01");
    assert_eq!(version("2026-10-31T19:00:00Z"), "2026-11-01");
}

#[test]
fn surveys_of_any_year_are_decided_on_one_day_by_one_policy() {
    let mut household = labourers();
    // Two who had been born by then; a member whose age is unknown would leave the filter open.
    household.record.members.truncate(2);
    household.record.members[0].person.age_years = Some(50);
    household.record.members[0].age_stated_on = Some(date(2010, 6, 30));
    let days = [date(2010, 6, 30), date(2021, 6, 30), date(2026, 6, 30)];
    let decisions = days.map(|day| decide_for(rules(), &household, day, BY_MODEL).unwrap());
    let elderly = decisions.each_ref().map(|decision| {
        assert!(decision.policy == decisions[0].policy && decision.score.scorecard.id == "pmt-hies-2015-16");
        assert_eq!(decision.policy.version, "2026-11-01");
        decision.filters.iter().find(|filter| filter.id == "elderly").unwrap().answer
    });
    // Ages, though, are those of the day that each is about: 50, 61 and 66.
    assert_eq!(decisions.each_ref().map(|decision| decision.reference_date), days);
    assert_eq!(elderly, [Answer::Clear, Answer::Clear, Answer::Hit]);
    // A day on which there was no policy yet does not stand in the way either.
    assert_eq!(
        decide_for(rules(), &household, date(2009, 1, 1), BY_MODEL).unwrap().policy.version,
        "2026-11-01"
    );
}

#[test]
fn a_merged_household_is_not_decided_about() {
    let mut household = labourers();
    household.status = Status::Merged { into: RegistryNumber::from_ordinal(8).unwrap(), on: TODAY };
    assert_eq!(decide_for(rules(), &household, TODAY, BY_MODEL).unwrap_err(), DecideError::Merged);
}

#[test]
fn a_decision_is_not_recomputed_by_other_rules() {
    let rules = rules();
    let decision = decided(rules, &labourers());
    let mut tampered = decision.clone();
    tampered.policy.sha256 = "0".repeat(64);
    assert!(matches!(recompute(rules, &tampered), Err(RecomputeError::RulesChanged)));
    let mut later = decision.clone();
    later.policy.version = "2031-01-01".to_owned();
    assert!(matches!(recompute(rules, &later), Err(RecomputeError::PolicyMissing)));
    let mut other = decision.clone();
    other.household = RegistryNumber::from_ordinal(8).unwrap();
    let from_record = recompute_from_record(rules, &other, &labourers(), &punjab());
    assert!(matches!(from_record, Err(RecomputeError::Household)));
}

#[test]
fn tampering_shows() {
    let rules = rules();
    let mut decision = decided(rules, &labourers());
    decision.outcome = Outcome::Eligible;
    assert_ne!(recompute(rules, &decision).unwrap(), decision.to_bytes().unwrap());
    let text = String::from_utf8(decision.to_bytes().unwrap()).unwrap();
    let wrong_kind = text.replace("\"owns_vehicle\":false", "\"owns_vehicle\":7");
    let decision = Decision::from_bytes(wrong_kind.as_bytes()).unwrap();
    assert!(matches!(recompute(rules, &decision), Err(RecomputeError::Facts)));
    let unknown_fact = text.replace("\"owns_vehicle\":false", "\"owns_spaceship\":false");
    assert!(Decision::from_bytes(unknown_fact.as_bytes()).is_err());
}

#[test]
fn debug_output_holds_nothing_personal() {
    let decision = decided(rules(), &labourers());
    assert_eq!(format!("{decision:?}"), "Decision(kafaalat 2021-09-01, [personal])");
    assert_eq!(format!("{:?}", decision.reasons[0]), "score_above_cut_off");
    let score = format!("{:?}", decision.score);
    // The household's answers and points: option, value and sum.
    assert!(
        ["3_to_4", "paid_employee", "Number", "3400"].iter().all(|shown| !score.contains(shown)),
        "{score}"
    );
}

proptest! {
    #[test]
    fn every_decision_can_be_recomputed(household in any_household(), instant in select(&[BY_CARD, BY_MODEL])) {
        let rules = rules();
        let bytes = decided_at(rules, &household, instant).to_bytes().unwrap();
        let stored = Decision::from_bytes(&bytes).unwrap();
        prop_assert!(stored.to_bytes().unwrap() == bytes, "reads back");
        prop_assert!(recompute(rules, &stored).unwrap() == bytes, "from its facts");
        let from_record = recompute_from_record(rules, &stored, &household, &punjab()).unwrap();
        prop_assert!(from_record == bytes, "from the record");
    }

    #[test]
    fn the_order_of_members_does_not_change_a_decision(
        household in any_household(),
        turn in 0..6_usize,
        instant in select(&[BY_CARD, BY_MODEL]),
    ) {
        let rules = rules();
        let mut other = household.clone();
        let turn = turn % other.record.members.len().max(1);
        other.record.members.rotate_left(turn);
        prop_assert!(decided_at(rules, &household, instant) == decided_at(rules, &other, instant));
    }

    /// What is unknown decides nothing: filling it in never turns an outcome other than undetermined into another,
    /// but by a filter that was reported as unknown.
    #[test]
    fn a_determined_outcome_does_not_rest_on_what_is_lacking(rooms in 28..42_u8, disabled in any::<bool>()) {
        let (rules, rooms) = (rooms_rules(), rooms.to_string());
        let (policy, card) = (rules.find_policy("aid", "1").unwrap(), rules.find_scorecard("rooms", "1").unwrap());
        let mut facts: Facts = facts(&[("rooms_count", &rooms), ("owns_vehicle", "no"), ("has_widow", "no")]);
        let before = outcome_of(policy, card, &facts);
        facts.set(fact("has_disabled_member"), value("has_disabled_member", if disabled { "yes" } else { "no" }));
        let after = outcome_of(policy, card, &facts);
        prop_assert!(before == Outcome::Undetermined || before == after);
    }
}
