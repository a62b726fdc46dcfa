//! `GET /formList`: the forms that a tablet may fill in, with their hashes.

use super::{
    FORM_LIST_NAMESPACE, answer,
    answer::escape,
    forms::{cached, path_segment},
    tablet::Tablet,
};
use crate::App;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use operations::forms::ShelvedForm;
use serde::Deserialize;
use std::{fmt::Write, sync::Arc};

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "formID")]
    form_id: Option<String>,
    #[serde(rename = "listAllVersions", default)]
    all_versions: Option<String>,
}

pub(super) async fn form_list(
    tablet: Tablet,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let shelf = match app.registry.forms().await {
        Ok(shelf) => shelf,
        Err(error) => return answer::store_failed(&app, Some(tablet.language), &error),
    };
    let all = wanted.all_versions.as_deref().is_some_and(|value| value == "true");
    let forms: Vec<&Arc<ShelvedForm>> =
        if all { shelf.all().filter(|form| form.open).collect() } else { shelf.current().collect() };
    let mut body =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"{FORM_LIST_NAMESPACE}\">");
    for form in forms {
        if wanted.form_id.as_ref().is_none_or(|wanted| *wanted == form.row.form_id) {
            list(&mut body, form, &tablet.base, shelf.media_of(form).next().is_some());
        }
    }
    body.push_str("</xforms>");
    cached(&headers, "text/xml; charset=utf-8", body.into())
}

fn list(body: &mut String, form: &ShelvedForm, base: &str, has_media: bool) {
    let (id, version) = (path_segment(&form.row.form_id), path_segment(&form.row.version));
    let place = escape(&format!("{base}/forms/{id}/{version}"));
    let manifest =
        if has_media { format!("<manifestUrl>{place}/manifest</manifestUrl>") } else { String::new() };
    // Writing to a String cannot fail.
    let _ = write!(
        body,
        "<xform><formID>{}</formID><name>{}</name><version>{}</version><hash>md5:{}</hash><downloadUrl>{place}/form.xml</downloadUrl>{manifest}</xform>",
        escape(&form.row.form_id),
        escape(form.form.title()),
        escape(&form.row.version),
        form.md5,
    );
}
