//! `GET /api/v1/programmes`: figures. `POST /api/v1/programmes/{programme}/status`: what a programme reports of its families.

use super::{caller::Caller, problem::Problem};
use crate::App;
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
};
use operations::programmes::{ProgrammeFigures, StatusInput, StatusReport, read_status_csv};
use registry::enrolment::EnrolmentStatus;
use serde::Serialize;
use utoipa::ToSchema;

/// Largest report, bytes.
pub(super) const REPORT_BYTES: usize = 8 * 1024 * 1024;

/// A programme in force with its figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Programme)]
pub(super) struct Programme {
    /// Its id.
    #[schema(example = "kafaalat")]
    id: String,
    /// The version in force.
    version: String,
    /// Its name in English.
    title: String,
    /// `unconditional`, `conditional` or `emergency`.
    kind: &'static str,
    /// Families it has room for; no limit when null.
    capacity: Option<u64>,
    /// Room left; no limit when null.
    free: Option<u64>,
    /// Families by status, of households in the caller's areas.
    families: Families,
}

/// Families by status.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = FamiliesByStatus)]
pub(super) struct Families {
    active: u64,
    suspended: u64,
    graduated: u64,
    deceased: u64,
}

/// A row of a report.
#[derive(ToSchema)]
#[schema(as = StatusRow)]
#[expect(dead_code, reason = "it only describes the row of `operations` in the document")]
pub(super) struct Row {
    /// The household.
    #[schema(example = "482-913-7065")]
    registry_number: String,
    /// The woman: her CNIC or her person id.
    woman: String,
    /// `active`, `suspended`, `graduated` or `deceased`.
    status: String,
    /// From which day.
    #[schema(format = Date)]
    from: String,
}

/// What became of the rows: the last three add up to those read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatusReport)]
pub(super) struct Report {
    /// Rows read.
    read: u64,
    /// Rows whose status was new.
    applied: u64,
    /// Rows whose status was known.
    unchanged: u64,
    /// The others.
    rejected: Vec<Rejected>,
}

/// A row that was not applied.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatusRejected)]
pub(super) struct Rejected {
    /// Which row, from 1.
    row: u64,
    /// Why.
    #[schema(example = "status.not_enrolled")]
    code: &'static str,
}

/// Programmes in force today with their figures
#[utoipa::path(
    get, path = "/programmes", tag = "programmes",
    responses(
        (status = 200, description = "The programmes", body = Vec<Programme>),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
    ),
)]
pub(super) async fn programmes(
    caller: Caller,
    State(app): State<App>,
) -> Result<Json<Vec<Programme>>, Problem> {
    let figures = app.registry.programme_figures(&caller.0).await?;
    Ok(Json(figures.into_iter().map(programme).collect()))
}

/// What a programme reports of its families' status
///
/// As JSON rows, or as CSV with the same columns. Each row is applied, changes nothing, or is rejected with a code; the
/// same report may be sent again.
#[utoipa::path(
    post, path = "/programmes/{programme}/status", tag = "programmes",
    params(("programme" = String, Path, description = "The programme's id", example = "kafaalat")),
    request_body(content((Vec<Row> = "application/json"), (String = "text/csv"))),
    responses(
        (status = 200, description = "What became of the rows", body = Report),
        (status = 400, description = "`status.file`, `status.columns`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`: no programme of this id is in force", body = super::problem::Body),
        (status = 415, description = "`content_type`: neither JSON nor CSV", body = super::problem::Body),
    ),
)]
pub(super) async fn status(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Report>, Problem> {
    let rows = rows(&headers, &body)?;
    let report = app.registry.report_status(&caller.0, &id, &rows).await?;
    Ok(Json(report.into()))
}

/// The rows. Only kinds that no form of another site can send are taken: a session's cookie alone must not do.
fn rows(headers: &HeaderMap, body: &[u8]) -> Result<Vec<StatusInput>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.split(';').next().map(str::trim) {
        Some("application/json") => serde_json::from_slice(body).map_err(|_| unreadable("status.file")),
        Some("text/csv") => read_status_csv(body).map_err(|error| match error.to_string().as_str() {
            "status.columns" => unreadable("status.columns"),
            _ => unreadable("status.file"),
        }),
        _ => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_type",
            "send application/json or text/csv",
        )),
    }
}

fn unreadable(code: &'static str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        code,
        "rows have registry_number, woman, status and from, as JSON or as CSV with headings",
    )
}

fn programme(figures: ProgrammeFigures) -> Programme {
    let of = |status: EnrolmentStatus| {
        figures.families.iter().find(|(known, _)| *known == status).map_or(0, |(_, families)| *families)
    };
    let families = Families {
        active: of(EnrolmentStatus::Active),
        suspended: of(EnrolmentStatus::Suspended),
        graduated: of(EnrolmentStatus::Graduated),
        deceased: of(EnrolmentStatus::Deceased),
    };
    Programme {
        families,
        id: figures.programme,
        version: figures.version,
        title: figures.title.en,
        kind: figures.kind,
        capacity: figures.capacity,
        free: figures.free,
    }
}

impl From<StatusReport> for Report {
    fn from(report: StatusReport) -> Self {
        let rejected =
            report.rejected.iter().map(|rejected| Rejected { row: rejected.row, code: rejected.code });
        Self {
            read: report.read,
            applied: report.applied,
            unchanged: report.unchanged,
            rejected: rejected.collect(),
        }
    }
}
