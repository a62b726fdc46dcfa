//! P1: household questionnaires come in over HTTP, and are checked, recorded with their history, scored and decided upon
//! before they are answered.

use crate::{
    client::{self, Run, send_all},
    country::Country,
    insert::{self, Row},
    machine::{Machine, Processors},
    place::{Engine, Place},
    process::{Cpu, Process},
    report::{Report, growth_per_tenfold, row},
};
use std::{sync::Arc, time::Duration};
use store::rows::Log;

/// Households that come in before anything is measured.
const WARM_UP: usize = 128;
/// Tablets that send at the same time.
const CLIENTS: usize = 64;
/// Times that ours and the yardstick are measured in turn; the run of middle cost counts.
const ROUNDS: usize = 3;
/// Times the CPU time of the bare insert that a household may cost.
const AIM_RATIO: f64 = 3.0;
/// Households a second that come in on two processors.
const AIM_RATE: f64 = 1000.0;

/// Measures and reports.
pub(crate) async fn measure(machine: &Machine, engines: &[Engine], sizes: &[usize], report: &mut Report) {
    let largest = sizes.iter().copied().max().unwrap();
    println!("writing {} questionnaires …", largest + WARM_UP);
    let xmls = questionnaires(largest + WARM_UP).await;
    let bytes = xmls.iter().map(String::len).sum::<usize>() / xmls.len();
    let mut found = Vec::new();
    for engine in engines {
        found.push(of_engine(machine, *engine, sizes, &xmls).await);
    }
    report.part("intake");
    report.line(format_args!(
        "A questionnaire has {bytes} bytes on average. Ratios and rate are of the middle size with {CLIENTS} clients: ours and \
         the yardsticks were run {ROUNDS} times in turn, and of each the run of middle cost counts.\n"
    ));
    summary(&found, sizes, report);
    details(&found, report);
}

async fn questionnaires(households: usize) -> Vec<String> {
    let place = Place::new(Engine::Sqlite).await;
    let country = Country::of(place.at.open(3).await.as_ref()).await;
    country.questionnaires(0..households as u64)
}

/// What was found on one engine.
struct Found {
    engine: Engine,
    /// At every size, in their order.
    sizes: Vec<Measured>,
    /// The middle size, otherwise.
    others: Vec<Measured>,
    alone: Measured,
    group: Measured,
}

impl Found {
    /// The run that is compared.
    fn middle(&self) -> &Measured {
        &self.sizes[self.sizes.len() / 2]
    }
}

/// One run.
struct Measured {
    what: String,
    households: usize,
    run: Run,
    cpu: Cpu,
    peak_megabytes: Option<u64>,
    kilobytes_each: f64,
}

impl Measured {
    fn microseconds_each(&self, cpu: Duration) -> f64 {
        cpu.as_secs_f64() * 1e6 / self.households as f64
    }

    fn cost(&self) -> f64 {
        self.microseconds_each(self.cpu.sum())
    }
}

async fn of_engine(machine: &Machine, engine: Engine, sizes: &[usize], xmls: &[String]) -> Found {
    let middle = sizes[sizes.len() / 2];
    let (mut rows, mut ours, mut alone, mut group) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (measured, place) = come_in(machine, engine, Processors::Two, CLIENTS, middle, xmls).await;
        if rows.is_empty() {
            rows = rows_of(&place, xmls).await;
        }
        ours.push(measured);
        alone.push(bare(machine, engine, &rows, middle, false).await);
        group.push(bare(machine, engine, &rows, middle, true).await);
    }
    let mut ours = Some(of_middle_cost(ours));
    let mut at_sizes = Vec::new();
    for &size in sizes {
        let known = if size == middle { ours.take() } else { None };
        at_sizes.push(match known {
            Some(measured) => measured,
            None => come_in(machine, engine, Processors::Two, CLIENTS, size, xmls).await.0,
        });
    }
    let mut others = Vec::new();
    for clients in [1, 8] {
        others.push(come_in(machine, engine, Processors::Two, clients, middle, xmls).await.0);
    }
    if machine.can_limit() {
        others.push(come_in(machine, engine, Processors::All, CLIENTS, middle, xmls).await.0);
    }
    Found { engine, sizes: at_sizes, others, alone: of_middle_cost(alone), group: of_middle_cost(group) }
}

fn of_middle_cost(mut runs: Vec<Measured>) -> Measured {
    runs.sort_by(|one, other| one.cost().total_cmp(&other.cost()));
    runs.swap_remove(runs.len() / 2)
}

/// Sends so many households to a new registry.
async fn come_in(
    machine: &Machine,
    engine: Engine,
    processors: Processors,
    clients: usize,
    households: usize,
    xmls: &[String],
) -> (Measured, Place) {
    let place = Place::new(engine).await;
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, processors);
    }
    let before_bytes = place.size_bytes().await;
    let arguments: Vec<String> = ["serve".to_owned()].into_iter().chain(place.at.arguments()).collect();
    let server = Process::start(machine, processors, &arguments);
    let requests = |xmls: &[String]| {
        Arc::new(xmls.iter().map(|xml| client::submission(&place.tablet, xml)).collect::<Vec<_>>())
    };
    let (measured, warm_up) = xmls.split_at(xmls.len() - WARM_UP);
    send_all(&server.first_line, clients, &requests(warm_up), 201).await;
    let wanted = requests(&measured[..households]);
    place.settle().await;
    let before = Cpu::of(&server, &place);
    let run = send_all(&server.first_line, clients, &wanted, 201).await;
    let cpu = Cpu::of(&server, &place).since(before);
    let peak_megabytes = Some(server.peak_megabytes());
    server.stop();
    let grown = place.size_bytes().await.saturating_sub(before_bytes);
    let kilobytes_each = grown as f64 / 1024.0 / (households + WARM_UP) as f64;
    let processors = if processors == Processors::All { ", all processors" } else { "" };
    let what =
        format!("the registry, {clients} {}{processors}", if clients == 1 { "client" } else { "clients" });
    let measured = Measured { what, households, run, cpu, peak_megabytes, kilobytes_each };
    say(engine, &measured);
    (measured, place)
}

/// The bytes that the registry was sent and keeps.
async fn rows_of(place: &Place, xmls: &[String]) -> Vec<Row> {
    let registry = place.at.open(4).await;
    let store = registry.store();
    let (mut entries, mut documents) = (Vec::new(), Vec::new());
    loop {
        let page = store.read_log(Log::Changes, entries.len() as u64, 500).await.unwrap();
        if page.is_empty() {
            break;
        }
        entries.extend(page.into_iter().map(|row| row.text));
        let page = store.list_households(None, documents.len() as u64, 500).await.unwrap();
        documents.extend(page.into_iter().map(|row| row.document));
    }
    store.close().await;
    assert!(entries.len() > xmls.len().min(100) / 2, "most questionnaires are accepted");
    let rows = xmls.iter().zip(documents).zip(entries);
    rows.map(|((xml, document), entry)| Row { xml: xml.clone().into_bytes(), document, entry }).collect()
}

/// The yardstick.
async fn bare(machine: &Machine, engine: Engine, rows: &[Row], households: usize, group: bool) -> Measured {
    let place = Place::empty(engine).await;
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::Two);
    }
    let file = place.at.data.join("rows");
    insert::write_rows(&file, rows);
    let wanted =
        insert::Arguments { at: place.at.clone(), rows: file.clone(), households, writers: CLIENTS, group };
    let mut process = Process::start(machine, Processors::Two, &wanted.list());
    std::fs::remove_file(file).unwrap();
    let before_bytes = place.size_bytes().await;
    place.settle().await;
    let before = Cpu::of(&process, &place);
    process.begin();
    let line = process.read_line();
    let cpu = Cpu::of(&process, &place).since(before);
    let times: Vec<Duration> =
        line.split(' ').map(|time| Duration::from_micros(time.parse().unwrap())).collect();
    process.stop();
    let grown = place.size_bytes().await.saturating_sub(before_bytes);
    // The middle and the late latency stand for all.
    let mut latencies = vec![times[1]; households];
    latencies[households * 99 / 100..].fill(times[2]);
    let what = if group { "bare insert, group commit" } else { "bare insert, a transaction each" };
    let measured = Measured {
        what: format!("{what}, {CLIENTS} writers"),
        households,
        run: Run { wall: times[0], latencies },
        cpu,
        peak_megabytes: None,
        kilobytes_each: grown as f64 / 1024.0 / households as f64,
    };
    say(engine, &measured);
    measured
}

fn say(engine: Engine, measured: &Measured) {
    let Measured { what, households, run, .. } = measured;
    println!(
        "{}: {what}: {households} households, {:.0} µs CPU each, {:.0}/s",
        engine.name(),
        measured.cost(),
        run.rate()
    );
}

fn summary(found: &[Found], sizes: &[usize], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"verdict",
        &"CPU ÷ bare insert",
        &"aim",
        &"CPU ÷ bare, group commit",
        &"households/s",
        &"aim",
        &"CPU growth per tenfold",
    ])];
    for found in found {
        let ours = found.middle();
        let (ratio, rate) = (ours.cost() / found.alone.cost(), ours.run.rate());
        let costs: Vec<f64> = found.sizes.iter().map(Measured::cost).collect();
        rows.push(row([
            &found.engine.name(),
            &verdict(ratio <= AIM_RATIO, rate >= AIM_RATE),
            &format!("{ratio:.2}"),
            &format!("≤ {AIM_RATIO}"),
            &format!("{:.2}", ours.cost() / found.group.cost()),
            &format!("{rate:.0}"),
            &format!("≥ {AIM_RATE}"),
            &growth_per_tenfold(sizes, &costs),
        ]));
    }
    report.table(&rows);
}

fn verdict(cost: bool, rate: bool) -> &'static str {
    match (cost, rate) {
        (true, true) => "meets both aims",
        (true, false) => "misses the rate",
        (false, true) => "misses the cost",
        (false, false) => "misses both aims",
    }
}

fn details(found: &[Found], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"run",
        &"households",
        &"CPU µs each",
        &"server",
        &"database",
        &"per s",
        &"p50 ms",
        &"p99 ms",
        &"peak MB",
        &"KB on disk",
    ])];
    for found in found {
        for measured in found.sizes.iter().chain(&found.others).chain([&found.alone, &found.group]) {
            let Measured { what, households, run, cpu, .. } = measured;
            let milliseconds = |share| format!("{:.1}", run.per_mille(share).as_secs_f64() * 1000.0);
            rows.push(row([
                &found.engine.name(),
                what,
                households,
                &format!("{:.0}", measured.cost()),
                &format!("{:.0}", measured.microseconds_each(cpu.server)),
                &format!("{:.0}", measured.microseconds_each(cpu.database)),
                &format!("{:.0}", run.rate()),
                &milliseconds(500),
                &milliseconds(990),
                &measured.peak_megabytes.map_or_else(|| "–".to_owned(), |peak| peak.to_string()),
                &format!("{:.1}", measured.kilobytes_each),
            ]));
        }
    }
    report.table(&rows);
}
