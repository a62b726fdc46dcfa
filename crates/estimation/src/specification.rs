//! The specification of a model, as a file: which facts may enter and in what form, how they are chosen, whom the survey
//! stands for, and how predictions become scores. With it and the survey the model can be made again to the byte.

use crate::{error::EstimationError, survey::Equivalence, variable::Variable};
use scoring::{facts::FactId, wording::Wording};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::value::Datetime;

/// A specification.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specification {
    /// Id of the scorecard to be made.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its first day.
    pub effective_from: Datetime,
    /// Its name.
    pub title: Wording,
    /// On what it is estimated.
    pub source: String,
    /// What everybody who sees its points must be told.
    pub notice: Wording,
    /// By what consumption is divided.
    #[serde(default = "pakistan")]
    pub equivalence: Equivalence,
    /// A fact that is missing for more than this part of the households cannot enter.
    #[serde(default = "five_percent")]
    pub missing_at_most: f64,
    /// How variables are chosen.
    pub choose: Choose,
    /// How predictions become scores.
    #[serde(default)]
    pub scale: ScaleAnchors,
    /// Whom the survey stands for, where its own weights do not say so.
    pub population: Option<Population>,
    /// Households told apart, with a model each; one model for all where there are none.
    #[serde(default)]
    pub stratum: Vec<StratumWanted>,
    /// The facts that may enter.
    pub variable: Vec<Variable>,
}

/// How variables are chosen.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choose {
    /// The method.
    pub method: Method,
    /// Most variables in a stratum's model.
    #[serde(default = "no_limit")]
    pub most: usize,
    /// For `stepwise_probability`: a variable comes in below this.
    #[serde(default = "enter_below")]
    pub enter_below: f64,
    /// For `stepwise_probability`: a variable goes out above this.
    #[serde(default = "leave_above")]
    pub leave_above: f64,
    /// Folds of the validation, and of the lasso's.
    #[serde(default = "ten")]
    pub folds: usize,
    /// The seed from which folds are dealt.
    #[serde(default = "one")]
    pub seed: u64,
}

/// A method of choosing variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// All of them.
    All,
    /// Stepwise, by the Bayesian information criterion.
    StepwiseBic,
    /// Stepwise, by the probability of an F test.
    StepwiseProbability,
    /// The lasso, with the penalty by cross-validation; what it chooses is fitted by least squares.
    Lasso,
}

/// How predictions become scores: two predictions are given scores, and all others lie on the line through them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScaleAnchors {
    /// The score of the cut-off.
    pub cut_off: f64,
    /// The part of the people whose prediction lies below it.
    pub people_below_cut_off: f64,
    /// The part of the people whose prediction lies below score 100.
    pub people_below_hundred: f64,
}

impl Default for ScaleAnchors {
    fn default() -> Self {
        // 32 is the cut-off since 2021; about 24 % of the people were beneficiaries.
        Self { cut_off: 32.0, people_below_cut_off: 0.24, people_below_hundred: 0.999 }
    }
}

/// How many households there are by code of some facts: weights are made so that the survey adds up to them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Where the numbers are from.
    pub source: String,
    /// The facts.
    pub by: Vec<String>,
    /// Codes of these facts, in their order, and households.
    pub cell: Vec<Cell>,
}

/// One cell of a population.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// A code for each fact.
    pub codes: Vec<String>,
    /// Households.
    pub households: f64,
}

/// Households that get a model of their own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StratumWanted {
    /// Its id.
    pub id: String,
    /// Fact to codes, as in the scorecard's file.
    pub when: BTreeMap<String, Vec<String>>,
}

fn pakistan() -> Equivalence {
    Equivalence::Pakistan
}
fn five_percent() -> f64 {
    0.05
}
fn no_limit() -> usize {
    usize::MAX
}
fn enter_below() -> f64 {
    0.01
}
fn leave_above() -> f64 {
    0.02
}
fn ten() -> usize {
    10
}
fn one() -> u64 {
    1
}

impl Specification {
    /// Reads and checks a specification.
    pub fn read(text: &str) -> Result<Self, EstimationError> {
        let read: Self =
            toml::from_str(text).map_err(|error| EstimationError::Specification(error.to_string()))?;
        read.check()?;
        Ok(read)
    }

    fn check(&self) -> Result<(), EstimationError> {
        let mut seen = Vec::new();
        for variable in &self.variable {
            let fact = variable.check()?;
            if seen.contains(&fact) {
                return Err(EstimationError::FactTwice(fact));
            }
            seen.push(fact);
        }
        let named = self.stratum.iter().flat_map(|stratum| stratum.when.keys());
        for name in named.chain(self.population.iter().flat_map(|population| &population.by)) {
            FactId::find(name).ok_or_else(|| EstimationError::UnknownFact(name.clone()))?;
        }
        self.check_settings()
    }

    fn check_settings(&self) -> Result<(), EstimationError> {
        let part = |number: f64| number > 0.0 && number < 1.0;
        let (choose, scale) = (&self.choose, &self.scale);
        let order = part(scale.people_below_cut_off)
            && part(scale.people_below_hundred)
            && scale.people_below_cut_off < scale.people_below_hundred;
        let settings = [
            ("missing_at_most", "from 0 up to 1", (0.0..=1.0).contains(&self.missing_at_most)),
            ("choose.folds", "from 2 to 100", (2..=100).contains(&choose.folds)),
            ("choose.most", "at least 1", choose.most > 0),
            (
                "choose.enter_below",
                "between 0 and 1 and not above leave_above",
                part(choose.enter_below)
                    && part(choose.leave_above)
                    && choose.enter_below <= choose.leave_above,
            ),
            ("scale.cut_off", "between 0 and 100", scale.cut_off > 0.0 && scale.cut_off < 100.0),
            ("scale.people_below_cut_off", "above 0, below people_below_hundred and that below 1", order),
        ];
        match settings.into_iter().find(|(_, _, fits)| !fits) {
            None => Ok(()),
            Some((setting, wanted, _)) => Err(EstimationError::Setting { setting, wanted }),
        }
    }
}
