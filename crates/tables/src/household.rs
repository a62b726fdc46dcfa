//! From raw rows to households: what the record takes goes in, what it does not becomes a finding, and a household that
//! cannot be loaded becomes a reject. Nothing here reads a file, so any number of threads may do it.

use crate::{
    bind::{Bound, Line},
    fields::{AREAS, BIRTH_PARTS, HOUSEHOLD_PARTS, Target, set},
    reader::{Chunk, ChunkRead, Read},
    roster,
    table::{List, Table},
    translate::{Cell, number},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    clock::date_in_pakistan,
    code_lists::Region,
    delivery::{Delivered, Delivery, Reject, RejectCode},
    field::Fault,
    finding::{Finding, FindingCode},
    household::Record,
    ids::IdSource,
    personal::Personal,
    registry_number::RegistryNumber,
    sections::Birth,
};

/// Before the country there was no survey of it: databases write 0001-01-01 or 1900-01-01 where they know no day.
const FIRST_YEAR: i16 = 1947;

/// The longest household key; stores index keys, and none takes a page of text.
const MOST_KEY_CHARACTERS: usize = 200;

impl Bound {
    /// Turns raw rows into households. New persons get ids of the instant given, which also says what day is today.
    pub fn read_chunk(&self, chunk: &Chunk, ids: &dyn IdSource, at: Timestamp) -> ChunkRead {
        let today = date_in_pakistan(at);
        let mut read = ChunkRead { strays: chunk.strays.clone(), ..ChunkRead::default() };
        for position in 0..chunk.len() {
            let row = Row { bound: self, chunk, position, ids, at, today };
            let extra = row.extras();
            let mut not_members = 0;
            let delivery = row.read(&mut not_members);
            read.not_members += not_members;
            let delivered = Delivered {
                row: chunk.block.households.numbers.get(position).copied().unwrap_or(0),
                key: row.key().to_owned(),
                read: delivery,
            };
            read.households.push(Read { delivered, extra });
        }
        read
    }
}

/// One household's row with what is needed to read it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) bound: &'a Bound,
    chunk: &'a Chunk,
    position: usize,
    pub(crate) ids: &'a dyn IdSource,
    pub(crate) at: Timestamp,
    today: Date,
}

/// What a row says beside the record.
#[derive(Default)]
struct Beside {
    registry_number: Option<RegistryNumber>,
    number_wrong: bool,
}

impl<'a> Row<'a> {
    fn households(&self) -> &'a Table {
        &self.chunk.block.households
    }

    fn key(&self) -> &'a str {
        self.households().key(self.position)
    }

    /// The rows of the household's persons.
    pub(crate) fn members(&self) -> &'a List {
        &self.chunk.block.members
    }

    /// The positions of the household's persons among them.
    pub(crate) fn member_rows(&self) -> std::ops::Range<usize> {
        self.members().of(self.position)
    }

    fn read(&self, not_members: &mut u64) -> Result<Delivery, Reject> {
        self.refuse_unusable()?;
        let surveyed = self.surveyed()?;
        let mut findings = Vec::new();
        let (mut record, beside) = self.record(&mut findings);
        if record.interview.consent == Some(false) {
            return Err(Reject::at(RejectCode::ConsentRefused, "interview/consent"));
        }
        if beside.number_wrong {
            return Err(Reject::at(RejectCode::NumberUnknown, "registry_number"));
        }
        record.members = roster::read(self, surveyed, &mut findings, not_members)?;
        if record.members.is_empty() {
            return Err(Reject::at(RejectCode::RosterEmpty, "roster"));
        }
        record.births = self.births(&mut findings);
        self.note_extras(&mut findings);
        Ok(Delivery { surveyed, registry_number: beside.registry_number, record: Box::new(record), findings })
    }

    fn refuse_unusable(&self) -> Result<(), Reject> {
        if let Some(place) = self.households().find_unreadable(self.position) {
            return Err(Reject::at(RejectCode::RowUnreadable, place));
        }
        if self.key().is_empty() {
            return Err(Reject::at(RejectCode::KeyMissing, &self.bound.key_column));
        }
        if self.key().chars().count() > MOST_KEY_CHARACTERS || self.key().chars().any(char::is_control) {
            return Err(Reject::at(RejectCode::KeyUnusable, &self.bound.key_column));
        }
        if self.chunk.twice.get(self.position).copied().unwrap_or(false) {
            return Err(Reject::at(RejectCode::KeyTwice, &self.bound.key_column));
        }
        Ok(())
    }

    fn surveyed(&self) -> Result<Date, Reject> {
        let cell = self.bound.survey_date.as_ref().map(|date| date.read(self.households(), self.position));
        let date = match cell {
            Some(Cell::Text(text)) => text.get(..10).unwrap_or(&text).parse::<Date>().ok(),
            _ => None,
        };
        match date {
            Some(date) if date.year() < FIRST_YEAR => Err(Reject::at(RejectCode::DateMissing, "survey_date")),
            Some(date) if date > self.today => Err(Reject::at(RejectCode::DateFuture, "survey_date")),
            Some(date) => Ok(date),
            None => Err(Reject::at(RejectCode::DateMissing, "survey_date")),
        }
    }

    fn record(&self, findings: &mut Vec<Finding>) -> (Record, Beside) {
        let mut record = Record { form: self.bound.form.clone(), ..Record::default() };
        let mut beside = Beside::default();
        for line in &self.bound.household {
            let cell = line.translation.read(self.households(), self.position);
            let Some(text) = answer(&cell, || line.place.clone(), findings) else { continue };
            if let Err(fault) = take(&mut record, &mut beside, line.target, text) {
                let code = match line.target {
                    Target::Area(_) => FindingCode::AreaUnknown,
                    _ => code_of(fault),
                };
                findings.push(Finding::at(code, &*line.place));
            }
        }
        (record, beside)
    }

    fn births(&self, findings: &mut Vec<Finding>) -> Vec<Birth> {
        let list = &self.chunk.block.births;
        let mut births = Vec::new();
        for (number, row) in list.of(self.position).enumerate() {
            let mut birth = Birth::default();
            let place = |line: &Line| format!("births/birth[{}]/{}", number + 1, line.place);
            if list.rows.find_unreadable(row).is_some() {
                findings.push(Finding::at(FindingCode::AnswerType, format!("births/birth[{}]", number + 1)));
                continue;
            }
            for line in &self.bound.birth {
                let cell = line.translation.read(&list.rows, row);
                let Some(text) = answer(&cell, || place(line), findings) else { continue };
                let Target::Answer(part, position) = line.target else { continue };
                if let Err(fault) = set(BIRTH_PARTS, &mut birth, part, position, text) {
                    findings.push(Finding::at(code_of(fault), place(line)));
                }
            }
            if birth != Birth::default() {
                births.push(birth);
            }
        }
        births
    }

    fn extras(&self) -> Vec<Option<f64>> {
        let read = |line: &Line| match line.translation.read(self.households(), self.position) {
            Cell::Text(text) => number(&text),
            _ => None,
        };
        self.bound.extras.iter().map(read).collect()
    }

    /// Extra numbers that are none.
    fn note_extras(&self, findings: &mut Vec<Finding>) {
        for line in &self.bound.extras {
            let cell = line.translation.read(self.households(), self.position);
            if answer(&cell, || line.place.clone(), findings).is_some_and(|text| number(text).is_none()) {
                findings.push(Finding::at(FindingCode::AnswerType, &*line.place));
            }
        }
    }
}

/// The answer of a cell; a finding at the place when there is something else than an answer.
pub(crate) fn answer<'c>(
    cell: &'c Cell<'_>,
    place: impl FnOnce() -> String,
    findings: &mut Vec<Finding>,
) -> Option<&'c str> {
    let code = match cell {
        Cell::Text(text) => return Some(text),
        Cell::Missing => return None,
        Cell::Unknown => FindingCode::AnswerChoice,
        Cell::Unreadable => FindingCode::AnswerType,
    };
    findings.push(Finding::at(code, place()));
    None
}

/// The finding for an answer that the record does not take.
pub(crate) fn code_of(fault: Fault) -> FindingCode {
    match fault {
        Fault::UnknownField => FindingCode::AnswerUnknownQuestion,
        Fault::Kind => FindingCode::AnswerType,
        Fault::UnknownCode => FindingCode::AnswerChoice,
        Fault::OutOfRange => FindingCode::AnswerOutOfRange,
    }
}

fn take(record: &mut Record, beside: &mut Beside, target: Target, text: &str) -> Result<(), Fault> {
    match target {
        Target::Answer(part, position) => return set(HOUSEHOLD_PARTS, record, part, position, text),
        Target::RegistryNumber => {
            beside.registry_number = text.parse().ok();
            beside.number_wrong = beside.registry_number.is_none();
        }
        Target::FormId => text.clone_into(&mut record.form.id),
        Target::FormVersion => text.clone_into(&mut record.form.version),
        Target::Area(level) => {
            let area = text.parse().map_err(|_| Fault::UnknownCode)?;
            match AREAS.get(usize::from(level)) {
                Some(&"tehsil") => record.location.tehsil = Some(area),
                Some(&"union_council") => record.location.union_council = Some(area),
                _ => record.location.block = Some(area),
            }
        }
        Target::Region => record.location.region = Some(Region::from_code(text).ok_or(Fault::UnknownCode)?),
        Target::Address => record.location.address = Personal::new(text),
        Target::Landmark => record.location.landmark = Personal::new(text),
        _ => return Err(Fault::UnknownField),
    }
    Ok(())
}
