//! Assessing a scorecard against consumption: whom it would miss and whom it would let in.
//!
//! The *poorest* are the people with the least consumption per adult equivalent, up to a stated part of all people. The
//! *exclusion error* is the part of them that a cut-off misses; the *inclusion error* the part of those selected who do
//! not belong to them. People are counted: a household weighs as many as it has members.

mod curves;

pub use curves::{Coverage, Grid, by_cut_off, coverage, deciles, grid, histogram, roc};

use crate::{
    error::EstimationError,
    quantile::quantile,
    survey::{Household, Sample},
};
use scoring::{
    facts::{FactId, Value},
    points::Points,
    scorecard::{Direction, ScoreResult, Scorecard},
};
use std::collections::BTreeMap;

/// One household that a scorecard scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Its score.
    pub score: Points,
    /// The same, turned so that less is poorer.
    pub rank: f64,
    /// People it stands for.
    pub people: f64,
    /// A year's consumption for each adult equivalent, rupees.
    pub welfare: f64,
    /// Whether it belongs to the poorest.
    pub poor: bool,
}

/// What a cut-off does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// Part of the people selected.
    pub selected: f64,
    /// Part of the people who are the poorest.
    pub poor: f64,
    /// Part of the poorest who are not selected; not a number where there are none.
    pub exclusion: f64,
    /// Part of the selected who are not of the poorest; not a number where nobody is selected.
    pub inclusion: f64,
}

/// A scorecard assessed.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// Those it scores.
    pub scored: Vec<Scored>,
    /// Households in the sample.
    pub households: usize,
    /// Households without a score for lack of facts, by fact; a household can lack several.
    pub lacking: BTreeMap<FactId, usize>,
    /// Households whose answers the card has no points for, by fact.
    pub not_covered: BTreeMap<FactId, usize>,
    /// What the cut-off does.
    pub errors: Errors,
    /// The cut-off.
    pub cut_off: Points,
    /// Part of the people who are taken for the poorest.
    pub poorest: f64,
    /// The consumption below which they lie, rupees a year for each adult equivalent.
    pub line: f64,
    /// Area under the ROC curve: how often somebody of the poorest is ranked below somebody who is not.
    pub area_under_curve: f64,
    /// What the cut-off does in parts of the country, by fact and code.
    pub parts: Vec<(FactId, &'static str, usize, Errors)>,
}

/// Assesses a scorecard at a cut-off against the poorest part of the people.
pub fn assess(
    scorecard: &Scorecard,
    sample: &Sample,
    cut_off: Points,
    poorest: f64,
) -> Result<Assessment, EstimationError> {
    if !(poorest > 0.0 && poorest < 1.0) {
        return Err(EstimationError::Setting { setting: "poorest", wanted: "above 0 and below 1" });
    }
    let (mut lacking, mut not_covered) = (BTreeMap::new(), BTreeMap::new());
    let mut with_score: Vec<(&Household, Points)> = Vec::new();
    for household in &sample.households {
        match scorecard.score(&household.facts).result {
            ScoreResult::Value(score) => with_score.push((household, score)),
            ScoreResult::Lacking(facts) => count(&mut lacking, facts),
            ScoreResult::NotCovered(facts) => count(&mut not_covered, facts),
        }
    }
    let welfare: Vec<(f64, f64)> = with_score.iter().map(|(one, _)| (one.welfare, one.people())).collect();
    let Some(line) = quantile(&welfare, poorest) else {
        let names: Vec<&str> = lacking.keys().chain(not_covered.keys()).map(|fact| fact.name()).collect();
        return Err(EstimationError::NothingScored(names.join(", ")));
    };
    let scored: Vec<Scored> = with_score
        .iter()
        .map(|(household, score)| scored(household, *score, scorecard.direction, line))
        .collect();
    let limit = rank(cut_off, scorecard.direction);
    Ok(Assessment {
        errors: errors_at(&scored, limit),
        area_under_curve: roc(&scored).1,
        parts: parts(&with_score, &scored, limit),
        households: sample.households.len(),
        scored,
        lacking,
        not_covered,
        cut_off,
        poorest,
        line,
    })
}

fn count(facts_lacking: &mut BTreeMap<FactId, usize>, facts: Vec<FactId>) {
    for fact in facts {
        *facts_lacking.entry(fact).or_default() += 1;
    }
}

fn rank(score: Points, direction: Direction) -> f64 {
    match direction {
        Direction::HigherIsLessPoor => score.as_f64(),
        Direction::HigherIsPoorer => -score.as_f64(),
    }
}

fn scored(household: &Household, score: Points, direction: Direction, line: f64) -> Scored {
    Scored {
        score,
        rank: rank(score, direction),
        people: household.people(),
        welfare: household.welfare,
        poor: household.welfare <= line,
    }
}

/// What selecting everybody up to a rank does.
pub fn errors_at(scored: &[Scored], limit: f64) -> Errors {
    let sum = |of: &dyn Fn(&&Scored) -> bool| scored.iter().filter(of).map(|one| one.people).sum::<f64>();
    let (all, poor) = (sum(&|_| true), sum(&|one| one.poor));
    let selected = sum(&|one| one.rank <= limit);
    let both = sum(&|one| one.poor && one.rank <= limit);
    Errors {
        selected: selected / all,
        poor: poor / all,
        exclusion: 1.0 - both / poor,
        inclusion: 1.0 - both / selected,
    }
}

/// The same by region and province, where the survey tells them apart.
fn parts(
    households: &[(&Household, Points)],
    scored: &[Scored],
    limit: f64,
) -> Vec<(FactId, &'static str, usize, Errors)> {
    let mut parts = Vec::new();
    for fact in ["region", "province"].into_iter().filter_map(FactId::find) {
        let mut by_code: BTreeMap<&'static str, Vec<Scored>> = BTreeMap::new();
        for ((household, _), one) in households.iter().zip(scored) {
            if let Some(Value::Code(code)) = household.facts.get(fact) {
                by_code.entry(code).or_default().push(*one);
            }
        }
        let of_code = |(code, part): (&'static str, Vec<Scored>)| {
            let errors = errors_at(&part, limit);
            (fact, code, part.len(), errors)
        };
        parts.extend(by_code.into_iter().map(of_code));
    }
    parts
}
