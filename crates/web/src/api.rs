//! The JSON API, version 1, with its OpenAPI document at `/api/v1/openapi.json`.

mod caller;
mod due;
mod emergencies;
mod households;
mod problem;
mod programmes;
mod schema;
mod status;
mod surveys;
mod updates;

use crate::App;
use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use schema::{Sections, Security};
use utoipa::OpenApi;

/// Routes under `/api/v1`.
pub fn routes() -> Router<App> {
    let report = post(programmes::status).layer(DefaultBodyLimit::max(programmes::REPORT_BYTES));
    Router::new()
        .route("/households/{registry_number}", get(households::household))
        .route("/households/{registry_number}/surveys", get(surveys::surveys))
        .route("/households/{registry_number}/updates", get(updates::updates))
        .route("/status/{cnic}", get(status::status))
        .route("/due", get(due::due))
        .route("/emergencies", get(emergencies::emergencies))
        .route("/emergencies/{act}", get(emergencies::progress))
        .route("/programmes", get(programmes::programmes))
        .route("/programmes/{programme}/status", report)
        .route("/openapi.json", get(|| async { Json(document()) }))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "NSER registry API",
        description = "Households of the National Socio-Economic Registry. Every call that reads personal data is \
                       written to the audit log under the name of whoever's token it carries."
    ),
    servers((url = "/api/v1")),
    paths(
        households::household, surveys::surveys, updates::updates, status::status, due::due, emergencies::emergencies,
        emergencies::progress, programmes::programmes, programmes::status,
    ),
    components(schemas(
        problem::Body, status::Answer, status::Decision, households::Answer, households::HistoryItem,
        surveys::Answer, surveys::Item, surveys::Form, updates::Answer, updates::NextSurvey, updates::Standing,
        updates::Text, updates::Case, updates::Notice, due::Count, emergencies::Emergency, emergencies::Progress,
        emergencies::Tehsil, emergencies::Year, programmes::Programme, programmes::Families, programmes::Row,
        programmes::Report, programmes::Rejected,
    )),
    modifiers(&Sections, &Security),
    security(("token" = []), ("session" = [])),
    tags(
        (name = "households", description = "Records with their history and decisions"),
        (name = "due", description = "Who is due to be surveyed again"),
        (name = "emergencies", description = "Emergencies and how far their re-survey has got"),
        (name = "programmes", description = "Figures of programmes, and what they report of their families"),
        (name = "status", description = "Where a citizen's household stands"),
    ),
)]
struct Document;
