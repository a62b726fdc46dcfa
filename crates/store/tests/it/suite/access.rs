//! People and systems that may enter.

use super::assert_conflict;
use crate::invented::{OTHER_TEHSIL, TEHSIL, area, at, id};
use std::sync::Arc;
use store::{Conflict, CredentialRow, SessionRow, Store, StoreError, UserRow};

fn user(number: u64, name: &str) -> UserRow {
    UserRow {
        id: id(number),
        name: name.to_owned(),
        password_hash: "$argon2id$invented".to_owned(),
        role: "officer".to_owned(),
        areas: vec![area(TEHSIL), area(OTHER_TEHSIL)],
        language: "ur".to_owned(),
        enabled: true,
        created: at(0),
    }
}

pub(crate) async fn users_are_kept_and_their_names_are_unique(store: Arc<dyn Store>) {
    store.add_user(user(1, "zahid")).await.unwrap();
    store.add_user(user(2, "amna")).await.unwrap();
    assert_conflict(store.add_user(user(3, "amna")).await, Conflict::Exists);
    assert_eq!(store.find_user("amna").await.unwrap(), Some(user(2, "amna")));
    assert_eq!(store.find_user("Amna").await.unwrap(), None);
    assert_eq!(store.get_user(id(3)).await.unwrap(), None);
    let changed =
        UserRow { areas: Vec::new(), enabled: false, role: "auditor".to_owned(), ..user(2, "amna bibi") };
    store.put_user(changed.clone()).await.unwrap();
    assert_eq!(store.get_user(id(2)).await.unwrap(), Some(changed.clone()));
    assert_eq!(store.list_users().await.unwrap(), [changed, user(1, "zahid")]);
    assert_conflict(store.put_user(user(2, "zahid")).await, Conflict::Exists);
}

fn session(secret: u8, user: u64, expires: i64) -> SessionRow {
    SessionRow {
        secret_hash: [secret; 32],
        user: id(user),
        csrf: "c0ffee".to_owned(),
        created: at(0),
        expires: at(expires),
    }
}

pub(crate) async fn sessions_end_alone_together_and_by_time(store: Arc<dyn Store>) {
    for number in 1..=2 {
        store.add_user(user(number, &number.to_string())).await.unwrap();
    }
    let sessions = [session(1, 1, 100), session(2, 1, 100), session(3, 2, 100), session(4, 2, 50)];
    for session in &sessions {
        store.add_session(session.clone()).await.unwrap();
    }
    assert_conflict(store.add_session(session(1, 2, 100)).await, Conflict::Exists);
    assert!(matches!(store.add_session(session(9, 9, 100)).await, Err(StoreError::Engine(_))));
    assert_eq!(store.find_session(&[1; 32]).await.unwrap(), Some(sessions[0].clone()));
    store.end_session(&[1; 32]).await.unwrap();
    store.end_session(&[1; 32]).await.unwrap();
    assert_eq!(store.find_session(&[1; 32]).await.unwrap(), None);
    store.end_sessions(id(1), at(50)).await.unwrap();
    let mut left = Vec::new();
    for secret in 1..=4 {
        left.extend(store.find_session(&[secret; 32]).await.unwrap());
    }
    assert_eq!(left, [sessions[2].clone()]);
}

fn credential(number: u8) -> CredentialRow {
    CredentialRow {
        id: id(number.into()),
        kind: "enumerator".to_owned(),
        label: format!("team {number}"),
        token_hash: [number; 32],
        areas: vec![area(TEHSIL)],
        language: "en".to_owned(),
        device: None,
        issued_by: "amna".to_owned(),
        created: at(number.into()),
        expires: at(1000),
        revoked: None,
    }
}

pub(crate) async fn credentials_are_found_bound_and_revoked(store: Arc<dyn Store>) {
    store.add_credential(credential(1)).await.unwrap();
    store.add_credential(credential(2)).await.unwrap();
    let same_token = CredentialRow { id: id(3), ..credential(1) };
    assert_conflict(store.add_credential(same_token).await, Conflict::Exists);
    assert_eq!(store.find_credential(&[1; 32]).await.unwrap(), Some(credential(1)));
    assert_eq!(store.find_credential(&[9; 32]).await.unwrap(), None);
    assert_eq!(store.list_credentials().await.unwrap(), [credential(2), credential(1)]);
    assert_eq!(store.bind_device(id(1), "tablet a").await.unwrap(), "tablet a");
    assert_eq!(store.bind_device(id(1), "tablet b").await.unwrap(), "tablet a");
    assert!(matches!(store.bind_device(id(9), "tablet").await, Err(StoreError::Engine(_))));
    store.revoke_credential(id(1), at(5)).await.unwrap();
    store.revoke_credential(id(1), at(9)).await.unwrap();
    let revoked = store.find_credential(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((revoked.revoked, revoked.device.as_deref()), (Some(at(5)), Some("tablet a")));
}
