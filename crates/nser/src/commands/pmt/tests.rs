//! The released model is made again from its survey and its specification, to the byte.

use super::Action;
use clap::Parser;
use std::{
    fs,
    path::{Path, PathBuf},
};

#[derive(Parser)]
struct Program {
    #[command(subcommand)]
    action: Action,
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let program = ["pmt"].iter().chain(arguments);
    match Program::try_parse_from(program).map_err(|error| error.to_string())?.action {
        Action::Fit(arguments) => super::fit::run(&arguments),
        Action::Assess(arguments) => super::assess::run(&arguments),
    }
    .map(|_| ())
    .map_err(|error| error.to_string())
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// The files of the household survey of 2015-16 as arguments, where it is at hand.
fn hies() -> Option<Vec<String>> {
    let folder = root().join("../shared/hies-2015-16");
    if !folder.is_dir() {
        eprintln!("skipped: the household survey of 2015-16 is not at hand");
        return None;
    }
    let files = [
        ("--households", folder.join("households.csv")),
        ("--persons", folder.join("persons.csv")),
        ("--mapping", root().join("crates/tables/tests/mappings/hies-2015-16.toml")),
    ];
    Some(files.iter().flat_map(|(name, path)| [(*name).to_owned(), text(path)]).collect())
}

#[test]
fn the_released_model_is_made_again_to_the_byte() {
    let Some(survey) = hies() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (scorecard, report) = (folder.path().join("1.toml"), folder.path().join("report.html"));
    let specification = text(&root().join("rules/estimations/pmt-hies-2015-16/1.toml"));
    let (scorecard_path, report_path) = (text(&scorecard), text(&report));
    let mut arguments = vec!["fit"];
    arguments.extend(survey.iter().map(String::as_str));
    arguments.extend(["--specification", &specification, "--scorecard", &scorecard_path]);
    arguments.extend(["--report", &report_path]);
    run(&arguments).unwrap();
    let made = fs::read_to_string(&scorecard).unwrap();
    let released = fs::read_to_string(root().join("rules/scorecards/pmt-hies-2015-16/1.toml")).unwrap();
    assert_eq!(made.lines().zip(released.lines()).find(|(made, released)| made != released), None);
    assert_eq!(made.len(), released.len());
    // The figures that the guide and the decision state.
    let report = fs::read_to_string(&report).unwrap();
    for figure in ["0.508", "0.471", "0.665", "0.655", "33.5 %", "65.5 %", "37.4 %", "0.864"] {
        assert!(report.contains(figure), "{figure}");
    }
}

#[test]
fn a_card_that_asks_what_the_survey_did_not_is_refused_with_what_is_lacking() {
    let Some(survey) = hies() else { return };
    let mut arguments = vec!["assess", "--model", "ten-questions-2009/1"];
    arguments.extend(survey.iter().map(String::as_str));
    let error = run(&arguments).unwrap_err();
    assert!(error.contains("owns_television") && error.contains("[estimation.nothing_scored]"), "{error}");
}

#[test]
fn an_unknown_card_is_answered_with_those_there_are() {
    let unread = ["--households", "none.csv", "--mapping", "none.toml"];
    let error = run(&[["assess", "--model", "moon"].as_slice(), &unread].concat()).unwrap_err();
    assert!(error.contains("pmt-hies-2015-16/1"), "{error}");
}
