//! Scorecards: questions over facts, with the points of every answer; or a linear model over facts. Each version is a
//! file, compiled once; the same compiled form scores one household at a desk and millions in a batch, to the bit.
//!
//! The points of a card are whole hundredths, so their sum is exact. A linear model is a sum of 64-bit floating point
//! products in the order of the file, with no other function than addition and multiplication, rounded to hundredths
//! at the very end: the same on every machine.

mod answers;
mod check;
mod file;
mod likelihood;
mod score;
mod strata;

pub use answers::{AnswerOption, Answers, Band};
pub use likelihood::{Likelihood, PovertyLine};
pub use score::{Item, Score, ScoreResult, ScorecardUsed};
pub use strata::Stratum;

use crate::{
    facts::FactId,
    points::Points,
    rules::{Effective, Source},
    wording::Wording,
};
use serde::{Deserialize, Serialize};

/// One version of a scorecard.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// Its id, such as `bisp_2010`.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file in hexadecimal digits.
    pub sha256: String,
    /// When it is in force.
    pub effective: Effective,
    /// Where its points come from. Every display of points says so.
    pub points: PointsStatus,
    /// What a high score means.
    pub direction: Direction,
    /// The lowest score.
    pub minimum: Points,
    /// The highest score.
    pub maximum: Points,
    /// Its name.
    pub title: Wording,
    /// Where it was published.
    pub source: String,
    /// What everybody who sees its points must be told.
    pub notice: Option<Wording>,
    /// How likely households of a score are to be poor, where that is published.
    pub likelihood: Option<Likelihood>,
    model: Model,
}

/// Where the points of a scorecard come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointsStatus {
    /// Published by its authors: exact.
    Published,
    /// Invented to show and test: not those of the real card.
    Illustrative,
    /// Estimated by this project from a survey.
    Estimated,
}

impl PointsStatus {
    /// Its code in files, messages and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Illustrative => "illustrative",
            Self::Estimated => "estimated",
        }
    }
}

/// What a high score means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The higher the score, the less poor.
    HigherIsLessPoor,
    /// The higher the score, the poorer.
    HigherIsPoorer,
}

impl Direction {
    /// Whether a score is as poor as a cut-off, or poorer.
    pub fn reaches(self, score: Points, cut_off: Points) -> bool {
        match self {
            Self::HigherIsLessPoor => score <= cut_off,
            Self::HigherIsPoorer => score >= cut_off,
        }
    }
}

/// A question of a card, or a term of a linear model.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its id within the card.
    pub id: String,
    /// Its wording.
    pub text: Wording,
    /// The fact that answers it.
    pub fact: FactId,
    /// How values of the fact become an option.
    pub answers: Answers,
    /// Its options in the order of the file; none for a coefficient.
    pub options: Vec<AnswerOption>,
}

impl Question {
    /// The option of an id.
    pub fn find_option(&self, id: &str) -> Option<&AnswerOption> {
        self.options.iter().find(|option| option.id == id)
    }
}

/// How a scorecard comes to its score.
#[derive(Debug, Clone)]
pub enum Model {
    /// By adding up points.
    Card(Vec<Question>),
    /// By a linear prediction, scaled.
    Linear(Scale, Vec<Stratum>),
}

/// How a prediction becomes a score: one value becomes 0, another 100, those between in proportion, those outside the
/// scorecard's minimum or maximum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The prediction that becomes 0.
    pub zero: f64,
    /// The prediction that becomes 100.
    pub hundred: f64,
}

impl Scale {
    /// Points for one unit of the prediction.
    fn points_per_unit(self) -> f64 {
        100.0 / (self.hundred - self.zero)
    }
}

impl Scorecard {
    /// Compiles a file; `None` when the source has noted faults.
    pub(crate) fn compile(source: &Source) -> Option<Self> {
        check::compile(source)
    }

    /// How it comes to its score.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Every question, stratum by stratum.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        let (own, strata) = match &self.model {
            Model::Card(questions) => (questions.as_slice(), [].as_slice()),
            Model::Linear(_, strata) => ([].as_slice(), strata.as_slice()),
        };
        own.iter().chain(strata.iter().flat_map(|stratum| &stratum.questions))
    }

    /// The question of an id: the first of that id, where strata share ids.
    pub fn find_question(&self, id: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == id)
    }

    /// Every fact it uses, in the order of declaration.
    pub fn facts(&self) -> Vec<FactId> {
        let mut facts: Vec<_> = self.questions().map(|question| question.fact).collect();
        if let Model::Linear(_, strata) = &self.model {
            facts.extend(strata.iter().flat_map(Stratum::facts));
        }
        facts.sort_unstable();
        facts.dedup();
        facts
    }
}

impl crate::rules::Versioned for Scorecard {
    fn version(&self) -> &str {
        &self.version
    }
    fn effective(&self) -> Effective {
        self.effective
    }
    fn set_effective(&mut self, effective: Effective) {
        self.effective = effective;
    }
    fn path(&self) -> String {
        format!("scorecards/{}/{}.toml", self.id, self.version)
    }
}
