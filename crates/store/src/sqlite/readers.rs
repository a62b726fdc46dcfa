//! Connections for reading, kept ready. There are as many as were ever read with at once; none waits for another.

use super::connection::{open_reader, query};
use crate::{StoreResult, fields::Decode, inbox::closed, value::Statement};
use rusqlite::Connection;
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

/// Connections kept at most; those opened beyond that in a rush are closed after use.
const KEPT: usize = 16;

pub(super) struct Readers {
    path: PathBuf,
    /// None once closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Some(Vec::new())) }
    }

    /// Runs a query here and now.
    pub(super) fn query<T>(&self, statement: &Statement, decode: Decode<T>) -> StoreResult<Vec<T>> {
        let connection = self.take()?;
        let found = query(&connection, statement, decode);
        self.put_back(connection);
        found
    }

    /// Closes every connection; reads fail from now on.
    pub(super) fn close(&self) {
        self.with_idle(Option::take);
    }

    fn take(&self) -> StoreResult<Connection> {
        match self.with_idle(|idle| idle.as_mut().map(Vec::pop)) {
            None => Err(closed()),
            Some(Some(connection)) => Ok(connection),
            Some(None) => open_reader(&self.path),
        }
    }

    fn put_back(&self, connection: Connection) {
        let surplus = self.with_idle(|idle| match idle {
            Some(idle) if idle.len() < KEPT => {
                idle.push(connection);
                None
            }
            _ => Some(connection),
        });
        // Closing takes time and happens here, with the list free again.
        drop(surplus);
    }

    fn with_idle<T>(&self, act: impl FnOnce(&mut Option<Vec<Connection>>) -> T) -> T {
        // The list is whole whatever happened to the thread that held it.
        act(&mut self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
