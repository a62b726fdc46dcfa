//! A mapping is checked as a whole before the first row: every fault with its line and remedy.

use crate::Folder;
use std::collections::BTreeSet;
use tables::{Files, Mapping, MappingCode, MappingFault, OpenError, open};

fn faults(mapping: &str, persons: bool) -> Vec<MappingFault> {
    let folder = Folder::new();
    let files = Files {
        households: folder.file("h.csv", "key,rooms,kind,twice,twice,day\nk1,2,a,1,2,2026-01-01\n"),
        persons: persons.then(|| folder.file("p.csv", "key,name\nk1,A\n")),
        ..Files::default()
    };
    let parsed = match Mapping::parse(mapping) {
        Ok(parsed) => parsed,
        Err(OpenError::Mapping(faults)) => return faults,
        Err(other) => panic!("{other}"),
    };
    match open(&files, &parsed) {
        Err(OpenError::Mapping(faults)) => faults,
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    }
}

fn told(mapping: &str, persons: bool) -> Vec<(MappingCode, usize)> {
    faults(mapping, persons).into_iter().map(|fault| (fault.code, fault.line)).collect()
}

const WRONG: &str = r#"survey_date = "dayy"
encoding = "klingon"
colour = "red"
[form]
id = "household"
version = "?"
[household]
dwelling.romms = "rooms"
dwelling.rooms = "rooms"
"dwelling.rooms" = "kind"
dwelling.tenure = { column = "kind", codes = { a = "ownd", b = "?", c = "rented", d = "" } }
dwelling.wall = { column = "kind", constant = "wood" }
dwelling.roof = "twice"
dwelling.kitchen = { constant = "perhaps" }
dwelling.floor = { column = "kind", factor = 2 }
interview.interview_date = { column = "day", format = "%d-%m" }
land.land_owned_acres = { colum = "rooms" }
interview.mode = ["rooms"]
[person]
name = "nam"
[birth]
birth.outcome = "kind"
"#;

#[test]
fn every_fault_is_told_at_once() {
    let told = told(WRONG, true);
    let expected = [
        (MappingCode::Missing, 0),
        (MappingCode::Missing, 0),
        (MappingCode::Missing, 0),
        (MappingCode::UnknownColumn, 1),
        (MappingCode::OptionValue, 2),
        (MappingCode::UnknownOption, 3),
        (MappingCode::OpenCode, 6),
        (MappingCode::UnknownField, 8),
        (MappingCode::FieldTwice, 10),
        (MappingCode::UnknownCode, 11),
        (MappingCode::OpenCode, 11),
        (MappingCode::OptionsClash, 12),
        (MappingCode::ColumnTwice, 13),
        (MappingCode::UnknownCode, 14),
        (MappingCode::OptionsClash, 15),
        (MappingCode::DateFormat, 16),
        (MappingCode::UnknownOption, 17),
        (MappingCode::OptionsClash, 18),
        (MappingCode::UnknownColumn, 20),
        (MappingCode::NoFile, 22),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_fault_says_what_to_do() {
    let message = |code: MappingCode| {
        let fault = faults(WRONG, true).into_iter().find(|fault| fault.code == code).unwrap();
        fault.to_string()
    };
    assert_eq!(
        message(MappingCode::UnknownField),
        "line 8: household.dwelling.romms: A household has no such field. Did you mean `dwelling.rooms`? \
         [mapping.unknown_field]"
    );
    assert!(message(MappingCode::UnknownColumn).contains("Did you mean `day`?"));
    assert!(message(MappingCode::UnknownCode).contains("Did you mean `owned`?"));
    assert!(message(MappingCode::OptionValue).contains("windows-1252"));
    assert!(message(MappingCode::FieldTwice).contains("line 9"));
}

#[test]
fn a_file_and_its_table_go_together() {
    let whole = "source = \"s\"\nsurvey_date = \"day\"\nform = { id = \"f\", version = \"1\" }\n[household]\nkey = \"key\"\n";
    assert_eq!(told(whole, false), []);
    assert_eq!(told(whole, true), [(MappingCode::NoFile, 0)]);
    let persons = format!("{whole}[person]\nkey = \"key\"\nname = \"name\"\n");
    assert_eq!(told(&persons, true), []);
    assert_eq!(told(&persons, false), [(MappingCode::NoFile, 7)]);
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    assert_eq!(told("source = \"s\"\n[household\nkey = 1\n", false).first(), Some(&(MappingCode::Syntax, 2)));
    assert_eq!(told("source = \"a\"\nsource = \"b\"\n", false), [(MappingCode::Syntax, 2)]);
}

#[test]
fn every_code_is_documented_and_tried() {
    let page = include_str!("../../../../docs/errors/mapping.md");
    for code in MappingCode::ALL {
        assert!(page.contains(&format!("`{code}`")), "{code} is not documented");
    }
    let tried: BTreeSet<MappingCode> =
        told(WRONG, true).into_iter().chain(told("[", false)).map(|(code, _)| code).collect();
    assert_eq!(tried, MappingCode::ALL.iter().copied().collect());
    let page = include_str!("../../../../docs/errors/rejects.md");
    for code in registry::delivery::RejectCode::ALL {
        assert!(page.contains(&format!("`{code}`")), "{code} is not documented");
    }
}

#[test]
fn names_that_nothing_could_keep_are_refused_and_many_faults_stay_readable() {
    let long = "x".repeat(101);
    for (place, text) in
        [("source", format!("source = \"{long}\"")), ("form.id", "form = { id = \"a\\u0000\" }".to_owned())]
    {
        let mapping = Mapping::parse(&text).unwrap();
        let folder = Folder::new();
        let files = Files { households: folder.file("h.csv", "key\n1\n"), ..Files::default() };
        let Err(OpenError::Mapping(faults)) = open(&files, &mapping) else { panic!("accepted") };
        assert!(
            faults.iter().any(|fault| fault.place == place && fault.code == MappingCode::OptionValue),
            "{faults:?}"
        );
    }
    let deep = Mapping::parse(&format!("a = {}", "[".repeat(100_000))).err().unwrap().to_string();
    assert!(deep.lines().count() < 50 && deep.contains("more"), "{}", deep.lines().count());
}
