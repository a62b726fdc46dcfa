//! Every dependency says what it is for, once, in the root manifest.

use crate::tree;

/// The lines of a manifest's tables of dependencies that name one.
fn dependency_lines<'a>(manifest: &'a str, tables: &[&str]) -> Vec<&'a str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = tables.contains(&line);
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            lines.push(line);
        }
    }
    lines
}

/// Our own crates describe themselves in their manifests.
fn is_ours(line: &str) -> bool {
    line.contains("path = \"crates/")
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = tree::read("Cargo.toml");
    let lines = dependency_lines(&manifest, &["[workspace.dependencies]"]);
    assert!(lines.len() > 20, "the table is found");
    for line in lines.into_iter().filter(|line| !is_ours(line)) {
        let comment = line.rsplit_once(" # ").map(|(_, comment)| comment.trim()).unwrap_or_default();
        assert!(!comment.is_empty(), "Cargo.toml does not say what this is for: {line}");
    }
}

#[test]
fn crates_take_every_dependency_from_the_root_manifest() {
    let manifests =
        tree::files().into_iter().filter(|path| path.starts_with("crates/") && path.ends_with("/Cargo.toml"));
    for path in manifests {
        let manifest = tree::read(&path);
        for line in
            dependency_lines(&manifest, &["[dependencies]", "[dev-dependencies]", "[build-dependencies]"])
        {
            assert!(line.contains("workspace = true"), "{path} chooses a version of its own: {line}");
        }
    }
}
