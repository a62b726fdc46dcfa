//! `nser simulate`: stand-ins for what is outside the registry.

use crate::{configuration::Configuration, start::Failure};
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub(crate) enum Action {}

#[expect(clippy::unused_async, reason = "to come")]
pub(crate) async fn run(_: Configuration, action: Action) -> Result<ExitCode, Failure> {
    match action {}
}
