//! A programme's report of its families' status, as a file of a page's form.
//!
//! What became of it is shown at once and nowhere else: the same file sent again changes nothing.

use super::{Asked, Page, render};
use crate::{
    App,
    pages::{
        caller::SignedIn,
        fault::{Fault, Shown},
        figures, forgery,
        page::Words,
        refusal,
    },
};
use axum::{
    RequestExt,
    extract::{FromRequest, Path, Request},
    http::header,
    response::{IntoResponse, Response},
};
use multer::{Constraints, Multipart, SizeLimit};
use operations::{
    error::VerbError,
    programmes::{StatusReport, read_status_csv},
};
use serde::Serialize;

/// Largest file, bytes: a line of it has about 60.
pub(in crate::pages) const REPORT_BYTES: usize = 8 * 1024 * 1024;
/// Rejected rows that are shown; the others are counted.
const SHOWN: usize = 100;

/// What became of a report.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::pages) struct Reported {
    pub(in crate::pages) read: String,
    pub(in crate::pages) applied: String,
    pub(in crate::pages) unchanged: String,
    pub(in crate::pages) rejected: String,
    pub(in crate::pages) lines: Vec<ReportLine>,
    /// Rejected rows that are not shown.
    pub(in crate::pages) more: usize,
}

/// A rejected row.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct ReportLine {
    pub(in crate::pages) row: String,
    pub(in crate::pages) code: &'static str,
    pub(in crate::pages) text: String,
}

/// A form with a file that somebody signed in sent from one of our pages.
pub(in crate::pages) struct PostedFile {
    signed_in: SignedIn,
    file: Vec<u8>,
}

impl FromRequest<App> for PostedFile {
    type Rejection = Response;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Response> {
        let signed_in = request.extract_parts_with_state::<SignedIn, App>(app).await?;
        let file = file(request, &signed_in.caller.form_secret).await;
        Ok(Self { file: file.map_err(IntoResponse::into_response)?, signed_in })
    }
}

/// The file of a genuine form. The secret comes first, so that nothing of another's form is read.
async fn file(request: Request, secret: &str) -> Result<Vec<u8>, Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // What is no such form at all came from none of our pages.
    let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(|_| Fault::Forged)?;
    let limits = SizeLimit::new().whole_stream(u64::try_from(REPORT_BYTES).unwrap_or(u64::MAX));
    let constraints = Constraints::new().size_limit(limits);
    let stream = request.into_body().into_data_stream();
    let mut parts = Multipart::with_constraints(stream, boundary, constraints);
    let mut genuine = false;
    while let Some(part) = parts.next_field().await.map_err(|_| Fault::Unreadable)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "csrf" {
            let came = part.text().await.map_err(|_| Fault::Unreadable)?;
            genuine = forgery::is_genuine(&came, secret);
            continue;
        }
        if !genuine {
            return Err(Fault::Forged);
        }
        if name == "file" {
            let content = part.bytes().await.map_err(|_| Fault::Unreadable)?;
            return Ok(content.to_vec());
        }
    }
    Err(if genuine { Fault::Unreadable } else { Fault::Forged })
}

/// Takes the report.
pub(in crate::pages) async fn upload(Path(id): Path<String>, posted: PostedFile) -> Shown {
    let signed_in = &posted.signed_in;
    let registry = &signed_in.app().registry;
    let reported = match read_status_csv(&posted.file) {
        Ok(rows) => registry.report_status(signed_in.authority(), &id, &rows).await,
        Err(error) => Err(error),
    };
    let page = match reported {
        Ok(report) => Page { reported: Some(in_words(&report, signed_in.words())), ..Page::default() },
        Err(error @ VerbError::Invalid(_)) => {
            let told = refusal::refused(signed_in.words(), error.into())?.into();
            Page { told, ..Page::default() }
        }
        Err(error) => return Err(error.into()),
    };
    render(signed_in, &id, &Asked::default(), page).await
}

fn in_words(report: &StatusReport, words: Words<'_>) -> Reported {
    let count = |number: usize| figures::count(u64::try_from(number).unwrap_or(u64::MAX));
    let line = |rejected: &operations::programmes::StatusRejected| ReportLine {
        row: figures::count(rejected.row),
        code: rejected.code,
        text: words.find(&rejected.code.replace('.', "-")).unwrap_or_else(|| rejected.code.to_owned()),
    };
    Reported {
        read: figures::count(report.read),
        applied: figures::count(report.applied),
        unchanged: figures::count(report.unchanged),
        rejected: count(report.rejected.len()),
        lines: report.rejected.iter().take(SHOWN).map(line).collect(),
        more: report.rejected.len().saturating_sub(SHOWN),
    }
}
