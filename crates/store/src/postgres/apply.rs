//! A batch of commits in PostgreSQL, in two exchanges with the server: one begins the transaction, locks the heads of
//! the logs and reads what the plan needs; the other writes what the plan says and commits.

mod updates;

use super::{connection::Pipeline, statements::Prepared};
use crate::{
    Commit, Log, StoreError, StoreResult, decode,
    fields::{Decode, Fields},
    plan::{Before, Head, Keys, Plan},
    value::{microseconds, number},
};
use deadpool_postgres::Object;
use registry::{area::AreaCode, chain::LinkHash};
use tokio_postgres::{Error, Row, Statement, types::ToSql};

/// A transaction that holds the heads and has read what the plan needs.
pub(super) struct Attempt {
    prepared: Prepared,
    heads: Vec<Row>,
    last_ids: Vec<Row>,
    households: Vec<Row>,
    submissions: Vec<Row>,
    holders: Vec<Row>,
    loads: Vec<Row>,
    papers: updates::Papers,
}

/// The last link that a batch adds to a log: when it is there, the whole batch is.
pub(super) struct Witness {
    log: Log,
    position: i64,
    hash: [u8; 32],
}

impl Witness {
    /// None for a batch that adds to neither log.
    pub(super) fn of(plan: &Plan<'_>) -> Option<Self> {
        let change = plan.entries.last().map(|entry| (Log::Changes, entry.position, entry.hash));
        let audit = || plan.audit.last().map(|entry| (Log::Audit, entry.position, entry.hash));
        let (log, position, hash) = change.or_else(audit)?;
        Some(Self { log, position: number(position), hash: *hash.as_bytes() })
    }
}

impl Attempt {
    /// Begins the transaction. After an error it has to be rolled back.
    pub(super) async fn begin(
        client: &Object,
        prepared: Prepared,
        commits: &[Commit],
    ) -> Result<Self, Error> {
        let keys = Keys::of(commits);
        let mut reads = Pipeline::new();
        reads.push(async {
            client.batch_execute("begin isolation level read committed").await.map(|()| Vec::new())
        });
        reads.push(client.query(&prepared.lock_heads, &[]));
        reads.push(client.query(&prepared.last_ids, &[]));
        reads.push(async { client.query(&prepared.find_households, &[&keys.households]).await });
        reads.push(async { client.query(&prepared.find_submissions, &[&keys.instances]).await });
        reads.push(async { client.query(&prepared.find_holders, &[&keys.numbers]).await });
        reads.push(async { client.query(&prepared.find_loads, &[&keys.loads]).await });
        updates::Papers::ask(&mut reads, client, &prepared, &keys);
        let answers: Vec<Vec<Row>> = reads.run().await.into_iter().collect::<Result<_, _>>()?;
        let mut answers = answers.into_iter().skip(1);
        let mut next = || answers.next().unwrap_or_default();
        let (heads, last_ids, households, submissions) = (next(), next(), next(), next());
        let (holders, loads) = (next(), next());
        let papers = updates::Papers::take(next);
        Ok(Self { prepared, heads, last_ids, households, submissions, holders, loads, papers })
    }

    /// Whether the link is in its log.
    pub(super) async fn has(&self, client: &Object, witness: &Witness) -> Result<bool, Error> {
        let find = match witness.log {
            Log::Changes => &self.prepared.find_change,
            Log::Audit => &self.prepared.find_audit,
        };
        let found = client.query_opt(find, &[&witness.position]).await?;
        let hash: Option<&[u8]> = found.as_ref().map(|row| row.try_get(0)).transpose()?;
        Ok(hash == Some(&witness.hash))
    }

    /// What was read.
    pub(super) fn before(&self) -> StoreResult<Before> {
        let heads = all(&self.heads, |row| Ok(Head { position: row.count()?, hash: row.hash()? }))?;
        let last_ids = all(&self.last_ids, |row| Ok((row.number()?, row.number()?)))?;
        let (&[audit, changes], &[(last_household, last_submission)]) =
            (heads.as_slice(), last_ids.as_slice())
        else {
            return Err(StoreError::Damaged("a log has no head".to_owned()));
        };
        let mut before = Before {
            changes,
            audit,
            last_household,
            last_submission,
            households: all(&self.households, decode::known_household)?,
            submissions: all(&self.submissions, decode::known_submission)?,
            holders: all(&self.holders, decode::known_holder)?,
            loads: all(&self.loads, decode::known_load)?,
            cases: Vec::new(),
            enrolments: Vec::new(),
            life_events: Vec::new(),
            acts: Vec::new(),
            cursors: Vec::new(),
        };
        self.papers.tell(&mut before)?;
        Ok(before)
    }

    /// Writes the plan and commits. After an error that the server gave, the transaction has to be rolled back.
    pub(super) async fn commit(&self, client: &Object, plan: &Plan<'_>) -> Result<(), Error> {
        let mut writes = Writes { client, prepared: &self.prepared, pipeline: Pipeline::new() };
        if !plan.is_empty() {
            writes.begin_papers(plan);
            writes.households(plan);
            writes.keys(plan);
            writes.logs(plan);
            writes.submissions(plan);
            writes.loads(plan);
            writes.the_rest(plan);
            writes.papers(plan);
        }
        // In a transaction that failed, `commit` rolls back: the first error below is the one that counts.
        writes.pipeline.push(async { client.batch_execute("commit").await.map(|()| 0) });
        writes.pipeline.run().await.into_iter().try_for_each(|answer| answer.map(drop))
    }
}

fn all<T>(rows: &[Row], decode: Decode<T>) -> StoreResult<Vec<T>> {
    rows.iter().map(|row| decode(&mut Fields::of(row))).collect()
}

/// The statements of a batch on their way.
struct Writes<'a> {
    client: &'a Object,
    prepared: &'a Prepared,
    pipeline: Pipeline<'a, u64>,
}

/// Sends a statement with one array for each column, made from the rows; nothing when there are no rows.
macro_rules! write_rows {
    ($writes:ident, $statement:ident, $rows:expr, |$row:ident| $($column:expr),+ $(,)?) => {
        if !$rows.is_empty() {
            let columns: Vec<Column<'a>> = vec![$(Box::new($rows.iter().map(|$row| $column).collect::<Vec<_>>())),+];
            $writes.push(&$writes.prepared.$statement, columns);
        }
    };
}

use write_rows;

type Column<'a> = Box<dyn ToSql + Send + Sync + 'a>;

impl<'a> Writes<'a> {
    fn push(&mut self, statement: &'a Statement, columns: Vec<Column<'a>>) {
        let client = self.client;
        self.pipeline.push(async move {
            let parameters: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| &**column as _).collect();
            client.execute(statement, &parameters).await
        });
    }

    fn households(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            insert_households,
            plan.new_households,
            |planned| planned.id,
            number(planned.row.number.as_u64()),
            i64::from(planned.row.version),
            planned.row.tehsil.as_ref().map(AreaCode::as_str),
            microseconds(planned.row.changed),
            planned.row.outcome.as_deref(),
            planned.row.standing.as_str(),
            planned.numbers.as_str(),
            planned.name_words.as_str(),
            planned.document
        );
        write_rows!(
            self,
            update_households,
            plan.changed_households,
            |planned| planned.id,
            i64::from(planned.row.version),
            planned.row.tehsil.as_ref().map(AreaCode::as_str),
            microseconds(planned.row.changed),
            planned.row.outcome.as_deref(),
            planned.row.standing.as_str(),
            planned.numbers.as_str(),
            planned.name_words.as_str(),
            planned.document
        );
    }

    /// What was let go first: a number may pass from one household to another.
    fn keys(&mut self, plan: &'a Plan<'_>) {
        write_rows!(self, delete_numbers, plan.numbers_gone, |number| *number);
        write_rows!(self, put_numbers, plan.numbers_held, |holder| holder.0, holder.1, holder.2);
        write_rows!(self, delete_words, plan.words_gone, |word| word.0, word.1);
        write_rows!(self, insert_words, plan.words_added, |word| word.0, word.1);
        write_rows!(self, insert_runs, plan.word_runs, |run| run.word, run.household, array_text(&run.later));
    }

    fn logs(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            insert_entries,
            plan.entries,
            |entry| number(entry.position),
            entry.row.id.0,
            entry.household,
            entry.row.effective.to_string(),
            microseconds(entry.row.recorded),
            bytes(&entry.hash),
            entry.text
        );
        write_rows!(
            self,
            insert_audit,
            plan.audit,
            |entry| number(entry.position),
            entry.row.actor.as_str(),
            microseconds(entry.row.at),
            bytes(&entry.hash),
            entry.row.text.as_str()
        );
        let (changes, audit) = (&plan.changes_head, &plan.audit_head);
        let columns: Vec<Column<'a>> = vec![
            Box::new(number(changes.position)),
            Box::new(bytes(&changes.hash)),
            Box::new(number(audit.position)),
            Box::new(bytes(&audit.hash)),
        ];
        self.push(&self.prepared.move_heads, columns);
    }

    fn submissions(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            insert_submissions,
            plan.new_submissions,
            |planned| planned.id,
            planned.row.instance.as_str(),
            planned.row.root.as_str(),
            planned.row.replaces.as_deref(),
            planned.row.form_id.as_str(),
            planned.row.form_version.as_str(),
            microseconds(planned.row.received),
            planned.row.credential.0,
            planned.row.device.as_deref(),
            planned.tehsil,
            planned.state,
            planned.household,
            planned.findings,
            planned.row.sha256.as_slice(),
            planned.row.xml.as_slice()
        );
        write_rows!(
            self,
            settle_submissions,
            plan.settled_submissions,
            |planned| planned.id,
            planned.state,
            planned.tehsil,
            planned.household,
            planned.findings
        );
        write_rows!(self, supersede_submissions, plan.superseded_submissions, |id| *id);
        write_rows!(
            self,
            put_attachments,
            plan.attachments,
            |planned| planned.0,
            planned.1.name.as_str(),
            planned.1.expected,
            planned.1.sha256.as_ref().map(<[u8; 32]>::as_slice),
            number(planned.1.size_bytes)
        );
    }

    fn loads(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            move_loads,
            plan.moved_loads,
            |moved| moved.0,
            microseconds(moved.1.at),
            moved.1.finished.then(|| microseconds(moved.1.at)),
            number(moved.1.to.read),
            number(moved.1.to.registered),
            number(moved.1.to.joined),
            number(moved.1.to.with_findings),
            number(moved.1.to.rejected),
            number(moved.1.to.persons_rejected),
            number(moved.1.to.rejects_bytes),
            moved.1.tally.as_str()
        );
        write_rows!(
            self,
            insert_loaded,
            plan.loaded,
            |loaded| loaded.load,
            number(loaded.row.row),
            loaded.source,
            loaded.row.key.as_str(),
            loaded.household,
            loaded.row.findings.as_deref()
        );
    }

    fn the_rest(&mut self, plan: &'a Plan<'_>) {
        write_rows!(
            self,
            insert_decisions,
            plan.decisions,
            |planned| planned.row.id.0,
            planned.household,
            i64::from(planned.row.version),
            microseconds(planned.row.decided),
            planned.row.policy.as_str(),
            planned.row.outcome.as_str(),
            planned.text
        );
        write_rows!(
            self,
            insert_jobs,
            plan.jobs,
            |row| row.id.0,
            row.kind.as_str(),
            row.payload.as_str(),
            microseconds(row.due),
            i64::from(row.attempts)
        );
        write_rows!(self, change_tally, plan.tally, |change| change.0, change.1, change.2, change.3);
    }
}

/// As PostgreSQL writes an array; none for an empty one.
fn array_text(distances: &[i16]) -> Option<String> {
    let all: Vec<String> = distances.iter().map(i16::to_string).collect();
    (!all.is_empty()).then(|| format!("{{{}}}", all.join(",")))
}

fn bytes(hash: &LinkHash) -> &[u8] {
    hash.as_bytes()
}
