//! From a proposal to a change that counts, to a case that waits, or to a refusal that says from when.
//!
//! Every way in ends here: questionnaires, roster forms, notices of the civil register, proposals of desks, and the
//! decision of an officer about any of them. What comes out is written by whoever asked, in one commit.

mod checks;
mod correction;
mod event;
mod places;
mod scribe;
mod survey;
mod together;

use crate::{Registry, accepted::Accepted};
use jiff::{Timestamp, civil::Date};
pub(crate) use places::channel_of;
use registry::{
    area::AreaCode,
    case::CaseState,
    change::{Channel, Entry, Evidence, UpdateType},
    clock::date_in_pakistan,
    finding::{Finding, FindingCode},
    identity::CitizenNumber,
    ids::ChangeId,
    proposal::{Content, Proposal},
    registry_number::RegistryNumber,
    updates::{Check, Refused, Review},
};
pub(crate) use scribe::Scribe;
use serde::{Deserialize, Serialize};
use store::{StoreError, rows::Commit};

/// How an officer settles what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "resolution", rename_all = "snake_case")]
pub enum Resolution {
    /// As it was proposed: the doubts are cleared up.
    AsProposed,
    /// The survey is another one of this household. Numbers that belong to people elsewhere are left out and marked.
    AsResurveyOf {
        /// Which.
        household: RegistryNumber,
    },
    /// The survey is of a new household. Numbers that belong to people elsewhere are left out and marked.
    WithoutClashingNumbers,
}

/// Where a proposal comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Who made it.
    pub(crate) author: String,
    /// When it became known.
    pub(crate) recorded: Timestamp,
    /// Through which entry point; a survey says so itself.
    pub(crate) channel: Channel,
    /// The submission that it corrects and the household which that one changed.
    pub(crate) corrects: Option<(String, RegistryNumber)>,
    /// What the citizen registry has confirmed of it already, beside what its kept answers say.
    pub(crate) confirmed: Vec<Check>,
    /// What an officer decided.
    pub(crate) decided: Option<Resolution>,
}

impl Origin {
    /// Something that comes in now.
    pub(crate) fn new(author: &str, recorded: Timestamp, channel: Channel) -> Self {
        Self {
            author: author.to_owned(),
            recorded,
            channel,
            corrects: None,
            confirmed: Vec::new(),
            decided: None,
        }
    }

    /// The day on which it became known.
    pub(crate) fn today(&self) -> Date {
        date_in_pakistan(self.recorded)
    }
}

/// What became of a proposal.
pub(crate) enum Weighed {
    /// It counts.
    Accepted(Box<Effect>),
    /// It waits, as a case.
    Waits(Box<Waiting>),
    /// The rules of updates do not allow it now.
    Refused(Box<Turned>),
}

/// What a change that counts writes.
pub(crate) struct Effect {
    /// The household that it made or changed.
    pub(crate) household: RegistryNumber,
    /// The changes, in the order in which they are recorded.
    pub(crate) changes: Vec<ChangeId>,
    /// Everything to be written, of every household concerned.
    pub(crate) commit: Commit,
}

/// Why a proposal waits, and what a case of it needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    /// The household concerned.
    pub(crate) household: Option<RegistryNumber>,
    /// Other households concerned.
    pub(crate) others: Vec<RegistryNumber>,
    /// The tehsil whose desk works on it.
    pub(crate) tehsil: Option<AreaCode>,
    /// Under which type.
    pub(crate) update_type: UpdateType,
    /// For what.
    pub(crate) state: CaseState,
    /// Who must look at it.
    pub(crate) review: Review,
    /// What it touches beside its households.
    pub(crate) touches: Vec<String>,
    /// Numbers about which the citizen registry must be asked.
    pub(crate) unasked: Vec<CitizenNumber>,
}

/// A proposal that the rules of updates turned down.
pub(crate) struct Turned {
    /// The household concerned.
    pub(crate) household: RegistryNumber,
    /// Its tehsil.
    pub(crate) tehsil: Option<AreaCode>,
    /// What the rules say.
    pub(crate) refused: Refused,
    /// What it touches beside its household.
    pub(crate) touches: Vec<String>,
}

impl Waiting {
    /// Something that an officer looks at.
    pub(crate) fn review(household: Option<RegistryNumber>, update_type: UpdateType, review: Review) -> Self {
        Self {
            household,
            others: Vec::new(),
            tehsil: None,
            update_type,
            state: CaseState::InReview,
            review,
            touches: Vec::new(),
            unasked: Vec::new(),
        }
    }
}

impl From<Waiting> for Weighed {
    fn from(waiting: Waiting) -> Self {
        Self::Waits(Box::new(waiting))
    }
}

impl Registry {
    /// Weighs a proposal against the registry and the rules of updates. What waits or is refused says why in the findings.
    pub(crate) async fn weigh(
        &self,
        proposal: Proposal,
        origin: &Origin,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let (scribe, content) = Scribe::of(self, proposal, origin);
        if has(findings, &[FindingCode::ConsentRefused, FindingCode::RosterEmpty]) {
            let household = match &content {
                Content::Roster { household, .. } => *household,
                Content::Survey(_) => origin.corrects.as_ref().map(|(_, household)| *household),
            };
            return Ok(Waiting::review(household, type_of(&content), Review::Officer).into());
        }
        match (content, &origin.corrects) {
            (Content::Survey(record), None) => self.weigh_survey(&scribe, record, findings).await,
            (Content::Survey(record), Some((instance, number))) => {
                self.weigh_correction(&scribe, record, instance, *number, findings).await
            }
            // What a corrected roster update has changed already only an officer can disentangle.
            (Content::Roster { .. }, Some((_, number))) => {
                findings.push(Finding::at(FindingCode::ChangeRefused, "update"));
                Ok(Waiting::review(Some(*number), UpdateType::Roster, Review::Officer).into())
            }
            (Content::Roster { household, event }, None) => {
                self.weigh_event(&scribe, household, event, findings).await
            }
        }
    }

    /// Everything that accepted changes of one or more households write. The first is the one that counts as changed;
    /// those whom others leave must come before those whom they join.
    pub(crate) async fn effect_of(
        &self,
        household: RegistryNumber,
        accepted: Vec<Accepted>,
    ) -> Result<Effect, StoreError> {
        let areas = self.areas().await;
        let changes = accepted.iter().flat_map(|one| &one.entries).map(|entry| entry.id).collect();
        let mut commits = accepted.iter().map(|one| self.commit_of(areas.book(), one));
        let mut commit = commits.next().transpose()?.unwrap_or_default();
        for further in commits {
            commit.append(further?);
        }
        let author = accepted.iter().flat_map(|one| &one.entries).next().map(|entry| entry.author.as_str());
        self.follow_households(&mut commit, author.unwrap_or_default()).await?;
        let verify = self.verification_jobs_of(&commit)?;
        commit.jobs.extend(verify);
        Ok(Effect { household, changes, commit })
    }
}

/// Whether a submission made an entry.
pub(crate) fn made_by(entry: &Entry, instance: &str) -> bool {
    entry
        .evidence
        .iter()
        .any(|evidence| matches!(evidence, Evidence::Submission { instance: by } if by == instance))
}

/// Whether any of the codes was found.
fn has(findings: &[Finding], codes: &[FindingCode]) -> bool {
    findings.iter().any(|finding| codes.contains(&finding.code))
}

/// The type of a proposal of which nothing more is known.
fn type_of(content: &Content) -> UpdateType {
    match content {
        Content::Survey(_) => UpdateType::FirstSurvey,
        Content::Roster { .. } => UpdateType::Roster,
    }
}
