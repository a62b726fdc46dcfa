//! P3: a delivered file comes into an empty registry, with all checks, history, citizen numbers, scores, decisions and
//! rejects, step by step so that it can be cut off at any moment.

mod tables;

use crate::{
    bulk,
    delivery::Delivery,
    loading,
    machine::{Machine, Processors},
    place::{Engine, Place},
    process::{Cpu, Process},
    report::Report,
    status,
};
use std::time::Duration;

/// Households of the whole country.
const COUNTRY: f64 = 35e6;
/// Most households of which the yardstick is measured: it needs the rows three times over.
const YARDSTICK_MOST: usize = 1_000_000;

/// Measures and reports; where wanted, looks citizens up in the largest registry too.
pub(crate) async fn measure(
    machine: &Machine,
    engines: &[Engine],
    sizes: &[usize],
    status_on_loaded: bool,
    report: &mut Report,
) {
    let mut found: Vec<Found> = engines.iter().map(|engine| Found::new(*engine)).collect();
    let mut standing = Vec::new();
    for (turn, &size) in sizes.iter().enumerate() {
        let delivery = Delivery::write(machine, size);
        for found in &mut found {
            let place = found.load(machine, &delivery).await;
            if status_on_loaded && turn + 1 == sizes.len() {
                let asked = status::measure_loaded(machine, found.engine, &place, delivery.households).await;
                standing.push((found.engine, vec![asked]));
            }
            found.compare(machine, place).await;
        }
    }
    report.part("load");
    tables::summary(&found, report);
    tables::details(&found, report);
    tables::tenths(&found, report);
    if !standing.is_empty() {
        status::report_loaded(&standing, report);
    }
}

/// What was found on one engine, size by size.
struct Found {
    engine: Engine,
    ours: Vec<Measured>,
    /// As far as it was measured.
    yardstick: Vec<Measured>,
}

/// One run.
struct Measured {
    households: usize,
    wall: Duration,
    cpu: Cpu,
    peak_megabytes: u64,
    size_bytes: u64,
    outcome: String,
    parts: Vec<Part>,
}

/// A tenth of a load.
struct Part {
    households: u64,
    wall: Duration,
    cpu: Duration,
}

impl Measured {
    fn microseconds_each(&self, cpu: Duration) -> f64 {
        cpu.as_secs_f64() * 1e6 / self.households as f64
    }

    fn cost(&self) -> f64 {
        self.microseconds_each(self.cpu.sum())
    }

    fn rate(&self) -> f64 {
        self.households as f64 / self.wall.as_secs_f64()
    }

    fn bytes_each(&self) -> f64 {
        self.size_bytes as f64 / self.households as f64
    }

    /// Hours for the country at the rate of the last tenth.
    fn hours(&self) -> f64 {
        self.parts.last().map_or(f64::NAN, |part| COUNTRY / part.rate() / 3600.0)
    }

    fn say(&self, engine: Engine, what: &str) {
        let Self { households, peak_megabytes, outcome, .. } = self;
        println!(
            "{}: {what}: {households} households, {:.0} µs CPU each, {:.0}/s, {peak_megabytes} MB, {:.0} bytes each; {outcome}",
            engine.name(),
            self.cost(),
            self.rate(),
            self.bytes_each()
        );
    }
}

impl Part {
    fn rate(&self) -> f64 {
        self.households as f64 / self.wall.as_secs_f64()
    }

    fn cost(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.households as f64
    }
}

impl Found {
    fn new(engine: Engine) -> Self {
        Self { engine, ours: Vec::new(), yardstick: Vec::new() }
    }

    /// Loads the file into a new registry.
    async fn load(&mut self, machine: &Machine, delivery: &Delivery) -> Place {
        let place = new_place(machine, self.engine).await;
        let Delivery { file, mapping, households, .. } = delivery;
        let wanted =
            loading::Arguments { at: place.at.clone(), file: file.clone(), mapping: mapping.clone() };
        let (mut process, before) = begin(machine, &place, &wanted.list()).await;
        let mut parts = Parts::new(before);
        let end = loop {
            let line = process.read_line();
            match line.strip_prefix("end ") {
                Some(end) => break end.to_owned(),
                None => parts.add(&line, Cpu::of(&process, &place)),
            }
        };
        let cpu = Cpu::of(&process, &place).since(before.1);
        let peak_megabytes = process.peak_megabytes();
        process.stop();
        let (gone, counts) = end.split_once(' ').unwrap();
        let measured = Measured {
            households: *households,
            wall: Duration::from_micros(gone.parse().unwrap()),
            cpu,
            peak_megabytes,
            size_bytes: place.size_bytes().await.saturating_sub(before.0),
            outcome: outcome(counts, *households),
            parts: parts.done,
        };
        measured.say(self.engine, "load");
        self.ours.push(measured);
        place
    }

    /// Puts the same rows into another place, after the registry has made room, unless there are too many.
    async fn compare(&mut self, machine: &Machine, loaded: Place) {
        let households = self.ours.last().unwrap().households;
        if households > YARDSTICK_MOST * 11 / 10 {
            return loaded.remove().await;
        }
        let rows = tempfile::tempdir().unwrap();
        bulk::write_out(&loaded, rows.path()).await;
        loaded.remove().await;
        let place = new_place(machine, self.engine).await;
        let wanted = bulk::Arguments { at: place.at.clone(), rows: rows.path().to_owned() };
        let (mut process, before) = begin(machine, &place, &wanted.list()).await;
        let gone = process.read_line();
        let cpu = Cpu::of(&process, &place).since(before.1);
        let peak_megabytes = process.peak_megabytes();
        process.stop();
        let measured = Measured {
            households,
            wall: Duration::from_micros(gone.parse().unwrap()),
            cpu,
            peak_megabytes,
            size_bytes: place.size_bytes().await.saturating_sub(before.0),
            outcome: String::new(),
            parts: Vec::new(),
        };
        place.remove().await;
        measured.say(self.engine, "the same rows in bulk");
        self.yardstick.push(measured);
    }

    /// The largest load of which the yardstick was measured, beside it.
    fn compared(&self) -> Option<(&Measured, &Measured)> {
        self.ours.iter().zip(&self.yardstick).next_back()
    }
}

async fn new_place(machine: &Machine, engine: Engine) -> Place {
    let place = Place::new(engine).await;
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::Two);
    }
    place
}

/// Starts a child that waits for the word, and gives it. Returns bytes and CPU time before.
async fn begin(machine: &Machine, place: &Place, arguments: &[String]) -> (Process, (u64, Cpu)) {
    let size_bytes = place.size_bytes().await;
    let mut process = Process::start(machine, Processors::Two, arguments);
    place.settle().await;
    let cpu = Cpu::of(&process, place);
    process.begin();
    (process, (size_bytes, cpu))
}

/// Tenths of a load as they come in.
struct Parts {
    done: Vec<Part>,
    households: u64,
    wall: Duration,
    cpu: Cpu,
}

impl Parts {
    fn new(before: (u64, Cpu)) -> Self {
        Self { done: Vec::new(), households: 0, wall: Duration::ZERO, cpu: before.1 }
    }

    /// A line of the child: households so far, microseconds so far.
    fn add(&mut self, line: &str, cpu: Cpu) {
        let (households, wall) = line.split_once(' ').unwrap();
        let (households, wall) = (households.parse().unwrap(), Duration::from_micros(wall.parse().unwrap()));
        let part = Part {
            households: households - self.households,
            wall: wall.saturating_sub(self.wall),
            cpu: cpu.since(self.cpu).sum(),
        };
        println!("  {households}: {:.0}/s, {:.0} µs CPU each", part.rate(), part.cost());
        self.done.push(part);
        (self.households, self.wall, self.cpu) = (households, wall, cpu);
    }
}

/// What became of the households, from the child's last line.
fn outcome(counts: &str, households: usize) -> String {
    let counts: Vec<usize> = counts.split(' ').map(|count| count.parse().unwrap()).collect();
    let [read, registered, joined, rejected, with_findings] = counts.try_into().expect("five counts");
    assert_eq!(
        (read, registered + joined + rejected),
        (households, households),
        "every household is accounted for"
    );
    format!("{registered} registered, {joined} joined, {rejected} rejected, {with_findings} with findings")
}
