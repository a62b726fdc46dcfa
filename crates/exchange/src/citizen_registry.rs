//! The citizen registry as a port: look numbers up, subscribe to births, deaths and marriages.

use async_trait::async_trait;
use jiff::Timestamp;
use registry::{
    citizen::{CitizenRecord, LifeEvent},
    identity::CitizenNumber,
};
use std::time::Duration;

/// The citizen registry, whoever runs it and whatever it speaks.
#[async_trait]
pub trait CitizenRegistry: Send + Sync {
    /// Its name in answers that are kept: `nadra`, `dci`.
    fn source(&self) -> &str;

    /// At most so many numbers in one question.
    fn batch(&self) -> usize;

    /// Looks numbers up, at most [`CitizenRegistry::batch`] of them. One reply for each number, in their order: an answer that
    /// lacks one, or holds another person's, is a fault and not a reply.
    async fn look_up(&self, numbers: &[CitizenNumber]) -> Result<Vec<Reply>, Outage>;

    /// Whether it tells of births, deaths, marriages and divorces at all.
    fn notifies(&self) -> bool {
        true
    }

    /// Asks to be told of births, deaths, marriages and divorces at an address. Safe to run twice.
    async fn subscribe(&self, callback: &str) -> Result<(), Outage>;

    /// Reads the body of a notice into the events that it tells of. What cannot be read is an error as a whole and is answered
    /// as such, so that it is sent again.
    fn read_notice(&self, body: &[u8], received: Timestamp) -> Result<Vec<LifeEvent>, NoticeError>;
}

/// What the citizen registry says of one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It holds it.
    Held(Box<CitizenRecord>),
    /// It does not.
    NotHeld,
    /// It answered for this number with a fault of its own, such as a record of somebody else: ask again later, apart.
    Faulty,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Outage {
    /// It cannot be reached, is too slow, or fails: ask again later.
    #[error("the citizen registry does not answer: {0}")]
    Down(String),
    /// It takes no more questions for now.
    #[error("the citizen registry takes no more questions for {0:?}")]
    Quota(Duration),
    /// It does not know us, or the question is not one it takes: no use in asking again before an operator has looked.
    #[error("the citizen registry refuses: {0}")]
    Refused(String),
}

/// Why a notice cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the notice cannot be read: {0}")]
pub struct NoticeError(pub String);
