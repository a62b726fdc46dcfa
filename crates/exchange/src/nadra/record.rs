//! The service's `citizen` as a record.

use crate::text::{date, each, number, personal, said, text, unreadable};
use jiff::civil::Date;
use registry::{
    citizen::{CardState, CitizenRecord},
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
};
use serde_json::Value;

/// Reads a `citizen`. `None` when it has no number, or a day of death that cannot be read: the dead would count as living.
/// Other fields that cannot be read count as not held.
pub(super) fn read(citizen: &Value, today: Date) -> Option<CitizenRecord> {
    Some(CitizenRecord {
        number: number(said(citizen, "citizen_number")?)?,
        name: text(citizen, "name").as_deref().and_then(personal),
        name_urdu: text(citizen, "name_urdu").as_deref().and_then(personal),
        sex: field(citizen, "gender", sex),
        birth_date: field(citizen, "birth_date", date),
        marital_status: field(citizen, "marital_status", MaritalStatus::from_code),
        disabled: said(citizen, "disabled").and_then(Value::as_bool),
        death_date: match text(citizen, "death_date") {
            Some(day) => Some(date(&day)?),
            None => None,
        },
        card: field(citizen, "card_state", card_state).or_else(|| run_out(citizen, today)),
        father: field(citizen, "father_number", |text| text.parse().ok()),
        mother: field(citizen, "mother_number", |text| text.parse().ok()),
        spouses: numbers(citizen, "spouse_numbers"),
        children: numbers(citizen, "children_numbers"),
    })
}

/// The state of a card by its name.
pub(crate) fn card_state(name: &str) -> Option<CardState> {
    Some(match name.to_lowercase().as_str() {
        "valid" => CardState::Valid,
        "expired" => CardState::Expired,
        "cancelled" | "canceled" => CardState::Cancelled,
        "blocked" => CardState::Blocked,
        "impounded" => CardState::Impounded,
        "deceased" => CardState::Deceased,
        _ => return None,
    })
}

fn sex(name: &str) -> Option<Sex> {
    Some(match name.to_lowercase().as_str() {
        "male" | "m" => Sex::Male,
        "female" | "f" => Sex::Female,
        "transgender" | "other" | "x" => Sex::Transgender,
        _ => return None,
    })
}

fn field<T>(citizen: &Value, name: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = text(citizen, name)?;
    let value = read(&text);
    if value.is_none() {
        unreadable("nadra", name);
    }
    value
}

/// A card whose last day is past has run out; of one whose last day is to come nothing is known.
fn run_out(citizen: &Value, today: Date) -> Option<CardState> {
    (field(citizen, "expiry_date", date)? < today).then_some(CardState::Expired)
}

fn numbers(citizen: &Value, name: &'static str) -> Vec<CitizenNumber> {
    let mut read = Vec::new();
    for value in said(citizen, name).map(each).unwrap_or_default() {
        match number(value) {
            Some(number) if !read.contains(&number) => read.push(number),
            Some(_) => {}
            None => unreadable("nadra", name),
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;
    use serde_json::json;

    const TODAY: Date = day(2027, 3, 1);

    #[test]
    fn a_full_record_is_read() {
        let record = read(
            &json!({
                "citizen_number": "91202-1234567-2", "name": " Fatima Bibi ", "name_urdu": "\u{202b}فاطمہ بی بی\u{202c}",
                "father_number": "9120212345671", "mother_number": "9120212345674", "spouse_numbers": ["9120212345673"],
                "children_numbers": ["9120212345675", "9120212345675", 9_120_212_345_676_u64], "gender": "female",
                "birth_date": "1980-05-01", "marital_status": "married", "disabled": false, "card_state": "blocked",
                "death_date": null, "expiry_date": "2020-01-01",
            }),
            TODAY,
        )
        .unwrap();
        assert_eq!(record.number.to_string(), "91202-1234567-2");
        assert_eq!(record.name.unwrap().reveal(), "Fatima Bibi");
        assert_eq!(record.name_urdu.unwrap().reveal(), "فاطمہ بی بی");
        assert_eq!((record.sex, record.birth_date), (Some(Sex::Female), Some(day(1980, 5, 1))));
        assert_eq!((record.marital_status, record.disabled), (Some(MaritalStatus::Married), Some(false)));
        assert_eq!((record.death_date, record.card), (None, Some(CardState::Blocked)));
        assert!(record.father.is_some() && record.mother.is_some());
        assert_eq!((record.spouses.len(), record.children.len()), (1, 2));
    }

    #[test]
    fn what_is_not_there_is_not_held_and_never_no() {
        let record =
            read(&json!({"citizen_number": "9120212345672", "disabled": null, "gender": "?"}), TODAY)
                .unwrap();
        assert_eq!((record.disabled, record.sex, record.card), (None, None, None));
        assert!(record.name.is_none() && record.spouses.is_empty());
    }

    #[test]
    fn a_card_past_its_last_day_has_run_out() {
        let with = |day: &str| {
            read(&json!({"citizen_number": "9120212345672", "expiry_date": day}), TODAY).unwrap().card
        };
        assert_eq!(with("2027-02-28"), Some(CardState::Expired));
        assert_eq!(with("2027-03-01"), None);
    }

    #[test]
    fn without_number_or_with_an_unreadable_day_of_death_there_is_no_record() {
        assert!(read(&json!({"name": "A"}), TODAY).is_none());
        assert!(read(&json!({"citizen_number": "9120212345672", "death_date": "spring"}), TODAY).is_none());
    }
}
