//! Decisions: why they came out as they did, and that they come out the same again.

use crate::submission::{FARMER, KILN, WIDOW, edit_of, named, send, set_all, without};
use jiff::{SignedDuration, Timestamp, civil::date};
use operations::{authority::Authority, credentials::Sender};
use population::{Figures, Place, Population, Survey, Trouble};
use registry::{
    change::Entry,
    clock::Clock,
    code_lists::Region,
    history::History,
    household::{FormUsed, Household},
    registry_number::RegistryNumber,
};
use scoring::{
    decision::{Answer, Decision, Outcome, Reason, recompute, recompute_from_record},
    facts::Circumstances,
    scorecard::{PointsStatus, ScoreResult},
};
use store::rows::DecisionRow;
use survey::writing::{Envelope, write_survey};
use testkit::registries::{Fixture, TEHSIL, example};

/// The last day on which the policy went by the card of 2010, whose points are added up by hand with ease.
const BY_CARD: &str = "2026-10-31T07:00:00Z";

fn set_clock(fixture: &Fixture, instant: &str) {
    fixture.clock.advance(instant.parse::<Timestamp>().unwrap().duration_since(fixture.clock.now()));
}

/// An example, all of which were filled in in November, as if filled in a month before.
fn in_october(xml: &str) -> String {
    xml.replace("2026-11-", "2026-10-")
}

/// The versions of the policy by which a household was decided upon, the newest first.
async fn policies(fixture: &Fixture, number: RegistryNumber) -> Vec<String> {
    let rows = fixture.registry.store().list_decisions(number).await.unwrap();
    rows.iter().map(|row| serde_json::from_str::<Decision>(&row.text).unwrap().policy.version).collect()
}

/// The household as it was when a decision was taken: the fold of as many entries as its version counts.
async fn as_decided(fixture: &Fixture, row: &DecisionRow) -> Household {
    let rows = fixture.registry.store().list_entries(row.household).await.unwrap();
    let entries = rows.iter().take(usize::try_from(row.version).unwrap());
    let entries: Vec<Entry> = entries.map(|row| serde_json::from_str(&row.text).unwrap()).collect();
    History::new(entries).current().unwrap().unwrap()
}

/// Takes every decision of a household again, from its facts and from the record; how many there are.
async fn decide_again(fixture: &Fixture, number: RegistryNumber) -> usize {
    let rules = fixture.registry.rules();
    let areas = fixture.registry.areas().await;
    let rows = fixture.registry.store().list_decisions(number).await.unwrap();
    for row in &rows {
        let decision: Decision = serde_json::from_str(&row.text).unwrap();
        assert_eq!((decision.household, decision.record_version), (number, u64::from(row.version)));
        assert_eq!(recompute(rules, &decision).unwrap(), row.text.as_bytes(), "{}: facts", fixture.engine);
        let household = as_decided(fixture, row).await;
        let circumstances =
            Circumstances::of(areas.book(), &household.record.location, decision.reference_date);
        let again = recompute_from_record(rules, &decision, &household, &circumstances).unwrap();
        assert_eq!(again, row.text.as_bytes(), "{}: record", fixture.engine);
    }
    rows.len()
}

#[tokio::test]
async fn every_example_is_decided_the_same_again_even_after_later_changes() {
    let surveys = [FARMER, KILN, WIDOW];
    let cards = ["family-in-town.xml", "farmer-family.xml", "kiln-workers.xml"];
    let cards = cards.map(|name| format!("poverty_card_2010/{name}"));
    // People of the surveys are on the cards as well.
    for paths in [surveys, [&cards[0], &cards[1], &cards[2]]] {
        for fixture in Fixture::both().await {
            set_clock(&fixture, BY_CARD);
            let sender = fixture.enumerator("enumerator-1").await;
            let mut numbers = Vec::new();
            for path in paths {
                let receipt = send(&fixture.registry, &sender, &in_october(&example(path))).await.unwrap();
                let number = receipt.household.unwrap_or_else(|| panic!("{path}: {:?}", receipt.findings));
                assert_eq!(decide_again(&fixture, number).await, 1, "{path}");
                numbers.push(number);
            }
            // Meanwhile another policy has come into force.
            fixture.clock.advance(SignedDuration::from_hours(24 * 40));
            for (path, number) in paths.iter().zip(numbers) {
                let edit = set_all(&in_october(&example(path)), &[("dwelling/rooms", "9")]);
                send(&fixture.registry, &sender, &edit_of(&edit, &format!("uuid:edit-{number}")))
                    .await
                    .unwrap();
                assert_eq!(decide_again(&fixture, number).await, 2, "{path}");
                assert_eq!(policies(&fixture, number).await, ["2026-11-01", "2021-09-01"], "{path}");
            }
        }
    }
}

#[tokio::test]
async fn fifty_drawn_households_are_decided_the_same_again() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let form = fixture.registry.forms().await.unwrap().find("household").unwrap();
        let areas = fixture.registry.areas().await;
        let population = Population::new(Survey {
            seed: 7,
            first_day: date(2026, 10, 1),
            last_day: date(2026, 11, 20),
            form: FormUsed { id: "household".to_owned(), version: form.form.version().to_owned() },
            trouble: Trouble::AsInLife,
        });
        let place = Place {
            tehsil: TEHSIL.parse().unwrap(),
            union_council: None,
            block: None,
            region: Region::Rural,
            figures: Figures::Punjab,
            locality: "Chaman Zar".to_owned(),
            centre: None,
            radius_kilometres: 1.0,
        };
        let now = registry::clock::in_pakistan(fixture.clock.now());
        let mut outcomes = std::collections::BTreeSet::new();
        for ordinal in 0..50 {
            let record = population.household(ordinal, &place);
            let instance = format!("uuid:drawn-{ordinal}");
            let envelope = Envelope {
                instance_id: &instance,
                deprecated_id: None,
                device: "device",
                start: &now,
                end: &now,
            };
            let xml = write_survey(&form.form, &record, areas.book(), &envelope).to_xml();
            let receipt = send(&fixture.registry, &sender, &xml).await.unwrap();
            let number = receipt.household.unwrap_or_else(|| panic!("{ordinal}: {:?}", receipt.findings));
            assert_eq!(decide_again(&fixture, number).await, 1);
            outcomes.insert(fixture.registry.store().find_household(number).await.unwrap().unwrap().outcome);
        }
        assert!(outcomes.len() >= 3, "{}: {outcomes:?}", fixture.engine);
        assert_eq!(fixture.registry.verify_households(|_| {}).await.unwrap(), []);
    }
}

/// A registry and somebody who surveys the kiln workers again and again: without their numbers each time is another
/// household.
struct Kiln {
    fixture: Fixture,
    sender: Sender,
    surveys: std::cell::Cell<u32>,
}

impl Kiln {
    /// One over each engine, by the rules of today.
    async fn both() -> Vec<Self> {
        Self::open(Fixture::both().await).await
    }

    /// One over each engine, on a day when the card of 2010 was used.
    async fn by_card() -> Vec<Self> {
        Self::on(BY_CARD).await
    }

    /// One over each engine, at an instant before today.
    async fn on(instant: &str) -> Vec<Self> {
        let fixtures = Fixture::both().await;
        for fixture in &fixtures {
            set_clock(fixture, instant);
        }
        Self::open(fixtures).await
    }

    async fn open(fixtures: [Fixture; 2]) -> Vec<Self> {
        let mut kilns = Vec::new();
        for fixture in fixtures {
            let sender = fixture.enumerator("enumerator-1").await;
            kilns.push(Self { fixture, sender, surveys: std::cell::Cell::new(0) });
        }
        kilns
    }

    /// The decision on the kiln workers with other answers.
    async fn decide(&self, answers: &[(&str, &str)]) -> Decision {
        let numberless = ["roster/member[1]/person/number", "roster/member[5]/person/number"];
        let xml = set_all(&example(KILN), &numberless.map(|path| (path, "")));
        self.decide_xml(&set_all(&xml, answers)).await
    }

    async fn decide_xml(&self, xml: &str) -> Decision {
        let survey = self.surveys.replace(self.surveys.get() + 1);
        let xml = if self.fixture.clock.today() < date(2026, 11, 1) { &in_october(xml) } else { xml };
        let receipt =
            send(&self.fixture.registry, &self.sender, &named(xml, &format!("uuid:survey-{survey}")))
                .await
                .unwrap();
        let number = receipt.household.unwrap_or_else(|| panic!("{:?}", receipt.findings));
        let found =
            self.fixture.registry.find_decision(&Authority::console(), number).await.unwrap().unwrap();
        let row = self.fixture.registry.store().find_household(number).await.unwrap().unwrap();
        assert_eq!(row.outcome.as_deref(), Some(found.decision.outcome.code()), "{}", self.fixture.engine);
        found.decision
    }
}

fn score(decision: &Decision) -> i64 {
    decision.score.value().unwrap().hundredths()
}

fn hits(decision: &Decision) -> Vec<&str> {
    let hits = decision.filters.iter().filter(|filter| filter.answer == Answer::Hit);
    hits.map(|filter| filter.id.as_str()).collect()
}

fn has(decision: &Decision, code: &str) -> bool {
    decision.reasons.iter().any(|reason| reason.code() == code)
}

/// Nobody among the kiln workers is disabled.
const ABLE: [(&str, &str); 4] = [
    ("roster/member[1]/disability/walking", "none"),
    ("roster/member[1]/disability/disability_card", "no"),
    ("roster/member[5]/disability/remembering", "none"),
    ("roster/member[5]/disability/communicating", "none"),
];
/// Possessions that bring the kiln workers from 21 points to 32.
const TO_32: [(&str, &str); 2] = [("assets/refrigerator", "1"), ("assets/television", "1")];

#[tokio::test]
async fn a_score_is_the_sum_of_the_points_of_its_answers() {
    for kiln in Kiln::by_card().await {
        let decision = kiln.decide(&TO_32).await;
        assert_eq!(score(&decision), 3200, "{}", kiln.fixture.engine);
        let points: i64 = decision.score.items.iter().map(|item| item.points.hundredths()).sum();
        assert_eq!((decision.score.items.len(), points), (12, 3200));
        assert!(has(&decision, "points_not_official"), "the points are illustrative, and it says so");
    }
}

#[tokio::test]
async fn the_cut_off_is_37_with_a_disabled_member_and_32_without() {
    let to_37 = [&TO_32[..], &[("assets/motorcycle", "1")]].concat();
    let to_44 = [&to_37[..], &[("assets/air_cooler", "1")]].concat();
    let able = |answers: &[(&'static str, &'static str)]| [answers, &ABLE[..]].concat();
    let cases = [
        (TO_32.to_vec(), 3200, "disabled_member", Outcome::Eligible),
        (able(&TO_32), 3200, "general", Outcome::Eligible),
        (to_37.clone(), 3700, "disabled_member", Outcome::Eligible),
        (able(&to_37), 3700, "general", Outcome::AboveCutoff),
        (to_44.clone(), 4400, "disabled_member", Outcome::AboveCutoff),
        (able(&to_44), 4400, "general", Outcome::AboveCutoff),
    ];
    for kiln in Kiln::by_card().await {
        for (answers, points, cut_off, outcome) in &cases {
            let decision = kiln.decide(answers).await;
            assert_eq!(score(&decision), *points, "{}", kiln.fixture.engine);
            assert_eq!(decision.cut_off.as_ref().unwrap().id, *cut_off);
            assert_eq!(decision.outcome, *outcome, "{points} with {cut_off}");
            let within = *outcome == Outcome::Eligible;
            assert_eq!(has(&decision, "score_within_cut_off"), within);
            assert_eq!(has(&decision, "score_above_cut_off"), !within);
        }
    }
}

#[tokio::test]
async fn each_exclusion_filter_excludes_whatever_the_score() {
    let cases = [
        ("vehicle", "assets/car", "1"),
        ("vehicle", "assets/tractor", "1"),
        ("vehicle", "assets/lorry", "1"),
        ("foreign_travel", "roster/member[2]/person/foreign_travel", "yes"),
        ("government_job", "roster/member[1]/work/employer", "government"),
        ("executive_passport", "roster/member[1]/person/executive_passport", "yes"),
        ("phone_bill", "utilities/phone_bill_rupees", "1001"),
    ];
    for kiln in Kiln::both().await {
        for (filter, path, text) in cases {
            let decision = kiln.decide(&[(path, text)]).await;
            assert_eq!((decision.outcome, hits(&decision)), (Outcome::Excluded, vec![filter]), "{path}");
            assert!(has(&decision, "exclusion_hit"), "{}: {path}", kiln.fixture.engine);
        }
        for (path, text) in [("utilities/phone_bill_rupees", "1000"), ("assets/motorcycle", "1")] {
            let decision = kiln.decide(&[(path, text)]).await;
            assert_eq!((decision.outcome, hits(&decision)), (Outcome::Eligible, vec![]), "{path}");
        }
    }
}

#[tokio::test]
async fn the_vulnerable_above_the_cut_off_are_marked() {
    for kiln in Kiln::by_card().await {
        let widow = set_all(&example(WIDOW), &[("utilities/phone_bill_rupees", "500")]);
        let decision = kiln.decide_xml(&widow).await;
        assert_eq!(decision.outcome, Outcome::AboveCutoffVulnerable, "{}", kiln.fixture.engine);
        assert_eq!(hits(&decision), ["widow", "elderly"]);

        let numberless =
            set_all(&example(KILN), &[("roster/member[1]/person/number", ""), ("roster/members_count", "3")]);
        let few = (0..3).fold(numberless, |xml, _| without(&xml, "roster/member[4]"));
        let rich = [&TO_32[..], &[("assets/motorcycle", "1"), ("assets/air_cooler", "1")]].concat();
        let decision = kiln.decide_xml(&set_all(&few, &rich)).await;
        assert_eq!(decision.outcome, Outcome::AboveCutoffVulnerable);
        assert_eq!(hits(&decision), ["small_household"]);
        let decision = kiln.decide_xml(&few).await;
        assert_eq!(decision.outcome, Outcome::Eligible, "a mark matters above the cut-off only");
    }
}

#[tokio::test]
async fn facts_that_lack_are_named_and_never_zero() {
    for kiln in Kiln::by_card().await {
        let decision = kiln.decide(&[("dwelling/rooms", ""), ("assets/television", "")]).await;
        let ScoreResult::Lacking(facts) = &decision.score.result else { panic!("it has a score") };
        let mut names: Vec<_> = facts.iter().map(|fact| fact.name()).collect();
        names.sort_unstable();
        assert_eq!(names, ["owns_television", "rooms_per_person"], "{}", kiln.fixture.engine);
        assert_eq!((decision.outcome, decision.score.items.len()), (Outcome::Undetermined, 10));
        assert!(has(&decision, "score_lacks_facts"));

        let decision = kiln.decide(&[("utilities/phone_bill_rupees", "")]).await;
        let lacking = decision.reasons.iter().find_map(|reason| match reason {
            Reason::ExclusionUnknown { filter, facts } => Some((filter.as_str(), facts[0].name())),
            _ => None,
        });
        assert_eq!(lacking, Some(("phone_bill", "phone_bill_rupees")));
        assert_eq!(decision.outcome, Outcome::Eligible, "an unknown filter does not exclude");

        // An exclusion filter that hits decides although there is no score.
        let decision = kiln.decide(&[("dwelling/rooms", ""), ("assets/car", "1")]).await;
        assert_eq!(decision.outcome, Outcome::Excluded);
    }
}

#[tokio::test]
async fn a_modelled_score_is_the_sum_of_its_terms_and_says_that_it_is_estimated() {
    for kiln in Kiln::both().await {
        let decision = kiln.decide(&[]).await;
        assert_eq!(decision.policy.version, "2026-11-01");
        assert_eq!(decision.score.stratum.as_deref(), Some("rural"));
        let terms: i64 = decision.score.items.iter().map(|item| item.points.hundredths()).sum();
        let terms = terms + decision.score.baseline.unwrap().hundredths();
        // Every term is rounded: half a hundredth for each at most.
        let rounding = (i64::try_from(decision.score.items.len()).unwrap() + 1) / 2;
        assert!((terms - score(&decision)).abs() <= rounding, "{}", kiln.fixture.engine);
        assert!(decision.reasons.iter().any(|reason| matches!(
            reason,
            Reason::PointsNotOfficial { points: PointsStatus::Estimated, .. }
        )));
        let roomy = kiln.decide(&[("dwelling/rooms", "6")]).await;
        assert!(score(&roomy) > score(&decision), "more rooms, less poor");
    }
}

#[tokio::test]
async fn a_modelled_score_lacks_what_was_not_answered() {
    for kiln in Kiln::both().await {
        let decision = kiln.decide(&[("dwelling/rooms", ""), ("assets/television", "")]).await;
        let ScoreResult::Lacking(facts) = &decision.score.result else { panic!("it has a score") };
        let names: Vec<_> = facts.iter().map(|fact| fact.name()).collect();
        assert_eq!(names, ["rooms_count", "rooms_per_person"], "the model asks for no television");
        assert_eq!(decision.outcome, Outcome::Undetermined, "{}", kiln.fixture.engine);
    }
}

#[tokio::test]
async fn a_survey_of_another_time_is_decided_by_the_policy_of_the_day_of_the_decision() {
    let card = example("poverty_card_2010/kiln-workers.xml");
    let used = |decision: &Decision| (decision.policy.version.clone(), decision.reference_date.year());
    for kiln in Kiln::on("2010-12-31T07:00:00Z").await {
        let back_then = kiln.decide_xml(&card.replace("2026-11-11", "2010-11-11")).await;
        assert_eq!(used(&back_then), ("2010-01-01".to_owned(), 2010));
        assert_eq!(back_then.cut_off.as_ref().unwrap().score.hundredths(), 1617, "{}", kiln.fixture.engine);
    }
    for kiln in Kiln::by_card().await {
        let old = kiln.decide_xml(&card).await;
        assert_eq!(used(&old), ("2021-09-01".to_owned(), 2010), "{}", kiln.fixture.engine);
        // They have a disabled member, and a score, for the policy still went by the card.
        assert_eq!(old.cut_off.as_ref().unwrap().score.hundredths(), 3700);
        assert!(old.score.value().is_some());
    }
    for kiln in Kiln::both().await {
        let old = kiln.decide_xml(&card).await;
        assert_eq!(used(&old), ("2026-11-01".to_owned(), 2010), "{}", kiln.fixture.engine);
        // The card does not ask what the model needs, and what is missing is not made up.
        assert!(matches!(&old.score.result, ScoreResult::Lacking(facts) if !facts.is_empty()));
        assert_eq!(old.outcome, Outcome::Undetermined);
        let new = kiln.decide(&[]).await;
        assert_eq!(used(&new), ("2026-11-01".to_owned(), 2026));
        assert!(new.policy == old.policy, "decided on the same day, by the same rules");
    }
}
