//! Is what was acknowledged what is stored? The ledger of the tablets is held against the registry: against its store, or, by
//! whoever has a tablet's token only, against its answers.

pub(crate) mod by_answers;
pub(crate) mod by_store;

use indicatif::ProgressBar;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the comparison gave.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Reconciliation {
    /// Submissions of the ledger that were looked up.
    pub(crate) submissions: u64,
    /// Of those acknowledged, how many the registry has with the same bytes.
    pub(crate) acknowledged_and_stored: u64,
    /// Of the files acknowledged, how many the registry has with the same bytes.
    pub(crate) files_acknowledged_and_stored: u64,
    /// Not acknowledged, and yet stored: the answer got lost and the tablet gave up. No fault.
    pub(crate) stored_unacknowledged: u64,
    /// What does not fit.
    pub(crate) faults: Vec<Fault>,
    /// What could not be looked at, and why.
    pub(crate) not_looked_at: Vec<&'static str>,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) instance: String,
}

/// In which way something does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultKind {
    /// Acknowledged, and not there.
    Missing,
    /// There with other bytes, or damaged.
    OtherBytes,
    /// A file was acknowledged, and is not there.
    FileMissing,
    /// A file is there with other bytes, or damaged.
    FileOtherBytes,
    /// Acknowledged with 201 and yet kept aside, or the other way round.
    OtherState,
    /// Refused, and yet there.
    RefusedYetStored,
    /// There under a token of these tablets, though none of them sent it.
    NotSent,
    /// It made more than one change.
    Doubled,
    /// Accepted, and yet no change in the log rests on it.
    NoChange,
}

impl FaultKind {
    /// What is wrong, in words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Missing => "acknowledged, and not stored",
            Self::OtherBytes => "stored with other bytes",
            Self::FileMissing => "a file was acknowledged, and is not stored",
            Self::FileOtherBytes => "a file is stored with other bytes",
            Self::OtherState => "stored in another state than was answered",
            Self::RefusedYetStored => "refused, and yet stored",
            Self::NotSent => "stored, and not sent by these tablets",
            Self::Doubled => "made more than one change",
            Self::NoChange => "accepted, and no change in the log rests on it",
        }
    }
}

impl Reconciliation {
    /// Whether everything that was looked at fits.
    pub(crate) fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    /// How many faults there are of each kind.
    pub(crate) fn faults_by_kind(&self) -> BTreeMap<FaultKind, u64> {
        let mut counts = BTreeMap::new();
        for fault in &self.faults {
            *counts.entry(fault.kind).or_default() += 1;
        }
        counts
    }

    fn fault(&mut self, kind: FaultKind, instance: &str) {
        self.faults.push(Fault { kind, instance: instance.to_owned() });
    }

    fn add(&mut self, other: Self, bar: &ProgressBar) {
        self.submissions += other.submissions;
        self.acknowledged_and_stored += other.acknowledged_and_stored;
        self.files_acknowledged_and_stored += other.files_acknowledged_and_stored;
        self.stored_unacknowledged += other.stored_unacknowledged;
        self.faults.extend(other.faults);
        bar.inc(1);
    }
}
