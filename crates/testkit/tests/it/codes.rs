//! Every stable code has an entry under `docs/errors`, and every entry there a code.

use crate::tree;
use regex::Regex;
use registry::finding::{FindingCode, Severity};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Families of codes, each with the folders in whose sources they stand. Texts of that shape elsewhere are columns,
/// places and names of files.
const FAMILIES: [(&str, &[&str]); 15] = [
    ("submission", &["crates/survey/", "crates/operations/", "crates/web/"]),
    ("credential", &["crates/operations/", "crates/web/"]),
    ("registry_number", &["crates/web/src/api/"]),
    ("citizen_number", &["crates/web/src/api/"]),
    ("form", &["crates/survey/src/xform/"]),
    ("rules", &["crates/scoring/"]),
    ("decision", &["crates/scoring/"]),
    ("recompute", &["crates/scoring/"]),
    ("reject", &["crates/registry/"]),
    ("mapping", &["crates/tables/"]),
    ("tables", &["crates/tables/"]),
    ("estimation", &["crates/estimation/"]),
    ("act", &["crates/operations/"]),
    ("due", &["crates/operations/", "crates/web/src/api/"]),
    ("status", &["crates/operations/"]),
];
/// Files whose codes have no family: those that verbs share, and those of pages.
const WITHOUT_FAMILY: [&str; 2] = ["crates/operations/src/error.rs", "crates/web/src/pages/fault.rs"];

/// The entries of a document: rows of its tables that begin with a code.
fn entries(document: &str) -> BTreeMap<String, String> {
    let row = Regex::new(r"(?m)^\| `([a-z_]+(?:\.[a-z_0-9]+)*)` \|(.*)$").expect("a pattern");
    let text = tree::read(document);
    let mut entries = BTreeMap::new();
    for found in row.captures_iter(&text) {
        let known = entries.insert(found[1].to_owned(), found[2].to_owned());
        assert!(known.is_none(), "{document} has two entries for {}", &found[1]);
    }
    entries
}

fn documents() -> Vec<String> {
    let documents: Vec<String> =
        tree::files().into_iter().filter(|path| path.starts_with("docs/errors/")).collect();
    assert!(!documents.is_empty());
    documents
}

/// Every code in the sources.
fn codes() -> BTreeSet<String> {
    let mut codes: BTreeSet<String> = FindingCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    for (path, text) in tree::sources() {
        codes.extend(of_families(&path, &text));
        codes.extend(of_code_functions(&path, &text));
        if path.starts_with("crates/web/src/api/") {
            codes.extend(of_problems(&text));
        }
    }
    codes
}

fn of_families(path: &str, text: &str) -> BTreeSet<String> {
    let literal = Regex::new(r#""([a-z_]+)((?:\.[a-z_0-9]+)+)""#).expect("a pattern");
    let in_family = |family: &str| {
        FAMILIES
            .iter()
            .any(|(name, folders)| *name == family && folders.iter().any(|folder| path.starts_with(folder)))
    };
    // Templates of pages, and the form itself as tablets ask for it.
    let is_file = |code: &str| {
        let is_template = Path::new(code).extension() == Some("html".as_ref());
        path.starts_with("crates/web/") && (is_template || code == "form.xml")
    };
    let found = literal.captures_iter(text).filter(|found| in_family(&found[1]));
    found.map(|found| format!("{}{}", &found[1], &found[2])).filter(|code| !is_file(code)).collect()
}

/// Texts in functions called `code`: those with a dot anywhere, and all of them where codes have no family.
fn of_code_functions(path: &str, text: &str) -> BTreeSet<String> {
    let literal = Regex::new(r#""([a-z_]+(?:\.[a-z_0-9]+)*)""#).expect("a pattern");
    let bodies = text.split("fn code(").skip(1).filter_map(|rest| rest.split("\n    }").next());
    let all = WITHOUT_FAMILY.contains(&path);
    let found = bodies.flat_map(|body| literal.captures_iter(body));
    found.map(|found| found[1].to_owned()).filter(|code| all || code.contains('.')).collect()
}

/// Codes that the API gives by itself.
fn of_problems(text: &str) -> BTreeSet<String> {
    let problem = Regex::new(r#"(?:StatusCode::[A-Z_]+,|unauthorized\()\s*"([a-z_.]+)""#).expect("a pattern");
    problem.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

#[test]
fn every_code_has_an_entry_and_every_entry_a_code() {
    let entries: BTreeSet<String> =
        documents().iter().flat_map(|document| entries(document).into_keys()).collect();
    let codes = codes();
    assert!(codes.len() > 90, "codes are found");
    let without_entry: Vec<_> = codes.difference(&entries).collect();
    assert!(without_entry.is_empty(), "no entry under docs/errors for {without_entry:?}");
    let without_code: Vec<_> = entries.difference(&codes).collect();
    assert!(without_code.is_empty(), "docs/errors has entries for codes that are gone: {without_code:?}");
}

#[test]
fn findings_are_described_with_their_weight() {
    let entries = entries("docs/errors/findings.md");
    for code in FindingCode::ALL {
        let weight = match code.severity() {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let entry = entries.get(code.as_str()).unwrap_or_else(|| panic!("findings.md lacks {code}"));
        assert!(
            entry.trim_start().starts_with(&format!("{weight} |")),
            "findings.md: {code} is of weight {weight}"
        );
    }
    assert_eq!(entries.len(), FindingCode::ALL.len());
}
