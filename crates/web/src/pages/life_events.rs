//! Notices of the civil register: births, deaths, marriages and divorces that it told of, and what became of each.

use super::{
    caller::SignedIn,
    fault::Shown,
    page::{Moment, Words},
    pager::Pager,
};
use axum::extract::Query;
use operations::life_events::Notice;
use registry::{citizen::LifeEventKind, identity::CitizenNumber};
use serde::{Deserialize, Serialize};

/// Notices on a page of the list.
const LISTED: u32 = 25;

/// What becomes of notices.
const STATES: [&str; 5] = ["waiting", "applied", "case", "nobody", "reversed"];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) state: Option<&'static str>,
    pub(super) states: [&'static str; 5],
    pub(super) lines: Vec<Line>,
    pub(super) pager: Pager,
}

/// A notice in the list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    /// The end of the key of what happened.
    pub(super) kind: &'static str,
    /// The numbers concerned, each with the end of the key of who it is.
    pub(super) persons: Vec<(&'static str, String)>,
    pub(super) on: Moment,
    pub(super) received: Moment,
    pub(super) source: String,
    pub(super) state: String,
    pub(super) household: Option<String>,
}

/// The list, newest first.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let state = STATES.into_iter().find(|state| *state == asked.state);
    let base = state
        .map_or_else(|| "/civil-register?".to_owned(), |state| format!("/civil-register?state={state}&"));
    let pager = Pager::new(&base, &asked.page);
    let registry = &signed_in.app().registry;
    let notices = registry.list_notices(signed_in.authority(), state, pager.skip(LISTED), LISTED).await?;
    let lines: Vec<Line> = notices.iter().map(|notice| line(notice, signed_in.words())).collect();
    let page = Page { state, states: STATES, pager: pager.showing(lines.len(), LISTED), lines };
    signed_in.page("civil-register.html", page)
}

fn line(notice: &Notice, words: Words<'_>) -> Line {
    let event = &notice.event;
    Line {
        kind: event.kind.code(),
        persons: persons(&event.kind),
        on: words.date(event.on),
        received: words.instant(event.received),
        source: event.source.clone(),
        state: notice.state.clone(),
        household: notice.household.map(|number| number.to_string()),
    }
}

/// Whose numbers a notice names.
fn persons(kind: &LifeEventKind) -> Vec<(&'static str, String)> {
    let named = |who: &'static str, number: Option<CitizenNumber>| Some((who, number?.to_string()));
    let named = match kind {
        LifeEventKind::Birth { child } => vec![
            named("child", Some(child.number)),
            named("mother", child.mother),
            named("father", child.father),
        ],
        LifeEventKind::Death { person } | LifeEventKind::DeathReversed { person } => {
            vec![named("person", Some(*person))]
        }
        LifeEventKind::Marriage { husband, wife } | LifeEventKind::Divorce { husband, wife } => {
            vec![named("husband", Some(*husband)), named("wife", Some(*wife))]
        }
    };
    named.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};

    #[test]
    fn every_state_has_its_words() {
        let wording = Wording::load();
        for state in STATES {
            for language in Language::ALL {
                assert!(wording.has(language, &format!("notices-state-{state}")), "{state}");
                assert!(wording.has(language, &format!("notices-state-{state}-about")), "{state}");
            }
        }
    }

    #[test]
    fn whoever_a_notice_names_is_told() {
        let (husband, wife) = ("9010110000011".parse().unwrap(), "9010110000022".parse().unwrap());
        let told = persons(&LifeEventKind::Marriage { husband, wife });
        assert_eq!(told, [("husband", "90101-1000001-1".to_owned()), ("wife", "90101-1000002-2".to_owned())]);
    }
}
