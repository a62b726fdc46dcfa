//! The households of a simulation and the one way in which they change.

use jiff::Timestamp;
use registry::{
    change::{Entry, Refusal},
    history::History,
    household::{Household, Status},
    ids::PersonId,
    registry_number::RegistryNumber,
};
use std::collections::BTreeMap;

/// Every household's history, and the state it had after its last accepted change.
#[derive(Default, Clone)]
pub(crate) struct World {
    pub(crate) histories: BTreeMap<RegistryNumber, History>,
    pub(crate) current: BTreeMap<RegistryNumber, Household>,
}

impl World {
    /// Accepts entries that belong together, all or none.
    pub(crate) fn accept(&mut self, entries: Vec<Entry>) -> Result<(), Refusal> {
        let mut after = self.clone();
        for entry in entries {
            assert_entry_reads_back(&entry);
            let history = after.histories.entry(entry.household).or_default();
            let number = entry.household;
            let household = history.accept(entry)?;
            after.current.insert(number, household);
        }
        if !after.nobody_in_two_households() {
            return Err(Refusal::AlreadyMember);
        }
        *self = after;
        Ok(())
    }

    /// The state kept is the fold of the entries.
    pub(crate) fn assert_current_is_the_fold(&self) {
        for (number, history) in &self.histories {
            let folded = history.current().expect("accepted changes fold");
            assert_eq!(folded.as_ref(), self.current.get(number));
        }
    }

    /// Nobody is in two households at once, by everything known.
    pub(crate) fn nobody_in_two_households(&self) -> bool {
        let mut home: BTreeMap<PersonId, RegistryNumber> = BTreeMap::new();
        self.current.values().all(|household| {
            household.record.members.iter().all(|member| home.insert(member.id, household.number).is_none())
        })
    }

    /// Who is in no household by anything ever accepted has not been lost: everybody is a member or a former one.
    pub(crate) fn assert_nobody_is_lost(&self, persons: &[PersonId]) {
        for person in persons {
            let known = self.current.values().any(|household| {
                household.find_member(*person).is_some()
                    || household.former_members.iter().any(|former| former.member.id == *person)
            });
            assert!(known, "a person who was once a member is in no household and no list of former members");
        }
    }

    /// Households that stand by themselves.
    pub(crate) fn active(&self) -> Vec<&Household> {
        self.current.values().filter(|household| household.status == Status::Active).collect()
    }
}

fn assert_entry_reads_back(entry: &Entry) {
    let text = serde_json::to_string(entry).expect("an entry can be written");
    let read: Entry = serde_json::from_str(&text).expect("an entry can be read");
    assert_eq!(&read, entry);
    assert_eq!(serde_json::to_string(&read).expect("written again"), text, "the same bytes");
}

/// A moment of the past at which somebody looked, and what they saw.
pub(crate) struct Sighting {
    pub(crate) number: RegistryNumber,
    pub(crate) as_of: jiff::civil::Date,
    pub(crate) known_at: Timestamp,
    pub(crate) seen: Option<Household>,
}
