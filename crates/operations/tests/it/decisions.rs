//! Decisions: why they came out as they did, and that they come out the same again.

use crate::submission::{FARMER, KILN, WIDOW, edit_of, named, send, set_all, stored};
use jiff::{SignedDuration, civil::date};
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
    scorecard::ScoreResult,
};
use store::rows::DecisionRow;
use survey::writing::{Envelope, write_survey};
use testkit::registries::{Fixture, TEHSIL, example};

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
    let examples = [
        FARMER,
        KILN,
        WIDOW,
        "poverty_card_2010/family-in-town.xml",
        "poverty_card_2010/farmer-family.xml",
        "poverty_card_2010/kiln-workers.xml",
    ];
    for path in examples {
        for fixture in Fixture::both().await {
            let sender = fixture.enumerator("enumerator-1").await;
            let receipt = send(&fixture.registry, &sender, &example(path)).await.unwrap();
            let number = receipt.household.unwrap_or_else(|| panic!("{path}: {:?}", receipt.findings));
            assert_eq!(decide_again(&fixture, number).await, 1, "{path}");
            fixture.clock.advance(SignedDuration::from_hours(24 * 40));
            let edit = edit_of(&set_all(&example(path), &[("dwelling/rooms", "9")]), "uuid:edit-1");
            send(&fixture.registry, &sender, &edit).await.unwrap();
            assert_eq!(decide_again(&fixture, number).await, 2, "{path}");
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

/// The decision on an example with other answers; every call is a household of its own registry.
async fn decide(path: &str, answers: &[(&str, &str)]) -> Decision {
    let fixture = Fixture::sqlite().await;
    let sender = fixture.enumerator("enumerator-1").await;
    decide_in(&fixture, &sender, path, answers).await
}

async fn decide_in(fixture: &Fixture, sender: &Sender, path: &str, answers: &[(&str, &str)]) -> Decision {
    let xml = named(&set_all(&example(path), answers), "uuid:case");
    let receipt = send(&fixture.registry, sender, &xml).await.unwrap();
    let number = receipt.household.unwrap_or_else(|| panic!("{path}: {:?}", receipt.findings));
    let found = fixture.registry.find_decision(&Authority::console(), number).await.unwrap().unwrap();
    let row = fixture.registry.store().find_household(number).await.unwrap().unwrap();
    assert_eq!(row.outcome.as_deref(), Some(found.decision.outcome.code()));
    assert_eq!(stored(fixture, number).await.number, found.decision.household);
    found.decision
}

fn score(decision: &Decision) -> f64 {
    decision.score.value().unwrap().as_f64()
}

fn hits(decision: &Decision) -> Vec<&str> {
    let hits = decision.filters.iter().filter(|filter| filter.answer == Answer::Hit);
    hits.map(|filter| filter.id.as_str()).collect()
}

#[tokio::test]
async fn probe() {
    for path in [FARMER, KILN, WIDOW] {
        let decision = decide(path, &[]).await;
        println!("{path} {} {:?} {:?}", score(&decision), decision.outcome, hits(&decision));
        for item in &decision.score.items {
            println!("   {} {:?} {}", item.question, item.option, item.points.as_f64());
        }
    }
}
