//! `nser work`: later work, apart from the server.

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
    stop,
};
use clap::Args;
use operations::Registry;
use std::{process::ExitCode, sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long to wait when nothing is due.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Args)]
pub(crate) struct Arguments {
    /// Do what is due and end.
    #[arg(long)]
    once: bool,
}

pub(crate) async fn run(configuration: Configuration, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open(&configuration, false).await?;
    if arguments.once {
        let mut done = 0_u64;
        while registry.work_once().await? {
            done += 1;
        }
        say(format_args!("{done} jobs done"));
    } else {
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(work_until(Arc::clone(&registry), stopped));
        stop::asked().await;
        let _ = stop.send(true);
        worker.await?;
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
