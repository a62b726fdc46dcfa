//! What an emergency changed: the records of households surveyed since it began, against what was known the day before.
//!
//! Both sides are decided by the policy of today, so that only the facts differ.

use crate::{
    Registry,
    acts::ActResult,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    decide,
    error::{VerbError, read_document},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaBook, change::Entry, history::History, household::Household, ids::ActId,
    registry_number::RegistryNumber,
};
use scoring::{
    decision::Decision,
    facts::{Circumstances, FactId, Facts, Value, derive},
};
use std::collections::BTreeMap;
use store::{
    StoreError,
    rows::{LogRow, SummaryFilter, SummaryOrder},
};

/// Households read at a time.
const PAGE: u32 = 200;
/// Households compared at most: an answer in seconds.
const COMPARED: u64 = 20_000;
/// Facts whose means are compared.
const MEANS: [&str; 7] = [
    "members_count",
    "rooms_count",
    "employed_members_count",
    "children_5_to_16_out_of_school_count",
    "land_owned_acres",
    "cattle_count",
    "sheep_and_goats_count",
];

/// Before and after.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Households surveyed since the emergency began and known before.
    pub compared: u64,
    /// Households surveyed since that were not known before.
    pub new: u64,
    /// Whether there are more than were compared.
    pub partial: bool,
    /// Outcomes before and after.
    pub outcomes: Vec<Crossing>,
    /// Materials of the outer walls before and after.
    pub walls: Vec<Crossing>,
    /// Mean score before and after, of households that have both.
    pub score: FactCompared,
    /// Means of facts, of households that have both.
    pub facts: Vec<FactCompared>,
}

/// How many went from one code to another; none where it was not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// How many households.
    pub households: u64,
}

/// A number before and after.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactCompared {
    /// Its name: `score`, or a fact's.
    pub name: String,
    /// Households that have it before and after.
    pub households: u64,
    /// Sum before.
    pub before_sum: f64,
    /// Sum after.
    pub after_sum: f64,
}

impl FactCompared {
    /// The means before and after; none where nothing is compared.
    pub fn means(&self) -> Option<(f64, f64)> {
        let households = u32::try_from(self.households).ok().filter(|count| *count > 0).map(f64::from)?;
        Some((self.before_sum / households, self.after_sum / households))
    }

    fn add(&mut self, before: Option<f64>, after: Option<f64>) {
        if let (Some(before), Some(after)) = (before, after) {
            self.households += 1;
            self.before_sum += before;
            self.after_sum += after;
        }
    }
}

/// Tables being filled.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<(Option<String>, Option<String>), u64>,
    walls: BTreeMap<(Option<String>, Option<String>), u64>,
    comparison: Comparison,
}

/// A household on one side.
struct Side {
    decision: Option<Decision>,
    facts: Facts,
    wall: Option<String>,
}

impl Registry {
    /// Compares the households of an emergency's areas that were surveyed since it began with what was known the day
    /// before. Counts and sums only; whoever reads must hold in all of its areas.
    pub async fn compare_emergency(&self, authority: &Authority, id: ActId) -> ActResult<Comparison> {
        self.demand(authority, Permission::ReadActs, Action::ReadActs).await?;
        let act = self.act(id).await?;
        let emergency = act.emergency().ok_or(VerbError::NotFound)?.clone();
        self.demand_areas(authority, &act.areas(), Action::ReadActs).await?;
        self.audit(AuditEntry::new(self, authority, Action::ReadActs).subject(id.to_string())).await?;
        let areas = self.areas().await;
        let (today, now) = (self.clock().today(), self.clock().now());
        let filter = SummaryFilter {
            areas: Some(emergency.codes(areas.book(), today)),
            surveyed_from: Some(emergency.from),
            ..SummaryFilter::default()
        };
        let mut tally = Tally::default();
        let (mut after, mut read) = (0, 0);
        loop {
            let rows = self.store().list_summaries(&filter, SummaryOrder::Arrival { after }, PAGE).await?;
            let Some(last) = rows.last().map(|row| row.place) else { break };
            after = last;
            let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
            for (_, entries) in self.store().list_entries_of(&numbers).await? {
                self.compare(areas.book(), &entries, emergency.from, now, &mut tally)?;
            }
            read += u64::try_from(rows.len()).unwrap_or(0);
            if read >= COMPARED {
                tally.comparison.partial = true;
                break;
            }
        }
        Ok(tally.finish())
    }

    fn compare(
        &self,
        book: &AreaBook,
        entries: &[LogRow],
        from: Date,
        now: Timestamp,
        tally: &mut Tally,
    ) -> Result<(), StoreError> {
        let entries: Result<Vec<Entry>, StoreError> =
            entries.iter().map(|row| read_document("change log entry", &row.text)).collect();
        let history = History::new(entries?);
        let eve = from.yesterday().unwrap_or(from);
        let Some(after) = history.current().ok().flatten() else { return Ok(()) };
        let Some(before) = history.household(eve, now).ok().flatten() else {
            tally.comparison.new += 1;
            return Ok(());
        };
        let after_day = history.entries().last().map_or(from, |last| last.effective);
        let before = self.side(book, &before, eve, now);
        let after = self.side(book, &after, after_day, now);
        tally.add(&before, &after);
        Ok(())
    }

    fn side(&self, book: &AreaBook, household: &Household, day: Date, now: Timestamp) -> Side {
        let circumstances = Circumstances::of(book, &household.record.location, day);
        Side {
            decision: decide::decide(self.rules(), book, household, 1, day, now),
            facts: derive(household, day, &circumstances),
            wall: household.record.dwelling.wall.map(|wall| wall.code().to_owned()),
        }
    }
}

impl Side {
    fn outcome(&self) -> Option<String> {
        self.decision.as_ref().map(|decision| decision.outcome.code().to_owned())
    }

    fn score(&self) -> Option<f64> {
        Some(self.decision.as_ref()?.score.value()?.as_f64())
    }

    fn number(&self, fact: &str) -> Option<f64> {
        match self.facts.get(FactId::find(fact)?)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

impl Tally {
    fn add(&mut self, before: &Side, after: &Side) {
        self.comparison.compared += 1;
        *self.outcomes.entry((before.outcome(), after.outcome())).or_default() += 1;
        *self.walls.entry((before.wall.clone(), after.wall.clone())).or_default() += 1;
        self.comparison.score.add(before.score(), after.score());
        if self.comparison.facts.is_empty() {
            let named = |name: &str| FactCompared { name: name.to_owned(), ..FactCompared::default() };
            self.comparison.facts = MEANS.map(named).to_vec();
        }
        for fact in &mut self.comparison.facts {
            fact.add(before.number(&fact.name), after.number(&fact.name));
        }
    }

    fn finish(mut self) -> Comparison {
        "score".clone_into(&mut self.comparison.score.name);
        self.comparison.outcomes = crossings(self.outcomes);
        self.comparison.walls = crossings(self.walls);
        self.comparison
    }
}

fn crossings(counts: BTreeMap<(Option<String>, Option<String>), u64>) -> Vec<Crossing> {
    counts.into_iter().map(|((before, after), households)| Crossing { before, after, households }).collect()
}
