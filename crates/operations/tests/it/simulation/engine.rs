//! The program of a simulation: a registry over a fixture's store, with a small programme beside the project's own rules.

use crate::years::SMALL;
use operations::{Parts, Registry};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{clock::Clock, identity::NumberSeries, ids::RandomIds};
use std::{fs, path::Path, sync::Arc};
use store::files::FileStore;
use testkit::{citizens::Citizens, registries::Fixture};

/// The registry opened again; each seed makes ids of its own.
pub(super) async fn open(fixture: &Fixture, citizens: &Arc<Citizens>, seed: u64) -> Arc<Registry> {
    let parts = Parts {
        store: store::open(&fixture.place).await.unwrap(),
        files: FileStore::open(fixture.place.data.join("attachments"), 50_000_000).await.unwrap(),
        rules: Arc::new(rules()),
        clock: Arc::clone(&fixture.clock) as Arc<dyn Clock>,
        ids: Arc::new(RandomIds::new(ChaCha8Rng::seed_from_u64(seed))),
        series: NumberSeries::Invented,
        citizen_registry: Some(citizens.clone()),
    };
    Arc::new(Registry::open(parts).await.unwrap())
}

fn rules() -> scoring::rules::Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = vec![("programmes/small/2021-09-01.toml".to_owned(), SMALL.to_owned())];
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    scoring::rules::Rules::load(files).unwrap()
}
