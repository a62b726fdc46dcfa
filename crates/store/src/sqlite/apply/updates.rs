//! The papers of a batch in SQLite: cases, enrolments, what the citizen registry said, acts, notices and recurring work,
//! and what lists of households go by.

use super::{each, for_each, rows_of};
use crate::{
    StoreResult,
    decode::updates::{known_act, known_case, known_cursor, known_enrolment, known_life_event},
    plan::{Before, Keys, Plan, PlannedHousehold, PlannedPapers},
    value::{day_number, microseconds, number},
};
use registry::area::AreaCode;
use rusqlite::{Connection, params};

/// What there is of the papers that the keys name.
pub(super) fn read(connection: &Connection, keys: &Keys, before: &mut Before) -> StoreResult<()> {
    let ids = |ids: &[uuid::Uuid]| ids.iter().map(|id| id.into_bytes()).collect::<Vec<_>>();
    before.cases = each(connection, FIND_CASE, &ids(&keys.cases), known_case)?;
    before.enrolments = each(connection, FIND_ENROLMENT, &ids(&keys.enrolments), known_enrolment)?;
    before.enrolments.extend(each(connection, FIND_WOMAN, &ids(&keys.women), known_enrolment)?);
    let life_events = keys.life_events.iter().map(|(source, reference)| [source, reference]);
    before.life_events = rows_of(connection, FIND_LIFE_EVENT, life_events, known_life_event)?;
    before.acts = each(connection, FIND_ACT, &ids(&keys.acts), known_act)?;
    before.cursors = each(connection, FIND_CURSOR, &keys.works, known_cursor)?;
    Ok(())
}

const FIND_CASE: &str = "select id, version, tehsil, state from case_file where id = $1";
const FIND_ENROLMENT: &str = "select id, version, programme, woman, household from enrolment where id = $1";
const FIND_WOMAN: &str = "select id, version, programme, woman, household from enrolment where woman = $1";
const FIND_LIFE_EVENT: &str =
    "select source, reference, version from life_event where source = $1 and reference = $2";
const FIND_ACT: &str = "select id, version from act where id = $1";
const FIND_CURSOR: &str = "select work, position from work_cursor where work = $1";

/// Before anything else is written: enrolments of these households are counted anew at the end.
pub(super) fn begin(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    for_each(connection, UNCOUNT_ENROLMENTS, &plan.papers.recounted, |put, household| {
        put.execute([household])
    })
}

/// After the households are written.
pub(super) fn write(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    let papers = &plan.papers;
    write_cases(connection, papers)?;
    write_enrolments(connection, papers)?;
    write_summaries(connection, plan)?;
    write_citizens(connection, papers)?;
    write_acts(connection, papers)?;
    for_each(connection, PUT_CURSOR, &papers.cursors, |put, step| {
        put.execute(params![step.work, step.to, microseconds(step.at)])
    })
}

const PUT_CURSOR: &str = "insert into work_cursor (work, position, moved_us) values ($1, $2, $3) \
    on conflict (work) do update set position = excluded.position, moved_us = excluded.moved_us";

fn write_cases(connection: &Connection, papers: &PlannedPapers<'_>) -> StoreResult<()> {
    for_each(connection, PUT_CASE, &papers.cases, |put, case| {
        let row = &case.write.row;
        put.execute(params![
            row.id.0.as_bytes(),
            row.version,
            case.household,
            row.tehsil.as_ref().map_or("", AreaCode::as_str),
            row.subject,
            row.state,
            row.open,
            row.owner,
            microseconds(row.opened),
            row.deadline.to_string(),
            row.document,
        ])
    })?;
    for_each(connection, DELETE_KEYS, &papers.case_keys_gone, |delete, case| {
        delete.execute([case.as_bytes()])
    })?;
    for_each(connection, INSERT_KEY, &papers.case_keys, |insert, (key, case)| {
        insert.execute(params![key, case.as_bytes()])
    })
}

const PUT_CASE: &str = "insert into case_file \
    (id, version, household, tehsil, subject, state, open, owner, opened_us, deadline, document) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do update set \
    version = excluded.version, household = excluded.household, tehsil = excluded.tehsil, \
    subject = excluded.subject, state = excluded.state, open = excluded.open, owner = excluded.owner, \
    opened_us = excluded.opened_us, deadline = excluded.deadline, document = excluded.document";
const DELETE_KEYS: &str =
    "delete from case_key where case_file = (select place from case_file where id = $1)";
const INSERT_KEY: &str =
    "insert into case_key (key, case_file) values ($1, (select place from case_file where id = $2))";

fn write_enrolments(connection: &Connection, papers: &PlannedPapers<'_>) -> StoreResult<()> {
    for_each(connection, PUT_ENROLMENT, &papers.enrolments, |put, (household, row)| {
        put.execute(params![
            row.id.0.as_bytes(),
            row.version,
            row.programme,
            household,
            row.woman.0.as_bytes(),
            row.status,
            row.beneficiary,
            row.document,
        ])
    })?;
    for_each(connection, COUNT_ENROLMENTS, &papers.recounted, |put, household| put.execute([household]))
}

const PUT_ENROLMENT: &str = "insert into enrolment \
    (id, version, programme, household, woman, status, beneficiary, document) \
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do update set \
    version = excluded.version, programme = excluded.programme, household = excluded.household, \
    woman = excluded.woman, status = excluded.status, beneficiary = excluded.beneficiary, \
    document = excluded.document";

macro_rules! change_count {
    ($change:literal) => {
        concat!(
            "insert into tally (subject, tehsil, value, number) \
             select 'enrolment', coalesce(h.tehsil, ''), e.programme || ' ' || e.status, ",
            $change,
            " from household h join enrolment e on e.household = h.id where h.id = $1 group by 2, 3 \
             on conflict (subject, tehsil, value) do update set number = tally.number + excluded.number"
        )
    };
}
const UNCOUNT_ENROLMENTS: &str = change_count!("-count(*)");
const COUNT_ENROLMENTS: &str = change_count!("count(*)");

fn write_summaries(connection: &Connection, plan: &Plan<'_>) -> StoreResult<()> {
    let put = |sql: &str, households: &[PlannedHousehold<'_>]| {
        for_each(connection, sql, households, |put, household| {
            let Some(summary) = household.summary else { return Ok(0) };
            put.execute(params![
                household.id,
                number(household.row.number.as_u64()),
                household.row.tehsil.as_ref().map_or("", AreaCode::as_str),
                summary.union_council.as_ref().map(AreaCode::as_str),
                summary.block.as_ref().map(AreaCode::as_str),
                summary.surveyed.map(day_number),
                summary.score,
                household.row.outcome,
            ])
        })
    };
    put(INSERT_SUMMARY, &plan.new_households)?;
    put(PUT_SUMMARY, &plan.changed_households)?;
    let changed = plan.changed_households.iter();
    let left_out: Vec<i64> = changed.filter(|one| one.summary.is_none()).map(|one| one.id).collect();
    for_each(connection, DELETE_SUMMARY, &left_out, |delete, household| delete.execute([household]))?;
    for_each(connection, SET_BENEFICIARY, &plan.papers.recounted, |set, household| set.execute([household]))
}

/// A new household has no enrolments but those of this batch, which [`SET_BENEFICIARY`] sees to.
const INSERT_SUMMARY: &str = "insert into household_summary \
    (household, number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, false)";
/// Where nothing changes, nothing is written, and no index.
const PUT_SUMMARY: &str = "insert into household_summary as s \
    (household, number, tehsil, union_council, block, surveyed_day, score, outcome, beneficiary) \
    select $1, $2, $3, $4, $5, $6, $7, $8, \
    exists (select 1 from enrolment e where e.household = $1 and e.beneficiary) where true \
    on conflict (household) do update set tehsil = excluded.tehsil, union_council = excluded.union_council, \
    block = excluded.block, surveyed_day = excluded.surveyed_day, score = excluded.score, outcome = excluded.outcome \
    where (s.tehsil, s.union_council, s.block, s.surveyed_day, s.score, s.outcome) is not \
    (excluded.tehsil, excluded.union_council, excluded.block, excluded.surveyed_day, excluded.score, excluded.outcome)";
const DELETE_SUMMARY: &str = "delete from household_summary where household = $1";
const SET_BENEFICIARY: &str = "update household_summary set beneficiary = not beneficiary where household = $1 \
    and beneficiary <> exists (select 1 from enrolment e where e.household = $1 and e.beneficiary)";

fn write_citizens(connection: &Connection, papers: &PlannedPapers<'_>) -> StoreResult<()> {
    for_each(connection, INSERT_VERIFICATION, &papers.verifications, |insert, (household, row)| {
        insert.execute(params![
            number(row.number.as_u64()),
            row.person.0.as_bytes(),
            household,
            microseconds(row.at),
            microseconds(row.expires),
            row.outcome,
            row.document,
        ])
    })?;
    for_each(connection, PUT_LIFE_EVENT, &papers.life_events, |put, (household, row)| {
        put.execute(params![
            row.source,
            row.reference,
            row.version,
            row.kind,
            microseconds(row.received),
            row.state,
            household,
            row.document,
        ])
    })
}

const INSERT_VERIFICATION: &str = "insert into verification \
    (number, person, household, at_us, expires_us, outcome, document) values ($1, $2, $3, $4, $5, $6, $7)";
const PUT_LIFE_EVENT: &str = "insert into life_event \
    (source, reference, version, kind, received_us, state, household, document) \
    values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (source, reference) do update set \
    version = excluded.version, kind = excluded.kind, received_us = excluded.received_us, state = excluded.state, \
    household = excluded.household, document = excluded.document";

fn write_acts(connection: &Connection, papers: &PlannedPapers<'_>) -> StoreResult<()> {
    for_each(connection, PUT_ACT, &papers.acts, |put, row| {
        put.execute(params![
            row.id.0.as_bytes(),
            row.version,
            row.kind,
            row.state,
            row.name,
            microseconds(row.proposed),
            row.document,
        ])
    })?;
    for_each(connection, INSERT_LISTED, &papers.listed, |insert, (household, row)| {
        insert.execute(params![row.act.0.as_bytes(), household, number(row.rank), row.score, row.note])
    })?;
    for_each(connection, INSERT_NOTICE, &papers.notices, |insert, (household, row)| {
        insert.execute(params![
            household,
            row.kind,
            row.on.to_string(),
            microseconds(row.written),
            row.document
        ])
    })
}

const PUT_ACT: &str = "insert into act (id, version, kind, state, name, proposed_us, document) \
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do update set version = excluded.version, \
    kind = excluded.kind, state = excluded.state, name = excluded.name, proposed_us = excluded.proposed_us, \
    document = excluded.document";
const INSERT_LISTED: &str = "insert into listed (act, household, rank, score, note) \
    values ((select place from act where id = $1), $2, $3, $4, $5) on conflict do nothing";
const INSERT_NOTICE: &str = "insert into notice (household, kind, on_day, written_us, document) \
    values ($1, $2, $3, $4, $5) on conflict do nothing";
