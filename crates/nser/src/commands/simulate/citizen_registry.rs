//! `nser simulate citizen-registry`: NADRA and the civil register, played by a process of its own over HTTP. It knows the
//! truth about the synthetic population, which surveys write down with slips, and goes wrong on demand.

mod chance;
mod console;
mod dci;
mod event;
mod faults;
mod holdings;
mod life;
mod memory;
mod nadra;
mod notices;
mod people_file;
mod person;
mod register;

use super::interviews;
use crate::{
    assets,
    commands::{population::SEED, say},
    machine::MachineClock,
    start::Failure,
    stop,
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use clap::Args;
use faults::{Failing, Faults, Trouble, share};
use holdings::{Gaps, Holdings, Tehsil};
use jiff::{ToSpan, civil::Date};
use memory::{Memory, Remembered};
use nadra::Sessions;
use notices::Office;
use person::Person;
use population::{Country, Forms, Population, Settings, Stretch, Survey, Trouble as SurveyTrouble};
use register::Register;
use registry::{
    area::{AreaBook, AreaCode},
    clock::Clock,
    household::FormUsed,
    identity::CitizenNumber,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::net::TcpListener;

/// The invented tehsil of the demonstration.
const TEHSIL: &str = "PK90101";
/// Answers that are kept for those who ask by transaction.
const MOST_ANSWERS: usize = 1_000;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen; port 0 takes any that is free.
    #[arg(long, default_value = "127.0.0.1:8091", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The bearer token that callers must send, and the secret of sessions. Without one everybody is let in.
    #[arg(long)]
    token: Option<String>,
    /// Decides faults, gaps and invented life events.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Draws the people: that of the demonstration.
    #[arg(long, default_value_t = SEED, value_name = "SEED")]
    people_seed: u64,
    /// The day on which the registers begin, and on which the demonstration was filled; today when none is given. The same day
    /// and seeds bring the same people and the same events.
    #[arg(long, value_name = "DATE")]
    day: Option<Date>,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    differences: Differences,
    #[command(flatten)]
    faults: Faults,
    /// How long a session of the NADRA-style service lasts.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    session_seconds: u64,
    /// Keep what happened, who subscribed and what was taken, to go on after a kill.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// End when standard input does: with the process that started this one, however that ends.
    #[arg(long)]
    until_input_ends: bool,
}

/// Whom the registers hold.
#[derive(Args)]
struct Who {
    /// People of a CSV file: number, name, name_urdu, sex, birth_date, marital_status, disabled, father, mother, spouse,
    /// death_date, card_state. Nobody else is held unless --tehsil or --district asks for it.
    #[arg(long, value_name = "FILE")]
    people: Option<PathBuf>,
    /// The tehsil of the demonstration, PK90101 when nobody else is asked for.
    #[arg(long, value_name = "CODE")]
    tehsil: Option<AreaCode>,
    /// Households of the tehsil.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    households: u64,
    /// Areas of the synthetic country where life goes on, such as PK611. Without --people anybody of the country is
    /// held; without this nothing happens to them.
    #[arg(long = "district", value_name = "CODE")]
    districts: Vec<AreaCode>,
    /// Life goes on for so many households of the areas only.
    #[arg(long, value_name = "NUMBER")]
    district_households: Option<u64>,
}

/// How the registers differ from the truth and from each other.
#[derive(Args)]
struct Differences {
    /// Share of those under eighteen whose birth is not in the database.
    #[arg(long, default_value_t = 0.03, value_parser = share, value_name = "SHARE")]
    births_missing_share: f64,
    /// Share of the dead whose card is still valid.
    #[arg(long, default_value_t = 0.25, value_parser = share, value_name = "SHARE")]
    dead_with_valid_card_share: f64,
    /// Share of the cards of the living that have run out.
    #[arg(long, default_value_t = 0.04, value_parser = share, value_name = "SHARE")]
    cards_expired_share: f64,
    /// By DCI the identity register leaves marital status and death to the civil register, which must be asked for them.
    #[arg(long)]
    two_registers: bool,
}

/// The simulator.
struct Simulator {
    register: Register,
    trouble: Arc<Trouble>,
    office: Arc<Office>,
    sessions: Sessions,
    token: Option<String>,
    two_registers: bool,
    answers: Mutex<Answers>,
}

/// The last answers, by transaction and by correlation.
#[derive(Default)]
struct Answers {
    kept: HashMap<String, Value>,
    order: VecDeque<String>,
}

pub(crate) async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let listener = TcpListener::bind(arguments.listen).await.map_err(|error| {
        format!("cannot listen on {}: {error}. Choose another address with --listen", arguments.listen)
    })?;
    let address = listener.local_addr()?;
    let until_input_ends = arguments.until_input_ends;
    let (memory, remembered) = Memory::open(arguments.state.as_deref())?;
    let simulator = Arc::new(simulator(arguments, memory)?);
    recall(&simulator, remembered).await?;
    say(format_args!("the citizen registry listens on http://{address}"));
    let ended = async move {
        if until_input_ends {
            tokio::select! { () = stop::asked() => {}, () = stop::input_ended() => {} }
        } else {
            stop::asked().await;
        }
    };
    axum::serve(listener, routes(simulator)).with_graceful_shutdown(ended).await?;
    Ok(ExitCode::SUCCESS)
}

fn simulator(arguments: Arguments, memory: Memory) -> Result<Simulator, Failure> {
    let trouble = Arc::new(Trouble::new(arguments.seed, arguments.faults.clone()));
    Ok(Simulator {
        office: Arc::new(Office::new(arguments.seed, Arc::clone(&trouble), memory)?),
        register: Register::new(holdings(&arguments)?),
        trouble,
        sessions: Sessions::new(Duration::from_secs(arguments.session_seconds)),
        token: arguments.token,
        two_registers: arguments.differences.two_registers,
        answers: Mutex::default(),
    })
}

/// Goes on where a simulator with the same state file stopped. What had been taken is known first, so that only the rest is told.
async fn recall(simulator: &Arc<Simulator>, remembered: Vec<Remembered>) -> Result<(), Failure> {
    let simulator = Arc::clone(simulator);
    let (taken, others): (Vec<_>, Vec<_>) =
        remembered.into_iter().partition(|one| matches!(one, Remembered::Taken { .. }));
    let redone = tokio::task::spawn_blocking(move || {
        for remembered in taken.iter().chain(&others) {
            match remembered {
                Remembered::Happened { request } => console::redo(&simulator, request),
                other => simulator.office.recall(other),
            }
        }
    });
    Ok(redone.await?)
}

fn holdings(arguments: &Arguments) -> Result<Holdings, Failure> {
    let who = &arguments.who;
    let day = arguments.day.unwrap_or_else(|| MachineClock.today());
    let alone = who.people.is_some() && who.tehsil.is_none() && who.districts.is_empty();
    let file = who.people.as_deref().map_or_else(|| Ok(BTreeMap::new()), people_file::read)?;
    let usual = TEHSIL.parse()?;
    let tehsil = if alone { None } else { Some(who.tehsil.as_ref().unwrap_or(&usual)) };
    let country = (!alone).then(|| country(arguments.people_seed));
    let differences = &arguments.differences;
    Ok(Holdings {
        seed: arguments.seed,
        day,
        gaps: Gaps {
            births_missing: differences.births_missing_share,
            dead_with_valid_card: differences.dead_with_valid_card_share,
            cards_expired: differences.cards_expired_share,
        },
        file,
        tehsil: tehsil.map(|code| invented_tehsil(arguments, code, day)).transpose()?,
        living: living(country.as_ref(), who)?,
        country,
        kept: Mutex::default(),
    })
}

/// The households that the demonstration surveys.
fn invented_tehsil(arguments: &Arguments, code: &AreaCode, day: Date) -> Result<Tehsil, Failure> {
    let mut areas = assets::areas(true)?;
    // As the lists of tablets have them.
    areas.sort_by(|one, other| one.code.cmp(&other.code));
    let places = interviews::places(&AreaBook::new(areas)?, code, day);
    if places.is_empty() {
        return Err(format!("there is no tehsil {code}: the invented one is {TEHSIL}").into());
    }
    let (first, last) = interviews::FIELDWORK_DAYS;
    let population = Population::new(Survey {
        seed: arguments.people_seed,
        first_day: day.saturating_sub(first.days()),
        last_day: day.saturating_sub(last.days()),
        form: form(),
        trouble: SurveyTrouble::None,
    });
    let households = arguments.who.households;
    Ok(Tehsil { population, places, in_a_place: interviews::BLOCK_HOUSEHOLDS, households })
}

fn country(seed: u64) -> Country {
    let forms = Forms { tablet: form(), card: form() };
    Country::new(Settings { seed, forms, trouble: SurveyTrouble::None })
}

/// Nobody fills in a form here.
fn form() -> FormUsed {
    FormUsed { id: "household".to_owned(), version: String::new() }
}

fn living(country: Option<&Country>, who: &Who) -> Result<Vec<Stretch>, Failure> {
    let Some(country) = country.filter(|_| !who.districts.is_empty()) else { return Ok(Vec::new()) };
    let part = country.part(&who.districts, who.district_households)?;
    Ok(part.stretches().map(Stretch::whole).collect())
}

fn routes(simulator: Arc<Simulator>) -> Router {
    let outside = Router::new()
        .nest("/dci", dci::routes())
        .nest("/nadra", nadra::routes())
        .layer(middleware::from_fn_with_state(Arc::clone(&simulator), befall));
    outside.nest("/admin", console::routes()).with_state(simulator)
}

/// Lets faults befall a call.
async fn befall(State(simulator): State<Arc<Simulator>>, request: Request, next: Next) -> Response {
    let faults = simulator.trouble.faults();
    let failing = simulator.trouble.call();
    tokio::time::sleep(Duration::from_millis(faults.slow_ms)).await;
    let nadra = request.uri().path().starts_with("/nadra");
    if faults.down {
        return unavailable(nadra);
    }
    match failing {
        None => next.run(request).await,
        Some(Failing::Error) => failed(StatusCode::INTERNAL_SERVER_ERROR, nadra),
        Some(Failing::Proxy) => {
            (StatusCode::BAD_GATEWAY, "<html><body><h1>502 Bad Gateway</h1></body></html>").into_response()
        }
        Some(Failing::CutOff) => {
            let half = Body::from("{\"signature\":\"unsigned\",\"header\":{\"version\":\"1.0.0\",\"mess");
            ([(header::CONTENT_TYPE, "application/json")], half).into_response()
        }
    }
}

fn unavailable(nadra: bool) -> Response {
    failed(StatusCode::SERVICE_UNAVAILABLE, nadra)
}

fn failed(status: StatusCode, nadra: bool) -> Response {
    let (code, text) = match status {
        StatusCode::SERVICE_UNAVAILABLE => ("108", "citizen verification service is down"),
        _ => ("109", "system has encountered an exception"),
    };
    let body = if nadra {
        serde_json::json!({"code": code, "message": text})
    } else {
        let error = serde_json::json!({"code": "err.service.unavailable", "message": text});
        let now = MachineClock.now().to_string();
        serde_json::json!({"message": {"ack_status": "ERR", "timestamp": now, "correlation_id": "", "error": error}})
    };
    (status, axum::Json(body)).into_response()
}

impl Simulator {
    /// Whether a caller may ask.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        self.token
            .as_ref()
            .is_none_or(|token| sent.and_then(|sent| sent.strip_prefix("Bearer ")) == Some(token))
    }

    /// Who is answered when a number is asked for: at times somebody else.
    fn answer(&self, number: CitizenNumber) -> Option<Person> {
        let wrong = self.trouble.ask(number);
        let person = self.register.find(number);
        if person.is_none() {
            self.trouble.count(|counts| counts.not_held += 1);
        }
        if wrong { self.register.holdings.find_other(number) } else { person }
    }

    /// Keeps an answer for those who ask by transaction or correlation.
    fn remember_answer(&self, transaction: &str, correlation: &str, answer: &Value) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        for key in [transaction, correlation] {
            answers.kept.insert(key.to_owned(), answer.clone());
            answers.order.push_back(key.to_owned());
        }
        while answers.order.len() > MOST_ANSWERS {
            if let Some(oldest) = answers.order.pop_front() {
                answers.kept.remove(&oldest);
            }
        }
    }

    fn find_answer(&self, key: &str) -> Option<Value> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).kept.get(key).cloned()
    }
}

/// A number that stands for a text, for chance.
fn chance_of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
