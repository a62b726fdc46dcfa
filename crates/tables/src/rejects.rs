//! stub
use crate::Stray;
use registry::delivery::Delivered;
use std::{io, path::Path};
/// The file of rejects.
pub struct RejectsFile;
impl RejectsFile {
    /// Opens (or starts) the file, cut to a length that a load knows to be its own.
    pub fn open_at(path: &Path, length: u64) -> io::Result<Self> { let _ = (path, length); Ok(Self) }
    /// Appends a household that is not loaded. Nothing is written for one that is.
    pub fn push(&mut self, household: &Delivered) -> io::Result<()> { let _ = household; Ok(()) }
    /// Appends a person or birth that belongs to no household.
    pub fn push_stray(&mut self, stray: &Stray) -> io::Result<()> { let _ = stray; Ok(()) }
    /// Puts all of it on disk.
    pub fn sync(&mut self) -> io::Result<()> { Ok(()) }
    /// Its length with all that was appended, bytes.
    #[expect(clippy::len_without_is_empty, reason = "a rejects file has its headings at least")]
    pub fn len(&self) -> u64 { 0 }
}
