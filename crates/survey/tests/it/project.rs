//! The project's forms, areas and examples, as a registry has them.

use jiff::{Timestamp, Zoned};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    area::{Area, AreaBook, AreaLevel},
    clock::in_pakistan,
    identity::NumberSeries,
    ids::RandomIds,
};
use std::{
    fs,
    path::{Path, PathBuf},
};
use survey::{
    reading::Context,
    xform::{Form, Table},
};

/// A folder of the project.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// The files in a folder, by name.
pub(crate) fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}

/// The newest version of a form, as XML.
pub(crate) fn source(form: &str) -> String {
    let newest = files(&folder("forms/compiled").join(form), "xml").pop().unwrap();
    fs::read_to_string(newest).unwrap()
}

/// The newest version of a form with its lists of areas.
pub(crate) fn form(form: &str) -> Form {
    let form = Form::parse(&source(form)).unwrap();
    let files: Vec<String> = form.missing_media().map(str::to_owned).collect();
    files.iter().fold(form, |form, file| form.with_external(file, &area_list(file)).unwrap())
}

/// The areas, with the invented ones.
pub(crate) fn areas() -> AreaBook {
    AreaBook::new(rows()).unwrap()
}

fn rows() -> Vec<Area> {
    let files = ["geography/areas.csv", "geography/demo.csv"];
    files.iter().flat_map(|file| read_areas(&folder(file))).collect()
}

fn read_areas(path: &Path) -> Vec<Area> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let area = |row: csv::StringRecord| Area {
        code: row[0].parse().unwrap(),
        level: AreaLevel::from_code(&row[1]).unwrap(),
        parent: row[2].parse().ok(),
        name_en: row[3].to_owned(),
        name_ur: row[4].to_owned(),
        valid_from: row[5].parse().unwrap(),
        valid_to: row[6].parse().ok(),
    };
    reader.records().map(|row| area(row.unwrap())).collect()
}

/// A list as tablets get it: code, label, and the code of the area one step up in the form.
fn area_list(file: &str) -> Table {
    let level = match file {
        "provinces.csv" => AreaLevel::Province,
        "districts.csv" => AreaLevel::District,
        "tehsils.csv" => AreaLevel::Tehsil,
        "union_councils.csv" => AreaLevel::UnionCouncil,
        "blocks.csv" => AreaLevel::Block,
        other => panic!("a list that nobody makes: {other}"),
    };
    let (book, today) = (areas(), now().date());
    let rows = book.of_level(level, today).map(|area| {
        // Forms do not ask for the division.
        let mut above = book
            .ancestry(&area.code, today)
            .into_iter()
            .filter(|above| above.level < level && above.level != AreaLevel::Division)
            .collect::<Vec<_>>();
        above.sort_by_key(|above| above.level);
        let parent = above.last().map(|above| above.code.to_string()).unwrap_or_default();
        vec![area.code.to_string(), area.name_en.clone(), parent]
    });
    Table { header: ["name", "label", "parent"].map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// The filled-in examples of a form: file name and XML.
pub(crate) fn examples(form: &str) -> Vec<(String, String)> {
    let files = files(&folder("forms/examples").join(form), "xml");
    let read = |path: PathBuf| (path.display().to_string(), fs::read_to_string(&path).unwrap());
    files.into_iter().map(read).collect()
}

/// Noon in Pakistan on 22 November 2026.
pub(crate) fn now() -> Zoned {
    in_pakistan(received())
}

pub(crate) fn received() -> Timestamp {
    "2026-11-22T07:00:00Z".parse().unwrap()
}

/// Ids from a seed.
pub(crate) fn ids() -> RandomIds<ChaCha8Rng> {
    RandomIds::new(ChaCha8Rng::seed_from_u64(1))
}

/// A context for reading at noon on that day.
pub(crate) fn context<'a>(areas: &'a AreaBook, ids: &'a RandomIds<ChaCha8Rng>) -> Context<'a> {
    Context { areas, ids, received: received(), series: NumberSeries::Invented }
}
