//! Text about a person that must never reach a log line, an error or a debug print.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A name, address, telephone number or other personal text. `Debug` prints `[personal]`; the text comes out
/// only through [`Personal::reveal`], so that every place where it does can be found.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Wraps a text after trimming it; `None` when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text itself, for the record's own pages, messages and stores.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[personal]")
    }
}
