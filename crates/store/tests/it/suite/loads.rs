//! Loads of delivered files: how far they have got, and what they brought in.

use super::assert_conflict;
use crate::invented::{at, citizen, entry, household, id, next, number, registration, verified_texts};
use std::sync::Arc;
use store::{
    Commit, Conflict, LoadProgress, LoadRow, LoadStep, LoadedRow, Log, OriginRow, Store, StoreError,
};

fn load(batch: &str, source: &str, started: i64) -> LoadRow {
    LoadRow {
        batch: batch.to_owned(),
        source: source.to_owned(),
        file_sha256: [3; 32],
        mapping_sha256: [4; 32],
        actor: "operator".to_owned(),
        started: at(started),
        changed: at(started),
        finished: None,
        progress: LoadProgress::default(),
        tally: "{}".to_owned(),
    }
}

fn progress(registered: u64) -> LoadProgress {
    LoadProgress {
        read: registered + 1,
        registered,
        rejected: 1,
        rejects_bytes: 40,
        ..LoadProgress::default()
    }
}

fn tally(odd: u64) -> String {
    format!("{{\"odd\":{odd}}}")
}

fn key(ordinal: u64) -> String {
    format!("HH-{ordinal:05}")
}

/// Every third has findings.
fn loaded(ordinal: u64) -> LoadedRow {
    let findings = ordinal.is_multiple_of(3).then(|| format!("[{{\"code\":\"odd\",\"at\":{ordinal}}}]"));
    LoadedRow { row: ordinal + 1, key: key(ordinal), household: number(ordinal), findings }
}

/// A step that registers households.
fn step(batch: &str, ordinals: std::ops::Range<u64>) -> Commit {
    let from = if ordinals.start == 0 { LoadProgress::default() } else { progress(ordinals.start) };
    let step = LoadStep {
        batch: batch.to_owned(),
        from,
        to: progress(ordinals.end),
        at: at(100),
        finished: false,
        tally: tally(ordinals.end),
        households: ordinals.clone().map(loaded).collect(),
    };
    Commit {
        entries: ordinals.clone().map(|ordinal| entry(ordinal, ordinal)).collect(),
        households: ordinals.map(household).collect(),
        load: Some(step),
        ..Commit::default()
    }
}

fn with_step(mut commit: Commit, change: impl FnOnce(&mut LoadStep)) -> Commit {
    change(commit.load.as_mut().unwrap());
    commit
}

pub(crate) async fn a_load_moves_on_with_its_households(store: Arc<dyn Store>) {
    store.add_load(load("first", "tablets", 0)).await.unwrap();
    store.add_load(load("second", "tablets", 10)).await.unwrap();
    assert_conflict(store.add_load(load("first", "paper", 20)).await, Conflict::Exists);
    assert_eq!(store.find_load("first").await.unwrap(), Some(load("first", "tablets", 0)));
    assert_eq!(store.find_load("none").await.unwrap(), None);
    let names: Vec<String> = store.list_loads().await.unwrap().into_iter().map(|row| row.batch).collect();
    assert_eq!(names, ["second", "first"]);

    store.commit(step("first", 0..20)).await.unwrap();
    let moved =
        LoadRow { progress: progress(20), tally: tally(20), changed: at(100), ..load("first", "tablets", 0) };
    assert_eq!(store.find_load("first").await.unwrap(), Some(moved.clone()));
    store.commit(with_step(step("first", 20..30), |step| step.finished = true)).await.unwrap();
    let ended = LoadRow { progress: progress(30), tally: tally(30), finished: Some(at(100)), ..moved };
    assert_eq!(store.find_load("first").await.unwrap(), Some(ended));
    assert_eq!(store.find_load("second").await.unwrap(), Some(load("second", "tablets", 10)));
    assert_eq!(store.count(None).await.unwrap().households, 30);
    assert_eq!(store.find_standing(citizen(29)).await.unwrap().unwrap().household, number(29));
}

pub(crate) async fn loaded_households_are_found_by_key_and_by_household(store: Arc<dyn Store>) {
    store.add_load(load("tablets-1", "tablets", 0)).await.unwrap();
    store.add_load(load("paper-1", "paper", 10)).await.unwrap();
    store.commit(step("tablets-1", 0..10)).await.unwrap();
    // The same household again, under the same key of another source.
    let mut again = step("paper-1", 0..0);
    again.households = vec![next(&household(3))];
    again.entries = vec![entry(100, 3)];
    again
        .load
        .iter_mut()
        .for_each(|step| step.households = vec![LoadedRow { row: 77, findings: None, ..loaded(3) }]);
    store.commit(again).await.unwrap();

    let asked = [key(2), key(9), key(9), key(10)];
    let mut found = store.find_loaded("tablets", &asked).await.unwrap();
    found.sort();
    assert_eq!(found, [(key(2), number(2)), (key(9), number(9))]);
    assert_eq!(store.find_loaded("paper", &asked).await.unwrap(), []);
    assert_eq!(store.find_loaded("nobody", &asked).await.unwrap(), []);
    assert_eq!(store.find_loaded("tablets", &[]).await.unwrap(), []);

    assert_eq!(store.list_loaded_findings("tablets-1", 0, 9).await.unwrap(), [0, 3, 6, 9].map(loaded));
    assert_eq!(store.list_loaded_findings("tablets-1", 1, 2).await.unwrap(), [3, 6].map(loaded));
    assert_eq!(store.list_loaded_findings("paper-1", 0, 9).await.unwrap(), []);

    let origin = |batch: &str, source: &str, row: LoadedRow| OriginRow {
        batch: batch.to_owned(),
        source: source.to_owned(),
        row: row.row,
        key: row.key,
        findings: row.findings,
    };
    let joined = LoadedRow { row: 77, findings: None, ..loaded(3) };
    let expected = [origin("tablets-1", "tablets", loaded(3)), origin("paper-1", "paper", joined)];
    assert_eq!(store.find_loaded_of(number(3)).await.unwrap(), expected);
    assert_eq!(store.find_loaded_of(number(50)).await.unwrap(), []);
}

pub(crate) async fn a_step_that_does_not_fit_leaves_nothing_behind(store: Arc<dyn Store>) {
    store.add_load(load("first", "tablets", 0)).await.unwrap();
    store.add_load(load("second", "tablets", 0)).await.unwrap();
    store.commit(step("first", 0..5)).await.unwrap();
    let before = store.find_load("first").await.unwrap();

    assert_conflict(
        store.commit(with_step(step("first", 5..9), |step| step.from = progress(4))).await,
        Conflict::LoadMoved,
    );
    // The very step again, as after an answer that was lost.
    let again = Commit { households: Vec::new(), entries: Vec::new(), ..step("first", 0..5) };
    assert_conflict(store.commit(again).await, Conflict::LoadMoved);
    let known_key = |step: &mut LoadStep| step.households[1].key = key(2);
    assert_conflict(store.commit(with_step(step("first", 5..9), known_key)).await, Conflict::KeyLoaded);
    let other_file = with_step(step("second", 5..9), |step| {
        step.from = LoadProgress::default();
        step.households[0].key = key(0);
    });
    assert_conflict(store.commit(other_file).await, Conflict::KeyLoaded);
    let twice = |step: &mut LoadStep| step.households[1].key = key(5);
    assert_conflict(store.commit(with_step(step("first", 5..9), twice)).await, Conflict::KeyLoaded);
    let nowhere = store.commit(step("none", 5..9)).await;
    assert!(matches!(nowhere, Err(StoreError::Engine(_))), "{nowhere:?}");
    let strangers = |step: &mut LoadStep| step.households[0].household = number(99);
    let nobody = store.commit(with_step(step("first", 5..9), strangers)).await;
    assert!(matches!(nobody, Err(StoreError::Engine(_))), "{nobody:?}");

    assert_eq!(store.find_load("first").await.unwrap(), before);
    assert_eq!(store.count(None).await.unwrap().households, 5);
    assert_eq!(store.find_loaded("tablets", &[key(5), key(6)]).await.unwrap(), []);
    assert_eq!(verified_texts(&store, Log::Changes).await.len(), 5);

    store.commit(with_step(step("first", 5..9), |step| step.finished = true)).await.unwrap();
    assert_conflict(store.commit(step("first", 9..12)).await, Conflict::LoadMoved);
}

pub(crate) async fn a_load_goes_on_beside_intake(store: Arc<dyn Store>) {
    const STEPS: u64 = 8;
    store.add_load(load("first", "tablets", 0)).await.unwrap();
    let loading = async {
        for turn in 0..STEPS {
            store.commit(step("first", turn * 50..(turn + 1) * 50)).await.unwrap();
        }
    };
    let intake = futures_util::future::join_all((1000..1040).map(|turn| store.commit(registration(turn))));
    let ((), outcomes) = tokio::join!(loading, intake);
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(store.count(None).await.unwrap().households, STEPS * 50 + 40);
    assert_eq!(verified_texts(&store, Log::Changes).await.len() as u64, STEPS * 50 + 40);
    assert_eq!(store.find_load("first").await.unwrap().unwrap().progress, progress(STEPS * 50));
}

pub(crate) async fn many_households_and_their_entries_are_found_at_once(store: Arc<dyn Store>) {
    for ordinal in 0..5 {
        store.commit(registration(ordinal)).await.unwrap();
    }
    let changed =
        Commit { entries: vec![entry(50, 2)], households: vec![next(&household(2))], ..Commit::default() };
    store.commit(changed).await.unwrap();
    let asked = [4, 2, 9, 2].map(number);
    let mut versions: Vec<_> = store.find_households(&asked).await.unwrap();
    versions.sort_by_key(|row| row.number.as_u64());
    let mut expected = vec![next(&household(2)).row, registration(4).households[0].row.clone()];
    expected.sort_by_key(|row| row.number.as_u64());
    assert_eq!(versions, expected);
    let entries = store.list_entries_of(&asked).await.unwrap();
    assert_eq!(entries.len(), 2);
    for (number, rows) in entries {
        assert_eq!(rows, store.list_entries(number).await.unwrap());
    }
    assert_eq!(store.find_households(&[]).await.unwrap(), []);
    assert_eq!(store.list_entries_of(&[]).await.unwrap(), []);
    assert_eq!(store.find_decision(id(4)).await.unwrap().unwrap().household, number(4));
}
