//! Who is due: lists and counts by tehsil, bracket and phase.

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult},
};
use jiff::civil::{Date, date};
use registry::{
    area::AreaCode,
    change::UpdateType,
    registry_number::RegistryNumber,
    updates::{Due, Phase, due_on, surveyed_for},
};
use scoring::points::Points;
use std::collections::BTreeMap;
use store::rows::{Durability, SummaryFilter, SummaryOrder, SummaryRow};

/// Before any survey of the registry.
const BEGINNING: Date = date(1900, 1, 1);
/// Households in an answer at most.
const PAGE: u32 = 500;

/// Whom to list.
#[derive(Debug, Clone)]
pub struct DueQuery {
    /// `Cyclic` or `Recertification`.
    pub update_type: UpdateType,
    /// Which phase, from 0; of recertification there is one.
    pub phase: usize,
    /// In this tehsil; in all of the reader's areas when none.
    pub tehsil: Option<AreaCode>,
    /// Where the page begins.
    pub after: Option<(Date, u64)>,
    /// At most so many.
    pub limit: u32,
}

/// A page of those due, those surveyed longest ago first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePage {
    /// The households.
    pub households: Vec<DueHousehold>,
    /// Where the next page begins; none at the end.
    pub next_after: Option<(Date, u64)>,
}

/// A household that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueHousehold {
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
    /// Since when it is due.
    pub since: Date,
    /// The last day of its window; none where it stays open.
    pub until: Option<Date>,
    /// Whether its window has passed.
    pub window_passed: bool,
    /// Its score, hundredths.
    pub score: Option<i64>,
}

/// How many are due in a tehsil.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueCount {
    /// The tehsil.
    pub tehsil: Option<AreaCode>,
    /// The phase, from 0.
    pub phase: usize,
    /// Bracket of score: 0 below the first edge of the phases; none without a score.
    pub bracket: Option<u32>,
    /// How many households.
    pub households: u64,
}

/// The phases of a rule; one for everybody where it has none.
pub(crate) fn phases(due: &Due) -> Vec<Phase> {
    if due.phases.is_empty() {
        return vec![Phase { score_from: f64::MIN, score_below: None, after_months: 0 }];
    }
    due.phases.clone()
}

/// The edges of the brackets of a rule's phases, hundredths, ascending.
pub(crate) fn bracket_edges(due: &Due) -> Vec<i64> {
    let mut edges: Vec<i64> = due.phases.iter().filter_map(|phase| hundredths(phase.score_from)).collect();
    edges.extend(due.phases.iter().filter_map(|phase| hundredths(phase.score_below?)));
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Whether a bracket is of a phase; those without a score, and those in no phase, come in the last one.
pub(crate) fn in_bracket(phases: &[Phase], edges: &[i64], place: usize, bracket: Option<u32>) -> bool {
    // The lower edge of the bracket stands for all of its scores.
    let lower = bracket.map(|bracket| {
        let below = usize::try_from(bracket).ok().and_then(|bracket| bracket.checked_sub(1));
        below.and_then(|below| edges.get(below)).copied().unwrap_or(i64::MIN)
    });
    phase_of(phases, lower) == Some(place)
}

/// Which phase a score, hundredths, is in.
fn phase_of(phases: &[Phase], score: Option<i64>) -> Option<usize> {
    let takes = |phase: &Phase, score: i64| {
        hundredths(phase.score_from).is_none_or(|from| score >= from)
            && phase.score_below.and_then(hundredths).is_none_or(|below| score < below)
    };
    let own = score.and_then(|score| phases.iter().position(|phase| takes(phase, score)));
    let last = || phases.iter().enumerate().max_by_key(|(_, phase)| phase.after_months);
    own.or_else(|| last().map(|(place, _)| place))
}

fn hundredths(score: f64) -> Option<i64> {
    Points::rounded(score).map(Points::hundredths)
}

impl Registry {
    /// Who is due today, of a type and phase, within the reader's areas.
    pub async fn list_due(&self, authority: &Authority, query: &DueQuery) -> VerbResult<DuePage> {
        self.demand(authority, Permission::ReadDue, Action::ReadDue).await?;
        let today = self.clock().today();
        let (due, beneficiary) = self.due_of(query.update_type)?;
        let phases = phases(due);
        let phase = phases.get(query.phase).ok_or_else(|| VerbError::Invalid("due.phase".to_owned()))?;
        let months = due.after_months.saturating_add(phase.after_months);
        let limit = query.limit.clamp(1, PAGE);
        let Some((_, last)) = surveyed_for(BEGINNING, today, months) else {
            return Ok(DuePage { households: Vec::new(), next_after: None });
        };
        let Some(areas) = self.areas_within(authority, query.tehsil.as_ref()).await else {
            return Err(VerbError::NotFound);
        };
        let filter = SummaryFilter {
            areas,
            surveyed_through: Some(last),
            beneficiary: Some(beneficiary),
            ..bracket_of(&phases, query.phase)
        };
        let rows = self
            .store()
            .list_summaries(&filter, SummaryOrder::Surveyed { after: query.after }, limit)
            .await?;
        let last = rows.last().and_then(|row| Some((row.summary.surveyed?, row.place)));
        let next_after = last.filter(|_| rows.len() == usize::try_from(limit).unwrap_or(usize::MAX));
        let own = rows.iter().filter(|row| phase_of(&phases, row.summary.score) == Some(query.phase));
        let households: Vec<DueHousehold> =
            own.filter_map(|row| due_household(row, months, due.window_months, today)).collect();
        let entry = AuditEntry::new(self, authority, Action::ReadDue);
        let audit = households.iter().map(|row| entry.clone().household(Some(row.household)).into_row());
        let mut audit = audit.collect::<Result<Vec<_>, _>>()?;
        if audit.is_empty() {
            audit.push(entry.into_row()?);
        }
        self.store().record_audit(audit, Durability::Now).await?;
        Ok(DuePage { households, next_after })
    }

    /// How many are due today, by tehsil, phase and bracket of score, within the reader's areas.
    pub async fn count_due(
        &self,
        authority: &Authority,
        update_type: UpdateType,
    ) -> VerbResult<Vec<DueCount>> {
        self.demand(authority, Permission::ReadDue, Action::ReadDue).await?;
        let today = self.clock().today();
        let (due, beneficiary) = self.due_of(update_type)?;
        let (phases, edges) = (phases(due), bracket_edges(due));
        let areas = self.scope(authority).await;
        let mut rows: BTreeMap<(Option<AreaCode>, usize, Option<u32>), u64> = BTreeMap::new();
        for (place, phase) in phases.iter().enumerate() {
            let months = due.after_months.saturating_add(phase.after_months);
            let Some((_, last)) = surveyed_for(BEGINNING, today, months) else { continue };
            let filter = SummaryFilter {
                areas: areas.clone(),
                surveyed_through: Some(last),
                beneficiary: Some(beneficiary),
                ..SummaryFilter::default()
            };
            for count in self.store().count_summaries(&filter, &edges).await? {
                if in_bracket(&phases, &edges, place, count.bracket) {
                    *rows.entry((count.tehsil, place, count.bracket)).or_default() += count.households;
                }
            }
        }
        let counts = rows.into_iter().map(|((tehsil, phase, bracket), households)| DueCount {
            tehsil,
            phase,
            bracket,
            households,
        });
        Ok(counts.collect())
    }

    /// The rule of a type that goes by time today, and whether it is for beneficiaries.
    fn due_of(&self, update_type: UpdateType) -> VerbResult<(&Due, bool)> {
        let rules = self.rules().updates_on(self.clock().today());
        let due = rules.and_then(|rules| rules.rule(update_type)).and_then(|rule| rule.due.as_ref());
        let due = due.ok_or_else(|| VerbError::Invalid("due.type".to_owned()))?;
        Ok((due, due.concerns(true)))
    }

    /// The areas of a filter: a tehsil asked for, if the reader's areas hold it, else all of the reader's. None where they
    /// do not.
    async fn areas_within(
        &self,
        authority: &Authority,
        tehsil: Option<&AreaCode>,
    ) -> Option<Option<Vec<AreaCode>>> {
        match tehsil {
            None => Some(self.scope(authority).await),
            Some(tehsil) if self.covers(authority, Some(tehsil)).await => Some(Some(vec![tehsil.clone()])),
            Some(_) => None,
        }
    }
}

/// A filter by the scores of a phase. The last phase also takes those without a score, which a filter by score leaves
/// out.
fn bracket_of(phases: &[Phase], place: usize) -> SummaryFilter {
    if phase_of(phases, None) == Some(place) {
        return SummaryFilter::default();
    }
    let phase = phases.get(place);
    SummaryFilter {
        score_from: phase.and_then(|phase| hundredths(phase.score_from)),
        score_below: phase.and_then(|phase| phase.score_below).and_then(hundredths),
        ..SummaryFilter::default()
    }
}

fn due_household(row: &SummaryRow, months: u16, window: Option<u16>, today: Date) -> Option<DueHousehold> {
    let surveyed = row.summary.surveyed?;
    let closes = window.map(|window| due_on(surveyed, months.saturating_add(window)));
    Some(DueHousehold {
        household: row.household,
        tehsil: row.tehsil.clone(),
        union_council: row.summary.union_council.clone(),
        block: row.summary.block.clone(),
        surveyed,
        since: due_on(surveyed, months),
        until: closes.and_then(|closes| closes.yesterday().ok()),
        window_passed: closes.is_some_and(|closes| closes <= today),
        score: row.summary.score,
    })
}
