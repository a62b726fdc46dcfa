//! A block as the card of 2010-11 found it, worked out backwards from 2021: children not yet born are gone, wives
//! married since are back with their parents, young heads with their wives and children are in their fathers'
//! households, and some who have died since are alive, often as heads. The shares are estimates of this project.

use super::{
    Country, Vintage, day_of,
    kinship::{make_head, successor},
    month_of,
    truth::{EventKind, HouseholdId},
    village::{Block, House, Person, START, Village},
};
use crate::{
    chance::{Chance, Subject, rounded},
    numbers::mix,
    roster::Who,
};
use jiff::civil::date;
use registry::code_lists::{MaritalStatus, Relation, Sex};

/// The month for which it is settled who lived where.
fn middle() -> i32 {
    month_of(date(2011, 1, 1))
}

/// Months from then to the day of the census.
fn months_since() -> u32 {
    month_of(START).abs_diff(middle())
}

/// A group that has to find the household it was part of then: a bride, or a founder with wife and children.
struct Mover {
    /// The one whose parents are looked for, first, and who goes along.
    group: Vec<Person>,
    /// Where they live in 2021.
    later: HouseholdId,
    kind: EventKind,
    month: i32,
}

/// The block in the winter of 2010-11.
pub(super) fn village(country: &Country, block: Block, vintage: Vintage) -> Village<'_> {
    let mut village = Village::new(country, block, vintage, false);
    let mut movers = Vec::new();
    for house in 0..village.houses.len() {
        before_weddings(&mut village, house, &mut movers);
        not_founded_yet(&mut village, house, &mut movers);
        alive_then(&mut village, house);
        headed_by_a_grown_up(&mut village, house);
    }
    for mover in movers {
        take_in(&mut village, mover);
    }
    let houses = std::mem::take(&mut village.houses);
    village.seen = houses.into_iter().map(born_by_then).filter(|house| house.head().is_some()).collect();
    village
}

/// Only those born before the interview; whoever was a child then was not married, whatever is known of the wedding.
fn born_by_then(mut house: House) -> House {
    let on = house.interviewed;
    house.persons.retain(|person| person.born <= on);
    let child = |person: &Person| person.years_in(middle()) < 16 && !person.single();
    let children: Vec<Who> =
        house.persons.iter().filter(|person| child(person)).map(|person| person.who).collect();
    let of_child = |person: &Person| person.spouse.is_some_and(|spouse| children.contains(&spouse));
    for person in &mut house.persons {
        if child(person) || of_child(person) {
            (person.marital, person.spouse) = (MaritalStatus::NeverMarried, None);
        }
    }
    house
}

/// Wives married since leave; their husbands are single, or have the other wife.
fn before_weddings(village: &mut Village, house: usize, movers: &mut Vec<Mover>) {
    let Some(of) = village.houses.get_mut(house) else { return };
    let since = |person: &Person| person.wed.is_some_and(|wed| wed >= middle());
    let bride = |person: &Person| person.woman() && person.spouse.is_some() && since(person);
    let came = |person: &Person| {
        matches!(person.relation, Relation::Spouse | Relation::ChildInLaw | Relation::SiblingInLaw)
    };
    let brides: Vec<Person> = of.persons.extract_if(.., |person| bride(person) && came(person)).collect();
    for person in of.persons.iter_mut().filter(|person| since(person)) {
        (person.marital, person.spouse) = (MaritalStatus::NeverMarried, None);
    }
    let wives: Vec<(Who, Who)> = of
        .persons
        .iter()
        .filter(|person| person.woman())
        .filter_map(|wife| Some((wife.spouse?, wife.who)))
        .collect();
    for (husband, wife) in wives {
        if let Some(husband) = of.persons.iter_mut().find(|person| person.who == husband) {
            (husband.marital, husband.spouse) = (MaritalStatus::Married, Some(wife));
        }
    }
    for bride in brides {
        let month = bride.wed.unwrap_or_else(middle);
        let single = Person { marital: MaritalStatus::NeverMarried, spouse: None, ..bride };
        movers.push(Mover { group: vec![single], later: of.id, kind: EventKind::MarriageOut, month });
    }
}

/// A household founded since is empty; its founder, wife and children lived with his parents.
fn not_founded_yet(village: &mut Village, house: usize, movers: &mut Vec<Mover>) {
    let seed = village.country.seed();
    let Some(of) = village.houses.get_mut(house) else { return };
    let Some(head) = of.head().copied() else { return };
    let with_elders =
        of.persons.iter().any(|person| matches!(person.relation, Relation::Parent | Relation::Sibling));
    let mut chance = Chance::new(seed, of.id.0, Subject::Past);
    let founded_at = i32::try_from(rounded((27.0 + 5.0 * chance.normal()).clamp(18.0, 42.0))).unwrap_or(27);
    let (age, day) = (head.years_in(middle()), chance.whole(0..=11));
    let widow = head.woman() && head.marital == MaritalStatus::Widowed;
    if with_elders || widow || age >= founded_at {
        return;
    }
    let month = middle() + 12 * (founded_at - age) + i32::try_from(day).unwrap_or(0) - 12;
    let goes = |person: &Person| {
        person.who == head.who || person.spouse == Some(head.who) || person.child_of(head.who)
    };
    let mut group: Vec<Person> = of.persons.drain(..).filter(goes).collect();
    group.sort_by_key(|person| person.who != head.who);
    movers.push(Mover {
        group,
        later: of.id,
        kind: EventKind::Split,
        month: month.clamp(middle() + 1, month_of(START) - 1),
    });
}

/// Husbands and parents who have died since.
fn alive_then(village: &mut Village, house: usize) {
    let seed = village.country.seed();
    let Some(of) = village.houses.get(house) else { return };
    let Some(head) = of.head().copied() else { return };
    let (id, mut chance) = (of.id, Chance::new(seed, of.id.0, Subject::Past));
    chance.skip_to(1);
    let months_ago = chance.whole(0..=300);
    let widow = of.persons.iter().find(|person| {
        let could = matches!(person.relation, Relation::Parent | Relation::Head) && person.woman();
        could && person.marital == MaritalStatus::Widowed
    });
    let gap = i32::try_from(chance.whole(6..=96)).unwrap_or(48);
    match widow.copied() {
        Some(widow) if months_ago < months_since() => {
            let Some(who) = village.former(id) else { return };
            let husband = Person {
                who,
                relation: if widow.relation == Relation::Head { Relation::Spouse } else { Relation::Parent },
                sex: Sex::Male,
                born: day_of(month_of(widow.born) - gap, 1 + months_ago % 28),
                marital: MaritalStatus::Married,
                wed: None,
                spouse: Some(widow.who),
                father: None,
                mother: None,
            };
            join_and_head(village, house, husband, &widow);
            died(village, house, who, months_ago);
        }
        None if !head.woman() && chance.happens(0.12) && months_ago < months_since() => {
            mother_alive(village, house, &head, &mut chance, months_ago);
        }
        _ => {}
    }
}

/// The head's father, or the widow's husband: the household's head in his time.
fn join_and_head(village: &mut Village, house: usize, husband: Person, widow: &Person) {
    let Some(of) = village.houses.get_mut(house) else { return };
    for person in &mut of.persons {
        if person.who == widow.who {
            (person.marital, person.spouse) = (MaritalStatus::Married, Some(husband.who));
        } else if person.mother == Some(widow.who) {
            person.father = Some(husband.who);
        }
    }
    of.persons.push(husband);
    make_head(of, of.persons.len() - 1);
}

/// The head's widowed mother, where none of his parents is left in 2021.
fn mother_alive(village: &mut Village, house: usize, head: &Person, chance: &mut Chance, months_ago: u32) {
    let with_parent = village
        .houses
        .get(house)
        .is_some_and(|of| of.persons.iter().any(|person| person.relation == Relation::Parent));
    let years_older = i32::try_from(chance.whole(18..=38)).unwrap_or(25);
    let age = head.years_in(middle()) + years_older;
    let Some(id) = village.houses.get(house).map(|of| of.id).filter(|_| !with_parent && age < 92) else {
        return;
    };
    let Some(who) = village.former(id) else { return };
    let mother = Person {
        who,
        relation: Relation::Parent,
        sex: Sex::Female,
        born: day_of(month_of(head.born) - 12 * years_older - 4, 1 + months_ago % 28),
        marital: MaritalStatus::Widowed,
        wed: None,
        spouse: None,
        father: None,
        mother: None,
    };
    if let Some(of) = village.houses.get_mut(house) {
        for person in of.persons.iter_mut().filter(|person| person.who == head.who) {
            person.mother = Some(who);
        }
        of.persons.push(mother);
    }
    died(village, house, who, months_ago);
}

fn died(village: &mut Village, house: usize, who: Who, months_ago: u32) {
    let month = month_of(START) - i32::try_from(months_ago).unwrap_or(0) - 1;
    village.record(house, EventKind::Death, day_of(month.max(middle() + 6), 9), Some(who), None);
}

/// A head who was a child then was none: the eldest grown-up was, or there was no household.
fn headed_by_a_grown_up(village: &mut Village, house: usize) {
    let Some(of) = village.houses.get_mut(house) else { return };
    if of.head().is_none_or(|head| head.years_in(middle()) >= 18) {
        return;
    }
    match successor(of, None, middle()) {
        Some(next) if of.persons.get(next).is_some_and(|next| next.years_in(middle()) >= 18) => {
            make_head(of, next);
            let who = of.head().map(|head| head.who);
            village.record(house, EventKind::NewHead, day_of(month_of(START) - 24, 3), who, None);
        }
        _ => of.persons.clear(),
    }
}

/// Brings a group to the household of parents who fit; without any it was not found by the survey.
fn take_in(village: &mut Village, mover: Mover) {
    let Some(child) = mover.group.first().copied() else { return };
    let mut hosts: Vec<(u64, usize, Person)> = Vec::new();
    for (place, house) in village.houses.iter().enumerate().filter(|(_, house)| house.id != mover.later) {
        let parent = house.persons.iter().find(|person| {
            let gap = (month_of(child.born) - month_of(person.born)).div_euclid(12);
            let parent = matches!(person.relation, Relation::Spouse | Relation::Head);
            let had = house.persons.iter().filter(|sibling| sibling.mother == Some(person.who));
            let apart = |sibling: &Person| (month_of(sibling.born) - month_of(child.born)).abs() >= 10;
            parent && person.woman() && (17..=44).contains(&gap) && had.into_iter().all(apart)
        });
        if let Some(parent) = parent.filter(|_| house.persons.len() + mover.group.len() <= 22) {
            let rank = mix(child.who.ordinal.rotate_left(9) ^ u64::from(child.who.slot) ^ house.id.0);
            hosts.push((rank % 64 + 64 * house.persons.len() as u64, place, *parent));
        }
    }
    let Some((_, place, mother)) = hosts.into_iter().min_by_key(|(rank, place, _)| (*rank, *place)) else {
        return;
    };
    let Some(host) = village.houses.get_mut(place) else { return };
    for mut person in mover.group {
        let is_child = person.who == child.who;
        if is_child {
            (person.mother, person.father) = (Some(mother.who), mother.spouse);
        }
        person.relation = match (is_child, person.spouse == Some(child.who), mother.relation) {
            (true, ..) => Relation::Child,
            (_, true, _) => Relation::ChildInLaw,
            _ => Relation::Grandchild,
        };
        host.persons.push(person);
    }
    let date = day_of(mover.month, 1 + u32::from(child.who.slot) % 28);
    village.record(place, mover.kind, date, Some(child.who), Some(mover.later));
}
