//! What goes wrong in surveys: answers not given, numbers misread, links forgotten.

use crate::{chance::Chance, numbers::with_wrong_sex_digit};
use jiff::civil::Date;
use registry::{
    code_lists::{Relation, Sex},
    household::{Member, Record},
    identity::Identity,
};

/// Whether records have the faults that surveys have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// None: every question that is asked is answered, and every adult has a CNIC.
    #[default]
    None,
    /// As in life: some adults without a CNIC, ages instead of dates of birth, answers not given, numbers with the
    /// wrong sex digit, links between members left out. One person remains head, and numbers remain unique.
    AsInLife,
}

/// Adults without a CNIC, men and women: an estimate, women of the poorest fifth being the most.
const WITHOUT_CNIC: (f64, f64) = (0.04, 0.09);
/// Members under and over forty whose date of birth nobody knows. HIES 2015-16 has more: 81 in a hundred.
const WITHOUT_BIRTH_DATE: (f64, f64) = (0.10, 0.38);
/// Citizen numbers whose last digit was misread.
const WRONG_SEX_DIGIT: f64 = 0.006;

/// Lets trouble befall a record that has none.
pub(crate) fn befall(chance: &mut Chance, record: &mut Record, interviewed: Date) {
    for member in &mut record.members {
        let line = member.line;
        chance.skip_to(line);
        befall_member(chance, member, interviewed);
    }
    chance.skip_to(0);
    let dwelling = &mut record.dwelling;
    lose(chance, 0.006, &mut dwelling.rooms);
    lose(chance, 0.004, &mut dwelling.water_source);
    lose(chance, 0.003, &mut dwelling.light);
    lose(chance, 0.01, &mut dwelling.heat_fuel);
    lose(chance, 0.08, &mut record.utilities.phone_bill_rupees);
    lose(chance, 0.12, &mut record.utilities.electricity_bill_rupees);
    lose(chance, 0.005, &mut record.assets.television);
    lose(chance, 0.15, &mut record.support.support_rupees);
    lose(chance, 0.02, &mut record.location.landmark);
    lose(chance, 0.05, &mut record.interview.phone);
    befall_position(chance, record);
}

fn befall_member(chance: &mut Chance, member: &mut Member, interviewed: Date) {
    let age = member.age_years_on(interviewed).unwrap_or(0);
    let woman = member.person.sex == Some(Sex::Female);
    let without = if woman { WITHOUT_CNIC.1 } else { WITHOUT_CNIC.0 };
    if matches!(member.identity, Identity::Cnic(_)) && chance.happens(without) {
        member.identity = Identity::None;
    }
    if chance.happens(WRONG_SEX_DIGIT) {
        member.identity = with_wrong_sex_digit(member.identity);
    }
    let unknown = if age < 40 { WITHOUT_BIRTH_DATE.0 } else { WITHOUT_BIRTH_DATE.1 };
    if chance.happens(unknown) {
        state_age(chance, member, age, interviewed);
    }
    lose(chance, 0.04, &mut member.name_urdu);
    lose(chance, 0.08, &mut member.work.income_rupees);
    lose(chance, 0.15, &mut member.education.left_year);
    lose(chance, 0.015, &mut member.father);
    lose(chance, 0.015, &mut member.mother);
    if member.person.relation != Some(Relation::Head) {
        lose(chance, 0.01, &mut member.spouse);
    }
}

/// An age in place of a date of birth; those over thirty are often rounded to five years.
fn state_age(chance: &mut Chance, member: &mut Member, age: u8, interviewed: Date) {
    // Nobody is rounded to fifty, which would hide births from a section that asks women under fifty.
    let rounds = age > 30 && !matches!(age, 48 | 49) && chance.happens(0.4);
    member.person.age_years = Some(if rounds { age.saturating_add(2) / 5 * 5 } else { age });
    member.age_stated_on = Some(interviewed);
    member.person.birth_date = None;
}

/// Some positions are missing, some were taken in a hurry.
fn befall_position(chance: &mut Chance, record: &mut Record) {
    let interview = &mut record.interview;
    if chance.happens(0.03) {
        (interview.latitude, interview.longitude, interview.accuracy_metres) = (None, None, None);
    } else if chance.happens(0.04) {
        interview.accuracy_metres = interview.accuracy_metres.map(|metres| metres * 20.0);
    }
}

/// Leaves an answer out with this probability.
fn lose<T>(chance: &mut Chance, probability: f64, answer: &mut Option<T>) {
    if chance.happens(probability) {
        *answer = None;
    }
}
