//! One act: what it is about, its list, who proposed and adopted it, and the steps that are open.

pub(super) mod crossings;
pub(super) mod listed;

use super::{
    acts::{self, Line, Steps},
    caller::{Posted, SignedIn},
    fault::{Fault, Shown},
    figures,
    labels::Places,
    page::{Moment, Words},
    refusal::{self, Told},
};
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use crossings::Crossings;
use listed::ListPart;
use operations::{
    acts::{Act, ActResult, Content},
    authority::Permission,
    programmes::{FamilyList, TehsilShare},
};
use registry::ids::ActId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) line: Line,
    /// Work on it is under way.
    pub(super) under_way: bool,
    pub(super) adopted_by: Option<String>,
    pub(super) ended: Option<Moment>,
    pub(super) ended_by: Option<String>,
    pub(super) steps: Steps,
    pub(super) capacity: Option<Raise>,
    pub(super) families: Option<Families>,
    pub(super) renewal: Option<Renewed>,
    /// Its list; none for an act without one.
    pub(super) list: Option<ListPart>,
}

/// A raised capacity.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Raise {
    pub(super) families: String,
    pub(super) from: Moment,
}

/// A list of families.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Families {
    pub(super) areas: String,
    /// The emergency's page.
    pub(super) emergency: Option<String>,
    pub(super) until: Option<Moment>,
    pub(super) lowest_percent: Option<u8>,
    pub(super) room: Option<String>,
    pub(super) households: String,
    /// Families listed.
    pub(super) listed: String,
    /// Score of the last household listed.
    pub(super) last_score: Option<String>,
    pub(super) full: bool,
    pub(super) enrolled: String,
    pub(super) left_out: Vec<Reason>,
    pub(super) not_enrolled: Vec<Reason>,
    pub(super) tehsils: Vec<Share>,
}

/// How many, and why.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Reason {
    pub(super) text: String,
    pub(super) count: String,
}

/// What an emergency list takes in a tehsil.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Share {
    pub(super) tehsil: String,
    pub(super) scored: String,
    pub(super) wanted: String,
    pub(super) threshold: Option<String>,
}

/// A renewal.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Renewed {
    pub(super) policy: String,
    pub(super) as_of: Moment,
    pub(super) reason: Option<String>,
    pub(super) share_percent: u8,
    pub(super) households: String,
    pub(super) undecided: String,
    /// Households decided anew.
    pub(super) written: String,
    pub(super) undone: String,
    pub(super) kept: String,
    pub(super) crossings: Crossings,
}

/// The page of an act.
pub(super) async fn show(signed_in: SignedIn, Path(id): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let told = Told::done(signed_in.words(), &asked.done);
    render(&signed_in, read_id(&id)?, &asked.after, told).await
}

/// Adopts it.
pub(super) async fn adopt(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id) = (&posted.signed_in, read_id(&id)?);
    let result = signed_in.app().registry.adopt_act(signed_in.authority(), id).await;
    answer(signed_in, id, result, "adopted").await
}

/// Takes it back before it is adopted.
pub(super) async fn withdraw(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id) = (&posted.signed_in, read_id(&id)?);
    let result = signed_in.app().registry.withdraw_act(signed_in.authority(), id).await;
    answer(signed_in, id, result, "withdrawn").await
}

/// Ends it.
pub(super) async fn end(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id) = (&posted.signed_in, read_id(&id)?);
    let result = signed_in.app().registry.end_act(signed_in.authority(), id).await;
    answer(signed_in, id, result, "ended").await
}

/// Undoes it.
pub(super) async fn undo(Path(id): Path<String>, posted: Posted) -> Shown {
    let (signed_in, id) = (&posted.signed_in, read_id(&id)?);
    let result = signed_in.app().registry.undo_act(signed_in.authority(), id).await;
    answer(signed_in, id, result, "undone").await
}

/// The act of an address.
pub(super) fn read_id(id: &str) -> Result<ActId, Fault> {
    id.parse().map_err(|_| Fault::NotFound)
}

async fn answer(signed_in: &SignedIn, id: ActId, result: ActResult<Act>, done: &str) -> Shown {
    match result {
        Ok(act) => Ok(Redirect::to(&format!("{}?done={done}", acts::link(&act))).into_response()),
        Err(error) => {
            let told = refusal::refused(signed_in.words(), error)?.into();
            render(signed_in, id, "", told).await
        }
    }
}

async fn render(signed_in: &SignedIn, id: ActId, after: &str, told: Told) -> Shown {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let act = registry.find_act(authority, id).await?;
    if act.emergency().is_some() {
        return super::emergency::render(signed_in, id, told).await;
    }
    let areas = registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let (words, has_list) = (signed_in.words(), !matches!(act.content, Content::Capacity(_)));
    let page = Page {
        told,
        line: acts::line(signed_in, &act),
        under_way: act.state.is_under_way(),
        adopted_by: act.adopted_by.clone(),
        ended: act.ended.map(|at| words.instant(at)),
        ended_by: act.ended_by.clone(),
        steps: acts::steps(signed_in, &act),
        capacity: raise(&act, words),
        families: act.content.list().map(|list| families(list, &places)),
        renewal: renewed(&act, &places),
        list: if has_list { Some(listed::read(signed_in, &act, after, &places).await?) } else { None },
    };
    signed_in.page("act.html", page)
}

fn raise(act: &Act, words: Words<'_>) -> Option<Raise> {
    match &act.content {
        Content::Capacity(raise) => {
            Some(Raise { families: figures::count(raise.families), from: words.date(raise.from) })
        }
        _ => None,
    }
}

fn families(list: &FamilyList, places: &Places<'_>) -> Families {
    let words = places.words;
    Families {
        areas: places.list(&list.areas),
        emergency: list.emergency.map(|id| format!("/emergencies/{id}")),
        until: list.until.map(|until| words.date(until)),
        lowest_percent: list.lowest_percent,
        room: list.room.map(figures::count),
        households: figures::count(list.households),
        listed: figures::count(list.families),
        last_score: list.last_score.map(figures::score),
        full: list.full,
        enrolled: figures::count(list.enrolled),
        left_out: reasons(&list.left_out, "left-out-", words),
        not_enrolled: reasons(&list.not_enrolled, "not-enrolled-", words),
        tehsils: list.tehsils.iter().map(|share| share_line(share, places)).collect(),
    }
}

fn reasons(counts: &BTreeMap<String, u64>, beginning: &str, words: Words<'_>) -> Vec<Reason> {
    let some = counts.iter().filter(|(_, count)| **count > 0);
    let reason = |(code, count): (&String, &u64)| Reason {
        // A reason of a later version of the program has no words here.
        text: words.find(&format!("{beginning}{code}")).unwrap_or_else(|| code.replace('_', " ")),
        count: figures::count(*count),
    };
    some.map(reason).collect()
}

fn share_line(share: &TehsilShare, places: &Places<'_>) -> Share {
    Share {
        tehsil: places.name(&share.tehsil),
        scored: figures::count(share.scored),
        wanted: figures::count(share.wanted),
        threshold: share.threshold.map(figures::score),
    }
}

fn renewed(act: &Act, places: &Places<'_>) -> Option<Renewed> {
    let Content::Renewal(renewal) = &act.content else { return None };
    Some(Renewed {
        policy: renewal.policy.clone(),
        as_of: places.words.instant(renewal.as_of),
        reason: renewal.reason.clone(),
        share_percent: renewal.readiness.share_percent,
        households: figures::count(renewal.households),
        undecided: figures::count(renewal.undecided),
        written: figures::count(renewal.renewed),
        undone: figures::count(renewal.undone),
        kept: figures::count(renewal.kept),
        crossings: crossings::of(&renewal.crossings, places),
    })
}

/// Whether the reader can open households.
fn may_open(signed_in: &SignedIn) -> bool {
    signed_in.may(Permission::ReadHouseholds)
}
