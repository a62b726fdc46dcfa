//! Weights from known numbers of households: the survey is made to add up to them, cell by cell.

use crate::{error::EstimationError, specification::Population, survey::Sample};
use scoring::facts::{FactId, Facts, Value};
use std::collections::BTreeMap;

/// Multiplies weights so that the households of each cell add up to their known number.
pub fn weigh(sample: &mut Sample, population: &Population) -> Result<(), EstimationError> {
    let facts = population
        .by
        .iter()
        .map(|name| FactId::find(name).ok_or_else(|| EstimationError::UnknownFact(name.clone())));
    let facts = facts.collect::<Result<Vec<_>, _>>()?;
    let mut wanted: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for cell in &population.cell {
        let unfit = cell.codes.len() != facts.len() || cell.households <= 0.0 || !cell.households.is_finite();
        if unfit || wanted.insert(cell.codes.clone(), cell.households).is_some() {
            return Err(refuse(
                &cell.codes,
                "must stand once, with a code for each fact and a number above zero",
            ));
        }
    }
    let mut found: BTreeMap<Vec<String>, f64> = BTreeMap::new();
    for household in &sample.households {
        *found.entry(cell_of(&household.facts, &facts)).or_default() += household.weight;
    }
    if let Some(cell) = wanted.keys().find(|cell| !found.contains_key(*cell)) {
        return Err(refuse(cell, "has no household in the survey"));
    }
    if let Some(cell) = found.keys().find(|cell| !wanted.contains_key(*cell)) {
        return Err(refuse(cell, "has households in the survey and none in the table"));
    }
    for household in &mut sample.households {
        let cell = cell_of(&household.facts, &facts);
        if let (Some(wanted), Some(found)) = (wanted.get(&cell), found.get(&cell)) {
            household.weight *= wanted / found;
        }
    }
    let base = if sample.weighting.starts_with("none") { "" } else { "the survey's weights, " };
    sample.weighting = format!(
        "{base}adjusted to the number of households by {}: {}",
        population.by.join(" and "),
        population.source
    );
    Ok(())
}

fn refuse(cell: &[String], why: &str) -> EstimationError {
    EstimationError::Population(format!("{} {why}", cell.join(" / ")))
}

fn cell_of(facts: &Facts, by: &[FactId]) -> Vec<String> {
    let code = |fact: &FactId| match facts.get(*fact) {
        Some(Value::Code(code)) => code.to_owned(),
        _ => "not known".to_owned(),
    };
    by.iter().map(code).collect()
}
