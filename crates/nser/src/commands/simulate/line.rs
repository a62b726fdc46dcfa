//! The line between a tablet and the registry: slow, or cut while a questionnaire goes over it.

use reqwest::Body;
use std::{future::Future, io, sync::Arc, time::Duration};
use tokio::sync::oneshot;

/// Bytes handed over at once on a line that is not slowed.
const PIECE_BYTES: usize = 16 * 1024;
/// How often a slow line passes a piece on.
const PIECE_TIME: Duration = Duration::from_millis(50);
/// The smallest piece that a slow line passes on, bytes.
const SMALLEST_PIECE_BYTES: usize = 64;

/// How a line is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Line {
    /// What passes before a request is on its way.
    pub(crate) latency: Duration,
    /// Bytes a second on the way up; as many as the network takes when none are given.
    pub(crate) bytes_per_second: Option<u32>,
}

/// Where the line is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cut {
    /// When this share of the body has been sent.
    InBody(f64),
    /// When all of the body has been sent, and so long after, before the answer is read.
    BeforeAnswer(Duration),
}

/// A body on its way over a line.
pub(crate) struct OnItsWay {
    /// What the client sends.
    pub(crate) body: Body,
    /// Comes when the last piece has been handed over.
    pub(crate) sent: oneshot::Receiver<()>,
}

impl Line {
    /// Sends content over the line, up to where it is cut.
    pub(crate) fn send(self, content: Arc<[u8]>, cut: Option<Cut>) -> OnItsWay {
        let end = match cut {
            Some(Cut::InBody(share)) => Some(share_of(content.len(), share)),
            _ => None,
        };
        let (done, sent) = oneshot::channel();
        let start = Sending { content, from: 0, end, done: Some(done), line: self };
        OnItsWay { body: Body::wrap_stream(futures_util::stream::try_unfold(start, Sending::next)), sent }
    }

    /// Waits as long as it takes until a request is on its way.
    pub(crate) fn wait(self) -> impl Future<Output = ()> {
        tokio::time::sleep(self.latency)
    }

    fn piece_bytes(self) -> usize {
        let Some(rate) = self.bytes_per_second else { return PIECE_BYTES };
        let piece = u128::from(rate) * PIECE_TIME.as_millis() / 1000;
        usize::try_from(piece).unwrap_or(PIECE_BYTES).clamp(SMALLEST_PIECE_BYTES, PIECE_BYTES)
    }

    /// How long a piece of so many bytes takes.
    fn time_of(self, bytes: usize) -> Option<Duration> {
        let rate = self.bytes_per_second?.max(1);
        Some(Duration::from_secs_f64(bytes as f64 / f64::from(rate)))
    }
}

/// What is still to be sent.
struct Sending {
    content: Arc<[u8]>,
    from: usize,
    /// Where the line is cut.
    end: Option<usize>,
    done: Option<oneshot::Sender<()>>,
    line: Line,
}

impl Sending {
    async fn next(mut self) -> io::Result<Option<(Vec<u8>, Self)>> {
        let limit = self.end.unwrap_or(self.content.len()).min(self.content.len());
        let to = limit.min(self.from + self.line.piece_bytes());
        let piece = self.content.get(self.from..to).unwrap_or_default().to_vec();
        if piece.is_empty() {
            if self.end.is_some() {
                return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the line was cut"));
            }
            if let Some(done) = self.done.take() {
                // Nobody may be waiting for it.
                let _ = done.send(());
            }
            return Ok(None);
        }
        if let Some(time) = self.line.time_of(piece.len()) {
            tokio::time::sleep(time).await;
        }
        self.from = to;
        Ok(Some((piece, self)))
    }
}

/// So many of the bytes, never all of them.
fn share_of(bytes: usize, share: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of bytes is one"
    )]
    let part = (bytes as f64 * share.clamp(0.0, 1.0)) as usize;
    part.min(bytes.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn drain(line: Line, end: Option<usize>) -> (usize, io::Result<()>) {
        let content: Arc<[u8]> = vec![7; 40_000].into();
        let mut sending = Sending { content, from: 0, end, done: None, line };
        let mut bytes = 0;
        loop {
            match sending.next().await {
                Ok(Some((piece, rest))) => {
                    bytes += piece.len();
                    sending = rest;
                }
                Ok(None) => return (bytes, Ok(())),
                Err(error) => return (bytes, Err(error)),
            }
        }
    }

    #[tokio::test]
    async fn a_whole_line_sends_all_and_a_cut_one_breaks_where_it_is_cut() {
        let (bytes, end) = drain(Line::default(), None).await;
        assert!(bytes == 40_000 && end.is_ok());
        let (bytes, end) = drain(Line::default(), Some(share_of(40_000, 0.5))).await;
        assert!(bytes == 20_000 && end.is_err());
    }

    #[test]
    fn a_cut_leaves_something_unsent() {
        assert_eq!(share_of(100, 1.0), 99);
        assert_eq!(share_of(100, 0.25), 25);
        assert_eq!(share_of(0, 0.5), 0);
    }

    #[test]
    fn a_slow_line_takes_its_time() {
        let line = Line { latency: Duration::ZERO, bytes_per_second: Some(8_000) };
        assert_eq!(line.piece_bytes(), 400);
        assert_eq!(line.time_of(400), Some(PIECE_TIME));
        assert_eq!(Line::default().time_of(400), None);
    }
}
