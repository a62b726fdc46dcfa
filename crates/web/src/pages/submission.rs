//! One submission: its answers in the form's own words, what was noticed, its files, and what became of it.

use super::{
    answers::{Answer, Reader},
    caller::SignedIn,
    cases,
    fault::{Fault, Shown},
    findings::Noticed,
    labels::{Labels, Places},
    links,
    page::Moment,
    submissions::{self, Line},
};
use axum::extract::{Path, Query};
use operations::{authority::Permission, submissions::SentWhole};
use registry::case::CaseState;
use serde::{Deserialize, Serialize};
use store::rows::{AttachmentRow, SubmissionState};
use survey::instance::Instance;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) line: Line,
    pub(super) instance: String,
    pub(super) replaces: Option<Earlier>,
    pub(super) device: Option<String>,
    pub(super) sha256: String,
    pub(super) unplaced: Vec<Noticed>,
    pub(super) answers: Vec<Answer>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) may_settle: bool,
    pub(super) action: String,
    pub(super) notice: Option<String>,
    /// The case in which it waits or was settled.
    pub(super) case: Option<CaseLink>,
}

/// The case of a submission.
#[derive(Debug, Serialize)]
pub(super) struct CaseLink {
    pub(super) link: String,
    /// The end of the key of where it has got to.
    pub(super) state: &'static str,
    /// What whoever asked was told, where the rules refused it.
    pub(super) refusal: Option<String>,
    /// From when it may be tried again.
    pub(super) from: Option<Moment>,
}

/// The submission whose place this one took.
#[derive(Debug, Serialize)]
pub(super) struct Earlier {
    pub(super) instance: String,
    pub(super) link: String,
}

/// A file of the submission.
#[derive(Debug, Serialize)]
pub(super) struct Attachment {
    pub(super) name: String,
    pub(super) link: Option<String>,
    pub(super) kilobytes: u64,
    pub(super) expected: bool,
}

/// The page of a submission.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(instance): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let whole = signed_in.app().registry.find_submission(signed_in.authority(), &instance).await?;
    let page = page(&signed_in, &whole, &asked.done).await?;
    signed_in.page("submission.html", page)
}

async fn page(signed_in: &SignedIn, whole: &SentWhole, done: &str) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let row = &whole.sent.row;
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let labels = Labels::new(signed_in.words(), &shelf, &row.form_id, &row.form_version);
    let places = Places { book: areas.book(), words: signed_in.words() };
    let parsed = Instance::parse(whole.xml.as_bytes()).ok();
    let reader = parsed.as_ref().map(|instance| Reader {
        instance,
        findings: &whole.sent.findings,
        labels: &labels,
        places: &places,
    });
    let (answers, unplaced) = reader.as_ref().map(Reader::read).unwrap_or_default();
    let line = submissions::lines(signed_in, std::slice::from_ref(&whole.sent)).await?.into_iter().next();
    let waits = matches!(row.state, SubmissionState::Held | SubmissionState::Quarantined);
    Ok(Page {
        line: line.ok_or(Fault::Internal)?,
        instance: row.instance.clone(),
        replaces: row
            .replaces
            .as_ref()
            .map(|instance| Earlier { instance: instance.clone(), link: links::submission(instance) }),
        device: row.device.clone(),
        sha256: hex::encode(row.sha256),
        unplaced,
        answers,
        attachments: whole.attachments.iter().map(|file| attachment(&row.instance, file)).collect(),
        may_settle: waits && signed_in.may(Permission::SettleSubmissions),
        action: format!("{}/settle", links::submission(&row.instance)),
        notice: matches!(done, "settled" | "waits")
            .then(|| signed_in.words().say(&format!("submission-{done}"), &[])),
        case: case(signed_in, &row.instance).await?,
    })
}

async fn case(signed_in: &SignedIn, instance: &str) -> Result<Option<CaseLink>, Fault> {
    if !signed_in.may(Permission::ReadCases) {
        return Ok(None);
    }
    let (registry, words) = (&signed_in.app().registry, signed_in.words());
    let case = registry.find_case_of_submission(signed_in.authority(), instance).await?;
    Ok(case.map(|case| CaseLink {
        link: cases::link(case.id),
        state: case.state.code(),
        refusal: case.refusal.as_ref().map(|text| cases::in_language(text, words)),
        from: match case.state {
            CaseState::Refused { from, .. } => from.map(|day| words.date(day)),
            _ => None,
        },
    }))
}

fn attachment(instance: &str, file: &AttachmentRow) -> Attachment {
    Attachment {
        name: file.name.clone(),
        link: file.sha256.map(|_| links::attachment(instance, &file.name)),
        kilobytes: file.size_bytes.div_ceil(1024),
        expected: file.expected,
    }
}
