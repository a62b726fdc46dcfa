//! The yardstick of a load: the very rows that the registry wrote, into the same tables with the same indexes, by the
//! quickest means of the engine and nothing else. SQLite: prepared `insert`s in one transaction, into a file that nobody
//! reads meanwhile and that therefore needs no log. PostgreSQL: `copy` in binary form, all tables in one transaction.
//!
//! The rows are written out beforehand, in the order in which the households came in.

use crate::place::{At, Place};
use clap::Args;
use futures_util::{SinkExt, StreamExt};
use rusqlite::{Connection, ToSql, types::ToSqlOutput};
use std::{
    fs::File,
    io::{BufWriter, Cursor, Read, Write, stdin},
    path::{Path, PathBuf},
    pin::pin,
    time::Instant,
};
use store::FILE_NAME;
use tokio_postgres::Client;

/// Every table in which a load writes a row or more for each household, and the order in which the rows came.
const TABLES: [(&str, &str); 6] = [
    ("household", "id"),
    ("citizen_number", "household"),
    ("name_word", "household"),
    ("change_log", "position"),
    ("decision", "household"),
    ("loaded_household", "file_row"),
];

/// What to insert, and where.
#[derive(Args, Debug, Clone)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) at: At,
    /// A folder filled by [`write_out`].
    #[arg(long)]
    pub(crate) rows: PathBuf,
}

impl Arguments {
    /// For a child process.
    pub(crate) fn list(&self) -> Vec<String> {
        let own = ["--rows".to_owned(), self.rows.display().to_string()];
        ["bulk".to_owned()].into_iter().chain(self.at.arguments()).chain(own).collect()
    }
}

/// Writes the rows of a registry that nobody has open into a folder.
pub(crate) async fn write_out(place: &Place, folder: &Path) {
    match place.connect().await {
        None => write_out_sqlite(&place.at.data.join(FILE_NAME), folder),
        Some(client) => write_out_postgres(&client, folder).await,
    }
}

fn write_out_sqlite(registry: &Path, folder: &Path) {
    let rows = Connection::open(folder.join("rows.db")).unwrap();
    rows.execute_batch("pragma journal_mode = off; pragma synchronous = off;").unwrap();
    rows.execute("attach $1 as registry", [registry.display().to_string()]).unwrap();
    for (table, order) in TABLES {
        let copy = format!("create table {table} as select * from registry.{table} order by {order}");
        rows.execute_batch(&copy).unwrap();
    }
}

async fn write_out_postgres(client: &Client, folder: &Path) {
    for (table, order) in TABLES {
        let mut file = BufWriter::new(File::create(folder.join(table)).unwrap());
        let copy = format!("copy (select * from {table} order by {order}) to stdout (format binary)");
        let mut rows = pin!(client.copy_out(&copy).await.unwrap());
        while let Some(some) = rows.next().await {
            file.write_all(&some.unwrap()).unwrap();
        }
        file.flush().unwrap();
    }
}

/// In the child process: gets ready, waits for the word, inserts, prints the microseconds that it took.
pub(crate) async fn run(arguments: Arguments) {
    println!("ready");
    stdin().read_line(&mut String::new()).unwrap();
    let started = Instant::now();
    match arguments.at.database_url.as_deref() {
        None => insert_into_sqlite(&arguments.at.data.join(FILE_NAME), &arguments.rows.join("rows.db")),
        Some(url) => copy_into_postgres(&crate::place::connect(url).await, &arguments.rows).await,
    }
    println!("{}", started.elapsed().as_micros());
    let _ = stdin().read_line(&mut String::new());
}

fn insert_into_sqlite(registry: &Path, rows: &Path) {
    let registry = Connection::open(registry).unwrap();
    let rows = Connection::open(rows).unwrap();
    registry
        .execute_batch(
            "pragma journal_mode = delete; pragma synchronous = full; pragma cache_size = -262144; begin exclusive",
        )
        .unwrap();
    for (table, _) in TABLES {
        insert_table(&registry, &rows, table);
    }
    registry.execute_batch("commit").unwrap();
}

fn insert_table(registry: &Connection, rows: &Connection, table: &str) {
    let mut select = rows.prepare(&format!("select * from {table}")).unwrap();
    let columns = select.column_count();
    let names = select.column_names().join(", ");
    let places: Vec<String> = (1..=columns).map(|place| format!("${place}")).collect();
    let insert = format!("insert into {table} ({names}) values ({})", places.join(", "));
    let mut insert = registry.prepare(&insert).unwrap();
    let mut all = select.query([]).unwrap();
    while let Some(row) = all.next().unwrap() {
        let value = |column| ToSqlOutput::Borrowed(row.get_ref_unwrap(column));
        let values: Vec<_> = (0..columns).map(value).collect();
        let values: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
        insert.execute(values.as_slice()).unwrap();
    }
}

async fn copy_into_postgres(client: &Client, folder: &Path) {
    client.batch_execute("begin").await.unwrap();
    for (table, _) in TABLES {
        let copy = format!("copy {table} from stdin (format binary)");
        let mut rows = pin!(client.copy_in::<_, Cursor<Vec<u8>>>(&copy).await.unwrap());
        let mut file = File::open(folder.join(table)).unwrap();
        loop {
            let mut some = Vec::new();
            if Read::by_ref(&mut file).take(1 << 16).read_to_end(&mut some).unwrap() == 0 {
                break;
            }
            rows.send(Cursor::new(some)).await.unwrap();
        }
        rows.finish().await.unwrap();
    }
    client.batch_execute("commit").await.unwrap();
}
