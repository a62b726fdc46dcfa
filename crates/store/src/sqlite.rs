//! The embedded engine: one SQLite file, one thread that writes to it, and connections that read beside it.

mod apply;
mod connection;
mod dialect;
mod errors;
mod readers;
mod writer;

use crate::{
    StoreError, StoreResult,
    engine::{Dialect, Engine},
    fields::Decode,
    inbox::{Outbox, closed, inbox},
    migrations,
    sql_store::SqlStore,
    value::{Statement, statement},
};
use readers::Readers;
use rusqlite::Connection;
use std::{path::Path, sync::Arc, thread};
use tokio::{sync::Semaphore, task::spawn_blocking};
use writer::{Task, Work, execute_all, in_transaction};

/// The registry in one SQLite file.
pub type SqliteStore = SqlStore<SqliteEngine>;

/// Long reads at a time; more would only read the same disk in turns.
const SCANS: usize = 8;

/// See the module.
pub struct SqliteEngine {
    readers: Arc<Readers>,
    outbox: Outbox<Box<dyn Work>>,
    scans: Arc<Semaphore>,
}

/// Creates the file where there is none and applies the migrations it lacks.
pub fn migrate(path: &Path) -> StoreResult<()> {
    let connection = connection::open_writer(path)?;
    in_transaction(&connection, || {
        connection::execute(&connection, &statement!(migrations::CREATE_TABLE))?;
        for migration in migrations::pending(migrations::SQLITE, &applied(&connection)?)? {
            connection.execute_batch(migration.sql).map_err(errors::error)?;
            let record =
                statement!(migrations::RECORD, migration.version, migration.name, migration.checksum());
            connection::execute(&connection, &record)?;
        }
        Ok(())
    })
}

/// Opens a file that has had all migrations.
pub fn open(path: &Path) -> StoreResult<SqliteStore> {
    if !path.exists() {
        return Err(StoreError::Engine("there is no database yet: run the command migrate".to_owned()));
    }
    let connection = connection::open_writer(path)?;
    migrations::require_all(migrations::SQLITE, &applied(&connection)?)?;
    let (outbox, inbox) = inbox();
    thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(move || writer::run(inbox, connection))
        .map_err(|_| StoreError::Engine("no thread for the writer".to_owned()))?;
    let readers = Arc::new(Readers::new(path.to_owned()));
    Ok(SqlStore::new(SqliteEngine { readers, outbox, scans: Arc::new(Semaphore::new(SCANS)) }))
}

fn applied(connection: &Connection) -> StoreResult<Vec<(i64, String)>> {
    connection::query(connection, &statement!(migrations::LIST_APPLIED), migrations::applied)
}

impl SqliteEngine {
    /// Has the writer's thread do something within its next transaction.
    async fn task<T, F>(&self, act: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&Connection) -> StoreResult<T> + Send + 'static,
    {
        let (task, outcome) = Task::new(act);
        self.outbox.work(Box::new(task)).await?;
        outcome.await.unwrap_or_else(|_| Err(closed()))
    }
}

impl Engine for SqliteEngine {
    type Work = Box<dyn Work>;

    const DIALECT: Dialect = dialect::DIALECT;

    /// On the caller's own thread: a look-up takes some microseconds, a hop to another thread and back as many again.
    async fn look_up<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> StoreResult<Vec<T>> {
        self.readers.query(&statement, decode)
    }

    async fn scan<T: Send + 'static>(&self, statement: Statement, decode: Decode<T>) -> StoreResult<Vec<T>> {
        let readers = Arc::clone(&self.readers);
        let permit = Arc::clone(&self.scans).acquire_owned().await.map_err(|_| closed())?;
        let scan = spawn_blocking(move || {
            let found = readers.query(&statement, decode);
            drop(permit);
            found
        });
        scan.await.unwrap_or_else(|_| Err(closed()))
    }

    async fn write(&self, statements: Vec<Statement>) -> StoreResult<u64> {
        self.task(move |connection| execute_all(connection, &statements)).await
    }

    async fn write_returning<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> StoreResult<Vec<T>> {
        self.task(move |connection| connection::query(connection, &statement, decode)).await
    }

    fn outbox(&self) -> &Outbox<Self::Work> {
        &self.outbox
    }

    fn release(&self) {
        self.scans.close();
        self.readers.close();
    }
}
