//! People and events as DCI messages hold them.

use super::{
    super::{
        event::{Event, Kind},
        person::Person,
    },
    envelope::{envelope, header_of},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    citizen::CardState,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};
use serde_json::{Map, Value, json};

/// The notice of some events.
pub(in super::super) fn notice(id: &str, at: Timestamp, events: &[&Event]) -> Value {
    let told: Vec<Value> = events.iter().map(|event| notify_event(event, at)).collect();
    let header = header_of(id, "notify", told.len());
    envelope(header, json!({"transaction_id": format!("{id}-t"), "notify_event": told}))
}

fn notify_event(event: &Event, at: Timestamp) -> Value {
    let mut records: Vec<Value> = event.records.iter().map(|person| record(person, true)).collect();
    for told in records.iter_mut().filter_map(Value::as_object_mut) {
        told.insert("last_updated".to_owned(), json!(format!("{}T00:00:00Z", event.on)));
    }
    // The standard has one object here; a couple does not fit in one.
    let couple = matches!(event.kind, Kind::Marriage { .. } | Kind::Divorce { .. });
    let records = if couple { Value::Array(records) } else { records.into_iter().next().unwrap_or_default() };
    json!({
        "reference_id": event.reference,
        "timestamp": at.to_string(),
        "data": {
            "version": "1.0.0",
            "reg_type": "ns:org:RegistryType:Civil",
            "reg_event_type": event.kind.wire_name(),
            "reg_record_type": "CRVSPerson",
            "reg_records": records,
        },
        "locale": "eng",
    })
}

/// A person; without what only the civil register holds unless `whole`.
pub(super) fn record(person: &Person, whole: bool) -> Value {
    let mut record = Map::new();
    let mut set = |key: &str, value: Value| drop(record.insert(key.to_owned(), value));
    set("@type", json!(if whole { "CRVSPerson" } else { "IDPerson" }));
    set("identifier", json!([identifier(person.number)]));
    set("last_updated", json!("2026-01-01T00:00:00Z"));
    if let Some(name) = &person.name {
        set("name", name_parts(name));
    }
    if let Some(name) = &person.name_urdu {
        set("name_urdu", name_parts(name));
    }
    if let Some(sex) = person.sex {
        set("sex", json!(if sex == Sex::Transgender { "other" } else { sex.code() }));
    }
    if let Some(born) = person.birth_date {
        set("birth_date", json!(born.to_string()));
    }
    if let Some(disabled) = person.disabled {
        set("is_disabled", json!(disabled));
    }
    if let Some(card) = person.card {
        set("card_state", json!(card_code(card)));
    }
    for (key, parent) in [("parent1_identifier", person.father), ("parent2_identifier", person.mother)] {
        if let Some(parent) = parent {
            set(key, identifier(parent));
        }
    }
    let spouse = if person.is_woman() { "HUSB" } else { "WIFE" };
    let spouses = person.spouses.iter().map(|other| related(spouse, *other));
    let children = person.children.iter().map(|other| related("CHILD", *other));
    set("related_person", spouses.chain(children).collect());
    if whole {
        let days = |days: &[Date]| days.iter().map(|day| json!(day.to_string())).collect::<Value>();
        set("death_date", json!(person.death_date.map(|day| day.to_string()).unwrap_or_default()));
        set("marital_status", json!(person.marital_status.map(marital_code).unwrap_or_default()));
        set("marriage_date", days(&person.marriage_dates));
        set("divorce_date", days(&person.divorce_dates));
    }
    Value::Object(record)
}

fn identifier(number: CitizenNumber) -> Value {
    json!({"identifier_type": "UIN", "identifier_value": digits(number)})
}

fn related(relationship: &str, number: CitizenNumber) -> Value {
    json!({"relationship_type": relationship, "related_member": {"identifier": [identifier(number)]}})
}

/// Thirteen digits.
pub(in super::super) fn digits(number: CitizenNumber) -> String {
    format!("{:013}", number.as_u64())
}

/// Given names first, the last part as surname.
fn name_parts(name: &Personal) -> Value {
    let parts: Vec<&str> = name.reveal().split(' ').collect();
    match parts.as_slice() {
        [given, second @ .., surname] => {
            json!({"given_name": given, "second_name": second.join(" "), "surname": surname})
        }
        _ => json!({"given_name": name.reveal(), "second_name": "", "surname": ""}),
    }
}

/// A code of the standard; there is none for a couple before the bride has moved.
fn marital_code(status: MaritalStatus) -> &'static str {
    match status {
        MaritalStatus::NeverMarried => "S",
        MaritalStatus::Married => "M",
        MaritalStatus::Widowed => "W",
        MaritalStatus::Divorced => "D",
        MaritalStatus::Separated => "L",
        MaritalStatus::Nikah => "U",
    }
}

/// The state of a card by its name.
pub(in super::super) fn card_code(card: CardState) -> &'static str {
    match card {
        CardState::Valid => "valid",
        CardState::Expired => "expired",
        CardState::Cancelled => "cancelled",
        CardState::Blocked => "blocked",
        CardState::Impounded => "impounded",
        CardState::Deceased => "deceased",
    }
}
