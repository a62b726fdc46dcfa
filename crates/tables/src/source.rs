//! Files as streams of raw rows: CSV and Parquet behind one face.

mod csv_file;
mod decoding;
mod parquet_file;
mod parquet_text;
mod row_limit;

use crate::{
    fault::FileError,
    mapping::Mapping,
    table::{Block, Table},
};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

pub(crate) use csv_file::{CsvFile, not_in_encoding};
pub(crate) use parquet_file::ParquetFile;

/// What a mapping states about text files.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextSettings {
    /// The encoding; UTF-8 where none is stated and no byte-order mark says otherwise.
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    /// The separator; found out where none is stated.
    pub(crate) separator: Option<u8>,
}

impl TextSettings {
    /// Those of a mapping.
    pub(crate) fn of(mapping: &Mapping) -> Self {
        Self { encoding: mapping.encoding, separator: mapping.separator }
    }
}

/// The columns of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Headings {
    /// Columns of its rows.
    pub(crate) columns: Vec<String>,
    /// Lists in its rows, with the columns of each: nested Parquet only.
    pub(crate) lists: Vec<(String, Vec<String>)>,
    /// Whether the file is Parquet.
    pub(crate) parquet: bool,
}

impl Headings {
    /// The columns of a list.
    pub(crate) fn find_list(&self, name: &str) -> Option<&[String]> {
        self.lists.iter().find(|(list, _)| list == name).map(|(_, columns)| columns.as_slice())
    }
}

/// Which columns to read, by position in [`Headings`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Projection {
    /// Of the rows.
    pub(crate) columns: Vec<usize>,
    /// How many of them, the first ones, are the parts of the household's key.
    pub(crate) key_parts: usize,
    /// Of the list of members: its name and its columns.
    pub(crate) members: Option<(String, Vec<usize>)>,
    /// Of the list of births.
    pub(crate) births: Option<(String, Vec<usize>)>,
}

impl Projection {
    /// A table for the rows.
    pub(crate) fn table(&self) -> Table {
        Table::keyed(self.columns.len(), self.key_parts)
    }
}

/// Rows that could not be read in all that was read so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Damage {
    /// Rows not in the encoding, and the first of them.
    pub(crate) encoding: (u64, u64),
    /// Rows with another number of cells than the headings, and the first of them.
    pub(crate) cells: (u64, u64),
}

/// An open file.
pub(crate) enum Source {
    /// Text.
    Csv(Box<CsvFile>),
    /// Parquet.
    Parquet(Box<ParquetFile>),
}

impl Source {
    /// Opens a file for the columns of a projection.
    pub(crate) fn open(
        path: &Path,
        settings: TextSettings,
        projection: &Projection,
    ) -> Result<Self, FileError> {
        Ok(match find_format(path)? {
            Format::Csv => Self::Csv(Box::new(CsvFile::open(path, settings, projection)?)),
            Format::Parquet => Self::Parquet(Box::new(ParquetFile::open(path, projection)?)),
        })
    }

    /// Appends at most so many rows, and says how many.
    pub(crate) fn read(&mut self, rows: usize, block: &mut Block) -> Result<usize, FileError> {
        let read = match self {
            Self::Csv(file) => file.read(rows, &mut block.households),
            Self::Parquet(file) => file.read(rows, block),
        }?;
        block.households.join_keys();
        Ok(read)
    }

    /// Passes over so many rows.
    pub(crate) fn skip(&mut self, rows: u64) -> Result<(), FileError> {
        match self {
            Self::Csv(file) => file.skip(rows),
            Self::Parquet(file) => file.skip(rows),
        }
    }

    /// What could not be read so far.
    pub(crate) fn damage(&self) -> Damage {
        match self {
            Self::Csv(file) => file.damage(),
            Self::Parquet(_) => Damage::default(),
        }
    }
}

/// The columns of a file.
pub(crate) fn headings(path: &Path, settings: TextSettings) -> Result<Headings, FileError> {
    match find_format(path)? {
        Format::Csv => CsvFile::headings(path, settings),
        Format::Parquet => ParquetFile::headings(path),
    }
}

/// The first rows of a file, all columns, and the columns of its lists.
pub(crate) fn sample(
    path: &Path,
    headings: &Headings,
    list: Option<&str>,
    settings: TextSettings,
    rows: usize,
) -> Result<(Table, Table), FileError> {
    let columns = list.and_then(|list| headings.find_list(list)).map_or(0, <[String]>::len);
    let projection = Projection {
        columns: (0..headings.columns.len()).collect(),
        members: list.filter(|_| columns > 0).map(|list| (list.to_owned(), (0..columns).collect())),
        ..Projection::default()
    };
    let mut block = Block { households: projection.table(), ..Block::default() };
    block.members.rows = Table::new(columns);
    Source::open(path, settings, &projection)?.read(rows, &mut block)?;
    Ok((block.households, block.members.rows))
}

enum Format {
    Csv,
    Parquet,
}

const PARQUET_MAGIC: &[u8] = b"PAR1";

fn find_format(path: &Path) -> Result<Format, FileError> {
    check_regular(path)?;
    let mut file = open_file(path)?;
    let mut first = Vec::with_capacity(4);
    let length = file.metadata().map_or(0, |metadata| metadata.len());
    file.by_ref().take(4).read_to_end(&mut first).map_err(|error| unreadable(path, &error))?;
    if length == 0 {
        let remedy = "Deliver the file again: it should have headings and rows.";
        return Err(FileError::new("tables.empty", path, "The file is empty.", remedy));
    }
    let named_parquet = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"));
    if first == PARQUET_MAGIC {
        check_parquet_end(path, &mut file, length)?;
        return Ok(Format::Parquet);
    }
    if first.starts_with(&[0x1f, 0x8b]) || first.starts_with(b"PK") || first.starts_with(&[0x28, 0xb5, 0x2f])
    {
        let remedy = "Unpack it first; save an Excel workbook as CSV (UTF-8).";
        return Err(FileError::new("tables.packed", path, "The file is packed or a workbook.", remedy));
    }
    if named_parquet {
        let remedy = "Deliver the file again, or name it .csv when it is text.";
        return Err(FileError::new(
            "tables.not_parquet",
            path,
            "The file is named Parquet and is none.",
            remedy,
        ));
    }
    Ok(Format::Csv)
}

/// Files are read more than once, so they cannot be pipes.
fn check_regular(path: &Path) -> Result<(), FileError> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(metadata) => {
            let what = if metadata.is_dir() { "This is a folder." } else { "This is no file on a disk." };
            let remedy = "Give the path of a file; write what comes through a pipe to a file first.";
            Err(FileError::new("tables.not_a_file", path, what, remedy))
        }
        // Opening it says why.
        Err(_) => Ok(()),
    }
}

/// A Parquet file ends as it starts; one that was cut off does not.
fn check_parquet_end(path: &Path, file: &mut File, length: u64) -> Result<(), FileError> {
    let mut last = Vec::with_capacity(4);
    let end = file.seek(SeekFrom::Start(length.saturating_sub(4))).and_then(|_| file.read_to_end(&mut last));
    end.map_err(|error| unreadable(path, &error))?;
    if length < 12 || last != PARQUET_MAGIC {
        let what = format!("The Parquet file is cut off after {length} bytes: its end is missing.");
        return Err(FileError::new("tables.truncated", path, what, "Deliver the file again, as a whole."));
    }
    Ok(())
}

pub(super) fn open_file(path: &Path) -> Result<File, FileError> {
    File::open(path).map_err(|error| {
        let (code, what) = match error.kind() {
            std::io::ErrorKind::NotFound => ("tables.no_file", "There is no such file.".to_owned()),
            _ => ("tables.unreadable", format!("The file cannot be opened: {error}.")),
        };
        FileError::new(code, path, what, "Check the name of the file and the permission to read it.")
    })
}

pub(super) fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> FileError {
    let what = format!("The file cannot be read: {error}.");
    FileError::new("tables.unreadable", path, what, "Check the disk or the network; then run the load again.")
}

/// A file and what one part of it is read for.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    /// The file.
    pub(crate) path: PathBuf,
    /// What the mapping states about text.
    pub(crate) settings: TextSettings,
    /// Which columns are read.
    pub(crate) projection: Projection,
    /// The headings of the key's columns, which are the first of them.
    pub(crate) key_column: String,
}

impl Opening {
    /// Opens it.
    pub(crate) fn open(&self) -> Result<Source, FileError> {
        Source::open(&self.path, self.settings, &self.projection)
    }

    /// The same file for the columns of its key alone.
    pub(crate) fn keys_only(&self) -> Self {
        let Projection { columns, key_parts, .. } = &self.projection;
        let columns = columns.iter().copied().take(*key_parts).collect();
        let projection = Projection { columns, key_parts: *key_parts, members: None, births: None };
        Self { projection, ..self.clone() }
    }
}
