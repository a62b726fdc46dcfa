//! Facts, scorecards, policies and decisions: what a household's record means for a programme, and why.
//!
//! A record gives [`facts`]; a [`scorecard`] turns facts into a score with the points of every answer; a [`policy`]
//! adds cut-offs and filters; a [`decision`] keeps all of it, so that it can be recomputed to the byte years later.
//! Scorecards and policies are files, loaded and checked by [`rules`]. Nothing here reads a file, a clock or chance.
//!
//! Missing is never zero: a fact that the record does not give is lacking, and whatever depends on it says so.

pub mod condition;
pub mod decision;
pub mod facts;
pub mod points;
pub mod policy;
pub mod programme;
pub mod rules;
pub mod scorecard;

pub use registry::wording;
