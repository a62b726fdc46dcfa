//! A consumption survey, made ready: who can be used, how well off each household is, and why others are left out.

mod numbers;

pub use numbers::Numbers;

use crate::error::EstimationError;
use scoring::facts::{FactId, Facts, Value};
use std::collections::BTreeMap;

/// What a child counts beside an adult in Pakistan's official poverty line since 2001.
const CHILD_EQUIVALENT: f64 = 0.8;
/// More households than this part without consumption above zero are no slips: the file is wrong or wrongly read.
const MOST_NOT_POSITIVE: f64 = 0.01;

/// One household of a consumption survey.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Its facts on the day of the survey.
    pub facts: Facts,
    /// What it consumed in a year, rupees; `None` when not known.
    pub consumption: Option<f64>,
    /// How many households it stands for; `None` when not known.
    pub weight: Option<f64>,
    /// Its cluster (primary sampling unit), where the survey tells.
    pub cluster: Option<String>,
}

/// A survey.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Its households, in the order of the file.
    pub observations: Vec<Observation>,
    /// Whether it has weights at all; without, every household counts alike.
    pub has_weights: bool,
    /// Whether it names clusters.
    pub has_clusters: bool,
}

/// By what consumption is divided so that large and small households can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Equivalence {
    /// Adult equivalents as Pakistan's Planning Commission reckons them for the official poverty line: 1.0 for a member
    /// of 18 or more, 0.8 for one below 18.
    Pakistan,
    /// The number of members.
    PerCapita,
}

impl Equivalence {
    /// Adult equivalents of a household; `None` while ages or members are not known.
    pub fn of(self, facts: &Facts) -> Option<f64> {
        let members = number(facts, "members_count").filter(|members| *members > 0.0)?;
        match self {
            Self::PerCapita => Some(members),
            Self::Pakistan => {
                let grown = number(facts, "members_aged_18_to_64_count")?
                    + number(facts, "members_aged_65_or_older_count")?;
                Some(grown + CHILD_EQUIVALENT * (members - grown))
            }
        }
    }

    /// In words, for the report.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pakistan => "adult equivalent (1.0 for a member of 18 or more, 0.8 for a child)",
            Self::PerCapita => "person",
        }
    }
}

fn number(facts: &Facts, name: &str) -> Option<f64> {
    match facts.get(FactId::find(name)?) {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

/// A household that can be used.
#[derive(Debug, Clone)]
pub struct Household {
    /// Its facts.
    pub facts: Facts,
    /// Members.
    pub members: f64,
    /// Consumption in a year for each adult equivalent, rupees.
    pub welfare: f64,
    /// How many households it stands for, up to a factor that is the same for all.
    pub weight: f64,
    /// Its cluster, numbered from 0 in the order of appearance; of its own where the survey names none.
    pub cluster: usize,
}

impl Household {
    /// How many people it stands for.
    pub fn people(&self) -> f64 {
        self.weight * self.members
    }
}

/// The households that can be used, and how many could not, by reason.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Those that can be used, in the order of the survey.
    pub households: Vec<Household>,
    /// All that the survey has.
    pub surveyed: usize,
    /// Left out for lack of consumption.
    pub without_consumption: usize,
    /// Left out because consumption is zero or below: a slip of the survey, of which there is no logarithm.
    pub not_positive: usize,
    /// Left out for lack of a weight.
    pub without_weight: usize,
    /// Left out because members or ages are not known.
    pub without_equivalents: usize,
    /// How many clusters there are among those used, where the survey names them.
    pub clusters: Option<usize>,
    /// How weights came about, for the report.
    pub weighting: String,
}

impl Sample {
    /// Those of a survey that can be used.
    pub fn of(survey: &Survey, equivalence: Equivalence) -> Result<Self, EstimationError> {
        require_sound(survey)?;
        let mut sample = Self {
            households: Vec::with_capacity(survey.observations.len()),
            surveyed: survey.observations.len(),
            without_consumption: 0,
            not_positive: 0,
            without_weight: 0,
            without_equivalents: 0,
            clusters: None,
            weighting: weighting(survey).to_owned(),
        };
        let mut clusters = BTreeMap::new();
        for (place, observation) in survey.observations.iter().enumerate() {
            let named = if survey.has_clusters { observation.cluster.clone() } else { None };
            let next = clusters.len();
            let name = named.unwrap_or_else(|| format!("\u{0}{place}"));
            let cluster = *clusters.entry(name).or_insert(next);
            sample.take(observation, survey.has_weights, equivalence, cluster);
        }
        sample.clusters = survey.has_clusters.then_some(clusters.len());
        Ok(sample)
    }

    fn take(&mut self, observation: &Observation, weighted: bool, equivalence: Equivalence, cluster: usize) {
        let weight = if weighted { observation.weight } else { Some(1.0) };
        let members = number(&observation.facts, "members_count");
        let Some(consumption) = observation.consumption else {
            self.without_consumption += 1;
            return;
        };
        if is_unfit(consumption) {
            self.not_positive += 1;
            return;
        }
        let Some(weight) = weight else {
            self.without_weight += 1;
            return;
        };
        let (Some(members), Some(equivalents)) = (members, equivalence.of(&observation.facts)) else {
            self.without_equivalents += 1;
            return;
        };
        let welfare = consumption / equivalents;
        self.households.push(Household {
            facts: observation.facts.clone(),
            members,
            welfare,
            weight,
            cluster,
        });
    }

    /// People that the households used stand for.
    pub fn people(&self) -> f64 {
        self.households.iter().map(Household::people).sum()
    }
}

fn weighting(survey: &Survey) -> &'static str {
    if survey.has_weights {
        "the survey's own weights"
    } else {
        "none: every household of the survey counts alike"
    }
}

/// Refuses what no model can be made of, before anything is left out quietly.
fn require_sound(survey: &Survey) -> Result<(), EstimationError> {
    let consumption = || survey.observations.iter().filter_map(|household| household.consumption);
    let weights = || survey.observations.iter().filter_map(|household| household.weight);
    if consumption().next().is_none() {
        return Err(EstimationError::ConsumptionMissing);
    }
    let not_positive = consumption().filter(|number| is_unfit(*number)).count();
    if not_positive as f64 > MOST_NOT_POSITIVE * consumption().count() as f64 {
        return Err(EstimationError::ConsumptionNotPositive(not_positive));
    }
    if !survey.has_weights {
        return Ok(());
    }
    if weights().next().is_none() {
        return Err(EstimationError::WeightsMissing);
    }
    match weights().filter(|number| is_unfit(*number)).count() {
        0 => Ok(()),
        number => Err(EstimationError::WeightNotPositive(number)),
    }
}

fn is_unfit(number: f64) -> bool {
    !number.is_finite() || number <= 0.0
}
