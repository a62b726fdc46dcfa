//! Life going on: births, deaths, weddings, divorces and deaths registered by mistake, invented month by month. What happens in
//! a month follows from the seed and from who was there when it began, so that it can be invented again after a restart.
//!
//! The rates are estimates of this project, those by which the synthetic country lives, and for divorces and mistakes rough guesses.

use super::{
    chance::{happens, mixed, one_of},
    event::{Event, Kind},
    person::Person,
};
use jiff::{ToSpan, civil::Date};
use registry::{
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use std::collections::BTreeMap;

/// Of marriages, those dissolved in a year.
const DIVORCES: f64 = 0.003;
/// Of deaths, those that were none.
const MISTAKEN_DEATHS: f64 = 0.01;
/// A mistake is found so many months later.
const MISTAKE_FOUND_MONTHS: i32 = 2;
/// Months between two births of a mother.
const APART_MONTHS: i32 = 16;
/// The series of numbers for children who are born while the simulator runs; nobody who is drawn has one of them.
const SERIES: (u64, u64) = (99_500, 500);

/// What each draw is about.
mod subject {
    pub(super) const DEATH: u64 = 10;
    pub(super) const BIRTH: u64 = 11;
    pub(super) const WEDDING: u64 = 12;
    pub(super) const DIVORCE: u64 = 13;
    pub(super) const MISTAKE: u64 = 14;
    pub(super) const DAY: u64 = 15;
    pub(super) const NUMBER: u64 = 16;
    pub(super) const SEX: u64 = 17;
    pub(super) const NAME: u64 = 18;
    pub(super) const GROOM: u64 = 19;
}

/// What happens to some people in the month that begins on a day, in the order of the days.
pub(super) fn of_month(seed: u64, people: &BTreeMap<CitizenNumber, Person>, first: Date) -> Vec<Event> {
    let month = Month { seed, people, first };
    let mut events: Vec<Event> = people.values().flat_map(|person| month.of(person)).collect();
    events.sort_by(|one, other| (one.on, &one.reference).cmp(&(other.on, &other.reference)));
    month.possible(events)
}

struct Month<'a> {
    seed: u64,
    people: &'a BTreeMap<CitizenNumber, Person>,
    first: Date,
}

impl Month<'_> {
    fn of(&self, person: &Person) -> Vec<Event> {
        let Some(age) = person.age_years(self.first) else { return Vec::new() };
        if !person.lives() {
            return self.mistake(person).into_iter().collect();
        }
        let woman = person.is_woman();
        let mut events = Vec::new();
        if self.happens(subject::DEATH, person, death(woman, age)) {
            events.push(self.event(person, Kind::Death(person.number)));
        }
        if woman {
            events.extend(self.birth(person, age));
            events.extend(self.wedding(person, age));
            events.extend(self.divorce(person));
        }
        events
    }

    /// Whether something of a yearly rate happens in this month.
    fn happens(&self, subject: u64, person: &Person, rate: f64) -> bool {
        happens(self.seed, &self.about(subject, person), rate / 12.0)
    }

    fn about(&self, subject: u64, person: &Person) -> [u64; 3] {
        [subject, person.number.as_u64(), u64::try_from(months(self.first)).unwrap_or(0)]
    }

    /// Something that happens on a person's day of the month; days 29 to 31 do not occur.
    fn event(&self, person: &Person, kind: Kind) -> Event {
        Event::new(self.seed, self.day(person), kind, |number| self.people.get(&number).cloned())
    }

    fn day(&self, person: &Person) -> Date {
        let day = one_of(self.seed, &self.about(subject::DAY, person), 28);
        self.first.saturating_add(i64::try_from(day).unwrap_or(0).days())
    }

    fn mistake(&self, dead: &Person) -> Option<Event> {
        let found = months(dead.death_date?) + MISTAKE_FOUND_MONTHS == months(self.first);
        let mistaken = happens(self.seed, &[subject::MISTAKE, dead.number.as_u64()], MISTAKEN_DEATHS);
        (found && mistaken).then(|| self.event(dead, Kind::DeathReversed(dead.number)))
    }

    fn birth(&self, mother: &Person, age: i16) -> Option<Event> {
        let father =
            mother.spouses.iter().filter_map(|spouse| self.people.get(spouse)).find(|man| man.lives())?;
        let apart = mother
            .children
            .iter()
            .filter_map(|child| self.people.get(child)?.birth_date)
            .all(|born| months(self.first) - months(born) >= APART_MONTHS);
        if !apart || !self.happens(subject::BIRTH, mother, birth(age)) {
            return None;
        }
        let number = self.new_number(mother)?;
        let child = self.child(number, mother, father, self.day(mother));
        Some(self.event(mother, Kind::Birth(Box::new(child))))
    }

    fn new_number(&self, mother: &Person) -> Option<CitizenNumber> {
        let (first, count) = SERIES;
        let drawn = mixed(self.seed, &self.about(subject::NUMBER, mother));
        let boy = happens(self.seed, &self.about(subject::SEX, mother), 0.51);
        let last = drawn % 5 * 2 + u64::from(boy);
        let number = ((first + drawn / 5 % count) * 10_000_000 + drawn / 5 / count % 10_000_000) * 10 + last;
        CitizenNumber::from_u64(number).ok()
    }

    fn child(&self, number: CitizenNumber, mother: &Person, father: &Person, on: Date) -> Person {
        let alike: Vec<&Person> = self
            .people
            .values()
            .filter(|other| other.is_woman() == (number.sex() == Sex::Female) && other.name_urdu.is_some())
            .collect();
        let namesake = alike.get(one_of(self.seed, &self.about(subject::NAME, mother), alike.len()));
        let named = |of: &dyn Fn(&Person) -> Option<Personal>| {
            Personal::new(&newborn_name(of(namesake?).as_ref(), of(father).as_ref(), number.sex()))
        };
        Person {
            name: named(&|person| person.name.clone()),
            name_urdu: named(&|person| person.name_urdu.clone()),
            sex: Some(number.sex()),
            birth_date: Some(on),
            marital_status: Some(MaritalStatus::NeverMarried),
            disabled: Some(false),
            father: Some(father.number),
            mother: Some(mother.number),
            ..Person::unknown(number)
        }
    }

    fn wedding(&self, bride: &Person, age: i16) -> Option<Event> {
        if !single(bride) || !self.happens(subject::WEDDING, bride, wedding(age)) {
            return None;
        }
        let suits = |man: &&Person| {
            let older = man.age_years(self.first).map_or(0, |his| his - age);
            let grown_up = man.age_years(self.first).is_some_and(|his| his >= 19);
            !man.is_woman()
                && man.lives()
                && single(man)
                && grown_up
                && (-2..=12).contains(&older)
                && strangers(man, bride)
        };
        let men: Vec<&Person> = self.people.values().filter(suits).collect();
        let groom = men.get(one_of(self.seed, &self.about(subject::GROOM, bride), men.len()))?;
        Some(self.event(bride, Kind::Marriage { husband: groom.number, wife: bride.number }))
    }

    fn divorce(&self, wife: &Person) -> Option<Event> {
        let married = wife.marital_status == Some(MaritalStatus::Married);
        let husband =
            wife.spouses.iter().filter_map(|spouse| self.people.get(spouse)).find(|man| man.lives())?;
        (married && self.happens(subject::DIVORCE, wife, DIVORCES))
            .then(|| self.event(wife, Kind::Divorce { husband: husband.number, wife: wife.number }))
    }

    /// The dead of the month do nothing after their death, and nobody marries twice in it.
    fn possible(&self, events: Vec<Event>) -> Vec<Event> {
        let mut dead = Vec::new();
        let mut wed = Vec::new();
        let mut possible = Vec::with_capacity(events.len());
        for event in events {
            let mut concerned = event.kind.persons();
            if let Kind::Birth(child) = &event.kind {
                concerned = child.mother.into_iter().collect();
            }
            let weds = matches!(event.kind, Kind::Marriage { .. } | Kind::Divorce { .. });
            let twice = weds && concerned.iter().any(|person| wed.contains(person));
            let taken = event
                .kind
                .persons()
                .iter()
                .any(|number| matches!(event.kind, Kind::Birth(_)) && self.people.contains_key(number));
            if twice || taken || concerned.iter().any(|person| dead.contains(person)) {
                continue;
            }
            match event.kind {
                Kind::Death(person) => dead.push(person),
                _ if weds => wed.extend(concerned),
                _ => {}
            }
            possible.push(event);
        }
        possible
    }
}

/// Lets events change everybody of some people whom they concern.
pub(super) fn live_through(people: &mut BTreeMap<CitizenNumber, Person>, event: &Event) {
    for number in event.concerned() {
        if let Some(person) = people.get_mut(&number) {
            person.live_through(event);
        }
    }
    if let Kind::Birth(child) = &event.kind {
        people.entry(child.number).or_insert_with(|| Person::clone(child));
    }
}

/// Months since the beginning of our era.
fn months(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month())
}

fn single(person: &Person) -> bool {
    matches!(person.marital_status, Some(MaritalStatus::NeverMarried)) && person.spouses.is_empty()
}

/// Whether the parents of both are known to be others. Of people without parents nothing is known.
fn strangers(man: &Person, woman: &Person) -> bool {
    let differ = |his: Option<CitizenNumber>, hers: Option<CitizenNumber>| {
        his.zip(hers).is_some_and(|(his, hers)| his != hers)
    };
    let same = |his: Option<CitizenNumber>, hers: Option<CitizenNumber>| his.is_some() && his == hers;
    let alike = same(man.father, woman.father) || same(man.mother, woman.mother);
    !alike && (differ(man.father, woman.father) || differ(man.mother, woman.mother))
}

/// The given name of a namesake, and for boys what the father is called last.
fn newborn_name(namesake: Option<&Personal>, father: Option<&Personal>, sex: Sex) -> String {
    let parts: Vec<&str> = namesake.map(|name| name.reveal().split(' ').collect()).unwrap_or_default();
    // Before a given name stands Muhammad, if anything.
    let given = match parts.as_slice() {
        ["Muhammad" | "محمد", given, ..] | [given, ..] => *given,
        [] => return String::new(),
    };
    let last = father.and_then(|father| father.reveal().split(' ').next_back());
    match last.filter(|last| sex == Sex::Male && *last != given) {
        Some(last) => format!("{given} {last}"),
        None => given.to_owned(),
    }
}

fn death(woman: bool, age: i16) -> f64 {
    let rate = match age {
        ..1 => 0.045,
        1..5 => 0.004,
        5..40 => 0.0015,
        40..50 => 0.0042,
        50..60 => 0.009,
        60..70 => 0.022,
        70..80 => 0.055,
        _ => 0.13,
    };
    if woman { rate * 0.88 } else { rate }
}

fn birth(age: i16) -> f64 {
    match age {
        16..20 => 0.22,
        20..25 => 0.29,
        25..30 => 0.27,
        30..35 => 0.19,
        35..40 => 0.10,
        40..46 => 0.03,
        _ => 0.0,
    }
}

fn wedding(age: i16) -> f64 {
    match age {
        16..18 => 0.04,
        18..20 => 0.10,
        20..25 => 0.17,
        25..30 => 0.18,
        30..36 => 0.105,
        36..45 => 0.02,
        _ => 0.0,
    }
}
