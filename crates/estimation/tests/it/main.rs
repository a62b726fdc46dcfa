//! Models estimated on invented surveys whose truth is known, and on the household survey of 2015-16 where it is at
//! hand.

mod bad_input;
mod hies;
mod invented;
mod published;
mod recovery;
