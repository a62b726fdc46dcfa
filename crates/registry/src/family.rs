//! Families, derived from the roster: programmes pay an ever-married woman for herself, her husband and her
//! children, and one household can hold several.

use crate::{
    household::{Member, Record},
    ids::PersonId,
};

/// An ever-married woman with her husband and her never-married children, as far as they are members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The woman.
    pub woman: PersonId,
    /// Her husband, where a member.
    pub husband: Option<PersonId>,
    /// Her children who never married, in the order of the roster.
    pub children: Vec<PersonId>,
}

/// The families of a record, in the order of the roster. Kinship is taken only from the links that the survey
/// recorded (spouse, mother; the father's wife where no mother is linked and he has one wife), never guessed from
/// relation to the head.
pub fn families(record: &Record) -> Vec<Family> {
    let women =
        record.members.iter().filter(|member| member.is_female() && member.ever_married() == Some(true));
    women.map(|woman| family_of(woman, record)).collect()
}

fn family_of(woman: &Member, record: &Record) -> Family {
    let husband = record
        .members
        .iter()
        .find(|other| {
            other.id != woman.id && (woman.spouse == Some(other.id) || other.spouse == Some(woman.id))
        })
        .filter(|other| !other.is_female())
        .map(|husband| husband.id);
    let children = record
        .members
        .iter()
        .filter(|child| child.id != woman.id && child.ever_married() != Some(true))
        .filter(|child| mother_of(child, record) == Some(woman.id))
        .map(|child| child.id)
        .collect();
    Family { woman: woman.id, husband, children }
}

fn mother_of(child: &Member, record: &Record) -> Option<PersonId> {
    child.mother.or_else(|| {
        let father = child.father?;
        let mut wives = record.members.iter().filter(|wife| {
            let linked_by_him =
                record.members.iter().any(|him| him.id == father && him.spouse == Some(wife.id));
            wife.is_female() && (wife.spouse == Some(father) || linked_by_him)
        });
        let wife = wives.next()?;
        wives.next().is_none().then_some(wife.id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_lists::{MaritalStatus, Sex};
    use uuid::Uuid;

    fn person(line: u8, sex: Sex, marital: MaritalStatus) -> Member {
        let mut member = Member::new(id(line), line);
        member.person.sex = Some(sex);
        member.person.marital_status = Some(marital);
        member
    }

    fn id(line: u8) -> PersonId {
        PersonId(Uuid::from_u128(u128::from(line)))
    }

    #[test]
    fn every_ever_married_woman_has_a_family() {
        use MaritalStatus::{Married, NeverMarried, Widowed};
        let mut members = vec![
            person(1, Sex::Male, Married),
            person(2, Sex::Female, Married),
            person(3, Sex::Female, Married),
            person(4, Sex::Female, NeverMarried),
            person(5, Sex::Male, NeverMarried),
            person(6, Sex::Female, Widowed),
            person(7, Sex::Male, Married),
        ];
        members[1].spouse = Some(id(1));
        members[2].spouse = Some(id(7));
        members[3].father = Some(id(1));
        members[4].mother = Some(id(3));
        members[6].mother = Some(id(2));
        let record = Record { members, ..Record::default() };
        assert_eq!(
            families(&record),
            [
                Family { woman: id(2), husband: Some(id(1)), children: vec![id(4)] },
                Family { woman: id(3), husband: Some(id(7)), children: vec![id(5)] },
                Family { woman: id(6), husband: None, children: vec![] },
            ]
        );
    }

    #[test]
    fn a_child_of_a_man_with_two_wives_and_no_mother_named_is_left_out() {
        let mut members = vec![
            person(1, Sex::Male, MaritalStatus::Married),
            person(2, Sex::Female, MaritalStatus::Married),
            person(3, Sex::Female, MaritalStatus::Married),
            person(4, Sex::Male, MaritalStatus::NeverMarried),
        ];
        members[1].spouse = Some(id(1));
        members[2].spouse = Some(id(1));
        members[3].father = Some(id(1));
        let record = Record { members, ..Record::default() };
        assert!(families(&record).iter().all(|family| family.children.is_empty()));
    }
}
