//! A submission is corrected by its enumerator: the new record takes the place of what it corrects.

use super::{Scribe, Waiting, Weighed, made_by};
use crate::{Registry, accepted::Accepted, error::read_document, people};
use registry::{
    change::{Change, Entry, UpdateType},
    clock::date_in_pakistan,
    finding::{Finding, FindingCode},
    history::History,
    household::Record,
    ids::{ChangeId, PersonId},
    registry_number::RegistryNumber,
    updates::Review,
};
use store::StoreError;

impl Registry {
    /// The change made by the submission that is corrected is found, and the new record takes its place.
    pub(super) async fn weigh_correction(
        &self,
        scribe: &Scribe<'_>,
        mut record: Box<Record>,
        instance: &str,
        number: RegistryNumber,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let waits = || {
            let tehsil = record.location.tehsil.clone();
            Waiting { tehsil, ..Waiting::review(Some(number), UpdateType::Correction, Review::Officer) }
        };
        let clash = self.clashes(&record, Some(number), findings).await?;
        if !clash.is_empty() {
            return Ok(Waiting { others: clash, review: Review::FourEyes, ..waits() }.into());
        }
        let history = self.history(number).await?;
        let original = history
            .entries()
            .iter()
            .find(|entry| made_by(entry, instance))
            .map(|entry| (entry.id, entry.effective, date_in_pakistan(entry.recorded)));
        let known = history.current().ok().flatten();
        let (Some((original, effective, came)), Some(known)) = (original, known) else {
            findings.push(Finding::at(FindingCode::ChangeRefused, ""));
            return Ok(waits().into());
        };
        let waits = waits();
        if record.interview.interview_date.is_some_and(|day| came < day) {
            // An interview made after the one that it corrects had come is another survey, and its turn is another matter.
            findings.push(Finding::at(FindingCode::ChangeRefused, "interview/interview_date"));
            return Ok(waits.into());
        }
        people::keep_ids(&mut record, &known);
        if let Some(line) = amended_since(&history, original, &record) {
            findings.push(Finding::at(FindingCode::ChangeRefused, format!("roster/member[{line}]")));
            return Ok(waits.into());
        }
        let change = Change::Correct { corrected: original, record };
        // The correction holds from the day of what it corrects, so that later changes stay on top of it.
        let entry = Entry { effective, ..scribe.entry(number, UpdateType::Correction, change) };
        match take(history, vec![entry], findings) {
            Some(accepted) => Ok(Weighed::Accepted(Box::new(self.effect_of(number, vec![accepted]).await?))),
            None => Ok(waits.into()),
        }
    }

    /// A household's history; empty when the registry does not have it.
    pub(crate) async fn history(&self, number: RegistryNumber) -> Result<History, StoreError> {
        let rows = self.store().list_entries(number).await?;
        let entries: Result<Vec<Entry>, StoreError> =
            rows.iter().map(|row| read_document("change log entry", &row.text)).collect();
        Ok(History::new(entries?))
    }
}

/// Makes the changes, if the household's history allows them.
pub(super) fn take(history: History, entries: Vec<Entry>, findings: &mut Vec<Finding>) -> Option<Accepted> {
    let accepted = Accepted::take(history, entries);
    if accepted.is_err() {
        findings.push(Finding::at(FindingCode::ChangeRefused, ""));
    }
    accepted.ok()
}

/// The line of a member whom a correction changes and whom a later entry replaced as a whole: that entry would hide the
/// correction.
fn amended_since(history: &History, corrected: ChangeId, record: &Record) -> Option<u8> {
    let entries = history.entries();
    let place = entries.iter().position(|entry| entry.id == corrected)?;
    let (Change::Register { record: before, .. }
    | Change::Resurvey { record: before }
    | Change::Correct { record: before, .. }) = &entries.get(place)?.change
    else {
        return None;
    };
    let amended = entries.iter().skip(place + 1).filter_map(|entry| match &entry.change {
        Change::AmendMember { member } => Some(member.id),
        _ => None,
    });
    let find =
        |record: &Record, person: PersonId| record.members.iter().find(|member| member.id == person).cloned();
    amended.filter(|person| find(before, *person) != find(record, *person)).find_map(|person| {
        let member = find(record, person).or_else(|| find(before, person))?;
        Some(member.line)
    })
}
