//! What the shared half of a store asks of an engine, and the statements each engine says in its own words.

use crate::{Commit, StoreResult, fields::Decode, inbox::Outbox, value::Statement};

/// An engine: it runs statements and keeps the writer to which commits go.
pub trait Engine: Send + Sync + 'static {
    /// What the writer takes beside commits.
    type Work: Send + 'static;

    /// Its own statements.
    const DIALECT: Dialect;

    /// A read of a few rows found by key.
    fn look_up<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = StoreResult<Vec<T>>> + Send;

    /// A read that may take long.
    fn scan<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = StoreResult<Vec<T>>> + Send;

    /// Writes that belong together; returns how many rows they changed.
    fn write(&self, statements: Vec<Statement>) -> impl Future<Output = StoreResult<u64>> + Send;

    /// A write that returns rows.
    fn write_returning<T: Send + 'static>(
        &self,
        statement: Statement,
        decode: Decode<T>,
    ) -> impl Future<Output = StoreResult<Vec<T>>> + Send;

    /// The way to the writer.
    fn outbox(&self) -> &Outbox<Self::Work>;

    /// Lets go of the connections that read; the writer ends with its queue.
    fn release(&self);
}

/// Statements that differ between engines: lists as parameters, the newest of each of several groups, rows that
/// another transaction holds.
pub struct Dialect {
    /// `$1` citizen numbers.
    pub find_holders: &'static str,
    /// `$1` registry numbers.
    pub find_households: &'static str,
    /// `$1` registry numbers.
    pub list_entries_of: &'static str,
    /// `$1` keys, `$2` source.
    pub find_loaded: &'static str,
    /// `$1` tehsils, `$2` limit, `$3` skip.
    pub list_households_in: &'static str,
    /// `$1` and `$2` range of a word, `$3` rows to count at most.
    pub count_word: &'static str,
    /// `$1` and `$2` range of a word, `$3` beginnings of words, `$4` tehsils or null, `$5` limit.
    pub search_by_word: &'static str,
    /// `$1` beginnings of words, `$2` limit.
    pub search_newest: &'static str,
    /// `$1` beginnings of words, `$2` tehsils, `$3` limit.
    pub search_newest_in: &'static str,
    /// `$1` tehsils.
    pub count_in: &'static str,
    /// `$1` states, `$2` form or null, `$3` its version, `$4` limit, `$5` skip.
    pub list_submissions: &'static str,
    /// `$1` states, `$2` tehsils, `$3` form or null, `$4` its version, `$5` limit, `$6` skip.
    pub list_submissions_in: &'static str,
    /// `$1` until, `$2` now.
    pub claim_job: &'static str,
    /// What follows a text that is to be one of a list, which `?` stands for.
    pub in_texts: &'static str,
    /// A day of the time of survey of a summary `s`, by which to count: the day itself where groups must come in the
    /// order of an index, or one for all of a year.
    pub survey_time: &'static str,
    /// `$1` registry numbers.
    pub find_summaries: &'static str,
    /// `$1` registry numbers: households from the first of them on have their summary.
    pub filled_down_to: &'static str,
    /// `$1` states, `$2` subject or null, `$3` day before which the deadline is or null, `$4` limit, `$5` skip.
    pub list_cases: &'static str,
    /// `$1` states, `$2` tehsils, `$3` subject or null, `$4` day or null, `$5` limit, `$6` skip.
    pub list_cases_in: &'static str,
    /// `$1` states, `$2` owner, `$3` tehsils or null, `$4` subject or null, `$5` day or null, `$6` limit, `$7` skip.
    pub list_cases_of_owner: &'static str,
    /// `$1` keys.
    pub find_cases_touching: &'static str,
    /// `$1` tehsils, `$2` subject.
    pub count_subject_in: &'static str,
    /// `$1` registry numbers.
    pub find_enrolments_of: &'static str,
    /// `$1` citizen numbers.
    pub find_verifications: &'static str,
}

/// A commit that only appends to the audit log.
pub(crate) fn audit_only(audit: Vec<crate::AuditRow>) -> Commit {
    Commit { audit, ..Commit::default() }
}
