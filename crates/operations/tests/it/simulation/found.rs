//! What simulations found, as plain tests.

use crate::{
    citizens::{answer, held},
    submission::{FARMER, WIDOW, named, send, send_example, set, stored},
    verification::Scene,
    years::{BLOCK, Wanted, Years, eligible},
};
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{CaseError, Judgment, Proposed},
    emergencies::{Hazard, NewEmergency},
    programmes::StatusInput,
};
use registry::{
    change::{Arrival, Change, Evidence, UpdateType},
    enrolment::EnrolmentStatus,
    household::{Departure, Member},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
    proposal::RosterEvent,
    registry_number::RegistryNumber,
};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, TEHSIL, example};
use uuid::Uuid;

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

#[tokio::test]
async fn a_marriage_before_a_survey_that_found_the_bride_at_home_is_no_endless_conflict() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let widow = send_example(&fixture, &sender, WIDOW).await.household.unwrap();
        fixture.clock.advance(SignedDuration::from_hours(24 * 30));
        flood(&fixture).await;
        let again = send(&fixture.registry, &sender, &on(WIDOW, "2026-12-15", "uuid:again")).await.unwrap();
        assert_eq!(again.state, SubmissionState::Accepted, "{:?}", again.findings);
        let bride = stored(&fixture, widow).await.record.members[2].clone();
        let head = stored(&fixture, farmer).await.record.members[0].identity.number();
        let number = bride.identity.number().unwrap();
        answer(&fixture, number, Some(held(&bride, number, head))).await;
        for name in ["first", "second"] {
            fixture.add_user(name, Role::FieldOfficer, &[TEHSIL]).await;
        }
        let (first, second) = (fixture.authority("first").await, fixture.authority("second").await);
        let member = Box::new(Member { mother: None, father: None, spouse: None, ..bride });
        let event = RosterEvent::Arrival {
            member,
            mother_line: None,
            father_line: None,
            spouse_line: Some(3),
            cause: Arrival::Marriage,
        };
        let number = Personal::new("NN-1").unwrap();
        let evidence = vec![Evidence::Document { document: "marriage_certificate".to_owned(), number }];
        let effective = date(2026, 12, 1);
        let proposed = Proposed { household: farmer, event, effective, evidence, reason: None };
        let opened = fixture.registry.open_case(&first, proposed).await.unwrap();
        let judgment = Judgment::Accept(Resolution::AsProposed);
        let settled = fixture.registry.review_case(&second, opened.case().unwrap(), judgment, None).await;
        assert!(
            matches!(settled, Err(CaseError::InTheWay(_)) | Ok(_)),
            "{}: the officer is told what is in the way: {settled:?}",
            fixture.engine
        );
    }
}

#[tokio::test]
async fn a_lapse_is_not_undone_by_two_reports() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let woman = years.enrolments(number).await[0].woman;
        for status in ["graduated", "active"] {
            let rows = report(number, woman, status, "2030-06-01");
            years.registry.report_status(&Authority::console(), "small", &rows).await.unwrap();
        }
        let status = years.enrolments(number).await[0].status();
        assert_ne!(status, Some(EnrolmentStatus::Active), "{}: nobody surveyed them", years.fixture.engine);
    }
}

#[tokio::test]
async fn nobody_is_enrolled_again_before_the_enrolment_began() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(100)).await;
        years.enrol("small").await;
        let enrolled = years.enrolments(number).await.remove(0);
        let member = Box::new(years.household(number).await.find_member(enrolled.woman).unwrap().clone());
        // She was dead when she was enrolled, it is said; and then that she is not.
        let died = Change::RemoveMember { person: enrolled.woman, departure: Departure::Death };
        years.set_clock(date(2027, 2, 1));
        years.write(number, date(2026, 11, 15), UpdateType::Roster, died, eligible(100)).await;
        years.set_clock(date(2027, 2, 5));
        let back = Change::AddMember { member, cause: Arrival::Return };
        years.write(number, date(2027, 2, 5), UpdateType::Roster, back, eligible(100)).await;
        let again = years.enrolments(number).await.remove(0);
        let last = again.steps.last().unwrap();
        assert_eq!(last.status, EnrolmentStatus::Active, "{}", years.fixture.engine);
        assert!(last.from >= enrolled.steps[0].from, "{}: {:?}", years.fixture.engine, again.steps);
    }
}

/// A child whose number the citizen registry answers with a fault is proposed at a desk.
#[tokio::test]
async fn a_case_whose_answer_is_faulty_makes_no_work_without_an_end() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        scene.work().await;
        let child: CitizenNumber = "9010110000089".parse().unwrap();
        scene.citizens.set_faulty(child, true);
        let mut member = Member::new(PersonId(Uuid::from_u128(5)), 0);
        member.name = Personal::new("Subha Darya");
        member.identity = Identity::BForm(child);
        let event = RosterEvent::Arrival {
            member: Box::new(member),
            mother_line: Some(2),
            father_line: Some(1),
            spouse_line: None,
            cause: Arrival::Birth,
        };
        let document = "b_form".to_owned();
        let evidence = vec![Evidence::Document { document, number: Personal::new("NN-1").unwrap() }];
        let effective = date(2026, 11, 20);
        let proposed = Proposed { household: number, event, effective, evidence, reason: None };
        scene.registry.open_case(&Authority::console(), proposed).await.unwrap();
        let mut jobs = 0;
        while jobs < 50 && scene.registry.work_once().await.unwrap() {
            jobs += 1;
        }
        assert!(jobs < 50, "{}: work without an end, and as many questions", scene.fixture.engine);
    }
}
