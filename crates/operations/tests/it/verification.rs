//! Households held against the citizen registry after intake: each number once, cases where the two differ, and outages that
//! cost nothing but time.

use crate::submission::{FARMER, send, send_example, stored};
use jiff::SignedDuration;
use operations::{Registry, authority::Authority, credentials::Sender};
use registry::{
    case::{Case, CaseState},
    citizen::{Field, Verdict},
    code_lists::Sex,
    household::Household,
    identity::CitizenNumber,
    registry_number::RegistryNumber,
};
use std::{collections::BTreeSet, sync::Arc};
use testkit::{
    citizens::Citizens,
    registries::{Fixture, example},
};

/// A registry that asks a citizen registry.
pub(crate) struct Scene {
    pub(crate) fixture: Fixture,
    pub(crate) citizens: Arc<Citizens>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) sender: Sender,
}

impl Scene {
    pub(crate) async fn both() -> Vec<Self> {
        let mut scenes = Vec::new();
        for fixture in Fixture::both().await {
            let citizens = Citizens::new(&fixture.clock, 4);
            let registry = fixture.reopen_with(citizens.clone(), 7).await;
            let sender = fixture.enumerator("van-1").await;
            scenes.push(Self { fixture, citizens, registry, sender });
        }
        scenes
    }

    /// Surveys an example.
    pub(crate) async fn survey(&self, path: &str) -> RegistryNumber {
        let receipt = send(&self.registry, &self.sender, &example(path)).await.unwrap();
        receipt.household.unwrap_or_else(|| panic!("{}: {:?}", self.fixture.engine, receipt.findings))
    }

    pub(crate) async fn household(&self, number: RegistryNumber) -> Household {
        stored(&self.fixture, number).await
    }

    /// Does all work that is due.
    pub(crate) async fn work(&self) {
        while self.registry.work_once().await.unwrap() {}
    }

    /// Lets time pass, working every so often.
    pub(crate) async fn pass(&self, step: SignedDuration, steps: u32) {
        for _ in 0..steps {
            self.fixture.clock.advance(step);
            self.work().await;
        }
    }

    pub(crate) async fn cases(&self, number: RegistryNumber) -> Vec<Case> {
        let rows = self.registry.store().list_cases_of(number).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.document).unwrap()).collect()
    }

    /// Surveys the farmer's family, which the citizen registry holds just so.
    pub(crate) async fn farmers(&self) -> RegistryNumber {
        let number = self.survey(FARMER).await;
        self.citizens.hold_household(&self.household(number).await);
        number
    }
}

pub(crate) fn numbers(household: &Household) -> BTreeSet<CitizenNumber> {
    household.citizen_numbers().map(|(_, number)| number).collect()
}

#[tokio::test]
async fn each_number_is_asked_once_and_the_answer_is_kept() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let household = scene.household(number).await;
        assert!(scene.citizens.asked().is_empty(), "intake asks nobody");
        scene.work().await;
        let asked = scene.citizens.asked();
        assert_eq!(asked.iter().copied().collect::<BTreeSet<_>>(), numbers(&household));
        assert_eq!(asked.len(), numbers(&household).len(), "{}", scene.fixture.engine);
        let console = Authority::console();
        let answers = scene.registry.list_verifications(&console, number).await.unwrap();
        assert_eq!(answers.len(), asked.len());
        for answer in &answers {
            assert!(answer.counts);
            assert_eq!(answer.verification.source, "invented");
            assert_eq!(answer.verification.verdict(Field::Number), Verdict::Match);
            assert_eq!(answer.verification.mismatches().count(), 0);
        }
        scene.registry.request_verification(&console, number).await.unwrap();
        scene.work().await;
        assert_eq!(scene.citizens.asked().len(), asked.len(), "what counts is not asked again");
        scene.fixture.clock.advance(SignedDuration::from_hours(24 * 366));
        scene.registry.request_verification(&console, number).await.unwrap();
        scene.work().await;
        assert_eq!(scene.citizens.asked().len(), 2 * asked.len(), "what counts no more is");
    }
}

#[tokio::test]
async fn a_difference_is_one_case_and_changes_nothing_and_agreement_closes_it() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let before = scene.household(number).await;
        let someone = *numbers(&before).first().unwrap();
        let other = |sex| if sex == Some(Sex::Male) { Some(Sex::Female) } else { Some(Sex::Male) };
        scene.citizens.change(someone, |record| record.sex = other(record.sex));
        scene.work().await;
        let cases = scene.cases(number).await;
        assert_eq!(cases.len(), 1, "{}", scene.fixture.engine);
        assert_eq!(cases[0].subject.code(), "verification");
        assert_eq!(cases[0].state, CaseState::InReview);
        assert_eq!(cases[0].findings.len(), 1);
        assert_eq!(scene.household(number).await, before, "both facts are kept");

        // A month later still other, and now disagreeing about life as well: the same case.
        let again = async || {
            scene.fixture.clock.advance(SignedDuration::from_hours(24 * 31));
            scene.registry.request_verification(&Authority::console(), number).await.unwrap();
            scene.work().await;
            scene.cases(number).await
        };
        scene.citizens.change(someone, |record| record.death_date = Some(jiff::civil::date(2026, 12, 1)));
        let cases = again().await;
        assert_eq!((cases.len(), cases[0].findings.len()), (1, 2));
        scene.citizens.change(someone, |record| {
            record.sex = other(record.sex);
            record.death_date = None;
        });
        let cases = again().await;
        assert_eq!((cases.len(), &cases[0].state), (1, &CaseState::Withdrawn));
    }
}

#[tokio::test]
async fn an_outage_of_days_loses_nothing_and_asks_nothing_twice() {
    for scene in Scene::both().await {
        scene.citizens.set_down(true);
        let number = scene.farmers().await;
        // A process that starts meanwhile has a circuit breaker of its own.
        scene.pass(SignedDuration::from_mins(20), 3 * 72).await;
        assert!(scene.citizens.asked().is_empty());
        let questions = scene.citizens.questions();
        assert!(questions > 10 && questions < 300, "{questions} questions");
        scene.citizens.set_down(false);
        scene.pass(SignedDuration::from_mins(20), 3).await;
        let everybody = numbers(&scene.household(number).await);
        let asked = scene.citizens.asked();
        assert_eq!(asked.len(), everybody.len(), "{}", scene.fixture.engine);
        assert_eq!(asked.into_iter().collect::<BTreeSet<_>>(), everybody);
    }
}

#[tokio::test]
async fn a_quota_is_waited_for() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        scene.citizens.exhaust_quota(SignedDuration::from_hours(6));
        scene.work().await;
        assert_eq!(scene.citizens.questions(), 1);
        scene.pass(SignedDuration::from_mins(30), 11).await;
        assert_eq!(scene.citizens.questions(), 1, "nobody asks before the quota is over");
        scene.pass(SignedDuration::from_mins(31), 1).await;
        assert_eq!(scene.citizens.asked().len(), numbers(&scene.household(number).await).len());
    }
}

#[tokio::test]
async fn a_faulty_reply_is_asked_again_apart() {
    for scene in Scene::both().await {
        let number = scene.farmers().await;
        let everybody = numbers(&scene.household(number).await);
        let bad = *everybody.last().unwrap();
        scene.citizens.set_faulty(bad, true);
        scene.work().await;
        let asked = scene.citizens.asked().len();
        scene.citizens.set_faulty(bad, false);
        scene.pass(SignedDuration::from_mins(10), 1).await;
        assert_eq!(scene.citizens.asked()[asked..], [bad], "{}", scene.fixture.engine);
        let answers = scene.registry.list_verifications(&Authority::console(), number).await.unwrap();
        assert_eq!(answers.len(), everybody.len());
    }
}

#[tokio::test]
async fn without_a_citizen_registry_nothing_is_asked_and_nothing_waits() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("van-1").await;
        while fixture.registry.work_once().await.unwrap() {}
        send_example(&fixture, &sender, FARMER).await;
        assert!(!fixture.registry.work_once().await.unwrap());
    }
}
