//! The registers as they stand: whom they held on the first day, and every event since. Events are kept in the order in which
//! they were registered.

use super::{
    event::{Event, Kind},
    holdings::{Block, Holdings},
    life,
    person::Person,
};
use jiff::{ToSpan, civil::Date};
use registry::identity::CitizenNumber;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, RwLock},
    thread,
};

/// The registers.
pub(super) struct Register {
    pub(super) holdings: Holdings,
    ledger: RwLock<Ledger>,
    /// Time moves for one asker after the other.
    moving: Mutex<()>,
}

struct Ledger {
    today: Date,
    events: Vec<Arc<Event>>,
    /// The events that concern somebody, by their place.
    by_person: HashMap<CitizenNumber, Vec<usize>>,
    references: HashSet<String>,
    born: HashMap<CitizenNumber, Person>,
}

/// Why what the console asks for cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("a number of the event is not held")]
    NotHeld,
    #[error("the child's number is held already")]
    NumberTaken,
    #[error("this event is registered already")]
    Registered,
    #[error("the person is dead already")]
    DeadAlready,
    #[error("the person is not registered as dead")]
    NotDead,
    #[error("the two are not married to each other")]
    NotMarried,
    #[error("the day lies before the one that has been reached")]
    Past,
    #[error("time moves by at most fifty years at once")]
    TooFar,
    #[error("the request cannot be read")]
    Unreadable,
    #[error("no event has this reference")]
    NoSuchReference,
}

impl Refusal {
    /// Its code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotHeld => "simulator.number_not_held",
            Self::NumberTaken => "simulator.number_taken",
            Self::Registered => "simulator.registered_already",
            Self::DeadAlready => "simulator.dead_already",
            Self::NotDead => "simulator.not_dead",
            Self::NotMarried => "simulator.not_married",
            Self::Past => "simulator.day_past",
            Self::TooFar => "simulator.day_too_far",
            Self::Unreadable => "simulator.request",
            Self::NoSuchReference => "simulator.reference",
        }
    }
}

impl Register {
    pub(super) fn new(holdings: Holdings) -> Self {
        let ledger = Ledger {
            today: holdings.day,
            events: Vec::new(),
            by_person: HashMap::new(),
            references: HashSet::new(),
            born: HashMap::new(),
        };
        Self { holdings, ledger: RwLock::new(ledger), moving: Mutex::new(()) }
    }

    /// The day that has been reached.
    pub(super) fn today(&self) -> Date {
        self.read(|ledger| ledger.today)
    }

    /// Events so far.
    pub(super) fn events(&self) -> usize {
        self.read(|ledger| ledger.events.len())
    }

    /// The event of a reference.
    pub(super) fn event(&self, reference: &str) -> Option<Arc<Event>> {
        self.read(|ledger| ledger.events.iter().find(|event| event.reference == reference).map(Arc::clone))
    }

    /// Somebody as registered by now.
    pub(super) fn find(&self, number: CitizenNumber) -> Option<Person> {
        let born = self.read(|ledger| ledger.born.get(&number).cloned());
        let mut person = born.or_else(|| self.holdings.find(number))?;
        self.catch_up(&mut person);
        Some(person)
    }

    /// Registers an event that somebody names. The reference follows from the event.
    pub(super) fn register(&self, on: Date, kind: Kind) -> Result<Arc<Event>, Refusal> {
        self.check(&kind)?;
        let event = Arc::new(Event::new(self.holdings.seed, on, kind, |number| self.find(number)));
        if self.read(|ledger| ledger.references.contains(&event.reference)) {
            return Err(Refusal::Registered);
        }
        self.append(&[Arc::clone(&event)]);
        Ok(event)
    }

    /// Lets life go on to a day, and returns what happened.
    pub(super) fn advance(&self, to: Date) -> Result<Vec<Arc<Event>>, Refusal> {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let today = self.today();
        if to < today {
            return Err(Refusal::Past);
        }
        if to > today.saturating_add(50.years()) {
            return Err(Refusal::TooFar);
        }
        let blocks = self.holdings.living_blocks();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = blocks.len().div_ceil(threads).max(1);
        let mut events: Vec<Event> = thread::scope(|scope| {
            let parts: Vec<_> = blocks
                .chunks(share)
                .map(|blocks| scope.spawn(move || self.lives_of(blocks, today, to)))
                .collect();
            parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
        });
        events.sort_by(|one, other| (one.on, &one.reference).cmp(&(other.on, &other.reference)));
        let events: Vec<Arc<Event>> = events.into_iter().map(Arc::new).collect();
        let fresh = self.append(&events);
        self.ledger.write().unwrap_or_else(PoisonError::into_inner).today = to;
        Ok(fresh)
    }

    fn lives_of(&self, blocks: &[Block], from: Date, to: Date) -> Vec<Event> {
        blocks.iter().flat_map(|block| self.life_of(*block, from, to)).collect()
    }

    /// What happens in a block after one day up to another. The month that has begun is invented anew, from how things stood when
    /// it began.
    fn life_of(&self, block: Block, from: Date, to: Date) -> Vec<Event> {
        let mut first = from.first_of_month();
        let mut people = self.people(block, first);
        let mut events = Vec::new();
        while first <= to {
            for event in life::of_month(self.holdings.seed, &people, first) {
                life::live_through(&mut people, &event);
                if from < event.on && event.on <= to {
                    events.push(event);
                }
            }
            first = first.saturating_add(1.month());
        }
        events
    }

    /// Everybody of a block as events before a day left them.
    fn people(&self, block: Block, before: Date) -> BTreeMap<CitizenNumber, Person> {
        let drawn = self.holdings.draw(block);
        let mut people: BTreeMap<CitizenNumber, Person> =
            drawn.into_iter().map(|person| (person.number, person)).collect();
        let mut events: Vec<usize> = self.read(|ledger| {
            people.keys().filter_map(|number| ledger.by_person.get(number)).flatten().copied().collect()
        });
        events.sort_unstable();
        events.dedup();
        let mut place = 0;
        // A child's own events are known once it is born.
        while let Some(at) = events.get(place).copied() {
            let event = self.read(|ledger| ledger.events.get(at).map(Arc::clone));
            if let Some(event) = event.filter(|event| event.on < before) {
                life::live_through(&mut people, &event);
                if let Kind::Birth(child) = &event.kind {
                    let later = self.read(|ledger| ledger.by_person.get(&child.number).cloned());
                    events.extend(later.into_iter().flatten().filter(|later| *later > at));
                    events.sort_unstable();
                    events.dedup();
                }
            }
            place += 1;
        }
        people
    }

    fn check(&self, kind: &Kind) -> Result<(), Refusal> {
        if let Kind::Birth(child) = kind {
            return if self.find(child.number).is_some() { Err(Refusal::NumberTaken) } else { Ok(()) };
        }
        let persons: Option<Vec<Person>> =
            kind.persons().into_iter().map(|number| self.find(number)).collect();
        let persons = persons.ok_or(Refusal::NotHeld)?;
        let dead = persons.iter().any(|person| !person.lives());
        match kind {
            Kind::Death(_) if dead => Err(Refusal::DeadAlready),
            Kind::DeathReversed(_) if !dead => Err(Refusal::NotDead),
            Kind::Divorce { husband, .. }
                if !persons.iter().any(|person| person.spouses.contains(husband)) =>
            {
                Err(Refusal::NotMarried)
            }
            _ => Ok(()),
        }
    }

    /// Appends events that are not there yet, and returns them.
    fn append(&self, events: &[Arc<Event>]) -> Vec<Arc<Event>> {
        let mut fresh = Vec::new();
        for event in events {
            let mut ledger = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
            if !ledger.references.insert(event.reference.clone()) {
                continue;
            }
            if let Kind::Birth(child) = &event.kind {
                ledger.born.entry(child.number).or_insert_with(|| Person::clone(child));
            }
            let place = ledger.events.len();
            for number in event.concerned() {
                ledger.by_person.entry(number).or_default().push(place);
            }
            ledger.events.push(Arc::clone(event));
            fresh.push(Arc::clone(event));
        }
        fresh
    }

    fn catch_up(&self, person: &mut Person) {
        let events: Vec<Arc<Event>> = self.read(|ledger| {
            let places = ledger.by_person.get(&person.number).into_iter().flatten();
            places.filter_map(|place| ledger.events.get(*place)).map(Arc::clone).collect()
        });
        for event in &events {
            person.live_through(event);
        }
    }

    fn read<T>(&self, read: impl FnOnce(&Ledger) -> T) -> T {
        read(&self.ledger.read().unwrap_or_else(PoisonError::into_inner))
    }
}
