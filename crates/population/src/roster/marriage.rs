//! Marriages: at what age, with whom, and how they end.

use super::{Kin, YEAR};
use crate::{
    chance::{Chance, rounded},
    tables::{along, life_course, place_of},
};
use registry::code_lists::{MaritalStatus, Relation, Sex};

/// Nobody is married younger, in months.
pub(crate) const YOUNGEST_BRIDE: u32 = 16 * YEAR;

/// A marriage seen from the wife's side. Either may live elsewhere or be dead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Couple {
    /// Places on the roster.
    pub(crate) husband: Option<usize>,
    pub(crate) wife: Option<usize>,
    /// Her age now, or what it would be, in months.
    pub(crate) wife_age: u32,
    /// Her age at marriage, in months.
    pub(crate) married_at: u32,
    /// Months since it ended; 0 while it lasts.
    pub(crate) ended: u32,
}

/// The age at which somebody marries, in months; `None` for one who never does.
pub(crate) fn marriage_age(chance: &mut Chance, sex: Sex) -> Option<u32> {
    reached(sex, chance.share())
}

/// The age at which somebody married who is known to have been by now.
pub(crate) fn past_marriage_age(chance: &mut Chance, sex: Sex, age_now: u32) -> u32 {
    let now = along(table(sex), f64::from(age_now) / f64::from(YEAR));
    let at = reached(sex, chance.share() * now);
    at.unwrap_or(age_now).clamp(YOUNGEST_BRIDE, age_now.max(YOUNGEST_BRIDE))
}

/// A wife for a man of an age who married at an age, and her age at marriage; all in months.
pub(crate) fn wife_of(chance: &mut Chance, his_age: u32, his_marriage: u32) -> (u32, u32) {
    // The later a man marries, the younger his wife is than he.
    let later = f64::from(his_marriage) / f64::from(YEAR) - 18.0;
    let gap = (1.2 + 0.36 * later + 2.8 * chance.normal()) * f64::from(YEAR);
    let elder = f64::from(his_marriage.saturating_sub(YOUNGEST_BRIDE));
    let gap = gap.clamp(-3.0 * f64::from(YEAR), elder);
    if gap < 0.0 {
        return (his_age + rounded(-gap), his_marriage + rounded(-gap));
    }
    (his_age.saturating_sub(rounded(gap)), his_marriage.saturating_sub(rounded(gap)))
}

/// How the marriage of somebody ended who came back to the parents' house.
pub(crate) fn ended_marriage(chance: &mut Chance, age: u32) -> MaritalStatus {
    let widowed = if age > 30 * YEAR { 0.5 } else { 0.25 };
    let ends =
        [(MaritalStatus::Widowed, widowed), (MaritalStatus::Divorced, 0.45), (MaritalStatus::Separated, 0.2)];
    chance.pick(&ends).unwrap_or(MaritalStatus::Divorced)
}

/// Adds a wife and links her with her husband.
/// The wedding was so many months ago.
pub(crate) fn add_wife(
    kin: &mut Vec<Kin>,
    husband: usize,
    relation: Relation,
    age: u32,
    months_ago: u32,
) -> usize {
    let wife = kin.len();
    let mut member = Kin::new(relation, Sex::Female, age, MaritalStatus::Married);
    member.spouse = Some(husband);
    member.married_months = months_ago;
    kin.push(member);
    if let Some(husband) = kin.get_mut(husband) {
        husband.married_months = husband.married_months.max(months_ago);
        husband.spouse = husband.spouse.or(Some(wife));
    }
    wife
}

/// Whether a married member's husband or wife lives elsewhere.
pub(crate) fn spouse_absent(member: &Kin) -> bool {
    member.marital == MaritalStatus::Married && member.spouse.is_none()
}

fn reached(sex: Sex, share: f64) -> Option<u32> {
    place_of(table(sex), share).map(|years| rounded(years * f64::from(YEAR)))
}

fn table(sex: Sex) -> &'static [(f64, f64)] {
    if sex == Sex::Female { life_course::WOMEN_EVER_MARRIED } else { life_course::MEN_EVER_MARRIED }
}
