//! One emergency: its areas, how old its data are, how far the re-survey has got, and the lists drawn for it.

mod change;
pub(super) mod comparison;
pub(super) mod work_list;

use super::{
    act::read_id,
    acts::{self, Line, Steps},
    area_entry::{self, AreaChoice},
    caller::SignedIn,
    emergencies,
    fault::{Fault, Shown},
    figures::{self, Bar},
    labels::Places,
    page::{Moment, Words},
    refusal::Told,
};
use axum::extract::{Path, Query};
pub(super) use change::{draw_list, redraw};
use jiff::civil::Date;
use operations::{
    acts::{Act, ActState, Content},
    authority::Permission,
    emergencies::{Emergency, EmergencyProgress, EmergencyView},
    error::VerbError,
};
use registry::ids::ActId;
use scoring::programme::ProgrammeKind;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeMap};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) link: String,
    pub(super) name: String,
    pub(super) hazard: &'static str,
    pub(super) standing: &'static str,
    pub(super) authority: String,
    pub(super) from: Moment,
    pub(super) until: Moment,
    pub(super) declared: Moment,
    pub(super) declared_by: String,
    pub(super) ended: Option<Moment>,
    pub(super) ended_by: Option<String>,
    pub(super) areas: Vec<NotifiedLine>,
    pub(super) households: String,
    pub(super) surveyed: String,
    pub(super) surveyed_percent: f64,
    pub(super) undated: Option<String>,
    pub(super) progress: Bar,
    pub(super) years: Vec<YearLine>,
    pub(super) tehsils: Vec<TehsilLine>,
    pub(super) may_see_list: bool,
    pub(super) may_change: bool,
    pub(super) steps: Steps,
    /// For another last day.
    pub(super) until_iso: String,
    pub(super) today: String,
    pub(super) choices: Vec<AreaChoice>,
    /// Programmes into which an emergency list enrols: id and name.
    pub(super) programmes: Vec<(String, String)>,
    pub(super) lists: Vec<Line>,
}

/// A notified area.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NotifiedLine {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) level: Option<&'static str>,
    pub(super) on: Moment,
    pub(super) lifted: Option<Moment>,
}

/// Households by the year of their last survey.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct YearLine {
    pub(super) year: i16,
    pub(super) households: String,
    pub(super) percent: f64,
}

/// Progress in a tehsil.
#[derive(Debug, Clone, Serialize)]
pub(super) struct TehsilLine {
    pub(super) name: String,
    pub(super) households: String,
    pub(super) surveyed: String,
    pub(super) percent: f64,
    /// The year in or before which half of its households were surveyed.
    pub(super) middle_year: Option<i16>,
}

/// The page.
pub(super) async fn show(signed_in: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let told = Told::done(signed_in.words(), &asked.done);
    render(&signed_in, read_id(&id)?, told).await
}

/// The page after a form, or before one.
pub(super) async fn render(signed_in: &SignedIn, id: ActId, told: Told) -> Shown {
    let registry = &signed_in.app().registry;
    let view = registry.view_emergency(signed_in.authority(), id).await?;
    let emergency = view.act.emergency().ok_or(Fault::NotFound)?;
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let today = registry.clock().today();
    let lists = lists(signed_in, id).await?;
    let page = page(signed_in, &view, emergency, &places, today);
    signed_in.page("emergency.html", Page { told, lists, ..page })
}

/// Emergency lists drawn for it, newest first.
async fn lists(signed_in: &SignedIn, id: ActId) -> Result<Vec<Line>, Fault> {
    let registry = &signed_in.app().registry;
    let acts = registry.list_acts(signed_in.authority(), Some("emergency_list")).await?;
    let own = acts.iter().filter(|act| match &act.content {
        Content::EmergencyList(list) => list.emergency == Some(id),
        _ => false,
    });
    Ok(own.map(|act| acts::line(signed_in, act)).collect())
}

fn page(
    signed_in: &SignedIn,
    view: &EmergencyView,
    emergency: &Emergency,
    places: &Places<'_>,
    today: Date,
) -> Page {
    let (act, words) = (&view.act, places.words);
    let sum = |number: fn(&EmergencyProgress) -> u64| view.progress.iter().map(number).sum::<u64>();
    let households = sum(|row| row.households);
    let surveyed = sum(|row| row.surveyed_since);
    let undated = sum(|row| row.undated);
    let may_change = signed_in.may(Permission::DeclareEmergencies) && act.state == ActState::Adopted;
    let bar = [("done", surveyed), ("waits", households.saturating_sub(surveyed))];
    let label = [("surveyed", &surveyed as _), ("households", &households as _)];
    Page {
        told: Told::default(),
        link: acts::link(act),
        name: act.name.clone(),
        hazard: emergency.hazard.code(),
        standing: emergencies::standing(act, today).unwrap_or("ended"),
        authority: emergency.authority.clone(),
        from: words.date(emergency.from),
        until: words.date(emergency.until),
        declared: words.instant(act.proposed),
        declared_by: act.proposed_by.clone(),
        ended: act.ended.map(|at| words.instant(at)),
        ended_by: act.ended_by.clone(),
        areas: notified(emergency, places),
        households: figures::count(households),
        surveyed: figures::count(surveyed),
        surveyed_percent: figures::percent(surveyed, households),
        undated: (undated > 0).then(|| figures::count(undated)),
        progress: Bar::of(households, &bar, words.say("emergency-progress-bar", &label)),
        years: years(&view.progress),
        tehsils: tehsils(&view.progress, places),
        may_see_list: signed_in.may(Permission::ReadDue),
        may_change,
        steps: acts::steps(signed_in, act),
        until_iso: emergency.until.to_string(),
        today: today.to_string(),
        choices: if may_change {
            area_entry::choices(places, signed_in.authority().areas(), today)
        } else {
            Vec::new()
        },
        programmes: programmes(signed_in, today, words),
        lists: Vec::new(),
    }
}

fn notified(emergency: &Emergency, places: &Places<'_>) -> Vec<NotifiedLine> {
    let line = |notified: &operations::emergencies::Notified| NotifiedLine {
        code: notified.area.to_string(),
        name: places.name(&notified.area),
        level: places.book.find(&notified.area, notified.on).map(|area| area.level.code()),
        on: places.words.date(notified.on),
        lifted: notified.lifted.map(|lifted| places.words.date(lifted)),
    };
    emergency.notified.iter().map(line).collect()
}

/// Households of every tehsil by the year of their last survey, oldest first.
fn years(progress: &[EmergencyProgress]) -> Vec<YearLine> {
    let mut years: BTreeMap<i16, u64> = BTreeMap::new();
    for (year, households) in progress.iter().flat_map(|row| &row.by_year) {
        *years.entry(*year).or_default() += households;
    }
    let most = years.values().max().copied().unwrap_or(0);
    let line = |(year, households): (i16, u64)| YearLine {
        year,
        households: figures::count(households),
        percent: figures::percent(households, most),
    };
    years.into_iter().map(line).collect()
}

fn tehsils(progress: &[EmergencyProgress], places: &Places<'_>) -> Vec<TehsilLine> {
    let mut rows: Vec<&EmergencyProgress> = progress.iter().collect();
    rows.sort_by_key(|row| Reverse(row.households));
    let line = |row: &EmergencyProgress| TehsilLine {
        name: row
            .tehsil
            .as_ref()
            .map_or_else(|| places.words.say("unknown", &[]), |tehsil| places.name(tehsil)),
        households: figures::count(row.households),
        surveyed: figures::count(row.surveyed_since),
        percent: figures::percent(row.surveyed_since, row.households),
        middle_year: middle_year(&row.by_year),
    };
    rows.into_iter().map(line).collect()
}

/// The first year by whose end half of the households were surveyed.
fn middle_year(by_year: &[(i16, u64)]) -> Option<i16> {
    let all: u64 = by_year.iter().map(|(_, households)| households).sum();
    let mut until = 0;
    by_year.iter().find_map(|(year, households)| {
        until += households;
        (until * 2 >= all && all > 0).then_some(*year)
    })
}

fn programmes(signed_in: &SignedIn, today: Date, words: Words<'_>) -> Vec<(String, String)> {
    let programmes = signed_in.app().registry.rules().programmes_on(today);
    let emergency = programmes.filter(|programme| programme.kind == ProgrammeKind::Emergency);
    emergency
        .map(|programme| (programme.id.clone(), programme.title.text(words.language.code()).to_owned()))
        .collect()
}

/// The emergency of an address, with its name.
async fn find(signed_in: &SignedIn, id: &str) -> Result<Act, Fault> {
    let act = signed_in.app().registry.find_act(signed_in.authority(), read_id(id)?).await?;
    if act.emergency().is_some() { Ok(act) } else { Err(VerbError::NotFound.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_of_all_tehsils_add_up_and_half_tells_the_middle() {
        let row = |by_year: &[(i16, u64)]| EmergencyProgress {
            by_year: by_year.to_vec(),
            ..EmergencyProgress::default()
        };
        let years = years(&[row(&[(2011, 10), (2020, 30)]), row(&[(2020, 10)])]);
        let told: Vec<_> = years.iter().map(|one| (one.year, one.households.as_str(), one.percent)).collect();
        assert_eq!(told, [(2011, "10", 25.0), (2020, "40", 100.0)]);
        assert_eq!(middle_year(&[(2011, 10), (2020, 30)]), Some(2020));
        assert_eq!(middle_year(&[(2011, 10), (2020, 10)]), Some(2011));
        assert_eq!(middle_year(&[]), None);
    }
}
