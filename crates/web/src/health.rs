//! For whoever watches the server: is it ready, and how much does it do?

use crate::App;
use axum::{Router, extract::State, http::StatusCode, response::IntoResponse, routing::get};
use std::sync::atomic::Ordering;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(healthz)).route("/metrics", get(metrics))
}

/// 200 when the server is ready to work, 503 when it is not.
async fn healthz(State(app): State<App>) -> impl IntoResponse {
    if !app.ready.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.registry.store().ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n")
        }
    }
}

async fn metrics(State(app): State<App>) -> String {
    (app.metrics)()
}
