//! Notices that come years late, as plain tests.

use crate::verification::Scene;
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{Judgment, Proposed},
};
use registry::{
    citizen::{CitizenRecord, LifeEvent, LifeEventKind},
    code_lists::Sex,
    identity::CitizenNumber,
    personal::Personal,
    proposal::{RosterEvent, WhichMember},
};
use testkit::citizens::Citizens;

/// Before the interview of the farmer's family.
const LONG_AGO: Date = date(2024, 3, 1);

async fn notify(scene: &Scene, reference: &str, on: Date, kind: LifeEventKind) -> String {
    let received = jiff::Timestamp::UNIX_EPOCH;
    let event =
        LifeEvent { source: "invented".to_owned(), reference: reference.to_owned(), on, received, kind };
    let body = Citizens::notice(&[event]);
    scene.registry.receive_notice(&Authority::console(), &body).await.unwrap();
    scene.work().await;
    scene.registry.store().find_life_event("invented", reference).await.unwrap().unwrap().state
}

#[tokio::test]
async fn a_death_before_the_interview_that_found_the_person_is_for_an_officer() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let person = before.record.members[6].identity.number().unwrap();
        scene.citizens.change(person, |record| record.death_date = Some(LONG_AGO));
        let state = notify(&scene, "d-1", LONG_AGO, LifeEventKind::Death { person }).await;
        assert_eq!(state, "case", "{}: seen alive since", scene.fixture.engine);
        assert_eq!(scene.household(number).await, before);
    }
}

#[tokio::test]
async fn a_birth_that_the_interview_missed_counts_since_the_interview() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let child_number: CitizenNumber = "9010110000089".parse().unwrap();
        let child = CitizenRecord {
            number: child_number,
            name: Personal::new("Parveen Darya"),
            name_urdu: None,
            sex: Some(Sex::Female),
            birth_date: Some(LONG_AGO),
            marital_status: None,
            disabled: None,
            death_date: None,
            card: None,
            father: before.record.members[0].identity.number(),
            mother: before.record.members[1].identity.number(),
            spouses: Vec::new(),
            children: Vec::new(),
        };
        scene.citizens.hold(child.clone());
        let kind = LifeEventKind::Birth { child: Box::new(child) };
        let state = notify(&scene, "b-1", LONG_AGO, kind).await;
        assert_eq!(state, "applied", "{}", scene.fixture.engine);
        let after = scene.household(number).await;
        let found = after.record.members.iter().filter(|one| one.identity.number() == Some(child_number));
        assert_eq!(found.count(), 1, "{}: a member, once", scene.fixture.engine);
        assert_eq!(scene.registry.verify_households(|_| {}).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_notice_about_somebody_who_moved_out_meanwhile_finds_the_person() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let son = scene.household(number).await.record.members[2].clone();
        let who = WhichMember { line: Some(son.line), number: None };
        let event = RosterEvent::Split { persons: vec![who], head: who, location: None };
        let effective = date(2026, 11, 20);
        let proposed = Proposed { household: number, event, effective, evidence: Vec::new(), reason: None };
        for name in ["first", "second"] {
            scene.fixture.add_user(name, Role::RegistryOfficer, &[]).await;
        }
        let (first, second) =
            (scene.fixture.authority("first").await, scene.fixture.authority("second").await);
        let opened = scene.registry.open_case(&first, proposed).await.unwrap();
        let accept = Judgment::Accept(Resolution::AsProposed);
        scene.registry.review_case(&second, opened.case().unwrap(), accept, None).await.unwrap();
        let person = son.identity.number().unwrap();
        scene.citizens.change(person, |record| record.death_date = Some(effective));
        scene.fixture.clock.advance(SignedDuration::from_hours(24 * 500));
        let state = notify(&scene, "d-1", effective, LifeEventKind::Death { person }).await;
        let holders = scene.registry.store().find_holders(&[person]).await.unwrap();
        assert_eq!((state.as_str(), holders.len()), ("applied", 0), "{}", scene.fixture.engine);
        assert!(scene.household(number).await.former_members.iter().any(|former| former.member.id == son.id));
    }
}
