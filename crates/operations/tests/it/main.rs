//! Verbs at work over both engines, with the project's own forms and rules.

mod access;
mod bad_input;
mod corrections;
mod decisions;
mod matrix;
mod roster;
mod staff;
mod submission;
mod tables;
mod verify;
