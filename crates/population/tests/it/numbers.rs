//! Citizen numbers and persons: right in form, and none given twice.

use crate::country;
use registry::identity::{Identity, NumberSeries};
use std::collections::BTreeSet;

#[test]
fn numbers_are_right_and_unique() {
    let (mut numbers, mut people, mut members) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (_, record) in country() {
        for member in &record.members {
            let age = member.age_years_on(record.interview.interview_date.unwrap()).unwrap();
            match member.identity {
                Identity::Cnic(_) => assert!(age >= 18),
                Identity::BForm(_) | Identity::None => {
                    assert!(age < 18, "an adult lacks a CNIC without trouble");
                }
            }
            if let Some(number) = member.identity.number() {
                assert_eq!(number.doubts(member.person.sex, NumberSeries::Invented).count(), 0);
                assert_eq!(number.region_digit(), 9);
                assert!(numbers.insert(number), "a number was given twice");
            }
            members += 1;
            assert!(people.insert(member.id), "a person is in two places");
        }
    }
    let with_number = numbers.len() as f64 / f64::from(members);
    assert!((0.8..0.92).contains(&with_number), "{with_number}");
}
