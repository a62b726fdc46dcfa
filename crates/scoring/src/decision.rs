//! Decisions: what a policy says of a household, why, and everything needed to come to the same bytes years later.

mod judge;
mod reason;
mod recompute;
mod used_facts;

pub use reason::Reason;
pub use recompute::{RecomputeError, recompute, recompute_from_record};
pub use used_facts::UsedFacts;

use crate::{
    facts::{Circumstances, FactId, Facts, derive},
    points::Points,
    policy::{Policy, Purpose},
    rules::Rules,
    scorecard::{Score, Scorecard},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    clock::date_in_pakistan,
    household::{Household, Status},
    registry_number::RegistryNumber,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The format of decision documents written by this program.
pub const FORMAT: u32 = 1;

/// For what a decision is made.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The programme, such as `kafaalat`.
    pub programme: &'a str,
    /// The version of the household's record.
    pub record_version: u64,
    /// What bears on the facts beside the record, on the reference date.
    pub circumstances: &'a Circumstances,
    /// The day whose facts count: ages are those of this day.
    pub reference_date: Date,
    /// When it is made: the rules are those of this day in Pakistan.
    pub decided_at: Timestamp,
}

/// A decision about one household under one policy. Its canonical form is JSON with this order of fields.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The format of this document.
    pub format: u32,
    /// The household.
    pub household: RegistryNumber,
    /// The version of its record.
    pub record_version: u64,
    /// The day whose facts count.
    pub reference_date: Date,
    /// When it was made: its policy is the one in force on that day in Pakistan.
    pub decided_at: Timestamp,
    /// The policy.
    pub policy: PolicyUsed,
    /// Every fact that scorecard and policy use, by name; `null` for those lacking.
    pub facts: UsedFacts,
    /// The score with the points of every answer, and the scorecard.
    pub score: Score,
    /// The cut-offs that were considered, in order.
    pub cut_offs: Vec<CutOffConsidered>,
    /// The cut-off that holds; none while lacking facts leave it open.
    pub cut_off: Option<CutOffUsed>,
    /// Every filter with what became of it, in the order of the policy.
    pub filters: Vec<FilterConsidered>,
    /// What follows.
    pub outcome: Outcome,
    /// Why, as codes with parameters.
    pub reasons: Vec<Reason>,
}

/// What follows for the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// At or below the cut-off, and no exclusion filter hits.
    Eligible,
    /// Above the cut-off.
    AboveCutoff,
    /// Above the cut-off, and a vulnerability filter hits: open to an appeal cut-off.
    AboveCutoffVulnerable,
    /// An exclusion filter hits, whatever the score.
    Excluded,
    /// Facts are lacking that could change the answer.
    Undetermined,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] =
        [Self::Eligible, Self::AboveCutoff, Self::AboveCutoffVulnerable, Self::Excluded, Self::Undetermined];

    /// Its code in documents, stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::AboveCutoff => "above_cutoff",
            Self::AboveCutoffVulnerable => "above_cutoff_vulnerable",
            Self::Excluded => "excluded",
            Self::Undetermined => "undetermined",
        }
    }
}

/// The version of a policy by which something was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyUsed {
    /// The programme.
    pub programme: String,
    /// The version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// What became of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is true.
    Hit,
    /// It is not.
    Clear,
    /// Facts that it needs are lacking.
    Unknown,
}

/// A cut-off that was considered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOffConsidered {
    /// Its id.
    pub id: String,
    /// Its score.
    pub score: Points,
    /// Whether it is for this household.
    pub answer: Answer,
    /// The facts that it needs and that are lacking.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lacking: Vec<FactId>,
}

/// The cut-off that holds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutOffUsed {
    /// Its id.
    pub id: String,
    /// Its score.
    pub score: Points,
}

/// A filter and what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterConsidered {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it hits.
    pub answer: Answer,
    /// The facts that it needs and that are lacking.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub lacking: Vec<FactId>,
}

/// Why no decision can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The programme has no policy on the day on which the decision is to be made.
    #[error("no policy of this programme is in force on the day of the decision")]
    NoPolicy,
    /// The household was merged into another, which is to be decided about instead.
    #[error("the household was merged into another")]
    Merged,
}

impl DecideError {
    /// Its stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoPolicy => "decision.no_policy",
            Self::Merged => "decision.merged",
        }
    }
}

/// Decides about a household, by the policy in force on the day in Pakistan on which the decision is taken: a survey of
/// years ago is decided upon by today's rules, with the ages of its own day.
pub fn decide(rules: &Rules, household: &Household, occasion: &Occasion) -> Result<Decision, DecideError> {
    if let Status::Merged { .. } = household.status {
        return Err(DecideError::Merged);
    }
    let today = date_in_pakistan(occasion.decided_at);
    let policy = rules.policy_on(occasion.programme, today).ok_or(DecideError::NoPolicy)?;
    let card = scorecard_of(policy, rules).ok_or(DecideError::NoPolicy)?;
    let facts = derive(household, occasion.reference_date, occasion.circumstances);
    let header = judge::Header {
        household: household.number,
        record_version: occasion.record_version,
        reference_date: occasion.reference_date,
        decided_at: occasion.decided_at,
    };
    Ok(judge::judge(policy, card, &facts, header))
}

/// The facts that decisions under a policy use, by name: what a batch must bring along.
pub fn facts_used(policy: &Policy, card: &Scorecard) -> Vec<FactId> {
    let mut facts = policy.facts();
    facts.extend(card.facts());
    facts.sort_unstable_by_key(|fact| fact.name());
    facts.dedup();
    facts
}

/// What a policy says to a set of facts, without a household: for what-if questions and batches.
pub fn outcome_of(policy: &Policy, card: &Scorecard, facts: &Facts) -> Outcome {
    judge::verdict(policy, card, facts).outcome
}

fn scorecard_of<'a>(policy: &Policy, rules: &'a Rules) -> Option<&'a Scorecard> {
    rules.find_scorecard(&policy.scorecard.id, &policy.scorecard.version)
}

impl Decision {
    /// The document as it is stored: canonical JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// A stored document.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

impl fmt::Debug for Decision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Decision({} {}, [personal])", self.policy.programme, self.policy.version)
    }
}
