//! What was acknowledged survives: a program killed in the middle of a stream of commits, and a server that loses its
//! power.

use crate::{
    invented::{citizen, number, registration, verified_texts},
    places::{Engine, Place},
};
use futures_util::future::join_all;
use std::{
    io::{BufRead, BufReader},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use store::{Log, Store, StoreConfig};
use testkit::postgres::Cluster;

/// Tells the child what to write to; it runs as a test of this same program.
const PLACE: &str = "NSER_TEST_WRITER_PLACE";
const ACKNOWLEDGED: &str = "acknowledged ";

#[test]
#[ignore = "the child of the test below"]
fn child_that_writes_until_it_is_killed() {
    #[expect(clippy::disallowed_methods, reason = "the only way past the test harness to its tests")]
    let place = std::env::var(PLACE).expect("run by its parent only");
    let mut config = StoreConfig::in_folder(&place);
    config.database_url = place.starts_with("postgres").then_some(place);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store::open(&config).await.unwrap();
        write_for_ever(&store, 8).await;
    });
}

/// Registers households with so many writers at once and prints each as it is acknowledged.
async fn write_for_ever(store: &Arc<dyn Store>, writers: u64) {
    let next = AtomicU64::new(0);
    let writers = (0..writers).map(|_| async {
        loop {
            let ordinal = next.fetch_add(1, Ordering::Relaxed);
            store.commit(registration(ordinal)).await.unwrap();
            println!("{ACKNOWLEDGED}{ordinal}");
        }
    });
    join_all(writers).await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    for engine in Engine::ALL {
        let place = Place::new(engine).await;
        let folder = place.config.data.to_str().unwrap();
        let (mut child, lines) = start_child(place.config.database_url.as_deref().unwrap_or(folder));
        let acknowledged = tokio::task::spawn_blocking(move || {
            let mut acknowledged = acknowledgements(lines);
            let mut seen: Vec<u64> = acknowledged.by_ref().take(60).collect();
            child.kill().unwrap();
            seen.extend(acknowledged);
            child.wait().unwrap();
            seen
        });
        let acknowledged = acknowledged.await.unwrap();
        assert!(acknowledged.len() >= 60, "{engine:?}: the child ended by itself");
        let store = place.open().await;
        assert_all_there(&store, &acknowledged).await;
        // And the registry goes on.
        store.commit(registration(1_000_000)).await.unwrap();
        verified_texts(&store, Log::Changes).await;
        store.close().await;
    }
}

fn start_child(place: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "kill::child_that_writes_until_it_is_killed", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    (child, lines)
}

/// A line cut off by the kill was not acknowledged.
fn acknowledgements(mut lines: BufReader<ChildStdout>) -> impl Iterator<Item = u64> {
    let whole = std::iter::from_fn(move || {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        line.ends_with('\n').then_some(line)
    });
    whole.filter_map(|line| line.trim_end().split_once(ACKNOWLEDGED)?.1.parse().ok())
}

/// Also that what was not acknowledged is there whole or not at all.
async fn assert_all_there(store: &Arc<dyn Store>, acknowledged: &[u64]) {
    let entries = verified_texts(store, Log::Changes).await;
    assert_eq!(verified_texts(store, Log::Audit).await.len(), entries.len());
    let counts = store.count(None).await.unwrap();
    assert_eq!((counts.households, counts.submissions[0].1), (entries.len() as u64, entries.len() as u64));
    for &ordinal in acknowledged {
        assert_eq!(store.list_entries(number(ordinal)).await.unwrap().len(), 1, "{ordinal}");
        assert!(store.find_submission(&format!("uuid:{ordinal}")).await.unwrap().is_some(), "{ordinal}");
        assert!(store.find_standing(citizen(ordinal)).await.unwrap().is_some(), "{ordinal}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_power_cut_of_the_server() {
    let mut cluster = Cluster::start();
    let mut config = StoreConfig::in_folder("");
    config.database_url = Some(cluster.database_url());
    store::migrate(&config).await.unwrap();
    let store = store::open(&config).await.unwrap();
    // Writers that go on until everything is in, through a crash in the middle: what is refused as there already was
    // kept although its acknowledgement was lost.
    let crash = Arc::new(AtomicU64::new(0));
    let writers = (0..8_u64).map(|writer| {
        let (store, written) = (store.clone(), crash.clone());
        tokio::spawn(async move {
            for turn in 0..40 {
                let ordinal = writer * 40 + turn;
                loop {
                    match store.commit(registration(ordinal)).await {
                        Ok(()) | Err(store::StoreError::Conflict(_)) => break,
                        Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                    }
                }
                written.fetch_add(1, Ordering::Relaxed);
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    while crash.load(Ordering::Relaxed) < 50 {
        tokio::task::yield_now().await;
    }
    // Connections that look-ups share are lost as well, and must come back.
    for ordinal in 0..8 {
        store.find_standing(citizen(ordinal)).await.unwrap();
    }
    tokio::task::block_in_place(|| {
        cluster.crash();
        cluster.restart();
    });
    for writer in writers {
        writer.await.unwrap();
    }
    let all: Vec<u64> = (0..320).collect();
    assert_eq!(verified_texts(&store, Log::Changes).await.len(), 320);
    assert_all_there(&store, &all).await;
    store.close().await;
}
