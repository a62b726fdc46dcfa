//! The project's own forms: their examples, their agreement with the record, and the way from a record to a submission
//! and back.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, not marked as tests themselves"
)]

mod agreement;
mod examples;
mod project;
mod round_trip;
