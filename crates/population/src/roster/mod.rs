//! Who lives together: relation, sex, age, marital status and the links between members.

mod compose;
mod fertility;
mod marriage;

use crate::chance::Chance;
use registry::code_lists::{MaritalStatus, Region, Relation, Sex};
use std::cmp::Reverse;

pub(crate) use marriage::spouse_absent;

/// Members at most. The numbers of the citizen registry are given out in twenties.
pub(crate) const MOST_MEMBERS: usize = 20;

/// Months in a year: ages are held in months, so that brothers and sisters are born apart.
pub(crate) const YEAR: u32 = 12;

/// A member as far as kinship goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kin {
    pub(crate) relation: Relation,
    pub(crate) sex: Sex,
    /// Completed months.
    pub(crate) age_months: u32,
    pub(crate) marital: MaritalStatus,
    /// Places on the roster, from 0.
    pub(crate) spouse: Option<usize>,
    pub(crate) father: Option<usize>,
    pub(crate) mother: Option<usize>,
}

impl Kin {
    fn new(relation: Relation, sex: Sex, age_months: u32, marital: MaritalStatus) -> Self {
        Self { relation, sex, age_months, marital, spouse: None, father: None, mother: None }
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

/// The part of composed households of each size that is kept, so that the kept ones are spread over the sizes as
/// published. Households are composed from marriages and births, which comes near the published sizes but not to
/// them: these are published over composed shares, over the largest such ratio. Measured on 400,000 households; the
/// test of the size distribution fails when composition changes and these do not.
const KEPT: [f64; MOST_MEMBERS] = [0.169, 0.241, 0.527, 0.813, 1.000, 0.970, 0.813, 0.725, 0.681, 0.704, 0.770, 0.690, 0.726, 0.600, 0.626, 0.682, 0.763, 0.799, 0.764, 0.798];

/// Compositions tried before one is taken as it is. About two are needed; a hundred never are.
const MOST_TRIES: usize = 100;

/// Draws the roster of a household, in the order of the questionnaire: head, spouses, children from the eldest, then
/// the others.
pub(crate) fn draw(chance: &mut Chance, region: Region) -> Vec<Kin> {
    let mut kin = Vec::with_capacity(2 * MOST_MEMBERS);
    for _ in 0..MOST_TRIES {
        kin.clear();
        compose::household(chance, region, &mut kin);
        let kept = kin.len().checked_sub(1).and_then(|index| KEPT.get(index)).copied().unwrap_or(0.0);
        if chance.happens(kept) {
            break;
        }
    }
    in_order(&kin)
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
fn place_of(relation: Relation) -> u8 {
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
mod tune {
    use super::*;
    use crate::chance::Subject;
    #[test]
    fn tune() {
        let n = 200_000u64;
        let mut sizes = vec![0.0; 60];
        let mut ages = [[0.0f64; 2]; 16];
        let mut rel = std::collections::BTreeMap::<Relation, [f64; 2]>::new();
        let mut relage = std::collections::BTreeMap::<(Relation, u8), [f64; 16]>::new();
        let mut persons = 0.0;
        let mut marital = [[[0.0f64; 3]; 16]; 2];
        let started = std::time::Instant::now();
        let mut tries = 0.0;
        let all: Vec<Vec<Kin>> = (0..n).map(|o| {
            let mut c = Chance::new(1, o, Subject::Roster);
            let region = if c.happens(0.607) { Region::Rural } else { Region::Urban };
            draw(&mut c, region)
        }).collect();
        println!("{:?} per household", started.elapsed() / u32::try_from(n).unwrap());
        let mut weight_total = 0.0;
        for kin in &all {
            let w = 1.0;
            weight_total += w;
            tries += w;
            sizes[kin.len()] += w;
            for k in kin {
                persons += 1.0;
                let s = usize::from(k.is_woman());
                let b = ((k.age_months / 60) as usize).min(15);
                ages[b][s] += 1.0;
                rel.entry(k.relation).or_default()[s] += 1.0;
                relage.entry((k.relation, s as u8)).or_default()[b] += 1.0;
                let m = match k.marital { MaritalStatus::NeverMarried | MaritalStatus::Nikah => 0, MaritalStatus::Married => 1, _ => 2 };
                marital[s][b][m] += 1.0;
            }
        }
        let _ = tries;
        println!("mean {:.3}", persons / weight_total);
        let total: f64 = sizes.iter().sum();
        let p: Vec<f64> = sizes.iter().map(|x| x / total).collect();
        println!("sizes {:?}", p[1..24].iter().map(|x| (x * 1e4).round() / 1e4).collect::<Vec<_>>());
        let ratios: Vec<f64> = (1..=20).map(|k| crate::tables::life_course::SIZES[k - 1] / p[k]).collect();
        let most = ratios.iter().copied().fold(0.0, f64::max);
        println!("kept {:?} accept {}", ratios.iter().map(|r| (r / most * 1e4).round() / 1e4).collect::<Vec<_>>(), 1.0 / most);
        let census = [(7.80,7.37),(6.89,6.53),(6.23,5.75),(5.23,4.81),(4.29,4.22),(3.72,3.75),(3.22,3.34),(3.04,2.93),(2.69,2.52),(2.12,1.92),(1.75,1.59),(1.44,1.22),(1.13,0.95),(0.8,0.69),(0.58,0.45),(0.58,0.46)];
        for (b, (m, f)) in census.iter().enumerate() {
            println!("{:2} m {:.2} ({m}) f {:.2} ({f})   never {:.2}/{:.2} ended {:.3}/{:.3}", b * 5, ages[b][0] / persons * 100.0, ages[b][1] / persons * 100.0,
              marital[0][b][0]/ages[b][0], marital[1][b][0]/ages[b][1], marital[0][b][2]/ages[b][0], marital[1][b][2]/ages[b][1]);
        }
        for (r, [m, f]) in rel { println!("{:?} m {:.4} f {:.4}", r, m / persons, f / persons); }
        for ((r, s), a) in relage { if a.iter().sum::<f64>() > 800.0 { println!("{r:?} {s} {:?}", a.map(|x| (x / persons * 240.4 * 100.0).round() / 100.0)); } }
    }
}
