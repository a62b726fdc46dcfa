//! What outlives a kill of the simulator, when it is given a file: what was made to happen, who subscribed, what was taken. One
//! JSON object a line; a last line that was cut off is left out.

use super::event::Subject;
use crate::start::Failure;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// One thing to remember.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Remembered {
    /// The console made something happen: its request as it came.
    Happened { request: Value },
    /// Somebody subscribed.
    Subscribed { base: String, subject: Subject },
    /// Somebody ended a subscription.
    Unsubscribed { code: String },
    /// Somebody took the notice of an event.
    Taken { base: String, reference: String },
}

/// The file, if there is one.
pub(super) struct Memory(Option<Mutex<File>>);

impl Memory {
    /// Opens the file, and reads what it remembers.
    pub(super) fn open(file: Option<&Path>) -> Result<(Self, Vec<Remembered>), Failure> {
        let Some(path) = file else { return Ok((Self(None), Vec::new())) };
        let place = |error: std::io::Error| format!("{}: {error}", path.display());
        let text = if path.exists() { std::fs::read_to_string(path).map_err(place)? } else { String::new() };
        let whole = text.rfind('\n').and_then(|end| text.get(..=end)).unwrap_or_default();
        let mut remembered = Vec::new();
        for (row, line) in (1..).zip(whole.lines()) {
            let read = serde_json::from_str(line);
            remembered.push(read.map_err(|_| {
                format!("{}: line {row} is none of this simulator's: name another file", path.display())
            })?);
        }
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(place)?;
        file.set_len(u64::try_from(whole.len())?).map_err(place)?;
        Ok((Self(Some(Mutex::new(file))), remembered))
    }

    /// Remembers something. What the file does not take is logged: the simulator goes on.
    pub(super) fn write(&self, remembered: &Remembered) {
        let Some(file) = &self.0 else { return };
        let Ok(mut line) = serde_json::to_string(remembered) else { return };
        line.push('\n');
        // One write: after a kill the line is there or cut off, never mixed with another.
        let written = file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
        if let Err(error) = written {
            tracing::error!(%error, "the state file takes nothing more");
        }
    }
}
