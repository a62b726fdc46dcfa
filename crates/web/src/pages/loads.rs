//! Loads of delivered files: what came in, how far each has got, what became of the households read.

use super::{caller::SignedIn, fault::Shown, links, page::Moment, page::Words};
use serde::Serialize;
use store::rows::LoadRow;

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
}

/// A load in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) batch: String,
    pub(super) link: String,
    pub(super) source: String,
    pub(super) actor: String,
    pub(super) started: Moment,
    pub(super) changed: Moment,
    /// None while it runs, or waits to be taken up again.
    pub(super) finished: Option<Moment>,
    pub(super) read: String,
    pub(super) registered: String,
    pub(super) joined: String,
    pub(super) with_findings: String,
    pub(super) rejected: String,
    pub(super) persons_rejected: Option<String>,
    pub(super) bar: Bar,
}

/// What became of the households read: shares of the bar, in hundredths of its length.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct Bar {
    pub(super) registered: f64,
    pub(super) joined: f64,
    pub(super) rejected: f64,
}

/// The list, newest first.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    let loads = signed_in.app().registry.list_loads(signed_in.authority()).await?;
    let lines = loads.iter().map(|load| line(load, signed_in.words())).collect();
    signed_in.page("loads.html", Page { lines })
}

/// A load as a line.
pub(super) fn line(load: &LoadRow, words: Words<'_>) -> Line {
    let progress = &load.progress;
    Line {
        batch: load.batch.clone(),
        link: link(&load.batch),
        source: load.source.clone(),
        actor: load.actor.clone(),
        started: words.instant(load.started),
        changed: words.instant(load.changed),
        finished: load.finished.map(|finished| words.instant(finished)),
        read: count(progress.read),
        registered: count(progress.registered),
        joined: count(progress.joined),
        with_findings: count(progress.with_findings),
        rejected: count(progress.rejected),
        persons_rejected: (progress.persons_rejected > 0).then(|| count(progress.persons_rejected)),
        bar: bar(progress.registered, progress.joined, progress.rejected),
    }
}

/// The page of a load: batch ids are whatever operators make them.
pub(super) fn link(batch: &str) -> String {
    format!("/loads/{}", links::encode(batch))
}

/// A number for people: `12,345`.
pub(super) fn count(number: u64) -> String {
    super::labels::grouped(&number.to_string())
}

#[expect(clippy::cast_precision_loss, reason = "shares of a bar a few hundred pixels long")]
fn bar(registered: u64, joined: u64, rejected: u64) -> Bar {
    let read = (registered + joined + rejected).max(1) as f64;
    let share = |part: u64| part as f64 / read * 100.0;
    Bar { registered: share(registered), joined: share(joined), rejected: share(rejected) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_bar_add_up_and_an_empty_load_has_none() {
        let bar = bar(6, 1, 1);
        assert_eq!(bar, Bar { registered: 75.0, joined: 12.5, rejected: 12.5 });
        assert_eq!(super::bar(0, 0, 0), Bar::default());
    }
}
