//! From a proposal to an accepted change, or to the reason why it waits for an officer.

use crate::{Registry, accepted::Accepted, error::read_document, people, roster};
use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaCode,
    change::{Change, Channel, Entry, Evidence, UpdateType},
    code_lists::SurveyMode,
    finding::{Finding, FindingCode},
    history::History,
    household::{Member, Record},
    identity::CitizenNumber,
    ids::ChangeId,
    proposal::{Content, Proposal, RosterEvent},
    registry_number::RegistryNumber,
};
use store::StoreError;

/// Where a proposal comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// Who made it.
    pub(crate) author: String,
    /// When it became known.
    pub(crate) recorded: Timestamp,
    /// The submission that it corrects and the household which that one changed.
    pub(crate) corrects: Option<(String, RegistryNumber)>,
}

impl Registry {
    /// Weighs a proposal against the registry. `None` means that it waits for an officer; the findings then say why.
    pub(crate) async fn weigh(
        &self,
        proposal: Proposal,
        origin: &Origin,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Accepted>, StoreError> {
        let Proposal { effective, evidence, reason, content } = proposal;
        let entry = |household, change, update_type, channel, place| Entry {
            id: ChangeId(self.ids().uuid(origin.recorded)),
            household,
            effective,
            recorded: origin.recorded,
            author: origin.author.clone(),
            channel,
            place,
            update_type,
            evidence: evidence.clone(),
            reason: reason.clone(),
            change,
        };
        if has(findings, &[FindingCode::ConsentRefused, FindingCode::RosterEmpty]) {
            return Ok(None);
        }
        match content {
            Content::Survey(record) => {
                let own = origin.corrects.as_ref().map(|(_, household)| *household);
                if self.clashes(&record, own, findings).await? {
                    return Ok(None);
                }
                let (channel, place) = (channel_of(&record), place_of(&record));
                match &origin.corrects {
                    None => {
                        let number = self.new_number().await?;
                        let change = Change::Register { record, split_from: None };
                        let entry = entry(number, change, UpdateType::FirstSurvey, channel, place);
                        Ok(take(History::default(), entry, findings))
                    }
                    Some((instance, number)) => {
                        let correct = |id, record| Change::Correct { corrected: id, record };
                        let make =
                            |change| entry(*number, change, UpdateType::Correction, channel, place.clone());
                        self.correct(*number, instance, record, correct, make, findings).await
                    }
                }
            }
            Content::Roster { household, event } => {
                // What a corrected roster update has changed already only an officer can disentangle.
                let (Some(number), Some(event), None) = (household, event, &origin.corrects) else {
                    if origin.corrects.is_some() {
                        findings.push(Finding::at(FindingCode::ChangeRefused, "update"));
                    }
                    return Ok(None);
                };
                let make = |change, place| entry(number, change, UpdateType::Roster, Channel::Desk, place);
                self.update_roster(number, event, effective, make, findings).await
            }
        }
    }

    /// Numbers of the record that belong to members of other households: findings, and a reason to wait.
    async fn clashes(
        &self,
        record: &Record,
        own: Option<RegistryNumber>,
        findings: &mut Vec<Finding>,
    ) -> Result<bool, StoreError> {
        let numbers: Vec<CitizenNumber> =
            record.members.iter().filter_map(|member| member.identity.number()).collect();
        if numbers.is_empty() {
            return Ok(false);
        }
        let mut holders = self.store().find_holders(&numbers).await?;
        holders.retain(|holder| Some(holder.household) != own);
        let head = record.find_head().and_then(|head| head.identity.number());
        for member in &record.members {
            let Some(number) = member.identity.number() else { continue };
            if holders.iter().any(|holder| holder.number == number) {
                let place = format!("roster/member[{}]/person/number", member.line);
                findings.push(Finding::at(FindingCode::IdentityElsewhere, place));
                if head == Some(number) {
                    findings.push(Finding::at(FindingCode::HouseholdExists, "roster"));
                }
            }
        }
        Ok(!holders.is_empty())
    }

    /// A submission is corrected: the change made by it is found, and the new record takes its place.
    async fn correct(
        &self,
        number: RegistryNumber,
        instance: &str,
        mut record: Box<Record>,
        correct: impl FnOnce(ChangeId, Box<Record>) -> Change,
        make: impl FnOnce(Change) -> Entry,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Accepted>, StoreError> {
        let history = self.history(number).await?;
        let original = history
            .entries()
            .iter()
            .find(|entry| made_by(entry, instance))
            .map(|entry| (entry.id, entry.effective));
        let known = history.current().ok().flatten();
        let (Some((original, effective)), Some(known)) = (original, known) else {
            findings.push(Finding::at(FindingCode::ChangeRefused, ""));
            return Ok(None);
        };
        people::keep_ids(&mut record, &known);
        if let Some(line) = amended_since(&history, original, &record) {
            findings.push(Finding::at(FindingCode::ChangeRefused, format!("roster/member[{line}]")));
            return Ok(None);
        }
        let mut entry = make(correct(original, record));
        // The correction holds from the day of what it corrects, so that later changes stay on top of it.
        entry.effective = effective;
        Ok(take(history, entry, findings))
    }

    async fn update_roster(
        &self,
        number: RegistryNumber,
        event: RosterEvent,
        effective: Date,
        make: impl FnOnce(Change, Option<AreaCode>) -> Entry,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Accepted>, StoreError> {
        let history = self.history(number).await?;
        let Some(household) = history.current().ok().flatten() else {
            findings.push(Finding::at(FindingCode::HouseholdUnknown, "household/registry_number"));
            return Ok(None);
        };
        if let RosterEvent::Arrival { member, .. } = &event
            && let Some(arriving) = member.identity.number()
            && let Some(holder) = self.store().find_holders(&[arriving]).await?.first()
        {
            let own = holder.household == number;
            let code = if own { FindingCode::IdentityTwice } else { FindingCode::IdentityElsewhere };
            findings.push(Finding::at(code, "member/person/number"));
            return Ok(None);
        }
        let effective = known_from(&event, effective, &history);
        // A member is amended as he or she was on that day.
        let on_the_day = history.household(effective, Timestamp::MAX).ok().flatten();
        let amends = matches!(event, RosterEvent::Amendment { .. });
        let roster = on_the_day.filter(|_| amends);
        let change = match roster::change_for(event, roster.as_ref().unwrap_or(&household)) {
            Ok(change) => change,
            Err(place) => {
                findings.push(Finding::at(FindingCode::MemberUnknown, place));
                return Ok(None);
            }
        };
        let entry = Entry { effective, ..make(change, household.record.location.tehsil.clone()) };
        let accepted = take(history, entry, findings);
        if accepted.as_ref().is_some_and(is_hidden) {
            findings.push(Finding::at(FindingCode::ChangeRefused, "update"));
            return Ok(None);
        }
        Ok(accepted)
    }

    /// A household's history; empty when the registry does not have it.
    pub(crate) async fn history(&self, number: RegistryNumber) -> Result<History, StoreError> {
        let rows = self.store().list_entries(number).await?;
        let entries: Result<Vec<Entry>, StoreError> =
            rows.iter().map(|row| read_document("change log entry", &row.text)).collect();
        Ok(History::new(entries?))
    }
}

/// Whether a submission made an entry.
pub(crate) fn made_by(entry: &Entry, instance: &str) -> bool {
    entry
        .evidence
        .iter()
        .any(|evidence| matches!(evidence, Evidence::Submission { instance: by } if by == instance))
}

/// Whether any of the codes was found.
fn has(findings: &[Finding], codes: &[FindingCode]) -> bool {
    findings.iter().any(|finding| codes.contains(&finding.code))
}

/// Since when an event is true in the registry. What the first survey missed counts from the day of that survey, as the
/// household was not there before; a member who is said to have left before it was surveyed as present, which is another
/// matter.
fn known_from(event: &RosterEvent, effective: Date, history: &History) -> Date {
    match (event, history.entries().first()) {
        (RosterEvent::Leaving { .. }, _) | (_, None) => effective,
        (_, Some(first)) => effective.max(first.effective),
    }
}

/// Whether a member's amendment does not show in what is known now, because an entry true of a later day replaced the
/// member as a whole.
fn is_hidden(accepted: &Accepted) -> bool {
    let Some(Change::AmendMember { member }) = accepted.entries.last().map(|entry| &entry.change) else {
        return false;
    };
    let amended =
        |member: &Member| (member.person.marital_status, member.person.sex, member.disability.clone());
    accepted.household.find_member(member.id).map(amended) != Some(amended(member))
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
    let find = |record: &Record, person| record.members.iter().find(|member| member.id == person).cloned();
    amended.filter(|person| find(before, *person) != find(record, *person)).find_map(|person| {
        let member = find(record, person).or_else(|| find(before, person))?;
        Some(member.line)
    })
}

/// Makes the change, if the household's history allows it.
fn take(history: History, entry: Entry, findings: &mut Vec<Finding>) -> Option<Accepted> {
    let accepted = Accepted::take(history, vec![entry]);
    if accepted.is_err() {
        findings.push(Finding::at(FindingCode::ChangeRefused, ""));
    }
    accepted.ok()
}

fn channel_of(record: &Record) -> Channel {
    match record.interview.mode {
        Some(SurveyMode::Desk | SurveyMode::Paper) => Channel::Desk,
        Some(SurveyMode::Van) => Channel::Van,
        Some(SurveyMode::Self_) => Channel::App,
        Some(SurveyMode::Tablet) | None => Channel::Tablet,
    }
}

fn place_of(record: &Record) -> Option<AreaCode> {
    let location = &record.location;
    location.block.clone().or_else(|| location.union_council.clone()).or_else(|| location.tehsil.clone())
}
