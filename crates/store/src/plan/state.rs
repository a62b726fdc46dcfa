//! What the store holds as a batch's commits are applied one after the other, and what of it has to be written at the
//! end: only the last state of each row.

use super::{
    Before, CASES, HOUSEHOLDS, Head, KnownHousehold, KnownLoad, KnownSubmission, Plan, PlannedAudit,
    PlannedDecision, PlannedEntry, PlannedHousehold, PlannedLoaded, PlannedPapers, PlannedSettlement,
    PlannedSubmission, SUBMISSIONS,
    before::{key, numbers_of},
    distinct_words,
    papers::Papers,
    words::Words,
};
use crate::{
    AttachmentRow, Commit, HouseholdWrite, JobRow, LoadProgress, LoadStep, StoreError, StoreResult,
    SubmissionRow, SubmissionSettled, SubmissionState,
};
use registry::{area::AreaCode, registry_number::RegistryNumber};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// See the module.
pub(super) struct State<'a> {
    changes: Head,
    audit: Head,
    last_household: i64,
    last_submission: i64,
    entries: Vec<PlannedEntry<'a>>,
    audit_entries: Vec<PlannedAudit<'a>>,
    households: BTreeMap<i64, Household<'a>>,
    /// Registry numbers by the `id` of their household.
    numbers_by_id: HashMap<i64, i64>,
    holders: BTreeMap<i64, Holder>,
    submissions: BTreeMap<&'a str, Submission<'a>>,
    attachments: BTreeMap<(i64, &'a str), &'a AttachmentRow>,
    decisions: Vec<PlannedDecision<'a>>,
    jobs: Vec<&'a JobRow>,
    loads: BTreeMap<&'a str, Load<'a>>,
    loaded: Vec<PlannedLoaded<'a>>,
    papers: Papers<'a>,
}

struct Load<'a> {
    before: &'a KnownLoad,
    last: Option<&'a LoadStep>,
}

struct Household<'a> {
    id: i64,
    before: Option<&'a KnownHousehold>,
    write: Option<Written<'a>>,
}

/// A household's new state, and its document as it is kept.
#[derive(Clone, Copy)]
struct Written<'a> {
    write: &'a HouseholdWrite,
    document: &'a [u8],
}

/// Who holds a citizen number: household, and person where that is known.
struct Holder {
    before: Option<(i64, Option<Uuid>)>,
    now: Option<(i64, Option<Uuid>)>,
}

struct Submission<'a> {
    id: i64,
    before: Option<&'a KnownSubmission>,
    row: Option<&'a SubmissionRow>,
    settled: Option<(&'a SubmissionSettled, Option<i64>)>,
    /// Of the row's household.
    household: Option<i64>,
    state: SubmissionState,
}

impl<'a> State<'a> {
    /// Nothing applied yet.
    pub(super) fn new(before: &'a Before) -> Self {
        let mut state = Self {
            changes: before.changes,
            audit: before.audit,
            last_household: before.last_household,
            last_submission: before.last_submission,
            entries: Vec::new(),
            audit_entries: Vec::new(),
            households: BTreeMap::new(),
            numbers_by_id: HashMap::new(),
            holders: BTreeMap::new(),
            submissions: BTreeMap::new(),
            attachments: BTreeMap::new(),
            decisions: Vec::new(),
            jobs: Vec::new(),
            loads: before
                .loads
                .iter()
                .map(|load| (load.batch.as_str(), Load { before: load, last: None }))
                .collect(),
            loaded: Vec::new(),
            papers: Papers::new(before),
        };
        before.households.iter().for_each(|household| state.know_household(household));
        for known in &before.holders {
            let holder = Some((known.household, Some(known.person)));
            state.holders.insert(known.number, Holder { before: holder, now: holder });
        }
        for known in &before.submissions {
            state.submissions.insert(&known.instance, Submission::known(known));
        }
        state
    }

    /// A household's version, where there is such a household.
    pub(super) fn version(&self, number: i64) -> Option<u32> {
        let household = self.households.get(&number)?;
        household
            .write
            .map(|written| written.write.row.version)
            .or(household.before.map(|before| before.version))
    }

    /// The registry number of the household whose member holds a citizen number.
    pub(super) fn holder(&self, number: i64) -> Option<i64> {
        let (id, _) = self.holders.get(&number)?.now?;
        // A holder outside this batch's households is still somebody else: no registry number is zero.
        Some(self.numbers_by_id.get(&id).copied().unwrap_or(0))
    }

    /// A submission's state, where there is such a submission.
    pub(super) fn submission_state(&self, instance: &str) -> Option<SubmissionState> {
        self.submissions.get(instance).map(|submission| submission.state)
    }

    /// How far a load has got and whether it has ended, where there is such a load.
    pub(super) fn load_progress(&self, batch: &str) -> Option<(LoadProgress, bool)> {
        let load = self.loads.get(batch)?;
        Some(load.last.map_or((load.before.progress, load.before.finished), |step| (step.to, step.finished)))
    }

    /// The papers beside the households.
    pub(super) fn papers(&self) -> &Papers<'a> {
        &self.papers
    }

    /// Applies a commit that was checked.
    pub(super) fn apply(&mut self, commit: &'a Commit) -> StoreResult<()> {
        let written = commit
            .households
            .iter()
            .enumerate()
            .map(|(at, write)| Written { write, document: commit.packed.document(at, &write.row.document) });
        let ids: Vec<i64> = written.map(|written| self.write_household(written)).collect();
        for (write, id) in commit.households.iter().zip(ids) {
            self.hold_numbers(write, id);
        }
        let submission = self.apply_submission(commit)?;
        if let Some(submission) = submission {
            for attachment in &commit.attachments {
                self.attachments.insert((submission, &attachment.name), attachment);
            }
        }
        for (at, row) in commit.entries.iter().enumerate() {
            let household = self.id_of(row.household)?;
            self.changes = self.changes.next(&row.text);
            let Head { position, hash } = self.changes;
            let text = commit.packed.entry(at, &row.text);
            self.entries.push(PlannedEntry { position, household, hash, row, text });
        }
        for (at, row) in commit.decisions.iter().enumerate() {
            let household = self.id_of(row.household)?;
            let text = commit.packed.decision(at, &row.text);
            self.decisions.push(PlannedDecision { household, row, text });
        }
        for row in &commit.audit {
            self.audit = self.audit.next(&row.text);
            let Head { position, hash } = self.audit;
            self.audit_entries.push(PlannedAudit { position, hash, row });
        }
        self.jobs.extend(&commit.jobs);
        let households = &self.households;
        self.papers.apply(commit, |number| id_of(households, number))?;
        commit.load.iter().try_for_each(|step| self.move_load(step))
    }

    /// What is to be written.
    pub(super) fn finish(self, verdicts: Vec<StoreResult<()>>) -> Plan<'a> {
        let mut plan = Plan {
            verdicts,
            entries: self.entries,
            audit: self.audit_entries,
            changes_head: self.changes,
            audit_head: self.audit,
            new_households: Vec::new(),
            changed_households: Vec::new(),
            numbers_gone: Vec::new(),
            numbers_held: Vec::new(),
            words_gone: Vec::new(),
            words_added: Vec::new(),
            word_runs: Vec::new(),
            new_submissions: Vec::new(),
            settled_submissions: Vec::new(),
            superseded_submissions: Vec::new(),
            attachments: self.attachments.into_iter().map(|((id, _), row)| (id, row)).collect(),
            decisions: self.decisions,
            jobs: self.jobs,
            moved_loads: self.loads.values().filter_map(|load| Some((load.before.id, load.last?))).collect(),
            loaded: self.loaded,
            papers: PlannedPapers::default(),
            tally: Vec::new(),
        };
        let mut tally = Tally::new();
        // In order of arrival, which is the order of the tables.
        let mut households: Vec<&Household<'_>> = self.households.values().collect();
        households.sort_unstable_by_key(|household| household.id);
        let mut words = Words::default();
        for household in &households {
            household.finish(&mut plan, &mut words, &mut tally);
        }
        let moved = households.iter().filter(|household| household.has_moved()).map(|household| household.id);
        plan.papers = self.papers.finish(moved, |tehsil, state, change| {
            *tally.entry((CASES, tehsil, state)).or_default() += change;
        });
        plan.word_runs = words.into_runs();
        self.holders.iter().for_each(|(&number, holder)| holder.finish(number, &mut plan));
        self.submissions.values().for_each(|submission| submission.finish(&mut plan, &mut tally));
        plan.new_submissions.sort_unstable_by_key(|submission| submission.id);
        plan.tally = tally
            .into_iter()
            .filter(|(_, change)| *change != 0)
            .map(|((subject, tehsil, value), change)| (subject, tehsil, value, change))
            .collect();
        plan
    }

    fn know_household(&mut self, known: &'a KnownHousehold) {
        self.numbers_by_id.insert(known.id, known.number);
        self.households.insert(known.number, Household { id: known.id, before: Some(known), write: None });
        for &number in &known.numbers {
            let holder = Some((known.id, None));
            self.holders.insert(number, Holder { before: holder, now: holder });
        }
    }

    /// Puts a household's new state in place and lets go of its numbers. Returns its `id`.
    fn write_household(&mut self, written: Written<'a>) -> i64 {
        let write = written.write;
        let number = key(write.row.number);
        let last = &mut self.last_household;
        let household = self.households.entry(number).or_insert_with(|| {
            *last += 1;
            Household { id: *last, before: None, write: None }
        });
        let id = household.id;
        let let_go: Vec<i64> = match (household.write, household.before) {
            (Some(earlier), _) => numbers_of(earlier.write).collect(),
            (None, Some(before)) => before.numbers.clone(),
            (None, None) => Vec::new(),
        };
        household.write = Some(written);
        self.numbers_by_id.insert(id, number);
        for number in let_go {
            if let Some(holder) = self.holders.get_mut(&number) {
                holder.now = holder.now.filter(|(household, _)| *household != id);
            }
        }
        id
    }

    fn hold_numbers(&mut self, write: &HouseholdWrite, id: i64) {
        for (number, (_, person)) in numbers_of(write).zip(&write.numbers) {
            let holder = self.holders.entry(number).or_insert(Holder { before: None, now: None });
            // Two members with one number is the survey's finding; the first of them answers to it.
            if holder.now.is_none_or(|(household, _)| household != id) {
                holder.now = Some((id, Some(person.0)));
            }
        }
    }

    /// Returns the `id` of the submission to which the commit's attachments belong.
    fn apply_submission(&mut self, commit: &'a Commit) -> StoreResult<Option<i64>> {
        let mut id = None;
        if let Some(settled) = &commit.settled {
            let household = settled.household.map(|number| self.id_of(number)).transpose()?;
            if let Some(submission) = self.submissions.get_mut(settled.instance.as_str()) {
                submission.settled = Some((settled, household));
                submission.state = settled.state;
                id = Some(submission.id);
            }
        }
        if let Some(row) = &commit.submission {
            if let Some(replaced) = row.replaces.as_deref().and_then(|name| self.submissions.get_mut(name)) {
                replaced.state = SubmissionState::Superseded;
            }
            let household = row.household.map(|number| self.id_of(number)).transpose()?;
            self.last_submission += 1;
            let submission = Submission::new(self.last_submission, row, household);
            id = Some(submission.id);
            self.submissions.insert(&row.instance, submission);
        }
        Ok(id)
    }

    fn move_load(&mut self, step: &'a LoadStep) -> StoreResult<()> {
        let mut loaded = Vec::with_capacity(step.households.len());
        if let Some(Load { before: KnownLoad { id, source, .. }, .. }) = self.loads.get(step.batch.as_str()) {
            for row in &step.households {
                let household = self.id_of(row.household)?;
                loaded.push(PlannedLoaded { load: *id, source: *source, household, row });
            }
        }
        self.loaded.append(&mut loaded);
        if let Some(load) = self.loads.get_mut(step.batch.as_str()) {
            load.last = Some(step);
        }
        Ok(())
    }

    fn id_of(&self, number: RegistryNumber) -> StoreResult<i64> {
        id_of(&self.households, number)
    }
}

fn id_of(households: &BTreeMap<i64, Household<'_>>, number: RegistryNumber) -> StoreResult<i64> {
    let household = households.get(&key(number));
    household
        .map(|household| household.id)
        .ok_or_else(|| StoreError::Engine("a commit belongs to a household that is not there".to_owned()))
}

impl Head {
    fn next(self, text: &str) -> Self {
        let position = self.position + 1;
        Self { position, hash: self.hash.next(position, text.as_bytes()) }
    }
}

type Tally<'a> = BTreeMap<(&'static str, &'a str, &'a str), i64>;

impl<'a> Household<'a> {
    /// Whether it was there and has another tehsil now.
    fn has_moved(&self) -> bool {
        let (Some(before), Some(written)) = (self.before, self.write) else { return false };
        before.tehsil.as_deref() != written.write.row.tehsil.as_ref().map(AreaCode::as_str)
    }

    fn finish(&self, plan: &mut Plan<'a>, shared_words: &mut Words<'a>, tally: &mut Tally<'a>) {
        let Some(Written { write, document }) = self.write else { return };
        let words = distinct_words(write.name_words.iter().map(String::as_str));
        if let Some(before) = self.before {
            let old_words = distinct_words([before.name_words.as_str()]);
            plan.words_gone.extend(old_words.difference(&words).map(|&word| (word, self.id)));
            plan.words_added.extend(words.difference(&old_words).map(|&word| (word, self.id)));
        } else {
            for &word in &words {
                shared_words.add(word, self.id);
            }
        }
        let planned = PlannedHousehold {
            id: self.id,
            row: &write.row,
            document,
            summary: write.summary.as_ref(),
            numbers: join(numbers_of(write)),
            name_words: words.iter().flat_map(|&word| [" ", word]).collect(),
        };
        if let Some(before) = self.before {
            let tehsil = before.tehsil.as_deref().unwrap_or("");
            *tally.entry((HOUSEHOLDS, tehsil, before.outcome.as_deref().unwrap_or(""))).or_default() -= 1;
            plan.changed_households.push(planned);
        } else {
            plan.new_households.push(planned);
        }
        let tehsil = write.row.tehsil.as_ref().map_or("", |code| code.as_str());
        *tally.entry((HOUSEHOLDS, tehsil, write.row.outcome.as_deref().unwrap_or(""))).or_default() += 1;
    }
}

impl Holder {
    fn finish(&self, number: i64, plan: &mut Plan<'_>) {
        match (self.before, self.now) {
            (Some(_), None) => plan.numbers_gone.push(number),
            (before, Some((household, Some(person)))) if before != self.now => {
                plan.numbers_held.push((number, household, person));
            }
            _ => {}
        }
    }
}

impl<'a> Submission<'a> {
    fn known(known: &'a KnownSubmission) -> Self {
        let KnownSubmission { id, state, .. } = *known;
        Self { id, before: Some(known), row: None, settled: None, household: None, state }
    }

    fn new(id: i64, row: &'a SubmissionRow, household: Option<i64>) -> Self {
        Self { id, before: None, row: Some(row), settled: None, household, state: row.state }
    }

    fn tehsil(&self) -> &'a str {
        let settled = self.settled.map(|(settled, _)| settled.tehsil.as_ref());
        let row = || self.row.map(|row| row.tehsil.as_ref());
        match (settled.or_else(row), self.before) {
            (Some(tehsil), _) => tehsil.map_or("", |code| code.as_str()),
            (None, Some(before)) => &before.tehsil,
            (None, None) => "",
        }
    }

    fn finish(&self, plan: &mut Plan<'a>, tally: &mut Tally<'a>) {
        let (id, state, tehsil) = (self.id, self.state.code(), self.tehsil());
        let settled = self.settled.map(|(settled, household)| (settled.findings.as_str(), household));
        if let Some(row) = self.row {
            let (findings, household) = settled.unwrap_or((&row.findings, self.household));
            plan.new_submissions.push(PlannedSubmission { id, row, state, tehsil, household, findings });
        } else if let Some((findings, household)) = settled {
            plan.settled_submissions.push(PlannedSettlement { id, state, tehsil, household, findings });
        } else if self.before.is_some_and(|before| before.state != self.state) {
            plan.superseded_submissions.push(id);
        }
        if let Some(before) = self.before {
            *tally.entry((SUBMISSIONS, &before.tehsil, before.state.code())).or_default() -= 1;
        }
        *tally.entry((SUBMISSIONS, tehsil, state)).or_default() += 1;
    }
}

fn join(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}
