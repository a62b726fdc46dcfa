//! Two times: what was true on a day, and what was known on a day. Neither edits nor late events rewrite what was known.

use crate::citizens::vouch;
use crate::submission::{
    FARMER, WIDOW, changes, edit_of, named, places, send, send_example, set, set_all, stored,
};
use jiff::{SignedDuration, civil::Date};
use operations::{authority::Authority, credentials::Sender, households::HouseholdView};
use registry::{household::Departure, registry_number::RegistryNumber};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, example};

const DEATH: &str = "roster_update/death-of-the-grandmother.xml";
const DISABILITY: &str = "roster_update/new-disability.xml";

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

async fn view(
    fixture: &Fixture,
    number: RegistryNumber,
    as_of: impl Into<Option<Date>>,
    known_on: impl Into<Option<Date>>,
) -> Option<HouseholdView> {
    fixture.registry.view_household(&Authority::console(), number, as_of.into(), known_on.into()).await.ok()
}

/// The death of the farmer's mother on 12 November, sent now.
async fn death(fixture: &Fixture, sender: &Sender, number: RegistryNumber) -> SubmissionState {
    let xml = set(&example(DEATH), "household/registry_number", &number.to_string());
    vouch(fixture, &xml).await;
    let receipt = send(&fixture.registry, sender, &xml).await.unwrap();
    assert_eq!(places(&receipt.findings), [], "{}", fixture.engine);
    receipt.state
}

#[tokio::test]
async fn an_edit_changes_what_is_known_from_then_on_and_nothing_before() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        fixture.clock.advance(days(5));
        let edit = edit_of(&set(&example(FARMER), "dwelling/rooms", "5"), "uuid:edit-1");
        send(&fixture.registry, &sender, &edit).await.unwrap();

        let rooms = async |as_of: &str, known_on: &str| {
            let view = view(&fixture, number, date(as_of), date(known_on)).await?;
            view.household.record.dwelling.rooms
        };
        assert_eq!(rooms("2026-11-27", "2026-11-27").await, Some(5), "{}", fixture.engine);
        assert_eq!(rooms("2026-11-03", "2026-11-27").await, Some(5), "it was so since the interview");
        assert_eq!(rooms("2026-11-27", "2026-11-26").await, Some(3), "nobody knew on the day before");
        assert_eq!(rooms("2026-11-02", "2026-11-27").await, None, "before the interview nothing is known");
        assert_eq!(rooms("2026-11-27", "2026-11-21").await, None, "before it came nobody knew the household");
    }
}

#[tokio::test]
async fn the_decision_shown_is_the_one_in_force_then() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        fixture.clock.advance(days(5));
        let edit = edit_of(&set(&example(FARMER), "assets/car", "1"), "uuid:edit-1");
        send(&fixture.registry, &sender, &edit).await.unwrap();
        let outcome = async |known_on: &str| {
            let view = view(&fixture, number, None, date(known_on)).await.unwrap();
            view.decision.map(|viewed| (viewed.decision.record_version, viewed.decision.outcome.code()))
        };
        // Phone bills of 1,500 rupees exclude before and after: what differs is the version decided upon.
        assert_eq!(outcome("2026-11-22").await, Some((1, "excluded")), "{}", fixture.engine);
        assert_eq!(outcome("2026-11-27").await, Some((2, "excluded")));
    }
}

#[tokio::test]
async fn a_late_event_is_true_since_its_day_and_known_since_it_came() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        fixture.clock.advance(days(3));
        assert_eq!(death(&fixture, &sender, number).await, SubmissionState::Accepted);

        let members = async |as_of: &str, known_on: &str| {
            view(&fixture, number, date(as_of), date(known_on)).await.unwrap().household.record.members.len()
        };
        assert_eq!(members("2026-11-25", "2026-11-25").await, 6, "{}", fixture.engine);
        assert_eq!(members("2026-11-12", "2026-11-25").await, 6, "dead since the twelfth");
        assert_eq!(members("2026-11-11", "2026-11-25").await, 7, "alive on the eleventh");
        assert_eq!(members("2026-11-25", "2026-11-24").await, 7, "nobody had told");
        let now = view(&fixture, number, None, None).await.unwrap();
        let former = &now.household.former_members[0];
        assert_eq!((former.departure, former.left_on), (Departure::Death, date("2026-11-12")));
        assert!(now.current && now.history.len() == 2 && now.submissions.len() == 2);
    }
}

#[tokio::test]
async fn an_edit_keeps_persons_and_the_events_that_came_between() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let before = stored(&fixture, number).await;
        fixture.clock.advance(days(1));
        death(&fixture, &sender, number).await;
        fixture.clock.advance(days(1));
        // The name, the number and a section are put right; the dead woman still stands on the questionnaire.
        let right = set_all(
            &example(FARMER),
            &[
                ("roster/member[1]/person/name", "Gulzar Darya Khan"),
                ("roster/member[3]/person/number", "90101-1000013-3"),
                ("dwelling/rooms", "4"),
            ],
        );
        let receipt = send(&fixture.registry, &sender, &edit_of(&right, "uuid:edit-1")).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.findings);
        let after = stored(&fixture, number).await;
        let ids = |members: &[registry::household::Member]| {
            members.iter().map(|member| (member.line, member.id)).collect::<Vec<_>>()
        };
        assert_eq!(ids(&after.record.members), ids(&before.record.members)[..6]);
        assert_eq!(after.record.dwelling.rooms, Some(4));
        assert_eq!(after.former_members.len(), 1, "the death stands");
        assert_eq!(after.former_members[0].member.id, before.record.members[6].id);
        let son = after.record.members[2].identity.number().unwrap();
        assert_eq!(fixture.registry.store().find_holders(&[son]).await.unwrap().len(), 1);
        let wrong = before.record.members[2].identity.number().unwrap();
        assert_eq!(fixture.registry.store().find_holders(&[wrong]).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_event_on_the_day_of_the_interview_outlives_an_edit() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let xml = set_all(
            &example(DEATH),
            &[("household/registry_number", &number.to_string()), ("update/event_date", "2026-11-03")],
        );
        vouch(&fixture, &xml).await;
        let died = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!(died.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, died.findings);
        let edit = edit_of(&set(&example(FARMER), "dwelling/rooms", "4"), "uuid:edit-1");
        send(&fixture.registry, &sender, &edit).await.unwrap();
        let household = stored(&fixture, number).await;
        assert_eq!((household.record.members.len(), household.record.dwelling.rooms), (6, Some(4)));
    }
}

#[tokio::test]
async fn an_edit_that_a_later_amendment_would_hide_waits() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        let answers =
            [("household/registry_number", number.to_string()), ("update/event_date", "2026-11-15".into())];
        let answers: Vec<_> = answers.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let disabled = set_all(&example(DISABILITY), &answers);
        vouch(&fixture, &disabled).await;
        let receipt = send(&fixture.registry, &sender, &disabled).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.findings);

        let other = set(&example(FARMER), "dwelling/rooms", "4");
        let edited = send(&fixture.registry, &sender, &edit_of(&other, "uuid:edit-1")).await.unwrap();
        assert_eq!(edited.state, SubmissionState::Accepted, "who was amended is as before");
        let same = set(&other, "roster/member[2]/education/can_sum", "no");
        let hidden = named(&edit_of(&same, "uuid:edit-2"), "uuid:edit-2");
        let hidden = set(&hidden, "meta/deprecatedID", "uuid:edit-1");
        let hidden = send(&fixture.registry, &sender, &hidden).await.unwrap();
        assert_eq!(hidden.state, SubmissionState::Held, "{}", fixture.engine);
        assert_eq!(places(&hidden.findings), [("change.refused", "roster/member[2]")]);
        assert_eq!(changes(&fixture).await, 3);
    }
}

#[tokio::test]
async fn an_edit_of_a_held_submission_registers_the_household() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let refused = set(&example(FARMER), "interview/consent", "no");
        assert_eq!(send(&fixture.registry, &sender, &refused).await.unwrap().state, SubmissionState::Held);
        let edit = edit_of(&example(FARMER), "uuid:edit-1");
        let receipt = send(&fixture.registry, &sender, &edit).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.findings);
        assert_eq!(changes(&fixture).await, 1);
        assert_eq!(stored(&fixture, receipt.household.unwrap()).await.record.members.len(), 7);
    }
}

#[tokio::test]
async fn an_edit_of_an_edit_that_waited_corrects_the_household_of_the_original() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let first = send_example(&fixture, &sender, FARMER).await;
        let slip = edit_of(&set(&example(FARMER), "interview/consent", "no"), "uuid:edit-1");
        assert_eq!(send(&fixture.registry, &sender, &slip).await.unwrap().state, SubmissionState::Held);
        let right = set_all(
            &example(FARMER),
            &[
                ("dwelling/rooms", "6"),
                ("meta/instanceID", "uuid:edit-2"),
                ("meta/deprecatedID", "uuid:edit-1"),
            ],
        );
        let receipt = send(&fixture.registry, &sender, &right).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.findings);
        assert_eq!(receipt.household, first.household, "not a second household");
        assert_eq!(stored(&fixture, receipt.household.unwrap()).await.record.dwelling.rooms, Some(6));
    }
}

#[tokio::test]
async fn an_edit_of_a_roster_update_waits() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let number = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        death(&fixture, &sender, number).await;
        let xml = set(&example(DEATH), "household/registry_number", &number.to_string());
        let edit = edit_of(&set(&xml, "update/event_date", "2026-11-13"), "uuid:edit-1");
        let receipt = send(&fixture.registry, &sender, &edit).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Held, "{}", fixture.engine);
        let places = places(&receipt.findings);
        assert!(places.contains(&("change.refused", "update")), "{places:?}");
        let household = stored(&fixture, number).await;
        assert_eq!(household.former_members[0].left_on, date("2026-11-12"), "as first told");
    }
}

#[tokio::test]
async fn what_waited_is_known_since_it_was_settled_and_not_since_it_came() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let farmer = send_example(&fixture, &sender, FARMER).await.household.unwrap();
        // The widow's household waits for its mother-in-law, who is listed with the farmer until she died there.
        let listed = set(&example(WIDOW), "roster/member[6]/person/number", "90101-1000007-8");
        let waiting = send(&fixture.registry, &sender, &listed).await.unwrap();
        assert_eq!(waiting.state, SubmissionState::Held);
        let console = Authority::console();
        assert!(
            !fixture.registry.settle_submission(&console, &waiting.instance).await.unwrap(),
            "it still waits"
        );
        fixture.clock.advance(days(4));
        death(&fixture, &sender, farmer).await;
        assert!(fixture.registry.settle_submission(&console, &waiting.instance).await.unwrap());
        let row = fixture.registry.store().find_submission(&waiting.instance).await.unwrap().unwrap();
        assert_eq!(row.state, SubmissionState::Accepted, "{}: {}", fixture.engine, row.findings);
        let widow = row.household.unwrap();
        assert!(view(&fixture, widow, None, date("2026-11-25")).await.is_none(), "nobody could see it then");
        assert!(view(&fixture, widow, date("2026-11-05"), date("2026-11-26")).await.is_some());
        assert_eq!(fixture.registry.verify_households(|_| {}).await.unwrap(), []);
    }
}
