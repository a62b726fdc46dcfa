//! What a proposal touches, as keys: two cases with a key in common are about the same facts.

use crate::{
    household::{Member, Record},
    identity::CitizenNumber,
    ids::PersonId,
    proposal::{Content, Proposal, RosterEvent, WhichMember},
};
use std::collections::BTreeSet;

/// The numbers of the citizen registry that a proposal names, as `number:<13 digits>`, each once and in order. Households stand
/// beside the case, not here. Persons pointed at by line are known only with the household's record: [`touches_in`].
pub fn touches(proposal: &Proposal) -> Vec<String> {
    keys(proposal, None)
}

/// The same, and whom the proposal means in the household's record: `person:<uuid>`, with the number that the record has for
/// the person.
pub fn touches_in(proposal: &Proposal, record: &Record) -> Vec<String> {
    keys(proposal, Some(record))
}

fn keys(proposal: &Proposal, record: Option<&Record>) -> Vec<String> {
    let mut keys = Keys { record, keys: BTreeSet::new() };
    match &proposal.content {
        // The ids of its members are new until it is accepted, so only numbers tell who they are.
        Content::Survey(survey) => survey.members.iter().for_each(|member| keys.newcomer(member)),
        Content::Roster { event: Some(event), .. } => keys.event(event),
        Content::Roster { event: None, .. } => {}
    }
    keys.keys.into_iter().collect()
}

struct Keys<'r> {
    record: Option<&'r Record>,
    keys: BTreeSet<String>,
}

impl Keys<'_> {
    fn event(&mut self, event: &RosterEvent) {
        match event {
            RosterEvent::Arrival { member, mother_line, father_line, spouse_line, cause: _ } => {
                self.newcomer(member);
                for line in [mother_line, father_line, spouse_line].into_iter().flatten() {
                    self.which(WhichMember { line: Some(*line), number: None });
                }
            }
            RosterEvent::Leaving { who, .. }
            | RosterEvent::Amendment { who, .. }
            | RosterEvent::NewHead { who, .. } => self.which(*who),
            RosterEvent::Identity { who, identity } => {
                self.which(*who);
                identity.number().into_iter().for_each(|number| self.number(number));
            }
            RosterEvent::Split { persons, head, .. } => {
                persons.iter().chain([head]).for_each(|who| self.which(*who));
            }
            RosterEvent::Merge { .. } | RosterEvent::Move { .. } => {}
        }
    }

    fn newcomer(&mut self, member: &Member) {
        member.identity.number().into_iter().for_each(|number| self.number(number));
    }

    fn which(&mut self, who: WhichMember) {
        who.number.into_iter().for_each(|number| self.number(number));
        if let Some(member) = self.record.and_then(|record| who.find(record)) {
            self.person(member.id);
            self.newcomer(member);
        }
    }

    fn person(&mut self, person: PersonId) {
        self.keys.insert(format!("person:{person}"));
    }

    fn number(&mut self, number: CitizenNumber) {
        self.keys.insert(format!("number:{:013}", number.as_u64()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{change::Arrival, household::Departure, identity::Identity};
    use jiff::civil::date;
    use uuid::Uuid;

    fn number(text: &str) -> CitizenNumber {
        text.parse().unwrap()
    }

    fn member(line: u8, identity: Identity) -> Member {
        Member { identity, ..Member::new(PersonId(Uuid::from_u128(line.into())), line) }
    }

    fn proposal(content: Content) -> Proposal {
        Proposal { effective: date(2026, 11, 22), evidence: Vec::new(), reason: None, content }
    }

    fn roster(event: RosterEvent) -> Proposal {
        proposal(Content::Roster { household: None, event: Some(event) })
    }

    fn line(line: u8) -> WhichMember {
        WhichMember { line: Some(line), number: None }
    }

    fn record() -> Record {
        let members = vec![
            member(1, Identity::Cnic(number("90000-0000001-1"))),
            member(2, Identity::None),
            member(3, Identity::BForm(number("00000-0000003-1"))),
        ];
        Record { members, ..Record::default() }
    }

    #[test]
    fn a_survey_touches_the_numbers_of_its_roster() {
        let survey = proposal(Content::Survey(Box::new(record())));
        assert_eq!(touches(&survey), ["number:0000000000031", "number:9000000000011"]);
        assert_eq!(touches_in(&survey, &record()), touches(&survey));
    }

    #[test]
    fn a_death_by_line_and_one_by_number_touch_the_same_person() {
        let who = WhichMember { line: None, number: Some(number("90000-0000001-1")) };
        let by_number = roster(RosterEvent::Leaving { who, departure: Departure::Death });
        let by_line = roster(RosterEvent::Leaving { who: line(1), departure: Departure::Death });
        assert_eq!(touches(&by_number), ["number:9000000000011"]);
        assert!(touches(&by_line).is_empty());
        assert_eq!(touches_in(&by_line, &record()), touches_in(&by_number, &record()));
        assert_eq!(
            touches_in(&by_line, &record()),
            ["number:9000000000011", "person:00000000-0000-0000-0000-000000000001"]
        );
    }

    #[test]
    fn a_birth_touches_child_and_parents() {
        let birth = roster(RosterEvent::Arrival {
            member: Box::new(member(0, Identity::BForm(number("90000-0000009-1")))),
            mother_line: Some(2),
            father_line: Some(1),
            spouse_line: None,
            cause: Arrival::Birth,
        });
        assert_eq!(touches(&birth), ["number:9000000000091"]);
        assert_eq!(
            touches_in(&birth, &record()).len(),
            4,
            "the child's number, the father and his number, the mother"
        );
    }

    #[test]
    fn a_number_put_right_touches_the_old_and_the_new() {
        let identity = Identity::Cnic(number("90000-0000007-1"));
        let change = roster(RosterEvent::Identity { who: line(1), identity });
        let keys = touches_in(&change, &record());
        assert!(
            keys.contains(&"number:9000000000011".into()) && keys.contains(&"number:9000000000071".into())
        );
    }

    #[test]
    fn a_split_touches_everybody_who_leaves() {
        let split = RosterEvent::Split { persons: vec![line(2), line(3)], head: line(3), location: None };
        let keys = touches_in(&roster(split), &record());
        assert_eq!(keys.iter().filter(|key| key.starts_with("person:")).count(), 2);
    }
}
