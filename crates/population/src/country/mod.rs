//! The country: every tehsil with its households, rural and urban, at the time of three surveys.
//!
//! Thirty-two households in a row are a *block*: they marry among each other, and some blocks do so with one of another
//! tehsil. Drawing a block therefore draws everything that happens to it, and no other block needs to be known: any
//! part of the country can be drawn by itself, in any order, and the same people come out. The households of 2021 are
//! those drawn from the census; what they were in 2010 is worked out backwards (`past`), and what became of them
//! forwards (`years`). What is true and what a survey wrote down are kept apart (`truth`, `slips`).

mod card;
mod citizens;
mod kinship;
mod part;
mod past;
mod slips;
mod tehsils;
mod truth;
mod village;
mod writing;
mod years;

pub use part::{Part, PartError, Stretch};
pub use tehsils::Tehsil;
pub use truth::{Event, EventKind, HouseholdId, Surveyed, Truth};

use crate::{cell::Cells, numbers::mix, trouble::Trouble};
use jiff::{ToSpan, civil::Date};
use registry::household::FormUsed;
use tehsils::{Stratum, Table};
use village::{Block, Village};

/// What the country is drawn from.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The same seed draws the same people, on every machine.
    pub seed: u64,
    /// The forms that the surveys were made with.
    pub forms: Forms,
    /// Whether records have the faults that surveys have.
    pub trouble: Trouble,
}

/// The forms that the surveys were made with.
#[derive(Debug, Clone)]
pub struct Forms {
    /// The household questionnaire on tablets, of 2021 and 2026.
    pub tablet: FormUsed,
    /// The poverty card on paper, of 2010.
    pub card: FormUsed,
}

/// A survey of the whole country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vintage {
    /// The paper card of 2010-11. Households founded since have none.
    Card2010,
    /// The tablets of 2021: the households of the census.
    Tablet2021,
    /// The same people on the tablets of 2026, after five years of births, deaths, weddings, moves and splits.
    Update2026,
}

impl Vintage {
    /// Every survey, in the order of time.
    pub const ALL: [Self; 3] = [Self::Card2010, Self::Tablet2021, Self::Update2026];

    /// The year by which it is called.
    pub fn year(self) -> i16 {
        match self {
            Self::Card2010 => 2010,
            Self::Tablet2021 => 2021,
            Self::Update2026 => 2026,
        }
    }

    /// First and last day of fieldwork.
    pub fn fieldwork(self) -> (Date, Date) {
        const CARD: (Date, Date) = (jiff::civil::date(2010, 10, 15), jiff::civil::date(2011, 4, 30));
        const TABLET: (Date, Date) = (jiff::civil::date(2021, 1, 1), jiff::civil::date(2021, 6, 30));
        const UPDATE: (Date, Date) = (jiff::civil::date(2026, 2, 1), jiff::civil::date(2026, 9, 30));
        match self {
            Self::Card2010 => CARD,
            Self::Tablet2021 => TABLET,
            Self::Update2026 => UPDATE,
        }
    }

    /// The level of prices; rupees of 2026 are 1. After the consumer price index, rounded.
    fn prices(self) -> f64 {
        match self {
            Self::Card2010 => 0.2,
            Self::Tablet2021 => 0.45,
            Self::Update2026 => 1.0,
        }
    }
}

/// The country. It holds tables and no state: share it between threads.
pub struct Country {
    settings: Settings,
    cells: Cells,
    table: Table,
}

impl Country {
    /// Prepares the tables, which takes about a millisecond.
    pub fn new(settings: Settings) -> Self {
        Self { settings, cells: Cells::new(), table: Table::read() }
    }

    /// The tehsils in the order of their codes, with their households.
    pub fn tehsils(&self) -> &[Tehsil] {
        &self.table.tehsils
    }

    /// All households of the country.
    pub fn households(&self) -> u64 {
        self.table.tehsils.iter().map(|tehsil| tehsil.rural_households + tehsil.urban_households).sum()
    }

    /// The households of 2021 of a stretch as a survey found them, in the order in which they were drawn; of other
    /// years the households that stand for them.
    pub fn draw(&self, vintage: Vintage, stretch: &Stretch) -> Vec<Surveyed> {
        let block = Block { stratum: stretch.stratum, number: stretch.block };
        let mut village = match vintage {
            Vintage::Card2010 => past::village(self, block, vintage),
            Vintage::Tablet2021 => {
                let mut village = Village::new(self, block, vintage, false);
                village.seen = std::mem::take(&mut village.houses);
                village
            }
            Vintage::Update2026 => {
                let mut village = Village::new(self, block, vintage, true);
                years::live(&mut village);
                village
            }
        };
        let mut houses = std::mem::take(&mut village.seen);
        houses.sort_by_key(|house| house.id);
        houses
            .iter()
            .filter(|house| house.block == block && house.id.place_in_block() < u64::from(stretch.households))
            .filter_map(|house| writing::write(&village, house))
            .collect()
    }

    fn seed(&self) -> u64 {
        self.settings.seed
    }

    /// The seed of what belongs to one survey only.
    fn survey_seed(&self, vintage: Vintage) -> u64 {
        mix(self.settings.seed ^ mix(u64::from(vintage.year().unsigned_abs())))
    }

    fn form(&self, vintage: Vintage) -> &FormUsed {
        if vintage == Vintage::Card2010 { &self.settings.forms.card } else { &self.settings.forms.tablet }
    }

    fn stratum(&self, number: usize) -> Option<&Stratum> {
        self.table.strata.get(number)
    }

    /// The block with which one has to do, in another tehsil or between country and town: one block in four has one.
    fn partner(&self, block: Block) -> Option<Block> {
        /// Which strata: the other region of the tehsil, tehsils near, a tehsil far away.
        const AWAY: [usize; 8] = [1, 1, 2, 4, 2, 6, 64, 256];
        let stirred = mix(self.seed() ^ mix(block.number + 1));
        if !stirred.is_multiple_of(4) {
            return None;
        }
        // The same for both, because both have the same number.
        let away = AWAY.get(usize::try_from(stirred / 4 % 8).ok()?).copied()?;
        let other = Block { stratum: block.stratum ^ away, number: block.number };
        let has = |block: Block| {
            self.stratum(block.stratum).is_some_and(|stratum| stratum.households > block.first_index())
        };
        (has(other) && has(block)).then_some(other)
    }
}

/// Months since the beginning of our era.
pub(in crate::country) fn month_of(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// A day of a month; days 29 to 31 do not occur.
pub(in crate::country) fn day_of(month: i32, day: u32) -> Date {
    let first = i16::try_from(month.div_euclid(12)).unwrap_or(0);
    let of_year = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    Date::new(first, of_year, i8::try_from(day.clamp(1, 28)).unwrap_or(1)).unwrap_or(Date::MIN)
}

/// Completed months between a birth and a day; `None` before the birth.
pub(in crate::country) fn completed_months(born: Date, on: Date) -> Option<u32> {
    let months = month_of(on) - month_of(born) - i32::from(on.day() < born.day());
    u32::try_from(months).ok()
}

/// The day of the interview, so many days after the first.
pub(in crate::country) fn fieldwork_day(vintage: Vintage, days: u32) -> Date {
    vintage.fieldwork().0.saturating_add(i64::from(days).days())
}

/// Days of fieldwork after the first.
pub(in crate::country) fn fieldwork_days(vintage: Vintage) -> u32 {
    let (first, last) = vintage.fieldwork();
    first.until(last).map_or(0, |span| span.get_days()).unsigned_abs()
}
