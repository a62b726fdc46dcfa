//! The changes of a household, latest effect first: what changed, since when it is true, since when it is known, by
//! whom and on what evidence, with ways to the household as it was then.

use super::roster::departure_code;
use crate::pages::{
    households::name,
    labels::{Labels, Places},
    links,
    page::{Moment, Words},
};
use operations::households::HouseholdView;
use registry::{
    change::{Arrival, Change, Channel, Entry, Evidence, SectionContent, UpdateType},
    clock::date_in_pakistan,
    household::Member,
    ids::PersonId,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// A change.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Event {
    /// The end of the key of its name.
    pub(super) change: &'static str,
    /// Whom or what it is about.
    pub(super) about: Option<String>,
    /// A household it leads to.
    pub(super) other_household: Option<String>,
    pub(super) effective: Moment,
    pub(super) recorded: Moment,
    pub(super) channel: &'static str,
    pub(super) update_type: &'static str,
    pub(super) author: String,
    pub(super) place: Option<String>,
    pub(super) evidence: Vec<Paper>,
    pub(super) reason: Option<String>,
    /// The household just after this change took effect.
    pub(super) link_as_of: String,
    /// The household as it was known on the day of this change.
    pub(super) link_known_on: String,
    /// It does not count on the dates shown: not yet true, or not yet known.
    pub(super) later: bool,
}

/// What a change rests on.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Paper {
    pub(in crate::pages) text: String,
    pub(in crate::pages) link: Option<String>,
    pub(in crate::pages) number: Option<String>,
}

/// The changes, latest effect first.
pub(super) fn of(view: &HouseholdView, labels: &Labels<'_>, places: &Places<'_>) -> Vec<Event> {
    let names = Names::of(view, labels.words());
    view.history.iter().rev().map(|entry| event(entry, view, &names, labels, places)).collect()
}

fn event(
    entry: &Entry,
    view: &HouseholdView,
    names: &Names,
    labels: &Labels<'_>,
    places: &Places<'_>,
) -> Event {
    let words = labels.words();
    let number = view.household.number;
    let recorded_on = date_in_pakistan(entry.recorded);
    let (about, other_household) = about(&entry.change, names, labels, places);
    Event {
        change: if is_earlier_survey(entry, view) { "earlier_survey" } else { entry.change.name() },
        about,
        other_household,
        effective: words.date(entry.effective),
        recorded: words.instant(entry.recorded),
        channel: channel_code(entry.channel),
        update_type: update_type_code(entry.update_type),
        author: entry.author.clone(),
        place: entry.place.as_ref().map(|place| places.name(place)),
        evidence: entry.evidence.iter().map(|evidence| paper(evidence, labels)).collect(),
        reason: entry.reason.as_ref().map(|reason| reason.reveal().to_owned()),
        link_as_of: format!("/households/{number}?as_of={}", entry.effective),
        link_known_on: format!("/households/{number}?as_of={}&known_on={recorded_on}", view.as_of),
        later: entry.effective > view.as_of || recorded_on > view.known_on,
    }
}

/// Whether an entry is a survey from before the one that registered the household.
fn is_earlier_survey(entry: &Entry, view: &HouseholdView) -> bool {
    let registered = view.history.iter().find(|other| matches!(other.change, Change::Register { .. }));
    matches!(entry.change, Change::Resurvey { .. })
        && registered.is_some_and(|registered| entry.effective < registered.effective)
}

/// Whom or what a change is about, and the other household it concerns.
fn about(
    change: &Change,
    names: &Names,
    labels: &Labels<'_>,
    places: &Places<'_>,
) -> (Option<String>, Option<String>) {
    let words = labels.words();
    let with = |name: Option<String>, key: &str| {
        let (name, why) = (name.unwrap_or_else(|| words.say("no-name", &[])), words.say(key, &[]));
        (Some(format!("{name}{}{why}", words.say("comma", &[]))), None)
    };
    match change {
        Change::Register { split_from, .. } => (None, split_from.map(|number| number.to_string())),
        Change::Resurvey { .. } | Change::Correct { .. } | Change::ResolveDiscrepancy { .. } => (None, None),
        Change::AmendSection { section } => (words.find(&format!("section-{}", section_name(section))), None),
        Change::AddMember { member, cause } => {
            with(name(member, words.language), &format!("arrival-{}", arrival_code(*cause)))
        }
        Change::AmendMember { member } => (name(member, words.language), None),
        Change::RemoveMember { person, departure } => {
            with(names.find(*person), &format!("departure-{}", departure_code(*departure)))
        }
        Change::FoundElsewhere { person, household } => (names.find(*person), Some(household.to_string())),
        Change::LinkIdentity { person, .. } | Change::ChangeHead { person, .. } => {
            (names.find(*person), None)
        }
        Change::Split { persons, into } => (Some(names.list(persons, words)), Some(into.to_string())),
        Change::Merge { into } => (None, Some(into.to_string())),
        Change::Absorb { from, members } => {
            let persons: Vec<_> = members.iter().map(|member| member.id).collect();
            (Some(names.list(&persons, words)), Some(from.to_string()))
        }
        Change::Move { location } => {
            let area =
                location.block.as_ref().or(location.union_council.as_ref()).or(location.tehsil.as_ref());
            (area.map(|area| places.name(area)), None)
        }
        Change::MarkDiscrepancy { place, about } => {
            (Some(format!("{}: {}", labels.place(place), about.reveal())), None)
        }
    }
}

/// What a change rests on, in words.
pub(in crate::pages) fn paper(evidence: &Evidence, labels: &Labels<'_>) -> Paper {
    let words = labels.words();
    match evidence {
        Evidence::Submission { instance } => Paper {
            text: words.say("evidence-submission", &[]),
            link: Some(links::submission(instance)),
            number: None,
        },
        Evidence::Document { document, number } => Paper {
            text: labels.listed("certificate_kind", document).unwrap_or_else(|| document.replace('_', " ")),
            link: None,
            number: Some(number.reveal().to_owned()),
        },
        Evidence::File { sha256, row } => {
            let hash = sha256.get(..12).unwrap_or(sha256).to_owned();
            let text = match row {
                Some(row) => words.say("evidence-file-row", &[("row", &row.to_string()), ("hash", &hash)]),
                None => words.say("evidence-file", &[("hash", &hash)]),
            };
            Paper { text, link: None, number: None }
        }
    }
}

/// Names of everybody who ever was on the roster.
struct Names(BTreeMap<PersonId, String>);

impl Names {
    fn of(view: &HouseholdView, words: Words<'_>) -> Self {
        let members = view.history.iter().flat_map(|entry| members_in(&entry.change));
        let named = members.filter_map(|member| Some((member.id, name(member, words.language)?)));
        Self(named.collect())
    }

    fn find(&self, person: PersonId) -> Option<String> {
        self.0.get(&person).cloned()
    }

    fn list(&self, persons: &[PersonId], words: Words<'_>) -> String {
        let names: Vec<String> = persons.iter().filter_map(|person| self.find(*person)).collect();
        names.join(&words.say("comma", &[]))
    }
}

/// The members that a change lists.
pub(super) fn members_in(change: &Change) -> &[Member] {
    match change {
        Change::Register { record, .. } | Change::Resurvey { record } | Change::Correct { record, .. } => {
            &record.members
        }
        Change::AddMember { member, .. } | Change::AmendMember { member } => std::slice::from_ref(&**member),
        Change::Absorb { members, .. } => members,
        _ => &[],
    }
}

fn section_name(section: &SectionContent) -> &'static str {
    match section {
        SectionContent::Dwelling(_) => "dwelling",
        SectionContent::Utilities(_) => "utilities",
        SectionContent::Assets(_) => "assets",
        SectionContent::Land(_) => "land",
        SectionContent::Livestock(_) => "livestock",
        SectionContent::Support(_) => "support",
        SectionContent::Institutions(_) => "institutions",
    }
}

/// The end of the key of an arrival's text.
pub(in crate::pages) fn arrival_code(arrival: Arrival) -> &'static str {
    match arrival {
        Arrival::Birth => "birth",
        Arrival::Marriage => "marriage",
        Arrival::Return => "return",
        Arrival::Omission => "omission",
    }
}

/// The end of the key of a channel's text.
pub(in crate::pages) fn channel_code(channel: Channel) -> &'static str {
    match channel {
        Channel::Tablet => "tablet",
        Channel::Desk => "desk",
        Channel::Van => "van",
        Channel::App => "app",
        Channel::File => "file",
        Channel::CitizenRegistry => "citizen_registry",
        Channel::Programme => "programme",
    }
}

/// The end of the key of an update type's text.
pub(in crate::pages) fn update_type_code(update_type: UpdateType) -> &'static str {
    match update_type {
        UpdateType::FirstSurvey => "first_survey",
        UpdateType::Correction => "correction",
        UpdateType::MissedInformation => "missed_information",
        UpdateType::AppealCutoff => "appeal_cutoff",
        UpdateType::Roster => "roster",
        UpdateType::Shock => "shock",
        UpdateType::Cyclic => "cyclic",
        UpdateType::Recertification => "recertification",
        UpdateType::Renewal => "renewal",
    }
}
