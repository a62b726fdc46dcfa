//! Do two families meet? Strangers' numbers were once added to eligible households by fraud: whoever joins a household must be kin of
//! somebody in it by the citizen registry's own book.

use registry::{citizen::CitizenRecord, household::Household, identity::CitizenNumber};

/// How a person's family in the citizen registry meets a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// By birth (alpha family): a parent, or a brother or sister, is a member.
    ByBirth(CitizenNumber),
    /// By marriage (beta family): a husband, wife, or child is a member.
    ByMarriage(CitizenNumber),
    /// The two families do not meet.
    None,
    /// The citizen registry knows no family of the person, or no member's number is known.
    Unknown,
}

/// How the family of a person meets a household: by what the citizen registry holds about the person, and about members, of
/// whom `known` has what it says as far as it was asked. Brothers and sisters meet through a parent in common, so only
/// where a member is among `known`. A link counts whichever of the two books has it.
pub fn meet(person: &CitizenRecord, household: &Household, known: &[CitizenRecord]) -> Meeting {
    let members: Vec<CitizenNumber> = household
        .citizen_numbers()
        .map(|(_, number)| number)
        .filter(|number| *number != person.number)
        .collect();
    let books = || known.iter().filter(|record| members.contains(&record.number));
    let find = |is_kin: &dyn Fn(CitizenNumber, Option<&CitizenRecord>) -> bool| {
        let book = |number| books().find(|record| record.number == number);
        members.iter().copied().find(|number| is_kin(*number, book(*number)))
    };
    if let Some(number) = find(&|number, book| is_parent(number, book, person) || are_siblings(book, person))
    {
        return Meeting::ByBirth(number);
    }
    if let Some(number) =
        find(&|number, book| is_spouse(number, book, person) || is_child(number, book, person))
    {
        return Meeting::ByMarriage(number);
    }
    if members.is_empty() || !has_family(person) { Meeting::Unknown } else { Meeting::None }
}

fn is_parent(number: CitizenNumber, book: Option<&CitizenRecord>, person: &CitizenRecord) -> bool {
    [person.father, person.mother].contains(&Some(number))
        || book.is_some_and(|book| book.children.contains(&person.number))
}

fn are_siblings(book: Option<&CitizenRecord>, person: &CitizenRecord) -> bool {
    let in_common = |one: Option<CitizenNumber>, other: Option<CitizenNumber>| one.is_some() && one == other;
    book.is_some_and(|book| in_common(book.father, person.father) || in_common(book.mother, person.mother))
}

fn is_spouse(number: CitizenNumber, book: Option<&CitizenRecord>, person: &CitizenRecord) -> bool {
    person.spouses.contains(&number) || book.is_some_and(|book| book.spouses.contains(&person.number))
}

fn is_child(number: CitizenNumber, book: Option<&CitizenRecord>, person: &CitizenRecord) -> bool {
    let child_of = |book: &CitizenRecord| [book.father, book.mother].contains(&Some(person.number));
    person.children.contains(&number) || book.is_some_and(child_of)
}

fn has_family(person: &CitizenRecord) -> bool {
    person.father.is_some()
        || person.mother.is_some()
        || !person.spouses.is_empty()
        || !person.children.is_empty()
}

#[cfg(test)]
mod tests;
