//! Plans a batch of commits: what each of them does to what the store holds, as if one came after the other, and which
//! of them conflict. Out comes what remains to be written once for all, so that an engine writes sets of rows and knows
//! nothing of the rules. A commit that conflicts leaves nothing in the plan.
//!
//! Pure: engines read [`Before`] and write a [`Plan`] inside one transaction in which nobody else writes.

mod before;
mod check;
mod papers;
mod state;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use crate::{
    AttachmentRow, AuditRow, Commit, DecisionRow, EntryRow, HouseholdRow, JobRow, LoadStep, LoadedRow,
    StoreResult, Summary,
};
pub(crate) use before::{
    Before, Head, Keys, KnownAct, KnownCase, KnownEnrolment, KnownHolder, KnownHousehold, KnownLifeEvent,
    KnownLoad, KnownSubmission,
};
pub(crate) use papers::PlannedPapers;
use registry::chain::LinkHash;
use state::State;
use std::collections::BTreeSet;
use uuid::Uuid;
pub(crate) use words::WordRun;

/// What is to be written for a batch.
pub(crate) struct Plan<'a> {
    /// For each commit whether it is in the plan.
    pub verdicts: Vec<StoreResult<()>>,
    pub entries: Vec<PlannedEntry<'a>>,
    pub audit: Vec<PlannedAudit<'a>>,
    /// Where the change log ends afterwards.
    pub changes_head: Head,
    /// Where the audit log ends afterwards.
    pub audit_head: Head,
    pub new_households: Vec<PlannedHousehold<'a>>,
    pub changed_households: Vec<PlannedHousehold<'a>>,
    /// Citizen numbers that nobody holds any more.
    pub numbers_gone: Vec<i64>,
    /// Citizen number, household, person: new or with another holder.
    pub numbers_held: Vec<(i64, i64, Uuid)>,
    /// Word and household that has it no longer. A row it shares with others may stay: a search looks at the household.
    pub words_gone: Vec<(&'a str, i64)>,
    /// Word and household that had it not: of households that were there.
    pub words_added: Vec<(&'a str, i64)>,
    /// Words of new households.
    pub word_runs: Vec<WordRun<'a>>,
    pub new_submissions: Vec<PlannedSubmission<'a>>,
    pub settled_submissions: Vec<PlannedSettlement<'a>>,
    /// Ids of those that later ones took the place of.
    pub superseded_submissions: Vec<i64>,
    /// With the id of their submission.
    pub attachments: Vec<(i64, &'a AttachmentRow)>,
    pub decisions: Vec<PlannedDecision<'a>>,
    pub jobs: Vec<&'a JobRow>,
    /// Id of a load and the last step it makes.
    pub moved_loads: Vec<(i64, &'a LoadStep)>,
    pub loaded: Vec<PlannedLoaded<'a>>,
    pub papers: PlannedPapers<'a>,
    /// Subject, tehsil, value and by how much its number changes.
    pub tally: Vec<(&'static str, &'a str, &'a str, i64)>,
}

pub(crate) struct PlannedEntry<'a> {
    pub position: u64,
    pub household: i64,
    pub hash: LinkHash,
    pub row: &'a EntryRow,
    /// As it is kept.
    pub text: &'a [u8],
}

pub(crate) struct PlannedAudit<'a> {
    pub position: u64,
    pub hash: LinkHash,
    pub row: &'a AuditRow,
}

pub(crate) struct PlannedHousehold<'a> {
    pub id: i64,
    pub row: &'a HouseholdRow,
    /// As it is kept.
    pub document: &'a [u8],
    /// What lists go by; none of a household that they leave out.
    pub summary: Option<&'a Summary>,
    /// With a space between.
    pub numbers: String,
    /// Each with a space before it.
    pub name_words: String,
}

pub(crate) struct PlannedDecision<'a> {
    pub household: i64,
    pub row: &'a DecisionRow,
    /// As it is kept.
    pub text: &'a [u8],
}

/// A household that a load brings in.
pub(crate) struct PlannedLoaded<'a> {
    pub load: i64,
    pub source: i64,
    pub household: i64,
    pub row: &'a LoadedRow,
}

/// A submission that is not there yet, as it is after the batch.
pub(crate) struct PlannedSubmission<'a> {
    pub id: i64,
    pub row: &'a crate::SubmissionRow,
    pub state: &'static str,
    pub tehsil: &'a str,
    pub household: Option<i64>,
    pub findings: &'a str,
}

/// What becomes of a submission that was there before.
pub(crate) struct PlannedSettlement<'a> {
    pub id: i64,
    pub state: &'static str,
    pub tehsil: &'a str,
    pub household: Option<i64>,
    pub findings: &'a str,
}

/// Subject of the tally.
pub(crate) const HOUSEHOLDS: &str = "household";
/// Subject of the tally.
pub(crate) const SUBMISSIONS: &str = "submission";
/// Subject of the tally.
pub(crate) const CASES: &str = "case";
/// Subject of the tally; its value is the programme, a space and the status.
pub(crate) const ENROLMENTS: &str = "enrolment";

/// Plans the commits on top of what was there.
pub(crate) fn plan<'a>(commits: &'a [Commit], before: &'a Before) -> Plan<'a> {
    let mut state = State::new(before);
    let verdicts = commits
        .iter()
        .map(|commit| {
            check::check(&state, commit)?;
            state.apply(commit)
        })
        .collect();
    state.finish(verdicts)
}

impl Plan<'_> {
    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.verdicts.iter().all(Result::is_err)
    }
}

/// The words of names, each once, in order; a word with a space in it is two.
fn distinct_words<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'a str> {
    words.into_iter().flat_map(str::split_whitespace).collect()
}
