//! Opening the registry as configured.

use crate::{assets, configuration::Configuration, machine};
use operations::{Parts, Registry, authority::Authority, error::VerbError};
use registry::identity::NumberSeries;
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
    let parts = Parts {
        store,
        files: FileStore::open(configuration.data.join("attachments"), configuration.submission_bytes)
            .await?,
        rules: Arc::new(assets::rules()?),
        clock: Arc::new(machine::MachineClock),
        ids: Arc::new(machine::ids()?),
        series,
        citizen_registry: None,
    };
    Ok(Arc::new(Registry::open(parts).await?))
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
