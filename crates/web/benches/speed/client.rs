//! The load generator: a plain HTTP/1.1 client that sends ready-made requests over kept connections, so that little of
//! the machine goes to it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Connections that send one request after the other.
pub(crate) struct Connection {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Connection {
    /// Opens one.
    pub(crate) async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, answer: Vec::new() }
    }

    /// Sends a request and reads the answer to its end; the status and the body.
    pub(crate) async fn send(&mut self, request: &[u8]) -> (u16, &[u8]) {
        self.stream.write_all(request).await.unwrap();
        self.answer.clear();
        let head = loop {
            assert_ne!(self.stream.read_buf(&mut self.answer).await.unwrap(), 0, "the server hung up");
            if let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = std::str::from_utf8(&self.answer[..head]).unwrap();
        let status = text[9..12].parse().unwrap();
        let end = head + content_length(text);
        while self.answer.len() < end {
            assert_ne!(self.stream.read_buf(&mut self.answer).await.unwrap(), 0, "the server hung up");
        }
        (status, &self.answer[head..end])
    }
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().to_owned())
    });
    line.and_then(|value| value.parse().ok()).expect("an answer says how long it is")
}

/// What a run of requests took.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    /// From the first request to the last answer.
    pub(crate) wall: Duration,
    /// Of each request, shortest first.
    pub(crate) latencies: Vec<Duration>,
}

impl Run {
    /// Of latencies in any order.
    pub(crate) fn new(wall: Duration, mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self { wall, latencies }
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.wall.as_secs_f64()
    }

    /// The latency that so many in a thousand do not exceed.
    pub(crate) fn per_mille(&self, share: usize) -> Duration {
        self.latencies
            .get((self.latencies.len() * share / 1000).min(self.latencies.len() - 1))
            .copied()
            .unwrap()
    }
}

/// Sends every request once over so many connections, and insists on an answer's status.
pub(crate) async fn send_all(
    address: &str,
    connections: usize,
    requests: &Arc<Vec<Vec<u8>>>,
    expected: u16,
) -> Run {
    let next = Arc::new(AtomicUsize::new(0));
    let senders = (0..connections).map(|_| {
        let (address, requests, next) = (address.to_owned(), Arc::clone(requests), Arc::clone(&next));
        async move {
            let mut connection = Connection::open(&address).await;
            let mut latencies = Vec::with_capacity(requests.len() / 8);
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let started = Instant::now();
                let (status, body) = connection.send(request).await;
                latencies.push(started.elapsed());
                assert_eq!(status, expected, "{}", String::from_utf8_lossy(body));
            }
            latencies
        }
    });
    let started = Instant::now();
    let senders: JoinSet<Vec<Duration>> = senders.collect();
    let latencies = senders.join_all().await.concat();
    Run::new(started.elapsed(), latencies)
}

/// Sends requests for so long over so many connections; each connection has a part of them and begins again at the end.
pub(crate) async fn send_for(
    address: &str,
    connections: usize,
    requests: &Arc<Vec<Vec<u8>>>,
    time: Duration,
    expected: u16,
) -> Run {
    let started = Instant::now();
    let senders = (0..connections).map(|number| {
        let (address, requests) = (address.to_owned(), Arc::clone(requests));
        async move {
            let mut connection = Connection::open(&address).await;
            let mut latencies = Vec::with_capacity(100_000);
            for request in requests.iter().cycle().skip(number * requests.len() / connections) {
                let began = Instant::now();
                if began - started > time {
                    break;
                }
                let (status, body) = connection.send(request).await;
                latencies.push(began.elapsed());
                assert_eq!(status, expected, "{}", String::from_utf8_lossy(body));
            }
            latencies
        }
    });
    let senders: JoinSet<Vec<Duration>> = senders.collect();
    let latencies = senders.join_all().await.concat();
    Run::new(started.elapsed(), latencies)
}

/// A request without a body.
pub(crate) fn get(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes()
}

/// A questionnaire as a tablet sends it.
pub(crate) fn submission(token: &str, xml: &str) -> Vec<u8> {
    let body = format!(
        "--part\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"submission.xml\"\r\n\
         Content-Type: text/xml\r\n\r\n{xml}\r\n--part--\r\n"
    );
    let head = format!(
        "POST /or/k/{token}/submission?deviceID=bench HTTP/1.1\r\nHost: bench\r\nX-OpenRosa-Version: 1.0\r\n\
         Content-Type: multipart/form-data; boundary=part\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head, body].concat().into_bytes()
}
