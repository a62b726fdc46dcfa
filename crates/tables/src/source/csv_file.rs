//! Text files of separated cells: quoted as RFC 4180 says, with any line ends, a byte-order mark or none.

use super::{
    Damage, Headings, Projection, TextSettings,
    decoding::Decoding,
    open_file,
    row_limit::{Limited, MOST_ROW_BYTES, RowBytes},
    unreadable,
};
use crate::{fault::FileError, table::Table};
use csv::{ByteRecord, Reader, ReaderBuilder};
use std::{
    fs::File,
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

const BUFFER_BYTES: usize = 1 << 20;
/// How much of a file is looked at to find its separator.
const SNIFF_BYTES: u64 = 1 << 16;
/// The separators that are found out without being stated.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A text file as records of cells.
type Text = Reader<Box<dyn Read + Send>>;

/// An open text file.
pub(crate) struct CsvFile {
    path: PathBuf,
    reader: Text,
    row_bytes: RowBytes,
    record: ByteRecord,
    cells: usize,
    separator: u8,
    columns: Vec<usize>,
    names: Vec<String>,
    row: u64,
    /// The lines at which the record starts and ends.
    lines: (u64, u64),
    damage: Damage,
}

impl CsvFile {
    /// Opens a file for some of its columns.
    pub(super) fn open(
        path: &Path,
        settings: TextSettings,
        projection: &Projection,
    ) -> Result<Self, FileError> {
        let Start { reader, row_bytes, headings, separator } = start(path, settings)?;
        let names =
            projection.columns.iter().map(|at| headings.get(*at).cloned().unwrap_or_default()).collect();
        Ok(Self {
            path: path.to_owned(),
            reader,
            row_bytes,
            record: ByteRecord::new(),
            cells: headings.len(),
            separator,
            columns: projection.columns.clone(),
            names,
            row: 0,
            lines: (0, 0),
            damage: Damage::default(),
        })
    }

    /// The headings of a file.
    pub(super) fn headings(path: &Path, settings: TextSettings) -> Result<Headings, FileError> {
        let Start { headings, .. } = start(path, settings)?;
        Ok(Headings { columns: headings, ..Headings::default() })
    }

    pub(super) fn damage(&self) -> Damage {
        self.damage
    }

    pub(super) fn read(&mut self, rows: usize, table: &mut Table) -> Result<usize, FileError> {
        for read in 0..rows {
            if !self.next_record()? {
                return Ok(read);
            }
            self.take_record(table);
        }
        Ok(rows)
    }

    pub(super) fn skip(&mut self, rows: u64) -> Result<(), FileError> {
        for _ in 0..rows {
            if !self.next_record()? {
                break;
            }
        }
        Ok(())
    }

    fn next_record(&mut self) -> Result<bool, FileError> {
        let start = self.reader.position().line();
        self.row_bytes.begin();
        let there = self.reader.read_byte_record(&mut self.record).map_err(|error| {
            if self.row_bytes.exceeded() {
                return too_long(&self.path, start).at_row(self.row + 1);
            }
            unreadable(&self.path, &error).at_row(self.row + 1)
        })?;
        self.row += u64::from(there);
        self.lines = (start, self.reader.position().line());
        Ok(there)
    }

    fn take_record(&mut self, table: &mut Table) {
        if self.record.len() != self.cells {
            note(&mut self.damage.cells, self.row);
            return table.push_unreadable(self.row, self.swallowed_lines());
        }
        if self.has_swallowed_rows() {
            note(&mut self.damage.cells, self.row);
            return table.push_unreadable(self.row, self.swallowed_lines());
        }
        if std::str::from_utf8(self.record.as_slice()).is_err() {
            note(&mut self.damage.encoding, self.row);
            return table.push_unreadable(self.row, self.find_foreign_column());
        }
        table.numbers.push(self.row);
        for (column, at) in table.columns.iter_mut().zip(&self.columns) {
            // The whole record is UTF-8, and cells end where characters do, or the cell is not UTF-8 by itself.
            let cell = self.record.get(*at).and_then(|cell| std::str::from_utf8(cell).ok());
            column.push(cell.unwrap_or(""));
        }
    }

    /// Whether a cell of several lines has a line with as many separators as a row of its own: then a quote was not closed,
    /// and the row holds others. Lines of an address have fewer.
    fn has_swallowed_rows(&self) -> bool {
        let (start, end) = self.lines;
        if end <= start + 1 {
            return false;
        }
        let row = self.cells.max(3);
        let cells = |line: &[u8]| line.split(|byte| *byte == self.separator).count();
        self.record
            .iter()
            .any(|cell| cell.split(|byte| *byte == b'\n').skip(1).any(|line| cells(line) >= row))
    }

    /// A quote that is not closed swallows the lines up to the next one: which, so that they can be delivered again.
    fn swallowed_lines(&self) -> String {
        match self.lines {
            (start, end) if end > start + 1 => format!("lines {start}-{}", end - 1),
            _ => String::new(),
        }
    }

    fn find_foreign_column(&self) -> String {
        let foreign = |at: usize| self.record.get(at).is_some_and(|cell| std::str::from_utf8(cell).is_err());
        let column = self.columns.iter().zip(&self.names).find(|(at, _)| foreign(**at));
        column.map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

fn note(damage: &mut (u64, u64), row: u64) {
    if damage.0 == 0 {
        damage.1 = row;
    }
    damage.0 += 1;
}

fn too_long(path: &Path, line: u64) -> FileError {
    let megabytes = MOST_ROW_BYTES >> 20;
    let what = format!("The row that begins in line {line} is longer than {megabytes} MB.");
    FileError::new("tables.row_length", path, what, "Look there for a quote that is not closed.")
}

/// A file behind its headings.
struct Start {
    reader: Text,
    row_bytes: RowBytes,
    headings: Vec<String>,
    separator: u8,
}

/// Reads the headings.
fn start(path: &Path, settings: TextSettings) -> Result<Start, FileError> {
    let mut text = decoded(path, settings)?;
    let mut first = Vec::new();
    text.by_ref().take(SNIFF_BYTES).read_to_end(&mut first).map_err(|error| unreadable(path, &error))?;
    let separator = settings.separator.unwrap_or_else(|| find_separator(&first));
    let row_bytes = RowBytes::default();
    let limited = Limited::new(Cursor::new(first).chain(text), row_bytes.clone());
    let whole: Box<dyn Read + Send> = Box::new(limited);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(whole);
    let mut record = ByteRecord::new();
    let there = reader
        .read_byte_record(&mut record)
        .map_err(|error| if row_bytes.exceeded() { too_long(path, 1) } else { unreadable(path, &error) })?;
    if !there {
        let remedy = "Deliver the file again: its first line has the names of the columns.";
        return Err(FileError::new("tables.empty", path, "The file has no headings.", remedy));
    }
    let mut headings = Vec::new();
    for cell in &record {
        let name = std::str::from_utf8(cell).map_err(|_| not_in_encoding(path, None))?;
        if name.contains('\0') {
            return Err(like_utf_16(path, name.starts_with('\0')));
        }
        headings.push(name.trim().to_owned());
    }
    Ok(Start { reader, row_bytes, headings, separator })
}

/// The error for a file in another encoding than read.
pub(crate) fn not_in_encoding(path: &Path, row: Option<u64>) -> FileError {
    let remedy = "State the encoding in the mapping, such as encoding = \"windows-1252\" or \"windows-1256\", or save \
                  the file as UTF-8.";
    let error = FileError::new("tables.encoding", path, "The text is not in the encoding read.", remedy);
    match row {
        Some(row) => error.at_row(row),
        None => error,
    }
}

/// Every other byte of Latin letters in UTF-16 is 0.
fn like_utf_16(path: &Path, big_endian: bool) -> FileError {
    let encoding = if big_endian { "utf-16be" } else { "utf-16le" };
    let remedy = format!("State it in the mapping, encoding = \"{encoding}\", or save the file as UTF-8.");
    let what = "The headings have NUL bytes: the file looks like UTF-16 without a byte-order mark.";
    FileError::new("tables.encoding", path, what, remedy)
}

fn decoded(path: &Path, settings: TextSettings) -> Result<Box<dyn Read + Send>, FileError> {
    let mut file = open_file(path)?;
    let mut mark = Vec::new();
    file.by_ref().take(3).read_to_end(&mut mark).map_err(|error| unreadable(path, &error))?;
    let marked = encoding_rs::Encoding::for_bom(&mark).map(|(encoding, _)| encoding);
    let encoding = marked.or(settings.encoding).unwrap_or(encoding_rs::UTF_8);
    if encoding == encoding_rs::UTF_8 {
        let kept = if marked.is_some() { Vec::new() } else { mark };
        return Ok(Box::new(Cursor::new(kept).chain(file)));
    }
    let whole: std::io::Chain<Cursor<Vec<u8>>, File> = Cursor::new(mark).chain(file);
    Ok(Box::new(Decoding::new(whole, encoding)))
}

/// The separator that the first line has most of, outside quotes.
fn find_separator(first: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in first {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (count, separator) in counts.iter_mut().zip(SEPARATORS) {
                    *count += usize::from(*byte == separator);
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    SEPARATORS.iter().zip(counts).find(|(_, count)| *count == most).map_or(b',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_outside_quotes() {
        assert_eq!(find_separator(b"a;b;c\n1,1;2,2;3,3\n"), b';');
        assert_eq!(find_separator(b"\"a;b;c;d\",x\n"), b',');
        assert_eq!(find_separator(b"a\tb\n"), b'\t');
        assert_eq!(find_separator(b"only\n"), b',');
    }
}
