//! `GET /api/v1/households/{registry_number}/surveys`: every survey of a household as it was found.

use super::{
    caller::Caller,
    households::{decision, json, registry_number},
    problem::Problem,
};
use crate::App;
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::{Timestamp, civil::Date};
use operations::surveys::Survey;
use registry::change::{Channel, UpdateType};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The surveys of a household.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveysAnswer)]
pub(super) struct Answer {
    /// The number as it is written.
    #[schema(example = "482-913-7065")]
    registry_number: String,
    /// In the order in which they are true; a correction stands right behind what it corrects.
    surveys: Vec<Item>,
}

/// A survey as it was found, without what has changed since.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Survey)]
pub(super) struct Item {
    /// The id of the change that brought it.
    id: String,
    /// The day of which it is true.
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
    /// The form with which it was made; empty texts where that is not known.
    form: Form,
    /// What it rests on: `kind` is `submission` with its `instance`, `file` with the `sha256` of the files and the
    /// household's `row`, or `document` with its `number`.
    #[schema(value_type = Vec<Object>)]
    evidence: Value,
    /// The id of the survey that it corrects.
    corrects: Option<String>,
    /// The id of the survey that corrects it.
    corrected_by: Option<String>,
    /// All that it found, its members under the same ids in every survey.
    #[schema(schema_with = super::schema::record_reference)]
    record: Value,
    /// The first decision taken while it was the latest survey; without points where the caller may not see them. A
    /// survey that came after a newer one has none.
    #[schema(value_type = Option<Object>)]
    decision: Option<Value>,
}

/// A form and its version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyForm)]
pub(super) struct Form {
    /// The form's id.
    #[schema(example = "poverty_card_2010")]
    id: String,
    /// Its version.
    version: String,
}

/// A household's surveys, older and newer side by side
#[utoipa::path(
    get, path = "/households/{registry_number}/surveys", tag = "households",
    params(("registry_number" = String, Path, description = "Ten digits with a check digit", example = "482-913-7065")),
    responses(
        (status = 200, description = "The surveys", body = Answer),
        (status = 400, description = "`registry_number.length`, `registry_number.check_digit`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`: no such household, or outside your areas", body = super::problem::Body),
    ),
)]
pub(super) async fn surveys(
    caller: Caller,
    State(app): State<App>,
    Path(number): Path<String>,
) -> Result<Json<Answer>, Problem> {
    let number = registry_number(&number)?;
    let found = app.registry.list_surveys(&caller.0, number).await?;
    let surveys = found.surveys.iter().map(item).collect::<Result<_, _>>()?;
    Ok(Json(Answer { registry_number: number.to_string(), surveys }))
}

fn item(survey: &Survey) -> Result<Item, Problem> {
    let form = &survey.record.form;
    Ok(Item {
        id: survey.id.to_string(),
        effective: survey.effective,
        recorded: survey.recorded,
        channel: survey.channel,
        update_type: survey.update_type,
        author: survey.author.clone(),
        form: Form { id: form.id.clone(), version: form.version.clone() },
        evidence: json(&survey.evidence)?,
        corrects: survey.corrects.map(|id| id.to_string()),
        corrected_by: survey.corrected_by.map(|id| id.to_string()),
        record: json(&survey.record)?,
        decision: survey.decision.as_ref().map(decision).transpose()?,
    })
}
