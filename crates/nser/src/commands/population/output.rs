//! The files with the records: tables, or filled-in forms.

use super::drawing::Drawn;
use crate::start::Failure;
use jiff::{ToSpan, civil::Date, tz};
use population::{Surveyed, Vintage};
use registry::area::{Area, AreaBook};
use std::{
    fs,
    path::{Path, PathBuf},
};
use survey::{
    writing::{Envelope, write_survey},
    xform::Form,
};
use tables::Writer;

/// Filled-in forms in a folder.
const FORMS_IN_A_FOLDER: u64 = 1_000;

/// Where records are written to.
pub(super) enum Output {
    /// Tables, with what a mapping is drafted from: households, persons, births.
    Tables { writer: Box<Writer>, folder: PathBuf, files: Files },
    /// Filled-in forms.
    Forms { folder: PathBuf, number: u64, size_bytes: u64 },
}

/// The names of the tables in the folder.
pub(super) struct Files {
    households: &'static str,
    others: Option<(&'static str, &'static str)>,
}

impl Output {
    pub(super) fn parquet(folder: &Path) -> Result<Self, Failure> {
        let files = Files { households: "households.parquet", others: None };
        let writer = Box::new(Writer::parquet(&folder.join(files.households))?);
        Ok(Self::Tables { writer, folder: folder.to_owned(), files })
    }

    pub(super) fn parquet_flat(folder: &Path) -> Result<Self, Failure> {
        let others = Some(("persons.parquet", "births.parquet"));
        let writer = Box::new(Writer::parquet_flat(folder)?);
        let files = Files { households: "households.parquet", others };
        Ok(Self::Tables { writer, folder: folder.to_owned(), files })
    }

    pub(super) fn csv(folder: &Path) -> Result<Self, Failure> {
        let others = Some(("persons.csv", "births.csv"));
        let writer = Box::new(Writer::csv(folder)?);
        let files = Files { households: "households.csv", others };
        Ok(Self::Tables { writer, folder: folder.to_owned(), files })
    }

    pub(super) fn xforms(folder: &Path) -> Self {
        Self::Forms { folder: folder.to_owned(), number: 0, size_bytes: 0 }
    }

    pub(super) fn write(&mut self, household: &Drawn) -> Result<(), Failure> {
        match self {
            Self::Tables { writer, .. } => {
                Ok(writer.write(&household.surveyed.key, None, &household.surveyed.record)?)
            }
            Self::Forms { folder, number, size_bytes } => {
                let xml = household.xml.as_deref().unwrap_or_default();
                let inner = folder.join(format!("{:05}", *number / FORMS_IN_A_FOLDER));
                let file = inner.join(format!("{}.xml", household.surveyed.key));
                if number.is_multiple_of(FORMS_IN_A_FOLDER) {
                    fs::create_dir_all(&inner).map_err(|error| format!("{}: {error}", inner.display()))?;
                }
                fs::write(&file, xml).map_err(|error| format!("{}: {error}", file.display()))?;
                *number += 1;
                *size_bytes += xml.len() as u64;
                Ok(())
            }
        }
    }

    /// Ends the files and writes the mapping that `nser import` reads them by. Gives name, rows and bytes of each.
    pub(super) fn finish(self, vintage: Vintage) -> Result<Vec<(String, u64, u64)>, Failure> {
        match self {
            Self::Forms { number, size_bytes, .. } => {
                Ok(vec![("forms (*.xml)".to_owned(), number, size_bytes)])
            }
            Self::Tables { writer, folder, files } => {
                let written = writer.finish()?;
                write_mapping(&folder, &files, vintage)?;
                let name = |path: &Path| {
                    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
                };
                Ok(written.files.iter().map(|file| (name(&file.path), file.rows, file.size_bytes)).collect())
            }
        }
    }
}

/// Each survey is a source of its own: keys of two surveys have nothing to do with each other.
fn write_mapping(folder: &Path, files: &Files, vintage: Vintage) -> Result<(), Failure> {
    let place = |name: &str| folder.join(name);
    let (persons, births) = files.others.map(|(persons, births)| (place(persons), place(births))).unzip();
    let mapping = tables::draft_with_births(&place(files.households), persons.as_deref(), births.as_deref())?;
    let source = format!("source = \"synthetic-country-{}\"", vintage.year());
    let named = |line: &str| if line.starts_with("source = ") { source.clone() } else { line.to_owned() };
    let mapping: Vec<String> = mapping.lines().map(named).collect();
    let file = place("mapping.toml");
    fs::write(&file, mapping.join("\n") + "\n").map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Fills in a form as a tablet does.
pub(super) struct FilledIn {
    form: Form,
    areas: AreaBook,
}

impl FilledIn {
    pub(super) fn new(form: Form, areas: Vec<Area>) -> Result<Self, Failure> {
        Ok(Self { form, areas: AreaBook::new(areas)? })
    }

    /// The submission of a household.
    pub(super) fn fill_in(&self, household: &Surveyed) -> String {
        let day = household.record.interview.interview_date.unwrap_or(Date::ZERO);
        // Eleven in the morning in Pakistan: a fixed distance from UTC has every hour of every day.
        let zone = tz::TimeZone::fixed(tz::offset(5));
        let Ok(end) = day.at(11, 0, 0, 0).to_zoned(zone) else { return String::new() };
        let start = end.saturating_sub(25.minutes());
        let envelope = Envelope {
            instance_id: &instance_id(&household.key),
            deprecated_id: None,
            device: "population",
            start: &start,
            end: &end,
        };
        write_survey(&self.form, &household.record, &self.areas, &envelope).to_xml()
    }
}

/// The id of a submission: the key, which has four and fifteen digits, in the form of a UUID.
fn instance_id(key: &str) -> String {
    let digits: String = key.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or("0").to_owned();
    format!("uuid:9000{}-{}-4000-8000-{:0>12}", part(0, 4), part(4, 8), part(8, 19))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_instance_ids_that_differ() {
        assert_eq!(instance_id("2021-012345678901234"), "uuid:90002021-0123-4000-8000-045678901234");
    }
}
