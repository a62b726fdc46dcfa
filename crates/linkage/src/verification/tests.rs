use super::*;
use registry::{
    code_lists::{Difficulty, Sex},
    ids::PersonId,
    personal::Personal,
};
use std::str::FromStr;

fn number() -> CitizenNumber {
    CitizenNumber::from_str("9110100000012").unwrap()
}

fn member() -> Member {
    let mut member = Member::new(PersonId(uuid::Uuid::from_u128(1)), 1);
    member.name = Personal::new("Fatima Bibi");
    member.person.sex = Some(Sex::Female);
    member.person.marital_status = Some(MaritalStatus::Nikah);
    member.disability.seeing = Some(Difficulty::Cannot);
    member
}

fn held() -> CitizenRecord {
    CitizenRecord {
        number: number(),
        name: None,
        name_urdu: Personal::new("فاطمہ بی بی"),
        sex: Some(Sex::Female),
        birth_date: None,
        marital_status: Some(MaritalStatus::Married),
        disabled: Some(true),
        death_date: None,
        card: Some(CardState::Valid),
        father: None,
        mother: None,
        spouses: Vec::new(),
        children: Vec::new(),
    }
}

fn verified(member: &Member, held: Option<CitizenRecord>) -> Verification {
    verify(member, number(), held, "nadra", Timestamp::UNIX_EPOCH, Timestamp::MAX)
}

#[test]
fn everything_agrees() {
    let verification = verified(&member(), Some(held()));
    assert!(verification.fields.iter().all(|(_, verdict)| *verdict == Verdict::Match));
    assert_eq!(verification.fields.len(), 6);
    assert_eq!(verification.name, Some(NameAgreement::Spelling));
}

#[test]
fn each_field_by_itself() {
    type Change = fn(&mut CitizenRecord);
    let changes: [(Field, Change); 6] = [
        (Field::Name, |held| held.name_urdu = Personal::new("عائشہ")),
        (Field::Gender, |held| held.sex = Some(Sex::Male)),
        (Field::MaritalStatus, |held| held.marital_status = Some(MaritalStatus::Widowed)),
        (Field::Disability, |held| held.disabled = Some(false)),
        (Field::Alive, |held| held.death_date = Some(jiff::civil::date(2026, 3, 1))),
        (Field::Alive, |held| held.card = Some(CardState::Deceased)),
    ];
    for (field, change) in changes {
        let mut held = held();
        change(&mut held);
        let verification = verified(&member(), Some(held));
        assert_eq!(verification.mismatches().collect::<Vec<_>>(), [field]);
    }
}

#[test]
fn a_part_of_a_name_agrees_and_its_level_is_kept() {
    let held = CitizenRecord { name_urdu: Personal::new("فاطمہ"), ..held() };
    let verification = verified(&member(), Some(held));
    assert_eq!(verification.verdict(Field::Name), Verdict::Match);
    assert_eq!(verification.name, Some(NameAgreement::Partial));
}

#[test]
fn what_one_side_lacks_is_not_held() {
    let verification = verified(&member(), None);
    assert!(verification.fields.iter().all(|(_, verdict)| *verdict == Verdict::NotHeld));
    let mut silent = member();
    silent.person.marital_status = None;
    silent.disability.seeing = None;
    let verification = verified(&silent, Some(CitizenRecord { sex: None, ..held() }));
    for field in [Field::Gender, Field::MaritalStatus, Field::Disability] {
        assert_eq!(verification.verdict(field), Verdict::NotHeld);
    }
    assert_eq!(verification.mismatches().count(), 0);
}
