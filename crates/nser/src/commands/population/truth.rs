//! Who the people of the records are, in files of their own: what linkage is measured by.

use crate::start::Failure;
use csv::Writer;
use population::{Surveyed, Vintage};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// The three files in the folder `truth`.
pub(super) struct TruthFiles {
    vintage: i16,
    households: TruthFile,
    persons: TruthFile,
    events: TruthFile,
}

struct TruthFile {
    name: &'static str,
    path: PathBuf,
    writer: Writer<File>,
    rows: u64,
}

impl TruthFiles {
    pub(super) fn create(folder: &Path, vintage: Vintage) -> Result<Self, Failure> {
        let folder = folder.join("truth");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let create = |name: &'static str, headings: &[&str]| -> Result<TruthFile, Failure> {
            let path = folder.join(name);
            let file = File::create(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let mut writer = Writer::from_writer(file);
            writer.write_record(headings)?;
            Ok(TruthFile { name, path, writer, rows: 0 })
        };
        Ok(Self {
            vintage: vintage.year(),
            households: create("households.csv", &["survey", "key", "household", "founded_out_of"])?,
            persons: create("persons.csv", &["survey", "key", "line", "person", "recorded"])?,
            events: create(
                "events.csv",
                &["date", "kind", "household", "person", "other_household", "survey", "key"],
            )?,
        })
    }

    pub(super) fn write(&mut self, household: &Surveyed) -> Result<(), Failure> {
        let (survey, key, truth) = (self.vintage.to_string(), household.key.as_str(), &household.truth);
        let text = |text: Option<String>| text.unwrap_or_default();
        let parent = text(truth.parent.map(|parent| parent.to_string()));
        self.households.write(&[&survey, key, &truth.household.to_string(), &parent])?;
        let recorded = if household.record.members.is_empty() { "no" } else { "yes" };
        for (line, person) in (1..).zip(&truth.persons) {
            let line: u32 = line;
            self.persons.write(&[&survey, key, &line.to_string(), &person.to_string(), recorded])?;
        }
        for event in &truth.events {
            let person = text(event.person.map(|person| person.to_string()));
            let other = text(event.other.map(|other| other.to_string()));
            let (date, household) = (event.date.to_string(), event.household.to_string());
            self.events.write(&[&date, event.kind.name(), &household, &person, &other, &survey, key])?;
        }
        Ok(())
    }

    /// Name, rows and bytes of each.
    pub(super) fn finish(self) -> Result<Vec<(String, u64, u64)>, Failure> {
        [self.households, self.persons, self.events].into_iter().map(TruthFile::finish).collect()
    }
}

impl TruthFile {
    fn write(&mut self, cells: &[&str]) -> Result<(), Failure> {
        self.rows += 1;
        self.writer.write_record(cells).map_err(|error| format!("{}: {error}", self.path.display()).into())
    }

    fn finish(mut self) -> Result<(String, u64, u64), Failure> {
        self.writer.flush()?;
        let size_bytes = fs::metadata(&self.path)?.len();
        Ok((format!("truth/{}", self.name), self.rows, size_bytes))
    }
}
