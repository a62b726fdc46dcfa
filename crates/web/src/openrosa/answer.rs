//! Answers as tablets read them: XML with a message that the enumerator can act on.

use super::RESPONSE_NAMESPACE;
use crate::{App, wording::Language};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use store::StoreError;

/// An answer to a submission.
pub(super) struct Answer {
    nature: &'static str,
    message: String,
}

impl Answer {
    /// Good news, in the tablet's language.
    pub(super) fn success(message: String) -> Self {
        Self { nature: "submit_success", message }
    }

    /// A fault by its code, in the tablet's language; in every language while nobody knows whose tablet it is. The
    /// code stands behind the message, so that a supervisor can be told it.
    pub(super) fn error(app: &App, language: Option<Language>, code: &str) -> Self {
        let key = code.replace('.', "-");
        let languages = language.map_or_else(|| vec![Language::En, Language::Ur], |language| vec![language]);
        let texts: Vec<String> =
            languages.into_iter().map(|language| app.wording.text(language, &key, &[])).collect();
        Self { nature: "error", message: format!("{} ({code})", texts.join(" / ")) }
    }

    /// The answer with its status.
    pub(super) fn with_status(self, status: StatusCode) -> Response {
        let message = escape(&self.message);
        let nature = self.nature;
        let body = format!(
            "<OpenRosaResponse xmlns=\"{RESPONSE_NAMESPACE}\" items=\"0\"><message nature=\"{nature}\">{message}</message></OpenRosaResponse>"
        );
        xml(status, body)
    }
}

/// An answer when the store failed: logged here, once, and shown without any detail.
pub(super) fn store_failed(app: &App, language: Option<Language>, error: &StoreError) -> Response {
    tracing::error!(%error, "the store failed");
    Answer::error(app, language, "store").with_status(StatusCode::SERVICE_UNAVAILABLE)
}

/// XML as tablets expect it.
pub(super) fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response()
}

/// Text for an XML element or attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            other => escaped.push(other),
        }
    }
    escaped
}
