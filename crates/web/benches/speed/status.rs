//! P2: where a citizen's household stands, asked over HTTP with a token, while questionnaires come in.

use crate::{
    client::{self, Connection, Run, send_for},
    copies::Copies,
    country::Country,
    machine::{Machine, Processors},
    place::{Engine, Place},
    process::{Cpu, Process},
    report::{Report, growth_per_tenfold, row},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use registry::identity::CitizenNumber;
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinSet;

/// Systems that ask at the same time.
const CLIENTS: usize = 64;
/// Questionnaires that come in a second meanwhile.
const WRITES: usize = 50;
/// Tablets that send them.
const WRITERS: usize = 5;
/// Different questions; they are asked again and again.
const QUESTIONS: usize = 50_000;
const WARM_UP: Duration = Duration::from_secs(1);
const WINDOW: Duration = Duration::from_secs(4);
/// The first household that comes in while questions are asked.
const FIRST_WRITTEN: u64 = 1_000_000;
/// All that is done at one size, with some to spare.
const SECONDS_PER_SIZE: usize = 30;
/// Times the bare query's late latency that an answer may take.
const AIM_RATIO: f64 = 3.0;
/// Answers a second on two processors.
const AIM_RATE: f64 = 10_000.0;
/// Longest that one in a hundred may take.
const AIM_LATE: Duration = Duration::from_millis(10);

/// Measures and reports.
pub(crate) async fn measure(machine: &Machine, engines: &[Engine], sizes: &[usize], report: &mut Report) {
    let (mut copies, writes) = prepare(sizes.len()).await;
    let mut found = Vec::new();
    for engine in engines {
        found.push((*engine, of_engine(machine, *engine, sizes, &mut copies, &writes).await));
    }
    report.part("status");
    report.line(format_args!(
        "{CLIENTS} connections, each with one question at a time; {WRITES} questionnaires come in every second meanwhile, \
         and their CPU time is not counted. The households were written to the store in bulk.\n"
    ));
    summary(&found, sizes, report);
    details(&found, report);
}

/// Measures in a registry that was loaded.
pub(crate) async fn measure_loaded(
    machine: &Machine,
    engine: Engine,
    place: &Place,
    households: usize,
) -> Found {
    let new = Place::new(Engine::Sqlite).await;
    let country = Country::of(new.at.open(3).await.as_ref()).await;
    let writes = Writes::new(place, &country.questionnaires(FIRST_WRITTEN..FIRST_WRITTEN + writes_of(1)));
    place.analyze().await;
    let numbers = place.citizen_numbers(QUESTIONS).await;
    let found = at_size(machine, place, households, &numbers, &writes).await;
    found.say(engine);
    found
}

/// Reports what was measured in registries that were loaded, and `serve` on them.
pub(crate) fn report_loaded(found: &[(Engine, Vec<Found>)], report: &mut Report) {
    report.part("status-loaded");
    let sizes: Vec<usize> = found[0].1.iter().map(|found| found.households).collect();
    summary(found, &sizes, report);
    details(found, report);
}

async fn prepare(sizes: usize) -> (Copies, Vec<String>) {
    println!("writing questionnaires …");
    let place = Place::new(Engine::Sqlite).await;
    let country = Country::of(place.at.open(3).await.as_ref()).await;
    let copies = Copies::new(&country).await;
    (copies, country.questionnaires(FIRST_WRITTEN..FIRST_WRITTEN + writes_of(sizes)))
}

/// Questionnaires that come in while so many sizes are measured.
fn writes_of(sizes: usize) -> u64 {
    (WRITES * SECONDS_PER_SIZE * sizes) as u64
}

/// What was found at one size.
pub(crate) struct Found {
    households: usize,
    ours: Asked,
    over_http: Asked,
    /// Look-ups a second, middle and late latency in microseconds.
    in_loop: [f64; 3],
    writes: f64,
    peak_megabytes: u64,
    start: Duration,
}

impl Found {
    fn say(&self, engine: Engine) {
        let Self { households, ours, over_http, in_loop, .. } = self;
        println!(
            "{}: {households} households: {:.0}/s with {:.0} µs, bare over HTTP {:.0}/s with {:.0} µs, in a loop {:.0}/s",
            engine.name(),
            ours.run.rate(),
            ours.microseconds_each,
            over_http.run.rate(),
            over_http.microseconds_each,
            in_loop[0]
        );
    }
}

/// What a window of questions took.
struct Asked {
    run: Run,
    microseconds_each: f64,
}

async fn of_engine(
    machine: &Machine,
    engine: Engine,
    sizes: &[usize],
    copies: &mut Copies,
    writes: &[String],
) -> Vec<Found> {
    let place = Place::new(engine).await;
    if let Some(cluster) = place.postmaster {
        cluster.limit(machine, Processors::Two);
    }
    let writes = Writes::new(&place, writes);
    let mut numbers = Vec::new();
    let mut loaded = 0;
    let mut found = Vec::new();
    for &size in sizes {
        let registry = place.at.open(8).await;
        numbers.extend(copies.write(registry.store().as_ref(), size - loaded).await);
        registry.store().close().await;
        loaded = size;
        place.analyze().await;
        found.push(at_size(machine, &place, size, &numbers, &writes).await);
        found.last().unwrap().say(engine);
    }
    found
}

async fn at_size(
    machine: &Machine,
    place: &Place,
    households: usize,
    numbers: &[CitizenNumber],
    writes: &Arc<Writes>,
) -> Found {
    let arguments: Vec<String> = ["serve".to_owned()].into_iter().chain(place.at.arguments()).collect();
    let server = Process::start(machine, Processors::Two, &arguments);
    let address = server.first_line.clone();
    let mut chance = ChaCha8Rng::seed_from_u64(households as u64);
    let asked: Vec<u64> =
        (0..QUESTIONS).map(|_| numbers[chance.random_range(0..numbers.len())].as_u64()).collect();
    let questions = |path: &str| {
        Arc::new(
            asked
                .iter()
                .map(|number| client::get(&format!("{path}/{number}"), &place.system))
                .collect::<Vec<_>>(),
        )
    };
    let (ours, bare) = (questions("/api/v1/status"), questions("/bare"));
    for questions in [&ours, &bare] {
        send_for(&address, CLIENTS, questions, WARM_UP, 200).await;
    }
    let came_in = writes.next.load(Ordering::Relaxed);
    let started = std::time::Instant::now();
    let writers = Writes::begin(writes, &address);
    // What the writes alone cost a second.
    let before = Cpu::of(&server, place);
    tokio::time::sleep(WINDOW / 2).await;
    let of_writes = Cpu::of(&server, place).since(before).sum() * 2;
    let ask = async |questions| {
        let before = Cpu::of(&server, place);
        let run = send_for(&address, CLIENTS, questions, WINDOW, 200).await;
        let used = Cpu::of(&server, place).since(before).sum().as_secs_f64();
        let own = used - of_writes.as_secs_f64() * run.wall.as_secs_f64() / WINDOW.as_secs_f64();
        let microseconds_each = own * 1e6 / run.latencies.len() as f64;
        Asked { run, microseconds_each }
    };
    let (ours, over_http) = (ask(&ours).await, ask(&bare).await);
    let in_loop = in_loop(&address, &asked).await;
    drop(writers);
    let writes = (writes.next.load(Ordering::Relaxed) - came_in) as f64 / started.elapsed().as_secs_f64();
    let (peak_megabytes, start) = (server.peak_megabytes(), server.start);
    server.stop();
    Found { households, ours, over_http, in_loop, writes, peak_megabytes, start }
}

async fn in_loop(address: &str, asked: &[u64]) -> [f64; 3] {
    let body = asked.iter().map(u64::to_string).collect::<Vec<_>>().join(" ");
    let seconds = WINDOW.as_secs();
    let head = format!(
        "POST /bare/{CLIENTS}/{seconds} HTTP/1.1\r\nHost: bench\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut connection = Connection::open(address).await;
    let (status, answer) = connection.send([head, body].concat().as_bytes()).await;
    assert_eq!(status, 200);
    let figures: Vec<f64> =
        std::str::from_utf8(answer).unwrap().split(' ').map(|figure| figure.parse().unwrap()).collect();
    [figures[0], figures[1], figures[2]]
}

/// Questionnaires that come in at a steady rate.
struct Writes {
    requests: Vec<Vec<u8>>,
    next: AtomicUsize,
}

impl Writes {
    fn new(place: &Place, xmls: &[String]) -> Arc<Self> {
        let requests = xmls.iter().map(|xml| client::submission(&place.tablet, xml)).collect();
        Arc::new(Self { requests, next: AtomicUsize::new(0) })
    }

    /// Until what is returned is dropped.
    fn begin(writes: &Arc<Self>, address: &str) -> JoinSet<()> {
        let writers = (0..WRITERS).map(|_| {
            let (writes, address) = (Arc::clone(writes), address.to_owned());
            async move {
                let mut connection = Connection::open(&address).await;
                let every =
                    Duration::from_secs(1) * u32::try_from(WRITERS).unwrap() / u32::try_from(WRITES).unwrap();
                let mut clock = tokio::time::interval(every);
                loop {
                    clock.tick().await;
                    let next = writes.next.fetch_add(1, Ordering::Relaxed);
                    let request = writes.requests.get(next).expect("there are questionnaires enough");
                    assert_eq!(connection.send(request).await.0, 201);
                }
            }
        });
        writers.collect()
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn summary(found: &[(Engine, Vec<Found>)], sizes: &[usize], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"verdict",
        &"households",
        &"p99 ÷ bare query over HTTP",
        &"aim",
        &"CPU ÷ bare over HTTP",
        &"look-ups/s",
        &"aim",
        &"p99 ms",
        &"aim",
        &"CPU growth per tenfold",
    ])];
    for (engine, found) in found {
        let costs: Vec<f64> = found.iter().map(|found| found.ours.microseconds_each).collect();
        let Found { households, ours, over_http, .. } = found.last().unwrap();
        let late = [&ours.run, &over_http.run].map(|run| milliseconds(run.per_mille(990)));
        let (ratio, rate) = (late[0] / late[1], ours.run.rate());
        let missed = [
            (ratio > AIM_RATIO, "the ratio"),
            (rate < AIM_RATE, "the rate"),
            (late[0] > milliseconds(AIM_LATE), "the p99"),
        ];
        let missed: Vec<&str> =
            missed.into_iter().filter(|(missed, _)| *missed).map(|(_, what)| what).collect();
        let verdict = if missed.is_empty() {
            "meets the aims".to_owned()
        } else {
            format!("misses {}", missed.join(", "))
        };
        rows.push(row([
            &engine.name(),
            &verdict,
            households,
            &format!("{ratio:.2}"),
            &format!("≤ {AIM_RATIO}"),
            &format!("{:.2}", ours.microseconds_each / over_http.microseconds_each),
            &format!("{rate:.0}"),
            &format!("≥ {AIM_RATE}"),
            &format!("{:.1}", late[0]),
            &format!("≤ {}", AIM_LATE.as_millis()),
            &growth_per_tenfold(sizes, &costs),
        ]));
    }
    report.table(&rows);
}

fn details(found: &[(Engine, Vec<Found>)], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"run",
        &"households",
        &"CPU µs each",
        &"per s",
        &"p50 ms",
        &"p99 ms",
        &"peak MB",
        &"writes/s",
        &"start ms",
    ])];
    for (engine, found) in
        found.iter().flat_map(|(engine, found)| found.iter().map(move |found| (engine, found)))
    {
        let Found { households, in_loop, writes, peak_megabytes, start, .. } = found;
        for (what, asked) in [("the registry", &found.ours), ("bare query over HTTP", &found.over_http)] {
            let late = |share| format!("{:.2}", milliseconds(asked.run.per_mille(share)));
            rows.push(row([
                &engine.name(),
                &what,
                households,
                &format!("{:.0}", asked.microseconds_each),
                &format!("{:.0}", asked.run.rate()),
                &late(500),
                &late(990),
                peak_megabytes,
                &format!("{writes:.0}"),
                &format!("{:.0}", milliseconds(*start)),
            ]));
        }
        let [rate, middle, late] = in_loop;
        let [middle, late] = [middle, late].map(|microseconds| format!("{:.2}", microseconds / 1000.0));
        let cells: [&dyn std::fmt::Display; 10] = [
            &engine.name(),
            &"bare query in a loop",
            households,
            &"–",
            &format!("{rate:.0}"),
            &middle,
            &late,
            &"–",
            &format!("{writes:.0}"),
            &"–",
        ];
        rows.push(row(cells));
    }
    report.table(&rows);
}
