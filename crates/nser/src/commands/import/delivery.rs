//! The files of a load: read by `tables`, handed to `operations` in chunks.

use super::scratch::Scratch;
use crate::start::Failure;
use operations::{
    Registry,
    load::{Chunk, NewLoad, Rejected, Unread},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};
use tables::{Files, Mapping, MappingCode, OpenError, Reader, Stray};

/// Files opened through a mapping that fits them.
pub(in crate::commands) struct Delivery {
    files: Files,
    source: String,
    mapping_sha256: [u8; 32],
    stamps: Vec<Stamp>,
    reader: Reader,
    not_members: Arc<AtomicU64>,
    scratch: Option<Scratch>,
}

/// By what a file is known to be the same as before: its length and when it was written.
type Stamp = (PathBuf, u64, Option<SystemTime>);

impl Delivery {
    /// Checks the mapping against the files. Temporary files, where persons need them, go below the folder `scratch`.
    pub(super) fn open(mut files: Files, mapping: &Path, scratch: Option<&Path>) -> Result<Self, Failure> {
        let text = read_mapping(mapping)?;
        let told = |error| match error {
            OpenError::Mapping(_) => format!("{}: {error}", mapping.display()),
            OpenError::File(error) => error.to_string(),
        };
        let parsed = Mapping::parse(&text).map_err(told)?;
        let scratch = scratch.map(Scratch::take).transpose()?;
        files.scratch = scratch.as_ref().map(|scratch| scratch.path().to_owned());
        let stamps = stamps(&files);
        let reader = tables::open(&files, &parsed).map_err(told)?;
        let source = reader.bound().source().to_owned();
        let mapping_sha256 = Sha256::digest(&text).into();
        Ok(Self { files, source, mapping_sha256, stamps, reader, not_members: Arc::default(), scratch })
    }

    /// Counts persons whom the source lists and says to be no members, as chunks are read.
    pub(super) fn not_members(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.not_members)
    }

    pub(super) fn source(&self) -> &str {
        &self.source
    }

    pub(super) fn total_rows(&self) -> u64 {
        self.reader.total_rows()
    }

    /// What the load is known by.
    pub(super) fn hash(&self, batch: Option<&str>) -> Result<NewLoad, Failure> {
        let Files { households, persons, births, .. } = &self.files;
        let mut whole = Sha256::new();
        for file in [Some(households), persons.as_ref(), births.as_ref()].into_iter().flatten() {
            whole.update(sha256_of(file).map_err(|error| format!("{}: {error}", file.display()))?);
        }
        let file_sha256: [u8; 32] = whole.finalize().into();
        let short: String = hex::encode(file_sha256).chars().take(12).collect();
        Ok(NewLoad {
            batch: batch.map_or_else(|| format!("{}-{short}", slug(&self.source)), str::to_owned),
            source: self.source.clone(),
            file_sha256,
            mapping_sha256: self.mapping_sha256,
        })
    }

    /// Passes over rows that are dealt with.
    pub(super) fn skip_to(&mut self, rows: u64) -> Result<(), Failure> {
        Ok(self.reader.skip_to(rows)?)
    }

    /// The rest of the file, chunk by chunk, each to be read by whoever has time.
    pub(super) fn chunks(
        mut self,
        registry: &Arc<Registry>,
        households: u32,
    ) -> Result<impl Iterator<Item = Result<Unread, String>> + Send + 'static, Failure> {
        let households = usize::try_from(households)?;
        let registry = Arc::clone(registry);
        let bound = self.reader.bound();
        Ok(std::iter::from_fn(move || {
            // The folder for temporary files is this load's own until its last row.
            let _in_use = &self.scratch;
            let next = self.reader.next_chunk(households);
            if stamps(&self.files) != self.stamps {
                return Some(Err(CHANGED.to_owned()));
            }
            let chunk = match next? {
                Ok(chunk) => chunk,
                Err(error) => return Some(Err(error.to_string())),
            };
            let (bound, registry) = (Arc::clone(&bound), Arc::clone(&registry));
            let not_members = Arc::clone(&self.not_members);
            let unread: Unread = Box::new(move || {
                let read = bound.read_chunk(&chunk, registry.ids(), registry.clock().now());
                not_members.fetch_add(read.not_members, Ordering::Relaxed);
                Chunk {
                    households: read.households.into_iter().map(|read| read.delivered).collect(),
                    persons: read.strays.into_iter().map(rejected).collect(),
                }
            });
            Some(Ok(unread))
        }))
    }
}

const CHANGED: &str = "A file was written to, replaced or removed while it was being loaded. Leave files alone until \
                       their load has ended; then load the file as it is now.";

fn stamps(files: &Files) -> Vec<Stamp> {
    let Files { households, persons, births, .. } = files;
    let all = [Some(households), persons.as_ref(), births.as_ref()].into_iter().flatten();
    let stamp = |path: &PathBuf| {
        let metadata = fs::metadata(path).ok();
        let length = metadata.as_ref().map_or(0, fs::Metadata::len);
        (path.clone(), length, metadata.and_then(|metadata| metadata.modified().ok()))
    };
    all.map(stamp).collect()
}

fn read_mapping(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| {
        format!("{}: the mapping cannot be read: {error} [tables.unreadable]", path.display())
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            error.as_bytes().iter().take(error.utf8_error().valid_up_to()).filter(|b| **b == b'\n').count();
        let what = "the mapping is not UTF-8. Save it as UTF-8.";
        format!("{}: line {}: {what} [{}]", path.display(), line + 1, MappingCode::Syntax)
    })
}

/// A source's name as it can stand in the name of a file.
pub(super) fn slug(source: &str) -> String {
    let plain = source.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
    plain.flat_map(char::to_lowercase).collect()
}

fn rejected(Stray { file, row, key, reject }: Stray) -> Rejected {
    Rejected { file, row, key, reject }
}

fn sha256_of(file: &Path) -> io::Result<[u8; 32]> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut hasher = Sha256::new();
    loop {
        let read = reader.fill_buf()?;
        if read.is_empty() {
            return Ok(hasher.finalize().into());
        }
        hasher.update(read);
        let taken = read.len();
        reader.consume(taken);
    }
}
