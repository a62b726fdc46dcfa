//! What stands in each canonical column of a household, a member and a birth.

use crate::fields::{
    AREAS, BIRTH_PARTS, HOUSEHOLD_PARTS, Known, LINKS, MEMBER_PARTS, Part, Subject, Target, known,
};
use registry::{
    field::Value,
    household::{Member, Record},
    identity::Identity,
    ids::PersonId,
    personal::Personal,
    registry_number::RegistryNumber,
    sections::Birth,
};

/// The canonical columns of a subject.
pub(super) fn columns(subject: Subject) -> Vec<Known> {
    // Who is written is a member.
    known(subject).into_iter().filter(|field| field.target != Target::UsualMember).collect()
}

/// Takes the cells of a row, one after the other.
pub(super) trait Cells {
    /// Nothing stands there.
    fn missing(&mut self);
    /// An answer.
    fn value(&mut self, column: &Known, value: Value<'_>);
    /// A text or nothing.
    fn text(&mut self, column: &Known, text: Option<&str>) {
        match text {
            Some(text) => self.value(column, Value::Text(text)),
            None => self.missing(),
        }
    }
}

/// The cells of a household.
pub(super) fn household(
    columns: &[Known],
    key: &str,
    number: Option<RegistryNumber>,
    record: &Record,
    cells: &mut impl Cells,
) {
    let location = &record.location;
    let named = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    for column in columns {
        let text = match column.target {
            Target::Answer(part, position) => {
                answer(HOUSEHOLD_PARTS, record, part, position, column, cells);
                continue;
            }
            Target::Region => {
                match location.region {
                    Some(region) => cells.value(column, Value::Code(region as usize)),
                    None => cells.missing(),
                }
                continue;
            }
            Target::Key => Some(key.to_owned()),
            Target::RegistryNumber => number.map(|number| number.as_u64().to_string()),
            Target::FormId => named(&record.form.id),
            Target::FormVersion => named(&record.form.version),
            Target::Area(level) => {
                let area = match AREAS.get(usize::from(level)) {
                    Some(&"tehsil") => &location.tehsil,
                    Some(&"union_council") => &location.union_council,
                    _ => &location.block,
                };
                area.as_ref().map(ToString::to_string)
            }
            Target::Address => location.address.as_ref().map(|text| text.reveal().to_owned()),
            Target::Landmark => location.landmark.as_ref().map(|text| text.reveal().to_owned()),
            _ => None,
        };
        cells.text(column, text.as_deref());
    }
}

/// The cells of a member.
pub(super) fn member(columns: &[Known], key: &str, record: &Record, member: &Member, cells: &mut impl Cells) {
    let line_of = |person: Option<PersonId>| {
        let person = person?;
        record.members.iter().find(|other| other.id == person).map(|other| other.line)
    };
    for column in columns {
        match column.target {
            Target::Answer(part, position) => answer(MEMBER_PARTS, member, part, position, column, cells),
            Target::Key => cells.text(column, Some(key)),
            Target::Line => cells.value(column, Value::Integer(i64::from(member.line))),
            Target::Name => cells.text(column, member.name.as_ref().map(Personal::reveal)),
            Target::NameUrdu => cells.text(column, member.name_urdu.as_ref().map(Personal::reveal)),
            Target::Number => {
                let number = member.identity.number().map(|number| format!("{:013}", number.as_u64()));
                cells.text(column, number.as_deref());
            }
            Target::NumberKind => match member.identity {
                Identity::Cnic(_) => cells.value(column, Value::Code(0)),
                Identity::BForm(_) => cells.value(column, Value::Code(1)),
                Identity::None => cells.missing(),
            },
            Target::Link(link) => {
                let linked = match LINKS.get(usize::from(link)) {
                    Some(&"spouse_line") => member.spouse,
                    Some(&"father_line") => member.father,
                    _ => member.mother,
                };
                match line_of(linked) {
                    Some(line) => cells.value(column, Value::Integer(i64::from(line))),
                    None => cells.missing(),
                }
            }
            _ => cells.missing(),
        }
    }
}

/// The cells of a birth.
pub(super) fn birth(columns: &[Known], key: &str, birth: &Birth, cells: &mut impl Cells) {
    for column in columns {
        match column.target {
            Target::Answer(part, position) => answer(BIRTH_PARTS, birth, part, position, column, cells),
            _ => cells.text(column, Some(key)),
        }
    }
}

fn answer<T>(
    parts: &[Part<T>],
    owner: &T,
    part: usize,
    position: usize,
    column: &Known,
    cells: &mut impl Cells,
) {
    match parts.get(part).and_then(|part| (part.value)(owner, position)) {
        Some(value) => cells.value(column, value),
        None => cells.missing(),
    }
}
