//! The migrations inside the program, and which of them a database still lacks. Each runs once, in a transaction of its
//! own, and never changes afterwards.

use crate::{StoreError, StoreResult, fields::Fields};
use sha2::{Digest, Sha256};

/// A step of the schema.
pub(crate) struct Migration {
    /// Its number, from 1.
    pub version: i64,
    /// What it is about.
    pub name: &'static str,
    /// What it runs.
    pub sql: &'static str,
}

macro_rules! migrations {
    ($engine:literal: $($version:literal $name:literal),+) => {
        &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $engine, "/", $name, ".sql")),
        }),+]
    };
}

/// SQLite's, in order.
pub(crate) const SQLITE: &[Migration] =
    migrations!("sqlite": 1 "0001_registry", 2 "0002_loads", 3 "0003_updates");
/// PostgreSQL's, in order.
pub(crate) const POSTGRES: &[Migration] =
    migrations!("postgres": 1 "0001_registry", 2 "0002_loads", 3 "0003_updates");

/// Where an engine keeps what was applied. Both engines take it as it is.
pub(crate) const CREATE_TABLE: &str = "create table if not exists migration ( \
    version bigint primary key, name text not null, checksum text not null, \
    applied text not null default current_timestamp)";
/// In order.
pub(crate) const LIST_APPLIED: &str = "select version, checksum from migration order by version";
/// Version, name, checksum.
pub(crate) const RECORD: &str = "insert into migration (version, name, checksum) values ($1, $2, $3)";

impl Migration {
    /// SHA-256 of its text, as hexadecimal.
    pub(crate) fn checksum(&self) -> String {
        hex::encode(Sha256::digest(self.sql))
    }
}

/// A migration that a database has had: version and checksum.
pub(crate) fn applied(row: &mut Fields<'_>) -> StoreResult<(i64, String)> {
    Ok((row.number()?, row.text()?))
}

/// The migrations that a database lacks. An error when it has had one that this program does not know, or that read
/// otherwise then.
pub(crate) fn pending<'a>(known: &'a [Migration], applied: &[(i64, String)]) -> StoreResult<&'a [Migration]> {
    for (position, (version, checksum)) in applied.iter().enumerate() {
        match known.get(position) {
            None => return refuse(*version, "is not known to this program: the database is newer"),
            Some(migration) if migration.version != *version => return refuse(*version, "came out of order"),
            Some(migration) if migration.checksum() != *checksum => {
                return refuse(*version, "was changed after it was applied");
            }
            Some(_) => {}
        }
    }
    Ok(known.get(applied.len()..).unwrap_or_default())
}

/// An error when a database lacks any.
pub(crate) fn require_all(known: &[Migration], applied: &[(i64, String)]) -> StoreResult<()> {
    match pending(known, applied)? {
        [] => Ok(()),
        [first, ..] => refuse(first.version, "has not been applied: run the command migrate"),
    }
}

fn refuse<T>(version: i64, what: &str) -> StoreResult<T> {
    Err(StoreError::Engine(format!("migration {version} {what}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn had(migrations: &[Migration]) -> Vec<(i64, String)> {
        migrations.iter().map(|migration| (migration.version, migration.checksum())).collect()
    }

    #[test]
    fn migrations_are_numbered_without_gaps() {
        for known in [SQLITE, POSTGRES] {
            for (expected, migration) in (1..).zip(known) {
                assert_eq!(migration.version, expected);
                assert!(migration.name.starts_with(&format!("{expected:04}_")), "{}", migration.name);
            }
        }
    }

    #[test]
    fn an_empty_database_lacks_all_and_a_finished_one_none() {
        assert_eq!(pending(SQLITE, &[]).unwrap().len(), SQLITE.len());
        assert!(pending(SQLITE, &had(SQLITE)).unwrap().is_empty());
        assert!(require_all(SQLITE, &had(SQLITE)).is_ok());
        assert!(require_all(SQLITE, &[]).is_err());
    }

    #[test]
    fn a_migration_that_changed_or_is_not_known_is_refused() {
        let mut changed = had(SQLITE);
        changed[0].1 = "0".repeat(64);
        assert!(pending(SQLITE, &changed).is_err());
        let mut newer = had(SQLITE);
        newer.push((i64::MAX, String::new()));
        assert!(pending(SQLITE, &newer).is_err());
    }
}
