//! Households from the synthetic country beside the invented tehsil: surveyed twice, in 2021 and on the card of 2010, and
//! loaded from files as `nser import` loads them. A few of them always; a whole district for those who ask.

use crate::{
    commands::{import, population, say},
    start::Failure,
};
use operations::{Registry, authority::Authority};
use registry::{
    area::AreaCode,
    change::{Change, Entry},
    registry_number::RegistryNumber,
};
use std::{fs, path::Path, sync::Arc};
use store::rows::Log;

/// Where those live that are always there: Chiniot.
pub(super) const SAMPLE_DISTRICT: &str = "PK606";
/// How many they are.
pub(super) const SAMPLE_HOUSEHOLDS: u64 = 500;
/// Entries of the log to look through for somebody to show.
const LOOKED_THROUGH: u32 = 1_000;

/// Loads both surveys of a few households, or of a whole district, unless they are there. Returns a household with two.
pub(super) async fn load(
    registry: &Arc<Registry>,
    data: &Path,
    district: Option<&AreaCode>,
) -> Result<Option<RegistryNumber>, Failure> {
    let sample: AreaCode = SAMPLE_DISTRICT.parse()?;
    let mut shown = surveys_of(registry, data, &sample, Some(SAMPLE_HOUSEHOLDS)).await?;
    if let Some(district) = district {
        shown = surveys_of(registry, data, district, None).await?.or(shown);
    }
    Ok(shown)
}

async fn surveys_of(
    registry: &Arc<Registry>,
    data: &Path,
    district: &AreaCode,
    households: Option<u64>,
) -> Result<Option<RegistryNumber>, Failure> {
    let about = if households.is_some() { "sample" } else { "district" };
    // The older one last: it takes its place before the newer one.
    for year in [population::Year::Tablet, population::Year::Card] {
        let batch = format!("{about}-{district}-{}", year.number());
        let known = registry.find_load(&Authority::console(), &batch).await;
        if known.is_ok_and(|row| row.finished.is_some()) {
            continue;
        }
        let folder = data.join("demo").join(&batch);
        write(&folder, district, households, year).await?;
        let row = import::load_folder(registry, &folder, &batch).await?;
        fs::remove_dir_all(&folder)?;
        if households.is_none() {
            let progress = row.progress;
            say(format_args!("{batch}: {} registered, {} joined", progress.registered, progress.joined));
        }
    }
    find_surveyed_twice(registry).await
}

/// Draws the files anew: the same as at an earlier start that was cut off.
async fn write(
    folder: &Path,
    district: &AreaCode,
    households: Option<u64>,
    year: population::Year,
) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let (folder, district) = (folder.to_owned(), district.clone());
    tokio::task::spawn_blocking(move || population::write_district(&folder, district, households, year))
        .await?
}

/// A household that has joined survey to survey lately.
async fn find_surveyed_twice(registry: &Registry) -> Result<Option<RegistryNumber>, Failure> {
    let (last, _) = registry.store().log_head(Log::Changes).await?;
    let after = last.saturating_sub(LOOKED_THROUGH.into());
    let rows = registry.store().read_log(Log::Changes, after, LOOKED_THROUGH).await?;
    let entries = rows.iter().filter_map(|row| serde_json::from_str::<Entry>(&row.text).ok());
    let mut surveys = entries.filter(|entry| matches!(entry.change, Change::Resurvey { .. }));
    Ok(surveys.next().map(|entry| entry.household))
}
