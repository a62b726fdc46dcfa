//! Reasons of a decision: codes with parameters. Their texts are in the translations.

use crate::{
    facts::FactId,
    points::Points,
    scorecard::{PointsStatus, ScoreResult},
};
use serde::{Deserialize, Serialize};

/// One reason.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The score is at the cut-off or poorer.
    ScoreWithinCutOff {
        /// The score.
        score: Points,
        /// The cut-off's id.
        cut_off: String,
        /// The cut-off's score.
        cut_off_score: Points,
    },
    /// The score is less poor than the cut-off.
    ScoreAboveCutOff {
        /// The score.
        score: Points,
        /// The cut-off's id.
        cut_off: String,
        /// The cut-off's score.
        cut_off_score: Points,
    },
    /// Facts are lacking that decide which cut-off holds.
    CutOffUnknown {
        /// The cut-off whose condition is unknown.
        cut_off: String,
        /// The cut-off's score.
        cut_off_score: Points,
        /// The facts lacking.
        facts: Vec<FactId>,
        /// Whether the outcome depends on it.
        decides: bool,
    },
    /// There is no score, because facts are lacking.
    ScoreLacksFacts {
        /// All of them.
        facts: Vec<FactId>,
    },
    /// There is no score, because the scorecard has no points for what these facts say.
    ScoreNotCovered {
        /// The facts.
        facts: Vec<FactId>,
    },
    /// An exclusion filter hits.
    ExclusionHit {
        /// Its id.
        filter: String,
    },
    /// Facts are lacking that an exclusion filter needs; it does not hit.
    ExclusionUnknown {
        /// Its id.
        filter: String,
        /// The facts lacking.
        facts: Vec<FactId>,
    },
    /// A vulnerability filter hits.
    VulnerabilityHit {
        /// Its id.
        filter: String,
    },
    /// Facts are lacking that a vulnerability filter needs; it does not hit.
    VulnerabilityUnknown {
        /// Its id.
        filter: String,
        /// The facts lacking.
        facts: Vec<FactId>,
    },
    /// The points are not those of an official scorecard.
    PointsNotOfficial {
        /// The scorecard.
        scorecard: String,
        /// Where its points come from.
        points: PointsStatus,
    },
}

impl Reason {
    /// Every code, as in documents and translations.
    pub const CODES: &'static [&'static str] = &[
        "score_within_cut_off",
        "score_above_cut_off",
        "cut_off_unknown",
        "score_lacks_facts",
        "score_not_covered",
        "exclusion_hit",
        "exclusion_unknown",
        "vulnerability_hit",
        "vulnerability_unknown",
        "points_not_official",
    ];

    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ScoreWithinCutOff { .. } => "score_within_cut_off",
            Self::ScoreAboveCutOff { .. } => "score_above_cut_off",
            Self::CutOffUnknown { .. } => "cut_off_unknown",
            Self::ScoreLacksFacts { .. } => "score_lacks_facts",
            Self::ScoreNotCovered { .. } => "score_not_covered",
            Self::ExclusionHit { .. } => "exclusion_hit",
            Self::ExclusionUnknown { .. } => "exclusion_unknown",
            Self::VulnerabilityHit { .. } => "vulnerability_hit",
            Self::VulnerabilityUnknown { .. } => "vulnerability_unknown",
            Self::PointsNotOfficial { .. } => "points_not_official",
        }
    }

    /// Why there is no score.
    pub(super) fn of_missing_score(result: &ScoreResult) -> Option<Self> {
        match result {
            ScoreResult::Value(_) => None,
            ScoreResult::Lacking(facts) => Some(Self::ScoreLacksFacts { facts: facts.clone() }),
            ScoreResult::NotCovered(facts) => Some(Self::ScoreNotCovered { facts: facts.clone() }),
        }
    }
}

impl std::fmt::Debug for Reason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The code without its parameters: a score is personal data.
        out.write_str(self.code())
    }
}
