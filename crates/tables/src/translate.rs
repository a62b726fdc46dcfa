//! From what a source writes in its cells to the text of an answer.

use crate::{
    mapping::{Case, From, Mapping, Rule},
    table::Table,
};
use jiff::civil::Date;
use registry::field::Kind;
use std::{borrow::Cow, collections::HashMap};

/// The longest text that is an answer: several pages. Longer ones come of damage.
const MOST_TEXT_BYTES: usize = 10_000;

/// What stands in a cell.
#[derive(PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Missing,
    /// An answer, as the record takes it.
    Text(Cow<'a, str>),
    /// A code that the mapping does not name.
    Unknown,
    /// Something that is not of the kind of the field.
    Unreadable,
}

/// Where the cells of an answer stand, by position among the columns read.
#[derive(Debug, Clone)]
pub(crate) enum Columns {
    One(usize),
    Sum(Vec<usize>),
    Any(Vec<usize>),
    DateParts { year: usize, month: Option<usize>, day: Option<usize> },
    Constant(String),
    Flags(Vec<(usize, String)>),
}

/// How the cells of a field are translated.
#[derive(Debug, Clone)]
pub(crate) struct Translation {
    columns: Columns,
    kind: Kind,
    /// What the source writes and what it means; an empty meaning is a missing answer. None for codes that are ours.
    codes: Option<HashMap<Box<str>, Box<str>>>,
    missing: Vec<String>,
    empty: Option<String>,
    factor: Option<f64>,
    above: Option<f64>,
    format: Option<String>,
    case: Option<Case>,
    split: Option<String>,
}

impl Translation {
    /// The translation of a rule, whose columns stand at the positions given by name.
    pub(crate) fn new(rule: &Rule, mapping: &Mapping, position: &mut impl FnMut(&str) -> usize) -> Self {
        let mut all = |names: &[String]| names.iter().map(|name| position(name)).collect();
        let columns = match &rule.from {
            From::Column(name) => Columns::One(position(name)),
            From::Several(names) => Columns::Sum(all(names)),
            From::Any(names) => Columns::Any(all(names)),
            From::DateParts { year, month, day } => Columns::DateParts {
                year: position(year),
                month: month.as_ref().map(|name| position(name)),
                day: day.as_ref().map(|name| position(name)),
            },
            From::Constant(constant) => Columns::Constant(constant.clone()),
            From::Flags(flags) => {
                Columns::Flags(flags.iter().map(|(name, code)| (position(name), code.clone())).collect())
            }
        };
        let words = words(rule, mapping);
        Self {
            columns,
            kind: rule.field.kind,
            codes: (!words.is_empty()).then(|| table(words)),
            missing: mapping.missing.iter().chain(&rule.missing).cloned().collect(),
            empty: rule.empty.clone(),
            factor: rule.factor,
            above: rule.above,
            format: rule.format.clone(),
            case: rule.case,
            split: rule.split.clone(),
        }
    }

    /// The answer of a row.
    pub(crate) fn read<'a>(&'a self, rows: &'a Table, row: usize) -> Cell<'a> {
        match &self.columns {
            Columns::One(column) => self.one(rows.get(*column, row)),
            Columns::Constant(constant) => Cell::Text(Cow::Borrowed(constant)),
            Columns::Sum(columns) => self.sum(columns.iter().map(|column| rows.get(*column, row))),
            Columns::Any(columns) => self.any(columns.iter().map(|column| rows.get(*column, row))),
            Columns::DateParts { year, month, day } => {
                let part = |column: &Option<usize>, otherwise: &'static str| {
                    column.map_or(otherwise, |column| rows.get(column, row))
                };
                self.date_parts(rows.get(*year, row), part(month, "1"), part(day, "1"))
            }
            Columns::Flags(flags) => self.flags(flags, rows, row),
        }
    }

    fn one<'a>(&'a self, raw: &'a str) -> Cell<'a> {
        let mut text = raw.trim();
        if let (true, Some(empty)) = (text.is_empty(), &self.empty) {
            text = empty;
        }
        if let Some(split) = &self.split {
            return self.split_codes(text, split);
        }
        if let Some(meaning) = self.find_meaning(text) {
            return if meaning.is_empty() { Cell::Missing } else { Cell::Text(Cow::Borrowed(meaning)) };
        }
        if text.is_empty() || self.missing.iter().any(|missing| missing == text) {
            return Cell::Missing;
        }
        if text.is_ascii() || self.kind == Kind::Text {
            return self.plain(text);
        }
        match self.plain(&with_latin_digits(text)) {
            Cell::Text(answer) => Cell::Text(Cow::Owned(answer.into_owned())),
            Cell::Missing => Cell::Missing,
            Cell::Unknown => Cell::Unknown,
            Cell::Unreadable => Cell::Unreadable,
        }
    }

    /// A text that the codes do not name.
    fn plain<'a>(&'a self, text: &'a str) -> Cell<'a> {
        match self.kind {
            Kind::YesNo if self.above.is_some() => self.is_above(text),
            Kind::YesNo => Cell::Unknown,
            Kind::Code(..) | Kind::Codes(_) if self.codes.is_some() => Cell::Unknown,
            Kind::Integer => whole(text, self.factor),
            Kind::Decimal => match self.factor {
                Some(factor) => number(text).map_or(Cell::Unreadable, |number| shown(number * factor)),
                None => Cell::Text(Cow::Borrowed(text)),
            },
            Kind::Date => match &self.format {
                Some(format) => Date::strptime(format, text)
                    .map_or(Cell::Unreadable, |date| Cell::Text(Cow::Owned(date.to_string()))),
                None => Cell::Text(Cow::Borrowed(text)),
            },
            Kind::Text if text.len() > MOST_TEXT_BYTES || text.contains('\0') => Cell::Unreadable,
            Kind::Text => Cell::Text(self.cased(text)),
            Kind::Code(..) | Kind::Codes(_) => Cell::Text(Cow::Borrowed(text)),
        }
    }

    /// What a text of the source means: as it is written, else whatever its case.
    fn find_meaning(&self, text: &str) -> Option<&str> {
        let codes = self.codes.as_ref()?;
        let meaning = codes.get(text).or_else(|| {
            text.bytes()
                .any(|byte| byte.is_ascii_uppercase())
                .then(|| codes.get(text.to_lowercase().as_str()))
                .flatten()
        });
        meaning.map(AsRef::as_ref)
    }

    fn is_above<'a>(&self, text: &str) -> Cell<'a> {
        match (number(text), self.above) {
            (Some(number), Some(above)) => yes_no(number > above),
            _ => Cell::Unreadable,
        }
    }

    fn sum<'a>(&'a self, cells: impl Iterator<Item = &'a str>) -> Cell<'a> {
        let mut sum = 0.0;
        for raw in cells {
            match self.one(raw) {
                Cell::Text(text) => match number(&text) {
                    Some(number) => sum += number,
                    None => return Cell::Unreadable,
                },
                other => return other,
            }
        }
        shown(sum)
    }

    fn any<'a>(&'a self, cells: impl Iterator<Item = &'a str>) -> Cell<'a> {
        let mut result = yes_no(false);
        for raw in cells {
            match self.one(raw) {
                Cell::Text(text) if text == "yes" => return yes_no(true),
                Cell::Text(_) => {}
                other if result == yes_no(false) => result = other,
                _ => {}
            }
        }
        result
    }

    /// A day that is written in parts. Part that are empty, zero or named as missing leave the whole date missing.
    fn date_parts<'a>(&'a self, year: &'a str, month: &'a str, day: &'a str) -> Cell<'a> {
        let mut parts = [0_i16; 3];
        for (part, raw) in parts.iter_mut().zip([year, month, day]) {
            let Some(text) = self.one_part(raw) else { return Cell::Missing };
            match text.parse::<i16>().ok().or_else(|| number(text).and_then(whole_i16)) {
                Some(0) => return Cell::Missing,
                Some(number) => *part = number,
                None => return Cell::Unreadable,
            }
        }
        let [year, month, day] = parts;
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Cell::Unreadable };
        Date::new(year, month, day).map_or(Cell::Unreadable, |date| Cell::Text(Cow::Owned(date.to_string())))
    }

    fn one_part<'a>(&self, raw: &'a str) -> Option<&'a str> {
        let text = raw.trim();
        (!text.is_empty() && !self.missing.iter().any(|missing| missing == text)).then_some(text)
    }

    fn split_codes<'a>(&'a self, text: &'a str, split: &str) -> Cell<'a> {
        if text.is_empty() || self.missing.iter().any(|missing| missing == text) {
            return Cell::Missing;
        }
        let mut codes: Vec<&str> = Vec::new();
        for part in text.split(split).map(str::trim).filter(|part| !part.is_empty()) {
            match (self.find_meaning(part), &self.codes) {
                (Some(meaning), _) => codes.push(meaning),
                (None, Some(_)) => return Cell::Unknown,
                (None, None) => codes.push(part),
            }
        }
        if codes.is_empty() { Cell::Missing } else { Cell::Text(Cow::Owned(codes.join(" "))) }
    }

    /// Codes whose columns say yes. Known only when every column is.
    fn flags<'a>(&'a self, flags: &'a [(usize, String)], rows: &'a Table, row: usize) -> Cell<'a> {
        let mut codes: Vec<&str> = Vec::new();
        for (column, code) in flags {
            match self.one(rows.get(*column, row)) {
                Cell::Text(text) if text == "yes" => codes.push(code),
                Cell::Text(_) => {}
                other => return other,
            }
        }
        if codes.is_empty() { Cell::Missing } else { Cell::Text(Cow::Owned(codes.join(" "))) }
    }

    fn cased<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.case {
            None => Cow::Borrowed(text),
            Some(Case::Lower) => Cow::Owned(text.to_lowercase()),
            Some(Case::Upper) => Cow::Owned(text.to_uppercase()),
            Some(Case::Title) => Cow::Owned(titled(text)),
        }
    }
}

/// The words that a field's cells may have: its own codes, else the mapping's words for yes and no.
fn words(rule: &Rule, mapping: &Mapping) -> Vec<(String, String)> {
    let own = rule.codes.iter().map(|(source, code, _)| (source.clone(), code.clone()));
    let yes_no = || {
        let yes = mapping.yes.iter().map(|word| (word.clone(), "yes".to_owned()));
        yes.chain(mapping.no.iter().map(|word| (word.clone(), "no".to_owned())))
    };
    match rule.field.kind {
        Kind::YesNo if rule.codes.is_empty() && rule.above.is_none() => yes_no().collect(),
        Kind::Codes(_) if matches!(rule.from, From::Flags(_)) => yes_no().chain(own).collect(),
        _ => own.collect(),
    }
}

/// The words as a table. Small letters find a word too, unless they are a word of their own.
fn table(words: Vec<(String, String)>) -> HashMap<Box<str>, Box<str>> {
    let mut table: HashMap<Box<str>, Box<str>> = HashMap::new();
    // Cells are read without the blanks around them.
    for (source, code) in &words {
        table.insert(source.trim().to_lowercase().into(), code.as_str().into());
    }
    for (source, code) in words {
        table.insert(source.trim().into(), code.into());
    }
    table
}

fn yes_no<'a>(yes: bool) -> Cell<'a> {
    Cell::Text(Cow::Borrowed(if yes { "yes" } else { "no" }))
}

/// The digits of Urdu and Arabic as those of Latin script: ۳ is 3.
pub(crate) fn with_latin_digits(text: &str) -> String {
    let latin = |character: char| match character {
        '\u{06f0}'..='\u{06f9}' => char::from_digit(u32::from(character) - 0x06f0, 10).unwrap_or(character),
        '\u{0660}'..='\u{0669}' => char::from_digit(u32::from(character) - 0x0660, 10).unwrap_or(character),
        other => other,
    };
    text.chars().map(latin).collect()
}

/// A finite number.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A whole number, also where a spreadsheet wrote `3.0`.
fn whole(text: &str, factor: Option<f64>) -> Cell<'_> {
    if factor.is_none() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cell::Text(Cow::Borrowed(text));
    }
    match (number(text), factor) {
        (Some(number), Some(factor)) => shown((number * factor).round()),
        (Some(number), None) if number.fract() == 0.0 => shown(number),
        _ => Cell::Unreadable,
    }
}

fn whole_i16(number: f64) -> Option<i16> {
    let fits = number.fract() == 0.0 && (0.0..=9999.0).contains(&number);
    #[expect(clippy::cast_possible_truncation, reason = "whole and within limits, as checked")]
    fits.then_some(number as i16)
}

fn shown<'a>(number: f64) -> Cell<'a> {
    Cell::Text(Cow::Owned(number.to_string()))
}

fn titled(text: &str) -> String {
    let mut starts = true;
    let mut titled = String::with_capacity(text.len());
    for character in text.chars() {
        if starts {
            titled.extend(character.to_uppercase());
        } else {
            titled.extend(character.to_lowercase());
        }
        starts = !character.is_alphanumeric() && character != '\'';
    }
    titled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Subject;

    /// What a field's settings make of cells; `-` missing, `?` unknown, `!` unreadable.
    fn translated(subject: Subject, field: &str, settings: &str, cells: &[&str]) -> String {
        let text = format!("yes = [\"1\"]\nno = \"2\"\n[{}]\n{field} = {settings}\n", subject.name());
        let mapping = Mapping::parse(&text).unwrap();
        let wrong: Vec<_> =
            mapping.faults.iter().filter(|fault| fault.code != crate::MappingCode::Missing).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let mut names = Vec::new();
        let mut position = |name: &str| {
            names.push(name.to_owned());
            names.len() - 1
        };
        let translation = Translation::new(&mapping.rules[0].1, &mapping, &mut position);
        let mut table = Table::new(cells.len());
        for (column, cell) in table.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        table.numbers.push(1);
        match translation.read(&table, 0) {
            Cell::Missing => "-".to_owned(),
            Cell::Unknown => "?".to_owned(),
            Cell::Unreadable => "!".to_owned(),
            Cell::Text(text) => text.into_owned(),
        }
    }

    #[test]
    fn cells_become_answers() {
        let household = |field: &str, settings: &str, cells: &[&str]| {
            translated(Subject::Household, field, settings, cells)
        };
        for (field, settings, cells, answer) in [
            ("dwelling.rooms", "\"c\"", &["3"][..], "3"),
            ("dwelling.rooms", "\"c\"", &[" 3.0 "], "3"),
            ("dwelling.rooms", "\"c\"", &["3.5"], "!"),
            ("dwelling.rooms", "\"c\"", &["۱۲"], "12"),
            ("dwelling.rooms", "\"c\"", &["٣"], "3"),
            ("dwelling.rooms", "\"c\"", &["تین"], "!"),
            ("land.land_owned_acres", "\"c\"", &["۲.۵"], "2.5"),
            ("location.address", "\"c\"", &["مکان ۱۲"], "مکان ۱۲"),
            ("location.address", "\"c\"", &["a\0b"], "!"),
            ("dwelling.rooms", "{ column = \"c\", missing = [\"98\", 99] }", &["99"], "-"),
            ("dwelling.kitchen", "\"c\"", &["Yes"], "yes"),
            ("dwelling.kitchen", "\"c\"", &["2"], "no"),
            ("dwelling.kitchen", "\"c\"", &["3"], "?"),
            ("dwelling.kitchen", "{ column = \"c\", codes = { Y = \"yes\" } }", &["y"], "yes"),
            ("dwelling.kitchen", "{ column = \"c\", codes = { Y = \"yes\" } }", &["1"], "?"),
            ("dwelling.tenure", "{ column = \"c\", codes = { 1 = \"owned\", 9 = \"\" } }", &["1"], "owned"),
            ("dwelling.tenure", "{ column = \"c\", codes = { 1 = \"owned\", 9 = \"\" } }", &["9"], "-"),
            ("dwelling.tenure", "{ column = \"c\", codes = { 1 = \"owned\", 9 = \"\" } }", &["4"], "?"),
            ("land.owns_land", "{ column = \"c\", empty = \"2\" }", &[""], "no"),
            ("land.land_owned_acres", "{ column = \"c\", factor = 0.125 }", &["20"], "2.5"),
            ("land.land_owned_acres", "{ column = \"c\", factor = 0.125 }", &["many"], "!"),
            ("assets.computer", "{ columns = [\"a\", \"b\"], codes = { n = 0, y = 1 } }", &["y", "y"], "2"),
            ("assets.computer", "{ columns = [\"a\", \"b\"], codes = { n = 0, y = 1 } }", &["y", ""], "-"),
            ("livestock.owns_livestock", "{ any = [\"a\", \"b\"], above = 0 }", &["0", "9.5"], "yes"),
            ("livestock.owns_livestock", "{ any = [\"a\", \"b\"], above = 0 }", &["0", "0"], "no"),
            ("livestock.owns_livestock", "{ any = [\"a\", \"b\"], above = 0 }", &["0", ""], "-"),
            (
                "interview.interview_date",
                "{ column = \"c\", format = \"%d/%m/%Y\" }",
                &["31/1/2011"],
                "2011-01-31",
            ),
            ("interview.interview_date", "{ column = \"c\", format = \"%d/%m/%Y\" }", &["2011-01-31"], "!"),
            (
                "interview.interview_date",
                "{ day = \"d\", month = \"m\", year = \"y\" }",
                &["2011", "1", "0"],
                "-",
            ),
            (
                "interview.interview_date",
                "{ day = \"d\", month = \"m\", year = \"y\" }",
                &["2011", "2", "30"],
                "!",
            ),
            ("interview.interview_date", "{ month = \"m\", year = \"y\" }", &["2011", "2"], "2011-02-01"),
            ("interview.mode", "{ constant = \"paper\" }", &[], "paper"),
            (
                "location.address",
                "{ column = \"c\", case = \"title\" }",
                &["HOUSE 3, GALI NO.2"],
                "House 3, Gali No.2",
            ),
        ] {
            assert_eq!(household(field, settings, cells), answer, "{field} {settings} {cells:?}");
        }
    }

    #[test]
    fn several_codes_come_from_one_cell_or_many_columns() {
        let person = |settings: &str, cells: &[&str]| {
            translated(Subject::Person, "health.chronic_conditions", settings, cells)
        };
        let split = "{ column = \"c\", split = \";\", codes = { 1 = \"diabetes\", 2 = \"heart\" } }";
        assert_eq!(person(split, &["2; 1"]), "heart diabetes");
        assert_eq!(person(split, &["2;7"]), "?");
        let flags = "{ flags = { a = \"diabetes\", b = \"heart\" } }";
        assert_eq!(person(flags, &["1", "2"]), "diabetes");
        assert_eq!(person(flags, &["1", ""]), "-");
        assert_eq!(person("\"c\"", &["heart"]), "heart");
    }
}
