//! The audit log: who read or wrote what.

use super::{caller::SignedIn, fault::Shown, links, page::Moment, pager::Pager};
use axum::extract::Query;
use operations::audit::{Action, AuditedEntry, Outcome};
use serde::{Deserialize, Serialize};

/// Entries on a page.
const LISTED: u32 = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) actor: String,
    pub(super) lines: Vec<Line>,
    pub(super) pager: Pager,
}

/// An entry.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) position: u64,
    pub(super) at: Moment,
    pub(super) actor: String,
    /// The end of the key of the action's text.
    pub(super) action: String,
    pub(super) household: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) subject_link: Option<String>,
    /// The end of the key of the outcome's text.
    pub(super) outcome: &'static str,
}

/// The log, newest first.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let actor = asked.actor.trim();
    let base = if actor.is_empty() {
        "/audit?".to_owned()
    } else {
        format!("/audit?actor={}&", links::encode(actor))
    };
    let pager = Pager::new(&base, &asked.page);
    let wanted = Some(actor).filter(|actor| !actor.is_empty());
    let registry = &signed_in.app().registry;
    let entries = registry.list_audit(signed_in.authority(), wanted, pager.skip(LISTED), LISTED).await?;
    let page = Page {
        actor: actor.to_owned(),
        pager: pager.showing(entries.len(), LISTED),
        lines: entries.iter().map(|entry| line(entry, &signed_in)).collect(),
    };
    signed_in.page("audit.html", page)
}

fn line(AuditedEntry { position, entry }: &AuditedEntry, signed_in: &SignedIn) -> Line {
    let about_submission = matches!(
        entry.action,
        Action::ReadSubmission | Action::ReadAttachment | Action::Submit | Action::SettleSubmission
    );
    Line {
        position: *position,
        at: signed_in.words().instant(entry.at),
        actor: entry.actor.clone(),
        action: action_code(entry.action),
        household: entry.household.map(|number| number.to_string()),
        subject_link: entry.subject.as_deref().filter(|_| about_submission).map(links::submission),
        subject: entry.subject.clone(),
        outcome: match entry.outcome {
            Outcome::Done => "done",
            Outcome::NotFound => "not_found",
            Outcome::Refused => "refused",
        },
    }
}

/// The name of an action as the log has it.
pub(super) fn action_code(action: Action) -> String {
    let name = serde_json::to_value(action).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or("unknown").to_owned()
}
