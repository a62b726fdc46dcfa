//! `GET /api/v1/households/{registry_number}`: a record with its history and decision.

use super::{caller::Caller, problem::Problem};
use crate::App;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use jiff::{Timestamp, civil::Date};
use operations::households::ViewedDecision;
use registry::{
    change::{Channel, Entry, UpdateType},
    registry_number::{RegistryNumber, RegistryNumberError},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A household as of a day, as known on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HouseholdAnswer)]
pub(super) struct Answer {
    /// The number as it is written.
    #[schema(example = "482-913-7065")]
    registry_number: String,
    /// The day as of which.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// The day on which it was known.
    #[schema(value_type = String, format = Date)]
    known_on: Date,
    /// Whether this is the household as it stands now by everything known.
    current: bool,
    /// The record.
    #[schema(schema_with = super::schema::household_reference)]
    household: Value,
    /// The decision in force then; without points where the caller may not see them.
    #[schema(value_type = Option<Object>)]
    decision: Option<Value>,
    /// Every change ever made, in the order in which they are true.
    history: Vec<HistoryItem>,
}

/// A change in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub(super) struct HistoryItem {
    /// Its id.
    id: String,
    /// What changed, such as `register` or `add_member`.
    change: &'static str,
    /// Since when it is true.
    #[schema(value_type = String, format = Date)]
    effective: Date,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    recorded: Timestamp,
    /// How it came.
    #[schema(value_type = String)]
    channel: Channel,
    /// Why the record might change.
    #[schema(value_type = String)]
    update_type: UpdateType,
    /// Who made it.
    author: String,
}

#[derive(Deserialize)]
pub(super) struct Days {
    as_of: Option<Date>,
    known_on: Option<Date>,
}

/// A household's record, history and decision
#[utoipa::path(
    get, path = "/households/{registry_number}", tag = "households",
    params(
        ("registry_number" = String, Path, description = "Ten digits with a check digit", example = "482-913-7065"),
        ("as_of" = Option<String>, Query, description = "The day as of which, YYYY-MM-DD; today when not given"),
        ("known_on" = Option<String>, Query, description = "The day on which it was known; today when not given"),
    ),
    responses(
        (status = 200, description = "The household", body = Answer),
        (status = 400, description = "`registry_number.length`, `registry_number.check_digit`, `date`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`: no such household then, or outside your areas", body = super::problem::Body),
    ),
)]
pub(super) async fn household(
    caller: Caller,
    State(app): State<App>,
    Path(number): Path<String>,
    days: Result<Query<Days>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Answer>, Problem> {
    let number = registry_number(&number)?;
    let Query(days) =
        days.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "date", "dates are YYYY-MM-DD"))?;
    let view = app.registry.view_household(&caller.0, number, days.as_of, days.known_on).await?;
    Ok(Json(Answer {
        registry_number: number.to_string(),
        as_of: view.as_of,
        known_on: view.known_on,
        current: view.current,
        household: json(&view.household)?,
        decision: view.decision.as_ref().map(decision).transpose()?,
        history: view.history.iter().map(item).collect(),
    }))
}

/// A registry number of a path.
pub(super) fn registry_number(text: &str) -> Result<RegistryNumber, Problem> {
    text.parse().map_err(|error: RegistryNumberError| {
        let code = match error {
            RegistryNumberError::Length => "registry_number.length",
            RegistryNumberError::CheckDigit => "registry_number.check_digit",
        };
        Problem::new(StatusCode::BAD_REQUEST, code, error.to_string())
    })
}

fn item(entry: &Entry) -> HistoryItem {
    HistoryItem {
        id: entry.id.to_string(),
        change: entry.change.name(),
        effective: entry.effective,
        recorded: entry.recorded,
        channel: entry.channel,
        update_type: entry.update_type,
        author: entry.author.clone(),
    }
}

/// A decision, without points where the caller may not see them.
pub(super) fn decision(viewed: &ViewedDecision) -> Result<Value, Problem> {
    let mut decision = json(&viewed.decision)?;
    if !viewed.points_visible
        && let Some(score) = decision.get_mut("score").and_then(Value::as_object_mut)
    {
        score.remove("items");
    }
    Ok(decision)
}

/// A document of the registry as it is kept.
pub(super) fn json(document: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(document).map_err(|error| {
        tracing::error!(%error, "a document cannot be written");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something failed here; it has been logged",
        )
    })
}
