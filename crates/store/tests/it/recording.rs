//! A store that notes which of its methods were called.

use async_trait::async_trait;
use jiff::Timestamp;
use registry::{
    area::{Area, AreaCode},
    chain::LinkHash,
    identity::CitizenNumber,
    ids::{CredentialId, DecisionId, JobId, UserId},
    registry_number::RegistryNumber,
};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};
use store::{
    AttachmentRow, AuditRow, Commit, Counts, CredentialRow, DecisionRow, Durability, FormRow, HolderRow,
    HouseholdRow, JobRow, LoadRow, LoadedRow, Log, LogRow, OriginRow, SessionRow, StandingRow, Store,
    StoreResult, SubmissionFilter, SubmissionRow, UserRow,
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
