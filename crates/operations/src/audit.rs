//! The audit log: who read or wrote what about whom, when. Entries hold registry numbers and never a name, a citizen
//! number or an answer.

use crate::{
    Registry,
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document, write_document},
};
use jiff::Timestamp;
use registry::registry_number::RegistryNumber;
use serde::{Deserialize, Serialize};
use store::{
    StoreError,
    rows::{AuditRow, Durability},
};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub action: Action,
    /// The household concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<RegistryNumber>,
    /// Anything else concerned: a submission's instance id, a user's name, a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Action {
    ReadHousehold,
    ReadDecision,
    ReadStanding,
    SearchHouseholds,
    ListHouseholds,
    ReadSubmission,
    ListSubmissions,
    ReadAttachment,
    Submit,
    SettleSubmission,
    SignIn,
    SignOut,
    IssueCredential,
    RevokeCredential,
    ChangeUser,
    PublishForm,
    ChangeAreas,
    ReadAudit,
    LoadHouseholds,
    ReadLoads,
    ReadUpdates,
    ReadCase,
    ListCases,
    OpenCase,
    WorkCase,
    ReviewCase,
    ReadDue,
    ReadActs,
    ProposeAct,
    AdoptAct,
    EndAct,
    ReadEnrolments,
    ChangeEnrolment,
    VerifyPersons,
    ReadVerifications,
    ReceiveNotice,
    RunCalendar,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Done,
    /// There was nothing.
    NotFound,
    /// Refused.
    Refused,
}

impl AuditEntry {
    /// An entry about something done now.
    pub(crate) fn new(registry: &Registry, authority: &Authority, action: Action) -> Self {
        Self {
            actor: authority.actor().to_owned(),
            at: registry.clock().now(),
            action,
            household: None,
            subject: None,
            outcome: Outcome::Done,
        }
    }

    pub(crate) fn household(self, household: Option<RegistryNumber>) -> Self {
        Self { household, ..self }
    }

    pub(crate) fn subject(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    pub(crate) fn outcome(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    pub(crate) fn into_row(self) -> Result<AuditRow, StoreError> {
        let text = write_document("audit entry", &self)?;
        Ok(AuditRow { actor: self.actor, at: self.at, text })
    }
}

/// An entry with its place in the log.
#[derive(Debug, Clone)]
pub struct AuditedEntry {
    /// Its position in the audit log.
    pub position: u64,
    /// The entry.
    pub entry: AuditEntry,
}

impl Registry {
    /// Writes an entry before anything is shown.
    pub(crate) async fn audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.parts.store.record_audit(vec![entry.into_row()?], Durability::Now).await
    }

    /// Queues an entry: for questions so frequent that each cannot wait for the disk.
    pub(crate) async fn audit_soon(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.parts.store.record_audit(vec![entry.into_row()?], Durability::Soon).await
    }

    /// Refuses what the role does not allow, and logs the refusal.
    pub(crate) async fn demand(
        &self,
        authority: &Authority,
        permission: Permission,
        action: Action,
    ) -> VerbResult<()> {
        if authority.may(permission) {
            return Ok(());
        }
        self.audit(AuditEntry::new(self, authority, action).outcome(Outcome::Refused)).await?;
        Err(VerbError::NotAllowed)
    }

    /// The newest audit entries, of one actor where given. Reading them is logged too.
    pub async fn list_audit(
        &self,
        authority: &Authority,
        actor: Option<&str>,
        skip: u64,
        limit: u32,
    ) -> VerbResult<Vec<AuditedEntry>> {
        self.demand(authority, Permission::ReadAudit, Action::ReadAudit).await?;
        self.audit(AuditEntry::new(self, authority, Action::ReadAudit)).await?;
        let rows = self.parts.store.list_audit(actor, skip, limit).await?;
        rows.into_iter()
            .map(|row| {
                let entry = read_document("audit entry", &row.text)?;
                Ok(AuditedEntry { position: row.position, entry })
            })
            .collect()
    }
}
