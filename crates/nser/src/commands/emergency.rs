//! `nser emergency`: declared emergencies and how far their surveys have got.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Subcommand;
use operations::{acts::Act, authority::Authority};
use registry::area::AreaCode;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// List the emergencies, newest first: where, until when, how many households are surveyed again.
    List,
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let Action::List = action;
    let registry = start::open(&configuration, false).await?;
    let console = Authority::console();
    for act in registry.list_acts(&console, Some("emergency")).await? {
        let view = registry.view_emergency(&console, act.id).await?;
        let households: u64 = view.progress.iter().map(|one| one.households).sum();
        let surveyed: u64 = view.progress.iter().map(|one| one.surveyed_since).sum();
        let areas: Vec<&str> = view.areas.iter().map(AreaCode::as_str).collect();
        say(format_args!(
            "{}  {:<10} {:<32} {}  {surveyed} of {households} households surveyed again  {}",
            act.id,
            act.state.code(),
            act.name,
            days(&act),
            areas.join(" ")
        ));
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}

fn days(act: &Act) -> String {
    act.emergency().map(|emergency| format!("{} to {}", emergency.from, emergency.until)).unwrap_or_default()
}
