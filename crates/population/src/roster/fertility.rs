//! Births in a marriage. The shares here are estimates of this project, set so that the ages come out as in the
//! census of 2023.

use super::{YEAR, marriage::Couple};
use crate::chance::{Chance, rounded};
use registry::code_lists::Region;

/// Marriages that stay without children.
const CHILDLESS: f64 = 0.05;

/// Children who are alive today, of those born.
const ALIVE: f64 = 0.94;

/// Months between births, at least.
const SHORTEST_INTERVAL: u32 = 14;

/// The ages in months of a couple's living children, eldest first.
pub(crate) fn living_children(chance: &mut Chance, couple: &Couple, region: Region) -> Vec<u32> {
    let mut ages = Vec::new();
    if chance.happens(CHILDLESS) {
        return ages;
    }
    let last = last_birth(chance).min(couple.wife_age.saturating_sub(couple.ended));
    let mut left = wanted(chance, couple.wife_age, region);
    let mut at = couple.married_at + 9 + chance.whole(0..=14);
    while at <= last && left > 0 {
        if chance.happens(ALIVE) {
            ages.push(couple.wife_age - at);
            left -= 1;
        }
        at += SHORTEST_INTERVAL + chance.whole(0..=10) + 7 * chance.streak(0.42, 6);
    }
    ages
}

/// Her age at which a woman can bear no more, in months.
fn last_birth(chance: &mut Chance) -> u32 {
    rounded((40.0 + 4.0 * chance.normal()) * f64::from(YEAR)).min(49 * YEAR)
}

/// How many living children a couple comes to have: older women more.
fn wanted(chance: &mut Chance, wife_age: u32, region: Region) -> u32 {
    let mean = match wife_age / YEAR {
        0..35 => 5.7,
        35..50 => 5.4,
        _ => 5.6,
    };
    let urban = if region == Region::Urban { 0.5 } else { 0.0 };
    rounded((mean - urban + 1.9 * chance.normal()).clamp(1.0, 11.0))
}
