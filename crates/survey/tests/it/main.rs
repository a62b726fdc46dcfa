//! The project's own forms: their examples, their agreement with the record, and the way from a record to a submission
//! and back.

mod agreement;
mod examples;
mod project;
mod round_trip;
