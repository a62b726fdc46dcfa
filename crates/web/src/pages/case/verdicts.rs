//! What the citizen registry said of the people of a case: field by field, with both facts side by side.

use super::proposal::Reader;
use crate::pages::{
    households::name_or_unknown,
    page::{Moment, Words},
};
use jiff::Timestamp;
use registry::{
    citizen::{CardState, CitizenRecord, Field, Verdict, Verification},
    household::{Departure, Household, Member},
    identity::CitizenNumber,
    proposal::{Content, Proposal, RosterEvent},
};
use serde::Serialize;

/// An answer of the citizen registry.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Answered {
    /// About whom, where the record or the proposal knows the number.
    pub(in crate::pages) name: Option<String>,
    pub(in crate::pages) number: String,
    pub(in crate::pages) source: String,
    pub(in crate::pages) at: Moment,
    pub(in crate::pages) expires: Moment,
    /// Whether it still counts.
    pub(in crate::pages) counts: bool,
    /// Whether the citizen registry has the number at all.
    pub(in crate::pages) held: bool,
    pub(in crate::pages) fields: Vec<FieldLine>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::pages) struct FieldLine {
    /// The end of the key of the field's name.
    pub(in crate::pages) field: &'static str,
    /// `match`, `mismatch` or `not_held`.
    pub(in crate::pages) verdict: &'static str,
    /// What the record says.
    pub(in crate::pages) ours: Option<String>,
    /// What the citizen registry says.
    pub(in crate::pages) theirs: Option<String>,
}

/// Answers in words: of each number the latest.
pub(super) fn read(
    verifications: &[Verification],
    proposal: Option<&Proposal>,
    reader: &Reader<'_>,
    now: Timestamp,
) -> Vec<Answered> {
    let mut latest: Vec<&Verification> = Vec::new();
    for one in verifications {
        match latest.iter_mut().find(|known| known.number == one.number) {
            Some(known) if known.at < one.at => *known = one,
            Some(_) => {}
            None => latest.push(one),
        }
    }
    latest.into_iter().map(|one| answered(one, proposal, reader, now)).collect()
}

fn answered(
    one: &Verification,
    proposal: Option<&Proposal>,
    reader: &Reader<'_>,
    now: Timestamp,
) -> Answered {
    let words = reader.labels.words();
    let member = member(one.number, proposal, reader);
    let line = |(field, verdict): &(Field, Verdict)| FieldLine {
        field: field_code(*field),
        verdict: verdict_code(*verdict),
        ours: member.and_then(|member| ours(*field, member, reader)),
        theirs: one.held.as_ref().and_then(|held| theirs(*field, held, reader)),
    };
    Answered {
        name: member.map(|member| name_or_unknown(member, words)),
        number: one.number.to_string(),
        source: one.source.clone(),
        at: words.instant(one.at),
        expires: words.instant(one.expires),
        counts: now < one.expires,
        held: one.held.is_some(),
        fields: one.fields.iter().map(line).collect(),
    }
}

/// The person with a number: as proposed, else of the record.
fn member<'a>(
    number: CitizenNumber,
    proposal: Option<&'a Proposal>,
    reader: &'a Reader<'_>,
) -> Option<&'a Member> {
    let has = |member: &&Member| member.identity.number() == Some(number);
    let proposed = match proposal.map(|proposal| &proposal.content) {
        Some(Content::Roster { event: Some(RosterEvent::Arrival { member, .. }), .. }) => {
            Some(&**member).filter(has)
        }
        Some(Content::Roster { event: Some(RosterEvent::Identity { who, identity }), .. })
            if identity.number() == Some(number) =>
        {
            reader.member(*who)
        }
        Some(Content::Survey(record)) => record.members.iter().find(has),
        _ => None,
    };
    proposed.or_else(|| reader.household.and_then(|household| known(household, number)))
}

/// A member or former member with a number.
fn known(household: &Household, number: CitizenNumber) -> Option<&Member> {
    let former = household.former_members.iter().map(|former| &former.member);
    household.record.members.iter().chain(former).find(|member| member.identity.number() == Some(number))
}

fn ours(field: Field, member: &Member, reader: &Reader<'_>) -> Option<String> {
    let (labels, words) = (reader.labels, reader.labels.words());
    let person = &member.person;
    match field {
        Field::Number => member.identity.number().map(|number| number.to_string()),
        Field::Name => {
            let names = [&member.name, &member.name_urdu].into_iter().flatten();
            joined(names.map(registry::personal::Personal::reveal))
        }
        Field::Gender => person.sex.map(|sex| labels.code_in_words("roster/member/person/sex", sex.code())),
        Field::MaritalStatus => person
            .marital_status
            .map(|status| labels.code_in_words("roster/member/person/marital_status", status.code())),
        Field::Disability => member.disabled().map(|disabled| yes_or_no(disabled, words)),
        Field::Alive => {
            let mut former = reader.household.iter().flat_map(|household| &household.former_members);
            let dead =
                former.find(|former| former.member.id == member.id && former.departure == Departure::Death);
            Some(dead.map_or_else(
                || words.say("citizens-lives", &[]),
                |dead| words.say("citizens-died", &[("day", &words.date(dead.left_on).text)]),
            ))
        }
    }
}

fn theirs(field: Field, held: &CitizenRecord, reader: &Reader<'_>) -> Option<String> {
    let (labels, words) = (reader.labels, reader.labels.words());
    match field {
        Field::Number => Some(held.number.to_string()),
        Field::Name => {
            let names = [&held.name, &held.name_urdu].into_iter().flatten();
            joined(names.map(registry::personal::Personal::reveal))
        }
        Field::Gender => held.sex.map(|sex| labels.code_in_words("roster/member/person/sex", sex.code())),
        Field::MaritalStatus => held
            .marital_status
            .map(|status| labels.code_in_words("roster/member/person/marital_status", status.code())),
        Field::Disability => held.disabled.map(|disabled| yes_or_no(disabled, words)),
        Field::Alive => Some(match (held.death_date, held.card) {
            (Some(day), Some(CardState::Valid)) => {
                words.say("citizens-died-card-valid", &[("day", &words.date(day).text)])
            }
            (Some(day), _) => words.say("citizens-died", &[("day", &words.date(day).text)]),
            (None, Some(CardState::Deceased)) => words.say("citizens-card-deceased", &[]),
            (None, _) => words.say("citizens-lives", &[]),
        }),
    }
}

fn yes_or_no(answer: bool, words: Words<'_>) -> String {
    words.say(if answer { "yes" } else { "no" }, &[])
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| names.join(" · "))
}

/// The end of the key of a field's name.
pub(in crate::pages) fn field_code(field: Field) -> &'static str {
    match field {
        Field::Number => "number",
        Field::Name => "name",
        Field::Gender => "gender",
        Field::MaritalStatus => "marital_status",
        Field::Disability => "disability",
        Field::Alive => "alive",
    }
}

/// The end of the key of a verdict's text.
pub(in crate::pages) fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "match",
        Verdict::Mismatch => "mismatch",
        Verdict::NotHeld => "not_held",
    }
}
