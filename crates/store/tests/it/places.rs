//! Empty registries that vanish after the test.

use std::sync::Arc;
use store::{Store, StoreConfig};
use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// A registry of its own, with all migrations.
pub(crate) struct Place {
    pub(crate) config: StoreConfig,
    _folder: TempDir,
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        let place = Self::empty(engine).await;
        store::migrate(&place.config).await.expect("migrations");
        place
    }

    /// Without migrations.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = StoreConfig::in_folder(folder.path());
        config.connections = 4;
        if engine == Engine::Postgres {
            let url = tokio::task::spawn_blocking(testkit::postgres::database_url).await;
            config.database_url = Some(url.expect("a database"));
        }
        Self { config, _folder: folder }
    }

    pub(crate) async fn open(&self) -> Arc<dyn Store> {
        store::open(&self.config).await.expect("an open store")
    }
}
