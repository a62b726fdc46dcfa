//! How fast intake (P1), the look-up of a citizen's standing (P2), the load of a delivered file (P3) and lists over the
//! whole registry (P4) are, each beside a yardstick that is measured in the same run on the same data, on both engines.
//!
//! The server under test is this program again, as a child process, so that its CPU time and memory are its own. The
//! parent sends the requests and reads the figures. `docs/benchmarks.md` says how to read them.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that cannot measure must stop, and prints what it found"
)]

mod bare;
mod bulk;
mod client;
mod copies;
mod country;
mod delivery;
mod insert;
mod intake;
mod lists;
mod load;
mod loading;
mod machine;
mod place;
mod process;
mod report;
mod server;
mod status;

use clap::{Parser, Subcommand};
use machine::Machine;
use place::Engine;
use report::Report;
use std::path::PathBuf;

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    child: Option<Child>,
    /// Households that come in, from the fewest to the most.
    #[arg(long, env = "NSER_BENCH_INTAKE", value_delimiter = ',', default_values_t = [300, 3_000, 30_000])]
    intake: Vec<usize>,
    /// Households among which one is looked up, from the fewest to the most.
    #[arg(long, env = "NSER_BENCH_STATUS", value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    status: Vec<usize>,
    /// Households in a file that is loaded, from the fewest to the most.
    #[arg(long, env = "NSER_BENCH_LOAD", value_delimiter = ',', default_values_t = [10_000, 100_000])]
    load: Vec<usize>,
    /// Look citizens up in the largest registry that was loaded, too.
    #[arg(long)]
    status_on_loaded: bool,
    /// Households over which lists go, from the fewest to the most.
    #[arg(long, env = "NSER_BENCH_LISTS", value_delimiter = ',', default_values_t = [5_000, 50_000, 500_000])]
    lists: Vec<usize>,
    /// One of them only: intake, status, load or lists.
    #[arg(long)]
    only: Option<String>,
    /// One engine only: SQLite or PostgreSQL.
    #[arg(long)]
    engine: Option<String>,
    /// The document whose figures are replaced.
    #[arg(long)]
    report: Option<PathBuf>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What the children do.
#[derive(Subcommand)]
enum Child {
    /// The server under test.
    #[command(hide = true)]
    Serve(place::At),
    /// The yardstick of intake.
    #[command(hide = true)]
    Insert(insert::Arguments),
    /// The load under test.
    #[command(hide = true)]
    Load(loading::Arguments),
    /// The yardstick of a load.
    #[command(hide = true)]
    Bulk(bulk::Arguments),
    /// The lists under test, and their yardstick.
    #[command(hide = true)]
    Lists(lists::desk::Arguments),
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    match arguments.child {
        Some(Child::Serve(at)) => server::serve(&at).await,
        Some(Child::Insert(wanted)) => insert::run(wanted).await,
        Some(Child::Load(wanted)) => loading::run(wanted).await,
        Some(Child::Bulk(wanted)) => bulk::run(wanted).await,
        Some(Child::Lists(wanted)) => lists::desk::run(wanted).await,
        None => measure(arguments).await,
    }
}

async fn measure(arguments: Arguments) {
    let machine = Machine::look();
    machine.keep_to_the_side();
    let mut report = Report::new(&machine, arguments.report.clone());
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| only == name);
    let engines: Vec<Engine> = Engine::BOTH
        .into_iter()
        .filter(|engine| arguments.engine.as_ref().is_none_or(|name| name == engine.name()))
        .collect();
    if wanted("intake") {
        intake::measure(&machine, &engines, &arguments.intake, &mut report).await;
    }
    if wanted("status") {
        status::measure(&machine, &engines, &arguments.status, &mut report).await;
    }
    if wanted("load") {
        load::measure(&machine, &engines, &arguments.load, arguments.status_on_loaded, &mut report).await;
    }
    if wanted("lists") {
        lists::measure(&machine, &engines, &arguments.lists, &mut report).await;
    }
    report.finish();
}
