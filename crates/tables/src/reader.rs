//! Files of households as a stream of raw rows, in bounded memory: opened, checked, passed over and handed out in chunks
//! that threads turn into households.

use crate::{
    bind::{AllHeadings, Bound, Projections, bind},
    fault::{FileError, OpenError},
    keys::Seen,
    mapping::Mapping,
    merge::{Companion, Order, Scan, scan, skip},
    scatter::Buckets,
    source::{Headings, Opening, Projection, Source, TextSettings, headings},
    table::{Block, List},
};
use registry::delivery::{Delivered, Reject};
use std::{path::PathBuf, sync::Arc};

/// The files of a delivery.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Households: CSV or Parquet. A nested Parquet file has members (and births) as lists.
    pub households: PathBuf,
    /// Persons, where they are a file of their own.
    pub persons: Option<PathBuf>,
    /// Births, where they are a file of their own.
    pub births: Option<PathBuf>,
    /// An existing folder for temporary files, for this load alone; needed only where persons or births do not come in the
    /// order of households. They take as much room as those files.
    pub scratch: Option<PathBuf>,
}

/// A person or birth whose household is not in the file of households, or a row of them that cannot be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Stray {
    /// `persons` or `births`.
    pub file: &'static str,
    /// Its row in that file, from 1.
    pub row: u64,
    /// The household key that it names; empty where there is none to be read.
    pub key: String,
    /// Why it is not loaded.
    pub reject: Reject,
}

impl std::fmt::Debug for Stray {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Stray")
            .field("file", &self.file)
            .field("row", &self.row)
            .field("reject", &self.reject)
            .finish_non_exhaustive()
    }
}

/// A household read, with the extra numbers of a consumption survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The household.
    pub delivered: Delivered,
    /// The numbers of `[survey]`, in the order of [`Bound::extra_names`].
    pub extra: Vec<Option<f64>>,
}

/// What a chunk holds, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChunkRead {
    /// Its households, in the order of their rows.
    pub households: Vec<Read>,
    /// Persons and births that belong to no household.
    pub strays: Vec<Stray>,
    /// Persons whom the source lists though they are no members, as the mapping's `usual_member` says.
    pub not_members: u64,
}

/// Raw rows of some households, with those of their persons and births.
pub struct Chunk {
    pub(crate) first_row: u64,
    pub(crate) block: Block,
    pub(crate) twice: Vec<bool>,
    pub(crate) strays: Vec<Stray>,
}

impl Chunk {
    /// The row of its first household, from 1.
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// How many households it has.
    pub fn len(&self) -> usize {
        self.block.households.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A stream of raw rows.
pub struct Reader {
    bound: Arc<Bound>,
    households: Opening,
    openings: [Option<Opening>; 2],
    scan: Scan,
    source: Source,
    companions: [Option<Companion>; 2],
    seen: Seen,
    row: u64,
}

/// Checks a mapping against files, passes once over the keys of all rows and opens the files for reading.
///
/// # Errors
/// [`OpenError::Mapping`] with every fault of the mapping; [`OpenError::File`] for a file that cannot be read.
pub fn open(files: &Files, mapping: &Mapping) -> Result<Reader, OpenError> {
    let settings = TextSettings::of(mapping);
    let of = |path: &PathBuf| headings(path, settings);
    let all = AllHeadings {
        households: of(&files.households)?,
        persons: files.persons.as_ref().map(of).transpose()?,
        births: files.births.as_ref().map(of).transpose()?,
    };
    let (bound, projections) = bind(mapping, &all).map_err(OpenError::Mapping)?;
    let (households, openings) = openings(files, settings, &all, projections);
    let scan = scan(&households, &openings)?;
    let source = households.open()?;
    let companions = companions(files, &households, &openings, &scan)?;
    let seen = Seen::new(scan.sorted);
    Ok(Reader { bound: Arc::new(bound), households, openings, scan, source, companions, seen, row: 0 })
}

fn openings(
    files: &Files,
    settings: TextSettings,
    all: &AllHeadings,
    projections: Projections,
) -> (Opening, [Option<Opening>; 2]) {
    let opening = |path: &PathBuf, headings: &Headings, projection: Projection| {
        let parts = projection.columns.iter().take(projection.key_parts);
        let names: Vec<&str> =
            parts.filter_map(|part| headings.columns.get(*part)).map(String::as_str).collect();
        let key_column = names.join(", ");
        Opening { path: path.clone(), settings, projection, key_column }
    };
    let companion = |path: &Option<PathBuf>, headings: &Option<Headings>, projection: Option<Projection>| {
        Some(opening(path.as_ref()?, headings.as_ref()?, projection?))
    };
    let households = opening(&files.households, &all.households, projections.households);
    let persons = companion(&files.persons, &all.persons, projections.persons);
    let births = companion(&files.births, &all.births, projections.births);
    (households, [persons, births])
}

fn companions(
    files: &Files,
    households: &Opening,
    openings: &[Option<Opening>; 2],
    scan: &Scan,
) -> Result<[Option<Companion>; 2], FileError> {
    let mut companions = [None, None];
    let parts = openings.iter().zip(scan.orders).zip(["persons", "births"]);
    for (companion, ((opening, order), file)) in companions.iter_mut().zip(parts) {
        let (Some(opening), Some(order)) = (opening, order) else { continue };
        *companion = Some(if order == Order::Scattered {
            let buckets = Buckets::fill(households, opening, scan.rows, files.scratch.as_deref(), file)?;
            Companion::scattered(file, opening, buckets)
        } else {
            Companion::merged(file, opening, order)?
        });
    }
    Ok(companions)
}

impl Reader {
    /// The mapping bound to the files.
    pub fn bound(&self) -> Arc<Bound> {
        Arc::clone(&self.bound)
    }

    /// How many households the file has, exactly.
    pub fn total_rows(&self) -> u64 {
        self.scan.rows
    }

    /// Passes over the first `rows` households, which were loaded before; their strays count as told. Only before the
    /// first chunk.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn skip_to(&mut self, rows: u64) -> Result<(), FileError> {
        if rows > self.row {
            self.seen = skip(rows, &self.households, &self.openings, &self.scan, &mut self.companions)?;
            self.source.skip(rows - self.row)?;
            self.row = rows;
        }
        Ok(())
    }

    /// The raw rows of the next `households` households at most; none at the end.
    pub fn next_chunk(&mut self, households: usize) -> Option<Result<Chunk, FileError>> {
        match self.read_chunk(households) {
            Ok(chunk) if chunk.is_empty() => None,
            read => Some(read),
        }
    }

    fn read_chunk(&mut self, households: usize) -> Result<Chunk, FileError> {
        let mut block = self.empty_block();
        let count = self.source.read(households, &mut block)?;
        let mut chunk =
            Chunk { first_row: self.row + 1, block, twice: Vec::with_capacity(count), strays: Vec::new() };
        for position in 0..count {
            self.row += 1;
            self.complete(&mut chunk, position)?;
        }
        Ok(chunk)
    }

    fn empty_block(&self) -> Block {
        let listed = |list: &Option<(String, Vec<usize>)>, opening: &Option<Opening>| {
            let own = opening.as_ref().map(|opening| opening.projection.columns.len());
            List::new(own.or(list.as_ref().map(|(_, columns)| columns.len())).unwrap_or(0))
        };
        let projection = &self.households.projection;
        let [persons, births] = &self.openings;
        Block {
            households: projection.table(),
            members: listed(&projection.members, persons),
            births: listed(&projection.births, births),
        }
    }

    /// Brings persons and births to a household, and looks whether its key came before.
    fn complete(&mut self, chunk: &mut Chunk, position: usize) -> Result<(), FileError> {
        let Chunk { block, twice, strays, .. } = chunk;
        let key = block.households.key(position);
        twice.push(!key.is_empty() && self.seen.again(key));
        let last = self.row == self.scan.rows;
        let [persons, births] = &mut self.companions;
        if let Some(persons) = persons {
            persons.take(key, self.row, last, &mut block.members, strays)?;
        }
        if let Some(births) = births {
            births.take(key, self.row, last, &mut block.births, strays)?;
        }
        Ok(())
    }
}
