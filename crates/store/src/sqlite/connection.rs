//! Connections to a SQLite file, and how values and columns pass through them.

use super::errors::error;
use crate::{
    StoreResult,
    fields::{Columns, Decode, Fields, OtherType},
    value::{Statement, Value},
};
use rusqlite::{
    CachedStatement, Connection, OpenFlags, Row, ToSql, params_from_iter,
    types::{ToSqlOutput, ValueRef},
};
use std::{path::Path, time::Duration};
use uuid::Uuid;

/// How long to wait for another program that writes to the file.
const BUSY: Duration = Duration::from_secs(10);
/// More than there are statements, so that each is compiled once for each connection.
const CACHED_STATEMENTS: usize = 128;

/// A connection that writes; creates the file.
///
/// In WAL mode readers and the writer do not wait for each other; with `synchronous = full` every commit is flushed to
/// disk. The log is moved into the file every 16 MiB or so: pages written often are then moved once, and nobody waits
/// long for it. The page cache is small on purpose: below a gigabyte SQLite walks through all of it at many commits,
/// because balancing a tree uses the page number at that place, and above it the system's own cache does as well.
pub(super) fn open_writer(path: &Path) -> StoreResult<Connection> {
    let connection = Connection::open(path).map_err(error)?;
    configure(&connection)?;
    connection
        .execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; \
             pragma journal_size_limit = 67108864; pragma cache_size = -16384;",
        )
        .map_err(error)?;
    Ok(connection)
}

/// Gives the writer room for a load, or takes it back. A load writes thousands of keys all over their trees with each of
/// its few commits: pages that stay in the cache need not be read again, and pages that several commits write are moved
/// into the file once. It takes 256 MiB of memory and as much of disk.
pub(super) fn make_room(connection: &Connection, loading: bool) -> StoreResult<()> {
    let pragmas = if loading {
        "pragma cache_size = -262144; pragma wal_autocheckpoint = 32000; pragma journal_size_limit = 268435456;"
    } else {
        "pragma cache_size = -16384; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864;"
    };
    connection.execute_batch(pragmas).map_err(error)
}

/// A connection that cannot write, to a file that is there.
pub(super) fn open_reader(path: &Path) -> StoreResult<Connection> {
    // No mutex inside SQLite: a connection is in one hand at a time.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(error)?;
    configure(&connection)?;
    connection.execute_batch("pragma query_only = on; pragma cache_size = -8192;").map_err(error)?;
    Ok(connection)
}

fn configure(connection: &Connection) -> StoreResult<()> {
    connection.busy_timeout(BUSY).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection
        .execute_batch("pragma foreign_keys = on; pragma temp_store = memory; pragma trusted_schema = off;")
        .map_err(error)
}

/// A statement, compiled once. Its parameters are numbered in the order in which they first appear.
pub(super) fn prepared<'c>(connection: &'c Connection, sql: &str) -> rusqlite::Result<CachedStatement<'c>> {
    debug_assert!(is_numbered_in_order(sql), "SQLite would number otherwise: {sql}");
    connection.prepare_cached(sql)
}

/// PostgreSQL takes `$2` for the second parameter, SQLite for a name that gets the next number when it first appears.
/// Numbered in that order, both mean the same.
fn is_numbered_in_order(sql: &str) -> bool {
    let mut highest = 0;
    sql.split('$').skip(1).all(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let number: u32 = digits.parse().unwrap_or(0);
        let fits = (1..=highest + 1).contains(&number);
        highest = highest.max(number);
        fits
    })
}

/// Runs a statement that returns rows.
pub(super) fn query<T>(
    connection: &Connection,
    statement: &Statement,
    decode: Decode<T>,
) -> StoreResult<Vec<T>> {
    let mut prepared = prepared(connection, &statement.sql).map_err(error)?;
    let mut rows = prepared.query(params_from_iter(&statement.values)).map_err(error)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(error)? {
        found.push(decode(&mut Fields::of(row))?);
    }
    Ok(found)
}

/// Runs a statement that returns none; returns how many rows it changed.
pub(super) fn execute(connection: &Connection, statement: &Statement) -> StoreResult<u64> {
    let mut prepared = prepared(connection, &statement.sql).map_err(error)?;
    let changed = prepared.execute(params_from_iter(&statement.values)).map_err(error)?;
    Ok(changed as u64)
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let borrowed = match self {
            Self::Null => ValueRef::Null,
            Self::Flag(flag) => ValueRef::Integer((*flag).into()),
            Self::Number(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
            Self::Numbers(all) => return Ok(serde_json::json!(all).to_string().into()),
            Self::Texts(all) => return Ok(serde_json::json!(all).to_string().into()),
        };
        Ok(ToSqlOutput::Borrowed(borrowed))
    }
}

impl Columns for Row<'_> {
    fn columns(&self) -> usize {
        self.as_ref().column_count()
    }

    fn flag(&self, at: usize) -> Result<Option<bool>, OtherType> {
        Ok(self.number(at)?.map(|number| number != 0))
    }

    fn number(&self, at: usize) -> Result<Option<i64>, OtherType> {
        self.get_ref(at).map_err(|_| OtherType)?.as_i64_or_null().map_err(|_| OtherType)
    }

    fn text(&self, at: usize) -> Result<Option<&str>, OtherType> {
        self.get_ref(at).map_err(|_| OtherType)?.as_str_or_null().map_err(|_| OtherType)
    }

    fn bytes(&self, at: usize) -> Result<Option<&[u8]>, OtherType> {
        self.get_ref(at).map_err(|_| OtherType)?.as_blob_or_null().map_err(|_| OtherType)
    }

    fn kept_text(&self, at: usize) -> Result<Option<&[u8]>, OtherType> {
        match self.get_ref(at).map_err(|_| OtherType)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(kept) | ValueRef::Blob(kept) => Ok(Some(kept)),
            _ => Err(OtherType),
        }
    }

    fn id(&self, at: usize) -> Result<Option<Uuid>, OtherType> {
        self.bytes(at)?.map(Uuid::from_slice).transpose().map_err(|_| OtherType)
    }
}
