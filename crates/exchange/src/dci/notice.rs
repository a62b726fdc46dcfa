//! Notices of births, deaths, marriages and divorces as life events.

use super::record::{self, last_date};
use crate::{
    citizen_registry::NoticeError,
    text::{date, each, said, text},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    citizen::{CitizenRecord, LifeEvent, LifeEventKind},
    code_lists::Sex,
    identity::CitizenNumber,
};
use serde_json::Value;

/// Reads a notice's envelope, whose signature has been looked at. Errors name the place and never what stands in it.
pub(super) fn read(envelope: &Value, received: Timestamp) -> Result<Vec<LifeEvent>, NoticeError> {
    let sender = said(envelope, "header").and_then(|header| text(header, "sender_id"));
    let source = sender.map_or("dci".to_owned(), |sender| format!("dci:{sender}"));
    let events = envelope.pointer("/message/notify_event").and_then(Value::as_array);
    let events = events.ok_or_else(|| NoticeError("`message.notify_event` is missing".to_owned()))?;
    let mut read = Vec::with_capacity(events.len());
    for (place, event) in events.iter().enumerate() {
        let outcome = read_event(event, &source, received);
        read.extend(outcome.map_err(|why| NoticeError(format!("`message.notify_event[{place}]`: {why}")))?);
    }
    Ok(read)
}

/// One event; none where it is of a kind that no household is changed by.
fn read_event(event: &Value, source: &str, received: Timestamp) -> Result<Option<LifeEvent>, &'static str> {
    let reference = text(event, "reference_id").ok_or("`reference_id` is missing")?;
    let data = said(event, "data").ok_or("`data` is missing")?;
    let kind = text(data, "reg_event_type").ok_or("`data.reg_event_type` is missing")?;
    let persons: Vec<&Value> = said(data, "reg_records").map(each).unwrap_or_default().iter().collect();
    let (on, kind) = match plain_letters(&kind).as_str() {
        "livebirth" | "birth" => birth(&persons)?,
        "death" => death(&persons)?,
        "deathreversal" | "deathreversed" => reversal(&persons, event)?,
        "marriage" => couple(&persons, "marriage_date")
            .map(|(on, husband, wife)| (on, LifeEventKind::Marriage { husband, wife }))?,
        "divorce" => couple(&persons, "divorce_date")
            .map(|(on, husband, wife)| (on, LifeEventKind::Divorce { husband, wife }))?,
        "fetaldeath" | "adoption" | "register" | "update" | "deregister" => {
            tracing::warn!(
                source,
                "a notice tells of a kind of event that was not subscribed to; nothing is done with it"
            );
            return Ok(None);
        }
        _ => return Err("`data.reg_event_type` is none that was subscribed to"),
    };
    Ok(Some(LifeEvent { source: source.to_owned(), reference, on, received, kind }))
}

fn birth(persons: &[&Value]) -> Result<(Date, LifeEventKind), &'static str> {
    let child = read_person(single(persons)?)?;
    let on = child.birth_date.ok_or("`birth_date` is missing or no date")?;
    Ok((on, LifeEventKind::Birth { child: Box::new(child) }))
}

fn death(persons: &[&Value]) -> Result<(Date, LifeEventKind), &'static str> {
    let person = read_person(single(persons)?)?;
    let on = person.death_date.ok_or("`death_date` is missing")?;
    Ok((on, LifeEventKind::Death { person: person.number }))
}

fn reversal(persons: &[&Value], event: &Value) -> Result<(Date, LifeEventKind), &'static str> {
    let person = single(persons)?;
    let day = text(person, "last_updated").or_else(|| text(event, "timestamp"));
    let on = day.as_deref().and_then(date).ok_or("`last_updated` and `timestamp` are missing or no dates")?;
    Ok((on, LifeEventKind::DeathReversed { person: read_person(person)?.number }))
}

/// Day, husband and wife: two records, or one and its only spouse.
fn couple(
    persons: &[&Value],
    day: &'static str,
) -> Result<(Date, CitizenNumber, CitizenNumber), &'static str> {
    let day_of =
        |person: &&Value| last_date(person, day).map_err(|()| "`marriage_date` or `divorce_date` is no date");
    let days = persons.iter().map(day_of).collect::<Result<Vec<_>, _>>()?;
    let on = days.into_iter().flatten().max().ok_or("`marriage_date` or `divorce_date` is missing")?;
    let records = persons.iter().map(|person| read_person(person)).collect::<Result<Vec<_>, _>>()?;
    let (first, second) = match records.as_slice() {
        [one, other] if one.number != other.number => ((one.number, one.sex), (other.number, other.sex)),
        [one] => match one.spouses.as_slice() {
            [spouse] => ((one.number, one.sex), (*spouse, None)),
            _ => return Err("the record does not name exactly one spouse"),
        },
        _ => return Err("`data.reg_records` does not name two people"),
    };
    let [husband, wife] = husband_first(first, second);
    Ok((on, husband, wife))
}

type Partner = (CitizenNumber, Option<Sex>);

/// By sex where one of them is stated as male or female, else by the last digit of the first number.
fn husband_first(first: Partner, second: Partner) -> [CitizenNumber; 2] {
    let first_is_wife = match (first.1, second.1) {
        (Some(Sex::Male), _) => false,
        (Some(Sex::Female), _) | (_, Some(Sex::Male)) => true,
        (_, Some(Sex::Female)) => false,
        _ => first.0.sex() == Sex::Female,
    };
    if first_is_wife { [second.0, first.0] } else { [first.0, second.0] }
}

fn single<'a>(persons: &[&'a Value]) -> Result<&'a Value, &'static str> {
    match persons {
        [person] => Ok(person),
        _ => Err("`data.reg_records` does not hold exactly one person"),
    }
}

fn read_person(person: &Value) -> Result<CitizenRecord, &'static str> {
    record::read(person).map_err(|field| match field {
        "death_date" => "`death_date` is no date",
        _ => "the record does not have exactly one citizen number",
    })
}

/// `LiveBirth`, `LIVE_BIRTH` and `live-birth` are one.
fn plain_letters(kind: &str) -> String {
    let name = kind.rsplit(':').next().unwrap_or(kind);
    name.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;
    use serde_json::json;

    const HUSBAND: &str = "9120212345671";
    const WIFE: &str = "9120212345672";

    fn person(number: &str, more: Value) -> Value {
        let mut person = json!({"identifier": [{"identifier_type": "UIN", "identifier_value": number}]});
        let Value::Object(more) = more else { panic!("fields") };
        person.as_object_mut().unwrap().extend(more);
        person
    }

    fn notice(kind: &str, records: Value) -> Value {
        let mut data = json!({"reg_event_type": kind});
        data["reg_records"] = records;
        let event = json!({"reference_id": "e-1", "timestamp": "2027-03-02T20:00:00Z", "data": data});
        json!({"header": {"sender_id": "crvs.example"}, "message": {"notify_event": [event]}})
    }

    fn one(kind: &str, records: Value) -> Result<LifeEvent, NoticeError> {
        read(&notice(kind, records), Timestamp::UNIX_EPOCH).map(|events| events.into_iter().next().unwrap())
    }

    fn number(text: &str) -> CitizenNumber {
        text.parse().unwrap()
    }

    #[test]
    fn births_bring_the_child_with_its_parents() {
        let child = person(
            "9120212345675",
            json!({
                "birth_date": "2027-02-01", "parent1_identifier": HUSBAND, "parent2_identifier": WIFE,
            }),
        );
        for (kind, records) in
            [("LiveBirth", child.clone()), ("LIVE_BIRTH", json!([child])), ("BIRTH", child.clone())]
        {
            let event = one(kind, records).unwrap();
            assert_eq!((event.source.as_str(), event.reference.as_str()), ("dci:crvs.example", "e-1"));
            assert_eq!(event.on, day(2027, 2, 1));
            let LifeEventKind::Birth { child } = event.kind else { panic!("a birth") };
            assert_eq!((child.father, child.mother), (Some(number(HUSBAND)), Some(number(WIFE))));
        }
    }

    #[test]
    fn deaths_and_their_reversal_name_the_person_and_the_day() {
        let event = one("Death", person(WIFE, json!({"death_date": "2027-02-01"}))).unwrap();
        assert_eq!((event.on, event.kind), (day(2027, 2, 1), LifeEventKind::Death { person: number(WIFE) }));
        let event = one("DeathReversal", person(WIFE, json!({}))).unwrap();
        assert_eq!(
            (event.on, event.kind),
            (day(2027, 3, 3), LifeEventKind::DeathReversed { person: number(WIFE) })
        );
    }

    #[test]
    fn couples_come_as_two_records_or_one_with_a_spouse() {
        let married = json!({"marriage_date": ["2010-01-01", "2027-02-01"]});
        let spouse = json!({
            "marriage_date": "2027-02-01", "sex": "female",
            "related_person": [{"relationship_type": "HUSB", "related_member": {"identifier": HUSBAND}}],
        });
        for records in [
            json!([person(WIFE, married.clone()), person(HUSBAND, json!({}))]),
            json!([person(HUSBAND, married), person(WIFE, json!({"marriage_date": "2010-01-01"}))]),
            person(WIFE, spouse),
        ] {
            let event = one("Marriage", records).unwrap();
            assert_eq!(event.on, day(2027, 2, 1));
            assert_eq!(event.kind, LifeEventKind::Marriage { husband: number(HUSBAND), wife: number(WIFE) });
        }
        let divorced =
            json!([person(WIFE, json!({"divorce_date": "2027-02-01"})), person(HUSBAND, json!({}))]);
        assert!(matches!(one("Divorce", divorced).unwrap().kind, LifeEventKind::Divorce { .. }));
    }

    #[test]
    fn the_sex_on_the_card_goes_before_the_last_digit() {
        let records = json!([
            person(HUSBAND, json!({"sex": "female", "marriage_date": "2027-02-01"})),
            person(WIFE, json!({}))
        ]);
        let event = one("Marriage", records).unwrap();
        assert_eq!(event.kind, LifeEventKind::Marriage { husband: number(WIFE), wife: number(HUSBAND) });
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place_and_nothing_of_the_person() {
        for (kind, records) in [
            ("Death", person(WIFE, json!({}))),
            ("Death", person(WIFE, json!({"death_date": "spring of 9120212345672"}))),
            ("Death", json!([])),
            ("LiveBirth", person(WIFE, json!({"birth_date": "?"}))),
            ("Marriage", person(WIFE, json!({"marriage_date": "2027-02-01"}))),
            (
                "Marriage",
                json!([person(WIFE, json!({"marriage_date": "2027-02-01"})), person(WIFE, json!({}))]),
            ),
            ("Eclipse", person(WIFE, json!({}))),
        ] {
            let error = one(kind, records).unwrap_err().to_string();
            assert!(error.contains("message.notify_event[0]") && !error.contains("91202"), "{error}");
        }
        assert!(read(&json!({"message": {}}), Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn kinds_that_change_no_household_are_passed_over() {
        let events = read(&notice("FetalDeath", json!({})), Timestamp::UNIX_EPOCH).unwrap();
        assert!(events.is_empty());
    }
}
