//! The model itself: strata of terms, whose sum is the predicted logarithm of consumption. It predicts with the very
//! numbers that are written to the scorecard's file, in the order of the file.

use crate::variable::Columns;
use scoring::{
    facts::{FactId, Facts, Value},
    points::Points,
    wording::Wording,
};

/// Decimals of what is written: a millionth of the logarithm of consumption is a ten-thousandth of a point.
const DECIMALS: f64 = 1e6;

/// A number as it is written: with six decimals at most, so that machines that differ in the last bits agree.
pub fn rounded(number: f64) -> f64 {
    let rounded = (number * DECIMALS).round() / DECIMALS;
    // No minus before a zero.
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A linear model of the logarithm of consumption.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The prediction that becomes score 0.
    pub zero: f64,
    /// The prediction that becomes score 100.
    pub hundred: f64,
    /// Its strata.
    pub strata: Vec<Stratum>,
}

/// Households that share coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// Its id.
    pub id: String,
    /// Facts and codes of the households for which it is; none for all.
    pub when: Vec<(FactId, Vec<String>)>,
    /// The prediction before any term.
    pub intercept: f64,
    /// Its terms.
    pub terms: Vec<Term>,
}

/// One fact with its coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The fact.
    pub fact: FactId,
    /// Its wording on the card.
    pub text: Wording,
    /// How its values become columns.
    pub columns: Columns,
    /// The coefficient of each column.
    pub coefficients: Vec<f64>,
}

impl Term {
    /// What each option is worth, in the order of the options; nothing for a fact that enters by its unit.
    pub fn option_weights(&self) -> Vec<f64> {
        let first = self.coefficients.first().copied().unwrap_or_default();
        match &self.columns {
            Columns::Unit => Vec::new(),
            Columns::Scored(bands) => bands.iter().map(|band| rounded(first * band.value)).collect(),
            Columns::Dummies(_) => {
                std::iter::once(0.0).chain(self.coefficients.iter().copied().map(rounded)).collect()
            }
        }
    }

    /// What a value adds to the prediction.
    fn weight(&self, value: Value) -> Option<f64> {
        let values = self.columns.values(value)?;
        let weights = self.option_weights();
        match &self.columns {
            Columns::Unit => Some(rounded(*self.coefficients.first()?) * values.first()?),
            Columns::Scored(bands) => {
                let place = bands.iter().position(|band| Some(&band.value) == values.first())?;
                weights.get(place).copied()
            }
            Columns::Dummies(_) => {
                let place = values.iter().position(|one| *one > 0.0).map_or(0, |place| place + 1);
                weights.get(place).copied()
            }
        }
    }
}

impl Stratum {
    /// Whether a household belongs to it; `None` while a fact is lacking.
    pub fn is_for(&self, facts: &Facts) -> Option<bool> {
        let mut is_for = true;
        for (fact, codes) in &self.when {
            match facts.get(*fact)? {
                Value::Code(code) => is_for &= codes.iter().any(|known| known == code),
                _ => is_for = false,
            }
        }
        Some(is_for)
    }

    /// The predicted logarithm of consumption; `None` when a fact is lacking.
    pub fn predict(&self, facts: &Facts) -> Option<f64> {
        let mut sum = 0.0;
        for term in &self.terms {
            sum += term.weight(facts.get(term.fact)?)?;
        }
        Some(self.intercept + sum)
    }
}

impl Model {
    /// The predicted logarithm of consumption; `None` when a fact is lacking.
    pub fn predict(&self, facts: &Facts) -> Option<f64> {
        let mut strata = self.strata.iter().filter(|stratum| stratum.is_for(facts) == Some(true));
        strata.next()?.predict(facts)
    }

    /// The score of a prediction, from 0 to 100.
    pub fn score(&self, prediction: f64) -> Option<Points> {
        let points_per_unit = 100.0 / (self.hundred - self.zero);
        Points::rounded(((prediction - self.zero) * points_per_unit).clamp(0.0, 100.0))
    }
}
