//! From an event in a household's life to the change that records it.

use registry::{
    change::Change,
    household::{Household, Member},
    ids::PersonId,
    proposal::RosterEvent,
};

/// The change for an event; `None` when the member concerned, or a parent or spouse named, is not on the roster.
pub(crate) fn change_for(event: RosterEvent, household: &Household) -> Option<Change> {
    match event {
        RosterEvent::Arrival { mut member, mother_line, father_line, spouse_line, cause } => {
            member.line = household.record.next_line(&household.former_members);
            member.mother = on_line(household, mother_line)?;
            member.father = on_line(household, father_line)?;
            member.spouse = on_line(household, spouse_line)?;
            Some(Change::AddMember { member, cause })
        }
        RosterEvent::Leaving { who, departure } => {
            let person = who.find(&household.record)?.id;
            Some(Change::RemoveMember { person, departure })
        }
        RosterEvent::Amendment { who, marital_status, sex, disability } => {
            let mut member: Member = who.find(&household.record)?.clone();
            member.person.marital_status = marital_status.or(member.person.marital_status);
            member.person.sex = sex.or(member.person.sex);
            member.disability = disability.map_or(member.disability, |disability| *disability);
            Some(Change::AmendMember { member: Box::new(member) })
        }
        RosterEvent::NewHead { who, former_head_relation } => {
            let person = who.find(&household.record)?.id;
            Some(Change::ChangeHead { person, former_head_relation })
        }
    }
}

/// The member on a line: `Some(None)` when no line is named, `None` when nobody is on it.
#[expect(clippy::option_option, reason = "no line named and nobody on the line named are two things")]
fn on_line(household: &Household, line: Option<u8>) -> Option<Option<PersonId>> {
    let Some(line) = line else { return Some(None) };
    household.record.members.iter().find(|member| member.line == line).map(|member| Some(member.id))
}
