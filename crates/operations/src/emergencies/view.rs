//! How far an emergency's re-survey has got.

use super::Emergency;
use crate::{
    Registry,
    acts::{Act, ActResult},
    audit::Action,
    authority::{Authority, Permission},
    error::VerbError,
};
use registry::{area::AreaCode, ids::ActId};
use std::collections::BTreeMap;
use store::rows::{SummaryCount, SummaryFilter};

/// An emergency with its progress.
#[derive(Debug, Clone, PartialEq)]
pub struct EmergencyView {
    /// The act.
    pub act: Act,
    /// Its areas today.
    pub areas: Vec<AreaCode>,
    /// How far its re-survey has got, by tehsil as households name it; none of those outside the reader's areas.
    pub progress: Vec<EmergencyProgress>,
}

/// Progress in a tehsil.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmergencyProgress {
    /// The tehsil.
    pub tehsil: Option<AreaCode>,
    /// Households.
    pub households: u64,
    /// Of them, surveyed on the first day of the emergency or later.
    pub surveyed_since: u64,
    /// Of them, without a survey day: they are on no work list by age.
    pub undated: u64,
    /// Of the others, by the year of their last survey, oldest first.
    pub by_year: Vec<(i16, u64)>,
}

impl Registry {
    /// An emergency with its progress. Counts go by area codes: where a block moved into a notified tehsil after its
    /// notification, its households are counted and not on the work list.
    pub async fn view_emergency(&self, authority: &Authority, id: ActId) -> ActResult<EmergencyView> {
        let act = self.find_act(authority, id).await?;
        let emergency = act.emergency().ok_or(VerbError::NotFound)?.clone();
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        let areas = self.areas().await;
        let today = self.clock().today();
        let filter =
            SummaryFilter { areas: Some(emergency.codes(areas.book(), today)), ..SummaryFilter::default() };
        let all = self.store().count_summaries(&filter, &[]).await?;
        let since = SummaryFilter { surveyed_from: Some(emergency.from), ..filter };
        let since = self.store().count_summaries(&since, &[]).await?;
        let mut progress = by_tehsil(&all, &since);
        if let Some(scope) = self.scope(authority).await {
            progress.retain(|row| row.tehsil.as_ref().is_some_and(|tehsil| scope.contains(tehsil)));
        }
        Ok(EmergencyView { areas: emergency.areas_on(today), act, progress })
    }
}

impl Emergency {
    /// Days from a survey to a day.
    pub(super) fn age_days(surveyed: jiff::civil::Date, day: jiff::civil::Date) -> u32 {
        let days = day.since(surveyed).map_or(0, |span| span.get_days());
        u32::try_from(days).unwrap_or(0)
    }
}

fn by_tehsil(all: &[SummaryCount], since: &[SummaryCount]) -> Vec<EmergencyProgress> {
    let mut rows: BTreeMap<Option<AreaCode>, EmergencyProgress> = BTreeMap::new();
    for count in all {
        let row = rows.entry(count.tehsil.clone()).or_default();
        row.households += count.households;
        match count.year {
            None => row.undated += count.households,
            Some(year) => match row.by_year.iter_mut().find(|(known, _)| *known == year) {
                Some((_, households)) => *households += count.households,
                None => row.by_year.push((year, count.households)),
            },
        }
    }
    for count in since {
        rows.entry(count.tehsil.clone()).or_default().surveyed_since += count.households;
    }
    let finish = |(tehsil, mut row): (Option<AreaCode>, EmergencyProgress)| {
        row.by_year.sort_unstable();
        EmergencyProgress { tehsil, ..row }
    };
    rows.into_iter().map(finish).collect()
}
