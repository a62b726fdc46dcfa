//! What can be made of a chunk without asking the store: checks, registration, decision, the rows to be written. Pure
//! work, and nearly all there is: workers do it beside each other.

use super::{Chunk, Rejected};
use crate::{Registry, accepted::Accepted, areas::Areas, receive::tidy};
use jiff::Timestamp;
use registry::{
    change::{Change, Channel, Entry, Evidence, UpdateType},
    clock::date_in_pakistan,
    code_lists::Relation,
    delivery::{Delivered, Delivery, Reject, RejectCode},
    finding::{Finding, FindingCode},
    history::History,
    household::Record,
    identity::CitizenNumber,
    ids::ChangeId,
    registry_number::RegistryNumber,
};
use std::sync::Arc;
use store::{StoreError, rows::Commit};
use survey::checks;

/// What all chunks of a load have in common.
#[derive(Debug, Clone)]
pub(super) struct Delivering {
    /// Who loads.
    pub(super) author: String,
    /// SHA-256 of the files, in hexadecimal.
    pub(super) file: String,
}

/// A chunk ready to be settled.
pub(super) struct Prepared {
    /// When its changes become known.
    pub(super) recorded: Timestamp,
    /// Its households, in the order of the file.
    pub(super) households: Vec<Prospect>,
    /// Rows of the file of persons that belong to no household.
    pub(super) persons: Vec<Rejected>,
}

impl Prepared {
    /// The households that could be read.
    pub(super) fn newcomers(&self) -> impl Iterator<Item = &Newcomer> {
        self.households.iter().filter_map(|prospect| prospect.weighed.as_deref().ok())
    }
}

/// A household on its way in.
pub(super) struct Prospect {
    pub(super) row: u64,
    pub(super) key: String,
    pub(super) weighed: Result<Box<Newcomer>, Reject>,
}

/// A household as it comes in if the registry does not know it, and everything that would be written then.
pub(super) struct Newcomer {
    /// The household that the source says it is.
    pub(super) named: Option<RegistryNumber>,
    /// Its registration.
    pub(super) entry: Arc<Entry>,
    /// Everything that its registration writes; taken when it is written.
    pub(super) commit: Option<Commit>,
    /// What was noticed.
    pub(super) findings: Vec<Finding>,
}

impl Newcomer {
    /// What the survey found.
    pub(super) fn record(&self) -> Option<&Record> {
        match &self.entry.change {
            Change::Register { record, .. } => Some(record),
            _ => None,
        }
    }

    /// The citizen numbers on its roster.
    pub(super) fn numbers(&self) -> impl Iterator<Item = CitizenNumber> {
        let members = self.record().into_iter().flat_map(|record| &record.members);
        members.filter_map(|member| member.identity.number())
    }

    /// The numbers by which the household itself is known: those of its head and the head's spouses.
    pub(super) fn heads(&self) -> impl Iterator<Item = CitizenNumber> {
        let members = self.record().into_iter().flat_map(|record| &record.members);
        let couple = members
            .filter(|member| matches!(member.person.relation, Some(Relation::Head | Relation::Spouse)));
        couple.filter_map(|member| member.identity.number())
    }
}

impl Registry {
    /// Weighs a chunk as if the registry knew none of its households. There is a number for each; its changes become known
    /// at an instant no earlier than those of the chunk before.
    pub(super) fn prepare(
        &self,
        delivering: &Delivering,
        areas: &Areas,
        chunk: Chunk,
        numbers: Vec<RegistryNumber>,
        recorded: Timestamp,
    ) -> Result<Prepared, StoreError> {
        let households = chunk.households.into_iter().zip(numbers).map(|(delivered, number)| {
            let Delivered { row, key, read } = delivered;
            let weighed = match read {
                Ok(delivery) => self.newcomer(delivering, areas, recorded, row, number, delivery)?,
                Err(reject) => Err(reject),
            };
            Ok(Prospect { row, key, weighed })
        });
        let households = households.collect::<Result<_, StoreError>>()?;
        Ok(Prepared { recorded, households, persons: chunk.persons })
    }

    fn newcomer(
        &self,
        delivering: &Delivering,
        areas: &Areas,
        recorded: Timestamp,
        row: u64,
        number: RegistryNumber,
        delivery: Delivery,
    ) -> Result<Result<Box<Newcomer>, Reject>, StoreError> {
        let Delivery { surveyed, registry_number, record, mut findings } = delivery;
        if surveyed > date_in_pakistan(recorded) {
            return Ok(Err(Reject::at(RejectCode::DateFuture, "interview/interview_date")));
        }
        findings.extend(checks::check_record(&record, surveyed, areas.book(), self.parts.series));
        if let Some(reject) = refusal(&findings) {
            return Ok(Err(reject));
        }
        let place = record.location.tehsil.clone();
        let entry = Entry {
            id: ChangeId(self.ids().uuid(recorded)),
            household: number,
            effective: surveyed,
            recorded,
            author: delivering.author.clone(),
            channel: Channel::File,
            place,
            update_type: UpdateType::FirstSurvey,
            evidence: vec![Evidence::File { sha256: delivering.file.clone(), row: Some(row) }],
            reason: None,
            change: Change::Register { record, split_from: None },
        };
        let Ok(accepted) = Accepted::take(History::default(), vec![entry.clone()]) else {
            return Ok(Err(Reject::at(RejectCode::ChangeRefused, "")));
        };
        tidy(&mut findings);
        let mut commit = self.commit_of(areas.book(), &accepted)?;
        commit.pack();
        Ok(Ok(Box::new(Newcomer {
            named: registry_number,
            entry: Arc::new(entry),
            commit: Some(commit),
            findings,
        })))
    }
}

/// Findings that keep a household out altogether.
fn refusal(findings: &[Finding]) -> Option<Reject> {
    findings.iter().find_map(|finding| {
        let code = match finding.code {
            FindingCode::ConsentRefused => RejectCode::ConsentRefused,
            FindingCode::RosterEmpty => RejectCode::RosterEmpty,
            _ => return None,
        };
        Some(Reject::at(code, finding.place.clone()))
    })
}
