//! The value of a fact, and how the types of the record become one.

use super::{ALL, Kind};
use registry::code_lists::{
    CardAttendance, CardEducation, CardToilet, Connection, DwellingType, Floor, Fuel, Internet, Light,
    MaritalStatus, Region, Roof, Tenure, Toilet, Wall, WaterSource,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The value of a fact. Written as a number, `true` or `false`, or the code.
#[derive(Clone, Copy, PartialEq)]
pub enum Value {
    /// A number, in the unit of the fact.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// A code of the fact's list.
    Code(&'static str),
}

impl fmt::Debug for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[answer]")
    }
}

impl fmt::Display for Value {
    /// For pages that show the record: `3`, `0.25`, `yes`, `flush_sewer`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(out),
            Self::YesNo(yes) => out.write_str(if *yes { "yes" } else { "no" }),
            Self::Code(code) => out.write_str(code),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => match whole(*number) {
                Some(whole) => serializer.serialize_i64(whole),
                None => serializer.serialize_f64(*number),
            },
            Self::YesNo(yes) => serializer.serialize_bool(*yes),
            Self::Code(code) => serializer.serialize_str(code),
        }
    }
}

/// The whole number that a number is, where it is one and exact.
fn whole(number: f64) -> Option<i64> {
    const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;
    let is_whole = number.abs() < EXACT_BELOW && number.fract().abs() < f64::MIN_POSITIVE;
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53 in size")]
    is_whole.then_some(number as i64)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl de::Visitor<'_> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number, true, false or a code")
    }
    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::YesNo(yes))
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }
    fn visit_str<E: de::Error>(self, code: &str) -> Result<Value, E> {
        // Codes are shared with the declarations, so that a value is small and can be copied.
        let codes =
            ALL.iter().filter_map(|fact| if let Kind::Code(codes) = fact.kind { Some(codes) } else { None });
        let known = codes.flatten().find(|known| **known == code);
        known.map(|known| Value::Code(known)).ok_or_else(|| E::custom("no code of any fact"))
    }
}

/// A type that a fact can be derived as.
pub(super) trait FactType {
    /// What values the fact has.
    const KIND: Kind;
    /// The value itself.
    fn value(self) -> Value;
}

impl FactType for u32 {
    const KIND: Kind = Kind::Whole;
    fn value(self) -> Value {
        Value::Number(f64::from(self))
    }
}

impl FactType for f64 {
    const KIND: Kind = Kind::Decimal;
    fn value(self) -> Value {
        Value::Number(self)
    }
}

impl FactType for bool {
    const KIND: Kind = Kind::YesNo;
    fn value(self) -> Value {
        Value::YesNo(self)
    }
}

macro_rules! coded {
    ($($name:ty),+) => {$(
        impl FactType for $name {
            const KIND: Kind = Kind::Code(<$name>::CODES);
            fn value(self) -> Value {
                Value::Code(self.code())
            }
        }
    )+};
}
pub(super) use coded;

coded!(
    CardAttendance,
    CardEducation,
    CardToilet,
    Connection,
    DwellingType,
    Floor,
    Fuel,
    Internet,
    Light,
    MaritalStatus,
    Region,
    Roof,
    Tenure,
    Toilet,
    Wall,
    WaterSource
);
