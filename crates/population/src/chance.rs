//! Chance: every draw of the crate. Each subject of each household has a stream of its own, so that households do
//! not depend on each other and a new question in one section leaves all other sections as they were.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::RangeInclusive;

/// What a stream is drawn for. The numbers are part of the stream: changing one changes every household.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject {
    Wealth = 0,
    Roster = 1,
    Interview = 2,
    Names = 3,
    Persons = 4,
    Dwelling = 5,
    Possessions = 6,
    Education = 7,
    Work = 8,
    Wellbeing = 9,
    Support = 10,
    Births = 11,
    Trouble = 12,
    Location = 13,
    Life = 14,
    Past = 15,
    Slips = 16,
    Household = 17,
}

/// Streams set aside for each household, so that subjects can be added.
const STREAMS_PER_HOUSEHOLD: u64 = 32;

/// Draws set aside for each member within a subject.
const WORDS_PER_MEMBER: u128 = 256;

/// A source of draws that is the same for the same seed, household and subject on every machine.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of one subject of one household.
    pub(crate) fn new(seed: u64, ordinal: u64, subject: Subject) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(ordinal.wrapping_mul(STREAMS_PER_HOUSEHOLD).wrapping_add(subject as u64));
        Self(generator)
    }

    /// Goes to the stretch of the stream that is set aside for one member.
    pub(crate) fn skip_to(&mut self, line: u8) {
        self.0.set_word_pos(u128::from(line) * WORDS_PER_MEMBER);
    }

    /// Goes to one of eight parts of the stretch of a member.
    pub(crate) fn skip_to_part(&mut self, line: u8, part: u8) {
        let part = u128::from(part) * (WORDS_PER_MEMBER / 8);
        self.0.set_word_pos(u128::from(line) * WORDS_PER_MEMBER + part);
    }

    /// A number from 0 up to 1, each as likely.
    pub(crate) fn share(&mut self) -> f64 {
        // 32 bits are finer than any published share, and cost half of 53.
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with this probability.
    pub(crate) fn happens(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// A whole number of the range, each as likely.
    pub(crate) fn whole(&mut self, range: RangeInclusive<u32>) -> u32 {
        let span = u64::from(range.end().saturating_sub(*range.start())) + 1;
        let above = (u64::from(self.0.next_u32()) * span) >> 32;
        range.start() + u32::try_from(above).unwrap_or(0)
    }

    /// One of the choices by weight; weights need not add up to one. `None` only when there are no choices.
    pub(crate) fn pick<T: Copy>(&mut self, choices: &[(T, f64)]) -> Option<T> {
        let total: f64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.share() * total;
        for (choice, weight) in choices {
            left -= weight;
            if left < 0.0 {
                return Some(*choice);
            }
        }
        choices.last().map(|(choice, _)| *choice)
    }

    /// One of the choices, each as likely; `None` only when there are none.
    pub(crate) fn any<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let last = u32::try_from(choices.len()).ok()?.checked_sub(1)?;
        choices.get(usize::try_from(self.whole(0..=last)).ok()?).copied()
    }

    /// Roughly normal with mean 0 and deviation 1, within -6 and 6: twelve uniform draws, because logarithm and cosine
    /// are not the same to the last bit on every machine, and addition is.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..6).map(|_| self.pair()).sum::<f64>() - 6.0
    }

    /// How often an event of this probability happens in a row: 0 when it does not happen at all.
    pub(crate) fn streak(&mut self, probability: f64, limit: u32) -> u32 {
        let mut times = 0;
        while times < limit && self.happens(probability) {
            times += 1;
        }
        times
    }

    /// The sum of two uniform draws, from the two halves of one number.
    fn pair(&mut self) -> f64 {
        let number = self.0.next_u32();
        f64::from((number >> 16) + (number & 0xffff) + 1) / 65_536.0
    }
}

/// The nearest whole number, 0 for anything below.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
pub(crate) fn rounded(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// The nearest whole number that fits into eight bits.
pub(crate) fn small(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |ordinal, subject| {
            let mut chance = Chance::new(1, ordinal, subject);
            [chance.whole(0..=1_000_000), chance.whole(0..=1_000_000)]
        };
        assert_eq!(draw(7, Subject::Roster), draw(7, Subject::Roster));
        assert_ne!(draw(7, Subject::Roster), draw(8, Subject::Roster));
        assert_ne!(draw(7, Subject::Roster), draw(7, Subject::Names));
    }

    #[test]
    fn draws_follow_their_distributions() {
        let mut chance = Chance::new(1, 0, Subject::Wealth);
        let normals: Vec<f64> = (0..20_000).map(|_| chance.normal()).collect();
        let mean = normals.iter().sum::<f64>() / 20_000.0;
        let variance = normals.iter().map(|x| x * x).sum::<f64>() / 20_000.0 - mean * mean;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        let threes = (0..20_000).filter(|_| chance.whole(1..=6) == 3).count();
        assert!((3_100..3_600).contains(&threes), "{threes}");
        let heavy = (0..20_000).filter(|_| chance.pick(&[('a', 3.0), ('b', 1.0)]) == Some('a')).count();
        assert!((14_700..15_300).contains(&heavy), "{heavy}");
    }
}
