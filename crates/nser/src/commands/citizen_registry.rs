//! `nser citizen-registry`: holding the whole registry against the citizen registry, and how far that has got.

use super::{say, work};
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use operations::{Registry, authority::Authority, error::VerbError, verification::Progress};
use std::{process::ExitCode, sync::Arc, time::Duration};
use tokio::sync::watch;

/// How often the progress is read.
const LOOK: Duration = Duration::from_millis(250);

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Hold everybody against the citizen registry, at a limited rate. Goes on where a run of the same name stopped;
    /// what differs becomes a case. Ctrl-C stops it after the step under way.
    CrossValidate(CrossValidate),
    /// Print how far each cross-validation has got.
    Status,
}

#[derive(Args)]
pub(crate) struct CrossValidate {
    /// The run's name. A finished run of that name begins anew.
    #[arg(long, default_value = "whole registry")]
    name: String,
    /// At most so many numbers a second; of a run that goes on, the rate it began with.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    rate: u32,
    /// Start it, and leave the work to `nser work` and `nser serve`.
    #[arg(long)]
    start_only: bool,
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let code = match action {
        Action::CrossValidate(arguments) => cross_validate(&configuration, &registry, &arguments).await?,
        Action::Status => {
            for progress in registry.list_cross_validations(&Authority::console()).await? {
                say(line(&progress));
            }
            ExitCode::SUCCESS
        }
    };
    registry.store().close().await;
    Ok(code)
}

async fn cross_validate(
    configuration: &Configuration,
    registry: &Arc<Registry>,
    arguments: &CrossValidate,
) -> Result<ExitCode, Failure> {
    if configuration.citizen_registry.config()?.kind == exchange::connect::Kind::None {
        return Err(
            "no citizen registry is configured: set NSER_CITIZEN_REGISTRY and what belongs to it".into()
        );
    }
    match registry.start_cross_validation(&Authority::console(), &arguments.name, arguments.rate).await {
        Ok(_) => say(format_args!("{} begins", arguments.name)),
        Err(VerbError::Exists) => say(format_args!("{} goes on where it was", arguments.name)),
        Err(error) => return Err(error.into()),
    }
    if arguments.start_only {
        return Ok(ExitCode::SUCCESS);
    }
    let (stop, stopped) = watch::channel(false);
    // The worker does whatever else is due, too; several of them never do a step twice.
    let worker = tokio::spawn(work::work_until(Arc::clone(registry), stopped));
    let finished = tokio::select! {
        progress = watch_it(registry, &arguments.name) => Some(progress?),
        () = stop::asked() => None,
    };
    let _ = stop.send(true);
    worker.await?;
    if let Some(progress) = finished {
        say(line(&progress));
        return Ok(ExitCode::SUCCESS);
    }
    say("stopped. The same command goes on where it was");
    Ok(ExitCode::FAILURE)
}

/// Shows the progress until the run is done.
async fn watch_it(registry: &Registry, name: &str) -> Result<Progress, Failure> {
    let households = registry.count(&Authority::console()).await?.households;
    let bar = ProgressBar::new(households);
    bar.set_style(ProgressStyle::with_template(
        "verifying {wide_bar} {human_pos}/{human_len} households, {eta} left, {msg}",
    )?);
    loop {
        let progress = find(registry, name).await?.ok_or("the run is gone")?;
        bar.set_position(progress.households);
        bar.set_message(format!("{} asked, {} differ", progress.asked, progress.mismatched));
        if progress.finished.is_some() {
            bar.finish_and_clear();
            return Ok(progress);
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn find(registry: &Registry, name: &str) -> Result<Option<Progress>, Failure> {
    let runs = registry.list_cross_validations(&Authority::console()).await?;
    Ok(runs.into_iter().find(|progress| progress.name == name))
}

fn line(progress: &Progress) -> String {
    let Progress { name, households, asked, matched, mismatched, not_held, faulty, .. } = progress;
    let state = match progress.finished {
        Some(at) => format!("finished {at}"),
        None => format!("under way, last step {}", progress.moved),
    };
    format!(
        "{name}: {households} households, {asked} numbers asked: {matched} agree, {mismatched} differ, {not_held} not held, \
         {faulty} answered with faults; {state}"
    )
}
