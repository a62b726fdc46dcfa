//! The settings of one field in a mapping: where its answer comes from and how it is translated.

use super::parser::{At, Parser, Place};
use crate::{
    fault::MappingCode,
    fields::{Known, Subject, Target, probe},
    suggest::{did_you_mean, list},
};
use registry::field::Kind;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum From {
    /// A column.
    Column(String),
    /// Several columns, all of which must be known: their sum; of a key the texts, joined.
    Several(Vec<String>),
    /// Yes when one of the columns says so, no when all say no.
    Any(Vec<String>),
    /// Columns of year, month and day.
    DateParts { year: String, month: Option<String>, day: Option<String> },
    /// The same for every row.
    Constant(String),
    /// For each code of a list a column that says yes or no.
    Flags(Vec<(String, String)>),
}

impl From {
    /// The columns that make up a key; none for what is no key.
    pub(crate) fn key_columns(&self) -> &[String] {
        match self {
            Self::Column(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
            _ => &[],
        }
    }

    /// Whether it is a list without anything in it.
    fn is_empty(&self) -> bool {
        match self {
            Self::Several(names) | Self::Any(names) => names.is_empty(),
            Self::Flags(flags) => flags.is_empty(),
            Self::Column(_) | Self::DateParts { .. } | Self::Constant(_) => false,
        }
    }
}

/// How the case of a text is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// All small.
    Lower,
    /// All capital.
    Upper,
    /// Words start with a capital.
    Title,
}

/// One field of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    /// Which field.
    pub(crate) field: Known,
    /// Where the mapping says so.
    pub(crate) place: At,
    /// Where the answer comes from.
    pub(crate) from: From,
    /// What the source writes, what it means, and in which line; an empty meaning is a missing answer.
    pub(crate) codes: Vec<(String, String, usize)>,
    /// Texts that stand for a missing answer.
    pub(crate) missing: Vec<String>,
    /// What an empty cell stands for.
    pub(crate) empty: Option<String>,
    /// By what a number is multiplied.
    pub(crate) factor: Option<f64>,
    /// Yes when the number is above this.
    pub(crate) above: Option<f64>,
    /// How dates are written, as strftime.
    pub(crate) format: Option<String>,
    /// How the case is changed.
    pub(crate) case: Option<Case>,
    /// What separates several codes in one cell.
    pub(crate) split: Option<String>,
}

const SOURCES: &[&str] = &["column", "columns", "any", "year", "constant", "flags"];
const OPTIONS: &[&str] = &[
    "column", "columns", "any", "year", "month", "day", "constant", "flags", "codes", "missing", "empty",
    "factor", "above", "format", "case", "split",
];

/// Whether a table holds the settings of a field rather than more fields.
pub(super) fn looks_like_a_rule(table: &DeTable<'_>) -> bool {
    table.iter().any(|(key, _)| OPTIONS.contains(&key.get_ref().as_ref()))
}

/// Reads the settings of a field.
pub(super) fn read_rule(
    subject: Subject,
    field: Known,
    value: &Spanned<DeValue<'_>>,
    place: &Place,
    parser: &mut Parser<'_>,
) -> Option<Rule> {
    let at = parser.at(place);
    let mut rule = Rule {
        field,
        place: at,
        from: From::Constant(String::new()),
        codes: Vec::new(),
        missing: Vec::new(),
        empty: None,
        factor: None,
        above: None,
        format: None,
        case: None,
        split: None,
    };
    match value.get_ref() {
        DeValue::Array(_) => rule.from = From::Several(parser.texts(value.get_ref(), place)),
        DeValue::Table(table) => read_options(&mut rule, table, place, parser)?,
        other => rule.from = From::Column(parser.text(other, place)?),
    }
    check(subject, &rule, parser);
    Some(rule)
}

fn read_options(rule: &mut Rule, table: &DeTable<'_>, place: &Place, parser: &mut Parser<'_>) -> Option<()> {
    let mut from = None;
    let faults_before = parser.faults.len();
    let (mut month, mut day) = (None, None);
    let sources: Vec<&str> = table.iter().map(|(key, _)| key.get_ref().as_ref()).collect();
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let inner = Place { span: value.span(), path: format!("{}.{name}", place.path) };
        let value = value.get_ref();
        match name {
            "column" => from = parser.text(value, &inner).map(From::Column),
            "columns" => from = Some(From::Several(parser.texts(value, &inner))),
            "any" => from = Some(From::Any(parser.texts(value, &inner))),
            "constant" => from = parser.text(value, &inner).map(From::Constant),
            "year" => {
                let year = parser.text(value, &inner);
                from = year.map(|year| From::DateParts { year, month: None, day: None });
            }
            "month" => month = parser.text(value, &inner),
            "day" => day = parser.text(value, &inner),
            "flags" => {
                let flags = read_pairs(value, &inner, parser);
                from = Some(From::Flags(flags.into_iter().map(|(column, code, _)| (column, code)).collect()));
            }
            "codes" => rule.codes = read_pairs(value, &inner, parser),
            "missing" => rule.missing = parser.texts(value, &inner),
            "empty" => rule.empty = parser.text(value, &inner),
            "factor" => rule.factor = parser.number(value, &inner),
            "above" => rule.above = parser.number(value, &inner),
            "format" => rule.format = parser.text(value, &inner),
            "case" => rule.case = read_case(value, &inner, parser),
            "split" => rule.split = parser.text(value, &inner),
            _ => parser.unknown_option(key, &inner, OPTIONS),
        }
    }
    if let Some(From::DateParts { month: to_month, day: to_day, .. }) = &mut from {
        (*to_month, *to_day) = (month, day);
    }
    let named = sources.iter().filter(|name| SOURCES.contains(name)).count();
    if named == 0 && parser.faults.len() > faults_before {
        // A misspelt setting has been told already.
        return None;
    }
    if named != 1 {
        let message = "A field comes from exactly one place.".to_owned();
        let remedy = format!("Give one of {}.", list(SOURCES));
        parser.fault(MappingCode::OptionsClash, place, message, remedy);
        return None;
    }
    rule.from = from?;
    Some(())
}

fn read_pairs(value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) -> Vec<(String, String, usize)> {
    let mut pairs = Vec::new();
    for (key, value) in parser.table(value, place).into_iter().flatten() {
        let place = Place { span: value.span(), path: format!("{}.{}", place.path, key.get_ref()) };
        let line = parser.at(&place).line;
        pairs
            .extend(parser.text(value.get_ref(), &place).map(|code| (key.get_ref().to_string(), code, line)));
    }
    pairs
}

fn read_case(value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) -> Option<Case> {
    match parser.text(value, place)?.as_str() {
        "lower" => Some(Case::Lower),
        "upper" => Some(Case::Upper),
        "title" => Some(Case::Title),
        _ => {
            let remedy = "Use \"lower\", \"upper\" or \"title\".";
            parser.fault(MappingCode::OptionValue, place, "No such case.".to_owned(), remedy);
            None
        }
    }
}

/// Everything about a field that can be said without the files.
fn check(subject: Subject, rule: &Rule, parser: &mut Parser<'_>) {
    check_kind(rule, parser);
    check_columns(rule, parser);
    check_codes(subject, rule, parser);
    if let From::Constant(constant) = &rule.from {
        check_text(subject, rule, &rule.place, "the constant", constant, parser);
    }
    if let From::Flags(flags) = &rule.from {
        for (_, code) in flags {
            check_text(subject, rule, &rule.place, "the code of a flag", code, parser);
        }
    }
    if let Some(format) = &rule.format {
        let day = jiff::civil::date(2011, 12, 31);
        let written = jiff::fmt::strtime::format(format, day);
        if written.ok().and_then(|text| jiff::civil::Date::strptime(format, text).ok()) != Some(day) {
            let remedy = "Use signs of strftime, such as %d/%m/%Y for 31/12/2011.";
            let fault = rule.place.fault(
                MappingCode::DateFormat,
                "The format does not give year, month and day.",
                remedy,
            );
            parser.faults.push(fault);
        }
    }
}

/// Settings that only some kinds of field have.
fn check_kind(rule: &Rule, parser: &mut Parser<'_>) {
    let number = matches!(rule.field.kind, Kind::Integer | Kind::Decimal);
    let yes_no = rule.field.kind == Kind::YesNo;
    let date = rule.field.kind == Kind::Date;
    let codes = matches!(rule.field.kind, Kind::Codes(_));
    let key = rule.field.target == Target::Key;
    let misplaced = [
        (rule.factor.is_some() && !number, "factor", "numbers"),
        (matches!(rule.from, From::Several(_)) && !number && !key, "columns", "numbers"),
        (rule.above.is_some() && !yes_no, "above", "yes or no"),
        (matches!(rule.from, From::Any(_)) && !yes_no, "any", "yes or no"),
        (rule.format.is_some() && !date, "format", "dates"),
        (matches!(rule.from, From::DateParts { .. }) && !date, "year", "dates"),
        (matches!(rule.from, From::Flags(_)) && !codes, "flags", "several codes"),
        (rule.split.is_some() && !codes, "split", "several codes"),
        (rule.case.is_some() && rule.field.kind != Kind::Text, "case", "texts"),
    ];
    for (wrong, option, takes) in misplaced {
        if wrong {
            let message = format!("`{option}` is for fields that take {takes}.");
            let fault = rule.place.fault(MappingCode::OptionsClash, message, "Leave it out here.");
            parser.faults.push(fault);
        }
    }
}

/// Lists name columns, and a key is made of different ones, as they are.
fn check_columns(rule: &Rule, parser: &mut Parser<'_>) {
    let mut clash = |message: &str, remedy: &str| {
        parser.faults.push(rule.place.fault(MappingCode::OptionsClash, message, remedy));
    };
    if rule.from.is_empty() {
        clash("The list names no column.", "Name the columns, or leave the field out.");
    }
    if rule.field.target != Target::Key {
        return;
    }
    let names = rule.from.key_columns();
    let settings =
        !(rule.codes.is_empty() && rule.missing.is_empty() && rule.empty.is_none() && rule.case.is_none());
    if settings || (names.is_empty() && !rule.from.is_empty()) {
        let remedy =
            "Write key = \"…\", or key = [\"…\", \"…\"] where several columns together name the household.";
        clash("The key is a column or several, as they are.", remedy);
    }
    let again = |(at, name): (usize, &String)| {
        name != "?" && names.iter().take(at).any(|earlier| earlier.trim() == name.trim())
    };
    if names.iter().enumerate().any(again) {
        clash("The key names a column twice.", "Name each column once.");
    }
}

fn check_codes(subject: Subject, rule: &Rule, parser: &mut Parser<'_>) {
    let mut open = 0;
    for (source, code, line) in &rule.codes {
        let at = At { line: *line, path: rule.place.path.clone() };
        if code == "?" {
            let message = format!("The translation of `{source}` is left open.");
            open += 1;
            let remedy = match open {
                1 => format!("{} An empty text stands for a missing answer.", takes(rule.field.kind)),
                _ => "Settle it as the one above.".to_owned(),
            };
            parser.faults.push(at.fault(MappingCode::OpenCode, message, remedy));
        } else if !code.is_empty() {
            check_text(subject, rule, &at, &format!("the translation of `{source}`"), code, parser);
        }
    }
}

fn check_text(subject: Subject, rule: &Rule, at: &At, what: &str, text: &str, parser: &mut Parser<'_>) {
    if probe(subject, &rule.field, text).is_ok() {
        return;
    }
    let message = format!("`{text}`, {what}, is nothing that the field takes.");
    let remedy = match rule.field.kind {
        Kind::Code(_, codes) | Kind::Codes(codes) => match did_you_mean(text, codes, "codes") {
            close if close.starts_with("Did") => format!("{close} {}", takes(rule.field.kind)),
            listed => listed,
        },
        kind => takes(kind),
    };
    parser.faults.push(at.fault(MappingCode::UnknownCode, message, remedy));
}

/// What a kind of field takes, as a remedy.
fn takes(kind: Kind) -> String {
    match kind {
        Kind::YesNo => "The field takes `yes` and `no`.".to_owned(),
        Kind::Integer => "The field takes whole numbers within its limits.".to_owned(),
        Kind::Decimal => "The field takes numbers within its limits.".to_owned(),
        Kind::Date => "The field takes dates as 2011-12-31.".to_owned(),
        Kind::Text => "The field takes a text.".to_owned(),
        Kind::Code(_, codes) => format!("The field takes {}.", list(codes)),
        Kind::Codes(codes) => format!("The field takes several of {}.", list(codes)),
    }
}
