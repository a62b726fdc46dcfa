//! The envelope of DCI messages: read with its checks, and written.

use super::super::Simulator;
use crate::machine::MachineClock;
use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use registry::clock::Clock;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What the registry calls itself.
const SENDER: &str = "citizen-registry-simulator";

/// A message that has passed the checks on its envelope.
pub(super) struct Call {
    pub(super) header: Value,
    pub(super) message: Value,
}

/// A refusal before anything was looked at: HTTP status, code and text.
pub(super) struct Refused(pub(super) StatusCode, pub(super) &'static str, pub(super) String);

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

pub(super) fn bad(code: &'static str, text: &str) -> Refused {
    Refused(StatusCode::BAD_REQUEST, code, text.to_owned())
}

/// Reads an envelope. The header's own faults are answered with `rjct` codes.
pub(super) fn call(
    simulator: &Simulator,
    headers: &HeaderMap,
    body: &[u8],
    action: &str,
) -> Result<Call, Refused> {
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

pub(super) fn header_of(id: &str, action: &str, total: usize) -> Map<String, Value> {
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

pub(super) fn envelope(header: Map<String, Value>, message: Value) -> Value {
    let mut envelope = Map::new();
    envelope.insert("signature".to_owned(), json!("unsigned"));
    envelope.insert("header".to_owned(), Value::Object(header));
    envelope.insert("message".to_owned(), message);
    Value::Object(envelope)
}

pub(super) fn acknowledged(correlation: &str) -> Response {
    let message = json!({"ack_status": "ACK", "timestamp": now(), "correlation_id": correlation});
    (StatusCode::ACCEPTED, Json(json!({"message": message}))).into_response()
}

pub(super) fn too_many(wait: Duration) -> Response {
    let text = "the quota of this minute is used up".to_owned();
    let refused = Refused(StatusCode::TOO_MANY_REQUESTS, "err.request.too_many_requests", text);
    ([(header::RETRY_AFTER, (wait.as_secs() + 1).to_string())], refused).into_response()
}

/// The address to which the answer goes.
pub(super) fn callback(header: &Value) -> Result<String, Refused> {
    let address = text(header, "sender_uri")
        .filter(|address| address.starts_with("http") && address.contains("/registry/"));
    address.map(str::to_owned).ok_or_else(|| {
        bad(
            "err.sender_uri.invalid",
            "header.sender_uri is the whole address of the callback, with /registry/ in it",
        )
    })
}

pub(super) fn list<'a>(message: &'a Value, key: &str) -> Result<&'a Vec<Value>, Refused> {
    let items = message.get(key).and_then(Value::as_array).filter(|items| !items.is_empty());
    items.ok_or_else(|| bad("err.request.bad", &format!("message.{key} has at least one item")))
}

/// The number of items by the header, which peers write as a number or as text.
pub(super) fn total_count(header: &Value) -> Option<usize> {
    let total = header.get("total_count")?;
    total.as_u64().and_then(|total| total.try_into().ok()).or_else(|| total.as_str()?.parse().ok())
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

pub(super) fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

pub(super) fn now() -> String {
    MachineClock.now().to_string()
}
