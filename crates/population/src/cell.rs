//! The shares of each province, rural and urban, brought together with wealth once and used for every household.

use crate::{
    place::Figures,
    shares::Fitted,
    tables::{
        census_housing::{CELLS, Cell},
        living,
    },
    wealth::quintile_mix,
};
use registry::code_lists::Region;

/// The shares of one province, rural or urban.
pub(crate) struct CellShares {
    pub(crate) cell: &'static Cell,
    pub(crate) toilet: Fitted<3>,
    pub(crate) fuel: Fitted<4>,
    pub(crate) light: Fitted<3>,
    pub(crate) water: Fitted<6>,
    pub(crate) structure: Fitted<3>,
    pub(crate) kitchen: Fitted<2>,
}

impl CellShares {
    fn new(cell: &'static Cell) -> Self {
        let mix = quintile_mix(cell);
        Self {
            cell,
            toilet: Fitted::new(&living::TOILET, &cell.toilet, &mix),
            fuel: Fitted::new(&living::FUEL, &cell.fuel, &mix),
            light: Fitted::new(&living::LIGHT, &cell.light, &mix),
            water: Fitted::new(&living::WATER, &cell.water, &mix),
            structure: Fitted::new(&living::STRUCTURE, &cell.structure, &mix),
            kitchen: Fitted::new(&living::KITCHEN, &[cell.kitchen, 1.0 - cell.kitchen], &mix),
        }
    }
}

/// Every cell.
pub(crate) struct Cells([CellShares; 12]);

impl Cells {
    /// Fits every cell.
    pub(crate) fn new() -> Self {
        Self(CELLS.each_ref().map(CellShares::new))
    }

    /// The cell of a province's figures and a region; the first one, the rural country, if the table lacked it.
    pub(crate) fn of(&self, figures: Figures, region: Region) -> &CellShares {
        let [first, others @ ..] = &self.0;
        let fits = |shares: &&CellShares| shares.cell.figures == figures && shares.cell.region == region;
        others.iter().find(fits).unwrap_or(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_its_own_cells() {
        let cells = Cells::new();
        for figures in Figures::ALL {
            for region in [Region::Rural, Region::Urban] {
                let cell = cells.of(figures, region).cell;
                assert_eq!((cell.figures, cell.region), (figures, region));
            }
        }
    }
}
