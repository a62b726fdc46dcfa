//! Judging a kept submission again: because its form version is known now, because somebody tries, or because an officer
//! decided. Its case goes on with it, in the same commit.

use super::{
    IncomingFile, TRIES, attachment_findings, attachments, decompress,
    judge::{Judged, Question},
    tidy,
};
use crate::{
    Registry,
    accept::Resolution,
    audit::{Action, AuditEntry},
    authority::Authority,
    cases::Kept,
    error::{read_document, write_document},
    updates::Refusal,
};
use registry::{
    case::{Case, CaseState, Subject},
    change::Evidence,
    finding::Finding,
    personal::Personal,
};
use store::{
    Conflict, StoreError,
    rows::{CaseWrite, SubmissionRow, SubmissionSettled, SubmissionState},
};
use survey::instance::Instance;

/// What was added to a submission since it came.
#[derive(Debug, Default)]
pub(crate) struct Added {
    /// What an officer decided about it.
    pub(crate) decided: Option<Resolution>,
    /// In which words.
    pub(crate) note: Option<Personal>,
    /// Papers that were shown, beside those that its case has already.
    pub(crate) papers: Vec<Evidence>,
}

/// What came of another try.
pub(crate) struct Again {
    /// Whether it is in another state now.
    pub(crate) moved: bool,
    /// The state in which it is, or would be where an officer's decision does not lead to a change: then nothing is
    /// written.
    pub(crate) state: SubmissionState,
    /// What was noticed.
    pub(crate) findings: Vec<Finding>,
    /// What the rules said, where they turned it down.
    pub(crate) refusal: Option<Refusal>,
}

impl Registry {
    /// Judges a kept-aside submission again. Returns whether it moved on.
    pub(crate) async fn judge_again(
        &self,
        authority: &Authority,
        kept: SubmissionRow,
    ) -> Result<bool, StoreError> {
        Ok(self.settle_kept(authority, kept, Added::default()).await?.moved)
    }

    /// The same, with what was added to it. A decision that leads to no change is not written.
    pub(crate) async fn settle_kept(
        &self,
        authority: &Authority,
        kept: SubmissionRow,
        added: Added,
    ) -> Result<Again, StoreError> {
        let Added { decided, note, papers: added_papers } = added;
        let still = |findings| Again { moved: false, state: kept.state, findings, refusal: None };
        let shelf = self.shelf_with(&kept.form_id, &kept.form_version).await?;
        let Some(form) = shelf.find_version(&kept.form_id, &kept.form_version) else {
            return Ok(still(Vec::new()));
        };
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
            let open = self.case_of(&kept.instance).await?;
            let known = open.as_ref().and_then(|open| open.case.proposal.as_ref());
            let papers = known.map(|known| known.evidence.clone()).unwrap_or_default().into_iter();
            let papers = papers.chain(added_papers.clone()).collect();
            // Who settles it may know the household better than who sent it; later work by itself knows nobody.
            let question = Question {
                authority: &sender,
                officer: Some(authority).filter(|authority| authority.role().is_some() || decided.is_some()),
                form: &form,
                instance: &instance,
                received: kept.received,
                recorded: self.clock().now(),
                corrects,
                decided,
                papers,
            };
            let judgement = self.judge(question, &mut findings).await?;
            tidy(&mut findings);
            let judged = self.conclude(judgement, &kept.instance, authority.actor(), open, &findings)?;
            if decided.is_some() && judged.state != SubmissionState::Accepted {
                return Ok(Again { moved: false, state: judged.state, findings, refusal: judged.refusal });
            }
            match self.write_settled(authority, &kept, judged, &findings, note.clone()).await {
                Ok((state, refusal)) => {
                    return Ok(Again { moved: state != kept.state, state, findings, refusal });
                }
                Err(StoreError::Conflict(Conflict::SubmissionSuperseded)) => return Ok(still(findings)),
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Conflict(Conflict::HouseholdChanged))
    }

    async fn write_settled(
        &self,
        authority: &Authority,
        kept: &SubmissionRow,
        judged: Judged,
        findings: &[Finding],
        note: Option<Personal>,
    ) -> Result<(SubmissionState, Option<Refusal>), StoreError> {
        let Judged { state, household, tehsil, refusal, mut commit } = judged;
        if let Some(note) = note {
            for write in &mut commit.cases {
                crate::cases::annotate(write, &kept.instance, &note)?;
            }
        }
        commit.settled = Some(SubmissionSettled {
            instance: kept.instance.clone(),
            from: kept.state,
            state,
            household,
            tehsil,
            findings: write_document("findings", &findings)?,
        });
        let audit = AuditEntry::new(self, authority, Action::SettleSubmission)
            .household(household)
            .subject(&kept.instance);
        commit.audit.push(audit.into_row()?);
        self.store().commit(commit).await?;
        Ok((state, refusal))
    }

    /// The open case of a submission.
    pub(crate) async fn case_of(&self, instance: &str) -> Result<Option<Kept>, StoreError> {
        for row in self.store().find_cases_touching(&[format!("submission:{instance}")]).await? {
            let case: Case = read_document("case", &row.document)?;
            if is_about(&case, instance) {
                return Ok(Some(Kept { case, version: row.version }));
            }
        }
        Ok(None)
    }

    /// The case of a submission ends because a later edit took its place.
    pub(super) async fn end_case_of(
        &self,
        instance: &str,
        by: &str,
    ) -> Result<Option<CaseWrite>, StoreError> {
        let Some(kept) = self.case_of(instance).await? else { return Ok(None) };
        self.step(kept, by, CaseState::Withdrawn, None).map(Some)
    }

    /// What whoever sent a refused submission was told.
    pub(super) async fn refusal_of(&self, known: &SubmissionRow) -> Result<Option<Refusal>, StoreError> {
        let (SubmissionState::Refused, Some(household)) = (known.state, known.household) else {
            return Ok(None);
        };
        for row in self.store().list_cases_of(household).await? {
            let case: Case = read_document("case", &row.document)?;
            if is_about(&case, &known.instance)
                && let (CaseState::Refused { reason, from }, Some(text)) = (case.state, case.refusal)
            {
                let (update_type, rules_version) = (case.update_type, case.rules_version);
                return Ok(Some(Refusal { update_type, rules_version, reason, from, text }));
            }
        }
        Ok(None)
    }
}

fn is_about(case: &Case, submission: &str) -> bool {
    matches!(&case.subject, Subject::Submission { instance } if instance == submission)
}
