//! Whom desks and vans visit in an emergency, those with the oldest data first; made to be printed.

use super::find;
use crate::pages::{
    caller::SignedIn,
    due::{read_after, write_after},
    fault::Shown,
    figures,
    labels::Places,
    links,
    page::Moment,
};
use axum::extract::{Path, Query};
use operations::{authority::Permission, emergencies::Visit};
use registry::area::AreaCode;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(in crate::pages) struct Asked {
    #[serde(default)]
    area: String,
    #[serde(default)]
    names: String,
    #[serde(default)]
    after: String,
}

#[derive(Debug, Serialize)]
pub(in crate::pages) struct Page {
    pub(in crate::pages) link: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) today: Moment,
    /// Code and name of each notified area.
    pub(in crate::pages) areas: Vec<(String, String)>,
    pub(in crate::pages) area: String,
    pub(in crate::pages) area_name: Option<String>,
    pub(in crate::pages) names: bool,
    pub(in crate::pages) may_name: bool,
    pub(in crate::pages) visits: Vec<VisitLine>,
    pub(in crate::pages) first: Option<String>,
    pub(in crate::pages) next: Option<String>,
}

/// A household to be visited.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::pages) struct VisitLine {
    pub(in crate::pages) number: String,
    pub(in crate::pages) place: String,
    pub(in crate::pages) surveyed: Option<Moment>,
    /// Age of its data in whole years, and months beyond.
    pub(in crate::pages) years: u32,
    pub(in crate::pages) months: u32,
    pub(in crate::pages) score: Option<String>,
    pub(in crate::pages) outcome: Option<String>,
    pub(in crate::pages) beneficiary: bool,
    pub(in crate::pages) head: Option<String>,
    pub(in crate::pages) address: Option<String>,
    pub(in crate::pages) phone: Option<String>,
}

/// The list.
pub(in crate::pages) async fn show(
    signed_in: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let act = find(&signed_in, &id).await?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let today = registry.clock().today();
    let area: Option<AreaCode> = asked.area.parse().ok();
    let may_name = signed_in.may(Permission::ReadHouseholds);
    let (names, after) = (may_name && asked.names == "yes", read_after(&asked.after));
    let listed = registry.emergency_work_list(authority, act.id, area.as_ref(), after, names).await?;
    let notified = act.emergency().map(|emergency| emergency.areas_on(today)).unwrap_or_default();
    let link = format!("/emergencies/{}", act.id);
    let own = address(&link, area.as_ref(), names);
    let page = Page {
        name: act.name,
        today: signed_in.words().date(today),
        areas: notified.iter().map(|code| (code.to_string(), places.name(code))).collect(),
        area: area.as_ref().map(ToString::to_string).unwrap_or_default(),
        area_name: area.as_ref().map(|area| places.name(area)),
        names,
        may_name,
        visits: listed.visits.iter().map(|visit| line(visit, &places)).collect(),
        first: after.map(|_| own.clone()),
        next: listed.next_after.map(|after| format!("{own}&after={}", write_after(after))),
        link,
    };
    signed_in.page("work-list.html", page)
}

fn address(link: &str, area: Option<&AreaCode>, names: bool) -> String {
    let area = area.map_or_else(String::new, |area| links::encode(area.as_str()));
    let names = if names { "yes" } else { "no" };
    format!("{link}/work-list?area={area}&names={names}")
}

fn line(visit: &Visit, places: &Places<'_>) -> VisitLine {
    let comma = places.words.say("comma", &[]);
    let place = [&visit.block, &visit.union_council, &visit.tehsil].into_iter().flatten();
    let place: Vec<String> = place.map(|area| places.name(area)).collect();
    let found = visit.found_by.as_ref();
    let told = |text: Option<&registry::personal::Personal>| text.map(|text| text.reveal().to_owned());
    let address = found.map(|found| [told(found.address.as_ref()), told(found.landmark.as_ref())]);
    let address: Vec<String> = address.into_iter().flatten().flatten().collect();
    VisitLine {
        number: visit.household.to_string(),
        place: place.join(&comma),
        surveyed: Some(places.words.date(visit.surveyed)),
        years: visit.age_days / 365,
        months: visit.age_days % 365 / 31,
        score: visit.score.map(figures::score),
        outcome: visit.outcome.clone(),
        beneficiary: visit.beneficiary,
        head: found.and_then(|found| told(found.head.as_ref())),
        address: (!address.is_empty()).then(|| address.join(&comma)),
        phone: found.and_then(|found| told(found.phone.as_ref())),
    }
}
