//! Whole registries over throw-away stores, with the project's own rules, forms and areas, a clock in the test's hand and
//! ids from a seed.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test whose registry cannot be had must fail"
)]

use crate::{clock::SimulatedClock, postgres};
use exchange::citizen_registry::CitizenRegistry;
use jiff::civil::Date;
use operations::{
    Parts, Registry,
    authority::{Authority, Role},
    credentials::{CredentialKind, NewCredential, Sender},
    staff::Staff,
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    area::{Area, AreaCode, AreaLevel},
    clock::Clock,
    identity::NumberSeries,
    ids::RandomIds,
};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{StoreConfig, files::FileStore};
use tempfile::TempDir;

/// The invented tehsil.
pub const TEHSIL: &str = "PK90101";
/// The password of every user of a fixture.
pub const PASSWORD: &str = "a-long-invented-password";

/// A registry and what a test needs to move it.
pub struct Fixture {
    /// Which engine: for messages.
    pub engine: &'static str,
    /// The registry.
    pub registry: Arc<Registry>,
    /// Its clock, on 22 November 2026 at noon in Pakistan.
    pub clock: Arc<SimulatedClock>,
    /// Where its store is, to open it a second time.
    pub place: StoreConfig,
    folder: TempDir,
}

impl Fixture {
    /// Over SQLite.
    pub async fn sqlite() -> Self {
        Self::open("SQLite", None).await
    }

    /// Over PostgreSQL.
    pub async fn postgres() -> Self {
        Self::open("PostgreSQL", Some(postgres::database_url())).await
    }

    /// One over each engine.
    pub async fn both() -> [Self; 2] {
        [Self::sqlite().await, Self::postgres().await]
    }

    async fn open(engine: &'static str, database_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = StoreConfig { database_url, ..StoreConfig::in_folder(folder.path()) };
        store::migrate(&place).await.unwrap();
        let clock = Arc::new(SimulatedClock::at("2026-11-22T07:00:00Z".parse().unwrap()));
        let registry = open(&place, &clock, 1, None).await;
        let console = Authority::console();
        registry.put_areas(&console, areas()).await.unwrap();
        for form in forms() {
            registry.publish_form(&console, form).await.unwrap();
        }
        Self { engine, registry, clock, place, folder }
    }

    /// The same registry opened again, as after a restart.
    pub async fn reopen(&self) -> Arc<Registry> {
        open(&self.place, &self.clock, 2, None).await
    }

    /// The same, with a citizen registry to ask. Each seed makes ids of its own.
    pub async fn reopen_with(&self, citizens: Arc<dyn CitizenRegistry>, seed: u64) -> Arc<Registry> {
        open(&self.place, &self.clock, seed, Some(citizens)).await
    }

    /// The folder of the store and of attachments.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds a user with [`PASSWORD`].
    pub async fn add_user(&self, name: &str, role: Role, areas: &[&str]) {
        let areas = areas.iter().map(|area| area.parse().unwrap()).collect();
        let staff = Staff { name: name.to_owned(), role, areas, language: "en".to_owned() };
        self.registry.add_user(&Authority::console(), staff, PASSWORD).await.unwrap();
    }

    /// Signs a user in; the session's secret.
    pub async fn sign_in(&self, name: &str) -> String {
        self.registry.sign_in(name, PASSWORD, "test").await.unwrap().secret
    }

    /// What a user may do.
    pub async fn authority(&self, name: &str) -> Authority {
        let secret = self.sign_in(name).await;
        self.registry.find_session(&secret).await.unwrap().unwrap().authority
    }

    /// Issues a token of a hundred days.
    pub async fn issue(&self, kind: CredentialKind, label: &str, areas: &[&str]) -> String {
        let areas: Vec<AreaCode> = areas.iter().map(|area| area.parse().unwrap()).collect();
        let expires = self.clock.now() + jiff::SignedDuration::from_hours(24 * 100);
        let new = NewCredential { kind, label: label.to_owned(), areas, language: "en".to_owned(), expires };
        self.registry.issue_credential(&Authority::console(), new).await.unwrap().1
    }

    /// Somebody who sends from a tablet.
    pub async fn enumerator(&self, label: &str) -> Sender {
        let token = self.issue(CredentialKind::Enumerator, label, &[TEHSIL]).await;
        let device = format!("device of {label}");
        self.registry.authenticate_token(CredentialKind::Enumerator, &token, Some(&device)).await.unwrap()
    }
}

async fn open(
    place: &StoreConfig,
    clock: &Arc<SimulatedClock>,
    seed: u64,
    citizens: Option<Arc<dyn CitizenRegistry>>,
) -> Arc<Registry> {
    let parts = Parts {
        store: store::open(place).await.unwrap(),
        files: FileStore::open(place.data.join("attachments"), 50_000_000).await.unwrap(),
        rules: Arc::new(rules()),
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        ids: Arc::new(RandomIds::new(ChaCha8Rng::seed_from_u64(seed))),
        series: NumberSeries::Invented,
        citizen_registry: citizens,
    };
    Arc::new(Registry::open(parts).await.unwrap())
}

/// The project's scorecards and policies.
pub fn rules() -> scoring::rules::Rules {
    let root = root().join("rules");
    let files = files_under(&root, "toml");
    let named = files.iter().map(|path| {
        (path.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
    });
    scoring::rules::Rules::load(named).unwrap()
}

/// The project's compiled forms.
pub fn forms() -> Vec<String> {
    files_under(&root().join("forms/compiled"), "xml")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// A filled-in submission from `forms/examples`, such as `household/farmer-family.xml`.
pub fn example(path: &str) -> String {
    fs::read_to_string(root().join("forms/examples").join(path)).unwrap()
}

/// The project's areas with the invented ones.
pub fn areas() -> Vec<Area> {
    ["areas.csv", "demo.csv"]
        .iter()
        .flat_map(|name| read_areas(&root().join("geography").join(name)))
        .collect()
}

fn read_areas(path: &Path) -> Vec<Area> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let date = |text: &str| text.parse::<Date>().ok();
        Area {
            code: row[0].parse().unwrap(),
            level: AreaLevel::from_code(&row[1]).unwrap(),
            parent: row[2].parse().ok(),
            name_en: row[3].to_owned(),
            name_ur: row[4].to_owned(),
            valid_from: date(&row[5]).unwrap(),
            valid_to: date(&row[6]),
        }
    });
    rows.collect()
}

fn files_under(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
