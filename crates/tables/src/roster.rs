//! The roster of a household in a file: members with their lines, numbers and the links between them.

use crate::{
    bind::Line,
    fields::{LINKS, MEMBER_PARTS, Target, set},
    household::{Row, answer, code_of},
    table::Table,
    translate::{Cell, with_latin_digits},
};
use jiff::civil::Date;
use registry::{
    delivery::{Reject, RejectCode},
    finding::{Finding, FindingCode},
    household::{Member, drop_second_numbers},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
};
use std::collections::BTreeSet;

/// The age from which a number stands on a CNIC, years (NADRA ordinance 2000, section 9), where the source does not say on
/// which paper it stands.
const CNIC_AGE_YEARS: u8 = 18;

/// What a row says beside the member.
#[derive(Default)]
struct Beside<'a> {
    listed_only: bool,
    number: Option<CitizenNumber>,
    kind: Option<&'a str>,
    links: [Option<u8>; 3],
}

/// The members of a household.
pub(crate) fn read(
    row: &Row<'_>,
    surveyed: Date,
    findings: &mut Vec<Finding>,
    not_members: &mut u64,
) -> Result<Vec<Member>, Reject> {
    let rows = row.member_rows();
    if rows.len() > usize::from(u8::MAX) {
        return Err(Reject::at(RejectCode::RosterTooLong, "roster"));
    }
    let lines = find_lines(row, findings);
    let mut members = Vec::with_capacity(rows.len());
    let mut links = Vec::with_capacity(rows.len());
    let mut others = BTreeSet::new();
    for (position, line) in rows.zip(lines) {
        let mut member = Member::new(PersonId(row.ids.uuid(row.at)), line);
        let mut beside = Beside::default();
        read_row(row, position, &mut member, &mut beside, findings);
        if beside.listed_only {
            others.insert(line);
            *not_members += 1;
            continue;
        }
        member.age_stated_on = member.person.age_years.map(|_| surveyed);
        member.identity = identity(&member, &beside, surveyed);
        members.push(member);
        links.push(beside.links);
    }
    link(&mut members, &links, &others, findings);
    findings.extend(drop_second_numbers(&mut members));
    Ok(members)
}

/// The line of each person: the one stated, where it is a line and nobody above has it, else the next that is free.
fn find_lines(row: &Row<'_>, findings: &mut Vec<Finding>) -> Vec<u8> {
    let rules = &row.bound.person;
    let Some(rule) = rules.iter().find(|rule| rule.target == Target::Line) else {
        return (1..=u8::MAX).take(row.member_rows().len()).collect();
    };
    let table = &row.members().rows;
    let mut taken = BTreeSet::new();
    let mut stated = Vec::new();
    for position in row.member_rows() {
        let cell = rule.translation.read(table, position);
        let text = answer(&cell, || "roster/line".to_owned(), findings);
        let line =
            text.and_then(|text| text.parse::<u8>().ok()).filter(|line| *line > 0 && taken.insert(*line));
        if line.is_none() && text.is_some() {
            findings.push(Finding::at(FindingCode::AnswerConstraint, "roster/line"));
        }
        stated.push(line);
    }
    let mut free = (1..=u8::MAX).filter(|line| !taken.contains(line));
    stated.into_iter().filter_map(|line| line.or_else(|| free.next())).collect()
}

fn read_row<'a>(
    row: &Row<'a>,
    position: usize,
    member: &mut Member,
    beside: &mut Beside<'a>,
    findings: &mut Vec<Finding>,
) {
    let table: &Table = &row.members().rows;
    for rule in &row.bound.person {
        if rule.target == Target::Line {
            continue;
        }
        let cell = rule.translation.read(table, position);
        let line = member.line;
        if matches!((rule.target, &cell), (Target::Link(_), Cell::Unreadable)) {
            findings.push(Finding::at(FindingCode::RosterLink, place(line, rule)));
            continue;
        }
        let Some(text) = answer(&cell, || place(line, rule), findings) else { continue };
        if let Err(code) = take(member, beside, rule.target, text) {
            findings.push(Finding::at(code, place(line, rule)));
        }
    }
}

fn place(line: u8, rule: &Line) -> String {
    format!("roster/member[{line}]/{}", rule.place)
}

fn take(member: &mut Member, beside: &mut Beside<'_>, target: Target, text: &str) -> Result<(), FindingCode> {
    match target {
        Target::Answer(part, position) => {
            return set(MEMBER_PARTS, member, part, position, text).map_err(code_of);
        }
        Target::UsualMember => beside.listed_only = text == "no",
        Target::Name => member.name = Personal::new(text),
        Target::NameUrdu => member.name_urdu = Personal::new(text),
        Target::Number => beside.number = Some(with_latin_digits(text).parse::<CitizenNumber>()?),
        Target::NumberKind => {
            beside.kind = Some(match text {
                "cnic" => "cnic",
                "b_form" => "b_form",
                _ => return Err(FindingCode::AnswerChoice),
            });
        }
        Target::Link(link) => {
            let line = text.parse().map_err(|_| FindingCode::RosterLink)?;
            if let Some(place) = beside.links.get_mut(usize::from(link)) {
                *place = Some(line);
            }
        }
        _ => {}
    }
    Ok(())
}

/// The number on the paper that the source names, else on the one that a person of this age has.
fn identity(member: &Member, beside: &Beside<'_>, surveyed: Date) -> Identity {
    let Some(number) = beside.number else { return Identity::None };
    let child = || member.age_years_on(surveyed).is_some_and(|age| age < CNIC_AGE_YEARS);
    match beside.kind {
        Some("b_form") => Identity::BForm(number),
        None if child() => Identity::BForm(number),
        _ => Identity::Cnic(number),
    }
}

/// Lines of spouse, father and mother become persons. Who is listed and no member is nobody's link, and no finding either.
fn link(
    members: &mut [Member],
    links: &[[Option<u8>; 3]],
    others: &BTreeSet<u8>,
    findings: &mut Vec<Finding>,
) {
    let ids: Vec<(u8, PersonId)> = members.iter().map(|member| (member.line, member.id)).collect();
    for (member, links) in members.iter_mut().zip(links) {
        let own = member.line;
        let mut person = |linked: Option<u8>, question: &str| {
            let linked = linked.filter(|line| !others.contains(line))?;
            let found = ids.iter().find(|(line, _)| *line == linked && linked != own).map(|(_, id)| *id);
            if found.is_none() {
                let place = format!("roster/member[{own}]/person/{question}");
                findings.push(Finding::at(FindingCode::RosterLink, place));
            }
            found
        };
        let [spouse, father, mother] = links;
        let [spouse_line, father_line, mother_line] = LINKS;
        member.spouse = person(*spouse, spouse_line);
        member.father = person(*father, father_line);
        member.mother = person(*mother, mother_line);
    }
}
