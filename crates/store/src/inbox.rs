//! What waits for an engine's one writer: commits, audit entries that may wait a little, and whatever else the engine
//! writes. The writer takes all that is queued at once, so that many writes share one flush to disk.

use crate::{AuditRow, Commit, StoreError, StoreResult, engine::audit_only};
use std::time::Duration;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout_at},
};

/// How long an audit entry may wait for company; half of what [`crate::Durability::Soon`] allows, as writing takes time.
const PATIENCE: Duration = Duration::from_millis(50);
/// Calls that may wait in the queue; the next caller waits for room.
const QUEUE_LENGTH: usize = 1024;
/// Calls taken together: enough to share a flush, few enough that the first does not wait long for the last.
const BATCH_LENGTH: usize = 256;
/// Audit entries that wait at most before they are written.
const AUDIT_LENGTH: usize = 4096;

/// Makes the two ends of a writer's queue.
pub(crate) fn inbox<W>() -> (Outbox<W>, Inbox<W>) {
    let (sender, receiver) = mpsc::channel(QUEUE_LENGTH);
    (Outbox { sender }, Inbox { receiver, waiting: Vec::new(), since: None, failed: false, closing: None })
}

/// Where callers put what is to be written.
pub struct Outbox<W> {
    sender: mpsc::Sender<Message<W>>,
}

/// Where the writer takes it.
pub(crate) struct Inbox<W> {
    receiver: mpsc::Receiver<Message<W>>,
    waiting: Vec<AuditRow>,
    since: Option<Instant>,
    failed: bool,
    /// Who waits for the end: told by being dropped with the inbox, which a writer drops last.
    closing: Option<oneshot::Sender<()>>,
}

/// What is written together.
pub(crate) struct Batch<W> {
    /// Commits in the order in which they came.
    pub commits: Vec<Commit>,
    /// Whatever else the engine writes.
    pub work: Vec<W>,
    answers: Vec<Answer>,
}

enum Message<W> {
    Commit(Box<Commit>, oneshot::Sender<StoreResult<()>>),
    Audit(Vec<AuditRow>),
    Work(W),
    Close(oneshot::Sender<()>),
}

enum Answer {
    Caller(oneshot::Sender<StoreResult<()>>),
    /// Nobody waits: what could not be written goes back and is tried again.
    Nobody,
}

impl<W> Outbox<W> {
    /// Queues a commit and waits until it is durable or refused.
    pub async fn commit(&self, commit: Commit) -> StoreResult<()> {
        let (answer, outcome) = oneshot::channel();
        self.send(Message::Commit(Box::new(commit), answer)).await?;
        outcome.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Queues audit entries; waits only for room.
    pub async fn audit_soon(&self, audit: Vec<AuditRow>) -> StoreResult<()> {
        self.send(Message::Audit(audit)).await
    }

    /// Queues other work.
    pub async fn work(&self, work: W) -> StoreResult<()> {
        self.send(Message::Work(work)).await
    }

    /// Waits until the writer has written everything queued and has ended.
    pub async fn close(&self) {
        let (done, ended) = oneshot::channel();
        if self.send(Message::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
    }

    async fn send(&self, message: Message<W>) -> StoreResult<()> {
        self.sender.send(message).await.map_err(|_| closed())
    }
}

/// The error of calls after [`crate::Store::close`].
pub(crate) fn closed() -> StoreError {
    StoreError::Engine("the store is closed".to_owned())
}

impl<W> Inbox<W> {
    /// Waits for something to write. `None` when nothing will ever come again.
    pub(crate) async fn next(&mut self) -> Option<Batch<W>> {
        let mut batch = Batch { commits: Vec::new(), work: Vec::new(), answers: Vec::new() };
        let ended = self.wait(&mut batch).await;
        while batch.len() < BATCH_LENGTH && self.waiting.len() < AUDIT_LENGTH {
            let Ok(message) = self.receiver.try_recv() else { break };
            self.sort(message, &mut batch);
        }
        self.take_waiting(&mut batch);
        if ended && (batch.len() == 0 || self.failed) { None } else { Some(batch) }
    }

    /// Tells every caller what became of its commit, in the order of [`Batch::commits`].
    pub(crate) fn answer(&mut self, batch: Batch<W>, outcomes: Vec<StoreResult<()>>) {
        let Batch { commits, answers, .. } = batch;
        for ((answer, outcome), commit) in answers.into_iter().zip(outcomes).zip(commits) {
            match answer {
                // A caller that has gone away has nobody to tell.
                Answer::Caller(caller) => drop(caller.send(outcome)),
                Answer::Nobody => self.settle_waiting(&outcome, commit.audit),
            }
        }
    }

    /// Fills in the first message, or nothing once audit entries have waited long enough. True when no more will come.
    async fn wait(&mut self, batch: &mut Batch<W>) -> bool {
        loop {
            if self.failed && self.receiver.is_closed() && self.receiver.is_empty() {
                return true;
            }
            if self.waiting.len() >= AUDIT_LENGTH {
                self.pause_after_failure().await;
                return false;
            }
            let received = match self.since {
                None => self.receiver.recv().await,
                Some(since) => match timeout_at(since + PATIENCE, self.receiver.recv()).await {
                    Ok(received) => received,
                    Err(_) => return false,
                },
            };
            let Some(message) = received else { return true };
            self.sort(message, batch);
            if batch.len() > 0 || self.closing.is_some() {
                return false;
            }
        }
    }

    /// When entries could not be written, the engine gets a moment; meanwhile the queue fills and callers wait.
    async fn pause_after_failure(&self) {
        if self.failed {
            tokio::time::sleep(PATIENCE).await;
        }
    }

    fn sort(&mut self, message: Message<W>, batch: &mut Batch<W>) {
        match message {
            Message::Commit(commit, caller) => {
                batch.commits.push(*commit);
                batch.answers.push(Answer::Caller(caller));
            }
            Message::Audit(rows) => {
                self.waiting.extend(rows);
                self.since.get_or_insert_with(Instant::now);
            }
            Message::Work(work) => batch.work.push(work),
            Message::Close(done) => {
                self.receiver.close();
                self.closing = Some(done);
            }
        }
    }

    /// Waiting audit entries go first: they were queued before the commits that came with them.
    fn take_waiting(&mut self, batch: &mut Batch<W>) {
        self.since = None;
        if !self.waiting.is_empty() {
            batch.commits.insert(0, audit_only(std::mem::take(&mut self.waiting)));
            batch.answers.insert(0, Answer::Nobody);
        }
    }

    fn settle_waiting(&mut self, outcome: &StoreResult<()>, mut audit: Vec<AuditRow>) {
        self.failed = outcome.is_err();
        if self.failed {
            audit.append(&mut self.waiting);
            self.waiting = audit;
            self.since = Some(Instant::now());
        }
    }
}

impl<W> Batch<W> {
    fn len(&self) -> usize {
        self.commits.len() + self.work.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn entry(text: &str) -> AuditRow {
        AuditRow { actor: "invented".to_owned(), at: Timestamp::UNIX_EPOCH, text: text.to_owned() }
    }

    fn texts(commit: &Commit) -> Vec<&str> {
        commit.audit.iter().map(|row| row.text.as_str()).collect()
    }

    #[tokio::test]
    async fn audit_entries_wait_for_company_and_go_first() {
        let (outbox, mut inbox) = inbox::<()>();
        outbox.audit_soon(vec![entry("1")]).await.unwrap();
        outbox.audit_soon(vec![entry("2"), entry("3")]).await.unwrap();
        outbox.work(()).await.unwrap();
        let batch = inbox.next().await.unwrap();
        assert_eq!(batch.work.len(), 1);
        assert_eq!(texts(&batch.commits[0]), ["1", "2", "3"]);
    }

    #[tokio::test]
    async fn entries_that_could_not_be_written_come_again_before_later_ones() {
        let (outbox, mut inbox) = inbox::<()>();
        outbox.audit_soon(vec![entry("1")]).await.unwrap();
        let batch = inbox.next().await.unwrap();
        outbox.audit_soon(vec![entry("2")]).await.unwrap();
        inbox.answer(batch, vec![Err(closed())]);
        let batch = inbox.next().await.unwrap();
        assert_eq!(texts(&batch.commits[0]), ["1", "2"]);
    }

    #[tokio::test]
    async fn a_queue_that_cannot_be_written_stops_taking() {
        let (outbox, mut inbox) = inbox::<()>();
        outbox.audit_soon(vec![entry("old"); AUDIT_LENGTH]).await.unwrap();
        let batch = inbox.next().await.unwrap();
        inbox.answer(batch, vec![Err(closed())]);
        outbox.work(()).await.unwrap();
        let batch = inbox.next().await.unwrap();
        assert_eq!((batch.commits[0].audit.len(), batch.work.len()), (AUDIT_LENGTH, 0));
    }

    #[tokio::test]
    async fn closing_takes_all_that_was_queued_and_nothing_after() {
        let (outbox, mut inbox) = inbox::<()>();
        outbox.audit_soon(vec![entry("1")]).await.unwrap();
        let closing = tokio::spawn(async move {
            outbox.close().await;
            outbox
        });
        tokio::task::yield_now().await;
        let batch = inbox.next().await.unwrap();
        assert_eq!(batch.commits.len(), 1);
        inbox.answer(batch, vec![Ok(())]);
        assert!(inbox.next().await.is_none());
        assert!(!closing.is_finished(), "the writer has not let go yet");
        drop(inbox);
        assert!(closing.await.unwrap().audit_soon(vec![entry("2")]).await.is_err());
    }
}
