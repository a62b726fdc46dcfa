//! A store that notes which of its methods were called.

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use registry::{
    area::{Area, AreaCode},
    chain::LinkHash,
    identity::CitizenNumber,
    ids::{ActId, CaseId, CredentialId, DecisionId, JobId, UserId},
    registry_number::RegistryNumber,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use store::{
    ActRow, AttachmentRow, AuditRow, CaseFilter, CaseRow, Commit, Counts, CredentialRow, CursorRow,
    DecisionRow, Durability, EnrolmentFilter, EnrolmentRow, FilledSummary, FormRow, HolderRow, HouseholdRow,
    JobRow, LifeEventRow, ListedRow, LoadRow, LoadedRow, Log, LogRow, NoticeRow, OriginRow, SessionRow,
    StandingRow, Store, StoreResult, SubmissionFilter, SubmissionRow, SummaryCount, SummaryFilter,
    SummaryOrder, SummaryRow, UserRow, VerificationRow,
};

/// The names of the methods called so far, of all stores that share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Called(Arc<Mutex<BTreeSet<&'static str>>>);

impl Called {
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.0.lock().unwrap().iter().map(|&name| name.to_owned()).collect()
    }
}

pub(crate) struct Recording {
    store: Arc<dyn Store>,
    called: Called,
}

impl Recording {
    pub(crate) fn of(store: Arc<dyn Store>, called: Called) -> Self {
        Self { store, called }
    }
}

macro_rules! recorded {
    ($(fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)?;)+) => {
        #[async_trait]
        impl Store for Recording {
            $(async fn $name(&self, $($argument: $type),*) $(-> $result)? {
                self.called.0.lock().unwrap().insert(stringify!($name));
                self.store.$name($($argument),*).await
            })+
        }
    };
}

recorded! {
    fn find_household(number: RegistryNumber) -> StoreResult<Option<HouseholdRow>>;
    fn find_standing(number: CitizenNumber) -> StoreResult<Option<StandingRow>>;
    fn find_holders(numbers: &[CitizenNumber]) -> StoreResult<Vec<HolderRow>>;
    fn search_names(words: &[String], tehsils: Option<&[AreaCode]>, limit: u32) -> StoreResult<Vec<HouseholdRow>>;
    fn list_households(tehsils: Option<&[AreaCode]>, skip: u64, limit: u32) -> StoreResult<Vec<HouseholdRow>>;
    fn count(tehsils: Option<&[AreaCode]>) -> StoreResult<Counts>;
    fn find_households(numbers: &[RegistryNumber]) -> StoreResult<Vec<HouseholdRow>>;
    fn list_entries_of(numbers: &[RegistryNumber]) -> StoreResult<Vec<(RegistryNumber, Vec<LogRow>)>>;
    fn list_entries(number: RegistryNumber) -> StoreResult<Vec<LogRow>>;
    fn reserve_ordinals(count: u64) -> StoreResult<u64>;
    fn commit(commit: Commit) -> StoreResult<()>;
    fn read_log(log: Log, after: u64, limit: u32) -> StoreResult<Vec<LogRow>>;
    fn log_head(log: Log) -> StoreResult<(u64, LinkHash)>;
    fn record_audit(audit: Vec<AuditRow>, durability: Durability) -> StoreResult<()>;
    fn list_audit(actor: Option<&str>, skip: u64, limit: u32) -> StoreResult<Vec<LogRow>>;
    fn find_submission(instance: &str) -> StoreResult<Option<SubmissionRow>>;
    fn list_submissions(filter: &SubmissionFilter) -> StoreResult<Vec<SubmissionRow>>;
    fn list_attachments(instance: &str) -> StoreResult<Vec<AttachmentRow>>;
    fn put_attachments(instance: &str, attachments: Vec<AttachmentRow>) -> StoreResult<()>;
    fn find_decision(id: DecisionId) -> StoreResult<Option<DecisionRow>>;
    fn list_decisions(number: RegistryNumber) -> StoreResult<Vec<DecisionRow>>;
    fn add_load(load: LoadRow) -> StoreResult<()>;
    fn find_load(batch: &str) -> StoreResult<Option<LoadRow>>;
    fn list_loads() -> StoreResult<Vec<LoadRow>>;
    fn find_loaded(source: &str, keys: &[String]) -> StoreResult<Vec<(String, RegistryNumber)>>;
    fn list_loaded_findings(batch: &str, skip: u64, limit: u32) -> StoreResult<Vec<LoadedRow>>;
    fn find_loaded_of(household: RegistryNumber) -> StoreResult<Vec<OriginRow>>;
    fn list_summaries(filter: &SummaryFilter, order: SummaryOrder, limit: u32) -> StoreResult<Vec<SummaryRow>>;
    fn count_summaries(filter: &SummaryFilter, edges: &[i64]) -> StoreResult<Vec<SummaryCount>>;
    fn find_summaries(numbers: &[RegistryNumber]) -> StoreResult<Vec<SummaryRow>>;
    fn households_without_summary(limit: u32) -> StoreResult<Vec<HouseholdRow>>;
    fn put_summaries(filled: Vec<FilledSummary>) -> StoreResult<()>;
    fn find_case(id: CaseId) -> StoreResult<Option<CaseRow>>;
    fn list_cases(filter: &CaseFilter) -> StoreResult<Vec<CaseRow>>;
    fn count_cases(tehsils: Option<&[AreaCode]>) -> StoreResult<Vec<(String, u64)>>;
    fn list_cases_of(household: RegistryNumber) -> StoreResult<Vec<CaseRow>>;
    fn find_cases_touching(keys: &[String]) -> StoreResult<Vec<CaseRow>>;
    fn list_enrolments_of(household: RegistryNumber) -> StoreResult<Vec<EnrolmentRow>>;
    fn find_enrolments_of(households: &[RegistryNumber]) -> StoreResult<Vec<EnrolmentRow>>;
    fn list_enrolments(filter: &EnrolmentFilter) -> StoreResult<Vec<EnrolmentRow>>;
    fn count_enrolments(tehsils: Option<&[AreaCode]>) -> StoreResult<Vec<(String, String, u64)>>;
    fn find_verifications(numbers: &[CitizenNumber]) -> StoreResult<Vec<VerificationRow>>;
    fn list_verifications_of(household: RegistryNumber) -> StoreResult<Vec<VerificationRow>>;
    fn find_life_event(source: &str, reference: &str) -> StoreResult<Option<LifeEventRow>>;
    fn list_life_events(state: Option<&str>, skip: u64, limit: u32) -> StoreResult<Vec<LifeEventRow>>;
    fn find_act(id: ActId) -> StoreResult<Option<ActRow>>;
    fn list_acts(kind: Option<&str>) -> StoreResult<Vec<ActRow>>;
    fn list_listed(act: ActId, after: u64, limit: u32) -> StoreResult<Vec<ListedRow>>;
    fn count_listed(act: ActId) -> StoreResult<u64>;
    fn list_listed_of(household: RegistryNumber) -> StoreResult<Vec<ListedRow>>;
    fn list_notices_of(household: RegistryNumber) -> StoreResult<Vec<NoticeRow>>;
    fn count_notices(from: Date, through: Date) -> StoreResult<Vec<(String, Date, u64)>>;
    fn find_cursor(work: &str) -> StoreResult<Option<CursorRow>>;
    fn list_cursors(beginning: &str) -> StoreResult<Vec<CursorRow>>;
    fn count_jobs() -> StoreResult<Vec<(String, u64, u64)>>;
    fn publish_form(form: FormRow) -> StoreResult<()>;
    fn list_forms() -> StoreResult<Vec<FormRow>>;
    fn set_form_open(form_id: &str, open: bool) -> StoreResult<()>;
    fn put_areas(areas: Vec<Area>) -> StoreResult<()>;
    fn list_areas() -> StoreResult<Vec<Area>>;
    fn add_user(user: UserRow) -> StoreResult<()>;
    fn put_user(user: UserRow) -> StoreResult<()>;
    fn find_user(name: &str) -> StoreResult<Option<UserRow>>;
    fn get_user(id: UserId) -> StoreResult<Option<UserRow>>;
    fn list_users() -> StoreResult<Vec<UserRow>>;
    fn add_session(session: SessionRow) -> StoreResult<()>;
    fn find_session(secret_hash: &[u8; 32]) -> StoreResult<Option<SessionRow>>;
    fn end_session(secret_hash: &[u8; 32]) -> StoreResult<()>;
    fn end_sessions(user: UserId, now: Timestamp) -> StoreResult<()>;
    fn add_credential(credential: CredentialRow) -> StoreResult<()>;
    fn find_credential(token_hash: &[u8; 32]) -> StoreResult<Option<CredentialRow>>;
    fn list_credentials() -> StoreResult<Vec<CredentialRow>>;
    fn revoke_credential(id: CredentialId, at: Timestamp) -> StoreResult<()>;
    fn bind_device(id: CredentialId, device: &str) -> StoreResult<String>;
    fn claim_job(now: Timestamp, until: Timestamp) -> StoreResult<Option<JobRow>>;
    fn finish_job(id: JobId) -> StoreResult<()>;
    fn fail_job(id: JobId, reason: &str, again: Option<Timestamp>) -> StoreResult<()>;
    fn ping() -> StoreResult<()>;
    fn close();
}
