//! More of what simulations found, each as a plain test.

use crate::{
    citizens::{answer, held},
    submission::{FARMER, WIDOW, named, send, send_example, set, stored},
    years::{BLOCK, Years, eligible},
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
    ids::PersonId,
    personal::Personal,
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
    use crate::verification::Scene;
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        scene.work().await;
        let child: registry::identity::CitizenNumber = "9010110000089".parse().unwrap();
        scene.citizens.set_faulty(child, true);
        let mut member = Member::new(PersonId(uuid::Uuid::from_u128(5)), 0);
        member.name = Personal::new("Subha Darya");
        member.identity = registry::identity::Identity::BForm(child);
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
