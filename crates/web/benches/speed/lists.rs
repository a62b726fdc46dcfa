//! P4: who is due, what the calendar brings and does, and whom to visit in a disaster, over registries of three sizes.
//!
//! Everything is asked of the verbs behind pages and API by an authority that may see the whole country.

mod bare;
pub(crate) mod desk;
mod fill;
mod invented;
mod tables;
mod verbs;

use crate::{
    machine::{Machine, Processors},
    place::{Engine, Place},
    process::{Cpu, Process},
    report::Report,
};
use fill::fill;
use invented::Country;
use jiff::{SignedDuration, Timestamp};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use testkit::clock::SimulatedClock;
use verbs::Task;

/// The calendar was run last on the day before the first that is measured: 21 November 2026, at noon in Pakistan.
const EVE: Timestamp = Timestamp::constant(1_795_244_400, 0);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Measures and reports.
pub(crate) async fn measure(machine: &Machine, engines: &[Engine], sizes: &[usize], report: &mut Report) {
    let country = Country::new();
    let mut found = Vec::new();
    for engine in engines {
        found.push((*engine, of_engine(machine, *engine, &country, sizes).await));
    }
    report.part("lists");
    tables::summary(&found, report);
    tables::details(&found, report);
}

/// What was found at one size.
struct Found {
    households: usize,
    bytes_each: f64,
    rows: Vec<Compared>,
}

/// A task and its yardstick, where it has one.
struct Compared {
    task: Task,
    own: Measured,
    bare: Option<Measured>,
}

/// What doing something once took.
#[derive(Clone, Copy)]
struct Measured {
    middle: Duration,
    cpu: Duration,
    /// How many households the answer was about.
    households: u64,
    peak_megabytes: u64,
    turns: u32,
}

impl Measured {
    fn cpu_milliseconds(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e3
    }

    fn milliseconds(&self) -> f64 {
        self.middle.as_secs_f64() * 1e3
    }
}

async fn of_engine(machine: &Machine, engine: Engine, country: &Country, sizes: &[usize]) -> Vec<Found> {
    let place = Place::new(engine).await;
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::All);
    }
    begin(&place, country).await;
    let empty_bytes = place.size_bytes().await;
    let (mut filled, mut now) = (0, EVE);
    let mut all = Vec::new();
    for &size in sizes {
        add(machine, &place, country, filled, size, engine).await;
        filled = size;
        let bytes_each = place.size_bytes().await.saturating_sub(empty_bytes) as f64 / size as f64;
        let rows = at_size(machine, engine, &place, &mut now);
        all.push(Found { households: size, bytes_each, rows });
    }
    place.remove().await;
    all
}

/// Areas, and a calendar that was run up to the eve.
async fn begin(place: &Place, country: &Country) {
    let registry = place.at.open_at(11, Arc::new(SimulatedClock::at(EVE))).await;
    registry.store().put_areas(country.areas()).await.unwrap();
    registry.run_calendar().await.unwrap();
    registry.store().close().await;
}

async fn add(machine: &Machine, place: &Place, country: &Country, from: usize, to: usize, engine: Engine) {
    let started = Instant::now();
    machine.spread_out();
    let store = store::open(&place.at.config()).await.unwrap();
    fill(store.as_ref(), country, from as u64..to as u64).await;
    store.close().await;
    place.analyze().await;
    machine.keep_to_the_side();
    println!("{}: {to} households after {:.0} s", engine.name(), started.elapsed().as_secs_f64());
}

fn at_size(machine: &Machine, engine: Engine, place: &Place, now: &mut Timestamp) -> Vec<Compared> {
    let wanted = desk::Arguments { at: place.at.clone(), now: *now };
    let mut process = Process::start(machine, Processors::Two, &wanted.list());
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::Two);
    }
    let mut rows = Vec::new();
    for task in Task::ALL {
        let own = order(&mut process, place, task, "own");
        if task == Task::CalendarDay {
            *now += DAY * i32::try_from(own.turns).unwrap();
        }
        let bare = (task != Task::Declare).then(|| order(&mut process, place, task, "bare"));
        say(engine, task, own, bare);
        if let Some(bare) = bare.filter(|_| task.is_same_in_bare()) {
            assert_eq!(own.households, bare.households, "{task:?}: the yardstick finds the same");
        }
        rows.push(Compared { task, own, bare });
    }
    process.stop();
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::All);
    }
    rows
}

/// Has the child do a task.
fn order(process: &mut Process, place: &Place, task: Task, way: &str) -> Measured {
    process.tell(&format!("{way} {}", task.code()));
    assert_eq!(process.read_line(), "warm");
    let before = Cpu::of(process, place);
    process.begin();
    let line = process.read_line();
    let used = Cpu::of(process, place).since(before).sum();
    let figures: Vec<u64> = line.split(' ').map(|figure| figure.parse().unwrap()).collect();
    let turns = u32::try_from(figures[0]).unwrap();
    Measured {
        middle: Duration::from_micros(figures[1]),
        cpu: used / turns,
        households: figures[2],
        peak_megabytes: process.peak_megabytes(),
        turns,
    }
}

fn say(engine: Engine, task: Task, own: Measured, bare: Option<Measured>) {
    let bare = bare.map(|bare| format!("; bare {:.1} ms for {}", bare.milliseconds(), bare.households));
    println!(
        "  {}: {}: {:.1} ms, {:.1} ms CPU, {} MB, for {} households, {} turns{}",
        engine.name(),
        task.title(),
        own.milliseconds(),
        own.cpu_milliseconds(),
        own.peak_megabytes,
        own.households,
        own.turns,
        bare.unwrap_or_default()
    );
}
