//! Births of the last five years: the small children on the roster, and those who died or were born dead. Source of
//! the shares: PDHS 2017-18, rounded (62 of a thousand die before their first birthday, 74 before the fifth).

use crate::{
    chance::{Chance, Subject},
    home::Home,
    people::birth_date,
    roster::{Kin, YEAR},
};
use registry::{
    code_lists::{BirthOutcome, MaritalStatus},
    household::Member,
    sections::Birth,
};

/// The months that the section looks back.
const WINDOW: u32 = 5 * YEAR;

/// Births to ever-married women of 15 to 49 on the roster, in the order of their dates.
pub(crate) fn births(home: &Home, members: &[Member]) -> Vec<Birth> {
    let mut births = Vec::new();
    for (index, (mother, kin)) in members.iter().zip(home.kin).enumerate() {
        let asked = kin.is_woman() && kin.ever_married() && (15..50).contains(&kin.age_years());
        if !asked {
            continue;
        }
        births.extend(living(home, members, mother.line, index));
        let mut chance = home.person_chance(Subject::Births, kin.who);
        births.extend(lost(&mut chance, home, kin, mother.line, index));
    }
    births.sort_by_key(|birth| birth.born_on);
    births
}

fn living<'a>(
    home: &'a Home,
    members: &'a [Member],
    mother_line: u8,
    mother: usize,
) -> impl Iterator<Item = Birth> + 'a {
    let children = members.iter().zip(home.kin).filter(move |(_, kin)| kin.mother == Some(mother));
    children.filter(|(_, kin)| kin.age_months < WINDOW).map(move |(child, _)| Birth {
        mother_line: Some(mother_line),
        outcome: Some(BirthOutcome::Live),
        born_on: child.person.birth_date,
        alive: Some(true),
        death_age_days: None,
    })
}

/// A child who died or was born dead. Most of the times drawn are none at which the mother could have had one more,
/// so the shares drawn from are three times those that come out.
fn lost(chance: &mut Chance, home: &Home, kin: &Kin, mother_line: u8, mother: usize) -> Option<Birth> {
    let months_ago = chance.whole(0..=WINDOW - 1);
    let fates = [(None, 0.76), (Some(BirthOutcome::Live), 0.165), (Some(BirthOutcome::Still), 0.075)];
    let fate = chance.pick(&fates)??;
    let children = home.kin.iter().filter(|child| child.mother == Some(mother)).map(|child| child.age_months);
    let (youngest, apart) = children.fold((u32::MAX, true), |(youngest, apart), age| {
        (youngest.min(age), apart && age.abs_diff(months_ago) >= 12)
    });
    let married = kin.marital == MaritalStatus::Married && youngest < 12 * YEAR;
    let of_age = (18 * YEAR..44 * YEAR).contains(&kin.age_months.saturating_sub(months_ago));
    if !(married && of_age && apart) {
        return None;
    }
    let born_on = birth_date(chance, home.interviewed, months_ago);
    let live = fate == BirthOutcome::Live;
    Some(Birth {
        mother_line: Some(mother_line),
        outcome: Some(fate),
        born_on,
        alive: live.then_some(false),
        death_age_days: live.then(|| death_age_days(chance, months_ago)),
    })
}

/// Two in three die in the first month; nobody after the interview.
fn death_age_days(chance: &mut Chance, months_ago: u32) -> u16 {
    let days = match chance.share() {
        share if share < 0.66 => chance.whole(0..=27),
        share if share < 0.9 => chance.whole(28..=364),
        _ => chance.whole(365..=1_400),
    };
    u16::try_from(days.min(months_ago * 28)).unwrap_or(0)
}
