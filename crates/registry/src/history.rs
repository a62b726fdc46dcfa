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

    /// Adds an entry recorded after all others. A change that came late takes its place by its effective date, and
    /// every later change must still be possible; otherwise nothing is added. Returns the household by everything
    /// known then.
    pub fn accept(&mut self, entry: Entry) -> Result<Household, Refusal> {
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
