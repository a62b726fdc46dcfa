//! What the calendar did and what it will bring, month by month.

use super::{
    WORK,
    recertification::{due_rule, milestones},
};
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    due::{bracket_edges, in_bracket, phases},
    error::VerbResult,
};
use jiff::{Timestamp, ToSpan, civil::Date};
use registry::{area::AreaCode, change::UpdateType, updates::surveyed_for};
use std::collections::BTreeMap;
use store::{
    StoreError,
    rows::{SummaryCount, SummaryFilter},
};

/// At most so many months ahead and back.
const MONTHS: u16 = 48;

/// What was done and what comes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarOverview {
    /// Where every task stands.
    pub tasks: Vec<TaskPlace>,
    /// Notices written, by kind and month, in the whole country.
    pub done: Vec<Done>,
    /// What comes, by month and tehsil.
    pub coming: Vec<Coming>,
}

/// Where a task stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPlace {
    /// Its name.
    pub task: String,
    /// How far, as JSON.
    pub position: String,
    /// When it last moved.
    pub moved: Timestamp,
}

/// What was done in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The first day of the month of which the notices are.
    pub month: Date,
    /// Kind of notice.
    pub kind: String,
    /// How many.
    pub notices: u64,
}

/// What comes in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Its first day.
    pub month: Date,
    /// The update type.
    pub update_type: UpdateType,
    /// What: `recertification_due`, `recertification_reminder`, `recertification_lapsed`, or `phase_1` and so on of cyclic
    /// surveys.
    pub what: String,
    /// The tehsil.
    pub tehsil: Option<AreaCode>,
    /// How many households, as they stand now.
    pub households: u64,
}

impl Registry {
    /// What the calendar did in the months past and what comes in the months ahead, this one first, by the rules in force
    /// today; within the reader's areas as far as it goes by area.
    pub async fn calendar_overview(
        &self,
        authority: &Authority,
        months: u16,
    ) -> VerbResult<CalendarOverview> {
        self.demand(authority, Permission::ReadDue, Action::ReadDue).await?;
        self.audit(AuditEntry::new(self, authority, Action::ReadDue).subject("calendar")).await?;
        let months = months.min(MONTHS);
        let today = self.clock().today();
        let scope = self.scope(authority).await;
        let tasks = self.store().list_cursors(WORK).await?.into_iter().map(|cursor| TaskPlace {
            task: cursor.work.trim_start_matches(WORK).to_owned(),
            position: cursor.position,
            moved: cursor.moved,
        });
        let tasks = tasks.collect();
        let first = today.first_of_month();
        let since = first.saturating_sub(i64::from(months).months());
        let done = self.done(since, today).await?;
        let mut coming = Vec::new();
        for ahead in 0..i64::from(months) {
            self.coming_in(first.saturating_add(ahead.months()), scope.as_ref(), &mut coming).await?;
        }
        Ok(CalendarOverview { tasks, done, coming })
    }

    async fn done(&self, from: Date, through: Date) -> Result<Vec<Done>, StoreError> {
        let mut months: BTreeMap<(Date, String), u64> = BTreeMap::new();
        for (kind, on, notices) in self.store().count_notices(from, through).await? {
            *months.entry((on.first_of_month(), kind)).or_default() += notices;
        }
        Ok(months.into_iter().map(|((month, kind), notices)| Done { month, kind, notices }).collect())
    }

    async fn coming_in(
        &self,
        month: Date,
        scope: Option<&Vec<AreaCode>>,
        coming: &mut Vec<Coming>,
    ) -> Result<(), StoreError> {
        let Some(rules) = self.rules().updates_on(self.clock().today()) else { return Ok(()) };
        if let Some(due) = due_rule(rules) {
            for milestone in milestones(due) {
                let months = milestone.after_months;
                let counts = self.falling_due(month, months, true, &[], scope).await?;
                let all = counts.iter().collect();
                collect(coming, month, UpdateType::Recertification, milestone.kind, all);
            }
        }
        if let Some(due) = rules.rule(UpdateType::Cyclic).and_then(|rule| rule.due.as_ref()) {
            let (phases, edges) = (phases(due), bracket_edges(due));
            for (place, phase) in phases.iter().enumerate() {
                let months = due.after_months.saturating_add(phase.after_months);
                let counts = self.falling_due(month, months, false, &edges, scope).await?;
                let own = counts.iter().filter(|count| in_bracket(&phases, &edges, place, count.bracket));
                collect(coming, month, UpdateType::Cyclic, &format!("phase_{}", place + 1), own.collect());
            }
        }
        Ok(())
    }

    /// Households whose day after so many months lies in a month, as they stand now.
    async fn falling_due(
        &self,
        month: Date,
        after_months: u16,
        beneficiary: bool,
        edges: &[i64],
        scope: Option<&Vec<AreaCode>>,
    ) -> Result<Vec<SummaryCount>, StoreError> {
        let (before, last) = (super::before(month), month.last_of_month());
        let Some((first, last)) = surveyed_for(before, last, after_months) else { return Ok(Vec::new()) };
        let filter = SummaryFilter {
            areas: scope.cloned(),
            surveyed_from: Some(first),
            surveyed_through: Some(last),
            beneficiary: Some(beneficiary),
            ..SummaryFilter::default()
        };
        self.store().count_summaries(&filter, edges).await
    }
}

fn collect(
    coming: &mut Vec<Coming>,
    month: Date,
    update_type: UpdateType,
    what: &str,
    counts: Vec<&SummaryCount>,
) {
    let mut tehsils: BTreeMap<Option<AreaCode>, u64> = BTreeMap::new();
    for count in counts {
        *tehsils.entry(count.tehsil.clone()).or_default() += count.households;
    }
    let rows = tehsils.into_iter().map(|(tehsil, households)| Coming {
        month,
        update_type,
        what: what.to_owned(),
        tehsil,
        households,
    });
    coming.extend(rows);
}
