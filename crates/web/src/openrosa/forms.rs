//! Forms, their manifests and media, with hashes so that a tablet loads only what changed.

use super::{
    MANIFEST_NAMESPACE, answer,
    answer::{Answer, escape},
    tablet::Tablet,
};
use crate::App;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use operations::forms::{FormShelf, ShelvedForm};
use std::{collections::HashMap, fmt::Write, sync::Arc};

/// `GET /forms/{form}/{version}/form.xml`: the XForm, the very bytes whose hash the form list has.
pub(super) async fn form(
    tablet: Tablet,
    State(app): State<App>,
    Path(path): Path<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    match find(&app, &tablet, &path).await {
        Ok((_, form)) => cached(&headers, "text/xml; charset=utf-8", form.row.xml.clone().into()),
        Err(response) => response,
    }
}

/// `GET /forms/{form}/{version}/manifest`: the form's media.
pub(super) async fn manifest(
    tablet: Tablet,
    State(app): State<App>,
    Path(path): Path<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (shelf, form) = match find(&app, &tablet, &path).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    let mut body =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"{MANIFEST_NAMESPACE}\">");
    for media in shelf.media_of(&form) {
        let url = escape(&format!("{}/media/{}/{}", tablet.base, media.md5, media.name));
        // Writing to a String cannot fail.
        let _ = write!(
            body,
            "<mediaFile><filename>{}</filename><hash>md5:{}</hash><downloadUrl>{url}</downloadUrl></mediaFile>",
            escape(media.name),
            media.md5,
        );
    }
    body.push_str("</manifest>");
    cached(&headers, "text/xml; charset=utf-8", body.into())
}

/// `GET /media/{hash}/{name}`: a list of areas. The hash only makes the address new when the content is.
pub(super) async fn media(
    tablet: Tablet,
    State(app): State<App>,
    Path(path): Path<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let shelf = match app.registry.forms().await {
        Ok(shelf) => shelf,
        Err(error) => return answer::store_failed(&app, Some(tablet.language), &error),
    };
    match path.get("name").and_then(|name| shelf.find_media(name)) {
        Some(media) => cached(&headers, "text/csv; charset=utf-8", media.content.as_bytes().to_vec().into()),
        None => not_found(&app, &tablet),
    }
}

async fn find(
    app: &App,
    tablet: &Tablet,
    path: &HashMap<String, String>,
) -> Result<(Arc<FormShelf>, Arc<ShelvedForm>), Response> {
    let shelf = app
        .registry
        .forms()
        .await
        .map_err(|error| answer::store_failed(app, Some(tablet.language), &error))?;
    let form = path
        .get("form")
        .zip(path.get("version"))
        .and_then(|(form, version)| shelf.find_version(form, version));
    let form = form.ok_or_else(|| not_found(app, tablet))?;
    Ok((shelf, form))
}

fn not_found(app: &App, tablet: &Tablet) -> Response {
    Answer::error(app, Some(tablet.language), "submission.unknown_form").with_status(StatusCode::NOT_FOUND)
}

/// Content with its hash as ETag; 304 when the tablet has it already.
pub(super) fn cached(headers: &HeaderMap, content_type: &'static str, body: Bytes) -> Response {
    let etag = format!("\"{}\"", operations::forms::md5(&body));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    let same =
        known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

/// A text as one segment of a path.
pub(super) fn path_segment(text: &str) -> String {
    let mut segment = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            segment.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(segment, "%{byte:02X}");
        }
    }
    segment
}
