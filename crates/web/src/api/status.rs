//! `GET /api/v1/status/{cnic}`: where a citizen's household stands.

use super::{caller::Caller, problem::Problem};
use crate::App;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::civil::Date;
use operations::standing::Standing;
use registry::identity::{CitizenNumber, CitizenNumberError};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a household stands. No name, no citizen number, no score.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standing)]
pub(super) struct Answer {
    /// The household's registry number.
    #[schema(example = "482-913-7065")]
    registry_number: String,
    /// Day of the latest survey.
    #[schema(value_type = Option<String>, format = Date)]
    surveyed_on: Option<Date>,
    /// The decision in force, where there is one.
    decision: Option<Decision>,
}

/// The decision in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StandingDecision)]
pub(super) struct Decision {
    /// For which programme.
    programme: String,
    /// Under which version of its policy.
    policy: String,
    /// `eligible`, `above_cutoff`, `above_cutoff_vulnerable`, `excluded` or `undetermined`.
    outcome: String,
    /// When it was taken.
    #[schema(value_type = String, format = Date)]
    decided_on: Date,
}

impl From<Standing> for Answer {
    fn from(standing: Standing) -> Self {
        let decision = standing.decision.map(|decision| Decision {
            programme: decision.programme,
            policy: decision.policy,
            outcome: decision.outcome,
            decided_on: decision.decided_on,
        });
        Self {
            registry_number: standing.registry_number.to_string(),
            surveyed_on: standing.surveyed_on,
            decision,
        }
    }
}

/// Where the household of a CNIC or B-form number stands
#[utoipa::path(
    get, path = "/status/{cnic}", tag = "status",
    params(("cnic" = String, Path, description = "Thirteen digits; dashes, spaces and Urdu digits are taken", example = "91202-1234567-1")),
    responses(
        (status = 200, description = "The household stands so", body = Answer),
        (status = 400, description = "`citizen_number.length`, `citizen_number.not_digits`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`: nobody in the registry has the number, or outside your areas", body = super::problem::Body),
    ),
)]
pub(super) async fn status(
    caller: Caller,
    State(app): State<App>,
    Path(cnic): Path<String>,
) -> Result<Json<Answer>, Problem> {
    let number: CitizenNumber = cnic.parse().map_err(|error: CitizenNumberError| {
        let code = match error {
            CitizenNumberError::Length => "citizen_number.length",
            CitizenNumberError::NotDigits => "citizen_number.not_digits",
        };
        Problem::new(StatusCode::BAD_REQUEST, code, error.to_string())
    })?;
    Ok(Json(app.registry.find_standing(&caller.0, number).await?.into()))
}
