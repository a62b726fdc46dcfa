//! The sections of the record, one file for each group of questions. An answer is given exactly where the household
//! questionnaire asks for it.

pub(crate) mod births;
pub(crate) mod dwelling;
pub(crate) mod education;
pub(crate) mod interview;
pub(crate) mod possessions;
pub(crate) mod support;
pub(crate) mod wellbeing;
pub(crate) mod work;

use crate::{chance::Chance, home::Home, tables::possessions::Owners};

/// Whether a household owns something of which the shares of owners are known.
pub(crate) fn owns(chance: &mut Chance, home: &Home, owners: &Owners) -> bool {
    chance.happens(home.quintile().of(owners.of(home.region())))
}

/// An amount around a usual one: a third less to a half more is common, a quarter or three times is rare. Rounded.
pub(crate) fn around(chance: &mut Chance, usual: f64, step: u32) -> u32 {
    let factor = (1.0 + 0.4 * chance.normal()).clamp(0.25, 3.0);
    let steps = usual * factor / f64::from(step);
    crate::chance::rounded(steps).saturating_mul(step)
}
