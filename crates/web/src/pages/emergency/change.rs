//! Changing an emergency's areas or last day, and drawing a list without another survey.

use super::{read_id, render};
use crate::pages::{
    acts, area_entry,
    caller::{Fields, Posted, SignedIn},
    fault::Shown,
    refusal::{self, Refused},
};
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use operations::{
    acts::ActRefusal,
    emergencies::{NewEmergencyList, Redrawing},
};

/// Notifies more areas, lifts some, or moves the last day.
pub(in crate::pages) async fn redraw(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id) = (&posted.signed_in, read_id(&id)?);
    let redrawing = match read(signed_in, &posted.fields).await {
        Ok(redrawing) => redrawing,
        Err(refused) => return render(signed_in, id, refused.into()).await,
    };
    let registry = &signed_in.app().registry;
    match registry.redraw_emergency(signed_in.authority(), id, redrawing).await {
        Ok(act) => Ok(Redirect::to(&format!("{}?done=redrawn", acts::link(&act))).into_response()),
        Err(error) => render(signed_in, id, refusal::refused(signed_in.words(), error)?.into()).await,
    }
}

/// Draws the poorest of every tehsil.
pub(in crate::pages) async fn draw_list(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id, fields) = (&posted.signed_in, read_id(&id)?, &posted.fields);
    let new = NewEmergencyList {
        name: fields.get("name").to_owned(),
        emergency: id,
        programme: fields.get("programme").to_owned(),
        // What is no number of per cent is refused as a share that cannot be.
        lowest_percent: fields.get("lowest_percent").parse().unwrap_or(0),
    };
    match signed_in.app().registry.draw_emergency_list(signed_in.authority(), new).await {
        Ok(act) => Ok(Redirect::to(&format!("{}?done=proposed", acts::link(&act))).into_response()),
        Err(error) => render(signed_in, id, refusal::refused(signed_in.words(), error)?.into()).await,
    }
}

async fn read(signed_in: &SignedIn, fields: &Fields) -> Result<Redrawing, Refused> {
    let words = signed_in.words();
    let registry = &signed_in.app().registry;
    let areas = registry.areas().await;
    let today = registry.clock().today();
    let named = fields.all("area").chain([fields.get("more")]);
    let lifted = fields
        .all("lifted")
        .map(|code| code.parse().map_err(|_| refusal::of_act(words, &ActRefusal::Area(code.to_owned()))));
    let until = match fields.get("until") {
        "" => None,
        text => Some(text.parse().map_err(|_| refusal::of_act(words, &ActRefusal::Dates("")))?),
    };
    Ok(Redrawing {
        notified: area_entry::read(areas.book(), words, named, today)?,
        lifted: lifted.collect::<Result<_, Refused>>()?,
        until,
    })
}
