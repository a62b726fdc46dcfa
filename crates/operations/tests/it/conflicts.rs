//! Lives that cross: changes of two households at once, the dead who appear, children of the dead.

use crate::{
    citizens::{answer, case, held},
    submission::{FARMER, WIDOW, send_example, stored},
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{Judgment, Proposed},
};
use registry::{
    change::{Arrival, Evidence},
    clock::Clock,
    code_lists::Relation,
    household::{Departure, Member, Status},
    identity::Identity,
    ids::{CaseId, PersonId},
    personal::Personal,
    proposal::{RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    updates::Review,
};
use testkit::registries::{Fixture, TEHSIL};
use uuid::Uuid;

/// Two households, an officer who brings in and one who reviews.
struct Story {
    fixture: Fixture,
    farmer: RegistryNumber,
    widow: RegistryNumber,
    first: Authority,
    second: Authority,
}

impl Story {
    async fn both() -> Vec<Self> {
        let mut stories = Vec::new();
        for fixture in Fixture::both().await {
            let sender = fixture.enumerator("enumerator-1").await;
            let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
            let widow = send_example(&fixture, &sender, WIDOW).await.household.unwrap();
            for name in ["first", "second"] {
                fixture.add_user(name, Role::FieldOfficer, &[TEHSIL]).await;
            }
            let (first, second) = (fixture.authority("first").await, fixture.authority("second").await);
            stories.push(Self { fixture, farmer, widow, first, second });
        }
        stories
    }

    /// Opens a case about an event of today.
    async fn open(&self, household: RegistryNumber, event: RosterEvent, papers: &[&str]) -> CaseId {
        let paper = |kind: &&str| Evidence::Document {
            document: (*kind).to_owned(),
            number: Personal::new("NN-1").unwrap(),
        };
        let evidence = papers.iter().map(paper).collect();
        let effective = self.fixture.clock.today();
        let proposed = Proposed { household, event, effective, evidence, reason: None };
        let opened = self.fixture.registry.open_case(&self.first, proposed).await.unwrap();
        opened.case().unwrap_or_else(|| panic!("{}: it counts already", self.fixture.engine))
    }

    async fn accept(&self, id: CaseId) {
        let judgment = Judgment::Accept(Resolution::AsProposed);
        let result = self.fixture.registry.review_case(&self.second, id, judgment, None).await;
        assert!(result.is_ok(), "{}: {result:?}", self.fixture.engine);
    }

    /// The citizen registry holds a member as the record does.
    async fn vouch(&self, member: &Member, parent: Option<&Member>) {
        let number = member.identity.number().unwrap();
        let parent = parent.and_then(|parent| parent.identity.number());
        answer(&self.fixture, number, Some(held(member, number, parent))).await;
    }

    /// A death that an officer accepts although the citizen registry does not know of it.
    async fn dies(&self, household: RegistryNumber, line: u8) {
        let member = stored(&self.fixture, household).await;
        let member = member.record.members.iter().find(|member| member.line == line).unwrap().clone();
        self.vouch(&member, None).await;
        let id = self.open(household, leaving(line, Departure::Death), &["death_certificate"]).await;
        self.accept(id).await;
    }
}

fn line(line: u8) -> WhichMember {
    WhichMember { line: Some(line), number: None }
}

fn leaving(who: u8, departure: Departure) -> RosterEvent {
    RosterEvent::Leaving { who: line(who), departure }
}

fn arrival(member: Member, cause: Arrival, spouse_line: Option<u8>, mother_line: Option<u8>) -> RosterEvent {
    let member = Box::new(Member { id: PersonId(Uuid::from_u128(77)), ..member });
    RosterEvent::Arrival { member, mother_line, father_line: None, spouse_line, cause }
}

#[tokio::test]
async fn a_marriage_joins_two_households_in_one_commit() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let (farmer, widow) = (stored(fixture, story.farmer).await, stored(fixture, story.widow).await);
        let bride = widow.record.members[2].clone();
        story.vouch(&bride, Some(&farmer.record.members[0])).await;
        let event = arrival(bride.clone(), Arrival::Marriage, Some(3), None);
        let id = story.open(story.farmer, event, &["marriage_certificate"]).await;
        let waiting = case(fixture, id).await;
        assert_eq!((waiting.others.as_slice(), waiting.review), (&[story.widow][..], Review::FourEyes));
        story.accept(id).await;
        let (after, left) = (stored(fixture, story.farmer).await, stored(fixture, story.widow).await);
        let joined =
            after.find_member(bride.id).unwrap_or_else(|| panic!("{}: the same person", fixture.engine));
        assert_eq!(joined.spouse, Some(after.record.members[2].id));
        assert_eq!(left.find_member(bride.id), None);
        let former = left.former_members.iter().find(|former| former.member.id == bride.id).unwrap();
        assert_eq!(former.departure, Departure::Marriage);
        let holders =
            fixture.registry.store().find_holders(&[bride.identity.number().unwrap()]).await.unwrap();
        assert_eq!((holders.len(), holders[0].household), (1, story.farmer), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn open_cases_follow_the_person_when_a_household_splits() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let before = stored(fixture, story.farmer).await;
        let about = story.open(story.farmer, leaving(3, Departure::Departure), &[]).await;
        let stays = story.open(story.farmer, leaving(7, Departure::Departure), &[]).await;
        let persons = vec![line(3), line(4)];
        let split = RosterEvent::Split { persons, head: line(3), location: None };
        let split = story.open(story.farmer, split, &[]).await;
        story.accept(split).await;
        let (old, son) = (stored(fixture, story.farmer).await, before.record.members[2].clone());
        assert_eq!(old.record.members.len(), 5, "{}", fixture.engine);
        let followed = case(fixture, about).await;
        let new = followed.household.unwrap();
        assert_ne!(new, story.farmer, "{}", fixture.engine);
        assert_eq!(case(fixture, stays).await.household, Some(story.farmer));
        let formed = stored(fixture, new).await;
        let head = formed.find_head().unwrap();
        assert_eq!((head.id, head.line, formed.record.members.len()), (son.id, 1, 2));
        assert_eq!(
            formed.record.interview.interview_date, before.record.interview.interview_date,
            "a split opens no survey"
        );
        // It goes on where the person lives now.
        story.accept(about).await;
        assert_eq!(stored(fixture, new).await.former_members[0].member.id, son.id, "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_household_becomes_part_of_another() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let open = story.open(story.widow, leaving(2, Departure::Departure), &[]).await;
        let id = story.open(story.widow, RosterEvent::Merge { into: story.farmer }, &[]).await;
        story.accept(id).await;
        let (farmer, widow) = (stored(fixture, story.farmer).await, stored(fixture, story.widow).await);
        assert!(matches!(widow.status, Status::Merged { into, .. } if into == story.farmer));
        assert_eq!(farmer.record.members.len(), 13, "{}", fixture.engine);
        let heads = farmer.record.members.iter().filter(|one| one.person.relation == Some(Relation::Head));
        assert_eq!(heads.count(), 1);
        assert_eq!(case(fixture, open).await.household, Some(story.farmer), "its open cases come along");
    }
}

#[tokio::test]
async fn somebody_recorded_as_dead_appears() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let grandmother = stored(fixture, story.farmer).await.record.members[6].clone();
        story.dies(story.farmer, 7).await;
        let head = stored(fixture, story.farmer).await.record.members[0].clone();
        fixture.clock.advance(jiff::SignedDuration::from_mins(1));
        story.vouch(&grandmother, Some(&head)).await;
        let event = arrival(grandmother.clone(), Arrival::Return, None, None);
        let id = story.open(story.farmer, event, &["cnic"]).await;
        let waiting = case(fixture, id).await;
        assert_eq!(waiting.review, Review::FourEyes, "{}", fixture.engine);
        assert!(waiting.findings.iter().any(|finding| finding.code.as_str() == "person.died"));
        story.accept(id).await;
        let after = stored(fixture, story.farmer).await;
        let back = after.find_member(grandmother.id).unwrap();
        assert_eq!((back.line, after.former_members.len()), (7, 0), "{}: the same person", fixture.engine);
    }
}

#[tokio::test]
async fn a_child_of_a_mother_who_died_is_for_an_officer() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let before = stored(fixture, story.farmer).await;
        story.dies(story.farmer, 2).await;
        let mut child = Member::new(PersonId(Uuid::from_u128(5)), 0);
        child.name = Personal::new("Subha Darya");
        child.identity = Identity::BForm("90101-1000008-2".parse().unwrap());
        story.vouch(&child, Some(&before.record.members[0])).await;
        let event = arrival(child, Arrival::Birth, None, Some(2));
        let id = story.open(story.farmer, event, &["b_form"]).await;
        let waiting = case(fixture, id).await;
        assert!(waiting.findings.iter().any(|finding| finding.code.as_str() == "person.died"));
        story.accept(id).await;
        let after = stored(fixture, story.farmer).await;
        let child = after.record.members.last().unwrap();
        assert_eq!(child.mother, Some(before.record.members[1].id), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn strangers_added_to_a_household_are_for_a_second_person() {
    for story in Story::both().await {
        let fixture = &story.fixture;
        let mut stranger = Member::new(PersonId(Uuid::from_u128(6)), 0);
        stranger.name = Personal::new("Nobody Known");
        stranger.identity = Identity::Cnic("90101-7000001-1".parse().unwrap());
        let father = Member {
            identity: Identity::Cnic("90101-7000002-3".parse().unwrap()),
            ..Member::new(PersonId(Uuid::from_u128(9)), 0)
        };
        story.vouch(&stranger, Some(&father)).await;
        let event = arrival(stranger, Arrival::Omission, None, None);
        let id = story.open(story.farmer, event, &["cnic"]).await;
        let waiting = case(fixture, id).await;
        assert_eq!(waiting.review, Review::FourEyes, "{}", fixture.engine);
        assert!(
            waiting.findings.iter().any(|finding| finding.code.as_str() == "family.unrelated"),
            "{}: {:?}",
            fixture.engine,
            waiting.findings
        );
        let own = fixture
            .registry
            .review_case(&story.first, id, Judgment::Accept(Resolution::AsProposed), None)
            .await;
        assert!(own.is_err(), "{}", fixture.engine);
    }
}
