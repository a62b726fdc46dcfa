//! The audit log, and the end of a store.

use crate::invented::{audit, citizen, household, household_only, number, verified_texts};
use std::{sync::Arc, time::Duration};
use store::{Durability, Log, Store, StoreError};

pub(crate) async fn audit_entries_keep_their_order_and_their_bytes(store: Arc<dyn Store>) {
    let first = vec![audit("officer", "{ \"read\" : 1 }"), audit("api", "دو")];
    store.record_audit(first, Durability::Now).await.unwrap();
    store.record_audit(vec![audit("officer", "3")], Durability::Now).await.unwrap();
    store.record_audit(Vec::new(), Durability::Now).await.unwrap();
    assert_eq!(verified_texts(&store, Log::Audit).await, ["{ \"read\" : 1 }", "دو", "3"]);
    let listed = |actor, skip, limit| {
        let store = store.clone();
        async move {
            let rows = store.list_audit(actor, skip, limit).await.unwrap();
            rows.into_iter().map(|row| row.position).collect::<Vec<_>>()
        }
    };
    assert_eq!(listed(None, 0, 10).await, [3, 2, 1]);
    assert_eq!(listed(None, 1, 1).await, [2]);
    assert_eq!(listed(Some("officer"), 0, 10).await, [3, 1]);
    assert_eq!(listed(Some("officer"), 1, 10).await, [1]);
    assert!(listed(Some("nobody"), 0, 10).await.is_empty());
    assert_eq!(store.log_head(Log::Changes).await.unwrap().0, 0);
    let after: Vec<u64> =
        store.read_log(Log::Audit, 1, 10).await.unwrap().iter().map(|row| row.position).collect();
    assert_eq!(after, [2, 3]);
}

pub(crate) async fn entries_that_may_wait_are_there_within_a_moment(store: Arc<dyn Store>) {
    for turn in 0..200 {
        store.record_audit(vec![audit("officer", &turn.to_string())], Durability::Soon).await.unwrap();
    }
    // Whatever comes with a commit stands after what was queued before it.
    let after = store::Commit { audit: vec![audit("officer", "commit")], ..household_only(household(1)) };
    store.commit(after).await.unwrap();
    store.record_audit(vec![audit("officer", "last")], Durability::Soon).await.unwrap();
    while store.log_head(Log::Audit).await.unwrap().0 < 202 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let expected: Vec<String> =
        (0..200).map(|turn| turn.to_string()).chain(["commit".to_owned(), "last".to_owned()]).collect();
    assert_eq!(verified_texts(&store, Log::Audit).await, expected);
}

pub(crate) async fn closing_writes_what_was_queued_and_ends_everything(store: Arc<dyn Store>) {
    store.record_audit(vec![audit("officer", "queued")], Durability::Soon).await.unwrap();
    store.close().await;
    store.close().await;
    assert!(matches!(store.find_standing(citizen(1)).await, Err(StoreError::Engine(_))));
    assert!(matches!(store.list_households(None, 0, 1).await, Err(StoreError::Engine(_))));
    assert!(matches!(store.commit(household_only(household(1))).await, Err(StoreError::Engine(_))));
    assert!(matches!(store.set_form_open("household", true).await, Err(StoreError::Engine(_))));
    let late = store.record_audit(vec![audit("officer", "late")], Durability::Soon).await;
    assert!(matches!(late, Err(StoreError::Engine(_))));
    assert!(store.ping().await.is_err());
    // That it was written is seen by opening the place again: `schema::what_was_queued_is_there_after_closing`.
    assert!(store.find_household(number(1)).await.is_err());
}

pub(crate) async fn a_text_that_cannot_be_kept_is_refused_at_once(store: Arc<dyn Store>) {
    for durability in [Durability::Now, Durability::Soon] {
        let zero = store.record_audit(vec![audit("officer", "a\0b")], durability).await;
        assert!(matches!(zero, Err(StoreError::Engine(_))));
    }
    store.record_audit(vec![audit("officer", "after")], Durability::Now).await.unwrap();
    assert_eq!(verified_texts(&store, Log::Audit).await, ["after"]);
}
