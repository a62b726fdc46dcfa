//! What is shown when a page cannot be: a code and plain words, never what went on inside.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use operations::error::VerbError;
use store::StoreError;

/// Why a page is not shown. Its response carries no text: [`super::dress`] writes the page in the reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// There is no such thing, or it lies outside the reader's areas.
    NotFound,
    /// The reader's role does not allow it.
    NotAllowed,
    /// The form did not come from one of our pages.
    Forged,
    /// The request cannot be understood.
    Unreadable,
    /// The page takes no such request.
    Method,
    /// Somebody changed the same thing at the same moment.
    Busy,
    /// Something failed here. It is in the log.
    Internal,
}

impl Fault {
    /// Its status.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::NotAllowed | Self::Forged => StatusCode::FORBIDDEN,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its stable code, which is the end of its keys in the translations.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAllowed => "not_allowed",
            Self::Forged => "forged",
            Self::Unreadable => "unreadable",
            Self::Method => "method",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<VerbError> for Fault {
    fn from(error: VerbError) -> Self {
        match error {
            VerbError::NotFound => Self::NotFound,
            VerbError::NotAllowed => Self::NotAllowed,
            VerbError::Busy | VerbError::Exists => Self::Busy,
            VerbError::Invalid(_) => Self::Unreadable,
            VerbError::Store(error) => error.into(),
            VerbError::Damaged(_) => {
                tracing::error!(%error, "a page could not be made");
                Self::Internal
            }
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a page could not be made");
        Self::Internal
    }
}

/// What a page's handler returns.
pub(super) type Shown = Result<Response, Fault>;
