//! A limit to the length of a row: a quote that is not closed would take the rest of a file, of any size, for one cell.

use std::{
    io::{self, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The longest row, bytes.
pub(super) const MOST_ROW_BYTES: u64 = 64 << 20;

/// How much was read since the last row ended; shared between who reads and who knows where rows end.
#[derive(Debug, Clone, Default)]
pub(super) struct RowBytes(Arc<AtomicU64>);

impl RowBytes {
    /// A row begins.
    pub(super) fn begin(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// Whether the row is too long.
    pub(super) fn exceeded(&self) -> bool {
        self.0.load(Ordering::Relaxed) > MOST_ROW_BYTES
    }
}

/// A text that refuses to be read on within a row that is too long.
pub(super) struct Limited<R> {
    inner: R,
    bytes: RowBytes,
}

impl<R: Read> Limited<R> {
    pub(super) fn new(inner: R, bytes: RowBytes) -> Self {
        Self { inner, bytes }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes.0.fetch_add(count as u64, Ordering::Relaxed);
        if self.bytes.exceeded() { Err(io::Error::other("a row is too long")) } else { Ok(count) }
    }
}
