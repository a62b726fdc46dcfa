//! stub
use crate::{FileError, Mapping, OpenError};
use jiff::Timestamp;
use registry::{delivery::{Delivered, Reject}, household::FormUsed, ids::IdSource};
use std::{path::PathBuf, sync::Arc};
/// The files of a delivery.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Households: CSV or Parquet; a nested Parquet file has members (and births) as lists.
    pub households: PathBuf,
    /// Persons, where they are a file of their own.
    pub persons: Option<PathBuf>,
    /// Births, where they are a file of their own.
    pub births: Option<PathBuf>,
    /// An existing folder for temporary files, needed only when persons are not in the order of their households.
    pub scratch: Option<PathBuf>,
}
/// A person (or birth) whose household is not in the file, or a row of persons that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// `persons` or `births`.
    pub file: &'static str,
    /// Its row in that file, from 1.
    pub row: u64,
    /// The household key that it names; empty where unreadable.
    pub key: String,
    /// Why it is not loaded.
    pub reject: Reject,
}
/// One household read, with the extra numbers of a consumption survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The household.
    pub delivered: Delivered,
    /// The numbers of `[survey]`, in the order of [`Bound::extra_names`].
    pub extra: Vec<Option<f64>>,
}
/// What a chunk holds, read.
#[derive(Debug, Clone, Default)]
pub struct ChunkRead {
    /// Its households, in the order of their rows.
    pub households: Vec<Read>,
    /// Persons and births that belong to no household.
    pub strays: Vec<Stray>,
    /// Persons whom the source lists though they are no members, by the mapping's `usual_member`.
    pub not_members: u64,
}
/// Raw rows of some households, with their persons and births.
pub struct Chunk;
impl Chunk {
    /// Row of its first household, from 1.
    pub fn first_row(&self) -> u64 { 1 }
    /// How many households.
    pub fn len(&self) -> usize { 0 }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool { self.len() == 0 }
}
/// A mapping bound to files: pure, and read by any number of threads at once.
pub struct Bound;
impl Bound {
    /// Who collected the files.
    pub fn source(&self) -> &str { "" }
    /// The form that records name where the file does not.
    pub fn form(&self) -> FormUsed { FormUsed::default() }
    /// Names of the extra numbers of `[survey]`.
    pub fn extra_names(&self) -> &[String] { &[] }
    /// Turns raw rows into households.
    pub fn read_chunk(&self, chunk: &Chunk, ids: &dyn IdSource, at: Timestamp) -> ChunkRead { let _ = (chunk, ids, at); ChunkRead::default() }
}
/// A stream of raw rows.
pub struct Reader { bound: Arc<Bound> }
/// Checks the mapping against files and opens them.
pub fn open(files: &Files, mapping: &Mapping) -> Result<Reader, OpenError> { let _ = (files, mapping); Ok(Reader { bound: Arc::new(Bound) }) }
impl Reader {
    /// The mapping bound to the files.
    pub fn bound(&self) -> Arc<Bound> { Arc::clone(&self.bound) }
    /// How many households the file has.
    pub fn total_rows(&self) -> u64 { 0 }
    /// Passes over the first `rows` households, whose strays count as read.
    pub fn skip_to(&mut self, rows: u64) -> Result<(), FileError> { let _ = rows; Ok(()) }
    /// The next `households` households at most; none at the end.
    pub fn next_chunk(&mut self, households: usize) -> Option<Result<Chunk, FileError>> { let _ = households; None }
}
