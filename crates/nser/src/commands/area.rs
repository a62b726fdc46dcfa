//! `nser area`: areas from a file in the form of `geography/areas.csv`.

use super::say;
use crate::{
    assets,
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Subcommand;
use operations::authority::Authority;
use std::{fs, path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Add areas and new states of areas. To split a district, end the old states and add the new ones.
    Import {
        /// CSV with the columns code, level, parent, name_en, name_ur, valid_from, valid_to.
        file: PathBuf,
    },
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let Action::Import { file } = action;
    let text = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let areas = assets::read_areas(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    let registry = start::open(&configuration, false).await?;
    let count = areas.len();
    registry.put_areas(&Authority::console(), areas).await?;
    say(format_args!("{count} areas are in the registry"));
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}
