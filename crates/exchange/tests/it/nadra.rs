//! The NADRA-style client: sessions, codes, quotas.

use crate::server::{Asked, HandClock, Said, Server, config, ids, number, ok};
use exchange::{
    citizen_registry::{CitizenRegistry, Outage, Reply},
    connect::{Kind, connect},
};
use serde_json::{Value, json};
use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

const HELD: &str = "9120212345671";

fn client(server: &Server, clock: &Arc<HandClock>) -> Arc<dyn CitizenRegistry> {
    let config = config(Kind::Nadra, &format!("{}/nadra", server.url));
    connect(&config, Arc::clone(clock) as _, ids()).unwrap().unwrap()
}

fn clock() -> Arc<HandClock> {
    // Eleven in the evening in Pakistan.
    HandClock::at("2027-03-01T18:00:00Z")
}

fn session(id: usize) -> Said {
    ok(&json!({"code": "100", "session_id": format!("s-{id}"), "expires_seconds": 600}))
}

fn code(code: &str) -> Said {
    ok(&json!({"code": code, "message": "as arranged for 9120212345671"}))
}

fn held(asked: &Asked) -> Said {
    let citizen =
        json!({"citizen_number": asked.body["citizen_number"], "name": "Amina Bibi", "gender": "female"});
    ok(&json!({"code": 100, "message": "successful", "citizen": citizen}))
}

/// A server whose look-ups answer as told; sessions are numbered.
async fn answering(verisys: impl Fn(&Asked) -> Said + Send + Sync + 'static) -> Server {
    let sessions = AtomicUsize::new(0);
    Server::playing(move |asked| match asked.path.as_str() {
        "/nadra/session" => session(sessions.fetch_add(1, Ordering::SeqCst)),
        "/nadra/verisys" => verisys(asked),
        _ => Said(404, None, String::new()),
    })
    .await
}

#[tokio::test]
async fn one_session_serves_many_calls_until_shortly_before_its_end() {
    let (server, clock) = (answering(held).await, clock());
    let client = client(&server, &clock);
    for _ in 0..3 {
        let replies = client.look_up(&[number(HELD)]).await.unwrap();
        assert!(matches!(&replies[..], [Reply::Held(record)] if record.number == number(HELD)));
    }
    let log_in = &server.asked()[0].body;
    assert_eq!(
        *log_in,
        json!({"franchise_id": "nser.example", "user": "nser.example", "secret": "secret-1"})
    );
    clock.move_on(Duration::from_secs(569));
    client.look_up(&[number(HELD)]).await.unwrap();
    assert_eq!(sessions_used(&server), ["s-0"]);
    clock.move_on(Duration::from_secs(1));
    client.look_up(&[number(HELD)]).await.unwrap();
    assert_eq!(sessions_used(&server), ["s-0", "s-1"]);
    let transactions: HashSet<Value> =
        calls(&server).into_iter().map(|call| call["transaction_id"].clone()).collect();
    assert_eq!(transactions.len(), 5, "each call has a transaction of its own");
}

fn calls(server: &Server) -> Vec<Value> {
    server
        .asked()
        .into_iter()
        .filter(|asked| asked.path == "/nadra/verisys")
        .map(|asked| asked.body)
        .collect()
}

fn sessions_used(server: &Server) -> Vec<String> {
    let mut used: Vec<String> =
        calls(server).iter().map(|call| call["session_id"].as_str().unwrap().to_owned()).collect();
    used.dedup();
    used
}

#[tokio::test]
async fn a_session_that_is_over_is_renewed_and_the_question_asked_once_more() {
    for over in ["104", "201", "202"] {
        let server =
            answering(move |asked| if asked.body["session_id"] == "s-0" { code(over) } else { held(asked) })
                .await;
        let replies = client(&server, &clock()).look_up(&[number(HELD)]).await.unwrap();
        assert!(matches!(replies[..], [Reply::Held(_)]), "{over}");
        assert_eq!(sessions_used(&server), ["s-0", "s-1"]);
    }
    let server = answering(|_| code("201")).await;
    assert!(matches!(client(&server, &clock()).look_up(&[number(HELD)]).await, Err(Outage::Down(_))));
    assert_eq!(calls(&server).len(), 2, "no more than twice");
}

#[tokio::test]
async fn codes_become_replies_and_outages() {
    let is = |expected: &'static str| {
        move |result: &Result<Vec<Reply>, Outage>| {
            let kind = match result {
                Ok(replies) => match &replies[..] {
                    [Reply::Held(_)] => "held",
                    [Reply::NotHeld] => "not held",
                    _ => "faulty",
                },
                Err(Outage::Down(_)) => "down",
                Err(Outage::Quota(wait)) if *wait == Duration::from_hours(1) => "until midnight",
                Err(Outage::Quota(wait)) if *wait == Duration::from_hours(10) => "until nine",
                Err(Outage::Quota(_)) => "quota",
                Err(Outage::Refused(_)) => "refused",
            };
            kind == expected
        }
    };
    for (said, expected) in [
        ("142", "not held"),
        ("107", "not held"),
        ("119", "faulty"),
        ("318", "until midnight"),
        ("300", "until nine"),
        ("317", "refused"),
        ("106", "refused"),
        ("108", "down"),
        ("109", "down"),
        ("999", "down"),
        ("none", "down"),
    ] {
        let server = answering(move |_| code(said)).await;
        let result = client(&server, &clock()).look_up(&[number(HELD)]).await;
        assert!(is(expected)(&result), "{said}: {result:?}");
        assert!(!format!("{result:?}").contains("91202"), "no personal data");
    }
}

#[tokio::test]
async fn a_record_of_somebody_else_or_none_is_a_fault() {
    let wrong = json!({"code": "100", "citizen": {"citizen_number": "9120212345679"}});
    for body in [wrong, json!({"code": "100"}), json!({"code": "100", "citizen": {}})] {
        let server = answering(move |_| ok(&body)).await;
        assert_eq!(client(&server, &clock()).look_up(&[number(HELD)]).await, Ok(vec![Reply::Faulty]));
    }
}

#[tokio::test]
async fn where_no_session_can_be_had_nothing_is_looked_up() {
    let server = Server::playing(|_| code("106")).await;
    assert!(matches!(client(&server, &clock()).look_up(&[number(HELD)]).await, Err(Outage::Refused(_))));
    assert!(calls(&server).is_empty());
}

#[tokio::test]
async fn there_are_no_notices() {
    let server = answering(held).await;
    let client = client(&server, &clock());
    assert!(!client.notifies());
    assert!(client.subscribe("http://127.0.0.1:9").await.is_err());
    assert_eq!((client.source(), client.batch()), ("nadra", 1));
}
