//! Numbers of the citizen registry: CNIC and B-form, typed and checked as far as their digits allow.

use crate::{code_lists::Sex, finding::FindingCode};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Thirteen digits `PPPPP-NNNNNNN-G` issued for life by NADRA: the same number stands first on the B-form and
/// later on the CNIC. There is no published check digit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CitizenNumber(u64);

/// Why a text is no citizen number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CitizenNumberError {
    /// Something other than digits, dashes and spaces.
    #[error("a CNIC or B-form number has digits only")]
    NotDigits,
    /// Not thirteen digits.
    #[error("a CNIC or B-form number has thirteen digits")]
    Length,
}

impl From<CitizenNumberError> for FindingCode {
    fn from(error: CitizenNumberError) -> Self {
        match error {
            CitizenNumberError::NotDigits => Self::IdentityNotDigits,
            CitizenNumberError::Length => Self::IdentityLength,
        }
    }
}

impl CitizenNumber {
    /// The digits as a number, for stores.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// From the digits as a number of at most thirteen digits.
    pub fn from_u64(number: u64) -> Result<Self, CitizenNumberError> {
        if number > 9_999_999_999_999 {
            return Err(CitizenNumberError::Length);
        }
        Ok(Self(number))
    }

    /// The sex that the last digit stands for: odd male, even female. Other genders exist on cards, so a
    /// difference is a finding and never a refusal.
    pub fn sex(self) -> Sex {
        if self.0 % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The first digit: 1 Khyber Pakhtunkhwa, 2 former FATA, 3 Punjab, 4 Sindh, 5 Balochistan, 6 Islamabad,
    /// 7 Gilgit-Baltistan, 8 Azad Jammu and Kashmir. 0 and 9 are not issued.
    pub fn region_digit(self) -> u8 {
        u8::try_from(self.0 / 1_000_000_000_000).unwrap_or(0)
    }

    /// What the digits themselves show to be doubtful about a person said to be of this sex.
    pub fn doubts(self, sex: Option<Sex>, series: NumberSeries) -> impl Iterator<Item = FindingCode> {
        let wrong_sex = matches!(sex, Some(Sex::Male | Sex::Female)) && sex != Some(self.sex());
        let wrong_region = match self.region_digit() {
            1..=8 => false,
            9 => series == NumberSeries::Issued,
            _ => true,
        };
        [(wrong_sex, FindingCode::IdentitySexDigit), (wrong_region, FindingCode::IdentityRegionDigit)]
            .into_iter()
            .filter_map(|(doubtful, code)| doubtful.then_some(code))
    }
}

impl FromStr for CitizenNumber {
    type Err = CitizenNumberError;

    /// Reads thirteen digits, Western or Urdu, with any dashes and spaces between.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = western_digits(text).ok_or(CitizenNumberError::NotDigits)?;
        if digits.len() != 13 {
            return Err(CitizenNumberError::Length);
        }
        digits.parse().map(Self).map_err(|_| CitizenNumberError::Length)
    }
}

impl fmt::Display for CitizenNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:05}-{:07}-{}", self.0 / 100_000_000, self.0 / 10 % 10_000_000, self.0 % 10)
    }
}

impl fmt::Debug for CitizenNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CitizenNumber([personal])")
    }
}

/// Which series of numbers a registry takes without a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberSeries {
    /// Only what NADRA issues: a working registry.
    #[default]
    Issued,
    /// Also the series that starts with 9, which NADRA has not issued: demonstrations and tests.
    Invented,
}

/// What a person was identified by at the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(tag = "kind", content = "number", rename_all = "snake_case")]
pub enum Identity {
    /// The computerised national identity card of an adult.
    Cnic(CitizenNumber),
    /// The number on a child's registration certificate.
    BForm(CitizenNumber),
    /// No number given.
    #[default]
    None,
}

impl Identity {
    /// The number, whichever paper it stands on.
    pub fn number(self) -> Option<CitizenNumber> {
        match self {
            Self::Cnic(number) | Self::BForm(number) => Some(number),
            Self::None => None,
        }
    }
}

/// Digits of a text in Western form without dashes and spaces; `None` when anything else stands in it.
/// Reads the digits of English, Arabic (U+0660) and Urdu (U+06F0), and every Unicode dash.
pub fn western_digits(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => digits.push(character),
            '\u{660}'..='\u{669}' => digits.push(western(character, 0x660)?),
            '\u{6f0}'..='\u{6f9}' => digits.push(western(character, 0x6f0)?),
            other if is_dash(other) || is_direction_mark(other) || other.is_whitespace() => {}
            _ => return None,
        }
    }
    Some(digits)
}

fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Marks of direction are invisible and come along when a number is pasted from an Urdu text.
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn western(character: char, zero: u32) -> Option<char> {
    char::from_digit(u32::from(character).checked_sub(zero)?, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let plain: CitizenNumber = "9120212345671".parse().unwrap();
        for written in [
            "91202-1234567-1",
            "91202 1234567 1",
            "۹۱۲۰۲-۱۲۳۴۵۶۷-۱",
            "٩١٢٠٢–١٢٣٤٥٦٧–١",
            "\u{200f}91202‑1234567‑1",
        ] {
            assert_eq!(written.parse(), Ok(plain), "{written}");
        }
        assert_eq!(plain.to_string(), "91202-1234567-1");
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        assert_eq!("91202-123456-1".parse::<CitizenNumber>(), Err(CitizenNumberError::Length));
        assert_eq!("91202-12345678-1".parse::<CitizenNumber>(), Err(CitizenNumberError::Length));
        assert_eq!("91202-12E4567-1".parse::<CitizenNumber>(), Err(CitizenNumberError::NotDigits));
        assert_eq!("".parse::<CitizenNumber>(), Err(CitizenNumberError::Length));
    }

    #[test]
    fn digits_that_do_not_fit_are_doubts() {
        let doubts = |number: &str, sex, series| {
            number.parse::<CitizenNumber>().unwrap().doubts(sex, series).collect::<Vec<_>>()
        };
        assert_eq!(doubts("3120212345671", Some(Sex::Male), NumberSeries::Issued), []);
        assert_eq!(doubts("3120212345671", Some(Sex::Transgender), NumberSeries::Issued), []);
        assert_eq!(doubts("3120212345671", None, NumberSeries::Issued), []);
        assert_eq!(
            doubts("3120212345671", Some(Sex::Female), NumberSeries::Issued),
            [FindingCode::IdentitySexDigit]
        );
        assert_eq!(doubts("9120212345672", None, NumberSeries::Issued), [FindingCode::IdentityRegionDigit]);
        assert_eq!(doubts("9120212345672", None, NumberSeries::Invented), []);
        assert_eq!(doubts("0120212345672", None, NumberSeries::Invented), [FindingCode::IdentityRegionDigit]);
    }

    #[test]
    fn a_number_is_never_printed_by_debug() {
        let number: CitizenNumber = "9120212345671".parse().unwrap();
        assert!(!format!("{:?}", Identity::Cnic(number)).contains("1234567"));
    }
}
