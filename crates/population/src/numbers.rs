//! Numbers of persons and telephones: invented, and none given twice.

use crate::{chance::Chance, roster::MOST_MEMBERS};
use registry::{
    code_lists::Sex,
    identity::{CitizenNumber, Identity},
    ids::PersonId,
};

/// Numbers with eleven digits.
const ELEVEN_DIGITS: u128 = 100_000_000_000;

/// Spreads neighbouring members over all numbers. It has no factor in common with ten, so no two members meet.
const SPREAD: u128 = 38_196_601_127;

/// The number of a member: a nine, eleven digits that are a one-to-one image of household and row, and a digit odd for
/// men and even for women.
pub(crate) fn citizen_number(seed: u64, ordinal: u64, line: u8, sex: Sex) -> Option<CitizenNumber> {
    let row = u128::from(line.saturating_sub(1)) % (MOST_MEMBERS as u128);
    let member = u128::from(ordinal) * (MOST_MEMBERS as u128) + row;
    let digits = (member * SPREAD + u128::from(seed)) % ELEVEN_DIGITS;
    // Which of the five odd or even digits has no meaning.
    let parity = u128::from(sex != Sex::Female);
    let last = 2 * (digits / 7 % 5) + parity;
    let number = 9 * 10 * ELEVEN_DIGITS + digits * 10 + last;
    CitizenNumber::from_u64(u64::try_from(number).ok()?).ok()
}

/// The number with a last digit that stands for the other sex.
pub(crate) fn with_wrong_sex_digit(identity: Identity) -> Identity {
    let flipped = |number: CitizenNumber| {
        let number = number.as_u64();
        CitizenNumber::from_u64(if number.is_multiple_of(2) { number + 1 } else { number - 1 }).ok()
    };
    match identity {
        Identity::Cnic(number) => flipped(number).map_or(Identity::None, Identity::Cnic),
        Identity::BForm(number) => flipped(number).map_or(Identity::None, Identity::BForm),
        Identity::None => Identity::None,
    }
}

/// The id of a member: a version 8 UUID of ordinal, row and seed, which sorts by household.
pub(crate) fn person_id(seed: u64, ordinal: u64, line: u8) -> PersonId {
    // The upper half is the ordinal in 48 bits, four bits of version, and the row. Two bits of the seed give way to
    // the variant, so the seed is stirred to keep near ones apart.
    let upper = (ordinal << 16) | u64::from(line);
    let lower = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let bytes = ((u128::from(upper) << 64) | u128::from(lower)).to_be_bytes();
    PersonId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// A telephone number that no operator has given out.
pub(crate) fn telephone(chance: &mut Chance) -> String {
    format!("0399{:07}", chance.whole(0..=9_999_999))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_and_ids_are_never_given_twice() {
        let near = (0..2_000).map(|ordinal| ordinal * 17_500);
        let members: Vec<(u64, u8)> =
            near.flat_map(|ordinal| (1..=20).map(move |line| (ordinal, line))).collect();
        let numbers: BTreeSet<u64> = members
            .iter()
            .map(|(ordinal, line)| citizen_number(5, *ordinal, *line, Sex::Male).unwrap().as_u64() / 10)
            .collect();
        let ids: BTreeSet<PersonId> =
            members.iter().map(|(ordinal, line)| person_id(5, *ordinal, *line)).collect();
        assert_eq!((numbers.len(), ids.len()), (40_000, 40_000));
    }

    #[test]
    fn digits_tell_the_series_and_the_sex() {
        for line in 1..=20 {
            for sex in [Sex::Male, Sex::Female] {
                let number = citizen_number(u64::MAX, 34_999_999, line, sex).unwrap();
                assert_eq!((number.region_digit(), number.sex()), (9, sex));
                let wrong = with_wrong_sex_digit(Identity::Cnic(number)).number().unwrap();
                assert!(wrong.sex() != sex && wrong.as_u64() / 10 == number.as_u64() / 10);
            }
        }
    }

    #[test]
    fn ids_are_of_the_version_for_own_schemes() {
        let id = person_id(1, 2, 3).0;
        assert_eq!(id.get_version_num(), 8);
        assert_ne!(person_id(1, 2, 3), person_id(2, 2, 3));
    }
}
