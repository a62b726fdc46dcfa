//! Nobody is surveyed again out of turn, and everybody is told from when they can.

use crate::{
    citizens::{case, cases},
    submission::{FARMER, changes, named, send, send_example, set, set_all, stored},
    tables::Tables,
};
use operations::{
    authority::{Authority, Role},
    emergencies::{Hazard, NewEmergency},
};
use registry::{
    case::CaseState,
    change::{Change, Entry, UpdateType},
    registry_number::RegistryNumber,
    updates::State,
};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, TEHSIL, example};

/// The farmer's family surveyed again on a day.
fn again(instance: &str, day: &str) -> String {
    named(&set(&example(FARMER), "interview/interview_date", day), instance)
}

async fn last_entry(fixture: &Fixture, number: RegistryNumber) -> Entry {
    let rows = fixture.registry.store().list_entries(number).await.unwrap();
    serde_json::from_str(&rows.last().unwrap().text).unwrap()
}

fn days(days: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn a_survey_out_of_turn_is_refused_and_says_from_when() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let tables = Tables::of(&fixture).await;
        let before = tables.dump().await;
        let xml = again("uuid:again", "2026-11-20");
        let receipt = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!((receipt.state, receipt.household), (SubmissionState::Refused, Some(number)));
        let refusal = receipt.refusal.unwrap();
        let from = refusal.from.unwrap();
        assert!(from >= "2028-11-03".parse().unwrap(), "{}: two years at least: {from}", fixture.engine);
        assert_eq!((refusal.update_type, refusal.reason.as_str()), (UpdateType::Cyclic, "update.too_early"));
        assert!(refusal.text.en.contains(&from.to_string()) && refusal.text.ur.contains(&from.to_string()));
        tables.dump().await.assert_same_households(&before, fixture.engine);

        // The tablet that sends it again is told the same.
        let replayed = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!((replayed.replayed, replayed.refusal), (true, Some(refusal.clone())));
        let [listed] = &cases(&fixture, &["refused"]).await[..] else { panic!("one refused case") };
        assert_eq!((listed.household, listed.refusal.as_ref()), (Some(number), Some(&refusal.text)));
        let kept = case(&fixture, listed.id).await;
        assert_eq!(kept.rules_version, refusal.rules_version);
        assert_eq!(
            kept.state,
            CaseState::Refused { reason: "update.too_early".to_owned(), from: Some(from) }
        );
        let told = fixture.registry.updates_of(&Authority::console(), number).await.unwrap();
        assert_eq!(told.next_survey.map(|(day, _)| day), Some(from), "{}", fixture.engine);
        let citizen = stored(&fixture, number).await.citizen_numbers().next().unwrap().1;
        let standing = fixture.registry.find_standing(&Authority::console(), citizen).await.unwrap();
        assert_eq!(standing.may_update_from, Some(from));
    }
}

#[tokio::test]
async fn a_survey_in_turn_is_taken_and_people_stay_who_they_are() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let before = stored(&fixture, number).await;
        fixture.clock.advance(days(3 * 365));
        let xml = set(&again("uuid:again", "2029-11-15"), "dwelling/rooms", "5");
        let receipt = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.refusal);
        let after = stored(&fixture, number).await;
        let ids = |household: &registry::household::Household| {
            household.record.members.iter().map(|member| member.id).collect::<Vec<_>>()
        };
        assert_eq!((ids(&after), after.record.dwelling.rooms), (ids(&before), Some(5)));
        let entry = last_entry(&fixture, number).await;
        assert_eq!(entry.update_type, UpdateType::Cyclic);
        assert!(matches!(entry.change, Change::Resurvey { .. }));
        // And not at once again.
        let third = send(&fixture.registry, &sender, &again("uuid:third", "2029-11-20")).await.unwrap();
        assert_eq!(third.state, SubmissionState::Refused, "{}", fixture.engine);
        // A survey of earlier days that comes late is no other way in.
        let late = send(&fixture.registry, &sender, &again("uuid:late", "2029-11-14")).await.unwrap();
        assert_eq!(late.state, SubmissionState::Refused, "{}", fixture.engine);
        assert_eq!(changes(&fixture).await, 2);
    }
}

#[tokio::test]
async fn an_emergency_opens_its_areas_at_once_and_once() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        fixture.clock.advance(days(10));
        let flood = NewEmergency {
            name: "Flood of the invented river".to_owned(),
            hazard: Hazard::Flood,
            authority: "PDMA, notification 1".to_owned(),
            areas: vec![TEHSIL.parse().unwrap()],
            from: "2026-12-01".parse().unwrap(),
            until: "2027-01-31".parse().unwrap(),
        };
        fixture.registry.declare_emergency(&Authority::console(), flood).await.unwrap();
        let told = fixture.registry.updates_of(&Authority::console(), number).await.unwrap();
        let shock = told.types.iter().find(|one| one.update_type == UpdateType::Shock).unwrap();
        assert!(matches!(shock.state, State::Open { .. } | State::Due { .. }), "{:?}", shock.state);
        let before = send(&fixture.registry, &sender, &again("uuid:before", "2026-11-30")).await.unwrap();
        assert_eq!(before.state, SubmissionState::Refused, "{}: a day too early", fixture.engine);
        let flooded = send(&fixture.registry, &sender, &again("uuid:flooded", "2026-12-02")).await.unwrap();
        assert_eq!(flooded.state, SubmissionState::Accepted, "{}", fixture.engine);
        assert_eq!(last_entry(&fixture, number).await.update_type, UpdateType::Shock);
        let twice = send(&fixture.registry, &sender, &again("uuid:twice", "2026-12-02")).await.unwrap();
        assert_eq!(twice.state, SubmissionState::Refused, "{}: once for each disaster", fixture.engine);
    }
}

#[tokio::test]
async fn updates_are_for_those_who_may_see_them() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        fixture.add_user("elsewhere", Role::FieldOfficer, &["PK60101"]).await;
        let stranger = fixture.authority("elsewhere").await;
        assert!(fixture.registry.updates_of(&stranger, number).await.is_err(), "{}", fixture.engine);
        fixture.add_user("payer", Role::ProgrammeOfficer, &[]).await;
        let payer = fixture.authority("payer").await;
        assert!(fixture.registry.updates_of(&payer, number).await.is_err(), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_household_that_comes_to_a_desk_was_missed() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = set_all(&example(FARMER), &[("interview/mode", "desk")]);
        let number = send(&fixture.registry, &sender, &xml).await.unwrap().household.unwrap();
        let entry = last_entry(&fixture, number).await;
        assert_eq!(entry.update_type, UpdateType::MissedInformation, "{}", fixture.engine);
    }
}
