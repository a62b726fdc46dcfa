//! What the documents name exists: links, paths, make targets and commands.

use crate::{commands, tree};
use regex::Regex;
use std::{collections::BTreeSet, path::Path};

/// Most lines that README.md may have: a newcomer reads it whole.
const README_LINES: usize = 80;
/// Most lines of a guide.
const GUIDE_LINES: usize = 80;

/// The documents at the root and below `docs`.
fn documents() -> Vec<String> {
    let is_markdown = |path: &String| Path::new(path).extension() == Some("md".as_ref());
    let in_place = |path: &String| !path.contains('/') || path.starts_with("docs/");
    tree::files().into_iter().filter(is_markdown).filter(in_place).collect()
}

/// The documents whose commands and paths must be those of today. Decisions tell of their own day.
fn of_today(path: &str) -> bool {
    !path.contains('/') && path != "CHANGELOG.md" || path.starts_with("docs/guides/")
}

/// A document's lines outside fences, and those inside. Within, commands begin at the margin; pictures do not.
fn split_fences(text: &str) -> (String, Vec<&str>) {
    let (mut prose, mut fenced, mut inside) = (String::new(), Vec::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            fenced.push(line);
        } else {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    (prose, fenced)
}

/// What stands between backticks.
fn code_spans(prose: &str) -> Vec<String> {
    let span = Regex::new("`([^`\n]+)`").expect("a pattern");
    span.captures_iter(prose).map(|found| found[1].to_owned()).collect()
}

/// Whether a code span is a path below the root: it has a slash, and no place-holder.
fn is_path(span: &str) -> bool {
    let plain = span.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-/".contains(letter));
    plain && span.contains('/') && !span.starts_with('/') && span.trim_matches(['.', '/']).len() > 1
}

/// The names by which headings of a document are linked to.
fn anchors(text: &str) -> BTreeSet<String> {
    let (prose, _) = split_fences(text);
    let headings = prose.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept = heading.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

fn check_link(document: &str, target: &str) {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let path = if path.is_empty() { Path::new(document).to_owned() } else { folder.join(path) };
    assert!(tree::root().join(&path).exists(), "{document} links to {target}, which does not exist");
    if !anchor.is_empty() {
        let text = tree::read(&path.display().to_string());
        assert!(anchors(&text).contains(anchor), "{document} links to {target}, which has no such heading");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a pattern");
    let mut links = 0;
    for document in documents() {
        let (prose, _) = split_fences(&tree::read(&document));
        for found in link.captures_iter(&prose).filter(|found| !found[1].contains(':')) {
            check_link(&document, &found[1]);
            links += 1;
        }
    }
    assert!(links > 20, "links are found");
}

#[test]
fn commands_and_paths_in_documents_exist() {
    let mut checked = 0;
    for document in documents().into_iter().filter(|path| of_today(path)) {
        let text = tree::read(&document);
        let (prose, fenced) = split_fences(&text);
        let spans = code_spans(&prose);
        let typed = fenced.into_iter().filter(|line| !line.starts_with(char::is_whitespace));
        for line in spans.iter().map(String::as_str).chain(typed) {
            assert_eq!(commands::fault_of(line), None, "{document}: {line}");
            checked += 1;
        }
        for path in spans.iter().filter(|span| is_path(span)) {
            assert!(tree::root().join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
    assert!(checked > 100, "commands and paths are found");
}

#[test]
fn documents_stay_short() {
    let lines = |path: &str| tree::read(path).lines().count();
    assert!(lines("README.md") <= README_LINES, "README.md has {} lines", lines("README.md"));
    for guide in documents().iter().filter(|path| path.starts_with("docs/guides/")) {
        assert!(lines(guide) <= GUIDE_LINES, "{guide} has {} lines", lines(guide));
    }
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let decisions: Vec<String> =
        documents().into_iter().filter(|path| path.starts_with("docs/decisions/")).collect();
    assert!(!decisions.is_empty());
    for (number, path) in (1..).zip(&decisions) {
        assert!(path.starts_with(&format!("docs/decisions/{number:04}-")), "{path} is out of order");
        let text = tree::read(path);
        for part in ["## Context", "## Decision", "## Consequences"] {
            assert!(text.contains(part), "{path} has no {part}");
        }
    }
}
