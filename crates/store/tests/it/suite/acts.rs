//! Acts and their lists, what households are told, and recurring work.

use super::assert_conflict;
use crate::invented::{act, at, household, household_only, id, number};
use futures_util::future::join_all;
use jiff::civil::{Date, date};
use registry::ids::ActId;
use std::sync::Arc;
use store::{ActRow, Commit, Conflict, CursorRow, CursorStep, ListedRow, NoticeRow, Store};

/// A step of recurring work.
pub(crate) fn step(work: &str, from: Option<&str>, to: &str) -> CursorStep {
    CursorStep { work: work.to_owned(), from: from.map(str::to_owned), to: to.to_owned(), at: at(3) }
}

fn listed(act: ActId, household: u64, rank: u64) -> ListedRow {
    ListedRow {
        act,
        household: number(household),
        rank,
        score: (rank > 1).then_some(1_000),
        note: "{}".to_owned(),
    }
}

pub(crate) async fn acts_and_their_lists_are_kept(store: Arc<dyn Store>) {
    for ordinal in 0..6 {
        store.commit(household_only(household(ordinal))).await.unwrap();
    }
    let (flood, other) = (act(1, "emergency"), act(2, "renewal"));
    let together = Commit {
        acts: vec![other.clone(), flood.clone()],
        listed: vec![listed(flood.id, 3, 2), listed(flood.id, 1, 1)],
        ..Commit::default()
    };
    store.commit(together).await.unwrap();
    let more =
        vec![listed(flood.id, 1, 7), listed(flood.id, 5, 3), listed(flood.id, 5, 4), listed(other.id, 5, 1)];
    store.commit(Commit { listed: more, ..Commit::default() }).await.unwrap();
    let adopted = ActRow { version: 2, state: "adopted".to_owned(), ..flood.clone() };
    store.commit(Commit { acts: vec![adopted.clone()], ..Commit::default() }).await.unwrap();

    assert_eq!(store.find_act(flood.id).await.unwrap(), Some(adopted.clone()));
    assert_eq!(store.find_act(id(9)).await.unwrap(), None);
    assert_eq!(store.list_acts(None).await.unwrap(), [other.clone(), adopted.clone()]);
    assert_eq!(store.list_acts(Some("emergency")).await.unwrap(), [adopted]);
    let whole = [listed(flood.id, 1, 1), listed(flood.id, 3, 2), listed(flood.id, 5, 3)];
    assert_eq!(store.list_listed(flood.id, 0, 10).await.unwrap(), whole);
    assert_eq!(store.list_listed(flood.id, 1, 1).await.unwrap(), whole[1..2]);
    assert_eq!(store.list_listed(id(9), 0, 10).await.unwrap(), []);
    assert_eq!(store.count_listed(flood.id).await.unwrap(), 3);
    assert_eq!(store.count_listed(id(9)).await.unwrap(), 0);
    let of = store.list_listed_of(number(5)).await.unwrap();
    assert_eq!(of.len(), 2);
    assert!(of.contains(&listed(other.id, 5, 1)) && of.contains(&whole[2]));
}

pub(crate) async fn a_household_is_told_a_thing_once(store: Arc<dyn Store>) {
    for ordinal in [1, 2] {
        store.commit(household_only(household(ordinal))).await.unwrap();
    }
    let notice = |household: u64, kind: &str, on: Date, seconds: i64| NoticeRow {
        household: number(household),
        kind: kind.to_owned(),
        on,
        written: at(seconds),
        document: format!("{{\"written\": {seconds}}}"),
    };
    let tell = |notices: Vec<NoticeRow>| {
        let store = store.clone();
        async move { store.commit(Commit { notices, ..Commit::default() }).await.unwrap() }
    };
    let (march, april) = (date(2026, 3, 1), date(2026, 4, 1));
    tell(vec![notice(1, "due", march, 1), notice(1, "due", march, 2), notice(2, "due", march, 1)]).await;
    tell(vec![notice(1, "due", march, 3), notice(1, "lapsed", april, 3), notice(1, "due", april, 3)]).await;
    assert_eq!(
        store.list_notices_of(number(1)).await.unwrap(),
        [notice(1, "due", april, 3), notice(1, "lapsed", april, 3), notice(1, "due", march, 1)]
    );
    let count = |kind: &str, on, number| (kind.to_owned(), on, number);
    assert_eq!(
        store.count_notices(march, april).await.unwrap(),
        [count("due", march, 2), count("due", april, 1), count("lapsed", april, 1)]
    );
    assert_eq!(store.count_notices(march, date(2026, 3, 31)).await.unwrap(), [count("due", march, 2)]);
    assert_eq!(store.count_notices(date(2026, 3, 2), date(2026, 3, 31)).await.unwrap(), []);
}

pub(crate) async fn recurring_work_moves_on_once(store: Arc<dyn Store>) {
    let move_on = |step: CursorStep| {
        let store = store.clone();
        async move { store.commit(Commit { cursor: Some(step), ..Commit::default() }).await }
    };
    assert_eq!(store.find_cursor("calendar:reminders").await.unwrap(), None);
    move_on(step("calendar:reminders", None, "{\"day\": 1}")).await.unwrap();
    move_on(step("calendar:lapses", None, "1")).await.unwrap();
    move_on(step("verification", None, "1")).await.unwrap();
    // Several processes take the same step: one of them does it.
    let step_two = || step("calendar:reminders", Some("{\"day\": 1}"), "2");
    let outcomes = join_all((0..10).map(|_| move_on(step_two()))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_conflict(move_on(step_two()).await, Conflict::CursorMoved);
    let row = |work: &str, position: &str| CursorRow {
        work: work.to_owned(),
        position: position.to_owned(),
        moved: at(3),
    };
    assert_eq!(store.find_cursor("calendar:reminders").await.unwrap(), Some(row("calendar:reminders", "2")));
    assert_eq!(
        store.list_cursors("calendar:").await.unwrap(),
        [row("calendar:lapses", "1"), row("calendar:reminders", "2")]
    );
    assert_eq!(store.list_cursors("").await.unwrap().len(), 3);
}
