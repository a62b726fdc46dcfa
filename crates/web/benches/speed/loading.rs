//! The load under test, in a process of its own: what `nser import` does with a file, from opening it to the closed store.

use crate::place::{At, MachineClock};
use clap::Args;
use operations::{
    Registry,
    authority::Authority,
    load::{Chunk, NewLoad, Rejected, Rejects, Unread},
};
use registry::clock::Clock;
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read, stdin},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};
use store::rows::LoadProgress;
use tables::{Files, Mapping, Reader, RejectsFile, Stray};

/// Households in one step, as `nser import` has it by default.
const STEP: usize = 1_000;
/// Parts of the load whose rates are compared.
pub(crate) const PARTS: u64 = 10;

/// What to load, and where to.
#[derive(Args, Debug, Clone)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) at: At,
    /// The file.
    #[arg(long)]
    pub(crate) file: PathBuf,
    /// Its mapping.
    #[arg(long)]
    pub(crate) mapping: PathBuf,
}

impl Arguments {
    /// For a child process.
    pub(crate) fn list(&self) -> Vec<String> {
        let own = [("--file", &self.file), ("--mapping", &self.mapping)];
        let own = own.into_iter().flat_map(|(name, path)| [name.to_owned(), path.display().to_string()]);
        ["load".to_owned()].into_iter().chain(self.at.arguments()).chain(own).collect()
    }
}

/// Gets ready, waits for the word, loads. Prints rows read and microseconds gone whenever a tenth is in, and at the end
/// what became of the households.
pub(crate) async fn run(arguments: Arguments) {
    let registry = arguments.at.open(6).await;
    println!("ready");
    stdin().read_line(&mut String::new()).unwrap();
    let started = Instant::now();
    let console = Authority::console();
    let mapping = fs::read_to_string(&arguments.mapping).unwrap();
    let files = Files { households: arguments.file.clone(), ..Files::default() };
    let reader = tables::open(&files, &Mapping::parse(&mapping).unwrap()).unwrap();
    let new = NewLoad {
        batch: "bench".to_owned(),
        source: reader.bound().source().to_owned(),
        file_sha256: sha256_of(&arguments.file),
        mapping_sha256: Sha256::digest(&mapping).into(),
    };
    let load = registry.open_load(&console, new).await.unwrap();
    let part = reader.total_rows().div_ceil(PARTS).max(1);
    let next = AtomicU64::new(part);
    let told = |progress: &LoadProgress| {
        if progress.read >= next.load(Ordering::Relaxed) {
            next.store((progress.read / part + 1) * part, Ordering::Relaxed);
            println!("{} {}", progress.read, started.elapsed().as_micros());
        }
    };
    let mut aside = Aside { path: arguments.at.data.join("rejects.csv"), file: None };
    let chunks = chunks(reader, &registry);
    let loaded = registry.load(&console, load, chunks, workers(), &mut aside, &told).await.unwrap();
    registry.store().close().await;
    let LoadProgress { read, registered, joined, rejected, with_findings, .. } = loaded.progress;
    let gone = started.elapsed().as_micros();
    println!("end {gone} {read} {registered} {joined} {rejected} {with_findings}");
    let _ = stdin().read_line(&mut String::new());
}

fn workers() -> usize {
    thread::available_parallelism().map_or(2, usize::from)
}

/// As `nser import` hands them over: raw rows, each chunk to be read by whoever has time.
fn chunks(
    mut reader: Reader,
    registry: &Arc<Registry>,
) -> impl Iterator<Item = Result<Unread, String>> + Send + 'static {
    let registry = Arc::clone(registry);
    let bound = reader.bound();
    std::iter::from_fn(move || {
        let chunk = reader.next_chunk(STEP)?.unwrap();
        let (bound, registry) = (Arc::clone(&bound), Arc::clone(&registry));
        let unread: Unread = Box::new(move || {
            let read = bound.read_chunk(&chunk, registry.ids(), MachineClock.now());
            Chunk {
                households: read.households.into_iter().map(|read| read.delivered).collect(),
                persons: read.strays.into_iter().map(rejected).collect(),
            }
        });
        Some(Ok(unread))
    })
}

fn rejected(Stray { file, row, key, reject }: Stray) -> Rejected {
    Rejected { file, row, key, reject }
}

fn sha256_of(file: &Path) -> [u8; 32] {
    let (mut file, mut hasher) = (File::open(file).unwrap(), Sha256::new());
    let mut buffer = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut buffer).unwrap();
        if length == 0 {
            return hasher.finalize().into();
        }
        hasher.update(&buffer[..length]);
    }
}

/// The rejects file.
struct Aside {
    path: PathBuf,
    file: Option<RejectsFile>,
}

impl Rejects for Aside {
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> io::Result<u64> {
        if rows.is_empty() {
            return Ok(length_bytes);
        }
        let mut file = match self.file.take().filter(|file| file.len() == length_bytes) {
            Some(file) => file,
            None => RejectsFile::open_at(&self.path, length_bytes)?,
        };
        for Rejected { file: of, row, key, reject } in rows {
            if *of == "households" {
                file.push_reject(*row, key, reject)?;
            } else {
                file.push_stray(&Stray { file: of, row: *row, key: key.clone(), reject: reject.clone() })?;
            }
        }
        file.sync()?;
        let length = file.len();
        self.file = Some(file);
        Ok(length)
    }
}
