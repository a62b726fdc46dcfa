//! Style sheet, script and icon: part of the program, kept by browsers for a year under an address that changes when
//! they do.

use super::fault::Fault;
use crate::App;
use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../templates/static"]
struct Static;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/static/{version}/{*path}", get(asset))
        .route("/favicon.ico", get(|| async { show("icon.svg") }))
}

/// The address of a file, with the beginning of its hash in it.
pub(super) fn address(path: &str) -> String {
    let version = Static::get(path).map(|file| hex::encode(file.metadata.sha256_hash()));
    let version = version.as_deref().and_then(|hash| hash.get(..12)).unwrap_or("0");
    format!("/static/{version}/{path}")
}

async fn asset(Path((_version, path)): Path<(String, String)>) -> Response {
    show(&path)
}

fn show(path: &str) -> Response {
    let Some(file) = Static::get(path) else { return Fault::NotFound.into_response() };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(path))),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, file.data).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, suffix)| suffix) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
