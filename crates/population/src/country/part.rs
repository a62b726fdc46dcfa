//! Parts of the country: which areas, how many households, and the stretches in which they are drawn.

use super::{Country, tehsils::MOST_TIMES, village::BLOCK};
use registry::area::AreaCode;

/// A part of the country: from the first household of each tehsil on, so many.
#[derive(Debug, Clone)]
pub struct Part {
    /// Households wanted of each stratum that has some.
    strata: Vec<(usize, u64)>,
}

/// At most 32 households of one tehsil that are drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch {
    pub(super) stratum: usize,
    pub(super) block: u64,
    pub(super) households: u32,
}

/// Why a part cannot be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// No tehsil lies in an area.
    #[error(
        "no tehsil of the country lies in {area}: name a province (PK6), a district (PK603) or a tehsil (PK60301)"
    )]
    UnknownArea {
        /// The area.
        area: AreaCode,
    },
    /// More households than can be told apart.
    #[error("at most {most} households can be drawn there, twice those of the census")]
    TooMany {
        /// The most.
        most: u64,
    },
}

impl Country {
    /// The households of some areas, all of them or a number of them: each tehsil, rural and urban, has its share, and
    /// the shares add up to the number. Without areas the whole country is meant.
    pub fn part(&self, areas: &[AreaCode], households: Option<u64>) -> Result<Part, PartError> {
        let strata = self.strata_in(areas)?;
        let all: u64 = strata.iter().map(|(_, households)| households).sum();
        match households {
            None => Ok(Part { strata }),
            Some(wanted) if wanted > all * MOST_TIMES => Err(PartError::TooMany { most: all * MOST_TIMES }),
            Some(wanted) => Ok(Part { strata: scaled(&strata, all, wanted) }),
        }
    }

    fn strata_in(&self, areas: &[AreaCode]) -> Result<Vec<(usize, u64)>, PartError> {
        let inside = |tehsil: usize, area: &AreaCode| {
            self.table
                .tehsils
                .get(tehsil)
                .is_some_and(|tehsil| tehsil.code.as_str().starts_with(area.as_str()))
        };
        for area in areas {
            if !(0..self.table.tehsils.len()).any(|tehsil| inside(tehsil, area)) {
                return Err(PartError::UnknownArea { area: area.clone() });
            }
        }
        let wanted = |tehsil: usize| areas.is_empty() || areas.iter().any(|area| inside(tehsil, area));
        let strata = self.table.strata.iter().enumerate();
        let strata = strata.filter(|(_, stratum)| stratum.households > 0 && wanted(stratum.tehsil));
        Ok(strata.map(|(number, stratum)| (number, stratum.households)).collect())
    }
}

impl Part {
    /// Its households, as many as the survey of 2021 has.
    pub fn households(&self) -> u64 {
        self.strata.iter().map(|(_, households)| households).sum()
    }

    /// The stretches, tehsil after tehsil.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> + '_ {
        self.strata.iter().flat_map(|&(stratum, households)| {
            (0..households.div_ceil(BLOCK)).map(move |block| {
                let left = households - block * BLOCK;
                Stretch { stratum, block, households: u32::try_from(left.min(BLOCK)).unwrap_or(0) }
            })
        })
    }
}

impl Stretch {
    /// The same with all 32 households.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { households: u32::try_from(BLOCK).unwrap_or(self.households), ..self }
    }

    /// Households of 2021 in it.
    pub fn households(&self) -> u32 {
        self.households
    }
}

/// Shares of a number of households, whole ones that add up: what is left after rounding down goes to those who lost
/// most by it.
fn scaled(strata: &[(usize, u64)], all: u64, wanted: u64) -> Vec<(usize, u64)> {
    let product = |households: u64| u128::from(households) * u128::from(wanted);
    let all = u128::from(all.max(1));
    let mut shares: Vec<(usize, u64, u128)> = strata
        .iter()
        .map(|&(stratum, households)| {
            let product = product(households);
            (stratum, u64::try_from(product / all).unwrap_or(0), product % all)
        })
        .collect();
    let given: u64 = shares.iter().map(|(_, share, _)| share).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|index| {
        shares.get(*index).map(|(stratum, _, lost)| (std::cmp::Reverse(*lost), *stratum))
    });
    for index in order.into_iter().take(usize::try_from(wanted - given).unwrap_or(0)) {
        if let Some((_, share, _)) = shares.get_mut(index) {
            *share += 1;
        }
    }
    shares
        .into_iter()
        .filter(|(_, share, _)| *share > 0)
        .map(|(stratum, share, _)| (stratum, share))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up() {
        let strata = [(0, 1_000), (3, 333), (5, 1), (9, 77)];
        for wanted in [0, 1, 2, 3, 100, 1_411, 2_800] {
            let shares = scaled(&strata, 1_411, wanted);
            assert_eq!(shares.iter().map(|(_, share)| share).sum::<u64>(), wanted);
        }
        assert_eq!(scaled(&strata, 1_411, 1_411), strata);
        assert_eq!(scaled(&strata, 1_411, 1), [(0, 1)]);
    }
}
