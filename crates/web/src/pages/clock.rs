//! Moving a demonstration's clock on, so that a visitor sees what years bring.

use super::{
    caller::Posted,
    fault::{Fault, Shown},
    links,
};
use axum::response::{IntoResponse, Redirect};

/// So far at a time, months.
const FARTHEST_MONTHS: u16 = 12;

pub(super) async fn post(posted: Posted) -> Shown {
    let signed_in = posted.signed_in;
    let Some(time_machine) = &signed_in.app().time_machine else { return Err(Fault::NotFound) };
    let months: u16 = posted.fields.get("months").parse().map_err(|_| Fault::Unreadable)?;
    if !(1..=FARTHEST_MONTHS).contains(&months) {
        return Err(Fault::Unreadable);
    }
    let moved = time_machine.move_on(months).await;
    // The clock may have moved even where what follows could not all be done.
    signed_in.app().registry.reopen_session(&signed_in.secret, &signed_in.session).await?;
    if let Err(error) = moved {
        tracing::error!(%error, "not everything that the time brings could be done");
        return Err(Fault::Internal);
    }
    Ok(Redirect::to(links::local(posted.fields.get("next"))).into_response())
}
