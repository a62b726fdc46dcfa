//! OpenRosa 1.0, so that the unmodified ODK Collect app is the tablet client. Every address exists twice: with the
//! enumerator's token in it (`/or/k/<token>/…`), and without, for Basic auth.

mod answer;
mod form_list;
mod forms;
mod submission;
mod tablet;

use crate::App;
use axum::{
    Router,
    http::{HeaderName, HeaderValue},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;

/// Namespace of the form list.
const FORM_LIST_NAMESPACE: &str = "http://openrosa.org/xforms/xformsList";
/// Namespace of a manifest.
const MANIFEST_NAMESPACE: &str = "http://openrosa.org/xforms/xformsManifest";
/// Namespace of an answer to a submission.
const RESPONSE_NAMESPACE: &str = "http://openrosa.org/http/response";

/// Routes under `/or`.
pub fn routes() -> Router<App> {
    let version = HeaderName::from_static("x-openrosa-version");
    Router::new()
        .merge(endpoints())
        .nest("/k/{token}", endpoints())
        .layer(SetResponseHeaderLayer::overriding(version, HeaderValue::from_static("1.0")))
}

fn endpoints() -> Router<App> {
    Router::new()
        .route("/formList", get(form_list::form_list))
        .route("/forms/{form}/{version}/form.xml", get(forms::form))
        .route("/forms/{form}/{version}/manifest", get(forms::manifest))
        .route("/media/{hash}/{name}", get(forms::media))
        .route("/submission", axum::routing::head(submission::announce).post(submission::receive))
}
