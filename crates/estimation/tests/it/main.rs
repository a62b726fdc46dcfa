//! Models estimated on invented surveys whose truth is known, and errors against published ones.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "these are tests; helpers count as such only inside `cfg(test)`"
)]

mod bad_input;
mod invented;
mod published;
mod recovery;
