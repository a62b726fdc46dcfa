//! Judging a submission: checked against its form, read, weighed; then what is written of it, its case among it.

use crate::{
    Registry,
    accept::{Origin, Resolution, Turned, Waiting, Weighed, channel_of},
    authority::Authority,
    cases::{self, Kept, Opening},
    forms::ShelvedForm,
    updates::Refusal,
};
use jiff::Timestamp;
use registry::{
    area::AreaCode,
    case::Subject,
    change::{Channel, Evidence, UpdateType},
    clock::in_pakistan,
    finding::{Finding, FindingCode},
    proposal::{Content, Proposal},
    registry_number::RegistryNumber,
    updates::Review,
};
use store::{
    StoreError,
    rows::{Commit, HouseholdRow, SubmissionState},
};
use survey::{
    instance::Instance,
    reading::{self, Context, Purpose},
    xform::ViolationKind,
};

/// A submission to be judged.
pub(super) struct Question<'a> {
    /// Whoever sent it.
    pub(super) authority: &'a Authority,
    /// Whoever looks at it now, where somebody does.
    pub(super) officer: Option<&'a Authority>,
    pub(super) form: &'a ShelvedForm,
    pub(super) instance: &'a Instance,
    /// It is held against the day on which it was received.
    pub(super) received: Timestamp,
    /// What it changes is known since then, which is later where it had to wait.
    pub(super) recorded: Timestamp,
    /// The submission that it corrects and the household which that one changed.
    pub(super) corrects: Option<(String, RegistryNumber)>,
    /// What an officer decided.
    pub(super) decided: Option<Resolution>,
    /// Papers that were shown since.
    pub(super) papers: Vec<Evidence>,
}

/// What came of it.
pub(super) struct Judgement {
    pub(super) weighed: Weighed,
    tehsil: Option<AreaCode>,
    channel: Channel,
    /// What a roster form proposes; a questionnaire stands in its submission.
    proposal: Option<Proposal>,
}

/// What is written of it.
pub(super) struct Judged {
    pub(super) state: SubmissionState,
    pub(super) household: Option<RegistryNumber>,
    pub(super) tehsil: Option<AreaCode>,
    pub(super) refusal: Option<Refusal>,
    pub(super) commit: Commit,
}

impl Registry {
    /// Checks a submission against its form, reads it and weighs what it proposes.
    pub(super) async fn judge(
        &self,
        question: Question<'_>,
        findings: &mut Vec<Finding>,
    ) -> Result<Judgement, StoreError> {
        let Question { authority, officer, form, instance, received, recorded, corrects, decided, papers } =
            question;
        findings.extend(form.form.check(instance, &in_pakistan(received)).into_iter().map(|violation| {
            let place = violation.path.strip_prefix("/data/").unwrap_or(&violation.path);
            Finding::at(code_of(violation.kind), place)
        }));
        let Some(purpose) = Purpose::of_form(&form.row.form_id) else {
            let weighed = Waiting::review(None, UpdateType::FirstSurvey, Review::Officer).into();
            return Ok(Judgement { weighed, tehsil: None, channel: Channel::Tablet, proposal: None });
        };
        let areas = self.areas().await;
        let context = Context { areas: areas.book(), ids: self.ids(), received, series: self.parts.series };
        let (mut proposal, own) = reading::read(purpose, instance, context);
        cases::add_papers(&mut proposal, &papers);
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
        let origin = Origin { corrects, decided, ..Origin::new(authority.actor(), recorded, Channel::Desk) };
        let kept = matches!(proposal.content, Content::Roster { .. }).then(|| proposal.clone());
        let channel = match &proposal.content {
            Content::Survey(record) => channel_of(record),
            Content::Roster { .. } => Channel::Desk,
        };
        // Who changes a household that is there must know it; a stranger's word waits for an officer of the place.
        let weighed = if named.is_some() && !assigned && !vouched {
            Waiting::review(named, UpdateType::Roster, Review::Officer).into()
        } else {
            self.weigh(proposal, &origin, findings).await?
        };
        Ok(Judgement { weighed, tehsil, channel, proposal: kept })
    }

    /// What is written of a judged submission: the change, or the case in which it waits or is refused. `open` is its case
    /// where it has one already.
    pub(super) fn conclude(
        &self,
        judgement: Judgement,
        instance: &str,
        by: &str,
        open: Option<Kept>,
        findings: &[Finding],
    ) -> Result<Judged, StoreError> {
        let Judgement { mut weighed, tehsil, channel, proposal } = judgement;
        if let Weighed::Waits(waiting) = &mut weighed {
            waiting.tehsil = waiting.tehsil.take().or_else(|| tehsil.clone());
            waiting.touches.push(format!("submission:{instance}"));
        }
        if let Weighed::Refused(turned) = &mut weighed {
            turned.touches.push(format!("submission:{instance}"));
        }
        let (state, household, refusal) = match &weighed {
            Weighed::Accepted(effect) => (SubmissionState::Accepted, Some(effect.household), None),
            Weighed::Waits(waiting) => (SubmissionState::Held, waiting.household, None),
            Weighed::Refused(turned) => {
                (SubmissionState::Refused, Some(turned.household), Some(Turned::refusal(turned)))
            }
        };
        let commit = match open {
            Some(mut kept) => {
                kept.case.proposal = proposal.or(kept.case.proposal);
                self.carry_on(kept, by, weighed, findings, None)?.commit
            }
            None => {
                let subject = Subject::Submission { instance: instance.to_owned() };
                self.begin(Opening { subject, channel, by, proposal, findings }, weighed)?.commit
            }
        };
        Ok(Judged { state, household, tehsil, refusal, commit })
    }

    /// The household that a form names, where the registry has it.
    async fn find_named(&self, number: Option<RegistryNumber>) -> Result<Option<HouseholdRow>, StoreError> {
        match number {
            Some(number) => self.store().find_household(number).await,
            None => Ok(None),
        }
    }
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
