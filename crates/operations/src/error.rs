//! Errors that verbs share.

use store::StoreError;

/// Why a verb about what is in the registry did not do it.
#[derive(Debug, thiserror::Error)]
pub enum VerbError {
    /// No such thing, or none within the areas of whoever asks.
    #[error("not found")]
    NotFound,
    /// The role does not allow it.
    #[error("not allowed")]
    NotAllowed,
    /// There already, under other content.
    #[error("there already")]
    Exists,
    /// Somebody changed it at the same moment; try again.
    #[error("changed by somebody else at the same moment")]
    Busy,
    /// What was given cannot be used. The text is for whoever gave it.
    #[error("{0}")]
    Invalid(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something kept cannot be read: the data or the program is damaged.
    #[error("damaged: {0}")]
    Damaged(String),
}

impl VerbError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::NotAllowed => "not_allowed",
            Self::Exists => "exists",
            Self::Busy => "busy",
            Self::Invalid(_) => "invalid",
            Self::Store(_) => "store",
            Self::Damaged(_) => "damaged",
        }
    }
}

/// Result of a verb.
pub type VerbResult<T> = Result<T, VerbError>;

/// Reads a document that the registry itself wrote. Its text never gets into the error.
pub(crate) fn read_document<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        StoreError::Damaged(format!("{what}: unreadable at line {line}, column {column}"))
    })
}

/// Writes a document.
pub(crate) fn write_document<T: serde::Serialize>(what: &str, document: &T) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(|_| StoreError::Damaged(format!("{what}: cannot be written")))
}
