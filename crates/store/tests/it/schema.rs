//! Migrations, and what is there after closing and opening again.

use crate::{
    invented::{audit, citizen, number, registration, verified_texts},
    places::{Engine, Place},
};
use store::{Durability, Log, StoreConfig, StoreError};

#[tokio::test]
async fn what_was_queued_is_there_after_closing() {
    for engine in Engine::ALL {
        let place = Place::new(engine).await;
        let store = place.open().await;
        store.commit(registration(1)).await.unwrap();
        for turn in 0..50 {
            store.record_audit(vec![audit("officer", &turn.to_string())], Durability::Soon).await.unwrap();
        }
        store.close().await;
        let store = place.open().await;
        let texts = verified_texts(&store, Log::Audit).await;
        assert_eq!(texts[1..], (0..50).map(|turn| turn.to_string()).collect::<Vec<_>>(), "{engine:?}");
        assert_eq!(store.find_standing(citizen(1)).await.unwrap().unwrap().household, number(1));
        store.close().await;
    }
}

#[tokio::test]
async fn a_store_opens_only_after_its_migrations_and_these_run_once() {
    for engine in Engine::ALL {
        let place = Place::empty(engine).await;
        assert!(matches!(store::open(&place.config).await, Err(StoreError::Engine(_))), "{engine:?}");
        // Two programs at once, and once more.
        let (one, other) = tokio::join!(store::migrate(&place.config), store::migrate(&place.config));
        one.unwrap();
        other.unwrap();
        let store = place.open().await;
        store.commit(registration(1)).await.unwrap();
        store.close().await;
        store::migrate(&place.config).await.unwrap();
        let store = place.open().await;
        assert_eq!(store.count(None).await.unwrap().households, 1);
        store.close().await;
    }
}

#[tokio::test]
async fn addresses_that_lead_nowhere_are_told_without_their_password() {
    let mut config = StoreConfig::in_folder("/dev/null/nowhere");
    assert!(store::migrate(&config).await.is_err());
    for url in
        ["mysql://u:hunter2@h/d", "postgres://u:hunter2@127.0.0.1:1/d", "postgres://u:hunter2@h:port/d"]
    {
        config.database_url = Some(url.to_owned());
        let told = format!("{:?} {config:?}", store::open(&config).await.err().unwrap());
        assert!(!told.contains("hunter2"), "{told}");
    }
}
