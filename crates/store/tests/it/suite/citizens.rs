//! What the citizen registry and the civil register said.

use crate::invented::{at, citizen, household, household_only, id, life_event, number};
use std::sync::Arc;
use store::{Commit, LifeEventRow, Store, VerificationRow};

fn verification(ordinal: u64, household: u64, seconds: i64, outcome: &str) -> VerificationRow {
    VerificationRow {
        number: citizen(ordinal),
        person: id(ordinal),
        household: number(household),
        at: at(seconds),
        expires: at(seconds + 1_000),
        outcome: outcome.to_owned(),
        document: format!("{{\"at\": {seconds}}}"),
    }
}

pub(crate) async fn the_latest_answer_about_a_number_counts(store: Arc<dyn Store>) {
    for ordinal in [1, 2] {
        store.commit(household_only(household(ordinal))).await.unwrap();
    }
    let say = |verifications: Vec<VerificationRow>| {
        let store = store.clone();
        async move { store.commit(Commit { verifications, ..Commit::default() }).await.unwrap() }
    };
    let (late, early) = (verification(1, 1, 20, "match"), verification(1, 1, 10, "mismatch"));
    say(vec![late.clone()]).await;
    say(vec![early.clone(), verification(2, 2, 5, "not_held")]).await;
    let mut found =
        store.find_verifications(&[citizen(2), citizen(1), citizen(3), citizen(1)]).await.unwrap();
    found.sort_unstable_by_key(|row| row.number.as_u64());
    assert_eq!(found, [late.clone(), verification(2, 2, 5, "not_held")]);
    assert_eq!(store.find_verifications(&[]).await.unwrap(), []);
    assert_eq!(store.list_verifications_of(number(1)).await.unwrap(), [late, early]);
    // Of two answers of one moment the one that came last counts.
    let corrected = VerificationRow { outcome: "match".to_owned(), ..verification(2, 2, 5, "") };
    say(vec![corrected.clone()]).await;
    assert_eq!(store.find_verifications(&[citizen(2)]).await.unwrap(), [corrected]);
    assert_eq!(store.list_verifications_of(number(2)).await.unwrap().len(), 2);
}

pub(crate) async fn notices_of_the_civil_register_are_kept_and_listed(store: Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    let put = |life_events: Vec<LifeEventRow>| {
        let store = store.clone();
        async move { store.commit(Commit { life_events, ..Commit::default() }).await.unwrap() }
    };
    let first = life_event("1");
    let second = LifeEventRow { received: at(5), ..life_event("2") };
    let other = LifeEventRow { source: "nadra".to_owned(), received: at(5), ..life_event("1") };
    put(vec![second.clone(), other.clone()]).await;
    put(vec![first.clone()]).await;
    assert_eq!(store.find_life_event("crvs", "1").await.unwrap(), Some(first.clone()));
    assert_eq!(store.find_life_event("nadra", "1").await.unwrap(), Some(other.clone()));
    assert_eq!(store.find_life_event("nadra", "2").await.unwrap(), None);
    let applied = LifeEventRow {
        version: 2,
        state: "applied".to_owned(),
        household: Some(number(1)),
        document: "{}".to_owned(),
        ..second
    };
    put(vec![applied.clone()]).await;
    assert_eq!(store.find_life_event("crvs", "2").await.unwrap(), Some(applied.clone()));
    let all = store.list_life_events(None, 0, 10).await.unwrap();
    assert_eq!(all, [other.clone(), applied.clone(), first.clone()]);
    assert_eq!(store.list_life_events(None, 1, 1).await.unwrap(), [applied]);
    assert_eq!(store.list_life_events(Some("waiting"), 0, 10).await.unwrap(), [other, first.clone()]);
    assert_eq!(store.list_life_events(Some("waiting"), 1, 10).await.unwrap(), [first]);
}
