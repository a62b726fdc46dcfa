//! Signing out.

use super::{caller::Posted, cookies, fault::Shown, links};
use axum::{
    http::header,
    response::{IntoResponse, Redirect},
};

pub(super) async fn post(Posted { signed_in, .. }: Posted) -> Shown {
    let app = signed_in.app();
    app.registry.sign_out(&signed_in.secret, &signed_in.session).await?;
    let cookie = [(header::SET_COOKIE, cookies::forget_session(app.settings.secure_cookies))];
    Ok((cookie, Redirect::to(&links::sign_in(None))).into_response())
}
