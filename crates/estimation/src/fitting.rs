//! Fitting: from a survey and a specification to a model and how well it fits.

use crate::{
    error::EstimationError,
    lasso::{cross_validated_penalty, lasso},
    least_squares::{Fit, Problem, fit},
    model::{Model, Stratum, Term, rounded},
    moments::{Moments, sum_of},
    population,
    quantile::quantile,
    selection::{Criterion, Group, columns_of, stepwise},
    specification::{Choose, Method, ScaleAnchors, Specification},
    survey::{Household, Sample, Survey},
    validation::{Folds, moments_of_folds, out_of_sample},
    variable::{Columns, Variable},
};
use nalgebra::{DMatrix, DVector};
use rand::Rng;
use scoring::{facts::FactId, wording::Wording};

/// Fewer households than this are no survey.
const LEAST_HOUSEHOLDS: usize = 50;

/// A model with what is known of its making.
#[derive(Debug, Clone)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// How each stratum was fitted.
    pub strata: Vec<StratumFit>,
    /// The households on which it was fitted.
    pub sample: Sample,
    /// Facts that could not enter because too many households lack them, with the part that does.
    pub lacking_too_often: Vec<(FactId, f64)>,
}

/// How a stratum was fitted.
#[derive(Debug, Clone)]
pub struct StratumFit {
    /// Its id.
    pub id: String,
    /// The regression.
    pub fit: Fit,
    /// The rows of the table of coefficients; the first is the constant.
    pub rows: Vec<CoefficientRow>,
    /// Facts that could have entered and were not chosen.
    pub not_chosen: Vec<FactId>,
    /// Columns that others give, or that do not vary here: left out.
    pub dropped: Vec<String>,
    /// Households left out because they lack a chosen fact.
    pub left_out: usize,
    /// Part of the variance explained out of sample, the choice made anew in each fold.
    pub out_of_sample_r_squared: Option<f64>,
}

/// One row of the table of coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct CoefficientRow {
    /// The fact; `None` for the constant.
    pub fact: Option<FactId>,
    /// The wording of the question.
    pub text: String,
    /// The option or form.
    pub label: String,
    /// The coefficient.
    pub coefficient: f64,
    /// Its classical standard error.
    pub standard_error: f64,
    /// Its standard error robust to likeness within clusters.
    pub robust_standard_error: f64,
}

impl CoefficientRow {
    /// The coefficient in robust standard errors.
    pub fn t(&self) -> f64 {
        self.coefficient / self.robust_standard_error
    }
}

/// A variable ready to enter.
struct Candidate<'a> {
    fact: FactId,
    columns: Columns,
    variable: &'a Variable,
    text: Wording,
}

/// Fits a model. The same survey, specification and generator give the same model. `words` names a fact that the
/// specification gives no wording.
pub fn fit_model(
    survey: &Survey,
    specification: &Specification,
    words: &dyn Fn(FactId) -> Wording,
    chance: &mut impl Rng,
) -> Result<Fitted, EstimationError> {
    let mut sample = Sample::of(survey, specification.equivalence)?;
    if let Some(population) = &specification.population {
        population::weigh(&mut sample, population)?;
    }
    let (candidates, lacking_too_often) = candidates(specification, &sample, words)?;
    let mut fitted = Fitted {
        model: Model { zero: 0.0, hundred: 1.0, strata: Vec::new() },
        strata: Vec::new(),
        sample,
        lacking_too_often,
    };
    let wanted = strata_wanted(specification)?;
    require_partition(&wanted, &fitted.sample)?;
    for stratum in wanted {
        let households: Vec<&Household> =
            fitted.sample.households.iter().filter(|one| stratum.is_for(&one.facts) == Some(true)).collect();
        let (stratum, made) = fit_stratum(stratum, &households, &candidates, &specification.choose, chance)?;
        fitted.model.strata.push(stratum);
        fitted.strata.push(made);
    }
    (fitted.model.zero, fitted.model.hundred) = scale(&fitted.model, &fitted.sample, specification.scale)?;
    Ok(fitted)
}

/// The variables that may enter, and the facts lacking too often.
#[expect(clippy::type_complexity, reason = "two lists that belong together only here")]
fn candidates<'a>(
    specification: &'a Specification,
    sample: &Sample,
    words: &dyn Fn(FactId) -> Wording,
) -> Result<(Vec<Candidate<'a>>, Vec<(FactId, f64)>), EstimationError> {
    let (mut candidates, mut lacking_too_often) = (Vec::new(), Vec::new());
    for variable in &specification.variable {
        let (fact, columns) = (variable.fact()?, variable.columns()?);
        let lacking = sample.households.iter().filter(|one| one.facts.get(fact).is_none()).count();
        let part = lacking as f64 / sample.households.len().max(1) as f64;
        if part > specification.missing_at_most {
            lacking_too_often.push((fact, part));
        } else {
            let text = variable.text.clone().unwrap_or_else(|| words(fact));
            candidates.push(Candidate { fact, columns, variable, text });
        }
    }
    Ok((candidates, lacking_too_often))
}

fn strata_wanted(specification: &Specification) -> Result<Vec<Stratum>, EstimationError> {
    if specification.stratum.is_empty() {
        return Ok(vec![Stratum {
            id: "all".to_owned(),
            when: Vec::new(),
            intercept: 0.0,
            terms: Vec::new(),
        }]);
    }
    let fact = |name: &String| FactId::find(name).ok_or_else(|| EstimationError::UnknownFact(name.clone()));
    let stratum = |wanted: &crate::specification::StratumWanted| {
        let when = wanted.when.iter().map(|(name, codes)| Ok((fact(name)?, codes.clone())));
        let when = when.collect::<Result<Vec<_>, EstimationError>>()?;
        Ok(Stratum { id: wanted.id.clone(), when, intercept: 0.0, terms: Vec::new() })
    };
    specification.stratum.iter().map(stratum).collect()
}

fn require_partition(strata: &[Stratum], sample: &Sample) -> Result<(), EstimationError> {
    let outside = |household: &&Household| {
        strata.iter().filter(|stratum| stratum.is_for(&household.facts) == Some(true)).count() != 1
    };
    match sample.households.iter().filter(outside).count() {
        0 => Ok(()),
        number => Err(EstimationError::NoStratum(number)),
    }
}

/// Rows without missing facts: design without constant, logarithm of consumption, weights, clusters.
struct Rows {
    design: DMatrix<f64>,
    response: DVector<f64>,
    weights: DVector<f64>,
    clusters: Vec<usize>,
}

impl Rows {
    fn of(households: &[&Household], candidates: &[&Candidate]) -> Self {
        let values = |household: &Household| {
            let of_candidate =
                |candidate: &&Candidate| candidate.columns.values(household.facts.get(candidate.fact)?);
            let values: Option<Vec<Vec<f64>>> = candidates.iter().map(of_candidate).collect();
            Some(values?.concat())
        };
        let complete: Vec<(&Household, Vec<f64>)> =
            households.iter().filter_map(|household| Some((*household, values(household)?))).collect();
        let columns = candidates.iter().map(|candidate| candidate.columns.number()).sum();
        let rows = complete.len();
        Self {
            design: DMatrix::from_row_iterator(
                rows,
                columns,
                complete.iter().flat_map(|(_, values)| values.clone()),
            ),
            response: DVector::from_iterator(rows, complete.iter().map(|(one, _)| one.welfare.ln())),
            weights: DVector::from_iterator(rows, complete.iter().map(|(one, _)| one.weight)),
            clusters: complete.iter().map(|(one, _)| one.cluster).collect(),
        }
    }

    fn require(&self, stratum: &str, all: usize) -> Result<(), EstimationError> {
        if self.response.len() < LEAST_HOUSEHOLDS {
            return Err(EstimationError::TooFew {
                stratum: stratum.to_owned(),
                found: self.response.len(),
                wanted: LEAST_HOUSEHOLDS,
                reasons: format!("of {all}, the others lack facts"),
            });
        }
        let first = self.response.iter().next().copied().unwrap_or_default();
        if self.response.iter().all(|one| (one - first).abs() < 1e-12) {
            return Err(EstimationError::ConsumptionConstant(stratum.to_owned()));
        }
        Ok(())
    }
}

fn fit_stratum(
    stratum: Stratum,
    households: &[&Household],
    candidates: &[Candidate],
    choose: &Choose,
    chance: &mut impl Rng,
) -> Result<(Stratum, StratumFit), EstimationError> {
    let all: Vec<&Candidate> = candidates.iter().collect();
    let rows = Rows::of(households, &all);
    rows.require(&stratum.id, households.len())?;
    let (groups, dropped) = groups(&rows, &all);
    let folds = Folds::deal(&rows.clusters, choose.folds, chance);
    let folds = moments_of_folds(&rows.design, &rows.response, &rows.weights, &folds);
    let chosen = chosen_groups(&folds, &groups, choose);
    let out_of_sample_r_squared =
        out_of_sample(&folds, |others| columns_of(&groups, &chosen_groups(others, &groups, choose)));
    let entering: Vec<&Candidate> = chosen.iter().filter_map(|place| all.get(*place).copied()).collect();
    if entering.is_empty() {
        return Err(EstimationError::NothingLeft(stratum.id));
    }
    let mut made = fit_chosen(stratum, households, &entering)?;
    made.1.not_chosen =
        all.iter().map(|one| one.fact).filter(|fact| !entering.iter().any(|one| one.fact == *fact)).collect();
    made.1.out_of_sample_r_squared = out_of_sample_r_squared;
    made.1.dropped.extend(dropped);
    made.1.dropped.sort();
    made.1.dropped.dedup();
    Ok(made)
}

/// The columns of each candidate without those that are constant or given by columns before them, which are named.
fn groups(rows: &Rows, candidates: &[&Candidate]) -> (Vec<Group>, Vec<String>) {
    let everything = Moments::of(&rows.design, &rows.response, &rows.weights, 0..rows.response.len());
    let (mut groups, mut dropped, mut next, mut independent) = (Vec::new(), Vec::new(), 0, Vec::new());
    for candidate in candidates {
        let mut columns = Vec::new();
        for label in candidate.columns.labels() {
            independent.push(next);
            if everything.regress(&independent).is_some() {
                columns.push(next);
            } else {
                independent.pop();
                dropped.push(column_name(candidate.fact, &label));
            }
            next += 1;
        }
        groups.push(Group { columns, kept: candidate.variable.kept });
    }
    (groups, dropped)
}

fn column_name(fact: FactId, label: &str) -> String {
    if label.is_empty() { fact.name().to_owned() } else { format!("{fact} ({label})") }
}

/// The candidates chosen on the sum of some folds.
fn chosen_groups(folds: &[Moments], groups: &[Group], choose: &Choose) -> Vec<usize> {
    let sum = sum_of(folds);
    let with_columns = |place: &usize| groups.get(*place).is_some_and(|group| !group.columns.is_empty());
    let chosen: Vec<usize> = match choose.method {
        Method::All => (0..groups.len()).collect(),
        Method::StepwiseBic => stepwise(&sum, groups, Criterion::Bic, choose.most),
        Method::StepwiseProbability => {
            let criterion = Criterion::Probability { enter: choose.enter_below, leave: choose.leave_above };
            stepwise(&sum, groups, criterion, choose.most)
        }
        Method::Lasso => by_lasso(&sum, folds, groups),
    };
    chosen.into_iter().filter(with_columns).take(choose.most).collect()
}

fn by_lasso(sum: &Moments, folds: &[Moments], groups: &[Group]) -> Vec<usize> {
    let line = lasso(sum, cross_validated_penalty(folds));
    let not_zero = |column: &usize| line.coefficients.get(*column).is_some_and(|by| by.abs() > 0.0);
    let chosen =
        groups.iter().enumerate().filter(|(_, group)| group.kept || group.columns.iter().any(not_zero));
    chosen.map(|(place, _)| place).collect()
}

/// The final regression, on every household that has the chosen facts.
fn fit_chosen(
    stratum: Stratum,
    households: &[&Household],
    entering: &[&Candidate],
) -> Result<(Stratum, StratumFit), EstimationError> {
    let rows = Rows::of(households, entering);
    rows.require(&stratum.id, households.len())?;
    let problem = Problem {
        design: rows.design.clone().insert_column(0, 1.0),
        response: rows.response,
        weights: rows.weights,
        clusters: Some(rows.clusters),
    };
    let fit = fit(&problem)?;
    let names: Vec<(Option<FactId>, String, String)> =
        std::iter::once((None, "Constant".to_owned(), String::new()))
            .chain(entering.iter().flat_map(|one| {
                one.columns.labels().into_iter().map(|label| (Some(one.fact), one.text.en.clone(), label))
            }))
            .collect();
    let dropped = fit.dropped.iter().filter_map(|place| names.get(*place));
    let dropped = dropped.filter_map(|(fact, _, label)| Some(column_name((*fact)?, label))).collect();
    let made = StratumFit {
        id: stratum.id.clone(),
        rows: table(&fit, &names),
        not_chosen: Vec::new(),
        dropped,
        left_out: households.len() - problem.response.len(),
        out_of_sample_r_squared: None,
        fit,
    };
    Ok((with_terms(stratum, entering, &made.fit), made))
}

fn table(fit: &Fit, names: &[(Option<FactId>, String, String)]) -> Vec<CoefficientRow> {
    let errors = fit.standard_errors.iter().zip(&fit.robust_standard_errors);
    let values = fit.kept.iter().zip(&fit.coefficients).zip(errors);
    let row = |((place, coefficient), (own, robust)): ((&usize, &f64), (&f64, &f64))| {
        let (fact, text, label) = names.get(*place)?.clone();
        Some(CoefficientRow {
            fact,
            text,
            label,
            coefficient: *coefficient,
            standard_error: *own,
            robust_standard_error: *robust,
        })
    };
    values.filter_map(row).collect()
}

/// The stratum with its terms; a column that was dropped has coefficient zero.
fn with_terms(stratum: Stratum, entering: &[&Candidate], fit: &Fit) -> Stratum {
    let coefficient = |place: usize| {
        let known = fit.kept.iter().position(|kept| *kept == place);
        rounded(known.and_then(|known| fit.coefficients.get(known)).copied().unwrap_or_default())
    };
    let mut next = 1;
    let terms = entering
        .iter()
        .map(|one| {
            let places = next..next + one.columns.number();
            next = places.end;
            Term {
                fact: one.fact,
                text: one.text.clone(),
                columns: one.columns.clone(),
                coefficients: places.map(coefficient).collect(),
            }
        })
        .collect();
    Stratum { intercept: coefficient(0), terms, ..stratum }
}

/// The predictions that become 0 and 100, from the two that the specification gives scores.
fn scale(model: &Model, sample: &Sample, anchors: ScaleAnchors) -> Result<(f64, f64), EstimationError> {
    let predictions: Vec<(f64, f64)> = sample
        .households
        .iter()
        .filter_map(|household| Some((model.predict(&household.facts)?, household.people())))
        .collect();
    let nothing = || EstimationError::NothingLeft("the scale".to_owned());
    let cut_off = quantile(&predictions, anchors.people_below_cut_off).ok_or_else(nothing)?;
    let hundred = quantile(&predictions, anchors.people_below_hundred).ok_or_else(nothing)?;
    if hundred - cut_off < 1e-6 {
        return Err(nothing());
    }
    let per_point = (hundred - cut_off) / (100.0 - anchors.cut_off);
    Ok((rounded(cut_off - anchors.cut_off * per_point), rounded(hundred)))
}
