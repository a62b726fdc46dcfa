//! Disability and health. Disability: census 2023 by age (functional limitation is any difficulty, disability a lot of
//! it). Health: estimates of this project, to have every answer; they are no prevalence.

use crate::{
    chance::{Chance, Subject},
    home::Home,
    roster::{Kin, YEAR},
};
use registry::{
    code_lists::{ChronicCondition, Difficulty},
    household::Member,
    sections::{Disability, Health},
};
use std::collections::BTreeSet;

/// Answers disability and health of every member.
pub(crate) fn examine(home: &Home, members: &mut [Member]) {
    for (member, kin) in members.iter_mut().zip(home.kin) {
        let mut chance = home.person_chance(Subject::Wellbeing, kin.who);
        member.disability = disability(&mut chance, kin);
        member.health = health(&mut chance, kin);
    }
}

/// Whether somebody of an age has a disability card; `chance` is the person's own stretch.
pub(crate) fn has_disability_card(chance: &mut Chance, kin: &Kin) -> bool {
    disability(chance, kin).disability_card.unwrap_or(false)
}

/// Shares with a disability and with any limitation, by age.
fn limited(age_years: u32) -> (f64, f64) {
    match age_years {
        ..10 => (0.0077, 0.0134),
        10..13 => (0.0108, 0.0205),
        13..15 => (0.0117, 0.0249),
        15..25 => (0.0124, 0.0294),
        25..41 => (0.0149, 0.0504),
        41..61 => (0.0634, 0.2658),
        // Of all over sixty 0.26 and 0.70; they rise with age.
        61..70 => (0.19, 0.62),
        70..78 => (0.31, 0.76),
        _ => (0.42, 0.86),
    }
}

/// The shares of seeing, hearing, walking, remembering, self-care and communicating among those with a limitation.
fn domains(age_years: u32) -> [f64; 6] {
    match age_years {
        ..15 => [0.23, 0.22, 0.42, 0.24, 0.06, 0.24],
        15..41 => [0.21, 0.21, 0.36, 0.19, 0.09, 0.15],
        _ => [0.175, 0.205, 0.31, 0.14, 0.12, 0.10],
    }
}

fn disability(chance: &mut Chance, kin: &Kin) -> Disability {
    let age = kin.age_years();
    let (disabled, any) = limited(age);
    let share = chance.share();
    if age < 5 {
        // Nobody asks about a small child's domains; papers are asked of all.
        return Disability {
            disability_card: Some(false),
            disability_certificate: Some(false),
            ..Disability::default()
        };
    }
    let severe = share < disabled;
    let difficulties = if share < any { difficulties(chance, age, severe) } else { [Difficulty::None; 6] };
    let [seeing, hearing, walking, remembering, self_care, communicating] = difficulties.map(Some);
    let card = severe && age >= 18 && chance.happens(0.18);
    Disability {
        seeing,
        hearing,
        walking,
        remembering,
        self_care,
        communicating,
        disability_card: Some(card),
        disability_certificate: Some(severe && (card || chance.happens(0.08))),
    }
}

/// One domain for certain, the severe one if any is; others by chance.
fn difficulties(chance: &mut Chance, age_years: u32, severe: bool) -> [Difficulty; 6] {
    let shares = domains(age_years);
    let choices: Vec<(usize, f64)> = (0..).zip(shares).collect();
    let chosen = chance.pick(&choices).unwrap_or(0);
    let mut difficulties = [Difficulty::None; 6];
    for (domain, (difficulty, share)) in difficulties.iter_mut().zip(shares).enumerate() {
        let cannot = chance.happens(0.18);
        *difficulty = match (domain == chosen, severe) {
            (true, true) if cannot => Difficulty::Cannot,
            (true, true) => Difficulty::ALot,
            (true, false) => Difficulty::Some,
            (false, true) if chance.happens(share * 0.35) => Difficulty::ALot,
            (false, _) if chance.happens(share * 0.5) => Difficulty::Some,
            _ => Difficulty::None,
        };
    }
    difficulties
}

fn health(chance: &mut Chance, kin: &Kin) -> Health {
    let conditions = conditions(chance, kin.age_years());
    let ill = !conditions.contains(&ChronicCondition::None);
    let sick = match kin.age_months / YEAR {
        ..5 => 0.14,
        5..50 => 0.05,
        _ => 0.13,
    };
    Health {
        chronic_conditions: Some(conditions),
        under_treatment: ill.then(|| chance.happens(0.72)),
        sick_two_weeks: Some(chance.happens(if ill { sick + 0.15 } else { sick })),
    }
}

fn conditions(chance: &mut Chance, age_years: u32) -> BTreeSet<ChronicCondition> {
    let (share, more, choices) = match age_years {
        ..18 => (0.008, 0.02, CHILDREN),
        18..40 => (0.04, 0.08, ADULTS),
        40..60 => (0.19, 0.22, ELDERS),
        _ => (0.42, 0.32, ELDERS),
    };
    if !chance.happens(share) {
        return BTreeSet::from([ChronicCondition::None]);
    }
    // The same condition drawn twice is one.
    (0..=chance.streak(more, 3)).filter_map(|_| chance.pick(choices)).collect()
}

const CHILDREN: &[(ChronicCondition, f64)] = &[
    (ChronicCondition::Asthma, 0.36),
    (ChronicCondition::Thalassaemia, 0.12),
    (ChronicCondition::Epilepsy, 0.17),
    (ChronicCondition::Heart, 0.08),
    (ChronicCondition::Diabetes, 0.05),
    (ChronicCondition::Other, 0.22),
];
const ADULTS: &[(ChronicCondition, f64)] = &[
    (ChronicCondition::Hypertension, 0.26),
    (ChronicCondition::Diabetes, 0.15),
    (ChronicCondition::Hepatitis, 0.17),
    (ChronicCondition::Asthma, 0.12),
    (ChronicCondition::Kidney, 0.07),
    (ChronicCondition::Tuberculosis, 0.04),
    (ChronicCondition::Epilepsy, 0.03),
    (ChronicCondition::MentalIllness, 0.05),
    (ChronicCondition::Hiv, 0.005),
    (ChronicCondition::Other, 0.105),
];
const ELDERS: &[(ChronicCondition, f64)] = &[
    (ChronicCondition::Hypertension, 0.37),
    (ChronicCondition::Diabetes, 0.26),
    (ChronicCondition::Heart, 0.12),
    (ChronicCondition::Hepatitis, 0.06),
    (ChronicCondition::Asthma, 0.07),
    (ChronicCondition::Kidney, 0.04),
    (ChronicCondition::Cancer, 0.01),
    (ChronicCondition::Tuberculosis, 0.01),
    (ChronicCondition::Other, 0.06),
];
