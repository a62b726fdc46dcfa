//! An invented survey whose consumption follows a known model.

use estimation::{
    specification::Specification,
    survey::{Observation, Survey},
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use scoring::{
    facts::{FactId, Facts, Value},
    wording::Wording,
};

/// Logarithm of consumption for each person before anything is added.
pub(crate) const CONSTANT: f64 = 10.5;
/// For each room, up to six.
pub(crate) const ROOM: f64 = 0.12;
/// For each unit of the logarithm of one more than the members.
pub(crate) const MEMBERS: f64 = -0.5;
/// For internet of any kind.
pub(crate) const INTERNET: f64 = 0.3;
/// Spread of what is not explained within clusters, and between them.
pub(crate) const SPREADS: (f64, f64) = (0.25, 0.15);
/// Households of a cluster.
const OF_A_CLUSTER: u32 = 15;

pub(crate) const SPECIFICATION: &str = r#"
id = "invented"
version = "1"
effective_from = 2026-11-01
title = { en = "Invented model", ur = "فرضی ماڈل" }
source = "An invented survey"
notice = { en = "Invented.", ur = "فرضی۔" }
equivalence = "per_capita"
variable = [
  { fact = "rooms_count", form = "capped", cap = 6 },
  { fact = "members_count", form = "logarithm", cap = 12 },
  { fact = "has_widow" },
  { fact = "water_inside" },
  { fact = "females_count" },
  { fact = "internet", form = "groups", option = [
    { id = "none", codes = ["none"], label = { en = "None", ur = "نہیں" } },
    { id = "any", codes = ["wired", "wireless", "mobile_data"], label = { en = "Any", ur = "کوئی" } },
  ] },
]

[choose]
method = "stepwise_bic"
folds = 5
seed = 3
"#;

pub(crate) fn specification() -> Specification {
    Specification::read(SPECIFICATION).unwrap()
}

pub(crate) fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

pub(crate) fn fact(name: &str) -> FactId {
    FactId::find(name).unwrap()
}

pub(crate) fn name(fact: FactId) -> Wording {
    Wording { en: fact.name().to_owned(), ur: fact.name().to_owned() }
}

struct Chance(ChaCha8Rng);

impl Chance {
    fn whole(&mut self, from: u32, to: u32) -> u32 {
        from + self.0.next_u32() % (to - from + 1)
    }

    fn happens(&mut self, part: f64) -> bool {
        f64::from(self.0.next_u32()) < part * 4_294_967_296.0
    }

    /// Mean zero and spread one.
    fn spread(&mut self) -> f64 {
        (0..12).map(|_| f64::from(self.0.next_u32()) / 4_294_967_296.0).sum::<f64>() - 6.0
    }
}

/// So many households; water inside goes with rooms, and adds nothing by itself.
pub(crate) fn survey(households: u32, seed: u64) -> Survey {
    let mut chance = Chance(generator(seed));
    let mut observations = Vec::new();
    let mut of_cluster = 0.0;
    for household in 0..households {
        if household % OF_A_CLUSTER == 0 {
            of_cluster = chance.spread() * SPREADS.1;
        }
        let (rooms, members) = (chance.whole(1, 8), chance.whole(1, 14));
        let (internet, widow) = (chance.happens(0.3), chance.happens(0.1));
        let water = chance.happens(f64::from(rooms) / 10.0);
        let females = chance.whole(0, members);
        let mut facts = Facts::none();
        for (name, value) in [
            ("rooms_count", Value::Number(f64::from(rooms))),
            ("members_count", Value::Number(f64::from(members))),
            ("females_count", Value::Number(f64::from(females))),
            ("has_widow", Value::YesNo(widow)),
            ("water_inside", Value::YesNo(water)),
            ("internet", Value::Code(if internet { "mobile_data" } else { "none" })),
            ("region", Value::Code(if household % 2 == 0 { "rural" } else { "urban" })),
        ] {
            facts.set(fact(name), Some(value));
        }
        let logarithm = CONSTANT
            + ROOM * f64::from(rooms.min(6))
            + MEMBERS * (1.0 + f64::from(members.min(12))).ln()
            + if internet { INTERNET } else { 0.0 }
            + of_cluster
            + chance.spread() * SPREADS.0;
        observations.push(Observation {
            facts,
            consumption: Some(logarithm.exp() * f64::from(members)),
            weight: Some(f64::from(chance.whole(1, 4))),
            cluster: Some((household / OF_A_CLUSTER).to_string()),
        });
    }
    Survey { observations, has_weights: true, has_clusters: true }
}
