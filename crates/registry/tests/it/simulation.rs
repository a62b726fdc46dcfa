//! Random changes under one clock and one seed.

use crate::world::{Sighting, World};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use registry::{
    change::{Arrival, Change, Channel, Entry, SectionContent, UpdateType},
    clock::date_in_pakistan,
    code_lists::{MaritalStatus, Relation, Sex, Wall},
    household::{Departure, Household, Location, Member, Record},
    identity::{CitizenNumber, Identity},
    ids::{ChangeId, IdSource, PersonId, RandomIds},
    personal::Personal,
    registry_number::RegistryNumber,
    sections::Dwelling,
};

pub(crate) struct Simulation {
    random: ChaCha8Rng,
    ids: RandomIds<ChaCha8Rng>,
    now: Timestamp,
    world: World,
    households: u64,
    persons: Vec<PersonId>,
    sightings: Vec<Sighting>,
    accepted: u32,
    refused: u32,
}

impl Simulation {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            ids: RandomIds::new(ChaCha8Rng::seed_from_u64(seed.wrapping_add(1))),
            now: "2022-01-01T09:00:00Z".parse().expect("a timestamp"),
            world: World::default(),
            households: 0,
            persons: Vec::new(),
            sightings: Vec::new(),
            accepted: 0,
            refused: 0,
        }
    }

    pub(crate) fn accepted(&self) -> u32 {
        self.accepted
    }

    pub(crate) fn refused(&self) -> u32 {
        self.refused
    }

    /// Time passes, something is tried, and what must always hold is checked.
    pub(crate) fn step(&mut self) {
        self.now += SignedDuration::from_hours(self.random.random_range(1..200));
        let entries = self.draw();
        let before = self.world.histories.len();
        match self.world.accept(entries) {
            Ok(()) => self.accepted += 1,
            Err(_) => {
                self.refused += 1;
                assert_eq!(self.world.histories.len(), before, "a refusal changes nothing");
            }
        }
        for household in self.world.current.values() {
            for member in &household.record.members {
                if !self.persons.contains(&member.id) {
                    self.persons.push(member.id);
                }
            }
        }
        self.world.assert_current_is_the_fold();
        assert!(self.world.nobody_in_two_households());
        self.world.assert_nobody_is_lost(&self.persons);
        self.look();
    }

    /// What was seen of a household stays what was known then, whatever was recorded since.
    pub(crate) fn check_what_was_known(&self) {
        assert!(!self.sightings.is_empty());
        for sighting in &self.sightings {
            let history = self.world.histories.get(&sighting.number).expect("a household seen is there");
            let seen = history.household(sighting.as_of, sighting.known_at).expect("the past folds");
            assert_eq!(seen, sighting.seen);
        }
    }

    fn look(&mut self) {
        let Some(number) = self.any_number() else { return };
        let back = self.random.random_range(0..500_i64);
        let as_of = date_in_pakistan(self.now).saturating_sub(back.days());
        let known_at = self.now;
        let seen = self.world.histories[&number].household(as_of, known_at).expect("the past folds");
        self.sightings.push(Sighting { number, as_of, known_at, seen });
    }

    fn any_number(&mut self) -> Option<RegistryNumber> {
        let numbers: Vec<_> = self.world.histories.keys().copied().collect();
        (!numbers.is_empty()).then(|| numbers[self.random.random_range(0..numbers.len())])
    }

    fn any_household(&mut self) -> Option<Household> {
        let households: Vec<Household> = self.world.active().into_iter().cloned().collect();
        (!households.is_empty()).then(|| households[self.random.random_range(0..households.len())].clone())
    }

    fn any_member(&mut self, household: &Household) -> Option<Member> {
        let members = &household.record.members;
        (!members.is_empty()).then(|| members[self.random.random_range(0..members.len())].clone())
    }

    /// A change drawn by chance; many are impossible on purpose.
    fn draw(&mut self) -> Vec<Entry> {
        let Some(household) = self.any_household().filter(|_| self.random.random_bool(0.93)) else {
            return vec![self.register(None, Vec::new())];
        };
        match self.random.random_range(0..15) {
            0 | 1 => vec![self.add_member(&household)],
            2 => self.remove_member(&household),
            13 => vec![self.older_survey(&household)],
            14 => self.find_elsewhere(&household),
            3 => self.amend_member(&household),
            4 => self.link_identity(&household),
            5 => self.change_head(&household),
            6 => self.split(&household),
            7 => self.merge(&household),
            8 => vec![self.resurvey(&household)],
            9 => self.correct(&household),
            10 => vec![self.amend_dwelling(&household)],
            11 => {
                vec![self.entry(household.number, Change::Move { location: Box::new(Location::default()) })]
            }
            _ => self.mark_or_resolve(&household),
        }
    }

    fn entry(&mut self, household: RegistryNumber, change: Change) -> Entry {
        // One change in four is reported late: it was true up to two years before it became known.
        let days_late = if self.random.random_bool(0.25) { self.random.random_range(0..700_i64) } else { 0 };
        self.entry_on(household, date_in_pakistan(self.now).saturating_sub(days_late.days()), change)
    }

    fn entry_on(&mut self, household: RegistryNumber, effective: Date, change: Change) -> Entry {
        Entry {
            id: ChangeId(self.ids.uuid(self.now)),
            household,
            effective,
            recorded: self.now,
            author: "simulation".to_owned(),
            channel: Channel::Desk,
            place: None,
            update_type: UpdateType::Roster,
            evidence: Vec::new(),
            reason: Personal::new("drawn by chance"),
            change,
        }
    }

    fn member(&mut self, line: u8) -> Member {
        let mut member = Member::new(PersonId(self.ids.uuid(self.now)), line);
        member.person.sex = Some(if self.random.random_bool(0.5) { Sex::Male } else { Sex::Female });
        member.person.age_years = Some(self.random.random_range(0..90));
        member.age_stated_on = Some(date_in_pakistan(self.now));
        // Few numbers, so that two members want the same one now and then.
        if self.random.random_bool(0.5) {
            let number = 9_000_000_000_000 + self.random.random_range(0..400_u64);
            member.identity = Identity::Cnic(CitizenNumber::from_u64(number).expect("a number"));
        }
        member
    }

    fn register(&mut self, split_from: Option<RegistryNumber>, members: Vec<Member>) -> Entry {
        let members = if members.is_empty() {
            let size = self.random.random_range(1..8);
            (1..=size).map(|line| self.member(line)).collect()
        } else {
            members
        };
        let mut record = Record { members, ..Record::default() };
        if let Some(first) = record.members.first_mut() {
            first.person.relation = Some(Relation::Head);
        }
        let number = RegistryNumber::from_ordinal(self.households).expect("a number");
        self.households += 1;
        let today = date_in_pakistan(self.now);
        self.entry_on(number, today, Change::Register { record: Box::new(record), split_from })
    }

    fn add_member(&mut self, household: &Household) -> Entry {
        let line = household.record.next_line(&household.former_members);
        let member = Box::new(self.member(line));
        self.entry(household.number, Change::AddMember { member, cause: Arrival::Birth })
    }

    fn remove_member(&mut self, household: &Household) -> Vec<Entry> {
        let Some(member) = self.any_member(household) else { return Vec::new() };
        let change = Change::RemoveMember { person: member.id, departure: Departure::Death };
        vec![self.entry(household.number, change)]
    }

    fn amend_member(&mut self, household: &Household) -> Vec<Entry> {
        let Some(mut member) = self.any_member(household) else { return Vec::new() };
        member.person.marital_status = Some(MaritalStatus::Widowed);
        vec![self.entry(household.number, Change::AmendMember { member: Box::new(member) })]
    }

    fn link_identity(&mut self, household: &Household) -> Vec<Entry> {
        let Some(member) = self.any_member(household) else { return Vec::new() };
        let identity = self.member(0).identity;
        vec![self.entry(household.number, Change::LinkIdentity { person: member.id, identity })]
    }

    fn change_head(&mut self, household: &Household) -> Vec<Entry> {
        let Some(member) = self.any_member(household) else { return Vec::new() };
        let change = Change::ChangeHead { person: member.id, former_head_relation: Some(Relation::Parent) };
        vec![self.entry(household.number, change)]
    }

    fn split(&mut self, household: &Household) -> Vec<Entry> {
        let leaving: Vec<Member> = household.record.members.iter().skip(2).cloned().collect();
        if leaving.is_empty() {
            return Vec::new();
        }
        let persons = leaving.iter().map(|member| member.id).collect();
        let registered = self.register(Some(household.number), leaving);
        let change = Change::Split { persons, into: registered.household };
        let today = date_in_pakistan(self.now);
        vec![self.entry_on(household.number, today, change), registered]
    }

    fn merge(&mut self, household: &Household) -> Vec<Entry> {
        let Some(other) = self.any_household().filter(|other| other.number != household.number) else {
            return Vec::new();
        };
        let today = date_in_pakistan(self.now);
        let members = household.record.members.clone();
        let absorb = Change::Absorb { from: household.number, members };
        vec![
            self.entry_on(household.number, today, Change::Merge { into: other.number }),
            self.entry_on(other.number, today, absorb),
        ]
    }

    fn resurvey(&mut self, household: &Household) -> Entry {
        let mut record = household.record.clone();
        if record.members.len() > 1 && self.random.random_bool(0.5) {
            record.members.pop();
        }
        record.dwelling.rooms = Some(self.random.random_range(1..9));
        self.entry(household.number, Change::Resurvey { record: Box::new(record) })
    }

    /// A survey of years before the registration, as a file of it brings in later: somebody of today's roster was there,
    /// and somebody who is not on it.
    fn older_survey(&mut self, household: &Household) -> Entry {
        let mut members: Vec<Member> = household.record.members.iter().take(1).cloned().collect();
        members.push(self.member(2));
        for member in &mut members {
            member.identity = Identity::None;
        }
        let record = Box::new(Record { members, ..Record::default() });
        let years = self.random.random_range(3..12_i64);
        let effective = date_in_pakistan(self.now).saturating_sub((years * 365).days());
        self.entry_on(household.number, effective, Change::Resurvey { record })
    }

    /// A survey finds a member in another household, where the person comes in the same instant.
    fn find_elsewhere(&mut self, household: &Household) -> Vec<Entry> {
        let other = self.any_household().filter(|other| other.number != household.number);
        let (Some(mut member), Some(other)) = (self.any_member(household), other) else { return Vec::new() };
        let today = date_in_pakistan(self.now);
        let gone = Change::FoundElsewhere { person: member.id, household: other.number };
        member.line = other.record.next_line(&other.former_members);
        let came = Change::AddMember { member: Box::new(member), cause: Arrival::Marriage };
        vec![self.entry_on(household.number, today, gone), self.entry_on(other.number, today, came)]
    }

    fn correct(&mut self, household: &Household) -> Vec<Entry> {
        let first = self.world.histories[&household.number].entries().first().cloned();
        let Some((corrected, Change::Register { mut record, .. }, effective)) =
            first.map(|entry| (entry.id, entry.change, entry.effective))
        else {
            return Vec::new();
        };
        record.dwelling.rooms = Some(7);
        vec![self.entry_on(household.number, effective, Change::Correct { corrected, record })]
    }

    fn amend_dwelling(&mut self, household: &Household) -> Entry {
        let dwelling = Dwelling { wall: Some(Wall::MudBrick), ..household.record.dwelling.clone() };
        let section = Box::new(SectionContent::Dwelling(dwelling));
        self.entry(household.number, Change::AmendSection { section })
    }

    fn mark_or_resolve(&mut self, household: &Household) -> Vec<Entry> {
        let open = household.discrepancies.first().map(|open| open.marked_by);
        let change = match open.filter(|_| self.random.random_bool(0.6)) {
            Some(marked_by) => Change::ResolveDiscrepancy { marked_by },
            None => match Personal::new("looks doubtful") {
                Some(about) => Change::MarkDiscrepancy { place: "dwelling/rooms".to_owned(), about },
                None => return Vec::new(),
            },
        };
        vec![self.entry(household.number, change)]
    }
}
