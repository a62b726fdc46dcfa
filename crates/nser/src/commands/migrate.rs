//! `nser migrate`: the store's tables as this version of the program needs them.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use std::process::ExitCode;

pub(crate) async fn run(configuration: Configuration) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let areas = registry.areas().await.book().all().count();
    let forms = registry.forms().await?.all().count();
    say(format_args!("the store is up to date: {areas} areas, {forms} published form versions"));
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}
