//! Several programs on one registry at the same time.

use crate::{
    invented::{audit, number, registration, verified_texts},
    places::{Engine, Place},
};
use futures_util::future::join_all;
use std::collections::BTreeSet;
use store::{Conflict, Durability, Log, StoreError};

/// Two stores on one place know nothing of each other, as two processes would not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_write_one_sound_chain() {
    for engine in Engine::ALL {
        let place = Place::new(engine).await;
        let stores = [place.open().await, place.open().await];
        let writers = (0..40_u64).map(|turn| {
            let store = stores[usize::try_from(turn % 2).unwrap()].clone();
            async move {
                store.commit(registration(turn)).await.unwrap();
                store.record_audit(vec![audit("officer", "soon")], Durability::Soon).await.unwrap();
            }
        });
        join_all(writers).await;
        // Both register the same household: one of them is late.
        let (one, other) =
            tokio::join!(stores[0].commit(registration(99)), stores[1].commit(registration(99)));
        let refused = [one, other].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert_eq!(refused, [StoreError::Conflict(Conflict::SubmissionExists)], "{engine:?}");
        stores[0].close().await;
        stores[1].close().await;

        let store = place.open().await;
        let texts: BTreeSet<String> = verified_texts(&store, Log::Changes).await.into_iter().collect();
        assert_eq!(texts.len(), 41, "{engine:?}");
        assert_eq!(verified_texts(&store, Log::Audit).await.len(), 81);
        for ordinal in 0..40 {
            assert_eq!(store.list_entries(number(ordinal)).await.unwrap().len(), 1);
        }
        store.close().await;
    }
}
