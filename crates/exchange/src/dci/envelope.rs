//! Messages that we send: the envelope and what goes into it.

use crate::signature::{Signer, UNSIGNED};
use jiff::Timestamp;
use registry::identity::CitizenNumber;
use serde_json::{Value, json};

/// The version of the standard.
const VERSION: &str = "1.0.0";

/// The register within the citizen registry that a search is put to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Identity cards and B-forms.
    Id,
    /// Civil registration: births, deaths, marriages, divorces.
    Civil,
}

impl Register {
    fn reg_type(self) -> &'static str {
        match self {
            Self::Id => "ns:org:RegistryType:ID",
            Self::Civil => "ns:org:RegistryType:Civil",
        }
    }

    fn record_type(self) -> &'static str {
        match self {
            Self::Id => "IDPerson",
            Self::Civil => "CRVSPerson",
        }
    }
}

/// Events that are subscribed to.
pub(super) const EVENTS: [&str; 4] = ["LiveBirth", "Death", "Marriage", "Divorce"];

/// Who sends, to whom, with which key.
pub(super) struct Parties {
    /// Our id.
    pub(super) sender: String,
    /// The citizen registry's id.
    pub(super) receiver: Option<String>,
    /// Signs; nothing is signed without it.
    pub(super) signer: Option<Signer>,
}

/// One message's frame.
pub(super) struct Frame<'a> {
    /// `search`, `subscribe`, …
    pub(super) action: &'static str,
    /// The message's own id.
    pub(super) message_id: String,
    /// When it is sent.
    pub(super) now: Timestamp,
    /// Items in it.
    pub(super) count: usize,
    /// The whole address that the answer goes to, where one comes later.
    pub(super) callback: Option<&'a str>,
}

impl Parties {
    /// The envelope around a message.
    pub(super) fn envelope(&self, frame: &Frame<'_>, message: &Value) -> Value {
        let mut header = json!({
            "version": VERSION,
            "message_id": frame.message_id,
            "message_ts": frame.now.to_string(),
            "action": frame.action,
            "sender_id": self.sender,
            "total_count": frame.count,
            "is_msg_encrypted": false,
        });
        for (name, value) in [("sender_uri", frame.callback), ("receiver_id", self.receiver.as_deref())] {
            if let (Some(value), Some(fields)) = (value, header.as_object_mut()) {
                fields.insert(name.to_owned(), value.into());
            }
        }
        let signature =
            self.signer.as_ref().map_or(UNSIGNED.to_owned(), |signer| signer.sign(&header, message));
        json!({"signature": signature, "header": header, "message": message})
    }
}

/// A search for numbers, each with its reference.
pub(super) fn search(
    transaction: &str,
    asked: &[(String, CitizenNumber)],
    register: Register,
    now: Timestamp,
) -> Value {
    let item = |(reference, number): &(String, CitizenNumber)| {
        json!({
            "reference_id": reference,
            "timestamp": now.to_string(),
            "search_criteria": {
                "version": VERSION,
                "reg_type": register.reg_type(),
                "reg_record_type": register.record_type(),
                "query_type": "idtype-value",
                "query": {"type": "UIN", "value": format!("{:013}", number.as_u64())},
            },
            "locale": "eng",
        })
    };
    json!({"transaction_id": transaction, "search_request": asked.iter().map(item).collect::<Vec<_>>()})
}

/// A subscription to each of [`EVENTS`], whoever is concerned.
pub(super) fn subscribe(transaction: &str, now: Timestamp) -> Value {
    let item = |event: &&str| {
        json!({
            "reference_id": format!("{transaction}-{event}"),
            "timestamp": now.to_string(),
            "subscribe_criteria": {
                "version": VERSION,
                "reg_type": Register::Civil.reg_type(),
                "reg_event_type": event,
                "filter_type": "idtype-value",
                "filter": {"type": "*", "value": "*"},
                "notify_record_type": Register::Civil.record_type(),
            },
            "locale": "eng",
        })
    };
    json!({"transaction_id": transaction, "subscribe_request": EVENTS.iter().map(item).collect::<Vec<_>>()})
}

/// The end of subscriptions.
pub(super) fn unsubscribe(transaction: &str, codes: &[String], now: Timestamp) -> Value {
    json!({"transaction_id": transaction, "timestamp": now.to_string(), "subscription_codes": codes})
}

/// How a search of before stands.
pub(super) fn status(transaction: &str, reference: &str, of: &str) -> Value {
    json!({
        "transaction_id": transaction,
        "txnstatus_request": {
            "reference_id": reference,
            "txn_type": "search",
            "attribute_type": "transaction_id",
            "attribute_value": of,
        },
    })
}
