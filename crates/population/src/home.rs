//! What every section of one household's record may look at.

use crate::{
    cell::CellShares,
    chance::{Chance, Subject},
    numbers::Issuer,
    place::Place,
    roster::{Kin, Who},
    wealth::{Quintile, Wealth},
};
use jiff::civil::Date;
use registry::{code_lists::Region, personal::Personal};

/// A name in Roman letters and in Urdu.
pub(crate) type FullName = (Option<Personal>, Option<Personal>);

/// One household before it is written down.
pub(crate) struct Home<'a> {
    /// What is true of household and members comes from this seed, whichever survey asks.
    pub(crate) seed: u64,
    /// What belongs to the interview only: who answers, the day, the slips.
    pub(crate) survey_seed: u64,
    /// The household, in the streams of everything that is not a person's.
    pub(crate) ordinal: u64,
    /// How often the household has moved: another dwelling, another address.
    pub(crate) dwelling: u64,
    pub(crate) place: &'a Place,
    pub(crate) shares: &'a CellShares,
    pub(crate) wealth: Wealth,
    pub(crate) kin: &'a [Kin],
    /// The members' names, in the order of `kin`.
    pub(crate) names: Vec<FullName>,
    pub(crate) interviewed: Date,
    /// The level of prices; rupees of 2026 are 1.
    pub(crate) prices: f64,
    pub(crate) issuer: Issuer<'a>,
}

impl Home<'_> {
    /// The stream of a subject.
    pub(crate) fn chance(&self, subject: Subject) -> Chance {
        Chance::new(self.seed, self.ordinal, subject)
    }

    /// The stream of a subject that changes when the household moves.
    pub(crate) fn dwelling_chance(&self, subject: Subject) -> Chance {
        /// Above the bits of any ordinal, and below those that the streams push out.
        const MOVES: u32 = 52;
        Chance::new(self.seed, self.ordinal | (self.dwelling << MOVES), subject)
    }

    /// The stretch of a person's stream that is his or hers for life.
    pub(crate) fn person_chance(&self, subject: Subject, who: Who) -> Chance {
        let mut chance = Chance::new(self.seed, who.ordinal, subject);
        chance.skip_to(who.slot);
        chance
    }

    /// The stream of what belongs to the interview.
    pub(crate) fn survey_chance(&self, subject: Subject) -> Chance {
        Chance::new(self.survey_seed, self.ordinal, subject)
    }

    pub(crate) fn region(&self) -> Region {
        self.place.region
    }

    pub(crate) fn quintile(&self) -> Quintile {
        self.wealth.quintile
    }
}
