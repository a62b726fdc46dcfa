//! A case weighed again: because a paper came, because the citizen registry answered, because an officer decided.

use super::{Kept, settle::Written};
use crate::{
    Registry,
    accept::{Origin, Resolution, Weighed},
    audit::{Action, AuditEntry},
    authority::Authority,
    error::read_document,
};
use registry::{
    case::{Case, CaseState, Subject},
    finding::Finding,
    personal::Personal,
    registry_number::RegistryNumber,
};
use store::{StoreError, rows::LifeEventRow};

impl Registry {
    /// The citizen registry answered about people of a household: its cases that waited for that are weighed again. Returns
    /// how many moved on. Safe to run twice.
    pub(crate) async fn cases_answered(&self, household: RegistryNumber) -> Result<u64, StoreError> {
        self.reconsider_cases(&[format!("household:{household}")]).await
    }

    /// Cases that wait for the citizen registry and touch any of these keys, such as `number:<digits>`, are weighed again.
    /// Returns how many moved on. Safe to run twice.
    pub(crate) async fn reconsider_cases(&self, keys: &[String]) -> Result<u64, StoreError> {
        let by = Authority::console();
        let mut moved = 0;
        for row in self.store().find_cases_touching(keys).await? {
            let case: Case = read_document("case", &row.document)?;
            let before = case.state.clone();
            if !matches!(before, CaseState::WaitingForCitizenRegistry { .. }) {
                continue;
            }
            if let Subject::Submission { instance } = &case.subject {
                if let Some(submission) = self.store().find_submission(instance).await? {
                    self.judge_again(&by, submission).await?;
                }
            } else {
                let kept = Kept { case, version: row.version };
                let mut findings = Vec::new();
                let weighed = self.reweigh(&kept.case, None, &mut findings).await?;
                let mut written = self.carry_on(kept, by.actor(), weighed, &findings, None)?;
                self.close_notice(&mut written).await?;
                let entry = AuditEntry::new(self, &by, Action::WorkCase).subject(format!("case {}", row.id));
                let household = written.case.as_ref().and_then(|case| case.household);
                written.commit.audit.push(entry.household(household).into_row()?);
                match self.store().commit(written.commit).await {
                    // Whoever was quicker weighed it by the same answers.
                    Ok(()) | Err(StoreError::Conflict(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            let after = self.kept_case(row.id).await?.map(|kept| kept.case.state);
            moved += u64::from(after.is_some_and(|after| after != before));
        }
        Ok(moved)
    }

    /// Weighs what a case proposes, which is not about a submission.
    pub(super) async fn reweigh(
        &self,
        case: &Case,
        decided: Option<Resolution>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let Some(proposal) = case.proposal.clone() else {
            let waiting = crate::accept::Waiting::review(case.household, case.update_type, case.review);
            return Ok(waiting.into());
        };
        let origin = Origin { decided, ..Origin::new(&case.opened_by, self.clock().now(), case.channel) };
        self.weigh(proposal, &origin, findings).await
    }

    /// The notice of a case that is accepted is applied.
    pub(super) async fn close_notice(&self, written: &mut Written) -> Result<(), StoreError> {
        let Some(case) = &written.case else { return Ok(()) };
        let (Subject::LifeEvent { source, reference }, CaseState::Accepted { .. }) =
            (&case.subject, &case.state)
        else {
            return Ok(());
        };
        if let Some(row) = self.store().find_life_event(source, reference).await? {
            let version = row.version.saturating_add(1);
            let row = LifeEventRow { version, state: "applied".to_owned(), household: case.household, ..row };
            written.commit.life_events.push(row);
        }
        Ok(())
    }
}

/// Words of somebody; none where they are empty.
pub(super) fn words(note: Option<&str>) -> Option<Personal> {
    note.and_then(Personal::new)
}
