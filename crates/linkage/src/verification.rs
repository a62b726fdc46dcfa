//! The record held against the citizen registry, field by field.

use jiff::Timestamp;
use registry::{
    citizen::{CitizenRecord, Verification},
    household::Member,
    identity::CitizenNumber,
};

/// What comes of an answer of the citizen registry about a member who gives this number.
pub fn verify(
    member: &Member,
    number: CitizenNumber,
    held: Option<CitizenRecord>,
    source: &str,
    at: Timestamp,
    expires: Timestamp,
) -> Verification {
    let _ = member;
    Verification { number, source: source.to_owned(), at, expires, fields: Vec::new(), name: None, held }
}
