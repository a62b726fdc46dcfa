//! The simulator's own console, under `/admin`: faults, counts, and making things happen. It is for tests and demonstrations
//! only, and asks nobody who they are.

use super::{
    Simulator,
    chance::mixed,
    event::{Event, Kind},
    faults::Faults,
    memory::Remembered,
    person::Person,
    register::Refusal,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::civil::Date;
use registry::{
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// The addresses under `/admin`.
pub(super) fn routes() -> Router<Arc<Simulator>> {
    Router::new()
        .route("/faults", get(show_faults).post(set_faults))
        .route("/counts", get(counts))
        .route("/events", post(happen))
}

/// What can be made to happen.
#[derive(Deserialize)]
#[serde(untagged)]
enum Wish {
    Named(Named),
    Advance { advance_to: Date },
    Repeat { repeat: String },
}

#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Named {
    Birth {
        on: Date,
        number: Option<String>,
        father: Option<String>,
        mother: Option<String>,
        name: Option<Personal>,
        name_urdu: Option<Personal>,
        sex: Option<Sex>,
    },
    Death {
        number: String,
        on: Date,
    },
    DeathReversed {
        number: String,
        on: Date,
    },
    Marriage {
        husband: String,
        wife: String,
        on: Date,
    },
    Divorce {
        husband: String,
        wife: String,
        on: Date,
    },
}

/// An answer with a code.
struct Problem(StatusCode, &'static str, String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": {"code": self.1, "message": self.2}}))).into_response()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal {
            Refusal::NotHeld | Refusal::NoSuchReference => StatusCode::NOT_FOUND,
            Refusal::Unreadable => StatusCode::BAD_REQUEST,
            _ => StatusCode::CONFLICT,
        };
        Self(status, refusal.code(), refusal.to_string())
    }
}

fn unreadable(text: &str) -> Problem {
    Problem(StatusCode::BAD_REQUEST, Refusal::Unreadable.code(), text.to_owned())
}

async fn show_faults(State(simulator): State<Arc<Simulator>>) -> Json<Faults> {
    Json(simulator.trouble.faults())
}

/// Sets the faults that are named, and leaves the others.
async fn set_faults(State(simulator): State<Arc<Simulator>>, body: Bytes) -> Result<Json<Faults>, Problem> {
    let bad = || {
        unreadable(
            "name faults as GET /admin/faults does: shares from 0 to 1, milliseconds and numbers, down true or false",
        )
    };
    let named: Value = serde_json::from_slice(&body).map_err(|_| bad())?;
    let mut faults = serde_json::to_value(simulator.trouble.faults()).map_err(|_| bad())?;
    let (Some(all), Some(named)) = (faults.as_object_mut(), named.as_object()) else { return Err(bad()) };
    all.extend(named.iter().map(|(name, value)| (name.clone(), value.clone())));
    let faults: Faults = serde_json::from_value(faults).map_err(|_| bad())?;
    if !faults.is_possible() {
        return Err(bad());
    }
    simulator.trouble.set(faults.clone());
    Ok(Json(faults))
}

/// What was asked, answered and told.
#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    counts: super::faults::Counts,
    today: Date,
    events: usize,
    subscriptions: usize,
}

async fn counts(State(simulator): State<Arc<Simulator>>) -> Json<Report> {
    Json(Report {
        counts: simulator.trouble.counts(),
        today: simulator.register.today(),
        events: simulator.register.events(),
        subscriptions: simulator.office.subscriptions(),
    })
}

async fn happen(State(simulator): State<Arc<Simulator>>, body: Bytes) -> Result<Json<Value>, Problem> {
    let request: Value = serde_json::from_slice(&body).map_err(|_| unreadable("the body is no JSON"))?;
    let acting = Arc::clone(&simulator);
    let done = tokio::task::spawn_blocking(move || {
        let events = act(&acting, &request)?;
        // Remembered before anybody is told, so that after a kill nobody knows of what never was.
        if request.get("repeat").is_none() {
            acting.office.memory().write(&Remembered::Happened { request });
        }
        for event in &events {
            acting.office.announce(event);
        }
        Ok::<_, Problem>(events)
    });
    let events = done.await.map_err(|_| unreadable("it could not be done"))??;
    let references: Vec<&str> = events.iter().map(|event| event.reference.as_str()).take(1_000).collect();
    Ok(Json(json!({
        "today": simulator.register.today(), "events": events.len(), "references": references,
        "numbers": events.iter().filter_map(born).take(1_000).collect::<Vec<String>>(),
    })))
}

/// Does again what was done before a restart, and tells of what was not taken.
pub(super) fn redo(simulator: &Simulator, request: &Value) {
    match act(simulator, request) {
        Ok(events) => {
            for event in &events {
                simulator.office.announce(event);
            }
        }
        Err(Problem(_, code, _)) => tracing::warn!(code, "an event of the state file is not possible here"),
    }
}

/// The number of a child, for whoever made it be born.
fn born(event: &Arc<Event>) -> Option<String> {
    match &event.kind {
        Kind::Birth(child) => Some(super::dci::digits(child.number)),
        _ => None,
    }
}

fn act(simulator: &Simulator, request: &Value) -> Result<Vec<Arc<Event>>, Problem> {
    let wish = Wish::deserialize(request).map_err(|_| {
        unreadable(
            "one of {event: birth|death|death_reversed|marriage|divorce, on: DATE, …}, {advance_to: DATE}, {repeat: REFERENCE}",
        )
    })?;
    match wish {
        Wish::Advance { advance_to } => Ok(simulator.register.advance(advance_to)?),
        Wish::Repeat { repeat } => {
            let event = simulator.register.event(&repeat).ok_or(Refusal::NoSuchReference)?;
            simulator.office.repeat(&event);
            Ok(Vec::new())
        }
        Wish::Named(named) => {
            let (on, kind) = kind(simulator, named)?;
            Ok(vec![simulator.register.register(on, kind)?])
        }
    }
}

fn kind(simulator: &Simulator, named: Named) -> Result<(Date, Kind), Problem> {
    Ok(match named {
        Named::Death { number, on } => (on, Kind::Death(read(&number)?)),
        Named::DeathReversed { number, on } => (on, Kind::DeathReversed(read(&number)?)),
        Named::Marriage { husband, wife, on } => {
            (on, Kind::Marriage { husband: read(&husband)?, wife: read(&wife)? })
        }
        Named::Divorce { husband, wife, on } => {
            (on, Kind::Divorce { husband: read(&husband)?, wife: read(&wife)? })
        }
        Named::Birth { on, number, father, mother, name, name_urdu, sex } => {
            let [father, mother] = [father, mother].map(|parent| parent.as_deref().map(read).transpose());
            let (father, mother) = (father?, mother?);
            let number = match number {
                Some(number) => read(&number)?,
                None => new_number(simulator, on, father, mother, sex)?,
            };
            let child = Person {
                name,
                name_urdu,
                sex: Some(sex.unwrap_or(number.sex())),
                birth_date: Some(on),
                marital_status: Some(MaritalStatus::NeverMarried),
                disabled: Some(false),
                father,
                mother,
                ..Person::unknown(number)
            };
            (on, Kind::Birth(Box::new(child)))
        }
    })
}

/// A number that follows from parents and day, in a series of its own.
fn new_number(
    simulator: &Simulator,
    on: Date,
    father: Option<CitizenNumber>,
    mother: Option<CitizenNumber>,
    sex: Option<Sex>,
) -> Result<CitizenNumber, Problem> {
    let digits = |parent: Option<CitizenNumber>| parent.map_or(0, CitizenNumber::as_u64);
    let day = u64::try_from(i32::from(on.year()) * 400 + i32::from(on.day_of_year())).unwrap_or(0);
    let drawn = mixed(simulator.register.holdings.seed, &[40, digits(father), digits(mother), day]);
    let last = drawn % 5 * 2 + u64::from(sex != Some(Sex::Female));
    read(&format!("9949{:08}{last}", drawn / 5 % 100_000_000))
}

/// Reads a number; only invented ones, which begin with a nine, are taken.
fn read(number: &str) -> Result<CitizenNumber, Problem> {
    let read = number.parse::<CitizenNumber>().ok().filter(|number| number.region_digit() == 9);
    read.ok_or_else(|| unreadable("a number has thirteen digits here, the first of them a 9"))
}
