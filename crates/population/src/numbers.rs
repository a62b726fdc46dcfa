//! Numbers of persons and telephones: invented, and none given twice.
//!
//! A citizen number is a nine, the four digits of a series, seven digits and a digit that is odd for men and even for
//! women. As in life a series belongs to the place where the number was issued.

mod holders;

pub(crate) use holders::holder;

use crate::{
    chance::Chance,
    roster::{MOST_MEMBERS, Who},
};
use registry::{
    code_lists::Sex,
    identity::{CitizenNumber, Identity},
    ids::PersonId,
};

/// Numbers in a series.
pub(crate) const SERIES: u64 = 10_000_000;
/// Persons that one household of the country can ever have: those it is drawn with, who join, who were there before.
pub(crate) const SLOTS: u64 = 48;
/// The first series of households that belong to no tehsil of the country, and how many there are.
const FREE_SERIES: (u64, u64) = (9_000, 1_000);
/// Spreads neighbours over the seven digits. It has no factor in common with ten, so no two persons meet.
const SPREAD: u64 = 3_819_661;

/// Who gives out numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Issuer<'a> {
    /// A population without a country: one series after the other, by ordinal.
    Ordinals,
    /// The offices of the country's tehsils.
    Offices(&'a Offices),
}

/// The series of every tehsil, and the households each was made for.
#[derive(Debug)]
pub(crate) struct Offices {
    /// For each tehsil its first series and how many it has.
    pub(crate) series: Vec<(u64, u64)>,
    /// For each stratum of the country its tehsil and the persons of the tehsil before its first.
    pub(crate) strata: Vec<(usize, u64)>,
}

/// Bits of an ordinal that count the households of a stratum; those above name the stratum.
pub(crate) const INDEX_BITS: u32 = 24;

/// The number of a person; `None` for somebody outside all series, who cannot be drawn.
pub(crate) fn citizen_number(issuer: Issuer, seed: u64, who: Who, sex: Sex) -> Option<CitizenNumber> {
    let (series, digits, variant) = match issuer {
        Issuer::Ordinals => of_ordinal(seed, who),
        Issuer::Offices(offices) => offices.number(seed, who)?,
    };
    let last = 2 * variant + u64::from(sex != Sex::Female);
    CitizenNumber::from_u64(((90_000 + series) * SERIES + digits) * 10 + last).ok()
}

fn of_ordinal(seed: u64, who: Who) -> (u64, u64, u64) {
    let most = MOST_MEMBERS as u64;
    let person = who.ordinal.wrapping_mul(most).wrapping_add(u64::from(who.slot.saturating_sub(1)) % most);
    let (first, count) = FREE_SERIES;
    let series = person / SERIES;
    (first + series % count, spread(seed, person % SERIES), series / count % 5)
}

impl Offices {
    /// Series, seven digits and which of the five odd or even last digits.
    ///
    /// Numbers of the tehsil itself take the first three. Somebody who came from elsewhere has a number of the tehsil
    /// there with one of the others, at the same place in its series: which tehsil that is follows from what both
    /// numbers have in common, so that two persons never meet.
    fn number(&self, seed: u64, who: Who) -> Option<(u64, u64, u64)> {
        /// How far away in the list of tehsils somebody came from: mostly near.
        const AWAY: [usize; 8] = [1, 2, 3, 4, 6, 16, 64, 256];
        let stratum = usize::try_from(who.ordinal >> INDEX_BITS).ok()?;
        let (tehsil, before) = *self.strata.get(stratum)?;
        let index = who.ordinal & ((1 << INDEX_BITS) - 1);
        let person = before + index * SLOTS + u64::from(who.slot) % SLOTS;
        let (first, count) = *self.series.get(tehsil)?;
        let (series, digits) = (person / SERIES, spread(seed, person % SERIES));
        if series >= count {
            return None;
        }
        let stirred = mix(seed ^ who.ordinal.rotate_left(20) ^ u64::from(who.slot));
        let away = AWAY.get(usize::try_from(digits % 8).ok()?).copied().unwrap_or(1);
        if stirred % 100 < 7
            && let Some((other, others)) = self.series.get(tehsil ^ away)
            && series < *others
        {
            return Some((other + series, digits, 3 + digits / 8 % 2));
        }
        Some((first + series, digits, stirred / 100 % 3))
    }
}

/// Seven digits for a place in a series, one for each.
fn spread(seed: u64, place: u64) -> u64 {
    (place * SPREAD + seed % SERIES) % SERIES
}

/// A number in which every bit of another has its part.
pub(crate) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The number with a last digit that stands for the other sex.
pub(crate) fn with_wrong_sex_digit(identity: Identity) -> Identity {
    changed(identity, |number| if number.is_multiple_of(2) { number + 1 } else { number - 1 })
}

/// An identity with its number changed; none when what comes out is no number.
pub(crate) fn changed(identity: Identity, change: impl Fn(u64) -> u64) -> Identity {
    let change = |number: CitizenNumber| CitizenNumber::from_u64(change(number.as_u64())).ok();
    match identity {
        Identity::Cnic(number) => change(number).map_or(Identity::None, Identity::Cnic),
        Identity::BForm(number) => change(number).map_or(Identity::None, Identity::BForm),
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

    fn free(ordinal: u64, slot: u8, sex: Sex) -> CitizenNumber {
        citizen_number(Issuer::Ordinals, 5, Who { ordinal, slot }, sex).unwrap()
    }

    #[test]
    fn numbers_and_ids_are_never_given_twice() {
        let near = (0..2_000).map(|ordinal| ordinal * 17_500);
        let members: Vec<(u64, u8)> =
            near.flat_map(|ordinal| (1..=20).map(move |line| (ordinal, line))).collect();
        let numbers: BTreeSet<u64> =
            members.iter().map(|(ordinal, line)| free(*ordinal, *line, Sex::Male).as_u64() / 10).collect();
        let ids: BTreeSet<PersonId> =
            members.iter().map(|(ordinal, line)| person_id(5, *ordinal, *line)).collect();
        assert_eq!((numbers.len(), ids.len()), (40_000, 40_000));
    }

    #[test]
    fn digits_tell_the_series_and_the_sex() {
        for line in 1..=20 {
            for sex in [Sex::Male, Sex::Female] {
                let number = free(34_999_999, line, sex);
                assert_eq!((number.region_digit(), number.sex()), (9, sex));
                let wrong = with_wrong_sex_digit(Identity::Cnic(number)).number().unwrap();
                assert!(wrong.sex() != sex && wrong.as_u64() / 10 == number.as_u64() / 10);
            }
        }
    }

    /// Every person of a small country, men and women alike: two strata in each of five tehsils, one of two series.
    #[test]
    fn offices_give_no_number_twice_and_migrants_have_one_of_elsewhere() {
        let series = vec![(0, 2), (2, 1), (3, 1), (4, 1), (5, 2)];
        let strata = (0..5).flat_map(|tehsil| [(tehsil, 0), (tehsil, 4_000 * SLOTS)]).collect();
        let offices = Offices { series, strata };
        let mut numbers = BTreeSet::new();
        let mut migrants = 0_u32;
        for stratum in 0..10_u64 {
            for index in (0..4_000).step_by(7) {
                for slot in [1, 2, 20, 47] {
                    let who = Who { ordinal: (stratum << INDEX_BITS) | index, slot };
                    let number = citizen_number(Issuer::Offices(&offices), 9, who, Sex::Female).unwrap();
                    assert!(numbers.insert(number), "{stratum} {index} {slot}");
                    let prefix = number.as_u64() / 100_000_000 - 90_000;
                    let (first, count) = offices.series[usize::try_from(stratum / 2).unwrap()];
                    migrants += u32::from(!(first..first + count).contains(&prefix));
                }
            }
        }
        assert!((200..2_000).contains(&migrants), "{migrants}");
    }

    #[test]
    fn ids_are_of_the_version_for_own_schemes() {
        let id = person_id(1, 2, 3).0;
        assert_eq!(id.get_version_num(), 8);
        assert_ne!(person_id(1, 2, 3), person_id(2, 2, 3));
    }
}
