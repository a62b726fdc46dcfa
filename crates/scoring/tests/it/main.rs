//! Facts, rules and decisions through the public interface, on invented households.

mod conditions;
mod decisions;
mod facts;
mod households;
mod rules_files;
mod scorecards;
