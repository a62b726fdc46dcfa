//! `GET /api/v1/emergencies`: emergencies with their areas. `GET /api/v1/emergencies/{act}`: how far a re-survey has got.

use super::{caller::Caller, problem::Problem};
use crate::App;
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::civil::Date;
use operations::{
    acts::{Act, ActError},
    emergencies::EmergencyProgress,
    error::VerbError,
};
use serde::Serialize;
use utoipa::ToSchema;

/// An emergency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Emergency)]
pub(super) struct Emergency {
    /// The id of the act that declared it.
    id: String,
    /// Its name.
    name: String,
    /// What happened.
    #[schema(example = "flood")]
    hazard: &'static str,
    /// The authority that declared it.
    authority: String,
    /// `adopted` while it is in force, `ended` afterwards.
    state: &'static str,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    until: Date,
    /// Codes of the areas notified today.
    areas: Vec<String>,
}

/// An emergency with its progress.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyProgress)]
pub(super) struct Progress {
    /// The emergency.
    emergency: Emergency,
    /// By tehsil, those of the caller's areas.
    tehsils: Vec<Tehsil>,
}

/// Progress in a tehsil.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TehsilProgress)]
pub(super) struct Tehsil {
    /// Its code.
    code: Option<String>,
    /// Households.
    households: u64,
    /// Of them, surveyed since the first day.
    surveyed_since: u64,
    /// Of them, without a survey day.
    undated: u64,
    /// Of the others, by the year of their last survey.
    by_year: Vec<Year>,
}

/// Households last surveyed in a year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyYear)]
pub(super) struct Year {
    /// The year.
    year: i16,
    /// Households.
    households: u64,
}

/// Emergencies, newest first
#[utoipa::path(
    get, path = "/emergencies", tag = "emergencies",
    responses(
        (status = 200, description = "The emergencies", body = Vec<Emergency>),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
    ),
)]
pub(super) async fn emergencies(
    caller: Caller,
    State(app): State<App>,
) -> Result<Json<Vec<Emergency>>, Problem> {
    let acts = app.registry.list_acts(&caller.0, Some("emergency")).await.map_err(problem)?;
    let today = app.registry.clock().today();
    Ok(Json(acts.iter().filter_map(|act| emergency(act, today)).collect()))
}

/// How far an emergency's re-survey has got
#[utoipa::path(
    get, path = "/emergencies/{act}", tag = "emergencies",
    params(("act" = String, Path, description = "The id of the act")),
    responses(
        (status = 200, description = "Its progress", body = Progress),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`", body = super::problem::Body),
    ),
)]
pub(super) async fn progress(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Progress>, Problem> {
    let id = id.parse().map_err(|_| Problem::from(VerbError::NotFound))?;
    let view = app.registry.view_emergency(&caller.0, id).await.map_err(problem)?;
    let emergency = emergency(&view.act, app.registry.clock().today()).ok_or(VerbError::NotFound)?;
    Ok(Json(Progress { emergency, tehsils: view.progress.into_iter().map(tehsil).collect() }))
}

fn emergency(act: &Act, today: Date) -> Option<Emergency> {
    let declared = act.emergency()?;
    Some(Emergency {
        id: act.id.to_string(),
        name: act.name.clone(),
        hazard: declared.hazard.code(),
        authority: declared.authority.clone(),
        state: act.state.code(),
        from: declared.from,
        until: declared.until,
        areas: declared.areas_on(today).iter().map(ToString::to_string).collect(),
    })
}

fn tehsil(progress: EmergencyProgress) -> Tehsil {
    let year = |(year, households): (i16, u64)| Year { year, households };
    Tehsil {
        code: progress.tehsil.map(String::from),
        households: progress.households,
        surveyed_since: progress.surveyed_since,
        undated: progress.undated,
        by_year: progress.by_year.into_iter().map(year).collect(),
    }
}

/// Reading refuses nothing by an act's own rules.
fn problem(error: ActError) -> Problem {
    match error {
        ActError::Verb(error) => error.into(),
        ActError::Refused(refusal) => VerbError::Invalid(refusal.to_string()).into(),
    }
}
