//! The roster: members with their families and what is known of each.

use super::updates::VerifiedMark;
use crate::pages::{
    households::{name, name_or_unknown},
    labels::{AnsweredSection, Labels},
    page::{Moment, Words},
};
use jiff::civil::Date;
use registry::{
    code_lists::Relation,
    family::families,
    field::Section,
    household::{Household, Member},
    identity::Identity,
    ids::PersonId,
};
use serde::Serialize;

/// A member as a row of the roster.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MemberLine {
    pub(super) line: u8,
    pub(super) name: Option<String>,
    /// The name in the other letters.
    pub(super) other_name: Option<String>,
    pub(super) relation: Option<String>,
    pub(super) is_head: bool,
    pub(super) sex: Option<String>,
    pub(super) age_years: Option<u8>,
    pub(super) marital_status: Option<String>,
    /// `cnic`, `b_form` or `none`.
    pub(super) number_kind: &'static str,
    pub(super) number: Option<String>,
    /// The families to which the member belongs, from 1.
    pub(super) families: Vec<usize>,
    pub(super) disabled: bool,
    pub(super) away: Option<String>,
    pub(super) kin: Vec<Kin>,
    pub(super) details: Vec<AnsweredSection>,
    /// What the citizen registry said last.
    pub(super) verified: Option<VerifiedMark>,
}

/// A link to another member.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Kin {
    /// `spouse`, `father` or `mother`.
    pub(super) kind: &'static str,
    pub(super) line: u8,
    pub(super) name: String,
}

/// A family: an ever-married woman, her husband and her children.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FamilyLine {
    pub(super) number: usize,
    pub(super) woman: String,
    pub(super) husband: Option<String>,
    pub(super) children: Vec<String>,
}

/// Somebody who used to be a member.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Former {
    pub(super) line: u8,
    pub(super) name: String,
    pub(super) number: Option<String>,
    pub(super) departure: String,
    pub(super) left_on: Moment,
}

/// The members, with ages as of a day.
pub(super) fn members(household: &Household, as_of: Date, labels: &Labels<'_>) -> Vec<MemberLine> {
    household.record.members.iter().map(|member| line(member, household, as_of, labels)).collect()
}

fn line(member: &Member, household: &Household, as_of: Date, labels: &Labels<'_>) -> MemberLine {
    let words = labels.words();
    let person = &member.person;
    let code =
        |question: &str, code: &str| labels.code_in_words(&format!("roster/member/person/{question}"), code);
    let shown = name(member, words.language);
    let other = [&member.name, &member.name_urdu].into_iter().flatten().map(|name| name.reveal().to_owned());
    MemberLine {
        line: member.line,
        other_name: other.rev().find(|other| Some(other) != shown.as_ref()),
        name: shown,
        relation: person.relation.map(|relation| code("relation", relation.code())),
        is_head: person.relation == Some(Relation::Head),
        sex: person.sex.map(|sex| code("sex", sex.code())),
        age_years: member.age_years_on(as_of),
        marital_status: person.marital_status.map(|status| code("marital_status", status.code())),
        number_kind: match member.identity {
            Identity::Cnic(_) => "cnic",
            Identity::BForm(_) => "b_form",
            Identity::None => "none",
        },
        number: member.identity.number().map(|number| number.to_string()),
        families: families_with(member.id, household),
        disabled: member.disabled() == Some(true),
        away: person
            .residence
            .filter(|residence| *residence != registry::code_lists::Residence::Present)
            .map(|residence| code("residence", residence.code())),
        kin: kin(member, household, words),
        details: details(member, labels),
        verified: None,
    }
}

/// Every section of a member in which something was answered.
pub(in crate::pages) fn details(member: &Member, labels: &Labels<'_>) -> Vec<AnsweredSection> {
    fn section<S: Section>(section: &S, labels: &Labels<'_>) -> AnsweredSection {
        labels.section(section, &format!("roster/member/{}", S::NAME))
    }
    let sections = [
        section(&member.person, labels),
        section(&member.education, labels),
        section(&member.work, labels),
        section(&member.disability, labels),
        section(&member.health, labels),
    ];
    sections.into_iter().filter(|section| !section.answers.is_empty()).collect()
}

fn kin(member: &Member, household: &Household, words: Words<'_>) -> Vec<Kin> {
    let links = [("spouse", member.spouse), ("father", member.father), ("mother", member.mother)];
    let known = links.into_iter().filter_map(|(kind, person)| Some((kind, household.find_member(person?)?)));
    known.map(|(kind, other)| Kin { kind, line: other.line, name: name_or_unknown(other, words) }).collect()
}

fn families_with(person: PersonId, household: &Household) -> Vec<usize> {
    let belongs = |family: &registry::family::Family| {
        family.woman == person || family.husband == Some(person) || family.children.contains(&person)
    };
    (1..)
        .zip(families(&household.record))
        .filter(|(_, family)| belongs(family))
        .map(|(number, _)| number)
        .collect()
}

/// The families, numbered from 1 as in the roster.
pub(super) fn families_of(household: &Household, words: Words<'_>) -> Vec<FamilyLine> {
    let name = |person: PersonId| household.find_member(person).map(|member| name_or_unknown(member, words));
    let families = (1..).zip(families(&household.record)).map(|(number, family)| FamilyLine {
        number,
        woman: name(family.woman).unwrap_or_default(),
        husband: family.husband.and_then(name),
        children: family.children.into_iter().filter_map(name).collect(),
    });
    families.collect()
}

/// Those who used to be members.
pub(super) fn former(household: &Household, words: Words<'_>) -> Vec<Former> {
    let former = household.former_members.iter().map(|former| Former {
        line: former.member.line,
        name: name_or_unknown(&former.member, words),
        number: former.member.identity.number().map(|number| number.to_string()),
        departure: words.say(&format!("departure-{}", departure_code(former.departure)), &[]),
        left_on: words.date(former.left_on),
    });
    former.collect()
}

/// The end of the key of a departure's text.
pub(in crate::pages) fn departure_code(departure: registry::household::Departure) -> &'static str {
    use registry::household::Departure;
    match departure {
        Departure::Death => "death",
        Departure::Marriage => "marriage",
        Departure::Departure => "departure",
        Departure::Split => "split",
        Departure::Merge => "merge",
        Departure::NotListed => "not_listed",
        Departure::Mistake => "mistake",
    }
}
