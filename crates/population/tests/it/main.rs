//! The population against what was published, against the questionnaire and against itself.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests, not marked as tests themselves"
)]

mod country;
mod determinism;
mod kinship;
mod marginals;
mod numbers;
mod questionnaire;
mod snapshot;
mod trouble;

use jiff::civil::date;
use population::{Figures, Place, Population, Position, Survey, Trouble};
use registry::{
    code_lists::Region,
    household::{FormUsed, Record},
};
use std::sync::LazyLock;

/// An invented survey of seven weeks.
pub(crate) fn population(trouble: Trouble) -> Population {
    Population::new(Survey {
        seed: 20_261_122,
        first_day: date(2026, 10, 1),
        last_day: date(2026, 11, 20),
        form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
        trouble,
    })
}

/// An invented village or quarter.
pub(crate) fn place(figures: Figures, region: Region) -> Place {
    Place {
        tehsil: "PK90101".parse().unwrap(),
        union_council: Some("PK90101-01".parse().unwrap()),
        block: Some("PK90101-01-003".parse().unwrap()),
        region,
        figures,
        locality: "Chaman Zar".to_owned(),
        centre: Some(Position { latitude: 30.5, longitude: 71.25 }),
        radius_kilometres: 4.0,
    }
}

/// The share of the country's households that live in the countryside (census 2023).
const RURAL_SHARE: u64 = 608;

/// Households of the whole country, rural and urban as in the census.
fn draw(count: u64, trouble: Trouble) -> Vec<(Region, Record)> {
    let population = population(trouble);
    let rural = place(Figures::Pakistan, Region::Rural);
    let urban = place(Figures::Pakistan, Region::Urban);
    let of = |ordinal: u64| if ordinal * 617 % 1_000 < RURAL_SHARE { &rural } else { &urban };
    (0..count).map(|ordinal| (of(ordinal).region, population.household(ordinal, of(ordinal)))).collect()
}

/// 20,000 households without trouble, drawn once for all tests.
pub(crate) fn country() -> &'static [(Region, Record)] {
    static COUNTRY: LazyLock<Vec<(Region, Record)>> = LazyLock::new(|| draw(20_000, Trouble::None));
    &COUNTRY
}

/// The first few thousand of them, for what is looked at one by one.
pub(crate) fn some() -> impl Iterator<Item = &'static Record> {
    country().iter().take(5_000).map(|(_, record)| record)
}
