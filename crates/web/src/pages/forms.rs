//! Published forms: every version, which are open, and the XForm to look at.

use super::{
    caller::{Posted, SignedIn},
    fault::{Fault, Shown},
    labels::form_title,
    links,
    page::Moment,
};
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect},
};
use operations::{authority::Permission, forms::ShelvedForm};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) forms: Vec<Line>,
    pub(super) may_manage: bool,
}

/// A published version of a form.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) form_id: String,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) published: Moment,
    pub(super) open: bool,
    /// The version given out.
    pub(super) current: bool,
    pub(super) link: String,
    pub(super) action: String,
}

/// The list.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    if !signed_in.may(Permission::ReadSubmissions) {
        return Err(Fault::NotAllowed);
    }
    let shelf = signed_in.app().registry.forms().await?;
    let line = |form: &ShelvedForm| Line {
        form_id: form.row.form_id.clone(),
        title: form_title(form.form.title(), signed_in.language()),
        version: form.row.version.clone(),
        published: signed_in.words().instant(form.row.published),
        open: form.open,
        current: shelf.find(&form.row.form_id).is_some_and(|current| current.row.version == form.row.version),
        link: links::form(&form.row.form_id, &form.row.version),
        action: format!("/forms/{}/open", links::encode(&form.row.form_id)),
    };
    let forms = shelf.all().map(|form| line(form)).collect();
    signed_in.page("forms.html", Page { forms, may_manage: signed_in.may(Permission::ManageForms) })
}

/// The XForm of a version.
pub(super) async fn download(signed_in: SignedIn, Path((form_id, version)): Path<(String, String)>) -> Shown {
    if !signed_in.may(Permission::ReadSubmissions) {
        return Err(Fault::NotAllowed);
    }
    let shelf = signed_in.app().registry.forms().await?;
    let form = shelf.find_version(&form_id, &version).ok_or(Fault::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"form.xml\"")),
    ];
    Ok((headers, form.row.xml.clone()).into_response())
}

/// Opens or closes a form to new submissions.
pub(super) async fn open(Path(form_id): Path<String>, posted: Posted) -> Shown {
    let signed_in = &posted.signed_in;
    let open = posted.fields.get("open") == "yes";
    signed_in.app().registry.set_form_open(signed_in.authority(), &form_id, open).await?;
    Ok(Redirect::to("/forms").into_response())
}
