//! Cases: what waits and for what, who may settle it, what comes of it.

use crate::{
    citizens::{answer, case, case_of, cases, held, vouch},
    submission::{FARMER, WIDOW, changes, named, send, send_example, set, set_all, stored},
    tables::Tables,
};
use operations::{
    accept::Resolution,
    authority::{Authority, Role},
    cases::{CaseError, Judgment, Opened, Proposed},
};
use registry::{
    case::{CaseRefusal, CaseState, Subject},
    change::Evidence,
    clock::Clock,
    household::{Departure, Household},
    personal::Personal,
    proposal::{RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    updates::{Check, Review},
};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, TEHSIL, example};

const BIRTH: &str = "roster_update/birth-of-a-child.xml";
const ACCEPT: Judgment = Judgment::Accept(Resolution::AsProposed);

fn paper(kind: &str, number: &str) -> Evidence {
    Evidence::Document { document: kind.to_owned(), number: Personal::new(number).unwrap() }
}

fn line(line: u8) -> WhichMember {
    WhichMember { line: Some(line), number: None }
}

/// An event at a desk, today.
fn proposed(
    fixture: &Fixture,
    household: RegistryNumber,
    event: RosterEvent,
    papers: &[Evidence],
) -> Proposed {
    Proposed { household, event, effective: fixture.clock.today(), evidence: papers.to_vec(), reason: None }
}

fn death(who: u8) -> RosterEvent {
    RosterEvent::Leaving { who: line(who), departure: Departure::Death }
}

/// A registry with the farmer's family.
async fn farmers() -> Vec<(Fixture, RegistryNumber, Household)> {
    let mut all = Vec::new();
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let household = stored(&fixture, number).await;
        all.push((fixture, number, household));
    }
    all
}

async fn officer(fixture: &Fixture, name: &str) -> Authority {
    fixture.add_user(name, Role::FieldOfficer, &[TEHSIL]).await;
    fixture.authority(name).await
}

#[tokio::test]
async fn a_child_comes_in_only_when_its_b_form_is_given_and_verified() {
    for (fixture, number, _) in farmers().await {
        let sender = fixture.enumerator("desk-1").await;
        let console = Authority::console();
        let form = set_all(
            &example(BIRTH),
            &[("household/registry_number", &number.to_string()), ("member/person/number", "")],
        );
        let form = named(&set(&form, "evidence/certificate_kind", "birth_certificate"), "uuid:birth");
        let receipt = send(&fixture.registry, &sender, &form).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Held, "{}: {:?}", fixture.engine, receipt.findings);
        let waiting = case_of(&fixture, "uuid:birth").await;
        assert!(matches!(waiting.state, CaseState::WaitingForEvidence { .. }), "{:?}", waiting.state);
        let refused = fixture.registry.review_case(&console, waiting.id, ACCEPT, None).await;
        assert!(matches!(refused, Err(CaseError::Refusal(CaseRefusal::OtherState))));

        let b_form = vec![paper("b_form", "90101-1000008-2")];
        let state = fixture.registry.add_evidence(&console, waiting.id, b_form).await.unwrap();
        let CaseState::WaitingForCitizenRegistry { checks } = state else { panic!("{state:?}") };
        assert!(checks.contains(&Check::NumberHeld), "{}", fixture.engine);
        assert_eq!(stored(&fixture, number).await.record.members.len(), 7);
        assert!(!fixture.registry.settle_submission(&console, "uuid:birth").await.unwrap(), "no answer yet");

        // The citizen registry does not hold the number: an officer looks, and cannot waive it.
        let citizen = "90101-1000008-2".parse().unwrap();
        answer(&fixture, citizen, None).await;
        fixture.registry.settle_submission(&console, "uuid:birth").await.unwrap();
        let looked = case(&fixture, waiting.id).await;
        assert_eq!(looked.state, CaseState::InReview, "{}", fixture.engine);
        let refused = fixture.registry.review_case(&console, waiting.id, ACCEPT, None).await;
        assert!(matches!(refused, Err(CaseError::InTheWay(_))), "{}: {refused:?}", fixture.engine);
        assert_eq!(stored(&fixture, number).await.record.members.len(), 7);

        // Later it does.
        fixture.clock.advance(jiff::SignedDuration::from_mins(1));
        vouch(&fixture, &set(&form, "member/person/number", "90101-1000008-2")).await;
        assert!(fixture.registry.settle_submission(&console, "uuid:birth").await.unwrap());
        let settled = case(&fixture, waiting.id).await;
        assert!(
            matches!(settled.state, CaseState::Accepted { .. }),
            "{}: {:?}",
            fixture.engine,
            settled.state
        );
        let household = stored(&fixture, number).await;
        assert_eq!(household.record.members.len(), 8);
        assert_eq!(household.record.members[7].identity.number(), Some(citizen));
        assert!(settled.trail.len() >= 3, "every step is kept: {:?}", settled.trail);
    }
}

#[tokio::test]
async fn what_the_rule_allows_goes_straight_through() {
    for (fixture, number, household) in farmers().await {
        let officer = officer(&fixture, "desk").await;
        let grandmother = household.record.members[6].clone();
        let citizen = grandmother.identity.number().unwrap();
        let mut record = held(&grandmother, citizen, None);
        record.death_date = Some(fixture.clock.today());
        answer(&fixture, citizen, Some(record)).await;
        let opened = fixture.registry.open_case(&officer, proposed(&fixture, number, death(7), &[])).await;
        assert_eq!(opened.unwrap(), Opened::Done { household: number }, "{}", fixture.engine);
        assert_eq!(stored(&fixture, number).await.record.members.len(), 6);
        assert_eq!(cases(&fixture, &[]).await, [], "and leaves no case");
    }
}

#[tokio::test]
async fn nobody_reviews_what_he_or_she_brought_in_under_four_eyes() {
    for (fixture, number, _) in farmers().await {
        let (first, second) = (officer(&fixture, "first").await, officer(&fixture, "second").await);
        let event = RosterEvent::Split { persons: vec![line(3), line(4)], head: line(3), location: None };
        let opened =
            fixture.registry.open_case(&first, proposed(&fixture, number, event, &[])).await.unwrap();
        let id = opened.case().unwrap();
        assert_eq!(case(&fixture, id).await.review, Review::FourEyes, "{}", fixture.engine);
        let own = fixture.registry.review_case(&first, id, ACCEPT, None).await;
        assert!(matches!(own, Err(CaseError::Refusal(CaseRefusal::OwnCase))), "{}", fixture.engine);
        assert!(!fixture.registry.view_case(&first, id).await.unwrap().may_review);
        let state = fixture.registry.review_case(&second, id, ACCEPT, Some("seen both")).await.unwrap();
        let CaseState::Accepted { changes } = state else { panic!("{state:?}") };
        assert_eq!(changes.len(), 2, "{}: one of each household", fixture.engine);
        let settled = case(&fixture, id).await;
        let last = settled.trail.last().unwrap();
        assert_eq!((last.by.as_str(), last.to.as_str()), ("second", "accepted"));
        assert_eq!(last.note.as_ref().unwrap().reveal(), "seen both");
        let again = fixture.registry.review_case(&second, id, ACCEPT, None).await;
        assert!(matches!(again, Err(CaseError::Refusal(CaseRefusal::Settled))), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn what_the_citizen_registry_denies_is_for_an_officer() {
    for (fixture, number, household) in farmers().await {
        let officer = officer(&fixture, "desk").await;
        let grandmother = household.record.members[6].clone();
        let citizen = grandmother.identity.number().unwrap();
        answer(&fixture, citizen, Some(held(&grandmother, citizen, None))).await;
        let opened =
            fixture.registry.open_case(&officer, proposed(&fixture, number, death(7), &[])).await.unwrap();
        let id = opened.case().unwrap();
        let waiting = case(&fixture, id).await;
        assert_eq!(waiting.state, CaseState::InReview, "{}: she lives, it says", fixture.engine);
        fixture.registry.review_case(&officer, id, ACCEPT, None).await.unwrap();
        assert_eq!(stored(&fixture, number).await.record.members.len(), 6);
    }
}

#[tokio::test]
async fn every_held_submission_has_its_case_and_goes_where_the_case_goes() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let console = Authority::console();
        let refused = named(&set(&example(FARMER), "interview/consent", "no"), "uuid:no-consent");
        send(&fixture.registry, &sender, &refused).await.unwrap();
        let case = case_of(&fixture, "uuid:no-consent").await;
        assert_eq!((case.state.code(), case.opened_by.as_str()), ("in_review", "enumerator-1"));
        let accepted = fixture.registry.review_case(&console, case.id, ACCEPT, None).await;
        assert!(matches!(accepted, Err(CaseError::InTheWay(_))), "{}: consent is theirs", fixture.engine);
        fixture.registry.review_case(&console, case.id, Judgment::Refuse, None).await.unwrap();
        let row = fixture.registry.store().find_submission("uuid:no-consent").await.unwrap().unwrap();
        assert_eq!(row.state, SubmissionState::Refused, "{}", fixture.engine);
        assert_eq!(changes(&fixture).await, 0);
    }
}

#[tokio::test]
async fn a_later_edit_ends_the_case_of_what_it_replaces() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let refused = set(&example(FARMER), "interview/consent", "no");
        send(&fixture.registry, &sender, &refused).await.unwrap();
        let [open] = &cases(&fixture, &[]).await[..] else { panic!("one case") };
        let edit = crate::submission::edit_of(&example(FARMER), "uuid:edit-1");
        send(&fixture.registry, &sender, &edit).await.unwrap();
        assert_eq!(case(&fixture, open.id).await.state, CaseState::Withdrawn, "{}", fixture.engine);
        assert_eq!(cases(&fixture, &[]).await, []);
    }
}

#[tokio::test]
async fn a_case_ends_on_its_deadline_and_once() {
    for (fixture, number, _) in farmers().await {
        let officer = officer(&fixture, "desk").await;
        let opened =
            fixture.registry.open_case(&officer, proposed(&fixture, number, death(7), &[])).await.unwrap();
        let id = opened.case().unwrap();
        let deadline = case(&fixture, id).await.deadline;
        assert_eq!(fixture.registry.expire_cases(deadline).await.unwrap(), 0, "{}", fixture.engine);
        let after = deadline.tomorrow().unwrap();
        assert_eq!(fixture.registry.expire_cases(after).await.unwrap(), 1);
        assert_eq!(fixture.registry.expire_cases(after).await.unwrap(), 0);
        assert_eq!(case(&fixture, id).await.state, CaseState::Expired);
    }
}

#[tokio::test]
async fn whoever_takes_a_case_over_has_it_and_whoever_brought_it_takes_it_back() {
    for (fixture, number, _) in farmers().await {
        let (first, second) = (officer(&fixture, "first").await, officer(&fixture, "second").await);
        let opened =
            fixture.registry.open_case(&first, proposed(&fixture, number, death(7), &[])).await.unwrap();
        let id = opened.case().unwrap();
        fixture.registry.take_over(&second, id).await.unwrap();
        assert_eq!(case(&fixture, id).await.owner.as_deref(), Some("second"), "{}", fixture.engine);
        let others = fixture.registry.withdraw_case(&second, id, None).await;
        assert!(matches!(others, Err(CaseError::Refusal(CaseRefusal::OthersCase))));
        fixture.registry.withdraw_case(&first, id, Some("a slip")).await.unwrap();
        assert_eq!(case(&fixture, id).await.state, CaseState::Withdrawn, "{}", fixture.engine);
    }
}

#[tokio::test]
async fn something_doubtful_is_marked_and_settled() {
    for (fixture, number, _) in farmers().await {
        let (first, second) = (officer(&fixture, "first").await, officer(&fixture, "second").await);
        let opened =
            fixture.registry.mark_discrepancy(&first, number, "dwelling/rooms", "looks larger").await;
        let id = opened.unwrap().case().unwrap();
        assert_eq!(stored(&fixture, number).await.discrepancies.len(), 1, "{}", fixture.engine);
        let Subject::Discrepancy { marked_by } = case(&fixture, id).await.subject else {
            panic!("its subject")
        };
        assert!(fixture.registry.open_discrepancy(&first, number, marked_by).await.is_err(), "it is open");
        fixture.registry.review_case(&second, id, ACCEPT, None).await.unwrap();
        assert_eq!(stored(&fixture, number).await.discrepancies, [], "{}", fixture.engine);
    }
}

#[tokio::test]
async fn cases_are_for_the_desk_of_their_tehsil() {
    for (fixture, number, _) in farmers().await {
        let officer = officer(&fixture, "desk").await;
        let opened =
            fixture.registry.open_case(&officer, proposed(&fixture, number, death(7), &[])).await.unwrap();
        let id = opened.case().unwrap();
        fixture.add_user("elsewhere", Role::FieldOfficer, &["PK60101"]).await;
        let stranger = fixture.authority("elsewhere").await;
        assert!(fixture.registry.view_case(&stranger, id).await.is_err(), "{}", fixture.engine);
        assert!(fixture.registry.take_over(&stranger, id).await.is_err());
        assert!(fixture.registry.review_case(&stranger, id, ACCEPT, None).await.is_err());
        fixture.add_user("reader", Role::Reviewer, &[]).await;
        let reader = fixture.authority("reader").await;
        assert!(fixture.registry.view_case(&reader, id).await.is_ok());
        assert!(fixture.registry.review_case(&reader, id, ACCEPT, None).await.is_err(), "who reads only");
        let outside = proposed(&fixture, number, death(7), &[]);
        assert!(fixture.registry.open_case(&stranger, outside).await.is_err(), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn two_cases_about_the_same_person_see_each_other() {
    for (fixture, number, _) in farmers().await {
        let officer = officer(&fixture, "desk").await;
        let one = fixture.registry.open_case(&officer, proposed(&fixture, number, death(7), &[])).await;
        let leaving = RosterEvent::Leaving { who: line(7), departure: Departure::Departure };
        let two = fixture.registry.open_case(&officer, proposed(&fixture, number, leaving, &[])).await;
        let (one, two) = (one.unwrap().case().unwrap(), two.unwrap().case().unwrap());
        let view = fixture.registry.view_case(&officer, one).await.unwrap();
        assert_eq!(view.conflicts.iter().map(|other| other.id).collect::<Vec<_>>(), [two]);
        fixture.registry.review_case(&officer, two, ACCEPT, None).await.unwrap();
        // She is no member any more: the other cannot count, and nothing is half-written.
        let before = Tables::of(&fixture).await.dump().await;
        let state = fixture.registry.review_case(&officer, one, ACCEPT, None).await;
        assert!(state.is_err(), "{}: {state:?}", fixture.engine);
        Tables::of(&fixture).await.dump().await.assert_same_households(&before, fixture.engine);
        assert!(case(&fixture, one).await.state.is_open());
    }
}

#[tokio::test]
async fn a_clash_of_numbers_is_settled_by_an_officer() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let console = Authority::console();
        let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let listed = set(&example(WIDOW), "roster/member[6]/person/number", "90101-1000007-8");
        let clashing = send(&fixture.registry, &sender, &named(&listed, "uuid:clash")).await.unwrap();
        assert_eq!(clashing.state, SubmissionState::Held);
        let waiting = case_of(&fixture, "uuid:clash").await;
        assert_eq!((waiting.others.as_slice(), waiting.review), (&[farmer][..], Review::FourEyes));
        let proposed = fixture.registry.review_case(&console, waiting.id, ACCEPT, None).await;
        assert!(matches!(proposed, Err(CaseError::InTheWay(_))), "{}", fixture.engine);
        let early = Judgment::Accept(Resolution::AsResurveyOf { household: farmer });
        let early = fixture.registry.review_case(&console, waiting.id, early, None).await;
        assert!(matches!(early, Err(CaseError::NotNow(_))), "{}: not out of turn", fixture.engine);
        let without = Judgment::Accept(Resolution::WithoutClashingNumbers);
        fixture.registry.review_case(&console, waiting.id, without, None).await.unwrap();
        let row = fixture.registry.store().find_submission("uuid:clash").await.unwrap().unwrap();
        assert_eq!(row.state, SubmissionState::Accepted, "{}", fixture.engine);
        let widow = stored(&fixture, row.household.unwrap()).await;
        assert_eq!(widow.record.members[5].identity.number(), None);
        assert_eq!(widow.discrepancies.len(), 1, "the number given is marked");
        assert_eq!(stored(&fixture, farmer).await.record.members.len(), 7);
    }
}
