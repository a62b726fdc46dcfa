//! The shared engine: a PostgreSQL database, a pool of connections that read, and one task in each process that commits.

mod apply;
mod connection;
mod dialect;
mod errors;
mod shared;
mod statements;
mod tls;
mod writer;

use crate::{
    StoreError, StoreResult, decode,
    engine::{Dialect, Engine},
    fields::Decode,
    inbox::{Outbox, inbox},
    migrations::{self, Migration},
    sql_store::SqlStore,
    value::{Statement, statement},
};
use connection::{Pipeline, Pools, connect, execute, pools, query};
use deadpool_postgres::{Object, Pool};
use shared::Shared;
use std::{convert::Infallible, path::Path};

/// The registry in a PostgreSQL database.
pub type PostgresStore = SqlStore<PostgresEngine>;

/// See the module.
pub struct PostgresEngine {
    shared: Shared,
    readers: Pool,
    outbox: Outbox<Infallible>,
}

/// Applies the migrations that the database lacks. Processes that do so at the same time wait for each other.
pub async fn migrate(url: &str, authorities: Option<&Path>) -> StoreResult<()> {
    let Pools { readers, .. } = pools(url, 1, authorities)?;
    let client = connect(&readers).await?;
    let migrated = migrate_on(&client).await;
    // A connection that failed halfway is not used again, and closing it undoes what it had begun.
    drop(Object::take(client));
    migrated
}

/// Opens a database that has had all migrations, with so many connections for reading.
pub async fn open(url: &str, connections: usize, authorities: Option<&Path>) -> StoreResult<PostgresStore> {
    let Pools { shared, readers, writer } = pools(url, connections, authorities)?;
    let client = connect(&readers).await?;
    migrations::require_all(migrations::POSTGRES, &applied(&client).await?)?;
    drop(client);
    let (outbox, inbox) = inbox();
    tokio::spawn(writer::run(inbox, writer));
    Ok(SqlStore::new(PostgresEngine { shared: Shared::new(shared), readers, outbox }))
}

async fn migrate_on(client: &Object) -> StoreResult<()> {
    require_utf8(client).await?;
    // Any number will do, as long as it is always the same.
    batch(client, "select pg_advisory_lock(7264153)").await?;
    batch(client, "set client_min_messages = warning").await?;
    execute(client, &statement!(migrations::CREATE_TABLE)).await?;
    for migration in migrations::pending(migrations::POSTGRES, &applied(client).await?)? {
        apply(client, migration).await?;
    }
    Ok(())
}

async fn apply(client: &Object, migration: &Migration) -> StoreResult<()> {
    batch(client, "begin").await?;
    batch(client, migration.sql).await?;
    let record = statement!(migrations::RECORD, migration.version, migration.name, migration.checksum());
    execute(client, &record).await?;
    batch(client, "commit").await
}

async fn require_utf8(client: &Object) -> StoreResult<()> {
    let encoding =
        query(client, &statement!("select current_setting('server_encoding')"), decode::text).await?;
    if encoding == ["UTF8"] {
        return Ok(());
    }
    Err(StoreError::Engine("the database is not in UTF8: create it with `encoding 'UTF8'`".to_owned()))
}

async fn applied(client: &Object) -> StoreResult<Vec<(i64, String)>> {
    query(client, &statement!(migrations::LIST_APPLIED), migrations::applied).await
}

async fn batch(client: &Object, sql: &str) -> StoreResult<()> {
    client.batch_execute(sql).await.map_err(|fault| errors::error(&fault))
}

impl Engine for PostgresEngine {
    type Work = Infallible;

    const DIALECT: Dialect = dialect::DIALECT;

    async fn look_up<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> StoreResult<Vec<T>> {
        let client = self.shared.connect().await?;
        query(&client, &statement, decode).await
    }

    async fn scan<T: Send + 'static>(&self, statement: Statement, decode: Decode<T>) -> StoreResult<Vec<T>> {
        query(&connect(&self.readers).await?, &statement, decode).await
    }

    async fn write(&self, statements: Vec<Statement>) -> StoreResult<u64> {
        let client = connect(&self.readers).await?;
        match statements.as_slice() {
            [] => Ok(0),
            [alone] => execute(&client, alone).await,
            several => write_together(client, several).await,
        }
    }

    async fn write_returning<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> StoreResult<Vec<T>> {
        self.scan(statement, decode).await
    }

    fn outbox(&self) -> &Outbox<Infallible> {
        &self.outbox
    }

    fn release(&self) {
        self.shared.close();
        self.readers.close();
    }
}

/// Statements sent before their answers are waited for.
const SENT_AHEAD: usize = 256;

/// Several statements in one transaction.
async fn write_together(client: Object, statements: &[Statement]) -> StoreResult<u64> {
    let written = write_and_commit(&client, statements).await;
    if written.is_err() && client.batch_execute("rollback").await.is_err() {
        drop(Object::take(client));
    }
    written
}

async fn write_and_commit(client: &Object, statements: &[Statement]) -> StoreResult<u64> {
    batch(client, "begin").await?;
    let mut written = 0;
    for some in statements.chunks(SENT_AHEAD) {
        for statement in some {
            client.prepare_cached(&statement.sql).await.map_err(|fault| errors::error(&fault))?;
        }
        let mut writes = Pipeline::new();
        for statement in some {
            writes.push(async move { Ok(execute(client, statement).await) });
        }
        for answer in writes.run().await {
            written += answer.map_err(|fault| errors::error(&fault))??;
        }
    }
    batch(client, "commit").await?;
    Ok(written)
}
