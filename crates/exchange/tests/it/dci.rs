//! The DCI client: batches, what goes wrong in them, outages, subscriptions, searches answered later, signatures.

use crate::server::{Asked, HandClock, Said, Server, config, ids, number, ok, uin};
use exchange::{
    Signer,
    citizen_registry::{CitizenRegistry, Outage, Reply},
    connect::{Kind, Secret, connect_dci},
    dci::{Dci, Register},
};
use jiff::{Timestamp, civil::date};
use registry::identity::CitizenNumber;
use serde_json::{Value, json};
use std::time::Duration;

const HELD: &str = "9120212345671";
const OTHER: &str = "9120212345672";
const UNKNOWN: &str = "9120212345673";

/// Status, `Retry-After` and body of an answer, and whether the outage is the right one.
type Play = (u16, Option<&'static str>, String, fn(&Outage) -> bool);

fn numbers() -> [CitizenNumber; 3] {
    [HELD, OTHER, UNKNOWN].map(number)
}

fn client(server: &Server) -> Dci {
    let config = config(Kind::Dci, &format!("{}/dci/", server.url));
    connect_dci(&config, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap()
}

/// A record that says all that civil registration says.
fn full(number: &str) -> Value {
    json!({"identifier": [uin(number)], "name": "Amina", "marital_status": "S", "death_date": ""})
}

/// An answer to a search, item by item.
fn answer(asked: &Asked, record: impl Fn(&str, &str) -> Vec<Value>) -> Value {
    let message = &asked.body["message"];
    let items: Vec<Value> = message["search_request"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let criteria = &item["search_criteria"];
            let number = criteria["query"]["value"].as_str().unwrap();
            let records = record(number, criteria["reg_record_type"].as_str().unwrap());
            json!({"reference_id": item["reference_id"], "timestamp": "2027-03-01T06:00:00Z", "status": "succ",
                "data": {"reg_records": records}})
        })
        .collect();
    json!({"signature": "unsigned", "header": {"action": "on-search", "status": "succ"}, "message": {
        "transaction_id": message["transaction_id"], "correlation_id": "c-1", "search_response": items}})
}

fn held_but_unknown(number: &str, _: &str) -> Vec<Value> {
    if number == UNKNOWN { vec![] } else { vec![full(number)] }
}

fn signer() -> Signer {
    Signer::new(&[7; 32], "civil.example").unwrap()
}

fn kinds(replies: &[Reply]) -> Vec<&'static str> {
    let name = |reply: &Reply| match reply {
        Reply::Held(_) => "held",
        Reply::NotHeld => "not held",
        Reply::Faulty => "faulty",
    };
    replies.iter().map(name).collect()
}

#[tokio::test]
async fn a_batch_is_one_question_with_the_token_and_no_number_in_the_address() {
    let server = Server::playing(|asked| ok(&answer(asked, |number, _| vec![full(number)]))).await;
    let replies = client(&server).look_up(&numbers()).await.unwrap();
    assert_eq!(kinds(&replies), ["held", "held", "held"]);
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "the answer says all, so civil registration is not asked");
    assert_eq!(asked[0].path, "/dci/registry/sync/search");
    assert_eq!(asked[0].token.as_deref(), Some("Bearer token-1"));
    assert_eq!(asked[0].body["header"]["total_count"], 3);
}

#[tokio::test]
async fn nothing_to_ask_asks_nothing() {
    let server = Server::playing(|_| Said(500, None, String::new())).await;
    assert_eq!(client(&server).look_up(&[]).await, Ok(vec![]));
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn civil_registration_is_asked_for_what_the_card_does_not_say() {
    let server = Server::playing(|asked| {
        ok(&answer(asked, |number, kind| match (number, kind) {
            (HELD, "IDPerson") => {
                vec![json!({"identifier": uin(HELD), "name": "Amina", "card_state": "valid"})]
            }
            (HELD, _) => {
                vec![json!({"identifier": uin(HELD), "death_date": "2026-12-30", "marital_status": "W"})]
            }
            (OTHER, "IDPerson") => vec![full(OTHER)],
            // Born and registered, but not in the ID register.
            (UNKNOWN, "CRVSPerson") => vec![json!({"identifier": uin(UNKNOWN), "birth_date": "2026-11-01"})],
            _ => vec![],
        }))
    })
    .await;
    let replies = client(&server).look_up(&numbers()).await.unwrap();
    assert_eq!(kinds(&replies), ["held", "held", "held"]);
    let Reply::Held(record) = &replies[0] else { panic!("held") };
    assert_eq!(record.death_date, Some(date(2026, 12, 30)));
    assert!(record.card.is_some() && record.name.is_some());
    assert_eq!(server.asked()[1].body["message"]["search_request"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn order_missing_items_wrong_people_and_doubles_concern_their_number_alone() {
    let server = Server::playing(|asked| {
        let mut body = answer(asked, held_but_unknown);
        let items = body["message"]["search_response"].as_array_mut().unwrap();
        items.reverse();
        ok(&body)
    })
    .await;
    assert_eq!(kinds(&client(&server).look_up(&numbers()).await.unwrap()), ["held", "held", "not held"]);

    let server = Server::playing(|asked| {
        let mut body = answer(asked, |number, _| vec![full(if number == OTHER { HELD } else { number })]);
        let items = body["message"]["search_response"].as_array_mut().unwrap();
        items.remove(2);
        let double = items[0].clone();
        items.push(double);
        ok(&body)
    })
    .await;
    assert_eq!(kinds(&client(&server).look_up(&numbers()).await.unwrap()), ["held", "faulty", "faulty"]);
}

#[tokio::test]
async fn outages_say_whether_and_when_to_ask_again() {
    let ack = |code: &str| {
        json!({"message": {"ack_status": "ERR", "error": {"code": code, "message": HELD}}}).to_string()
    };
    let plays: Vec<Play> = vec![
        (500, None, "oops".to_owned(), |outage| matches!(outage, Outage::Down(_))),
        (503, None, String::new(), |outage| matches!(outage, Outage::Down(_))),
        (429, Some("90"), String::new(), |outage| *outage == Outage::Quota(Duration::from_secs(90))),
        (429, None, ack("err.request.too_many_requests"), |outage| matches!(outage, Outage::Quota(_))),
        (401, None, ack("err.request.unauthorized"), |outage| matches!(outage, Outage::Refused(_))),
        (403, None, String::new(), |outage| matches!(outage, Outage::Refused(_))),
        (302, None, String::new(), |outage| matches!(outage, Outage::Refused(_))),
        (200, None, ack("err.service.unavailable"), |outage| matches!(outage, Outage::Down(_))),
        (200, None, ack(HELD), |outage| matches!(outage, Outage::Refused(_))),
        (200, None, "{\"message\": {\"search_resp".to_owned(), |outage| matches!(outage, Outage::Down(_))),
        (200, None, "<html>91202</html>".to_owned(), |outage| matches!(outage, Outage::Down(_))),
        (200, None, "{}".to_owned(), |outage| matches!(outage, Outage::Down(_))),
        (
            200,
            None,
            json!({"header": {"status": "rjct", "status_reason_code": "rjct.version.invalid"}}).to_string(),
            |outage| matches!(outage, Outage::Refused(_)),
        ),
    ];
    for (status, wait, body, expected) in plays {
        let said = body.clone();
        let server = Server::playing(move |_| Said(status, wait, said.clone())).await;
        let outage = client(&server).look_up(&numbers()).await.unwrap_err();
        assert!(expected(&outage), "{status} {body}: {outage}");
        assert!(!outage.to_string().contains("91202"), "no personal data in {outage}");
    }
}

#[tokio::test]
async fn an_answer_of_another_transaction_is_not_taken() {
    let server = Server::playing(|asked| {
        let mut body = answer(asked, held_but_unknown);
        body["message"]["transaction_id"] = json!("another");
        ok(&body)
    })
    .await;
    assert!(matches!(client(&server).look_up(&numbers()).await, Err(Outage::Down(_))));
}

#[tokio::test]
async fn a_search_can_be_answered_later_by_callback_or_found_by_its_status() {
    let server = Server::playing(|asked| {
        let ack = json!({"message": {"ack_status": "ACK", "timestamp": "2027-03-01T06:00:00Z", "correlation_id": "c"}});
        if asked.path.ends_with("/sync/txn/status") {
            let of = &asked.body["message"]["txnstatus_request"]["attribute_value"];
            let response = json!({"transaction_id": of, "correlation_id": "c", "search_response": [
                {"reference_id": format!("{}-0", of.as_str().unwrap()), "status": "succ", "data": {"reg_records": [full(HELD)]}}]});
            ok(&json!({"header": {"status": "succ"}, "message": {"transaction_id": "own", "correlation_id": "c",
                "txnstatus_response": {"txn_type": "search", "txn_status": response}}}))
        } else {
            ok(&ack)
        }
    })
    .await;
    let mut config = config(Kind::Dci, &format!("{}/dci", server.url));
    config.callback = Some("http://127.0.0.1:9/dci".to_owned());
    let client = connect_dci(&config, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap();
    let transaction = client.search(&numbers(), Register::Id).await.unwrap();
    let sent = server.asked().remove(0);
    assert_eq!(sent.path, "/dci/registry/search");
    assert_eq!(sent.body["header"]["sender_uri"], "http://127.0.0.1:9/dci/registry/on-search");

    let called_back = client.read_on_search(answer(&sent, held_but_unknown).to_string().as_bytes()).unwrap();
    assert_eq!(called_back.transaction, transaction.id);
    assert_eq!(kinds(&called_back.replies(&transaction)), ["held", "held", "not held"]);
    let found = client.find_answer(&transaction).await.unwrap().unwrap();
    assert_eq!(kinds(&found.replies(&transaction)), ["held", "faulty", "faulty"]);
    assert!(client.read_on_search(b"garbage").is_err());
}

#[tokio::test]
async fn subscribing_and_unsubscribing_twice_is_no_failure() {
    let server = Server::playing(|asked| {
        let code = match asked.path.as_str() {
            "/dci/registry/subscribe" => "rjct.event.already_subscribed",
            _ => "rjct.event.already_unsubscribed",
        };
        ok(&json!({"message": {"ack_status": "NACK", "error": {"code": code}}}))
    })
    .await;
    let client = client(&server);
    assert_eq!(client.subscribe("http://127.0.0.1:9/dci").await, Ok(()));
    assert_eq!(client.unsubscribe(&["s-1".to_owned()]).await, Ok(()));
    let body = &server.asked()[0].body;
    assert_eq!(body["header"]["sender_uri"], "http://127.0.0.1:9/dci/registry/on-subscribe");
    let events: Vec<_> = body["message"]["subscribe_request"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["subscribe_criteria"]["reg_event_type"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(events, ["LiveBirth", "Death", "Marriage", "Divorce"]);
}

#[tokio::test]
async fn with_keys_messages_are_signed_and_unsigned_ones_not_taken() {
    let server = Server::playing(|asked| {
        let mut body = answer(asked, held_but_unknown);
        // Only whoever signs is answered with a signature.
        if asked.body["signature"].as_str().unwrap().contains("..") {
            body["signature"] = json!(signer().sign(&body["header"], &body["message"]));
        }
        ok(&body)
    })
    .await;
    let mut config = config(Kind::Dci, &format!("{}/dci", server.url));
    config.trusted_key = Some(hex::encode(signer().public_key()));
    let connect = |config: &_| connect_dci(config, HandClock::at("2027-03-01T06:00:00Z"), ids()).unwrap();
    let outage = connect(&config).look_up(&numbers()).await.unwrap_err();
    assert!(matches!(outage, Outage::Refused(_)), "{outage}");
    let notice =
        json!({"signature": "unsigned-stub", "header": {}, "message": {"notify_event": []}}).to_string();
    assert!(connect(&config).read_notice(notice.as_bytes(), Timestamp::UNIX_EPOCH).is_err());

    config.signing_key = Some(Secret("07".repeat(32)));
    assert_eq!(kinds(&connect(&config).look_up(&numbers()).await.unwrap()), ["held", "held", "not held"]);
}
