//! What is new in the log of changes and among the questions to the citizen registry: each held against what the world knows
//! by itself.

use super::world::World;
use jiff::{Timestamp, ToSpan, civil::Date};
use registry::{
    change::{Arrival, Change, Entry, UpdateType},
    citizen::{LifeEventKind, Verification},
    household::Member,
    identity::CitizenNumber,
    registry_number::RegistryNumber,
    updates::due_on,
};
use store::rows::{CaseFilter, Log};

impl World {
    /// Looks at what the latest step brought.
    pub(super) async fn look_at_news(&mut self) {
        let after = self.ledger.log.map_or(0, |(position, _)| position);
        let rows = self.registry.store().read_log(Log::Changes, after, 10_000).await.unwrap();
        for row in &rows {
            let entry: Entry = serde_json::from_str(&row.text).unwrap();
            self.look_at_entry(&entry).await;
            self.ledger.touched.insert(entry.household, entry.recorded);
            self.ledger.changed.insert(entry.household);
            self.ledger.log = Some((row.position, row.hash));
        }
        self.note_cases_touched().await;
        self.look_at_questions().await;
        self.count_notices().await;
    }

    async fn look_at_entry(&mut self, entry: &Entry) {
        match &entry.change {
            Change::Register { record, split_from } => {
                let own = if split_from.is_some() { None } else { Some(entry.effective) };
                let surveyed = record.interview.interview_date.max(own);
                surveyed.map(|surveyed| self.ledger.surveyed.insert(entry.household, surveyed));
                self.ledger.people.extend(record.members.iter().map(|member| member.id));
            }
            Change::Resurvey { record } => {
                self.look_at_resurvey(entry).await;
                let surveyed = self.ledger.surveyed.entry(entry.household).or_insert(entry.effective);
                *surveyed = (*surveyed).max(entry.effective);
                self.ledger.people.extend(record.members.iter().map(|member| member.id));
            }
            Change::AddMember { member, cause } => {
                self.ledger.people.insert(member.id);
                if matches!(cause, Arrival::Birth | Arrival::Omission) && is_child(member, entry.effective) {
                    self.look_at_child(entry, member).await;
                }
            }
            _ => {}
        }
    }

    /// The world's own reckoning of whose turn it was, without the rules.
    async fn look_at_resurvey(&mut self, entry: &Entry) {
        let (household, day) = (entry.household, entry.effective);
        let surveyed = self.ledger.surveyed.get(&household).copied();
        let old = |months| surveyed.is_none_or(|surveyed| due_on(surveyed, months) <= day);
        self.ledger.note(format!("resurvey {:?}", entry.update_type));
        let in_turn = match entry.update_type {
            UpdateType::Cyclic => old(24),
            UpdateType::Recertification => old(36) || self.is_lapsed_on(household, day).await,
            UpdateType::Shock => self.is_struck(household, day).await,
            UpdateType::AppealCutoff => {
                !self.registry.store().list_listed_of(household).await.unwrap().is_empty()
            }
            UpdateType::Renewal => !self.ledger.renewals.is_empty() && old(24),
            _ => false,
        };
        assert!(
            in_turn,
            "{household} was surveyed on {surveyed:?} and again on {day} as {:?}",
            entry.update_type
        );
        if entry.update_type == UpdateType::Shock {
            self.ledger.shocks.push((household, day));
        }
    }

    /// Whether the household lives, or lived, in an area notified for that day, and was not surveyed for the same disaster.
    async fn is_struck(&self, household: RegistryNumber, day: Date) -> bool {
        let mut homes = Vec::new();
        for entry in self.entries(household).await {
            match entry.change {
                Change::Register { record, .. } | Change::Resurvey { record } => homes.push(record.location),
                Change::Move { location } => homes.push(*location),
                _ => {}
            }
        }
        let areas = homes.iter().flat_map(|home| [&home.tehsil, &home.union_council, &home.block]).flatten();
        let areas: Vec<_> = areas.collect();
        self.ledger.emergencies.iter().any(|declared| {
            let holds = |on: Date| declared.from <= on && on <= declared.until;
            let done = self.ledger.shocks.iter().any(|(other, on)| *other == household && holds(*on));
            // Two disasters at once are two surveys, if the second is of the other.
            let overlaps = self.ledger.emergencies.iter().filter(|other| other.act != declared.act);
            let overlaps = overlaps
                .into_iter()
                .any(|other| other.from <= declared.until && declared.from <= other.until);
            holds(day) && (!done || overlaps) && areas.iter().any(|area| declared.areas.contains(area))
        })
    }

    /// No child comes in without a number that the citizen registry held when it was asked.
    async fn look_at_child(&mut self, entry: &Entry, child: &Member) {
        let number = child.identity.number();
        let number =
            number.unwrap_or_else(|| panic!("a child without a number came into {}", entry.household));
        let rows = self.registry.store().list_verifications_of(entry.household).await.unwrap();
        let held = rows.iter().filter(|row| row.number == number && row.at <= entry.recorded).any(|row| {
            let verification: Verification = serde_json::from_str(&row.document).unwrap();
            verification.held.is_some()
        });
        assert!(held, "a child whose number nobody verified came into {}: {entry:?}", entry.household);
        assert!(!entry.evidence.is_empty(), "a child without a paper came into {}", entry.household);
        self.ledger.note("child added");
    }

    async fn note_cases_touched(&mut self) {
        let filter = CaseFilter { limit: 100_000, ..CaseFilter::default() };
        for row in self.registry.store().list_cases(&filter).await.unwrap() {
            if let Some(household) = row.household {
                let touched = self.ledger.touched.entry(household).or_insert(row.opened);
                *touched = (*touched).max(row.opened);
            }
        }
    }

    /// The citizen registry is asked about a number again only when its answer no longer counts, or there is something new: a
    /// notice, a change of the household, a case.
    async fn look_at_questions(&mut self) {
        let asked = self.citizens.asked_when();
        let new = asked[self.ledger.asked..].to_vec();
        self.ledger.asked = asked.len();
        for (number, at) in new {
            if let Some((before, expires)) = self.ledger.answers.get(&number).copied()
                && at < expires
            {
                assert!(
                    self.has_news(number, before).await,
                    "asked again on {at} about a number of whom the answer of {before} counts until {expires}"
                );
                self.ledger.note("asked again for news");
            }
            let kept = self.registry.store().find_verifications(&[number]).await.unwrap();
            match kept.first() {
                Some(row) if row.at >= at => self.ledger.answers.insert(number, (row.at, row.expires)),
                // The answer was faulty, and nothing is kept of it.
                _ => self.ledger.answers.remove(&number),
            };
            self.ledger.note("asked");
        }
    }

    /// Whether something about somebody has come since.
    async fn has_news(&self, number: CitizenNumber, since: Timestamp) -> bool {
        let holders = self.registry.store().find_holders(&[number]).await.unwrap();
        let verified = self.registry.store().find_verifications(&[number]).await.unwrap();
        let households = holders.iter().map(|holder| holder.household);
        let mut households = households.chain(verified.iter().map(|row| row.household));
        if households.any(|household| self.ledger.touched.get(&household).is_some_and(|at| *at >= since)) {
            return true;
        }
        for event in self.ledger.notices.values() {
            let about = match &event.kind {
                LifeEventKind::Birth { child } => vec![Some(child.number), child.mother, child.father],
                LifeEventKind::Death { person } | LifeEventKind::DeathReversed { person } => {
                    vec![Some(*person)]
                }
                LifeEventKind::Marriage { husband, wife } | LifeEventKind::Divorce { husband, wife } => {
                    vec![Some(*husband), Some(*wife)]
                }
            };
            if about.contains(&Some(number)) {
                let row =
                    self.registry.store().find_life_event(&event.source, &event.reference).await.unwrap();
                if row.is_some_and(|row| row.received >= since) {
                    return true;
                }
            }
        }
        false
    }

    async fn count_notices(&mut self) {
        let applied = self.registry.store().list_life_events(Some("applied"), 0, 10_000).await.unwrap().len();
        while self.ledger.noted("notice applied") < applied as u64 {
            self.ledger.note("notice applied");
        }
    }
}

fn is_child(member: &Member, on: Date) -> bool {
    member.person.birth_date.is_none_or(|birth| on < birth.saturating_add(18.years()))
}
