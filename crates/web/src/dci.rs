//! Callbacks of the citizen registry by DCI: its notices of births, deaths, marriages and divorces, and its answers to
//! subscriptions. Every address exists twice: with a token in it (`/dci/k/<token>/registry/…`), for a registry that sends no
//! headers of ours, and without, for one that sends `Authorization: Bearer <token>`. Where keys are agreed the message's
//! signature is verified beside the token.

use crate::App;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, RawPathParams, State},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::post,
};
use exchange::{citizen_registry::NoticeError, dci::acknowledgement};
use operations::{
    authority::{Authority, Permission},
    credentials::{CredentialError, CredentialKind},
    error::VerbError,
};
use serde_json::{Value, json};

/// Largest message, bytes: what the client takes of an answer.
const LARGEST_BYTES: usize = 8_000_000;

/// Routes under `/dci`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .merge(endpoints())
        .nest("/k/{token}", endpoints())
        .layer(DefaultBodyLimit::max(LARGEST_BYTES))
}

fn endpoints() -> Router<App> {
    Router::new()
        .route("/registry/notify", post(notify))
        .route("/registry/on-subscribe", post(on_subscribe))
        .route("/registry/on-unsubscribe", post(on_subscribe))
        .route("/registry/on-search", post(on_search))
}

/// A registry whose token holds. Checked before a byte of the body is read.
struct Office(Authority);

impl FromRequestParts<App> for Office {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Some(token) = token(parts, app).await else {
            return Err(refused(
                app,
                StatusCode::UNAUTHORIZED,
                "err.request.unauthorized",
                "a token is needed",
            ));
        };
        let sender =
            match app.registry.authenticate_token(CredentialKind::CitizenRegistry, &token, None).await {
                Ok(sender) => sender,
                Err(CredentialError::Store(error)) => {
                    tracing::error!(%error, "nobody can be let in");
                    return Err(unavailable(app));
                }
                Err(error) => {
                    let (status, why) = (StatusCode::UNAUTHORIZED, error.to_string());
                    return Err(refused(app, status, "err.request.unauthorized", &why));
                }
            };
        if sender.authority.may(Permission::SendNotices) {
            return Ok(Self(sender.authority));
        }
        let why = "the token is not for notices";
        Err(refused(app, StatusCode::FORBIDDEN, "err.request.forbidden", why))
    }
}

async fn token(parts: &mut Parts, app: &App) -> Option<String> {
    let in_path = RawPathParams::from_request_parts(parts, app).await.ok();
    let in_path = in_path
        .and_then(|path| path.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned()));
    in_path.or_else(|| {
        let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    })
}

/// Keeps what a notice tells, then acknowledges it. Whatever is not kept is not acknowledged, and comes again.
async fn notify(State(app): State<App>, Office(authority): Office, body: Bytes) -> Response {
    match app.registry.receive_notice(&authority, &body).await {
        Ok(received) => {
            tracing::info!(
                new = received.new,
                repeated = received.repeated,
                "notices of the citizen registry"
            );
            taken(&app)
        }
        Err(VerbError::Invalid(reason)) => unreadable(&app, &reason),
        Err(VerbError::NotAllowed) => {
            let why = "the token is not for notices";
            refused(&app, StatusCode::FORBIDDEN, "err.request.forbidden", why)
        }
        Err(error) => {
            tracing::error!(code = error.code(), %error, "a notice is not kept; it is asked for again");
            unavailable(&app)
        }
    }
}

/// A subscription was entered or ended. Nothing is kept of it: every start subscribes again.
async fn on_subscribe(State(app): State<App>, _: Office, body: Bytes) -> Response {
    match serde_json::from_slice::<Value>(&body) {
        Ok(envelope) if envelope.get("message").is_some_and(Value::is_object) => taken(&app),
        Ok(_) => unreadable(&app, "`message` is missing"),
        Err(_) => unreadable(&app, "it is not JSON"),
    }
}

/// Every search of ours is answered at once, so that nobody waits for a later answer.
async fn on_search(State(app): State<App>, _: Office) -> Response {
    unreadable(&app, "no search waits for an answer")
}

fn taken(app: &App) -> Response {
    Json(answer(app, Ok(()))).into_response()
}

fn unreadable(app: &App, reason: &str) -> Response {
    // The reason as the reader gives it; the answer has the words before it.
    let reason = reason.trim_start_matches("the notice cannot be read: ");
    (StatusCode::BAD_REQUEST, Json(answer(app, Err(&NoticeError(reason.to_owned()))))).into_response()
}

fn unavailable(app: &App) -> Response {
    refused(
        app,
        StatusCode::SERVICE_UNAVAILABLE,
        "err.service.unavailable",
        "nothing is kept now; send it again",
    )
}

fn refused(app: &App, status: StatusCode, code: &str, why: &str) -> Response {
    let mut answer = answer(app, Err(&NoticeError(why.to_owned())));
    if let Some(error) = answer.pointer_mut("/message/error") {
        *error = json!({"code": code, "message": why});
    }
    (status, Json(answer)).into_response()
}

fn answer(app: &App, taken: Result<(), &NoticeError>) -> Value {
    let now = app.registry.clock().now();
    acknowledgement(taken, &app.registry.ids().uuid(now).to_string(), now)
}
