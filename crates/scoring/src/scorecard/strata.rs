//! Strata of a linear model: households told apart by region, province or another code, each with coefficients of its
//! own. Together they are for every household, and no two for the same.

use super::{Question, file::StratumFile};
use crate::{
    facts::{FactId, Facts, Kind, Value},
    rules::{RulesFault, Source},
};
use std::ops::Range;
use toml::Spanned;

/// One stratum.
#[derive(Debug, Clone)]
pub struct Stratum {
    /// Its id within the model.
    pub id: String,
    /// The prediction where nothing else adds to it.
    pub intercept: f64,
    /// Its terms.
    pub questions: Vec<Question>,
    when: Vec<(FactId, Vec<&'static str>)>,
}

impl Stratum {
    pub(super) fn new(file: &StratumFile, questions: Vec<Question>, source: &Source) -> Self {
        let when = file.when.iter().filter_map(|(name, codes)| codes_of(name, codes, source)).collect();
        Self { id: file.id.get_ref().clone(), intercept: file.intercept, questions, when }
    }

    /// The facts by which households are told apart.
    pub(super) fn facts(&self) -> impl Iterator<Item = FactId> {
        self.when.iter().map(|(fact, _)| *fact)
    }

    /// Whether it can be for a household; a lacking fact leaves that open.
    pub(super) fn is_possible(&self, value_of: impl Fn(FactId) -> Option<Value>) -> bool {
        self.when.iter().all(|(fact, codes)| match value_of(*fact) {
            Some(Value::Code(code)) => codes.contains(&code),
            Some(_) => false,
            None => true,
        })
    }
}

/// The codes of one fact for which a stratum is.
fn codes_of(
    name: &str,
    codes: &Spanned<Vec<String>>,
    source: &Source,
) -> Option<(FactId, Vec<&'static str>)> {
    let Some(fact) = FactId::find(name) else {
        source.fault(&codes.span(), RulesFault::UnknownFact(name.to_owned()));
        return None;
    };
    let Kind::Code(known) = fact.fact().kind else {
        source.fault(&codes.span(), RulesFault::Unsuited(fact, "to be a fact with codes here"));
        return None;
    };
    let read = codes.get_ref().iter().filter_map(|written| {
        let code = known.iter().find(|code| *code == written).copied();
        if code.is_none() {
            source.fault(&codes.span(), RulesFault::UnknownCode(written.clone(), fact));
        }
        code
    });
    Some((fact, read.collect()))
}

/// Refuses strata that leave households out or share some.
pub(super) fn require_partition(strata: &[Stratum], place: &Range<usize>, source: &Source) {
    let mut facts: Vec<_> = strata.iter().flat_map(Stratum::facts).collect();
    facts.sort_unstable();
    facts.dedup();
    for combination in combinations(&facts) {
        let possible =
            strata.iter().filter(|stratum| stratum.is_possible(|fact| combination.get(fact))).count();
        match possible {
            1 => {}
            0 => source.fault(place, RulesFault::StratumGap(describe(&facts, &combination))),
            _ => source.fault(place, RulesFault::StratumOverlap(describe(&facts, &combination))),
        }
    }
}

/// Every combination of the codes of some facts.
fn combinations(facts: &[FactId]) -> Vec<Facts> {
    facts.iter().fold(vec![Facts::none()], |combinations, fact| {
        let Kind::Code(codes) = fact.fact().kind else { return combinations };
        let with_code = |combination: &Facts, code: &'static str| {
            let mut longer = combination.clone();
            longer.set(*fact, Some(Value::Code(code)));
            longer
        };
        combinations
            .iter()
            .flat_map(|combination| codes.iter().map(move |code| with_code(combination, code)))
            .collect()
    })
}

fn describe(facts: &[FactId], combination: &Facts) -> String {
    let parts = facts.iter().filter_map(|fact| Some(format!("{fact} {}", combination.get(*fact)?)));
    let text = parts.collect::<Vec<_>>().join(", ");
    if text.is_empty() { "every household".to_owned() } else { text }
}
