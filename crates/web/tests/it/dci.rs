//! Callbacks of the citizen registry: nobody without its token, everything kept before it is acknowledged.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use operations::credentials::CredentialKind;
use registry::{
    citizen::{LifeEvent, LifeEventKind},
    clock::Clock,
};
use serde_json::Value;
use std::sync::Arc;
use testkit::{citizens::Citizens, registries::Fixture};
use tower::ServiceExt;
use web::{App, Settings, wording::Wording};

const CALLBACKS: [&str; 4] = ["notify", "on-search", "on-subscribe", "on-unsubscribe"];

async fn router(fixture: &Fixture) -> Router {
    let registry = fixture.reopen_with(Citizens::new(&fixture.clock, 10), 5).await;
    web::router(App::new(registry, Settings::default(), Wording::load(), String::new))
}

async fn post(router: &Router, path: &str, bearer: Option<&str>, body: Vec<u8>) -> (StatusCode, Value) {
    let mut request = Request::post(path);
    if let Some(token) = bearer {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn notice(fixture: &Fixture, reference: &str) -> Vec<u8> {
    let event = LifeEvent {
        source: "dci:crvs".to_owned(),
        reference: reference.to_owned(),
        on: fixture.clock.today(),
        received: fixture.clock.now(),
        kind: LifeEventKind::Death { person: "9000000000011".parse().unwrap() },
    };
    Citizens::notice(&[event])
}

#[tokio::test]
async fn nobody_sends_notices_without_the_token_of_a_system() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture).await;
    let tablet = fixture.issue(CredentialKind::Enumerator, "tablet", &[]).await;
    let asking = fixture.issue(CredentialKind::Api, "8171 gateway", &[]).await;
    let nobodys = "0".repeat(64);
    for callback in CALLBACKS {
        for token in [None, Some(nobodys.as_str()), Some(tablet.as_str()), Some(asking.as_str())] {
            let body = notice(&fixture, "d-1");
            let mut answers =
                vec![post(&router, &format!("/dci/registry/{callback}"), token, body.clone()).await];
            if let Some(token) = token {
                answers.push(post(&router, &format!("/dci/k/{token}/registry/{callback}"), None, body).await);
            }
            for (status, answer) in answers {
                assert_eq!(status, StatusCode::UNAUTHORIZED, "{callback}: {answer}");
                assert_eq!(answer["message"]["ack_status"], "NACK");
                assert_eq!(answer["message"]["error"]["code"], "err.request.unauthorized");
            }
        }
    }
    assert!(fixture.registry.store().find_life_event("dci:crvs", "d-1").await.unwrap().is_none());
}

#[tokio::test]
async fn a_notice_is_kept_before_it_is_acknowledged_and_once_however_often_it_comes() {
    for fixture in Fixture::both().await {
        let router = router(&fixture).await;
        let token = fixture.issue(CredentialKind::CitizenRegistry, "citizen registry", &[]).await;
        let in_path = format!("/dci/k/{token}/registry/notify");
        for (path, bearer) in [("/dci/registry/notify", Some(token.as_str())), (in_path.as_str(), None)] {
            let (status, answer) = post(&router, path, bearer, notice(&fixture, "d-2")).await;
            assert_eq!(
                (status, &answer["message"]["ack_status"]),
                (StatusCode::OK, &"ACK".into()),
                "{answer}"
            );
        }
        let kept = fixture.registry.store().list_life_events(None, 0, 10).await.unwrap();
        assert_eq!(kept.len(), 1, "{}", fixture.engine);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_not_acknowledged() {
    let fixture = Fixture::sqlite().await;
    let router = router(&fixture).await;
    let token = fixture.issue(CredentialKind::CitizenRegistry, "citizen registry", &[]).await;
    let send = |callback: &str, body: &[u8]| {
        let (router, path, body) = (router.clone(), format!("/dci/registry/{callback}"), body.to_vec());
        let token = token.clone();
        async move { post(&router, &path, Some(&token), body).await }
    };
    for (callback, body) in
        [("notify", "not JSON"), ("on-subscribe", "not JSON"), ("on-subscribe", "{}"), ("on-search", "{}")]
    {
        let (status, answer) = send(callback, body.as_bytes()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{callback} {body}: {answer}");
        assert_eq!(answer["message"]["ack_status"], "NACK", "{callback} {body}");
    }
    let subscribed = br#"{"header": {}, "message": {"subscribe_response": []}}"#;
    assert_eq!(send("on-subscribe", subscribed).await.0, StatusCode::OK);
    assert_eq!(send("notify", &vec![b' '; 9_000_000]).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn without_a_citizen_registry_no_notice_is_taken() {
    let fixture = Fixture::sqlite().await;
    let app = App::new(Arc::clone(&fixture.registry), Settings::default(), Wording::load(), String::new);
    let token = fixture.issue(CredentialKind::CitizenRegistry, "citizen registry", &[]).await;
    let (status, answer) =
        post(&web::router(app), "/dci/registry/notify", Some(&token), notice(&fixture, "d-3")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
}
