//! Verbs at work over both engines, with the project's own forms and rules.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, not marked as tests themselves"
)]

mod access;
mod appeals;
mod attack;
mod bad_input;
mod calendar;
mod cases;
mod citizens;
mod conflicts;
mod corrections;
mod cross_validation;
mod decisions;
mod emergencies;
mod life_events;
mod load;
mod matrix;
mod programmes;
mod renewal;
mod roster;
mod simulation;
mod staff;
mod submission;
mod tables;
mod updates;
mod verification;
mod verify;
mod years;
