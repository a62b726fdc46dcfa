//! Why a model cannot be estimated or assessed. Each has a stable code with an entry in `docs/errors/estimation.md`.

use scoring::facts::FactId;

/// Why nothing could be estimated or assessed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EstimationError {
    /// The specification is no TOML of its shape.
    #[error("the specification cannot be read: {0}")]
    Specification(String),
    /// A fact that does not exist.
    #[error("there is no fact `{0}`: names of facts stand in the data dictionary")]
    UnknownFact(String),
    /// A form that a fact cannot take.
    #[error("`{fact}` cannot enter as it is asked to: {remedy}")]
    Form {
        /// The fact.
        fact: FactId,
        /// What it wants instead.
        remedy: String,
    },
    /// A fact that is asked for twice.
    #[error("the fact `{0}` stands twice in the specification")]
    FactTwice(FactId),
    /// A setting out of its range.
    #[error("`{setting}` must be {wanted}")]
    Setting {
        /// The setting's name.
        setting: &'static str,
        /// What it may be.
        wanted: &'static str,
    },
    /// Too few households are left.
    #[error("{found} households can be used for `{stratum}`, and at least {wanted} are wanted: {reasons}")]
    TooFew {
        /// The stratum, or `all`.
        stratum: String,
        /// How many can be used.
        found: usize,
        /// How many are wanted.
        wanted: usize,
        /// Why others were left out.
        reasons: String,
    },
    /// A consumption that is zero or below, for more households than slip by.
    #[error(
        "{0} households have a consumption of zero or less: mark it as missing in the mapping, or correct the file"
    )]
    ConsumptionNotPositive(usize),
    /// No household states its consumption.
    #[error("no household states its consumption: check the consumption column of the mapping")]
    ConsumptionMissing,
    /// A weight column without a weight.
    #[error(
        "the survey is said to have weights, and no household has one: check the weight column of the mapping"
    )]
    WeightsMissing,
    /// A weight that is zero or below.
    #[error("{0} households have a weight of zero or less: correct the file")]
    WeightNotPositive(usize),
    /// Every consumption is the same.
    #[error("consumption does not vary in `{0}`: there is nothing to explain")]
    ConsumptionConstant(String),
    /// No variable is left.
    #[error("no variable is left for `{0}`: every one is constant, missing too often or given by others")]
    NothingLeft(String),
    /// Columns that are given by others.
    #[error("these columns are given by those before them: {0}")]
    Singular(String),
    /// Households of no stratum.
    #[error("{0} households belong to no stratum of the specification, or to several")]
    NoStratum(usize),
    /// A table of population that does not fit the survey.
    #[error("the table of population does not fit the survey: {0}")]
    Population(String),
    /// The model leaves nobody to assess.
    #[error("the model scores none of the households; these facts are lacking: {0}")]
    NothingScored(String),
    /// The scorecard made is not one that can be loaded.
    #[error("the scorecard made cannot be loaded: {0}")]
    Scorecard(String),
    /// The report cannot be made.
    #[error("the report cannot be made: {0}")]
    Report(String),
}

impl EstimationError {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Specification(_) => "estimation.specification",
            Self::UnknownFact(_) => "estimation.unknown_fact",
            Self::Form { .. } => "estimation.form",
            Self::FactTwice(_) => "estimation.fact_twice",
            Self::Setting { .. } => "estimation.setting",
            Self::TooFew { .. } => "estimation.too_few",
            Self::ConsumptionNotPositive(_) => "estimation.consumption_not_positive",
            Self::ConsumptionMissing => "estimation.consumption_missing",
            Self::WeightsMissing => "estimation.weights_missing",
            Self::WeightNotPositive(_) => "estimation.weight_not_positive",
            Self::ConsumptionConstant(_) => "estimation.consumption_constant",
            Self::NothingLeft(_) => "estimation.nothing_left",
            Self::Singular(_) => "estimation.singular",
            Self::NoStratum(_) => "estimation.no_stratum",
            Self::Population(_) => "estimation.population",
            Self::NothingScored(_) => "estimation.nothing_scored",
            Self::Scorecard(_) => "estimation.scorecard",
            Self::Report(_) => "estimation.report",
        }
    }
}
