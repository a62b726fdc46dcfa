//! Where a registry is kept, and opening it.

use crate::{Store, StoreError, StoreResult, postgres, sqlite};
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::task::spawn_blocking;

/// The name of the SQLite file in the data folder.
pub const FILE_NAME: &str = "nser.db";

/// Where the registry is kept.
#[derive(Clone)]
pub struct StoreConfig {
    /// The data folder: it holds the SQLite file unless there is a `database_url`, and the attachments anyhow.
    pub data: PathBuf,
    /// `postgres://user:password@host/database`; with `?sslmode=require` encrypted and the server's certificate checked.
    pub database_url: Option<String>,
    /// A PEM file of the authorities to hold PostgreSQL's certificate against; those of the system when `None`.
    pub authorities: Option<PathBuf>,
    /// Connections to PostgreSQL for reading, at least two; one more writes.
    pub connections: usize,
}

impl StoreConfig {
    /// An SQLite file in a data folder.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self { data: data.into(), database_url: None, authorities: None, connections: 16 }
    }
}

/// The address may hold a password.
impl fmt::Debug for StoreConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StoreConfig")
            .field("data", &self.data)
            .field("postgres", &self.database_url.is_some())
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// Creates what is missing and applies the migrations that the database lacks; nothing happens when it lacks none.
/// An error when a migration applied before has changed since, or is not known to this program.
pub async fn migrate(config: &StoreConfig) -> StoreResult<()> {
    match engine(config)? {
        EngineAt::Postgres(url) => postgres::migrate(url, config.authorities.as_deref()).await,
        EngineAt::File(path) => {
            create_folder(&config.data).await?;
            blocking(move || sqlite::migrate(&path)).await
        }
    }
}

/// Opens the registry, within the runtime that will use it. An error when it lacks a migration: run [`migrate`] first.
/// Call [`Store::close`] at the end: what was recorded with `Durability::Soon` may still be queued.
pub async fn open(config: &StoreConfig) -> StoreResult<Arc<dyn Store>> {
    match engine(config)? {
        EngineAt::Postgres(url) => {
            let store = postgres::open(url, config.connections, config.authorities.as_deref()).await?;
            Ok(Arc::new(store))
        }
        EngineAt::File(path) => Ok(Arc::new(blocking(move || sqlite::open(&path)).await?)),
    }
}

enum EngineAt<'a> {
    Postgres(&'a str),
    File(PathBuf),
}

fn engine(config: &StoreConfig) -> StoreResult<EngineAt<'_>> {
    match config.database_url.as_deref() {
        None => Ok(EngineAt::File(Path::join(&config.data, FILE_NAME))),
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            Ok(EngineAt::Postgres(url))
        }
        Some(_) => {
            Err(StoreError::Engine("the address of the database does not start with postgres://".to_owned()))
        }
    }
}

/// What lies in it is nobody else's business.
async fn create_folder(path: &Path) -> StoreResult<()> {
    const OWNER_ONLY: u32 = 0o700;
    let created = tokio::fs::DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(path).await;
    created.map_err(|_| unusable())
}

async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> StoreResult<T> + Send + 'static,
) -> StoreResult<T> {
    spawn_blocking(act).await.unwrap_or_else(|_| Err(unusable()))
}

fn unusable() -> StoreError {
    StoreError::Engine("the data folder cannot be used".to_owned())
}
