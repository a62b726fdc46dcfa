//! A synthetic country in files: what is written reads back through the mapping beside it, and is the same every time.

use rand::SeedableRng;
use registry::{
    delivery::{Reject, RejectCode},
    finding::FindingCode,
    ids::RandomIds,
};
use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Output},
};
use tables::{Files, Mapping, Read};
use tempfile::TempDir;

fn population(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nser"));
    command.arg("population").arg("--output").arg(folder).args(arguments).output().unwrap()
}

/// Writes households of a tehsil and insists that it worked.
fn written(arguments: &[&str]) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    let output = population(folder.path(), arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, String::from_utf8(output.stdout).unwrap())
}

fn read(folder: &Path, format: &str) -> Vec<Read> {
    let file = |name: &str| folder.join(format!("{name}.{format}"));
    let flat = format == "csv";
    let files = Files {
        households: file("households"),
        persons: flat.then(|| file("persons")),
        births: flat.then(|| file("births")),
        scratch: None,
    };
    let mapping = fs::read_to_string(folder.join("mapping.toml")).unwrap();
    let mut reader = tables::open(&files, &Mapping::parse(&mapping).unwrap()).unwrap();
    let ids = RandomIds::new(rand_chacha::ChaCha8Rng::seed_from_u64(1));
    // After all fieldwork, whatever the day of the test.
    let at = "2030-01-01T00:00:00Z".parse().unwrap();
    let mut all = Vec::new();
    while let Some(chunk) = reader.next_chunk(100) {
        let chunk = reader.bound().read_chunk(&chunk.unwrap(), &ids, at);
        assert!(chunk.strays.is_empty());
        all.extend(chunk.households);
    }
    all
}

#[test]
fn tables_of_every_survey_read_back_without_a_word_changed_in_the_mapping() {
    for (survey, format) in [("2010", "parquet"), ("2021", "csv"), ("2021", "parquet"), ("2026", "csv")] {
        let arguments = ["--area", "PK60301", "--households", "400", "--survey", survey, "--format", format];
        let (folder, said) = written(&arguments);
        assert!(said.contains("starts with 9"), "{said}");
        let households = read(folder.path(), format);
        assert!((240..480).contains(&households.len()), "{survey} {format}: {}", households.len());
        let mut refusals = 0;
        for household in &households {
            match &household.delivered.read {
                Ok(delivery) => {
                    let doubts = delivery.findings.iter().map(|finding| finding.code);
                    let unread: Vec<_> = doubts.filter(|code| *code == FindingCode::AnswerChoice).collect();
                    assert!(unread.is_empty(), "{survey} {format}: {unread:?}");
                }
                Err(Reject { code: RejectCode::ConsentRefused | RejectCode::RosterEmpty, .. }) => {
                    refusals += 1;
                }
                Err(reject) => panic!("{survey} {format}: {reject:?}"),
            }
        }
        assert!(refusals < 20, "{survey} {format}: {refusals}");
    }
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_does_not() {
    let arguments = ["--area", "PK603", "--households", "300", "--format", "csv", "--truth"];
    let (one, other) = (written(&arguments).0, written(&arguments).0);
    let different = written(&[&arguments[..], &["--seed", "5"]].concat()).0;
    for name in ["households.csv", "persons.csv", "births.csv", "truth/persons.csv", "truth/households.csv"] {
        let bytes = |folder: &TempDir| fs::read(folder.path().join(name)).unwrap();
        assert_eq!(bytes(&one), bytes(&other), "{name}");
        assert_ne!(bytes(&one), bytes(&different), "{name}");
    }
}

#[test]
fn the_truth_names_every_row_of_the_records() {
    let arguments =
        ["--area", "PK60301", "--households", "200", "--survey", "2026", "--format", "csv", "--truth"];
    let (folder, _) = written(&arguments);
    let rows = |name: &str, recorded_only: bool| -> BTreeSet<(String, String)> {
        let mut reader = csv::Reader::from_path(folder.path().join(name)).unwrap();
        let headings = reader.headers().unwrap().clone();
        let column = |heading: &str| headings.iter().position(|name| name == heading);
        let (key, line) = (column("key").unwrap(), column("line").unwrap());
        let recorded = column("recorded").filter(|_| recorded_only);
        let rows = reader.records().map(Result::unwrap);
        let rows = rows.filter(|row| recorded.is_none_or(|column| &row[column] == "yes"));
        rows.map(|row| (row[key].to_owned(), row[line].to_owned())).collect()
    };
    assert_eq!(rows("persons.csv", false), rows("truth/persons.csv", true));
}

#[test]
fn forms_are_filled_in_and_folders_of_others_left_alone() {
    let (folder, said) = written(&["--area", "PK60301", "--households", "50", "--format", "xforms"]);
    let forms: Vec<_> = fs::read_dir(folder.path().join("00000")).unwrap().map(Result::unwrap).collect();
    assert_eq!(forms.len(), 50, "{said}");
    let xml = fs::read_to_string(forms[0].path()).unwrap();
    assert!(xml.contains("PK60301") && xml.contains("uuid:9000"), "{xml}");
    let again = population(folder.path(), &[]);
    let text = String::from_utf8_lossy(&again.stderr);
    assert!(!again.status.success() && text.contains("has files already"), "{text}");
}

#[test]
fn what_cannot_be_asked_for_is_said() {
    let folder = TempDir::new().unwrap();
    for (arguments, told) in [
        (["--area", "PK99"], "no tehsil of the country lies in PK99"),
        (["--households", "0"], "at least one household"),
        (["--households", "900000000"], "at most"),
        (["--share", "1.5"], "a share lies above 0"),
    ] {
        let output = population(&folder.path().join("new"), &arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && text.contains(told), "{arguments:?}: {text}");
    }
    assert!(!folder.path().join("new").exists(), "nothing is made before it is clear what");
}
