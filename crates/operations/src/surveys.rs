//! The surveys in a household's history, one beside the other.

use crate::{
    Registry,
    audit::Action,
    authority::{Authority, Permission},
    error::{VerbResult, read_document},
    households::{HouseholdView, ViewedDecision},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    change::{Arrival, Change, Channel, Entry, Evidence, UpdateType},
    history::History,
    household::{Departure, Member, Record},
    ids::{ChangeId, PersonId},
    registry_number::RegistryNumber,
};
use scoring::decision::Decision;
use std::collections::{BTreeMap, BTreeSet};
use store::rows::DecisionRow;

/// The surveys of a household.
#[derive(Debug)]
pub struct Surveys {
    /// The household.
    pub number: RegistryNumber,
    /// In the order of effect, corrections right behind what they correct.
    pub surveys: Vec<Survey>,
    /// The whole history in the order of effect: it says how members came and went between surveys.
    history: Vec<Entry>,
}

/// One survey: what it found, not what has become of it since.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The change that brought it.
    pub id: ChangeId,
    /// The day of which it is true.
    pub effective: Date,
    /// When it became known.
    pub recorded: Timestamp,
    /// How it came.
    pub channel: Channel,
    /// Why the record might change.
    pub update_type: UpdateType,
    /// Who made it.
    pub author: String,
    /// The submission or the row of a file on which it rests.
    pub evidence: Vec<Evidence>,
    /// The survey that it corrects.
    pub corrects: Option<ChangeId>,
    /// The survey that corrects it.
    pub corrected_by: Option<ChangeId>,
    /// All that it found.
    pub record: Record,
    /// The first decision taken while it was the latest survey, with points only where the reader may see them. A
    /// survey that came after a newer one has none.
    pub decision: Option<ViewedDecision>,
}

/// A person on the roster of one or both of two surveys.
#[derive(Debug, Clone)]
pub struct RosterPair<'a> {
    /// As the older survey found them.
    pub older: Option<&'a Member>,
    /// As the newer survey found them.
    pub newer: Option<&'a Member>,
    /// What happened in between.
    pub between: Between,
}

/// What happened to a person's membership between two surveys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Between {
    /// On both rosters.
    Stayed,
    /// On the newer roster only; how, where a change says so.
    Joined(Option<Arrival>),
    /// On the older roster only.
    Left(Departure),
}

impl Registry {
    /// The surveys of a household.
    pub async fn list_surveys(&self, authority: &Authority, number: RegistryNumber) -> VerbResult<Surveys> {
        let entry = self.open_household(authority, number, Action::ReadHousehold).await?;
        self.audit(entry).await?;
        self.surveys_of(authority, number).await
    }

    /// The household of [`Registry::view_household`] with all its surveys, read and logged as one.
    pub async fn view_household_with_surveys(
        &self,
        authority: &Authority,
        number: RegistryNumber,
        as_of: Option<Date>,
        known_on: Option<Date>,
    ) -> VerbResult<(HouseholdView, Surveys)> {
        let view = self.view_household(authority, number, as_of, known_on).await?;
        Ok((view, self.surveys_of(authority, number).await?))
    }

    async fn surveys_of(&self, authority: &Authority, number: RegistryNumber) -> VerbResult<Surveys> {
        let rows = self.store().list_entries(number).await?;
        let recorded: Result<Vec<Entry>, _> =
            rows.iter().map(|row| read_document("change log entry", &row.text)).collect();
        let recorded = recorded?;
        let order: Vec<ChangeId> = recorded.iter().map(|entry| entry.id).collect();
        let history = History::new(recorded);
        let mut surveys = Surveys::of(number, history.entries().to_vec());
        let decisions = self.store().list_decisions(number).await?;
        surveys.take_decisions(&order, &decisions, authority)?;
        Ok(surveys)
    }
}

impl Surveys {
    /// The surveys in a history given in the order of effect, without decisions.
    pub fn of(number: RegistryNumber, history: Vec<Entry>) -> Self {
        let corrections: BTreeMap<ChangeId, ChangeId> =
            history.iter().filter_map(|entry| Some((corrected(entry)?, entry.id))).collect();
        let surveys = history.iter().filter_map(|entry| survey(entry, &corrections)).collect();
        Self { number, surveys, history }
    }

    /// The survey of a change.
    pub fn find(&self, id: ChangeId) -> Option<&Survey> {
        self.surveys.iter().find(|survey| survey.id == id)
    }

    /// The two surveys to set side by side when nobody has chosen: the latest, and the one before it that still stands,
    /// else what the latest corrects. `None` for a household with one survey.
    pub fn latest_two(&self) -> Option<(&Survey, &Survey)> {
        let (newer, earlier) = self.surveys.split_last()?;
        let standing = earlier.iter().rev().find(|survey| survey.corrected_by.is_none());
        Some((standing.or_else(|| earlier.last())?, newer))
    }

    /// Everybody on the roster of either survey, those of the newer roster first, each in the order of the roster.
    pub fn rosters<'a>(&self, older: &'a Survey, newer: &'a Survey) -> Vec<RosterPair<'a>> {
        let between = self.between(older.id, newer.id);
        let here = newer.record.members.iter().map(|member| {
            let before = find(&older.record, member.id);
            let between =
                before.map_or_else(|| Between::Joined(arrival(between, member.id)), |_| Between::Stayed);
            RosterPair { older: before, newer: Some(member), between }
        });
        let gone = older.record.members.iter().filter(|member| find(&newer.record, member.id).is_none());
        let gone = gone.map(|member| RosterPair {
            older: Some(member),
            newer: None,
            between: Between::Left(departure(between, member.id)),
        });
        here.chain(gone).collect()
    }

    /// The changes that took effect after one survey and not after the other.
    fn between(&self, older: ChangeId, newer: ChangeId) -> &[Entry] {
        let place = |id| self.history.iter().position(|entry| entry.id == id);
        let (Some(older), Some(newer)) = (place(older), place(newer)) else { return &[] };
        self.history.get(older + 1..newer).unwrap_or_default()
    }

    /// Gives each survey the first decision taken while it was the latest. `order` are the changes as recorded, which
    /// is how a decision's version counts them; `decisions` come newest first.
    fn take_decisions(
        &mut self,
        order: &[ChangeId],
        decisions: &[DecisionRow],
        authority: &Authority,
    ) -> VerbResult<()> {
        for row in decisions.iter().rev() {
            let counted = usize::try_from(row.version).unwrap_or(usize::MAX);
            let known: BTreeSet<&ChangeId> = order.iter().take(counted).collect();
            let latest = self.surveys.iter_mut().rev().find(|survey| known.contains(&survey.id));
            if let Some(survey) = latest.filter(|survey| survey.decision.is_none()) {
                survey.decision = Some(viewed(row, authority)?);
            }
        }
        Ok(())
    }
}

fn survey(entry: &Entry, corrections: &BTreeMap<ChangeId, ChangeId>) -> Option<Survey> {
    let (Change::Register { record, .. } | Change::Resurvey { record } | Change::Correct { record, .. }) =
        &entry.change
    else {
        return None;
    };
    Some(Survey {
        id: entry.id,
        effective: entry.effective,
        recorded: entry.recorded,
        channel: entry.channel,
        update_type: entry.update_type,
        author: entry.author.clone(),
        evidence: entry.evidence.clone(),
        corrects: corrected(entry),
        corrected_by: corrections.get(&entry.id).copied(),
        record: (**record).clone(),
        decision: None,
    })
}

/// The survey that an entry corrects.
fn corrected(entry: &Entry) -> Option<ChangeId> {
    match &entry.change {
        Change::Correct { corrected, .. } => Some(*corrected),
        _ => None,
    }
}

fn find(record: &Record, person: PersonId) -> Option<&Member> {
    record.members.iter().find(|member| member.id == person)
}

/// How a person came, by the last of the changes that says so.
fn arrival(between: &[Entry], person: PersonId) -> Option<Arrival> {
    between.iter().rev().find_map(|entry| match &entry.change {
        Change::AddMember { member, cause } if member.id == person => Some(*cause),
        _ => None,
    })
}

/// Why a person left, by the last of the changes that says so; else the newer roster does not list them.
fn departure(between: &[Entry], person: PersonId) -> Departure {
    let told = between.iter().rev().find_map(|entry| match &entry.change {
        Change::RemoveMember { person: gone, departure } if *gone == person => Some(*departure),
        Change::FoundElsewhere { person: gone, .. } if *gone == person => Some(Departure::Departure),
        Change::Split { persons, .. } if persons.contains(&person) => Some(Departure::Split),
        _ => None,
    });
    told.unwrap_or(Departure::NotListed)
}

fn viewed(row: &DecisionRow, authority: &Authority) -> VerbResult<ViewedDecision> {
    let mut decision: Decision = read_document("decision", &row.text)?;
    let points_visible = authority.may(Permission::ReadPoints);
    if !points_visible {
        // What is not to be seen does not leave this verb.
        decision.score.items.clear();
    }
    Ok(ViewedDecision { id: row.id, decision, points_visible })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn uuid(number: u128) -> String {
        format!("00000000-0000-0000-0000-{number:012x}")
    }

    fn record(lines: &[u8]) -> Box<Record> {
        let members = lines.iter().map(|line| member(*line)).collect();
        Box::new(Record { members, ..Record::default() })
    }

    fn member(line: u8) -> Member {
        Member::new(PersonId(uuid(line.into()).parse().unwrap()), line)
    }

    fn entry(id: u128, day: Date, change: Change) -> Entry {
        Entry {
            id: ChangeId(uuid(id).parse().unwrap()),
            household: RegistryNumber::from_ordinal(7).unwrap(),
            effective: day,
            recorded: Timestamp::from_second(1_790_000_000).unwrap(),
            author: "invented".to_owned(),
            channel: Channel::File,
            place: None,
            update_type: UpdateType::FirstSurvey,
            evidence: Vec::new(),
            reason: None,
            change,
        }
    }

    fn surveys(entries: Vec<Entry>) -> Surveys {
        let history = History::new(entries).entries().to_vec();
        Surveys::of(RegistryNumber::from_ordinal(7).unwrap(), history)
    }

    fn id(survey: &Survey) -> u128 {
        survey.id.0.as_u128()
    }

    /// A registration in 2026, then the card of 2010, then what happened in between.
    fn two_vintages() -> Surveys {
        let died = Change::RemoveMember { person: member(2).id, departure: Departure::Death };
        let born = Change::AddMember { member: Box::new(member(3)), cause: Arrival::Birth };
        surveys(vec![
            entry(1, date(2026, 10, 12), Change::Register { record: record(&[1, 3, 4]), split_from: None }),
            entry(2, date(2010, 12, 3), Change::Resurvey { record: record(&[1, 2, 5]) }),
            entry(3, date(2015, 1, 1), born),
            entry(4, date(2020, 1, 1), died),
        ])
    }

    #[test]
    fn an_older_survey_recorded_later_stands_first() {
        let surveys = two_vintages();
        assert_eq!(surveys.surveys.iter().map(id).collect::<Vec<_>>(), [2, 1]);
        let (older, newer) = surveys.latest_two().unwrap();
        assert_eq!((id(older), id(newer)), (2, 1));
    }

    #[test]
    fn everybody_on_either_roster_is_told_how_they_came_and_went() {
        let surveys = two_vintages();
        let (older, newer) = surveys.latest_two().unwrap();
        let pairs = surveys.rosters(older, newer);
        let told: Vec<_> =
            pairs.iter().map(|pair| (pair.newer.or(pair.older).unwrap().line, pair.between)).collect();
        assert_eq!(
            told,
            [
                (1, Between::Stayed),
                (3, Between::Joined(Some(Arrival::Birth))),
                (4, Between::Joined(None)),
                (2, Between::Left(Departure::Death)),
                (5, Between::Left(Departure::NotListed)),
            ]
        );
    }

    #[test]
    fn a_correction_stands_behind_what_it_corrects_and_is_not_compared_with_it_unless_alone() {
        let registered =
            || entry(1, date(2026, 3, 1), Change::Register { record: record(&[1]), split_from: None });
        let correct = Change::Correct { corrected: registered().id, record: record(&[1, 2]) };
        let corrected = || entry(2, date(2026, 3, 1), correct.clone());
        let alone = surveys(vec![registered(), corrected()]);
        assert_eq!(alone.surveys[0].corrected_by, Some(corrected().id));
        assert_eq!(alone.surveys[1].corrects, Some(registered().id));
        let (older, newer) = alone.latest_two().unwrap();
        assert_eq!((id(older), id(newer)), (1, 2));
        let card = entry(3, date(2010, 12, 3), Change::Resurvey { record: record(&[1]) });
        let three = surveys(vec![registered(), corrected(), card]);
        let (older, newer) = three.latest_two().unwrap();
        assert_eq!((id(older), id(newer)), (3, 2));
        assert!(surveys(vec![registered()]).latest_two().is_none());
    }
}
