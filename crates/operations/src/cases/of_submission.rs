//! From a submission to its case.

use super::CaseInList;
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbResult, read_document},
};
use registry::case::{Case, Subject};

impl Registry {
    /// The case in which a submission waits or was settled, the newest; none where it needed none, or outside the authority's areas.
    pub async fn find_case_of_submission(
        &self,
        authority: &Authority,
        instance: &str,
    ) -> VerbResult<Option<CaseInList>> {
        self.demand(authority, Permission::ReadCases, Action::ReadCase).await?;
        let Some(submission) = self.store().find_submission(instance).await? else { return Ok(None) };
        // By its own key only what is open is found; what is settled stands with its household.
        let mut rows = self.store().find_cases_touching(&[format!("submission:{instance}")]).await?;
        if let (Some(household), true) = (submission.household, rows.is_empty()) {
            rows = self.store().list_cases_of(household).await?;
        }
        for row in rows {
            let case: Case = read_document("case", &row.document)?;
            let is_its =
                matches!(&case.subject, Subject::Submission { instance: about } if about == instance);
            if !is_its {
                continue;
            }
            if !self.covers(authority, case.tehsil.as_ref()).await {
                return Ok(None);
            }
            let entry =
                AuditEntry::new(self, authority, Action::ReadCase).subject(format!("case {}", case.id));
            self.audit(entry.household(case.household)).await?;
            return Ok(Some(CaseInList::of(&case)));
        }
        Ok(None)
    }
}
