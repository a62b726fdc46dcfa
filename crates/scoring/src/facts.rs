//! Facts: what scorecards and policies may ask about a household, each declared once with its name, unit and
//! derivation. The declaration is the scoring input, the column of a snapshot and the entry of the data dictionary.
//!
//! A fact is never changed once released rules use it, for old decisions are recomputed from it: a new definition is
//! a new name. New facts come last, so that the order of columns is stable.

mod code_lists;
mod declared;
mod known;
mod possessions;
mod roster;
mod three_valued;
mod value;

pub use code_lists::{
    FemaleHeadEducation, HeadEmployment, HouseStructure, LivestockCombination, Province, VehicleCombination,
};
pub use declared::ALL;
pub use value::Value;

use jiff::civil::Date;
use registry::{
    area::{AreaBook, AreaCode, AreaLevel},
    household::{Household, Location, Record},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// How many facts there are.
pub const COUNT: usize = ALL.len();

/// The declaration of a fact.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    /// Its name in rules, snapshots and decisions.
    pub name: &'static str,
    /// What values it has.
    pub kind: Kind,
    /// Unit of a number.
    pub unit: Option<&'static str>,
    /// What it means, how it is derived and when it is lacking.
    pub about: &'static str,
    /// The questions of the record from which it is derived.
    pub from: &'static str,
}

/// What values a fact has. Numbers are never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// Yes or no.
    YesNo,
    /// One code of the list.
    Code(&'static [&'static str]),
}

impl Kind {
    /// Whether a value is of this kind.
    pub fn admits(self, value: Value) -> bool {
        match (self, value) {
            (Self::Whole, Value::Number(number)) => number >= 0.0 && number.fract().abs() < f64::MIN_POSITIVE,
            (Self::Decimal, Value::Number(number)) => number >= 0.0,
            (Self::YesNo, Value::YesNo(_)) => true,
            (Self::Code(codes), Value::Code(code)) => codes.contains(&code),
            _ => false,
        }
    }
}

/// Which fact: its place in [`ALL`]. Written as its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(u16);

impl FactId {
    /// The fact of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|fact| fact.name() == name)
    }

    /// Every fact, in the order of declaration.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..u16::try_from(COUNT).unwrap_or(u16::MAX)).map(Self)
    }

    /// Its place among all facts, from 0: the column of a snapshot.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// Its declaration.
    #[expect(clippy::indexing_slicing, reason = "an id is made only by `all`, from the places of `ALL`")]
    pub fn fact(self) -> &'static Fact {
        &ALL[self.place()]
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.fact().name
    }
}

impl fmt::Debug for FactId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Serialize for FactId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for FactId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::find(&name).ok_or_else(|| D::Error::custom("no fact of this name"))
    }
}

/// What bears on a household's facts and does not stand in its record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// The province in which it lived on the day, `None` when not known.
    pub province: Option<AreaCode>,
}

impl Circumstances {
    /// The circumstances of a location on a day: its province follows from the smallest area known.
    pub fn of(areas: &AreaBook, location: &Location, date: Date) -> Self {
        let smallest = [&location.block, &location.union_council, &location.tehsil];
        let province = smallest
            .into_iter()
            .flatten()
            .find_map(|area| areas.find_ancestor(area, AreaLevel::Province, date))
            .map(|province| province.code.clone());
        Self { province }
    }
}

/// The facts of one household on one day.
#[derive(Clone, PartialEq)]
pub struct Facts {
    values: [Option<Value>; COUNT],
}

impl Facts {
    /// No fact known.
    pub fn none() -> Self {
        Self { values: [None; COUNT] }
    }

    /// The value of a fact; `None` when it is lacking.
    #[expect(clippy::indexing_slicing, reason = "an id is made only from the places of `ALL`")]
    pub fn get(&self, fact: FactId) -> Option<Value> {
        self.values[fact.place()]
    }

    /// Takes a value, or takes one away. Whether it is of the fact's kind is the caller's to see: [`Kind::admits`].
    #[expect(clippy::indexing_slicing, reason = "an id is made only from the places of `ALL`")]
    pub fn set(&mut self, fact: FactId, value: Option<Value>) {
        self.values[fact.place()] = value;
    }

    /// Every fact with its value, in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, Option<Value>)> {
        FactId::all().zip(self.values)
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Facts([personal])")
    }
}

/// The facts of a household on a day. Every age is of that day.
///
/// They are about the usual members: everybody on the roster except those away for more than nine months
/// (indicators' common rules, after the PSLM manual). Nothing about an empty roster is known.
pub fn derive(household: &Household, reference_date: Date, circumstances: &Circumstances) -> Facts {
    derive_from_record(&household.record, reference_date, circumstances)
}

/// The same for a record that is not of the registry, such as one of a consumption survey.
pub fn derive_from_record(record: &Record, reference_date: Date, circumstances: &Circumstances) -> Facts {
    let known = known::Known::new(record, reference_date, circumstances);
    Facts { values: declared::values(&known) }
}
