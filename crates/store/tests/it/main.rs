//! Both engines keep the promises of `store::Store`: the same checks on SQLite and PostgreSQL.

#[cfg(test)]
mod earlier;
#[cfg(test)]
mod invented;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod places;
#[cfg(test)]
mod processes;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod suite;

use places::{Engine, Place};
use recording::Recording;
use std::{collections::BTreeSet, sync::Arc};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_keeps_every_promise() {
    keeps_every_promise(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_every_promise() {
    keeps_every_promise(Engine::Postgres).await;
}

/// Runs every check on an empty registry of its own, and sees to it that together they called every method.
async fn keeps_every_promise(engine: Engine) {
    let called = recording::Called::default();
    let mut checks = JoinSet::new();
    for &(name, check) in suite::CHECKS {
        let called = called.clone();
        checks.spawn(async move {
            let place = Place::new(engine).await;
            let store = Arc::new(Recording::of(place.open().await, called));
            let outcome = tokio::spawn(check(store.clone())).await;
            store.close().await;
            outcome.err().map(|fault| format!("{name}: {fault}"))
        });
    }
    let failed: Vec<String> = checks.join_all().await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{engine:?}: {failed:#?}");
    assert_eq!(called.names(), methods(), "a method of the store that no check calls, or one that is gone");
}

/// The methods of the trait, read from its source.
fn methods() -> BTreeSet<String> {
    let source = include_str!("../../src/lib.rs");
    let (_, body) = source.split_once("pub trait Store").unwrap_or_default();
    let names = body.split("async fn ").skip(1).filter_map(|rest| rest.split('(').next());
    names.map(str::to_owned).collect()
}

use store::Store as _;
