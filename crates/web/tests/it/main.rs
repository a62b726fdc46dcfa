//! The web at work over a throw-away registry, without a socket.

#[cfg(test)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod api;
mod pages;
