//! The JSON API.
use crate::App;
use axum::Router;
/// Routes under `/api/v1`.
pub fn routes() -> Router<App> { Router::new() }
