//! Log entries of a proposal: what all of them have in common is said once.

use super::{Origin, places};
use crate::Registry;
use jiff::civil::Date;
use registry::{
    area::AreaCode,
    change::{Change, Channel, Entry, Evidence, UpdateType},
    household::Record,
    ids::ChangeId,
    personal::Personal,
    proposal::{Content, Proposal},
    registry_number::RegistryNumber,
};

/// Writes the entries of one proposal.
pub(crate) struct Scribe<'a> {
    registry: &'a Registry,
    /// Where the proposal comes from.
    pub(crate) origin: &'a Origin,
    /// Since when it is true.
    pub(crate) effective: Date,
    /// What it rests on.
    pub(crate) evidence: Vec<Evidence>,
    reason: Option<Personal>,
    /// Through which entry point it came.
    pub(crate) channel: Channel,
    place: Option<AreaCode>,
}

impl<'a> Scribe<'a> {
    /// The scribe of a proposal, and what it proposes.
    pub(crate) fn of(registry: &'a Registry, proposal: Proposal, origin: &'a Origin) -> (Self, Content) {
        let Proposal { effective, evidence, reason, content } = proposal;
        let (channel, place) = match &content {
            Content::Survey(record) => (places::channel_of(record), places::place_of(record)),
            Content::Roster { .. } => (origin.channel, None),
        };
        (Self { registry, origin, effective, evidence, reason, channel, place }, content)
    }

    /// An entry about a household.
    pub(crate) fn entry(&self, household: RegistryNumber, update_type: UpdateType, change: Change) -> Entry {
        Entry {
            id: ChangeId(self.registry.ids().uuid(self.origin.recorded)),
            household,
            effective: self.effective,
            recorded: self.origin.recorded,
            author: self.origin.author.clone(),
            channel: self.channel,
            place: self.place.clone(),
            update_type,
            evidence: self.evidence.clone(),
            reason: self.reason.clone(),
            change,
        }
    }

    /// An entry about a household that is there, made where it lives.
    pub(crate) fn entry_at(
        &self,
        (household, record): (RegistryNumber, &Record),
        update_type: UpdateType,
        change: Change,
    ) -> Entry {
        let place = self.place.clone().or_else(|| record.location.tehsil.clone());
        Entry { place, ..self.entry(household, update_type, change) }
    }

    /// The kinds of the papers that came along.
    pub(crate) fn papers(&self) -> Vec<String> {
        let papers = self.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Document { document, .. } => Some(document.clone()),
            _ => None,
        });
        papers.collect()
    }
}
