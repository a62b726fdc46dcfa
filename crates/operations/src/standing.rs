//! Where a household stands: the short answer that programmes and citizens get.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document},
};
use jiff::civil::Date;
use registry::{
    clock::date_in_pakistan, household::Household, identity::CitizenNumber, registry_number::RegistryNumber,
};
use scoring::decision::Decision;
use serde::{Deserialize, Serialize};

/// Where a household stands. It holds no name, no citizen number and no score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The household.
    pub registry_number: RegistryNumber,
    /// Day of the latest survey.
    pub surveyed_on: Option<Date>,
    /// The decision in force, where there is one.
    pub decision: Option<StandingDecision>,
}

/// The decision in force, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingDecision {
    /// For which programme.
    pub programme: String,
    /// Under which version of its policy.
    pub policy: String,
    /// How it came out.
    pub outcome: String,
    /// When it was taken.
    pub decided_on: Date,
}

impl Standing {
    pub(crate) fn new(household: &Household, decision: Option<&Decision>) -> Self {
        Self {
            registry_number: household.number,
            surveyed_on: household.record.interview.interview_date,
            decision: decision.map(|decision| StandingDecision {
                programme: decision.policy.programme.clone(),
                policy: decision.policy.version.clone(),
                outcome: decision.outcome.code().to_owned(),
                decided_on: date_in_pakistan(decision.decided_at),
            }),
        }
    }
}

impl Registry {
    /// Where the household of a citizen number stands. The question is logged within a tenth of a second.
    pub async fn find_standing(&self, authority: &Authority, number: CitizenNumber) -> VerbResult<Standing> {
        self.demand(authority, Permission::ReadStanding, Action::ReadStanding).await?;
        let entry = AuditEntry::new(self, authority, Action::ReadStanding);
        let row = self.store().find_standing(number).await?;
        let Some(row) = row else {
            self.audit_soon(entry.outcome(Outcome::NotFound)).await?;
            return Err(VerbError::NotFound);
        };
        let covered = self.covers(authority, row.tehsil.as_ref()).await;
        let outcome = if covered { Outcome::Done } else { Outcome::Refused };
        self.audit_soon(entry.household(Some(row.household)).outcome(outcome)).await?;
        if !covered {
            return Err(VerbError::NotFound);
        }
        Ok(read_document("standing", &row.standing)?)
    }
}
