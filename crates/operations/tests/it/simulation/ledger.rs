//! What the registry acknowledged, kept beside it.

use super::op::Op;
use jiff::{Timestamp, civil::Date};
use operations::receive::Receipt;
use registry::{
    area::AreaCode,
    chain::LinkHash,
    citizen::LifeEvent,
    identity::CitizenNumber,
    ids::{ActId, CaseId, PersonId},
    registry_number::RegistryNumber,
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Ledger {
    /// Every submission that was taken, by its instance id.
    pub(super) sent: BTreeMap<String, Sent>,
    /// Every notice that was delivered, by its reference.
    pub(super) notices: BTreeMap<String, LifeEvent>,
    /// Every case that was opened.
    pub(super) cases: BTreeSet<CaseId>,
    /// Settled cases, as they were when they were first seen settled.
    pub(super) settled: BTreeMap<CaseId, String>,
    /// Everybody who was ever a member.
    pub(super) people: BTreeSet<PersonId>,
    /// How far the log of changes has been looked at.
    pub(super) log: Option<(u64, LinkHash)>,
    /// Of every household the latest survey.
    pub(super) surveyed: BTreeMap<RegistryNumber, Date>,
    /// Surveys after a disaster, of each household.
    pub(super) shocks: Vec<(RegistryNumber, Date)>,
    /// Emergencies as they were declared.
    pub(super) emergencies: Vec<Declared>,
    /// Renewals that were begun.
    pub(super) renewals: BTreeSet<ActId>,
    /// How many questions to the citizen registry have been looked at.
    pub(super) asked: usize,
    /// The answers that counted when they were last looked at: when they came and until when they count.
    pub(super) answers: BTreeMap<CitizenNumber, (Timestamp, Timestamp)>,
    /// Households that changed since everything was last looked at.
    pub(super) changed: BTreeSet<RegistryNumber>,
    /// When a household or one of its cases last changed.
    pub(super) touched: BTreeMap<RegistryNumber, Timestamp>,
    done: BTreeMap<String, u64>,
}

/// A submission that was taken.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) sender: usize,
    pub(super) xml: String,
    pub(super) receipt: Receipt,
}

/// An emergency.
pub(super) struct Declared {
    pub(super) act: ActId,
    /// Every area that was ever notified.
    pub(super) areas: BTreeSet<AreaCode>,
    pub(super) from: Date,
    /// The last day, if it was not ended before.
    pub(super) until: Date,
}

impl Ledger {
    pub(super) fn count(&mut self, op: Op) {
        self.note(format!("{op:?}"));
    }

    /// Something worth counting.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        *self.done.entry(what.into()).or_default() += 1;
    }

    pub(super) fn noted(&self, what: &str) -> u64 {
        self.done.get(what).copied().unwrap_or(0)
    }

    /// How often what was done.
    pub(super) fn summary(&self) -> String {
        self.done.iter().map(|(what, times)| format!("{what} {times}")).collect::<Vec<_>>().join(", ")
    }
}
