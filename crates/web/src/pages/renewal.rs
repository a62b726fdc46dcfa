//! Renewal: the whole registry decided anew. What it waits for, proposing one, and those there were.

use super::{
    acts::{self, Line},
    caller::{Posted, SignedIn},
    fault::{Fault, Shown},
    figures,
    page::Moment,
    refusal::{self, Told},
};
use axum::response::{IntoResponse, Redirect};
use jiff::civil::Date;
use operations::{acts::ActState, authority::Permission, decide::PROGRAMME, renewal::Readiness};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) told: Told,
    pub(super) ready: Ready,
    /// Whether the reader may propose one.
    pub(super) may_propose: bool,
    pub(super) policies: Vec<PolicyChoice>,
    /// What was typed before it was refused.
    pub(super) name: String,
    pub(super) reason: String,
    pub(super) renewals: Vec<Line>,
}

/// Whether a renewal can be proposed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Ready {
    pub(super) months: u16,
    pub(super) households: String,
    pub(super) surveyed: String,
    pub(super) share_percent: u8,
    pub(super) needed_percent: u8,
    /// Whether no reason is needed.
    pub(super) enough: bool,
    /// The renewal that is under way or waits for its adoption.
    pub(super) open: Option<Line>,
}

/// A version of the policy under which the registry can be renewed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PolicyChoice {
    pub(super) version: String,
    pub(super) title: String,
    pub(super) from: Moment,
    pub(super) in_force: bool,
}

/// The page.
pub(super) async fn show(signed_in: SignedIn) -> Shown {
    let page = page(&signed_in).await?;
    signed_in.page("renewal.html", page)
}

/// Proposes one.
pub(super) async fn propose(posted: Posted) -> Shown {
    let (signed_in, fields) = (&posted.signed_in, &posted.fields);
    let registry = &signed_in.app().registry;
    let (name, policy, reason) = (fields.get("name"), fields.get("policy"), fields.get("reason"));
    let proposed =
        registry.propose_renewal(signed_in.authority(), name, policy, Some(reason.to_owned())).await;
    match proposed {
        Ok(act) => Ok(Redirect::to(&format!("{}?done=proposed", acts::link(&act))).into_response()),
        Err(error) => {
            let told = refusal::refused(signed_in.words(), error)?.into();
            let (name, reason) = (name.to_owned(), reason.to_owned());
            signed_in.page("renewal.html", Page { told, name, reason, ..page(signed_in).await? })
        }
    }
}

/// Whether a renewal can be proposed, and the one that is open.
pub(super) async fn ready(signed_in: &SignedIn) -> Result<Ready, Fault> {
    let registry = &signed_in.app().registry;
    let readiness = registry.renewal_readiness(signed_in.authority()).await?;
    let renewals = registry.list_acts(signed_in.authority(), Some("renewal")).await?;
    let mut open = renewals.iter();
    let open = open.find(|act| act.state.is_under_way() || act.state == ActState::Proposed);
    Ok(Ready { open: open.map(|act| acts::line(signed_in, act)), ..of(&readiness) })
}

fn of(readiness: &Readiness) -> Ready {
    Ready {
        months: readiness.months,
        households: figures::count(readiness.households),
        surveyed: figures::count(readiness.surveyed),
        share_percent: readiness.share_percent,
        needed_percent: readiness.needed_percent,
        enough: readiness.share_percent >= readiness.needed_percent,
        open: None,
    }
}

async fn page(signed_in: &SignedIn) -> Result<Page, Fault> {
    let registry = &signed_in.app().registry;
    let renewals = registry.list_acts(signed_in.authority(), Some("renewal")).await?;
    let everywhere = signed_in.authority().areas().is_empty();
    Ok(Page {
        told: Told::default(),
        ready: ready(signed_in).await?,
        may_propose: signed_in.may(Permission::ManageProgrammes) && everywhere,
        policies: policies(signed_in, registry.clock().today()),
        name: String::new(),
        reason: String::new(),
        renewals: renewals.iter().map(|act| acts::line(signed_in, act)).collect(),
    })
}

/// The versions in force on a day and later ones.
fn policies(signed_in: &SignedIn, today: Date) -> Vec<PolicyChoice> {
    let words = signed_in.words();
    let rules = signed_in.app().registry.rules();
    let still = rules
        .policies()
        .filter(|policy| policy.programme == PROGRAMME && policy.effective.to.is_none_or(|end| today < end));
    let choice = |policy: &scoring::policy::Policy| PolicyChoice {
        version: policy.version.clone(),
        title: policy.title.text(words.language.code()).to_owned(),
        from: words.date(policy.effective.from),
        in_force: policy.effective.holds_on(today),
    };
    still.map(choice).collect()
}
