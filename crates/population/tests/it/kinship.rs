//! Kinship holds together in every household.

use crate::some;
use registry::{
    code_lists::{MaritalStatus, Relation, Sex},
    family::families,
    household::{Member, Record},
    ids::PersonId,
};
use std::collections::BTreeMap;

fn people(record: &Record) -> BTreeMap<PersonId, &Member> {
    record.members.iter().map(|member| (member.id, member)).collect()
}

/// Months of age: completed ones, from the date of birth.
fn months(record: &Record, member: &Member) -> i32 {
    let (born, on) = (member.person.birth_date.unwrap(), record.interview.interview_date.unwrap());
    let months = (i32::from(on.year()) - i32::from(born.year())) * 12 + i32::from(on.month())
        - i32::from(born.month());
    months - i32::from(on.day() < born.day())
}

#[test]
fn every_household_has_one_head_who_comes_first() {
    for record in some() {
        assert!(record.find_head().is_some());
        assert_eq!(record.members[0].person.relation, Some(Relation::Head));
        assert!(
            record
                .members
                .iter()
                .map(|member| member.line)
                .eq(1..=u8::try_from(record.members.len()).unwrap())
        );
        assert!(record.members.len() <= 20);
    }
}

#[test]
fn links_lead_to_members_and_make_sense() {
    for record in some() {
        let people = people(record);
        for member in &record.members {
            let age = months(record, member);
            if let Some(spouse) = member.spouse.map(|id| people[&id]) {
                assert_ne!(spouse.id, member.id);
                assert_ne!(spouse.person.sex, member.person.sex);
                assert_eq!(member.person.marital_status, Some(MaritalStatus::Married));
                assert_eq!(spouse.person.marital_status, Some(MaritalStatus::Married));
                // A second wife is linked to a husband who is linked to the first.
                assert!(spouse.spouse == Some(member.id) || member.is_female());
            }
            if let Some(mother) = member.mother.map(|id| people[&id]) {
                let at_birth = months(record, mother) - age;
                assert!(mother.is_female() && (16 * 12..50 * 12).contains(&at_birth), "{at_birth}");
            }
            if let Some(father) = member.father.map(|id| people[&id]) {
                assert!(father.person.sex == Some(Sex::Male) && months(record, father) - age >= 16 * 12);
            }
        }
    }
}

#[test]
fn parents_in_the_house_are_linked() {
    for record in some() {
        let head = record.find_head().unwrap();
        for child in record.members.iter().filter(|member| member.person.relation == Some(Relation::Child)) {
            assert!(child.father == Some(head.id) || child.mother == Some(head.id));
        }
        for wife in record.members.iter().filter(|member| member.person.relation == Some(Relation::Spouse)) {
            assert_eq!(wife.spouse, Some(head.id));
        }
        let parents = record.members.iter().filter(|member| member.person.relation == Some(Relation::Parent));
        for parent in parents {
            assert!(head.father == Some(parent.id) || head.mother == Some(parent.id));
        }
    }
}

#[test]
fn nobody_is_married_under_sixteen() {
    for record in some() {
        for member in &record.members {
            let age = months(record, member) / 12;
            let married =
                member.person.marital_status.is_some_and(|status| status != MaritalStatus::NeverMarried);
            assert!(!married || age >= 16, "{age}");
            assert_eq!(member.person.marital_status.is_none(), age < 10);
        }
    }
}

#[test]
fn brothers_and_sisters_are_born_apart() {
    for record in some() {
        let mut births: BTreeMap<PersonId, Vec<i32>> = BTreeMap::new();
        for member in &record.members {
            if let Some(mother) = member.mother {
                births.entry(mother).or_default().push(months(record, member));
            }
        }
        for mut ages in births.into_values() {
            ages.sort_unstable();
            assert!(ages.windows(2).all(|pair| pair[1] - pair[0] >= 10), "{ages:?}");
        }
    }
}

#[test]
fn some_households_hold_several_families() {
    let several = some().filter(|record| families(record).len() > 1).count();
    assert!((800..2_000).contains(&several), "{several}");
    let two_wives = some().any(|record| {
        let wives = record.members.iter().filter(|member| member.person.relation == Some(Relation::Spouse));
        wives.count() == 2
    });
    assert!(two_wives);
}
