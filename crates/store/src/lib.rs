//! Where the registry is kept: one [`Store`] trait, SQLite and PostgreSQL behind it.
//!
//! A store keeps rows and texts and decides nothing. It never interprets a document: what a query needs stands in
//! columns of its own. Every write that belongs together comes as one [`Commit`] and is there whole or not at all; when
//! [`Store::commit`] returns, it survives a kill -9 and a power cut.

mod decode;
mod engine;
mod fields;
pub mod files;
mod inbox;
mod migrations;
mod open;
mod plan;
pub mod postgres;
mod redaction;
pub mod rows;
mod sql;
mod sql_store;
pub mod sqlite;
mod texts;
mod value;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
pub use open::{FILE_NAME, StoreConfig, migrate, open};
pub use postgres::PostgresStore;
use registry::{
    area::{Area, AreaCode},
    chain::LinkHash,
    identity::CitizenNumber,
    ids::{ActId, CaseId, CredentialId, DecisionId, JobId, UserId},
    registry_number::RegistryNumber,
};
pub use rows::*;
pub use sqlite::SqliteStore;
pub use texts::Packed;

/// What went wrong with a read or a write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was quicker, or the row is there already. Nothing was written; read again and decide anew.
    #[error("conflict: {0}")]
    Conflict(Conflict),
    /// The engine failed. The text names no personal data.
    #[error("the store failed: {0}")]
    Engine(String),
    /// What is kept cannot be read: the data or the program is damaged.
    #[error("the store holds what it should not: {0}")]
    Damaged(String),
}

/// Why a commit did not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// A submission with this instance id is there.
    #[error("a submission with this instance id is there")]
    SubmissionExists,
    /// The submission to be superseded is not the current one of its line.
    #[error("the submission has been superseded")]
    SubmissionSuperseded,
    /// The household is not at the version expected.
    #[error("the household has changed")]
    HouseholdChanged,
    /// The citizen number belongs to a member of another household.
    #[error("the citizen number belongs to another household")]
    NumberTaken,
    /// A row of that name is there.
    #[error("there already")]
    Exists,
    /// The load is not where the step begins: another process moved it on.
    #[error("the load has moved on")]
    LoadMoved,
    /// The source delivered a household of this key before.
    #[error("a household of this key was loaded before")]
    KeyLoaded,
    /// The case is not at the version expected.
    #[error("the case has changed")]
    CaseChanged,
    /// The enrolment is not at the version expected.
    #[error("the enrolment has changed")]
    EnrolmentChanged,
    /// The notice of the civil register is not at the version expected.
    #[error("the notice has changed")]
    LifeEventChanged,
    /// The act is not at the version expected.
    #[error("the act has changed")]
    ActChanged,
    /// Another process moved the recurring work on.
    #[error("the work has moved on")]
    CursorMoved,
}

/// Result of a store call.
pub type StoreResult<T> = Result<T, StoreError>;

/// The registry's keeper. Every method is one transaction.
#[async_trait]
pub trait Store: Send + Sync {
    // Households

    /// The current state of a household.
    async fn find_household(&self, number: RegistryNumber) -> StoreResult<Option<HouseholdRow>>;
    /// Where the household of a citizen number stands: the ordinary question of a programme or a citizen.
    async fn find_standing(&self, number: CitizenNumber) -> StoreResult<Option<StandingRow>>;
    /// Which of the numbers belong to members of which households.
    async fn find_holders(&self, numbers: &[CitizenNumber]) -> StoreResult<Vec<HolderRow>>;
    /// Households in which for every word given some member's name has a word that starts with it, of the tehsils
    /// given (of all when `None`), latest registered first.
    async fn search_names(
        &self,
        words: &[String],
        tehsils: Option<&[AreaCode]>,
        limit: u32,
    ) -> StoreResult<Vec<HouseholdRow>>;
    /// Households of the tehsils given (of all when `None`), latest change first, after skipping some.
    async fn list_households(
        &self,
        tehsils: Option<&[AreaCode]>,
        skip: u64,
        limit: u32,
    ) -> StoreResult<Vec<HouseholdRow>>;
    /// How many households, submissions by state and decisions by outcome there are in the tehsils given (in all when
    /// `None`).
    async fn count(&self, tehsils: Option<&[AreaCode]>) -> StoreResult<Counts>;
    /// The current states of many households at once; those that are not there are left out, each that is there comes
    /// once, in no order.
    async fn find_households(&self, numbers: &[RegistryNumber]) -> StoreResult<Vec<HouseholdRow>>;
    /// A household's log entries in the order in which they were recorded.
    async fn list_entries(&self, number: RegistryNumber) -> StoreResult<Vec<LogRow>>;
    /// The log entries of many households at once, of each in the order in which they were recorded; households without
    /// entries are left out.
    async fn list_entries_of(
        &self,
        numbers: &[RegistryNumber],
    ) -> StoreResult<Vec<(RegistryNumber, Vec<LogRow>)>>;
    /// Takes the next `count` ordinals for registry numbers; returns the first. Ordinals taken and not used are lost.
    async fn reserve_ordinals(&self, count: u64) -> StoreResult<u64>;

    // The one write of intake and of every later change

    /// Writes all of it or nothing. Durable when it returns.
    async fn commit(&self, commit: Commit) -> StoreResult<()>;

    // Logs

    /// Entries of a log after a position, in order.
    async fn read_log(&self, log: Log, after: u64, limit: u32) -> StoreResult<Vec<LogRow>>;
    /// The last position of a log and its hash, as the log's head says.
    async fn log_head(&self, log: Log) -> StoreResult<(u64, LinkHash)>;
    /// Appends to the audit log. With `Durability::Now` it is durable on return; with `Durability::Soon` it is queued
    /// and durable within a tenth of a second, and the call waits only while the queue is full.
    async fn record_audit(&self, audit: Vec<AuditRow>, durability: Durability) -> StoreResult<()>;
    /// The newest audit entries, after skipping some, of one actor where given.
    async fn list_audit(&self, actor: Option<&str>, skip: u64, limit: u32) -> StoreResult<Vec<LogRow>>;

    // Submissions

    /// A submission by its instance id.
    async fn find_submission(&self, instance: &str) -> StoreResult<Option<SubmissionRow>>;
    /// Submissions by state and tehsil, newest first. Their XML is left out.
    async fn list_submissions(&self, filter: &SubmissionFilter) -> StoreResult<Vec<SubmissionRow>>;
    /// The attachments of a submission.
    async fn list_attachments(&self, instance: &str) -> StoreResult<Vec<AttachmentRow>>;
    /// Adds or replaces attachments of a submission that is there already. Safe to run twice.
    async fn put_attachments(&self, instance: &str, attachments: Vec<AttachmentRow>) -> StoreResult<()>;

    // Decisions

    /// A decision.
    async fn find_decision(&self, id: DecisionId) -> StoreResult<Option<DecisionRow>>;
    /// A household's decisions, newest first.
    async fn list_decisions(&self, number: RegistryNumber) -> StoreResult<Vec<DecisionRow>>;

    // Loads

    /// Begins a load. `Conflict::Exists` when there is one of that name.
    async fn add_load(&self, load: LoadRow) -> StoreResult<()>;
    /// A load by its name.
    async fn find_load(&self, batch: &str) -> StoreResult<Option<LoadRow>>;
    /// Every load, newest first.
    async fn list_loads(&self) -> StoreResult<Vec<LoadRow>>;
    /// Which of a source's keys were loaded, and as which household.
    async fn find_loaded(&self, source: &str, keys: &[String]) -> StoreResult<Vec<(String, RegistryNumber)>>;
    /// What a load brought in with findings, in the order of its file, after skipping some.
    async fn list_loaded_findings(&self, batch: &str, skip: u64, limit: u32) -> StoreResult<Vec<LoadedRow>>;
    /// Which loads brought surveys of a household, oldest load first.
    async fn find_loaded_of(&self, household: RegistryNumber) -> StoreResult<Vec<OriginRow>>;

    // Lists of households

    /// Households that a filter finds, a page of them.
    async fn list_summaries(
        &self,
        filter: &SummaryFilter,
        order: SummaryOrder,
        limit: u32,
    ) -> StoreResult<Vec<SummaryRow>>;
    /// How many households a filter finds by tehsil, survey year and bracket of score; `edges` of the brackets are
    /// hundredths, ascending.
    async fn count_summaries(&self, filter: &SummaryFilter, edges: &[i64]) -> StoreResult<Vec<SummaryCount>>;
    /// What lists know of some households.
    async fn find_summaries(&self, numbers: &[RegistryNumber]) -> StoreResult<Vec<SummaryRow>>;
    /// Some of the households that were there before there were summaries and have none, the latest first; none when all
    /// is done, which costs next to nothing.
    async fn households_without_summary(&self, limit: u32) -> StoreResult<Vec<HouseholdRow>>;
    /// Puts in the summaries of a whole page of [`Store::households_without_summary`], merged households among them:
    /// those of the page are not asked for again. Safe to run twice.
    async fn put_summaries(&self, filled: Vec<FilledSummary>) -> StoreResult<()>;

    // Cases

    /// A case.
    async fn find_case(&self, id: CaseId) -> StoreResult<Option<CaseRow>>;
    /// Cases, those due first at the head.
    async fn list_cases(&self, filter: &CaseFilter) -> StoreResult<Vec<CaseRow>>;
    /// How many cases there are by state, in the tehsils given or in none known (in all when `None`).
    async fn count_cases(&self, tehsils: Option<&[AreaCode]>) -> StoreResult<Vec<(String, u64)>>;
    /// A household's cases, newest first.
    async fn list_cases_of(&self, household: RegistryNumber) -> StoreResult<Vec<CaseRow>>;
    /// Open cases that touch any of the keys, oldest first, each once.
    async fn find_cases_touching(&self, keys: &[String]) -> StoreResult<Vec<CaseRow>>;

    // Programmes

    /// A household's enrolments, oldest first.
    async fn list_enrolments_of(&self, household: RegistryNumber) -> StoreResult<Vec<EnrolmentRow>>;
    /// The enrolments of many households at once, in no order.
    async fn find_enrolments_of(&self, households: &[RegistryNumber]) -> StoreResult<Vec<EnrolmentRow>>;
    /// Enrolments, a page of them.
    async fn list_enrolments(&self, filter: &EnrolmentFilter) -> StoreResult<Vec<EnrolmentRow>>;
    /// How many enrolments there are by programme and status, of households in the tehsils given (in all when `None`).
    async fn count_enrolments(&self, tehsils: Option<&[AreaCode]>)
    -> StoreResult<Vec<(String, String, u64)>>;

    // Citizen registry

    /// The latest answer about each of the numbers.
    async fn find_verifications(&self, numbers: &[CitizenNumber]) -> StoreResult<Vec<VerificationRow>>;
    /// Every answer about members of a household, newest first.
    async fn list_verifications_of(&self, household: RegistryNumber) -> StoreResult<Vec<VerificationRow>>;
    /// A notice of the civil register.
    async fn find_life_event(&self, source: &str, reference: &str) -> StoreResult<Option<LifeEventRow>>;
    /// Notices of the civil register, of a state where given, newest first.
    async fn list_life_events(
        &self,
        state: Option<&str>,
        skip: u64,
        limit: u32,
    ) -> StoreResult<Vec<LifeEventRow>>;

    // Acts and the calendar

    /// An act.
    async fn find_act(&self, id: ActId) -> StoreResult<Option<ActRow>>;
    /// Acts, of a kind where given, newest first.
    async fn list_acts(&self, kind: Option<&str>) -> StoreResult<Vec<ActRow>>;
    /// The households on an act's list by rank, after a rank.
    async fn list_listed(&self, act: ActId, after: u64, limit: u32) -> StoreResult<Vec<ListedRow>>;
    /// How many households stand on an act's list.
    async fn count_listed(&self, act: ActId) -> StoreResult<u64>;
    /// On which acts' lists a household stands.
    async fn list_listed_of(&self, household: RegistryNumber) -> StoreResult<Vec<ListedRow>>;
    /// What a household was told, newest first.
    async fn list_notices_of(&self, household: RegistryNumber) -> StoreResult<Vec<NoticeRow>>;
    /// How many notices there are by kind and day, from one day to another, both included.
    async fn count_notices(&self, from: Date, through: Date) -> StoreResult<Vec<(String, Date, u64)>>;
    /// Where a piece of recurring work stands; none when it has not begun.
    async fn find_cursor(&self, work: &str) -> StoreResult<Option<CursorRow>>;
    /// Every piece of recurring work whose name begins so, by name.
    async fn list_cursors(&self, beginning: &str) -> StoreResult<Vec<CursorRow>>;

    // Forms and areas

    /// Publishes a version of a form. `Conflict::Exists` when the version is there with other content; nothing happens
    /// when it is there with the same.
    async fn publish_form(&self, form: FormRow) -> StoreResult<()>;
    /// Every published version of every form.
    async fn list_forms(&self) -> StoreResult<Vec<FormRow>>;
    /// Opens or closes a form, all versions of it, to new submissions.
    async fn set_form_open(&self, form_id: &str, open: bool) -> StoreResult<()>;
    /// Adds or replaces area states, by code and first day.
    async fn put_areas(&self, areas: Vec<Area>) -> StoreResult<()>;
    /// Every area state.
    async fn list_areas(&self) -> StoreResult<Vec<Area>>;

    // People and systems that may enter

    /// Adds a user. `Conflict::Exists` when the name is taken.
    async fn add_user(&self, user: UserRow) -> StoreResult<()>;
    /// Replaces a user's row, or adds it. `Conflict::Exists` when the name is another's.
    async fn put_user(&self, user: UserRow) -> StoreResult<()>;
    /// A user by sign-in name.
    async fn find_user(&self, name: &str) -> StoreResult<Option<UserRow>>;
    /// A user by id.
    async fn get_user(&self, id: UserId) -> StoreResult<Option<UserRow>>;
    /// Every user, by name.
    async fn list_users(&self) -> StoreResult<Vec<UserRow>>;
    /// Opens a session of a user. `Conflict::Exists` when the secret was used before.
    async fn add_session(&self, session: SessionRow) -> StoreResult<()>;
    /// A session by the hash of its secret.
    async fn find_session(&self, secret_hash: &[u8; 32]) -> StoreResult<Option<SessionRow>>;
    /// Ends a session. Safe to run twice.
    async fn end_session(&self, secret_hash: &[u8; 32]) -> StoreResult<()>;
    /// Ends every session of a user, and those expired at `now` of anybody.
    async fn end_sessions(&self, user: UserId, now: Timestamp) -> StoreResult<()>;
    /// Issues a credential. `Conflict::Exists` when its id or token was used before.
    async fn add_credential(&self, credential: CredentialRow) -> StoreResult<()>;
    /// A credential by the hash of its token.
    async fn find_credential(&self, token_hash: &[u8; 32]) -> StoreResult<Option<CredentialRow>>;
    /// Credentials, newest first.
    async fn list_credentials(&self) -> StoreResult<Vec<CredentialRow>>;
    /// Revokes a credential from an instant on. Safe to run twice; the first instant stands.
    async fn revoke_credential(&self, id: CredentialId, at: Timestamp) -> StoreResult<()>;
    /// Binds a credential to the device that first used it; returns the device to which it is bound.
    /// An error when there is no such credential.
    async fn bind_device(&self, id: CredentialId, device: &str) -> StoreResult<String>;

    // Later work

    /// Takes the oldest job due and hides it from others until `until`; the same job comes again if it is not finished
    /// by then. Its `attempts` count this one.
    async fn claim_job(&self, now: Timestamp, until: Timestamp) -> StoreResult<Option<JobRow>>;
    /// A job is done.
    async fn finish_job(&self, id: JobId) -> StoreResult<()>;
    /// How many jobs wait, and how many failed for good, by kind.
    async fn count_jobs(&self) -> StoreResult<Vec<(String, u64, u64)>>;
    /// A job failed: it comes again at `again`, or never when `None` and is kept with the reason.
    async fn fail_job(&self, id: JobId, reason: &str, again: Option<Timestamp>) -> StoreResult<()>;

    // Itself

    /// Answers when the store can.
    async fn ping(&self) -> StoreResult<()>;
    /// Writes what is queued and lets go of the engine. Calls afterwards fail.
    async fn close(&self);
}
