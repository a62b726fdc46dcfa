//! Verbs at work over both engines, with the project's own forms and rules.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, not marked as tests themselves"
)]

mod access;
mod bad_input;
mod corrections;
mod decisions;
mod load;
mod matrix;
mod roster;
mod staff;
mod submission;
mod tables;
mod verify;
