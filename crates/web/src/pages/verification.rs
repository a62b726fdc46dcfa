//! The registry held against the citizen registry: runs over everybody, how far each has got and what was answered.

use super::{
    caller::{Posted, SignedIn},
    case::told::Told,
    fault::{Fault, Shown},
    figures::{self, Bar},
    page::{Moment, Words},
};
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect},
};
use jiff::{SignedDuration, Timestamp};
use operations::{authority::Permission, error::VerbError, verification::Progress};
use serde::{Deserialize, Serialize};

/// A run that has not moved for so long waits: for the citizen registry, or for somebody to do the work.
const QUIET: SignedDuration = SignedDuration::from_mins(10);
/// Numbers a second, unless somebody says otherwise.
const USUAL_RATE: u32 = 20;
/// At most so many a second.
const HIGHEST_RATE: u32 = 1000;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) lines: Vec<Line>,
    pub(super) may_start: bool,
    pub(super) name: String,
    pub(super) rate: String,
    pub(super) highest_rate: u32,
}

/// A run.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) started: Moment,
    pub(super) moved: Moment,
    pub(super) finished: Option<Moment>,
    /// It has not moved for a while.
    pub(super) waits: bool,
    pub(super) rate_per_second: u32,
    pub(super) households: String,
    pub(super) asked: String,
    /// What was answered, by the ends of the keys.
    pub(super) answers: Vec<(&'static str, String)>,
    pub(super) done: Bar,
    pub(super) said: Bar,
}

/// The list, and the form for a new run.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let words = signed_in.words();
    let notice = (asked.done == "started").then(|| words.say("citizens-started", &[]));
    let told = Told { notice, refused: None };
    let today = signed_in.app().registry.clock().today();
    let page = page(&signed_in, told, today.to_string(), USUAL_RATE.to_string()).await?;
    signed_in.page("citizen-registry.html", page)
}

/// Starts a run.
pub(super) async fn start(posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let (name, rate) = (fields.get("name"), fields.get("rate"));
    let per_second = rate.parse().ok().filter(|rate| *rate <= HIGHEST_RATE).unwrap_or(0);
    let registry = &signed_in.app().registry;
    let key = match registry.start_cross_validation(signed_in.authority(), name, per_second).await {
        Ok(_) => return Ok(Redirect::to("/citizen-registry?done=started").into_response()),
        Err(VerbError::Exists) => "citizens-under-way",
        Err(VerbError::Invalid(_)) => "citizens-invalid",
        Err(error) => return Err(error.into()),
    };
    let told = Told::lacks(signed_in.words().say(key, &[]));
    let page = page(signed_in, told, name.to_owned(), rate.to_owned()).await?;
    signed_in.page("citizen-registry.html", page)
}

async fn page(signed_in: &SignedIn, told: Told, name: String, rate: String) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let runs = registry.list_cross_validations(signed_in.authority()).await?;
    let all = registry.count(signed_in.authority()).await?.households;
    let now = registry.clock().now();
    let mut lines: Vec<_> =
        runs.iter().map(|run| (run.started, line(run, all, now, signed_in.words()))).collect();
    lines.sort_by_key(|(started, _)| std::cmp::Reverse(*started));
    let everywhere = signed_in.authority().areas().is_empty();
    Ok(Page {
        told,
        lines: lines.into_iter().map(|(_, line)| line).collect(),
        may_start: everywhere && signed_in.may(Permission::VerifyPersons),
        name,
        rate,
        highest_rate: HIGHEST_RATE,
    })
}

fn line(run: &Progress, all: u64, now: Timestamp, words: Words<'_>) -> Line {
    let count = |count: u64| figures::count(count);
    let counts = [
        ("match", run.matched),
        ("mismatch", run.mismatched),
        ("not_held", run.not_held),
        ("faulty", run.faulty),
    ];
    let households = count(run.households);
    // Households may come in while a run is under way, or be hidden from the reader's count.
    let whole = if run.finished.is_some() { run.households } else { all.max(run.households) };
    let label = words.say("citizens-bar", &[("done", &households), ("all", &count(whole))]);
    Line {
        name: run.name.clone(),
        started: words.instant(run.started),
        moved: words.instant(run.moved),
        finished: run.finished.map(|at| words.instant(at)),
        waits: run.finished.is_none() && now.duration_since(run.moved) > QUIET,
        rate_per_second: run.rate_per_second,
        asked: count(run.asked),
        answers: counts.map(|(code, number)| (code, count(number))).into(),
        done: Bar::of(whole, &[("done", run.households)], label),
        said: Bar::of(
            run.asked,
            &counts.map(|(code, number)| (class(code), number)),
            words.say("citizens-said", &[]),
        ),
        households,
    }
}

/// The class that says a colour.
fn class(code: &'static str) -> &'static str {
    if code == "not_held" { "not-held" } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_run_that_stands_still_is_said_to_wait() {
        let wording = Wording::load();
        let words = Words { wording: &wording, language: Language::En };
        let run = Progress {
            name: "invented".to_owned(),
            started: at("2026-11-22T07:00:00Z"),
            moved: at("2026-11-22T07:05:00Z"),
            households: 50,
            asked: 40,
            matched: 30,
            mismatched: 10,
            ..Progress::default()
        };
        let shown = line(&run, 200, at("2026-11-22T07:06:00Z"), words);
        assert!(!shown.waits && shown.finished.is_none());
        assert_eq!(shown.done.parts.len(), 1);
        assert!((shown.done.parts[0].width - 25.0).abs() < 0.2, "{:?}", shown.done);
        assert_eq!(shown.said.parts.len(), 2);
        assert!(line(&run, 200, at("2026-11-22T07:16:00Z"), words).waits);
        let finished = Progress { finished: Some(at("2026-11-22T07:05:00Z")), ..run };
        let shown = line(&finished, 200, at("2026-11-22T08:00:00Z"), words);
        assert!(!shown.waits && (shown.done.parts[0].width - 100.0).abs() < 0.2);
    }
}
