//! Work lists: of tehsils and of persons.

use super::CaseInList;
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbResult, read_document},
};
use registry::case::{Case, CaseState};
use store::{StoreError, rows::CaseFilter};

/// Which cases to list, those due first at the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseQuestion {
    /// Codes of states; the open ones when empty.
    pub states: Vec<String>,
    /// Code of the subject.
    pub subject: Option<String>,
    /// Only this person's.
    pub owner: Option<String>,
    /// Skip so many.
    pub skip: u64,
    /// At most so many.
    pub limit: u32,
}

impl Registry {
    /// Cases in the areas the authority covers, those due first at the head.
    pub async fn list_cases(
        &self,
        authority: &Authority,
        question: CaseQuestion,
    ) -> VerbResult<Vec<CaseInList>> {
        self.demand(authority, Permission::ReadCases, Action::ListCases).await?;
        self.audit(AuditEntry::new(self, authority, Action::ListCases)).await?;
        let CaseQuestion { mut states, subject, owner, skip, limit } = question;
        if states.is_empty() {
            states = CaseState::OPEN.map(str::to_owned).into();
        }
        let tehsils = self.scope(authority).await;
        let filter = CaseFilter { tehsils, states, subject, owner, deadline_before: None, skip, limit };
        let rows = self.store().list_cases(&filter).await?;
        let read = |row: &store::rows::CaseRow| {
            let case: Case = read_document("case", &row.document)?;
            Ok::<_, StoreError>(CaseInList::of(&case))
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// How many cases there are by state in the areas the authority covers.
    pub async fn count_cases(&self, authority: &Authority) -> VerbResult<Vec<(String, u64)>> {
        self.demand(authority, Permission::ReadCases, Action::ListCases).await?;
        let tehsils = self.scope(authority).await;
        Ok(self.store().count_cases(tehsils.as_deref()).await?)
    }
}
