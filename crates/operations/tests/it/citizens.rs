//! What the citizen registry said, for tests: answers put into the store as if it had been asked; and officers who settle
//! cases.

use crate::submission::stored;
use operations::{
    accept::Resolution,
    authority::Authority,
    cases::{CaseInList, CaseQuestion, Judgment},
};
use registry::{
    case::{Case, CaseState, Subject},
    citizen::{CitizenRecord, Verification},
    clock::Clock,
    code_lists::{MaritalStatus, Sex},
    household::Member,
    identity::CitizenNumber,
    ids::{CaseId, PersonId},
};
use store::rows::{Commit, VerificationRow};
use survey::instance::Instance;
use testkit::registries::Fixture;
use uuid::Uuid;

/// The citizen registry holds of a number what a record says.
pub(crate) async fn answer(fixture: &Fixture, number: CitizenNumber, held: Option<CitizenRecord>) {
    let at = fixture.clock.now();
    let expires = at + jiff::SignedDuration::from_hours(24 * 365);
    let outcome = if held.is_some() { "match" } else { "not_held" };
    let verification =
        Verification { number, source: "test".to_owned(), at, expires, fields: Vec::new(), name: None, held };
    let newest = fixture.registry.store().list_households(None, 0, 1).await.unwrap();
    let row = VerificationRow {
        number,
        person: PersonId(Uuid::nil()),
        household: newest[0].number,
        at,
        expires,
        outcome: outcome.to_owned(),
        document: serde_json::to_string(&verification).unwrap(),
    };
    let commit = Commit { verifications: vec![row], ..Commit::default() };
    fixture.registry.store().commit(commit).await.unwrap();
}

/// What the citizen registry would hold of a member, with somebody as parent.
pub(crate) fn held(member: &Member, number: CitizenNumber, parent: Option<CitizenNumber>) -> CitizenRecord {
    CitizenRecord {
        number,
        name: member.name.clone(),
        name_urdu: member.name_urdu.clone(),
        sex: member.person.sex,
        birth_date: member.person.birth_date,
        marital_status: member.person.marital_status,
        disabled: Some(true),
        death_date: None,
        card: None,
        father: parent,
        mother: None,
        spouses: Vec::new(),
        children: Vec::new(),
    }
}

/// The citizen registry confirms what a roster form says of whom it is about, as far as the household is there.
pub(crate) async fn vouch(fixture: &Fixture, xml: &str) {
    let form = Instance::parse(xml.as_bytes()).unwrap();
    let answered = |path: &str| form.text_at(&format!("/data/{path}")).filter(|text| !text.is_empty());
    let number = answered("household/registry_number").and_then(|text| text.parse().ok());
    let Some(number) = number else { return };
    if fixture.registry.store().find_household(number).await.unwrap().is_none() {
        return;
    }
    let household = stored(fixture, number).await;
    let citizen: Option<CitizenNumber> = answered("member/person/number")
        .or_else(|| answered("update/member_number"))
        .and_then(|text| text.parse().ok());
    let by_line = answered("update/member_line").and_then(|text| text.parse::<u8>().ok());
    let known = household.record.members.iter().find(|member| match citizen {
        Some(citizen) => member.identity.number() == Some(citizen),
        None => Some(member.line) == by_line,
    });
    let Some(citizen) = citizen.or_else(|| known.and_then(|member| member.identity.number())) else { return };
    let mut member = known.cloned().unwrap_or_else(|| Member::new(PersonId(Uuid::nil()), 1));
    if let Some(name) = answered("member/person/name") {
        member.name = registry::personal::Personal::new(name);
    }
    let sex = answered("update/sex").or_else(|| answered("member/person/sex"));
    member.person.sex = sex.and_then(Sex::from_code).or(member.person.sex);
    let status = answered("update/marital_status").or_else(|| answered("member/person/marital_status"));
    member.person.marital_status = status.and_then(MaritalStatus::from_code).or(member.person.marital_status);
    let mut relatives = household.citizen_numbers().map(|(_, number)| number);
    let mut record = held(&member, citizen, relatives.find(|relative| *relative != citizen));
    if answered("update/event") == Some("death") {
        record.death_date = answered("update/event_date").and_then(|text| text.parse().ok());
    }
    answer(fixture, citizen, Some(record)).await;
}

/// Every case in some states, those due first at the head.
pub(crate) async fn cases(fixture: &Fixture, states: &[&str]) -> Vec<CaseInList> {
    let states = states.iter().map(|state| (*state).to_owned()).collect();
    let question = CaseQuestion { states, limit: 100, ..CaseQuestion::default() };
    fixture.registry.list_cases(&Authority::console(), question).await.unwrap()
}

/// A case with its proposal and trail.
pub(crate) async fn case(fixture: &Fixture, id: CaseId) -> Case {
    fixture.registry.view_case(&Authority::console(), id).await.unwrap().case
}

/// The open case of a submission.
pub(crate) async fn case_of(fixture: &Fixture, instance: &str) -> Case {
    for listed in cases(fixture, &[]).await {
        let case = case(fixture, listed.id).await;
        if matches!(&case.subject, Subject::Submission { instance: about } if about == instance) {
            return case;
        }
    }
    panic!("no open case of {instance}")
}

/// The registry's own console accepts the case of a submission as it was proposed.
pub(crate) async fn accept_case(fixture: &Fixture, instance: &str) {
    let case = case_of(fixture, instance).await;
    let judgment = Judgment::Accept(Resolution::AsProposed);
    let state = fixture.registry.review_case(&Authority::console(), case.id, judgment, None).await.unwrap();
    assert!(matches!(state, CaseState::Accepted { .. }), "{}: {state:?}", fixture.engine);
}
