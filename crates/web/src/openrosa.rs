//! OpenRosa.
use crate::App;
use axum::Router;
/// Routes under `/or`.
pub fn routes() -> Router<App> { Router::new() }
