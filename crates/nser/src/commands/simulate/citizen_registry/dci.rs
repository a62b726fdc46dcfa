//! DCI v1.0.0 as the simulated registry speaks it. Messages are read and written as plain JSON, by nobody else's types: what the
//! registry's own client sends is held against the standard here.

mod envelope;
mod records;

pub(super) use records::{card_code, digits, notice};

use super::{Simulator, event::Subject};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use envelope::{
    Call, Refused, acknowledged, bad, call, callback, envelope, header_of, list, now, text, text_at,
    too_many, total_count,
};
use jiff::Timestamp;
use records::record;
use registry::identity::CitizenNumber;
use serde_json::{Map, Value, json};
use std::{collections::HashSet, sync::Arc};

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
        .map(|code| {
            let mut status = json!({"code": code, "status": "unsubscribe"});
            if !simulator.office.unsubscribe(code)
                && let Some(status) = status.as_object_mut()
            {
                let reason = json!("rjct.event.already_unsubscribed");
                status.insert("status_reason_code".to_owned(), reason);
            }
            status
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
