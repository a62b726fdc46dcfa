//! `GET /api/v1/households/{registry_number}/updates`: what is open to a household, due and closed, and why.

use super::{
    caller::Caller,
    households::{json, registry_number},
    problem::Problem,
};
use crate::App;
use axum::{
    Json,
    extract::{Path, State},
};
use jiff::{Timestamp, civil::Date};
use operations::{
    cases::CaseInList,
    updates::{Told, TypeStanding},
};
use registry::{change::UpdateType, updates, wording::Wording};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is open to a household today, due and closed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HouseholdUpdates)]
pub(super) struct Answer {
    /// The number as it is written.
    #[schema(example = "482-913-7065")]
    registry_number: String,
    /// The day for which it holds.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// The version of the update rules; none where no rules hold on that day, and then nothing is said of types.
    rules_version: Option<String>,
    /// The next survey; none where it hangs on an act of others, such as an emergency.
    next_survey: Option<NextSurvey>,
    /// The seven types, in their order.
    types: Vec<Standing>,
    /// Its cases, newest first.
    cases: Vec<Case>,
    /// What it was told, newest first.
    notices: Vec<Notice>,
}

/// The next survey of a household.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NextSurvey {
    /// From when; today where it may be surveyed now.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Under which type.
    #[schema(value_type = String)]
    update_type: UpdateType,
}

/// What an update type is to a household.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UpdateTypeStanding)]
pub(super) struct Standing {
    /// The type.
    #[schema(value_type = String)]
    update_type: UpdateType,
    /// Its name.
    title: Text,
    /// `open`, `due` or `closed`.
    state: &'static str,
    /// Since when it is due.
    #[schema(value_type = Option<String>, format = Date)]
    since: Option<Date>,
    /// Until when it is open or due; none where it stays open.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// From when it is open where it is closed; none where that hangs on an act of others.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Why: a code with its dates and names, such as `too_early`.
    #[schema(value_type = Object)]
    because: Value,
    /// What whoever asks is told, where it is closed.
    refusal: Option<Text>,
}

/// A text in both languages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Text {
    /// In English.
    en: String,
    /// In Urdu.
    ur: String,
}

/// A case in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HouseholdCase)]
pub(super) struct Case {
    /// Its id.
    id: String,
    /// What it is about, such as `submission`.
    subject: &'static str,
    /// Where it has got to, such as `in_review`.
    state: &'static str,
    /// Under which type.
    #[schema(value_type = String)]
    update_type: UpdateType,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened: Timestamp,
    /// The last day on which it can be settled.
    #[schema(value_type = String, format = Date)]
    deadline: Date,
}

/// Something that a household was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HouseholdNotice)]
pub(super) struct Notice {
    /// What, such as `recertification_due`.
    kind: String,
    /// The day of which it is.
    #[schema(value_type = String, format = Date)]
    on: Date,
}

/// What is open to a household, due and closed, and why
#[utoipa::path(
    get, path = "/households/{registry_number}/updates", tag = "households",
    params(("registry_number" = String, Path, description = "Ten digits with a check digit", example = "482-913-7065")),
    responses(
        (status = 200, description = "What holds today", body = Answer),
        (status = 400, description = "`registry_number.length`, `registry_number.check_digit`", body = super::problem::Body),
        (status = 401, description = "`unauthenticated`, `credential.unknown`, `credential.expired`, `credential.revoked`", body = super::problem::Body),
        (status = 403, description = "`not_allowed`", body = super::problem::Body),
        (status = 404, description = "`not_found`: no such household, or outside your areas", body = super::problem::Body),
    ),
)]
pub(super) async fn updates(
    caller: Caller,
    State(app): State<App>,
    Path(number): Path<String>,
) -> Result<Json<Answer>, Problem> {
    let number = registry_number(&number)?;
    let told = app.registry.updates_of(&caller.0, number).await?;
    Ok(Json(Answer {
        registry_number: told.household.to_string(),
        on: told.on,
        next_survey: told.next_survey.map(|(from, update_type)| NextSurvey { from, update_type }),
        types: told.types.iter().map(standing).collect::<Result<_, _>>()?,
        cases: told.cases.iter().map(case).collect(),
        notices: told.notices.iter().map(notice).collect(),
        rules_version: told.rules_version,
    }))
}

fn standing(one: &TypeStanding) -> Result<Standing, Problem> {
    let (state, since, until, from) = match one.state {
        updates::State::Open { until } => ("open", None, until, None),
        updates::State::Due { since, until } => ("due", Some(since), until, None),
        updates::State::Closed { from } => ("closed", None, None, from),
    };
    Ok(Standing {
        update_type: one.update_type,
        title: text(&one.title),
        state,
        since,
        until,
        from,
        because: json(&one.because)?,
        refusal: one.refusal.as_ref().map(text),
    })
}

fn text(text: &Wording) -> Text {
    Text { en: text.en.clone(), ur: text.ur.clone() }
}

fn case(case: &CaseInList) -> Case {
    Case {
        id: case.id.to_string(),
        subject: case.subject,
        state: case.state.code(),
        update_type: case.update_type,
        opened: case.opened,
        deadline: case.deadline,
    }
}

fn notice(told: &Told) -> Notice {
    Notice { kind: told.kind.clone(), on: told.on }
}
