//! Persons of the standard (IDPerson, CRVSPerson) as records of the citizen registry.

use crate::{
    nadra::card_state,
    text::{date, each, is_urdu, number, personal, plain, said, text, unreadable},
};
use jiff::civil::Date;
use registry::{
    citizen::CitizenRecord,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde_json::Value;

/// Kinds of identifier that are the citizen number. Birth, death and marriage registrations have numbers of their own.
const NUMBER_TYPES: [&str; 10] =
    ["UIN", "CNIC", "NICOP", "POC", "BFORM", "B-FORM", "CRC", "NID", "NATIONAL_ID", "PK:CNIC"];
/// Relationships of the standard's list that make a husband or wife, or a child; the list has two spellings of adoption.
const SPOUSES: [&str; 4] = ["SPS", "HUSB", "WIFE", "PRIMSPOUS"];
const CHILDREN: [&str; 10] =
    ["CHILD", "SON", "DAU", "NCHILD", "SONC", "DAUC", "CHILDADOPT", "CHLDADOPT", "SONADOPT", "DAUADOPT"];
/// Parts of a name in the order in which they are said, each by its names in different releases.
const PARTS: [&[&str]; 3] = [
    &["given_name", "first_name"],
    &["second_name", "middle_name"],
    &["surname", "last_name", "family_name"],
];
const FATHERS: [&str; 2] = ["FTH", "NFTH"];
const MOTHERS: [&str; 2] = ["MTH", "NMTH"];

/// Reads a person. Fields other than the number and the day of death count as not held when they cannot be read.
///
/// # Errors
/// The name of the field that makes the whole record useless: no number or several, or a day of death that cannot be
/// read, by which the dead would count as living.
pub(super) fn read(person: &Value) -> Result<CitizenRecord, &'static str> {
    let (name, name_urdu) = names(person);
    let [father, mother] = parents(person);
    Ok(CitizenRecord {
        number: own_number(person).ok_or("identifier")?,
        name,
        name_urdu,
        sex: field(person, "sex", sex),
        birth_date: field(person, "birth_date", date),
        marital_status: text(person, "marital_status").and_then(|code| marital_status(&code)),
        disabled: said(person, "is_disabled").and_then(Value::as_bool),
        death_date: last_date(person, "death_date").map_err(|()| "death_date")?,
        card: field(person, "card_state", card_state),
        father: father.or_else(|| related(person, &FATHERS).first().copied()),
        mother: mother.or_else(|| related(person, &MOTHERS).first().copied()),
        spouses: related(person, &SPOUSES),
        children: related(person, &CHILDREN),
    })
}

/// Whether the record says what civil registration says, if only that there is nothing to say.
pub(super) fn has_civil_facts(person: &Value) -> bool {
    person.get("marital_status").is_some() && person.get("death_date").is_some()
}

/// The ID register's record with what only civil registration knows. Civil registration has the last word on death, marriage and
/// parents, which it registers.
pub(super) fn completed(id: CitizenRecord, civil: CitizenRecord) -> CitizenRecord {
    CitizenRecord {
        number: id.number,
        name: id.name.or(civil.name),
        name_urdu: id.name_urdu.or(civil.name_urdu),
        sex: id.sex.or(civil.sex),
        birth_date: id.birth_date.or(civil.birth_date),
        marital_status: civil.marital_status.or(id.marital_status),
        disabled: id.disabled.or(civil.disabled),
        death_date: civil.death_date.or(id.death_date),
        card: id.card.or(civil.card),
        father: civil.father.or(id.father),
        mother: civil.mother.or(id.mother),
        spouses: union(id.spouses, civil.spouses),
        children: union(id.children, civil.children),
    }
}

/// The latest date of a field that may be a list; an error when one of them cannot be read.
pub(super) fn last_date(person: &Value, name: &str) -> Result<Option<Date>, ()> {
    let mut last = None;
    for value in said(person, name).map(each).unwrap_or_default() {
        match plain(value) {
            Some(text) => last = last.max(Some(date(&text).ok_or(())?)),
            None if value.is_null() || value.as_str().is_some() => {}
            None => return Err(()),
        }
    }
    Ok(last)
}

fn field<T>(person: &Value, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text(person, name)?;
    let value = read(&text);
    // The standard's own way to say that it is not known.
    if value.is_none() && !text.eq_ignore_ascii_case("unknown") {
        unreadable("dci", name);
    }
    value
}

/// The one citizen number of a person.
fn own_number(person: &Value) -> Option<CitizenNumber> {
    match numbers(said(person, "identifier")?).as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// The different citizen numbers among identifiers, which come as list, object or text.
fn numbers(identifiers: &Value) -> Vec<CitizenNumber> {
    let read = |identifier: &Value| match identifier {
        Value::Object(_) => {
            let kind = text(identifier, "identifier_type").unwrap_or_default().to_uppercase();
            let counts = kind.is_empty() || NUMBER_TYPES.contains(&kind.as_str());
            counts.then(|| identifier.get("identifier_value").and_then(number)).flatten()
        }
        other => number(other),
    };
    union(Vec::new(), each(identifiers).iter().filter_map(read).collect())
}

/// Father and mother: parent 1 and parent 2, unless the last digits say that it is the other way about.
fn parents(person: &Value) -> [Option<CitizenNumber>; 2] {
    let parent = |name| said(person, name).and_then(|value| numbers(value).first().copied());
    let parents = [parent("parent1_identifier"), parent("parent2_identifier")];
    let sexes = parents.map(|number| number.map(CitizenNumber::sex));
    let swapped = !matches!(sexes, [Some(Sex::Male), _] | [_, Some(Sex::Female)]);
    let [first, second] = parents;
    if swapped { [second, first] } else { [first, second] }
}

/// Numbers of those related in one of these ways.
fn related(person: &Value, ways: &[&str]) -> Vec<CitizenNumber> {
    let mut found = Vec::new();
    for relation in said(person, "related_person").map(each).unwrap_or_default() {
        let way = text(relation, "relationship_type").unwrap_or_default().to_uppercase();
        if !ways.contains(&way.as_str()) {
            continue;
        }
        let other = ["related_member", "related_person"]
            .iter()
            .find_map(|name| said(relation, name))
            .unwrap_or(relation);
        let identifier = said(other, "identifier").unwrap_or(other);
        match numbers(identifier).as_slice() {
            [only] => found.push(*only),
            _ => unreadable("dci", "related_person"),
        }
    }
    union(Vec::new(), found)
}

fn union(mut all: Vec<CitizenNumber>, more: Vec<CitizenNumber>) -> Vec<CitizenNumber> {
    for number in more {
        if !all.contains(&number) {
            all.push(number);
        }
    }
    all
}

/// The name in Roman letters and the one in Urdu; the script decides, wherever they stand.
fn names(person: &Value) -> (Option<Personal>, Option<Personal>) {
    let written = ["name", "name_urdu"].iter().filter_map(|key| said(person, key)).flat_map(each);
    let (urdu, roman): (Vec<_>, Vec<_>) = written.filter_map(full_name).partition(|name| is_urdu(name));
    let first = |names: Vec<String>| names.first().and_then(|name| personal(name));
    (first(roman), first(urdu))
}

/// The parts of a name in the order in which they are said; titles are left out.
fn full_name(name: &Value) -> Option<String> {
    if let Value::String(name) = name {
        return Some(name.clone());
    }
    let part = |keys: &&[&str]| keys.iter().find_map(|key| text(name, key));
    let parts: Vec<_> = PARTS.iter().filter_map(part).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn sex(code: &str) -> Option<Sex> {
    Some(match code.to_lowercase().as_str() {
        "male" | "m" => Sex::Male,
        "female" | "f" => Sex::Female,
        // The third gender of the card.
        "other" | "transgender" | "x" => Sex::Transgender,
        _ => return None,
    })
}

/// The standard's codes, or their words. A (annulled) and U (not married, history unknown) fit nothing on our list.
fn marital_status(code: &str) -> Option<MaritalStatus> {
    Some(match code.to_lowercase().as_str() {
        "s" | "single" | "never_married" => MaritalStatus::NeverMarried,
        "m" | "married" => MaritalStatus::Married,
        "w" | "widow" | "widowed" => MaritalStatus::Widowed,
        "d" | "divorced" => MaritalStatus::Divorced,
        "l" | "separated" => MaritalStatus::Separated,
        "a" | "u" | "annulled" | "unmarried" => return None,
        _ => {
            unreadable("dci", "marital_status");
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;
    use registry::citizen::CardState;
    use serde_json::json;
    use std::path::Path;

    fn person(more: Value) -> Value {
        let mut person =
            json!({"identifier": [{"identifier_type": "UIN", "identifier_value": "9120212345672"}]});
        let Value::Object(more) = more else { panic!("fields") };
        person.as_object_mut().unwrap().extend(more);
        person
    }

    fn uin(value: &str) -> Value {
        json!({"identifier_type": "UIN", "identifier_value": value})
    }

    #[test]
    fn a_full_person_is_read() {
        let record = read(&person(json!({
            "name": {"given_name": "Fatima", "second_name": "", "surname": "Bibi", "prefix": "Dr."},
            "name_urdu": {"given_name": "\u{202b}فاطمہ", "surname": "بی بی\u{202c}"},
            "sex": "female", "birth_date": "1980-05-01T00:00:00", "death_date": "", "marital_status": "W",
            "is_disabled": true, "card_state": "expired",
            "parent1_identifier": uin("9120212345671"), "parent2_identifier": [uin("9120212345674")],
            "related_person": [
                {"relationship_type": "HUSB", "related_member": {"identifier": [uin("9120212345673")]}},
                {"relationship_type": "SON", "related_member": uin("9120212345675")},
                {"relationship_type": "SIS", "related_member": uin("9120212345678")},
            ],
        })))
        .unwrap();
        assert_eq!(record.name.unwrap().reveal(), "Fatima Bibi");
        assert_eq!(record.name_urdu.unwrap().reveal(), "فاطمہ بی بی");
        assert_eq!((record.sex, record.birth_date), (Some(Sex::Female), Some(day(1980, 5, 1))));
        assert_eq!((record.marital_status, record.disabled), (Some(MaritalStatus::Widowed), Some(true)));
        assert_eq!((record.death_date, record.card), (None, Some(CardState::Expired)));
        assert_eq!(record.father.unwrap().as_u64() % 10, 1);
        assert_eq!(record.mother.unwrap().as_u64() % 10, 4);
        assert_eq!((record.spouses.len(), record.children.len()), (1, 1));
    }

    #[test]
    fn names_are_told_apart_by_their_script() {
        for written in [
            json!({"name": [{"given_name": "فاطمہ"}, {"given_name": "Fatima"}]}),
            json!({"name": "Fatima", "name_urdu": "فاطمہ"}),
            json!({"name": "فاطمہ", "name_urdu": "Fatima"}),
        ] {
            let record = read(&person(written)).unwrap();
            assert_eq!(record.name.unwrap().reveal(), "Fatima");
            assert_eq!(record.name_urdu.unwrap().reveal(), "فاطمہ");
        }
    }

    #[test]
    fn parents_in_the_other_order_are_put_right_by_their_digits() {
        let of = |fields| {
            let record = read(&person(fields)).unwrap();
            [record.father, record.mother].map(|number| number.map(|number| number.as_u64() % 10))
        };
        let (one, four) = (uin("9120212345671"), uin("9120212345674"));
        assert_eq!(of(json!({"parent1_identifier": four, "parent2_identifier": one})), [Some(1), Some(4)]);
        assert_eq!(of(json!({"parent1_identifier": four})), [None, Some(4)]);
        assert_eq!(of(json!({"parent2_identifier": one})), [Some(1), None]);
        assert_eq!(of(json!({"parent1_identifier": one, "parent2_identifier": one})), [Some(1), Some(1)]);
    }

    #[test]
    fn without_one_number_or_with_an_unreadable_day_of_death_there_is_no_record() {
        assert_eq!(read(&json!({"name": "A"})), Err("identifier"));
        let two = json!({"identifier": [uin("9120212345672"), uin("9120212345673")]});
        assert_eq!(read(&two), Err("identifier"));
        assert_eq!(read(&person(json!({"death_date": "spring"}))), Err("death_date"));
        let registration =
            json!({"identifier": [{"identifier_type": "DRN", "identifier_value": "9120212345672"}]});
        assert_eq!(read(&registration), Err("identifier"));
    }

    #[test]
    fn civil_registration_completes_the_card() {
        let id = read(&person(json!({"name": "Fatima", "card_state": "valid", "birth_date": "1980-05-01"})))
            .unwrap();
        let civil =
            read(&person(json!({"name": "Fatma", "death_date": "2026-01-02", "marital_status": "W"})))
                .unwrap();
        let both = completed(id, civil);
        assert_eq!(both.name.unwrap().reveal(), "Fatima");
        assert_eq!((both.card, both.death_date), (Some(CardState::Valid), Some(day(2026, 1, 2))));
        assert_eq!(both.marital_status, Some(MaritalStatus::Widowed));
    }

    /// The samples released with the standard do not fit its own definitions: empty texts for objects and numbers, one
    /// object for lists, dates with times.
    #[test]
    fn released_samples_are_read_tolerantly() {
        let folder = "../../../shared/standards/dci-examples/spdci-release-samples/crvs";
        let Ok(folder) = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) else {
            eprintln!("skipped: the released samples are not here");
            return;
        };
        let answers = folder
            .map(|file| file.unwrap().path())
            .filter(|path| path.to_string_lossy().ends_with("res.json"));
        let mut count = 0;
        for answer in answers {
            let text = std::fs::read_to_string(&answer).unwrap().replace("847951632", "9120212345672");
            let answer: Value = serde_json::from_str(&text).unwrap();
            for person in answer["message"]["search_response"][0]["data"]["reg_records"].as_array().unwrap() {
                let record = read(person).unwrap();
                assert_eq!((record.sex, record.birth_date), (Some(Sex::Female), Some(day(1995, 9, 21))));
                assert_eq!((record.death_date, record.name.unwrap().reveal()), (None, "Sudarat Phumchai"));
                assert!(has_civil_facts(person));
                count += 1;
            }
        }
        assert!(count > 0);
    }
}
