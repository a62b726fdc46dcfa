//! The registry number: ten digits read out at a desk, the last of which catches a slip of the tongue.

use crate::identity::western_digits;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A household's number for ever: nine digits and a check digit, written `482-913-7065`.
///
/// The check digit (Damm 2004, totally anti-symmetric quasigroup) catches every single wrong digit and every
/// swap of neighbours. The first digit is never zero, so none is lost in a spreadsheet.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegistryNumber(u64);

/// Why a text is no registry number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegistryNumberError {
    /// Not ten digits.
    #[error("a registry number has ten digits")]
    Length,
    /// The check digit does not fit: a digit was misread or two were swapped.
    #[error("the check digit does not fit: a digit was misread or two were swapped")]
    CheckDigit,
}

impl RegistryNumber {
    /// How many households can be numbered.
    pub const CAPACITY: u64 = 900_000_000;

    /// The number of the `ordinal`-th household ever registered (from 0), or `None` past [`Self::CAPACITY`].
    ///
    /// Neighbouring ordinals give numbers far apart: a misread number that survives the check digit is then
    /// most likely nobody's, and numbers do not tell how many households there are.
    pub fn from_ordinal(ordinal: u64) -> Option<Self> {
        if ordinal >= Self::CAPACITY {
            return None;
        }
        let mut scattered = scatter(ordinal);
        while scattered >= Self::CAPACITY {
            scattered = scatter(scattered);
        }
        let body = scattered + 100_000_000;
        Some(Self(body * 10 + check_digit(body)))
    }

    /// The ten digits as a number, for stores.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// From the ten digits as a number.
    pub fn from_u64(number: u64) -> Result<Self, RegistryNumberError> {
        if !(1_000_000_000..=9_999_999_999).contains(&number) {
            return Err(RegistryNumberError::Length);
        }
        if check_digit(number / 10) != number % 10 {
            return Err(RegistryNumberError::CheckDigit);
        }
        Ok(Self(number))
    }
}

impl FromStr for RegistryNumber {
    type Err = RegistryNumberError;

    /// Reads ten digits, Western or Urdu, with any dashes and spaces between.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = western_digits(text).ok_or(RegistryNumberError::Length)?;
        if digits.len() != 10 {
            return Err(RegistryNumberError::Length);
        }
        Self::from_u64(digits.parse().map_err(|_| RegistryNumberError::Length)?)
    }
}

impl fmt::Display for RegistryNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:03}-{:03}-{:04}", self.0 / 10_000_000, self.0 / 10_000 % 1000, self.0 % 10_000)
    }
}

impl fmt::Debug for RegistryNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Which household a log line is about is personal data: its holder can be looked up.
        out.write_str("RegistryNumber([personal])")
    }
}

/// A permutation of the numbers below 2^30: four Feistel rounds over two halves of 15 bits.
fn scatter(number: u64) -> u64 {
    const HALF: u64 = (1 << 15) - 1;
    const ROUND_KEYS: [u64; 4] = [0x2c1b, 0x5a37, 0x11d9, 0x7e45];
    let (mut left, mut right) = (number >> 15 & HALF, number & HALF);
    for key in ROUND_KEYS {
        let mixed = (right ^ key).wrapping_mul(0x9e37_79b1) >> 9 & HALF;
        (left, right) = (right, left ^ mixed);
    }
    left << 15 | right
}

/// Damm's check digit of a nine-digit body.
fn check_digit(body: u64) -> u64 {
    const QUASIGROUP: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    let mut place = 100_000_000;
    let mut interim = 0_u8;
    while place > 0 {
        let digit = usize::try_from(body / place % 10).unwrap_or(0);
        interim = QUASIGROUP.get(usize::from(interim)).and_then(|row| row.get(digit)).copied().unwrap_or(0);
        place /= 10;
    }
    u64::from(interim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_number_reads_back(ordinal in 0..RegistryNumber::CAPACITY) {
            let number = RegistryNumber::from_ordinal(ordinal).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn a_wrong_digit_is_caught(ordinal in 0..RegistryNumber::CAPACITY, place in 0..10_u32, other in 1..10_u64) {
            let number = RegistryNumber::from_ordinal(ordinal).unwrap().as_u64();
            let unit = 10_u64.pow(place);
            let digit = number / unit % 10;
            let wrong = number - digit * unit + (digit + other) % 10 * unit;
            prop_assert!(RegistryNumber::from_u64(wrong).is_err());
        }

        #[test]
        fn a_swap_of_neighbours_is_caught(ordinal in 0..RegistryNumber::CAPACITY, place in 0..9_usize) {
            let mut digits: Vec<u8> = RegistryNumber::from_ordinal(ordinal).unwrap().as_u64().to_string().into();
            prop_assume!(digits[place] != digits[place + 1]);
            digits.swap(place, place + 1);
            let swapped = String::from_utf8(digits).unwrap();
            prop_assert!(swapped.parse::<RegistryNumber>().is_err());
        }
    }

    #[test]
    fn no_two_ordinals_share_a_number() {
        let numbers: std::collections::BTreeSet<_> =
            (0..200_000).map(|ordinal| RegistryNumber::from_ordinal(ordinal).unwrap()).collect();
        assert_eq!(numbers.len(), 200_000);
    }

    #[test]
    fn urdu_digits_and_dashes_are_read() {
        let number = RegistryNumber::from_ordinal(7).unwrap();
        let urdu: String = number
            .to_string()
            .chars()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x6f0 + d)).unwrap_or('\u{2013}'))
            .collect();
        assert_eq!(urdu.parse(), Ok(number));
    }

    #[test]
    fn capacity_ends_with_nothing() {
        assert_eq!(RegistryNumber::from_ordinal(RegistryNumber::CAPACITY), None);
    }
}
