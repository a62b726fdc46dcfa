//! Receiving a submission: kept as it came, checked against its form, and turned into a change where it can be.
//!
//! An answer of 201 or 202 means that the submission is durable. Sending it again changes nothing.

pub(crate) mod again;
mod judge;

use crate::{
    Registry,
    accept::made_by,
    audit::{Action, AuditEntry},
    credentials::Sender,
    error::write_document,
    forms::ShelvedForm,
    updates::Refusal,
};
use judge::Question;
use registry::{
    finding::{Finding, FindingCode},
    registry_number::RegistryNumber,
};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use store::{
    Conflict, StoreError,
    rows::{AttachmentRow, Commit, SubmissionRow, SubmissionState},
};
use survey::instance::{Instance, InstanceError};
use zstd::bulk::Compressor;

/// How often a submission is weighed anew because somebody else changed the same household at the same moment.
const TRIES: u32 = 8;
/// zstd level of submissions at rest: the fastest one already makes them six times smaller.
const COMPRESSION_LEVEL: i32 = 1;

/// A submission as it came.
#[derive(Debug)]
pub struct Incoming {
    /// The XML part.
    pub xml: Vec<u8>,
    /// Files that came along, already in the file store.
    pub files: Vec<IncomingFile>,
}

/// A file that came along.
#[derive(Debug, Clone)]
pub struct IncomingFile {
    /// Its name in the submission.
    pub name: String,
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// Its size, bytes.
    pub size_bytes: u64,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its instance id.
    pub instance: String,
    /// Where it has got to.
    pub state: SubmissionState,
    /// Whether it had come before.
    pub replayed: bool,
    /// The household it made or changed.
    pub household: Option<RegistryNumber>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// What the rules of updates say, where they turned it down: it is kept, and changes nothing.
    pub refusal: Option<Refusal>,
}

/// Why a submission is not taken. The sender keeps it.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The XML cannot be read.
    #[error(transparent)]
    Xml(#[from] InstanceError),
    /// It has no `meta/instanceID`, by which it could be told apart.
    #[error("the submission has no instance id")]
    NoInstanceId,
    /// It does not say which form it was made with.
    #[error("the submission names no form")]
    NoFormId,
    /// The registry has no such form.
    #[error("no such form")]
    UnknownForm,
    /// The form takes no more submissions.
    #[error("the form is closed")]
    ClosedForm,
    /// Another submission has this instance id.
    #[error("another submission has this instance id")]
    OtherContent,
    /// It corrects a submission that has been corrected since.
    #[error("the submission it corrects has been corrected since")]
    OutOfDate,
    /// It corrects a submission that has not come.
    #[error("the submission it corrects has not come")]
    UnknownOriginal,
    /// It corrects a submission that somebody else sent.
    #[error("the submission it corrects was sent by somebody else")]
    OtherSender,
    /// The store failed; nothing was kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ReceiveError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Xml(error) => error.code(),
            Self::NoInstanceId => "submission.no_instance_id",
            Self::NoFormId => "submission.no_form_id",
            Self::UnknownForm => "submission.unknown_form",
            Self::ClosedForm => "submission.closed_form",
            Self::OtherContent => "submission.other_content",
            Self::OutOfDate => "submission.out_of_date",
            Self::UnknownOriginal => "submission.unknown_original",
            Self::OtherSender => "submission.other_sender",
            Self::Store(_) => "store",
        }
    }
}

/// A submission on its way: parsed, and the row that will be kept.
struct Arriving {
    instance: Instance,
    row: SubmissionRow,
    attachments: Vec<AttachmentRow>,
}

impl Registry {
    /// Receives a submission, or a further part of one.
    pub async fn receive(&self, sender: &Sender, incoming: Incoming) -> Result<Receipt, ReceiveError> {
        let instance = Instance::parse(&incoming.xml)?;
        let id = instance.instance_id().ok_or(ReceiveError::NoInstanceId)?.to_owned();
        let sha256: [u8; 32] = Sha256::digest(&incoming.xml).into();
        if let Some(known) = self.store().find_submission(&id).await? {
            let form = self.forms.read().await.find_version(&known.form_id, &known.form_version);
            let attachments = attachments(form.as_deref(), &instance, &incoming.files);
            return self.receive_again(known, sha256, attachments).await;
        }
        let form_id = instance.form_id().ok_or(ReceiveError::NoFormId)?.to_owned();
        let version = instance.version().unwrap_or_default().to_owned();
        let shelf = self.shelf_with(&form_id, &version).await?;
        let shelved = shelf.find(&form_id).ok_or(ReceiveError::UnknownForm)?;
        if !shelved.open {
            return Err(ReceiveError::ClosedForm);
        }
        let form = shelf.find_version(&form_id, &version);
        let row = SubmissionRow {
            root: id.clone(),
            instance: id,
            replaces: None,
            form_id,
            form_version: version,
            received: self.clock().now(),
            credential: sender.credential,
            device: sender.device.clone(),
            tehsil: None,
            state: SubmissionState::Quarantined,
            household: None,
            findings: String::new(),
            sha256,
            xml: compress(&incoming.xml)?,
        };
        let attachments = attachments(form.as_deref(), &instance, &incoming.files);
        let arriving = Arriving { instance, row, attachments };
        self.take_in(sender, arriving, form.as_deref()).await
    }

    async fn take_in(
        &self,
        sender: &Sender,
        mut arriving: Arriving,
        form: Option<&ShelvedForm>,
    ) -> Result<Receipt, ReceiveError> {
        for _ in 0..TRIES {
            let corrected = match self.find_corrected(sender, &mut arriving).await {
                // The same edit may have come twice at once, and the other was quicker.
                Err(ReceiveError::OutOfDate) => {
                    return self.came_at_once(arriving, ReceiveError::OutOfDate).await;
                }
                corrected => corrected?,
            };
            let mut findings = attachment_findings(&arriving.attachments);
            let mut refusal = None;
            let mut commit = match form {
                None => {
                    findings.push(Finding::at(FindingCode::FormUnknownVersion, ""));
                    Commit::default()
                }
                Some(form) => {
                    let question = Question {
                        authority: &sender.authority,
                        officer: None,
                        form,
                        instance: &arriving.instance,
                        received: arriving.row.received,
                        recorded: arriving.row.received,
                        corrects: corrected,
                        decided: None,
                        papers: Vec::new(),
                    };
                    let judgement = self.judge(question, &mut findings).await?;
                    tidy(&mut findings);
                    let (by, id) = (sender.authority.actor(), &arriving.row.instance);
                    let judged = self.conclude(judgement, id, by, None, &findings)?;
                    (arriving.row.state, arriving.row.household, arriving.row.tehsil) =
                        (judged.state, judged.household, judged.tehsil);
                    refusal = judged.refusal;
                    judged.commit
                }
            };
            tidy(&mut findings);
            if let Some(replaced) = &arriving.row.replaces {
                commit.cases.extend(self.end_case_of(replaced, sender.authority.actor()).await?);
            }
            arriving.row.findings = write_document("findings", &findings)?;
            let audit = AuditEntry::new(self, &sender.authority, Action::Submit)
                .household(arriving.row.household)
                .subject(&arriving.row.instance);
            commit.audit.push(audit.into_row()?);
            commit.submission = Some(arriving.row.clone());
            commit.attachments = arriving.attachments.clone();
            match self.store().commit(commit).await {
                Ok(()) => {
                    return Ok(Receipt {
                        instance: arriving.row.instance,
                        state: arriving.row.state,
                        replayed: false,
                        household: arriving.row.household,
                        findings,
                        refusal,
                    });
                }
                // The same submission came twice at once, or another took a number or changed the household.
                Err(StoreError::Conflict(Conflict::SubmissionExists)) => {
                    let conflict = StoreError::Conflict(Conflict::SubmissionExists);
                    return self.came_at_once(arriving, conflict.into()).await;
                }
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict(Conflict::HouseholdChanged).into())
    }

    /// The answer to a submission that came twice at once; the fault given where it did not.
    async fn came_at_once(&self, arriving: Arriving, fault: ReceiveError) -> Result<Receipt, ReceiveError> {
        match self.store().find_submission(&arriving.row.instance).await? {
            Some(known) => self.receive_again(known, arriving.row.sha256, arriving.attachments).await,
            None => Err(fault),
        }
    }

    /// A submission that is there: the same again, perhaps with further files, or another under the same id.
    async fn receive_again(
        &self,
        known: SubmissionRow,
        sha256: [u8; 32],
        mut attachments: Vec<AttachmentRow>,
    ) -> Result<Receipt, ReceiveError> {
        if known.sha256 != sha256 {
            return Err(ReceiveError::OtherContent);
        }
        // A file that did not come now may have come before: only what came is put.
        attachments.retain(|file| file.sha256.is_some());
        if !attachments.is_empty() {
            self.store().put_attachments(&known.instance, attachments).await?;
        }
        let refusal = self.refusal_of(&known).await?;
        Ok(Receipt {
            instance: known.instance,
            state: known.state,
            replayed: true,
            household: known.household,
            findings: serde_json::from_str(&known.findings).unwrap_or_default(),
            refusal,
        })
    }

    /// The submission that this one says it corrects: the household that one changed, where it did.
    async fn find_corrected(
        &self,
        sender: &Sender,
        arriving: &mut Arriving,
    ) -> Result<Option<(String, RegistryNumber)>, ReceiveError> {
        let Some(deprecated) = arriving.instance.deprecated_id() else { return Ok(None) };
        let original =
            self.store().find_submission(deprecated).await?.ok_or(ReceiveError::UnknownOriginal)?;
        if original.credential != sender.credential {
            return Err(ReceiveError::OtherSender);
        }
        if original.state == SubmissionState::Superseded {
            return Err(ReceiveError::OutOfDate);
        }
        arriving.row.root.clone_from(&original.root);
        arriving.row.replaces = Some(original.instance.clone());
        Ok(self.find_changed(original).await?)
    }

    /// The newest submission of a line of edits that changed a household, from one of the line backwards, and that
    /// household. Edits that had to wait changed nothing: what they correct is what came before them.
    async fn find_changed(
        &self,
        newest: SubmissionRow,
    ) -> Result<Option<(String, RegistryNumber)>, StoreError> {
        let mut next = Some(newest);
        while let Some(row) = next {
            if let Some(household) = row.household
                && self.history(household).await?.entries().iter().any(|entry| made_by(entry, &row.instance))
            {
                return Ok(Some((row.instance, household)));
            }
            next = match row.replaces {
                Some(earlier) => self.store().find_submission(&earlier).await?,
                None => None,
            };
        }
        Ok(None)
    }
}

/// Each finding once, in the order of places.
pub(crate) fn tidy(findings: &mut Vec<Finding>) {
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.code, finding.place.clone())));
}

fn attachments(
    form: Option<&ShelvedForm>,
    instance: &Instance,
    files: &[IncomingFile],
) -> Vec<AttachmentRow> {
    let named = form.map(|form| form.form.attachments(instance)).unwrap_or_default();
    let came = files.iter().map(|file| AttachmentRow {
        name: file.name.clone(),
        // Without its form nobody can say which answers are names of files.
        expected: form.is_none() || named.contains(&file.name),
        sha256: Some(file.sha256),
        size_bytes: file.size_bytes,
    });
    let awaited = named.iter().filter(|name| !files.iter().any(|file| file.name == **name));
    let awaited =
        awaited.map(|name| AttachmentRow { name: name.clone(), expected: true, sha256: None, size_bytes: 0 });
    came.chain(awaited).collect()
}

/// Files that nobody asked for. Which are still to come is seen when the submission is looked at.
fn attachment_findings(attachments: &[AttachmentRow]) -> Vec<Finding> {
    let unexpected = attachments.iter().any(|file| !file.expected);
    unexpected.then(|| Finding::at(FindingCode::AttachmentUnexpected, "")).into_iter().collect()
}

/// With a compressor that each thread keeps: making one costs as much as half a submission.
fn compress(xml: &[u8]) -> Result<Vec<u8>, StoreError> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    let compressed = COMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(compressor) => compressor.compress(xml),
        None => kept.insert(Compressor::new(COMPRESSION_LEVEL)?).compress(xml),
    });
    compressed.map_err(|error| StoreError::Engine(error.to_string()))
}

/// The XML of a submission as it came.
pub(crate) fn decompress(kept: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::stream::decode_all(kept).map_err(|error| StoreError::Damaged(format!("a kept submission: {error}")))
}
