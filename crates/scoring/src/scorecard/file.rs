//! The shape of a scorecard's file, as an officer writes it. Places are kept, so that a fault can name its line.

use super::{Direction, PointsStatus};
use crate::wording::Wording;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, value::Datetime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScorecardFile {
    pub(super) format: Spanned<u32>,
    pub(super) id: Spanned<String>,
    pub(super) version: String,
    pub(super) effective_from: Spanned<Datetime>,
    pub(super) effective_to: Option<Spanned<Datetime>>,
    pub(super) points: PointsStatus,
    pub(super) direction: Direction,
    pub(super) minimum: Spanned<f64>,
    pub(super) maximum: Spanned<f64>,
    pub(super) title: Spanned<Wording>,
    pub(super) source: String,
    pub(super) notice: Option<Spanned<Wording>>,
    #[serde(default)]
    pub(super) question: Vec<Spanned<QuestionFile>>,
    pub(super) scale: Option<Spanned<ScaleFile>>,
    #[serde(default)]
    pub(super) stratum: Vec<Spanned<StratumFile>>,
    pub(super) likelihood: Option<Spanned<LikelihoodFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFile {
    pub(super) id: Spanned<String>,
    pub(super) fact: Spanned<String>,
    pub(super) text: Spanned<Wording>,
    #[serde(default)]
    pub(super) option: Vec<Spanned<OptionFile>>,
    /// Weight of one unit of a number, or of a yes.
    pub(super) coefficient: Option<f64>,
    /// Codes for which the card has no points.
    #[serde(default)]
    pub(super) not_covered: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionFile {
    pub(super) id: Spanned<String>,
    pub(super) label: Spanned<Wording>,
    pub(super) points: Option<f64>,
    pub(super) coefficient: Option<f64>,
    /// Numbers from this one on.
    pub(super) from: Option<f64>,
    /// Numbers above this one.
    pub(super) above: Option<f64>,
    /// Numbers up to this one, itself included.
    pub(super) to: Option<f64>,
    /// Numbers below this one.
    pub(super) below: Option<f64>,
    pub(super) codes: Option<Vec<Spanned<String>>>,
    pub(super) answer: Option<YesNo>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum YesNo {
    Yes,
    No,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleFile {
    pub(super) zero: f64,
    pub(super) hundred: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StratumFile {
    pub(super) id: Spanned<String>,
    /// Fact to codes: the households for which this stratum is. Without it, for all.
    #[serde(default)]
    pub(super) when: BTreeMap<String, Spanned<Vec<String>>>,
    pub(super) intercept: f64,
    #[serde(default)]
    pub(super) question: Vec<Spanned<QuestionFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LikelihoodFile {
    pub(super) source: String,
    /// The score with which each band starts.
    pub(super) score_from: Vec<f64>,
    pub(super) line: Vec<Spanned<LineFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineFile {
    pub(super) id: Spanned<String>,
    pub(super) label: Spanned<Wording>,
    /// For each band, percent of the households that are poor by this line.
    pub(super) percent: Vec<f64>,
}
