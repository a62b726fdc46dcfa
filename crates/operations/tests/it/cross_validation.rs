//! The whole registry held against the citizen registry: once each, at the rate given, through crashes and outages.

use crate::{
    submission::{FARMER, KILN, WIDOW},
    verification::{Scene, numbers},
};
use jiff::SignedDuration;
use operations::{
    Registry,
    authority::{Authority, Role},
    error::VerbError,
    verification::Progress,
};
use registry::{identity::CitizenNumber, registry_number::RegistryNumber};
use std::{collections::BTreeSet, sync::Arc};
use testkit::registries::TEHSIL;

const STEP: SignedDuration = SignedDuration::from_secs(10);

/// Three households of whom nobody has been asked yet: they came before there was anybody to ask.
async fn unasked(scene: &Scene) -> (Vec<RegistryNumber>, BTreeSet<CitizenNumber>) {
    let mut households = Vec::new();
    let mut everybody = BTreeSet::new();
    for path in [FARMER, KILN, WIDOW] {
        let receipt = crate::submission::send_example(&scene.fixture, &scene.sender, path).await;
        let household = scene.household(receipt.household.unwrap()).await;
        scene.citizens.hold_household(&household);
        everybody.extend(numbers(&household));
        households.push(household.number);
    }
    (households, everybody)
}

async fn progress(registry: &Registry) -> Progress {
    registry.list_cross_validations(&Authority::console()).await.unwrap().remove(0)
}

#[tokio::test]
async fn everybody_once_and_discrepancies_become_cases() {
    for scene in Scene::both().await {
        let (households, everybody) = unasked(&scene).await;
        let wrong = *numbers(&scene.household(households[0]).await).first().unwrap();
        let missing = *numbers(&scene.household(households[1]).await).first().unwrap();
        scene.citizens.change(wrong, |record| record.death_date = Some(jiff::civil::date(2026, 1, 1)));
        scene.citizens.forget(missing);
        scene.registry.start_cross_validation(&Authority::console(), "first", 100).await.unwrap();
        scene.pass(STEP, 10).await;
        let progress = progress(&scene.registry).await;
        let total = u64::try_from(everybody.len()).unwrap();
        assert!(progress.finished.is_some(), "{}: {progress:?}", scene.fixture.engine);
        assert_eq!((progress.asked, progress.households), (total, 3));
        assert_eq!((progress.mismatched, progress.not_held, progress.matched), (1, 1, total - 2));
        assert_eq!(scene.citizens.asked().len(), everybody.len());
        assert_eq!(scene.citizens.asked().into_iter().collect::<BTreeSet<_>>(), everybody);
        assert_eq!(scene.cases(households[0]).await.len(), 1);
        assert_eq!(scene.cases(households[2]).await.len(), 0);
    }
}

#[tokio::test]
async fn a_run_goes_on_where_it_was_and_two_workers_do_not_double_it() {
    for scene in Scene::both().await {
        let (_, everybody) = unasked(&scene).await;
        scene.registry.start_cross_validation(&Authority::console(), "first", 100).await.unwrap();
        let started = scene.registry.start_cross_validation(&Authority::console(), "first", 100).await;
        assert!(matches!(started, Err(VerbError::Exists)));
        assert!(scene.registry.work_once().await.unwrap());
        // A process that was killed; two others go on.
        let others: [Arc<Registry>; 2] = [
            scene.fixture.reopen_with(scene.citizens.clone(), 8).await,
            scene.fixture.reopen_with(scene.citizens.clone(), 9).await,
        ];
        for _ in 0..20 {
            scene.fixture.clock.advance(STEP);
            let (one, other) = tokio::join!(others[0].work_once(), others[1].work_once());
            let _ = (one.unwrap(), other.unwrap());
        }
        assert!(progress(&others[0]).await.finished.is_some(), "{}", scene.fixture.engine);
        let asked = scene.citizens.asked();
        assert_eq!((asked.len(), asked.into_iter().collect::<BTreeSet<_>>()), (everybody.len(), everybody));
    }
}

#[tokio::test]
async fn a_crash_within_a_step_asks_no_more_than_that_step_again() {
    for scene in Scene::both().await {
        let (_, everybody) = unasked(&scene).await;
        scene.work().await;
        scene.registry.start_cross_validation(&Authority::console(), "first", 100).await.unwrap();
        // Taken by a process that dies before it has done anything.
        let now = registry::clock::Clock::now(scene.fixture.clock.as_ref());
        let lost = scene.registry.store().claim_job(now, now + SignedDuration::from_mins(10)).await.unwrap();
        assert!(lost.is_some());
        scene.work().await;
        assert_eq!(scene.citizens.questions(), 0, "the job is the dead process's for a while");
        scene.pass(SignedDuration::from_mins(11), 1).await;
        scene.pass(STEP, 10).await;
        assert!(progress(&scene.registry).await.finished.is_some());
        assert_eq!(scene.citizens.asked().len(), everybody.len(), "{}", scene.fixture.engine);
    }
}

#[tokio::test]
async fn an_outage_pauses_it() {
    for scene in Scene::both().await {
        let (_, everybody) = unasked(&scene).await;
        scene.citizens.set_down(true);
        scene.registry.start_cross_validation(&Authority::console(), "first", 100).await.unwrap();
        scene.pass(SignedDuration::from_mins(20), 72).await;
        let paused = progress(&scene.registry).await;
        assert_eq!((paused.asked, paused.step, paused.finished), (0, 0, None));
        scene.citizens.set_down(false);
        scene.pass(SignedDuration::from_mins(20), 10).await;
        assert!(progress(&scene.registry).await.finished.is_some());
        assert_eq!(scene.citizens.asked().len(), everybody.len(), "{}", scene.fixture.engine);
    }
}

#[tokio::test]
async fn the_rate_is_kept() {
    for scene in Scene::both().await {
        let _ = unasked(&scene).await;
        scene.registry.start_cross_validation(&Authority::console(), "slow", 1).await.unwrap();
        scene.work().await;
        let first = scene.citizens.asked().len();
        let rest = i64::try_from(first).unwrap();
        scene.pass(SignedDuration::from_secs(rest - 1), 1).await;
        assert_eq!(scene.citizens.asked().len(), first, "{}", scene.fixture.engine);
        scene.pass(SignedDuration::from_secs(1), 1).await;
        assert!(scene.citizens.asked().len() > first);
    }
}

#[tokio::test]
async fn who_may_start_one() {
    let scene = Scene::both().await.remove(0);
    scene.fixture.add_user("reviewer", Role::Reviewer, &[]).await;
    scene.fixture.add_user("field", Role::FieldOfficer, &[TEHSIL]).await;
    for name in ["reviewer", "field"] {
        let authority = scene.fixture.authority(name).await;
        let started = scene.registry.start_cross_validation(&authority, "first", 10).await;
        assert!(matches!(started, Err(VerbError::NotAllowed)), "{name}");
    }
    for (name, rate) in [("", 10), ("a:b", 10), ("first", 0)] {
        let started = scene.registry.start_cross_validation(&Authority::console(), name, rate).await;
        assert!(matches!(started, Err(VerbError::Invalid(_))), "{name} {rate}");
    }
}
