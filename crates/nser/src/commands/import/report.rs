//! What became of a file, as a table that adds up.

use super::say;
use registry::delivery::RejectCode;
use std::{collections::BTreeMap, path::Path};
use store::rows::{LoadProgress, LoadRow};

/// The report of a load.
pub(super) fn print_row(row: &LoadRow, rejects: &Path) {
    let tally = serde_json::from_str(&row.tally).unwrap_or_default();
    say(format_args!("{} from {}\n", row.batch, row.source));
    print(&row.progress, &tally, Some(rejects));
}

/// Figures that add up, then codes by how often they were met.
pub(super) fn print(progress: &LoadProgress, tally: &BTreeMap<String, u64>, rejects: Option<&Path>) {
    let LoadProgress { read, registered, joined, with_findings, rejected, persons_rejected, .. } = *progress;
    line("households read", read, "");
    line("  registered", registered, "new in the registry");
    line("  joined", joined, "another survey of a household that was there");
    line("  rejected", rejected, "");
    line("of those in, with findings", with_findings, "to be looked at; nothing keeps them out");
    line("persons without household", persons_rejected, "");
    let adds_up = read == registered + joined + rejected;
    say(if adds_up { "registered + joined + rejected = read" } else { "THE FIGURES DO NOT ADD UP" });
    codes("rejects", tally, is_reject);
    codes("findings", tally, |code| !is_reject(code));
    if let Some(rejects) = rejects.filter(|_| rejected + persons_rejected > 0) {
        say(format_args!("\nrejected rows, with code and reason: {}", rejects.display()));
    }
}

/// Persons whom the source lists and says to be no members.
pub(super) fn print_not_members(count: u64, taken_up: bool) {
    if count > 0 {
        let since = if taken_up { "; counted since the load was taken up again" } else { "" };
        say(format_args!("\npersons listed who are no members: {}, left out{since}", with_commas(count)));
    }
}

fn line(what: &str, count: u64, about: &str) {
    say(format_args!("{what:<28}{:>14}  {about}", with_commas(count)));
}

fn is_reject(code: &str) -> bool {
    RejectCode::ALL.iter().any(|reject| reject.as_str() == code)
}

fn codes(title: &str, tally: &BTreeMap<String, u64>, wanted: impl Fn(&str) -> bool) {
    let mut found: Vec<_> = tally.iter().filter(|(code, _)| wanted(code)).collect();
    if found.is_empty() {
        return;
    }
    found.sort_by(|one, other| other.1.cmp(one.1));
    say(format_args!("\n{title}"));
    for (code, count) in found {
        let reason = RejectCode::ALL.iter().find(|reject| reject.as_str() == code.as_str());
        line(&format!("  {code}"), *count, reason.map_or("", |reject| reject.reason()));
    }
}

/// A count as people read it.
fn with_commas(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_commas;

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(["0", "999", "1,000", "35,000,000"], [0, 999, 1_000, 35_000_000].map(with_commas));
    }
}
