//! The yardstick of intake: the bytes of a household in one `insert` into one table with a primary key, by the same
//! driver with the same settings of durability, in a process of its own. No HTTP, no parsing, no checks, no history, no
//! index besides the key, nothing computed.
//!
//! Two ways: each household in a transaction of its own, by so many writers at once (SQLite has one connection that
//! writes, and they take turns; PostgreSQL has a connection for each); and all that wait in one transaction, as the
//! registry itself does.

use crate::{client::Run, place::At};
use clap::Args;
use rusqlite::{Connection, params};
use std::{
    fs,
    io::{BufRead, stdin},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls};

/// Most households in one transaction.
const GROUP: usize = 256;

/// What to insert, and how.
#[derive(Args, Debug, Clone)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) at: At,
    /// A file written by [`write_rows`].
    #[arg(long)]
    pub(crate) rows: PathBuf,
    /// How many households; the rows are used again where there are fewer.
    #[arg(long)]
    pub(crate) households: usize,
    /// Writers at once.
    #[arg(long)]
    pub(crate) writers: usize,
    /// All that wait in one transaction.
    #[arg(long)]
    pub(crate) group: bool,
}

impl Arguments {
    /// For a child process.
    pub(crate) fn list(&self) -> Vec<String> {
        let own = [
            ("--rows", self.rows.display().to_string()),
            ("--households", self.households.to_string()),
            ("--writers", self.writers.to_string()),
        ];
        let own = own.into_iter().flat_map(|(name, value)| [name.to_owned(), value]);
        let group = self.group.then(|| "--group".to_owned());
        ["insert".to_owned()].into_iter().chain(self.at.arguments()).chain(own).chain(group).collect()
    }
}

/// The bytes of a household as the registry is sent and keeps them.
pub(crate) struct Row {
    /// The questionnaire.
    pub(crate) xml: Vec<u8>,
    /// The household's document.
    pub(crate) document: String,
    /// The entry of the change log.
    pub(crate) entry: String,
}

/// Puts rows into a file.
pub(crate) fn write_rows(file: &Path, rows: &[Row]) {
    let mut bytes = Vec::new();
    for Row { xml, document, entry } in rows {
        for part in [xml.as_slice(), document.as_bytes(), entry.as_bytes()] {
            bytes.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
            bytes.extend(part);
        }
    }
    fs::write(file, bytes).unwrap();
}

fn read_rows(file: &Path) -> Vec<Row> {
    let bytes = fs::read(file).unwrap();
    let mut rest = bytes.as_slice();
    let mut next = || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let (part, behind) = behind.split_at(u32::from_le_bytes(*length) as usize);
        rest = behind;
        Some(part.to_vec())
    };
    let mut rows = Vec::new();
    while let Some(xml) = next() {
        let [document, entry] = [(); 2].map(|()| String::from_utf8(next().unwrap()).unwrap());
        rows.push(Row { xml, document, entry });
    }
    rows
}

/// In the child process: gets ready, waits for the word, inserts, prints how long it took.
pub(crate) async fn run(arguments: Arguments) {
    let work = Arc::new(Work {
        rows: read_rows(&arguments.rows),
        households: arguments.households,
        next: AtomicUsize::new(0),
    });
    let run = match arguments.at.database_url.clone() {
        None => in_sqlite(&arguments, &work),
        Some(url) => in_postgres(&arguments, &url, work).await,
    };
    let [middle, late] = [500, 990].map(|share| run.per_mille(share).as_micros());
    println!("{} {middle} {late}", run.wall.as_micros());
    let _ = stdin().lock().read_line(&mut String::new());
}

fn ready() {
    println!("ready");
    stdin().lock().read_line(&mut String::new()).unwrap();
}

/// What is to be inserted, by whichever writer comes next.
struct Work {
    rows: Vec<Row>,
    households: usize,
    next: AtomicUsize,
}

impl Work {
    fn next(&self) -> Option<(i64, &Row)> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number < self.households).then(|| self.row(number))
    }

    fn row(&self, number: usize) -> (i64, &Row) {
        (i64::try_from(number).unwrap(), &self.rows[number % self.rows.len()])
    }
}

fn in_sqlite(arguments: &Arguments, work: &Work) -> Run {
    let connection = open_sqlite(&arguments.at.data.join("bare.db"));
    ready();
    let started = Instant::now();
    let latencies = if arguments.group {
        grouped_in_sqlite(&connection, arguments.writers, work)
    } else {
        one_by_one_in_sqlite(&Mutex::new(connection), arguments.writers, work)
    };
    Run::new(started.elapsed(), latencies)
}

/// As the registry opens its own file.
fn open_sqlite(file: &Path) -> Connection {
    let connection = Connection::open(file).unwrap();
    connection
        .execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 8000; \
             pragma journal_size_limit = 67108864; pragma cache_size = -65536; \
             create table bare (id integer primary key, xml blob not null, document text not null, entry text not null)",
        )
        .unwrap();
    connection
}

fn insert_into_sqlite(connection: &Connection, number: i64, row: &Row) {
    let mut insert = connection.prepare_cached("insert into bare values ($1, $2, $3, $4)").unwrap();
    insert.execute(params![number, row.xml, row.document, row.entry]).unwrap();
}

fn one_by_one_in_sqlite(connection: &Mutex<Connection>, writers: usize, work: &Work) -> Vec<Duration> {
    let write = || {
        let mut latencies = Vec::new();
        while let Some((number, row)) = work.next() {
            let started = Instant::now();
            insert_into_sqlite(&connection.lock().unwrap(), number, row);
            latencies.push(started.elapsed());
        }
        latencies
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..writers).map(|_| scope.spawn(write)).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    })
}

fn grouped_in_sqlite(connection: &Connection, writers: usize, work: &Work) -> Vec<Duration> {
    let (queue, waiting) = mpsc::channel::<(usize, mpsc::Sender<()>)>();
    let write = |queue: mpsc::Sender<(usize, mpsc::Sender<()>)>| {
        let mut latencies = Vec::new();
        let (done, answer) = mpsc::channel();
        while let Some((number, _)) = work.next() {
            let started = Instant::now();
            queue.send((usize::try_from(number).unwrap(), done.clone())).unwrap();
            answer.recv().unwrap();
            latencies.push(started.elapsed());
        }
        latencies
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..writers)
            .map(|_| {
                let queue = queue.clone();
                scope.spawn(move || write(queue))
            })
            .collect();
        drop(queue);
        while let Ok(first) = waiting.recv() {
            let group: Vec<_> = [first].into_iter().chain(waiting.try_iter().take(GROUP - 1)).collect();
            connection.execute_batch("begin immediate").unwrap();
            for (number, _) in &group {
                let (number, row) = work.row(*number);
                insert_into_sqlite(connection, number, row);
            }
            connection.execute_batch("commit").unwrap();
            for (_, done) in group {
                done.send(()).unwrap();
            }
        }
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    })
}

async fn in_postgres(arguments: &Arguments, url: &str, work: Arc<Work>) -> Run {
    let client = connect(url).await;
    let create = "create table bare (id bigint primary key, xml bytea not null, document text not null, entry text not null)";
    client.batch_execute(create).await.unwrap();
    if arguments.group {
        ready();
        let started = Instant::now();
        let latencies = grouped_in_postgres(client, arguments.writers, work).await;
        return Run::new(started.elapsed(), latencies);
    }
    let mut clients = Vec::new();
    for _ in 0..arguments.writers {
        let client = connect(url).await;
        let insert = client.prepare("insert into bare values ($1, $2, $3, $4)").await.unwrap();
        clients.push((client, insert));
    }
    ready();
    let started = Instant::now();
    let writers: JoinSet<Vec<Duration>> = clients
        .into_iter()
        .map(|(client, insert)| {
            let work = Arc::clone(&work);
            async move {
                let mut latencies = Vec::new();
                while let Some((number, row)) = work.next() {
                    let started = Instant::now();
                    client.execute(&insert, &[&number, &row.xml, &row.document, &row.entry]).await.unwrap();
                    latencies.push(started.elapsed());
                }
                latencies
            }
        })
        .collect();
    let latencies = writers.join_all().await.concat();
    Run::new(started.elapsed(), latencies)
}

async fn grouped_in_postgres(client: Client, writers: usize, work: Arc<Work>) -> Vec<Duration> {
    type Waiting = (usize, tokio::sync::oneshot::Sender<()>);
    let (queue, mut waiting) = tokio::sync::mpsc::channel::<Waiting>(GROUP);
    let writers: JoinSet<Vec<Duration>> = (0..writers)
        .map(|_| {
            let (work, queue) = (Arc::clone(&work), queue.clone());
            async move {
                let mut latencies = Vec::new();
                while let Some((number, _)) = work.next() {
                    let started = Instant::now();
                    let (done, answer) = tokio::sync::oneshot::channel();
                    queue.send((usize::try_from(number).unwrap(), done)).await.unwrap();
                    answer.await.unwrap();
                    latencies.push(started.elapsed());
                }
                latencies
            }
        })
        .collect();
    drop(queue);
    let insert = client
        .prepare("insert into bare select * from unnest($1::bigint[], $2::bytea[], $3::text[], $4::text[])")
        .await
        .unwrap();
    let mut group = Vec::new();
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let rows: Vec<_> = group.iter().map(|(number, _)| work.row(*number)).collect();
        let numbers: Vec<i64> = rows.iter().map(|(number, _)| *number).collect();
        let xmls: Vec<&[u8]> = rows.iter().map(|(_, row)| row.xml.as_slice()).collect();
        let documents: Vec<&str> = rows.iter().map(|(_, row)| row.document.as_str()).collect();
        let entries: Vec<&str> = rows.iter().map(|(_, row)| row.entry.as_str()).collect();
        client.execute(&insert, &[&numbers, &xmls, &documents, &entries]).await.unwrap();
        group.drain(..).for_each(|(_, done)| done.send(()).unwrap());
    }
    writers.join_all().await.concat()
}

/// With the settings of the registry's own connections.
async fn connect(url: &str) -> Client {
    let mut config: tokio_postgres::Config = url.parse().unwrap();
    config.options("-c synchronous_commit=on");
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
