//! Later work.

use crate::invented::{at, id, job};
use futures_util::future::join_all;
use registry::ids::JobId;
use std::{collections::BTreeSet, sync::Arc};
use store::{Commit, JobRow, Store};

async fn put(store: &Arc<dyn Store>, jobs: Vec<JobRow>) {
    store.commit(Commit { jobs, ..Commit::default() }).await.unwrap();
}

pub(crate) async fn two_workers_never_get_the_same_job(store: Arc<dyn Store>) {
    put(&store, (0..50).map(|number| job(number, at(0))).collect()).await;
    let workers = (0..2).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut claimed = Vec::new();
            while let Some(job) = store.claim_job(at(10), at(1000)).await.unwrap() {
                claimed.push(job.id);
            }
            claimed
        })
    });
    let claimed: Vec<Vec<JobId>> = join_all(workers).await.into_iter().map(Result::unwrap).collect();
    let all: Vec<JobId> = claimed.concat();
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (50, 50));
}

pub(crate) async fn a_job_comes_again_until_it_is_finished(store: Arc<dyn Store>) {
    put(&store, vec![job(2, at(20)), job(1, at(10)), job(3, at(500))]).await;
    assert_eq!(store.claim_job(at(9), at(100)).await.unwrap(), None);
    let first = store.claim_job(at(30), at(100)).await.unwrap().unwrap();
    assert_eq!(first, JobRow { due: at(100), attempts: 1, ..job(1, at(10)) });
    let second = store.claim_job(at(30), at(200)).await.unwrap().unwrap();
    assert_eq!(second.id, id(2));
    assert_eq!(store.claim_job(at(99), at(200)).await.unwrap(), None);
    let again = store.claim_job(at(100), at(300)).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (id(1), 2));
    store.finish_job(id(1)).await.unwrap();
    store.finish_job(id(1)).await.unwrap();
    store.finish_job(id(2)).await.unwrap();
    assert_eq!(store.claim_job(at(499), at(1000)).await.unwrap(), None);
    assert_eq!(store.claim_job(at(500), at(1000)).await.unwrap().unwrap().id, id(3));
}

pub(crate) async fn a_failed_job_comes_later_or_never(store: Arc<dyn Store>) {
    put(&store, vec![job(1, at(0))]).await;
    store.claim_job(at(0), at(10)).await.unwrap().unwrap();
    store.fail_job(id(1), "registry down", Some(at(50))).await.unwrap();
    assert_eq!(store.claim_job(at(49), at(60)).await.unwrap(), None);
    assert_eq!(store.claim_job(at(50), at(60)).await.unwrap().unwrap().attempts, 2);
    store.fail_job(id(1), "given up", None).await.unwrap();
    assert_eq!(store.claim_job(at(100_000), at(100_001)).await.unwrap(), None);
}

/// Recurring work makes the id of a job from its occasion.
pub(crate) async fn a_job_put_in_twice_is_one_job(store: Arc<dyn Store>) {
    put(&store, vec![job(1, at(0)), job(1, at(5))]).await;
    put(&store, vec![job(1, at(9)), job(2, at(9))]).await;
    let claimed = store.claim_job(at(10), at(100)).await.unwrap().unwrap();
    assert_eq!((claimed.id, claimed.attempts), (id(1), 1));
    // Under way, it is not put in anew either.
    put(&store, vec![job(1, at(9))]).await;
    assert_eq!(store.claim_job(at(10), at(100)).await.unwrap().unwrap().id, id(2));
    assert_eq!(store.claim_job(at(10), at(100)).await.unwrap(), None);
}

pub(crate) async fn jobs_that_wait_and_that_failed_are_counted(store: Arc<dyn Store>) {
    assert_eq!(store.count_jobs().await.unwrap(), []);
    let other = JobRow { kind: "verify".to_owned(), ..job(4, at(0)) };
    put(&store, vec![job(1, at(0)), job(2, at(1)), job(3, at(2)), other]).await;
    store.claim_job(at(0), at(10)).await.unwrap().unwrap();
    store.fail_job(id(2), "given up", None).await.unwrap();
    let expected = [("notify".to_owned(), 2, 1), ("verify".to_owned(), 1, 0)];
    assert_eq!(store.count_jobs().await.unwrap(), expected);
    store.finish_job(id(4)).await.unwrap();
    assert_eq!(store.count_jobs().await.unwrap(), expected[..1]);
}
