//! The tables behind the program's back: to see that nothing half-written lies there, and to tamper with them.

use rusqlite::types::ValueRef;
use std::collections::BTreeMap;
use testkit::registries::Fixture;
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// Every table of the registry.
const TABLES: [&str; 17] = [
    "log_head",
    "counter",
    "household",
    "citizen_number",
    "name_word",
    "change_log",
    "audit_log",
    "submission",
    "attachment",
    "decision",
    "tally",
    "form",
    "area",
    "staff",
    "session",
    "credential",
    "job",
];
/// Those that hold households.
const OF_HOUSEHOLDS: [&str; 5] = ["household", "citizen_number", "name_word", "change_log", "decision"];

/// A connection of its own to a registry's store.
pub(crate) enum Tables {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

/// The rows of every table as text, sorted.
#[derive(PartialEq, Eq)]
pub(crate) struct Dump(BTreeMap<&'static str, Vec<String>>);

/// Rows as text: a table that differs is named, its content is too long to be printed.
impl std::fmt::Debug for Dump {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_map().entries(self.0.iter().map(|(table, rows)| (table, rows.len()))).finish()
    }
}

impl Tables {
    pub(crate) async fn of(fixture: &Fixture) -> Self {
        match &fixture.place.database_url {
            None => {
                let connection = rusqlite::Connection::open(fixture.folder().join(store::FILE_NAME)).unwrap();
                connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
                Self::Sqlite(connection)
            }
            Some(url) => {
                let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
                tokio::spawn(connection);
                Self::Postgres(client)
            }
        }
    }

    /// Runs a statement; how many rows it changed.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        match self {
            Self::Sqlite(connection) => u64::try_from(connection.execute(sql, []).unwrap()).unwrap(),
            Self::Postgres(client) => client.execute(sql, &[]).await.unwrap(),
        }
    }

    /// Bytes as a literal of the engine.
    pub(crate) fn literal(&self, bytes: &[u8]) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", hex::encode(bytes)),
            Self::Postgres(_) => format!("'\\x{}'::bytea", hex::encode(bytes)),
        }
    }

    /// The rows of a query as text.
    pub(crate) async fn rows(&self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(connection) => sqlite_rows(connection, sql),
            Self::Postgres(client) => postgres_rows(client, sql).await,
        }
    }

    /// Keeps a copy of a table, for [`Tables::restore`].
    pub(crate) async fn keep(&self, table: &str) {
        self.execute(&format!("create table kept_{table} as select * from {table}")).await;
    }

    /// Puts a table back as it was when it was kept.
    pub(crate) async fn restore(&self, table: &str) {
        self.execute(&format!("delete from {table}")).await;
        self.execute(&format!("insert into {table} select * from kept_{table}")).await;
    }

    /// Every table.
    pub(crate) async fn dump(&self) -> Dump {
        let mut tables = BTreeMap::new();
        for table in TABLES {
            let mut rows = self.rows(&format!("select * from {table}")).await;
            rows.sort();
            tables.insert(table, rows);
        }
        Dump(tables)
    }
}

impl Dump {
    pub(crate) fn table(&self, table: &str) -> &[String] {
        &self.0[table]
    }

    /// Fails unless everything about households is as in another dump.
    #[track_caller]
    pub(crate) fn assert_same_households(&self, other: &Self, case: &str) {
        for table in OF_HOUSEHOLDS {
            assert!(self.table(table) == other.table(table), "{case}: table {table} changed");
        }
        let tally = |dump: &Self| -> Vec<String> {
            dump.table("tally").iter().filter(|row| row.contains("outcome")).cloned().collect()
        };
        assert_eq!(tally(self), tally(other), "{case}: the count of households changed");
    }

    /// Fails unless everything is as in another dump.
    #[track_caller]
    pub(crate) fn assert_same(&self, other: &Self, case: &str) {
        for table in TABLES {
            assert!(self.table(table) == other.table(table), "{case}: table {table} changed");
        }
    }

    /// Every row of every table but those named, after the table's name.
    pub(crate) fn texts(&self, but: &[&str]) -> Vec<String> {
        let tables = self.0.iter().filter(|(table, _)| !but.contains(table));
        tables.flat_map(|(table, rows)| rows.iter().map(move |row| format!("{table}: {row}"))).collect()
    }
}

fn sqlite_rows(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..columns).map(|column| match row.get_ref(column).unwrap() {
            ValueRef::Null => String::new(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) => hex::encode(bytes),
        });
        Ok(cells.collect::<Vec<_>>().join("|"))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

async fn postgres_rows(client: &tokio_postgres::Client, sql: &str) -> Vec<String> {
    let messages = client.simple_query(sql).await.unwrap();
    let row = |message| match message {
        SimpleQueryMessage::Row(row) => {
            let cells = (0..row.len()).map(|column| row.get(column).unwrap_or_default().to_owned());
            Some(cells.collect::<Vec<_>>().join("|"))
        }
        _ => None,
    };
    messages.into_iter().filter_map(row).collect()
}
