//! Changes of two households at once, in one commit: somebody marries or moves from one into another, members form a
//! household of their own, a household becomes part of another. Persons keep their ids; their enrolments and open cases
//! follow them.

use super::{Effect, Scribe, correction::take, event::Matter, survey::There};
use crate::{Registry, accepted::Accepted, cases, error::read_document, roster};
use registry::{
    case::Case,
    change::{Arrival, Change},
    code_lists::Relation,
    finding::{Finding, FindingCode},
    history::History,
    household::{Departure, Household, Location, Member, Record},
    ids::PersonId,
    proposal::{Content, RosterEvent, WhichMember},
    registry_number::RegistryNumber,
};
use std::collections::BTreeSet;
use store::{StoreError, rows::CaseWrite};

impl Registry {
    /// What an event writes that changes two households; none where it cannot be made, and then the findings say why.
    pub(super) async fn make_together(
        &self,
        scribe: &Scribe<'_>,
        there: There,
        event: RosterEvent,
        matter: &Matter,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Effect>, StoreError> {
        match event {
            RosterEvent::Arrival { cause: Arrival::Birth, .. } | RosterEvent::Identity { .. } => {
                // A number has one holder: it must be given up there before it can be had here.
                Ok(None)
            }
            RosterEvent::Split { persons, head, location } => {
                let persons: Result<Vec<PersonId>, _> = persons
                    .into_iter()
                    .map(|who| roster::find(who, &there.household).map(|member| member.id))
                    .collect();
                let head = roster::find(head, &there.household).map(|member| member.id);
                match (persons, head) {
                    (Ok(persons), Ok(head)) if persons.contains(&head) => {
                        self.split(scribe, there, persons, head, location, matter, findings).await
                    }
                    (Err((code, place)), _) | (_, Err((code, place))) => {
                        findings.push(Finding::at(code, place));
                        Ok(None)
                    }
                    _ => {
                        findings.push(Finding::at(FindingCode::MemberUnknown, "update/head"));
                        Ok(None)
                    }
                }
            }
            RosterEvent::Merge { into } => self.merge(scribe, there, into, matter, findings).await,
            event => self.come_over(scribe, there, event, matter, findings).await,
        }
    }

    /// Somebody leaves another household for this one.
    async fn come_over(
        &self,
        scribe: &Scribe<'_>,
        there: There,
        event: RosterEvent,
        matter: &Matter,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Effect>, StoreError> {
        let marries = matches!(event, RosterEvent::Arrival { cause: Arrival::Marriage, .. });
        let changed = match roster::change_for(event, &there.household, true) {
            Ok(changed) => changed.change,
            Err((code, place)) => {
                findings.push(Finding::at(code, place));
                return Ok(None);
            }
        };
        let Change::AddMember { mut member, cause } = changed else { return Ok(None) };
        let Some(holder) = self.holder(member.identity.number()).await? else { return Ok(None) };
        let Some(other) = self.there(holder.household).await? else { return Ok(None) };
        member.id = holder.person;
        let departure = if marries { Departure::Marriage } else { Departure::Departure };
        let person = holder.person;
        let leave = scribe.entry_at(
            (other.household.number, &other.household.record),
            matter.update_type,
            Change::RemoveMember { person, departure },
        );
        let join = scribe.entry_at(
            (there.household.number, &there.household.record),
            matter.update_type,
            Change::AddMember { member, cause },
        );
        let left = take(other.history, vec![leave], findings);
        let joined = take(there.history, vec![join], findings);
        let (Some(left), Some(joined)) = (left, joined) else { return Ok(None) };
        if left.household.find_member(person).is_some() {
            // A survey of later than that day found the person still there.
            findings.push(Finding::at(FindingCode::ChangeRefused, "update/event_date"));
            return Ok(None);
        }
        let from = left.household.number;
        self.effect_together(&[person], from, false, joined, left).await.map(Some)
    }

    /// Members form a household of their own.
    #[expect(clippy::too_many_arguments, reason = "what a split is made of")]
    async fn split(
        &self,
        scribe: &Scribe<'_>,
        there: There,
        persons: Vec<PersonId>,
        head: PersonId,
        location: Option<Box<Location>>,
        matter: &Matter,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Effect>, StoreError> {
        let There { household, history } = there;
        if persons.len() >= household.record.members.len() {
            // Everybody leaves: that is a move.
            findings.push(Finding::at(FindingCode::ChangeRefused, "update/event"));
            return Ok(None);
        }
        let number = self.new_number().await?;
        let record = split_off(&household, &persons, head, location);
        let at = (household.number, &household.record);
        let part =
            scribe.entry_at(at, matter.update_type, Change::Split { persons: persons.clone(), into: number });
        let first = Change::Register { record: Box::new(record), split_from: Some(household.number) };
        let first = scribe.entry_at((number, &household.record), matter.update_type, first);
        let left = take(history, vec![part], findings);
        let formed = take(History::default(), vec![first], findings);
        let (Some(left), Some(formed)) = (left, formed) else { return Ok(None) };
        let from = household.number;
        self.effect_together(&persons, from, false, formed, left).await.map(Some)
    }

    /// The household becomes part of another.
    async fn merge(
        &self,
        scribe: &Scribe<'_>,
        there: There,
        into: RegistryNumber,
        matter: &Matter,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Effect>, StoreError> {
        let other = if into == there.household.number { None } else { self.there(into).await? };
        let Some(other) = other else {
            findings.push(Finding::at(FindingCode::HouseholdUnknown, "update/into"));
            return Ok(None);
        };
        let from = there.household.number;
        let persons: Vec<PersonId> = there.household.record.members.iter().map(|member| member.id).collect();
        let members = absorbed(&there.household, &other.household);
        let end =
            scribe.entry_at((from, &there.household.record), matter.update_type, Change::Merge { into });
        let absorb = scribe.entry_at(
            (into, &other.household.record),
            matter.update_type,
            Change::Absorb { from, members },
        );
        let left = take(there.history, vec![end], findings);
        let joined = take(other.history, vec![absorb], findings);
        let (Some(left), Some(joined)) = (left, joined) else { return Ok(None) };
        self.effect_together(&persons, from, true, joined, left).await.map(Some)
    }

    /// Everything written when persons go from one household to another; `whole` where nobody stays.
    async fn effect_together(
        &self,
        persons: &[PersonId],
        from: RegistryNumber,
        whole: bool,
        joined: Accepted,
        left: Accepted,
    ) -> Result<Effect, StoreError> {
        let to = joined.household.clone();
        let cases = self.cases_following(persons, from, whole, &to).await?;
        // Numbers are given up before they are taken.
        let mut effect = self.effect_of(to.number, vec![left, joined]).await?;
        effect.commit.cases = cases;
        Ok(effect)
    }

    /// Open cases about nobody but persons who go to another household: they go with them.
    async fn cases_following(
        &self,
        persons: &[PersonId],
        from: RegistryNumber,
        whole: bool,
        to: &Household,
    ) -> Result<Vec<CaseWrite>, StoreError> {
        let leavers: BTreeSet<String> = persons.iter().map(|person| format!("person:{person}")).collect();
        let mut keys: Vec<String> = leavers.iter().cloned().collect();
        if whole {
            keys.push(format!("household:{from}"));
        }
        let mut following = Vec::new();
        for row in self.store().find_cases_touching(&keys).await? {
            let mut case: Case = read_document("case", &row.document)?;
            let mut about = case.touches.iter().filter(|touch| touch.starts_with("person:")).peekable();
            let goes = whole || (about.peek().is_some() && about.all(|touch| leavers.contains(touch)));
            if case.household != Some(from) || !goes {
                continue;
            }
            case.household = Some(to.number);
            case.tehsil.clone_from(&to.record.location.tehsil);
            point_anew(&mut case, to);
            following.push(cases::rewrite(&case, row.version.saturating_add(1))?);
        }
        Ok(following)
    }
}

/// Those who leave, as a household of their own: surveyed when the old one was, so that a split opens nothing by itself.
/// What they live in is known only where they stay at the place.
fn split_off(
    household: &Household,
    persons: &[PersonId],
    head: PersonId,
    location: Option<Box<Location>>,
) -> Record {
    let old = &household.record;
    let head_member = household.find_member(head);
    let relation = |member: &Member| {
        if member.id == head {
            return Some(Relation::Head);
        }
        if member.spouse == Some(head) || head_member.is_some_and(|head| head.spouse == Some(member.id)) {
            return Some(Relation::Spouse);
        }
        let child = member.father == Some(head) || member.mother == Some(head);
        let parent =
            head_member.is_some_and(|head| head.father == Some(member.id) || head.mother == Some(member.id));
        // What else they are to the new head nobody has said.
        if child { Some(Relation::Child) } else { parent.then_some(Relation::Parent) }
    };
    let mut members: Vec<Member> =
        old.members.iter().filter(|member| persons.contains(&member.id)).cloned().collect();
    members.sort_by_key(|member| (member.id != head, member.line));
    for (member, line) in members.iter_mut().zip(1..) {
        (member.line, member.person.relation) = (line, relation(member));
    }
    let record = Record { members, births: Vec::new(), ..old.clone() };
    match location {
        None => record,
        Some(location) => Record {
            form: old.form.clone(),
            interview: old.interview.clone(),
            location: *location,
            members: record.members,
            ..Record::default()
        },
    }
}

/// The members of a household as those of another: on lines that nobody has had, and no head among them.
fn absorbed(from: &Household, into: &Household) -> Vec<Member> {
    let first = into.record.next_line(&into.former_members);
    let mut members = from.record.members.clone();
    for (member, line) in members.iter_mut().zip(first..) {
        member.line = line;
        if member.person.relation == Some(Relation::Head) {
            member.person.relation = None;
        }
    }
    members
}

/// The proposal of a case points at the same person in another household.
fn point_anew(case: &mut Case, to: &Household) {
    let person = case.touches.iter().find_map(|touch| {
        let id: PersonId = touch.strip_prefix("person:")?.parse().ok()?;
        to.find_member(id)
    });
    let Some(Content::Roster { household, event }) =
        case.proposal.as_mut().map(|proposal| &mut proposal.content)
    else {
        return;
    };
    *household = Some(to.number);
    if let (
        Some(
            RosterEvent::Leaving { who, .. }
            | RosterEvent::Amendment { who, .. }
            | RosterEvent::NewHead { who, .. }
            | RosterEvent::Identity { who, .. },
        ),
        Some(person),
    ) = (event, person)
    {
        *who = WhichMember { line: Some(person.line), number: who.number };
    }
}
