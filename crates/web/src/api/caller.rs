//! Who calls: a system with its token, or somebody signed in.

use super::problem::Problem;
use crate::{App, pages::session_of};
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
};
use operations::{authority::Authority, credentials::CredentialError, error::VerbError};

/// What the caller may do.
pub(super) struct Caller(pub(super) Authority);

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(token) = bearer(parts) else {
            let session = session_of(app, &parts.headers).await.map_err(VerbError::from)?;
            let session =
                session.ok_or_else(|| unauthorized("unauthenticated", "a token or a session is needed"))?;
            return Ok(Self(session.authority));
        };
        match app.registry.authenticate_system(token).await {
            Ok(sender) => Ok(Self(sender.authority)),
            Err(CredentialError::Store(error)) => Err(VerbError::from(error).into()),
            Err(error) => Err(unauthorized(error.code(), &error.to_string())),
        }
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unauthorized(code: &'static str, title: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, title)
}
