//! What single calls need besides their statement: rows as values, keys each once, and rows put together.

use crate::{
    CaseFilter, Counts, FilledSummary, LoadProgress, LoadRow, LogRow, StoreError, StoreResult,
    SubmissionFilter, SubmissionRow, SubmissionState, Summary, UserRow,
    engine::Dialect,
    plan,
    sql::{self, updates},
    value::{Statement, day_number, distinct, joined, number, statement},
};
use registry::{area::AreaCode, case::CaseState, registry_number::RegistryNumber};

pub(super) fn user_statement(sql: &'static str, user: UserRow) -> Statement {
    let UserRow { id, name, password_hash, role, areas, language, enabled, created } = user;
    statement!(sql, id.0, name, password_hash, role, joined(&areas), language, enabled, created)
}

pub(super) fn load_statement(load: LoadRow) -> Statement {
    let LoadRow {
        batch,
        source,
        file_sha256,
        mapping_sha256,
        actor,
        started,
        changed,
        finished,
        progress,
        tally,
    } = load;
    let LoadProgress { read, registered, joined, with_findings, rejected, persons_rejected, rejects_bytes } =
        progress;
    statement!(
        sql::ADD_LOAD,
        batch,
        source,
        file_sha256,
        mapping_sha256,
        actor,
        started,
        changed,
        finished,
        read,
        registered,
        joined,
        with_findings,
        rejected,
        persons_rejected,
        rejects_bytes,
        tally
    )
}

/// Tehsils to be searched in, and what is in none known.
pub(super) fn with_none_known(tehsils: &[AreaCode]) -> Vec<String> {
    let mut tehsils = distinct(tehsils);
    tehsils.push(String::new());
    tehsils
}

/// A page of cases. All states are named where none is asked for: of each the first are found along an index.
pub(super) fn cases_statement(dialect: &Dialect, filter: &CaseFilter) -> Statement {
    let CaseFilter { tehsils, states, subject, owner, deadline_before, skip, limit } = filter;
    let subject = subject.as_deref();
    let tehsils = tehsils.as_deref().map(with_none_known);
    let mut states = states.clone();
    states.sort_unstable();
    states.dedup();
    if states.is_empty() {
        states = CaseState::CODES.iter().map(|&code| code.to_owned()).collect();
    }
    let before = *deadline_before;
    match (owner, tehsils) {
        (Some(owner), tehsils) => {
            let sql = dialect.list_cases_of_owner;
            statement!(sql, states, owner.as_str(), tehsils, subject, before, *limit, *skip)
        }
        (None, Some(tehsils)) => {
            statement!(dialect.list_cases_in, states, tehsils, subject, before, *limit, *skip)
        }
        (None, None) => statement!(dialect.list_cases, states, subject, before, *limit, *skip),
    }
}

/// Summaries of households of before, and that those need not be looked at again.
pub(super) fn fill_statements(dialect: &Dialect, filled: Vec<FilledSummary>) -> Vec<Statement> {
    if filled.is_empty() {
        return Vec::new();
    }
    let numbers = distinct_keys(filled.iter().map(|one| one.household.as_u64()));
    let mut statements = vec![statement!(updates::HOLD_WRITERS)];
    for FilledSummary { household, version, summary } in filled {
        let Some(Summary { union_council, block, surveyed, score }) = summary else { continue };
        let surveyed = surveyed.map(day_number);
        let (union_council, block) = (union_council.as_ref(), block.as_ref());
        let fill = updates::FILL_SUMMARY;
        statements.push(statement!(fill, union_council, block, surveyed, score, household.as_u64(), version));
    }
    statements.push(statement!(dialect.filled_down_to, numbers));
    statements
}

/// Registry numbers to be searched for, each once.
pub(super) fn keys_of(numbers: &[RegistryNumber]) -> Vec<i64> {
    distinct_keys(numbers.iter().map(|one| one.as_u64()))
}

pub(super) fn distinct_keys(numbers: impl Iterator<Item = u64>) -> Vec<i64> {
    let mut keys: Vec<i64> = numbers.map(number).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Entries in the order of the log, gathered by household.
pub(super) fn by_household(mut entries: Vec<(RegistryNumber, LogRow)>) -> Vec<(RegistryNumber, Vec<LogRow>)> {
    entries.sort_unstable_by_key(|(number, row)| (number.as_u64(), row.position));
    let mut gathered: Vec<(RegistryNumber, Vec<LogRow>)> = Vec::new();
    for (number, row) in entries {
        match gathered.last_mut() {
            Some((last, rows)) if *last == number => rows.push(row),
            _ => gathered.push((number, vec![row])),
        }
    }
    gathered
}

/// Adds up the tally; what is there no longer is left out.
pub(super) fn counts(tally: Vec<(String, String, u64)>) -> StoreResult<Counts> {
    let mut counts = Counts::default();
    for (subject, value, number) in tally.into_iter().filter(|(_, _, number)| *number > 0) {
        match (subject.as_str(), SubmissionState::from_code(&value)) {
            (plan::HOUSEHOLDS, _) => {
                counts.households += number;
                counts.outcomes.push((value, number));
            }
            (plan::SUBMISSIONS, Some(state)) => counts.submissions.push((state, number)),
            _ => return Err(StoreError::Damaged("the tally counts something unknown".to_owned())),
        }
    }
    counts.submissions.sort_unstable();
    Ok(counts)
}

/// Of a household's few submissions those that a filter asks for.
pub(super) fn page_of(all: Vec<SubmissionRow>, filter: &SubmissionFilter) -> Vec<SubmissionRow> {
    let fits = |row: &SubmissionRow| {
        let form = |(id, version): &(String, String)| row.form_id == *id && row.form_version == *version;
        let tehsil =
            |tehsils: &Vec<AreaCode>| row.tehsil.as_ref().is_none_or(|tehsil| tehsils.contains(tehsil));
        filter.state.is_none_or(|state| row.state == state)
            && filter.form.as_ref().is_none_or(form)
            && filter.tehsils.as_ref().is_none_or(tehsil)
    };
    let skip = usize::try_from(filter.skip).unwrap_or(usize::MAX);
    let limit = usize::try_from(filter.limit).unwrap_or(usize::MAX);
    all.into_iter().filter(fits).skip(skip).take(limit).collect()
}
