//! `nser import`: a file of many households, through a mapping, into the registry.

mod aside;
mod delivery;
mod report;
mod scratch;

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
};
use aside::RejectsAside;
use clap::{Args, Subcommand};
use delivery::Delivery;
use indicatif::{HumanCount, HumanDuration, HumanFloatCount, ProgressBar, ProgressState, ProgressStyle};
use operations::{
    Registry,
    authority::Authority,
    load::{LoadError, NewLoad},
};
use std::{
    fmt,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
};
use store::rows::{LoadProgress, LoadRow};

/// Households in one step.
const STEP: u32 = 1_000;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    draft: Option<Draft>,
    #[command(flatten)]
    load: Option<Load>,
}

#[derive(Subcommand)]
enum Draft {
    /// Draft the mapping for a file from its headings and first rows, to be completed by hand.
    DraftMapping {
        /// Households: CSV or Parquet; nested Parquet has the persons too.
        households: PathBuf,
        /// Persons, where they are a file of their own.
        #[arg(long)]
        persons: Option<PathBuf>,
        /// Births, where they are a file of their own.
        #[arg(long)]
        births: Option<PathBuf>,
        /// The encoding of text files that are not UTF-8, such as windows-1256.
        #[arg(long)]
        encoding: Option<String>,
    },
}

#[derive(Args)]
struct Load {
    /// Households: CSV or Parquet; nested Parquet has the persons too.
    households: PathBuf,
    /// Persons, where they are a file of their own.
    #[arg(long)]
    persons: Option<PathBuf>,
    /// Births, where they are a file of their own.
    #[arg(long)]
    births: Option<PathBuf>,
    /// The mapping: which column is which answer.
    #[arg(long)]
    mapping: PathBuf,
    /// The load's id; made of the source and the file's hash when not given.
    #[arg(long, value_parser = batch_name)]
    batch: Option<String>,
    /// Check everything and say what would happen; change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where rejected rows go; BATCH.rejects.csv in this folder when not given.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Households in one step: a step is in the registry whole or not at all.
    #[arg(long, default_value_t = STEP, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    step: u32,
}

pub(crate) async fn run(configuration: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    match (arguments.draft, arguments.load) {
        (Some(Draft::DraftMapping { households, persons, births, encoding }), _) => {
            let (persons, births) = (persons.as_deref(), births.as_deref());
            say(tables::draft_in_encoding(&households, persons, births, encoding.as_deref())?);
            Ok(ExitCode::SUCCESS)
        }
        (None, Some(load)) => import(configuration, load).await,
        (None, None) => Err("say which file to load, or draft-mapping".into()),
    }
}

/// An id that can stand in the name of a file.
fn batch_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let fits = (1..=150).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name.to_owned()) } else { Err("an id has 1 to 150 signs that can be printed".to_owned()) }
}

async fn import(configuration: Configuration, load: Load) -> Result<ExitCode, Failure> {
    // The mapping and the files are checked before the registry is touched.
    let scratch = configuration.data.join("import");
    let delivery = Delivery::open(load.files(), &load.mapping, Some(&scratch))?;
    let registry = start::open(&configuration, false).await?;
    let done = if load.dry_run {
        rehearse(&registry, delivery, &load).await
    } else {
        let hash = delivery.hash(load.batch.as_deref());
        match hash {
            Ok(new) => take_in(&registry, delivery, new, &load, &scratch).await,
            Err(error) => Err(error),
        }
    };
    registry.store().close().await;
    done
}

impl Load {
    fn files(&self) -> tables::Files {
        tables::Files {
            households: self.households.clone(),
            persons: self.persons.clone(),
            births: self.births.clone(),
            scratch: None,
        }
    }
}

async fn rehearse(registry: &Arc<Registry>, delivery: Delivery, load: &Load) -> Result<ExitCode, Failure> {
    let bar = progress_bar(delivery.total_rows(), "checking", 0)?;
    let told = |progress: &LoadProgress| show(&bar, progress);
    let source = delivery.source().to_owned();
    let not_members = delivery.not_members();
    let chunks = delivery.chunks(registry, load.step)?;
    let rehearsal = registry.rehearse_load(&Authority::console(), &source, chunks, workers(), &told).await;
    bar.finish_and_clear();
    let rehearsal = rehearsal.map_err(|error| coded(&error))?;
    say("Nothing was changed. A load would bring:\n");
    report::print(&rehearsal.progress, &rehearsal.tally, None);
    report::print_not_members(not_members.load(Ordering::Relaxed), false);
    Ok(ExitCode::SUCCESS)
}

async fn take_in(
    registry: &Arc<Registry>,
    delivery: Delivery,
    new: NewLoad,
    load: &Load,
    locks: &Path,
) -> Result<ExitCode, Failure> {
    let rejects = load
        .rejects
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.rejects.csv", delivery::slug(&new.batch))));
    let _ours = scratch::lock_batch(locks, &delivery::slug(&new.batch))?
        .ok_or_else(|| coded(&LoadError::Elsewhere))?;
    let row = registry.open_load(&Authority::console(), new).await.map_err(|error| coded(&error))?;
    if let Some(finished) = row.finished {
        say(format_args!("{} was loaded on {finished}: nothing is changed.\n", row.batch));
        report::print_row(&row, &rejects);
        return Ok(ExitCode::SUCCESS);
    }
    let taken_up = row.progress.read > 0;
    if taken_up {
        say(format_args!("going on behind row {} of {}", row.progress.read, row.batch));
    }
    let not_members = delivery.not_members();
    let row = load_rest(registry, delivery, row, load.step, &rejects).await?;
    report::print_row(&row, &rejects);
    report::print_not_members(not_members.load(Ordering::Relaxed), taken_up);
    Ok(ExitCode::SUCCESS)
}

/// Loads a folder that `nser population` wrote, or what is left of it.
pub(super) async fn load_folder(
    registry: &Arc<Registry>,
    folder: &Path,
    batch: &str,
) -> Result<LoadRow, Failure> {
    let files = tables::Files { households: folder.join("households.parquet"), ..tables::Files::default() };
    let delivery = Delivery::open(files, &folder.join("mapping.toml"), None)?;
    let new = delivery.hash(Some(batch))?;
    let row = registry.open_load(&Authority::console(), new).await.map_err(|error| coded(&error))?;
    load_rest(registry, delivery, row, STEP, &folder.with_extension("rejects.csv")).await
}

/// Loads what is left of a delivery, with a bar to look at.
async fn load_rest(
    registry: &Arc<Registry>,
    mut delivery: Delivery,
    row: LoadRow,
    step: u32,
    rejects: &Path,
) -> Result<LoadRow, Failure> {
    let of_rejects = |error| coded(&LoadError::Rejects(error));
    let (mut aside, told_of_rejects) = RejectsAside::prepare(rejects, &row.progress)
        .map_err(|error| format!("{}: {}", rejects.display(), of_rejects(error)))?;
    if let Some(told) = told_of_rejects {
        say(told);
    }
    delivery.skip_to(row.progress.read)?;
    let bar = progress_bar(delivery.total_rows(), "loading", row.progress.read)?;
    let told = |progress: &LoadProgress| show(&bar, progress);
    let batch = row.batch.clone();
    let chunks = delivery.chunks(registry, step)?;
    let console = Authority::console();
    let loaded = tokio::select! {
        loaded = registry.load(&console, row, chunks, workers(), &mut aside, &told) => {
            loaded.map_err(Ended::By)
        }
        () = stop::asked() => Err(Ended::Stopped),
    };
    bar.finish_and_clear();
    match loaded {
        Ok(row) => Ok(row),
        Err(Ended::By(error @ LoadError::Elsewhere)) => Err(coded(&error).into()),
        Err(Ended::By(error)) => {
            Err(format!("{}\n{}", coded(&error), what_is_in(registry, &batch).await).into())
        }
        Err(Ended::Stopped) => Err(format!("stopped.\n{}", what_is_in(registry, &batch).await).into()),
    }
}

/// Why a load ended early.
enum Ended {
    By(LoadError),
    Stopped,
}

/// What of a load that ended early is in the registry, and how to go on.
async fn what_is_in(registry: &Registry, batch: &str) -> String {
    let Ok(Some(LoadRow { progress, .. })) = registry.store().find_load(batch).await else {
        return format!("How far {batch} has got cannot be read now; the same command goes on where it was.");
    };
    if progress.read == 0 {
        return "Nothing of it is in the registry. The same command begins anew.".to_owned();
    }
    format!(
        "Rows 1 to {} of the households are dealt with: {} registered, {} joined, {} rejected. Nothing of the rows \
         behind them is in the registry. The same command goes on there.",
        progress.read, progress.registered, progress.joined, progress.rejected
    )
}

fn coded(error: &LoadError) -> String {
    format!("{error} [{}]", error.code())
}

/// Chunks in work at once: each core has one, and the next is at hand.
fn workers() -> usize {
    thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

/// A bar that stands there from the first moment and moves on between steps, so that a slow first step is no silence.
fn progress_bar(total: u64, doing: &'static str, done: u64) -> Result<ProgressBar, Failure> {
    let bar = ProgressBar::new(total).with_position(done);
    bar.reset_eta();
    let template =
        format!("{doing} {{wide_bar}} {{human_pos}}/{{human_len}} households, {{rate}}, {{left}}, {{msg}}");
    let style = ProgressStyle::with_template(&template)?.with_key("rate", write_rate);
    bar.set_style(style.with_key("left", write_left));
    bar.set_message("0 rejected");
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}

fn write_rate(state: &ProgressState, to: &mut dyn fmt::Write) {
    // A terminal that takes no text is no reason to end a load.
    let _ = write!(to, "{:.0}/s", HumanFloatCount(state.per_sec()));
}

/// The time left; before the first step is done nobody knows it.
fn write_left(state: &ProgressState, to: &mut dyn fmt::Write) {
    let _ = if state.per_sec() > 0.0 {
        write!(to, "{:#} left", HumanDuration(state.eta()))
    } else {
        write!(to, "time left not known yet")
    };
}

fn show(bar: &ProgressBar, progress: &LoadProgress) {
    bar.set_message(format!("{} rejected", HumanCount(progress.rejected)));
    bar.set_position(progress.read);
}
