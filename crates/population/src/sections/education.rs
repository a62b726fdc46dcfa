//! Schooling: whether somebody ever went, how far they get, and where they stand today.

use crate::{
    chance::{Chance, Subject},
    home::Home,
    roster::{Kin, YEAR},
    tables::{along, schooling},
};
use registry::{
    code_lists::{Region, SchoolClass, SchoolType, Sex},
    household::Member,
    sections::Education,
};

/// Answers the schooling of every member from the age of three.
pub(crate) fn educate(home: &Home, members: &mut [Member]) {
    for (member, kin) in members.iter_mut().zip(home.kin) {
        let mut chance = home.person_chance(Subject::Education, kin.who);
        if kin.age_months >= 3 * YEAR {
            member.education = schooling(&mut chance, home, kin);
        }
    }
}

/// Years of school that somebody has completed, for work: none when never attended.
pub(crate) fn years_completed(education: &Education) -> u32 {
    let class = education.highest_class.unwrap_or(SchoolClass::None);
    (0..=18).filter(|year| schooling::class_completed(*year) == class).max().unwrap_or(0)
}

fn schooling(chance: &mut Chance, home: &Home, kin: &Kin) -> Education {
    let age = kin.age_years();
    let started_at = chance.pick(schooling::STARTING_AGES).unwrap_or(5);
    let never = home.quintile().of(schooling::never_attended(kin.sex, home.region(), age));
    if chance.happens(never) || age < started_at {
        let reads = chance.happens(schooling::READING_UNSCHOOLED);
        let letters = letters(chance, age, reads);
        return Education { ever_attended: Some(false), ..letters };
    }
    let last_year = last_year(chance, home, kin);
    // One in seven has repeated a class.
    let repeated = u32::from(age > started_at + 2 && chance.happens(0.14));
    let years_since = age - started_at - repeated;
    let completed = years_since.min(last_year + 1);
    let reads = chance.happens(reading(home, kin, completed));
    let letters = letters(chance, age, reads);
    if years_since > last_year {
        left(chance, home, &letters, last_year, years_since)
    } else {
        attending(chance, home, kin, &letters, years_since)
    }
}

/// The last year of school that somebody completes in life; 0 is the year before class 1. People over forty stopped
/// where those of the next poorer fifth stop today.
fn last_year(chance: &mut Chance, home: &Home, kin: &Kin) -> u32 {
    let today = home.quintile();
    let quintile = if kin.age_years() > 40 { today.poorer() } else { today };
    let [primary, middle, matric, higher] = schooling::REACHED.map(|shares| quintile.of(&shares));
    let later_girls = if kin.sex == Sex::Female && home.region() == Region::Rural { 0.8 } else { 1.0 };
    let levels = [
        (schooling::STOPPED_PRIMARY, primary),
        (schooling::STOPPED_MIDDLE, middle),
        (schooling::STOPPED_MATRIC, matric * later_girls),
        (schooling::STOPPED_HIGHER, higher * later_girls),
    ];
    chance.pick(&levels).and_then(|level| chance.pick(level)).unwrap_or(5)
}

/// The share who can read of those with so many years: brought to the literacy of the census, which found fewer men and
/// more rural women who can read than the survey whose schooling is used here.
fn reading(home: &Home, kin: &Kin, completed: u32) -> f64 {
    let share = along(schooling::READING, f64::from(completed.saturating_sub(1)));
    match (kin.sex, home.region()) {
        (Sex::Female, Region::Rural) => 1.06 * share,
        (Sex::Female, Region::Urban) => share,
        _ if completed <= 10 => 0.90 * share,
        _ => share,
    }
}

/// Reading, writing and sums, asked from the age of ten. Sums: HIES 2015-16.
fn letters(chance: &mut Chance, age: u32, reads: bool) -> Education {
    let asked = age >= 10;
    Education {
        can_read: asked.then_some(reads),
        can_write: asked.then(|| reads && chance.happens(0.99)),
        can_sum: asked.then(|| chance.happens(if reads { 0.99 } else { 0.86 })),
        ..Education::default()
    }
}

/// Somebody who left after a year, which was completed so many years after the start.
fn left(
    chance: &mut Chance,
    home: &Home,
    letters: &Education,
    last_year: u32,
    years_since: u32,
) -> Education {
    let years_ago = years_since - last_year - 1;
    // Some leave in the middle of a class, which they then did not complete.
    let completed = if chance.happens(0.12) { last_year.checked_sub(1) } else { Some(last_year) };
    let attended_last_year = years_ago == 0;
    Education {
        ever_attended: Some(true),
        attending_now: Some(false),
        highest_class: Some(completed.map_or(SchoolClass::None, schooling::class_completed)),
        attended_last_year: Some(attended_last_year),
        class_last_year: attended_last_year.then(|| schooling::class_attended(last_year)),
        left_year: u16::try_from(i32::from(home.interviewed.year()) - i32::try_from(years_ago).unwrap_or(0))
            .ok(),
        ..*letters
    }
}

fn attending(chance: &mut Chance, home: &Home, kin: &Kin, letters: &Education, year: u32) -> Education {
    let before = year.checked_sub(1);
    Education {
        ever_attended: Some(true),
        attending_now: Some(true),
        highest_class: Some(before.map_or(SchoolClass::None, schooling::class_completed)),
        current_class: Some(schooling::class_attended(year)),
        school_type: school_type(chance, home, kin.age_years()),
        attended_last_year: Some(before.is_some()),
        class_last_year: before.map(schooling::class_attended),
        ..*letters
    }
}

/// Source: HIES 2015-16 by region; how private schools go with wealth is an estimate.
fn school_type(chance: &mut Chance, home: &Home, age: u32) -> Option<SchoolType> {
    let private = match home.region() {
        Region::Rural => home.quintile().of(&[0.12, 0.20, 0.28, 0.38, 0.52]),
        Region::Urban => home.quintile().of(&[0.20, 0.30, 0.40, 0.50, 0.68]),
    };
    let madrasa = if age > 6 { 0.02 } else { 0.005 };
    chance.pick(&[
        (SchoolType::Private, private),
        (SchoolType::Government, 1.0 - private - 2.0 * madrasa - 0.04),
        (SchoolType::Foundation, 0.03),
        (SchoolType::Madrasa, madrasa),
        (SchoolType::HifzOnly, madrasa),
        (SchoolType::NonFormal, 0.006),
        (SchoolType::Other, 0.004),
    ])
}
