//! `nser import`: a file of many households, through a mapping, into the registry.

use crate::{configuration::Configuration, start::Failure};
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub(crate) struct Arguments {}

#[expect(clippy::unused_async, reason = "to come")]
pub(crate) async fn run(_: Configuration, _: Arguments) -> Result<ExitCode, Failure> {
    Ok(ExitCode::FAILURE)
}
