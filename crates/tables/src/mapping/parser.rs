//! Values of a mapping with their places, and the faults found on the way.

use crate::{
    fault::{MappingCode, MappingFault},
    suggest::did_you_mean,
};
use std::{borrow::Cow, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Where something stands in the text of a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The bytes.
    pub(crate) span: Range<usize>,
    /// The path of the setting.
    pub(crate) path: String,
}

/// Where something stands, for faults found later.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct At {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The path of the setting.
    pub(crate) path: String,
}

impl At {
    /// A fault there.
    pub(crate) fn fault(
        &self,
        code: MappingCode,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> MappingFault {
        MappingFault {
            code,
            line: self.line,
            place: self.path.clone(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

/// The text of a mapping and the faults found so far.
pub(super) struct Parser<'t> {
    text: &'t str,
    /// The faults.
    pub(super) faults: Vec<MappingFault>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, faults: Vec::new() }
    }

    /// The line of a place.
    pub(super) fn at(&self, place: &Place) -> At {
        let before = self.text.get(..place.span.start).unwrap_or(self.text);
        At { line: before.matches('\n').count() + 1, path: place.path.clone() }
    }

    /// Notes a fault.
    pub(super) fn fault(
        &mut self,
        code: MappingCode,
        place: &Place,
        message: String,
        remedy: impl Into<String>,
    ) {
        let fault = self.at(place).fault(code, message, remedy);
        self.faults.push(fault);
    }

    /// Whether a setting has a fault already, so that it need not be called missing too.
    pub(super) fn faulty(&self, path: &str) -> bool {
        self.faults.iter().any(|fault| fault.place.starts_with(path))
    }

    /// Notes a setting that there is not.
    pub(super) fn unknown_option(&mut self, key: &Spanned<Cow<'_, str>>, place: &Place, options: &[&str]) {
        let place = Place { span: key.span(), path: place.path.clone() };
        let remedy = did_you_mean(key.get_ref(), options, "settings");
        self.fault(MappingCode::UnknownOption, &place, "There is no such setting.".to_owned(), remedy);
    }

    fn wrong(&mut self, value: &DeValue<'_>, place: &Place, wanted: &str) {
        let message = format!("The setting takes {wanted}, and here is {}.", described(value));
        self.fault(MappingCode::OptionValue, place, message, format!("Write {wanted}."));
    }

    /// A text; numbers and yes/no are taken as they are written.
    pub(super) fn text(&mut self, value: &DeValue<'_>, place: &Place) -> Option<String> {
        match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Datetime(date) => Some(date.to_string()),
            DeValue::Boolean(truth) => Some(if *truth { "yes" } else { "no" }.to_owned()),
            _ => {
                self.wrong(value, place, "a text");
                None
            }
        }
    }

    /// A text or several.
    pub(super) fn texts(&mut self, value: &DeValue<'_>, place: &Place) -> Vec<String> {
        match value.as_array() {
            Some(array) => {
                let mut texts = Vec::new();
                for item in array {
                    let place = Place { span: item.span(), path: place.path.clone() };
                    texts.extend(self.text(item.get_ref(), &place));
                }
                texts
            }
            None => self.text(value, place).into_iter().collect(),
        }
    }

    /// A number.
    pub(super) fn number(&mut self, value: &DeValue<'_>, place: &Place) -> Option<f64> {
        let number = match value {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.wrong(value, place, "a finite number");
        }
        number
    }

    /// A table.
    pub(super) fn table<'v, 'i>(&mut self, value: &'v DeValue<'i>, place: &Place) -> Option<&'v DeTable<'i>> {
        let table = value.as_table();
        if table.is_none() {
            self.wrong(value, place, "settings in { } or lines below a heading in [ ]");
        }
        table
    }
}

/// What a value is, in words.
fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(number) if matches!(number.as_str().trim_start_matches(['+', '-']), "nan" | "inf") => {
            "no finite number"
        }
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table of settings",
    }
}
