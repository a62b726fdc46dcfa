//! Members: the roster written down, with names, numbers, dates and the answers about each person.

use crate::{
    chance::{Chance, Subject, small},
    home::Home,
    numbers::{citizen_number, person_id},
    roster::{Kin, YEAR, spouse_absent},
    sections::{education, possessions::Possessions, wellbeing, work},
    wealth::Quintile,
};
use jiff::civil::Date;
use registry::{
    code_lists::{MaritalStatus, Region, Relation, Residence, Sex},
    household::Member,
    identity::Identity,
    ids::PersonId,
    sections::Person,
};

/// The roster of a household, complete.
pub(crate) fn members(home: &Home, possessions: &Possessions) -> Vec<Member> {
    let mut members: Vec<Member> =
        home.kin.iter().zip(1..).map(|(kin, line)| member(home, kin, line)).collect();
    for (member, (name, name_urdu)) in members.iter_mut().zip(&home.names) {
        (member.name, member.name_urdu) = (name.clone(), name_urdu.clone());
    }
    education::educate(home, &mut members);
    work::employ(home, &mut members, possessions);
    wellbeing::examine(home, &mut members);
    members
}

/// The date of birth of somebody of an age on a day. Days 29 to 31 do not occur, so that every month has the day.
pub(crate) fn birth_date(chance: &mut Chance, on: Date, age_months: u32) -> Option<Date> {
    let day = i8::try_from(chance.whole(1..=28)).ok()?;
    let months = i32::from(on.year()) * 12 + i32::from(on.month()) - 1
        - i32::try_from(age_months).ok()?
        // When this month's day is still to come, the last completed month began one month earlier.
        - i32::from(day > on.day());
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, day).ok()
}

fn member(home: &Home, kin: &Kin, line: u8) -> Member {
    let chance = &mut home.person_chance(Subject::Persons, kin.who);
    let id = |index: usize| Some(person(home, small(u32::try_from(index).ok()? + 1)));
    let mut member = Member::new(person(home, line), line);
    member.spouse = kin.spouse.and_then(id);
    member.father = kin.father.and_then(id);
    member.mother = kin.mother.and_then(id);
    // The day of birth is the first of a person's draws: the country draws it too.
    member.person = about(chance, home, kin);
    member.identity = identity(chance, home, kin);
    member
}

fn person(home: &Home, line: u8) -> PersonId {
    person_id(home.survey_seed, home.ordinal, line)
}

fn about(chance: &mut Chance, home: &Home, kin: &Kin) -> Person {
    let adult = kin.age_years() >= 18;
    let drawn = birth_date(chance, home.interviewed, kin.age_months);
    let travelled = travelled(kin.sex, home.quintile());
    let abroad = chance.happens(travelled);
    let residence = residence(chance, kin);
    let executive_passport = adult.then(|| chance.happens(if abroad { 0.06 } else { 0.0005 }));
    Person {
        relation: Some(kin.relation),
        sex: Some(sex(chance, kin)),
        birth_date: kin.born.or(drawn),
        age_years: None,
        marital_status: (kin.age_months >= 10 * YEAR).then_some(kin.marital),
        residence,
        executive_passport,
        foreign_travel: adult.then_some(abroad),
    }
}

/// The sex on the card of somebody; `chance` is at the beginning of the person's own stretch.
pub(crate) fn sex_on_card(chance: &mut Chance, kin: &Kin) -> Sex {
    // What is drawn before: day of birth, travel, residence and, of adults, the passport.
    let before = if kin.age_years() >= 18 { 4 } else { 3 };
    for _ in 0..before {
        chance.share();
    }
    sex(chance, kin)
}

/// The sex that the card says. The census of 2023 counts 20,331 transgender persons, 84 in a million; here they are
/// among the grown-up and unmarried.
fn sex(chance: &mut Chance, kin: &Kin) -> Sex {
    let single = kin.marital == MaritalStatus::NeverMarried && kin.age_years() >= 18;
    if single && chance.happens(0.000_8) { Sex::Transgender } else { kin.sex }
}

/// The share who have travelled abroad: estimates after the share of households with somebody abroad in MICS.
fn travelled(sex: Sex, quintile: Quintile) -> f64 {
    let men = quintile.of(&[0.008, 0.015, 0.03, 0.06, 0.12]);
    if sex == Sex::Female { men / 5.0 } else { men }
}

fn residence(chance: &mut Chance, kin: &Kin) -> Option<Residence> {
    let working_man = kin.sex == Sex::Male && (18 * YEAR..55 * YEAR).contains(&kin.age_months);
    let away = match (kin.relation, working_man) {
        // The respondent's own household is where the head lives.
        (Relation::Head, _) => 0.005,
        (_, true) => 0.045,
        _ if spouse_absent(kin) => 0.02,
        _ => 0.004,
    };
    let residences = [
        (Residence::Present, 1.0 - away),
        (Residence::AwayTemporarily, 0.7 * away),
        (Residence::AwayLong, 0.3 * away),
    ];
    chance.pick(&residences)
}

/// Every adult has a CNIC here; those who lack one are trouble. Children lack the B-form in the ordinary course of
/// life: the share registered rises with age and wealth. Source: MICS and PDHS birth registration, rounded.
fn identity(chance: &mut Chance, home: &Home, kin: &Kin) -> Identity {
    let Some(number) = citizen_number(home.issuer, home.seed, kin.who, kin.sex) else {
        return Identity::None;
    };
    let region = if home.region() == Region::Urban { 0.08 } else { 0.0 };
    let registered = home.quintile().of(&[0.46, 0.60, 0.70, 0.78, 0.86]) + region;
    match kin.age_years() {
        18.. => Identity::Cnic(number),
        // Nobody is married without papers.
        _ if kin.marital != MaritalStatus::NeverMarried => Identity::BForm(number),
        0 if chance.happens(registered * 0.45) => Identity::BForm(number),
        1..5 if chance.happens(registered * 0.8) => Identity::BForm(number),
        5..18 if chance.happens(registered * 1.12) => Identity::BForm(number),
        _ => Identity::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Subject;
    use jiff::civil::date;

    #[test]
    fn birth_dates_give_the_age_back() {
        let mut chance = Chance::new(1, 1, Subject::Persons);
        for on in [date(2026, 3, 1), date(2024, 2, 29), date(2026, 12, 31)] {
            for months in 0..1_200 {
                let born = birth_date(&mut chance, on, months).unwrap();
                let mut member = Member::new(PersonId(uuid::Uuid::nil()), 1);
                member.person.birth_date = Some(born);
                assert_eq!(member.age_years_on(on).map(u32::from), Some(months / 12), "{born} {on}");
            }
        }
    }
}
