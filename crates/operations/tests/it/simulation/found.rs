//! What simulations found, as plain tests.

use crate::{
    submission::{FARMER, named, send, send_example, set},
    years::{BLOCK, Wanted, Years, eligible},
};
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{Judgment, Proposed},
    emergencies::{Hazard, NewEmergency},
    programmes::StatusInput,
};
use registry::{
    change::{Arrival, Change, UpdateType},
    enrolment::EnrolmentStatus,
    household::Departure,
    ids::PersonId,
    proposal::RosterEvent,
    registry_number::RegistryNumber,
};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, TEHSIL, example};

/// The day on which the households of these tests were surveyed.
const SURVEYED: Date = date(2026, 11, 10);

/// An emergency of the whole tehsil in December.
async fn flood(fixture: &Fixture) {
    let flood = NewEmergency {
        name: "Flood of the invented river".to_owned(),
        hazard: Hazard::Flood,
        authority: "PDMA, notification 1".to_owned(),
        areas: vec![TEHSIL.parse().unwrap()],
        from: date(2026, 12, 1),
        until: date(2027, 1, 31),
    };
    fixture.registry.declare_emergency(&Authority::console(), flood).await.unwrap();
}

fn on(path: &str, day: &str, instance: &str) -> String {
    named(&set(&example(path), "interview/interview_date", day), instance)
}

/// A programme's report about a woman.
fn report(number: RegistryNumber, woman: PersonId, status: &str, from: &str) -> Vec<StatusInput> {
    let (registry_number, woman) = (number.to_string(), woman.to_string());
    vec![StatusInput { registry_number, woman, status: status.to_owned(), from: from.to_owned() }]
}

#[tokio::test]
async fn one_disaster_is_one_survey_whichever_comes_first() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        send_example(&fixture, &sender, FARMER).await;
        fixture.clock.advance(SignedDuration::from_hours(24 * 30));
        flood(&fixture).await;
        let first = send(&fixture.registry, &sender, &on(FARMER, "2026-12-15", "uuid:first")).await.unwrap();
        assert_eq!(first.state, SubmissionState::Accepted, "{}", fixture.engine);
        // Another tablet was there the week before, and sends later.
        let late = send(&fixture.registry, &sender, &on(FARMER, "2026-12-08", "uuid:late")).await.unwrap();
        assert_eq!(late.state, SubmissionState::Refused, "{}: once for each disaster", fixture.engine);
    }
}

#[tokio::test]
async fn a_programme_does_not_pay_the_dead() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        let woman = years.enrolments(number).await[0].woman;
        let died = Change::RemoveMember { person: woman, departure: Departure::Death };
        years.set_clock(date(2027, 2, 1));
        years.write(number, date(2027, 1, 20), UpdateType::Roster, died, eligible(100)).await;
        let rows = report(number, woman, "active", "2027-01-25");
        let told = years.registry.report_status(&Authority::console(), "small", &rows).await.unwrap();
        assert_eq!(told.applied, 0, "{}: only a reversal of the death brings her back", years.fixture.engine);
    }
}

#[tokio::test]
async fn a_programme_does_not_suspend_who_graduated() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        let woman = years.enrolments(number).await[0].woman;
        for (status, applied) in [("graduated", 1), ("suspended", 0)] {
            let rows = report(number, woman, status, "2026-11-22");
            let told = years.registry.report_status(&Authority::console(), "small", &rows).await.unwrap();
            assert_eq!(told.applied, applied, "{}: {status}", years.fixture.engine);
        }
    }
}

#[tokio::test]
async fn a_survey_ends_a_lapse_also_of_a_woman_who_was_said_to_be_dead() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let woman = years.enrolments(number).await[0].woman;
        let member = Box::new(years.household(number).await.find_member(woman).unwrap().clone());
        let died = Change::RemoveMember { person: woman, departure: Departure::Death };
        years.write(number, date(2030, 6, 1), UpdateType::Roster, died, eligible(100)).await;
        years.set_clock(date(2030, 6, 5));
        let back = Change::AddMember { member, cause: Arrival::Return };
        years.write(number, date(2030, 6, 5), UpdateType::Roster, back, eligible(100)).await;
        assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Suspended));
        years.set_clock(date(2030, 6, 10));
        years.survey_again(number, date(2030, 6, 10), |_| {}).await;
        let status = years.enrolments(number).await[0].status();
        assert_eq!(status, Some(EnrolmentStatus::Active), "{}: the survey was made", years.fixture.engine);
    }
}

#[tokio::test]
async fn nobody_lapses_who_was_not_called() {
    for years in Years::both().await {
        let host =
            years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 9000 })).await;
        let guest = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        years.set_clock(date(2029, 12, 1));
        years.registry.run_calendar().await.unwrap();
        years.survey_again(guest, date(2029, 12, 1), |_| {}).await;
        // A family that was surveyed in time goes to live with one that nobody had to call.
        years.set_clock(date(2030, 5, 5));
        years.registry.run_calendar().await.unwrap();
        let (one, other) = (
            years.staff("one", Role::RegistryOfficer, &[]).await,
            years.staff("other", Role::RegistryOfficer, &[]).await,
        );
        let event = RosterEvent::Merge { into: host };
        let effective = date(2030, 5, 5);
        let proposed = Proposed { household: guest, event, effective, evidence: Vec::new(), reason: None };
        let opened = years.registry.open_case(&one, proposed).await.unwrap();
        let judgment = Judgment::Accept(Resolution::AsProposed);
        years.registry.review_case(&other, opened.case().unwrap(), judgment, None).await.unwrap();
        assert_eq!(years.enrolments(host).await.len(), 1, "the enrolment came along");
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let told = years.registry.store().list_notices_of(host).await.unwrap();
        let called = told.iter().any(|notice| notice.kind == "recertification_due");
        let lapsed = years.enrolments(host).await[0].status() == Some(EnrolmentStatus::Suspended);
        assert!(called || !lapsed, "{}: lapsed without a call", years.fixture.engine);
        // And later they are called.
        assert!(called, "{}: nobody called them", years.fixture.engine);
    }
}
