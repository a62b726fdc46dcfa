//! Whom desks and vans visit in an emergency: the households of its areas, those with the oldest data first.

use super::Emergency;
use crate::{
    Registry,
    acts::ActResult,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, read_document},
};
use jiff::civil::Date;
use registry::{
    area::AreaCode, household::Household, ids::ActId, personal::Personal, registry_number::RegistryNumber,
};
use store::{
    StoreError,
    rows::{Durability, SummaryFilter, SummaryOrder, SummaryRow},
};

/// Households in an answer.
const PAGE: u32 = 500;

/// A page of a work list.
#[derive(Debug, Clone)]
pub struct WorkList {
    /// Whom to visit.
    pub visits: Vec<Visit>,
    /// Where the next page begins; none at the end.
    pub next_after: Option<(Date, u64)>,
}

/// A household to be visited.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its number.
    pub household: RegistryNumber,
    /// Its tehsil, union council and block, as far as known.
    pub tehsil: Option<AreaCode>,
    /// See `tehsil`.
    pub union_council: Option<AreaCode>,
    /// See `tehsil`.
    pub block: Option<AreaCode>,
    /// Its last survey.
    pub surveyed: Date,
    /// Age of its data today, days.
    pub age_days: u32,
    /// Its score, hundredths.
    pub score: Option<i64>,
    /// Outcome of its decision.
    pub outcome: Option<String>,
    /// Whether somebody in it is a beneficiary.
    pub beneficiary: bool,
    /// What finds it; only where names were asked for.
    pub found_by: Option<FoundBy>,
}

/// What is known to find a household.
#[derive(Debug, Clone)]
pub struct FoundBy {
    /// The head's name.
    pub head: Option<Personal>,
    /// Street, house, village.
    pub address: Option<Personal>,
    /// What stands near.
    pub landmark: Option<Personal>,
    /// Telephone number.
    pub phone: Option<Personal>,
}

impl Registry {
    /// Households of an emergency's areas that were not surveyed since it began, those with the oldest data first; of one
    /// of its areas where given, and only within the reader's own. With names, whoever asks must be allowed to read
    /// households, and the reading of each is logged. Households without a survey day are on no page: the emergency's
    /// progress counts them.
    pub async fn emergency_work_list(
        &self,
        authority: &Authority,
        id: ActId,
        area: Option<&AreaCode>,
        after: Option<(Date, u64)>,
        names: bool,
    ) -> ActResult<WorkList> {
        self.demand(authority, Permission::ReadDue, Action::ReadDue).await?;
        if names {
            self.demand(authority, Permission::ReadHouseholds, Action::ReadDue).await?;
        }
        let act = self.act(id).await?;
        let emergency = act.emergency().ok_or(VerbError::NotFound)?;
        let areas = self.areas().await;
        let today = self.clock().today();
        let filter = SummaryFilter {
            areas: Some(emergency.codes(areas.book(), today)),
            surveyed_through: emergency.from.yesterday().ok(),
            ..SummaryFilter::default()
        };
        let rows = self.store().list_summaries(&filter, SummaryOrder::Surveyed { after }, PAGE).await?;
        let last = rows.last().and_then(|row| Some((row.summary.surveyed?, row.place)));
        let next_after = last.filter(|_| rows.len() == usize::try_from(PAGE).unwrap_or(usize::MAX));
        let scope = self.scope(authority).await;
        let wanted = |row: &SummaryRow| {
            let codes = [row.summary.block.as_ref(), row.summary.union_council.as_ref(), row.tehsil.as_ref()];
            let [block, council, tehsil] = codes;
            let in_scope = scope.as_ref().is_none_or(|scope| tehsil.is_some_and(|at| scope.contains(at)));
            let in_area = area.is_none_or(|area| {
                codes.into_iter().flatten().any(|code| areas.book().lies_in(code, area, today))
            });
            in_scope && in_area && emergency.covers_codes(areas.book(), block, council, tehsil, today)
        };
        let mut visits: Vec<Visit> =
            rows.iter().filter(|row| wanted(row)).filter_map(|row| visit(row, today)).collect();
        self.audit_work_list(authority, id, &visits, names).await?;
        if names {
            self.name(&mut visits).await?;
        }
        Ok(WorkList { visits, next_after })
    }

    async fn audit_work_list(
        &self,
        authority: &Authority,
        id: ActId,
        visits: &[Visit],
        names: bool,
    ) -> ActResult<()> {
        let entry = AuditEntry::new(self, authority, Action::ReadDue).subject(id.to_string());
        let mut audit = vec![entry.clone().into_row()?];
        if names {
            let of = |visit: &Visit| entry.clone().household(Some(visit.household)).into_row();
            let entries: Result<Vec<_>, StoreError> = visits.iter().map(of).collect();
            audit = entries?;
        }
        Ok(self.store().record_audit(audit, Durability::Now).await?)
    }

    async fn name(&self, visits: &mut [Visit]) -> ActResult<()> {
        let numbers: Vec<RegistryNumber> = visits.iter().map(|visit| visit.household).collect();
        for kept in self.store().find_households(&numbers).await? {
            let household: Household = read_document("household", &kept.document)?;
            let found_by = FoundBy {
                head: household.find_head().and_then(|head| head.name.clone()),
                address: household.record.location.address.clone(),
                landmark: household.record.location.landmark.clone(),
                phone: household.record.interview.phone.clone(),
            };
            if let Some(visit) = visits.iter_mut().find(|visit| visit.household == kept.number) {
                visit.found_by = Some(found_by);
            }
        }
        Ok(())
    }
}

fn visit(row: &SummaryRow, today: Date) -> Option<Visit> {
    let surveyed = row.summary.surveyed?;
    Some(Visit {
        household: row.household,
        tehsil: row.tehsil.clone(),
        union_council: row.summary.union_council.clone(),
        block: row.summary.block.clone(),
        surveyed,
        age_days: Emergency::age_days(surveyed, today),
        score: row.summary.score,
        outcome: row.outcome.clone(),
        beneficiary: row.beneficiary,
        found_by: None,
    })
}
