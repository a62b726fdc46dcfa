//! A prepared household against what the registry holds.
//!
//! 1. **The same household.** A household that the source names by its registry number is that household. One whose
//!    head's or head's spouse's citizen number belongs to the head or head's spouse of one registered household is
//!    that one. Its survey joins the history if it is of another round: a year or more from every survey there.
//!    Otherwise the row is rejected ([`RejectCode::HouseholdExists`]): what the registry has stays.
//! 2. **Somebody else's number.** A citizen number that belongs to a member of another household stays there, whoever
//!    came first. The household is loaded all the same: its member keeps the row without the number, and an open
//!    discrepancy in the household's history says which number the file gave, until somebody resolves it.
//! 3. **Everybody else** is registered.

use super::prepare::Newcomer;
use crate::{
    Registry,
    accepted::Accepted,
    areas::Areas,
    error::{VerbError, read_document},
    people,
};
use registry::{
    change::{Change, Entry, UpdateType},
    code_lists::Relation,
    delivery::{Reject, RejectCode},
    finding::{Finding, FindingCode},
    history::History,
    household::{Household, Record},
    identity::{CitizenNumber, Identity},
    ids::{ChangeId, PersonId},
    personal::Personal,
    registry_number::RegistryNumber,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{StoreError, rows::Commit};

/// Two surveys of a household that are nearer to each other, in days, are of one round.
const ROUND_DAYS: i32 = 365;

/// What the registry holds of the households of a chunk.
#[derive(Default)]
pub(super) struct Known {
    holders: HashMap<CitizenNumber, (RegistryNumber, PersonId)>,
    histories: HashMap<RegistryNumber, History>,
    keys: HashSet<String>,
}

/// A household ready to be written.
pub(super) struct Settled {
    pub(super) number: RegistryNumber,
    /// Whether it joined a household that was there.
    pub(super) joined: bool,
    pub(super) commit: Commit,
    pub(super) findings: Vec<Finding>,
}

impl Known {
    /// Whether nothing that the registry holds touches the household.
    fn is_strange_to(&self, newcomer: &Newcomer) -> bool {
        newcomer.named.is_none() && !newcomer.numbers().any(|number| self.holders.contains_key(&number))
    }

    /// The household of a number, if other than one.
    fn held_elsewhere(&self, number: CitizenNumber, own: RegistryNumber) -> bool {
        self.holders.get(&number).is_some_and(|(household, _)| *household != own)
    }

    /// The one registered household whose head or head's spouse is this household's.
    fn find_same(&self, newcomer: &Newcomer) -> Option<RegistryNumber> {
        let households: BTreeSet<RegistryNumber> = newcomer
            .heads()
            .filter_map(|number| self.holders.get(&number))
            .filter(|(household, person)| {
                self.current(*household).is_some_and(|household| is_of_the_couple(&household, *person))
            })
            .map(|(household, _)| *household)
            .collect();
        let mut households = households.into_iter();
        let only = households.next()?;
        households.next().is_none().then_some(only)
    }

    fn current(&self, number: RegistryNumber) -> Option<Household> {
        self.histories.get(&number)?.current().ok().flatten()
    }
}

fn is_of_the_couple(household: &Household, person: PersonId) -> bool {
    let relation = household.find_member(person).and_then(|member| member.person.relation);
    matches!(relation, Some(Relation::Head | Relation::Spouse))
}

impl Registry {
    /// Asks the store for everything that it holds of some households.
    pub(super) async fn known<'a>(
        &self,
        source: &str,
        newcomers: impl Iterator<Item = (&'a str, &'a Newcomer)> + Clone,
    ) -> Result<Known, StoreError> {
        let mut numbers: Vec<CitizenNumber> =
            newcomers.clone().flat_map(|(_, newcomer)| newcomer.numbers()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let keys: Vec<String> =
            newcomers.clone().map(|(key, _)| key.to_owned()).filter(|key| !key.is_empty()).collect();
        let holders = self.store().find_holders(&numbers).await?;
        let holders: HashMap<_, _> =
            holders.into_iter().map(|row| (row.number, (row.household, row.person))).collect();
        let mut households: Vec<RegistryNumber> = newcomers
            .flat_map(|(_, newcomer)| {
                let by_head = newcomer.heads().filter_map(|number| Some(holders.get(&number)?.0));
                newcomer.named.into_iter().chain(by_head)
            })
            .collect();
        households.sort_unstable();
        households.dedup();
        Ok(Known {
            histories: self.histories(&households).await?,
            keys: self.store().find_loaded(source, &keys).await?.into_iter().map(|(key, _)| key).collect(),
            holders,
        })
    }

    async fn histories(
        &self,
        numbers: &[RegistryNumber],
    ) -> Result<HashMap<RegistryNumber, History>, StoreError> {
        if numbers.is_empty() {
            return Ok(HashMap::new());
        }
        let logs = self.store().list_entries_of(numbers).await?;
        let read = logs.into_iter().map(|(number, rows)| {
            let entries: Result<Vec<Entry>, StoreError> =
                rows.iter().map(|row| read_document("change log entry", &row.text)).collect();
            Ok((number, History::new(entries?)))
        });
        read.collect()
    }

    /// What is to be written of a household, or why it is not loaded.
    pub(super) fn settle(
        &self,
        areas: &Areas,
        known: &Known,
        key: &str,
        newcomer: &mut Newcomer,
    ) -> Result<Result<Settled, Reject>, VerbError> {
        if !key.is_empty() && known.keys.contains(key) {
            return Ok(Err(Reject::at(RejectCode::KeyLoaded, "")));
        }
        if known.is_strange_to(newcomer) {
            return self.register(areas, newcomer).map(Ok);
        }
        let Some(same) = newcomer.named.or_else(|| known.find_same(newcomer)) else {
            return self.register_in_part(areas, known, newcomer).map(Ok);
        };
        let Some(history) = known.histories.get(&same).filter(|history| !history.entries().is_empty()) else {
            return Ok(Err(Reject::at(RejectCode::NumberUnknown, "registry_number")));
        };
        if is_of_a_round_there(history, &newcomer.entry) {
            return Ok(Err(Reject::at(RejectCode::HouseholdExists, "")));
        }
        self.join(areas, known, newcomer, same, history)
    }

    /// A household that nobody knows.
    fn register(&self, areas: &Areas, newcomer: &mut Newcomer) -> Result<Settled, VerbError> {
        let commit = match newcomer.commit.take() {
            Some(commit) => commit,
            // It was written once already, in a commit that came to nothing.
            None => self.commit_made(areas, History::default(), vec![newcomer.entry.clone()])?.1,
        };
        let findings = newcomer.findings.clone();
        Ok(Settled { number: newcomer.entry.household, joined: false, commit, findings })
    }

    /// A household of whose members some have numbers that are somebody else's.
    fn register_in_part(
        &self,
        areas: &Areas,
        known: &Known,
        newcomer: &Newcomer,
    ) -> Result<Settled, VerbError> {
        let mut entry = newcomer.entry.clone();
        let number = entry.household;
        let mut findings = newcomer.findings.clone();
        let Change::Register { record, .. } = &mut entry.change else {
            return Err(VerbError::Damaged("a newcomer is registered".to_owned()));
        };
        let held = |number_given| known.held_elsewhere(number_given, number);
        let marks = withhold(record, held, &mut findings);
        let entries = self.with_marks(entry, marks);
        let (_, commit) = self.commit_made(areas, History::default(), entries)?;
        Ok(Settled { number, joined: false, commit, findings })
    }

    /// Another survey of a household that is there.
    fn join(
        &self,
        areas: &Areas,
        known: &Known,
        newcomer: &Newcomer,
        same: RegistryNumber,
        history: &History,
    ) -> Result<Result<Settled, Reject>, VerbError> {
        let (Some(record), Ok(Some(household))) = (newcomer.record(), history.current()) else {
            return Ok(Err(Reject::at(RejectCode::ChangeRefused, "")));
        };
        let mut record = Box::new(record.clone());
        people::keep_ids(&mut record, &household);
        let oldest = history.entries().first().is_none_or(|first| newcomer.entry.effective < first.effective);
        let update_type = if oldest { UpdateType::FirstSurvey } else { UpdateType::Renewal };
        let survey = |record| Entry {
            household: same,
            update_type,
            change: Change::Resurvey { record },
            ..newcomer.entry.clone()
        };
        let Ok(joined) = Accepted::take(history.clone(), vec![survey(record.clone())]) else {
            return Ok(Err(Reject::at(RejectCode::ChangeRefused, "")));
        };
        // Who was a member then and is none now keeps the number in the survey of then: nobody has two homes.
        let current: HashSet<CitizenNumber> =
            joined.household.citizen_numbers().map(|(_, number)| number).collect();
        let held = |number| current.contains(&number) && known.held_elsewhere(number, same);
        let mut findings = newcomer.findings.clone();
        let marks = withhold(&mut record, held, &mut findings);
        let entries = self.with_marks(survey(record), marks);
        let (number, commit) = self.commit_made(areas, history.clone(), entries)?;
        Ok(Ok(Settled { number, joined: true, commit, findings }))
    }

    /// A survey and, behind it, what is marked as doubtful about it.
    fn with_marks(&self, survey: Entry, marks: Vec<(String, Personal)>) -> Vec<Entry> {
        let marked = marks.into_iter().map(|(place, about)| Entry {
            id: ChangeId(self.ids().uuid(survey.recorded)),
            change: Change::MarkDiscrepancy { place, about },
            ..survey.clone()
        });
        let marked: Vec<Entry> = marked.collect();
        std::iter::once(survey).chain(marked).collect()
    }

    fn commit_made(
        &self,
        areas: &Areas,
        history: History,
        entries: Vec<Entry>,
    ) -> Result<(RegistryNumber, Commit), VerbError> {
        let accepted = Accepted::take(history, entries)
            .map_err(|refusal| VerbError::Damaged(format!("a change made before is refused: {refusal}")))?;
        let mut commit = self.commit_of(areas.book(), &accepted)?;
        commit.pack();
        Ok((accepted.household.number, commit))
    }
}

/// Whether a survey of the same round is in the history.
fn is_of_a_round_there(history: &History, survey: &Entry) -> bool {
    let surveys = history.entries().iter().filter(|entry| {
        matches!(entry.change, Change::Register { .. } | Change::Resurvey { .. } | Change::Correct { .. })
    });
    surveys
        .map(|there| there.effective.since(survey.effective).map_or(0, |span| span.get_days().abs()))
        .any(|days| days < ROUND_DAYS)
}

/// Takes out of a record the numbers that are held elsewhere. Returns what to mark about each.
fn withhold(
    record: &mut Record,
    held: impl Fn(CitizenNumber) -> bool,
    findings: &mut Vec<Finding>,
) -> Vec<(String, Personal)> {
    let mut marks = Vec::new();
    for member in &mut record.members {
        let Some(number) = member.identity.number().filter(|number| held(*number)) else { continue };
        member.identity = Identity::None;
        let place = format!("roster/member[{}]/person/number", member.line);
        findings.push(Finding::at(FindingCode::IdentityElsewhere, place.clone()));
        let about = format!("The file gives {number}, which belongs to a member of another household.");
        marks.extend(Personal::new(&about).map(|about| (place, about)));
    }
    marks
}
