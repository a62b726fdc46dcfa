//! What we send and read, held against published messages of the standard (the payloads of the public compliance suite for civil
//! registration). Skipped, and said so, where they are not at hand.

use crate::server::{Asked, HandClock, Server, config, ids, number, ok};
use exchange::{
    citizen_registry::{CitizenRegistry, Reply},
    connect::{Kind, connect_dci},
    dci::{Dci, Register, Transaction},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path};

fn payload(name: &str) -> Option<Value> {
    let folder = "../../../shared/standards/dci-examples/spdci-compliance-payloads/crvs";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: the published message {name} is not here");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Each place of a message with the kind of value there.
fn places(value: &Value, at: &str, found: &mut BTreeMap<String, &'static str>) {
    let kind = match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                places(value, &format!("{at}/{key}"), found);
            }
            "object"
        }
        Value::Array(items) => {
            for item in items {
                places(item, &format!("{at}/0"), found);
            }
            "list"
        }
        Value::String(_) => "text",
        Value::Number(_) => "number",
        Value::Bool(_) => "yes or no",
        Value::Null => "null",
    };
    found.insert(at.to_owned(), kind);
}

/// All that the published message has, ours has too, of the same kind.
fn hold_against(ours: &Value, published: &str) {
    let Some(published) = payload(published) else { return };
    let (mut here, mut there) = (BTreeMap::new(), BTreeMap::new());
    places(ours, "", &mut here);
    places(&published, "", &mut there);
    for (place, kind) in there {
        assert_eq!(here.get(&place), Some(&kind), "{place}");
    }
    assert_eq!(ours["header"]["action"], published["header"]["action"]);
    assert_eq!(ours["header"]["version"], published["header"]["version"]);
}

async fn server() -> Server {
    Server::playing(|asked: &Asked| {
        let published = match asked.path.as_str() {
            "/registry/search" => "response.search.json",
            "/registry/subscribe" => "response.subscribe.json",
            "/registry/unsubscribe" => "response.unsubscribe.json",
            _ => "response.sync-txn-status.json",
        };
        ok(&payload(published).unwrap_or_else(|| json!({"message": {"ack_status": "ACK"}})))
    })
    .await
}

fn client(server: &Server) -> Dci {
    let mut config = config(Kind::Dci, &server.url);
    config.callback = Some("http://127.0.0.1:9".to_owned());
    connect_dci(&config, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap()
}

#[tokio::test]
async fn what_is_sent_has_all_that_the_published_messages_have_and_what_they_answer_is_taken() {
    let server = server().await;
    let client = client(&server);
    let transaction = client.search(&[number("9120212345671")], Register::Civil).await.unwrap();
    client.subscribe("http://127.0.0.1:9").await.unwrap();
    client.unsubscribe(&["s-1".to_owned()]).await.unwrap();
    let status = client.find_answer(&transaction).await;
    let sent: Vec<Value> = server.asked().into_iter().map(|asked| asked.body).collect();
    hold_against(&sent[0], "search.idtype-value.json");
    hold_against(&sent[1], "subscribe.json");
    hold_against(&sent[2], "unsubscribe.json");
    let mut published_has_a_callback = sent[3].clone();
    published_has_a_callback["header"]["sender_uri"] = json!("http://127.0.0.1:9");
    hold_against(&published_has_a_callback, "txn-status.json");
    if payload("response.sync-txn-status.json").is_some() {
        assert!(status.unwrap().is_some());
    }
}

#[tokio::test]
async fn published_callbacks_are_read() {
    let server = server().await;
    let client = client(&server);
    if let Some(published) = payload("on-search.json") {
        let read = client.read_on_search(published.to_string().as_bytes()).unwrap();
        let item = &published["message"]["search_response"][0];
        let asked = (item["reference_id"].as_str().unwrap().to_owned(), number("9120212345671"));
        let transaction =
            Transaction { id: read.transaction.clone(), register: Register::Civil, asked: vec![asked] };
        assert_eq!(read.replies(&transaction), [Reply::NotHeld]);
    }
    if let Some(published) = payload("on-subscribe.json") {
        let subscriptions = client.read_on_subscribe(published.to_string().as_bytes()).unwrap();
        assert!(matches!(&subscriptions[..], [one] if one.in_force && one.code.starts_with("sub-")));
    }
    // It tells of nothing, so it is answered as an error and not lost.
    if let Some(published) = payload("notify.json") {
        let error = client.read_notice(published.to_string().as_bytes(), Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(error.to_string().contains("reg_event_type"), "{error}");
    }
}
