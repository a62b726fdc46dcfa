//! What every section of one household's record may look at.

use crate::{
    cell::CellShares,
    chance::{Chance, Subject},
    place::Place,
    roster::Kin,
    wealth::{Quintile, Wealth},
};
use jiff::civil::Date;
use registry::code_lists::Region;

/// One household before it is written down.
pub(crate) struct Home<'a> {
    pub(crate) seed: u64,
    pub(crate) ordinal: u64,
    pub(crate) place: &'a Place,
    pub(crate) shares: &'a CellShares,
    pub(crate) wealth: Wealth,
    pub(crate) kin: &'a [Kin],
    pub(crate) interviewed: Date,
}

impl Home<'_> {
    /// The stream of a subject.
    pub(crate) fn chance(&self, subject: Subject) -> Chance {
        Chance::new(self.seed, self.ordinal, subject)
    }

    pub(crate) fn region(&self) -> Region {
        self.place.region
    }

    pub(crate) fn quintile(&self) -> Quintile {
        self.wealth.quintile
    }
}
