//! How long invented households take to be written and read, one thread: `cargo run --release -p tables --example speed -- 50000`.
//! Prints microseconds a household for each format, for raw reading and for reading whole.
#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

use jiff::civil::date;
use population::{Figures, Place, Population, Survey, Trouble};
use rand::SeedableRng;
use registry::{
    code_lists::Region,
    household::{FormUsed, Record},
    ids::RandomIds,
};
use std::{error::Error, time::Instant};
use tables::{Files, Mapping, Writer, draft_with_births, open};

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).map_or(Ok(20_000), |count| count.parse())?;
    let records = invented(count)?;
    let members: usize = records.iter().map(|record| record.members.len()).sum();
    println!("{count} households, {members} members");
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name);
    let three = |extension: &str| Files {
        households: file(&format!("households.{extension}")),
        persons: Some(file(&format!("persons.{extension}"))),
        births: Some(file(&format!("births.{extension}"))),
        scratch: None,
    };
    write("csv", Writer::csv(folder.path())?, &records)?;
    write("parquet, flat", Writer::parquet_flat(folder.path())?, &records)?;
    write("parquet, nested", Writer::parquet(&file("country.parquet"))?, &records)?;
    read("csv", &three("csv"), count)?;
    read("parquet, flat", &three("parquet"), count)?;
    read("parquet, nested", &Files { households: file("country.parquet"), ..Files::default() }, count)?;
    Ok(())
}

fn invented(count: u64) -> Result<Vec<Record>, Box<dyn Error>> {
    let population = Population::new(Survey {
        seed: 1,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 20),
        form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
        trouble: Trouble::None,
    });
    let place = Place {
        tehsil: "PK90101".parse()?,
        union_council: None,
        block: None,
        region: Region::Rural,
        figures: Figures::Punjab,
        locality: "Chaman Zar".to_owned(),
        centre: None,
        radius_kilometres: 1.0,
    };
    Ok((0..count).map(|ordinal| population.household(ordinal, &place)).collect())
}

fn write(name: &str, mut writer: Writer, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    for (ordinal, record) in records.iter().enumerate() {
        writer.write(&format!("{ordinal:09}"), None, record)?;
    }
    let bytes: u64 = writer.finish()?.files.iter().map(|file| file.size_bytes).sum();
    let size = bytes / records.len().max(1) as u64;
    println!("write {name}: {:.1} us, {size} bytes", micros(start, records.len() as u64));
    Ok(())
}

fn read(name: &str, files: &Files, count: u64) -> Result<(), Box<dyn Error>> {
    let drafted = draft_with_births(&files.households, files.persons.as_deref(), files.births.as_deref())?;
    let mapping = Mapping::parse(&drafted)?;
    let start = Instant::now();
    let mut reader = open(files, &mapping)?;
    let opened = micros(start, count);
    let bound = reader.bound();
    let ids = RandomIds::new(rand_chacha::ChaCha8Rng::seed_from_u64(1));
    let at = "2027-01-01T00:00:00Z".parse()?;
    let (mut raw, mut whole, mut read) = (0.0, 0.0, 0);
    loop {
        let start = Instant::now();
        let Some(chunk) = reader.next_chunk(500) else { break };
        let chunk = chunk?;
        raw += start.elapsed().as_secs_f64();
        let start = Instant::now();
        let households = bound.read_chunk(&chunk, &ids, at).households;
        whole += start.elapsed().as_secs_f64();
        read += households.iter().filter(|read| read.delivered.read.is_ok()).count();
    }
    let each = |seconds: f64| seconds * 1e6 / count as f64;
    println!(
        "read {name}: open {opened:.1} us, raw {:.1} us, read {:.1} us; {read} read",
        each(raw),
        each(whole)
    );
    Ok(())
}

fn micros(start: Instant, count: u64) -> f64 {
    start.elapsed().as_secs_f64() * 1e6 / count as f64
}
