//! A mapping bound to the columns of files: every column found, every fault told.

use crate::{
    fault::{MappingCode, MappingFault},
    fields::{Known, Subject, Target},
    mapping::{At, Mapping, Rule},
    source::{Headings, Projection},
    suggest::did_you_mean,
    translate::Translation,
};
use registry::household::FormUsed;

/// One field: what stands in its columns, and where it goes.
#[derive(Debug)]
pub(crate) struct Line {
    /// Where it goes.
    pub(crate) target: Target,
    /// Its place in the record, for findings: `dwelling/rooms`; within the row of a member or birth `person/sex`.
    pub(crate) place: String,
    /// How its cells are translated.
    pub(crate) translation: Translation,
}

/// A mapping bound to files: pure, and read by any number of threads at once.
#[derive(Debug)]
pub struct Bound {
    pub(crate) source: String,
    pub(crate) form: FormUsed,
    pub(crate) extra_names: Vec<String>,
    pub(crate) survey_date: Option<Translation>,
    /// Headings of the columns of the key, for rejects.
    pub(crate) key_column: String,
    pub(crate) household: Vec<Line>,
    pub(crate) person: Vec<Line>,
    pub(crate) birth: Vec<Line>,
    pub(crate) extras: Vec<Line>,
}

impl Bound {
    /// Who collected the files.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The form of records whose rows name none.
    pub fn form(&self) -> &FormUsed {
        &self.form
    }

    /// Names of the extra numbers of `[survey]`, in the order of [`crate::Read::extra`].
    pub fn extra_names(&self) -> &[String] {
        &self.extra_names
    }
}

/// The columns of all files of a delivery.
#[derive(Debug, Default)]
pub(crate) struct AllHeadings {
    pub(crate) households: Headings,
    pub(crate) persons: Option<Headings>,
    pub(crate) births: Option<Headings>,
}

/// What to read from each file.
#[derive(Debug, Default)]
pub(crate) struct Projections {
    pub(crate) households: Projection,
    pub(crate) persons: Option<Projection>,
    pub(crate) births: Option<Projection>,
}

/// Binds a mapping, or tells all its faults in the order of their lines.
pub(crate) fn bind(
    mapping: &Mapping,
    headings: &AllHeadings,
) -> Result<(Bound, Projections), Vec<MappingFault>> {
    let mut faults = mapping.faults.clone();
    let mut projections = Projections::default();
    let mut households = Columns::new(&headings.households.columns, "the file of households");
    let key = key_of(mapping, Subject::Household, &mut households, &mut faults);
    projections.households.key_parts = key.len();
    let survey_date = mapping.survey_date.as_ref().map(|rule| {
        households.at = rule.place.clone();
        Translation::new(rule, mapping, &mut |name| households.find(name, &mut faults))
    });
    let household = lines(mapping, Subject::Household, &mut households, &mut faults);
    let extras = lines(mapping, Subject::Survey, &mut households, &mut faults);
    projections.households.columns = households.used;
    let person = companion(mapping, Subject::Person, headings, &mut projections, &mut faults);
    let birth = companion(mapping, Subject::Birth, headings, &mut projections, &mut faults);
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.line);
        faults.dedup();
        return Err(faults);
    }
    let bound = Bound {
        source: mapping.source.clone(),
        form: mapping.form.clone(),
        extra_names: mapping.extra_names.clone(),
        survey_date,
        key_column: key.join(", "),
        household,
        person,
        birth,
        extras,
    };
    Ok((bound, projections))
}

/// The columns of one file or list, and those of them that are used, in the order in which they are read.
struct Columns<'h> {
    headings: &'h [String],
    what: &'static str,
    used: Vec<usize>,
    at: At,
}

impl<'h> Columns<'h> {
    fn new(headings: &'h [String], what: &'static str) -> Self {
        Self { headings, what, used: Vec::new(), at: At { line: 0, path: String::new() } }
    }

    /// The position at which a column is read.
    fn find(&mut self, name: &str, faults: &mut Vec<MappingFault>) -> usize {
        let mut found = self.headings.iter().enumerate().filter(|(_, heading)| *heading == name.trim());
        let first = found.next().map(|(position, _)| position);
        let twice = found.next().is_some();
        let Some(position) = first else {
            if name == "?" {
                let remedy = format!("Name a column of {}.", self.what);
                faults.push(self.at.fault(MappingCode::OpenCode, "The column is left open.", remedy));
                return 0;
            }
            let names: Vec<&str> = self.headings.iter().map(String::as_str).collect();
            let message = format!("{} has no column `{name}`.", capitalised(self.what));
            let remedy = did_you_mean(name, &names, "columns");
            faults.push(self.at.fault(MappingCode::UnknownColumn, message, remedy));
            return 0;
        };
        if twice {
            let message = format!("{} has more than one column `{name}`.", capitalised(self.what));
            let remedy = "Rename one of them in the file, so that it is clear which is meant.";
            faults.push(self.at.fault(MappingCode::ColumnTwice, message, remedy));
        }
        self.used.iter().position(|used| *used == position).unwrap_or_else(|| {
            self.used.push(position);
            self.used.len() - 1
        })
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn rules(mapping: &Mapping, subject: Subject) -> impl Iterator<Item = &Rule> {
    mapping.rules.iter().filter(move |(other, _)| *other == subject).map(|(_, rule)| rule)
}

/// The columns of the key are always the first that are read. Their headings.
fn key_of(
    mapping: &Mapping,
    subject: Subject,
    columns: &mut Columns<'_>,
    faults: &mut Vec<MappingFault>,
) -> Vec<String> {
    let Some(rule) = rules(mapping, subject).find(|rule| rule.field.target == Target::Key) else {
        return Vec::new();
    };
    columns.at = rule.place.clone();
    let names = rule.from.key_columns();
    for name in names {
        columns.find(name, faults);
    }
    names.to_vec()
}

fn lines(
    mapping: &Mapping,
    subject: Subject,
    columns: &mut Columns<'_>,
    faults: &mut Vec<MappingFault>,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for rule in rules(mapping, subject).filter(|rule| rule.field.target != Target::Key) {
        columns.at = rule.place.clone();
        let translation = Translation::new(rule, mapping, &mut |name| columns.find(name, faults));
        lines.push(Line { target: rule.field.target, place: place(subject, &rule.field), translation });
    }
    lines
}

/// Where an answer stands in the record, as the findings of forms say it.
fn place(subject: Subject, field: &Known) -> String {
    match (subject, field.target) {
        (Subject::Survey, _) => format!("survey/{}", field.name),
        (Subject::Birth, _) => field.name.trim_start_matches("birth.").to_owned(),
        (Subject::Person, Target::Answer(..)) | (Subject::Household, _) => field.name.replace('.', "/"),
        (Subject::Person, _) => format!("person/{}", field.name),
    }
}

/// Members or births: in a file of their own, or in a list of the file of households.
fn companion(
    mapping: &Mapping,
    subject: Subject,
    headings: &AllHeadings,
    projections: &mut Projections,
    faults: &mut Vec<MappingFault>,
) -> Vec<Line> {
    let (file, list, what) = match subject {
        Subject::Person => (headings.persons.as_ref(), &mapping.members_list, "the file of persons"),
        _ => (headings.births.as_ref(), &mapping.births_list, "the file of births"),
    };
    let mut fields = rules(mapping, subject).peekable();
    let Some(first) = fields.peek().map(|rule| rule.place.clone()) else {
        if file.is_some() {
            faults.push(nothing_mapped(subject));
        }
        return Vec::new();
    };
    if let Some(file) = file {
        let mut columns = Columns::new(&file.columns, what);
        if !fields.any(|rule| rule.field.target == Target::Key) {
            faults.push(no_key(subject));
        }
        let key_parts = key_of(mapping, subject, &mut columns, faults).len();
        let lines = lines(mapping, subject, &mut columns, faults);
        let projection = Projection { columns: columns.used, key_parts, ..Projection::default() };
        match subject {
            Subject::Person => projections.persons = Some(projection),
            _ => projections.births = Some(projection),
        }
        return lines;
    }
    let Some(listed) = headings.households.find_list(list) else {
        let message = format!("There is no file of them, and the file of households has no list `{list}`.");
        let remedy = "Give the file, or leave the table out.";
        faults.push(first.fault(MappingCode::NoFile, message, remedy));
        return Vec::new();
    };
    let mut columns = Columns::new(listed, "the list in the file of households");
    let lines = lines(mapping, subject, &mut columns, faults);
    let projection = Some((list.clone(), columns.used));
    match subject {
        Subject::Person => projections.households.members = projection,
        _ => projections.households.births = projection,
    }
    lines
}

fn nothing_mapped(subject: Subject) -> MappingFault {
    At { line: 0, path: subject.name().to_owned() }.fault(
        MappingCode::NoFile,
        "There is a file of them, and the mapping says nothing about it.",
        format!("Add a table [{}], or leave the file out.", subject.name()),
    )
}

fn no_key(subject: Subject) -> MappingFault {
    At { line: 0, path: format!("{}.key", subject.name()) }.fault(
        MappingCode::Missing,
        "The mapping does not say which column names the household.",
        format!("Add key = \"…\" below [{}].", subject.name()),
    )
}
