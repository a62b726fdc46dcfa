//! A prepared household against what the registry holds. The rules, in the order in which they are asked:
//!
//! 1. **Which household it is.** The one that the source names by registry number. Otherwise the one registered
//!    household to whose head or head's spouse the citizen number of its own head or head's spouse belongs. Otherwise,
//!    of surveys a year or more apart, the one of which more than half of the people with numbers on the older roster
//!    are on the newer one. Otherwise it is new.
//! 2. **A survey of a known household** joins its history if it is a year or more from every survey there. A nearer one
//!    is of the same round: the row is rejected ([`RejectCode::HouseholdExists`]), what the registry has stays.
//! 3. **A person found elsewhere.** Of surveys a year or more apart the later one says where a person lives: who is found
//!    here later than in another household leaves that one on the day of this survey and stays the same person; who is
//!    found here earlier is a member of then, until the day on which the other household was surveyed.
//!    Two households of one round that claim a number: it stays where it came first. The other household has the
//!    member without the number, and an open discrepancy in its history says which number the file gave.

use super::{
    known::{Holder, Known, surveys},
    prepare::Newcomer,
    whereabouts::{Found, order, withhold},
};
use crate::{Registry, accepted::Accepted, areas::Areas, error::VerbError, people};
use jiff::civil::Date;
use registry::{
    change::{Change, Entry, UpdateType},
    code_lists::Relation,
    delivery::{Reject, RejectCode},
    finding::Finding,
    history::History,
    household::{Household, Record},
    identity::CitizenNumber,
    ids::{ChangeId, PersonId},
    personal::Personal,
    registry_number::RegistryNumber,
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashSet},
};
use store::rows::Commit;

/// A household ready to be written.
pub(super) struct Settled {
    pub(super) number: RegistryNumber,
    /// Whether it joined a household that was there.
    pub(super) joined: bool,
    /// Whether anything that the registry holds was touched.
    pub(super) touched: bool,
    pub(super) commit: Commit,
    pub(super) findings: Vec<Finding>,
}

impl Registry {
    /// What is to be written of a household, or why it is not loaded. `known` knows of it afterwards.
    pub(super) fn settle(
        &self,
        areas: &Areas,
        known: &mut Known,
        key: &str,
        newcomer: &mut Newcomer,
    ) -> Result<Result<Settled, Reject>, VerbError> {
        if !known.takes_key(key) {
            return Ok(Err(Reject::at(RejectCode::KeyLoaded, "")));
        }
        let strange =
            newcomer.named.is_none() && newcomer.numbers().all(|number| known.holder(number).is_none());
        if strange {
            return self.register(areas, known, newcomer).map(Ok);
        }
        let on = newcomer.entry.effective;
        let same = newcomer.named.or_else(|| find_same(known, newcomer));
        let Some(same) = same else {
            return self.bring_in(areas, known, newcomer, None);
        };
        let Some(history) = known.history(same).cloned() else {
            return Ok(Err(Reject::at(RejectCode::NumberUnknown, "registry_number")));
        };
        if surveys(&history).any(|(there, _)| order(on, there) == Ordering::Equal) {
            return Ok(Err(Reject::at(RejectCode::HouseholdExists, "")));
        }
        self.bring_in(areas, known, newcomer, Some((same, history)))
    }

    /// A household that nobody knows, as it was prepared.
    fn register(
        &self,
        areas: &Areas,
        known: &mut Known,
        newcomer: &mut Newcomer,
    ) -> Result<Settled, VerbError> {
        let commit = match newcomer.commit.take() {
            Some(commit) => commit,
            // It was written once already, in a commit that came to nothing.
            None => self.make(areas, History::default(), vec![(*newcomer.entry).clone()])?.commit,
        };
        if let Some(record) = newcomer.record() {
            known.register(&newcomer.entry, record);
        }
        let (number, findings) = (newcomer.entry.household, newcomer.findings.clone());
        Ok(Settled { number, joined: false, touched: false, commit, findings })
    }

    /// A household that the registry knows, or of whose people it knows some.
    fn bring_in(
        &self,
        areas: &Areas,
        known: &mut Known,
        newcomer: &Newcomer,
        same: Option<(RegistryNumber, History)>,
    ) -> Result<Result<Settled, Reject>, VerbError> {
        let joined = same.is_some();
        let (number, history) = same.unwrap_or((newcomer.entry.household, History::default()));
        let Some(mut record) = newcomer.record().cloned() else {
            return Err(VerbError::Damaged("a delivered survey has no record".to_owned()));
        };
        if let Ok(Some(household)) = history.current() {
            people::keep_ids(&mut record, &household);
        }
        let current = current_numbers(&history, &newcomer.entry, &record, number);
        let mut found = Found::sort(known, &mut record, number, newcomer.entry.effective, &current);
        let mut changed = Vec::new();
        for (household, persons) in std::mem::take(&mut found.arrive) {
            match self.leave(areas, known, newcomer, number, household, &persons)? {
                Some(left) => changed.push(left),
                // Something later in that household needs them there.
                None => found.claimed.extend(persons),
            }
        }
        let mut findings = newcomer.findings.clone();
        let marks = withhold(&mut record, &found.claimed, &mut findings);
        let entries = self.entries(newcomer, number, &history, record, marks, found.left);
        let Ok(made) = self.try_make(areas, history, entries)? else {
            return Ok(Err(Reject::at(RejectCode::ChangeRefused, "")));
        };
        // Only now: nobody leaves a household for one that does not come in.
        changed.push(made);
        let mut commit = Commit::default();
        for Made { household, history, commit: written } in changed {
            known.change(&household, history);
            commit.append(written);
        }
        Ok(Ok(Settled { number, joined, touched: true, commit, findings }))
    }

    /// The survey, what is marked as doubtful about it, and who is known to have left since.
    fn entries(
        &self,
        newcomer: &Newcomer,
        number: RegistryNumber,
        history: &History,
        record: Record,
        marks: Vec<(String, Personal)>,
        left: Vec<(Date, PersonId, RegistryNumber)>,
    ) -> Vec<Entry> {
        let first = &*newcomer.entry;
        let record = Box::new(record);
        let (update_type, change) = match history.entries().first() {
            None => (UpdateType::FirstSurvey, Change::Register { record, split_from: None }),
            Some(oldest) if first.effective < oldest.effective => {
                (UpdateType::FirstSurvey, Change::Resurvey { record })
            }
            Some(_) => (UpdateType::Renewal, Change::Resurvey { record }),
        };
        let survey = Entry { household: number, update_type, change, ..first.clone() };
        let behind = |effective, change| Entry {
            id: ChangeId(self.ids().uuid(first.recorded)),
            household: number,
            effective,
            update_type,
            change,
            ..first.clone()
        };
        let marks = marks
            .into_iter()
            .map(|(place, about)| behind(first.effective, Change::MarkDiscrepancy { place, about }));
        let left = left
            .into_iter()
            .map(|(on, person, household)| behind(on, Change::FoundElsewhere { person, household }));
        let rest: Vec<Entry> = marks.chain(left).collect();
        std::iter::once(survey).chain(rest).collect()
    }

    /// People leave a household for the one in which a later survey found them; none where its history forbids it.
    fn leave(
        &self,
        areas: &Areas,
        known: &mut Known,
        newcomer: &Newcomer,
        found_in: RegistryNumber,
        household: RegistryNumber,
        persons: &[PersonId],
    ) -> Result<Option<Made>, VerbError> {
        let Some(history) = known.history(household).cloned() else { return Ok(None) };
        let leaves = |person: &PersonId| Entry {
            id: ChangeId(self.ids().uuid(newcomer.entry.recorded)),
            household,
            update_type: UpdateType::Renewal,
            place: None,
            change: Change::FoundElsewhere { person: *person, household: found_in },
            ..(*newcomer.entry).clone()
        };
        Ok(self.try_make(areas, history, persons.iter().map(leaves).collect())?.ok())
    }

    fn make(&self, areas: &Areas, history: History, entries: Vec<Entry>) -> Result<Made, VerbError> {
        self.try_make(areas, history, entries)?
            .map_err(|()| VerbError::Damaged("a change made before is refused".to_owned()))
    }

    /// Makes changes and everything that they write; nothing where the history does not allow them.
    fn try_make(
        &self,
        areas: &Areas,
        history: History,
        entries: Vec<Entry>,
    ) -> Result<Result<Made, ()>, VerbError> {
        let Ok(accepted) = Accepted::take(history, entries) else { return Ok(Err(())) };
        let mut commit = self.commit_of(areas.book(), &accepted)?;
        commit.pack();
        let Accepted { household, history, .. } = accepted;
        Ok(Ok(Made { household, history, commit }))
    }
}

/// A household after changes.
struct Made {
    household: Household,
    history: History,
    commit: Commit,
}

/// The registered household that a household is, by its people.
fn find_same(known: &mut Known, newcomer: &Newcomer) -> Option<RegistryNumber> {
    let couples: Vec<Holder> = newcomer.heads().filter_map(|number| known.holder(number)).collect();
    let by_couple: BTreeSet<RegistryNumber> = couples
        .into_iter()
        .filter(|holder| {
            known.household(holder.household).is_some_and(|one| is_of_couple(&one, holder.person))
        })
        .map(|holder| holder.household)
        .collect();
    match by_couple.len() {
        1 => by_couple.into_iter().next(),
        0 => find_by_majority(known, newcomer),
        // The couple has parted: which of the two households this is nobody can say from numbers.
        _ => None,
    }
}

fn is_of_couple(household: &Household, person: PersonId) -> bool {
    let relation = household.find_member(person).and_then(|member| member.person.relation);
    matches!(relation, Some(Relation::Head | Relation::Spouse))
}

/// The one household with which more than half of the older roster is shared.
fn find_by_majority(known: &mut Known, newcomer: &Newcomer) -> Option<RegistryNumber> {
    let mut shared: BTreeMap<RegistryNumber, usize> = BTreeMap::new();
    for number in newcomer.numbers() {
        if let Some(holder) = known.holder(number) {
            *shared.entry(holder.household).or_default() += 1;
        }
    }
    let own = newcomer.numbers().count();
    let on = newcomer.entry.effective;
    let mut candidates = shared.into_iter().filter(|(household, shared)| {
        let Some(history) = known.history(*household) else { return false };
        let there = surveys(history).map(|(there, _)| there).max();
        let older = match there.map(|there| order(on, there)) {
            Some(Ordering::Less) => own,
            Some(Ordering::Greater) => {
                known.household(*household).map_or(0, |household| household.citizen_numbers().count())
            }
            _ => return false,
        };
        shared * 2 > older
    });
    let only = candidates.next()?.0;
    candidates.next().is_none().then_some(only)
}

/// The numbers of those who are members by everything known once a survey is in.
fn current_numbers(
    history: &History,
    survey: &Entry,
    record: &Record,
    number: RegistryNumber,
) -> HashSet<CitizenNumber> {
    let record = Box::new(record.clone());
    let change = if history.entries().is_empty() {
        Change::Register { record, split_from: None }
    } else {
        Change::Resurvey { record }
    };
    let mut history = history.clone();
    match history.accept(Entry { household: number, change, ..survey.clone() }) {
        Ok(household) => household.citizen_numbers().map(|(_, number)| number).collect(),
        Err(_) => HashSet::new(),
    }
}
