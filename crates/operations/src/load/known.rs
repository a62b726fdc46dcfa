//! What the registry holds of the households of a chunk, kept up to date as the chunk's households are settled one after
//! the other.

use crate::{Registry, error::read_document};
use jiff::civil::Date;
use registry::{
    change::{Change, Entry},
    history::History,
    household::{Household, Record},
    identity::CitizenNumber,
    ids::PersonId,
    registry_number::RegistryNumber,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::StoreError;

/// Whose a citizen number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) household: RegistryNumber,
    pub(super) person: PersonId,
}

/// See the module.
#[derive(Default)]
pub(super) struct Known {
    holders: HashMap<CitizenNumber, Holder>,
    histories: HashMap<RegistryNumber, History>,
    /// Households that this chunk registered, whose histories are made when somebody asks.
    fresh: HashMap<RegistryNumber, Arc<Entry>>,
    keys: HashSet<String>,
}

impl Known {
    /// Whether a household of this key was delivered before; from now on it was.
    pub(super) fn takes_key(&mut self, key: &str) -> bool {
        key.is_empty() || self.keys.insert(key.to_owned())
    }

    /// Whose a number is.
    pub(super) fn holder(&self, number: CitizenNumber) -> Option<Holder> {
        self.holders.get(&number).copied()
    }

    /// A household's history; none where the registry has no such household.
    pub(super) fn history(&mut self, number: RegistryNumber) -> Option<&History> {
        if let Some(entry) = self.fresh.remove(&number) {
            self.histories.insert(number, History::new(vec![(*entry).clone()]));
        }
        self.histories.get(&number).filter(|history| !history.entries().is_empty())
    }

    /// A household by everything known.
    pub(super) fn household(&mut self, number: RegistryNumber) -> Option<Household> {
        self.history(number)?.current().ok().flatten()
    }

    /// A household is registered as it came.
    pub(super) fn register(&mut self, entry: &Arc<Entry>, record: &Record) {
        let household = entry.household;
        self.fresh.insert(household, Arc::clone(entry));
        for member in &record.members {
            if let Some(number) = member.identity.number() {
                self.holders.insert(number, Holder { household, person: member.id });
            }
        }
    }

    /// A household has changed.
    pub(super) fn change(&mut self, household: &Household, history: History) {
        let own = household.number;
        self.holders.retain(|_, holder| holder.household != own);
        for (person, number) in household.citizen_numbers() {
            self.holders.insert(number, Holder { household: own, person });
        }
        self.histories.insert(own, history);
    }
}

impl Registry {
    /// Asks the store for everything that it holds of some households: their keys, their numbers' holders and the
    /// histories of those, and the households that they are said to be.
    pub(super) async fn known(
        &self,
        source: &str,
        keys: Vec<String>,
        mut numbers: Vec<CitizenNumber>,
        named: impl Iterator<Item = RegistryNumber>,
    ) -> Result<Known, StoreError> {
        numbers.sort_unstable();
        numbers.dedup();
        let holders = self.store().find_holders(&numbers).await?;
        let mut households: Vec<RegistryNumber> =
            named.chain(holders.iter().map(|holder| holder.household)).collect();
        households.sort_unstable();
        households.dedup();
        let delivered = self.store().find_loaded(source, &keys).await?;
        Ok(Known {
            holders: holders
                .into_iter()
                .map(|row| (row.number, Holder { household: row.household, person: row.person }))
                .collect(),
            histories: self.histories(&households).await?,
            fresh: HashMap::new(),
            keys: delivered.into_iter().map(|(key, _)| key).collect(),
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
}

/// The days of a household's surveys.
pub(super) fn surveys(history: &History) -> impl Iterator<Item = (Date, &Record)> {
    history.entries().iter().filter_map(|entry| match &entry.change {
        Change::Register { record, .. } | Change::Resurvey { record } | Change::Correct { record, .. } => {
            Some((entry.effective, &**record))
        }
        _ => None,
    })
}

/// The latest day on which somebody was found in a household: by a survey, or by an event that brought the person in.
pub(super) fn last_seen(history: &History, person: PersonId) -> Option<Date> {
    let listed = |members: &[registry::household::Member]| members.iter().any(|member| member.id == person);
    let surveyed = surveys(history).filter(|(_, record)| listed(&record.members)).map(|(on, _)| on);
    let came = history.entries().iter().filter_map(|entry| match &entry.change {
        Change::AddMember { member, .. } if member.id == person => Some(entry.effective),
        Change::Absorb { members, .. } if listed(members) => Some(entry.effective),
        _ => None,
    });
    surveyed.chain(came).max()
}
