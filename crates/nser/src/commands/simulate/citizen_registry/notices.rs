//! Telling subscribers of events: every notice until it is taken, some late, some twice, as the faults say.

use super::{
    chance::happens,
    dci,
    event::{Event, Subject},
    faults::Trouble,
    memory::{Memory, Remembered},
};
use crate::machine::MachineClock;
use registry::clock::Clock;
use reqwest::Client;
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Events in one notice at most.
const MOST_EVENTS: usize = 50;
/// The first pause before a notice is sent again, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));
/// How long a subscriber may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where an office hears of what.
#[derive(Debug, Clone)]
pub(super) struct Subscription {
    pub(super) code: String,
    /// What comes before `/registry/` in addresses.
    pub(super) base: String,
    pub(super) subject: Subject,
}

/// An event on its way to a subscriber.
struct Notice {
    event: Arc<Event>,
    due: Instant,
    second: bool,
}

/// The office that tells subscribers.
pub(super) struct Office {
    seed: u64,
    client: Client,
    pub(super) trouble: Arc<Trouble>,
    memory: Memory,
    numbers: AtomicU64,
    books: Mutex<Books>,
}

#[derive(Default)]
struct Books {
    subscriptions: Vec<Subscription>,
    /// The queue of every address.
    queues: HashMap<String, UnboundedSender<Notice>>,
    /// What an address has taken, by reference: kept for a restart.
    taken: HashSet<(String, String)>,
}

impl Office {
    pub(super) fn new(seed: u64, trouble: Arc<Trouble>, memory: Memory) -> Result<Self, reqwest::Error> {
        Ok(Self {
            seed,
            client: Client::builder().timeout(PATIENCE).build()?,
            trouble,
            memory,
            numbers: AtomicU64::new(0),
            books: Mutex::default(),
        })
    }

    /// What is kept over a restart.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// An id that no other message has.
    pub(super) fn new_id(&self) -> String {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        format!("sim-{}-{number}", MachineClock.now().as_microsecond())
    }

    /// Enters a subscription; `None` when there is one.
    pub(super) fn subscribe(self: &Arc<Self>, base: &str, subject: Subject) -> Option<Subscription> {
        let subscription = self.enter(base, subject)?;
        self.memory.write(&Remembered::Subscribed { base: base.to_owned(), subject });
        Some(subscription)
    }

    fn enter(self: &Arc<Self>, base: &str, subject: Subject) -> Option<Subscription> {
        let mut books = self.books();
        if books.subscriptions.iter().any(|other| other.base == base && other.subject == subject) {
            return None;
        }
        let code = format!("sub-{}-{}", subject.name().to_lowercase(), short_hash(base));
        let subscription = Subscription { code, base: base.to_owned(), subject };
        books.subscriptions.push(subscription.clone());
        if !books.queues.contains_key(base) {
            let (queue, waiting) = unbounded_channel();
            books.queues.insert(base.to_owned(), queue);
            tokio::spawn(Arc::clone(self).tell(base.to_owned(), waiting));
        }
        Some(subscription)
    }

    /// Ends a subscription; false when there is none.
    pub(super) fn unsubscribe(&self, code: &str) -> bool {
        let left = self.leave(code);
        if left {
            self.memory.write(&Remembered::Unsubscribed { code: code.to_owned() });
        }
        left
    }

    fn leave(&self, code: &str) -> bool {
        let mut books = self.books();
        let before = books.subscriptions.len();
        books.subscriptions.retain(|subscription| subscription.code != code);
        books.subscriptions.len() < before
    }

    pub(super) fn subscriptions(&self) -> usize {
        self.books().subscriptions.len()
    }

    /// Takes up what was remembered of subscriptions and of what was taken.
    pub(super) fn recall(self: &Arc<Self>, remembered: &Remembered) {
        match remembered {
            Remembered::Subscribed { base, subject } => drop(self.enter(base, *subject)),
            Remembered::Unsubscribed { code } => drop(self.leave(code)),
            Remembered::Taken { base, reference } => {
                self.books().taken.insert((base.clone(), reference.clone()));
            }
            Remembered::Happened { .. } => {}
        }
    }

    /// Tells everybody who subscribed to it of an event, save those who have taken it before a restart.
    pub(super) fn announce(&self, event: &Arc<Event>) {
        let faults = self.trouble.faults();
        let late = Duration::from_millis(faults.late_ms);
        let about = |subject| [subject, super::chance_of(&event.reference)];
        let delay = if happens(self.seed, &about(30), faults.late_share) { late } else { Duration::ZERO };
        self.send(event, delay, false, false);
        if happens(self.seed, &about(31), faults.duplicate_share) {
            self.send(event, delay + late, true, false);
        }
    }

    /// Sends an event once more to everybody who subscribed to it.
    pub(super) fn repeat(&self, event: &Arc<Event>) {
        self.send(event, Duration::ZERO, true, true);
    }

    fn send(&self, event: &Arc<Event>, delay: Duration, second: bool, even_if_taken: bool) {
        let books = self.books();
        let due = Instant::now() + delay;
        let subject = event.kind.subject();
        for subscription in books.subscriptions.iter().filter(|subscription| subscription.subject == subject)
        {
            let taken = books.taken.contains(&(subscription.base.clone(), event.reference.clone()));
            if taken && !even_if_taken {
                continue;
            }
            if let Some(queue) = books.queues.get(&subscription.base) {
                self.trouble.count(|counts| counts.notices_waiting += 1);
                let _ = queue.send(Notice { event: Arc::clone(event), due, second });
            }
        }
    }

    /// Sends what is due to an address, for ever.
    async fn tell(self: Arc<Self>, base: String, mut queue: UnboundedReceiver<Notice>) {
        let mut waiting: Vec<Notice> = Vec::new();
        loop {
            while let Ok(notice) = queue.try_recv() {
                waiting.push(notice);
            }
            // Those that are due go in the order in which they became so.
            waiting.sort_by_key(|notice| notice.due);
            let now = Instant::now();
            let due = waiting.iter().take_while(|notice| notice.due <= now).count().min(MOST_EVENTS);
            if due > 0 {
                let batch: Vec<Notice> = waiting.drain(..due).collect();
                self.deliver(&base, &batch).await;
                continue;
            }
            let next = waiting.first().map_or(Duration::from_hours(1), |notice| notice.due - now);
            match tokio::time::timeout(next, queue.recv()).await {
                Ok(Some(notice)) => waiting.push(notice),
                Ok(None) => return,
                Err(_) => {}
            }
        }
    }

    /// Sends a notice until it is taken.
    async fn deliver(&self, base: &str, batch: &[Notice]) {
        let mut pause = PAUSES.0;
        let many = u64::try_from(batch.len()).unwrap_or(0);
        let events: Vec<&Event> = batch.iter().map(|notice| notice.event.as_ref()).collect();
        loop {
            let message = dci::notice(&self.new_id(), MachineClock.now(), &events);
            self.trouble.count(|counts| counts.notices_sent += many);
            if self.post(&format!("{base}/registry/notify"), &message).await {
                break;
            }
            tracing::warn!(notices = many, "a subscriber did not take its notices; they are sent again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
        let second = batch.iter().filter(|notice| notice.second).count();
        self.trouble.count(|counts| {
            counts.notices_taken += many;
            counts.duplicates_taken += u64::try_from(second).unwrap_or(0);
            counts.notices_waiting = counts.notices_waiting.saturating_sub(many);
        });
        for notice in batch {
            let reference = notice.event.reference.clone();
            if self.books().taken.insert((base.to_owned(), reference.clone())) {
                self.memory.write(&Remembered::Taken { base: base.to_owned(), reference });
            }
        }
    }

    /// Posts an answer to an address, a few times over when it is not taken.
    pub(super) async fn call_back(&self, address: &str, message: &Value) {
        for attempt in 0..6_u32 {
            if self.post(address, message).await {
                return;
            }
            tokio::time::sleep(PAUSES.0 * 2_u32.pow(attempt)).await;
        }
        tracing::warn!("an answer was not taken and is given up; ask by transaction");
    }

    /// Whether somebody took a message: any 2xx without a NACK in it.
    async fn post(&self, address: &str, message: &Value) -> bool {
        let Ok(answer) = self.client.post(address).json(message).send().await else { return false };
        let taken = answer.status().is_success();
        let body: Value = answer.json().await.unwrap_or_default();
        let status = body.pointer("/message/ack_status").and_then(Value::as_str);
        taken && status.is_none_or(|status| status == "ACK")
    }

    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn short_hash(text: &str) -> String {
    format!("{:08x}", super::chance_of(text) >> 32)
}
