//! `nser calendar`: what the calendar did, and what comes.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Args;
use operations::{authority::Authority, calendar::Coming};
use std::{collections::BTreeMap, process::ExitCode};

#[derive(Args)]
pub(crate) struct Arguments {
    /// So many months back and ahead.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=48))]
    months: u16,
}

pub(crate) async fn run(configuration: Configuration, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    let overview = registry.calendar_overview(&Authority::console(), arguments.months).await?;
    say(format_args!("Today is {}\n\nDone", registry.clock().today()));
    for done in &overview.done {
        say(format_args!(
            "  {}  {:<28} {:>9} households",
            done.month.strftime("%Y-%m"),
            done.kind,
            done.notices
        ));
    }
    say("\nComes");
    for ((month, what), households) in whole_country(&overview.coming) {
        say(format_args!("  {month}  {what:<28} {households:>9} households"));
    }
    say("\nTasks");
    for task in &overview.tasks {
        say(format_args!("  {:<28} last moved {}", task.task, task.moved));
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}

/// What comes, by month, over all tehsils.
fn whole_country(coming: &[Coming]) -> BTreeMap<(String, String), u64> {
    let mut sums = BTreeMap::new();
    for one in coming {
        let key = (one.month.strftime("%Y-%m").to_string(), one.what.clone());
        *sums.entry(key).or_default() += one.households;
    }
    sums
}
