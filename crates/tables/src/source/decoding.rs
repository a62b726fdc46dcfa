//! Text files of other encodings read as UTF-8. What is malformed comes out as a byte that UTF-8 never has, so that the
//! row in which it stands is found and rejected.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::io::{self, Read};

/// A byte that no UTF-8 text has.
const NEVER: u8 = 0xff;
const RAW_BYTES: usize = 1 << 16;

/// Reads a file of some encoding as UTF-8.
pub(super) struct Decoding<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_start: usize,
    decoded: Vec<u8>,
    decoded_start: usize,
    ended: bool,
}

impl<R: Read> Decoding<R> {
    /// Reads from a file in an encoding; a byte-order mark is taken off.
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            raw_start: 0,
            decoded: Vec::new(),
            decoded_start: 0,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        if self.raw_start >= self.raw.len() {
            self.raw.clear();
            self.raw_start = 0;
            let read = self.inner.by_ref().take(RAW_BYTES as u64).read_to_end(&mut self.raw)?;
            self.ended = read == 0;
        }
        self.decoded.clear();
        self.decoded_start = 0;
        // Three bytes at most for each byte of the encodings that there are.
        self.decoded.resize(RAW_BYTES * 3 + 16, 0);
        let raw = self.raw.get(self.raw_start..).unwrap_or(&[]);
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(raw, &mut self.decoded, self.ended);
        self.raw_start += read;
        self.decoded.truncate(written);
        if let DecoderResult::Malformed(..) = result {
            self.decoded.push(NEVER);
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoded_start >= self.decoded.len() {
            if self.ended {
                return Ok(0);
            }
            self.refill()?;
        }
        let ready = self.decoded.get(self.decoded_start..).unwrap_or(&[]);
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.decoded_start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let mut text = Vec::new();
        Decoding::new(bytes, encoding).read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn other_encodings_become_utf_8() {
        assert_eq!(decoded(b"caf\xe9", "windows-1252"), "café".as_bytes());
        assert_eq!(decoded(b"\xff\xfea\0\x28\x06", "utf-16le"), "aب".as_bytes());
        let long = "é".repeat(200_000);
        let latin: Vec<u8> = vec![0xe9; 200_000];
        assert_eq!(decoded(&latin, "iso-8859-1"), long.as_bytes());
    }

    #[test]
    fn what_is_malformed_is_marked() {
        assert_eq!(decoded(b"a\0\x00\xd8b\0", "utf-16le"), b"a\xffb");
    }
}
