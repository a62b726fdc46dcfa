//! How one answer of the record is read from text, written back and described.

use crate::personal::Personal;
use jiff::civil::Date;
use std::{collections::BTreeSet, ops::RangeInclusive};

/// One question of a section.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in forms, files, stores and pages.
    pub name: &'static str,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// What it means, with its unit and its source.
    pub about: &'static str,
}

/// The kinds of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `yes` or `no`.
    YesNo,
    /// A whole number.
    Integer,
    /// A decimal number.
    Decimal,
    /// A civil date, `YYYY-MM-DD`.
    Date,
    /// Personal text.
    Text,
    /// One code of the list named.
    Code(&'static str, &'static [&'static str]),
    /// Any number of codes of the list, separated by spaces.
    Codes(&'static [&'static str]),
}

/// Why a text is no answer to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No such question in this section.
    #[error("no such question")]
    UnknownField,
    /// Not of the kind the question takes.
    #[error("not of the kind the question takes")]
    Kind,
    /// A code that is not in the list.
    #[error("not in the code list")]
    UnknownCode,
    /// Outside the limits of the question.
    #[error("outside the limits of the question")]
    OutOfRange,
}

/// A group of questions that stand together in the form, the record and the page.
pub trait Section: Default {
    /// Its name in forms, files, stores and pages.
    const NAME: &'static str;
    /// Its questions in the order of the questionnaire.
    const FIELDS: &'static [Field];

    /// Takes one answer as text. A refused answer leaves the section as it was.
    fn set(&mut self, field: &str, text: &str) -> Result<(), Fault>;

    /// The answer as text, or `None` when it is missing.
    fn text(&self, field: &str) -> Option<String>;

    /// [`Self::set`] by the position of the question in [`Self::FIELDS`], for files of many households.
    fn set_at(&mut self, position: usize, text: &str) -> Result<(), Fault>;

    /// The answer with its type, by the position of the question in [`Self::FIELDS`]; `None` when it is missing.
    fn value_at(&self, position: usize) -> Option<Value<'_>>;

    /// The questions that have an answer, with the answers as text.
    fn answers(&self) -> impl Iterator<Item = (&'static Field, String)> {
        Self::FIELDS.iter().filter_map(|field| Some((field, self.text(field.name)?)))
    }
}

/// An answer with its type, as typed files take it. It may be personal and so has no debug output.
#[derive(PartialEq)]
pub enum Value<'a> {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(f64),
    /// A civil date.
    Date(Date),
    /// Personal text.
    Text(&'a str),
    /// The position of a code in the list of its [`Kind::Code`], from 0.
    Code(usize),
    /// Codes, separated by spaces.
    Codes(String),
}

/// A type that answers can have.
pub trait Answer: Sized {
    /// How it is described.
    const KIND: Kind;
    /// Reads it from the text of a form or file.
    fn read(text: &str) -> Result<Self, Fault>;
    /// Writes it as `read` takes it.
    fn write(&self) -> String;
    /// Its value with its type.
    fn value(&self) -> Value<'_>;
}

/// A type with a code list.
pub trait Listed {
    /// Its codes.
    const CODES: &'static [&'static str];
}

/// Refuses what lies outside the limits.
pub(crate) fn within<T: PartialOrd>(answer: &T, limits: &RangeInclusive<T>) -> Result<(), Fault> {
    if limits.contains(answer) { Ok(()) } else { Err(Fault::OutOfRange) }
}

impl Answer for bool {
    const KIND: Kind = Kind::YesNo;
    fn read(text: &str) -> Result<Self, Fault> {
        match text {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Fault::UnknownCode),
        }
    }
    fn write(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
    fn value(&self) -> Value<'_> {
        Value::YesNo(*self)
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Answer for $type {
            const KIND: Kind = Kind::Integer;
            fn read(text: &str) -> Result<Self, Fault> {
                let number: i128 = text.parse().map_err(|_| Fault::Kind)?;
                number.try_into().map_err(|_| Fault::OutOfRange)
            }
            fn write(&self) -> String {
                self.to_string()
            }
            fn value(&self) -> Value<'_> {
                Value::Integer(i64::from(*self))
            }
        }
    )+};
}
integers!(u8, u16, u32, i64);

impl Answer for f64 {
    const KIND: Kind = Kind::Decimal;
    fn read(text: &str) -> Result<Self, Fault> {
        let number: Self = text.parse().map_err(|_| Fault::Kind)?;
        if number.is_finite() { Ok(number) } else { Err(Fault::Kind) }
    }
    fn write(&self) -> String {
        self.to_string()
    }
    fn value(&self) -> Value<'_> {
        Value::Decimal(*self)
    }
}

impl Answer for Date {
    const KIND: Kind = Kind::Date;
    fn read(text: &str) -> Result<Self, Fault> {
        // Forms may send a date with a time behind it; the day is what was asked.
        text.get(..10).unwrap_or(text).parse().map_err(|_| Fault::Kind)
    }
    fn write(&self) -> String {
        self.to_string()
    }
    fn value(&self) -> Value<'_> {
        Value::Date(*self)
    }
}

impl Answer for Personal {
    const KIND: Kind = Kind::Text;
    fn read(text: &str) -> Result<Self, Fault> {
        Self::new(text).ok_or(Fault::Kind)
    }
    fn write(&self) -> String {
        self.reveal().to_owned()
    }
    fn value(&self) -> Value<'_> {
        Value::Text(self.reveal())
    }
}

impl<T: Answer + Ord + Listed> Answer for BTreeSet<T> {
    const KIND: Kind = Kind::Codes(T::CODES);
    fn read(text: &str) -> Result<Self, Fault> {
        text.split_ascii_whitespace().map(T::read).collect()
    }
    fn write(&self) -> String {
        self.iter().map(T::write).collect::<Vec<_>>().join(" ")
    }
    fn value(&self) -> Value<'_> {
        Value::Codes(self.write())
    }
}
