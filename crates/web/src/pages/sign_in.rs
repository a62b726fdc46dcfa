//! Signing in.

use super::{
    caller::{Caller, PostedByAnybody},
    cookies,
    fault::{Fault, Shown},
    links,
};
use crate::wording::Language;
use axum::{
    extract::Query,
    http::{HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect},
};
use operations::staff::{SignInError, SignedIn};
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) next: String,
    pub(super) username: String,
    pub(super) wrong: bool,
    pub(super) wait_seconds: Option<i64>,
}

/// The sign-in page; home for those who are signed in.
pub(super) async fn show(caller: Caller, Query(asked): Query<Asked>) -> Shown {
    let next = links::local(&asked.next);
    if caller.session.is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    caller.page("sign-in.html", Page { next: next.to_owned(), ..Page::default() })
}

/// Signs in, or says that it did not work and never why.
pub(super) async fn post(PostedByAnybody { caller, fields }: PostedByAnybody) -> Shown {
    let next = links::local(fields.get("next")).to_owned();
    let username = fields.get("username").to_owned();
    let answer = caller.app.registry.sign_in(&username, fields.exact("password"), &caller.address).await;
    match answer {
        Ok(signed_in) => Ok(welcome(&caller, &signed_in, &next)),
        Err(SignInError::Wrong) => {
            let page = Page { next, username, wrong: true, wait_seconds: None };
            Ok((StatusCode::FORBIDDEN, caller.page("sign-in.html", page)?).into_response())
        }
        Err(SignInError::Wait(seconds)) => {
            let page = Page { next, username, wrong: false, wait_seconds: Some(seconds) };
            let retry = [(header::RETRY_AFTER, HeaderValue::from(seconds.unsigned_abs()))];
            Ok((StatusCode::TOO_MANY_REQUESTS, retry, caller.page("sign-in.html", page)?).into_response())
        }
        Err(SignInError::Store(error)) => Err(Fault::from(error)),
    }
}

fn welcome(caller: &Caller, signed_in: &SignedIn, next: &str) -> axum::response::Response {
    let secure = caller.app.settings.secure_cookies;
    let seconds = signed_in.expires.as_second() - caller.app.registry.clock().now().as_second();
    let language = Language::from_code(&signed_in.user.language).unwrap_or_default();
    let cookies = AppendHeaders([
        (header::SET_COOKIE, cookies::set_session(&signed_in.secret, seconds, secure)),
        (header::SET_COOKIE, cookies::set_language(language, secure)),
    ]);
    (cookies, Redirect::to(next)).into_response()
}
