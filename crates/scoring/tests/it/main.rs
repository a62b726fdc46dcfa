//! Facts, rules and decisions through the public interface, on invented households.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests; helpers count as such only inside `cfg(test)`"
)]

mod conditions;
mod decisions;
mod facts;
mod households;
mod programmes;
mod rules_files;
mod scorecards;
mod updates;
