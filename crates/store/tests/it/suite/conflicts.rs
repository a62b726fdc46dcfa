//! Commits that do not apply: what the caller is told, and that nothing of them is kept.

use super::assert_conflict;
use crate::invented::{
    audit, citizen, decision, edit, entry, household, household_only, id, job, next, number, registration,
    submission, submission_only, verified_texts,
};
use futures_util::future::join_all;
use std::sync::Arc;
use store::{Commit, Conflict, Counts, Log, Store, StoreError, SubmissionSettled, SubmissionState};

/// A registration of household 9 that carries one part more: its last.
fn with(last: impl FnOnce(&mut Commit)) -> Commit {
    let mut commit = registration(9);
    last(&mut commit);
    commit
}

fn settled(instance: &str, from: SubmissionState) -> SubmissionSettled {
    SubmissionSettled {
        instance: instance.to_owned(),
        from,
        state: SubmissionState::Accepted,
        household: None,
        tehsil: None,
        findings: "[]".to_owned(),
    }
}

pub(crate) async fn every_conflict_leaves_nothing_behind(store: Arc<dyn Store>) {
    store.commit(registration(1)).await.unwrap();
    store.commit(submission_only(edit("uuid:1b", "uuid:1"))).await.unwrap();
    let mut twice = household(10);
    twice.numbers = vec![(citizen(9), id(9))];
    let mut foreign = household(10);
    foreign.numbers = vec![(citizen(1), id(1))];
    let mut behind = next(&household(1));
    behind.replaces = Some(7);
    let commits = [
        (with(|commit| commit.submission = Some(submission("uuid:1"))), Conflict::SubmissionExists),
        (with(|commit| commit.submission = Some(edit("uuid:x", "uuid:1"))), Conflict::SubmissionSuperseded),
        (
            with(|commit| commit.submission = Some(edit("uuid:x", "uuid:none"))),
            Conflict::SubmissionSuperseded,
        ),
        (
            with(|commit| commit.settled = Some(settled("uuid:1", SubmissionState::Held))),
            Conflict::SubmissionSuperseded,
        ),
        (
            with(|commit| commit.settled = Some(settled("uuid:none", SubmissionState::Held))),
            Conflict::SubmissionSuperseded,
        ),
        (with(|commit| commit.households.push(household(1))), Conflict::HouseholdChanged),
        (with(|commit| commit.households.push(behind)), Conflict::HouseholdChanged),
        (with(|commit| commit.households.push(next(&household(8)))), Conflict::HouseholdChanged),
        (with(|commit| commit.households.push(foreign)), Conflict::NumberTaken),
        (with(|commit| commit.households.push(twice)), Conflict::NumberTaken),
        (with(|commit| commit.entries.push(entry(1, 9))), Conflict::Exists),
        (with(|commit| commit.decisions.push(decision(1, 9))), Conflict::Exists),
        (with(|commit| commit.jobs.push(job(1, crate::invented::at(0)))), Conflict::Exists),
    ];
    let before = everything(&store).await;
    for (commit, conflict) in commits {
        assert_conflict(store.commit(commit).await, conflict);
        assert_eq!(everything(&store).await, before, "{conflict:?}");
    }
    store.commit(registration(9)).await.unwrap();
    assert_ne!(everything(&store).await, before);
}

async fn everything(store: &Arc<dyn Store>) -> (Counts, Vec<String>, Vec<String>, Vec<bool>) {
    let there = vec![
        store.find_household(number(9)).await.unwrap().is_some(),
        store.find_household(number(10)).await.unwrap().is_some(),
        store.find_standing(citizen(9)).await.unwrap().is_some(),
        store.find_submission("uuid:9").await.unwrap().is_some(),
        store.find_submission("uuid:x").await.unwrap().is_some(),
        store.find_decision(id(9)).await.unwrap().is_some(),
        !store.list_attachments("uuid:9").await.unwrap().is_empty(),
        store.find_household(number(1)).await.unwrap().is_some_and(|row| row.version > 1),
    ];
    let changes = verified_texts(store, Log::Changes).await;
    let audit = verified_texts(store, Log::Audit).await;
    (store.count(None).await.unwrap(), changes, audit, there)
}

pub(crate) async fn a_commit_sent_again_changes_nothing(store: Arc<dyn Store>) {
    store.commit(registration(1)).await.unwrap();
    let before = everything(&store).await;
    assert_conflict(store.commit(registration(1)).await, Conflict::SubmissionExists);
    let without_submission = Commit { submission: None, attachments: Vec::new(), ..registration(1) };
    assert_conflict(store.commit(without_submission).await, Conflict::HouseholdChanged);
    let entry_alone = Commit { entries: vec![entry(1, 1)], ..Commit::default() };
    assert_conflict(store.commit(entry_alone).await, Conflict::Exists);
    assert_eq!(everything(&store).await, before);
}

pub(crate) async fn commits_in_conflict_do_not_harm_those_beside_them(store: Arc<dyn Store>) {
    // Every registration twice, all at once: half of them come too late.
    let twice = (0..60).map(|turn| store.commit(registration(turn / 2)));
    let outcomes = join_all(twice).await;
    for pair in outcomes.chunks(2) {
        assert_eq!(pair.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{pair:?}");
        let refused = pair.iter().find_map(|outcome| outcome.as_ref().err());
        assert_eq!(refused, Some(&StoreError::Conflict(Conflict::SubmissionExists)));
    }
    assert_eq!(verified_texts(&store, Log::Changes).await.len(), 30);
    assert_eq!(store.count(None).await.unwrap().households, 30);
}

pub(crate) async fn a_fault_the_engine_finds_harms_only_its_own_commit(store: Arc<dyn Store>) {
    store.commit(registration(0)).await.unwrap();
    // An entry id that is there already is only found by the engine, in the middle of everybody's transaction.
    let at_once = (1..30).map(|turn| {
        let mut commit = registration(turn);
        if turn % 5 == 0 {
            commit.entries.push(entry(0, turn));
        }
        store.commit(commit)
    });
    let outcomes = join_all(at_once).await;
    for (turn, outcome) in (1..).zip(outcomes) {
        let expected = if turn % 5 == 0 { Err(StoreError::Conflict(Conflict::Exists)) } else { Ok(()) };
        assert_eq!(outcome, expected, "{turn}");
    }
    assert_eq!(verified_texts(&store, Log::Changes).await.len(), 25);
    let alone = Commit { audit: vec![audit("staff", "after")], ..household_only(household(100)) };
    store.commit(alone).await.unwrap();
    assert_eq!(verified_texts(&store, Log::Audit).await.last().unwrap(), "after");
}
