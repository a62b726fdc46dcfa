//! Households written in canonical columns, as CSV or Parquet, streaming. A drafted mapping reads them back as they were.

mod csv_files;
mod parquet_files;
mod rows;

use csv_files::CsvFiles;
use parquet_files::ParquetFiles;
use registry::{household::Record, registry_number::RegistryNumber};
use std::path::{Path, PathBuf};

/// Why households cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: cannot be written: {cause}. Make room on the disk or check the permission; then write anew", file.display())]
pub struct WriteError {
    /// The file.
    pub file: PathBuf,
    /// Why.
    pub cause: String,
}

impl WriteError {
    fn new(file: &Path, cause: &dyn std::fmt::Display) -> Self {
        Self { file: file.to_owned(), cause: cause.to_string() }
    }
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

/// Writes households in canonical columns. Memory is bounded: Parquet holds one row group of 50,000 households.
pub struct Writer(Format);

enum Format {
    Csv(Box<CsvFiles>),
    Parquet(Box<ParquetFiles>),
}

impl Writer {
    /// Writes `households.csv`, `persons.csv` and `births.csv` in an existing folder.
    pub fn csv(folder: &Path) -> Result<Self, WriteError> {
        Ok(Self(Format::Csv(Box::new(CsvFiles::create(folder)?))))
    }

    /// Writes one nested Parquet file: households with lists `members` and `births`.
    pub fn parquet(path: &Path) -> Result<Self, WriteError> {
        Ok(Self(Format::Parquet(Box::new(ParquetFiles::nested(path)?))))
    }

    /// Writes `households.parquet`, `persons.parquet` and `births.parquet` in an existing folder.
    pub fn parquet_flat(folder: &Path) -> Result<Self, WriteError> {
        Ok(Self(Format::Parquet(Box::new(ParquetFiles::flat(folder)?))))
    }

    /// Appends a household. Links to persons who are no members of it are not written.
    pub fn write(
        &mut self,
        key: &str,
        registry_number: Option<RegistryNumber>,
        record: &Record,
    ) -> Result<(), WriteError> {
        match &mut self.0 {
            Format::Csv(files) => files.write(key, registry_number, record),
            Format::Parquet(files) => files.write(key, registry_number, record),
        }
    }

    /// Ends the files and puts them on disk.
    pub fn finish(self) -> Result<Written, WriteError> {
        match self.0 {
            Format::Csv(files) => files.finish(),
            Format::Parquet(files) => files.finish(),
        }
    }
}

/// Puts a file on disk and says what it has become.
fn finished(path: PathBuf, rows: u64) -> Result<WrittenFile, WriteError> {
    let file = std::fs::File::open(&path).and_then(|file| file.sync_all().map(|()| file));
    let size = file.and_then(|file| file.metadata()).map(|metadata| metadata.len());
    match size {
        Ok(size_bytes) => Ok(WrittenFile { path, rows, size_bytes }),
        Err(error) => Err(WriteError::new(&path, &error)),
    }
}
