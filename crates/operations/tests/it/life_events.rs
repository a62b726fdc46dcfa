//! Notices of the civil register, and what becomes of them: once each, whenever they come, and for whomever.

use crate::{
    submission::{FARMER, WIDOW},
    verification::Scene,
};
use jiff::{SignedDuration, civil::date};
use operations::{
    authority::{Authority, Role},
    cases::Proposed,
    life_events::Received,
};
use registry::{
    case::CaseState,
    change::{Arrival, Change, Channel, Entry, Evidence},
    citizen::{CitizenRecord, LifeEvent, LifeEventKind},
    code_lists::{MaritalStatus, Relation, Sex},
    enrolment::{Enrolment, EnrolmentStatus, EnrolmentStep},
    household::{Departure, Household, Member},
    identity::CitizenNumber,
    ids::EnrolmentId,
    proposal::{RosterEvent, WhichMember},
    registry_number::RegistryNumber,
};
use store::rows::{Commit, EnrolmentRow, LifeEventRow};
use testkit::citizens::Citizens;

const HUSBAND: u8 = 1;
const WIFE: u8 = 2;
const SON: u8 = 3;
const GRANDMOTHER: u8 = 7;
/// A child that was not there at the survey.
const BABY: &str = "9010110000089";

fn on_line(household: &Household, line: u8) -> &Member {
    household.record.members.iter().find(|member| member.line == line).unwrap()
}

fn number_of(household: &Household, line: u8) -> CitizenNumber {
    on_line(household, line).identity.number().unwrap()
}

fn event(reference: &str, kind: LifeEventKind) -> LifeEvent {
    let received = jiff::Timestamp::UNIX_EPOCH;
    LifeEvent {
        source: "invented".to_owned(),
        reference: reference.to_owned(),
        on: date(2026, 11, 20),
        received,
        kind,
    }
}

fn baby(mother: CitizenNumber, father: Option<CitizenNumber>) -> CitizenRecord {
    CitizenRecord {
        number: BABY.parse().unwrap(),
        name: registry::personal::Personal::new("Parveen Darya"),
        name_urdu: None,
        sex: Some(Sex::Female),
        birth_date: Some(date(2026, 11, 20)),
        marital_status: None,
        disabled: None,
        death_date: None,
        card: None,
        father,
        mother: Some(mother),
        spouses: Vec::new(),
        children: Vec::new(),
    }
}

impl Scene {
    async fn notify(&self, events: &[LifeEvent]) -> Received {
        let body = Citizens::notice(events);
        self.registry.receive_notice(&Authority::console(), &body).await.unwrap()
    }

    async fn notice(&self, reference: &str) -> LifeEventRow {
        self.registry.store().find_life_event("invented", reference).await.unwrap().unwrap()
    }

    async fn entries(&self, number: RegistryNumber) -> Vec<Entry> {
        let rows = self.registry.store().list_entries(number).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.text).unwrap()).collect()
    }

    /// A death of which the citizen registry knows as well.
    async fn die(&self, reference: &str, person: CitizenNumber) -> Received {
        self.citizens.change(person, |record| record.death_date = Some(date(2026, 11, 20)));
        self.notify(&[event(reference, LifeEventKind::Death { person })]).await
    }
}

#[tokio::test]
async fn a_death_goes_straight_through_and_a_second_notice_changes_nothing() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        scene.work().await;
        let before = scene.household(number).await;
        let person = number_of(&before, HUSBAND);
        assert_eq!(scene.die("d-1", person).await, Received { new: 1, repeated: 0 });
        assert_eq!(scene.household(number).await, before, "receiving changes nothing yet");
        scene.work().await;
        let after = scene.household(number).await;
        assert_eq!(scene.notice("d-1").await.state, "applied", "{}", scene.fixture.engine);
        let gone = after.former_members.last().unwrap();
        assert_eq!((gone.member.id, gone.departure), (on_line(&before, HUSBAND).id, Departure::Death));
        assert_eq!(gone.left_on, date(2026, 11, 20));
        assert_eq!(on_line(&after, WIFE).person.marital_status, Some(MaritalStatus::Widowed));
        let last = scene.entries(number).await.pop().unwrap();
        assert_eq!(last.channel, Channel::CitizenRegistry);
        assert_eq!(scene.die("d-1", person).await, Received { new: 0, repeated: 1 });
        scene.work().await;
        assert_eq!(scene.household(number).await, after);
        // Another notice of the same death, under another name.
        scene.die("d-2", person).await;
        scene.work().await;
        assert_eq!(
            (scene.household(number).await, scene.notice("d-2").await.state),
            (after, "applied".to_owned())
        );
    }
}

#[tokio::test]
async fn a_death_that_the_citizen_registry_does_not_hold_is_for_an_officer() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let person = number_of(&before, GRANDMOTHER);
        scene.notify(&[event("d-1", LifeEventKind::Death { person })]).await;
        scene.work().await;
        assert_eq!(scene.notice("d-1").await.state, "case", "{}", scene.fixture.engine);
        assert_eq!(scene.household(number).await, before);
        let cases = scene.cases(number).await;
        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].subject.code(), &cases[0].state), ("life_event", &CaseState::InReview));
        assert!(cases[0].proposal.is_some());
    }
}

#[tokio::test]
async fn a_death_registered_by_mistake_is_taken_back_with_what_followed_from_it() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let person = number_of(&before, HUSBAND);
        scene.die("d-1", person).await;
        scene.work().await;
        let without = scene.household(number).await;
        assert!(without.find_member(on_line(&before, HUSBAND).id).is_none());
        assert_eq!(on_line(&without, WIFE).person.marital_status, Some(MaritalStatus::Widowed));
        scene.fixture.clock.advance(SignedDuration::from_hours(24 * 40));
        scene.citizens.change(person, |record| record.death_date = None);
        let back =
            LifeEvent { on: date(2026, 12, 20), ..event("d-1-r", LifeEventKind::DeathReversed { person }) };
        scene.notify(&[back]).await;
        scene.work().await;
        let after = scene.household(number).await;
        let states = (scene.notice("d-1-r").await.state, scene.notice("d-1").await.state);
        assert_eq!(states, ("applied".to_owned(), "reversed".to_owned()), "{}", scene.fixture.engine);
        assert_eq!(after.find_member(on_line(&before, HUSBAND).id), Some(on_line(&before, HUSBAND)));
        assert_eq!(on_line(&after, WIFE).person.marital_status, Some(MaritalStatus::Married));
    }
}

#[tokio::test]
async fn a_birth_comes_in_only_when_its_number_is_held() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let (mother, father) = (number_of(&before, WIFE), number_of(&before, HUSBAND));
        let child = baby(mother, Some(father));
        scene.notify(&[event("b-1", LifeEventKind::Birth { child: Box::new(child.clone()) })]).await;
        scene.work().await;
        assert_eq!(scene.household(number).await, before, "{}: the number is not held", scene.fixture.engine);
        assert_eq!(scene.notice("b-1").await.state, "case");

        scene.citizens.hold(child.clone());
        scene.fixture.clock.advance(SignedDuration::from_hours(24 * 8));
        let again = event("b-2", LifeEventKind::Birth { child: Box::new(child) });
        scene.notify(std::slice::from_ref(&again)).await;
        scene.work().await;
        assert_eq!(scene.notice("b-2").await.state, "applied");
        let after = scene.household(number).await;
        let found = after.record.members.last().unwrap();
        assert_eq!(found.identity.number(), Some(BABY.parse().unwrap()));
        assert_eq!(
            (found.mother, found.father),
            (Some(on_line(&before, WIFE).id), Some(on_line(&before, HUSBAND).id))
        );
        assert_eq!(found.person.relation, Some(Relation::Child));
        let entries = scene.entries(number).await;
        let births = entries
            .iter()
            .filter(|entry| matches!(entry.change, Change::AddMember { cause: Arrival::Birth, .. }));
        assert_eq!(births.count(), 1);
    }
}

#[tokio::test]
async fn a_birth_to_a_dead_mother_is_for_an_officer() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let mother = number_of(&scene.household(number).await, WIFE);
        scene.die("d-1", mother).await;
        scene.work().await;
        let without_her = scene.household(number).await;
        let child = baby(mother, None);
        scene.citizens.hold(child.clone());
        scene.notify(&[event("b-1", LifeEventKind::Birth { child: Box::new(child) })]).await;
        scene.work().await;
        assert_eq!(scene.household(number).await, without_her);
        assert_eq!(scene.notice("b-1").await.state, "case", "{}", scene.fixture.engine);
    }
}

#[tokio::test]
async fn a_birth_before_the_mother_is_surveyed_waits_for_her() {
    for scene in Scene::both().await {
        let mother: CitizenNumber = "9010110000022".parse().unwrap();
        let child = baby(mother, None);
        scene.citizens.hold(child.clone());
        scene.notify(&[event("b-1", LifeEventKind::Birth { child: Box::new(child) })]).await;
        scene.work().await;
        assert_eq!(scene.notice("b-1").await.state, "nobody");
        scene.pass(SignedDuration::from_hours(24), 3).await;
        assert_eq!(scene.notice("b-1").await.state, "nobody", "looked at again in vain");
        let number = scene.farmers().await;
        assert_eq!(number_of(&scene.household(number).await, WIFE), mother);
        scene.pass(SignedDuration::from_hours(24), 2).await;
        assert_eq!(scene.notice("b-1").await.state, "applied", "{}", scene.fixture.engine);
        let after = scene.household(number).await;
        assert_eq!(after.record.members.last().unwrap().identity.number(), Some(BABY.parse().unwrap()));
    }
}

#[tokio::test]
async fn a_marriage_that_joins_two_households_is_for_a_second_person() {
    for scene in Scene::both().await {
        let his = scene.farmers().await;
        let hers = scene.survey(WIDOW).await;
        scene.citizens.hold_household(&scene.household(hers).await);
        let (husband, wife) =
            (number_of(&scene.household(his).await, SON), number_of(&scene.household(hers).await, 3));
        for (one, other) in [(husband, wife), (wife, husband)] {
            scene.citizens.change(one, |record| {
                record.marital_status = Some(MaritalStatus::Married);
                record.spouses = vec![other];
            });
        }
        let before = (scene.household(his).await, scene.household(hers).await);
        scene.notify(&[event("m-1", LifeEventKind::Marriage { husband, wife })]).await;
        scene.work().await;
        assert_eq!(scene.notice("m-1").await.state, "case", "{}", scene.fixture.engine);
        assert_eq!((scene.household(his).await, scene.household(hers).await), before);
        let case =
            scene.cases(his).await.into_iter().find(|case| case.subject.code() == "life_event").unwrap();
        assert_eq!((case.household, case.others), (Some(his), vec![hers]));
    }
}

#[tokio::test]
async fn a_marriage_of_somebody_who_is_married_is_for_an_officer() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let husband = number_of(&before, HUSBAND);
        let wife: CitizenNumber = "9010199999998".parse().unwrap();
        scene.notify(&[event("m-1", LifeEventKind::Marriage { husband, wife })]).await;
        scene.work().await;
        assert_eq!(scene.notice("m-1").await.state, "case", "{}", scene.fixture.engine);
        assert_eq!(scene.household(number).await, before);
    }
}

#[tokio::test]
async fn a_divorce_of_both_members() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let (husband, wife) = (number_of(&before, HUSBAND), number_of(&before, WIFE));
        for one in [husband, wife] {
            scene.citizens.change(one, |record| record.marital_status = Some(MaritalStatus::Divorced));
        }
        scene.notify(&[event("v-1", LifeEventKind::Divorce { husband, wife })]).await;
        scene.work().await;
        assert_eq!(scene.notice("v-1").await.state, "applied", "{}", scene.fixture.engine);
        let after = scene.household(number).await;
        for line in [HUSBAND, WIFE] {
            assert_eq!(on_line(&after, line).person.marital_status, Some(MaritalStatus::Divorced));
        }
    }
}

#[tokio::test]
async fn notices_during_an_outage_are_applied_when_it_is_over() {
    for scene in Scene::both().await {
        let number = scene.survey(FARMER).await;
        let before = scene.household(number).await;
        scene.citizens.hold_household(&before);
        scene.citizens.set_down(true);
        let person = number_of(&before, GRANDMOTHER);
        scene.die("d-1", person).await;
        scene.pass(SignedDuration::from_mins(20), 144).await;
        assert_eq!(scene.notice("d-1").await.state, "waiting");
        scene.citizens.set_down(false);
        scene.pass(SignedDuration::from_mins(20), 3).await;
        assert_eq!(scene.notice("d-1").await.state, "applied", "{}", scene.fixture.engine);
        assert_eq!(scene.household(number).await.record.members.len(), before.record.members.len() - 1);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_whole() {
    for scene in Scene::both().await {
        let refused = scene.registry.receive_notice(&Authority::console(), b"[{]").await;
        assert_eq!(refused.unwrap_err().code(), "invalid");
        let nobody = scene.fixture.registry.receive_notice(&Authority::console(), b"[]").await;
        assert_eq!(
            nobody.unwrap_err().code(),
            "invalid",
            "without a citizen registry there is nobody to notify"
        );
    }
}

#[tokio::test]
async fn a_child_reported_at_a_desk_comes_in_when_the_citizen_registry_answers() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        scene.work().await;
        scene.citizens.set_down(true);
        let before = scene.household(number).await;
        let child = baby(number_of(&before, WIFE), Some(number_of(&before, HUSBAND)));
        let proposed = Proposed {
            household: number,
            event: birth_of(&child),
            effective: date(2026, 11, 20),
            evidence: vec![b_form()],
            reason: None,
        };
        let opened = scene.registry.open_case(&Authority::console(), proposed).await.unwrap();
        let id = opened.case().unwrap();
        scene.pass(SignedDuration::from_mins(20), 72).await;
        let state = async || scene.cases(number).await.into_iter().find(|case| case.id == id).unwrap().state;
        assert_eq!(state().await.code(), "waiting_for_citizen_registry", "{}", scene.fixture.engine);
        assert_eq!(scene.household(number).await, before, "no child without a verified B-form");
        scene.citizens.hold(child);
        scene.citizens.set_down(false);
        scene.pass(SignedDuration::from_mins(20), 2).await;
        assert_eq!(state().await.code(), "accepted");
        let after = scene.household(number).await;
        assert_eq!(after.record.members.last().unwrap().identity.number(), Some(BABY.parse().unwrap()));
    }
}

fn b_form() -> Evidence {
    let number = registry::personal::Personal::new(BABY).unwrap();
    Evidence::Document { document: "b_form".to_owned(), number }
}

fn birth_of(child: &CitizenRecord) -> RosterEvent {
    let mut member = Member::new(registry::ids::PersonId(uuid::Uuid::from_u128(99)), 0);
    member.name.clone_from(&child.name);
    member.identity = registry::identity::Identity::BForm(child.number);
    (member.person.sex, member.person.birth_date) = (child.sex, child.birth_date);
    member.person.relation = Some(Relation::Child);
    RosterEvent::Arrival {
        member: Box::new(member),
        mother_line: Some(WIFE),
        father_line: Some(HUSBAND),
        spouse_line: None,
        cause: Arrival::Birth,
    }
}

#[tokio::test]
async fn a_death_with_a_paper_is_not_taken_back_by_a_notice_alone() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let person = number_of(&before, GRANDMOTHER);
        scene.citizens.change(person, |record| record.death_date = Some(date(2026, 11, 20)));
        scene.work().await;
        let who = WhichMember { line: Some(GRANDMOTHER), number: None };
        let proposed = Proposed {
            household: number,
            event: RosterEvent::Leaving { who, departure: Departure::Death },
            effective: date(2026, 11, 20),
            evidence: Vec::new(),
            reason: None,
        };
        scene.registry.open_case(&Authority::console(), proposed).await.unwrap();
        let without = scene.household(number).await;
        assert_eq!(without.record.members.len(), before.record.members.len() - 1, "{}", scene.fixture.engine);
        scene.citizens.change(person, |record| record.death_date = None);
        scene.notify(&[event("r-1", LifeEventKind::DeathReversed { person })]).await;
        scene.work().await;
        assert_eq!(scene.notice("r-1").await.state, "case", "{}", scene.fixture.engine);
        assert_eq!(scene.household(number).await, without);
    }
}

#[tokio::test]
async fn only_systems_and_the_console_send_notices() {
    let scene = Scene::both().await.remove(0);
    scene.fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    let officer = scene.fixture.authority("officer").await;
    let refused = scene.registry.receive_notice(&officer, b"[]").await;
    assert_eq!(refused.unwrap_err().code(), "not_allowed");
    let listed = scene.registry.list_notices(&officer, None, 0, 10).await.unwrap();
    assert!(listed.is_empty());
}

#[tokio::test]
async fn the_enrolment_of_a_woman_ends_with_her_death_and_comes_back_with_her() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let woman = on_line(&before, WIFE);
        let step = EnrolmentStep {
            status: EnrolmentStatus::Active,
            from: date(2026, 1, 1),
            recorded: jiff::Timestamp::UNIX_EPOCH,
            by: "console".to_owned(),
            reason: "enrolled".to_owned(),
        };
        let id = EnrolmentId(uuid::Uuid::from_u128(5));
        let programme = "kafaalat".to_owned();
        let enrolment = Enrolment {
            id,
            programme: programme.clone(),
            household: number,
            woman: woman.id,
            steps: vec![step],
        };
        let row = EnrolmentRow {
            id,
            version: 1,
            programme,
            household: number,
            woman: woman.id,
            status: "active".to_owned(),
            beneficiary: true,
            document: serde_json::to_string(&enrolment).unwrap(),
        };
        let commit = Commit { enrolments: vec![row], ..Commit::default() };
        scene.registry.store().commit(commit).await.unwrap();
        let last = async || {
            let rows = scene.registry.store().list_enrolments_of(number).await.unwrap();
            let enrolment: Enrolment = serde_json::from_str(&rows[0].document).unwrap();
            let step = enrolment.steps.last().unwrap().clone();
            (step.status, step.from, step.reason)
        };
        let person = woman.identity.number().unwrap();
        scene.die("d-1", person).await;
        scene.work().await;
        let expected = (EnrolmentStatus::Deceased, date(2026, 11, 20), "death".to_owned());
        assert_eq!(last().await, expected, "{}", scene.fixture.engine);
        scene.citizens.change(person, |record| record.death_date = None);
        scene.notify(&[event("r-1", LifeEventKind::DeathReversed { person })]).await;
        scene.work().await;
        assert_eq!((last().await.0, last().await.2), (EnrolmentStatus::Active, "death_reversed".to_owned()));
    }
}
