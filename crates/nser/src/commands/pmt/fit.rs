//! `nser pmt fit`: from a survey and a specification to a scorecard and a report.

use super::{assess::print, coded, name_of, points, read, survey, write};
use crate::{commands::say, start::Failure};
use clap::Args;
use estimation::{
    assessment::assess,
    fitting::{Fitted, fit_model},
    report::{self, Report},
    scorecard_file,
    specification::Specification,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::{path::PathBuf, process::ExitCode};
use web::wording::Wording;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    survey: survey::SurveyFiles,
    /// What may enter the model and how it is chosen: TOML, as in rules/estimations.
    #[arg(long)]
    specification: PathBuf,
    /// The scorecard to write.
    #[arg(long)]
    scorecard: PathBuf,
    /// The report to write, one HTML file.
    #[arg(long)]
    report: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let specification = Specification::read(&read(&arguments.specification)?).map_err(coded)?;
    let survey::Named { survey, source } = survey::load(&arguments.survey)?;
    let wording = Wording::load();
    let mut chance = ChaCha8Rng::seed_from_u64(specification.choose.seed);
    let words = |fact| name_of(&wording, fact);
    let fitted = fit_model(&survey, &specification, &words, &mut chance).map_err(coded)?;
    let text = scorecard_file::write(&fitted, &specification);
    let scorecard = scorecard_file::load(&text).map_err(coded)?;
    write(&arguments.scorecard, &text)?;
    describe(&fitted);
    let cut_off = points(specification.scale.cut_off)?;
    let assessment = assess(&scorecard, &fitted.sample, cut_off, specification.scale.people_below_cut_off)
        .map_err(coded)?;
    print(&assessment);
    if let Some(path) = &arguments.report {
        let report = Report {
            scorecard: &scorecard,
            assessment: &assessment,
            sample: &fitted.sample,
            equivalence: specification.equivalence,
            survey: &source,
            fitted: Some((&fitted, &specification)),
        };
        write(path, &report::write(report, &|fact| name_of(&wording, fact).en).map_err(coded)?)?;
        say(format_args!("report: {}", path.display()));
    }
    say(format_args!("scorecard: {}", arguments.scorecard.display()));
    Ok(ExitCode::SUCCESS)
}

fn describe(fitted: &Fitted) {
    for stratum in &fitted.strata {
        let quality = stratum.fit.quality;
        let outside = stratum.out_of_sample_r_squared.map_or("–".to_owned(), |part| format!("{part:.3}"));
        say(format_args!(
            "{}: {} households, {} coefficients, R2 {:.3}, adjusted {:.3}, out of sample {outside}, root mean squared error {:.3}; {} left out for lack of facts",
            stratum.id,
            quality.households,
            quality.parameters,
            quality.r_squared,
            quality.adjusted_r_squared,
            quality.root_mean_squared_error,
            stratum.left_out,
        ));
        if !stratum.dropped.is_empty() {
            say(format_args!("  left out, given by others or constant: {}", stratum.dropped.join(", ")));
        }
    }
    for (fact, part) in &fitted.lacking_too_often {
        say(format_args!("{fact} could not enter: {} of the households lack it", super::percent(*part)));
    }
}
