//! The scorecards of this repository against what was published, and scoring itself.

use crate::households::{any_household, fact, facts, facts_of, labourers, rules, value};
use proptest::prelude::*;
use scoring::{
    facts::{Facts, Value},
    points::Points,
    rules::Rules,
    scorecard::{Model, PointsStatus, Question, ScoreResult, Scorecard},
};

fn card<'a>(rules: &'a Rules, id: &str) -> &'a Scorecard {
    rules.find_scorecard(id, "1").unwrap()
}

fn whole(points: i64) -> Points {
    Points::from_hundredths(points * 100)
}

/// The option and the points that one answer gets; `-` where there is no item.
fn answered(card: &Scorecard, fact_name: &str, answer: &str) -> (String, i64) {
    let score = card.score(&facts(&[(fact_name, answer)]));
    let item = score.items.iter().find(|item| item.fact == fact(fact_name));
    item.map_or(("-".to_owned(), 0), |item| (item.option.clone().unwrap(), item.points.hundredths() / 100))
}

fn compare(id: &str, expected: &[(&str, &str, &str, i64)]) {
    let rules = rules();
    for (fact_name, answer, option, points) in expected {
        let got = answered(card(rules, id), fact_name, answer);
        assert_eq!(got, ((*option).to_owned(), *points), "{fact_name} = {answer}");
    }
}

#[test]
fn the_card_of_2010_has_its_bands() {
    let just_above = |edge: f64| (edge * (1.0 + f64::EPSILON)).to_string();
    let fifth = (1.0_f64 / 5.0).to_string();
    compare(
        "bisp-2010",
        &[
            ("dependants_count", "0", "0_to_2", 24),
            ("dependants_count", "2", "0_to_2", 24),
            ("dependants_count", "3", "3_to_4", 15),
            ("dependants_count", "4", "3_to_4", 15),
            ("dependants_count", "5", "5_to_6", 7),
            ("dependants_count", "6", "5_to_6", 7),
            ("dependants_count", "7", "7_or_more", 0),
            ("dependants_count", "60", "7_or_more", 0),
            ("rooms_per_person", "0", "up_to_0_2", 0),
            ("rooms_per_person", &fifth, "up_to_0_2", 0),
            ("rooms_per_person", &just_above(0.2), "0_2_to_0_3", 3),
            ("rooms_per_person", &(3.0_f64 / 10.0).to_string(), "0_2_to_0_3", 3),
            ("rooms_per_person", &just_above(0.3), "0_3_to_0_4", 6),
            ("rooms_per_person", &(2.0_f64 / 5.0).to_string(), "0_3_to_0_4", 6),
            ("rooms_per_person", &just_above(0.4), "above_0_4", 11),
            ("rooms_per_person", "9", "above_0_4", 11),
            ("land_owned_acres", "0", "none", 0),
            ("land_owned_acres", "0.01", "up_to_12_5", 2),
            ("land_owned_acres", "12.5", "up_to_12_5", 2),
            ("land_owned_acres", &just_above(12.5), "above_12_5", 4),
            ("head_education", "class_6_to_10", "class_6_to_10", 6),
            ("children_5_to_16_attending", "no_children", "no_children", 5),
            ("vehicles", "car_only", "car_only", 9),
            ("livestock", "-", "-", 0),
        ],
    );
}

#[test]
fn the_published_card_has_its_points() {
    compare(
        "ten-questions-2009",
        &[
            ("province", "balochistan", "balochistan", 0),
            ("province", "khyber_pakhtunkhwa", "khyber_pakhtunkhwa", 9),
            ("province", "sindh", "sindh", 11),
            ("province", "punjab", "punjab_or_islamabad", 12),
            ("province", "islamabad", "punjab_or_islamabad", 12),
            ("province", "gilgit_baltistan", "-", 0),
            ("members_aged_13_or_younger_count", "0", "none", 31),
            ("members_aged_13_or_younger_count", "1", "one", 22),
            ("members_aged_13_or_younger_count", "2", "two", 15),
            ("members_aged_13_or_younger_count", "3", "three", 11),
            ("members_aged_13_or_younger_count", "4", "four", 6),
            ("members_aged_13_or_younger_count", "5", "five_or_more", 0),
            ("all_children_5_to_13_attend", "yes", "all", 5),
            ("all_children_5_to_13_attend", "no", "not_all", 0),
            ("elementary_workers_count", "0", "none", 12),
            ("elementary_workers_count", "1", "one", 5),
            ("elementary_workers_count", "2", "two_or_more", 0),
            ("female_head_or_spouse_education", "below_class_1", "below_class_1", 0),
            ("female_head_or_spouse_education", "no_female_head_or_spouse", "no_woman", 4),
            ("female_head_or_spouse_education", "class_1_or_higher", "class_1_or_higher", 6),
            ("water_source", "covered_well", "pump_or_pipe", 3),
            ("water_source", "tanker", "other", 0),
            ("toilet", "none", "none_or_other", 0),
            ("toilet", "flush_drain", "flush_elsewhere", 2),
            ("toilet", "flush_sewer", "flush_sewer", 4),
            ("owns_refrigerator_or_freezer", "yes", "yes", 12),
            ("owns_television", "yes", "yes", 3),
            ("owns_any_motor_vehicle", "yes", "yes", 12),
            ("owns_any_motor_vehicle", "no", "no", 0),
        ],
    );
}

#[test]
fn the_highest_points_of_every_card_add_up_to_a_hundred() {
    let rules = rules();
    let highest = |question: &Question| question.options.iter().map(|option| option.points).max();
    let maxima = |id| card(rules, id).questions().filter_map(highest).collect::<Vec<_>>();
    assert_eq!(maxima("ten-questions-2009"), [12, 31, 5, 12, 6, 3, 4, 12, 3, 12].map(whole));
    assert_eq!(maxima("bisp-2010"), [24, 12, 5, 11, 5, 8, 7, 5, 12, 3, 4, 4].map(whole));
    for card in rules.scorecards().filter(|card| matches!(card.model(), Model::Card(_))) {
        assert_eq!(card.questions().filter_map(highest).sum::<Points>(), whole(100), "{}", card.id);
    }
}

#[test]
fn only_the_published_card_says_that_its_points_are() {
    let rules = rules();
    let statuses: Vec<_> =
        rules.scorecards().map(|card| (card.id.as_str(), card.points, card.notice.is_some())).collect();
    assert_eq!(
        statuses,
        [
            ("bisp-2010", PointsStatus::Illustrative, true),
            ("pmt-hies-2015-16", PointsStatus::Estimated, true),
            ("ten-questions-2009", PointsStatus::Published, false),
        ]
    );
}

/// Households of the survey by band of score, and those of them below the national line: published beside the table of
/// likelihoods, and independent of it.
const POOR_AND_ALL_BY_BAND: [(u32, u32); 20] = [
    (135, 142),
    (275, 289),
    (1018, 1210),
    (1639, 2410),
    (2519, 4370),
    (3422, 7274),
    (3053, 7722),
    (2966, 9943),
    (1769, 10151),
    (1684, 9975),
    (782, 7342),
    (636, 8622),
    (407, 8040),
    (34, 5027),
    (19, 4479),
    (52, 4652),
    (0, 4372),
    (0, 1516),
    (0, 1756),
    (0, 709),
];

#[test]
fn the_likelihoods_are_those_of_the_published_counts() {
    let rules = rules();
    let table = card(rules, "ten-questions-2009").likelihood.as_ref().unwrap();
    for (band, (poor, all)) in POOR_AND_ALL_BY_BAND.into_iter().enumerate() {
        let expected = f64::from(poor) / f64::from(all) * 100.0;
        for score in [band * 5, band * 5 + 4] {
            let percent = table.percent("national", whole(i64::try_from(score).unwrap())).unwrap();
            // The published counts are themselves rounded.
            assert!((percent - expected).abs() < 0.4, "{score}: {percent} and {expected}");
        }
    }
    assert_eq!(table.percent("national", whole(100)), table.percent("national", whole(95)));
    assert_eq!((table.percent("no_line", whole(5)), table.percent("national", whole(-1))), (None, None));
}

#[test]
fn lines_of_less_poverty_hold_more_households() {
    let rules = rules();
    let table = card(rules, "ten-questions-2009").likelihood.as_ref().unwrap();
    for lines in [
        ["half_national", "three_quarters_national", "national", "five_quarters_national", "double_national"]
            .as_slice(),
        &["extreme", "national"],
        &["dollar_1_25", "dollar_2_50", "dollar_3_75"],
    ] {
        for score in (0..=100).map(whole) {
            let percents: Vec<_> = lines.iter().map(|line| table.percent(line, score).unwrap()).collect();
            assert!(percents.is_sorted(), "{lines:?} at {score}: {percents:?}");
        }
    }
}

#[test]
fn a_score_has_the_points_of_every_answer() {
    let rules = rules();
    let score = card(rules, "bisp-2010").score(&facts_of(&labourers()));
    let items: Vec<_> = score
        .items
        .iter()
        .map(|item| format!("{} {} {}", item.question, item.option.as_deref().unwrap(), item.points))
        .collect();
    assert_eq!(
        items,
        [
            "dependants 3_to_4 15",
            "head_education never 0",
            "children_attending some 2",
            "rooms_per_person 0_3_to_0_4 6",
            "toilet flush 5",
            "cold_or_washing no 0",
            "cooler_or_heater no 0",
            "cooking yes 5",
            "vehicles neither 0",
            "television no 0",
            "livestock cow_only 1",
            "land none 0",
        ]
    );
    assert_eq!(score.value(), Some(whole(34)));
    let ten = card(rules, "ten-questions-2009").score(&facts_of(&labourers()));
    // 12 + 11 + 5 + 5 + 6 + 3 + 2
    assert_eq!(ten.value(), Some(whole(44)));
}

#[test]
fn a_score_that_lacks_facts_names_all_of_them() {
    let rules = rules();
    let mut household = labourers();
    household.record.assets.television = None;
    household.record.dwelling.rooms = None;
    household.record.members[4].person.age_years = None;
    let score = card(rules, "bisp-2010").score(&facts_of(&household));
    let lacking = ["dependants_count", "owns_television", "rooms_per_person"].map(fact).to_vec();
    assert!(score.result == ScoreResult::Lacking(lacking), "{:?}", score.result);
    assert_eq!(score.items.len(), 12 - 3);
}

#[test]
fn a_province_that_the_card_did_not_cover_is_said_so() {
    let rules = rules();
    let mut elsewhere = facts_of(&labourers());
    elsewhere.set(fact("province"), value("province", "azad_kashmir"));
    let score = card(rules, "ten-questions-2009").score(&elsewhere);
    assert_eq!(score.result, ScoreResult::NotCovered(vec![fact("province")]));
    elsewhere.set(fact("toilet"), None);
    let score = card(rules, "ten-questions-2009").score(&elsewhere);
    assert_eq!(score.result, ScoreResult::Lacking(vec![fact("toilet")]));
}

/// A model of the form in which one of 43 variables would be written.
const TOY_MODEL: &str = r#"
format = 1
id = "toy"
version = "1"
effective_from = 2024-01-01
points = "estimated"
direction = "higher_is_less_poor"
minimum = 0
maximum = 100
title = { en = "Toy model", ur = "نمونہ" }
source = "invented"
scale = { zero = 7.0, hundred = 9.5 }

[[stratum]]
id = "rural"
when = { region = ["rural"] }
intercept = 8.125
[[stratum.question]]
id = "members"
fact = "members_count"
text = { en = "Members", ur = "افراد" }
coefficient = -0.0625
[[stratum.question]]
id = "television"
fact = "owns_television"
text = { en = "Television", ur = "ٹیلی وژن" }
coefficient = 0.25
[[stratum.question]]
id = "wall"
fact = "wall"
text = { en = "Walls", ur = "دیواریں" }
option = [
  { id = "firm", codes = ["burnt_brick", "stone_cement"], coefficient = 0.1, label = { en = "Firm", ur = "پکی" } },
  { id = "other", codes = ["stone_mud", "mud_brick", "wood", "other"], coefficient = 0, label = { en = "Other", ur = "دیگر" } },
]

[[stratum]]
id = "urban_east"
when = { region = ["urban"], province = ["punjab", "islamabad", "azad_kashmir", "gilgit_baltistan"] }
intercept = 9.0
[[stratum.question]]
id = "rooms"
fact = "rooms_per_person"
text = { en = "Rooms per person", ur = "فی فرد کمرے" }
coefficient = 1

[[stratum]]
id = "urban_west"
when = { region = ["urban"], province = ["sindh", "balochistan", "khyber_pakhtunkhwa", "other"] }
intercept = 6
"#;

pub(crate) fn toy_model() -> Rules {
    Rules::load([("scorecards/toy/1.toml", TOY_MODEL)]).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn a_linear_model_predicts_scales_and_rounds_once() {
    let rules = toy_model();
    let toy = card(&rules, "toy");
    assert!(matches!(toy.model(), Model::Linear(..)));
    let rural =
        [("region", "rural"), ("members_count", "6"), ("owns_television", "yes"), ("wall", "burnt_brick")];
    let score = toy.score(&facts(&rural));
    // 8.125 - 6 × 0.0625 + 0.25 + 0.1 = 8.1; (8.1 - 7) / 2.5 = 44 %.
    assert_eq!((score.stratum.as_deref(), score.value()), (Some("rural"), Some(whole(44))));
    let moved: Vec<_> = score.items.iter().map(|item| item.points.to_string()).collect();
    assert_eq!(
        (score.baseline.unwrap().to_string().as_str(), moved),
        ("45", vec!["-15".into(), "10".into(), "4".into()])
    );
}

#[test]
fn a_linear_score_stays_within_its_limits() {
    let rules = toy_model();
    let urban = |more: &[(&'static str, &'static str)]| {
        let known: Vec<_> = [("region", "urban")].into_iter().chain(more.iter().copied()).collect();
        card(&rules, "toy").score(&facts(&known)).value()
    };
    assert_eq!(urban(&[("province", "punjab"), ("rooms_per_person", "3")]), Some(whole(100)));
    assert_eq!(urban(&[("province", "punjab"), ("rooms_per_person", "0.125")]), Some(whole(85)));
    assert_eq!(urban(&[("province", "sindh")]), Some(whole(0)));
}

#[test]
fn an_unknown_stratum_names_what_would_tell() {
    let rules = toy_model();
    let lacking = |known: &[(&str, &str)]| card(&rules, "toy").score(&facts(known)).result;
    let expect = |names: &[&str]| ScoreResult::Lacking(names.iter().map(|name| fact(name)).collect());
    assert_eq!(lacking(&[("region", "urban")]), expect(&["province", "rooms_per_person"]));
    assert_eq!(
        lacking(&[]),
        expect(&["members_count", "owns_television", "province", "region", "rooms_per_person", "wall"])
    );
    assert_eq!(
        lacking(&[("region", "rural"), ("wall", "wood")]),
        expect(&["members_count", "owns_television"])
    );
}

/// Random values for everything that the cards and the toy model use.
fn any_facts() -> impl Strategy<Value = Facts> {
    any_household().prop_flat_map(|household| {
        let regions = prop::option::of(prop::sample::select(vec!["rural", "urban"]));
        (Just(household), regions).prop_map(|(household, region)| {
            let mut facts = facts_of(&household);
            facts.set(fact("region"), region.map(Value::Code));
            facts
        })
    })
}

proptest! {
    #[test]
    fn many_are_scored_as_one(facts in any_facts()) {
        for rules in [rules(), &toy_model()] {
            for card in rules.scorecards() {
                prop_assert!(card.value_of(|fact| facts.get(fact)) == card.score(&facts).value(), "{}", card.id);
            }
        }
    }

    #[test]
    fn what_is_missing_gives_no_points(facts in any_facts(), which in any::<prop::sample::Index>()) {
        for rules in [rules(), &toy_model()] {
            for card in rules.scorecards() {
                let used = card.facts();
                let forgotten = used[which.index(used.len())];
                let mut fewer = facts.clone();
                fewer.set(forgotten, None);
                let (before, after) = (card.score(&facts), card.score(&fewer));
                prop_assert!(after.items.iter().all(|item| item.fact != forgotten));
                prop_assert!(after.items.iter().all(|item| before.items.contains(item)));
                // In a stratum that does not ask for the fact nothing changes.
                let asked = before.items.iter().any(|item| item.fact == forgotten);
                prop_assert!(!asked || after.result != before.result || before.value().is_none());
            }
        }
    }

    #[test]
    fn a_score_is_the_sum_of_its_items(facts in any_facts()) {
        for card in rules().scorecards().filter(|card| matches!(card.model(), Model::Card(_))) {
            let score = card.score(&facts);
            if let Some(value) = score.value() {
                prop_assert_eq!(value, score.items.iter().map(|item| item.points).sum());
            }
            prop_assert_eq!(score.value().is_some(), score.items.len() == card.questions().count());
        }
    }
}
