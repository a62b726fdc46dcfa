//! Persons in any order, keys that come twice, rows that belong nowhere, and going on after a stop.

use crate::{Folder, outcomes, read_from};
use proptest::prelude::*;
use registry::household::Record;
use std::fmt::Write;
use tables::{ChunkRead, Files, Mapping, OpenError, open};

const MAPPING: &str = r#"
source = "invented"
survey_date = { constant = "2026-01-01" }
form = { id = "household", version = "1" }
[household]
key = "key"
dwelling.rooms = "rooms"
[person]
key = "key"
name = "name"
"#;

/// The same where the household's key, such as `1-3`, stands in two columns of both files.
fn mapping(pairs: bool) -> Mapping {
    let key = if pairs { r#"key = ["cluster", "within"]"# } else { r#"key = "key""# };
    Mapping::parse(&MAPPING.replace(r#"key = "key""#, key)).unwrap()
}

/// Households as keys; persons as key and name. Keys with a dash stand in two columns too.
fn delivered(folder: &Folder, households: &[&str], persons: &[(&str, &str)], scratch: bool) -> Files {
    let cells = |key: &str| {
        format!("{key},{}", if key.contains('-') { key.replace('-', ",") } else { ",".to_owned() })
    };
    let mut text = "key,cluster,within,rooms\n".to_owned();
    for key in households {
        writeln!(text, "{},2", cells(key)).unwrap();
    }
    let households = folder.file("households.csv", text);
    let mut text = "name,key,cluster,within\n".to_owned();
    for (key, name) in persons {
        writeln!(text, "{name},{}", cells(key)).unwrap();
    }
    let persons = Some(folder.file("persons.csv", text));
    Files { households, persons, births: None, scratch: scratch.then(|| folder.path().to_owned()) }
}

fn names(record: &Record) -> Vec<String> {
    record.members.iter().map(|member| member.name.as_ref().unwrap().reveal().to_owned()).collect()
}

/// For each household its outcome with the names of its members; for each stray its row.
fn summary(read: &ChunkRead) -> (Vec<String>, Vec<u64>) {
    let households = read.households.iter().map(|read| match &read.delivered.read {
        Ok(delivery) => format!("{}: {}", read.delivered.key, names(&delivery.record).join(" ")),
        Err(reject) => format!("{}: {}", read.delivered.key, reject.code),
    });
    (households.collect(), read.strays.iter().map(|stray| stray.row).collect())
}

fn read_all(files: &Files) -> ChunkRead {
    read_from(open(files, &Mapping::parse(MAPPING).unwrap()).unwrap(), 0, 2)
}

#[test]
fn persons_come_to_their_households_in_every_order() {
    let expected =
        (vec!["b: x y".to_owned(), "a: z".to_owned(), "c: reject.roster_empty".to_owned()], vec![]);
    for persons in [
        [("b", "x"), ("b", "y"), ("a", "z")],
        [("a", "z"), ("b", "x"), ("b", "y")],
        [("b", "x"), ("a", "z"), ("b", "y")],
    ] {
        let folder = Folder::new();
        let read = read_all(&delivered(&folder, &["b", "a", "c"], &persons, true));
        assert_eq!(summary(&read), expected, "{persons:?}");
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 2, "temporary files are gone");
    }
}

#[test]
fn without_a_folder_an_unordered_file_is_refused() {
    let folder = Folder::new();
    let files = delivered(&folder, &["b", "a"], &[("a", "z"), ("b", "x")], false);
    let error = open(&files, &Mapping::parse(MAPPING).unwrap()).err().unwrap();
    assert!(matches!(&error, OpenError::File(file) if file.code == "tables.order"), "{error}");
}

#[test]
fn persons_of_no_household_are_told_once() {
    for (households, scratch) in [(["k1", "k3", "k4"], false), (["k4", "k1", "k3"], true)] {
        let folder = Folder::new();
        let persons =
            [("k1", "x"), ("k2", "lost"), ("k3", "y"), ("", "keyless"), ("k4", "z"), ("k9", "late")];
        let files = delivered(&folder, &households, &persons, scratch);
        let read = read_all(&files);
        let mut rows = summary(&read).1;
        rows.sort_unstable();
        assert_eq!(rows, [2, 4, 6]);
        let stray = read.strays.iter().find(|stray| stray.row == 2).unwrap();
        assert_eq!((stray.key.as_str(), stray.file), ("k2", "persons"));
        assert_eq!(stray.reject.code.as_str(), "reject.person_without_household");
        assert!(outcomes(&read).iter().all(|(_, outcome)| *outcome == "ok"));
        assert!(!format!("{:?}", read.strays).contains("k2"));
    }
}

#[test]
fn a_key_that_comes_twice_is_rejected_the_second_time() {
    for households in [["a", "a", "b"], ["b", "a", "b"]] {
        let folder = Folder::new();
        let read = read_all(&delivered(&folder, &households, &[("a", "x"), ("b", "y")], true));
        let codes: Vec<&str> = outcomes(&read).into_iter().map(|(_, outcome)| outcome).collect();
        assert_eq!(codes.iter().filter(|code| **code == "reject.key_twice").count(), 1, "{codes:?}");
        assert_eq!(codes.iter().filter(|code| **code == "ok").count(), 2, "{codes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever the order of persons, and wherever a load was stopped: every household has its persons, in the order of
    /// their file, and every row of persons is told once.
    #[test]
    fn nothing_is_lost_or_doubled(
        households in proptest::collection::vec(0..12_u8, 1..12),
        persons in proptest::collection::vec(0..14_u8, 0..30),
        sorted in any::<bool>(),
        pairs in any::<bool>(),
        stop in 0..12_u64,
    ) {
        let (mut households, mut persons) = (households, persons);
        if sorted {
            households.sort_unstable();
            persons.sort_unstable();
        }
        // Of pairs, both numbers get a second digit: their order is neither that of texts nor of one number.
        let key = |number: &u8| {
            if pairs { format!("{}-{}", number / 4 + 8, number % 4 + 8) } else { format!("k{number}") }
        };
        let keys: Vec<String> = households.iter().map(key).collect();
        let rows: Vec<(String, String)> =
            persons.iter().enumerate().map(|(row, number)| (key(number), format!("p{row}"))).collect();
        let folder = Folder::new();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let rows: Vec<(&str, &str)> = rows.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
        let files = delivered(&folder, &keys, &rows, true);
        let mapping = mapping(pairs);
        let matched = rows.iter().any(|(key, _)| keys.contains(key));
        if !matched {
            let refused = matches!(
                open(&files, &mapping),
                Err(OpenError::File(file)) if file.code == if rows.is_empty() { "tables.no_rows" } else { "tables.no_match" }
            );
            prop_assert!(refused, "persons of no household at all");
            return Ok(());
        }
        let (all, strays) = summary(&read_from(open(&files, &mapping).unwrap(), 0, 5));

        let mut seen = Vec::new();
        let expected: Vec<String> = keys.iter().map(|key| {
            let names: Vec<&str> = rows.iter().filter(|(own, _)| own == key).map(|(_, name)| *name).collect();
            let again = seen.contains(key);
            seen.push(*key);
            if again {
                format!("{key}: reject.key_twice")
            } else if names.is_empty() {
                format!("{key}: reject.roster_empty")
            } else {
                format!("{key}: {}", names.join(" "))
            }
        }).collect();
        prop_assert_eq!(&all, &expected);
        let lost = rows.iter().filter(|(key, _)| !keys.contains(key)).count();
        prop_assert_eq!(strays.len(), lost);

        let stop = stop.min(keys.len() as u64);
        let mut first = Vec::new();
        let mut reader = open(&files, &mapping).unwrap();
        let bound = reader.bound();
        while (first.len() as u64) < stop {
            let left = usize::try_from(stop).unwrap() - first.len();
            let read = bound.read_chunk(&reader.next_chunk(left.min(3)).unwrap().unwrap(), &crate::ids(), crate::now());
            first.extend(summary(&ChunkRead { households: read.households, ..ChunkRead::default() }).0);
            let told = read.strays.len();
            prop_assert!(told <= lost);
        }
        drop(reader);
        let (rest, _) = summary(&read_from(open(&files, &mapping).unwrap(), stop, 4));
        first.extend(rest);
        prop_assert_eq!(first, expected);
    }
}
