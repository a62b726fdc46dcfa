//! Registries to measure with: the project's own rules, forms and areas over an empty store.

use crate::process::Cluster;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use operations::{
    Parts, Registry,
    authority::Authority,
    credentials::{CredentialKind, NewCredential},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use registry::{
    clock::Clock,
    identity::{CitizenNumber, NumberSeries},
    ids::RandomIds,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{FILE_NAME, StoreConfig, files::FileStore};
use tempfile::TempDir;
use testkit::registries;
use tokio_postgres::{Client, NoTls};

/// Largest submission, bytes.
pub(crate) const SUBMISSION_BYTES: u64 = 50_000_000;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Engine {
    /// Both.
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// Its name in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Where a store is, as a child process is told.
#[derive(Args, Debug, Clone)]
pub(crate) struct At {
    /// The data folder.
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The database, where it is not in the folder.
    #[arg(long)]
    pub(crate) database_url: Option<String>,
}

impl At {
    /// For the store.
    pub(crate) fn config(&self) -> StoreConfig {
        StoreConfig { database_url: self.database_url.clone(), ..StoreConfig::in_folder(&self.data) }
    }

    /// For a child process.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let data = ["--data".to_owned(), self.data.display().to_string()];
        let url = self.database_url.iter().flat_map(|url| ["--database-url".to_owned(), url.clone()]);
        data.into_iter().chain(url).collect()
    }

    /// The registry there. Two that are open at once need different seeds for their ids.
    pub(crate) async fn open(&self, seed: u64) -> Arc<Registry> {
        self.open_at(seed, Arc::new(MachineClock)).await
    }

    /// The same by another clock.
    pub(crate) async fn open_at(&self, seed: u64, clock: Arc<dyn Clock>) -> Arc<Registry> {
        let parts = Parts {
            store: store::open(&self.config()).await.unwrap(),
            files: FileStore::open(self.data.join("attachments"), SUBMISSION_BYTES).await.unwrap(),
            rules: Arc::new(registries::rules()),
            clock,
            ids: Arc::new(RandomIds::new(ChaCha20Rng::seed_from_u64(seed))),
            series: NumberSeries::Invented,
            citizen_registry: None,
        };
        Arc::new(Registry::open(parts).await.unwrap())
    }
}

/// A new place with a registry that has everything but households. Gone when dropped.
pub(crate) struct Place {
    /// Where.
    pub(crate) at: At,
    /// The token of a tablet.
    pub(crate) tablet: String,
    /// The token of a system that asks.
    pub(crate) system: String,
    /// The server of its database, where it has one.
    pub(crate) postmaster: Option<Cluster>,
    _folder: TempDir,
}

impl Place {
    /// Makes one.
    pub(crate) async fn new(engine: Engine) -> Self {
        let mut place = Self::empty(engine).await;
        store::migrate(&place.at.config()).await.unwrap();
        let registry = place.at.open(1).await;
        let console = Authority::console();
        registry.put_areas(&console, registries::areas()).await.unwrap();
        for form in registries::forms() {
            registry.publish_form(&console, form).await.unwrap();
        }
        place.tablet = issue(&registry, CredentialKind::Enumerator, &[registries::TEHSIL]).await;
        // Without areas it may ask about all.
        place.system = issue(&registry, CredentialKind::Api, &[]).await;
        registry.store().close().await;
        place
    }

    /// Makes one without a registry.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = (engine == Engine::Postgres).then(testkit::postgres::database_url);
        let at = At { data: folder.path().to_owned(), database_url };
        let mut place =
            Self { at, tablet: String::new(), system: String::new(), postmaster: None, _folder: folder };
        let backend = place.number("select pg_backend_pid()::bigint").await;
        place.postmaster = backend.map(|backend| Cluster::of_backend(u32::try_from(backend).unwrap()));
        place
    }

    /// Writes everything out, so that no run pays for the one before.
    pub(crate) async fn settle(&self) {
        if let Some(client) = self.connect().await {
            client.batch_execute("checkpoint").await.unwrap();
        }
    }

    /// Has PostgreSQL look at what was loaded, as it does by itself after a while.
    pub(crate) async fn analyze(&self) {
        if let Some(client) = self.connect().await {
            client.batch_execute("vacuum analyze").await.unwrap();
        }
        self.settle().await;
    }

    /// Size of the database on disk, bytes.
    pub(crate) async fn size_bytes(&self) -> u64 {
        let in_server = self.number("select pg_database_size(current_database())").await;
        let in_folder = || {
            let files = fs::read_dir(&self.at.data).unwrap().map(|entry| entry.unwrap().path());
            files
                .filter(|file| file.extension().is_some_and(|ending| ending == "db"))
                .map(|file| file_size(&file))
                .sum()
        };
        in_server.map_or_else(in_folder, |size| u64::try_from(size).unwrap())
    }

    /// Some of the citizen numbers in a large registry, as many as wanted or a few more or less.
    pub(crate) async fn citizen_numbers(&self, wanted: usize) -> Vec<CitizenNumber> {
        let every = |count: i64| format!("select number from citizen_number where number / 2 % {count} = 0");
        let part = |all: i64| every((all / i64::try_from(wanted).unwrap()).max(1));
        let count = "select count(*) from citizen_number";
        let found: Vec<i64> = match self.connect().await {
            Some(client) => {
                let all = client.query_one(count, &[]).await.unwrap().get(0);
                let rows = client.query(&part(all), &[]).await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
            None => {
                let connection = rusqlite::Connection::open(self.at.data.join(FILE_NAME)).unwrap();
                let all = connection.query_row(count, [], |row| row.get(0)).unwrap();
                let mut numbers = connection.prepare(&part(all)).unwrap();
                numbers.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
        };
        found
            .into_iter()
            .map(|number| CitizenNumber::from_u64(u64::try_from(number).unwrap()).unwrap())
            .collect()
    }

    /// Removes everything, the database in its server too.
    pub(crate) async fn remove(self) {
        let Some(url) = self.at.database_url.as_deref() else { return };
        let (server, name) = url.rsplit_once('/').unwrap();
        let client = connect(&format!("{server}/postgres")).await;
        client.batch_execute(&format!("drop database {name} with (force)")).await.unwrap();
        client.batch_execute("checkpoint").await.unwrap();
    }

    async fn number(&self, query: &str) -> Option<i64> {
        Some(self.connect().await?.query_one(query, &[]).await.unwrap().get(0))
    }

    /// A connection to the database, where there is one besides the folder.
    pub(crate) async fn connect(&self) -> Option<Client> {
        Some(connect(self.at.database_url.as_deref()?).await)
    }
}

/// A connection of its own.
pub(crate) async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Size of an SQLite file that nobody has open, with what its log still holds.
fn file_size(file: &Path) -> u64 {
    rusqlite::Connection::open(file)
        .unwrap()
        .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))
        .unwrap();
    fs::metadata(file).unwrap().len()
}

async fn issue(registry: &Registry, kind: CredentialKind, areas: &[&str]) -> String {
    let new = NewCredential {
        kind,
        label: format!("bench-{}", kind.code()),
        areas: areas.iter().map(|area| area.parse().unwrap()).collect(),
        language: "en".to_owned(),
        expires: MachineClock.now() + SignedDuration::from_hours(24),
    };
    registry.issue_credential(&Authority::console(), new).await.unwrap().1
}

/// The machine's clock.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "a benchmark runs now")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
