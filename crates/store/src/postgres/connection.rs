//! Connections to PostgreSQL, and how values and columns pass through them.

use super::{
    errors::{error, pool_error},
    tls,
};
use crate::{
    StoreError, StoreResult,
    fields::{Columns, Decode, Fields, OtherType},
    value::{Statement, Value},
};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use std::{error::Error, path::Path, pin::Pin, task::Poll, time::Duration};
use tokio_postgres::{
    Config, Row,
    types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use uuid::Uuid;

/// How long to wait for a connection, a new one or one that others use.
const WAIT: Duration = Duration::from_secs(10);
/// Said to the server at the start of every connection: a commit is on disk when it is answered, and a program that
/// hangs in the middle of a transaction does not hold up the others for ever.
const OPTIONS: &str = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=30s";
/// Said for the writer besides: it finds everything by key. Plans are made once and never read a whole table, also
/// when they were made while it was empty.
const WRITER_OPTIONS: &str = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off \
     -c enable_mergejoin=off -c enable_bitmapscan=off -c jit=off";

/// Connections that look-ups share at most: more of them carry fewer questions each.
const MOST_SHARED: usize = 4;

/// The pools for look-ups, for longer reads and for the writer.
pub(super) struct Pools {
    pub shared: Pool,
    pub readers: Pool,
    pub writer: Pool,
}

/// Makes the pools of a database; connects to nothing yet. `authorities` is a PEM file for `sslmode=require`.
pub(super) fn pools(url: &str, connections: usize, authorities: Option<&Path>) -> StoreResult<Pools> {
    // What cannot be read may hold the password: it is not shown.
    let config: Config = url
        .parse()
        .map_err(|_| StoreError::Engine("the address of the database cannot be read".to_owned()))?;
    let sharing = (connections / 4).clamp(1, MOST_SHARED);
    let shared = pool(with_options(&config, &[OPTIONS]), sharing, authorities)?;
    let readers =
        pool(with_options(&config, &[OPTIONS]), connections.saturating_sub(sharing).max(1), authorities)?;
    let writer = pool(with_options(&config, &[OPTIONS, WRITER_OPTIONS]), 1, authorities)?;
    Ok(Pools { shared, readers, writer })
}

fn with_options(config: &Config, ours: &[&str]) -> Config {
    let options: Vec<&str> = config.get_options().into_iter().chain(ours.iter().copied()).collect();
    let mut config = config.clone();
    config.options(options.join(" ")).connect_timeout(WAIT);
    if config.get_application_name().is_none() {
        config.application_name("nser");
    }
    config
}

fn pool(config: Config, size: usize, authorities: Option<&Path>) -> StoreResult<Pool> {
    let connector = tls::connector(config.get_ssl_mode(), authorities)?;
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    Pool::builder(Manager::from_config(config, connector, recycling))
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT))
        .create_timeout(Some(WAIT))
        .build()
        .map_err(|_| StoreError::Engine("no pool of connections".to_owned()))
}

/// A connection of the pool.
pub(super) async fn connect(pool: &Pool) -> StoreResult<Object> {
    pool.get().await.map_err(|fault| pool_error(&fault))
}

/// Runs a statement that returns rows.
pub(super) async fn query<T>(
    client: &Object,
    statement: &Statement,
    decode: Decode<T>,
) -> StoreResult<Vec<T>> {
    let rows = async {
        let prepared = client.prepare_cached(&statement.sql).await?;
        client.query(&prepared, &parameters(statement)).await
    };
    let rows = rows.await.map_err(|fault| error(&fault))?;
    rows.iter().map(|row| decode(&mut Fields::of(row))).collect()
}

/// Runs a statement that returns none; returns how many rows it changed.
pub(super) async fn execute(client: &Object, statement: &Statement) -> StoreResult<u64> {
    let changed = async {
        let prepared = client.prepare_cached(&statement.sql).await?;
        client.execute(&prepared, &parameters(statement)).await
    };
    changed.await.map_err(|fault| error(&fault))
}

fn parameters(statement: &Statement) -> Vec<&(dyn ToSql + Sync)> {
    statement.values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Requests to a server, sent in order without waiting for the answer to one before the next goes out.
pub(super) struct Pipeline<'a, T> {
    requests: Vec<Request<'a, T>>,
}

type Outcome<T> = Result<T, tokio_postgres::Error>;

enum Request<'a, T> {
    Waiting(Pin<Box<dyn Future<Output = Outcome<T>> + Send + 'a>>),
    Answered(Outcome<T>),
}

impl<'a, T> Pipeline<'a, T> {
    pub(super) fn new() -> Self {
        Self { requests: Vec::new() }
    }

    /// Adds a request. It must go out when it is first polled: its statement is prepared already.
    pub(super) fn push(&mut self, request: impl Future<Output = Outcome<T>> + Send + 'a) {
        self.requests.push(Request::Waiting(Box::pin(request)));
    }

    /// Sends everything and waits for every answer; each comes in the place of its request.
    pub(super) async fn run(mut self) -> Vec<Outcome<T>> {
        // Polled in order, so they go out in order: joining futures would not promise that.
        std::future::poll_fn(|context| {
            let mut waiting = false;
            for request in &mut self.requests {
                if let Request::Waiting(future) = request {
                    match future.as_mut().poll(context) {
                        Poll::Ready(outcome) => *request = Request::Answered(outcome),
                        Poll::Pending => waiting = true,
                    }
                }
            }
            if waiting { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        let answered = self.requests.into_iter().filter_map(|request| match request {
            Request::Answered(outcome) => Some(outcome),
            Request::Waiting(_) => None,
        });
        answered.collect()
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Flag(flag) => flag.to_sql_checked(kind, out),
            Self::Number(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
            Self::Id(id) => id.to_sql_checked(kind, out),
            Self::Numbers(all) => all.to_sql_checked(kind, out),
            Self::Texts(all) => all.to_sql_checked(kind, out),
        }
    }

    /// Each value checks for itself.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// For `to_sql_checked!`, which prints a value that does not fit: it must not be shown.
impl std::fmt::Debug for Value {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Value([personal])")
    }
}

impl Columns for Row {
    fn columns(&self) -> usize {
        self.len()
    }

    fn flag(&self, at: usize) -> Result<Option<bool>, OtherType> {
        self.try_get(at).map_err(|_| OtherType)
    }

    fn number(&self, at: usize) -> Result<Option<i64>, OtherType> {
        self.try_get(at).map_err(|_| OtherType)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, OtherType> {
        self.try_get(at).map_err(|_| OtherType)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, OtherType> {
        self.try_get(at).map_err(|_| OtherType)
    }

    fn kept_text(&self, at: usize) -> Result<Option<&[u8]>, OtherType> {
        self.bytes(at).or_else(|OtherType| Ok(self.text(at)?.map(str::as_bytes)))
    }

    fn id(&self, at: usize) -> Result<Option<Uuid>, OtherType> {
        self.try_get(at).map_err(|_| OtherType)
    }
}
