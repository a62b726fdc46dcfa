//! Composes a household from its head: marriage, births, sons who stay and daughters who marry away, parents,
//! brothers and their families, others.

use super::{
    Kin, YEAR,
    fertility::living_children,
    marriage::{Couple, YOUNGEST_BRIDE, add_wife, ended_marriage, marriage_age, past_marriage_age, wife_of},
};
use crate::{
    chance::{Chance, rounded},
    tables::{along, life_course},
};
use registry::code_lists::{MaritalStatus, Region, Relation, Sex};

/// Women head small households more often than large ones, and small ones are thrown back more often: so many more
/// are composed.
const RAISED: f64 = 1.18;

/// Boys among a hundred children on the rosters of the census.
const BOYS: f64 = 0.512;

/// Composes one household, head first.
pub(crate) fn household(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>) {
    if chance.happens(life_course::FEMALE_HEADS * RAISED) {
        female_head(chance, region, kin);
    } else {
        male_head(chance, region, kin);
        parents_and_siblings(chance, region, kin);
    }
    others(chance, region, kin);
}

fn male_head(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>) {
    let age = head_age(chance, life_course::MALE_HEAD_AGES);
    kin.push(Kin::new(Relation::Head, Sex::Male, age, MaritalStatus::NeverMarried));
    if !chance.happens(along(life_course::MALE_HEADS_EVER_MARRIED, years(age))) {
        return;
    }
    let his_marriage = past_marriage_age(chance, Sex::Male, age);
    let (wife_age, married_at) = wife_of(chance, age, his_marriage);
    let status = male_head_status(chance, age);
    set_marital(kin, 0, status);
    let mut couple = Couple { husband: Some(0), wife: None, wife_age, married_at, ended: 0 };
    if status == MaritalStatus::Married {
        // A wife who lives elsewhere has the children with her.
        if chance.happens(0.015) {
            return;
        }
        couple.wife = Some(add_wife(kin, 0, Relation::Spouse, wife_age, wife_age - married_at));
    } else {
        couple.ended = years_ago(chance, wife_age - married_at);
    }
    children(chance, region, kin, &couple, Relation::Child);
    if status == MaritalStatus::Married && age > 30 * YEAR && chance.happens(0.022) {
        second_marriage(chance, region, kin, age, his_marriage);
    }
}

fn male_head_status(chance: &mut Chance, age: u32) -> MaritalStatus {
    if chance.happens(along(life_course::WIDOWED_MALE_HEADS, years(age))) {
        return MaritalStatus::Widowed;
    }
    let ends = [
        (MaritalStatus::Married, 0.994),
        (MaritalStatus::Divorced, 0.004),
        (MaritalStatus::Separated, 0.002),
    ];
    chance.pick(&ends).unwrap_or(MaritalStatus::Married)
}

fn second_marriage(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>, age: u32, his_marriage: u32) {
    let since = chance.whole(0..=age - his_marriage);
    let (wife_age, married_at) = wife_of(chance, age, age - since);
    let wife = Some(add_wife(kin, 0, Relation::Spouse, wife_age, wife_age - married_at));
    let couple = Couple { husband: Some(0), wife, wife_age, married_at, ended: 0 };
    children(chance, region, kin, &couple, Relation::Child);
}

fn female_head(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>) {
    let age = head_age(chance, life_course::FEMALE_HEAD_AGES);
    kin.push(Kin::new(Relation::Head, Sex::Female, age, MaritalStatus::NeverMarried));
    if chance.happens(0.03) {
        return;
    }
    let married_at = past_marriage_age(chance, Sex::Female, age);
    let status = female_head_status(chance, age);
    set_marital(kin, 0, status);
    let mut couple = Couple { husband: None, wife: Some(0), wife_age: age, married_at, ended: 0 };
    if status != MaritalStatus::Married {
        couple.ended = years_ago(chance, age - married_at);
    } else if chance.happens(0.15) {
        couple.husband = Some(add_husband(chance, kin, 0, Relation::Spouse));
    }
    children(chance, region, kin, &couple, Relation::Child);
}

fn female_head_status(chance: &mut Chance, age: u32) -> MaritalStatus {
    if chance.happens(along(life_course::WIDOWED_FEMALE_HEADS, years(age))) {
        return MaritalStatus::Widowed;
    }
    let ends =
        [(MaritalStatus::Married, 0.9), (MaritalStatus::Divorced, 0.06), (MaritalStatus::Separated, 0.04)];
    chance.pick(&ends).unwrap_or(MaritalStatus::Married)
}

/// Adds a couple's living children, with the families of sons who stay.
fn children(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>, couple: &Couple, relation: Relation) {
    for age in living_children(chance, couple, region) {
        let sex = if chance.happens(BOYS) { Sex::Male } else { Sex::Female };
        let mut child = Kin::new(relation, sex, age, MaritalStatus::NeverMarried);
        child.father = couple.husband;
        child.mother = couple.wife;
        grown(chance, region, kin, child);
    }
}

/// Adds somebody's son, daughter, brother or sister who still lives here, with wife and children.
fn grown(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>, mut child: Kin) {
    let Some(married_at) = marriage_age(chance, child.sex).filter(|at| *at <= child.age_months) else {
        if chance.happens(single_present(&child)) {
            if child.is_woman() && child.age_months > YOUNGEST_BRIDE && chance.happens(0.01) {
                child.marital = MaritalStatus::Nikah;
            }
            kin.push(child);
        }
        return;
    };
    match (relations(child.relation), child.sex) {
        // Grandchildren and nephews who married have households of their own.
        (None, _) => {}
        (Some(family), Sex::Female) => returned_daughter(chance, region, kin, child, family, married_at),
        (Some(family), _) => married_son(chance, region, kin, child, family, married_at),
    }
}

/// How wife and children of a son, or of a brother, are related to the head.
fn relations(relation: Relation) -> Option<(Relation, Relation)> {
    match relation {
        Relation::Child => Some((Relation::ChildInLaw, Relation::Grandchild)),
        Relation::Sibling => Some((Relation::SiblingInLaw, Relation::NephewOrNiece)),
        _ => None,
    }
}

/// The share of the unmarried who live with their family.
fn single_present(child: &Kin) -> f64 {
    match (child.age_years(), child.sex) {
        (0..16, _) => 0.985,
        (16..25, Sex::Female) => 0.94,
        (16..25, _) => 0.87,
        (_, Sex::Female) => 0.95,
        _ => 0.86,
    }
}

fn married_son(
    chance: &mut Chance,
    region: Region,
    kin: &mut Vec<Kin>,
    mut son: Kin,
    (in_law, grandchild): (Relation, Relation),
    his_marriage: u32,
) {
    if !chance
        .happens(along(life_course::MARRIED_SON_PRESENT, years(son.age_months.saturating_sub(his_marriage))))
    {
        return;
    }
    let husband = kin.len();
    let (wife_age, married_at) = wife_of(chance, son.age_months, his_marriage);
    if chance.happens(0.015) {
        son.marital = ended_marriage(chance, son.age_months);
        kin.push(son);
        return;
    }
    son.marital = MaritalStatus::Married;
    kin.push(son);
    let wife = Some(add_wife(kin, husband, in_law, wife_age, wife_age - married_at));
    let couple = Couple { husband: Some(husband), wife, wife_age, married_at, ended: 0 };
    children(chance, region, kin, &couple, grandchild);
}

fn returned_daughter(
    chance: &mut Chance,
    region: Region,
    kin: &mut Vec<Kin>,
    mut daughter: Kin,
    (in_law, grandchild): (Relation, Relation),
    married_at: u32,
) {
    let wife = kin.len();
    let wife_age = daughter.age_months;
    let mut couple = Couple { husband: None, wife: Some(wife), wife_age, married_at, ended: 0 };
    if chance.happens(0.035) {
        daughter.marital = ended_marriage(chance, wife_age);
        couple.ended = years_ago(chance, wife_age - married_at);
        kin.push(daughter);
    } else if chance.happens(0.012) {
        daughter.marital = MaritalStatus::Married;
        kin.push(daughter);
        couple.husband = Some(add_husband(chance, kin, wife, in_law));
    } else {
        return;
    }
    children(chance, region, kin, &couple, grandchild);
}

/// Adds a husband older than his wife and links the two.
fn add_husband(chance: &mut Chance, kin: &mut Vec<Kin>, wife: usize, relation: Relation) -> usize {
    let husband = kin.len();
    let wife_age = kin.get(wife).map_or(0, |wife| wife.age_months);
    let age = wife_age + 2 * YEAR + chance.whole(0..=6 * YEAR);
    let mut member = Kin::new(relation, Sex::Male, age, MaritalStatus::Married);
    member.spouse = Some(wife);
    kin.push(member);
    if let Some(wife) = kin.get_mut(wife) {
        wife.spouse = Some(husband);
    }
    husband
}

/// Adds the parents and the brothers and sisters of a male head.
fn parents_and_siblings(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>) {
    let Some(head_age) = kin.first().map(|head| head.age_months) else { return };
    let (father, mother) = parents(chance, kin, head_age);
    if let Some(head) = kin.first_mut() {
        head.father = father;
        head.mother = mother;
    }
    if chance.happens(along(life_course::SIBLINGS_PRESENT, years(head_age))) {
        siblings(chance, region, kin, head_age, father, mother);
    }
}

fn parents(chance: &mut Chance, kin: &mut Vec<Kin>, head_age: u32) -> (Option<usize>, Option<usize>) {
    let mother_age = head_age + rounded((27.0 + 6.0 * chance.normal()).clamp(17.0, 44.0) * f64::from(YEAR));
    let father_age = mother_age + chance.whole(0..=8 * YEAR);
    let present = along(life_course::MOTHER_PRESENT, years(head_age));
    let with_mother = chance.happens(present) && mother_age < 96 * YEAR;
    // A father who lives here is head himself, unless he has handed over.
    let with_father =
        chance.happens(if with_mother { 0.24 } else { 0.04 * present }) && father_age < 98 * YEAR;
    let mother_status = if chance.happens(if mother_age < 55 * YEAR { 0.8 } else { 0.95 }) {
        MaritalStatus::Widowed
    } else {
        MaritalStatus::Married
    };
    match (with_father, with_mother) {
        (false, false) => (None, None),
        (false, true) => {
            kin.push(Kin::new(Relation::Parent, Sex::Female, mother_age, mother_status));
            (None, Some(kin.len() - 1))
        }
        (true, with_mother) => {
            let father = kin.len();
            let status = if with_mother { MaritalStatus::Married } else { MaritalStatus::Widowed };
            kin.push(Kin::new(Relation::Parent, Sex::Male, father_age, status));
            let mother =
                with_mother.then(|| add_wife(kin, father, Relation::Parent, mother_age, head_age + YEAR));
            (Some(father), mother)
        }
    }
}

fn siblings(
    chance: &mut Chance,
    region: Region,
    kin: &mut Vec<Kin>,
    head_age: u32,
    father: Option<usize>,
    mother: Option<usize>,
) {
    let mother_age = mother.and_then(|mother| kin.get(mother)).map(|mother| mother.age_months);
    let mut ages = vec![head_age];
    for _ in 0..=chance.streak(0.45, 6) {
        let younger = (4.0 + 5.0 * chance.normal()).clamp(-6.0, 16.0) * f64::from(YEAR);
        let age = rounded(f64::from(head_age) - younger);
        let apart = ages.iter().all(|other| other.abs_diff(age) >= 18);
        let of_mother = mother_age.is_none_or(|mother| {
            let at_birth = mother.saturating_sub(age);
            (17 * YEAR..48 * YEAR).contains(&at_birth)
        });
        if !apart || !of_mother || age < 5 * YEAR {
            continue;
        }
        ages.push(age);
        let sex = if chance.happens(0.52) { Sex::Male } else { Sex::Female };
        let mut sibling = Kin::new(Relation::Sibling, sex, age, MaritalStatus::NeverMarried);
        sibling.father = father;
        sibling.mother = mother;
        sibling_grown(chance, region, kin, sibling);
    }
}

/// Brothers stay in the joint household more readily than sons in their father's who has others.
fn sibling_grown(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>, sibling: Kin) {
    let before = kin.len();
    grown(chance, region, kin, sibling);
    if kin.len() == before && sibling.sex == Sex::Male {
        grown(chance, region, kin, sibling);
    }
}

/// Adds distant relatives and people who are not related.
fn others(chance: &mut Chance, region: Region, kin: &mut Vec<Kin>) {
    if chance.happens(0.075) {
        for _ in 0..=chance.streak(0.25, 3) {
            relative(chance, kin);
        }
    }
    let lodgers = if region == Region::Urban { 0.05 } else { 0.015 };
    if chance.happens(lodgers) {
        for _ in 0..=chance.streak(0.3, 3) {
            let relation = if chance.happens(0.4) { Relation::Servant } else { Relation::NotRelated };
            let sex = if chance.happens(0.72) { Sex::Male } else { Sex::Female };
            let age = chance.whole(12 * YEAR..=48 * YEAR);
            let marital = single_or_married(chance, sex, age);
            kin.push(Kin::new(relation, sex, age, marital));
        }
    }
}

fn relative(chance: &mut Chance, kin: &mut Vec<Kin>) {
    let relations = [
        (Relation::OtherRelative, 0.62),
        (Relation::AdoptedChild, 0.12),
        (Relation::ParentInLaw, 0.12),
        (Relation::UncleOrAunt, 0.08),
        (Relation::Grandparent, 0.06),
    ];
    let relation = chance.pick(&relations).unwrap_or(Relation::OtherRelative);
    let head_age = kin.first().map_or(0, |head| head.age_months);
    let woman = chance.happens(if relation == Relation::ParentInLaw { 0.85 } else { 0.48 });
    let sex = if woman { Sex::Female } else { Sex::Male };
    let age = match relation {
        Relation::AdoptedChild => chance.whole(0..=16 * YEAR),
        Relation::ParentInLaw => head_age + chance.whole(14 * YEAR..=28 * YEAR),
        Relation::UncleOrAunt => head_age + chance.whole(8 * YEAR..=25 * YEAR),
        Relation::Grandparent => head_age + chance.whole(38 * YEAR..=55 * YEAR),
        _ => chance.whole(0..=40 * YEAR).min(chance.whole(0..=70 * YEAR)),
    };
    // Nobody so old is alive; and a head of five and twenty adopts no boy of sixteen.
    if age > 96 * YEAR || (relation == Relation::AdoptedChild && age + 18 * YEAR > head_age) {
        return;
    }
    let marital = match relation {
        Relation::ParentInLaw | Relation::Grandparent => MaritalStatus::Widowed,
        _ => single_or_married(chance, sex, age),
    };
    kin.push(Kin::new(relation, sex, age, marital));
}

/// The marital status of somebody who lives in another family's household, without spouse.
fn single_or_married(chance: &mut Chance, sex: Sex, age: u32) -> MaritalStatus {
    let married = marriage_age(chance, sex).is_some_and(|at| at <= age);
    if !married {
        return MaritalStatus::NeverMarried;
    }
    if chance.happens(0.5) { MaritalStatus::Married } else { ended_marriage(chance, age) }
}

fn head_age(chance: &mut Chance, bands: &[((f64, f64), f64)]) -> u32 {
    let (from, width) = chance.pick(bands).unwrap_or((40.0, 5.0));
    // The oldest band is long, and fewer reach its end.
    let within = if width > 5.0 { chance.share().min(chance.share()) } else { chance.share() };
    rounded((from + width * within) * f64::from(YEAR))
}

/// When a marriage ended that lasted at most so long: within the last twenty years, all in months.
fn years_ago(chance: &mut Chance, lasted: u32) -> u32 {
    chance.whole(0..=lasted.min(20 * YEAR))
}

fn set_marital(kin: &mut [Kin], index: usize, marital: MaritalStatus) {
    if let Some(member) = kin.get_mut(index) {
        member.marital = marital;
    }
}

fn years(months: u32) -> f64 {
    f64::from(months) / f64::from(YEAR)
}
