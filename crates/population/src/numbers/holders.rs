//! From a number back to the person it was given to: numbers are given by rule, so none has to be kept.

use super::{FREE_SERIES, INDEX_BITS, Issuer, MOST_MEMBERS, Offices, SERIES, SLOTS, citizen_number};
use crate::roster::Who;
use registry::identity::CitizenNumber;

/// What takes the spread of neighbours back: their product leaves one when divided by [`SERIES`].
const GATHER: u64 = 3_759_941;
/// How far away in the list of tehsils a number was issued, as far as is looked: those of people who came from elsewhere.
const AWAY: [usize; 8] = [1, 2, 3, 4, 6, 16, 64, 256];

/// Who has a number, if anybody ever does; whether he or she was drawn is another question.
pub(crate) fn holder(issuer: Issuer, seed: u64, number: CitizenNumber) -> Option<Who> {
    let parts = Parts::of(seed, number)?;
    match issuer {
        Issuer::Ordinals => of_ordinals(&parts),
        Issuer::Offices(offices) => candidates(offices, &parts).find(|who| {
            citizen_number(issuer, seed, *who, number.sex()).is_some_and(|given| given == number)
        }),
    }
}

/// What a number is made of.
struct Parts {
    series: u64,
    digits: u64,
    /// The place in the series.
    place: u64,
    variant: u64,
}

impl Parts {
    fn of(seed: u64, number: CitizenNumber) -> Option<Self> {
        let (upper, last) = (number.as_u64() / 10, number.as_u64() % 10);
        let series = (upper / SERIES).checked_sub(90_000)?;
        let digits = upper % SERIES;
        let place = (digits + SERIES - seed % SERIES) % SERIES * GATHER % SERIES;
        Some(Self { series, digits, place, variant: last / 2 })
    }
}

fn of_ordinals(parts: &Parts) -> Option<Who> {
    let (first, count) = FREE_SERIES;
    let series = parts.variant * count + parts.series.checked_sub(first)?;
    let person = series * SERIES + parts.place;
    let most = MOST_MEMBERS as u64;
    Some(Who { ordinal: person / most, slot: u8::try_from(person % most + 1).ok()? })
}

/// Who may have the number: somebody of the tehsil of its series, or of one from which people come to have numbers there.
fn candidates<'a>(offices: &'a Offices, parts: &Parts) -> impl Iterator<Item = Who> + 'a {
    let (place, digits, series) = (parts.place, parts.digits, parts.series);
    let of = offices.series.partition_point(|(first, _)| *first <= series).checked_sub(1);
    let issued = of.and_then(|of| Some((of, series - offices.series.get(of)?.0)));
    let away = AWAY.get(usize::try_from(digits % 8).unwrap_or(0)).copied().unwrap_or(1);
    issued.into_iter().flat_map(move |(tehsil, within)| {
        [tehsil, tehsil ^ away]
            .into_iter()
            .filter_map(move |tehsil| in_tehsil(offices, tehsil, within * SERIES + place))
    })
}

/// The person of a tehsil at a place among all of its persons.
fn in_tehsil(offices: &Offices, tehsil: usize, person: u64) -> Option<Who> {
    // Strata stand in the order of their tehsils.
    let strata = offices.strata.iter().enumerate();
    let first = offices.strata.partition_point(|(of, _)| *of < tehsil);
    let of_tehsil = strata.skip(first).take_while(|(_, (of, _))| *of == tehsil);
    let (stratum, before) = of_tehsil
        .filter(|(_, (_, before))| *before <= person)
        .map(|(stratum, (_, before))| (stratum as u64, *before))
        .last()?;
    let (index, slot) = ((person - before) / SLOTS, (person - before) % SLOTS);
    let ordinal = (stratum << INDEX_BITS) | index;
    (index < 1 << INDEX_BITS && slot > 0).then_some(Who { ordinal, slot: u8::try_from(slot).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::code_lists::Sex;

    /// The number of the person as of either sex.
    fn numbers_of(issuer: Issuer, seed: u64, who: Who) -> impl Iterator<Item = CitizenNumber> {
        [Sex::Male, Sex::Female].into_iter().filter_map(move |sex| citizen_number(issuer, seed, who, sex))
    }

    #[test]
    fn every_number_leads_back_to_its_holder() {
        let series = vec![(0, 2), (2, 1), (3, 1), (4, 1), (5, 2)];
        let strata = (0..5).flat_map(|tehsil| [(tehsil, 0), (tehsil, 4_000 * SLOTS)]).collect();
        let offices = Offices { series, strata };
        for seed in [0, 9, 20_261_122] {
            for index in (0..4_000).step_by(13) {
                for (stratum, slot) in [(0_u64, 1), (3, 20), (6, 47), (9, 5)] {
                    let who = Who { ordinal: (stratum << INDEX_BITS) | index, slot };
                    for number in numbers_of(Issuer::Offices(&offices), seed, who) {
                        assert_eq!(holder(Issuer::Offices(&offices), seed, number), Some(who));
                    }
                }
                let who = Who { ordinal: index * 499_979, slot: 7 };
                for number in numbers_of(Issuer::Ordinals, seed, who) {
                    assert_eq!(holder(Issuer::Ordinals, seed, number), Some(who));
                }
            }
        }
    }

    #[test]
    fn numbers_that_were_not_given_have_no_holder() {
        let offices = Offices { series: vec![(0, 1)], strata: vec![(0, 0), (0, 4_000 * SLOTS)] };
        for number in [3_520_212_345_671, 8_999_999_999_999, 9_999_999_999_999] {
            let number = CitizenNumber::from_u64(number).unwrap();
            assert_eq!(holder(Issuer::Offices(&offices), 5, number), None);
        }
    }
}
