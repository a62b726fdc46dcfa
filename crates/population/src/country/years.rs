//! What happens to a village after the fieldwork of 2021, month after month, until every household has been interviewed.
//!
//! Each person draws what may happen to him or her in a year from a stretch that is his or hers alone; whether it can
//! happen then is seen when its month comes. The rates are estimates of this project: deaths and births after the
//! PDHS 2017-18, weddings after the ages at marriage of the census, splits and moves so that about one household in
//! seven is another one after five years.

use super::{
    Vintage, day_of,
    kinship::{make_head, successor},
    month_of,
    truth::EventKind,
    village::{House, MOST_GROWN, Person, Village},
};
use crate::{
    chance::{Chance, Subject},
    numbers::mix,
    roster::Who,
};
use registry::code_lists::{MaritalStatus, Relation, Sex};

/// Years for which each person has a stretch of draws.
const YEARS: u8 = 8;

/// What may happen, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Prospect {
    month: i32,
    who: Who,
    kind: Kind,
    day: u32,
    /// Of a hundred; each kind reads it in its own way.
    lot: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Birth,
    Wedding,
    BrideFromElsewhere,
    Split,
    Departure,
    Death,
    NewHead,
    Arrival,
    Move,
}

/// Lets the village live until every household has been interviewed.
pub(super) fn live(village: &mut Village) {
    let start = month_of(Vintage::Tablet2021.fieldwork().1) + 1;
    for year in 0..YEARS {
        let from = start + 12 * i32::from(year);
        let mut prospects = prospects(village, year, from);
        prospects.sort_unstable();
        for prospect in prospects {
            interview(village, prospect.month);
            happen(village, &prospect);
        }
        interview(village, from + 11);
        if village.houses.iter().all(|house| house.interview_month() <= from + 11) {
            break;
        }
    }
}

/// Lets the village live through a month and all before it, whoever has been interviewed.
pub(super) fn live_until(village: &mut Village, last: i32) {
    let start = month_of(Vintage::Tablet2021.fieldwork().1) + 1;
    for year in 0..YEARS {
        let mut prospects = prospects(village, year, start + 12 * i32::from(year));
        prospects.retain(|prospect| prospect.month <= last);
        prospects.sort_unstable();
        for prospect in prospects {
            interview(village, prospect.month);
            happen(village, &prospect);
        }
    }
}

/// Interviews the households whose month has come. What happens later in the month is not known yet.
fn interview(village: &mut Village, month: i32) {
    let seen = &mut village.seen;
    for house in &village.houses {
        let due = house.interview_month() <= month && !house.persons.is_empty();
        if due && !seen.iter().any(|before| before.id == house.id) {
            seen.push(house.clone());
        }
    }
}

fn prospects(village: &Village, year: u8, from: i32) -> Vec<Prospect> {
    let seed = village.country.seed();
    let mut prospects = Vec::new();
    for house in &village.houses {
        let mut of_house = |chance: &mut Chance, who: Who, kind: Kind, probability: f64| {
            // Every draw is made, so that one probability does not move the others.
            let (share, month) = (chance.share(), chance.whole(0..=11));
            let (day, lot) = (chance.whole(1..=28), chance.whole(0..=99));
            if share < probability {
                let month = from + i32::try_from(month).unwrap_or(0);
                prospects.push(Prospect { month, who, kind, day, lot });
            }
        };
        for person in &house.persons {
            let mut chance = Chance::new(seed, person.who.ordinal, Subject::Life);
            chance.skip_to_part(person.who.slot, year);
            for (kind, probability) in rates(person, house, from) {
                of_house(&mut chance, person.who, kind, probability);
            }
        }
        let Some(head) = house.head() else { continue };
        let mut chance = Chance::new(seed, house.id.0, Subject::Household);
        chance.skip_to_part(0, year);
        let old = head.years_in(from) >= 66;
        of_house(&mut chance, head.who, Kind::NewHead, if old { 0.05 } else { 0.0 });
        of_house(&mut chance, head.who, Kind::Arrival, 0.012);
        of_house(&mut chance, head.who, Kind::Move, 0.035);
    }
    prospects
}

/// The probability of each thing in a year.
fn rates(person: &Person, house: &House, from: i32) -> [(Kind, f64); 6] {
    let age = person.years_in(from);
    let stays = matches!(person.relation, Relation::Head | Relation::Servant | Relation::NotRelated);
    [
        (Kind::Death, death(person.sex, age)),
        (Kind::Birth, if person.woman() && person.spouse.is_some() { birth(age) } else { 0.0 }),
        (Kind::Wedding, if person.woman() && person.single() && !stays { wedding(age) } else { 0.0 }),
        (
            Kind::BrideFromElsewhere,
            match (person.woman(), person.single(), age) {
                (false, true, 23..=40) => 0.02,
                _ => 0.0,
            },
        ),
        (Kind::Split, split(person, house, age)),
        (
            Kind::Departure,
            match (person.woman(), stays, age) {
                (false, false, 18..=35) => 0.012,
                (true, false, 18..=40) if person.marital != MaritalStatus::Married => 0.004,
                _ => 0.0,
            },
        ),
    ]
}

fn death(sex: Sex, age: i32) -> f64 {
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
    if sex == Sex::Female { rate * 0.88 } else { rate }
}

fn birth(age: i32) -> f64 {
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

fn wedding(age: i32) -> f64 {
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

/// Married sons and brothers found households of their own.
fn split(person: &Person, house: &House, age: i32) -> f64 {
    let kin = matches!(person.relation, Relation::Child | Relation::Sibling | Relation::NephewOrNiece);
    if person.woman() || person.spouse.is_none() || !kin || age < 20 {
        return 0.0;
    }
    if house.persons.len() > 9 { 0.10 } else { 0.05 }
}

fn happen(village: &mut Village, prospect: &Prospect) {
    let Some((house, place)) = village.find(prospect.who) else { return };
    match prospect.kind {
        Kind::Birth => bear(village, prospect, house, place),
        Kind::Wedding => wed(village, prospect, house, place),
        Kind::BrideFromElsewhere => bring_bride(village, prospect, house, place),
        Kind::Split => found(village, prospect, house, place),
        Kind::Departure => leave(village, prospect, house, place, EventKind::Departure),
        Kind::Death => leave(village, prospect, house, place, EventKind::Death),
        Kind::NewHead => hand_over(village, prospect, house),
        Kind::Arrival => arrive(village, prospect, house),
        Kind::Move => move_house(village, prospect, house),
    }
}

fn get(village: &Village, house: usize, place: usize) -> Option<Person> {
    village.houses.get(house)?.persons.get(place).copied()
}

/// A child of a couple who live together, at least sixteen months after the one before.
fn bear(village: &mut Village, prospect: &Prospect, house: usize, place: usize) {
    let Some(mother) = get(village, house, place) else { return };
    let Some(of) = village.houses.get(house) else { return };
    let father = of.persons.iter().find(|person| mother.spouse == Some(person.who)).copied();
    let apart = of.persons.iter().filter(|person| person.mother == Some(mother.who));
    let apart = apart.into_iter().all(|child| prospect.month - month_of(child.born) >= 16);
    let since_wedding = mother.wed.is_none_or(|wed| prospect.month - wed >= 9);
    let relation = match mother.relation {
        Relation::Head | Relation::Spouse => Relation::Child,
        Relation::ChildInLaw | Relation::Child => Relation::Grandchild,
        Relation::SiblingInLaw | Relation::Sibling => Relation::NephewOrNiece,
        _ => Relation::OtherRelative,
    };
    let id = of.id;
    let room = of.persons.len() < MOST_GROWN;
    let (Some(father), true, true, true) = (father, apart, since_wedding, room) else { return };
    let Some(who) = village.newcomer(id) else { return };
    let child = Person {
        who,
        relation,
        sex: if prospect.lot < 51 { Sex::Male } else { Sex::Female },
        born: day_of(prospect.month, prospect.day),
        marital: MaritalStatus::NeverMarried,
        wed: None,
        spouse: None,
        father: Some(father.who),
        mother: Some(mother.who),
    };
    add(village, house, child);
    village.record(house, EventKind::Birth, child.born, Some(who), None);
}

fn add(village: &mut Village, house: usize, person: Person) {
    if let Some(house) = village.houses.get_mut(house) {
        house.persons.push(person);
    }
}

/// How a bride is related to the head of the household she comes to.
fn relation_of_bride(groom: Relation) -> Relation {
    match groom {
        Relation::Head => Relation::Spouse,
        Relation::Child => Relation::ChildInLaw,
        Relation::Sibling => Relation::SiblingInLaw,
        _ => Relation::OtherRelative,
    }
}

/// A daughter marries: mostly somebody of the village, else she leaves the country of this population.
fn wed(village: &mut Village, prospect: &Prospect, house: usize, place: usize) {
    let Some(bride) = get(village, house, place).filter(Person::single) else { return };
    if bride.relation == Relation::Head {
        return;
    }
    let date = day_of(prospect.month, prospect.day);
    let Some((to, groom)) = groom(village, &bride, house, prospect) else {
        if prospect.lot.is_multiple_of(3) {
            remove(village, house, bride.who);
            village.record(house, EventKind::MarriageOut, date, Some(bride.who), None);
        }
        return;
    };
    let (Some(from_id), Some(to_id)) =
        (village.houses.get(house).map(|house| house.id), village.houses.get(to).map(|house| house.id))
    else {
        return;
    };
    remove(village, house, bride.who);
    marry(village, to, groom, bride, prospect.month);
    village.record(house, EventKind::MarriageOut, date, Some(bride.who), Some(to_id));
    village.record(to, EventKind::MarriageIn, date, Some(bride.who), Some(from_id));
}

/// The unmarried man of another household who suits best; of the other block for one bride in seven.
fn groom(village: &Village, bride: &Person, house: usize, prospect: &Prospect) -> Option<(usize, Who)> {
    let block = village.houses.get(house)?.block;
    let far = prospect.lot.is_multiple_of(7);
    let age = bride.years_in(prospect.month);
    let mut best: Option<(u64, usize, Who)> = None;
    for (to, of) in village.houses.iter().enumerate().filter(|(to, _)| *to != house) {
        if of.persons.len() >= MOST_GROWN {
            continue;
        }
        for man in &of.persons {
            let (his, related) = (man.years_in(prospect.month), brother_of(man, bride));
            let suits = !man.woman() && man.single() && his >= 19 && (-2..=12).contains(&(his - age));
            let stranger = matches!(man.relation, Relation::Servant | Relation::NotRelated);
            if !suits || related || stranger {
                continue;
            }
            let mixed = mix(bride.who.ordinal ^ mix(man.who.ordinal * 64 + u64::from(man.who.slot)));
            let wrong_side = u64::from((of.block != block) != far);
            let rank = (wrong_side << 60) + u64::from((his - age - 4).unsigned_abs()) * 1_000 + mixed % 4_000;
            if best.is_none_or(|(least, ..)| rank < least) {
                best = Some((rank, to, man.who));
            }
        }
    }
    best.map(|(_, to, who)| (to, who))
}

fn brother_of(man: &Person, woman: &Person) -> bool {
    (man.father.is_some() && man.father == woman.father)
        || (man.mother.is_some() && man.mother == woman.mother)
}

fn marry(village: &mut Village, house: usize, groom: Who, mut bride: Person, month: i32) {
    let Some(of) = village.houses.get_mut(house) else { return };
    let Some(man) = of.persons.iter_mut().find(|person| person.who == groom) else { return };
    (man.marital, man.spouse, man.wed) = (MaritalStatus::Married, Some(bride.who), Some(month));
    bride.relation = relation_of_bride(man.relation);
    (bride.marital, bride.spouse, bride.wed) = (MaritalStatus::Married, Some(groom), Some(month));
    of.persons.push(bride);
}

/// A man marries a woman of none of these households.
fn bring_bride(village: &mut Village, prospect: &Prospect, house: usize, place: usize) {
    let Some(groom) = get(village, house, place).filter(Person::single) else { return };
    let Some(of) = village.houses.get(house).filter(|house| house.persons.len() < MOST_GROWN) else { return };
    let id = of.id;
    let Some(who) = village.newcomer(id) else { return };
    let years = (groom.years_in(prospect.month) - 1 - i32::try_from(prospect.lot % 7).unwrap_or(0)).max(18);
    let bride = Person {
        who,
        relation: Relation::OtherRelative,
        sex: Sex::Female,
        born: day_of(prospect.month - 12 * years - 5, prospect.day),
        marital: MaritalStatus::NeverMarried,
        wed: None,
        spouse: None,
        father: None,
        mother: None,
    };
    marry(village, house, groom.who, bride, prospect.month);
    let date = day_of(prospect.month, prospect.day);
    village.record(house, EventKind::MarriageIn, date, Some(who), None);
}

/// Takes somebody out of a household.
fn remove(village: &mut Village, house: usize, who: Who) {
    if let Some(house) = village.houses.get_mut(house) {
        house.persons.retain(|person| person.who != who);
    }
}

/// Somebody dies, or leaves for good.
fn leave(village: &mut Village, prospect: &Prospect, house: usize, place: usize, kind: EventKind) {
    let Some(gone) = get(village, house, place) else { return };
    if kind == EventKind::Departure && (gone.relation == Relation::Head || gone.spouse.is_some()) {
        return;
    }
    remove(village, house, gone.who);
    let date = day_of(prospect.month, prospect.day);
    village.record(house, kind, date, Some(gone.who), None);
    let Some(of) = village.houses.get_mut(house) else { return };
    for person in of.persons.iter_mut().filter(|person| person.spouse == Some(gone.who)) {
        // A man with two wives has lost one.
        person.marital = MaritalStatus::Widowed;
        person.spouse = None;
    }
    let left: Vec<(Who, Who)> =
        of.persons.iter().filter_map(|person| Some((person.spouse?, person.who))).collect();
    for person in of.persons.iter_mut().filter(|person| person.marital == MaritalStatus::Widowed) {
        let other = left.iter().find(|(husband, _)| *husband == person.who);
        if let Some((_, wife)) = other {
            (person.marital, person.spouse) = (MaritalStatus::Married, Some(*wife));
        }
    }
    if gone.relation == Relation::Head {
        succeed(village, prospect, house, &gone);
    }
}

fn succeed(village: &mut Village, prospect: &Prospect, house: usize, gone: &Person) {
    let Some(of) = village.houses.get_mut(house) else { return };
    // The old head stands among the others while everybody is related to the new one.
    let Some(next) = successor(of, Some(gone), prospect.month) else { return };
    make_head(of, next);
    let who = of.head().map(|head| head.who);
    village.record(house, EventKind::NewHead, day_of(prospect.month, prospect.day), who, None);
}

/// An old head hands over to a married son.
fn hand_over(village: &mut Village, prospect: &Prospect, house: usize) {
    let Some(of) = village.houses.get_mut(house) else { return };
    let son = of.persons.iter().position(|person| {
        let heir = person.relation == Relation::Child && !person.woman() && person.spouse.is_some();
        heir && person.years_in(prospect.month) >= 25
    });
    let Some(son) = son else { return };
    make_head(of, son);
    let who = of.head().map(|head| head.who);
    village.record(house, EventKind::NewHead, day_of(prospect.month, prospect.day), who, None);
}

/// A son founds a household, with wife and children.
fn found(village: &mut Village, prospect: &Prospect, house: usize, place: usize) {
    let Some(son) = get(village, house, place) else { return };
    let Some(of) = village.houses.get(house) else { return };
    let (id, block) = (of.id, of.block);
    let goes = |person: &Person| {
        person.who == son.who
            || person.spouse == Some(son.who)
            || (person.single()
                && (person.child_of(son.who) || son.spouse.is_some_and(|wife| person.child_of(wife))))
    };
    if son.relation == Relation::Head || of.head().is_none_or(&goes) {
        return;
    }
    let Some(founded) = village.branch(id) else { return };
    let mut new = village.house(founded, Some(id), block);
    if let Some(of) = village.houses.get_mut(house) {
        new.persons = of.persons.extract_if(.., |person| goes(person)).collect();
    }
    for person in &mut new.persons {
        person.relation = match person.who {
            who if who == son.who => Relation::Head,
            _ if person.spouse == Some(son.who) => Relation::Spouse,
            _ => Relation::Child,
        };
    }
    village.houses.push(new);
    let date = day_of(prospect.month, prospect.day);
    village.record(house, EventKind::Split, date, Some(son.who), Some(founded));
    village.record(village.houses.len() - 1, EventKind::Founded, date, Some(son.who), Some(id));
}

/// A relative comes to live with the household.
fn arrive(village: &mut Village, prospect: &Prospect, house: usize) {
    let Some(of) = village.houses.get(house).filter(|house| house.persons.len() < MOST_GROWN) else { return };
    let id = of.id;
    let Some(who) = village.newcomer(id) else { return };
    let years = i32::try_from(4 + prospect.lot * 3 / 5).unwrap_or(4);
    let person = Person {
        who,
        relation: Relation::OtherRelative,
        sex: if prospect.lot.is_multiple_of(2) { Sex::Male } else { Sex::Female },
        born: day_of(prospect.month - 12 * years - 3, prospect.day),
        marital: if years > 45 { MaritalStatus::Widowed } else { MaritalStatus::NeverMarried },
        wed: None,
        spouse: None,
        father: None,
        mother: None,
    };
    add(village, house, person);
    let date = day_of(prospect.month, prospect.day);
    village.record(house, EventKind::Arrival, date, Some(who), None);
}

/// The household moves: nearby, or to the other block of the village where there is one.
fn move_house(village: &mut Village, prospect: &Prospect, house: usize) {
    let Some(block) = village.houses.get(house).map(|house| house.block) else { return };
    let elsewhere = village.houses.iter().map(|house| house.block).find(|other| *other != block);
    let Some(of) = village.houses.get_mut(house) else { return };
    of.moves += 1;
    let far = elsewhere.filter(|_| prospect.lot < 40);
    if let Some(other) = far {
        of.block = other;
    }
    let kind = if far.is_some() { EventKind::MoveAway } else { EventKind::Move };
    village.record(house, kind, day_of(prospect.month, prospect.day), None, None);
}
