//! `nser work`: later work and the calendar, apart from the server.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
    subscription::Subscription,
};
use clap::Args;
use operations::{Registry, calendar::CalendarProgress};
use std::{process::ExitCode, sync::Arc, time::Duration};
use store::StoreError;
use tokio::sync::watch;

/// How long to wait when nothing is due.
const PAUSE: Duration = Duration::from_millis(500);
/// How often the calendar is looked at.
const CALENDAR_PAUSE: Duration = Duration::from_mins(1);

#[derive(Args)]
pub(crate) struct Arguments {
    /// Do what is due and end.
    #[arg(long)]
    once: bool,
}

pub(crate) async fn run(configuration: Configuration, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    if arguments.once {
        let done = work_through(&registry).await?;
        say(format_args!("{} jobs done", done.jobs));
        for (what, count) in done.calendar_lines() {
            say(format_args!("{count} {what}"));
        }
    } else {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = vec![
            tokio::spawn(work_until(Arc::clone(&registry), stopped.clone())),
            tokio::spawn(run_calendar_until(Arc::clone(&registry), stopped.clone())),
        ];
        if let Some(subscription) = Subscription::new(&configuration)? {
            tasks.push(tokio::spawn(subscription.subscribe_until(stopped)));
        }
        stop::asked().await;
        let _ = stop.send(true);
        for task in tasks {
            task.await?;
        }
    }
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}

/// Does what is due until told to stop.
pub(crate) async fn work_until(registry: Arc<Registry>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match registry.work_once().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "later work cannot be done"),
        }
        let _ = tokio::time::timeout(PAUSE, stopped.wait_for(|stopped| *stopped)).await;
    }
}

/// Does what the calendar brings, at once and then every minute, until told to stop.
pub(crate) async fn run_calendar_until(registry: Arc<Registry>, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = registry.run_calendar().await {
            tracing::error!(%error, "the calendar cannot be done");
        }
        let _ = tokio::time::timeout(CALENDAR_PAUSE, stopped.wait_for(|stopped| *stopped)).await;
    }
}

/// What was done until nothing was due any more.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) jobs: u64,
    calendar: CalendarProgress,
}

/// Does jobs and the calendar until nothing is due.
pub(crate) async fn work_through(registry: &Registry) -> Result<Done, StoreError> {
    let mut done = Done::default();
    loop {
        while registry.work_once().await? {
            done.jobs += 1;
        }
        let progress = registry.run_calendar().await?;
        if !progress.is_any() {
            return Ok(done);
        }
        done.add(progress);
    }
}

impl Done {
    fn add(&mut self, more: CalendarProgress) {
        let sum = &mut self.calendar;
        sum.notices += more.notices;
        sum.lapsed += more.lapsed;
        sum.emergencies_ended += more.emergencies_ended;
        sum.cases_expired += more.cases_expired;
        sum.act_pages += more.act_pages;
        sum.summaries += more.summaries;
    }

    /// What the calendar did, as far as there was anything.
    fn calendar_lines(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let CalendarProgress { notices, lapsed, emergencies_ended, cases_expired, act_pages, summaries } =
            self.calendar;
        let lines = [
            ("notices written", notices),
            ("enrolments suspended", lapsed),
            ("emergencies ended", emergencies_ended),
            ("cases expired", cases_expired),
            ("pages of acts done", act_pages),
            ("households put on lists", summaries),
        ];
        lines.into_iter().filter(|(_, count)| *count > 0)
    }
}
