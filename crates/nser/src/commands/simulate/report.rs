//! What is told at the end: a table for people, JSON for programs.

use super::{
    ledger::{GIVEN_UP, Ledger, Sent},
    plan::Plan,
    reconciliation::Reconciliation,
    tally::{Latency, Tally},
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// How many faults are named; the JSON has all of them.
const FAULTS_SHOWN: usize = 20;

/// The sending and the reconciliation.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    pub(crate) plan: &'a Plan,
    /// None where an earlier sending was reconciled again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sending: Option<Sending>,
    pub(crate) reconciliation: &'a Reconciliation,
    /// What was acknowledged is what is stored.
    pub(crate) reconciles: bool,
}

/// How the sending went.
#[derive(Serialize)]
pub(crate) struct Sending {
    pub(crate) outcome: Outcome,
    pub(crate) requests: Tally,
    pub(crate) latency: Latency,
    pub(crate) seconds: f64,
}

/// What became of the submissions, as the tablets know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Outcome {
    pub(crate) submissions: u64,
    /// Of them, corrections of others.
    pub(crate) corrections: u64,
    /// Acknowledged, by status.
    pub(crate) acknowledged: BTreeMap<u16, u64>,
    pub(crate) files: u64,
    pub(crate) files_acknowledged: u64,
    /// Tablets that got no answer as long as they tried.
    pub(crate) given_up: u64,
    /// Refused, at first or when repeated, by code.
    pub(crate) refused: BTreeMap<String, u64>,
}

impl Outcome {
    /// Adds up what was sent.
    pub(crate) fn of(sent: &[Sent]) -> Self {
        let mut outcome = Self::default();
        for one in sent {
            outcome.submissions += 1;
            outcome.corrections += u64::from(one.which.edition > 0);
            outcome.files += one.files.len() as u64;
            outcome.files_acknowledged += one.files.iter().filter(|file| file.acknowledged).count() as u64;
            if let Some(status) = one.acknowledged {
                *outcome.acknowledged.entry(status).or_default() += 1;
            }
            match one.trouble.as_deref() {
                None => {}
                Some(GIVEN_UP) => outcome.given_up += 1,
                Some(code) => *outcome.refused.entry(code.to_owned()).or_default() += 1,
            }
        }
        outcome
    }

    /// Whether all of it was acknowledged, with its files.
    pub(crate) fn is_whole(&self) -> bool {
        self.given_up == 0 && self.refused.is_empty() && self.files == self.files_acknowledged
    }
}

impl Sending {
    /// How a sending went that took so many seconds.
    pub(crate) fn new(ledger: &Ledger, tally: Tally, seconds: f64) -> Self {
        Self { outcome: Outcome::of(&ledger.sent), latency: tally.latency(), requests: tally, seconds }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(sending) = &self.sending {
            write_sending(f, sending)?;
        }
        write_reconciliation(f, self.reconciliation)?;
        if self.sending.as_ref().is_some_and(|sending| !sending.outcome.is_whole()) {
            write!(f, "\nNot everything was acknowledged: see what was refused or given up.")?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, what: &str, count: impl fmt::Display) -> fmt::Result {
    writeln!(f, "  {what:<44} {count:>10}")
}

fn rows(f: &mut fmt::Formatter<'_>, table: &[(&str, u64)]) -> fmt::Result {
    table.iter().try_for_each(|(what, count)| row(f, what, count))
}

fn write_sending(f: &mut fmt::Formatter<'_>, sending: &Sending) -> fmt::Result {
    let Sending { outcome, requests, latency, seconds } = sending;
    writeln!(f, "Sent")?;
    rows(f, &[("submissions", outcome.submissions), ("  of them corrections", outcome.corrections)])?;
    for (status, count) in &outcome.acknowledged {
        row(f, &format!("acknowledged with {status}"), count)?;
    }
    for (code, count) in &outcome.refused {
        row(f, &format!("REFUSED {code}"), count)?;
    }
    rows(
        f,
        &[
            ("given up", outcome.given_up),
            ("files", outcome.files),
            ("files acknowledged", outcome.files_acknowledged),
            ("repeated", requests.repeated),
            ("split into several requests", requests.split),
            ("corrections that came too early", requests.too_early),
            ("requests", requests.requests),
            ("  made again", requests.retried),
            ("  cut in the middle of the body", requests.cut_in_body),
            ("  cut before the answer was read", requests.cut_before_answer),
            ("  nobody listened", requests.not_listening),
            ("  connection lost", requests.lost),
            ("  answered: not now", requests.busy),
        ],
    )?;
    row(f, "seconds", format_args!("{seconds:.1}"))?;
    row(f, "submissions a second", format_args!("{:.1}", outcome.submissions as f64 / seconds.max(0.001)))?;
    writeln!(f, "Milliseconds until acknowledged")?;
    let Latency { p50_milliseconds, p90_milliseconds, p99_milliseconds, longest_milliseconds, .. } = latency;
    row(f, "half of them within", format_args!("{p50_milliseconds:.1}"))?;
    row(f, "90 of 100", format_args!("{p90_milliseconds:.1}"))?;
    row(f, "99 of 100", format_args!("{p99_milliseconds:.1}"))?;
    row(f, "the longest", format_args!("{longest_milliseconds:.1}"))
}

fn write_reconciliation(f: &mut fmt::Formatter<'_>, reconciliation: &Reconciliation) -> fmt::Result {
    writeln!(f, "Reconciliation")?;
    rows(
        f,
        &[
            ("submissions looked up", reconciliation.submissions),
            ("acknowledged and stored to the byte", reconciliation.acknowledged_and_stored),
            ("files acknowledged and stored to the byte", reconciliation.files_acknowledged_and_stored),
            ("stored though no answer was read", reconciliation.stored_unacknowledged),
        ],
    )?;
    for (kind, count) in reconciliation.faults_by_kind() {
        row(f, &format!("FAULT: {}", kind.text()), count)?;
    }
    for fault in reconciliation.faults.iter().take(FAULTS_SHOWN) {
        writeln!(f, "  {}: {}", fault.instance, fault.kind.text())?;
    }
    for what in &reconciliation.not_looked_at {
        writeln!(f, "  not looked at: {what}")?;
    }
    let verdict = if reconciliation.holds() {
        "What was acknowledged is what is stored."
    } else {
        "What was acknowledged is NOT what is stored."
    };
    write!(f, "{verdict}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::simulate::{ledger::SentFile, plan::Which};

    fn sent(edition: u32, acknowledged: Option<u16>, trouble: Option<&str>) -> Sent {
        let file = SentFile {
            name: "1.jpg".to_owned(),
            sha256: String::new(),
            acknowledged: acknowledged.is_some(),
        };
        Sent {
            which: Which { ordinal: 0, edition },
            instance: String::new(),
            sha256: String::new(),
            acknowledged,
            trouble: trouble.map(str::to_owned),
            files: vec![file],
        }
    }

    #[test]
    fn every_submission_is_told_as_acknowledged_refused_or_given_up() {
        let all = [
            sent(0, Some(201), None),
            sent(1, Some(202), None),
            sent(0, None, Some(GIVEN_UP)),
            sent(0, None, Some("submission.closed_form")),
        ];
        let outcome = Outcome::of(&all);
        assert_eq!((outcome.submissions, outcome.corrections, outcome.given_up), (4, 1, 1));
        assert_eq!(outcome.acknowledged, BTreeMap::from([(201, 1), (202, 1)]));
        assert_eq!(outcome.refused, BTreeMap::from([("submission.closed_form".to_owned(), 1)]));
        assert!(!outcome.is_whole() && Outcome::of(&all[..2]).is_whole());
    }
}
