//! `nser verify-log`: does every entry fit its hash, and does every household follow from its entries?

use super::say;
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use registry::chain::LinkHash;
use std::process::ExitCode;
use store::rows::Log;

#[derive(Args)]
pub(crate) struct Arguments {
    /// An entry and hash of the change log noted earlier, `POSITION:HASH`: is it still in the log?
    #[arg(long, value_parser = anchor)]
    anchor: Option<(u64, LinkHash)>,
    /// The same of the audit log.
    #[arg(long, value_parser = anchor)]
    audit_anchor: Option<(u64, LinkHash)>,
    /// Check the chains only, not whether every household follows from its entries.
    #[arg(long)]
    chains_only: bool,
}

fn anchor(text: &str) -> Result<(u64, LinkHash), String> {
    let (position, hash) = text.split_once(':').ok_or("an anchor is POSITION:HASH")?;
    let position = position.parse().map_err(|_| "the position is a number")?;
    Ok((position, LinkHash::try_from(hash.to_owned())?))
}

pub(crate) async fn run(configuration: Configuration, arguments: Arguments) -> Result<ExitCode, Failure> {
    let registry = start::open_bare(&configuration, false).await?;
    let mut sound = true;
    let logs =
        [(Log::Changes, "change log", arguments.anchor), (Log::Audit, "audit log", arguments.audit_anchor)];
    for (log, name, anchor) in logs {
        let bar = progress(name);
        let verified = registry
            .verify_log(log, anchor, |position, last| {
                bar.set_length(last);
                bar.set_position(position);
            })
            .await?;
        bar.finish_and_clear();
        match verified.broken {
            None => say(format_args!(
                "{name}: {} entries fit. Anchor {}:{}",
                verified.entries, verified.entries, verified.head
            )),
            Some(broken) => {
                sound = false;
                say(format_args!("{name}: {} entries fit, then it BREAKS: {broken}", verified.entries));
            }
        }
        if anchor.is_some() && verified.anchored != Some(true) {
            sound = false;
            say(format_args!("{name}: the anchor is NOT in the log"));
        }
    }
    if !arguments.chains_only {
        let bar = progress("households");
        let wrong = registry.verify_households(|position| bar.set_position(position)).await?;
        bar.finish_and_clear();
        sound &= wrong.is_empty();
        match wrong.as_slice() {
            [] => say("households: every one follows from its entries"),
            wrong => {
                say(format_args!("households: {} do NOT follow from their entries:", wrong.len()));
                wrong.iter().for_each(say);
            }
        }
    }
    registry.store().close().await;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn progress(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::no_length().with_message(what);
    if let Ok(style) =
        ProgressStyle::with_template("{msg:<12} {bar:40} {human_pos}/{human_len} {per_sec} {eta}")
    {
        bar.set_style(style);
    }
    bar
}
