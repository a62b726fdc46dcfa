//! Errors of the API: `application/problem+json` (RFC 9457) with a stable code.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use operations::error::VerbError;
use serde::Serialize;
use utoipa::ToSchema;

/// An error as the API tells it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Body {
    /// The HTTP status.
    status: u16,
    /// The stable code, such as `registry_number.check_digit`.
    code: &'static str,
    /// What it means, in English.
    title: String,
}

/// An error on its way out.
pub(super) struct Problem {
    status: StatusCode,
    code: &'static str,
    title: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, code: &'static str, title: impl Into<String>) -> Self {
        Self { status, code, title: title.into() }
    }
}

impl From<VerbError> for Problem {
    fn from(error: VerbError) -> Self {
        let code = error.code();
        match error {
            VerbError::NotFound => {
                Self::new(StatusCode::NOT_FOUND, code, "not in the registry, or outside your areas")
            }
            VerbError::NotAllowed => Self::new(StatusCode::FORBIDDEN, code, "your role does not allow this"),
            VerbError::Exists | VerbError::Busy => Self::new(StatusCode::CONFLICT, code, error.to_string()),
            VerbError::Invalid(text) => Self::new(StatusCode::BAD_REQUEST, code, text),
            VerbError::Store(_) | VerbError::Damaged(_) => {
                tracing::error!(%error, "a request failed");
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "internal",
                    "something failed here; it has been logged",
                )
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body { status: self.status.as_u16(), code: self.code, title: self.title };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"NSER\""));
        }
        response
    }
}
