//! What every page's response gets: strict headers, and for a fault the page that tells of it.

use super::{cookies, fault::Fault, page::Frame};
use crate::App;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use minijinja::context;

/// Nothing but what comes from here, and no script or style inside a page.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// Dresses a response.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let language = cookies::language(request.headers());
    let mut response = next.run(request).await;
    if let Some(fault) = response.extensions().get::<Fault>().copied() {
        let (wording, settings) = (&app.wording, &app.settings);
        let frame =
            Frame { wording, settings, language, csrf: String::new(), here: "/", reader: None, clock: None };
        let page =
            frame.show("fault.html", context! { code => fault.code(), status => fault.status().as_u16() });
        // Where even that page cannot be made, status and code must do.
        response = page.unwrap_or_else(|_| fault.code().into_response());
        *response.status_mut() = fault.status();
    }
    add_headers(response.headers_mut());
    response
}

fn add_headers(headers: &mut HeaderMap) {
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
