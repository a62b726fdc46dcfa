//! `GET /api/v1/due`: how many households are due, by tehsil, phase and bracket of score.

use super::{caller::Caller, problem::Problem};
use crate::App;
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use operations::due::DueCount;
use registry::change::UpdateType;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default, rename = "type")]
    update_type: String,
}

/// How many are due.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DueCount)]
pub(super) struct Count {
    /// The tehsil's code.
    tehsil: Option<String>,
    /// The phase of calling, from 1.
    phase: usize,
    /// Bracket of score, from 0, by the edges of the phases; null without a score.
    bracket: Option<u32>,
    /// Households.
    households: u64,
}

/// How many households are due today, in the caller's areas
#[utoipa::path(
    get, path = "/due", tag = "due",
    params(("type" = String, Query, description = "`cyclic` or `recertification`", example = "cyclic")),
    responses(
        (status = 200, description = "By tehsil, phase and bracket", body = Vec<Count>),
        (status = 400, description = "`due.type`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
    ),
)]
pub(super) async fn due(
    caller: Caller,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Json<Vec<Count>>, Problem> {
    let update_type = match asked.update_type.as_str() {
        "cyclic" => UpdateType::Cyclic,
        "recertification" => UpdateType::Recertification,
        _ => {
            let title = "the type is cyclic or recertification";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "due.type", title));
        }
    };
    let counts = app.registry.count_due(&caller.0, update_type).await?;
    Ok(Json(counts.into_iter().map(count).collect()))
}

fn count(count: DueCount) -> Count {
    Count {
        tehsil: count.tehsil.map(String::from),
        phase: count.phase + 1,
        bracket: count.bracket,
        households: count.households,
    }
}
