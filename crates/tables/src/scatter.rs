//! Persons that do not come in the order of their households: they are written to temporary files by ranges of household
//! rows, each small enough to be sorted in memory. Of all households only the key's hash and the row are held, 16 bytes
//! each.

use crate::{
    fault::FileError,
    keys::hash,
    merge::{Rows, no_match},
    reader::Stray,
    source::{Opening, unreadable},
    table::Table,
};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// Households whose persons lie in one temporary file, at least.
const LEAST_HOUSEHOLDS: u64 = 10_000;
/// Temporary files at most, all open while they are written.
const MOST_BUCKETS: u64 = 400;

/// Persons (or births) in temporary files, which go when this is dropped.
pub(crate) struct Buckets {
    paths: Vec<PathBuf>,
    households_each: u64,
    columns: usize,
    strays: Vec<Stray>,
    open: Option<Bucket>,
}

/// The rows of a range of households, in their order: as they were written, and where each begins.
struct Bucket {
    index: usize,
    bytes: Vec<u8>,
    /// The household row of each row, its number in its file, and where its cells begin.
    rows: Vec<(u64, u64, usize)>,
    position: usize,
}

impl Buckets {
    /// Distributes the rows of a file.
    pub(crate) fn fill(
        households: &Opening,
        opening: &Opening,
        count: u64,
        folder: Option<&Path>,
        file: &'static str,
    ) -> Result<Self, FileError> {
        let folder = folder.ok_or_else(|| no_folder(opening))?;
        let owners = owners(households)?;
        let households_each = count.div_ceil(MOST_BUCKETS).max(LEAST_HOUSEHOLDS);
        let names = 0..count.div_ceil(households_each);
        let paths = names.map(|number| folder.join(format!("{file}-{number:04}.part"))).collect();
        let columns = opening.projection.columns.len();
        let mut buckets = Self { paths, households_each, columns, strays: Vec::new(), open: None };
        let mut writers = Vec::new();
        for path in &buckets.paths {
            writers.push(BufWriter::new(File::create(path).map_err(|error| unwritable(path, &error))?));
        }
        let mut rows = Rows::open(opening)?;
        while rows.ready()? {
            match find_owner(&owners, rows.key()) {
                Some(owner) => {
                    let bucket = buckets.bucket_of(owner);
                    if let (Some(writer), Some(path)) = (writers.get_mut(bucket), buckets.paths.get(bucket)) {
                        write_row(writer, owner, &rows).map_err(|error| unwritable(path, &error))?;
                    }
                }
                None => buckets.strays.push(rows.stray(file, &opening.key_column)),
            }
            rows.advance();
        }
        if buckets.strays.len() as u64 == rows.count() {
            return Err(no_match(&households.path, &opening.path));
        }
        for (mut writer, path) in writers.into_iter().zip(&buckets.paths) {
            writer.flush().map_err(|error| unwritable(path, &error))?;
        }
        Ok(buckets)
    }

    fn bucket_of(&self, household_row: u64) -> usize {
        usize::try_from(household_row.saturating_sub(1) / self.households_each).unwrap_or(usize::MAX)
    }

    /// Appends the rows of a household. Households are asked for in rising order.
    pub(crate) fn take(&mut self, household_row: u64, to: &mut Table) -> Result<(), FileError> {
        let index = self.bucket_of(household_row);
        if self.open.as_ref().is_none_or(|bucket| bucket.index != index) {
            self.open = None;
            let Some(path) = self.paths.get(index) else { return Ok(()) };
            self.open = Some(Bucket::read(index, path, self.columns)?);
        }
        if let Some(bucket) = &mut self.open {
            bucket.take(household_row, to);
        }
        Ok(())
    }

    /// Takes out the rows that belong to no household.
    pub(crate) fn take_strays(&mut self) -> Vec<Stray> {
        std::mem::take(&mut self.strays)
    }
}

impl Drop for Buckets {
    fn drop(&mut self) {
        for path in &self.paths {
            // A file that stays behind does no harm: the next load writes it anew.
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Bucket {
    fn read(index: usize, path: &Path, columns: usize) -> Result<Self, FileError> {
        let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
        let mut rows =
            find_rows(&bytes, columns).ok_or_else(|| unreadable(path, &"a temporary file was changed"))?;
        // Rows of one household stay in the order of their file.
        rows.sort_unstable();
        Ok(Self { index, bytes, rows, position: 0 })
    }

    fn take(&mut self, household_row: u64, to: &mut Table) {
        while let Some((owner, number, start)) = self.rows.get(self.position).copied() {
            if owner > household_row {
                break;
            }
            if owner == household_row {
                let mut rest = self.bytes.get(start..).unwrap_or(&[]);
                for column in &mut to.columns {
                    column.push(take_text(&mut rest).unwrap_or(""));
                }
                to.numbers.push(number);
            }
            self.position += 1;
        }
    }
}

/// Where the rows of a temporary file begin; none where the file is not as it was written.
fn find_rows(bytes: &[u8], columns: usize) -> Option<Vec<(u64, u64, usize)>> {
    let mut rest = bytes;
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let (owner, number) = (take_number(&mut rest)?, take_number(&mut rest)?);
        rows.push((owner, number, bytes.len() - rest.len()));
        for _ in 0..columns {
            take_text(&mut rest)?;
        }
    }
    Some(rows)
}

/// Hash of the key and row of every household, sorted; of a key that comes twice the first row.
fn owners(households: &Opening) -> Result<Vec<(u64, u64)>, FileError> {
    let mut owners = Vec::new();
    let mut rows = Rows::open(&households.keys_only())?;
    while rows.ready()? {
        if !rows.key().is_empty() {
            owners.push((hash(rows.key()), rows.number()));
        }
        rows.advance();
    }
    owners.sort_unstable();
    owners.dedup_by_key(|(hash, _)| *hash);
    Ok(owners)
}

fn find_owner(owners: &[(u64, u64)], key: &str) -> Option<u64> {
    if key.is_empty() {
        return None;
    }
    let found = owners.binary_search_by_key(&hash(key), |(hash, _)| *hash).ok()?;
    owners.get(found).map(|(_, row)| *row)
}

fn write_row(to: &mut impl Write, owner: u64, rows: &Rows) -> std::io::Result<()> {
    to.write_all(&owner.to_le_bytes())?;
    to.write_all(&rows.number().to_le_bytes())?;
    let (table, row) = rows.row();
    for column in &table.columns {
        let text = column.get(row);
        // No cell is longer than the longest row.
        to.write_all(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes())?;
        to.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let (number, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(u64::from_le_bytes(*number))
}

fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(text).ok()
}

fn no_folder(opening: &Opening) -> FileError {
    let what = "The rows are not in the order of the households.";
    let remedy =
        "Give a folder for temporary files, with as much room as the file has, or sort both files by key.";
    FileError::new("tables.order", &opening.path, what, remedy)
}

fn unwritable(path: &Path, error: &std::io::Error) -> FileError {
    let what = format!("The temporary file cannot be written: {error}.");
    FileError::new("tables.scratch", path, what, "Make room on the disk, or give another folder.")
}
