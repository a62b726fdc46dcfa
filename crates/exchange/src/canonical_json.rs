//! Canonical JSON (RFC 8785), the bytes that signatures are made over.

use serde_json::{Number, Value};

/// The canonical text of a value: keys in the order of their UTF-16 units, no spaces, numbers as ECMAScript prints them.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            list(out, ['{', '}'], fields, |(key, value), out| {
                // Displayed as JSON, a text is escaped as the canonical form wants it.
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(value, out);
            });
        }
        Value::Array(items) => list(out, ['[', ']'], items, write),
        Value::Number(number) => out.push_str(&ecmascript(number)),
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

fn list<T>(
    out: &mut String,
    [open, close]: [char; 2],
    items: impl IntoIterator<Item = T>,
    each: impl Fn(T, &mut String),
) {
    out.push(open);
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(close);
}

/// ECMAScript keeps numbers as doubles, writes whole ones without a fraction, and very large or small ones with an exponent.
fn ecmascript(number: &Number) -> String {
    let double = number.as_f64().unwrap_or_default();
    let size = double.abs();
    if double == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) {
        format!("{double}")
    } else {
        let text = format!("{double:e}");
        if size < 1.0 { text } else { text.replace('e', "e+") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_ordered_texts_escaped_and_spaces_gone() {
        let value = json!({"b": [1, null, true], "a": {"\u{e000}": "فاطمہ", "\u{1f600}": "a\"\\\n\u{1}/"}});
        let expected =
            "{\"a\":{\"\u{1f600}\":\"a\\\"\\\\\\n\\u0001/\",\"\u{e000}\":\"فاطمہ\"},\"b\":[1,null,true]}";
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn numbers_are_printed_as_ecmascript_does() {
        for (written, expected) in [
            ("1.0", "1"),
            ("-0.0", "0"),
            ("1e21", "1e+21"),
            ("123456789012345680000", "123456789012345680000"),
            ("0.000001", "0.000001"),
            ("1e-7", "1e-7"),
            ("1.5e-9", "1.5e-9"),
            ("4.50", "4.5"),
            ("333333333.33333329", "333333333.3333333"),
        ] {
            assert_eq!(canonical(&serde_json::from_str(written).unwrap()), expected, "{written}");
        }
    }
}
