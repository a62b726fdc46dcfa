//! Parquet files read column by column, without Arrow: flat ones, and nested ones with lists of members and births.

use super::{
    Headings, Projection, open_file,
    parquet_text::{self, Decoded, Meaning},
};
use crate::{
    fault::FileError,
    table::{Block, Column},
};
use parquet::{
    column::reader::ColumnReader,
    errors::ParquetError,
    file::reader::{FileReader, SerializedFileReader},
    schema::types::{ColumnDescriptor, Type},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// Where the values of a leaf go.
#[derive(Clone, Copy)]
enum To {
    Households(usize),
    Members(usize),
    Births(usize),
}

impl To {
    /// Which list: 0 members, 1 births.
    fn list(self) -> Option<usize> {
        match self {
            Self::Households(_) => None,
            Self::Members(_) => Some(0),
            Self::Births(_) => Some(1),
        }
    }
}

struct Leaf {
    /// Its position in the file.
    at: usize,
    name: String,
    to: To,
    meaning: Meaning,
    /// The level at which a value is there.
    defined: i16,
    /// The level at which a row of its list is there.
    listed: i16,
    decoded: Decoded,
}

/// An open Parquet file.
pub(crate) struct ParquetFile {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    leaves: Vec<Leaf>,
    row_group: usize,
    /// Rows left in the row group that is open.
    left: usize,
    columns: Vec<ColumnReader>,
    row: u64,
    listed_rows: [u64; 2],
}

impl ParquetFile {
    /// Opens a file for some of its columns.
    pub(super) fn open(path: &Path, projection: &Projection) -> Result<Self, FileError> {
        let reader = open_reader(path)?;
        let leaves = find_leaves(path, &reader, projection)?;
        Ok(Self {
            path: path.to_owned(),
            reader,
            leaves,
            row_group: 0,
            left: 0,
            columns: Vec::new(),
            row: 0,
            listed_rows: [0; 2],
        })
    }

    /// The columns and lists of a file.
    pub(super) fn headings(path: &Path) -> Result<Headings, FileError> {
        let reader = open_reader(path)?;
        let mut headings = Headings { parquet: true, ..Headings::default() };
        for place in places(&reader) {
            match place.list {
                None => headings.columns.push(place.name),
                Some(list) => match headings.lists.iter_mut().find(|(name, _)| *name == list) {
                    Some((_, columns)) => columns.push(place.name),
                    None => headings.lists.push((list, vec![place.name])),
                },
            }
        }
        Ok(headings)
    }

    pub(super) fn read(&mut self, rows: usize, block: &mut Block) -> Result<usize, FileError> {
        let mut read = 0;
        while read < rows && self.enter_row_group()? {
            let count = self.left.min(rows - read);
            self.read_part(count, block)?;
            self.left -= count;
            read += count;
        }
        Ok(read)
    }

    /// Whole row groups are passed over without being read.
    pub(super) fn skip(&mut self, rows: u64) -> Result<(), FileError> {
        let mut left = usize::try_from(rows).unwrap_or(usize::MAX);
        while left > 0 {
            if self.left == 0 {
                let Some(rows) = self.rows_of_next_group() else { break };
                if rows <= left {
                    self.pass_over_group(rows)?;
                    left -= rows;
                    continue;
                }
            }
            if !self.enter_row_group()? {
                break;
            }
            let count = self.left.min(left);
            self.skip_part(count)?;
            self.left -= count;
            left -= count;
        }
        Ok(())
    }

    fn rows_of_next_group(&self) -> Option<usize> {
        let group = self.reader.metadata().row_groups().get(self.row_group)?;
        usize::try_from(group.num_rows()).ok()
    }

    /// Passes over a row group. Rows of lists in it are counted, for their numbers in the file.
    fn pass_over_group(&mut self, rows: usize) -> Result<(), FileError> {
        if self.leaves.iter().any(|leaf| leaf.listed > 0) {
            self.enter_row_group()?;
            self.skip_part(rows)?;
            self.left = 0;
            return Ok(());
        }
        self.row_group += 1;
        self.row += rows as u64;
        Ok(())
    }

    fn enter_row_group(&mut self) -> Result<bool, FileError> {
        while self.left == 0 {
            if self.row_group >= self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self.reader.get_row_group(self.row_group).map_err(|error| self.damaged(&error))?;
            self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let columns: Result<Vec<ColumnReader>, ParquetError> =
                self.leaves.iter().map(|leaf| group.get_column_reader(leaf.at)).collect();
            self.columns = columns.map_err(|error| self.damaged(&error))?;
            self.row_group += 1;
        }
        Ok(true)
    }

    fn read_part(&mut self, rows: usize, block: &mut Block) -> Result<(), FileError> {
        self.decode(rows)?;
        let first = block.households.len();
        let numbers = self.row + 1..=self.row + rows as u64;
        block.households.numbers.extend(numbers);
        self.row += rows as u64;
        self.start_lists(block);
        for leaf in &self.leaves {
            let (table, position) = match leaf.to {
                To::Households(at) => (&mut block.households, at),
                To::Members(at) => (&mut block.members.rows, at),
                To::Births(at) => (&mut block.births.rows, at),
            };
            let Some(column) = table.columns.get_mut(position) else { continue };
            append(leaf, column);
        }
        mark_foreign(&self.leaves, block, first);
        Ok(())
    }

    /// Rows of lists: how many each household has, from the levels of the first leaf of each list.
    fn start_lists(&mut self, block: &mut Block) {
        let [members, births] = &mut self.listed_rows;
        let lists = [(&mut block.members, members, 0), (&mut block.births, births, 1)];
        for (list, counted, which) in lists {
            let Some(leaf) = self.leaves.iter().find(|leaf| leaf.to.list() == Some(which)) else { continue };
            let levels = leaf.decoded.definitions.iter().zip(&leaf.decoded.repetitions);
            for (position, (definition, repetition)) in levels.enumerate() {
                if *repetition == 0 && position > 0 {
                    list.end();
                }
                if *definition >= leaf.listed {
                    *counted += 1;
                    list.rows.numbers.push(*counted);
                }
            }
            list.end();
        }
    }

    fn skip_part(&mut self, rows: usize) -> Result<(), FileError> {
        let mut counted = [false; 2];
        for at in 0..self.leaves.len() {
            let list = self.leaves.get(at).and_then(|leaf| leaf.to.list());
            // One leaf of each list is decoded, for the numbers of rows; the others are passed over.
            match list.and_then(|list| Some((list, counted.get_mut(list)?))) {
                Some((list, done)) if !*done => {
                    *done = true;
                    self.count_listed(at, list, rows)?;
                }
                _ => self.skip_leaf(at, rows)?,
            }
        }
        self.row += rows as u64;
        Ok(())
    }

    fn count_listed(&mut self, at: usize, list: usize, rows: usize) -> Result<(), FileError> {
        self.decode_leaf(at, rows)?;
        if let (Some(leaf), Some(counted)) = (self.leaves.get(at), self.listed_rows.get_mut(list)) {
            let there = leaf.decoded.definitions.iter().filter(|level| **level >= leaf.listed).count();
            *counted += there as u64;
        }
        Ok(())
    }

    fn skip_leaf(&mut self, at: usize, rows: usize) -> Result<(), FileError> {
        let Some(column) = self.columns.get_mut(at) else { return Ok(()) };
        let skipped = parquet_text::skip(column, rows);
        self.whole(skipped, rows)
    }

    fn decode(&mut self, rows: usize) -> Result<(), FileError> {
        (0..self.leaves.len()).try_for_each(|at| self.decode_leaf(at, rows))
    }

    fn decode_leaf(&mut self, at: usize, rows: usize) -> Result<(), FileError> {
        let (Some(leaf), Some(column)) = (self.leaves.get_mut(at), self.columns.get_mut(at)) else {
            return Ok(());
        };
        let read = leaf.decoded.read(column, rows);
        self.whole(read, rows)
    }

    /// Whether as many rows came as the row group has.
    fn whole(&self, read: Result<usize, ParquetError>, rows: usize) -> Result<(), FileError> {
        match read {
            Ok(read) if read == rows => Ok(()),
            Ok(_) => Err(self.damaged(&"a column ends early")),
            Err(error) => Err(self.damaged(&error)),
        }
    }

    fn damaged(&self, error: &dyn std::fmt::Display) -> FileError {
        damaged(&self.path, error).at_row(self.row + 1)
    }
}

/// Appends the decoded values of a leaf as text; a list has a cell for each of its rows.
fn append(leaf: &Leaf, column: &mut Column) {
    let decoded = &leaf.decoded;
    if leaf.defined == 0 {
        (0..decoded.values.len())
            .for_each(|value| column.push_with(|text| decoded.values.write(value, leaf.meaning, text)));
        return;
    }
    let mut value = 0;
    for definition in &decoded.definitions {
        if *definition == leaf.defined {
            column.push_with(|text| decoded.values.write(value, leaf.meaning, text));
            value += 1;
        } else if *definition >= leaf.listed {
            column.push("");
        }
    }
}

/// Households with a text that is not UTF-8 cannot be read.
fn mark_foreign(leaves: &[Leaf], block: &mut Block, first: usize) {
    for leaf in leaves.iter().filter(|leaf| leaf.decoded.foreign) {
        for row in find_foreign(leaf) {
            let place = leaf.name.clone();
            let unreadable = &mut block.households.unreadable;
            if let Err(at) = unreadable.binary_search_by_key(&(first + row), |(row, _)| *row) {
                unreadable.insert(at, (first + row, place));
            }
        }
    }
}

/// Rows of the file, from 0 in what was decoded last, in which a text is not UTF-8.
fn find_foreign(leaf: &Leaf) -> Vec<usize> {
    let decoded = &leaf.decoded;
    if leaf.defined == 0 {
        return (0..decoded.values.len()).filter(|value| decoded.values.is_foreign(*value)).collect();
    }
    let (mut row, mut value, mut rows) = (0_usize, 0_usize, Vec::new());
    for (position, definition) in decoded.definitions.iter().enumerate() {
        let starts = decoded.repetitions.get(position).is_none_or(|repetition| *repetition == 0);
        row += usize::from(starts && position > 0);
        if *definition == leaf.defined {
            if decoded.values.is_foreign(value) {
                rows.push(row);
            }
            value += 1;
        }
    }
    rows
}

/// A leaf of the schema as mappings name it.
struct LeafPlace {
    at: usize,
    list: Option<String>,
    name: String,
}

/// The leaves that can be read: those outside lists, and those of lists of structs at the top.
fn places(reader: &SerializedFileReader<File>) -> Vec<LeafPlace> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let roots = schema.root_schema().get_fields();
    let leaves = schema.columns().iter().enumerate();
    leaves
        .filter_map(|(at, leaf)| {
            let parts = leaf.path().parts();
            let root = roots.get(schema.get_column_root_idx(at))?;
            match leaf.max_rep_level() {
                0 => Some(LeafPlace { at, list: None, name: parts.join(".") }),
                1 => {
                    let name = parts.get(wrapping(root, parts)?..)?.join(".");
                    Some(LeafPlace { at, list: parts.first().cloned(), name })
                        .filter(|place| !place.name.is_empty())
                }
                _ => None,
            }
        })
        .collect()
}

/// How many parts of a path only say that there is a list.
fn wrapping(root: &Type, parts: &[String]) -> Option<usize> {
    let repeated = |node: &Type| {
        node.get_basic_info().has_repetition()
            && node.get_basic_info().repetition() == parquet::basic::Repetition::REPEATED
    };
    if repeated(root) {
        return Some(1);
    }
    let list = root.get_fields().first().filter(|node| root.is_group() && repeated(node))?;
    let element = match list.is_group().then(|| list.get_fields()) {
        Some([only]) if only.is_group() => 3,
        _ => 2,
    };
    (parts.len() > element).then_some(element)
}

fn find_leaves(
    path: &Path,
    reader: &SerializedFileReader<File>,
    projection: &Projection,
) -> Result<Vec<Leaf>, FileError> {
    let places = places(reader);
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut leaves = Vec::new();
    let mut take = |list: Option<&str>, positions: &[usize], to: fn(usize) -> To| {
        let of_list: Vec<&LeafPlace> = places.iter().filter(|place| place.list.as_deref() == list).collect();
        for (cell, position) in positions.iter().enumerate() {
            let Some(place) = of_list.get(*position) else { continue };
            leaves.push(leaf(path, place, &schema.column(place.at), to(cell))?);
        }
        Ok::<(), FileError>(())
    };
    take(None, &projection.columns, To::Households)?;
    if let Some((list, positions)) = &projection.members {
        take(Some(list.as_str()), positions, To::Members)?;
    }
    if let Some((list, positions)) = &projection.births {
        take(Some(list.as_str()), positions, To::Births)?;
    }
    Ok(leaves)
}

fn leaf(path: &Path, place: &LeafPlace, column: &ColumnDescriptor, to: To) -> Result<Leaf, FileError> {
    let meaning = Meaning::of(column).ok_or_else(|| {
        let what = format!("The column `{}` has a type that is not read.", place.name);
        let remedy = "Write it as text, number, yes/no, date or timestamp.";
        FileError::new("tables.column_type", path, what, remedy)
    })?;
    Ok(Leaf {
        at: place.at,
        name: place.name.clone(),
        to,
        meaning,
        defined: column.max_def_level(),
        listed: if column.max_rep_level() > 0 { column.repeated_ancestor_def_level() } else { 0 },
        decoded: Decoded::new(column),
    })
}

fn open_reader(path: &Path) -> Result<SerializedFileReader<File>, FileError> {
    SerializedFileReader::new(open_file(path)?).map_err(|error| damaged(path, &error))
}

fn damaged(path: &Path, error: &dyn std::fmt::Display) -> FileError {
    let what = format!("The Parquet file is damaged: {error}.");
    FileError::new("tables.damaged", path, what, "Deliver the file again; compare its size and hash.")
}
