//! From an event in a household's life to the change that records it.

use crate::{accepted::Accepted, people};
use registry::{
    change::{Arrival, Change},
    finding::FindingCode,
    household::{Departure, Household, Member},
    ids::PersonId,
    proposal::{RosterEvent, WhichMember},
};

/// The change that an event is.
#[derive(Debug)]
pub(crate) struct Changed {
    /// The change.
    pub(crate) change: Change,
    /// Whether it brings back somebody who is recorded as dead.
    pub(crate) revives: bool,
}

/// Why an event is no change: what was found, and the place in the form.
pub(crate) type Misfit = (FindingCode, &'static str);

/// The change for an event. `decided` is whether an officer looked at it: then a parent may be somebody who is dead.
pub(crate) fn change_for(
    event: RosterEvent,
    household: &Household,
    decided: bool,
) -> Result<Changed, Misfit> {
    let change = match event {
        RosterEvent::Arrival { mut member, mother_line, father_line, spouse_line, cause } => {
            member.line = household.record.next_line(&household.former_members);
            member.mother = on_line(household, mother_line, decided, "member/person/mother_line")?;
            member.father = on_line(household, father_line, decided, "member/person/father_line")?;
            member.spouse = on_line(household, spouse_line, false, "member/person/spouse_line")?;
            let mut revives = false;
            if cause != Arrival::Birth {
                revives = come_back(&mut member, household);
            }
            return Ok(Changed { change: Change::AddMember { member, cause }, revives });
        }
        RosterEvent::Leaving { who, departure } => {
            Change::RemoveMember { person: find(who, household)?.id, departure }
        }
        RosterEvent::Amendment { who, marital_status, sex, disability } => {
            let mut member: Member = find(who, household)?.clone();
            member.person.marital_status = marital_status.or(member.person.marital_status);
            member.person.sex = sex.or(member.person.sex);
            member.disability = disability.map_or(member.disability, |disability| *disability);
            Change::AmendMember { member: Box::new(member) }
        }
        RosterEvent::NewHead { who, former_head_relation } => {
            Change::ChangeHead { person: find(who, household)?.id, former_head_relation }
        }
        RosterEvent::Identity { who, identity } => {
            Change::LinkIdentity { person: find(who, household)?.id, identity }
        }
        RosterEvent::Move { location } => Change::Move { location },
        // They change two households: see `accept::together`.
        RosterEvent::Split { .. } | RosterEvent::Merge { .. } => {
            return Err((FindingCode::ChangeRefused, "update/event"));
        }
    };
    Ok(Changed { change, revives: false })
}

/// Whether a member's amendment does not show in what is known now, because an entry true of a later day replaced the
/// member as a whole.
pub(crate) fn is_hidden(accepted: &Accepted) -> bool {
    let Some(Change::AmendMember { member }) = accepted.entries.last().map(|entry| &entry.change) else {
        return false;
    };
    let amended =
        |member: &Member| (member.person.marital_status, member.person.sex, member.disability.clone());
    accepted.household.find_member(member.id).map(amended) != Some(amended(member))
}

/// Whoever was a member before is the same person, on the same line and of the same parents. Returns whether that
/// person is recorded as dead.
fn come_back(member: &mut Member, household: &Household) -> bool {
    let Some(known) = people::find_former(member, household) else { return false };
    (member.id, member.line) = (known.id, known.line);
    member.mother = member.mother.or(known.mother);
    member.father = member.father.or(known.father);
    let former = household.former_members.iter().find(|former| former.member.id == known.id);
    former.is_some_and(|former| former.departure == Departure::Death)
}

/// The one member meant by a form.
pub(crate) fn find(who: WhichMember, household: &Household) -> Result<&Member, Misfit> {
    let place = if who.number.is_some() { "update/member_number" } else { "update/member_line" };
    who.find(&household.record).ok_or((FindingCode::MemberUnknown, place))
}

/// The member on a line; none when no line is named. Somebody who died stood on it: found only where an officer looked.
fn on_line(
    household: &Household,
    line: Option<u8>,
    with_the_dead: bool,
    place: &'static str,
) -> Result<Option<PersonId>, Misfit> {
    let Some(line) = line else { return Ok(None) };
    if let Some(member) = household.record.members.iter().find(|member| member.line == line) {
        return Ok(Some(member.id));
    }
    let mut former = household.former_members.iter();
    let dead = former.find(|former| former.member.line == line && former.departure == Departure::Death);
    match dead {
        Some(dead) if with_the_dead => Ok(Some(dead.member.id)),
        Some(_) => Err((FindingCode::PersonDied, place)),
        None => Err((FindingCode::MemberUnknown, place)),
    }
}
