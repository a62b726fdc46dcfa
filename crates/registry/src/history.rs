//! A household's history: its entries in the order in which they are true, and the household on any date as known on
//! any other.

use crate::{
    change::{Change, Entry, Refusal, apply},
    household::Household,
};
use jiff::{Timestamp, civil::Date};

/// The entries of one household. Kept in the order of effect: by effective date, and on one day by the order in which
/// they were recorded. Only a correction stands right behind what it corrects, so that what happened later on the same
/// day stays on top of it.
#[derive(Debug, Clone, Default)]
pub struct History {
    entries: Vec<Entry>,
}

impl History {
    /// Takes the entries in the order in which they were recorded, as the log has them.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut history = Self { entries: Vec::with_capacity(entries.len()) };
        for entry in entries {
            history.entries.insert(history.place_of(&entry), entry);
        }
        history
    }

    /// The entries in the order of effect.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The household as it was on a date, as known at an instant; `None` when it was not in the registry then.
    ///
    /// A refusal means that the log holds a change that should not have been accepted.
    pub fn household(&self, as_of: Date, known_at: Timestamp) -> Result<Option<Household>, Refusal> {
        self.entries
            .iter()
            .filter(|entry| entry.effective <= as_of && entry.recorded <= known_at)
            .try_fold(None, |household, entry| apply(household, entry).map(Some))
    }

    /// The household by everything known.
    pub fn current(&self) -> Result<Option<Household>, Refusal> {
        self.household(Date::MAX, Timestamp::MAX)
    }

    /// Adds an entry recorded after all others. The first must register the household, and no later one may. A change
    /// that came late takes its place by its effective date, and every later change must still be possible; otherwise
    /// nothing is added. Returns the household by everything known then.
    pub fn accept(&mut self, entry: Entry) -> Result<Household, Refusal> {
        match (self.entries.is_empty(), &entry.change) {
            (true, Change::Register { .. }) => {}
            (true, _) => return Err(Refusal::NotRegistered),
            (false, Change::Register { .. }) => return Err(Refusal::AlreadyRegistered),
            (false, _) => {}
        }
        let place = self.place_of(&entry);
        self.entries.insert(place, entry);
        match self.current() {
            Ok(Some(household)) => Ok(household),
            Ok(None) => {
                self.entries.remove(place);
                Err(Refusal::NotRegistered)
            }
            Err(refusal) => {
                self.entries.remove(place);
                Err(refusal)
            }
        }
    }

    /// Where an entry recorded after all others belongs in the order of effect.
    fn place_of(&self, entry: &Entry) -> usize {
        if let Change::Correct { corrected, .. } = entry.change {
            let same = |earlier: &Entry| earlier.id == corrected && earlier.effective == entry.effective;
            if let Some(place) = self.entries.iter().position(same) {
                return place + 1;
            }
        }
        self.entries.partition_point(|earlier| earlier.effective <= entry.effective)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        change::{Channel, UpdateType},
        household::{Departure, Member, Record},
        ids::{ChangeId, PersonId},
        registry_number::RegistryNumber,
    };
    use jiff::civil::date;
    use uuid::Uuid;

    fn entry(id: u128, effective: Date, recorded: &str, change: Change) -> Entry {
        Entry {
            id: ChangeId(Uuid::from_u128(id)),
            household: RegistryNumber::from_ordinal(1).expect("a number"),
            effective,
            recorded: recorded.parse().expect("an instant"),
            author: "officer".to_owned(),
            channel: Channel::File,
            place: None,
            update_type: UpdateType::FirstSurvey,
            evidence: Vec::new(),
            reason: None,
            change,
        }
    }

    fn record(rooms: u8, persons: &[u128]) -> Box<Record> {
        let member = |(&person, line)| Member::new(PersonId(Uuid::from_u128(person)), line);
        let mut record =
            Record { members: persons.iter().zip(1..).map(member).collect(), ..Record::default() };
        record.dwelling.rooms = Some(rooms);
        Box::new(record)
    }

    fn two_vintages() -> History {
        let newer = Change::Register { record: record(3, &[1, 2]), split_from: None };
        let older = Change::Resurvey { record: record(1, &[1, 9]) };
        let mut history = History::default();
        history.accept(entry(1, date(2021, 5, 1), "2021-05-02T00:00:00Z", newer)).expect("registered");
        history.accept(entry(2, date(2010, 12, 3), "2026-01-01T00:00:00Z", older)).expect("an older survey");
        history
    }

    #[test]
    fn an_older_survey_may_come_after_the_newer_one() {
        let history = two_vintages();
        let rooms = |as_of| {
            let household = history.household(as_of, Timestamp::MAX).expect("it folds");
            household.and_then(|household| household.record.dwelling.rooms)
        };
        assert_eq!(rooms(date(2010, 1, 1)), None);
        assert_eq!(rooms(date(2015, 1, 1)), Some(1));
        assert_eq!(rooms(date(2022, 1, 1)), Some(3));
        let known_before =
            history.household(date(2015, 1, 1), "2022-01-01T00:00:00Z".parse().expect("an instant"));
        assert_eq!(known_before, Ok(None), "nobody knew of the older survey then");
    }

    #[test]
    fn who_was_on_the_older_roster_alone_is_a_former_member() {
        let household = two_vintages().current().expect("it folds").expect("it is there");
        assert_eq!(household.record.members.len(), 2);
        let former: Vec<_> =
            household.former_members.iter().map(|former| (former.left_on, former.departure)).collect();
        assert_eq!(former, [(date(2021, 5, 1), Departure::NotListed)]);
    }

    #[test]
    fn a_household_is_registered_once_and_first() {
        let mut history = two_vintages();
        let again = Change::Register { record: record(2, &[5]), split_from: None };
        let again = entry(3, date(2009, 1, 1), "2026-02-01T00:00:00Z", again);
        assert_eq!(history.accept(again), Err(Refusal::AlreadyRegistered));
        let survey = Change::Resurvey { record: record(2, &[5]) };
        let survey = entry(4, date(2026, 1, 1), "2026-02-01T00:00:00Z", survey);
        assert_eq!(History::default().accept(survey), Err(Refusal::NotRegistered));
    }
}
