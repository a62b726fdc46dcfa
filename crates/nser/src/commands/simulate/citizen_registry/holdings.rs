//! Whom the simulated registers hold: people of a file, of the invented tehsil, and of the synthetic country. The latter two are
//! drawn block by block when somebody asks, so that nobody need be kept.

use super::{chance::happens, person::Person};
use jiff::civil::Date;
use population::{Country, Place, Population, Stretch};
use registry::{citizen::CardState, identity::CitizenNumber};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

/// Households of the tehsil that are drawn together, and marry among each other.
const BLOCK: u64 = 32;
/// Blocks kept at hand: about 100 megabytes.
const MOST_KEPT: usize = 2_000;

/// How the registers differ from the truth, as shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gaps {
    /// Of those under eighteen, whose birth is not in the database.
    pub(super) births_missing: f64,
    /// Of the dead, whose card is still valid.
    pub(super) dead_with_valid_card: f64,
    /// Of the cards of the living, that have run out.
    pub(super) cards_expired: f64,
}

/// The households of the invented tehsil.
pub(super) struct Tehsil {
    pub(super) population: Population,
    pub(super) places: Vec<Place>,
    /// Households in a row that live in the same place.
    pub(super) in_a_place: u64,
    pub(super) households: u64,
}

impl Tehsil {
    fn people(&self, block: u64) -> Vec<Person> {
        let households = block * BLOCK..((block + 1) * BLOCK).min(self.households);
        let places = u64::try_from(self.places.len().max(1)).unwrap_or(1);
        households
            .filter_map(|ordinal| {
                let place = usize::try_from(ordinal / self.in_a_place % places).ok()?;
                Some(self.population.citizens(ordinal, self.places.get(place)?))
            })
            .flatten()
            .map(Person::of)
            .collect()
    }
}

/// People who are drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Block {
    /// Everybody of the file.
    File,
    /// Households of the tehsil.
    Tehsil(u64),
    /// Households of the country.
    Country(Stretch),
}

/// Whom the registers hold.
pub(super) struct Holdings {
    /// Decides about gaps.
    pub(super) seed: u64,
    /// The day on which the registers begin to be simulated.
    pub(super) day: Date,
    pub(super) gaps: Gaps,
    pub(super) file: BTreeMap<CitizenNumber, Person>,
    pub(super) tehsil: Option<Tehsil>,
    pub(super) country: Option<Country>,
    /// Where in the country life goes on.
    pub(super) living: Vec<Stretch>,
    pub(super) kept: Mutex<HashMap<Block, Arc<Vec<Person>>>>,
}

impl Holdings {
    /// The person of a number as of the first day.
    pub(super) fn find(&self, number: CitizenNumber) -> Option<Person> {
        if let Some(person) = self.file.get(&number) {
            return Some(person.clone());
        }
        self.blocks_of(number)
            .into_iter()
            .find_map(|block| self.people(block).iter().find(|person| person.number == number).cloned())
    }

    /// Somebody else, from near a number where anybody is.
    pub(super) fn find_other(&self, number: CitizenNumber) -> Option<Person> {
        let other = |person: &&Person| person.number != number;
        let blocks = self.blocks_of(number).into_iter().chain(self.living_blocks().into_iter().take(1));
        self.file
            .values()
            .find(other)
            .cloned()
            .or_else(|| blocks.into_iter().find_map(|block| self.people(block).iter().find(other).cloned()))
    }

    /// The blocks in which life goes on.
    pub(super) fn living_blocks(&self) -> Vec<Block> {
        let file = (!self.file.is_empty()).then_some(Block::File);
        let tehsil =
            self.tehsil.iter().flat_map(|tehsil| 0..tehsil.households.div_ceil(BLOCK)).map(Block::Tehsil);
        let country = self.living.iter().copied().map(Block::Country);
        file.into_iter().chain(tehsil).chain(country).collect()
    }

    /// Everybody of a block as of the first day, drawn anew unless at hand.
    pub(super) fn people(&self, block: Block) -> Arc<Vec<Person>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&block).map(Arc::clone);
        if let Some(people) = kept {
            return people;
        }
        let people = Arc::new(self.draw(block));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(block, Arc::clone(&people));
        people
    }

    /// Everybody of a block as of the first day, drawn anew.
    pub(super) fn draw(&self, block: Block) -> Vec<Person> {
        match block {
            Block::File => self.file.values().cloned().collect(),
            Block::Tehsil(block) => {
                self.with_gaps(self.tehsil.iter().flat_map(|tehsil| tehsil.people(block)).collect())
            }
            Block::Country(stretch) => {
                let country = self.country.iter();
                let citizens = country.flat_map(|country| country.citizens(&stretch, self.day));
                self.with_gaps(citizens.map(Person::of).collect())
            }
        }
    }

    fn blocks_of(&self, number: CitizenNumber) -> Vec<Block> {
        let tehsil = self.tehsil.as_ref().and_then(|tehsil| {
            let ordinal = tehsil.population.household_of(number)?;
            (ordinal < tehsil.households).then_some(Block::Tehsil(ordinal / BLOCK))
        });
        let stretch = self.country.as_ref().and_then(|country| country.stretch_of(number));
        tehsil.into_iter().chain(stretch.map(Block::Country)).collect()
    }

    /// What the registers make of true people: births that are missing, cards in their states.
    fn with_gaps(&self, mut people: Vec<Person>) -> Vec<Person> {
        let missing: HashSet<CitizenNumber> =
            people.iter().filter(|person| self.is_missing(person)).map(|person| person.number).collect();
        people.retain(|person| !missing.contains(&person.number));
        for person in &mut people {
            person.children.retain(|child| !missing.contains(child));
            let about = [2, person.number.as_u64()];
            person.card_outlives = happens(self.seed, &about, self.gaps.dead_with_valid_card);
            person.card = self.card(person);
        }
        people
    }

    fn is_missing(&self, person: &Person) -> bool {
        let child = person.age_years(self.day).is_some_and(|age| age < 18);
        child && happens(self.seed, &[1, person.number.as_u64()], self.gaps.births_missing)
    }

    fn card(&self, person: &Person) -> Option<CardState> {
        let grown_up = person.age_years(person.death_date.unwrap_or(self.day)).is_some_and(|age| age >= 18);
        let about = [3, person.number.as_u64()];
        grown_up.then(|| match (person.lives(), person.card_outlives) {
            (false, false) => CardState::Deceased,
            (false, true) => CardState::Valid,
            _ if happens(self.seed, &about, self.gaps.cards_expired) => CardState::Expired,
            _ => CardState::Valid,
        })
    }
}
