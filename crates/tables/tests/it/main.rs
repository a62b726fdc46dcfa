//! Files of households: written, read back, damaged, out of order, and real ones.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests, not marked as tests themselves"
)]

mod bad_input;
mod card;
mod drafting;
mod faults;
mod hies;
mod key_columns;
mod order;
mod round_trip;
mod translating;

use jiff::{Timestamp, civil::date};
use population::{Figures, Place, Population, Survey, Trouble};
use rand::SeedableRng;
use registry::{
    code_lists::Region,
    household::{FormUsed, Record},
    ids::{PersonId, RandomIds},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use tables::{ChunkRead, Files, Mapping, OpenError, Reader, open};
use uuid::Uuid;

/// A folder that vanishes, with files in it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

/// The moment at which everything is read.
pub(crate) fn now() -> Timestamp {
    "2027-03-01T09:00:00Z".parse().unwrap()
}

pub(crate) fn ids() -> RandomIds<rand_chacha::ChaCha8Rng> {
    RandomIds::new(rand_chacha::ChaCha8Rng::seed_from_u64(7))
}

/// All that is in files, read in chunks of a size; from a row on.
pub(crate) fn read_from(mut reader: Reader, from: u64, chunk_rows: usize) -> ChunkRead {
    let bound = reader.bound();
    let ids = ids();
    reader.skip_to(from).unwrap();
    let mut all = ChunkRead::default();
    while let Some(chunk) = reader.next_chunk(chunk_rows) {
        let mut read = bound.read_chunk(&chunk.unwrap(), &ids, now());
        all.households.append(&mut read.households);
        all.strays.append(&mut read.strays);
        all.not_members += read.not_members;
    }
    all
}

pub(crate) fn read(files: &Files, mapping: &str) -> Result<ChunkRead, OpenError> {
    let reader = open(files, &Mapping::parse(mapping)?)?;
    let total = reader.total_rows();
    let all = read_from(reader, 0, 3);
    assert_eq!(all.households.len() as u64, total);
    Ok(all)
}

/// What became of each household: its key, and the code of its reject or `ok`.
pub(crate) fn outcomes(read: &ChunkRead) -> Vec<(String, &'static str)> {
    let outcome = |read: &tables::Read| match &read.delivered.read {
        Ok(_) => "ok",
        Err(reject) => reject.code.as_str(),
    };
    read.households.iter().map(|read| (read.delivered.key.clone(), outcome(read))).collect()
}

/// Invented households.
pub(crate) fn invented(trouble: Trouble, count: u64) -> Vec<Record> {
    let population = Population::new(Survey {
        seed: 4,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 20),
        form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
        trouble,
    });
    let place = Place {
        tehsil: "PK90101".parse().unwrap(),
        union_council: Some("PK90101-01".parse().unwrap()),
        block: Some("PK90101-01-003".parse().unwrap()),
        region: Region::Rural,
        figures: Figures::Punjab,
        locality: "Chaman, \"Zar\"".to_owned(),
        centre: Some(population::Position { latitude: 30.5, longitude: 71.25 }),
        radius_kilometres: 4.0,
    };
    (0..count).map(|ordinal| population.household(ordinal, &place)).collect()
}

/// A record whose persons have ids that say their lines only, so that two readings can be compared.
pub(crate) fn by_lines(mut record: Record) -> Record {
    let lines: BTreeMap<PersonId, PersonId> = (record.members.iter())
        .map(|member| (member.id, PersonId(Uuid::from_u128(u128::from(member.line)))))
        .collect();
    for member in &mut record.members {
        member.id = lines[&member.id];
        for link in [&mut member.spouse, &mut member.father, &mut member.mother] {
            *link = link.and_then(|person| lines.get(&person).copied());
        }
    }
    record
}
