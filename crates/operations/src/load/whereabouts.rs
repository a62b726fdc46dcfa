//! Where people live, by surveys of several households: of surveys a year or more apart the later one says, and of one
//! round the one that came first.

use super::known::{Holder, Known, last_seen};
use jiff::civil::Date;
use registry::{
    finding::{Finding, FindingCode},
    household::{Member, Record},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
    registry_number::RegistryNumber,
};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashSet},
};

/// Two surveys that are nearer to each other, in days, are of one round.
const ROUND_DAYS: i32 = 365;

/// Which of two surveys is the later; equal when they are of one round.
pub(super) fn order(one: Date, other: Date) -> Ordering {
    let days = other.until(one).map_or(0, |span| span.get_days());
    if days.abs() < ROUND_DAYS { Ordering::Equal } else { days.cmp(&0) }
}

/// People of a survey whom the registry has in other households, by what follows from it.
#[derive(Default)]
pub(super) struct Found {
    /// Found here later: they leave those households.
    pub(super) arrive: BTreeMap<RegistryNumber, Vec<PersonId>>,
    /// Found here earlier: they have left since, on the day on which they were found in another household.
    pub(super) left: Vec<(Date, PersonId, RegistryNumber)>,
    /// Claimed by two households of one round.
    pub(super) claimed: BTreeSet<PersonId>,
}

impl Found {
    /// Sorts the members; whoever is known elsewhere is the same person here.
    pub(super) fn sort(
        known: &mut Known,
        record: &mut Record,
        own: RegistryNumber,
        on: Date,
        current: &HashSet<CitizenNumber>,
    ) -> Self {
        let mut found = Self::default();
        let elsewhere: Vec<(PersonId, Holder)> = record
            .members
            .iter()
            .filter_map(|member| {
                let number = member.identity.number().filter(|number| current.contains(number))?;
                Some((member.id, known.holder(number).filter(|holder| holder.household != own)?))
            })
            .collect();
        for (member, holder) in elsewhere {
            let there = known.history(holder.household);
            // An id that another member was given already is a muddle for people to sort out.
            let free = record.members.iter().all(|other| other.id == member || other.id != holder.person);
            let seen = there.and_then(|history| last_seen(history, holder.person)).filter(|_| free);
            let Some(seen) = seen else {
                found.claimed.insert(member);
                continue;
            };
            match order(on, seen) {
                Ordering::Greater => {
                    rename(record, member, holder.person);
                    found.arrive.entry(holder.household).or_default().push(holder.person);
                }
                Ordering::Less => {
                    rename(record, member, holder.person);
                    found.left.push((seen, holder.person, holder.household));
                }
                Ordering::Equal => drop(found.claimed.insert(member)),
            }
        }
        found
    }
}

/// Gives a member the id of the person whom the registry knows.
fn rename(record: &mut Record, member: PersonId, person: PersonId) {
    let same = |id: PersonId| if id == member { person } else { id };
    for one in &mut record.members {
        let Member { id, spouse, father, mother, .. } = one;
        *id = same(*id);
        *spouse = spouse.map(same);
        *father = father.map(same);
        *mother = mother.map(same);
    }
}

/// Takes out of a record the numbers of people claimed twice. Returns what to mark about each.
pub(super) fn withhold(
    record: &mut Record,
    claimed: &BTreeSet<PersonId>,
    findings: &mut Vec<Finding>,
) -> Vec<(String, Personal)> {
    let mut marks = Vec::new();
    for member in record.members.iter_mut().filter(|member| claimed.contains(&member.id)) {
        let Some(number) = member.identity.number() else { continue };
        member.identity = Identity::None;
        let place = format!("roster/member[{}]/person/number", member.line);
        findings.push(Finding::at(FindingCode::IdentityElsewhere, place.clone()));
        let about = format!("The file gives {number}, which belongs to a member of another household.");
        marks.extend(Personal::new(&about).map(|about| (place, about)));
    }
    marks
}
