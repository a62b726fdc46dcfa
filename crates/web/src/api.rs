//! The JSON API, version 1, with its OpenAPI document at `/api/v1/openapi.json`.

mod caller;
mod households;
mod problem;
mod schema;
mod status;
mod surveys;

use crate::App;
use axum::{Json, Router, routing::get};
use schema::{Sections, Security};
use utoipa::OpenApi;

/// Routes under `/api/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/households/{registry_number}", get(households::household))
        .route("/households/{registry_number}/surveys", get(surveys::surveys))
        .route("/status/{cnic}", get(status::status))
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
    paths(households::household, surveys::surveys, status::status),
    components(schemas(
        problem::Body, status::Answer, status::Decision, households::Answer, households::HistoryItem,
        surveys::Answer, surveys::Item, surveys::Form,
    )),
    modifiers(&Sections, &Security),
    security(("token" = []), ("session" = [])),
    tags(
        (name = "households", description = "Records with their history and decisions"),
        (name = "status", description = "Where a citizen's household stands"),
    ),
)]
struct Document;
