//! The report: one HTML file with its pictures inside, in plain words for a registry officer.

mod pictures;
mod plot;

use crate::{
    assessment::{Assessment, Errors, by_cut_off, coverage},
    error::EstimationError,
    fitting::{CoefficientRow, Fitted, StratumFit},
    specification::{Method, Specification},
    survey::{Equivalence, Sample},
};
use minijinja::{Environment, Value, context, value::Serde};
use scoring::{
    facts::FactId,
    scorecard::{Direction, PointsStatus, Scorecard},
};
use serde::Serialize;

/// What a report is about.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The scorecard assessed.
    pub scorecard: &'a Scorecard,
    /// Its assessment.
    pub assessment: &'a Assessment,
    /// The households it was assessed on.
    pub sample: &'a Sample,
    /// By what consumption is divided.
    pub equivalence: Equivalence,
    /// What the survey is called.
    pub survey: &'a str,
    /// How it was fitted, where it was fitted here.
    pub fitted: Option<(&'a Fitted, &'a Specification)>,
}

/// Writes a report. The same contents give the same bytes. `words` names facts.
pub fn write(report: Report, words: &dyn Fn(FactId) -> String) -> Result<String, EstimationError> {
    let mut environment = Environment::new();
    let failed = |error: minijinja::Error| EstimationError::Report(error.to_string());
    environment.add_template("report.html", include_str!("report/report.html")).map_err(failed)?;
    let template = environment.get_template("report.html").map_err(failed)?;
    let turned = match report.scorecard.direction {
        Direction::HigherIsLessPoor => 1.0,
        Direction::HigherIsPoorer => -1.0,
    };
    let assessment = report.assessment;
    let page = context! {
        title => report.scorecard.title.en.as_str(),
        id => report.scorecard.id.as_str(),
        version => report.scorecard.version.as_str(),
        source => report.scorecard.source.as_str(),
        notice => report.scorecard.notice.as_ref().map(|notice| notice.en.clone()),
        illustrative => report.scorecard.points == PointsStatus::Illustrative,
        survey => report.survey,
        equivalent => report.equivalence.words(),
        cut_off => assessment.cut_off.to_string(),
        poorest => percent(assessment.poorest),
        line => thousands(assessment.line),
        errors => Value::from(Serde(ErrorsRow::of("all", &assessment.errors, assessment.scored.len()))),
        of_ten_missed => format!("{:.0}", assessment.errors.exclusion * 10.0),
        of_ten_let_in => format!("{:.0}", assessment.errors.inclusion * 10.0),
        area => format!("{:.3}", assessment.area_under_curve),
        area_percent => percent(assessment.area_under_curve),
        households => thousands_of(assessment.households),
        scored => thousands_of(assessment.scored.len()),
        unscored => thousands_of(assessment.households - assessment.scored.len()),
        lacking => Value::from(Serde(counts(&assessment.lacking, words))),
        not_covered => Value::from(Serde(counts(&assessment.not_covered, words))),
        parts => Value::from(Serde(parts(assessment))),
        cut_offs => Value::from(Serde(cut_off_rows(assessment, turned))),
        coverage => Value::from(Serde(coverage_rows(assessment))),
        sample => Value::from(Serde(SampleView::of(report.sample))),
        pictures => Value::from(Serde(pictures::draw(assessment, turned))),
        fit => Value::from(Serde(report.fitted.map(|(fitted, specification)| FitView::of(fitted, specification, words)))),
    };
    template.render(page).map_err(failed)
}

fn percent(part: f64) -> String {
    if part.is_finite() { format!("{:.1} %", part * 100.0) } else { "–".to_owned() }
}

fn thousands(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn thousands_of(number: usize) -> String {
    thousands(number as f64)
}

/// One row of a table of errors.
#[derive(Serialize)]
struct ErrorsRow {
    name: String,
    households: String,
    poor: String,
    selected: String,
    exclusion: String,
    inclusion: String,
    is_cut_off: bool,
}

impl ErrorsRow {
    fn of(name: &str, errors: &Errors, households: usize) -> Self {
        Self {
            name: name.to_owned(),
            households: thousands_of(households),
            poor: percent(errors.poor),
            selected: percent(errors.selected),
            exclusion: percent(errors.exclusion),
            inclusion: percent(errors.inclusion),
            is_cut_off: false,
        }
    }
}

fn parts(assessment: &Assessment) -> Vec<ErrorsRow> {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    let name = |code: &str| code.split('_').map(capital).collect::<Vec<String>>().join(" ");
    let parts = assessment.parts.iter();
    parts.map(|(_, code, households, errors)| ErrorsRow::of(&name(code), errors, *households)).collect()
}

fn cut_off_rows(assessment: &Assessment, turned: f64) -> Vec<ErrorsRow> {
    let own = assessment.cut_off.as_f64();
    let wanted =
        |score: f64| (score % 4.0).abs() < 1e-9 || (score - own).abs() < 1e-9 || (score - 37.0).abs() < 1e-9;
    by_cut_off(&assessment.scored, turned)
        .iter()
        .filter(|(score, _)| wanted(*score))
        .map(|(score, errors)| ErrorsRow {
            is_cut_off: (score - own).abs() < 1e-9,
            ..ErrorsRow::of(&format!("{score:.0}"), errors, 0)
        })
        .collect()
}

fn coverage_rows(assessment: &Assessment) -> Vec<(String, String, String)> {
    let row = |point: &crate::assessment::Coverage| {
        (format!("{:.0} %", point.part * 100.0), percent(point.error), percent(1.0 - point.part))
    };
    coverage(&assessment.scored).iter().map(row).collect()
}

fn counts(
    counts: &std::collections::BTreeMap<FactId, usize>,
    words: &dyn Fn(FactId) -> String,
) -> Vec<(String, String, String)> {
    let row =
        |(fact, number): (&FactId, &usize)| (words(*fact), fact.name().to_owned(), thousands_of(*number));
    counts.iter().map(row).collect()
}

/// Who was used and who was not.
#[derive(Serialize)]
struct SampleView {
    surveyed: String,
    used: String,
    without_consumption: usize,
    not_positive: usize,
    without_weight: usize,
    without_equivalents: usize,
    clusters: Option<usize>,
    weighting: String,
}

impl SampleView {
    fn of(sample: &Sample) -> Self {
        Self {
            surveyed: thousands_of(sample.surveyed),
            used: thousands_of(sample.households.len()),
            without_consumption: sample.without_consumption,
            not_positive: sample.not_positive,
            without_weight: sample.without_weight,
            without_equivalents: sample.without_equivalents,
            clusters: sample.clusters,
            weighting: sample.weighting.clone(),
        }
    }
}

/// How a model was fitted.
#[derive(Serialize)]
struct FitView {
    method: &'static str,
    folds: usize,
    seed: u64,
    anchor_cut_off: f64,
    anchor_people: String,
    anchor_hundred: String,
    points_per_ten_percent: String,
    variables: usize,
    lacking_too_often: Vec<(String, String)>,
    strata: Vec<StratumView>,
}

#[derive(Serialize)]
struct StratumView {
    name: String,
    households: String,
    clusters: String,
    variables: usize,
    r_squared: String,
    adjusted: String,
    out_of_sample: String,
    error: String,
    left_out: usize,
    not_chosen: Vec<String>,
    dropped: Vec<String>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    text: String,
    label: String,
    coefficient: String,
    effect: String,
    raises: bool,
    standard_error: String,
    robust: String,
    t: String,
    weak: bool,
}

impl FitView {
    fn of(fitted: &Fitted, specification: &Specification, words: &dyn Fn(FactId) -> String) -> Self {
        let points = 100.0 / (fitted.model.hundred - fitted.model.zero);
        let mut facts: Vec<FactId> = fitted
            .model
            .strata
            .iter()
            .flat_map(|stratum| stratum.terms.iter().map(|term| term.fact))
            .collect();
        facts.sort_unstable();
        facts.dedup();
        let lacking = fitted.lacking_too_often.iter();
        Self {
            method: method(specification.choose.method),
            folds: specification.choose.folds,
            seed: specification.choose.seed,
            anchor_cut_off: specification.scale.cut_off,
            anchor_people: percent(specification.scale.people_below_cut_off),
            anchor_hundred: percent(specification.scale.people_below_hundred),
            points_per_ten_percent: format!("{:.1}", points * 1.1_f64.ln()),
            variables: facts.len(),
            lacking_too_often: lacking.map(|(fact, part)| (words(*fact), percent(*part))).collect(),
            strata: fitted
                .strata
                .iter()
                .zip(&fitted.model.strata)
                .map(|(stratum, model)| StratumView::of(stratum, model.terms.len(), words))
                .collect(),
        }
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::All => "all variables of the specification",
        Method::StepwiseBic => "step by step, by the Bayesian information criterion",
        Method::StepwiseProbability => "step by step, by the probability of an F test",
        Method::Lasso => "by the lasso with a cross-validated penalty, then fitted by least squares",
    }
}

impl StratumView {
    fn of(stratum: &StratumFit, variables: usize, words: &dyn Fn(FactId) -> String) -> Self {
        let quality = stratum.fit.quality;
        Self {
            name: stratum.id.replace('_', " "),
            households: thousands_of(quality.households),
            clusters: thousands_of(stratum.fit.clusters),
            variables,
            r_squared: format!("{:.3}", quality.r_squared),
            adjusted: format!("{:.3}", quality.adjusted_r_squared),
            out_of_sample: stratum
                .out_of_sample_r_squared
                .map_or("–".to_owned(), |part| format!("{part:.3}")),
            error: format!("{:.3}", quality.root_mean_squared_error),
            left_out: stratum.left_out,
            not_chosen: stratum.not_chosen.iter().map(|fact| words(*fact)).collect(),
            dropped: stratum.dropped.clone(),
            rows: stratum.rows.iter().map(RowView::of).collect(),
        }
    }
}

impl RowView {
    fn of(row: &CoefficientRow) -> Self {
        let effect = row.coefficient.exp_m1() * 100.0;
        Self {
            text: row.text.clone(),
            label: row.label.clone(),
            coefficient: format!("{:.4}", row.coefficient),
            effect: if row.fact.is_some() { format!("{effect:+.1} %") } else { String::new() },
            raises: row.coefficient > 0.0,
            standard_error: format!("{:.4}", row.standard_error),
            robust: format!("{:.4}", row.robust_standard_error),
            t: format!("{:.1}", row.t()),
            weak: row.t().abs() < 1.96,
        }
    }
}
