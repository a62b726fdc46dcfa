//! Files as they should not be: every one of them is read all the same, or refused with file, place and remedy.

use crate::{Folder, invented, outcomes, read};
use population::Trouble;
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};
use tables::{FileError, Files, Mapping, OpenError, Writer, draft, open};

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
