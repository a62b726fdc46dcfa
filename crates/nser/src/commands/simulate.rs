//! `nser simulate`: stand-ins for what is outside the registry. A fleet of tablets sends the questionnaires of an invented
//! survey over lines that are slow and cut, and holds what was acknowledged against what is stored.

mod citizen_registry;
mod fleet;
pub(crate) mod interviews;
mod ledger;
pub(crate) mod line;
pub(crate) mod openrosa;
mod plan;
mod reconciliation;
mod report;
mod tablets;
mod tally;
pub(crate) mod tokens;

use crate::{configuration::Configuration, start::Failure};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Send the questionnaires of an invented survey as a fleet of tablets would, and hold what was acknowledged against
    /// what is stored.
    ///
    /// Without --token it runs on the registry's machine with the registry's settings: it issues a token for each tablet,
    /// compares with the store to the byte, and revokes the tokens. With --token it knows what a tablet knows, and asks
    /// the registry. Ends with exit code 1 when something does not fit, was refused, or was given up.
    Tablets(Box<tablets::Arguments>),
    /// Hold the ledger of an earlier sending against the registry once more, such as after a backup was restored.
    Reconcile(tablets::Again),
    /// Play NADRA and the civil register over HTTP: look-ups, notices of births, deaths, marriages and divorces, and faults on
    /// demand. Runs until it is stopped.
    CitizenRegistry(Box<citizen_registry::Arguments>),
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    match action {
        Action::Tablets(arguments) => tablets::send(&configuration, *arguments).await,
        Action::CitizenRegistry(arguments) => citizen_registry::run(*arguments).await,
        Action::Reconcile(arguments) => tablets::reconcile_again(&configuration, arguments).await,
    }
}
