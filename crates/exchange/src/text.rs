//! Values of others' JSON, read tolerantly: what is absent, null or empty is not there.

use jiff::{Timestamp, civil::Date, civil::DateTime};
use registry::{clock::date_in_pakistan, identity::CitizenNumber, personal::Personal};
use serde_json::Value;

/// A value that says something: not null, not an empty text, list or object.
pub(crate) fn said<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    })
}

/// A text that says something, trimmed; numbers count as their text.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    said(object, key).and_then(plain)
}

/// The text of a value that is one.
pub(crate) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The items of a list, or the value itself.
pub(crate) fn each(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// A civil date: `1995-09-21`, `1995-09-21T11:20:00`, or an instant with its zone, which counts by the clocks of Pakistan.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(date_in_pakistan(instant));
    }
    if text.len() > 10 { text.parse::<DateTime>().ok().map(DateTime::date) } else { text.parse().ok() }
}

/// A citizen number, as text or number.
pub(crate) fn number(value: &Value) -> Option<CitizenNumber> {
    plain(value)?.parse().ok()
}

/// A name or other text about a person, without the invisible marks of direction that come with Urdu texts.
pub(crate) fn personal(text: &str) -> Option<Personal> {
    let visible: String = text.chars().filter(|character| !is_direction_mark(*character)).collect();
    Personal::new(&visible.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a text is written in Arabic letters.
pub(crate) fn is_urdu(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character, '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
    })
}

/// Says in the log that a field cannot be read, without what stands in it.
pub(crate) fn unreadable(source: &'static str, field: &'static str) {
    tracing::warn!(
        source,
        field,
        "a field of the citizen registry's answer cannot be read and counts as not held"
    );
}

fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn dates_come_in_three_forms() {
        assert_eq!(date("1995-09-21"), Some(day(1995, 9, 21)));
        assert_eq!(date("1995-09-21T11:20:00"), Some(day(1995, 9, 21)));
        assert_eq!(date("1995-09-20T19:00:00Z"), Some(day(1995, 9, 21)), "midnight in Pakistan");
        assert_eq!(date("21/09/1995"), None);
        assert_eq!(date("1995-13-21"), None);
    }

    #[test]
    fn marks_of_direction_are_gone_from_names() {
        assert_eq!(personal("\u{202b}فاطمہ  بی بی\u{202c}").unwrap().reveal(), "فاطمہ بی بی");
        assert_eq!(personal("\u{200f} "), None);
        assert!(is_urdu("فاطمہ") && !is_urdu("Fatima"));
    }
}
