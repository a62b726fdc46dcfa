//! The one task of this process that commits. It takes all that is queued, writes it in one transaction and so with one
//! flush to disk, and only then answers everybody. Writers of several processes wait for each other at the heads of the
//! logs, which each locks first.
//!
//! A batch runs again by itself only where that cannot write anything twice: when PostgreSQL undid it, or when the
//! connection was lost before `commit` was sent. When it was lost after that, the writer asks in the next transaction
//! whether the link of the chain that it would have written is there.

use super::{
    apply::{Attempt, Witness},
    connection::connect,
    errors::{error, is_lost, may_run_again},
    statements::Prepared,
};
use crate::{Commit, StoreError, StoreResult, inbox::Inbox};
use deadpool_postgres::{Object, Pool};
use std::{convert::Infallible, slice, time::Duration};
use tokio_postgres::Error;

/// Times that a batch is tried, with [`PAUSE`] doubling in between: time for a server to be back that was only restarted.
const ATTEMPTS: u32 = 7;
const PAUSE: Duration = Duration::from_millis(25);

/// What became of each commit.
type Verdicts = Vec<StoreResult<()>>;

/// Writes until the inbox ends. The parameters are dropped last to first: whoever waits for the end is told after the
/// connections are closed.
pub(super) async fn run(mut inbox: Inbox<Infallible>, pool: Pool) {
    while let Some(batch) = inbox.next().await {
        let outcomes = write(&pool, &batch.commits).await;
        inbox.answer(batch, outcomes);
    }
    pool.close();
}

/// Writes everything together; when that is refused, each on its own, so that none fails for another's sake.
async fn write(pool: &Pool, commits: &[Commit]) -> Verdicts {
    match write_together(pool, commits).await {
        Ok(verdicts) => verdicts,
        Err(Fault::Refused(_)) if commits.len() > 1 => {
            let mut verdicts = Vec::with_capacity(commits.len());
            for commit in commits {
                let alone = write_together(pool, slice::from_ref(commit)).await;
                verdicts.push(alone.map_err(Fault::into_error).and_then(|one| one.into_iter().collect()));
            }
            verdicts
        }
        Err(fault) => vec![Err(fault.into_error()); commits.len()],
    }
}

enum Fault {
    /// By the server, for what the commits say.
    Refused(StoreError),
    /// The server could not be asked.
    Unreachable(StoreError),
}

impl Fault {
    fn into_error(self) -> StoreError {
        match self {
            Self::Refused(error) | Self::Unreachable(error) => error,
        }
    }
}

async fn write_together(pool: &Pool, commits: &[Commit]) -> Result<Verdicts, Fault> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let mut doubt = None;
    let mut last = StoreError::Engine("PostgreSQL cannot be reached".to_owned());
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
        }
        match try_once(pool, commits, doubt.take()).await {
            Ok(verdicts) => return Ok(verdicts),
            Err(Trouble::Refused(fault)) => return Err(Fault::Refused(fault)),
            Err(Trouble::Again(fault, undecided)) => (last, doubt) = (fault, undecided),
        }
    }
    if doubt.is_some() {
        last = StoreError::Engine(
            "the connection was lost: whether the commit was kept is not known".to_owned(),
        );
    }
    Err(Fault::Unreachable(last))
}

/// An attempt of which it is not known whether it was committed.
struct Doubt {
    witness: Witness,
    verdicts: Verdicts,
}

enum Trouble {
    Refused(StoreError),
    Again(StoreError, Option<Doubt>),
}

async fn try_once(pool: &Pool, commits: &[Commit], doubt: Option<Doubt>) -> Result<Verdicts, Trouble> {
    let client = match connect(pool).await {
        Ok(client) => client,
        Err(fault) => return Err(Trouble::Again(fault, doubt)),
    };
    let attempt = async {
        let prepared = Prepared::on(&client).await?;
        let attempt = Attempt::begin(&client, prepared, commits).await?;
        let kept = match &doubt {
            Some(doubt) => attempt.has(&client, &doubt.witness).await?,
            None => false,
        };
        Ok((attempt, kept))
    };
    let (attempt, kept) = match attempt.await {
        Ok(begun) => begun,
        Err(fault) => return Err(undo(client, fault, doubt).await),
    };
    if let (true, Some(doubt)) = (kept, doubt) {
        let _ = client.batch_execute("rollback").await;
        return Ok(doubt.verdicts);
    }
    finish(client, attempt, commits).await
}

async fn finish(client: Object, attempt: Attempt, commits: &[Commit]) -> Result<Verdicts, Trouble> {
    let before = match attempt.before() {
        Ok(before) => before,
        Err(damage) => {
            discard(client).await;
            return Err(Trouble::Refused(damage));
        }
    };
    let plan = crate::plan::plan(commits, &before);
    let witness = Witness::of(&plan);
    match attempt.commit(&client, &plan).await {
        Ok(()) => Ok(plan.verdicts),
        Err(fault) if is_lost(&fault) => match witness {
            Some(witness) => {
                let doubt = Doubt { witness, verdicts: plan.verdicts };
                Err(Trouble::Again(error(&fault), Some(doubt)))
            }
            None => Err(Trouble::Refused(StoreError::Engine(
                "the connection was lost: whether the commit was kept is not known".to_owned(),
            ))),
        },
        Err(fault) => Err(undo(client, fault, None).await),
    }
}

/// After a fault before `commit` was answered: nothing was kept.
async fn undo(client: Object, fault: Error, doubt: Option<Doubt>) -> Trouble {
    let again = is_lost(&fault) || may_run_again(&fault);
    discard(client).await;
    if again { Trouble::Again(error(&fault), doubt) } else { Trouble::Refused(error(&fault)) }
}

/// Ends a transaction; a connection that cannot even do that is not used again.
async fn discard(client: Object) {
    if client.batch_execute("rollback").await.is_err() {
        drop(Object::take(client));
    }
}
