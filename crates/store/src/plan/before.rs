//! What a batch of commits has to know of what the store holds: which rows to read, and what was found in them.

use crate::{Commit, Conflict, HouseholdWrite, LoadProgress, SubmissionState};
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
    /// Ids of cases.
    pub cases: Vec<Uuid>,
    /// Ids of enrolments.
    pub enrolments: Vec<Uuid>,
    /// Women enrolled: all their enrolments are asked for.
    pub women: Vec<Uuid>,
    /// Sources and references of notices of the civil register.
    pub life_events: Vec<(String, String)>,
    /// Ids of acts.
    pub acts: Vec<Uuid>,
    /// Names of recurring work.
    pub works: Vec<String>,
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
    pub cases: Vec<KnownCase>,
    /// Some may come twice.
    pub enrolments: Vec<KnownEnrolment>,
    pub life_events: Vec<KnownLifeEvent>,
    pub acts: Vec<KnownAct>,
    /// Work and where it is.
    pub cursors: Vec<(String, String)>,
}

/// What a versioned row is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PaperKey<'a> {
    Case(Uuid),
    Enrolment(Uuid),
    /// Source and reference.
    LifeEvent(&'a str, &'a str),
    Act(Uuid),
}

impl PaperKey<'_> {
    /// What to say when a version does not follow upon what is there.
    pub(super) fn conflict(self, version: u32) -> Conflict {
        match self {
            Self::Case(_) => Conflict::CaseChanged,
            Self::Enrolment(_) => Conflict::EnrolmentChanged,
            Self::LifeEvent(..) if version == 1 => Conflict::Exists,
            Self::LifeEvent(..) => Conflict::LifeEventChanged,
            Self::Act(_) => Conflict::ActChanged,
        }
    }
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

pub(crate) struct KnownCase {
    pub id: Uuid,
    pub version: u32,
    /// Empty where it is not known.
    pub tehsil: String,
    pub state: String,
}

pub(crate) struct KnownEnrolment {
    pub id: Uuid,
    pub version: u32,
    pub programme: String,
    pub woman: Uuid,
    pub household: i64,
}

pub(crate) struct KnownLifeEvent {
    pub source: String,
    pub reference: String,
    pub version: u32,
}

pub(crate) struct KnownAct {
    pub id: Uuid,
    pub version: u32,
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
        let all = || commits.iter();
        Self {
            cases: distinct(all().flat_map(|commit| &commit.cases).map(|write| write.row.id.0)),
            enrolments: distinct(all().flat_map(|commit| &commit.enrolments).map(|row| row.id.0)),
            women: distinct(all().flat_map(|commit| &commit.enrolments).map(|row| row.woman.0)),
            life_events: distinct(
                all()
                    .flat_map(|commit| &commit.life_events)
                    .map(|row| (row.source.clone(), row.reference.clone())),
            ),
            acts: distinct(all().flat_map(acts_of)),
            works: distinct(all().flat_map(|commit| &commit.cursor).map(|step| step.work.clone())),
            households: households.into_iter().collect(),
            instances: instances.into_iter().map(str::to_owned).collect(),
            numbers: numbers.into_iter().collect(),
            loads: loads.into_iter().map(str::to_owned).collect(),
        }
    }
}

fn distinct<T: Ord>(keys: impl Iterator<Item = T>) -> Vec<T> {
    keys.collect::<BTreeSet<T>>().into_iter().collect()
}

fn acts_of(commit: &Commit) -> impl Iterator<Item = Uuid> {
    commit.acts.iter().map(|row| row.id.0).chain(commit.listed.iter().map(|row| row.act.0))
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
    let written = entries.chain(decisions).chain(submission).chain(settled).chain(loaded);
    written.chain(households_of_papers(commit))
}

fn households_of_papers(commit: &Commit) -> impl Iterator<Item = RegistryNumber> {
    let cases = commit.cases.iter().filter_map(|write| write.row.household);
    let enrolments = commit.enrolments.iter().map(|row| row.household);
    let verifications = commit.verifications.iter().map(|row| row.household);
    let life_events = commit.life_events.iter().filter_map(|row| row.household);
    let listed = commit.listed.iter().map(|row| row.household);
    let notices = commit.notices.iter().map(|row| row.household);
    cases.chain(enrolments).chain(verifications).chain(life_events).chain(listed).chain(notices)
}

fn instances_of(commit: &Commit) -> impl Iterator<Item = &str> {
    let submission = commit.submission.iter();
    let named = submission.flat_map(|row| [Some(row.instance.as_str()), row.replaces.as_deref()]).flatten();
    named.chain(commit.settled.iter().map(|settled| settled.instance.as_str()))
}
