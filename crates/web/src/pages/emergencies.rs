//! Emergencies: which there are, and declaring one.

use super::{
    acts,
    area_entry::{self, AreaChoice},
    caller::{Fields, Posted, SignedIn},
    fault::{Fault, Shown},
    labels::Places,
    page::Moment,
    refusal::{self, Refused, Told},
};
use axum::response::{IntoResponse, Redirect};
use jiff::{ToSpan, civil::Date};
use operations::{
    acts::{Act, ActRefusal, ActState},
    authority::Permission,
    emergencies::{Hazard, NewEmergency},
};
use serde::Serialize;

/// How long an emergency lasts unless somebody says otherwise.
const USUAL_DAYS: i32 = 90;
/// Fields for areas that can be chosen; more can be typed.
const CHOSEN: usize = 4;

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) lines: Vec<Line>,
    pub(super) may_declare: bool,
    pub(super) hazards: Vec<&'static str>,
    pub(super) areas: Vec<AreaChoice>,
    pub(super) form: Form,
}

/// An emergency in the list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) link: String,
    pub(super) name: String,
    pub(super) hazard: &'static str,
    pub(super) authority: String,
    /// `coming`, `open`, `past` or `ended`.
    pub(super) standing: &'static str,
    pub(super) areas: String,
    pub(super) from: Moment,
    pub(super) until: Moment,
}

/// What stands in the form.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) hazard: String,
    pub(super) authority: String,
    pub(super) chosen: Vec<String>,
    pub(super) more: String,
    pub(super) from: String,
    pub(super) until: String,
}

/// The list and the form.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    let page = page(&signed_in).await?;
    signed_in.page("emergencies.html", page)
}

/// Declares one.
pub(super) async fn declare(posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let declared = match read(signed_in, fields).await {
        Ok(new) => signed_in.app().registry.declare_emergency(signed_in.authority(), new).await,
        Err(refused) => return refuse(signed_in, fields, refused).await,
    };
    match declared {
        Ok(act) => Ok(Redirect::to(&format!("{}?done=declared", acts::link(&act))).into_response()),
        Err(error) => {
            let refused = refusal::refused(signed_in.words(), error)?;
            refuse(signed_in, fields, refused).await
        }
    }
}

async fn refuse(signed_in: &SignedIn, fields: &Fields, refused: Refused) -> Shown {
    let mut chosen: Vec<String> =
        fields.all("area").filter(|area| !area.is_empty()).map(str::to_owned).collect();
    chosen.resize(chosen.len().max(CHOSEN), String::new());
    let form = Form {
        name: fields.get("name").to_owned(),
        hazard: fields.get("hazard").to_owned(),
        authority: fields.get("authority").to_owned(),
        chosen,
        more: fields.get("more").to_owned(),
        from: fields.get("from").to_owned(),
        until: fields.get("until").to_owned(),
    };
    signed_in.page("emergencies.html", Page { told: refused.into(), form, ..page(signed_in).await? })
}

async fn read(signed_in: &SignedIn, fields: &Fields) -> Result<NewEmergency, Refused> {
    let words = signed_in.words();
    let registry = &signed_in.app().registry;
    let areas = registry.areas().await;
    let named = fields.all("area").chain([fields.get("more")]);
    let notified = area_entry::read(areas.book(), words, named, registry.clock().today())?;
    let dates = || refusal::of_act(words, &ActRefusal::Dates(""));
    let hazard = Hazard::from_code(fields.get("hazard")).unwrap_or(Hazard::Other);
    Ok(NewEmergency {
        name: fields.get("name").to_owned(),
        hazard,
        authority: fields.get("authority").to_owned(),
        areas: notified,
        from: fields.get("from").parse().map_err(|_| dates())?,
        until: fields.get("until").parse().map_err(|_| dates())?,
    })
}

async fn page(signed_in: &SignedIn) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let acts = registry.list_acts(signed_in.authority(), Some("emergency")).await?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let today = registry.clock().today();
    let may_declare = signed_in.may(Permission::DeclareEmergencies);
    let choices = if may_declare {
        area_entry::choices(&places, signed_in.authority().areas(), today)
    } else {
        Vec::new()
    };
    Ok(Page {
        told: Told::default(),
        lines: acts.iter().filter_map(|act| line(act, &places, today)).collect(),
        may_declare,
        hazards: Hazard::ALL.map(Hazard::code).into(),
        areas: choices,
        form: Form {
            chosen: vec![String::new(); CHOSEN],
            from: today.to_string(),
            until: today.saturating_add(USUAL_DAYS.days()).to_string(),
            ..Form::default()
        },
    })
}

fn line(act: &Act, places: &Places<'_>, today: Date) -> Option<Line> {
    let emergency = act.emergency()?;
    Some(Line {
        link: acts::link(act),
        name: act.name.clone(),
        hazard: emergency.hazard.code(),
        authority: emergency.authority.clone(),
        standing: standing(act, today)?,
        areas: places.list(&emergency.areas_on(today.min(emergency.until))),
        from: places.words.date(emergency.from),
        until: places.words.date(emergency.until),
    })
}

/// Whether it is to come, open, past or ended.
pub(super) fn standing(act: &Act, today: Date) -> Option<&'static str> {
    let emergency = act.emergency()?;
    Some(match act.state {
        ActState::Adopted if today < emergency.from => "coming",
        ActState::Adopted if today <= emergency.until => "open",
        ActState::Adopted => "past",
        _ => "ended",
    })
}
