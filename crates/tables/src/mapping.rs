//! A mapping: which column of a source is which field of ours, and how what stands there is translated. TOML, read here;
//! what it says about columns is checked when files are opened.

mod options;
mod parser;

pub(crate) use options::{Case, From, Rule};
pub(crate) use parser::At;

use crate::{
    fault::{MappingCode, MappingFault, OpenError},
    fields::{Known, Subject, Target, known},
    suggest::did_you_mean,
};
use parser::{Parser, Place};
use registry::{field::Kind, household::FormUsed};
use toml::de::{DeTable, DeValue};

/// A mapping, read but not yet checked against files.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Who collected the files: household keys are unique within a source.
    pub source: String,
    /// The form of records whose rows name none.
    pub form: FormUsed,
    /// The day of the survey.
    pub(crate) survey_date: Option<Rule>,
    /// The encoding of text files, as the mapping states it.
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    /// What separates the cells of text files, as the mapping states it.
    pub(crate) separator: Option<u8>,
    /// Texts that stand for a missing answer in every column.
    pub(crate) missing: Vec<String>,
    /// Words for yes.
    pub(crate) yes: Vec<String>,
    /// Words for no.
    pub(crate) no: Vec<String>,
    /// The list of members in a nested file.
    pub(crate) members_list: String,
    /// The list of births in a nested file.
    pub(crate) births_list: String,
    /// The fields, in the order of their lines.
    pub(crate) rules: Vec<(Subject, Rule)>,
    /// Names of the extra numbers.
    pub(crate) extra_names: Vec<String>,
    /// What is wrong with the mapping by itself.
    pub(crate) faults: Vec<MappingFault>,
}

/// The longest name of a source, a form or a version.
const MOST_NAME_CHARACTERS: usize = 100;

const TOP_LEVEL: &[&str] = &[
    "source",
    "form",
    "survey_date",
    "encoding",
    "separator",
    "missing",
    "yes",
    "no",
    "members_list",
    "births_list",
    "household",
    "person",
    "birth",
    "survey",
];

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// [`OpenError::Mapping`] when the text is no TOML. Every other fault is told by [`crate::open`], together with those
    /// that show only beside the files.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let mut parser = Parser::new(text);
        let (root, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let place = Place { span: error.span().unwrap_or(0..0), path: "mapping".to_owned() };
            let remedy = "Correct the TOML; texts stand in quotes, names with blanks too.";
            parser.fault(MappingCode::Syntax, &place, format!("{}.", error.message()), remedy);
        }
        if !parser.faults.is_empty() {
            return Err(OpenError::Mapping(parser.faults));
        }
        let mut mapping = Self::empty();
        mapping.read(root.get_ref(), &mut parser);
        mapping.require(&mut parser);
        mapping.faults = parser.faults;
        Ok(mapping)
    }

    /// The mapping, if a setting of it has no fault.
    pub(crate) fn demand(mut self, place: &str) -> Result<Self, OpenError> {
        self.faults.retain(|fault| fault.place == place);
        if self.faults.is_empty() { Ok(self) } else { Err(OpenError::Mapping(self.faults)) }
    }

    fn empty() -> Self {
        Self {
            source: String::new(),
            form: FormUsed::default(),
            survey_date: None,
            encoding: None,
            separator: None,
            missing: Vec::new(),
            yes: vec!["yes".to_owned(), "true".to_owned()],
            no: vec!["no".to_owned(), "false".to_owned()],
            members_list: "members".to_owned(),
            births_list: "births".to_owned(),
            rules: Vec::new(),
            extra_names: Vec::new(),
            faults: Vec::new(),
        }
    }

    fn read(&mut self, root: &DeTable<'_>, parser: &mut Parser<'_>) {
        for (key, value) in root {
            let name = key.get_ref().as_ref();
            let place = Place { span: value.span(), path: name.to_owned() };
            match name {
                "source" => self.source = read_name(value.get_ref(), &place, parser),
                "form" => self.read_form(value.get_ref(), &place, parser),
                "survey_date" => {
                    let field = Known { name: name.to_owned(), kind: Kind::Date, target: Target::SurveyDate };
                    self.survey_date = options::read_rule(Subject::Household, field, value, &place, parser);
                }
                "encoding" => self.encoding = read_encoding(value.get_ref(), &place, parser),
                "separator" => self.separator = read_separator(value.get_ref(), &place, parser),
                "missing" => self.missing = parser.texts(value.get_ref(), &place),
                "yes" => self.yes.extend(parser.texts(value.get_ref(), &place)),
                "no" => self.no.extend(parser.texts(value.get_ref(), &place)),
                "members_list" => {
                    self.members_list = parser.text(value.get_ref(), &place).unwrap_or_default();
                }
                "births_list" => self.births_list = parser.text(value.get_ref(), &place).unwrap_or_default(),
                "household" => self.read_subject(Subject::Household, value.get_ref(), &place, parser),
                "person" => self.read_subject(Subject::Person, value.get_ref(), &place, parser),
                "birth" => self.read_subject(Subject::Birth, value.get_ref(), &place, parser),
                "survey" => self.read_survey(value.get_ref(), &place, parser),
                _ => parser.fault(
                    MappingCode::UnknownOption,
                    &Place { span: key.span(), path: name.to_owned() },
                    "A mapping has no such setting.".to_owned(),
                    did_you_mean(name, TOP_LEVEL, "settings"),
                ),
            }
        }
        self.rules.sort_by_key(|(_, rule)| rule.place.line);
        // They are read in the order of the rules.
        let extras = self.rules.iter().filter(|(subject, _)| *subject == Subject::Survey);
        self.extra_names = extras.map(|(_, rule)| rule.field.name.clone()).collect();
    }

    fn read_form(&mut self, value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) {
        for (key, value) in parser.table(value, place).into_iter().flatten() {
            let name = key.get_ref().as_ref();
            let place = Place { span: value.span(), path: format!("form.{name}") };
            match name {
                "id" => self.form.id = read_settled(value.get_ref(), &place, parser),
                "version" => self.form.version = read_settled(value.get_ref(), &place, parser),
                _ => parser.unknown_option(key, &place, &["id", "version"]),
            }
        }
    }

    fn read_subject(
        &mut self,
        subject: Subject,
        value: &DeValue<'_>,
        place: &Place,
        parser: &mut Parser<'_>,
    ) {
        let fields = known(subject);
        let Some(table) = parser.table(value, place) else { return };
        self.read_fields(subject, &fields, "", table, parser);
    }

    /// Fields may be written `dwelling.rooms = …`, `"dwelling.rooms" = …` or below `[household.dwelling]`.
    fn read_fields(
        &mut self,
        subject: Subject,
        fields: &[Known],
        above: &str,
        table: &DeTable<'_>,
        parser: &mut Parser<'_>,
    ) {
        for (key, value) in table {
            let name = match above {
                "" => key.get_ref().to_string(),
                above => format!("{above}.{}", key.get_ref()),
            };
            let place = Place { span: key.span(), path: format!("{}.{name}", subject.name()) };
            if let Some(field) = fields.iter().find(|field| field.name == name) {
                self.add(subject, options::read_rule(subject, field.clone(), value, &place, parser), parser);
                continue;
            }
            match value.get_ref().as_table() {
                Some(inner) if !options::looks_like_a_rule(inner) => {
                    self.read_fields(subject, fields, &name, inner, parser);
                }
                _ => {
                    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                    let message = format!("A {} has no such field.", subject.name());
                    let remedy = did_you_mean(&name, &names, "fields");
                    parser.fault(MappingCode::UnknownField, &place, message, remedy);
                }
            }
        }
    }

    fn add(&mut self, subject: Subject, rule: Option<Rule>, parser: &mut Parser<'_>) {
        let Some(rule) = rule else { return };
        let earlier = self
            .rules
            .iter()
            .find(|(other, earlier)| *other == subject && earlier.field.target == rule.field.target);
        if let Some((_, earlier)) = earlier {
            let message = format!("The field is given twice, also in line {}.", earlier.place.line);
            let fault = rule.place.fault(MappingCode::FieldTwice, message, "Keep one of the two.");
            parser.faults.push(fault);
            return;
        }
        self.rules.push((subject, rule));
    }

    fn read_survey(&mut self, value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) {
        for (position, (key, value)) in parser.table(value, place).into_iter().flatten().enumerate() {
            let name = key.get_ref().to_string();
            let place = Place { span: key.span(), path: format!("survey.{name}") };
            let field = Known { name, kind: Kind::Decimal, target: Target::Extra(position) };
            if let Some(rule) = options::read_rule(Subject::Survey, field, value, &place, parser) {
                self.rules.push((Subject::Survey, rule));
            }
        }
    }

    /// What every mapping must say.
    fn require(&self, parser: &mut Parser<'_>) {
        let has = |target: Target| {
            self.rules
                .iter()
                .any(|(subject, rule)| *subject == Subject::Household && rule.field.target == target)
        };
        let lacking = [
            (!self.source.is_empty(), "source", "who collected the files", "source = \"…\""),
            (has(Target::Key), "household.key", "which column is the household's key", "key = \"…\""),
            (
                self.survey_date.is_some() || parser.faulty("survey_date"),
                "survey_date",
                "of which day the survey is true",
                "survey_date = \"column\" or survey_date = { constant = \"2011-03-31\" }",
            ),
            (
                !self.form.id.is_empty() || has(Target::FormId),
                "form.id",
                "with which form the survey was made",
                "id = \"…\" below [form]",
            ),
            (
                !self.form.version.is_empty() || has(Target::FormVersion),
                "form.version",
                "with which version of the form the survey was made",
                "version = \"…\" below [form]",
            ),
        ];
        for (there, path, what, remedy) in lacking {
            if !there {
                parser.faults.push(MappingFault {
                    code: MappingCode::Missing,
                    line: 0,
                    place: path.to_owned(),
                    message: format!("The mapping does not say {what}."),
                    remedy: format!("Add: {remedy}."),
                });
            }
        }
    }
}

/// A name that goes into the names of files and into indexes.
fn read_name(value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) -> String {
    let text = parser.text(value, place).unwrap_or_default();
    let name = text.trim();
    if name.chars().count() > MOST_NAME_CHARACTERS || name.chars().any(char::is_control) {
        let message = "Too long for a name, or with signs that cannot be printed.".to_owned();
        let remedy = format!("Take a name of at most {MOST_NAME_CHARACTERS} letters, digits and blanks.");
        parser.fault(MappingCode::OptionValue, place, message, remedy);
    }
    name.to_owned()
}

/// A text that a drafted mapping may have left open.
fn read_settled(value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) -> String {
    let text = read_name(value, place, parser);
    if text == "?" {
        let remedy = "Say which it is.";
        parser.fault(MappingCode::OpenCode, place, "The setting is left open.".to_owned(), remedy);
    }
    text
}

fn read_encoding(
    value: &DeValue<'_>,
    place: &Place,
    parser: &mut Parser<'_>,
) -> Option<&'static encoding_rs::Encoding> {
    let label = parser.text(value, place)?;
    // The web's standard, which the labels follow, has no plain "utf-16".
    let label = if label.eq_ignore_ascii_case("utf-16") { "utf-16le" } else { label.as_str() };
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
    if encoding.is_none() {
        let remedy = "Use utf-8, utf-16le, utf-16be, windows-1252, windows-1256, iso-8859-1 or another label of the \
                      WHATWG encoding standard.";
        parser.fault(MappingCode::OptionValue, place, "No such encoding.".to_owned(), remedy);
    }
    encoding
}

fn read_separator(value: &DeValue<'_>, place: &Place, parser: &mut Parser<'_>) -> Option<u8> {
    let text = parser.text(value, place)?;
    let byte = match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Some(*byte),
        _ => None,
    };
    if byte.is_none() {
        let remedy = "Use one sign, such as \",\", \";\" or \"\\t\".";
        parser.fault(MappingCode::OptionValue, place, "Not a separator.".to_owned(), remedy);
    }
    byte
}
