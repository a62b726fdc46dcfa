//! Cases whose deadline passed.

use super::Kept;
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::Authority,
    error::read_document,
};
use jiff::civil::Date;
use registry::case::{Case, CaseState};
use store::{StoreError, rows::CaseFilter};

/// Cases ended at a time.
const PAGE: u32 = 200;

impl Registry {
    /// Ends every open case whose last day lies before a day; whoever comes later opens a new one. Returns how many. Safe to
    /// run twice, and in two processes at once.
    pub async fn expire_cases(&self, today: Date) -> Result<u64, StoreError> {
        let by = Authority::console();
        let filter = CaseFilter {
            states: CaseState::OPEN.map(str::to_owned).into(),
            deadline_before: Some(today),
            limit: PAGE,
            ..CaseFilter::default()
        };
        let mut ended = 0;
        loop {
            let rows = self.store().list_cases(&filter).await?;
            let mut moved = false;
            for row in rows {
                let case: Case = read_document("case", &row.document)?;
                let entry = AuditEntry::new(self, &by, Action::WorkCase)
                    .household(case.household)
                    .subject(format!("case {}", case.id));
                let kept = Kept { case, version: row.version };
                if self.end_case(kept, "calendar", CaseState::Expired, None, entry).await? {
                    (ended, moved) = (ended + 1, true);
                }
            }
            if !moved {
                return Ok(ended);
            }
        }
    }
}
