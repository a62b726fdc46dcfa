//! People given in a file, so that a test can say exactly who is held.

use super::person::Person;
use crate::start::Failure;
use jiff::civil::Date;
use registry::{
    citizen::CardState,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde::{Deserialize, de::value::StrDeserializer};
use std::{collections::BTreeMap, path::Path};

/// One line. An empty cell is not held; several spouses are set apart by a semicolon.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Line {
    number: String,
    name: String,
    name_urdu: String,
    sex: String,
    birth_date: String,
    marital_status: String,
    disabled: String,
    father: String,
    mother: String,
    spouse: String,
    death_date: String,
    card_state: String,
}

/// Reads people from a table; what is wrong is told with line and column, never with what stands there.
pub(super) fn read(file: &Path) -> Result<BTreeMap<CitizenNumber, Person>, Failure> {
    let place = |error: csv::Error| format!("{}: {error}", file.display());
    let mut people = BTreeMap::new();
    for (row, line) in (2..).zip(csv::Reader::from_path(file).map_err(place)?.deserialize::<Line>()) {
        let person = person(&line.map_err(place)?)
            .map_err(|column| format!("{}: line {row}: {column} cannot be read", file.display()))?;
        if people.insert(person.number, person).is_some() {
            return Err(
                format!("{}: line {row}: the number stands in an earlier line", file.display()).into()
            );
        }
    }
    join_families(&mut people);
    Ok(people)
}

/// Reads a line; the error is the column.
fn person(line: &Line) -> Result<Person, &'static str> {
    let date = |text: &str| text.parse::<Date>().ok();
    let card = |text: &str| {
        let text: StrDeserializer<serde::de::value::Error> =
            serde::de::IntoDeserializer::into_deserializer(text);
        CardState::deserialize(text).ok()
    };
    let spouses = line.spouse.split(';').map(str::trim).filter(|spouse| !spouse.is_empty());
    let spouses: Option<Vec<CitizenNumber>> = spouses.map(|spouse| spouse.parse().ok()).collect();
    let number = line.number.parse::<CitizenNumber>().ok().filter(|number| number.region_digit() == 9);
    Ok(Person {
        name: Personal::new(&line.name),
        name_urdu: Personal::new(&line.name_urdu),
        sex: cell(&line.sex, "sex", Sex::from_code)?,
        birth_date: cell(&line.birth_date, "birth_date", date)?,
        marital_status: cell(&line.marital_status, "marital_status", MaritalStatus::from_code)?,
        disabled: cell(&line.disabled, "disabled", |text| text.parse().ok())?,
        father: cell(&line.father, "father", |text| text.parse().ok())?,
        mother: cell(&line.mother, "mother", |text| text.parse().ok())?,
        spouses: spouses.ok_or("spouse")?,
        death_date: cell(&line.death_date, "death_date", date)?,
        card: cell(&line.card_state, "card_state", card)?,
        ..Person::unknown(number.ok_or("number (thirteen digits, the first a 9)")?)
    })
}

fn cell<T>(
    text: &str,
    column: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, &'static str> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(column),
    }
}

/// A parent's children and a spouse's spouse follow from the other line.
fn join_families(people: &mut BTreeMap<CitizenNumber, Person>) {
    let ties: Vec<_> = people
        .values()
        .map(|person| (person.number, [person.father, person.mother], person.spouses.clone()))
        .collect();
    for (number, parents, spouses) in ties {
        for parent in parents.into_iter().flatten() {
            if let Some(parent) = people.get_mut(&parent) {
                parent.children.push(number);
            }
        }
        for spouse in spouses {
            let spouse = people.get_mut(&spouse).filter(|spouse| !spouse.spouses.contains(&number));
            if let Some(spouse) = spouse {
                spouse.spouses.push(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<BTreeMap<CitizenNumber, Person>, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("people.csv");
        std::fs::write(&file, text).unwrap();
        read(&file)
    }

    #[test]
    fn people_come_with_their_families_and_without_what_is_not_given() {
        let people = read_text(
            "number,name,sex,father,mother,spouse,card_state\n\
             9000000000001,Aslam Khan,male,,,9000000000002,valid\n\
             90000-0000000-2,Nasreen Bibi,female,,,,\n\
             9000000000003,,male,9000000000001,9000000000002,,\n",
        )
        .unwrap();
        let find = |number: u64| &people[&CitizenNumber::from_u64(number).unwrap()];
        assert_eq!(find(9_000_000_000_002).spouses, [find(9_000_000_000_001).number]);
        assert_eq!(find(9_000_000_000_002).children, [find(9_000_000_000_003).number]);
        assert_eq!(find(9_000_000_000_001).card, Some(CardState::Valid));
        assert_eq!((&find(9_000_000_000_003).name, find(9_000_000_000_003).birth_date), (&None, None));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_without_its_content() {
        for (text, place) in [
            ("number,sex\n9000000000001,manly\n", "line 2: sex"),
            ("number\n3520212345671\n", "line 2: number"),
            ("number\n9000000000001\n9000000000001\n", "line 3"),
        ] {
            let error = read_text(text).unwrap_err().to_string();
            assert!(
                error.contains(place) && !error.contains("manly") && !error.contains("000000"),
                "{error}"
            );
        }
    }
}
