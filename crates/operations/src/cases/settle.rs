//! From what weighing gave to the case that is written with it.

use super::{Kept, NewCase, rewrite};
use crate::{
    Registry,
    accept::{Effect, Turned, Waiting, Weighed},
    error::read_document,
    updates::{self, Refusal},
};
use registry::{
    case::{Case, CaseState, CaseStep, Subject},
    change::Channel,
    finding::Finding,
    identity::CitizenNumber,
    ids::CaseId,
    personal::Personal,
    proposal::Proposal,
    registry_number::RegistryNumber,
    updates::Review,
};
use store::{
    StoreError,
    rows::{CaseWrite, Commit},
};

/// What a proposal that came in now is about.
pub(crate) struct Opening<'a> {
    /// What its case would be about.
    pub(crate) subject: Subject,
    /// How it came.
    pub(crate) channel: Channel,
    /// Who brought it in.
    pub(crate) by: &'a str,
    /// What is proposed, where a case of it must keep that.
    pub(crate) proposal: Option<Proposal>,
    /// What was noticed.
    pub(crate) findings: &'a [Finding],
}

/// What is to be written, and the case, where there is one.
pub(crate) struct Written {
    /// Everything.
    pub(crate) commit: Commit,
    /// The case as it stands then.
    pub(crate) case: Option<Case>,
    /// The household that was made or changed.
    pub(crate) household: Option<RegistryNumber>,
}

impl Turned {
    /// What whoever asked is told.
    pub(crate) fn refusal(&self) -> Refusal {
        Refusal {
            update_type: self.refused.update_type,
            rules_version: self.refused.version.clone(),
            reason: updates::reason_of(&self.refused.because),
            from: self.refused.from,
            text: self.refused.text.clone(),
        }
    }
}

impl Registry {
    /// A proposal that came in now: the change, or a new case that waits, or one that says why it was refused.
    pub(crate) fn begin(&self, opening: Opening<'_>, weighed: Weighed) -> Result<Written, StoreError> {
        let Opening { subject, channel, by, proposal, findings } = opening;
        let findings = findings.to_vec();
        match weighed {
            Weighed::Accepted(effect) => {
                let Effect { household, commit, .. } = *effect;
                Ok(Written { commit, case: None, household: Some(household) })
            }
            Weighed::Waits(waiting) => {
                let Waiting { household, others, tehsil, update_type, state, review, touches, unasked } =
                    *waiting;
                let keys = touches;
                let new = NewCase {
                    subject,
                    household,
                    others,
                    tehsil,
                    update_type,
                    channel,
                    findings,
                    proposal,
                    state,
                    review,
                    keys,
                };
                let case = self.draft(by, new);
                let mut commit = Commit { cases: vec![rewrite(&case, 1)?], ..Commit::default() };
                self.have_asked(&mut commit, household, &unasked)?;
                Ok(Written { commit, case: Some(case), household: None })
            }
            Weighed::Refused(turned) => {
                let refusal = turned.refusal();
                let new = NewCase {
                    subject,
                    household: Some(turned.household),
                    others: Vec::new(),
                    tehsil: turned.tehsil,
                    update_type: refusal.update_type,
                    channel,
                    findings,
                    proposal,
                    state: CaseState::Refused { reason: refusal.reason, from: refusal.from },
                    review: Review::None,
                    keys: turned.touches,
                };
                let case = Case {
                    refusal: Some(refusal.text),
                    rules_version: refusal.rules_version,
                    ..self.draft(by, new)
                };
                let commit = Commit { cases: vec![rewrite(&case, 1)?], ..Commit::default() };
                Ok(Written { commit, case: Some(case), household: None })
            }
        }
    }

    /// A case whose proposal was weighed again goes on: it is settled, or waits for something else.
    pub(crate) fn carry_on(
        &self,
        kept: Kept,
        by: &str,
        weighed: Weighed,
        findings: &[Finding],
        note: Option<Personal>,
    ) -> Result<Written, StoreError> {
        let Kept { mut case, version } = kept;
        findings.clone_into(&mut case.findings);
        let mut commit = Commit::default();
        let mut household = None;
        let state = match weighed {
            Weighed::Accepted(effect) => {
                let Effect { household: changed, changes, commit: written } = *effect;
                commit = written;
                // A case that follows its person and is settled now is written once, as settled.
                commit.cases.retain(|write| write.row.id != case.id);
                (case.household, household) = (Some(changed), Some(changed));
                CaseState::Accepted { changes }
            }
            Weighed::Waits(waiting) => {
                // What it waits for already is asked by the job of then, which comes again by itself.
                let waited = matches!(case.state, CaseState::WaitingForCitizenRegistry { .. });
                let mut unasked = waiting.unasked;
                unasked.retain(|number| !waited || !case.touches.contains(&touch_of(*number)));
                self.have_asked(&mut commit, waiting.household, &unasked)?;
                case.household = waiting.household.or(case.household);
                (case.others, case.review) = (waiting.others, waiting.review);
                case.tehsil = waiting.tehsil.or(case.tehsil);
                case.touches.extend(waiting.touches);
                waiting.state
            }
            Weighed::Refused(turned) => {
                let Refusal { update_type, rules_version, reason, from, text } = turned.refusal();
                (case.update_type, case.rules_version, case.refusal) =
                    (update_type, rules_version, Some(text));
                CaseState::Refused { reason, from }
            }
        };
        case.touches.sort();
        case.touches.dedup();
        if state != case.state || note.is_some() {
            self.tread(&mut case, by, state, note);
        }
        commit.cases.push(rewrite(&case, version.saturating_add(1))?);
        Ok(Written { commit, case: Some(case), household })
    }

    /// A case takes a step.
    pub(crate) fn step(
        &self,
        kept: Kept,
        by: &str,
        to: CaseState,
        note: Option<Personal>,
    ) -> Result<CaseWrite, StoreError> {
        let Kept { mut case, version } = kept;
        self.tread(&mut case, by, to, note);
        rewrite(&case, version.saturating_add(1))
    }

    fn tread(&self, case: &mut Case, by: &str, to: CaseState, note: Option<Personal>) {
        let at = self.clock().now();
        case.trail.push(CaseStep { at, by: by.to_owned(), to: to.code().to_owned(), note });
        case.state = to;
    }

    /// Has the citizen registry asked about numbers, in the same commit.
    fn have_asked(
        &self,
        commit: &mut Commit,
        household: Option<RegistryNumber>,
        numbers: &[CitizenNumber],
    ) -> Result<(), StoreError> {
        if let (Some(household), false) = (household, numbers.is_empty()) {
            let now = self.clock().now();
            // Of its own, whatever job there is: one that is being done may have read the cases before this one was there.
            commit.jobs.push(self.verification_job(household, self.ids().uuid(now), now)?);
        }
        Ok(())
    }

    /// A case with its version.
    pub(crate) async fn kept_case(&self, id: CaseId) -> Result<Option<Kept>, StoreError> {
        let row = self.store().find_case(id).await?;
        row.map(|row| Ok(Kept { case: read_document("case", &row.document)?, version: row.version }))
            .transpose()
    }
}

/// A number as cases touch it.
fn touch_of(number: CitizenNumber) -> String {
    format!("number:{:013}", number.as_u64())
}

/// Adds somebody's words to the last step of the case of a submission.
pub(crate) fn annotate(write: &mut CaseWrite, instance: &str, note: &Personal) -> Result<(), StoreError> {
    let mut case: Case = read_document("case", &write.row.document)?;
    if !matches!(&case.subject, Subject::Submission { instance: about } if about == instance) {
        return Ok(());
    }
    if let Some(last) = case.trail.last_mut() {
        last.note = Some(note.clone());
    }
    *write = rewrite(&case, write.row.version)?;
    Ok(())
}
