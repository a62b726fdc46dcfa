//! Receiving a submission: kept as it came, checked against its form, and turned into a change where it can be.
//!
//! An answer of 201 or 202 means that the submission is durable. Sending it again changes nothing.

use crate::{
    Registry,
    accept::{Origin, made_by},
    audit::{Action, AuditEntry},
    authority::Authority,
    credentials::Sender,
    error::write_document,
    forms::ShelvedForm,
};
use jiff::Timestamp;
use registry::{
    area::AreaCode,
    clock::in_pakistan,
    finding::{Finding, FindingCode},
    proposal::Content,
    registry_number::RegistryNumber,
};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use store::{
    Conflict, StoreError,
    rows::{AttachmentRow, Commit, HouseholdRow, SubmissionRow, SubmissionSettled, SubmissionState},
};
use survey::{
    instance::{Instance, InstanceError},
    reading::{self, Context, Purpose},
    xform::ViolationKind,
};
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
            let mut commit = match form {
                None => {
                    findings.push(Finding::at(FindingCode::FormUnknownVersion, ""));
                    Commit::default()
                }
                Some(form) => {
                    let judged = self
                        .judge(
                            (&sender.authority, None),
                            form,
                            &arriving.instance,
                            (arriving.row.received, arriving.row.received),
                            corrected,
                            &mut findings,
                        )
                        .await?;
                    (arriving.row.state, arriving.row.household, arriving.row.tehsil) =
                        (judged.state, judged.household, judged.tehsil);
                    judged.commit
                }
            };
            tidy(&mut findings);
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
        Ok(receipt_of(known))
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

    /// Checks a submission against its form, reads it and weighs what it proposes. It is held against the day on which
    /// it was received; what it changes is known since it is recorded, which is later where it had to wait.
    async fn judge(
        &self,
        (authority, officer): (&Authority, Option<&Authority>),
        form: &ShelvedForm,
        instance: &Instance,
        (received, recorded): (Timestamp, Timestamp),
        corrects: Option<(String, RegistryNumber)>,
        findings: &mut Vec<Finding>,
    ) -> Result<Judged, StoreError> {
        findings.extend(form.form.check(instance, &in_pakistan(received)).into_iter().map(|violation| {
            let place = violation.path.strip_prefix("/data/").unwrap_or(&violation.path);
            Finding::at(code_of(violation.kind), place)
        }));
        let Some(purpose) = Purpose::of_form(&form.row.form_id) else { return Ok(Judged::held()) };
        let areas = self.areas().await;
        let context = Context { areas: areas.book(), ids: self.ids(), received, series: self.parts.series };
        let (proposal, own) = reading::read(purpose, instance, context);
        findings.extend(own);
        let (tehsil, named, place) = match &proposal.content {
            Content::Survey(record) => (record.location.tehsil.clone(), None, "location/tehsil"),
            Content::Roster { household, .. } => {
                let known = self.find_named(*household).await?;
                let tehsil = known.as_ref().and_then(|row| row.tehsil.clone());
                (tehsil, known.map(|row| row.number), "household/registry_number")
            }
        };
        let assigned = self.covers(authority, tehsil.as_ref()).await;
        if tehsil.is_some() && !assigned {
            findings.push(Finding::at(FindingCode::AreaNotAssigned, place));
        }
        let vouched = match officer {
            Some(officer) => self.covers(officer, tehsil.as_ref()).await,
            None => false,
        };
        let origin = Origin { author: authority.actor().to_owned(), recorded, corrects };
        // Who changes a household that is there must know it; a stranger's word waits for an officer of the place.
        let accepted = if named.is_some() && !assigned && !vouched {
            None
        } else {
            self.weigh(proposal, &origin, findings).await?
        };
        let Some(accepted) = accepted else {
            return Ok(Judged { tehsil, household: named, ..Judged::held() });
        };
        Ok(Judged {
            state: SubmissionState::Accepted,
            household: Some(accepted.household.number),
            tehsil,
            commit: self.commit_of(areas.book(), &accepted)?,
        })
    }

    /// The household that a form names, where the registry has it.
    async fn find_named(&self, number: Option<RegistryNumber>) -> Result<Option<HouseholdRow>, StoreError> {
        match number {
            Some(number) => self.store().find_household(number).await,
            None => Ok(None),
        }
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

    /// Judges a kept-aside submission again, now that its form version is known. Returns whether it moved on.
    pub(crate) async fn judge_again(
        &self,
        authority: &Authority,
        kept: SubmissionRow,
    ) -> Result<bool, StoreError> {
        let shelf = self.shelf_with(&kept.form_id, &kept.form_version).await?;
        let Some(form) = shelf.find_version(&kept.form_id, &kept.form_version) else { return Ok(false) };
        let xml = decompress(&kept.xml)?;
        let instance = Instance::parse(&xml)
            .map_err(|error| StoreError::Damaged(format!("a kept submission: {error}")))?;
        let sender = self.get_credential_authority(kept.credential).await?;
        let files = self.store().list_attachments(&kept.instance).await?.into_iter();
        let files: Vec<_> = files
            .filter_map(|file| {
                Some(IncomingFile { name: file.name, sha256: file.sha256?, size_bytes: file.size_bytes })
            })
            .collect();
        for _ in 0..TRIES {
            let corrects = match &kept.replaces {
                None => None,
                Some(original) => match self.store().find_submission(original).await? {
                    Some(original) => self.find_changed(original).await?,
                    None => None,
                },
            };
            let mut findings = attachment_findings(&attachments(Some(&form), &instance, &files));
            let times = (kept.received, self.clock().now());
            // Who settles it may know the household better than who sent it; later work by itself knows nobody.
            let officer = Some(authority).filter(|authority| authority.role().is_some());
            let judged =
                self.judge((&sender, officer), &form, &instance, times, corrects, &mut findings).await?;
            tidy(&mut findings);
            let mut commit = judged.commit;
            commit.settled = Some(SubmissionSettled {
                instance: kept.instance.clone(),
                from: kept.state,
                state: judged.state,
                household: judged.household,
                tehsil: judged.tehsil,
                findings: write_document("findings", &findings)?,
            });
            let audit = AuditEntry::new(self, authority, Action::SettleSubmission)
                .household(judged.household)
                .subject(&kept.instance);
            commit.audit.push(audit.into_row()?);
            match self.store().commit(commit).await {
                Ok(()) => return Ok(judged.state != kept.state),
                Err(StoreError::Conflict(Conflict::SubmissionSuperseded)) => return Ok(false),
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }
}

struct Judged {
    state: SubmissionState,
    household: Option<RegistryNumber>,
    tehsil: Option<AreaCode>,
    commit: Commit,
}

impl Judged {
    fn held() -> Self {
        Self { state: SubmissionState::Held, household: None, tehsil: None, commit: Commit::default() }
    }
}

fn receipt_of(known: SubmissionRow) -> Receipt {
    Receipt {
        instance: known.instance,
        state: known.state,
        replayed: true,
        household: known.household,
        findings: serde_json::from_str(&known.findings).unwrap_or_default(),
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

fn code_of(kind: ViolationKind) -> FindingCode {
    match kind {
        ViolationKind::Constraint => FindingCode::AnswerConstraint,
        ViolationKind::Required => FindingCode::AnswerRequired,
        ViolationKind::Calculation => FindingCode::AnswerCalculation,
        ViolationKind::Irrelevant => FindingCode::AnswerIrrelevant,
        ViolationKind::Type => FindingCode::AnswerType,
        ViolationKind::Choice => FindingCode::AnswerChoice,
        ViolationKind::UnknownNode => FindingCode::AnswerUnknownQuestion,
        ViolationKind::Unevaluable => FindingCode::AnswerUnevaluable,
        ViolationKind::RepeatCount => FindingCode::AnswerRowCount,
    }
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
