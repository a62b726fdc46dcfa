//! A NADRA-style look-up of one number a call, in sessions. Result codes come with HTTP 200.

use super::{
    Simulator,
    dci::{card_code, digits},
    person::Person,
};
use axum::{Json, Router, body::Bytes, extract::State, routing::post};
use jiff::{ToSpan, civil::Date};
use registry::{
    citizen::CardState,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Sessions that are known at the same time.
const MOST_SESSIONS: usize = 10_000;
/// A card is in force so many years.
const CARD_YEARS: i32 = 10;

/// The addresses under `/nadra`.
pub(super) fn routes() -> Router<Arc<Simulator>> {
    Router::new().route("/session", post(session)).route("/verisys", post(verisys))
}

/// The sessions that were opened.
pub(super) struct Sessions {
    lasting: Duration,
    open: Mutex<HashMap<String, Session>>,
}

struct Session {
    since: Instant,
    transactions: HashSet<String>,
}

impl Sessions {
    pub(super) fn new(lasting: Duration) -> Self {
        Self { lasting, open: Mutex::default() }
    }

    fn begin(&self, id: &str) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= MOST_SESSIONS {
            open.retain(|_, session| session.since.elapsed() < self.lasting);
        }
        open.insert(id.to_owned(), Session { since: Instant::now(), transactions: HashSet::new() });
    }

    /// Enters a transaction; the error is a result code.
    fn enter(&self, id: &str, transaction: &str) -> Result<(), u16> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(id).ok_or(104_u16)?;
        if session.since.elapsed() >= self.lasting {
            return Err(201);
        }
        if transaction.is_empty() {
            return Err(115);
        }
        if session.transactions.insert(transaction.to_owned()) { Ok(()) } else { Err(175) }
    }
}

async fn session(State(simulator): State<Arc<Simulator>>, body: Bytes) -> Json<Value> {
    let request: Value = serde_json::from_slice(&body).unwrap_or_default();
    if text(&request, "franchise_id").is_empty() {
        return result(106);
    }
    if simulator.token.as_ref().is_some_and(|token| token != text(&request, "secret")) {
        return result(112);
    }
    let id = simulator.office.new_id();
    simulator.sessions.begin(&id);
    Json(json!({
        "code": "100", "message": message(100), "session_id": id,
        "expires_seconds": simulator.sessions.lasting.as_secs(),
    }))
}

async fn verisys(State(simulator): State<Arc<Simulator>>, body: Bytes) -> Json<Value> {
    let Ok(request) = serde_json::from_slice::<Value>(&body) else { return result(109) };
    let id = text(&request, "session_id");
    if let Err(code) = simulator.sessions.enter(id, text(&request, "transaction_id")) {
        return result(code);
    }
    let Ok(number) = text(&request, "citizen_number").parse::<CitizenNumber>() else { return result(107) };
    if simulator.trouble.take(1).is_err() {
        return result(318);
    }
    let asked = Arc::clone(&simulator);
    let answered = tokio::task::spawn_blocking(move || {
        let person = asked.answer(number)?;
        let father = person.father.and_then(|father| asked.register.find(father));
        Some(citizen(&person, father.as_ref(), asked.register.today()))
    });
    match answered.await {
        Ok(Some(citizen)) => Json(json!({
            "code": "100", "message": message(100), "session_id": id, "citizen": citizen,
        })),
        Ok(None) => result(142),
        Err(_) => result(109),
    }
}

fn citizen(person: &Person, father: Option<&Person>, today: Date) -> Value {
    let numbers =
        |numbers: &[CitizenNumber]| numbers.iter().map(|number| json!(digits(*number))).collect::<Value>();
    json!({
        "citizen_number": digits(person.number),
        "name": person.name.as_ref().map(Personal::reveal),
        "name_urdu": person.name_urdu.as_ref().map(Personal::reveal),
        "father_name": father.and_then(|father| father.name.as_ref()).map(Personal::reveal),
        "father_number": person.father.map(digits),
        "mother_number": person.mother.map(digits),
        "spouse_numbers": numbers(&person.spouses),
        "children_numbers": numbers(&person.children),
        "gender": person.sex.map(Sex::code),
        "birth_date": person.birth_date.map(|day| day.to_string()),
        "marital_status": person.marital_status.map(MaritalStatus::code),
        "disabled": person.disabled,
        "card_state": person.card.map(card_code),
        "death_date": person.death_date.map(|day| day.to_string()),
        "expiry_date": person.card.map(|card| expiry(person.number, card, today).to_string()),
    })
}

/// The day on which a card runs out: some day of the next ten years, or of the last one.
fn expiry(number: CitizenNumber, card: CardState, today: Date) -> Date {
    let years = i32::try_from(number.as_u64() / 10 % 10).unwrap_or(0) % CARD_YEARS;
    match card {
        CardState::Expired => today.saturating_sub(200.days()),
        _ => today.saturating_add(years.years()).saturating_add(90.days()),
    }
}

fn result(code: u16) -> Json<Value> {
    Json(json!({"code": code.to_string(), "message": message(code)}))
}

/// What a result code says.
fn message(code: u16) -> &'static str {
    match code {
        100 => "successful",
        104 => "invalid session id",
        106 => "invalid franchisee id",
        107 => "invalid citizen number",
        108 => "citizen verification service is down",
        112 => "error generating session id",
        115 => "invalid service provider transaction id",
        142 => "CNIC does not exist in NADRA database",
        175 => "transaction id already exists",
        201 => "session has expired",
        318 => "daily verification quota has been exhausted",
        _ => "system has encountered an exception",
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
