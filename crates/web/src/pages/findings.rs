//! Findings in words.

use super::labels::Labels;
use registry::finding::{Finding, Severity};
use serde::Serialize;

/// A finding for a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Noticed {
    /// `error`, `warning` or `note`.
    pub(super) severity: &'static str,
    /// Its stable code.
    pub(super) code: &'static str,
    /// What was noticed.
    pub(super) text: String,
    /// Where, in words; empty for the whole.
    pub(super) place: String,
}

/// Findings in words, the heaviest first.
pub(super) fn in_words(findings: &[Finding], labels: &Labels<'_>) -> Vec<Noticed> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.code.severity()));
    sorted.into_iter().map(|finding| noticed(finding, labels)).collect()
}

/// One finding in words.
pub(super) fn noticed(finding: &Finding, labels: &Labels<'_>) -> Noticed {
    Noticed {
        severity: severity(finding.code.severity()),
        code: finding.code.as_str(),
        text: labels.words().say(&key(finding.code.as_str()), &[]),
        place: labels.place(&finding.place),
    }
}

/// The key of a finding's text.
pub(super) fn key(code: &str) -> String {
    format!("finding-{}", code.replace('.', "-"))
}

/// The end of the key of a severity's text.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
