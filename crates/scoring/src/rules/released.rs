//! The list of released versions: path and SHA-256 of files that must never change.

use super::{RulesError, RulesFault, Source};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The list itself, below `rules/`.
const PATH: &str = "released.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Released {
    /// Path below `rules/` to SHA-256.
    sha256: BTreeMap<String, String>,
}

/// The faults of released files that were edited or are gone. Without a list nothing is released.
pub(super) fn check(files: &BTreeMap<&str, &str>) -> Vec<RulesError> {
    let Some(list) = files.get(PATH) else { return Vec::new() };
    let source = Source::new(PATH, list);
    let Some(released) = source.read::<Released>() else { return source.into_faults() };
    let faults = released.sha256.iter().filter_map(|(path, sha256)| {
        let fault = match files.get(path.as_str()) {
            None => RulesFault::ReleasedMissing,
            Some(text) if Source::new(path, text).sha256() != *sha256 => RulesFault::ReleasedChanged,
            Some(_) => return None,
        };
        Some(RulesError { path: path.clone(), line: None, fault })
    });
    faults.collect()
}
