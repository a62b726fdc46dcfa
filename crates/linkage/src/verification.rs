//! The record held against the citizen registry, field by field.

use crate::names;
use jiff::Timestamp;
use registry::{
    citizen::{CardState, CitizenRecord, Field, NameAgreement, Verdict, Verification},
    code_lists::MaritalStatus,
    household::Member,
    identity::CitizenNumber,
};

/// What comes of an answer of the citizen registry about a member who gives this number. Every field has a verdict:
///
/// - what one of the two does not have is `NotHeld`, and so is everything where the number is not held;
/// - names agree unless they are different: a part left out is usual on cards, and the level is kept beside the verdict;
/// - a contracted marriage (nikah) and a separation are marriages in law;
/// - disability is the six questions of the Washington Group against the mark on the card;
/// - a member lives by the record, so a registered death or a card cancelled for death is a mismatch.
pub fn verify(
    member: &Member,
    number: CitizenNumber,
    held: Option<CitizenRecord>,
    source: &str,
    at: Timestamp,
    expires: Timestamp,
) -> Verification {
    let name = held.as_ref().and_then(|held| compare_names(member, held));
    let fields = fields_of(member, held.as_ref(), name);
    Verification { number, source: source.to_owned(), at, expires, fields, name, held }
}

fn fields_of(
    member: &Member,
    held: Option<&CitizenRecord>,
    name: Option<NameAgreement>,
) -> Vec<(Field, Verdict)> {
    let person = &member.person;
    let alike = name.map(|level| level > NameAgreement::Different);
    let in_law = |status: MaritalStatus| match status {
        MaritalStatus::Nikah | MaritalStatus::Separated => MaritalStatus::Married,
        other => other,
    };
    let marital_status = held.and_then(|held| held.marital_status).map(in_law);
    vec![
        (Field::Number, if held.is_some() { Verdict::Match } else { Verdict::NotHeld }),
        (Field::Name, alike.map_or(Verdict::NotHeld, verdict)),
        (Field::Gender, compare(person.sex, held.and_then(|held| held.sex))),
        (Field::MaritalStatus, compare(person.marital_status.map(in_law), marital_status)),
        (Field::Disability, compare(member.disabled(), held.and_then(|held| held.disabled))),
        (Field::Alive, held.map_or(Verdict::NotHeld, |held| verdict(!is_dead(held)))),
    ]
}

/// Whether the citizen registry has the person as dead: by the civil register, or by the card alone.
pub fn is_dead(held: &CitizenRecord) -> bool {
    held.death_date.is_some() || held.card == Some(CardState::Deceased)
}

fn compare_names(member: &Member, held: &CitizenRecord) -> Option<NameAgreement> {
    let text =
        |name: &'_ Option<registry::personal::Personal>| name.as_ref().map(|name| name.reveal().to_owned());
    let (roman, urdu) = (text(&member.name), text(&member.name_urdu));
    let (held_roman, held_urdu) = (text(&held.name), text(&held.name_urdu));
    names::compare((roman.as_deref(), urdu.as_deref()), (held_roman.as_deref(), held_urdu.as_deref()))
}

fn compare<T: PartialEq>(recorded: Option<T>, held: Option<T>) -> Verdict {
    match (recorded, held) {
        (Some(recorded), Some(held)) => verdict(recorded == held),
        _ => Verdict::NotHeld,
    }
}

fn verdict(agrees: bool) -> Verdict {
    if agrees { Verdict::Match } else { Verdict::Mismatch }
}

#[cfg(test)]
mod tests;
