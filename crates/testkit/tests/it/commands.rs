//! What can be typed: the targets of the Makefile and the commands of the program, read from their sources.

use crate::tree;
use regex::Regex;
use std::{collections::BTreeSet, path::Path};

/// What is wrong with a line that somebody may type, such as `make test` or `nser user add`; nothing where the line is
/// neither.
pub(crate) fn fault_of(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().skip_while(|word| is_setting(word)).collect();
    match words.as_slice() {
        ["make", rest @ ..] => {
            let unknown =
                rest.iter().filter(|word| !is_setting(word)).find(|target| !targets().contains(**target));
            unknown.map(|target| format!("the Makefile has no target {target}"))
        }
        ["nser", command, rest @ ..] if is_name(command) => fault_of_command(command, rest.first().copied()),
        _ => None,
    }
}

fn fault_of_command(command: &str, next: Option<&str>) -> Option<String> {
    if !variants("crates/nser/src/commands.rs", "Command").contains(command) {
        return Some(format!("the program has no command {command}"));
    }
    let file = format!("crates/nser/src/commands/{}.rs", command.replace('-', "_"));
    let actions = if tree::root().join(&file).exists() { variants(&file, "Action") } else { BTreeSet::new() };
    let next = next.filter(|next| is_name(next))?;
    (!actions.is_empty() && !actions.contains(next)).then(|| format!("the command {command} has no {next}"))
}

/// `NAME=value` before or behind a command.
fn is_setting(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'))
}

/// The name of a command, and no option, place-holder or ellipsis.
fn is_name(word: &str) -> bool {
    word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-') && !word.starts_with('-')
}

fn targets() -> BTreeSet<String> {
    let target = Regex::new(r"(?m)^([a-z][a-z-]*):").expect("a pattern");
    target.captures_iter(&tree::read("Makefile")).map(|found| found[1].to_owned()).collect()
}

/// The variants of an enum as clap calls them.
fn variants(file: &str, name: &str) -> BTreeSet<String> {
    let text = tree::read(file);
    let Some((_, body)) = text.split_once(&format!("enum {name} {{\n")) else { return BTreeSet::new() };
    let body = body.split("\n}").next().unwrap_or_default();
    let variant = Regex::new(r"(?m)^    ([A-Z][A-Za-z]*)").expect("a pattern");
    variant.captures_iter(body).map(|found| kebab_case(&found[1])).collect()
}

fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

#[test]
fn commands_are_read_from_their_sources() {
    assert!(Path::new(&tree::root()).join("Makefile").exists());
    for right in
        ["make test", "nser verify-log --anchor 3:ab", "NSER_DATA=data nser user add officer", "nser …"]
    {
        assert_eq!(fault_of(right), None, "{right}");
    }
    for wrong in ["make tea", "nser verify", "nser user destroy"] {
        assert!(fault_of(wrong).is_some(), "{wrong}");
    }
}
