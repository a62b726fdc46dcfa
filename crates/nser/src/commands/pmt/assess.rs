//! `nser pmt assess`: the errors of any scorecard against a consumption survey.

use super::{coded, name_of, percent, points, read, survey, write};
use crate::{assets, commands::say, start::Failure};
use clap::Args;
use estimation::{
    assessment::{Assessment, Errors, assess},
    population,
    report::{self, Report},
    scorecard_file,
    specification::Specification,
    survey::{Equivalence, Sample},
};
use scoring::scorecard::Scorecard;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use web::wording::Wording;

#[derive(Args)]
pub(crate) struct Arguments {
    /// A scorecard of the program, as id or id/version, or the file of one.
    #[arg(long)]
    model: String,
    #[command(flatten)]
    survey: survey::SurveyFiles,
    /// The cut-off: scores up to it are selected.
    #[arg(long, default_value_t = 32.0)]
    cut_off: f64,
    /// Part of the people who are taken for the poorest, from 0 to 1.
    #[arg(long, default_value_t = 0.24)]
    poorest: f64,
    /// Divide consumption by the number of members, not by adult equivalents.
    #[arg(long)]
    per_capita: bool,
    /// A specification whose table of population gives the weights.
    #[arg(long)]
    weights_of: Option<PathBuf>,
    /// The report to write, one HTML file.
    #[arg(long)]
    report: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let scorecard = find(&arguments.model)?;
    let survey::Named { survey, source } = survey::load(&arguments.survey)?;
    let equivalence = if arguments.per_capita { Equivalence::PerCapita } else { Equivalence::Pakistan };
    let mut sample = Sample::of(&survey, equivalence).map_err(coded)?;
    if let Some(path) = &arguments.weights_of {
        let specification = Specification::read(&read(path)?).map_err(coded)?;
        let table =
            specification.population.ok_or_else(|| format!("{} has no [population]", path.display()))?;
        population::weigh(&mut sample, &table).map_err(coded)?;
    }
    let assessment =
        assess(&scorecard, &sample, points(arguments.cut_off)?, arguments.poorest).map_err(coded)?;
    print(&assessment);
    if let Some(path) = &arguments.report {
        let wording = Wording::load();
        let report = Report {
            scorecard: &scorecard,
            assessment: &assessment,
            sample: &sample,
            equivalence,
            survey: &source,
            fitted: None,
        };
        write(path, &report::write(report, &|fact| name_of(&wording, fact).en).map_err(coded)?)?;
        say(format_args!("report: {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A scorecard of the program, the newest version where none is named; else a file.
fn find(model: &str) -> Result<Scorecard, Failure> {
    let rules = assets::rules()?;
    let known = match model.split_once('/') {
        Some((id, version)) => rules.find_scorecard(id, version),
        None => rules.scorecards().filter(|card| card.id == model).last(),
    };
    if let Some(scorecard) = known {
        return Ok(scorecard.clone());
    }
    if !Path::new(model).is_file() {
        let ids: Vec<String> =
            rules.scorecards().map(|card| format!("{}/{}", card.id, card.version)).collect();
        return Err(
            format!("there is no scorecard and no file `{model}`; scorecards: {}", ids.join(", ")).into()
        );
    }
    scorecard_file::load(&read(Path::new(model))?).map_err(coded)
}

/// The tables of an assessment, as text.
pub(super) fn print(assessment: &Assessment) {
    say(format_args!("{} of {} households have a score", assessment.scored.len(), assessment.households));
    for (fact, number) in &assessment.lacking {
        say(format_args!("  {number} lack {fact}"));
    }
    for (fact, number) in &assessment.not_covered {
        say(format_args!("  for {number} the card has no points for {fact}"));
    }
    say(format_args!(
        "poorest {} of the people; cut-off {}; area under the ROC curve {:.3}",
        percent(assessment.poorest),
        assessment.cut_off,
        assessment.area_under_curve
    ));
    line("", "poorest", "selected", "exclusion", "inclusion");
    row("all", &assessment.errors);
    for (_, code, _, errors) in &assessment.parts {
        row(code, errors);
    }
}

fn row(name: &str, errors: &Errors) {
    let [poor, selected, exclusion, inclusion] =
        [errors.poor, errors.selected, errors.exclusion, errors.inclusion].map(percent);
    line(name, &poor, &selected, &exclusion, &inclusion);
}

fn line(name: &str, poor: &str, selected: &str, exclusion: &str, inclusion: &str) {
    say(format_args!("{name:<20}{poor:>10}{selected:>10}{exclusion:>11}{inclusion:>11}"));
}
