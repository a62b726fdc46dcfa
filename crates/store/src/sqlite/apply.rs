//! A batch of commits in SQLite: reads what the plan needs, writes what the plan says, inside the writer's transaction.

mod updates;

use super::{connection, errors::error};
use crate::{
    Commit, LoadProgress, Log, StoreResult, SubmissionState, decode,
    decode::{known_holder, known_household, known_load, known_submission},
    fields::{Decode, Fields},
    plan::{Before, Head, Keys, Plan, plan},
    value::{microseconds, number},
};
use registry::area::AreaCode;
use rusqlite::{CachedStatement, Connection, Params, params};

/// Applies the commits in order. A commit that conflicts leaves nothing; an error means that nothing may remain of any.
pub(super) fn apply(connection: &Connection, commits: &[Commit]) -> StoreResult<Vec<StoreResult<()>>> {
    if commits.is_empty() {
        return Ok(Vec::new());
    }
    let keys = Keys::of(commits);
    let mut before = read(connection, &keys)?;
    updates::read(connection, &keys, &mut before)?;
    let plan = plan(commits, &before);
    write(connection, &plan)?;
    Ok(plan.verdicts)
}

fn read(connection: &Connection, keys: &Keys) -> StoreResult<Before> {
    let head = |log: Log| {
        one(connection, "select position, hash from log_head where log = $1", [log.code()], |row| {
            Ok(Head { position: row.count()?, hash: row.hash()? })
        })
    };
    let last = |sql| one(connection, sql, [], decode::number);
    Ok(Before {
        changes: head(Log::Changes)?,
        audit: head(Log::Audit)?,
        last_household: last("select coalesce(max(id), 0) from household")?,
        last_submission: last("select coalesce(max(id), 0) from submission")?,
        households: each(connection, FIND_HOUSEHOLD, &keys.households, known_household)?,
        submissions: each(connection, FIND_SUBMISSION, &keys.instances, known_submission)?,
        holders: each(connection, FIND_HOLDER, &keys.numbers, known_holder)?,
        loads: each(connection, FIND_LOAD, &keys.loads, known_load)?,
        cases: Vec::new(),
        enrolments: Vec::new(),
        life_events: Vec::new(),
        acts: Vec::new(),
        cursors: Vec::new(),
    })
}

const FIND_HOUSEHOLD: &str =
    "select id, number, version, tehsil, outcome, numbers, name_words from household where number = $1";
const FIND_SUBMISSION: &str = "select id, instance, state, tehsil from submission where instance = $1";
const FIND_HOLDER: &str = "select number, household, person from citizen_number where number = $1";
const FIND_LOAD: &str = "select id, batch, source, finished_us, read, registered, joined, with_findings, rejected, \
    persons_rejected, rejects_bytes from load where batch = $1";

/// The rows that there are for the keys.
fn each<K: rusqlite::ToSql, T>(
    connection: &Connection,
    sql: &str,
    keys: &[K],
    decode: Decode<T>,
) -> StoreResult<Vec<T>> {
    rows_of(connection, sql, keys.iter().map(|key| [key]), decode)
}

/// The rows that there are for keys of several columns.
fn rows_of<T>(
    connection: &Connection,
    sql: &str,
    keys: impl ExactSizeIterator<Item = impl Params>,
    decode: Decode<T>,
) -> StoreResult<Vec<T>> {
    if keys.len() == 0 {
        return Ok(Vec::new());
    }
    let mut statement = connection::prepared(connection, sql).map_err(error)?;
    let mut found = Vec::new();
    for key in keys {
        let mut rows = statement.query(key).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            found.push(decode(&mut Fields::of(row))?);
        }
    }
    Ok(found)
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    key: impl Params,
    decode: impl Fn(&mut Fields<'_>) -> StoreResult<T>,
) -> StoreResult<T> {
    let mut statement = connection::prepared(connection, sql).map_err(error)?;
    statement.query_row(key, |row| Ok(decode(&mut Fields::of(row)))).map_err(error)?
}

pub(super) fn write(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    updates::begin(connection, plan)?;
    write_households(connection, plan)?;
    write_keys(connection, plan)?;
    write_logs(connection, plan)?;
    write_submissions(connection, plan)?;
    write_loads(connection, plan)?;
    write_the_rest(connection, plan)?;
    updates::write(connection, plan)
}

fn write_households(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, INSERT_HOUSEHOLD, &plan.new_households, |insert, household| {
        let row = household.row;
        insert.execute(params![
            household.id,
            number(row.number.as_u64()),
            row.version,
            row.tehsil.as_ref().map(AreaCode::as_str),
            microseconds(row.changed),
            row.outcome,
            row.standing,
            household.numbers,
            household.name_words,
            household.document,
        ])
    })?;
    for_each(connection, UPDATE_HOUSEHOLD, &plan.changed_households, |update, household| {
        let row = household.row;
        update.execute(params![
            row.version,
            row.tehsil.as_ref().map(AreaCode::as_str),
            microseconds(row.changed),
            row.outcome,
            row.standing,
            household.numbers,
            household.name_words,
            household.document,
            household.id,
        ])
    })
}

const INSERT_HOUSEHOLD: &str = "insert into household \
    (id, number, version, tehsil, changed_us, outcome, standing, numbers, name_words, document) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const UPDATE_HOUSEHOLD: &str = "update household set version = $1, tehsil = $2, changed_us = $3, outcome = $4, \
    standing = $5, numbers = $6, name_words = $7, document = $8 where id = $9";

/// What was let go first: a number may pass from one household to another.
fn write_keys(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(
        connection,
        "delete from citizen_number where number = $1",
        &plan.numbers_gone,
        |delete, number| delete.execute([number]),
    )?;
    for_each(connection, PUT_NUMBER, &plan.numbers_held, |put, (number, household, person)| {
        put.execute(params![number, household, person.as_bytes()])
    })?;
    for_each(connection, DELETE_WORD, &plan.words_gone, |delete, word| delete.execute(*word))?;
    for_each(connection, INSERT_WORD, &plan.words_added, |insert, word| insert.execute(*word))?;
    for_each(connection, INSERT_RUN, &plan.word_runs, |insert, run| {
        let later = (!run.later.is_empty()).then(|| serde_json::json!(run.later).to_string());
        insert.execute(params![run.word, run.household, later])
    })
}

const PUT_NUMBER: &str = "insert into citizen_number (number, household, person) values ($1, $2, $3) \
    on conflict (number) do update set household = excluded.household, person = excluded.person";
const DELETE_WORD: &str = "delete from name_word where word = $1 and household = $2 and later is null";
/// Nothing where the word stands in a row that was left because others share it.
const INSERT_WORD: &str = "insert into name_word (word, household) values ($1, $2) on conflict do nothing";
const INSERT_RUN: &str = "insert into name_word (word, household, later) values ($1, $2, $3)";

fn write_logs(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, INSERT_ENTRY, &plan.entries, |insert, entry| {
        let row = entry.row;
        insert.execute(params![
            number(entry.position),
            row.id.0.as_bytes(),
            entry.household,
            row.effective.to_string(),
            microseconds(row.recorded),
            entry.hash.as_bytes(),
            entry.text,
        ])
    })?;
    for_each(connection, INSERT_AUDIT, &plan.audit, |insert, entry| {
        let row = entry.row;
        insert.execute(params![
            number(entry.position),
            row.actor,
            microseconds(row.at),
            entry.hash.as_bytes(),
            row.text,
        ])
    })?;
    let heads = [
        (Log::Changes, plan.changes_head, plan.entries.is_empty()),
        (Log::Audit, plan.audit_head, plan.audit.is_empty()),
    ];
    let moved: Vec<_> = heads.into_iter().filter(|(_, _, stays)| !stays).collect();
    for_each(connection, MOVE_HEAD, &moved, |update, (log, head, _)| {
        update.execute(params![number(head.position), head.hash.as_bytes(), log.code()])
    })
}

const INSERT_ENTRY: &str = "insert into change_log (position, id, household, effective, recorded_us, hash, text) \
    values ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_AUDIT: &str =
    "insert into audit_log (position, actor, at_us, hash, text) values ($1, $2, $3, $4, $5)";
const MOVE_HEAD: &str = "update log_head set position = $1, hash = $2 where log = $3";

fn write_submissions(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, INSERT_SUBMISSION, &plan.new_submissions, |insert, submission| {
        let row = submission.row;
        insert.execute(params![
            submission.id,
            row.instance,
            row.root,
            row.replaces,
            row.form_id,
            row.form_version,
            microseconds(row.received),
            row.credential.0.as_bytes(),
            row.device,
            submission.tehsil,
            submission.state,
            submission.household,
            submission.findings,
            row.sha256,
            row.xml,
        ])
    })?;
    for_each(connection, SETTLE_SUBMISSION, &plan.settled_submissions, |update, submission| {
        update.execute(params![
            submission.state,
            submission.tehsil,
            submission.household,
            submission.findings,
            submission.id,
        ])
    })?;
    for_each(connection, SUPERSEDE_SUBMISSION, &plan.superseded_submissions, |update, id| {
        update.execute(params![SubmissionState::Superseded.code(), id])
    })?;
    for_each(connection, PUT_ATTACHMENT, &plan.attachments, |put, (submission, row)| {
        put.execute(params![submission, row.name, row.expected, row.sha256, number(row.size_bytes)])
    })
}

const INSERT_SUBMISSION: &str = "insert into submission \
    (id, instance, root, replaces, form_id, form_version, received_us, credential, device, tehsil, state, household, \
     findings, sha256, xml) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const SETTLE_SUBMISSION: &str =
    "update submission set state = $1, tehsil = $2, household = $3, findings = $4 where id = $5";
const SUPERSEDE_SUBMISSION: &str = "update submission set state = $1 where id = $2";
const PUT_ATTACHMENT: &str = "insert into attachment (submission, name, expected, sha256, size_bytes) \
    values ($1, $2, $3, $4, $5) on conflict (submission, name) do update set \
    expected = excluded.expected, sha256 = excluded.sha256, size_bytes = excluded.size_bytes";

fn write_loads(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, MOVE_LOAD, &plan.moved_loads, |update, (load, step)| {
        let LoadProgress {
            read,
            registered,
            joined,
            with_findings,
            rejected,
            persons_rejected,
            rejects_bytes,
        } = step.to;
        update.execute(params![
            microseconds(step.at),
            step.finished.then(|| microseconds(step.at)),
            number(read),
            number(registered),
            number(joined),
            number(with_findings),
            number(rejected),
            number(persons_rejected),
            number(rejects_bytes),
            step.tally,
            load,
        ])
    })?;
    for_each(connection, INSERT_LOADED, &plan.loaded, |insert, loaded| {
        let row = loaded.row;
        insert.execute(params![
            loaded.load,
            number(row.row),
            loaded.source,
            row.key,
            loaded.household,
            row.findings
        ])
    })
}

const MOVE_LOAD: &str = "update load set changed_us = $1, finished_us = $2, read = $3, registered = $4, joined = $5, \
    with_findings = $6, rejected = $7, persons_rejected = $8, rejects_bytes = $9, tally = $10 where id = $11";
const INSERT_LOADED: &str = "insert into loaded_household (load, file_row, source, key, household, findings) \
    values ($1, $2, $3, $4, $5, $6)";

fn write_the_rest(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, INSERT_DECISION, &plan.decisions, |insert, decision| {
        let row = decision.row;
        insert.execute(params![
            row.id.0.as_bytes(),
            decision.household,
            row.version,
            microseconds(row.decided),
            row.policy,
            row.outcome,
            decision.text,
        ])
    })?;
    for_each(connection, INSERT_JOB, &plan.jobs, |insert, row| {
        insert.execute(params![
            row.id.0.as_bytes(),
            row.kind,
            row.payload,
            microseconds(row.due),
            row.attempts
        ])
    })?;
    for_each(connection, CHANGE_TALLY, &plan.tally, |put, change| put.execute(*change))
}

const INSERT_DECISION: &str = "insert into decision (id, household, version, decided_us, policy, outcome, text) \
    values ($1, $2, $3, $4, $5, $6, $7)";
/// A job whose id is there already changes nothing: recurring work makes ids from its occasions.
const INSERT_JOB: &str = "insert into job (id, kind, payload, due_us, attempts) values ($1, $2, $3, $4, $5) \
    on conflict do nothing";
const CHANGE_TALLY: &str = "insert into tally (subject, tehsil, value, number) values ($1, $2, $3, $4) \
    on conflict (subject, tehsil, value) do update set number = tally.number + excluded.number";

/// Runs one statement for each row; for none it is not even looked up.
fn for_each<T>(
    connection: &Connection,
    sql: &str,
    rows: &[T],
    mut run: impl FnMut(&mut CachedStatement<'_>, &T) -> rusqlite::Result<usize>,
) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement = connection::prepared(connection, sql).map_err(error)?;
    rows.iter().try_for_each(|row| run(&mut statement, row).map(drop)).map_err(error)
}
