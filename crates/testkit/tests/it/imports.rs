//! The import rules of ARCHITECTURE.md, read from the workspace itself.

use crate::tree;
use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand};
use std::collections::BTreeSet;

/// Crates that know the record and nothing of each other.
const SECOND_FLOOR: [&str; 7] = ["survey", "scoring", "linkage", "store", "exchange", "population", "tables"];
/// Crates that know no input and output.
const PURE: [&str; 6] = ["registry", "survey", "scoring", "linkage", "population", "estimation"];
/// What would bring input and output in.
const INPUT_AND_OUTPUT: [&str; 5] = ["tokio", "axum", "rusqlite", "tokio-postgres", "reqwest"];
/// What takes minutes to build and therefore lives in one crate.
const HEAVY: [&str; 2] = ["datafusion", "arrow"];
/// What tests of any crate may use.
const FOR_TESTS: [&str; 2] = ["testkit", "population"];

/// Which of ours a crate may import; none for a crate that the architecture does not have.
fn may_import(name: &str) -> Option<Vec<&'static str>> {
    let up_to = |more: &[&'static str]| [&["registry"], SECOND_FLOOR.as_slice(), more].concat();
    Some(match name {
        "registry" => vec![],
        name if SECOND_FLOOR.contains(&name) => vec!["registry"],
        "estimation" => vec!["registry", "scoring"],
        "analysis" => vec!["registry", "scoring", "linkage", "store"],
        "operations" => up_to(&[]),
        "web" | "testkit" => up_to(&["operations"]),
        "nser" => up_to(&["operations", "analysis", "estimation", "web"]),
        _ => return None,
    })
}

fn workspace() -> Metadata {
    let manifest = tree::root().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo describes the workspace")
}

/// The crates of the workspace that a crate depends on, for its code or for its tests.
fn own(dependencies: &[Dependency], for_tests: bool) -> impl Iterator<Item = &str> {
    let wanted = move |dependency: &&Dependency| {
        dependency.path.is_some() && (dependency.kind == DependencyKind::Development) == for_tests
    };
    dependencies.iter().filter(wanted).map(|dependency| dependency.name.as_str())
}

#[test]
fn crates_import_only_what_lies_below_them() {
    for package in workspace().packages {
        let name = package.name.as_str();
        let allowed = may_import(name)
            .unwrap_or_else(|| panic!("{name} is new: say in ARCHITECTURE.md and here what it may import"));
        for import in own(&package.dependencies, false) {
            assert!(allowed.contains(&import), "{name} imports {import}");
        }
        for import in own(&package.dependencies, true) {
            assert!(
                allowed.contains(&import) || FOR_TESTS.contains(&import),
                "tests of {name} import {import}"
            );
        }
    }
}

#[test]
fn the_core_knows_no_input_and_output() {
    for package in workspace().packages {
        let pure = PURE.contains(&package.name.as_str());
        for dependency in
            package.dependencies.iter().filter(|found| found.kind != DependencyKind::Development)
        {
            let brings_io = INPUT_AND_OUTPUT.contains(&dependency.name.as_str());
            assert!(!(pure && brings_io), "{} depends on {}", package.name, dependency.name);
        }
    }
}

#[test]
fn only_analysis_is_heavy() {
    let is_heavy = |name: &str| HEAVY.contains(&name.split('-').next().unwrap_or(name));
    for package in workspace().packages.iter().filter(|package| package.name != "analysis") {
        let found = package.dependencies.iter().find(|dependency| is_heavy(&dependency.name));
        assert!(found.is_none(), "{} depends on {}", package.name, found.map_or("", |found| &found.name));
    }
}

#[test]
fn the_architecture_has_a_row_for_every_crate() {
    let architecture = tree::read("ARCHITECTURE.md");
    let described: BTreeSet<&str> = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |").map(|(name, _)| name))
        .collect();
    for package in workspace().packages {
        assert!(
            described.contains(package.name.as_str()),
            "ARCHITECTURE.md does not describe {}",
            package.name
        );
        assert!(package.description.is_some(), "{} has no description", package.name);
    }
}
