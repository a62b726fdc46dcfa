use super::*;
use NameAgreement::{Different, Partial, Same, Spelling};
use population::{Figures, Place, Population, Survey, Trouble};
use proptest::prelude::*;
use registry::{code_lists::Region, household::FormUsed};
use std::collections::BTreeSet;

fn level(one: &str, other: &str) -> NameAgreement {
    compare((Some(one), None), (Some(other), None)).unwrap()
}

#[test]
fn the_levels() {
    let expected = [
        ("Fatima Bibi", "FATIMA  BIBI", Same),
        ("Mah Noor", "Mahnoor", Same),
        ("علي", "علی", Same),
        ("رُقَیَّہ", "رقیہ", Same),
        ("Muhammad Aslam", "Mohammad Aslam", Spelling),
        ("Mohd. Aslam", "M. Aslam", Spelling),
        ("Mohammed Aslam", "محمد اسلم", Spelling),
        ("Fatima", "Fatimah", Spelling),
        ("Faatima", "Fatima", Spelling),
        ("Hussain", "Hussein", Spelling),
        ("Husain", "حسین", Spelling),
        ("Abdul Rehman", "Abdur Rahman", Spelling),
        ("Abdurrehman", "Abdul Rehman", Spelling),
        ("Abdul Rehman", "عبدالرحمٰن", Spelling),
        ("Abdul Rehman", "عبد الرحمن", Spelling),
        ("Abdus Sattar", "عبدالستار", Spelling),
        ("Abdullah", "عبداللہ", Spelling),
        ("Abdulaziz", "Abdul Azeez", Spelling),
        ("Zeb un Nisa", "Zebunnisa", Spelling),
        ("Zaibunnisa", "زیب النساء", Spelling),
        ("Shams ud Din", "Shamsuddin", Spelling),
        ("Rashid", "Rasheed", Spelling),
        ("Yaqub", "Yaqoob", Spelling),
        ("Kalsoom", "Kulsum", Spelling),
        ("Ishaq", "اسحاق", Spelling),
        ("Usman", "Uthman", Spelling),
        ("Aslam Khan", "Khan Aslam", Spelling),
        ("Khuda Bux", "خدا بخش", Spelling),
        ("Chaudhary", "چوہدری", Spelling),
        ("Fatima Bibi", "Fatima", Partial),
        ("Fatima Bibi", "Fatima Khan", Partial),
        ("Muhammad Aslam", "Aslam", Partial),
        ("Aslam Khan", "Muhammad Aslam", Partial),
        ("A. Karim Baloch", "Ahmed Karim Baloch", Partial),
        ("Fatima Bibi", "Ayesha Bibi", Different),
        ("Muhammad Ali", "Muhammad Aslam", Different),
        ("Ali Khan", "Bilal Khan", Different),
        ("Ghulam Abbas", "Ghulam Rasool", Different),
        ("Syed Ahmed", "Syed Bilal", Different),
        ("Zahid", "Zahida", Different),
        ("زاہد", "زاہدہ", Different),
        ("راشد", "رشید", Different),
        ("Hassan", "Hussain", Different),
        ("Noor", "Noora", Different),
        ("Rashid", "Khalid", Different),
    ];
    for (one, other, expected) in expected {
        assert_eq!(level(one, other), expected, "{one} / {other}");
    }
}

#[test]
fn a_name_that_is_not_there_is_not_compared() {
    assert_eq!(compare((None, None), (Some("Ali"), None)), None);
    assert_eq!(compare((Some("  - "), None), (Some("Ali"), None)), None);
}

#[test]
fn the_better_of_two_scripts_counts() {
    let level = compare((Some("Xqz"), Some("فاطمہ")), (Some("Fatima"), None));
    assert_eq!(level, Some(Spelling));
}

/// Names of the synthetic population, each once, in both scripts.
fn names_in_both_scripts() -> Vec<(String, String)> {
    let day = jiff::civil::date(2026, 11, 1);
    let form = FormUsed { id: "household".to_owned(), version: "1".to_owned() };
    let survey = Survey { seed: 7, first_day: day, last_day: day, form, trouble: Trouble::None };
    let population = Population::new(survey);
    let mut names = BTreeSet::new();
    for (ordinal, figures) in (1..).zip(Figures::ALL.into_iter().cycle().take(3_000)) {
        let record = population.household(ordinal, &place(figures));
        names.extend(record.members.iter().filter_map(|member| {
            Some((member.name.as_ref()?.reveal().to_owned(), member.name_urdu.as_ref()?.reveal().to_owned()))
        }));
    }
    names.into_iter().collect()
}

fn place(figures: Figures) -> Place {
    Place {
        tehsil: "PK90101".parse().unwrap(),
        union_council: None,
        block: None,
        region: Region::Rural,
        figures,
        locality: "Nowhere".to_owned(),
        centre: None,
        radius_kilometres: 1.0,
    }
}

/// A name is found again in the other script, and hardly ever another one instead.
#[test]
fn both_scripts_say_the_same() {
    let names = names_in_both_scripts();
    assert!(names.len() > 500, "only {} names were drawn", names.len());
    let across = |one: &str, other: &str| compare((Some(one), None), (None, Some(other))).unwrap();
    let missed: Vec<_> = names.iter().filter(|(roman, urdu)| across(roman, urdu) < Spelling).collect();
    let share = missed.len() as f64 / names.len() as f64;
    eprintln!("not found again in the other script: {} of {}", missed.len(), names.len());
    assert!(share < 0.02, "{share} of the names are not found again: {missed:?}");
    let pairs = || {
        names.iter().enumerate().flat_map(|(place, (roman, _))| {
            names.iter().skip(place + 1).step_by(401).map(move |(_, other)| (roman, other))
        })
    };
    let wrong = pairs().filter(|(roman, urdu)| across(roman, urdu) >= Spelling).count();
    let share = wrong as f64 / pairs().count() as f64;
    eprintln!("another name taken for it: {wrong} of {}", pairs().count());
    assert!(share < 0.002, "{share} of pairs of different names are taken for one");
}

proptest! {
    #[test]
    fn symmetric(one in "[a-zA-Zء-ی .]{0,20}", other in "[a-zA-Zء-ی .]{0,20}") {
        let (one, other) = ((Some(one.as_str()), None), (Some(other.as_str()), None));
        prop_assert_eq!(compare(one, other), compare(other, one));
    }

    #[test]
    fn reflexive(name in "\\PC{1,30}") {
        let name = (Some(name.as_str()), None);
        prop_assert!(compare(name, name).is_none_or(|level| level == Same));
    }

    #[test]
    fn neither_case_nor_spaces_matter(name in "[a-z]{1,8}( [a-z]{1,8}){0,3}") {
        let loud = format!("  {} ", name.to_uppercase().replace(' ', "   "));
        prop_assert_eq!(level(&name, &loud), Same);
    }
}
