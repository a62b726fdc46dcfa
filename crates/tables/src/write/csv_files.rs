//! Canonical columns as three text files: UTF-8, commas, line ends of one sign.

use super::{
    WriteError, Written, finished,
    rows::{self, Cells, columns},
};
use crate::fields::{Known, Subject};
use registry::{
    field::{Kind, Value},
    household::Record,
    registry_number::RegistryNumber,
};
use std::{
    fmt::Write,
    fs::File,
    path::{Path, PathBuf},
};

const BUFFER_BYTES: usize = 1 << 20;

/// The three files.
pub(super) struct CsvFiles {
    households: CsvFile,
    persons: CsvFile,
    births: CsvFile,
}

impl CsvFiles {
    /// Creates them with their headings.
    pub(super) fn create(folder: &Path) -> Result<Self, WriteError> {
        Ok(Self {
            households: CsvFile::create(folder.join("households.csv"), Subject::Household)?,
            persons: CsvFile::create(folder.join("persons.csv"), Subject::Person)?,
            births: CsvFile::create(folder.join("births.csv"), Subject::Birth)?,
        })
    }

    pub(super) fn write(
        &mut self,
        key: &str,
        number: Option<RegistryNumber>,
        record: &Record,
    ) -> Result<(), WriteError> {
        self.households.row(|columns, cells| rows::household(columns, key, number, record, cells))?;
        for member in &record.members {
            self.persons.row(|columns, cells| rows::member(columns, key, record, member, cells))?;
        }
        for birth in &record.births {
            self.births.row(|columns, cells| rows::birth(columns, key, birth, cells))?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Written, WriteError> {
        let files = [self.households, self.persons, self.births].into_iter().map(CsvFile::finish);
        Ok(Written { files: files.collect::<Result<_, _>>()? })
    }
}

struct CsvFile {
    path: PathBuf,
    columns: Vec<Known>,
    row: Row,
    writer: csv::Writer<File>,
    rows: u64,
}

/// The cells of one row, one behind the other.
#[derive(Default)]
struct Row {
    text: String,
    ends: Vec<usize>,
}

impl CsvFile {
    fn create(path: PathBuf, subject: Subject) -> Result<Self, WriteError> {
        let columns = columns(subject);
        let file = File::create(&path).map_err(|error| WriteError::new(&path, &error))?;
        let mut writer = csv::WriterBuilder::new().buffer_capacity(BUFFER_BYTES).from_writer(file);
        let headings = columns.iter().map(|column| column.name.as_str());
        writer.write_record(headings).map_err(|error| WriteError::new(&path, &error))?;
        Ok(Self { path, columns, row: Row::default(), writer, rows: 0 })
    }

    fn row(&mut self, fill: impl FnOnce(&[Known], &mut Row)) -> Result<(), WriteError> {
        self.row.text.clear();
        self.row.ends.clear();
        fill(&self.columns, &mut self.row);
        self.rows += 1;
        let mut start = 0;
        let cells = self.row.ends.iter().map(|end| {
            let cell = self.row.text.get(start..*end).unwrap_or("");
            start = *end;
            cell
        });
        self.writer.write_record(cells).map_err(|error| WriteError::new(&self.path, &error))
    }

    fn finish(mut self) -> Result<super::WrittenFile, WriteError> {
        self.writer.flush().map_err(|error| WriteError::new(&self.path, &error))?;
        finished(self.path, self.rows)
    }
}

impl Cells for Row {
    fn missing(&mut self) {
        self.ends.push(self.text.len());
    }

    fn value(&mut self, column: &Known, value: Value<'_>) {
        // Writing into a text cannot fail.
        let _ = match value {
            Value::YesNo(yes) => self.text.write_str(if yes { "yes" } else { "no" }),
            Value::Integer(number) => write!(self.text, "{number}"),
            Value::Decimal(number) => write!(self.text, "{number}"),
            Value::Date(date) => write!(self.text, "{date}"),
            Value::Text(text) => self.text.write_str(text),
            Value::Codes(codes) => self.text.write_str(&codes),
            Value::Code(position) => match column.kind {
                Kind::Code(_, codes) => self.text.write_str(codes.get(position).copied().unwrap_or("")),
                _ => Ok(()),
            },
        };
        self.ends.push(self.text.len());
    }
}
