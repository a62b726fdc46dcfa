//! Who sends: the token in the address, or Basic auth with label and token. Checked before a byte of the body is read.

use super::answer::{self, Answer};
use crate::{App, wording::Language};
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Query, RawPathParams},
    http::{StatusCode, header, request::Parts},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use operations::credentials::{CredentialError, CredentialKind, Sender};
use serde::Deserialize;
use std::convert::Infallible;

/// Letters of a token.
const TOKEN_LETTERS: usize = 64;

/// A tablet whose token holds.
pub(super) struct Tablet {
    /// Whose it is.
    pub(super) sender: Sender,
    /// The language in which it reads messages.
    pub(super) language: Language,
    /// The address before `/formList` and so on, as the tablet sees it.
    pub(super) base: String,
}

#[derive(Deserialize)]
struct Device {
    #[serde(rename = "deviceID")]
    device: Option<String>,
}

impl FromRequestParts<App> for Tablet {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let device = Query::<Device>::try_from_uri(&parts.uri).ok().and_then(|query| query.0.device);
        let device = device.filter(|device| !device.is_empty() && device.len() <= 200);
        let token = token_in_path(parts, app).await;
        let host = host(parts, app);
        let (sender, base) = match &token {
            Some(token) => {
                let well_formed =
                    token.len() == TOKEN_LETTERS && token.bytes().all(|byte| byte.is_ascii_hexdigit());
                if !well_formed {
                    return Err(challenge(app, "credential.unknown"));
                }
                let kind = CredentialKind::Enumerator;
                let sender = app.registry.authenticate_token(kind, token, device.as_deref()).await;
                (
                    sender.map_err(|error| refuse(app, &error, StatusCode::FORBIDDEN))?,
                    format!("{host}/or/k/{token}"),
                )
            }
            None => {
                let Some((label, token)) = basic(parts).filter(|_| app.settings.basic_auth) else {
                    return Err(challenge(app, "credential.unknown"));
                };
                let sender = app.registry.authenticate_basic(&label, &token, device.as_deref()).await;
                (sender.map_err(|error| refuse(app, &error, StatusCode::UNAUTHORIZED))?, format!("{host}/or"))
            }
        };
        let language = Language::from_code(&sender.language).unwrap_or(Language::En);
        Ok(Self { sender, language, base })
    }
}

impl OptionalFromRequestParts<App> for Tablet {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<App>>::from_request_parts(parts, app).await.ok())
    }
}

async fn token_in_path(parts: &mut Parts, app: &App) -> Option<String> {
    let parameters = RawPathParams::from_request_parts(parts, app).await.ok()?;
    parameters.iter().find(|(name, _)| *name == "token").map(|(_, token)| token.to_owned())
}

/// Label and token of Basic auth.
fn basic(parts: &Parts) -> Option<(String, String)> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (label, token) = decoded.split_once(':')?;
    Some((label.to_owned(), token.to_owned()))
}

/// The server's address as tablets see it.
fn host(parts: &Parts, app: &App) -> String {
    if let Some(url) = &app.settings.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}")
}

fn challenge(app: &App, code: &str) -> Response {
    let mut response = Answer::error(app, None, code).with_status(StatusCode::UNAUTHORIZED);
    let challenge = axum::http::HeaderValue::from_static("Basic realm=\"NSER\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn refuse(app: &App, error: &CredentialError, status: StatusCode) -> Response {
    match error {
        CredentialError::Store(error) => answer::store_failed(app, None, error),
        _ if status == StatusCode::UNAUTHORIZED => challenge(app, error.code()),
        _ => Answer::error(app, None, error.code()).with_status(status),
    }
}
