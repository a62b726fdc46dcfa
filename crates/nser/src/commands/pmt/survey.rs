//! Reading a consumption survey: households and persons through a mapping.

use super::{coded, read};
use crate::{
    assets,
    commands::say,
    machine::{self, MachineClock},
    start::Failure,
};
use clap::Args;
use estimation::survey::{Numbers, Survey};
use registry::{area::AreaBook, clock::Clock, delivery::RejectCode};
use scoring::facts::Circumstances;
use std::{collections::BTreeMap, path::PathBuf};
use tables::{Files, Mapping, open};

/// Households read at once.
const CHUNK: usize = 2_000;

/// The files of a survey.
#[derive(Args)]
pub(super) struct SurveyFiles {
    /// Households of the survey: CSV or Parquet.
    #[arg(long)]
    households: PathBuf,
    /// Persons, where they are a file of their own.
    #[arg(long)]
    persons: Option<PathBuf>,
    /// Births, where they are a file of their own.
    #[arg(long)]
    births: Option<PathBuf>,
    /// The mapping, with consumption in its table [survey].
    #[arg(long)]
    mapping: PathBuf,
}

/// A survey with the name of its source.
pub(super) struct Named {
    pub(super) survey: Survey,
    pub(super) source: String,
}

/// Reads all households; says how many could not be read, and why.
pub(super) fn load(files: &SurveyFiles) -> Result<Named, Failure> {
    let mapping = Mapping::parse(&read(&files.mapping)?)?;
    let scratch = std::env::temp_dir();
    let paths = Files {
        households: files.households.clone(),
        persons: files.persons.clone(),
        births: files.births.clone(),
        scratch: Some(scratch),
    };
    let mut reader = open(&paths, &mapping)?;
    let bound = reader.bound();
    let numbers = Numbers::named(bound.extra_names()).map_err(coded)?;
    let areas = AreaBook::new(assets::areas(true)?)?;
    let (ids, now) = (machine::ids()?, MachineClock.now());
    let mut survey = numbers.survey();
    let (mut rejects, mut strays) = (BTreeMap::<RejectCode, u64>::new(), 0);
    while let Some(chunk) = reader.next_chunk(CHUNK) {
        let read = bound.read_chunk(&chunk?, &ids, now);
        strays += read.strays.len();
        for household in read.households {
            match household.delivered.read {
                Err(reject) => *rejects.entry(reject.code).or_default() += 1,
                Ok(delivery) => {
                    let (record, date) = (&delivery.record, delivery.surveyed);
                    let circumstances = Circumstances::of(&areas, &record.location, date);
                    survey.observations.push(numbers.observe(record, date, &circumstances, &household.extra));
                }
            }
        }
    }
    say(format_args!("{} households read from {}", survey.observations.len(), files.households.display()));
    for (code, number) in &rejects {
        say(format_args!("{number} households not read: {} [{code}]", code.reason()));
    }
    if strays > 0 {
        say(format_args!("{strays} persons belong to no household of the file"));
    }
    Ok(Named { survey, source: bound.source().to_owned() })
}
