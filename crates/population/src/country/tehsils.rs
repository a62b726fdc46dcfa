//! The tehsils with their households, rural and urban. Source: `data/tehsils.csv`, which `data/README.md` explains.

use crate::{
    numbers::{Offices, SERIES, SLOTS},
    place::{Figures, Position},
};
use registry::{area::AreaCode, code_lists::Region};

const TABLE: &str = include_str!("../../data/tehsils.csv");

/// A tehsil.
#[derive(Debug, Clone)]
pub struct Tehsil {
    /// Its code.
    pub code: AreaCode,
    /// Its English name.
    pub name: &'static str,
    /// Households in the countryside.
    pub rural_households: u64,
    /// Households in towns.
    pub urban_households: u64,
    /// A point well inside.
    pub centre: Position,
    /// Within this distance of the point one is inside, kilometres: an estimate from its area.
    pub radius_kilometres: f64,
}

/// The households of a tehsil in the countryside or in its towns.
#[derive(Debug, Clone)]
pub(super) struct Stratum {
    pub(super) tehsil: usize,
    pub(super) region: Region,
    pub(super) figures: Figures,
    pub(super) households: u64,
}

/// Everything about the tehsils.
pub(super) struct Table {
    pub(super) tehsils: Vec<Tehsil>,
    /// Two for each tehsil, the countryside first.
    pub(super) strata: Vec<Stratum>,
    pub(super) offices: Offices,
}

/// Twice the census can be asked for.
pub(super) const MOST_TIMES: u64 = 2;

impl Table {
    /// Reads the table that is part of the program.
    pub(super) fn read() -> Self {
        let tehsils: Vec<Tehsil> = TABLE.lines().skip(1).filter_map(tehsil).collect();
        let strata = tehsils.iter().enumerate().flat_map(|(index, tehsil)| strata(index, tehsil)).collect();
        let offices = offices(&tehsils);
        Self { tehsils, strata, offices }
    }
}

fn tehsil(line: &'static str) -> Option<Tehsil> {
    let mut cells = line.split(',');
    let mut next = || cells.next();
    let code = next()?.parse().ok()?;
    let (rural_households, urban_households) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let centre = Position { latitude: next()?.parse().ok()?, longitude: next()?.parse().ok()? };
    let area: f64 = next()?.parse().ok()?;
    // Half the radius of a disc of the same area: tehsils are longer than they are wide.
    let radius_kilometres = (0.5 * (area / std::f64::consts::PI).sqrt()).max(0.5);
    Some(Tehsil { code, name: next()?, rural_households, urban_households, centre, radius_kilometres })
}

fn strata(index: usize, tehsil: &Tehsil) -> [Stratum; 2] {
    let figures = Figures::of_area(&tehsil.code);
    let stratum = |region, households| Stratum { tehsil: index, region, figures, households };
    [stratum(Region::Rural, tehsil.rural_households), stratum(Region::Urban, tehsil.urban_households)]
}

/// Gives each tehsil as many series of numbers as its people can ever need.
fn offices(tehsils: &[Tehsil]) -> Offices {
    // Blocks are always drawn whole.
    let room = |households: u64| (households * MOST_TIMES).next_multiple_of(32).max(32) * SLOTS;
    let (mut next, mut series, mut strata) = (0, Vec::new(), Vec::new());
    for (index, tehsil) in tehsils.iter().enumerate() {
        let (rural, urban) = (room(tehsil.rural_households), room(tehsil.urban_households));
        let count = (rural + urban).div_ceil(SERIES);
        series.push((next, count));
        strata.extend([(index, 0), (index, rural)]);
        next += count;
    }
    Offices { series, strata }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_census() {
        let table = Table::read();
        assert_eq!((table.tehsils.len(), table.strata.len()), (577, 1_154));
        let rural: u64 = table.tehsils.iter().map(|tehsil| tehsil.rural_households).sum();
        let urban: u64 = table.tehsils.iter().map(|tehsil| tehsil.urban_households).sum();
        assert_eq!((rural, urban), (23_922_698, 15_155_216));
        let census =
            table.tehsils.iter().filter(|tehsil| !matches!(&tehsil.code.as_str()[..3], "PK1" | "PK3"));
        let census: u64 = census.map(|tehsil| tehsil.rural_households + tehsil.urban_households).sum();
        // The Bureau's total is 38,340,566; the table lacks one tehsil of Sindh.
        assert!(census.abs_diff(38_340_566) < 50_000, "{census}");
        assert!(table.tehsils.is_sorted_by_key(|tehsil| tehsil.code.as_str().to_owned()));
    }

    #[test]
    fn series_stay_below_those_of_other_populations() {
        let table = Table::read();
        let (first, count) = *table.offices.series.last().unwrap();
        assert!(first + count < 9_000, "{}", first + count);
    }
}
