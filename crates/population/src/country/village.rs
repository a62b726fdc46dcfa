//! A village: one or two blocks of households with everybody in them, as they change over the years.

use super::{
    Country, Vintage, day_of, fieldwork_day, fieldwork_days, month_of,
    truth::{Event, EventKind, HouseholdId},
};
use crate::{
    chance::{Chance, Subject},
    home::FullName,
    names::{self, HouseholdNames},
    numbers::{INDEX_BITS, person_id},
    people::birth_date,
    roster::{self, Kin, MOST_MEMBERS, Who},
    wealth::Wealth,
};
use jiff::civil::{Date, date};
use registry::{
    code_lists::{MaritalStatus, Relation, Sex},
    ids::PersonId,
};

/// Households in a block.
pub(super) const BLOCK: u64 = 32;
/// The day on which the households are as drawn from the census.
pub(super) const START: Date = date(2021, 1, 1);
/// Members at most, of households that grew.
pub(super) const MOST_GROWN: usize = 28;
/// The first place in a household for those who join it, and the first for those who were there before.
const FIRST_NEWCOMER: u8 = 21;
const FIRST_FORMER: u8 = 41;

/// Thirty-two households of a stratum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Block {
    pub(super) stratum: usize,
    pub(super) number: u64,
}

impl Block {
    pub(super) fn first_index(self) -> u64 {
        self.number * BLOCK
    }

    fn ordinal(self, place: u64) -> u64 {
        ((self.stratum as u64) << INDEX_BITS) | (self.first_index() + place)
    }
}

/// Somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) who: Who,
    pub(super) relation: Relation,
    pub(super) sex: Sex,
    pub(super) born: Date,
    pub(super) marital: MaritalStatus,
    /// The month of the wedding, where it is known.
    pub(super) wed: Option<i32>,
    pub(super) spouse: Option<Who>,
    pub(super) father: Option<Who>,
    pub(super) mother: Option<Who>,
}

impl Person {
    /// Completed years in a month, as far as months tell.
    pub(super) fn years_in(&self, month: i32) -> i32 {
        (month - month_of(self.born)).div_euclid(12)
    }

    pub(super) fn single(&self) -> bool {
        matches!(self.marital, MaritalStatus::NeverMarried | MaritalStatus::Nikah)
    }

    pub(super) fn woman(&self) -> bool {
        self.sex == Sex::Female
    }

    pub(super) fn child_of(&self, who: Who) -> bool {
        self.father == Some(who) || self.mother == Some(who)
    }
}

/// A household at some time.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) id: HouseholdId,
    pub(super) parent: Option<HouseholdId>,
    pub(super) block: Block,
    pub(super) persons: Vec<Person>,
    /// How often it has moved.
    pub(super) moves: u64,
    pub(super) interviewed: Date,
    pub(super) events: Vec<Event>,
}

impl House {
    pub(super) fn interview_month(&self) -> i32 {
        month_of(self.interviewed)
    }

    pub(super) fn head(&self) -> Option<&Person> {
        self.persons.iter().find(|person| person.relation == Relation::Head)
    }
}

/// What a household was drawn with.
pub(super) struct Base {
    pub(super) names: HouseholdNames,
    pub(super) wealth: Wealth,
    next_newcomer: u8,
    next_former: u8,
    next_branch: u8,
}

/// A village.
pub(super) struct Village<'a> {
    pub(super) country: &'a Country,
    pub(super) vintage: Vintage,
    blocks: Vec<Block>,
    bases: Vec<Base>,
    /// The households as they are now.
    pub(super) houses: Vec<House>,
    /// The households as they were at their interview.
    pub(super) seen: Vec<House>,
}

impl<'a> Village<'a> {
    /// A block as drawn from the census, with the one it has to do with.
    pub(super) fn new(country: &'a Country, block: Block, vintage: Vintage, with_partner: bool) -> Self {
        let mut blocks = vec![block];
        blocks.extend(country.partner(block).filter(|_| with_partner));
        // Both look at the same village.
        blocks.sort();
        let mut village = Self {
            country,
            vintage,
            blocks: blocks.clone(),
            bases: Vec::new(),
            houses: Vec::new(),
            seen: Vec::new(),
        };
        for block in blocks {
            (0..BLOCK).for_each(|place| village.settle(block, block.ordinal(place)));
        }
        village
    }

    /// Draws a household and adds it.
    fn settle(&mut self, block: Block, ordinal: u64) {
        let Some(stratum) = self.country.stratum(block.stratum) else { return };
        let seed = self.country.seed();
        let shares = self.country.cells.of(stratum.figures, stratum.region);
        let kin = roster::draw(&mut Chance::new(seed, ordinal, Subject::Roster), stratum.region, ordinal);
        self.bases.push(Base {
            names: names::of_household(seed, ordinal, stratum.figures, &kin),
            wealth: Wealth::draw(&mut Chance::new(seed, ordinal, Subject::Wealth), shares.cell),
            next_newcomer: FIRST_NEWCOMER,
            next_former: FIRST_FORMER,
            next_branch: 1,
        });
        let id = HouseholdId(ordinal);
        let mut house = self.house(id, None, block);
        house.persons = kin.iter().map(|member| person(seed, member, &kin)).collect();
        self.houses.push(house);
    }

    /// A household without members.
    pub(super) fn house(&self, id: HouseholdId, parent: Option<HouseholdId>, block: Block) -> House {
        let seed = self.country.survey_seed(self.vintage);
        let days = Chance::new(seed, id.0, Subject::Interview).whole(0..=fieldwork_days(self.vintage));
        let interviewed = fieldwork_day(self.vintage, days);
        House { id, parent, block, persons: Vec::new(), moves: 0, interviewed, events: Vec::new() }
    }

    pub(super) fn base(&self, ordinal: u64) -> Option<&Base> {
        self.bases.get(self.base_place(ordinal)?)
    }

    fn base_mut(&mut self, ordinal: u64) -> Option<&mut Base> {
        let place = self.base_place(ordinal)?;
        self.bases.get_mut(place)
    }

    fn base_place(&self, ordinal: u64) -> Option<usize> {
        let block = self.blocks.iter().position(|block| block.ordinal(0) == ordinal & !(BLOCK - 1))?;
        Some(block * usize::try_from(BLOCK).ok()? + usize::try_from(ordinal % BLOCK).ok()?)
    }

    /// A place for somebody who joins a household or is born in it; `None` when it has had too many.
    pub(super) fn newcomer(&mut self, id: HouseholdId) -> Option<Who> {
        let base = self.base_mut(id.origin())?;
        let slot = base.next_newcomer;
        base.next_newcomer = slot + 1;
        (slot < FIRST_FORMER).then_some(Who { ordinal: id.origin(), slot })
    }

    /// A place for somebody who was a member before the household was drawn.
    pub(super) fn former(&mut self, id: HouseholdId) -> Option<Who> {
        let base = self.base_mut(id.origin())?;
        let slot = base.next_former;
        base.next_former = slot + 1;
        (u64::from(slot) < crate::numbers::SLOTS).then_some(Who { ordinal: id.origin(), slot })
    }

    /// The id of a household founded out of one.
    pub(super) fn branch(&mut self, id: HouseholdId) -> Option<HouseholdId> {
        let base = self.base_mut(id.origin())?;
        let number = base.next_branch;
        base.next_branch = number.checked_add(1)?;
        Some(HouseholdId::branch(id.origin(), number))
    }

    /// What somebody is called, for life.
    pub(super) fn name(&self, person: &Person) -> FullName {
        let Some(base) = self.base(person.who.ordinal) else { return (None, None) };
        let known = base.names.names.get(usize::from(person.who.slot.saturating_sub(1)));
        if let Some(name) = known.filter(|_| usize::from(person.who.slot) <= MOST_MEMBERS) {
            return name.clone();
        }
        let mut chance = Chance::new(self.country.seed(), person.who.ordinal, Subject::Names);
        chance.skip_to(person.who.slot);
        let age_months = super::completed_months(person.born, START).unwrap_or(0);
        let kin = Kin::new(person.relation, person.sex, age_months, person.marital);
        base.names.naming.clone().name(&mut chance, person.sex, &kin)
    }

    /// The place of a household and of somebody in it.
    pub(super) fn find(&self, who: Who) -> Option<(usize, usize)> {
        self.houses
            .iter()
            .enumerate()
            .find_map(|(house, of)| Some((house, of.persons.iter().position(|person| person.who == who)?)))
    }

    pub(super) fn person_id(&self, who: Who) -> PersonId {
        person_id(self.country.seed(), who.ordinal, who.slot)
    }

    /// Writes down what happened to a household.
    pub(super) fn record(
        &mut self,
        house: usize,
        kind: EventKind,
        date: Date,
        who: Option<Who>,
        other: Option<HouseholdId>,
    ) {
        let person = who.map(|who| self.person_id(who));
        if let Some(house) = self.houses.get_mut(house) {
            house.events.push(Event { date, kind, person, household: house.id, other });
        }
    }
}

/// A member as drawn, with a day of birth.
fn person(seed: u64, member: &Kin, kin: &[Kin]) -> Person {
    let mut chance = Chance::new(seed, member.who.ordinal, Subject::Persons);
    chance.skip_to(member.who.slot);
    let who = |place: Option<usize>| place.and_then(|place| kin.get(place)).map(|kin| kin.who);
    let months_ago = i32::try_from(member.married_months).unwrap_or(0);
    Person {
        who: member.who,
        relation: member.relation,
        sex: member.sex,
        born: birth_date(&mut chance, START, member.age_months)
            .unwrap_or_else(|| day_of(month_of(START) - i32::try_from(member.age_months).unwrap_or(0), 1)),
        marital: member.marital,
        wed: (months_ago > 0).then(|| month_of(START) - months_ago),
        spouse: who(member.spouse),
        father: who(member.father),
        mother: who(member.mother),
    }
}
