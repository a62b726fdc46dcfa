//! Choosing the language of pages: for good when signed in, by cookie in any case.

use super::{
    caller::PostedByAnybody,
    cookies,
    fault::{Fault, Shown},
    links,
};
use crate::wording::Language;
use axum::{
    http::header,
    response::{IntoResponse, Redirect},
};

pub(super) async fn post(PostedByAnybody { caller, fields }: PostedByAnybody) -> Shown {
    let language = Language::from_code(fields.get("language")).ok_or(Fault::Unreadable)?;
    if let Some((session, _)) = &caller.session {
        caller.app.registry.set_language(session, language.code()).await?;
    }
    let cookie = [(header::SET_COOKIE, cookies::set_language(language, caller.app.settings.secure_cookies))];
    Ok((cookie, Redirect::to(links::local(fields.get("next")))).into_response())
}
