//! Proposing a raised capacity, an enrolment list, an appeal list.

use super::{Asked, Page, render};
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
use jiff::civil::Date;
use operations::{
    acts::{Act, ActRefusal, ActResult},
    appeals::NewAppealList,
};
use registry::area::AreaCode;

/// Proposes room for more families.
pub(in crate::pages) async fn raise(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let from = match read_date(signed_in, fields, "from") {
        Ok(from) => from,
        Err(refused) => return refuse(signed_in, &id, refused).await,
    };
    // What is no number is no raise.
    let families: String = fields.get("families").chars().filter(|digit| *digit != ',').collect();
    let families = families.parse().unwrap_or(0);
    let registry = &signed_in.app().registry;
    let name = fields.get("name");
    let proposed = registry.propose_capacity(signed_in.authority(), name, &id, families, from).await;
    answer(signed_in, &id, proposed).await
}

/// Draws the eligible families that are not enrolled.
pub(in crate::pages) async fn draw_enrolments(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let areas = match read_areas(signed_in, fields).await {
        Ok(areas) => areas,
        Err(refused) => return refuse(signed_in, &id, refused).await,
    };
    let registry = &signed_in.app().registry;
    let drawn = registry.draw_enrolment_list(signed_in.authority(), fields.get("name"), &id, areas).await;
    answer(signed_in, &id, drawn).await
}

/// Draws the vulnerable households above the cut-off.
pub(in crate::pages) async fn draw_appeals(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let read = match (read_areas(signed_in, fields).await, read_date(signed_in, fields, "until")) {
        (Ok(areas), Ok(until)) => (areas, until),
        (Err(refused), _) | (_, Err(refused)) => return refuse(signed_in, &id, refused).await,
    };
    let (areas, until) = read;
    let new = NewAppealList { name: fields.get("name").to_owned(), programme: id.clone(), areas, until };
    let drawn = signed_in.app().registry.draw_appeal_list(signed_in.authority(), new).await;
    answer(signed_in, &id, drawn).await
}

async fn answer(signed_in: &SignedIn, id: &str, proposed: ActResult<Act>) -> Shown {
    match proposed {
        Ok(act) => Ok(Redirect::to(&format!("{}?done=proposed", acts::link(&act))).into_response()),
        Err(error) => {
            let refused = refusal::refused(signed_in.words(), error)?;
            refuse(signed_in, id, refused).await
        }
    }
}

async fn refuse(signed_in: &SignedIn, id: &str, refused: Refused) -> Shown {
    render(signed_in, id, &Asked::default(), Page { told: refused.into(), ..Page::default() }).await
}

fn read_date(signed_in: &SignedIn, fields: &Fields, name: &str) -> Result<Date, Refused> {
    let dates = |_| refusal::of_act(signed_in.words(), &ActRefusal::Dates(""));
    fields.get(name).parse().map_err(dates)
}

/// The areas of a list; everywhere the reader holds when none is named.
async fn read_areas(signed_in: &SignedIn, fields: &Fields) -> Result<Vec<AreaCode>, Refused> {
    let registry = &signed_in.app().registry;
    let areas = registry.areas().await;
    let named = fields.all("area").chain([fields.get("more")]);
    let named = area_entry::read(areas.book(), signed_in.words(), named, registry.clock().today())?;
    if named.is_empty() { Ok(signed_in.authority().areas().to_vec()) } else { Ok(named) }
}
