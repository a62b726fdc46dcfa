//! Commits that do not apply: what the caller is told, and that nothing of them is kept.

use super::{acts::step, assert_conflict};
use crate::invented::{
    act, audit, case, changed, citizen, decision, edit, enrolment, entry, household, household_only, id,
    life_event, next, number, registration, submission, submission_only, verified_texts,
};
use futures_util::future::join_all;
use std::sync::Arc;
use store::{
    CaseFilter, Commit, Conflict, Counts, LifeEventRow, ListedRow, Log, Store, StoreError, SubmissionSettled,
    SubmissionState,
};

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
    ];
    let before = everything(&store).await;
    for (commit, conflict) in commits {
        assert_conflict(store.commit(commit).await, conflict);
        assert_eq!(everything(&store).await, before, "{conflict:?}");
    }
    store.commit(registration(9)).await.unwrap();
    assert_ne!(everything(&store).await, before);
}

pub(crate) async fn every_conflict_of_papers_leaves_nothing_behind(store: Arc<dyn Store>) {
    let there = Commit {
        cases: vec![case(1, 1)],
        enrolments: vec![enrolment(1, "kafaalat", 1, 1)],
        life_events: vec![life_event("1")],
        acts: vec![act(1, "emergency")],
        cursor: Some(step("reminders", None, "1")),
        ..registration(1)
    };
    store.commit(there).await.unwrap();
    let mut late = case(1, 1);
    late.row.version = 3;
    let commits = [
        (with(|commit| commit.cases = vec![case(1, 1)]), Conflict::CaseChanged),
        (with(|commit| commit.cases = vec![late]), Conflict::CaseChanged),
        (with(|commit| commit.cases = vec![case(2, 1), case(2, 1)]), Conflict::CaseChanged),
        (with(|commit| commit.enrolments = vec![enrolment(1, "kafaalat", 1, 1)]), Conflict::EnrolmentChanged),
        (
            with(|commit| {
                commit.enrolments = vec![changed(&enrolment(2, "kafaalat", 1, 2), "suspended", true)];
            }),
            Conflict::EnrolmentChanged,
        ),
        // The same woman once more, in another household.
        (with(|commit| commit.enrolments = vec![enrolment(2, "kafaalat", 9, 1)]), Conflict::Exists),
        (
            with(|commit| {
                commit.enrolments = vec![enrolment(2, "nashonuma", 9, 2), enrolment(3, "nashonuma", 9, 2)];
            }),
            Conflict::Exists,
        ),
        (with(|commit| commit.life_events = vec![life_event("1")]), Conflict::Exists),
        (
            with(|commit| commit.life_events = vec![LifeEventRow { version: 2, ..life_event("2") }]),
            Conflict::LifeEventChanged,
        ),
        (
            with(|commit| commit.life_events = vec![LifeEventRow { version: 3, ..life_event("1") }]),
            Conflict::LifeEventChanged,
        ),
        (with(|commit| commit.acts = vec![act(1, "emergency")]), Conflict::ActChanged),
        (with(|commit| commit.cursor = Some(step("reminders", None, "2"))), Conflict::CursorMoved),
        (with(|commit| commit.cursor = Some(step("reminders", Some("2"), "3"))), Conflict::CursorMoved),
        (with(|commit| commit.cursor = Some(step("other", Some("1"), "2"))), Conflict::CursorMoved),
    ];
    let before = everything(&store).await;
    for (commit, conflict) in commits {
        assert_conflict(store.commit(commit).await, conflict);
        assert_eq!(everything(&store).await, before, "{conflict:?}");
    }
    let nobodys = enrolment(2, "kafaalat", 77, 2);
    let lists_of_no_act =
        ListedRow { act: id(7), household: number(1), rank: 1, score: None, note: String::new() };
    for commit in [
        with(|commit| commit.enrolments = vec![nobodys]),
        with(|commit| commit.listed = vec![lists_of_no_act]),
    ] {
        assert!(matches!(store.commit(commit).await, Err(StoreError::Engine(_))));
        assert_eq!(everything(&store).await, before);
    }
    let all = store.list_cases(&CaseFilter { limit: 9, ..CaseFilter::default() }).await.unwrap();
    assert_eq!(all, [case(1, 1).row]);
    assert_eq!(store.find_cursor("reminders").await.unwrap().unwrap().position, "1");
    assert_eq!(store.list_enrolments_of(number(1)).await.unwrap(), [enrolment(1, "kafaalat", 1, 1)]);
}

/// Within one commit, within one batch of commits and one after the other.
pub(crate) async fn versions_follow_upon_each_other(store: Arc<dyn Store>) {
    let version = |number: u32| {
        let mut write = case(1, 1);
        write.row.version = number;
        write.row.subject = number.to_string();
        write
    };
    let both = Commit { cases: vec![version(1), version(2)], ..Commit::default() };
    store.commit(both).await.unwrap();
    assert_eq!(store.find_case(id(1)).await.unwrap().unwrap().subject, "2");
    // Everybody at once wants to write the third: one does.
    let outcomes =
        join_all((0..20).map(|_| store.commit(Commit { cases: vec![version(3)], ..Commit::default() })))
            .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(store.count_cases(None).await.unwrap(), [("in_review".to_owned(), 1)]);
    assert_eq!(store.find_case(id(1)).await.unwrap().unwrap().version, 3);
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
