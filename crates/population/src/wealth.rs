//! How well off a household is: a latent score from which everything that depends on wealth takes its share.

use crate::{chance::Chance, tables::census_housing::Cell};

/// A fifth of the country's households by wealth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Quintile {
    Poorest,
    Second,
    Middle,
    Fourth,
    Richest,
}

impl Quintile {
    pub(crate) const ALL: [Self; 5] =
        [Self::Poorest, Self::Second, Self::Middle, Self::Fourth, Self::Richest];

    /// The entry of a table that has one for each quintile, poorest first.
    pub(crate) fn of<T: Copy>(self, table: &[T; 5]) -> T {
        let [poorest, second, middle, fourth, richest] = *table;
        match self {
            Self::Poorest => poorest,
            Self::Second => second,
            Self::Middle => middle,
            Self::Fourth => fourth,
            Self::Richest => richest,
        }
    }

    /// The next poorer fifth, where there is one.
    pub(crate) fn poorer(self) -> Self {
        match self {
            Self::Poorest | Self::Second => Self::Poorest,
            Self::Middle => Self::Second,
            Self::Fourth => Self::Middle,
            Self::Richest => Self::Fourth,
        }
    }

    fn of_rank(rank: f64) -> Self {
        match rank {
            rank if rank < 0.2 => Self::Poorest,
            rank if rank < 0.4 => Self::Second,
            rank if rank < 0.6 => Self::Middle,
            rank if rank < 0.8 => Self::Fourth,
            _ => Self::Richest,
        }
    }
}

/// The wealth of one household.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wealth {
    /// Normal score among the households of its own province and region.
    pub(crate) local: f64,
    /// Fifth of the country.
    pub(crate) quintile: Quintile,
}

impl Wealth {
    /// Draws the wealth of a household of a cell.
    pub(crate) fn draw(chance: &mut Chance, cell: &Cell) -> Self {
        Self { local: chance.normal(), quintile: Quintile::Middle }.in_cell(cell)
    }

    /// The same score among the households of a cell, with its fifth of the country.
    pub(crate) fn in_cell(self, cell: &Cell) -> Self {
        let (mean, deviation) = cell.standard;
        Self { quintile: Quintile::of_rank(rank(mean + deviation * self.local)), ..self }
    }
}

/// The shares of a cell's households in each fifth of the country.
pub(crate) fn quintile_mix(cell: &Cell) -> [f64; 5] {
    let (mean, deviation) = cell.standard;
    // The normal scores that part the fifths.
    let below = |score: f64| rank((score - mean) / deviation);
    let [first, second, third, fourth] = [-0.8416, -0.2533, 0.2533, 0.8416].map(below);
    [first, second - first, third - second, fourth - third, 1.0 - fourth]
}

/// The normal distribution at 0, 0.2, 0.4 ... 3.8 deviations above the mean. From a table, because the exponential
/// function is not the same to the last bit on every machine.
const NORMAL: [f64; 20] = [
    0.5, 0.57926, 0.65542, 0.72575, 0.78814, 0.84134, 0.88493, 0.91924, 0.94520, 0.96407, 0.97725, 0.98610,
    0.99180, 0.99534, 0.99744, 0.99865, 0.99931, 0.99966, 0.99984, 0.99993,
];

/// The share of a normal population below a score.
pub(crate) fn rank(score: f64) -> f64 {
    let steps = score.abs() * 5.0;
    let above = NORMAL.iter().zip(NORMAL.iter().skip(1).chain([&1.0])).zip(0..).find(|(_, step)| {
        // The step in which the score lies.
        steps < f64::from(step + 1)
    });
    let upper = above.map_or(1.0, |((low, high), step)| low + (high - low) * (steps - f64::from(step)));
    if score < 0.0 { 1.0 - upper } else { upper }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::census_housing::CELLS;

    #[test]
    fn ranks_are_those_of_the_normal_distribution() {
        for (score, expected) in
            [(0.0, 0.5), (0.8416, 0.8), (-0.2533, 0.4), (1.96, 0.975), (-6.0, 0.0), (3.9, 1.0)]
        {
            assert!((rank(score) - expected).abs() < 0.003, "{score}: {}", rank(score));
        }
    }

    #[test]
    fn the_rural_country_is_poorer_and_mixes_add_up() {
        let mixes: Vec<[f64; 5]> = CELLS.iter().map(quintile_mix).collect();
        assert!(mixes.iter().all(|mix| (mix.iter().sum::<f64>() - 1.0).abs() < 1e-9));
        assert!(mixes[0][0] > 0.25 && mixes[1][0] < 0.1, "{:?}", &mixes[..2]);
    }
}
