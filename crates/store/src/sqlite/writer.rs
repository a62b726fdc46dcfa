//! The one thread that writes to the file. It takes all that is queued, writes it in one transaction and so with one
//! flush to disk, and only then answers everybody.

use super::{apply::apply, connection, errors::error};
use crate::{Commit, StoreError, StoreResult, inbox::Inbox, value::Statement};
use rusqlite::Connection;
use tokio::sync::oneshot;

/// A write other than a commit: it remembers what came of it until the transaction is durable.
pub trait Work: Send {
    /// Does it; an error means that it left nothing behind or must be undone.
    fn run(&mut self, connection: &Connection) -> StoreResult<()>;
    /// Tells whoever waits: that it was done, or why nothing of it is there.
    fn answer(self: Box<Self>, outcome: StoreResult<()>);
}

/// Work as a function of the connection.
pub(super) struct Task<T, F> {
    act: F,
    done: Option<T>,
    caller: oneshot::Sender<StoreResult<T>>,
}

impl<T, F: FnMut(&Connection) -> StoreResult<T> + Send> Task<T, F> {
    /// The work, and where its outcome will come.
    pub(super) fn new(act: F) -> (Self, oneshot::Receiver<StoreResult<T>>) {
        let (caller, outcome) = oneshot::channel();
        (Self { act, done: None, caller }, outcome)
    }
}

impl<T: Send, F: FnMut(&Connection) -> StoreResult<T> + Send> Work for Task<T, F> {
    fn run(&mut self, connection: &Connection) -> StoreResult<()> {
        self.done = Some((self.act)(connection)?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: StoreResult<()>) {
        let Self { done, caller, .. } = *self;
        let lost = || StoreError::Engine("a write came to nothing".to_owned());
        // A caller that has gone away has nobody to tell.
        drop(caller.send(outcome.and_then(|()| done.ok_or_else(lost))));
    }
}

/// Writes until the inbox ends. The parameters are dropped last to first: whoever waits for the end is told after the
/// connection is closed.
#[expect(clippy::needless_pass_by_value, reason = "it closes the connection")]
pub(super) fn run(mut inbox: Inbox<Box<dyn Work>>, connection: Connection) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut loading = false;
    while let Some(mut batch) = runtime.block_on(inbox.next()) {
        loading = follow_load(&connection, &batch.commits, loading);
        let mut work = std::mem::take(&mut batch.work);
        let outcomes = write(&connection, &batch.commits, &mut work);
        let (of_commits, of_work) = outcomes;
        inbox.answer(batch, of_commits);
        work.into_iter().zip(of_work).for_each(|(work, outcome)| work.answer(outcome));
    }
    Ok(())
}

/// Whether a load is under way from this batch on; its beginning and its end change how much room the writer has.
fn follow_load(connection: &Connection, commits: &[Commit], loading: bool) -> bool {
    let last_step = commits.iter().rev().find_map(|commit| commit.load.as_ref());
    let goes_on = last_step.map_or(loading, |step| !step.finished);
    // Room that cannot be had only costs time.
    if goes_on != loading && connection::make_room(connection, goes_on).is_err() {
        return loading;
    }
    goes_on
}

type Outcomes = (Vec<StoreResult<()>>, Vec<StoreResult<()>>);

/// Writes everything together; when that fails, each on its own, so that none fails for another's sake.
fn write(connection: &Connection, commits: &[Commit], work: &mut [Box<dyn Work>]) -> Outcomes {
    match write_together(connection, commits, work) {
        Ok(outcomes) => outcomes,
        Err(fault) if commits.len() + work.len() < 2 => {
            (vec![Err(fault.clone()); commits.len()], vec![Err(fault); work.len()])
        }
        Err(_) => {
            let commits = commits.iter().map(|commit| write_commit(connection, commit)).collect();
            let work = work.iter_mut().map(|work| write_work(connection, work)).collect();
            (commits, work)
        }
    }
}

fn write_commit(connection: &Connection, commit: &Commit) -> StoreResult<()> {
    let (of_commits, _) = write_together(connection, std::slice::from_ref(commit), &mut [])?;
    of_commits.into_iter().collect()
}

fn write_work(connection: &Connection, work: &mut Box<dyn Work>) -> StoreResult<()> {
    let (_, of_work) = write_together(connection, &[], std::slice::from_mut(work))?;
    of_work.into_iter().collect()
}

fn write_together(
    connection: &Connection,
    commits: &[Commit],
    work: &mut [Box<dyn Work>],
) -> StoreResult<Outcomes> {
    if commits.is_empty() && work.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    in_transaction(connection, || {
        let of_commits = apply(connection, commits)?;
        let of_work = work.iter_mut().map(|work| undoable(connection, work)).collect::<StoreResult<_>>()?;
        Ok((of_commits, of_work))
    })
}

/// The write lock is taken at once: a transaction that began as a reader could be refused it later.
pub(super) fn in_transaction<T>(
    connection: &Connection,
    act: impl FnOnce() -> StoreResult<T>,
) -> StoreResult<T> {
    command(connection, "begin immediate")?;
    let done = act().and_then(|done| command(connection, "commit").map(|()| done));
    if done.is_err() && !connection.is_autocommit() {
        command(connection, "rollback")?;
    }
    done
}

/// Work that fails is undone alone; only a fault of the undoing fails the whole transaction.
fn undoable(connection: &Connection, work: &mut Box<dyn Work>) -> StoreResult<StoreResult<()>> {
    command(connection, "savepoint work")?;
    let outcome = work.run(connection);
    if outcome.is_err() {
        command(connection, "rollback to work")?;
    }
    command(connection, "release work")?;
    Ok(outcome)
}

fn command(connection: &Connection, sql: &'static str) -> StoreResult<()> {
    connection::prepared(connection, sql).and_then(|mut command| command.execute([])).map_err(error)?;
    Ok(())
}

/// Statements that belong together; returns how many rows they changed.
pub(super) fn execute_all(connection: &Connection, statements: &[Statement]) -> StoreResult<u64> {
    statements.iter().map(|statement| connection::execute(connection, statement)).sum()
}
