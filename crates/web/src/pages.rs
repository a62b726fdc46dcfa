//! Pages for staff, rendered here, in English and Urdu; no script is needed. One endpoint, one file.
//!
//! Whoever is signed in is found in [`caller`] and nowhere else; every form that changes something carries a secret
//! ([`forgery`]); every response gets the same strict headers ([`dress`]); everything personal comes from a verb of
//! `operations`, which looks after authority and audit.

mod act;
mod acts;
mod answers;
mod area_entry;
mod assets;
mod attachment;
mod audit;
mod calendar;
mod caller;
mod case;
mod cases;
mod clock;
mod cookies;
mod dress;
mod due;
mod emergencies;
mod emergency;
mod fault;
mod figures;
mod findings;
mod forgery;
mod forms;
mod home;
pub(crate) mod household;
mod households;
mod labels;
mod language;
mod life_events;
mod links;
mod load;
mod loads;
pub(crate) mod page;
mod pager;
mod programme;
mod programmes;
mod propose;
mod refusal;
mod renewal;
mod scope;
mod settle;
mod sign_in;
mod sign_out;
mod submission;
mod submissions;
mod surveys;
mod tablets;
mod templates;
mod users;
mod verification;

pub(crate) use caller::session_of;

use crate::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::IntoResponse,
    routing::{get, post},
};
use fault::Fault;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

/// Largest form of a page, bytes.
const FORM_BYTES: usize = 256 * 1024;

/// Every page by method and pattern, for the tests that nothing is forgotten: those anybody may see come first.
pub const OPEN_ROUTES: &[(&str, &str)] = &[
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/language"),
    ("GET", "/static/{version}/{*path}"),
    ("GET", "/favicon.ico"),
];

/// Pages only for those who are signed in.
pub const CLOSED_ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("POST", "/sign-out"),
    ("GET", "/households"),
    ("GET", "/households/{number}"),
    ("GET", "/households/{number}/surveys"),
    ("GET", "/households/{number}/propose"),
    ("POST", "/households/{number}/propose"),
    ("POST", "/households/{number}/verify"),
    ("POST", "/households/{number}/doubts"),
    ("GET", "/cases"),
    ("GET", "/cases/{id}"),
    ("POST", "/cases/{id}/take-over"),
    ("POST", "/cases/{id}/evidence"),
    ("POST", "/cases/{id}/withdraw"),
    ("POST", "/cases/{id}/accept"),
    ("POST", "/cases/{id}/refuse"),
    ("GET", "/civil-register"),
    ("GET", "/citizen-registry"),
    ("POST", "/citizen-registry"),
    ("GET", "/loads"),
    ("GET", "/loads/{batch}"),
    ("GET", "/submissions"),
    ("GET", "/submissions/{instance}"),
    ("GET", "/submissions/{instance}/files/{name}"),
    ("POST", "/submissions/{instance}/settle"),
    ("GET", "/tablets"),
    ("POST", "/tablets"),
    ("POST", "/tablets/{id}/revoke"),
    ("GET", "/users"),
    ("POST", "/users"),
    ("POST", "/users/{name}/password"),
    ("POST", "/users/{name}/enabled"),
    ("GET", "/forms"),
    ("GET", "/forms/{form}/{version}"),
    ("POST", "/forms/{form}/open"),
    ("GET", "/audit"),
    ("POST", "/clock"),
    ("GET", "/calendar"),
    ("GET", "/due"),
    ("GET", "/emergencies"),
    ("POST", "/emergencies"),
    ("GET", "/emergencies/{act}"),
    ("GET", "/emergencies/{act}/work-list"),
    ("GET", "/emergencies/{act}/comparison"),
    ("POST", "/emergencies/{act}/redraw"),
    ("POST", "/emergencies/{act}/lists"),
    ("GET", "/programmes"),
    ("GET", "/programmes/{programme}"),
    ("POST", "/programmes/{programme}/status"),
    ("POST", "/programmes/{programme}/capacity"),
    ("POST", "/programmes/{programme}/enrolment-lists"),
    ("POST", "/programmes/{programme}/appeal-lists"),
    ("GET", "/acts"),
    ("GET", "/acts/{act}"),
    ("POST", "/acts/{act}/adopt"),
    ("POST", "/acts/{act}/withdraw"),
    ("POST", "/acts/{act}/end"),
    ("POST", "/acts/{act}/undo"),
    ("GET", "/renewal"),
    ("POST", "/renewal"),
];

/// The pages' routes. What no other route takes is answered here as well.
pub fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::show).post(sign_in::post))
        .route("/sign-out", post(sign_out::post))
        .route("/language", post(language::post))
        .route("/households", get(households::show))
        .route("/households/{number}", get(household::show))
        .route("/households/{number}/surveys", get(surveys::show))
        .route("/loads", get(loads::show))
        .route("/loads/{batch}", get(load::show))
        .route("/submissions", get(submissions::show))
        .route("/submissions/{instance}", get(submission::show))
        .route("/submissions/{instance}/files/{name}", get(attachment::show))
        .route("/submissions/{instance}/settle", post(settle::post))
        .route("/tablets", get(tablets::show).post(tablets::issue))
        .route("/tablets/{id}/revoke", post(tablets::revoke))
        .route("/users", get(users::show).post(users::add))
        .route("/users/{name}/password", post(users::password))
        .route("/users/{name}/enabled", post(users::enabled))
        .route("/forms", get(forms::show))
        .route("/forms/{form}/{version}", get(forms::download))
        .route("/forms/{form}/open", post(forms::open))
        .route("/audit", get(audit::show))
        .route("/clock", post(clock::post))
        .merge(case_routes())
        .merge(act_routes())
        .merge(assets::routes())
        .method_not_allowed_fallback(|| async { Fault::Method })
        .fallback(|| async { Fault::NotFound })
        .layer(CatchPanicLayer::custom(|_| Fault::Internal.into_response()))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn_with_state(app.clone(), dress::dress))
        .layer(CompressionLayer::new())
}

/// Pages of cases, of what is proposed for a household, and of the citizen registry.
fn case_routes() -> Router<App> {
    Router::new()
        .route("/households/{number}/propose", get(propose::show).post(propose::post))
        .route("/households/{number}/verify", post(household::verify))
        .route("/households/{number}/doubts", post(household::open_doubt))
        .route("/cases", get(cases::show))
        .route("/cases/{id}", get(case::show))
        .route("/cases/{id}/take-over", post(case::steps::take_over))
        .route("/cases/{id}/evidence", post(case::steps::add_evidence))
        .route("/cases/{id}/withdraw", post(case::steps::withdraw))
        .route("/cases/{id}/accept", post(case::steps::accept))
        .route("/cases/{id}/refuse", post(case::steps::refuse))
        .route("/civil-register", get(life_events::show))
        .route("/citizen-registry", get(verification::show).post(verification::start))
}

/// Pages of the calendar, of emergencies, programmes and acts.
fn act_routes() -> Router<App> {
    let report =
        post(programme::report::upload).layer(DefaultBodyLimit::max(programme::report::REPORT_BYTES));
    Router::new()
        .route("/calendar", get(calendar::show))
        .route("/due", get(due::show))
        .route("/emergencies", get(emergencies::show).post(emergencies::declare))
        .route("/emergencies/{act}", get(emergency::show))
        .route("/emergencies/{act}/work-list", get(emergency::work_list::show))
        .route("/emergencies/{act}/comparison", get(emergency::comparison::show))
        .route("/emergencies/{act}/redraw", post(emergency::redraw))
        .route("/emergencies/{act}/lists", post(emergency::draw_list))
        .route("/programmes", get(programmes::show))
        .route("/programmes/{programme}", get(programme::show))
        .route("/programmes/{programme}/status", report)
        .route("/programmes/{programme}/capacity", post(programme::raise))
        .route("/programmes/{programme}/enrolment-lists", post(programme::draw_enrolments))
        .route("/programmes/{programme}/appeal-lists", post(programme::draw_appeals))
        .route("/acts", get(acts::show))
        .route("/acts/{act}", get(act::show))
        .route("/acts/{act}/adopt", post(act::adopt))
        .route("/acts/{act}/withdraw", post(act::withdraw))
        .route("/acts/{act}/end", post(act::end))
        .route("/acts/{act}/undo", post(act::undo))
        .route("/renewal", get(renewal::show).post(renewal::propose))
}

/// The keys that templates name outright; those put together from parts are looked after code by code.
#[cfg(test)]
pub(crate) fn keys_in_templates() -> std::collections::BTreeSet<String> {
    let sources = templates::sources();
    let mut keys = std::collections::BTreeSet::new();
    for (_, source) in &sources {
        for part in source.split("t(\"").skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            if !key.ends_with('-') {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

#[cfg(test)]
mod tests;
