//! Checks across the answers of one record that no single question can make.

use jiff::civil::Date;
use registry::{
    area::{AreaBook, AreaCode},
    code_lists::Relation,
    finding::{Finding, FindingCode},
    household::{Location, Member, Record},
    identity::{Identity, NumberSeries},
};

/// The youngest age at which a person can become a parent, years; below it the link or an age is doubtful.
const PARENT_AGE_YEARS: u8 = 12;
/// The age from which everybody should hold a CNIC, years (NADRA ordinance 2000, section 9).
const CNIC_AGE_YEARS: u8 = 18;

/// What is doubtful about a record on the day of its interview.
pub fn check_record(record: &Record, on: Date, areas: &AreaBook, series: NumberSeries) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_consent(record, &mut findings);
    if record.interview.consent == Some(false) {
        return findings;
    }
    check_heads(record, &mut findings);
    check_location(&record.location, on, areas, &mut findings);
    for member in &record.members {
        check_member(member, on, series, &mut findings);
        check_parents(member, record, on, &mut findings);
    }
    findings
}

fn check_consent(record: &Record, findings: &mut Vec<Finding>) {
    let code = match record.interview.consent {
        Some(true) => return,
        Some(false) => FindingCode::ConsentRefused,
        None => FindingCode::ConsentMissing,
    };
    findings.push(Finding::at(code, "interview/consent"));
}

fn check_heads(record: &Record, findings: &mut Vec<Finding>) {
    let heads = record.members.iter().filter(|member| member.person.relation == Some(Relation::Head)).count();
    let code = match (record.members.len(), heads) {
        (0, _) => FindingCode::RosterEmpty,
        (_, 0) => FindingCode::RosterNoHead,
        (_, 1) => return,
        (_, _) => FindingCode::RosterTwoHeads,
    };
    findings.push(Finding::at(code, "roster"));
}

fn check_location(location: &Location, on: Date, areas: &AreaBook, findings: &mut Vec<Finding>) {
    let mut larger: Option<&AreaCode> = None;
    let levels = [
        ("tehsil", &location.tehsil),
        ("union_council", &location.union_council),
        ("block", &location.block),
    ];
    if location.tehsil.is_none() {
        findings.push(Finding::at(FindingCode::AreaUnknown, "location/tehsil"));
    }
    for (question, code) in levels {
        let Some(code) = code else { continue };
        let place = format!("location/{question}");
        if areas.find(code, on).is_none() {
            findings.push(Finding::at(FindingCode::AreaUnknown, place));
        } else if larger.is_some_and(|larger| !areas.lies_in(code, larger, on)) {
            findings.push(Finding::at(FindingCode::AreaMismatch, place));
        }
        larger = Some(code);
    }
}

fn check_member(member: &Member, on: Date, series: NumberSeries, findings: &mut Vec<Finding>) {
    let place = |question: &str| format!("roster/member[{}]/person/{question}", member.line);
    if let Some(number) = member.identity.number() {
        let doubts = number.doubts(member.person.sex, series);
        findings.extend(doubts.map(|code| Finding::at(code, place("number"))));
    }
    if member.person.birth_date.is_some_and(|born| born > on) {
        findings.push(Finding::at(FindingCode::PersonBornLater, place("birth_date")));
        return;
    }
    let Some(age) = member.age_years_on(on) else {
        findings.push(Finding::at(FindingCode::PersonAgeMissing, place("age_years")));
        return;
    };
    if member.person.birth_date.is_some()
        && member.person.age_years.is_some_and(|stated| stated.abs_diff(age) > 1)
    {
        findings.push(Finding::at(FindingCode::PersonAgeDiffers, place("age_years")));
    }
    if age >= CNIC_AGE_YEARS && !matches!(member.identity, Identity::Cnic(_)) {
        findings.push(Finding::at(FindingCode::IdentityMissing, place("number")));
    }
}

fn check_parents(member: &Member, record: &Record, on: Date, findings: &mut Vec<Finding>) {
    let Some(age) = member.age_years_on(on) else { return };
    for (question, parent) in [("father_line", member.father), ("mother_line", member.mother)] {
        let parent = parent.and_then(|parent| record.members.iter().find(|other| other.id == parent));
        let parent_age = parent.and_then(|parent| parent.age_years_on(on));
        if parent_age.is_some_and(|parent_age| parent_age < age.saturating_add(PARENT_AGE_YEARS)) {
            let place = format!("roster/member[{}]/person/{question}", member.line);
            findings.push(Finding::at(FindingCode::RosterParentAge, place));
        }
    }
}
