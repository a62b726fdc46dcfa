//! The registry in one program.

mod assets;
mod commands;
mod configuration;
mod machine;
mod start;
mod stop;
mod subscription;

use clap::Parser;
use commands::Command;
use configuration::Configuration;
use std::{io::IsTerminal, path::PathBuf, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// A third less CPU on intake than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// NSER: a dynamic national social registry.
///
/// One program: it keeps households with their history, takes questionnaires from tablets, scores them and explains
/// every decision. Start with `nser demo`.
#[derive(Parser)]
#[command(name = "nser", version, after_help = configuration::HELP)]
struct Arguments {
    /// Configuration file (TOML); the environment goes before it.
    #[arg(long, global = true, env = "NSER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let configuration = match Configuration::read(arguments.config.as_deref()) {
        Ok(configuration) => configuration,
        Err(error) => return fail(&error),
    };
    log_to_standard_error(&configuration, arguments.command.usual_log());
    match arguments.command.run(configuration).await {
        Ok(code) => code,
        Err(error) => fail(error.as_ref()),
    }
}

fn log_to_standard_error(configuration: &Configuration, usual: &str) {
    let wanted = configuration.log.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if configuration.log_json { lines.json().init() } else { lines.init() }
}

#[expect(clippy::print_stderr, reason = "the program tells whoever started it what went wrong")]
fn fail(error: &(dyn std::error::Error + 'static)) -> ExitCode {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    eprintln!("nser: {text}");
    ExitCode::FAILURE
}
