//! Households that several columns name together, as cluster and number: in every order, format and state of completeness.

use crate::{Folder, outcomes, read, read_from};
use parquet::{
    data_type::{DoubleType, Int32Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::{
    fmt::Write,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};
use tables::{ChunkRead, Files, Mapping, MappingCode, OpenError, draft_with_births, open};

const MAPPING: &str = r#"
source = "invented clusters"
survey_date = { constant = "2026-01-01" }
form = { id = "household", version = "1" }
[household]
key = ["HH1", "HH2"]
dwelling.rooms = "rooms"
[person]
key = ["psu", "hhno"]
line = "line"
person.age_years = "age"
[birth]
key = ["HH1", "HH2"]
birth.alive = { column = "alive", codes = { 1 = "yes", 2 = "no" } }
"#;

/// Cluster, number and rooms of households; cluster, number, line and age of persons; `None` is an empty cell.
type Rows<const COLUMNS: usize> = [[Option<i32>; COLUMNS]];

const HOUSEHOLDS: &Rows<3> = &[
    [Some(1), Some(2), Some(3)],
    [Some(1), Some(10), Some(1)],
    [Some(2), Some(1), Some(2)],
    [Some(12), None, Some(4)],
    [Some(12), Some(1), Some(5)],
];
const PERSONS: &Rows<4> = &[
    [Some(1), Some(2), Some(1), Some(41)],
    [Some(1), Some(2), Some(2), Some(12)],
    [Some(1), Some(10), Some(1), Some(30)],
    [Some(2), Some(1), Some(1), Some(52)],
    [Some(12), Some(1), Some(1), Some(63)],
];
const BIRTHS: &Rows<3> = &[[Some(1), Some(2), Some(1)], [Some(12), Some(1), Some(1)]];

fn csv<const COLUMNS: usize>(folder: &Folder, name: &str, headings: &str, rows: &Rows<COLUMNS>) -> PathBuf {
    let mut text = format!("{headings}\n");
    for row in rows {
        // Blanks around a part are none of it.
        let cells = row.map(|cell| cell.map(|number| format!(" {number}")).unwrap_or_default());
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    folder.file(&format!("{name}.csv"), text)
}

/// A flat Parquet file in row groups of two rows. The first column has the type that statistics programs give to all numbers.
fn parquet<const COLUMNS: usize>(
    folder: &Folder,
    name: &str,
    headings: &str,
    rows: &Rows<COLUMNS>,
) -> PathBuf {
    let path = folder.path().join(format!("{name}.parquet"));
    let mut schema = "message rows {".to_owned();
    for (position, heading) in headings.split(',').enumerate() {
        let kind = if position == 0 { "double" } else { "int32" };
        write!(schema, " optional {kind} {heading};").unwrap();
    }
    let schema = Arc::new(parse_message_type(&format!("{schema} }}")).unwrap());
    let properties = Arc::new(WriterProperties::default());
    let mut writer = SerializedFileWriter::new(File::create(&path).unwrap(), schema, properties).unwrap();
    for group in rows.chunks(2) {
        let mut columns = writer.next_row_group().unwrap();
        for position in 0..COLUMNS {
            let levels: Vec<i16> = group.iter().map(|row| i16::from(row[position].is_some())).collect();
            let values: Vec<i32> = group.iter().filter_map(|row| row[position]).collect();
            let mut column = columns.next_column().unwrap().unwrap();
            if position == 0 {
                let values: Vec<f64> = values.into_iter().map(f64::from).collect();
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None).unwrap();
            } else {
                column.typed::<Int32Type>().write_batch(&values, Some(&levels), None).unwrap();
            }
            column.close().unwrap();
        }
        columns.close().unwrap();
    }
    writer.close().unwrap();
    path
}

fn files(folder: &Folder, parquet_files: bool, persons: &Rows<4>) -> Files {
    let (of_households, of_persons, of_births) = ("HH1,HH2,rooms", "psu,hhno,line,age", "HH1,HH2,alive");
    let scratch = Some(folder.path().to_owned());
    if parquet_files {
        let households = parquet(folder, "households", of_households, HOUSEHOLDS);
        let persons = Some(parquet(folder, "persons", of_persons, persons));
        Files { households, persons, births: Some(parquet(folder, "births", of_births, BIRTHS)), scratch }
    } else {
        let households = csv(folder, "households", of_households, HOUSEHOLDS);
        let persons = Some(csv(folder, "persons", of_persons, persons));
        Files { households, persons, births: Some(csv(folder, "births", of_births, BIRTHS)), scratch }
    }
}

/// For each household its key, rooms, ages and births; or its key and the code of its reject.
fn summary(read: &ChunkRead) -> Vec<String> {
    let told = |read: &tables::Read| match &read.delivered.read {
        Ok(delivery) => {
            let record = &delivery.record;
            let ages: Vec<u8> = record.members.iter().filter_map(|member| member.person.age_years).collect();
            format!(
                "{}: {:?} rooms, ages {ages:?}, {} births, {} findings",
                read.delivered.key,
                record.dwelling.rooms,
                record.births.len(),
                delivery.findings.len()
            )
        }
        Err(reject) => format!("{}: {} at {}", read.delivered.key, reject.code, reject.place),
    };
    read.households.iter().map(told).collect()
}

const EXPECTED: [&str; 5] = [
    "1-2: Some(3) rooms, ages [41, 12], 1 births, 0 findings",
    "1-10: Some(1) rooms, ages [30], 0 births, 0 findings",
    "2-1: Some(2) rooms, ages [52], 0 births, 0 findings",
    ": reject.key_missing at HH1, HH2",
    "12-1: Some(5) rooms, ages [63], 1 births, 0 findings",
];

#[test]
fn parts_bring_persons_and_births_to_their_households_in_every_order() {
    let mut shuffled = PERSONS.to_vec();
    shuffled.reverse();
    shuffled.swap(3, 4);
    for parquet_files in [false, true] {
        for persons in [PERSONS, &shuffled] {
            let folder = Folder::new();
            let files = files(&folder, parquet_files, persons);
            for stop in 0..=5 {
                // Going on behind a row tells the rest as it was told before.
                let read = read_from(open(&files, &Mapping::parse(MAPPING).unwrap()).unwrap(), stop, 2);
                assert_eq!(summary(&read), EXPECTED[usize::try_from(stop).unwrap()..], "{parquet_files}");
                assert_eq!(read.strays, []);
            }
        }
    }
}

#[test]
fn a_person_without_a_part_of_the_key_is_told() {
    for parquet_files in [false, true] {
        let folder = Folder::new();
        let mut persons = PERSONS.to_vec();
        persons.insert(2, [Some(1), None, Some(3), Some(7)]);
        persons.insert(5, [Some(2), Some(9), Some(1), Some(8)]);
        let read = read(&files(&folder, parquet_files, &persons), MAPPING).unwrap();
        assert_eq!(summary(&read), EXPECTED);
        let strays: Vec<(u64, &str, &str)> = read
            .strays
            .iter()
            .map(|stray| (stray.row, stray.key.as_str(), stray.reject.place.as_str()))
            .collect();
        assert_eq!(strays, [(3, "", "psu, hhno"), (6, "2-9", "psu, hhno")]);
    }
}

#[test]
fn one_column_and_several_meet_where_their_texts_agree() {
    let folder = Folder::new();
    let households = folder.file("h.csv", "hhcode,rooms\n7-1,2\n7-2,3\n7-2,4\n");
    let persons = csv(
        &folder,
        "p",
        "psu,hhno,line,age",
        &[[Some(7), Some(2), Some(1), Some(30)], [Some(7), Some(1), Some(1), Some(40)]],
    );
    let files =
        Files { households, persons: Some(persons), births: None, scratch: Some(folder.path().to_owned()) };
    let (mapping, _) = MAPPING.split_once("[birth]").unwrap();
    let mapping = mapping.replace("[\"HH1\", \"HH2\"]", "\"hhcode\"");
    let read = read(&files, &mapping).unwrap();
    let outcomes = outcomes(&read);
    let outcomes: Vec<(&str, &str)> = outcomes.iter().map(|(key, code)| (key.as_str(), *code)).collect();
    assert_eq!(outcomes, [("7-1", "ok"), ("7-2", "ok"), ("7-2", "reject.key_twice")]);
}

#[test]
fn a_key_is_checked_before_the_first_row() {
    let folder = Folder::new();
    let all = files(&folder, false, PERSONS);
    let told = |from: &str, to: &str| {
        assert!(MAPPING.contains(from));
        match open(&all, &Mapping::parse(&MAPPING.replacen(from, to, 1)).unwrap()) {
            Err(OpenError::Mapping(faults)) => {
                faults.iter().map(|fault| (fault.code, fault.place.clone())).collect()
            }
            Err(other) => panic!("{other}"),
            Ok(_) => Vec::new(),
        }
    };
    let at = |code: MappingCode, place: &str| vec![(code, place.to_owned())];
    let (household, person) = ("[\"HH1\", \"HH2\"]", "[\"psu\", \"hhno\"]");
    let own = "household.key";
    assert_eq!(told(household, "{ columns = [\"HH1\", \"HH2\"] }"), []);
    assert_eq!(told(household, "[\"HH1\", \"HH3\"]"), at(MappingCode::UnknownColumn, own));
    assert_eq!(told(person, "[\"HH1\", \"hhno\"]"), at(MappingCode::UnknownColumn, "person.key"));
    assert_eq!(told(household, "[\"HH1\", \"?\"]"), at(MappingCode::OpenCode, own));
    for clash in
        ["[\"HH1\", \" HH1\"]", "[]", "{ constant = \"1\" }", "{ column = \"HH1\", missing = [\"99\"] }"]
    {
        assert_eq!(told(household, clash), at(MappingCode::OptionsClash, own), "{clash}");
    }
    // Nor is a sum of nothing 0.
    assert_eq!(told("\"rooms\"", "[]"), at(MappingCode::OptionsClash, "household.dwelling.rooms"));
}

/// The lines of a draft that say what the keys are.
fn drafted_keys(households: &Path, persons: &Path, births: Option<&Path>) -> Vec<String> {
    let draft = draft_with_births(households, Some(persons), births).unwrap();
    draft.lines().filter(|line| line.starts_with("key = ")).map(str::to_owned).collect()
}

#[test]
fn a_draft_proposes_the_pair_that_names_households_together() {
    let folder = Folder::new();
    let of_clusters = folder.file("hh.csv", "HH1,HH2,PSU,rooms\n1,1,11,2\n1,2,11,2\n2,1,12,2\n");
    let listed = folder.file("hl.csv", "HH1,HH2,HL1,age\n1,1,1,30\n");
    let otherwise = folder.file("pp.csv", "Cluster no,Household number,srno\n1,1,1\n");
    let births = folder.file("bh.csv", "hh1,hh2,sex\n1,1,2\n");
    assert_eq!(
        drafted_keys(&of_clusters, &listed, Some(&births)),
        ["key = [\"HH1\", \"HH2\"]", "key = [\"HH1\", \"HH2\"]", "key = [\"hh1\", \"hh2\"]"]
    );
    assert!(draft_with_births(&of_clusters, Some(&listed), None).unwrap().contains("line = \"HL1\""));
    assert_eq!(
        drafted_keys(&of_clusters, &otherwise, None),
        ["key = [\"HH1\", \"HH2\"]", "key = [\"Cluster no\", \"Household number\"]"]
    );
    // Where one column is enough, it is taken, whatever else there is.
    let with_code = folder.file("code.csv", "psu,hhno,hhcode\n1,1,101\n1,2,102\n2,1,201\n");
    let persons = folder.file("code_p.csv", "psu,hhno,hhcode,idc\n1,1,101,1\n");
    assert_eq!(drafted_keys(&with_code, &persons, None), ["key = \"hhcode\"", "key = \"hhcode\""]);
}

#[test]
fn a_draft_leaves_open_a_key_that_is_not_plain() {
    let folder = Folder::new();
    let persons = folder.file("p.csv", "psu,hhno\n1,1\n");
    let open = "key = \"?\" # the column that names the household, or a list of columns";
    let shared =
        "key = \"?\" # a list of the columns that together name the household; \"hhno\" names several";
    for (content, expected) in [
        // Not even together.
        ("psu,hhno,round\n1,1,1\n1,1,2\n1,2,1\n2,1,1\n", shared),
        // Either may be meant.
        ("psu,hhno,hhid,uid\n1,1,1,a\n1,2,2,b\n2,1,3,c\n", open),
        // Nothing says of what the numbers are.
        ("a,b\n1,1\n1,2\n2,1\n2,2\n", open),
        // There is one household of each cluster: too little to judge by.
        ("cluster,hh\n1,1\n2,1\n", open),
    ] {
        let households = folder.file("h.csv", content);
        assert_eq!(drafted_keys(&households, &persons, None), [expected, open], "{content}");
    }
    // What is drafted with it open is refused, and settled by a list.
    let households = folder.file("h.csv", "psu,hhno,round,sex\n1,1,1,1\n1,1,2,1\n");
    let persons = folder.file("p.csv", "psu,hhno,round\n1,1,2\n1,1,1\n");
    let draft = draft_with_births(&households, Some(&persons), None).unwrap();
    let draft = draft.replace("survey_date = \"?\"", "survey_date = { constant = \"2011-03-31\" }");
    let draft = draft.replace("version = \"?\"", "version = \"1\"");
    let files =
        Files { households, persons: Some(persons), births: None, scratch: Some(folder.path().to_owned()) };
    let Err(OpenError::Mapping(faults)) = read(&files, &draft) else { panic!("taken with an open key") };
    assert!(faults.iter().all(|fault| fault.code == MappingCode::OpenCode
        && ["household.key", "person.key"].contains(&fault.place.as_str())));
    let settled = draft.replace("key = \"?\"", "key = [\"psu\", \"hhno\", \"round\"]");
    let read = read(&files, &settled).unwrap();
    let outcomes = outcomes(&read);
    let outcomes: Vec<(&str, &str)> = outcomes.iter().map(|(key, code)| (key.as_str(), *code)).collect();
    assert_eq!(outcomes, [("1-1-1", "ok"), ("1-1-2", "ok")]);
}
