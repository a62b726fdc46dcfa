//! DCI v1.0.0 as the simulated registry speaks it. Messages are read and written as plain JSON, by nobody else's types: what the
//! registry's own client sends is held against the standard here.

use super::{
    Simulator,
    event::{Event, Kind, Subject},
    person::Person,
};
use crate::machine::MachineClock;
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use jiff::{Timestamp, civil::Date};
use registry::{
    citizen::CardState,
    clock::Clock,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde_json::{Map, Value, json};
use std::{collections::HashSet, sync::Arc, time::Duration};

/// What the registry calls itself.
const SENDER: &str = "citizen-registry-simulator";
/// Numbers in one search at most.
const MOST_ITEMS: usize = 100;

/// The addresses under `/dci`.
pub(super) fn routes() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/registry/sync/search", post(search_at_once))
        .route("/registry/search", post(search_later))
        .route("/registry/subscribe", post(subscribe))
        .route("/registry/unsubscribe", post(unsubscribe))
        .route("/registry/sync/txn/status", post(status))
}

/// A message that has passed the checks on its envelope.
struct Call {
    header: Value,
    message: Value,
}

/// A refusal before anything was looked at: HTTP status, code and text.
struct Refused(StatusCode, &'static str, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let body = json!({"message": {
            "ack_status": "NACK",
            "timestamp": now(),
            "correlation_id": "",
            "error": {"code": self.1, "message": self.2},
        }});
        (self.0, Json(body)).into_response()
    }
}

fn bad(code: &'static str, text: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, code, text.to_owned())
}

/// Reads an envelope. The header's own faults are answered with `rjct` codes.
fn call(simulator: &Simulator, headers: &HeaderMap, body: &[u8], action: &str) -> Result<Call, Refused> {
    if !simulator.knows(headers) {
        let text = "a bearer token is needed".to_owned();
        return Err(Refused(StatusCode::UNAUTHORIZED, "err.request.unauthorized", text));
    }
    let mut envelope: Value =
        serde_json::from_slice(body).map_err(|_| bad("err.request.bad", "the body is no JSON"))?;
    let header = envelope.get_mut("header").map(Value::take).filter(Value::is_object);
    let header = header.ok_or_else(|| bad("err.request.bad", "the message has no header"))?;
    let message = envelope.get_mut("message").map(Value::take).filter(Value::is_object);
    let message = message.ok_or_else(|| bad("err.request.bad", "there is no message"))?;
    if header.get("is_msg_encrypted").and_then(Value::as_bool) == Some(true) {
        return Err(bad("err.encryption.invalid", "the simulator reads no encrypted message"));
    }
    if text(&header, "version").is_some_and(|version| !version.starts_with("1.")) {
        return Err(bad("rjct.version.invalid", "the version is 1.0.0"));
    }
    if text(&header, "message_id").is_none() {
        return Err(bad("err.request.bad", "header.message_id is missing"));
    }
    if text(&header, "sender_id").is_none() {
        return Err(bad("err.sender_id.invalid", "header.sender_id is missing"));
    }
    if text(&header, "message_ts").is_none_or(|time| time.parse::<Timestamp>().is_err()) {
        return Err(bad("rjct.message_ts.invalid", "header.message_ts is RFC 3339 with a zone"));
    }
    if text(&header, "action") != Some(action) {
        return Err(bad("rjct.action.invalid", &format!("header.action is {action} here")));
    }
    if text(&message, "transaction_id").is_none_or(|id| id.len() > 99) {
        return Err(bad("err.request.bad", "message.transaction_id has 1 to 99 characters"));
    }
    Ok(Call { header, message })
}

async fn search_at_once(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let call = call(&simulator, &headers, &body, "search").map_err(IntoResponse::into_response)?;
    let answer = search(&simulator, &call).await?;
    Ok(Json(answer).into_response())
}

async fn search_later(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Response> {
    let call = call(&simulator, &headers, &body, "search").map_err(IntoResponse::into_response)?;
    let address = callback(&call.header).map_err(IntoResponse::into_response)?;
    let answer = search(&simulator, &call).await?;
    let correlation = text_at(&answer, "/message/correlation_id").unwrap_or_default().to_owned();
    let office = Arc::clone(&simulator.office);
    tokio::spawn(async move { office.call_back(&address, &answer).await });
    Ok(acknowledged(&correlation))
}

/// Answers a search, and keeps the answer for whoever asks by transaction.
async fn search(simulator: &Arc<Simulator>, call: &Call) -> Result<Value, Response> {
    let items = list(&call.message, "search_request").map_err(IntoResponse::into_response)?.clone();
    if items.len() > MOST_ITEMS {
        let text = "at most 100 items in one search";
        return Err(bad("rjct.total_count.limit_exceeded", text).into_response());
    }
    if total_count(&call.header).is_some_and(|total| total != items.len()) {
        return Err(
            bad("rjct.total_count.invalid", "header.total_count is not the number of items").into_response()
        );
    }
    let many = u64::try_from(items.len()).unwrap_or(u64::MAX);
    simulator.trouble.take(many).map_err(too_many)?;
    let asked = Arc::clone(simulator);
    let answers = tokio::task::spawn_blocking(move || {
        let mut references = HashSet::new();
        items.iter().map(|item| answer_item(&asked, item, &mut references)).collect::<Vec<Value>>()
    });
    let answers = answers.await.unwrap_or_default();
    let transaction = text(&call.message, "transaction_id").unwrap_or_default();
    let correlation = simulator.office.new_id();
    let mut header = header_of(&simulator.office.new_id(), "on-search", answers.len());
    if let Some(sender) = text(&call.header, "sender_id") {
        header.insert("receiver_id".to_owned(), json!(sender));
    }
    let message = json!({
        "transaction_id": transaction, "correlation_id": correlation, "search_response": answers,
    });
    simulator.remember_answer(transaction, &correlation, &message);
    Ok(envelope(header, message))
}

fn answer_item(simulator: &Simulator, item: &Value, references: &mut HashSet<String>) -> Value {
    let reference = text(item, "reference_id").unwrap_or_default();
    let mut answer = Map::new();
    answer.insert("reference_id".to_owned(), json!(reference));
    answer.insert("timestamp".to_owned(), json!(now()));
    let found = if reference.is_empty() {
        Err(("rjct.reference_id.invalid", "reference_id is missing"))
    } else if references.insert(reference.to_owned()) {
        records_of(simulator, item)
    } else {
        Err(("rjct.reference_id.duplicate", "reference_id stands twice in the search"))
    };
    match found {
        Ok((criteria, records)) => {
            answer.insert("status".to_owned(), json!("succ"));
            let count = records.len();
            let data = json!({
                "version": "1.0.0",
                "reg_type": criteria.get("reg_type").cloned().unwrap_or_default(),
                "reg_record_type": criteria.get("reg_record_type").cloned().unwrap_or_default(),
                "reg_records": records,
            });
            answer.insert("data".to_owned(), data);
            answer.insert(
                "pagination".to_owned(),
                json!({"page_size": 1, "page_number": 1, "total_count": count}),
            );
        }
        Err((code, text)) => {
            answer.insert("status".to_owned(), json!("rjct"));
            answer.insert("status_reason_code".to_owned(), json!(code));
            answer.insert("status_reason_message".to_owned(), json!(text));
        }
    }
    answer.insert("locale".to_owned(), json!("eng"));
    Value::Object(answer)
}

type Found<'a> = (&'a Value, Vec<Value>);

fn records_of<'a>(simulator: &Simulator, item: &'a Value) -> Result<Found<'a>, (&'static str, &'static str)> {
    const INVALID: &str = "rjct.search_criteria.invalid";
    if text(item, "timestamp").is_none_or(|time| time.parse::<Timestamp>().is_err()) {
        return Err(("rjct.timestamp.invalid", "timestamp is RFC 3339 with a zone"));
    }
    let criteria = item.get("search_criteria").ok_or((INVALID, "search_criteria is missing"))?;
    if text(criteria, "query_type") != Some("idtype-value") {
        return Err((INVALID, "query_type is idtype-value here"));
    }
    let query = criteria.get("query").ok_or((INVALID, "query is missing"))?;
    if text(query, "type") != Some("UIN") {
        return Err((INVALID, "query.type is UIN here"));
    }
    let number = text(query, "value").and_then(|value| value.parse::<CitizenNumber>().ok());
    let number = number.ok_or((INVALID, "query.value is a number of thirteen digits"))?;
    let person = simulator.answer(number);
    let civil = text(criteria, "reg_type").is_some_and(|register| register.ends_with(":Civil"));
    let whole = civil || !simulator.two_registers;
    Ok((criteria, person.iter().map(|person| record(person, whole)).collect()))
}

async fn subscribe(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let call = call(&simulator, &headers, &body, "subscribe")?;
    let address = callback(&call.header)?;
    let base = address.split("/registry/").next().unwrap_or_default().to_owned();
    let items = list(&call.message, "subscribe_request")?;
    let answers: Vec<Value> = items.iter().map(|item| subscribe_one(&simulator, &base, item)).collect();
    let correlation = simulator.office.new_id();
    let header = header_of(&simulator.office.new_id(), "on-subscribe", answers.len());
    let transaction = text(&call.message, "transaction_id").unwrap_or_default();
    let message = json!({
        "transaction_id": transaction, "correlation_id": correlation, "subscribe_response": answers,
    });
    simulator.remember_answer(transaction, &correlation, &message);
    let (office, answer) = (Arc::clone(&simulator.office), envelope(header, message));
    tokio::spawn(async move { office.call_back(&address, &answer).await });
    Ok(acknowledged(&correlation))
}

fn subscribe_one(simulator: &Simulator, base: &str, item: &Value) -> Value {
    let reference = text(item, "reference_id").unwrap_or_default();
    let criteria = item.get("subscribe_criteria").cloned().unwrap_or_default();
    let rejected = |code: &str| json!({"reference_id": reference, "timestamp": now(), "status": "rjct", "status_reason_code": code});
    let Some(subject) = text(&criteria, "reg_event_type").and_then(Subject::read) else {
        return rejected("rjct.notify_types.invalid");
    };
    let everybody = criteria.pointer("/filter/value").and_then(Value::as_str) == Some("*");
    if !everybody || text(&criteria, "notify_record_type").is_none() {
        return rejected("rjct.notify_details.invalid");
    }
    match simulator.office.subscribe(base, subject) {
        Some(subscription) => json!({
            "reference_id": reference, "timestamp": now(), "status": "succ",
            "subscriptions": [{"code": subscription.code, "status": "subscribe", "timestamp": now()}],
        }),
        None => rejected("rjct.event.already_subscribed"),
    }
}

async fn unsubscribe(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let call = call(&simulator, &headers, &body, "unsubscribe")?;
    let address = callback(&call.header)?;
    let codes = list(&call.message, "subscription_codes")?;
    let statuses: Vec<Value> = codes
        .iter()
        .filter_map(Value::as_str)
        .map(|code| match simulator.office.unsubscribe(code) {
            true => json!({"code": code, "status": "unsubscribe"}),
            false => json!({
                "code": code, "status": "unsubscribe", "status_reason_code": "rjct.event.already_unsubscribed",
            }),
        })
        .collect();
    let correlation = simulator.office.new_id();
    let header = header_of(&simulator.office.new_id(), "on-unsubscribe", statuses.len());
    let transaction = text(&call.message, "transaction_id").unwrap_or_default();
    let answer = envelope(
        header,
        json!({
            "transaction_id": transaction, "correlation_id": correlation, "timestamp": now(), "status": "succ",
            "subscription_status": statuses,
        }),
    );
    let office = Arc::clone(&simulator.office);
    tokio::spawn(async move { office.call_back(&address, &answer).await });
    Ok(acknowledged(&correlation))
}

async fn status(
    State(simulator): State<Arc<Simulator>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let call = call(&simulator, &headers, &body, "txn-status")?;
    let request = call.message.get("txnstatus_request").cloned().unwrap_or_default();
    let wanted = text(&request, "attribute_value").unwrap_or_default();
    let answer = simulator.find_answer(wanted).ok_or_else(|| {
        Refused(StatusCode::NOT_FOUND, "err.request.not_found", "no transaction is known by this".to_owned())
    })?;
    let header = header_of(&simulator.office.new_id(), "txn-on-status", 1);
    let transaction = text(&call.message, "transaction_id").unwrap_or_default();
    let message = json!({
        "transaction_id": transaction,
        "correlation_id": simulator.office.new_id(),
        "txnstatus_response": {
            "txn_type": text(&request, "txn_type").unwrap_or("search"), "txn_status": answer,
        },
    });
    Ok(Json(envelope(header, message)).into_response())
}

/// The notice of some events.
pub(super) fn notice(id: &str, at: Timestamp, events: &[&Event]) -> Value {
    let told: Vec<Value> = events.iter().map(|event| notify_event(event, at)).collect();
    let header = header_of(id, "notify", told.len());
    envelope(header, json!({"transaction_id": format!("{id}-t"), "notify_event": told}))
}

fn notify_event(event: &Event, at: Timestamp) -> Value {
    let mut records: Vec<Value> = event.records.iter().map(|person| record(person, true)).collect();
    for told in records.iter_mut().filter_map(Value::as_object_mut) {
        told.insert("last_updated".to_owned(), json!(format!("{}T00:00:00Z", event.on)));
    }
    // The standard has one object here; a couple does not fit in one.
    let couple = matches!(event.kind, Kind::Marriage { .. } | Kind::Divorce { .. });
    let records = if couple { Value::Array(records) } else { records.into_iter().next().unwrap_or_default() };
    json!({
        "reference_id": event.reference,
        "timestamp": at.to_string(),
        "data": {
            "version": "1.0.0",
            "reg_type": "ns:org:RegistryType:Civil",
            "reg_event_type": event.kind.wire_name(),
            "reg_record_type": "CRVSPerson",
            "reg_records": records,
        },
        "locale": "eng",
    })
}

/// A person; without what only the civil register holds unless `whole`.
fn record(person: &Person, whole: bool) -> Value {
    let mut record = Map::new();
    let mut set = |key: &str, value: Value| drop(record.insert(key.to_owned(), value));
    set("@type", json!(if whole { "CRVSPerson" } else { "IDPerson" }));
    set("identifier", json!([identifier(person.number)]));
    set("last_updated", json!("2026-01-01T00:00:00Z"));
    if let Some(name) = &person.name {
        set("name", name_parts(name));
    }
    if let Some(name) = &person.name_urdu {
        set("name_urdu", name_parts(name));
    }
    if let Some(sex) = person.sex {
        set("sex", json!(if sex == Sex::Transgender { "other" } else { sex.code() }));
    }
    if let Some(born) = person.birth_date {
        set("birth_date", json!(born.to_string()));
    }
    if let Some(disabled) = person.disabled {
        set("is_disabled", json!(disabled));
    }
    if let Some(card) = person.card {
        set("card_state", json!(card_code(card)));
    }
    for (key, parent) in [("parent1_identifier", person.father), ("parent2_identifier", person.mother)] {
        if let Some(parent) = parent {
            set(key, identifier(parent));
        }
    }
    let spouse = if person.is_woman() { "HUSB" } else { "WIFE" };
    let spouses = person.spouses.iter().map(|other| related(spouse, *other));
    let children = person.children.iter().map(|other| related("CHILD", *other));
    set("related_person", spouses.chain(children).collect());
    if whole {
        let days = |days: &[Date]| days.iter().map(|day| json!(day.to_string())).collect::<Value>();
        set("death_date", json!(person.death_date.map(|day| day.to_string()).unwrap_or_default()));
        set("marital_status", json!(person.marital_status.map(marital_code).unwrap_or_default()));
        set("marriage_date", days(&person.marriage_dates));
        set("divorce_date", days(&person.divorce_dates));
    }
    Value::Object(record)
}

fn identifier(number: CitizenNumber) -> Value {
    json!({"identifier_type": "UIN", "identifier_value": digits(number)})
}

fn related(relationship: &str, number: CitizenNumber) -> Value {
    json!({"relationship_type": relationship, "related_member": {"identifier": [identifier(number)]}})
}

/// Thirteen digits.
pub(super) fn digits(number: CitizenNumber) -> String {
    format!("{:013}", number.as_u64())
}

/// Given names first, the last part as surname.
fn name_parts(name: &Personal) -> Value {
    let parts: Vec<&str> = name.reveal().split(' ').collect();
    match parts.as_slice() {
        [given, second @ .., surname] => {
            json!({"given_name": given, "second_name": second.join(" "), "surname": surname})
        }
        _ => json!({"given_name": name.reveal(), "second_name": "", "surname": ""}),
    }
}

/// A code of the standard; there is none for a couple before the bride has moved.
fn marital_code(status: MaritalStatus) -> &'static str {
    match status {
        MaritalStatus::NeverMarried => "S",
        MaritalStatus::Married => "M",
        MaritalStatus::Widowed => "W",
        MaritalStatus::Divorced => "D",
        MaritalStatus::Separated => "L",
        MaritalStatus::Nikah => "U",
    }
}

/// The state of a card by its name.
pub(super) fn card_code(card: CardState) -> &'static str {
    match card {
        CardState::Valid => "valid",
        CardState::Expired => "expired",
        CardState::Cancelled => "cancelled",
        CardState::Blocked => "blocked",
        CardState::Impounded => "impounded",
        CardState::Deceased => "deceased",
    }
}

fn header_of(id: &str, action: &str, total: usize) -> Map<String, Value> {
    let mut header = Map::new();
    for (key, value) in [
        ("version", json!("1.0.0")),
        ("message_id", json!(id)),
        ("message_ts", json!(now())),
        ("action", json!(action)),
        ("status", json!("succ")),
        ("total_count", json!(total)),
        ("completed_count", json!(total)),
        ("sender_id", json!(SENDER)),
        ("is_msg_encrypted", json!(false)),
    ] {
        header.insert(key.to_owned(), value);
    }
    header
}

fn envelope(header: Map<String, Value>, message: Value) -> Value {
    json!({"signature": "unsigned", "header": header, "message": message})
}

fn acknowledged(correlation: &str) -> Response {
    let message = json!({"ack_status": "ACK", "timestamp": now(), "correlation_id": correlation});
    (StatusCode::ACCEPTED, Json(json!({"message": message}))).into_response()
}

fn too_many(wait: Duration) -> Response {
    let text = "the quota of this minute is used up".to_owned();
    let refused = Refused(StatusCode::TOO_MANY_REQUESTS, "err.request.too_many_requests", text);
    ([(header::RETRY_AFTER, (wait.as_secs() + 1).to_string())], refused).into_response()
}

/// The address to which the answer goes.
fn callback(header: &Value) -> Result<String, Refused> {
    let address = text(header, "sender_uri")
        .filter(|address| address.starts_with("http") && address.contains("/registry/"));
    address.map(str::to_owned).ok_or_else(|| {
        bad(
            "err.sender_uri.invalid",
            "header.sender_uri is the whole address of the callback, with /registry/ in it",
        )
    })
}

fn list<'a>(message: &'a Value, key: &str) -> Result<&'a Vec<Value>, Refused> {
    let items = message.get(key).and_then(Value::as_array).filter(|items| !items.is_empty());
    items.ok_or_else(|| bad("err.request.bad", &format!("message.{key} has at least one item")))
}

/// The number of items by the header, which peers write as a number or as text.
fn total_count(header: &Value) -> Option<usize> {
    let total = header.get("total_count")?;
    total.as_u64().and_then(|total| total.try_into().ok()).or_else(|| total.as_str()?.parse().ok())
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

fn now() -> String {
    MachineClock.now().to_string()
}
