//! The files of a load: read by `tables`, handed to `operations` in chunks.

use crate::start::Failure;
use operations::{
    Registry,
    load::{Chunk, NewLoad, Rejected, Rejects, Unread},
};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    sync::Arc,
};
use tables::{Files, Mapping, Reader, RejectsFile, Stray};

/// Files opened through a mapping that fits them.
pub(in crate::commands) struct Delivery {
    files: Files,
    source: String,
    mapping_sha256: [u8; 32],
    reader: Reader,
}

impl Delivery {
    /// Checks the mapping against the files.
    pub(super) fn open(files: &Files, mapping: &Path) -> Result<Self, Failure> {
        if let Some(scratch) = &files.scratch {
            fs::create_dir_all(scratch).map_err(|error| format!("{}: {error}", scratch.display()))?;
        }
        let text = fs::read_to_string(mapping).map_err(|error| format!("{}: {error}", mapping.display()))?;
        let of_mapping = |error| format!("{}: {error}", mapping.display());
        let parsed = Mapping::parse(&text).map_err(of_mapping)?;
        let reader = tables::open(files, &parsed).map_err(of_mapping)?;
        let source = reader.bound().source().to_owned();
        Ok(Self { files: files.clone(), source, mapping_sha256: Sha256::digest(&text).into(), reader })
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
            let chunk = match self.reader.next_chunk(households)? {
                Ok(chunk) => chunk,
                Err(error) => return Some(Err(error.to_string())),
            };
            let (bound, registry) = (Arc::clone(&bound), Arc::clone(&registry));
            let unread: Unread = Box::new(move || {
                let read = bound.read_chunk(&chunk, registry.ids(), registry.clock().now());
                Chunk {
                    households: read.households.into_iter().map(|read| read.delivered).collect(),
                    persons: read.strays.into_iter().map(rejected).collect(),
                }
            });
            Some(Ok(unread))
        }))
    }
}

/// A source's name as it can stand in the name of a file.
fn slug(source: &str) -> String {
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

/// The rejects file, made when there is something to say.
pub(super) struct RejectsAside {
    path: PathBuf,
    file: Option<RejectsFile>,
}

impl RejectsAside {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), file: None }
    }
}

impl Rejects for RejectsAside {
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> io::Result<u64> {
        let mut file = match self.file.take().filter(|file| file.len() == length_bytes) {
            Some(file) => file,
            None if rows.is_empty() && length_bytes == 0 => return Ok(0),
            None => RejectsFile::open_at(&self.path, length_bytes)?,
        };
        for Rejected { file: of, row, key, reject } in rows.iter().cloned() {
            if of == "households" {
                file.push_reject(row, &key, &reject)?;
            } else {
                file.push_stray(&Stray { file: of, row, key, reject })?;
            }
        }
        if !rows.is_empty() {
            file.sync()?;
        }
        let length = file.len();
        self.file = Some(file);
        Ok(length)
    }
}
