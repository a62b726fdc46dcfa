//! The same people on two rosters: whoever is found again keeps the id.

use crate::names;
use registry::{
    household::{Household, Member, Record},
    ids::PersonId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Gives the members of a new record the ids of the persons they are found to be, among members and former members.
/// A citizen number decides; without one on either side, name, sex and an age within two years, if that fits one
/// person only; in the end the row, if sex and either name or age stay: then the number or the name was put right.
pub(crate) fn keep_ids(record: &mut Record, known: &Household) {
    let known: Vec<&Member> =
        known.record.members.iter().chain(known.former_members.iter().map(|former| &former.member)).collect();
    let mut taken = BTreeSet::new();
    let mut ids: BTreeMap<PersonId, PersonId> = BTreeMap::new();
    for same in [same_number as fn(&Member, &Member) -> bool, same_description, same_row] {
        for member in &record.members {
            if ids.contains_key(&member.id) {
                continue;
            }
            let mut found = known.iter().filter(|old| !taken.contains(&old.id) && same(member, old));
            if let (Some(person), None) = (found.next(), found.next()) {
                taken.insert(person.id);
                ids.insert(member.id, person.id);
            }
        }
    }
    let rename = |id: PersonId| ids.get(&id).copied().unwrap_or(id);
    for member in &mut record.members {
        member.id = rename(member.id);
        member.spouse = member.spouse.map(rename);
        member.father = member.father.map(rename);
        member.mother = member.mother.map(rename);
    }
}

/// The former member that somebody who comes is found to be, by number or else by description.
pub(crate) fn find_former<'a>(comer: &Member, known: &'a Household) -> Option<&'a Member> {
    [same_number as fn(&Member, &Member) -> bool, same_description].into_iter().find_map(|same| {
        let mut found =
            known.former_members.iter().map(|former| &former.member).filter(|old| same(comer, old));
        let person = found.next()?;
        found.next().is_none().then_some(person)
    })
}

fn same_number(new: &Member, old: &Member) -> bool {
    new.identity.number().is_some() && new.identity.number() == old.identity.number()
}

fn same_description(new: &Member, old: &Member) -> bool {
    let numbers_differ = new.identity.number().is_some() && old.identity.number().is_some();
    !numbers_differ && same_name(new, old) && new.person.sex == old.person.sex && near_in_age(new, old)
}

fn same_row(new: &Member, old: &Member) -> bool {
    new.line == old.line && new.person.sex == old.person.sex && (same_name(new, old) || near_in_age(new, old))
}

fn same_name(new: &Member, old: &Member) -> bool {
    let name = |member: &Member| member.name.as_ref().map(|name| names::words(name.reveal()));
    name(new).is_some() && name(new) == name(old)
}

fn near_in_age(new: &Member, old: &Member) -> bool {
    let Some(on) = new.age_stated_on.or(old.age_stated_on) else {
        return new.person.birth_date.is_some() && new.person.birth_date == old.person.birth_date;
    };
    match (new.age_years_on(on), old.age_years_on(on)) {
        (Some(new), Some(old)) => new.abs_diff(old) <= 2,
        _ => false,
    }
}
