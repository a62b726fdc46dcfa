//! Households of earlier versions of the program get the summaries by which lists go.

use super::{CalendarProgress, PAGE};
use crate::{Registry, error::read_document};
use registry::household::{Household, Status};
use scoring::{decision::Decision, points::Points};
use store::{
    StoreError,
    rows::{FilledSummary, HouseholdRow, Summary},
};

impl Registry {
    /// One page; whether there may be more.
    pub(super) async fn fill_summaries(&self, progress: &mut CalendarProgress) -> Result<bool, StoreError> {
        let rows = self.store().households_without_summary(PAGE).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let mut filled = Vec::with_capacity(rows.len());
        for row in rows {
            let summary = self.summary_of(&row).await?;
            filled.push(FilledSummary { household: row.number, version: row.version, summary });
        }
        progress.summaries += u64::try_from(filled.len()).unwrap_or(0);
        self.store().put_summaries(filled).await?;
        Ok(true)
    }

    async fn summary_of(&self, row: &HouseholdRow) -> Result<Option<Summary>, StoreError> {
        let household: Household = read_document("household", &row.document)?;
        if household.status != Status::Active {
            return Ok(None);
        }
        let newest = self.store().list_decisions(row.number).await?.into_iter().next();
        let decision: Option<Decision> =
            newest.map(|newest| read_document("decision", &newest.text)).transpose()?;
        let location = &household.record.location;
        Ok(Some(Summary {
            union_council: location.union_council.clone(),
            block: location.block.clone(),
            surveyed: household.record.interview.interview_date,
            score: decision.and_then(|decision| decision.score.result.points()).map(Points::hundredths),
        }))
    }
}
