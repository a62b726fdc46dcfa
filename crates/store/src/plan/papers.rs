//! What a batch does to the papers beside the households: rows that change by versions (cases, enrolments, notices of the
//! civil register, acts), rows that are only added, and recurring work. All versioned rows go by one rule: the first
//! version must not be there, every other needs the one before it.

use super::before::{Before, KnownCase, PaperKey};
use crate::{
    ActRow, CaseWrite, Commit, Conflict, CursorStep, EnrolmentRow, LifeEventRow, ListedRow, NoticeRow,
    StoreError, StoreResult, VerificationRow,
};
use jiff::civil::Date;
use registry::registry_number::RegistryNumber;
use std::{
    collections::{BTreeSet, HashMap},
    hash::Hash,
};
use uuid::Uuid;

/// What is to be written, each row once.
#[derive(Default)]
pub(crate) struct PlannedPapers<'a> {
    pub cases: Vec<PlannedCase<'a>>,
    /// A case that was there before, and what it touches no longer stands there.
    pub case_keys_gone: Vec<Uuid>,
    /// Key and case: of open cases.
    pub case_keys: Vec<(&'a str, Uuid)>,
    /// With the household.
    pub enrolments: Vec<(i64, &'a EnrolmentRow)>,
    /// Households of which enrolments are counted anew, ascending.
    pub recounted: Vec<i64>,
    /// With the household.
    pub verifications: Vec<(i64, &'a VerificationRow)>,
    /// With the household.
    pub life_events: Vec<(Option<i64>, &'a LifeEventRow)>,
    pub acts: Vec<&'a ActRow>,
    /// With the household.
    pub listed: Vec<(i64, &'a ListedRow)>,
    /// With the household.
    pub notices: Vec<(i64, &'a NoticeRow)>,
    pub cursors: Vec<&'a CursorStep>,
}

/// A case as it is after the batch.
pub(crate) struct PlannedCase<'a> {
    pub household: Option<i64>,
    pub write: &'a CaseWrite,
}

/// See the module.
pub(super) struct Papers<'a> {
    versions: HashMap<PaperKey<'a>, u32>,
    /// The enrolment of a woman in a programme.
    women: HashMap<(Uuid, &'a str), Uuid>,
    /// The household of an enrolment.
    homes: HashMap<Uuid, i64>,
    positions: HashMap<&'a str, &'a str>,
    known_cases: HashMap<Uuid, &'a KnownCase>,
    cases: Latest<Uuid, PlannedCase<'a>>,
    enrolments: Latest<Uuid, (i64, &'a EnrolmentRow)>,
    recounted: BTreeSet<i64>,
    verifications: Vec<(i64, &'a VerificationRow)>,
    life_events: Latest<(&'a str, &'a str), (Option<i64>, &'a LifeEventRow)>,
    acts: Latest<Uuid, &'a ActRow>,
    listed: Latest<(Uuid, i64), (i64, &'a ListedRow)>,
    notices: Latest<(i64, &'a str, Date), (i64, &'a NoticeRow)>,
    cursors: Latest<&'a str, &'a CursorStep>,
}

impl<'a> Papers<'a> {
    /// Nothing applied yet.
    pub(super) fn new(before: &'a Before) -> Self {
        let mut versions = HashMap::new();
        for known in &before.cases {
            versions.insert(PaperKey::Case(known.id), known.version);
        }
        for known in &before.enrolments {
            versions.insert(PaperKey::Enrolment(known.id), known.version);
        }
        for known in &before.life_events {
            versions.insert(PaperKey::LifeEvent(&known.source, &known.reference), known.version);
        }
        for known in &before.acts {
            versions.insert(PaperKey::Act(known.id), known.version);
        }
        let enrolments = before.enrolments.iter();
        Self {
            versions,
            women: enrolments
                .clone()
                .map(|known| ((known.woman, known.programme.as_str()), known.id))
                .collect(),
            homes: enrolments.map(|known| (known.id, known.household)).collect(),
            positions: before.cursors.iter().map(|(work, at)| (work.as_str(), at.as_str())).collect(),
            known_cases: before.cases.iter().map(|known| (known.id, known)).collect(),
            cases: Latest::default(),
            enrolments: Latest::default(),
            recounted: BTreeSet::new(),
            verifications: Vec::new(),
            life_events: Latest::default(),
            acts: Latest::default(),
            listed: Latest::default(),
            notices: Latest::default(),
            cursors: Latest::default(),
        }
    }

    /// The first reason why the commit does not fit on the papers that are there.
    pub(super) fn check(&self, commit: &Commit) -> StoreResult<()> {
        let written = self.check_versions(commit)?;
        self.check_women(commit)?;
        if let Some(step) = &commit.cursor
            && self.positions.get(step.work.as_str()).copied() != step.from.as_deref()
        {
            return Err(StoreError::Conflict(Conflict::CursorMoved));
        }
        let known = |act| self.versions.contains_key(&act) || written.contains_key(&act);
        if commit.listed.iter().all(|row| known(PaperKey::Act(row.act.0))) {
            return Ok(());
        }
        Err(StoreError::Engine("a commit belongs to an act that is not there".to_owned()))
    }

    /// Returns the versions after the commit.
    fn check_versions<'c>(&self, commit: &'c Commit) -> StoreResult<HashMap<PaperKey<'c>, u32>> {
        let mut written: HashMap<PaperKey<'c>, u32> = HashMap::new();
        for (key, version) in versions_of(commit) {
            let there = written.get(&key).or_else(|| self.versions.get(&key)).copied();
            if there.unwrap_or(0).checked_add(1) != Some(version) {
                return Err(StoreError::Conflict(key.conflict(version)));
            }
            written.insert(key, version);
        }
        Ok(written)
    }

    /// A woman is enrolled in a programme once.
    fn check_women(&self, commit: &Commit) -> StoreResult<()> {
        let mut written = HashMap::new();
        for row in &commit.enrolments {
            let key = (row.woman.0, row.programme.as_str());
            let there = written.get(&key).or_else(|| self.women.get(&key)).copied();
            if there.is_some_and(|enrolment| enrolment != row.id.0) {
                return Err(StoreError::Conflict(Conflict::Exists));
            }
            written.insert(key, row.id.0);
        }
        Ok(())
    }

    /// Applies a commit that was checked; `id_of` knows its households.
    pub(super) fn apply(
        &mut self,
        commit: &'a Commit,
        id_of: impl Fn(RegistryNumber) -> StoreResult<i64>,
    ) -> StoreResult<()> {
        self.versions.extend(versions_of(commit));
        for write in &commit.cases {
            let household = write.row.household.map(&id_of).transpose()?;
            self.cases.put(write.row.id.0, PlannedCase { household, write });
        }
        for row in &commit.enrolments {
            self.enrol(row, id_of(row.household)?);
        }
        for row in &commit.verifications {
            self.verifications.push((id_of(row.household)?, row));
        }
        for row in &commit.life_events {
            let household = row.household.map(&id_of).transpose()?;
            self.life_events.put((&row.source, &row.reference), (household, row));
        }
        for row in &commit.acts {
            self.acts.put(row.id.0, row);
        }
        for row in &commit.listed {
            let household = id_of(row.household)?;
            self.listed.put_first((row.act.0, household), (household, row));
        }
        for row in &commit.notices {
            let household = id_of(row.household)?;
            self.notices.put_first((household, &row.kind, row.on), (household, row));
        }
        if let Some(step) = &commit.cursor {
            self.positions.insert(&step.work, &step.to);
            self.cursors.put(&step.work, step);
        }
        Ok(())
    }

    fn enrol(&mut self, row: &'a EnrolmentRow, household: i64) {
        self.recounted.insert(household);
        self.recounted.extend(self.homes.insert(row.id.0, household));
        self.women.insert((row.woman.0, &row.programme), row.id.0);
        self.enrolments.put(row.id.0, (household, row));
    }

    /// What is to be written. `moved` are households that were there and have another tehsil now; `count` takes by how
    /// much the number of cases in a tehsil and a state changes.
    pub(super) fn finish(
        self,
        moved: impl IntoIterator<Item = i64>,
        mut count: impl FnMut(&'a str, &'a str, i64),
    ) -> PlannedPapers<'a> {
        let mut planned = PlannedPapers::default();
        for case in &self.cases.rows {
            let CaseWrite { row, keys } = case.write;
            if let Some(known) = self.known_cases.get(&row.id.0) {
                planned.case_keys_gone.push(row.id.0);
                count(&known.tehsil, &known.state, -1);
            }
            count(row.tehsil.as_ref().map_or("", |code| code.as_str()), &row.state, 1);
            if row.open {
                let keys: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
                planned.case_keys.extend(keys.into_iter().map(|key| (key, row.id.0)));
            }
        }
        let mut recounted = self.recounted;
        recounted.extend(moved);
        PlannedPapers {
            cases: self.cases.rows,
            enrolments: self.enrolments.rows,
            recounted: recounted.into_iter().collect(),
            verifications: self.verifications,
            life_events: self.life_events.rows,
            acts: self.acts.rows,
            listed: self.listed.rows,
            notices: self.notices.rows,
            cursors: self.cursors.rows,
            ..planned
        }
    }
}

/// Every versioned row of a commit, in order.
fn versions_of(commit: &Commit) -> impl Iterator<Item = (PaperKey<'_>, u32)> {
    let cases = commit.cases.iter().map(|write| (PaperKey::Case(write.row.id.0), write.row.version));
    let enrolments = commit.enrolments.iter().map(|row| (PaperKey::Enrolment(row.id.0), row.version));
    let life_events =
        commit.life_events.iter().map(|row| (PaperKey::LifeEvent(&row.source, &row.reference), row.version));
    let acts = commit.acts.iter().map(|row| (PaperKey::Act(row.id.0), row.version));
    cases.chain(enrolments).chain(life_events).chain(acts)
}

/// One row for each key, in the order in which the keys first came.
struct Latest<K, T> {
    places: HashMap<K, usize>,
    rows: Vec<T>,
}

impl<K, T> Default for Latest<K, T> {
    fn default() -> Self {
        Self { places: HashMap::new(), rows: Vec::new() }
    }
}

impl<K: Eq + Hash, T> Latest<K, T> {
    /// The last row of a key counts.
    fn put(&mut self, key: K, row: T) {
        match self.places.get(&key).and_then(|&place| self.rows.get_mut(place)) {
            Some(there) => *there = row,
            None => self.put_first(key, row),
        }
    }

    /// The first row of a key counts.
    fn put_first(&mut self, key: K, row: T) {
        let next = self.rows.len();
        if *self.places.entry(key).or_insert(next) == next {
            self.rows.push(row);
        }
    }
}
