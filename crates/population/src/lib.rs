//! A synthetic, plainly invented population drawn from published census and survey shares: for the demo, tests and
//! benchmarks. Nobody in it lives: every citizen number starts with 9, which is not issued, and every telephone
//! number with 0399, which no operator has.
//!
//! [`Population::household`] is a function of seed, ordinal and place alone. Households do not depend on each other,
//! so any number can be drawn in any order, by any number of threads, in bounded memory.
//!
//! How a household comes about: its wealth is a normal score around the standard of living of its province and region;
//! its members come of marriages and births under the head (`roster`); what it answers depends on wealth, region, sex
//! and age by the shares in `tables`. Where the census says how frequent an answer is in a province and a survey how it
//! goes with wealth, `shares` brings both together.

mod cell;
mod chance;
mod citizen;
mod country;
mod home;
mod household;
mod names;
mod numbers;
mod people;
mod place;
mod roster;
mod sections;
mod shares;
mod tables;
mod trouble;
mod wealth;

pub use citizen::Citizen;
pub use country::{
    Country, Event, EventKind, Forms, HouseholdId, Part, PartError, Settings, Stretch, Surveyed, Tehsil,
    Truth, Vintage,
};
pub use household::{Population, Survey};
pub use place::{Figures, Place, Position};
pub use trouble::Trouble;
