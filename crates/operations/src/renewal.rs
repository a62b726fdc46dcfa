//! Renewal (type 7): the whole registry decided anew, adopted as one act, undone as one.
//!
//! A renewal is drawn as a list of every household with its outcome before and after; nothing counts yet. Its adoption
//! sets one instant: every decision of it is of that instant. Households are written page by page, and until the last one
//! the act says `adopting`. What a renewal found is in the change of outcomes, and programmes act on its report: it enrols
//! nobody and takes nobody out.

mod pages;

use crate::{
    Registry,
    acts::{Act, ActRefusal, ActResult, ActState, Content, Progress},
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    decide::PROGRAMME,
    error::VerbResult,
};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaCode, change::UpdateType, clock::date_in_pakistan, updates::Opening, updates::surveyed_for,
};
use serde::{Deserialize, Serialize};
use store::rows::SummaryFilter;

/// After so many months a survey no longer counts as made in this round, where the rules do not say.
const ROUND_MONTHS: u16 = 42;
/// Share of the households surveyed in this round from which a renewal needs no reason, per cent. No published rule; what
/// was reached is kept in the act.
const NEEDED_PERCENT: u8 = 95;

/// A renewal: an act's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    /// The version of the policy.
    pub policy: String,
    /// The instant for which outcomes were worked out in advance: of the proposal, or the policy's first.
    pub as_of: Timestamp,
    /// How much of the registry was surveyed in this round when it was proposed.
    pub readiness: Readiness,
    /// Why it is proposed although less is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Households listed.
    pub households: u64,
    /// Households that could not be decided upon.
    pub undecided: u64,
    /// Who crosses the cut-off, by district and outcome.
    pub crossings: Vec<DistrictCrossing>,
    /// Households whose decision was written at adoption.
    pub renewed: u64,
    /// Households whose decision was taken back when it was undone.
    pub undone: u64,
    /// Households that had changed since, and keep the decision of that change.
    pub kept: u64,
    /// How far it has got.
    pub progress: Progress,
}

/// How much of the registry was surveyed in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// Months of a round.
    pub months: u16,
    /// Households.
    pub households: u64,
    /// Of them, surveyed within the round.
    pub surveyed: u64,
    /// Their share, per cent, rounded down.
    pub share_percent: u8,
    /// The share from which no reason is needed, per cent.
    pub needed_percent: u8,
}

/// How many of a district went from one outcome to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DistrictCrossing {
    /// The district; none where a household's place is not known.
    pub district: Option<AreaCode>,
    /// Outcome before.
    pub before: Option<String>,
    /// Outcome after.
    pub after: Option<String>,
    /// How many households.
    pub households: u64,
}

/// What a renewal lets be surveyed on a day: whoever is missing while it is being prepared.
pub(crate) fn opening(act: &Act, day: Date) -> Option<Opening> {
    let preparing = matches!(act.state, ActState::Drawing | ActState::Proposed);
    let from = date_in_pakistan(act.proposed);
    (matches!(act.content, Content::Renewal(_)) && preparing && from <= day).then(|| act.opening(from, None))
}

impl Registry {
    /// How much of the registry was surveyed in this round.
    pub async fn renewal_readiness(&self, authority: &Authority) -> VerbResult<Readiness> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        self.audit(AuditEntry::new(self, authority, Action::ReadActs).subject("renewal")).await?;
        let today = self.clock().today();
        let rule = self.rules().updates_on(today).and_then(|rules| rules.rule(UpdateType::Renewal));
        let months = rule.and_then(|rule| rule.due.as_ref()).map_or(ROUND_MONTHS, |due| due.after_months);
        let households = self.count_of(SummaryFilter::default()).await?;
        let old = surveyed_for(Date::MIN, today, months).map(|(_, last)| last);
        let surveyed = match old.and_then(|old| old.tomorrow().ok()) {
            Some(first) => {
                self.count_of(SummaryFilter { surveyed_from: Some(first), ..SummaryFilter::default() })
                    .await?
            }
            None => 0,
        };
        let share = surveyed.saturating_mul(100).checked_div(households).unwrap_or(0);
        let share_percent = u8::try_from(share).unwrap_or(100);
        Ok(Readiness { months, households, surveyed, share_percent, needed_percent: NEEDED_PERCENT })
    }

    /// Proposes a renewal under a version of the policy, in force now or later, and begins to work out what it would
    /// change; the calendar does so to the end. Where less is surveyed than is needed a reason must be given.
    pub async fn propose_renewal(
        &self,
        authority: &Authority,
        name: &str,
        policy: &str,
        reason: Option<String>,
    ) -> ActResult<Act> {
        self.demand(authority, Permission::ManageProgrammes, Action::ProposeAct).await?;
        self.demand_areas(authority, &[], Action::ProposeAct).await?;
        let found = self.rules().find_policy(PROGRAMME, policy);
        let first = found.ok_or_else(|| ActRefusal::Policy(policy.to_owned()))?.effective.from;
        let now = self.clock().now();
        let starts = registry::clock::end_of_day_in_pakistan(first.yesterday().unwrap_or(first));
        let as_of = now.max(starts + jiff::SignedDuration::from_secs(1));
        let in_force = self.rules().policy_on(PROGRAMME, date_in_pakistan(as_of));
        if in_force.is_none_or(|in_force| in_force.version != policy) {
            return Err(ActRefusal::Policy(policy.to_owned()).into());
        }
        let busy = self.acts(Some("renewal")).await?;
        if busy.iter().any(|act| act.state.is_under_way() || act.state == ActState::Proposed) {
            return Err(ActRefusal::UnderWay.into());
        }
        let readiness = self.renewal_readiness(authority).await?;
        let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        if readiness.share_percent < NEEDED_PERCENT && reason.is_none() {
            let (share, needed) = (readiness.share_percent, NEEDED_PERCENT);
            return Err(ActRefusal::Incomplete { share, needed }.into());
        }
        let renewal = Renewal {
            policy: policy.to_owned(),
            as_of,
            readiness,
            reason,
            households: 0,
            undecided: 0,
            crossings: Vec::new(),
            renewed: 0,
            undone: 0,
            kept: 0,
            progress: Progress::default(),
        };
        let act =
            Act { state: ActState::Drawing, ..Act::new(self, authority, name, Content::Renewal(renewal)) };
        self.propose(authority, &act).await?;
        self.go_on(act.id).await
    }

    /// A renewal is adopted on a day on which its policy is in force.
    pub(crate) fn check_policy(&self, renewal: &Renewal) -> ActResult<()> {
        let in_force = self.rules().policy_on(PROGRAMME, self.clock().today());
        match in_force {
            Some(policy) if policy.version == renewal.policy => Ok(()),
            _ => Err(ActRefusal::Policy(renewal.policy.clone()).into()),
        }
    }

    async fn count_of(&self, filter: SummaryFilter) -> VerbResult<u64> {
        let counts = self.store().count_summaries(&filter, &[]).await?;
        Ok(counts.iter().map(|count| count.households).sum())
    }
}
