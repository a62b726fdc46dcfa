//! Who lives together: relation, sex, age, marital status and the links between members.

mod compose;
mod fertility;
mod marriage;

use crate::{chance::Chance, tables::life_course};
use jiff::civil::Date;
use registry::code_lists::{MaritalStatus, Region, Relation, Sex};
use std::cmp::Reverse;

pub(crate) use marriage::spouse_absent;

/// Members that are composed at most.
pub(crate) const MOST_MEMBERS: usize = 20;

/// Months in a year: ages are held in months, so that brothers and sisters are born apart.
pub(crate) const YEAR: u32 = 12;

/// A person of the country, the same for life: the household he or she was first drawn with, and a place in it from 1.
/// The first twenty are those composed; whoever joins later or was there before has a higher one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Who {
    pub(crate) ordinal: u64,
    pub(crate) slot: u8,
}

/// A member as far as kinship goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kin {
    pub(crate) who: Who,
    pub(crate) relation: Relation,
    pub(crate) sex: Sex,
    /// Completed months.
    pub(crate) age_months: u32,
    /// The day of birth where it is settled; else it is drawn to fit the age.
    pub(crate) born: Option<Date>,
    /// Months since the wedding, of couples who live together; 0 where it is not known.
    pub(crate) married_months: u32,
    pub(crate) marital: MaritalStatus,
    /// Places on the roster, from 0.
    pub(crate) spouse: Option<usize>,
    pub(crate) father: Option<usize>,
    pub(crate) mother: Option<usize>,
}

impl Kin {
    pub(crate) fn new(relation: Relation, sex: Sex, age_months: u32, marital: MaritalStatus) -> Self {
        Self {
            who: Who::default(),
            relation,
            sex,
            age_months,
            born: None,
            married_months: 0,
            marital,
            spouse: None,
            father: None,
            mother: None,
        }
    }

    /// Completed years.
    pub(crate) fn age_years(&self) -> u32 {
        self.age_months / YEAR
    }

    pub(crate) fn is_woman(&self) -> bool {
        self.sex == Sex::Female
    }

    pub(crate) fn ever_married(&self) -> bool {
        !matches!(self.marital, MaritalStatus::NeverMarried | MaritalStatus::Nikah)
    }
}

/// Households by number of members as they are composed, from 1. Marriages and births come near the published sizes
/// but not to them: households of a size that is composed too often are thrown back. Measured on 300,000
/// households; the test of the size distribution fails when composition changes and this does not.
const COMPOSED: [f64; MOST_MEMBERS] = [
    0.0500, 0.1246, 0.1023, 0.1084, 0.1218, 0.1271, 0.1164, 0.0894, 0.0593, 0.0356, 0.0212, 0.0133, 0.0093,
    0.0065, 0.0046, 0.0033, 0.0023, 0.0015, 0.0010, 0.0006,
];

/// The largest ratio of a published to a composed share: households of that size are all kept.
const LARGEST_RATIO: f64 = 1.39;

/// Compositions tried before one is taken as it is. Three in two are needed on average; a hundred never are.
const MOST_TRIES: usize = 100;

/// Draws the roster of a household, in the order of the questionnaire: head, spouses, children from the eldest, then
/// the others.
pub(crate) fn draw(chance: &mut Chance, region: Region, ordinal: u64) -> Vec<Kin> {
    let mut kin = Vec::with_capacity(2 * MOST_MEMBERS);
    for _ in 0..MOST_TRIES {
        kin.clear();
        compose::household(chance, region, &mut kin);
        if chance.happens(kept(kin.len())) {
            break;
        }
    }
    let mut kin = in_order(&kin);
    for (member, slot) in kin.iter_mut().zip(1..) {
        member.who = Who { ordinal, slot };
    }
    kin
}

/// The share of composed households of a size that is kept; none of more members than there can be.
fn kept(members: usize) -> f64 {
    let shares = life_course::SIZES.iter().zip(COMPOSED);
    let ratio =
        shares.skip(members.saturating_sub(1)).map(|(published, composed)| published / composed).next();
    ratio.unwrap_or(0.0) / LARGEST_RATIO
}

/// The roster in the order of the questionnaire, cut to the most members there can be.
fn in_order(kin: &[Kin]) -> Vec<Kin> {
    let mut order: Vec<usize> = (0..kin.len()).collect();
    order.sort_by_key(|index| {
        kin.get(*index).map(|member| (place_of(member.relation), Reverse(member.age_months)))
    });
    order.truncate(MOST_MEMBERS);
    let moved = |old: Option<usize>| old.and_then(|old| order.iter().position(|index| *index == old));
    let members = order.iter().filter_map(|index| kin.get(*index)).map(|member| Kin {
        spouse: moved(member.spouse),
        father: moved(member.father),
        mother: moved(member.mother),
        ..*member
    });
    members.collect()
}

/// Where the questionnaire lists a relation.
pub(crate) fn place_of(relation: Relation) -> u8 {
    match relation {
        Relation::Head => 0,
        Relation::Spouse => 1,
        Relation::Child | Relation::AdoptedChild => 2,
        Relation::ChildInLaw => 3,
        Relation::Grandchild => 4,
        Relation::Parent | Relation::ParentInLaw | Relation::Grandparent => 5,
        Relation::Sibling => 6,
        Relation::SiblingInLaw => 7,
        Relation::NephewOrNiece => 8,
        Relation::UncleOrAunt | Relation::OtherRelative => 9,
        Relation::Servant | Relation::NotRelated => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Subject;

    /// When this fails because composition was changed on purpose, the shares it prints are the new `COMPOSED`; with
    /// more households they are more exact.
    #[test]
    fn composed_sizes_are_those_that_were_measured() {
        const HOUSEHOLDS: u32 = 20_000;
        let mut counts = [0.0; MOST_MEMBERS];
        let mut kin = Vec::new();
        for ordinal in 0..HOUSEHOLDS {
            let mut chance = Chance::new(3, u64::from(ordinal), Subject::Roster);
            let region = if chance.happens(0.607) { Region::Rural } else { Region::Urban };
            kin.clear();
            compose::household(&mut chance, region, &mut kin);
            if let Some(count) = counts.get_mut(kin.len() - 1) {
                *count += 1.0;
            }
        }
        let measured = counts.map(|count: f64| (count / f64::from(HOUSEHOLDS) * 1e4).round() / 1e4);
        let near =
            measured.iter().zip(COMPOSED).all(|(measured, composed)| (measured - composed).abs() < 0.008);
        assert!(near, "{measured:?}");
    }

    #[test]
    fn the_roster_is_put_in_order_and_its_links_follow() {
        let member = |relation, sex, age_months, father| Kin {
            father,
            ..Kin::new(relation, sex, age_months, MaritalStatus::NeverMarried)
        };
        let composed = [
            member(Relation::Parent, Sex::Male, 800, None),
            member(Relation::Child, Sex::Female, 100, Some(3)),
            member(Relation::Child, Sex::Male, 200, Some(3)),
            member(Relation::Head, Sex::Male, 500, Some(0)),
        ];
        let ordered = in_order(&composed);
        let seen: Vec<_> = ordered.iter().map(|kin| (kin.relation, kin.age_months, kin.father)).collect();
        assert_eq!(
            seen,
            [
                (Relation::Head, 500, Some(3)),
                (Relation::Child, 200, Some(0)),
                (Relation::Child, 100, Some(0)),
                (Relation::Parent, 800, None),
            ]
        );
    }
}
