//! The roster: members with their numbers and the links between them.

use super::{
    Context,
    sections::{answer, join, read_under, rows},
};
use crate::instance::{Instance, NodeId};
use jiff::civil::Date;
use registry::{
    finding::{Finding, FindingCode},
    household::{Member, drop_second_numbers},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
};

pub(super) fn read(
    instance: &Instance,
    stated_on: Date,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Member> {
    let mut members = Vec::new();
    let mut links = Vec::new();
    for (line, node) in rows(instance, "roster", "member") {
        let place = format!("roster/member[{line}]");
        members.push(read_member(instance, node, line, &place, stated_on, context, findings));
        links.push(read_links(instance, node, &place, findings));
    }
    link(&mut members, &links, findings);
    findings.extend(drop_second_numbers(&mut members));
    members
}

/// One member, wherever in the form the groups `person`, `education` and so on stand.
pub(super) fn read_member(
    instance: &Instance,
    node: NodeId,
    line: u8,
    place: &str,
    stated_on: Date,
    context: Context<'_>,
    findings: &mut Vec<Finding>,
) -> Member {
    let mut member = Member::new(PersonId(context.ids.uuid(context.received)), line);
    member.person = read_under(instance, node, place, findings);
    member.education = read_under(instance, node, place, findings);
    member.work = read_under(instance, node, place, findings);
    member.disability = read_under(instance, node, place, findings);
    member.health = read_under(instance, node, place, findings);
    member.age_stated_on = member.person.age_years.map(|_| stated_on);
    if let Some(person) = instance.child(node, "person") {
        member.name = answer(instance, person, "name").and_then(Personal::new);
        member.name_urdu = answer(instance, person, "name_urdu").and_then(Personal::new);
        member.identity = read_identity(instance, person, place, findings);
    }
    member
}

fn read_identity(instance: &Instance, person: NodeId, place: &str, findings: &mut Vec<Finding>) -> Identity {
    let Some(text) = answer(instance, person, "number") else { return Identity::None };
    let kind = answer(instance, person, "number_kind");
    match text.parse::<CitizenNumber>() {
        Ok(number) if kind == Some("b_form") => Identity::BForm(number),
        Ok(number) => Identity::Cnic(number),
        Err(error) => {
            findings.push(Finding::at(error.into(), join(place, "person/number")));
            Identity::None
        }
    }
}

/// Lines of spouse, father and mother, as the form has them.
#[derive(Default, Clone, Copy)]
struct Links {
    spouse: Option<u8>,
    father: Option<u8>,
    mother: Option<u8>,
}

fn read_links(instance: &Instance, node: NodeId, place: &str, findings: &mut Vec<Finding>) -> Links {
    let Some(person) = instance.child(node, "person") else { return Links::default() };
    let mut line = |question: &str| read_line(instance, person, question, &join(place, "person"), findings);
    Links { spouse: line("spouse_line"), father: line("father_line"), mother: line("mother_line") }
}

/// A row of the roster named by a question.
pub(super) fn read_line(
    instance: &Instance,
    group: NodeId,
    question: &str,
    place: &str,
    findings: &mut Vec<Finding>,
) -> Option<u8> {
    let line = answer(instance, group, question)?.parse::<u8>();
    line.inspect_err(|_| findings.push(Finding::at(FindingCode::RosterLink, join(place, question)))).ok()
}

fn link(members: &mut [Member], links: &[Links], findings: &mut Vec<Finding>) {
    let ids: Vec<PersonId> = members.iter().map(|member| member.id).collect();
    for (member, links) in members.iter_mut().zip(links) {
        let (own, line) = (member.id, member.line);
        let mut person = |linked: Option<u8>, question: &str| {
            let linked = linked?;
            let person = usize::from(linked).checked_sub(1).and_then(|place| ids.get(place)).copied();
            let person = person.filter(|person| *person != own);
            if person.is_none() {
                let place = format!("roster/member[{line}]/person/{question}");
                findings.push(Finding::at(FindingCode::RosterLink, place));
            }
            person
        };
        member.spouse = person(links.spouse, "spouse_line");
        member.father = person(links.father, "father_line");
        member.mother = person(links.mother, "mother_line");
    }
}
