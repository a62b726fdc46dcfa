//! Acts: lists, raised capacities, emergencies and renewals, newest first; and what every page of an act needs.

use super::{
    caller::SignedIn,
    fault::Shown,
    page::{Moment, Words},
    pager::Pager,
};
use axum::extract::Query;
use jiff::civil::Date;
use operations::{
    acts::{Act, ActState, Content},
    authority::Permission,
};
use scoring::rules::Rules;
use serde::{Deserialize, Serialize};

/// Acts on a page.
const LISTED: u32 = 25;
/// The kinds, in the order in which they can be chosen.
pub(super) const KINDS: [&str; 6] =
    ["enrolment_list", "appeal_list", "emergency_list", "capacity", "emergency", "renewal"];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) kind: Option<&'static str>,
    pub(super) kinds: [&'static str; 6],
    pub(super) lines: Vec<Line>,
    pub(super) pager: Pager,
}

/// An act in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) link: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) state: &'static str,
    pub(super) programme: Option<String>,
    /// Families or households on its list, or the capacity.
    pub(super) size: Option<String>,
    pub(super) proposed: Moment,
    pub(super) proposed_by: String,
    pub(super) adopted: Option<Moment>,
}

/// What the reader may do with an act as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Steps {
    /// Where the steps are sent, less the step.
    pub(super) action: String,
    pub(super) adopt: bool,
    /// The reader could adopt it, had somebody else proposed it.
    pub(super) own: bool,
    pub(super) withdraw: bool,
    pub(super) end: bool,
    pub(super) undo: bool,
}

/// The list.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let kind = KINDS.into_iter().find(|kind| *kind == asked.kind);
    let registry = &signed_in.app().registry;
    let acts = registry.list_acts(signed_in.authority(), kind).await?;
    let base = kind.map_or_else(|| "/acts?".to_owned(), |kind| format!("/acts?kind={kind}&"));
    let pager = Pager::new(&base, &asked.page);
    let skip = usize::try_from(pager.skip(LISTED)).unwrap_or(usize::MAX);
    let shown = acts.iter().skip(skip).take(usize::try_from(LISTED).unwrap_or(usize::MAX));
    let lines: Vec<Line> = shown.map(|act| line(&signed_in, act)).collect();
    let page = Page { kind, kinds: KINDS, pager: pager.showing(lines.len(), LISTED), lines };
    signed_in.page("acts.html", page)
}

/// The page of an act.
pub(super) fn link(act: &Act) -> String {
    match act.content {
        Content::Emergency(_) => format!("/emergencies/{}", act.id),
        _ => format!("/acts/{}", act.id),
    }
}

/// An act as a line of a list.
pub(super) fn line(signed_in: &SignedIn, act: &Act) -> Line {
    let (words, registry) = (signed_in.words(), &signed_in.app().registry);
    let today = registry.clock().today();
    let programme = programme_of(&act.content).map(|id| programme_title(registry.rules(), id, today, words));
    let size = match &act.content {
        Content::Capacity(raise) => Some(raise.families),
        Content::Renewal(renewal) => Some(renewal.households),
        Content::Emergency(_) => None,
        content => content.list().map(|list| list.families),
    };
    Line {
        link: link(act),
        name: act.name.clone(),
        kind: act.content.kind(),
        state: act.state.code(),
        programme,
        size: size.map(super::figures::count),
        proposed: words.instant(act.proposed),
        proposed_by: act.proposed_by.clone(),
        adopted: act.adopted.map(|at| words.instant(at)),
    }
}

/// The programme that an act is about.
pub(super) fn programme_of(content: &Content) -> Option<&str> {
    match content {
        Content::Capacity(raise) => Some(&raise.programme),
        content => content.list().map(|list| list.programme.as_str()),
    }
}

/// A programme's name, or its id where no version of it is known.
pub(super) fn programme_title(rules: &Rules, id: &str, today: Date, words: Words<'_>) -> String {
    let known = rules.programme_on(id, today).or_else(|| rules.programmes().find(|known| known.id == id));
    known.map_or_else(|| id.to_owned(), |programme| programme.title.text(words.language.code()).to_owned())
}

/// What the reader may do with an act. The verbs have the last word.
pub(super) fn steps(signed_in: &SignedIn, act: &Act) -> Steps {
    let manages = signed_in.may(Permission::ManageProgrammes);
    let own = act.proposed_by == signed_in.authority().actor();
    let proposed = act.state == ActState::Proposed;
    let adopted = act.state == ActState::Adopted;
    let ends = match act.content {
        Content::Emergency(_) => signed_in.may(Permission::DeclareEmergencies),
        Content::AppealList(_) => manages,
        _ => false,
    };
    let undoes = match act.content {
        Content::Capacity(_) => adopted,
        Content::Renewal(_) => adopted || act.state == ActState::Adopting,
        _ => false,
    };
    Steps {
        action: format!("/acts/{}", act.id),
        adopt: manages && proposed && !own,
        own: manages && proposed && own,
        withdraw: (own || manages) && (proposed || act.state == ActState::Drawing),
        end: ends && adopted,
        undo: manages && undoes,
    }
}
