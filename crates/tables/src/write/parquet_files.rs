//! Canonical columns as Parquet: sections are groups, so that a query says `dwelling.rooms` as everywhere else; members and
//! births are lists in one nested file, or files of their own. Written column by column, without Arrow.

use super::{
    WriteError, Written, finished,
    rows::{self, Cells, columns},
};
use crate::fields::{Known, Subject, Target};
use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type},
    errors::ParquetError,
    file::{
        properties::{EnabledStatistics, WriterProperties},
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::{parser::parse_message_type, types::ColumnPath},
};
use registry::{
    field::{Kind, Value},
    household::Record,
    registry_number::RegistryNumber,
};
use std::{
    fmt::Write,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Households of one row group.
const GROUP_HOUSEHOLDS: u64 = 50_000;
const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

/// One nested file, or three flat ones.
pub(super) struct ParquetFiles {
    households: ParquetFile,
    persons: Option<ParquetFile>,
    births: Option<ParquetFile>,
    in_group: u64,
}

impl ParquetFiles {
    /// One file whose households have lists of members and births.
    pub(super) fn nested(path: &Path) -> Result<Self, WriteError> {
        let blocks = vec![
            Columns::new(Subject::Household, None),
            Columns::new(Subject::Person, Some("members")),
            Columns::new(Subject::Birth, Some("births")),
        ];
        let households = ParquetFile::create(path.to_owned(), blocks)?;
        Ok(Self { households, persons: None, births: None, in_group: 0 })
    }

    /// Three files in a folder.
    pub(super) fn flat(folder: &Path) -> Result<Self, WriteError> {
        let file = |name: &str, subject: Subject| {
            ParquetFile::create(folder.join(name), vec![Columns::new(subject, None)])
        };
        Ok(Self {
            households: file("households.parquet", Subject::Household)?,
            persons: Some(file("persons.parquet", Subject::Person)?),
            births: Some(file("births.parquet", Subject::Birth)?),
            in_group: 0,
        })
    }

    pub(super) fn write(
        &mut self,
        key: &str,
        number: Option<RegistryNumber>,
        record: &Record,
    ) -> Result<(), WriteError> {
        self.households.rows += 1;
        self.households.row(0, 0, |columns, cells| rows::household(columns, key, number, record, cells));
        let members = self.persons.as_mut().map_or((&mut self.households, 1), |persons| (persons, 0));
        write_rows(members, &record.members, |columns, member, cells| {
            rows::member(columns, key, record, member, cells);
        });
        let births = self.births.as_mut().map_or((&mut self.households, 2), |births| (births, 0));
        write_rows(births, &record.births, |columns, birth, cells| rows::birth(columns, key, birth, cells));
        self.in_group += 1;
        if self.in_group >= GROUP_HOUSEHOLDS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        self.in_group = 0;
        for file in
            [Some(&mut self.households), self.persons.as_mut(), self.births.as_mut()].into_iter().flatten()
        {
            file.flush()?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Written, WriteError> {
        self.flush()?;
        let files = [Some(self.households), self.persons, self.births].into_iter().flatten();
        Ok(Written { files: files.map(ParquetFile::finish).collect::<Result<_, _>>()? })
    }
}

/// Rows of a file of their own, or of a list of the household that was written last.
fn write_rows<T>(
    (file, block): (&mut ParquetFile, usize),
    items: &[T],
    fill: impl Fn(&[Known], &T, &mut Leaves<'_>),
) {
    if block == 0 {
        file.rows += items.len() as u64;
    } else if items.is_empty() {
        file.empty_list(block);
    }
    for (position, item) in items.iter().enumerate() {
        let repetition = i16::from(block > 0 && position > 0);
        file.row(block, repetition, |columns, cells| fill(columns, item, cells));
    }
}

/// The columns of a subject, at the top of a file or in a list.
struct Columns {
    fields: Vec<Known>,
    leaves: Vec<Leaf>,
    list: Option<&'static str>,
}

impl Columns {
    fn new(subject: Subject, list: Option<&'static str>) -> Self {
        let mut columns = columns(subject);
        if list.is_some() {
            columns.retain(|column| column.target != Target::Key);
        }
        let leaves = columns.iter().map(|column| Leaf::new(column, list.is_some())).collect();
        Self { fields: columns, leaves, list }
    }
}

struct ParquetFile {
    path: PathBuf,
    blocks: Vec<Columns>,
    writer: SerializedFileWriter<File>,
    rows: u64,
    /// Of them those that stand in row groups already.
    flushed: u64,
}

impl ParquetFile {
    fn create(path: PathBuf, blocks: Vec<Columns>) -> Result<Self, WriteError> {
        let failed = |error: &dyn std::fmt::Display| WriteError::new(&path, error);
        let schema = parse_message_type(&message(&blocks)).map_err(|error| failed(&error))?;
        let file = File::create(&path).map_err(|error| failed(&error))?;
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties()));
        let writer = writer.map_err(|error| failed(&error))?;
        Ok(Self { path, blocks, writer, rows: 0, flushed: 0 })
    }

    fn row(&mut self, block: usize, repetition: i16, fill: impl FnOnce(&[Known], &mut Leaves<'_>)) {
        if let Some(block) = self.blocks.get_mut(block) {
            let mut cells = Leaves { leaves: block.leaves.iter_mut(), repetition };
            fill(&block.fields, &mut cells);
        }
    }

    fn empty_list(&mut self, block: usize) {
        for leaf in self.blocks.get_mut(block).into_iter().flat_map(|block| &mut block.leaves) {
            leaf.definitions.push(0);
            leaf.repetitions.push(0);
        }
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.flushed == self.rows {
            return Ok(());
        }
        self.flushed = self.rows;
        let mut group = self.writer.next_row_group().map_err(|error| WriteError::new(&self.path, &error))?;
        let mut leaves = self.blocks.iter_mut().flat_map(|block| &mut block.leaves);
        let write = || {
            while let Some(mut column) = group.next_column()? {
                if let Some(leaf) = leaves.next() {
                    leaf.flush(&mut column)?;
                }
                column.close()?;
            }
            group.close().map(|_| ())
        };
        write().map_err(|error: ParquetError| WriteError::new(&self.path, &error))
    }

    fn finish(self) -> Result<super::WrittenFile, WriteError> {
        self.writer.close().map_err(|error| WriteError::new(&self.path, &error))?;
        finished(self.path, self.rows)
    }
}

fn properties() -> WriterProperties {
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by("nser".to_owned());
    // Values that hardly ever come twice.
    for path in [&["key"][..], &["number"], &["members", "list", "element", "number"]] {
        let path = ColumnPath::new(path.iter().map(|part| (*part).to_owned()).collect());
        properties = properties.set_column_dictionary_enabled(path, false);
    }
    properties.build()
}

/// The schema in Parquet's own notation.
fn message(blocks: &[Columns]) -> String {
    let mut message = String::from("message household {\n");
    for block in blocks {
        if let Some(list) = block.list {
            // Writing into a text cannot fail.
            let _ = writeln!(
                message,
                "REQUIRED GROUP {list} (LIST) {{ REPEATED GROUP list {{ REQUIRED GROUP element {{"
            );
        }
        write_groups(&block.fields, &mut message);
        if block.list.is_some() {
            message.push_str("} } }\n");
        }
    }
    message.push('}');
    message
}

/// Columns of one section stand beside each other and make a group.
fn write_groups(columns: &[Known], message: &mut String) {
    let mut open = "";
    for column in columns {
        let (section, name) = column.name.split_once('.').unwrap_or(("", &column.name));
        if section != open {
            if !open.is_empty() {
                message.push_str("}\n");
            }
            if !section.is_empty() {
                let _ = writeln!(message, "REQUIRED GROUP {section} {{");
            }
            open = section;
        }
        let repetition = if is_required(column) { "REQUIRED" } else { "OPTIONAL" };
        let _ = writeln!(message, "{repetition} {};", typed(name, column.kind));
    }
    if !open.is_empty() {
        message.push_str("}\n");
    }
}

fn is_required(column: &Known) -> bool {
    matches!(column.target, Target::Key | Target::Line)
}

fn typed(name: &str, kind: Kind) -> String {
    match kind {
        Kind::YesNo => format!("BOOLEAN {name}"),
        Kind::Integer => format!("INT64 {name}"),
        Kind::Decimal => format!("DOUBLE {name}"),
        Kind::Date => format!("INT32 {name} (DATE)"),
        Kind::Text | Kind::Code(..) | Kind::Codes(_) => format!("BINARY {name} (UTF8)"),
    }
}

/// Values of a column of one row group.
struct Leaf {
    store: Store,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// The level of a row that is there.
    listed: i16,
    /// The level of a value that is there.
    defined: i16,
}

enum Store {
    Truths(Vec<bool>),
    Whole(Vec<i64>),
    Decimal(Vec<f64>),
    Days(Vec<i32>),
    /// Positions in a code list.
    Codes(Vec<u8>, &'static [&'static str]),
    Texts(String, Vec<usize>),
}

impl Leaf {
    fn new(column: &Known, in_list: bool) -> Self {
        let store = match column.kind {
            Kind::YesNo => Store::Truths(Vec::new()),
            Kind::Integer => Store::Whole(Vec::new()),
            Kind::Decimal => Store::Decimal(Vec::new()),
            Kind::Date => Store::Days(Vec::new()),
            Kind::Code(_, codes) => Store::Codes(Vec::new(), codes),
            Kind::Text | Kind::Codes(_) => Store::Texts(String::new(), Vec::new()),
        };
        let listed = i16::from(in_list);
        let defined = listed + i16::from(!is_required(column));
        Self { store, definitions: Vec::new(), repetitions: Vec::new(), listed, defined }
    }

    fn push(&mut self, value: Value<'_>) {
        match (&mut self.store, value) {
            (Store::Truths(values), Value::YesNo(yes)) => values.push(yes),
            (Store::Whole(values), Value::Integer(number)) => values.push(number),
            (Store::Decimal(values), Value::Decimal(number)) => values.push(number),
            (Store::Days(values), Value::Date(date)) => {
                let days = date.since(EPOCH).map_or(0, |span| span.get_days());
                values.push(days);
            }
            (Store::Codes(values, _), Value::Code(position)) => {
                values.push(u8::try_from(position).unwrap_or(u8::MAX));
            }
            (Store::Texts(texts, ends), Value::Text(text)) => push_text(texts, ends, text),
            (Store::Texts(texts, ends), Value::Codes(text)) => push_text(texts, ends, &text),
            // A column is made for the kind of its field, so no other value comes.
            _ => return self.push_missing(),
        }
        self.definitions.push(self.defined);
    }

    fn push_missing(&mut self) {
        self.definitions.push(self.listed);
    }

    fn flush(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let definitions = (self.defined > 0).then_some(self.definitions.as_slice());
        let repetitions = (self.listed > 0).then_some(self.repetitions.as_slice());
        match &mut self.store {
            Store::Truths(values) => write::<BoolType>(column, values, definitions, repetitions)?,
            Store::Whole(values) => write::<Int64Type>(column, values, definitions, repetitions)?,
            Store::Decimal(values) => write::<DoubleType>(column, values, definitions, repetitions)?,
            Store::Days(values) => write::<Int32Type>(column, values, definitions, repetitions)?,
            Store::Codes(positions, codes) => {
                let named: Vec<ByteArray> = codes.iter().map(|code| ByteArray::from(*code)).collect();
                let of = |position: &u8| named.get(usize::from(*position)).cloned().unwrap_or_default();
                let mut values: Vec<ByteArray> = positions.iter().map(of).collect();
                write::<ByteArrayType>(column, &mut values, definitions, repetitions)?;
                positions.clear();
            }
            Store::Texts(texts, ends) => {
                let mut values = byte_arrays(texts, ends);
                write::<ByteArrayType>(column, &mut values, definitions, repetitions)?;
                texts.clear();
                ends.clear();
            }
        }
        self.definitions.clear();
        self.repetitions.clear();
        Ok(())
    }
}

fn push_text(texts: &mut String, ends: &mut Vec<usize>, text: &str) {
    texts.push_str(text);
    ends.push(texts.len());
}

/// Texts that share one piece of memory.
fn byte_arrays(texts: &mut String, ends: &[usize]) -> Vec<ByteArray> {
    let whole = ByteArray::from(std::mem::take(texts).into_bytes());
    let mut start = 0;
    ends.iter()
        .map(|end| {
            let text = whole.slice(start, end - start);
            start = *end;
            text
        })
        .collect()
}

fn write<T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    definitions: Option<&[i16]>,
    repetitions: Option<&[i16]>,
) -> Result<(), ParquetError> {
    column.typed::<T>().write_batch(values, definitions, repetitions)?;
    values.clear();
    Ok(())
}

/// The cells of one row.
struct Leaves<'a> {
    leaves: std::slice::IterMut<'a, Leaf>,
    repetition: i16,
}

impl Cells for Leaves<'_> {
    fn missing(&mut self) {
        if let Some(leaf) = self.leaves.next() {
            leaf.repetitions.push(self.repetition);
            leaf.push_missing();
        }
    }

    fn value(&mut self, _column: &Known, value: Value<'_>) {
        if let Some(leaf) = self.leaves.next() {
            leaf.repetitions.push(self.repetition);
            leaf.push(value);
        }
    }
}
