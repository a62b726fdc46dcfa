//! Points and scores: whole hundredths of a point, so that sums are exact and do not depend on their order.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::{fmt, iter::Sum, ops::Add};

/// Points, a score or a cut-off, kept as whole hundredths: 16.17 is 1617 of them. Written as a plain number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// Hundredths of a point.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// A number that has at most two decimals, exactly; `None` for any other, or one beyond a million.
    pub fn exact(number: f64) -> Option<Self> {
        let points = Self::rounded(number)?;
        ((points.as_f64() - number).abs() < 1e-9).then_some(points)
    }

    /// The nearest hundredth, halves away from zero; `None` for what is no number or is beyond a million.
    pub fn rounded(number: f64) -> Option<Self> {
        if !number.is_finite() || number.abs() > 1e6 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "rounded and below 10^8 in size")]
        Some(Self((number * 100.0).round() as i64))
    }

    /// As a decimal number.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Points {
    /// Without decimals where there are none, else with two: `12`, `16.17`, `0.50`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.abs() / 100, self.0.abs() % 100);
        if rest == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{rest:02}") }
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A household's points are personal data, and the real card's are confidential.
        out.write_str("[points]")
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            serializer.serialize_f64(self.as_f64())
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::exact(number).ok_or_else(|| D::Error::custom("points have at most two decimals"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_as_plain_numbers_and_read_back() {
        for (hundredths, text, json) in
            [(1200, "12", "12"), (1617, "16.17", "16.17"), (-50, "-0.50", "-0.5"), (0, "0", "0")]
        {
            let points = Points::from_hundredths(hundredths);
            assert_eq!(points.to_string(), text);
            assert_eq!(serde_json::to_string(&points).unwrap(), json);
            assert_eq!(serde_json::from_str::<Points>(json).unwrap(), points);
        }
    }

    #[test]
    fn a_third_decimal_is_refused() {
        assert!(Points::exact(16.17).is_some() && Points::exact(0.07).is_some());
        for number in [16.171, f64::NAN, f64::INFINITY, 2e6] {
            assert!(Points::exact(number).is_none());
        }
    }

    #[test]
    fn debug_output_holds_no_points() {
        assert_eq!(format!("{:?}", Points::from_hundredths(1617)), "[points]");
    }
}
