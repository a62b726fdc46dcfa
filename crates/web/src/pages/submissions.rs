//! Submissions: what came, and what waits. Quarantine is this list for one state.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    labels::{Places, form_title},
    links,
    page::Moment,
    pager::Pager,
};
use axum::extract::Query;
use operations::submissions::Sent;
use registry::finding::{Finding, Severity};
use serde::{Deserialize, Serialize};
use store::rows::SubmissionState;

/// Submissions on a page of the list.
const LISTED: u32 = 25;

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

/// A submission in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) link: String,
    pub(super) form: String,
    pub(super) version: String,
    pub(super) received: Moment,
    pub(super) state: &'static str,
    pub(super) place: Option<String>,
    pub(super) household: Option<String>,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
}

/// The list.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let state = SubmissionState::from_code(&asked.state);
    let base = state
        .map_or_else(|| "/submissions?".to_owned(), |state| format!("/submissions?state={}&", state.code()));
    let pager = Pager::new(&base, &asked.page);
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let sent = registry.list_submissions(authority, state, pager.skip(LISTED), LISTED).await?;
    let page = Page {
        state: state.map(SubmissionState::code),
        states: SubmissionState::ALL.map(SubmissionState::code),
        lines: lines(&signed_in, &sent).await?,
        pager: pager.showing(sent.len(), LISTED),
    };
    signed_in.page("submissions.html", page)
}

/// Submissions as lines of a list.
pub(super) async fn lines(signed_in: &SignedIn, sent: &[Sent]) -> Result<Vec<Line>, Fault> {
    let registry = &signed_in.app().registry;
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let places = Places { book: areas.book(), words: signed_in.words() };
    let line = |Sent { row, findings }: &Sent| {
        let form = shelf.find_version(&row.form_id, &row.form_version).or_else(|| shelf.find(&row.form_id));
        Line {
            link: links::submission(&row.instance),
            form: form.map_or_else(
                || row.form_id.clone(),
                |form| form_title(form.form.title(), signed_in.language()),
            ),
            version: row.form_version.clone(),
            received: signed_in.words().instant(row.received),
            state: row.state.code(),
            place: row.tehsil.as_ref().map(|tehsil| places.name(tehsil)),
            household: row.household.map(|number| number.to_string()),
            errors: count(findings, Severity::Error),
            warnings: count(findings, Severity::Warning),
            notes: count(findings, Severity::Note),
        }
    };
    Ok(sent.iter().map(line).collect())
}

fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.code.severity() == severity).count()
}
