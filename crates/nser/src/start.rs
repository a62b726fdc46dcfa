//! Opening the registry as configured.

use crate::{
    assets,
    configuration::Configuration,
    machine::{self, DemonstrationClock, MachineClock},
};
use exchange::connect::connect;
use operations::{Parts, Registry, authority::Authority, error::VerbError};
use registry::{clock::Clock, identity::NumberSeries, ids::IdSource};
use std::{error::Error, sync::Arc};
use store::{StoreConfig, files::FileStore};

/// Anything that stops the program, with its text for whoever started it.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// Opens the store, brings its tables up to date, and fills in what every registry has: areas and forms.
pub(crate) async fn open(configuration: &Configuration, invented: bool) -> Result<Arc<Registry>, Failure> {
    let registry = open_bare(configuration, invented).await?;
    fill(&registry, invented).await?;
    Ok(registry)
}

/// Opens the store and brings its tables up to date.
pub(crate) async fn open_bare(
    configuration: &Configuration,
    invented: bool,
) -> Result<Arc<Registry>, Failure> {
    open_by(configuration, invented, clock(configuration)?).await
}

/// Opens the registry of a demonstration, with the clock that its visitors may move.
pub(crate) async fn open_demonstration(
    configuration: &Configuration,
    clock: Arc<DemonstrationClock>,
) -> Result<Arc<Registry>, Failure> {
    let registry = open_by(configuration, true, clock).await?;
    fill(&registry, true).await?;
    Ok(registry)
}

async fn open_by(
    configuration: &Configuration,
    invented: bool,
    clock: Arc<dyn Clock>,
) -> Result<Arc<Registry>, Failure> {
    let place = StoreConfig {
        database_url: configuration.database_url.clone(),
        ..StoreConfig::in_folder(&configuration.data)
    };
    store::migrate(&place).await?;
    let store = store::open(&place).await?;
    let series = if invented || configuration.invented_numbers {
        NumberSeries::Invented
    } else {
        NumberSeries::Issued
    };
    let ids = Arc::new(machine::ids()?);
    let citizen_registry = connect(
        &configuration.citizen_registry.config()?,
        Arc::clone(&clock),
        Arc::clone(&ids) as Arc<dyn IdSource>,
    )?;
    let parts = Parts {
        store,
        files: FileStore::open(configuration.data.join("attachments"), configuration.submission_bytes)
            .await?,
        rules: Arc::new(assets::rules()?),
        clock,
        ids,
        series,
        citizen_registry,
    };
    Ok(Arc::new(Registry::open(parts).await?))
}

/// The machine's clock, or for whatever looks at a demonstration's data the clock that its visitors moved.
fn clock(configuration: &Configuration) -> Result<Arc<dyn Clock>, Failure> {
    if DemonstrationClock::was_moved(&configuration.data) {
        return Ok(Arc::new(DemonstrationClock::open(&configuration.data)?));
    }
    Ok(Arc::new(MachineClock))
}

async fn fill(registry: &Registry, invented: bool) -> Result<(), Failure> {
    let console = Authority::console();
    let wanted = assets::areas(invented)?;
    let areas = registry.areas().await;
    let missing: Vec<_> = wanted
        .into_iter()
        .filter(|area| {
            !areas.book().all().any(|known| known.code == area.code && known.valid_from == area.valid_from)
        })
        .collect();
    if !missing.is_empty() {
        registry.put_areas(&console, missing).await?;
    }
    for form in assets::forms()? {
        match registry.publish_form(&console, form).await {
            Ok(_) | Err(VerbError::Exists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
