//! The canonical columns: every field of a household, a member and a birth that a file can hold, under the names that
//! mappings, files and places in the record share. Answers come from the sections of the registry, so that a new question
//! is here without being listed again.

use registry::{
    code_lists::Region,
    field::{Fault, Field, Kind, Section, Value},
    household::{Member, Record},
    ids::PersonId,
    sections::{
        Assets, Birth, Disability, Dwelling, Education, Health, Institutions, Interview, Land, Livestock,
        PaperCard, Person, Support, Utilities, Work,
    },
};

/// A section as a part of what holds it.
pub(crate) struct Part<T> {
    /// The section's name.
    pub(crate) name: &'static str,
    /// Its questions.
    pub(crate) fields: &'static [Field],
    /// Takes one answer as text, by the position of the question.
    pub(crate) set: fn(&mut T, usize, &str) -> Result<(), Fault>,
    /// One answer, by the position of the question.
    pub(crate) value: for<'a> fn(&'a T, usize) -> Option<Value<'a>>,
}

macro_rules! parts {
    ($owner:ty: $($field:ident $section:ty),+) => {
        &[$(Part {
            name: <$section as Section>::NAME,
            fields: <$section as Section>::FIELDS,
            set: |owner, position, text| owner.$field.set_at(position, text),
            value: |owner: &$owner, position| owner.$field.value_at(position),
        }),+]
    };
}

/// The sections of a household.
pub(crate) const HOUSEHOLD_PARTS: &[Part<Record>] = parts!(Record:
    interview Interview, dwelling Dwelling, utilities Utilities, assets Assets, land Land, livestock Livestock,
    support Support, institutions Institutions, paper_card PaperCard);

/// The sections of a member.
pub(crate) const MEMBER_PARTS: &[Part<Member>] = parts!(Member:
    person Person, education Education, work Work, disability Disability, health Health);

/// The one section of a birth.
pub(crate) const BIRTH_PARTS: &[Part<Birth>] = &[Part {
    name: Birth::NAME,
    fields: Birth::FIELDS,
    set: |birth, position, text| birth.set_at(position, text),
    value: |birth: &Birth, position| birth.value_at(position),
}];

/// What a mapping maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// A household.
    Household,
    /// A member.
    Person,
    /// A birth.
    Birth,
    /// The extra numbers of a consumption survey, which stand in the file of households.
    Survey,
}

impl Subject {
    /// Its name in mappings.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Person => "person",
            Self::Birth => "birth",
            Self::Survey => "survey",
        }
    }
}

/// Where what stands in a column goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    /// The key of the household.
    Key,
    /// The day of the survey.
    SurveyDate,
    /// The registry number.
    RegistryNumber,
    /// The form's id.
    FormId,
    /// The form's version.
    FormVersion,
    /// An area of the location: 0 tehsil, 1 union council, 2 block.
    Area(u8),
    /// Rural or urban.
    Region,
    /// The address.
    Address,
    /// What stands near.
    Landmark,
    /// The line of a member.
    Line,
    /// Whether a listed person is a member at all.
    UsualMember,
    /// The name in Roman letters.
    Name,
    /// The name in Urdu.
    NameUrdu,
    /// The citizen number.
    Number,
    /// On which paper it stands.
    NumberKind,
    /// A line on the roster: 0 spouse, 1 father, 2 mother.
    Link(u8),
    /// An answer: part and question, by position.
    Answer(usize, usize),
    /// An extra number, by position.
    Extra(usize),
}

/// The papers on which a citizen number stands; the codes of the forms.
pub(crate) const NUMBER_KINDS: &[&str] = &["cnic", "b_form"];
/// The links of a member, by the position in [`Target::Link`].
pub(crate) const LINKS: [&str; 3] = ["spouse_line", "father_line", "mother_line"];
/// The areas of a location, by the position in [`Target::Area`].
pub(crate) const AREAS: [&str; 3] = ["tehsil", "union_council", "block"];

/// A field that a mapping can fill.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Known {
    /// Its name in mappings and files.
    pub(crate) name: String,
    /// What kind of answer it takes.
    pub(crate) kind: Kind,
    /// Where it goes.
    pub(crate) target: Target,
}

impl Known {
    fn new(name: &str, kind: Kind, target: Target) -> Self {
        Self { name: name.to_owned(), kind, target }
    }
}

/// Every field of a subject, in the order of its canonical columns.
pub(crate) fn known(subject: Subject) -> Vec<Known> {
    match subject {
        Subject::Household => {
            let mut fields = household_fields();
            fields.extend(answers(HOUSEHOLD_PARTS));
            fields
        }
        Subject::Person => {
            let mut fields = person_fields();
            fields.extend(answers(MEMBER_PARTS));
            fields
        }
        Subject::Birth => {
            let mut fields = vec![Known::new("key", Kind::Text, Target::Key)];
            fields.extend(answers(BIRTH_PARTS));
            fields
        }
        Subject::Survey => Vec::new(),
    }
}

fn household_fields() -> Vec<Known> {
    let region = Kind::Code("Region", Region::CODES);
    vec![
        Known::new("key", Kind::Text, Target::Key),
        Known::new("registry_number", Kind::Text, Target::RegistryNumber),
        Known::new("form.id", Kind::Text, Target::FormId),
        Known::new("form.version", Kind::Text, Target::FormVersion),
        Known::new("location.tehsil", Kind::Text, Target::Area(0)),
        Known::new("location.union_council", Kind::Text, Target::Area(1)),
        Known::new("location.block", Kind::Text, Target::Area(2)),
        Known::new("location.region", region, Target::Region),
        Known::new("location.address", Kind::Text, Target::Address),
        Known::new("location.landmark", Kind::Text, Target::Landmark),
    ]
}

fn person_fields() -> Vec<Known> {
    vec![
        Known::new("key", Kind::Text, Target::Key),
        Known::new("line", Kind::Integer, Target::Line),
        Known::new("usual_member", Kind::YesNo, Target::UsualMember),
        Known::new("name", Kind::Text, Target::Name),
        Known::new("name_urdu", Kind::Text, Target::NameUrdu),
        Known::new("number", Kind::Text, Target::Number),
        Known::new("number_kind", Kind::Code("NumberKind", NUMBER_KINDS), Target::NumberKind),
        Known::new("spouse_line", Kind::Integer, Target::Link(0)),
        Known::new("father_line", Kind::Integer, Target::Link(1)),
        Known::new("mother_line", Kind::Integer, Target::Link(2)),
    ]
}

fn answers<T>(parts: &'static [Part<T>]) -> impl Iterator<Item = Known> {
    parts.iter().enumerate().flat_map(|(part, section)| {
        section.fields.iter().enumerate().map(move |(position, field)| Known {
            name: format!("{}.{}", section.name, field.name),
            kind: field.kind,
            target: Target::Answer(part, position),
        })
    })
}

/// Whether a field takes a text; the fault when it does not.
pub(crate) fn probe(subject: Subject, field: &Known, text: &str) -> Result<(), Fault> {
    match (subject, field.target) {
        (Subject::Household, Target::Answer(part, position)) => {
            set(HOUSEHOLD_PARTS, &mut Record::default(), part, position, text)
        }
        (Subject::Person, Target::Answer(part, position)) => {
            let id = PersonId(uuid::Uuid::nil());
            set(MEMBER_PARTS, &mut Member::new(id, 1), part, position, text)
        }
        (Subject::Birth, Target::Answer(part, position)) => {
            set(BIRTH_PARTS, &mut Birth::default(), part, position, text)
        }
        _ => probe_kind(field.kind, text),
    }
}

fn probe_kind(kind: Kind, text: &str) -> Result<(), Fault> {
    let fits = match kind {
        Kind::YesNo => matches!(text, "yes" | "no"),
        Kind::Code(_, codes) => codes.contains(&text),
        Kind::Codes(codes) => text.split_ascii_whitespace().all(|code| codes.contains(&code)),
        Kind::Integer => return text.parse::<u8>().map(|_| ()).map_err(|_| Fault::Kind),
        Kind::Decimal => return text.parse::<f64>().map(|_| ()).map_err(|_| Fault::Kind),
        Kind::Date => return text.parse::<jiff::civil::Date>().map(|_| ()).map_err(|_| Fault::Kind),
        Kind::Text => true,
    };
    if fits { Ok(()) } else { Err(Fault::UnknownCode) }
}

/// Takes an answer of one of the parts.
pub(crate) fn set<T>(
    parts: &[Part<T>],
    owner: &mut T,
    part: usize,
    position: usize,
    text: &str,
) -> Result<(), Fault> {
    let part = parts.get(part).ok_or(Fault::UnknownField)?;
    (part.set)(owner, position, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::sections::SECTIONS;
    use std::collections::BTreeSet;

    #[test]
    fn every_section_has_its_columns() {
        let parts: BTreeSet<&str> = (HOUSEHOLD_PARTS.iter().map(|part| part.name))
            .chain(MEMBER_PARTS.iter().map(|part| part.name))
            .chain(BIRTH_PARTS.iter().map(|part| part.name))
            .collect();
        assert_eq!(parts, SECTIONS.iter().map(|(name, _)| *name).collect());
    }

    #[test]
    fn no_subject_has_a_name_twice() {
        for subject in [Subject::Household, Subject::Person, Subject::Birth] {
            let names: Vec<String> = known(subject).into_iter().map(|field| field.name).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
    }

    #[test]
    fn a_probe_knows_what_a_field_takes() {
        let fields = known(Subject::Household);
        let field = |name: &str| fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!(probe(Subject::Household, field("dwelling.tenure"), "owned"), Ok(()));
        assert_eq!(probe(Subject::Household, field("dwelling.tenure"), "castle"), Err(Fault::UnknownCode));
        assert_eq!(probe(Subject::Household, field("dwelling.rooms"), "61"), Err(Fault::OutOfRange));
        assert_eq!(probe(Subject::Household, field("location.region"), "urban"), Ok(()));
        assert_eq!(probe(Subject::Household, field("location.region"), "city"), Err(Fault::UnknownCode));
    }
}
