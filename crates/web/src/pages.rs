//! Pages for staff.

use crate::App;
use axum::Router;

/// The pages' routes.
pub fn routes() -> Router<App> {
    Router::new()
}
