//! Households, persons, areas, changes and their fold: what the registry knows, with no input or output.
//!
//! Nothing here reads a clock, a database, a network or a source of chance: time comes in through
//! [`clock::Clock`], ids through [`ids::IdSource`]. Every other crate imports this one; it imports none.

pub mod area;
pub mod case;
pub mod chain;
pub mod change;
pub mod citizen;
pub mod clock;
pub mod code_lists;
pub mod delivery;
pub mod enrolment;
pub mod family;
pub mod field;
pub mod finding;
pub mod history;
pub mod household;
pub mod identity;
pub mod ids;
pub mod personal;
pub mod proposal;
pub mod registry_number;
pub mod sections;
pub mod updates;
pub mod wording;

mod macros;
