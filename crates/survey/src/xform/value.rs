//! Values of expressions and how JavaRosa turns one kind into another.

use std::borrow::Cow;

use super::dates::{DAY_MILLISECONDS, format_date_only};

/// What an expression gives. A moment is in milliseconds of local time, see [`super::dates`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Number(f64),
    Text(Cow<'a, str>),
    Boolean(bool),
    Moment(i64),
}

/// JavaRosa takes numbers this close for the same.
const CLOSE: f64 = 1.0e-12;

impl<'a> Value<'a> {
    pub(super) const EMPTY: Value<'static> = Value::Text(Cow::Borrowed(""));

    pub(super) fn text(text: &'a str) -> Value<'a> {
        Value::Text(Cow::Borrowed(text))
    }

    /// Nothing was answered: empty text or not a number.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Number(number) => number.is_nan(),
            Value::Boolean(_) | Value::Moment(_) => false,
        }
    }

    pub(super) fn to_boolean(&self) -> bool {
        match self {
            Value::Boolean(boolean) => *boolean,
            Value::Number(number) => number.abs() > CLOSE && !number.is_nan(),
            Value::Text(text) => !text.is_empty(),
            Value::Moment(_) => true,
        }
    }

    /// As a number; a moment is its day since 1970-01-01.
    pub(super) fn to_number(&self) -> f64 {
        match self {
            Value::Number(number) => *number,
            Value::Boolean(boolean) => f64::from(u8::from(*boolean)),
            Value::Text(text) => parse_number(text),
            Value::Moment(milliseconds) => milliseconds.div_euclid(DAY_MILLISECONDS) as f64,
        }
    }

    /// As a number; a moment keeps its part of the day.
    pub(super) fn to_fractional_number(&self) -> f64 {
        match self {
            Value::Moment(milliseconds) => *milliseconds as f64 / DAY_MILLISECONDS as f64,
            other => other.to_number(),
        }
    }

    /// As a number without its fraction.
    pub(super) fn to_whole(&self) -> f64 {
        self.to_number().trunc()
    }

    /// As an index: not a number is 0, and what does not fit is cut to what does.
    pub(super) fn to_index(&self) -> i64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "Java's conversion to int saturates, as this does"
        )]
        let index = self.to_whole() as i64;
        index
    }

    pub(super) fn into_text(self) -> Cow<'a, str> {
        match self {
            Value::Text(text) => text,
            Value::Number(number) => Cow::Owned(format_number(number)),
            Value::Boolean(true) => Cow::Borrowed("true"),
            Value::Boolean(false) => Cow::Borrowed("false"),
            Value::Moment(milliseconds) => Cow::Owned(format_date_only(milliseconds)),
        }
    }

    /// `=`: as booleans if either is one, else as numbers if either is one, else as text.
    pub(super) fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Boolean(_), _) | (_, Value::Boolean(_)) => self.to_boolean() == other.to_boolean(),
            (Value::Number(_), _) | (_, Value::Number(_)) => {
                (self.to_number() - other.to_number()).abs() < CLOSE
            }
            (Value::Text(left), Value::Text(right)) => left == right,
            (Value::Moment(left), Value::Moment(right)) => {
                left.div_euclid(DAY_MILLISECONDS) == right.div_euclid(DAY_MILLISECONDS)
            }
            (Value::Moment(moment), Value::Text(text)) | (Value::Text(text), Value::Moment(moment)) => {
                *text == format_date_only(*moment)
            }
        }
    }

    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Number(number) => Value::Number(number),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Boolean(boolean) => Value::Boolean(boolean),
            Value::Moment(milliseconds) => Value::Moment(milliseconds),
        }
    }
}

/// A text as a number: digits, point and minus only, no exponent; a comma counts as a point.
fn parse_number(text: &str) -> f64 {
    let text = text.trim();
    let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'-' | b'.');
    if text.bytes().all(plain) {
        return text.parse().unwrap_or(f64::NAN);
    }
    if text.bytes().all(|byte| plain(byte) || byte == b',') {
        return text.replace(',', ".").parse().unwrap_or(f64::NAN);
    }
    f64::NAN
}

/// A number as text, digit for digit as Java writes it: whole numbers of 32 bits plainly, others as decimal
/// fractions, and from ten million or below a thousandth with an exponent.
pub(super) fn format_number(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.abs() < CLOSE {
        return "0".to_owned();
    }
    if number.is_infinite() {
        return if number < 0.0 { "-Infinity" } else { "Infinity" }.to_owned();
    }
    #[expect(clippy::cast_possible_truncation, reason = "Java's conversion to int saturates, as this does")]
    let whole = number as i32;
    if (number - f64::from(whole)).abs() < CLOSE {
        return whole.to_string();
    }
    if (1.0e-3..1.0e7).contains(&number.abs()) {
        return with_fraction(number.to_string());
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    format!("{}E{exponent}", with_fraction(digits.to_owned()))
}

fn with_fraction(digits: String) -> String {
    if digits.contains('.') { digits } else { format!("{digits}.0") }
}

/// `round()`: halves go up, towards positive infinity; with negative places JavaRosa cuts after adding a half.
pub(super) fn round(number: f64, places: i64) -> f64 {
    if number.is_nan() || number.is_infinite() {
        return number;
    }
    if !(-30..=30).contains(&places) {
        return f64::NAN;
    }
    if places < 0 {
        let scale = 10_f64.powi(i32::try_from(-places).unwrap_or(0));
        return (number / scale + 0.5).trunc() * scale;
    }
    round_decimal(number, usize::try_from(places).unwrap_or(0))
}

/// Rounds the shortest decimal writing of the number, not its binary value: 2.675 gives 2.68.
fn round_decimal(number: f64, places: usize) -> f64 {
    let written = number.abs().to_string();
    let Some((whole, fraction)) = written.split_once('.') else { return number };
    let Some(rest) = fraction.get(places..).filter(|rest| !rest.is_empty()) else { return number };
    let kept = fraction.get(..places).unwrap_or_default();
    let first_dropped = rest.as_bytes().first().copied().unwrap_or(b'0');
    let exactly_half = first_dropped == b'5' && rest.bytes().skip(1).all(|byte| byte == b'0');
    let away = first_dropped >= b'5' && (number > 0.0 || !exactly_half);
    let mut digits: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    if away {
        increment(&mut digits);
    }
    let point = digits.len() - places;
    let whole = String::from_utf8_lossy(digits.get(..point).unwrap_or_default());
    let kept = String::from_utf8_lossy(digits.get(point..).unwrap_or_default());
    let rounded: f64 = format!("{whole}.{kept}0").parse().unwrap_or(f64::NAN);
    if number < 0.0 { -rounded } else { rounded }
}

/// Adds one to the last of decimal digits.
fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_java_writes_them() {
        let cases = [
            (1.0, "1"),
            (-0.0, "0"),
            (1.0 / 3.0, "0.3333333333333333"),
            (0.1 + 0.2, "0.30000000000000004"),
            (10_000_000.5, "1.00000005E7"),
            (9_999_999.5, "9999999.5"),
            (2_147_483_647.0, "2147483647"),
            (2_147_483_648.0, "2.147483648E9"),
            (9_000_000_000_001.0, "9.000000000001E12"),
            (3.0e9, "3.0E9"),
            (1.0e20, "1.0E20"),
            (0.0001, "1.0E-4"),
            (0.001, "0.001"),
            (100.25, "100.25"),
            (f64::INFINITY, "Infinity"),
            (f64::NAN, "NaN"),
        ];
        for (number, text) in cases {
            assert_eq!(format_number(number), text);
        }
    }

    #[test]
    fn rounding_follows_javarosa() {
        let cases = [
            (2.5, 0, 3.0),
            (-2.5, 0, -2.0),
            (-1.5, 0, -1.0),
            (-0.5, 0, 0.0),
            (2.45, 1, 2.5),
            (2.675, 2, 2.68),
            (-2.675, 2, -2.67),
            (-2.676, 2, -2.68),
            (1.005, 2, 1.01),
            (0.005, 2, 0.01),
            (9.999, 2, 10.0),
            (999.5, 0, 1000.0),
            (1234.5, -2, 1200.0),
            (1250.0, -2, 1300.0),
            (-1250.0, -2, -1200.0),
            (-33.33, -1, -20.0),
            (123_456_789.123_45, 3, 123_456_789.123),
            (7.0, 2, 7.0),
        ];
        for (number, places, rounded) in cases {
            assert!((round(number, places) - rounded).abs() < 1e-12, "{number} to {places}");
        }
        assert!(round(1.0, 31).is_nan());
    }
}
