//! Looking at submissions: what came, what was noticed, what waits.

use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document},
    receive::decompress,
};
use registry::finding::{Finding, FindingCode};
use store::{
    StoreError,
    rows::{AttachmentRow, SubmissionFilter, SubmissionRow, SubmissionState},
};

/// A submission in a list.
#[derive(Debug, Clone)]
pub struct Sent {
    /// As it is kept, without its XML.
    pub row: SubmissionRow,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// A submission with all that belongs to it.
#[derive(Debug)]
pub struct SentWhole {
    /// The submission.
    pub sent: Sent,
    /// Its files.
    pub attachments: Vec<AttachmentRow>,
    /// Its XML as sent.
    pub xml: String,
}

impl Registry {
    /// Submissions in the areas the authority covers, newest first.
    pub async fn list_submissions(
        &self,
        authority: &Authority,
        state: Option<SubmissionState>,
        skip: u64,
        limit: u32,
    ) -> VerbResult<Vec<Sent>> {
        self.demand(authority, Permission::ReadSubmissions, Action::ListSubmissions).await?;
        let tehsils = self.scope(authority).await;
        let filter = SubmissionFilter { state, tehsils, skip, limit, ..SubmissionFilter::default() };
        self.audit(AuditEntry::new(self, authority, Action::ListSubmissions)).await?;
        self.read_submissions(&filter).await
    }

    /// A submission with its answers and files.
    pub async fn find_submission(&self, authority: &Authority, instance: &str) -> VerbResult<SentWhole> {
        let row = self.open_submission(authority, instance, Action::ReadSubmission).await?;
        let attachments = self.store().list_attachments(instance).await?;
        let xml = String::from_utf8(decompress(&row.xml)?)
            .map_err(|_| VerbError::Damaged("a kept submission is not UTF-8".to_owned()))?;
        let mut sent = sent(row)?;
        let awaited = attachments.iter().filter(|file| file.expected && file.sha256.is_none());
        sent.findings.extend(awaited.map(|file| Finding::at(FindingCode::AttachmentMissing, &file.name)));
        Ok(SentWhole { sent, attachments, xml })
    }

    /// A file of a submission: its content.
    pub async fn read_attachment(
        &self,
        authority: &Authority,
        instance: &str,
        name: &str,
    ) -> VerbResult<Vec<u8>> {
        self.open_submission(authority, instance, Action::ReadAttachment).await?;
        let files = self.store().list_attachments(instance).await?;
        let file = files.into_iter().find(|file| file.name == name).and_then(|file| file.sha256);
        let sha256 = file.ok_or(VerbError::NotFound)?;
        let content =
            self.files().read(&sha256).await.map_err(|error| VerbError::Damaged(error.to_string()))?;
        content.ok_or(VerbError::NotFound)
    }

    /// Judges a submission again that is held or quarantined. Returns whether it moved on.
    pub async fn settle_submission(&self, authority: &Authority, instance: &str) -> VerbResult<bool> {
        self.demand(authority, Permission::SettleSubmissions, Action::SettleSubmission).await?;
        let row = self.open_submission(authority, instance, Action::ReadSubmission).await?;
        if !matches!(row.state, SubmissionState::Held | SubmissionState::Quarantined) {
            return Err(VerbError::Busy);
        }
        Ok(self.judge_again(authority, row).await?)
    }

    async fn open_submission(
        &self,
        authority: &Authority,
        instance: &str,
        action: Action,
    ) -> VerbResult<SubmissionRow> {
        self.demand(authority, Permission::ReadSubmissions, action).await?;
        let entry = AuditEntry::new(self, authority, action);
        let Some(row) = self.store().find_submission(instance).await? else {
            self.audit(entry.outcome(Outcome::NotFound)).await?;
            return Err(VerbError::NotFound);
        };
        let entry = entry.household(row.household).subject(instance);
        if !self.covers(authority, row.tehsil.as_ref()).await {
            self.audit(entry.outcome(Outcome::Refused)).await?;
            return Err(VerbError::NotFound);
        }
        self.audit(entry).await?;
        Ok(row)
    }

    pub(crate) async fn read_submissions(&self, filter: &SubmissionFilter) -> VerbResult<Vec<Sent>> {
        let rows = self.store().list_submissions(filter).await?;
        rows.into_iter().map(|row| Ok(sent(row)?)).collect()
    }
}

fn sent(row: SubmissionRow) -> Result<Sent, StoreError> {
    let findings = read_document("findings", &row.findings)?;
    Ok(Sent { row, findings })
}
