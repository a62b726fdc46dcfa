//! The citizen registry by DCI v1.0.0 (Digital Convergence Initiative, `spdci/standards`): ID and civil registration (CRVS).
//!
//! # Addresses
//! Base address: for instance `https://host/dci`. All calls are POST of JSON with `Authorization: Bearer <token>`:
//! `<base>/registry/sync/search`, `/registry/search`, `/registry/subscribe`, `/registry/unsubscribe`,
//! `/registry/sync/txn/status`.
//! Our callback base, such as `http://host:port/dci`, goes out in `header.sender_uri` as the official payloads have it: the whole
//! address of the callback that belongs to the call, `<callback>/registry/on-search`, `<callback>/registry/on-subscribe`,
//! `<callback>/registry/on-unsubscribe`. What comes before `/registry/` is the base under which
//! the registry also POSTs `<callback>/registry/notify`.
//!
//! # Search
//! `search_criteria = {"version": "1.0.0", "reg_type": "ns:org:RegistryType:ID", "reg_record_type": "IDPerson", "query_type":
//! "idtype-value", "query": {"type": "UIN", "value": "9120212345671"}}`, one item with its own `reference_id` for each number.
//! A number that is not held is answered with `succ` and no records. A record that lacks the key `marital_status` or
//! `death_date` (null or `""` is not lacking: it says that there is none) is completed by a second search of the same shape
//! with `"reg_type": "ns:org:RegistryType:Civil", "reg_record_type": "CRVSPerson"`; a number that the ID register does not hold is
//! asked there too, since births are registered that the ID register does not have. A registry that holds both answers
//! the first search in full and is asked once.
//!
//! # Records
//! IDPerson or CRVSPerson, `reg_records` a list, or one object in a notice:
//! ```json
//! {"@type": "CRVSPerson", "identifier": [{"identifier_type": "UIN", "identifier_value": "9120212345671"}],
//!  "name": {"given_name": "Fatima", "second_name": "", "surname": "Bibi"},
//!  "name_urdu": {"given_name": "فاطمہ", "surname": "بی بی"},
//!  "sex": "female", "birth_date": "1980-05-01", "death_date": "", "marital_status": "M",
//!  "marriage_date": ["2003-03-01"], "divorce_date": [], "is_disabled": false, "card_state": "valid",
//!  "parent1_identifier": {"identifier_type": "UIN", "identifier_value": "…"},
//!  "parent2_identifier": {"identifier_type": "UIN", "identifier_value": "…"},
//!  "related_person": [{"relationship_type": "HUSB", "related_member": {"identifier": [{"identifier_type": "UIN",
//!    "identifier_value": "…"}]}}, {"relationship_type": "CHILD", "related_member": {"identifier": [{"…": "…"}]}}],
//!  "last_updated": "2026-01-01T00:00:00Z"}
//! ```
//! `name_urdu`, `card_state` (`valid|expired|cancelled|blocked|impounded|deceased`), `is_disabled` and `related_person` on a civil
//! person are additions that the standard leaves room for. The Urdu name may also come as a second entry of a list in `name`: the
//! script of the text decides. Parent 1 is the father and parent 2 the mother, unless the last digits of the numbers say
//! otherwise. Sex `other` is the third gender of the card; marital status is a code of the
//! standard (`S M W D L`; `A` and `U` do not say enough and count as not held).
//!
//! # Notices
//! `POST <callback>/registry/notify` with `message.notify_event[]`: `reference_id` names the event for ever, together with
//! `header.sender_id`; `data.reg_event_type` is `LiveBirth`, `Death`, `DeathReversal`, `Marriage` or `Divorce` (upper case and
//! `BIRTH` are read too).
//! - LiveBirth: the child's record with its parents; the day is `birth_date`.
//! - Death: the record; the day is `death_date`. DeathReversal: the record; the day is that of `last_updated`, or of the event's `timestamp`.
//! - Marriage, Divorce: two records, or one with a spouse in `related_person`; the day is the latest `marriage_date` or
//!   `divorce_date`. Who is the husband follows from `sex`, else from the last digit of the number.
//!
//! The subscriber answers ([`acknowledgement`]) `{"message": {"ack_status": "ACK", "timestamp": …, "correlation_id": …}}`; `NACK` or an HTTP error
//! asks to be sent the notice again.
//!
//! # Subscriptions
//! `subscribe_criteria = {"reg_event_type": "LiveBirth|Death|Marriage|Divorce", "filter": {"type": "*", "value": "*"},
//! "notify_record_type": "CRVSPerson"}`, four items in one message. A subscription that exists already
//! (`rjct.event.already_subscribed`) is a success.
//!
//! # Signatures
//! `signature` is `unsigned` unless keys are configured; then it is a detached JWS (`header..signature`, EdDSA with
//! Ed25519) over the canonical JSON (RFC 8785) of `{"header", "message"}`, both ways.

mod acknowledgement;
mod answer;
mod codes;
mod envelope;
mod notice;
mod record;

pub use acknowledgement::acknowledgement;
pub use answer::{OnSearch, Transaction};
pub use envelope::Register;

use crate::{
    citizen_registry::{CitizenRegistry, NoticeError, Outage, Reply},
    http::{Answer, Caller},
    signature::Verifier,
    text::{said, text},
};
use answer::{Item, items, match_up};
use async_trait::async_trait;
use envelope::{Frame, Parties};
use jiff::Timestamp;
use registry::{citizen::LifeEvent, clock::Clock, identity::CitizenNumber, ids::IdSource};
use serde_json::Value;
use std::sync::Arc;

/// The client.
pub struct Dci {
    caller: Caller,
    parties: Parties,
    token: Option<String>,
    callback: Option<String>,
    /// Answers and notices that it does not verify are not taken; everything is taken without it.
    verifier: Option<Verifier>,
    batch: usize,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

/// What the client is made of.
pub(crate) struct DciParts {
    pub(crate) caller: Caller,
    pub(crate) sender: String,
    pub(crate) receiver: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) callback: Option<String>,
    pub(crate) signer: Option<crate::signature::Signer>,
    pub(crate) verifier: Option<Verifier>,
    pub(crate) batch: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
}

/// A subscription that the citizen registry keeps for us, as an on-subscribe callback tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its code, by which it is ended.
    pub code: String,
    /// Whether it is in force.
    pub in_force: bool,
}

impl Dci {
    pub(crate) fn new(parts: DciParts) -> Self {
        let DciParts { caller, sender, receiver, token, callback, signer, verifier, batch, clock, ids } =
            parts;
        let parties = Parties { sender, receiver, signer };
        Self { caller, parties, token, callback, verifier, batch, clock, ids }
    }

    /// Sends a search that is answered later, by a callback with the body that [`Dci::read_on_search`] reads. Whoever asks keeps the
    /// transaction until then.
    pub async fn search(&self, numbers: &[CitizenNumber], register: Register) -> Result<Transaction, Outage> {
        let transaction = self.transaction(numbers, register);
        let message = envelope::search(&transaction.id, &transaction.asked, register, self.clock.now());
        let callback = callback_of(self.callback.as_deref(), "on-search");
        self.send("/registry/search", "search", numbers.len(), callback.as_deref(), message).await?;
        Ok(transaction)
    }

    /// Reads the body of an on-search callback.
    pub fn read_on_search(&self, body: &[u8]) -> Result<OnSearch, NoticeError> {
        OnSearch::read(&self.open(body)?)
    }

    /// Asks how a search stands whose callback has not come: its answer, or none while it is under way.
    pub async fn find_answer(&self, transaction: &Transaction) -> Result<Option<OnSearch>, Outage> {
        let (own, reference) = (self.new_id(), self.new_id());
        let message = envelope::status(&own, &reference, &transaction.id);
        let answer = self.send("/registry/sync/txn/status", "txn-status", 1, None, message).await?;
        self.verify(&answer)?;
        let answered = answer.pointer("/message/txnstatus_response/txn_status");
        let status = said(&answer, "header").and_then(|header| text(header, "status"));
        match answered {
            Some(_) if matches!(status.as_deref(), Some("pdng" | "rcvd")) => Ok(None),
            Some(answered) => OnSearch::read(&serde_json::json!({"message": answered}))
                .map(Some)
                .map_err(|error| Outage::Down(error.to_string())),
            None => Err(Outage::Down("the answer has no status of the transaction".to_owned())),
        }
    }

    /// Ends subscriptions. Safe to run twice.
    pub async fn unsubscribe(&self, codes: &[String]) -> Result<(), Outage> {
        let message = envelope::unsubscribe(&self.new_id(), codes, self.clock.now());
        let callback = callback_of(self.callback.as_deref(), "on-unsubscribe");
        let sent =
            self.send("/registry/unsubscribe", "unsubscribe", codes.len(), callback.as_deref(), message);
        unless(sent.await, "rjct.event.already_unsubscribed")
    }

    /// Reads the body of an on-subscribe callback.
    pub fn read_on_subscribe(&self, body: &[u8]) -> Result<Vec<Subscription>, NoticeError> {
        let envelope = self.open(body)?;
        let responses = envelope.pointer("/message/subscribe_response").and_then(Value::as_array);
        let responses =
            responses.ok_or_else(|| NoticeError("`message.subscribe_response` is missing".to_owned()))?;
        let subscriptions =
            responses.iter().filter_map(|response| said(response, "subscriptions")?.as_array()).flatten();
        let read = |subscription: &Value| {
            let code = text(subscription, "code")?;
            Some(Subscription {
                code,
                in_force: text(subscription, "status").as_deref() == Some("subscribe"),
            })
        };
        Ok(subscriptions.filter_map(read).collect())
    }

    async fn search_now(&self, numbers: &[CitizenNumber], register: Register) -> Result<Vec<Item>, Outage> {
        let transaction = self.transaction(numbers, register);
        let message = envelope::search(&transaction.id, &transaction.asked, register, self.clock.now());
        let answer = self.send("/registry/sync/search", "search", numbers.len(), None, message).await?;
        self.verify(&answer)?;
        let message = said(&answer, "message").unwrap_or(&Value::Null);
        if text(message, "transaction_id").is_some_and(|other| other != transaction.id) {
            return Err(Outage::Down("the answer is that of another transaction".to_owned()));
        }
        let items =
            items(message).ok_or_else(|| Outage::Down("the answer has no `search_response`".to_owned()))?;
        Ok(match_up(&items, &transaction))
    }

    fn transaction(&self, numbers: &[CitizenNumber], register: Register) -> Transaction {
        let id = self.new_id();
        let asked =
            numbers.iter().enumerate().map(|(place, number)| (format!("{id}-{place}"), *number)).collect();
        Transaction { id, register, asked }
    }

    /// Sends a message and takes the answer apart as far as all answers are alike.
    async fn send(
        &self,
        path: &str,
        action: &'static str,
        count: usize,
        callback: Option<&str>,
        message: Value,
    ) -> Result<Value, Outage> {
        let now = self.clock.now();
        let frame = Frame { action, message_id: self.new_id(), now, count, callback };
        let body = self.parties.envelope(&frame, &message);
        accepted(&self.caller.post(path, self.token.as_deref(), &body, now).await?)
    }

    fn verify(&self, envelope: &Value) -> Result<(), Outage> {
        let verified = self.verifier.map_or(Ok(()), |verifier| verifier.verify(envelope));
        verified.map_err(|error| Outage::Refused(format!("the answer is not taken: {error}")))
    }

    /// An envelope that was sent to us, once its signature is verified.
    fn open(&self, body: &[u8]) -> Result<Value, NoticeError> {
        let envelope: Value =
            serde_json::from_slice(body).map_err(|_| NoticeError("it is not JSON".to_owned()))?;
        let verified = self.verifier.map_or(Ok(()), |verifier| verifier.verify(&envelope));
        verified.map_err(|error| NoticeError(error.to_string()))?;
        if envelope.pointer("/header/is_msg_encrypted").and_then(Value::as_bool) == Some(true) {
            return Err(NoticeError("it is encrypted, which is not agreed".to_owned()));
        }
        Ok(envelope)
    }

    fn new_id(&self) -> String {
        self.ids.uuid(self.clock.now()).to_string()
    }
}

fn callback_of(base: Option<&str>, action: &str) -> Option<String> {
    base.map(|base| format!("{}/registry/{action}", base.trim_end_matches('/')))
}

/// The body of an answer that accepts the message.
fn accepted(answer: &Answer) -> Result<Value, Outage> {
    let body = answer.json();
    let at =
        |pointer: &str| body.as_ref().ok().and_then(|body| body.pointer(pointer)?.as_str().map(str::trim));
    if let Some(outage @ Outage::Quota(_)) = answer.outage() {
        return Err(outage);
    }
    let code = at("/message/error/code")
        .or_else(|| at("/header/status_reason_code").filter(|_| at("/header/status") == Some("rjct")));
    if let Some(outage) = code.and_then(|code| codes::outage(code, answer.wait)) {
        return Err(outage);
    }
    if let Some(outage) = answer.outage() {
        return Err(outage);
    }
    if matches!(at("/message/ack_status"), Some("NACK" | "ERR")) || at("/header/status") == Some("rjct") {
        return Err(Outage::Refused("the message was rejected without a known reason".to_owned()));
    }
    body
}

/// A success too when the refusal only says that it was so already.
fn unless(sent: Result<Value, Outage>, already: &str) -> Result<(), Outage> {
    match sent {
        Err(Outage::Refused(reason)) if reason == already => Ok(()),
        other => other.map(|_| ()),
    }
}

#[async_trait]
impl CitizenRegistry for Dci {
    fn source(&self) -> &'static str {
        "dci"
    }

    fn batch(&self) -> usize {
        self.batch
    }

    async fn look_up(&self, numbers: &[CitizenNumber]) -> Result<Vec<Reply>, Outage> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.search_now(numbers, Register::Id).await?;
        let unfinished = |item: &Item| !item.civil && item.reply != Reply::Faulty;
        let open: Vec<CitizenNumber> = numbers
            .iter()
            .zip(&found)
            .filter(|(_, item)| unfinished(item))
            .map(|(number, _)| *number)
            .collect();
        let mut civil =
            if open.is_empty() { Vec::new() } else { self.search_now(&open, Register::Civil).await? }
                .into_iter();
        let finish = |item: Item| {
            if unfinished(&item) {
                finished(item.reply, civil.next().map_or(Reply::Faulty, |item| item.reply))
            } else {
                item.reply
            }
        };
        Ok(found.into_iter().map(finish).collect())
    }

    async fn subscribe(&self, callback: &str) -> Result<(), Outage> {
        let message = envelope::subscribe(&self.new_id(), self.clock.now());
        let callback = callback_of(Some(callback), "on-subscribe");
        let sent = self.send(
            "/registry/subscribe",
            "subscribe",
            envelope::EVENTS.len(),
            callback.as_deref(),
            message,
        );
        unless(sent.await, "rjct.event.already_subscribed")
    }

    fn read_notice(&self, body: &[u8], received: Timestamp) -> Result<Vec<LifeEvent>, NoticeError> {
        notice::read(&self.open(body)?, received)
    }
}

/// The ID register's reply with that of civil registration: held is what either holds, unless one of them answers with a fault.
fn finished(id: Reply, civil: Reply) -> Reply {
    match (id, civil) {
        (Reply::Held(id), Reply::Held(civil)) => Reply::Held(Box::new(record::completed(*id, *civil))),
        (Reply::Faulty, _) | (_, Reply::Faulty) => Reply::Faulty,
        (Reply::NotHeld, other) | (other, Reply::NotHeld) => other,
    }
}
