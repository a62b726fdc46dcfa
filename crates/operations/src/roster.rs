//! From an event in a household's life to the change that records it.

use crate::people;
use registry::{
    change::{Arrival, Change},
    household::{Household, Member},
    ids::PersonId,
    proposal::{RosterEvent, WhichMember},
};

/// The change for an event. The error is the place in the form that names somebody who is not on the roster.
pub(crate) fn change_for(event: RosterEvent, household: &Household) -> Result<Change, &'static str> {
    match event {
        RosterEvent::Arrival { mut member, mother_line, father_line, spouse_line, cause } => {
            member.line = household.record.next_line(&household.former_members);
            member.mother = on_line(household, mother_line).ok_or("member/person/mother_line")?;
            member.father = on_line(household, father_line).ok_or("member/person/father_line")?;
            member.spouse = on_line(household, spouse_line).ok_or("member/person/spouse_line")?;
            if cause != Arrival::Birth {
                come_back(&mut member, household);
            }
            Ok(Change::AddMember { member, cause })
        }
        RosterEvent::Leaving { who, departure } => {
            Ok(Change::RemoveMember { person: find(who, household)?.id, departure })
        }
        RosterEvent::Amendment { who, marital_status, sex, disability } => {
            let mut member: Member = find(who, household)?.clone();
            member.person.marital_status = marital_status.or(member.person.marital_status);
            member.person.sex = sex.or(member.person.sex);
            member.disability = disability.map_or(member.disability, |disability| *disability);
            Ok(Change::AmendMember { member: Box::new(member) })
        }
        RosterEvent::NewHead { who, former_head_relation } => {
            Ok(Change::ChangeHead { person: find(who, household)?.id, former_head_relation })
        }
        RosterEvent::Identity { who, identity } => {
            Ok(Change::LinkIdentity { person: find(who, household)?.id, identity })
        }
        RosterEvent::Move { location } => Ok(Change::Move { location }),
        RosterEvent::Split { .. } | RosterEvent::Merge { .. } => Err("update/event"),
    }
}

/// Whoever was a member before is the same person, on the same line and of the same parents.
fn come_back(member: &mut Member, household: &Household) {
    if let Some(known) = people::find_former(member, household) {
        (member.id, member.line) = (known.id, known.line);
        member.mother = member.mother.or(known.mother);
        member.father = member.father.or(known.father);
    }
}

fn find(who: WhichMember, household: &Household) -> Result<&Member, &'static str> {
    let place = if who.number.is_some() { "update/member_number" } else { "update/member_line" };
    who.find(&household.record).ok_or(place)
}

/// The member on a line: `Some(None)` when no line is named, `None` when nobody is on it.
#[expect(clippy::option_option, reason = "no line named and nobody on the line named are two things")]
fn on_line(household: &Household, line: Option<u8>) -> Option<Option<PersonId>> {
    let Some(line) = line else { return Some(None) };
    household.record.members.iter().find(|member| member.line == line).map(|member| Some(member.id))
}
