//! Trying a kept-aside submission again.

use super::{caller::Posted, fault::Shown, links};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use operations::error::VerbError;

pub(super) async fn post(Path(instance): Path<String>, posted: Posted) -> Shown {
    let signed_in = posted.signed_in;
    let moved = match signed_in.app().registry.settle_submission(signed_in.authority(), &instance).await {
        Ok(moved) => moved,
        // Somebody else was quicker: the page shows what became of it.
        Err(VerbError::Busy) => true,
        Err(error) => return Err(error.into()),
    };
    let done = if moved { "settled" } else { "waits" };
    Ok(Redirect::to(&format!("{}?done={done}", links::submission(&instance))).into_response())
}
