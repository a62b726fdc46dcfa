//! Whether a commit fits on what is there: every conflict is found before anything of the commit is applied.

use super::{
    before::{key, numbers_of, referred_households},
    state::State,
};
use crate::{Commit, Conflict, HouseholdWrite, StoreError, StoreResult, SubmissionState};
use std::collections::HashMap;

/// The first reason why the commit does not apply.
pub(super) fn check(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    check_submission(state, commit)?;
    check_settled(state, commit)?;
    check_versions(state, commit)?;
    check_numbers(state, commit)?;
    check_load(state, commit)?;
    state.papers().check(commit)?;
    check_references(state, commit)
}

fn check_submission(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let Some(submission) = &commit.submission else { return Ok(()) };
    if state.submission_state(&submission.instance).is_some() {
        return refuse(Conflict::SubmissionExists);
    }
    let Some(replaced) = &submission.replaces else { return Ok(()) };
    match state.submission_state(replaced) {
        None | Some(SubmissionState::Superseded) => refuse(Conflict::SubmissionSuperseded),
        Some(_) => Ok(()),
    }
}

fn check_settled(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let Some(settled) = &commit.settled else { return Ok(()) };
    if state.submission_state(&settled.instance) == Some(settled.from) {
        Ok(())
    } else {
        refuse(Conflict::SubmissionSuperseded)
    }
}

fn check_versions(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let mut written = HashMap::new();
    for write in &commit.households {
        let number = key(write.row.number);
        let version = written.get(&number).copied().or_else(|| state.version(number));
        if version != write.replaces {
            return refuse(Conflict::HouseholdChanged);
        }
        written.insert(number, write.row.version);
    }
    Ok(())
}

/// A number may pass from one household to another within a commit, whichever of the two comes first in it.
fn check_numbers(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let writes = last_writes(commit);
    let mut taken: HashMap<i64, i64> = HashMap::new();
    for (&household, write) in &writes {
        for number in numbers_of(write) {
            let held_here = taken.insert(number, household).is_none_or(|holder| holder == household);
            let held_before = state
                .holder(number)
                .is_some_and(|holder| holder != household && !writes.contains_key(&holder));
            if !held_here || held_before {
                return refuse(Conflict::NumberTaken);
            }
        }
    }
    Ok(())
}

/// Each household's last write in a commit.
fn last_writes(commit: &Commit) -> HashMap<i64, &HouseholdWrite> {
    commit.households.iter().map(|write| (key(write.row.number), write)).collect()
}

/// That none of the keys was loaded before is the engine's to say: there are many, and hardly ever is one.
fn check_load(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let Some(step) = &commit.load else { return Ok(()) };
    match state.load_progress(&step.batch) {
        None => misuse("a commit is a step of a load that is not there"),
        Some((progress, false)) if progress == step.from => Ok(()),
        Some(_) => refuse(Conflict::LoadMoved),
    }
}

fn check_references(state: &State<'_>, commit: &Commit) -> StoreResult<()> {
    let written = last_writes(commit);
    let known = |number| state.version(number).is_some() || written.contains_key(&number);
    if !referred_households(commit).map(key).all(known) {
        return misuse("a commit belongs to a household that is not there");
    }
    let nobodys = commit.submission.is_none() && commit.settled.is_none();
    if nobodys && !commit.attachments.is_empty() {
        return misuse("a commit has attachments of no submission");
    }
    Ok(())
}

fn refuse(conflict: Conflict) -> StoreResult<()> {
    Err(StoreError::Conflict(conflict))
}

fn misuse(what: &str) -> StoreResult<()> {
    Err(StoreError::Engine(what.to_owned()))
}
