//! A server that answers as each test says and remembers what it was asked; with a clock and ids that tests hold.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use exchange::{
    Limits,
    connect::{CitizenRegistryConfig, Kind, Secret},
};
use jiff::Timestamp;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use registry::{
    clock::Clock,
    identity::CitizenNumber,
    ids::{IdSource, RandomIds},
};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

/// What the server was asked.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) body: Value,
}

/// What the server answers: status, `Retry-After`, body.
pub(crate) struct Said(pub(crate) u16, pub(crate) Option<&'static str>, pub(crate) String);

/// A body with status 200.
pub(crate) fn ok(body: &Value) -> Said {
    Said(200, None, body.to_string())
}

type Play = dyn Fn(&Asked) -> Said + Send + Sync;

/// The server; it ends with the test.
pub(crate) struct Server {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    asked: Mutex<Vec<Asked>>,
    play: Box<Play>,
}

impl Server {
    pub(crate) async fn playing(play: impl Fn(&Asked) -> Said + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { asked: Mutex::default(), play: Box::new(play) });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let token = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
    let asked = Asked { path: uri.to_string(), token, body: serde_json::from_slice(&body).unwrap() };
    let Said(status, wait, body) = (shared.play)(&asked);
    shared.asked.lock().unwrap().push(asked);
    let mut headers = HeaderMap::new();
    if let Some(wait) = wait {
        headers.insert("retry-after", wait.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, body).into_response()
}

/// A clock that stands until it is moved.
pub(crate) struct HandClock(Mutex<Timestamp>);

impl HandClock {
    pub(crate) fn at(text: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(text.parse().unwrap())))
    }

    pub(crate) fn move_on(&self, wait: Duration) {
        *self.0.lock().unwrap() += wait;
    }
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) fn ids() -> Arc<dyn IdSource> {
    Arc::new(RandomIds::new(ChaCha8Rng::seed_from_u64(7)))
}

pub(crate) fn config(kind: Kind, url: &str) -> CitizenRegistryConfig {
    CitizenRegistryConfig {
        kind,
        url: url.to_owned(),
        sender: "nser.example".to_owned(),
        receiver: Some("civil.example".to_owned()),
        token: Some(Secret("token-1".to_owned())),
        secret: Some(Secret("secret-1".to_owned())),
        limits: Limits { answering: Duration::from_secs(5), answer_bytes: 100_000, ..Limits::default() },
        ..CitizenRegistryConfig::default()
    }
}

pub(crate) fn number(text: &str) -> CitizenNumber {
    text.parse().unwrap()
}

/// An identifier of the standard.
pub(crate) fn uin(number: &str) -> Value {
    json!({"identifier_type": "UIN", "identifier_value": number})
}
