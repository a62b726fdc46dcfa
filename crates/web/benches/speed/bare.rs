//! The yardstick of look-ups: the registry's own query, prepared, by the same driver, in the server's own process. Once
//! behind HTTP with nothing around it, and once without HTTP, in a loop.

use crate::place::At;
use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use rusqlite::{Connection, OpenFlags};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use store::FILE_NAME;
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, Statement};

const FIND: &str = "select h.number, c.person, h.tehsil, h.standing \
    from citizen_number c join household h on h.id = c.household where c.number = $1";

/// `GET /bare/{cnic}`, and `POST /bare/{callers}/{seconds}` with the numbers to look up in turn.
pub(crate) async fn routes(at: &At) -> Router {
    let finder = match at.database_url.as_deref() {
        None => Finder::sqlite(at),
        Some(url) => Finder::postgres(url).await,
    };
    Router::new()
        .route("/bare/{cnic}", get(find))
        .route("/bare/{callers}/{seconds}", post(find_in_loop))
        .with_state(Arc::new(finder))
}

async fn find(State(finder): State<Arc<Finder>>, Path(number): Path<i64>) -> Response {
    match finder.find(number).await {
        Some(standing) => ([(header::CONTENT_TYPE, "application/json")], standing).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Answers with look-ups a second and the middle and late latency in microseconds.
async fn find_in_loop(
    State(finder): State<Arc<Finder>>,
    Path((callers, seconds)): Path<(usize, u64)>,
    numbers: String,
) -> String {
    let numbers: Arc<Vec<i64>> =
        Arc::new(numbers.split_whitespace().map(|number| number.parse().unwrap()).collect());
    let time = Duration::from_secs(seconds);
    let started = Instant::now();
    let callers: JoinSet<Vec<Duration>> = (0..callers)
        .map(|caller| {
            let (finder, numbers) = (Arc::clone(&finder), Arc::clone(&numbers));
            async move {
                let mut latencies = Vec::new();
                for (turn, number) in numbers.iter().cycle().skip(caller * 1000).enumerate() {
                    let began = Instant::now();
                    if began - started > time {
                        break;
                    }
                    assert!(finder.find(*number).await.is_some());
                    latencies.push(began.elapsed());
                    if turn % 16 == 0 {
                        tokio::task::yield_now().await;
                    }
                }
                latencies
            }
        })
        .collect();
    let latencies = callers.join_all().await.concat();
    let run = crate::client::Run::new(started.elapsed(), latencies);
    let [middle, late] = [500, 990].map(|share| run.per_mille(share).as_secs_f64() * 1e6);
    format!("{} {middle} {late}", run.rate())
}

enum Finder {
    Sqlite { file: PathBuf, idle: Mutex<Vec<Connection>> },
    Postgres { clients: Vec<(Client, Statement)>, next: AtomicUsize },
}

impl Finder {
    fn sqlite(at: &At) -> Self {
        Self::Sqlite { file: at.data.join(FILE_NAME), idle: Mutex::default() }
    }

    /// With as many connections as the registry's look-ups share by default.
    async fn postgres(url: &str) -> Self {
        let mut clients = Vec::new();
        for _ in 0..4 {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
            tokio::spawn(connection);
            let find = client.prepare(FIND).await.unwrap();
            clients.push((client, find));
        }
        Self::Postgres { clients, next: AtomicUsize::new(0) }
    }

    async fn find(&self, number: i64) -> Option<String> {
        match self {
            Self::Sqlite { file, idle } => {
                let known = idle.lock().unwrap().pop();
                let connection = known.unwrap_or_else(|| open(file));
                let standing = connection
                    .prepare_cached(FIND)
                    .unwrap()
                    .query_row([number], |row| row.get("standing"))
                    .ok();
                idle.lock().unwrap().push(connection);
                standing
            }
            Self::Postgres { clients, next } => {
                let (client, find) = &clients[next.fetch_add(1, Ordering::Relaxed) % clients.len()];
                Some(client.query_opt(find, &[&number]).await.unwrap()?.get("standing"))
            }
        }
    }
}

fn open(file: &PathBuf) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).unwrap();
    connection.execute_batch("pragma cache_size = -8192").unwrap();
    connection
}
