//! Files as they should not be: every one of them is read all the same, or refused with file, place and remedy.

use crate::{Folder, invented, outcomes, read};
use population::Trouble;
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};
use tables::{FileError, Files, Mapping, OpenError, Writer, draft, draft_in_encoding, open};

const MAPPING: &str = r#"
source = "invented"
survey_date = "day"
form = { id = "household", version = "1" }
[household]
key = "key"
location.address = "address"
[person]
key = "key"
name = "name"
"#;

const PERSONS: &str = "key,name\nk1,A\nk2,B\nk3,C\n";

fn files(folder: &Folder, households: impl AsRef<[u8]>) -> Files {
    Files {
        households: folder.file("households.csv", households),
        persons: Some(folder.file("persons.csv", PERSONS)),
        ..Files::default()
    }
}

fn addresses(folder: &Folder, households: impl AsRef<[u8]>, mapping: &str) -> Vec<String> {
    let read = read(&files(folder, households), mapping).unwrap_or_else(|error| panic!("{error}"));
    let address = |read: tables::Read| {
        let record = read.delivered.read.unwrap().record;
        record.location.address.map(|address| address.reveal().to_owned()).unwrap_or_default()
    };
    read.households.into_iter().map(address).collect()
}

fn refused(files: &Files, mapping: &str) -> FileError {
    match read(files, mapping).err().unwrap() {
        OpenError::File(error) => {
            assert!(error.to_string().contains(error.file.to_str().unwrap()) && !error.remedy.is_empty());
            error
        }
        OpenError::Mapping(faults) => panic!("{faults:?}"),
    }
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn text_files_are_read_however_they_are_written() {
    let rows = "k1,2026-01-01,\"Gali 1,\nquarter \"\"B\"\"\"\nk2,2026-01-02,گلی\nk3,2026-01-03,\n";
    let expected = ["Gali 1,\nquarter \"B\"", "گلی", ""];
    let plain = format!("key,day,address\n{rows}");
    let windows = plain.replace('\n', "\r\n");
    let folder = Folder::new();
    assert_eq!(addresses(&folder, &plain, MAPPING), expected);
    assert_eq!(addresses(&folder, format!("\u{feff}{plain}"), MAPPING), expected);
    assert_eq!(addresses(&folder, &windows, MAPPING)[1..], expected[1..]);
    assert_eq!(addresses(&folder, utf_16(&plain), MAPPING), expected);
    assert_eq!(addresses(&folder, plain.trim_end(), MAPPING), expected);
    let tabs = "key\tday\taddress\nk1\t2026-01-01\ta;b\nk2\t2026-01-01\t\nk3\t2026-01-01\t\n";
    assert_eq!(addresses(&folder, tabs, MAPPING), ["a;b", "", ""]);
    let stated = format!("separator = \"#\"\n{MAPPING}");
    let signs = "key#day#address\nk1#2026-01-01#x,y\nk2#2026-01-01#\nk3#2026-01-01#\n";
    let persons = Folder::new();
    let files = Files {
        households: persons.file("h.csv", signs),
        persons: Some(persons.file("p.csv", PERSONS.replace(',', "#"))),
        ..Files::default()
    };
    assert!(outcomes(&read(&files, &stated).unwrap()).iter().all(|(_, outcome)| *outcome == "ok"));
}

#[test]
fn another_encoding_is_named_with_its_row_and_remedy() {
    let folder = Folder::new();
    let latin = b"key,day,address\nk1,2026-01-01,a\nk2,2026-01-01,caf\xe9\nk3,2026-01-01,b\n";
    let error = refused(&files(&folder, latin), MAPPING);
    assert_eq!((error.code, error.row), ("tables.encoding", Some(2)));
    assert!(error.remedy.contains("windows-1252"));
    let stated = format!("encoding = \"windows-1252\"\n{MAPPING}");
    assert_eq!(addresses(&folder, latin, &stated), ["a", "café", "b"]);
}

#[test]
fn a_single_broken_row_is_rejected_and_the_rest_is_read() {
    let folder = Folder::new();
    let mut households = b"key,day,address\n".to_vec();
    let mut persons = "key,name\n".to_owned();
    for number in 0..300 {
        let address: &[u8] = if number == 120 { b"caf\xe9" } else { b"x" };
        households
            .extend(format!("k{number:03},2026-01-01,").bytes().chain(address.iter().copied()).chain(*b"\n"));
        writeln!(persons, "k{number:03},A").unwrap();
    }
    households
        .extend(b"k300,2026-01-01,a,b,c\n,2026-01-01,x\nk302,,x\nk303,2030-01-01,x\nk304,2026-01-01,x\n");
    let files = Files {
        households: folder.file("h.csv", households),
        persons: Some(folder.file("p.csv", persons)),
        ..Files::default()
    };
    let read = read(&files, MAPPING).unwrap();
    let wrong: Vec<(u64, &str)> = read
        .households
        .iter()
        .filter_map(|read| Some((read.delivered.row, read.delivered.read.as_ref().err()?.code.as_str())))
        .collect();
    assert_eq!(
        wrong,
        [
            (121, "reject.row_unreadable"),
            (301, "reject.row_unreadable"),
            (302, "reject.key_missing"),
            (303, "reject.date_missing"),
            (304, "reject.date_future"),
            (305, "reject.roster_empty"),
        ]
    );
    assert_eq!(read.strays.len(), 1, "the person of the row that cannot be read");
}

#[test]
fn a_quote_that_is_not_closed_tells_the_lines_it_swallows() {
    let folder = Folder::new();
    let rows =
        "k1,2026-01-01,x\nk2,2026-01-01,\"open\nk3,2026-01-01,y\nk4,2026-01-01,\"z\"\nk5,2026-01-01,w\n";
    let read = read(&files(&folder, format!("key,day,address\n{rows}")), MAPPING).unwrap();
    let reject = read.households[1].delivered.read.as_ref().unwrap_err();
    assert_eq!((reject.code.as_str(), reject.place.as_str()), ("reject.row_unreadable", "lines 3-5"));
    assert_eq!(outcomes(&read).len(), 3, "{:?}", outcomes(&read));
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = Folder::new();
    let whole = {
        let path = folder.path().join("whole.parquet");
        let mut writer = Writer::parquet(&path).unwrap();
        for (number, record) in invented(Trouble::None, 20).iter().enumerate() {
            writer.write(&format!("k{number}"), None, record).unwrap();
        }
        writer.finish().unwrap();
        std::fs::read(path).unwrap()
    };
    let half = &whole[..whole.len() / 2];
    let mut bent = whole.clone();
    let middle = whole.len() - 20;
    bent[middle..middle + 8].fill(0xaa);
    let one = |path: PathBuf| Files { households: path, ..Files::default() };
    for (name, content, code) in [
        ("empty.csv", &b""[..], "tables.empty"),
        ("blank.csv", b"\n\n", "tables.empty"),
        ("workbook.xlsx", b"PK\x03\x04rest", "tables.packed"),
        ("packed.csv.gz", b"\x1f\x8b\x08rest", "tables.packed"),
        ("text.parquet", b"key,day\n", "tables.not_parquet"),
        ("half.parquet", half, "tables.truncated"),
        ("bent.parquet", &bent, "tables.damaged"),
    ] {
        assert_eq!(refused(&one(folder.file(name, content)), MAPPING).code, code, "{name}");
    }
    assert_eq!(refused(&one(folder.path().join("nowhere.csv")), MAPPING).code, "tables.no_file");
    let headings = files(&folder, "key,day,address\n");
    assert_eq!(refused(&headings, MAPPING).code, "tables.no_rows");
    let ragged = files(&folder, "key,day,address\nk1;2026-01-01;a\nk2;2026-01-01;b\n");
    assert_eq!(refused(&ragged, MAPPING).code, "tables.cells");
}

#[test]
fn a_parquet_file_with_damaged_pages_says_so_where_they_are() {
    let folder = Folder::new();
    let path = folder.path().join("country.parquet");
    let mut writer = Writer::parquet(&path).unwrap();
    for (number, record) in invented(Trouble::None, 50).iter().enumerate() {
        writer.write(&format!("k{number:02}"), None, record).unwrap();
    }
    writer.finish().unwrap();
    let mapping = Mapping::parse(&draft(&path, None).unwrap()).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let third = bytes.len() / 3;
    bytes[third..third + 400].fill(0);
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(first_error(&path, &mapping).code, "tables.damaged");
}

fn first_error(path: &Path, mapping: &Mapping) -> FileError {
    let files = Files { households: path.to_owned(), ..Files::default() };
    match open(&files, mapping) {
        Err(OpenError::File(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(mut reader) => reader.next_chunk(1000).unwrap().err().unwrap(),
    }
}

#[test]
fn utf_16_without_a_mark_is_recognised() {
    let folder = Folder::new();
    let plain = "key,day,address\nk1,2026-01-01,a\n";
    let little: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = refused(&files(&folder, &little), MAPPING);
    assert!(error.code == "tables.encoding" && error.remedy.contains("utf-16le"), "{error}");
    let stated = Files {
        households: folder.file("h.csv", &little),
        persons: Some(
            folder.file("p.csv", PERSONS.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ),
        ..Files::default()
    };
    let read = read(&stated, &format!("encoding = \"utf-16le\"\n{MAPPING}")).unwrap();
    assert!(outcomes(&read).iter().all(|(_, outcome)| *outcome == "ok"));
    let big: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(refused(&files(&folder, big), MAPPING).remedy.contains("utf-16be"));
}

#[test]
fn persons_of_another_survey_are_refused_at_once() {
    let folder = Folder::new();
    for households in [
        "key,day,address\nx1,2026-01-01,\nx2,2026-01-01,\n",
        "key,day,address\nz,2026-01-01,\na,2026-01-01,\n",
    ] {
        let files = Files { scratch: Some(folder.path().to_owned()), ..files(&folder, households) };
        let error = refused(&files, MAPPING);
        assert_eq!((error.code, error.file.ends_with("persons.csv")), ("tables.no_match", true), "{error}");
    }
    let files = Files {
        persons: Some(folder.file("persons.csv", "key,name\n")),
        ..files(&folder, "key,day,address\nk1,2026-01-01,\n")
    };
    folder.file("persons.csv", "key,name\n");
    assert_eq!(refused(&files, MAPPING).code, "tables.no_rows");
}

#[test]
fn a_quote_that_is_never_closed_does_not_take_the_memory() {
    let folder = Folder::new();
    let mut households = b"key,day,address\nk1,2026-01-01,\"open\n".to_vec();
    households.extend(b"k2,2026-01-01,x\n".iter().copied().cycle().take(70 << 20));
    let error = refused(&files(&folder, households), MAPPING);
    assert_eq!((error.code, error.row), ("tables.row_length", Some(1)), "{error}");
    assert!(error.what.contains("line 2"), "{error}");
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = Folder::new();
    let files = Files { households: folder.path().to_owned(), ..Files::default() };
    assert_eq!(refused(&files, MAPPING).code, "tables.not_a_file");
}

#[test]
fn keys_texts_and_days_that_cannot_be_kept() {
    let folder = Folder::new();
    let long = "k".repeat(201);
    let households = format!(
        "key,day,address\n{long},2026-01-01,\nk\u{0}2,2026-01-01,\nk1,2026-01-01,{}\nk2,0001-01-01,\nk3,1900-01-01,\n",
        "x".repeat(1_000_000)
    );
    let read = read(&files(&folder, households), MAPPING).unwrap();
    let codes: Vec<&str> = outcomes(&read).into_iter().map(|(_, outcome)| outcome).collect();
    let unusable = "reject.key_unusable";
    assert_eq!(codes, [unusable, unusable, "ok", "reject.date_missing", "reject.date_missing"]);
    let kept = read.households[2].delivered.read.as_ref().unwrap();
    assert!(kept.record.location.address.is_none(), "missing, and said so");
    let findings: Vec<&str> = kept.findings.iter().map(|finding| finding.place.as_str()).collect();
    assert_eq!(findings, ["location/address"]);
}

#[test]
fn a_draft_in_another_encoding_shows_its_values() {
    let folder = Folder::new();
    let mut rows = b"key,day,kind\n".to_vec();
    rows.extend(b"k1,2026-01-01,\xd3\n");
    let file = folder.file("h.csv", rows);
    let blind = draft(&file, None).unwrap();
    assert!(blind.contains("1 of the first 1 rows of h.csv cannot be read"), "{blind}");
    let drafted = draft_in_encoding(&file, None, None, Some("windows-1256")).unwrap();
    assert!(
        drafted.contains("encoding = \"windows-1256\"") && drafted.contains("#   \"kind\": \"س\""),
        "{drafted}"
    );
    assert!(draft_in_encoding(&file, None, None, Some("klingon")).is_err());
}
