//! Where a household stands: the short answer that programmes and citizens get.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    emergencies::OpenEmergency,
    error::{VerbError, VerbResult, read_document},
    updates::{next_survey, situation_in_short},
};
use jiff::civil::Date;
use registry::{
    clock::date_in_pakistan,
    household::{Household, Location},
    identity::CitizenNumber,
    registry_number::RegistryNumber,
    updates::Opening,
};
use scoring::decision::Decision;
use serde::{Deserialize, Serialize};
use store::rows::SummaryRow;

/// Where a household stands. It holds no name, no citizen number and no score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The household.
    pub registry_number: RegistryNumber,
    /// Day of the latest survey.
    pub surveyed_on: Option<Date>,
    /// The decision in force, where there is one.
    pub decision: Option<StandingDecision>,
    /// From when the household may be surveyed again: the day of the question where it may now; none where that hangs on an
    /// act of others. Worked out when it is asked, never kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_update_from: Option<Date>,
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
            may_update_from: None,
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
        let standing: Standing = read_document("standing", &row.standing)?;
        Ok(Standing { may_update_from: self.may_update_from(row.summary).await?, ..standing })
    }

    /// From when a household may be surveyed again, by what lists know of it.
    async fn may_update_from(&self, summary: Option<SummaryRow>) -> VerbResult<Option<Date>> {
        let today = self.clock().today();
        let (Some(rules), Some(summary)) = (self.rules().updates_on(today), summary) else { return Ok(None) };
        let emergencies = self.openings_by_summary(&summary, today).await?;
        let situation = situation_in_short(&summary, emergencies);
        Ok(next_survey(rules, &situation, today).map(|(from, _)| from))
    }

    /// Emergencies in whose areas a household lives, by what lists know of it.
    async fn openings_by_summary(&self, row: &SummaryRow, today: Date) -> VerbResult<Vec<Opening>> {
        let open = self.emergencies_lately_open(today).await?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let areas = self.areas().await;
        let location = Location {
            tehsil: row.tehsil.clone(),
            union_council: row.summary.union_council.clone(),
            block: row.summary.block.clone(),
            ..Location::default()
        };
        let here = open.iter().filter(|open| open.emergency.covers(areas.book(), &location, today));
        Ok(here.map(OpenEmergency::opening).collect())
    }
}
