//! stub
use registry::{household::Record, registry_number::RegistryNumber};
use std::path::{Path, PathBuf};
/// Why households cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written: {cause}", file.display())]
pub struct WriteError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub cause: String,
}
/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The files.
    pub files: Vec<WrittenFile>,
}
/// One file written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its rows, headings not counted.
    pub rows: u64,
    /// Its size, bytes.
    pub size_bytes: u64,
}
/// Writes households in canonical columns, streaming.
pub struct Writer;
impl Writer {
    /// `households.csv`, `persons.csv` and `births.csv` in an existing folder.
    pub fn csv(folder: &Path) -> Result<Self, WriteError> { let _ = folder; Ok(Self) }
    /// One nested Parquet file.
    pub fn parquet(path: &Path) -> Result<Self, WriteError> { let _ = path; Ok(Self) }
    /// `households.parquet`, `persons.parquet` and `births.parquet` in an existing folder.
    pub fn parquet_flat(folder: &Path) -> Result<Self, WriteError> { let _ = folder; Ok(Self) }
    /// Appends a household.
    pub fn write(&mut self, key: &str, registry_number: Option<RegistryNumber>, record: &Record) -> Result<(), WriteError> { let _ = (key, registry_number, record); Ok(()) }
    /// Ends the files.
    pub fn finish(self) -> Result<Written, WriteError> { Ok(Written::default()) }
}
