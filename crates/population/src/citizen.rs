//! Who stands behind a citizen number: what a citizen registry may hold of a person, true and without what surveys get wrong.

use crate::{
    Place, Population, Survey, Trouble,
    numbers::{Issuer, holder},
};
use jiff::civil::Date;
use registry::{
    code_lists::{MaritalStatus, Sex},
    household::Member,
    identity::CitizenNumber,
    ids::PersonId,
    personal::Personal,
};

/// A person with a citizen number, on some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citizen {
    /// The number.
    pub number: CitizenNumber,
    /// Name in Roman letters.
    pub name: Option<Personal>,
    /// Name in Urdu.
    pub name_urdu: Option<Personal>,
    /// Sex on the card.
    pub sex: Sex,
    /// Date of birth.
    pub birth_date: Date,
    /// Marital status.
    pub marital_status: MaritalStatus,
    /// Whether the card has the mark of disability.
    pub disabled: bool,
    /// Father, where he is one of the population.
    pub father: Option<CitizenNumber>,
    /// Mother.
    pub mother: Option<CitizenNumber>,
    /// Husbands or wives.
    pub spouses: Vec<CitizenNumber>,
    /// Children, in the order of their numbers.
    pub children: Vec<CitizenNumber>,
    /// Day of death of somebody who has died.
    pub death_date: Option<Date>,
}

impl Population {
    /// The ordinal of the household that may have the holder of a number; none when no number of a population without a
    /// country looks like this.
    pub fn household_of(&self, number: CitizenNumber) -> Option<u64> {
        holder(Issuer::Ordinals, self.survey().seed, number).map(|who| who.ordinal)
    }

    /// The members of a household who have papers, as they truly are.
    pub fn citizens(&self, ordinal: u64, place: &Place) -> Vec<Citizen> {
        let truthful = Self::new(Survey { trouble: Trouble::None, ..self.survey().clone() });
        let members = truthful.household(ordinal, place).members;
        members.iter().filter_map(|member| citizen(member, &members)).collect()
    }
}

/// A member with papers.
fn citizen(member: &Member, members: &[Member]) -> Option<Citizen> {
    let number = |id: PersonId| members.iter().find(|other| other.id == id)?.identity.number();
    let numbers = |wanted: &dyn Fn(&Member) -> bool| {
        let mut numbers: Vec<CitizenNumber> = members
            .iter()
            .filter(|other| wanted(other))
            .filter_map(|other| other.identity.number())
            .collect();
        numbers.sort_unstable();
        numbers
    };
    Some(Citizen {
        number: member.identity.number()?,
        name: member.name.clone(),
        name_urdu: member.name_urdu.clone(),
        sex: member.person.sex?,
        birth_date: member.person.birth_date?,
        marital_status: member.person.marital_status.unwrap_or(MaritalStatus::NeverMarried),
        disabled: member.disability.disability_card.unwrap_or(false),
        father: member.father.and_then(number),
        mother: member.mother.and_then(number),
        // A man with two wives names one of them; both name him.
        spouses: numbers(&|other| other.spouse == Some(member.id) || member.spouse == Some(other.id)),
        children: numbers(&|other| other.father == Some(member.id) || other.mother == Some(member.id)),
        death_date: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Figures;
    use jiff::civil::date;
    use registry::{code_lists::Region, household::FormUsed};

    fn population() -> (Population, Place) {
        let survey = Survey {
            seed: 20_261_122,
            first_day: date(2026, 9, 1),
            last_day: date(2026, 10, 1),
            form: FormUsed { id: "household".to_owned(), version: "1".to_owned() },
            trouble: Trouble::AsInLife,
        };
        let place = Place {
            tehsil: "PK90101".parse().unwrap(),
            union_council: None,
            block: None,
            region: Region::Rural,
            figures: Figures::Punjab,
            locality: "Mandi".to_owned(),
            centre: None,
            radius_kilometres: 1.0,
        };
        (Population::new(survey), place)
    }

    #[test]
    fn numbers_that_a_survey_wrote_down_lead_to_the_household_and_the_truth() {
        let (population, place) = population();
        let (mut asked, mut held) = (0, 0);
        for ordinal in 0..200 {
            let citizens = population.citizens(ordinal, &place);
            for member in population.household(ordinal, &place).members {
                let Some(number) = member.identity.number() else { continue };
                asked += 1;
                if let Some(citizen) = citizens.iter().find(|citizen| citizen.number == number) {
                    held += 1;
                    assert_eq!(population.household_of(number), Some(ordinal));
                    assert_eq!(citizen.name, member.name);
                }
            }
            assert!(citizens.iter().all(|citizen| population.household_of(citizen.number) == Some(ordinal)));
        }
        // Some numbers were written down with a wrong last digit.
        assert!(held > 800 && held < asked && held * 100 > asked * 98, "{held} of {asked}");
    }

    #[test]
    fn families_hold_together() {
        let (population, place) = population();
        let all: Vec<Citizen> = (0..100).flat_map(|ordinal| population.citizens(ordinal, &place)).collect();
        let find = |number: CitizenNumber| all.iter().find(|citizen| citizen.number == number).unwrap();
        for citizen in &all {
            for spouse in &citizen.spouses {
                assert!(find(*spouse).spouses.contains(&citizen.number));
            }
            for parent in citizen.father.iter().chain(&citizen.mother) {
                assert!(find(*parent).children.contains(&citizen.number));
            }
        }
    }
}
