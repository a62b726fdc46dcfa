//! Prints invented households as lines of JSON, and how fast they were drawn:
//! `cargo run --release -p population --example households -- 1000 > households.jsonl`
#![expect(clippy::print_stderr, reason = "a program for people at a terminal")]

use jiff::civil::date;
use population::{Figures, Place, Population, Position, Survey, Trouble};
use registry::{code_lists::Region, household::FormUsed};
use std::{
    error::Error,
    io::{Write, stdout},
    time::{Duration, Instant},
};

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).map_or(Ok(10), |count| count.parse())?;
    let population = Population::new(Survey {
        seed: 1,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 20),
        form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
        trouble: Trouble::AsInLife,
    });
    let places = [place(Region::Rural)?, place(Region::Urban)?];
    let mut drawing = Duration::ZERO;
    for (ordinal, place) in (0..count).zip(places.iter().cycle()) {
        let started = Instant::now();
        let record = population.household(ordinal, place);
        drawing += started.elapsed();
        writeln!(stdout(), "{}", serde_json::to_string(&record)?)?;
    }
    eprintln!("{count} households drawn in {drawing:.1?}");
    Ok(())
}

fn place(region: Region) -> Result<Place, Box<dyn Error>> {
    Ok(Place {
        tehsil: "PK90101".parse()?,
        union_council: Some("PK90101-01".parse()?),
        block: Some("PK90101-01-001".parse()?),
        region,
        figures: Figures::Pakistan,
        locality: "Chaman Zar".to_owned(),
        centre: Some(Position { latitude: 30.5, longitude: 71.25 }),
        radius_kilometres: 4.0,
    })
}
