use super::*;
use registry::{
    household::{Member, Record, Status},
    identity::Identity,
    ids::PersonId,
    registry_number::RegistryNumber,
};

const FATHER: u64 = 9_110_100_000_011;
const MOTHER: u64 = 9_110_100_000_022;
const SON: u64 = 9_110_100_000_033;
const STRANGER: u64 = 9_110_100_000_044;

fn number(digits: u64) -> CitizenNumber {
    digits.to_string().parse().unwrap()
}

fn record(digits: u64) -> CitizenRecord {
    CitizenRecord {
        number: number(digits),
        name: None,
        name_urdu: None,
        sex: None,
        birth_date: None,
        marital_status: None,
        disabled: None,
        death_date: None,
        card: None,
        father: None,
        mother: None,
        spouses: Vec::new(),
        children: Vec::new(),
    }
}

fn household(members: &[u64]) -> Household {
    let member = |(line, digits): (u8, &u64)| {
        let mut member = Member::new(PersonId(uuid::Uuid::from_u128(u128::from(line))), line);
        member.identity = Identity::Cnic(number(*digits));
        member
    };
    Household {
        number: RegistryNumber::from_ordinal(1).unwrap(),
        status: Status::Active,
        record: Record { members: (1..).zip(members).map(member).collect(), ..Record::default() },
        former_members: Vec::new(),
        discrepancies: Vec::new(),
    }
}

#[test]
fn by_birth() {
    let child = CitizenRecord { mother: Some(number(MOTHER)), ..record(SON) };
    assert_eq!(meet(&child, &household(&[FATHER, MOTHER]), &[]), Meeting::ByBirth(number(MOTHER)));
    // The mother's book has the child, the child's has no mother.
    let book = CitizenRecord { children: vec![number(SON)], ..record(MOTHER) };
    assert_eq!(meet(&record(SON), &household(&[MOTHER]), &[book]), Meeting::ByBirth(number(MOTHER)));
    // Brothers, of a father who is no member.
    let brother = CitizenRecord { father: Some(number(FATHER)), ..record(STRANGER) };
    let son = CitizenRecord { father: Some(number(FATHER)), ..record(SON) };
    assert_eq!(meet(&brother, &household(&[SON]), &[son]), Meeting::ByBirth(number(SON)));
}

#[test]
fn by_marriage() {
    let bride = CitizenRecord {
        spouses: vec![number(SON)],
        father: Some(number(9_110_100_000_077)),
        ..record(STRANGER)
    };
    assert_eq!(meet(&bride, &household(&[FATHER, SON]), &[]), Meeting::ByMarriage(number(SON)));
    let book = CitizenRecord { spouses: vec![number(STRANGER)], ..record(SON) };
    assert_eq!(meet(&record(STRANGER), &household(&[SON]), &[book]), Meeting::ByMarriage(number(SON)));
    let old = CitizenRecord { children: vec![number(FATHER)], ..record(STRANGER) };
    assert_eq!(meet(&old, &household(&[FATHER]), &[]), Meeting::ByMarriage(number(FATHER)));
}

#[test]
fn strangers_do_not_meet() {
    let stranger = CitizenRecord { father: Some(number(9_110_100_000_055)), ..record(STRANGER) };
    let other = CitizenRecord { mother: Some(number(9_110_100_000_066)), ..record(SON) };
    assert_eq!(meet(&stranger, &household(&[SON]), &[other]), Meeting::None);
}

#[test]
fn what_is_not_known_is_neither() {
    assert_eq!(meet(&record(STRANGER), &household(&[SON]), &[]), Meeting::Unknown);
    let known = CitizenRecord { father: Some(number(FATHER)), ..record(STRANGER) };
    assert_eq!(meet(&known, &household(&[]), &[]), Meeting::Unknown);
    // Being a member already is no kinship.
    assert_eq!(meet(&known, &household(&[STRANGER]), &[]), Meeting::Unknown);
}

#[test]
fn parents_unknown_on_both_sides_are_no_parents_in_common() {
    let one = CitizenRecord { spouses: vec![number(FATHER)], ..record(STRANGER) };
    assert_eq!(meet(&one, &household(&[SON]), &[record(SON)]), Meeting::None);
}
