//! One programme: room, cut-offs over time, its families, what it reports of them, and its lists.

mod propose;
pub(super) mod report;

use super::{
    acts::{self, Line},
    area_entry::{self, AreaChoice},
    caller::SignedIn,
    fault::{Fault, Shown},
    figures,
    labels::Places,
    page::{Moment, Words},
    pager::Pager,
    programmes::{self, Card},
    refusal::Told,
};
use axum::extract::{Path, Query};
use jiff::{ToSpan, civil::Date};
use operations::{
    acts::{Act, ActState, Content},
    authority::Permission,
};
pub(super) use propose::{draw_appeals, draw_enrolments, raise};
use registry::enrolment::{Enrolment, EnrolmentStatus};
use report::Reported;
use serde::{Deserialize, Serialize};

/// Enrolments that the verb gives at a time.
const LISTED: u32 = 200;
/// In the page's address: families of every status.
const EVERY: &str = "all";
/// How long an appeal list's households may be surveyed unless somebody says otherwise.
const USUAL_DAYS: i32 = 180;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    done: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) card: Card,
    pub(super) source: String,
    pub(super) requires: Option<String>,
    pub(super) cut_offs: Vec<PolicyLine>,
    pub(super) appeal_cut_offs: Vec<AppealLine>,
    pub(super) acts: Vec<Line>,
    pub(super) statuses: [&'static str; 4],
    pub(super) status: Option<&'static str>,
    /// Whether the reader may see who is enrolled.
    pub(super) may_list: bool,
    /// None unless asked for: each look at a family is logged.
    pub(super) enrolments: Option<Vec<EnrolmentLine>>,
    pub(super) may_open: bool,
    pub(super) pager: Option<Pager>,
    pub(super) may_report: bool,
    pub(super) may_manage: bool,
    /// Whether the reader holds everywhere: capacities are for the whole country.
    pub(super) everywhere: bool,
    pub(super) reported: Option<Reported>,
    pub(super) areas: Vec<AreaChoice>,
    pub(super) today: String,
    pub(super) appeal_until: String,
}

/// A version of the policy with its cut-offs.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PolicyLine {
    pub(super) version: String,
    pub(super) title: String,
    pub(super) from: Moment,
    /// The first day on which it is no longer in force.
    pub(super) to: Option<Moment>,
    pub(super) in_force: bool,
    /// Label and score.
    pub(super) cut_offs: Vec<(String, String)>,
}

/// An appeal cut-off that an adopted list came to.
#[derive(Debug, Clone, Serialize)]
pub(super) struct AppealLine {
    pub(super) name: String,
    pub(super) link: String,
    pub(super) adopted: Moment,
    pub(super) score: Option<String>,
    pub(super) families: String,
}

/// A family's place in the programme.
#[derive(Debug, Clone, Serialize)]
pub(super) struct EnrolmentLine {
    pub(super) number: String,
    pub(super) status: &'static str,
    pub(super) from: Moment,
    pub(super) reason: String,
    pub(super) by: String,
    /// The first day of all.
    pub(super) since: Moment,
}

/// The page.
pub(super) async fn show(signed_in: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let told = Told::done(signed_in.words(), &asked.done);
    render(&signed_in, &id, &asked, Page { told, ..Page::default() }).await
}

/// The page with what a form came to.
async fn render(signed_in: &SignedIn, id: &str, asked: &Asked, came: Page) -> Shown {
    let registry = &signed_in.app().registry;
    let card = programmes::all(signed_in).await?.into_iter().find(|card| card.id == id);
    let card = card.ok_or(Fault::NotFound)?;
    let (words, today) = (signed_in.words(), registry.clock().today());
    let programme = registry.rules().programme_on(id, today).ok_or(Fault::NotFound)?;
    let acts = registry.list_acts(signed_in.authority(), None).await?;
    let own = || acts.iter().filter(|act| acts::programme_of(&act.content) == Some(id));
    let status = EnrolmentStatus::from_code(&asked.status);
    let (enrolments, pager) = match asked.status.as_str() {
        "" => (None, None),
        _ => enrolments(signed_in, id, status, &asked.page).await?,
    };
    let title = |id: &str| acts::programme_title(registry.rules(), id, today, words);
    let page = Page {
        source: programme.source.clone(),
        requires: programme.requires.as_deref().map(title),
        cut_offs: cut_offs(signed_in, &programme.policy, today),
        appeal_cut_offs: own().filter_map(|act| appeal(act, words)).collect(),
        acts: own().take(10).map(|act| acts::line(signed_in, act)).collect(),
        statuses: programmes::IN_ORDER.map(EnrolmentStatus::code),
        status: status.map(EnrolmentStatus::code),
        may_list: signed_in.may(Permission::ReadEnrolments),
        enrolments,
        may_open: signed_in.may(Permission::ReadHouseholds),
        pager,
        may_report: signed_in.may(Permission::ChangeEnrolments),
        may_manage: signed_in.may(Permission::ManageProgrammes),
        everywhere: signed_in.authority().areas().is_empty(),
        areas: areas(signed_in, today).await,
        today: today.to_string(),
        appeal_until: today.saturating_add(USUAL_DAYS.days()).to_string(),
        card,
        ..came
    };
    signed_in.page("programme.html", page)
}

async fn areas(signed_in: &SignedIn, today: Date) -> Vec<AreaChoice> {
    if !signed_in.may(Permission::ChangeEnrolments) && !signed_in.may(Permission::ManageProgrammes) {
        return Vec::new();
    }
    let areas = signed_in.app().registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    area_entry::choices(&places, signed_in.authority().areas(), today)
}

async fn enrolments(
    signed_in: &SignedIn,
    id: &str,
    status: Option<EnrolmentStatus>,
    page: &str,
) -> Result<(Option<Vec<EnrolmentLine>>, Option<Pager>), Fault> {
    if !signed_in.may(Permission::ReadEnrolments) {
        return Ok((None, None));
    }
    let base = format!("/programmes/{}?", super::links::encode(id));
    let base = format!("{base}status={}&", status.map_or(EVERY, EnrolmentStatus::code));
    let pager = Pager::new(&base, page);
    let registry = &signed_in.app().registry;
    let skip = pager.skip(LISTED);
    let found = registry.list_enrolments(signed_in.authority(), Some(id), status, skip).await?;
    let words = signed_in.words();
    let lines: Vec<_> = found.iter().filter_map(|enrolment| enrolment_line(enrolment, words)).collect();
    Ok((Some(lines), Some(pager.showing(found.len(), LISTED))))
}

fn enrolment_line(enrolment: &Enrolment, words: Words<'_>) -> Option<EnrolmentLine> {
    let (first, last) = (enrolment.steps.first()?, enrolment.steps.last()?);
    Some(EnrolmentLine {
        number: enrolment.household.to_string(),
        status: last.status.code(),
        from: words.date(last.from),
        reason: words
            .find(&format!("enrolment-reason-{}", last.reason))
            .unwrap_or_else(|| last.reason.replace('_', " ")),
        by: last.by.clone(),
        since: words.date(first.from),
    })
}

/// Versions of the policy, the newest first.
fn cut_offs(signed_in: &SignedIn, policy: &str, today: Date) -> Vec<PolicyLine> {
    let words = signed_in.words();
    let language = words.language.code();
    let own = signed_in.app().registry.rules().policies().filter(|known| known.programme == policy);
    let line = |policy: &scoring::policy::Policy| PolicyLine {
        version: policy.version.clone(),
        title: policy.title.text(language).to_owned(),
        from: words.date(policy.effective.from),
        to: policy.effective.to.map(|to| words.date(to)),
        in_force: policy.effective.holds_on(today),
        cut_offs: policy
            .cut_offs
            .iter()
            .map(|cut_off| {
                (cut_off.label.text(language).to_owned(), figures::score(cut_off.score.hundredths()))
            })
            .collect(),
    };
    let mut lines: Vec<_> = own.map(line).collect();
    lines.reverse();
    lines
}

/// What an appeal list came to, once adopted.
fn appeal(act: &Act, words: Words<'_>) -> Option<AppealLine> {
    let Content::AppealList(list) = &act.content else { return None };
    let in_force = matches!(act.state, ActState::Adopting | ActState::Adopted | ActState::Ended);
    Some(AppealLine {
        name: act.name.clone(),
        link: acts::link(act),
        adopted: words.instant(act.adopted.filter(|_| in_force)?),
        score: list.last_score.map(figures::score),
        families: figures::count(list.families),
    })
}
