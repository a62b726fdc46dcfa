//! Coming to the same decision again: from the facts it kept, or from the record.

use super::{
    Decision, FORMAT,
    judge::{Header, judge},
    scorecard_of,
};
use crate::{
    facts::{Circumstances, Facts, derive},
    rules::Rules,
};
use registry::household::Household;

/// Why a decision cannot be recomputed.
#[derive(Debug, thiserror::Error)]
pub enum RecomputeError {
    /// A document of a format that this program does not know.
    #[error("the decision is of an unknown format")]
    Format,
    /// The policy version that it names is not among the rules.
    #[error("the version of the policy that the decision names is missing")]
    PolicyMissing,
    /// The scorecard version that it names is not among the rules.
    #[error("the version of the scorecard that the decision names is missing")]
    ScorecardMissing,
    /// The rules are there, but are not those by which it was made: a file was edited.
    #[error("the rules that the decision names have been edited since")]
    RulesChanged,
    /// A stored value is not of the kind its fact has.
    #[error("a stored fact is not of its kind")]
    Facts,
    /// The record is that of another household.
    #[error("the record is of another household")]
    Household,
    /// The document cannot be written.
    #[error("the decision cannot be written")]
    Write(#[from] serde_json::Error),
}

impl RecomputeError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format => "recompute.format",
            Self::PolicyMissing => "recompute.policy_missing",
            Self::ScorecardMissing => "recompute.scorecard_missing",
            Self::RulesChanged => "recompute.rules_changed",
            Self::Facts => "recompute.facts",
            Self::Household => "recompute.household",
            Self::Write(_) => "recompute.write",
        }
    }
}

/// The bytes of the decision that its own facts give under the rules it names. They are those of the decision itself,
/// unless it was tampered with.
pub fn recompute(rules: &Rules, decision: &Decision) -> Result<Vec<u8>, RecomputeError> {
    let facts = decision.facts.to_facts().ok_or(RecomputeError::Facts)?;
    again(rules, decision, &facts)
}

/// The bytes of the decision that a record gives under the rules the decision names. The record must be of the version
/// that the decision names, the circumstances those of its reference date.
pub fn recompute_from_record(
    rules: &Rules,
    decision: &Decision,
    household: &Household,
    circumstances: &Circumstances,
) -> Result<Vec<u8>, RecomputeError> {
    if household.number != decision.household {
        return Err(RecomputeError::Household);
    }
    again(rules, decision, &derive(household, decision.reference_date, circumstances))
}

fn again(rules: &Rules, decision: &Decision, facts: &Facts) -> Result<Vec<u8>, RecomputeError> {
    if decision.format != FORMAT {
        return Err(RecomputeError::Format);
    }
    let named = &decision.policy;
    let policy = rules.find_policy(&named.programme, &named.version).ok_or(RecomputeError::PolicyMissing)?;
    let card = scorecard_of(policy, rules).ok_or(RecomputeError::ScorecardMissing)?;
    if policy.sha256 != named.sha256 || card.sha256 != decision.score.scorecard.sha256 {
        return Err(RecomputeError::RulesChanged);
    }
    let header = Header {
        household: decision.household,
        record_version: decision.record_version,
        reference_date: decision.reference_date,
        decided_at: decision.decided_at,
    };
    Ok(judge(policy, card, facts, header).to_bytes()?)
}
