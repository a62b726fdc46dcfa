//! `nser pmt`: estimating a proxy means test from a consumption survey, and assessing any scorecard against one.

mod assess;
mod fit;
mod survey;
#[cfg(test)]
mod tests;

use crate::{configuration::Configuration, start::Failure};
use clap::Subcommand;
use estimation::error::EstimationError;
use scoring::{facts::FactId, points::Points, wording::Wording as Words};
use std::{fs, path::Path, process::ExitCode};
use web::wording::{Language, Wording};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Estimate a model: writes its scorecard and a report.
    Fit(fit::Arguments),
    /// Assess a scorecard: whom its cut-off would miss and whom it would let in.
    Assess(assess::Arguments),
}

#[expect(clippy::unused_async, reason = "like every command")]
pub(crate) async fn run(_: Configuration, action: Action) -> Result<ExitCode, Failure> {
    match action {
        Action::Fit(arguments) => fit::run(&arguments),
        Action::Assess(arguments) => assess::run(&arguments),
    }
}

/// An error with its code, as the program prints it.
#[expect(clippy::needless_pass_by_value, reason = "what `map_err` takes")]
fn coded(error: EstimationError) -> Failure {
    format!("{error} [{}]", error.code()).into()
}

/// Names of facts in both languages, as pages have them.
fn name_of(wording: &Wording, fact: FactId) -> Words {
    let text = |language| wording.text(language, &format!("fact-{fact}"), &[]);
    Words { en: text(Language::En), ur: text(Language::Ur) }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// A cut-off of the command line.
fn points(number: f64) -> Result<Points, Failure> {
    Points::exact(number).ok_or_else(|| "a cut-off has at most two decimals".into())
}

fn percent(part: f64) -> String {
    if part.is_finite() { format!("{:.1} %", part * 100.0) } else { "–".to_owned() }
}
