//! Scoring: the points of every answer, or the names of the facts that are lacking.

use super::{Model, PointsStatus, Question, Scale, Scorecard, Stratum, answers::Weighed};
use crate::{
    facts::{FactId, Facts, Value},
    points::Points,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a scorecard says of a household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The scorecard.
    pub scorecard: ScorecardUsed,
    /// The stratum of a linear model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stratum: Option<String>,
    /// The score, or why there is none.
    pub result: ScoreResult,
    /// What is there before any answer: the scaled intercept of a linear model.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Points>,
    /// Every answer that could be scored with its points, in the order of the card.
    pub items: Vec<Item>,
}

/// The version of a scorecard by which something was scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScorecardUsed {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// Where its points come from; to be shown wherever the score is.
    pub points: PointsStatus,
}

/// A score, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreResult {
    /// The score.
    Value(Points),
    /// These facts are lacking: all of them.
    Lacking(Vec<FactId>),
    /// Nothing is lacking, but the card has no points for what these facts say.
    NotCovered(Vec<FactId>),
}

impl ScoreResult {
    /// The score, where there is one.
    pub fn points(&self) -> Option<Points> {
        match self {
            Self::Value(points) => Some(*points),
            Self::Lacking(_) | Self::NotCovered(_) => None,
        }
    }
}

/// One answer with its points.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Id of the question.
    pub question: String,
    /// The fact that answers it.
    pub fact: FactId,
    /// Its value.
    pub value: Value,
    /// Id of the option; none where a coefficient is multiplied.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub option: Option<String>,
    /// Points of the answer. In a linear model, what it moves the score by: each is rounded, so that their sum can
    /// differ from the score in the last hundredths.
    pub points: Points,
}

impl fmt::Debug for Item {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Item({}, [answer])", self.question)
    }
}

impl Score {
    /// The score, where there is one.
    pub fn value(&self) -> Option<Points> {
        match self.result {
            ScoreResult::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// What answers add up to so far, in the order of the card.
#[derive(Default)]
struct Sum {
    points: Points,
    weight: f64,
}

impl Sum {
    fn add(&mut self, question: &Question, weighed: &Weighed, scale: Option<Scale>) -> Option<Points> {
        match weighed {
            Weighed::NotCovered => None,
            Weighed::Option(place) => {
                let option = question.options.get(*place)?;
                self.points = self.points + option.points;
                self.weight += option.weight;
                Some(option.points)
            }
            Weighed::Weight(weight) => {
                self.weight += weight;
                Points::rounded(weight * scale.map_or(1.0, Scale::points_per_unit))
            }
        }
    }
}

impl Scorecard {
    /// The score of a household with the points of every answer, or the facts that are lacking.
    pub fn score(&self, facts: &Facts) -> Score {
        let used = ScorecardUsed {
            id: self.id.clone(),
            version: self.version.clone(),
            sha256: self.sha256.clone(),
            points: self.points,
        };
        let empty = Score {
            scorecard: used,
            stratum: None,
            result: ScoreResult::Lacking(Vec::new()),
            baseline: None,
            items: Vec::new(),
        };
        match &self.model {
            Model::Card(questions) => self.score_answers(questions, None, facts, empty),
            Model::Linear(scale, strata) => match only_possible(strata, |fact| facts.get(fact)) {
                Some(stratum) => self.score_stratum(*scale, stratum, facts, empty),
                None => Score { result: ScoreResult::Lacking(lacking_for(strata, facts)), ..empty },
            },
        }
    }

    /// The score alone, for batches: the same compiled tables, the same additions in the same order as
    /// [`Self::score`]. `None` when a fact is lacking or not covered.
    pub fn value_of(&self, value_of: impl Fn(FactId) -> Option<Value>) -> Option<Points> {
        let (questions, model) = match &self.model {
            Model::Card(questions) => (questions, None),
            Model::Linear(scale, strata) => {
                let stratum = only_possible(strata, &value_of)?;
                (&stratum.questions, Some((*scale, stratum.intercept)))
            }
        };
        let mut sum = Sum::default();
        for question in questions {
            let weighed = question.answers.weigh(value_of(question.fact)?);
            sum.add(question, &weighed, model.map(|(scale, _)| scale))?;
        }
        self.conclude(&sum, model)
    }

    fn score_stratum(&self, scale: Scale, stratum: &Stratum, facts: &Facts, empty: Score) -> Score {
        let baseline = Points::rounded((stratum.intercept - scale.zero) * scale.points_per_unit());
        let score = Score { stratum: Some(stratum.id.clone()), baseline, ..empty };
        self.score_answers(&stratum.questions, Some((scale, stratum.intercept)), facts, score)
    }

    fn score_answers(
        &self,
        questions: &[Question],
        model: Option<(Scale, f64)>,
        facts: &Facts,
        empty: Score,
    ) -> Score {
        let mut sum = Sum::default();
        let (mut items, mut lacking, mut not_covered) =
            (Vec::with_capacity(questions.len()), Vec::new(), Vec::new());
        for question in questions {
            let Some(value) = facts.get(question.fact) else {
                lacking.push(question.fact);
                continue;
            };
            let weighed = question.answers.weigh(value);
            match sum.add(question, &weighed, model.map(|(scale, _)| scale)) {
                Some(points) => items.push(item(question, value, &weighed, points)),
                None => not_covered.push(question.fact),
            }
        }
        let result = match self.conclude(&sum, model) {
            Some(value) if lacking.is_empty() && not_covered.is_empty() => ScoreResult::Value(value),
            _ if lacking.is_empty() => ScoreResult::NotCovered(ordered(not_covered)),
            _ => ScoreResult::Lacking(ordered(lacking)),
        };
        Score { result, items, ..empty }
    }

    /// From a sum to the score.
    fn conclude(&self, sum: &Sum, model: Option<(Scale, f64)>) -> Option<Points> {
        let Some((scale, intercept)) = model else { return Some(sum.points) };
        let prediction = intercept + sum.weight;
        let scaled = (prediction - scale.zero) * scale.points_per_unit();
        Points::rounded(scaled.clamp(self.minimum.as_f64(), self.maximum.as_f64()))
    }
}

fn item(question: &Question, value: Value, weighed: &Weighed, points: Points) -> Item {
    let option = match weighed {
        Weighed::Option(place) => question.options.get(*place).map(|option| option.id.clone()),
        _ => None,
    };
    Item { question: question.id.clone(), fact: question.fact, value, option, points }
}

/// The one stratum that a household can be in; `None` while lacking facts leave several open.
fn only_possible(strata: &[Stratum], value_of: impl Fn(FactId) -> Option<Value>) -> Option<&Stratum> {
    let mut possible = strata.iter().filter(|stratum| stratum.is_possible(&value_of));
    let stratum = possible.next()?;
    possible.next().is_none().then_some(stratum)
}

/// What is lacking while several strata are open: what would tell them apart, and what any of them would need.
fn lacking_for(strata: &[Stratum], facts: &Facts) -> Vec<FactId> {
    let possible = strata.iter().filter(|stratum| stratum.is_possible(|fact| facts.get(fact)));
    let needed = possible
        .flat_map(|stratum| stratum.facts().chain(stratum.questions.iter().map(|question| question.fact)));
    ordered(needed.filter(|fact| facts.get(*fact).is_none()).collect())
}

fn ordered(mut facts: Vec<FactId>) -> Vec<FactId> {
    facts.sort_unstable_by_key(|fact| fact.name());
    facts.dedup();
    facts
}
