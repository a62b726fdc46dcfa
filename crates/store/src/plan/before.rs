//! What a batch of commits has to know of what the store holds: which rows to read, and what was found in them.

use crate::{Commit, HouseholdWrite, LoadProgress, SubmissionState};
use registry::{chain::LinkHash, registry_number::RegistryNumber};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The rows to read before a batch can be planned, each key once.
pub(crate) struct Keys {
    /// Registry numbers.
    pub households: Vec<i64>,
    /// Instance ids.
    pub instances: Vec<String>,
    /// Citizen numbers.
    pub numbers: Vec<i64>,
    /// Names of loads.
    pub loads: Vec<String>,
}

/// What was found.
pub(crate) struct Before {
    pub changes: Head,
    pub audit: Head,
    /// The highest `id` of a household.
    pub last_household: i64,
    /// The highest `id` of a submission.
    pub last_submission: i64,
    pub households: Vec<KnownHousehold>,
    pub submissions: Vec<KnownSubmission>,
    pub holders: Vec<KnownHolder>,
    pub loads: Vec<KnownLoad>,
}

/// Where a log ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub position: u64,
    pub hash: LinkHash,
}

pub(crate) struct KnownHousehold {
    pub id: i64,
    pub number: i64,
    pub version: u32,
    pub tehsil: Option<String>,
    pub outcome: Option<String>,
    pub numbers: Vec<i64>,
    /// Each with a space before it.
    pub name_words: String,
}

pub(crate) struct KnownSubmission {
    pub id: i64,
    pub instance: String,
    pub state: SubmissionState,
    /// Empty where it is not known.
    pub tehsil: String,
}

pub(crate) struct KnownHolder {
    pub number: i64,
    pub household: i64,
    pub person: Uuid,
}

pub(crate) struct KnownLoad {
    pub id: i64,
    pub batch: String,
    /// Id of its source.
    pub source: i64,
    pub finished: bool,
    pub progress: LoadProgress,
}

impl Keys {
    /// Every key that the commits name.
    pub(crate) fn of(commits: &[Commit]) -> Self {
        let mut households = BTreeSet::new();
        let mut instances = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        let mut loads = BTreeSet::new();
        for commit in commits {
            households.extend(households_of(commit).map(key));
            instances.extend(instances_of(commit));
            numbers.extend(commit.households.iter().flat_map(numbers_of));
            loads.extend(commit.load.iter().map(|step| step.batch.as_str()));
        }
        Self {
            households: households.into_iter().collect(),
            instances: instances.into_iter().map(str::to_owned).collect(),
            numbers: numbers.into_iter().collect(),
            loads: loads.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// A registry number as it is kept.
pub(super) fn key(number: RegistryNumber) -> i64 {
    crate::value::number(number.as_u64())
}

/// The citizen numbers of a household to be written.
pub(super) fn numbers_of(write: &HouseholdWrite) -> impl Iterator<Item = i64> {
    write.numbers.iter().map(|(number, _)| crate::value::number(number.as_u64()))
}

fn households_of(commit: &Commit) -> impl Iterator<Item = RegistryNumber> {
    let written = commit.households.iter().map(|write| write.row.number);
    written.chain(referred_households(commit))
}

/// Households that a commit's other rows belong to.
pub(super) fn referred_households(commit: &Commit) -> impl Iterator<Item = RegistryNumber> {
    let entries = commit.entries.iter().map(|entry| entry.household);
    let decisions = commit.decisions.iter().map(|decision| decision.household);
    let submission = commit.submission.as_ref().and_then(|submission| submission.household);
    let settled = commit.settled.as_ref().and_then(|settled| settled.household);
    let loaded = commit.load.iter().flat_map(|step| &step.households).map(|row| row.household);
    entries.chain(decisions).chain(submission).chain(settled).chain(loaded)
}

fn instances_of(commit: &Commit) -> impl Iterator<Item = &str> {
    let submission = commit.submission.iter();
    let named = submission.flat_map(|row| [Some(row.instance.as_str()), row.replaces.as_deref()]).flatten();
    named.chain(commit.settled.iter().map(|settled| settled.instance.as_str()))
}
