//! The program as its users meet it: started as a process, spoken to over HTTP, stopped, killed, started again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on must fail"
)]

mod bad_requests;
mod citizen_registry;
mod command_line;
mod crash;
mod cross_validation;
mod import;
mod openrosa;
mod population;
mod program;
mod questionnaires;
mod simulator;
mod story;
mod tablets;
mod visitor;
