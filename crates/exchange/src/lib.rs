//! Systems of others. Each is a port, an object-safe trait, with real adapters behind it; a simulator of each is a process of its
//! own, in the program.
//!
//! Nothing here decides about households or keeps anything: an adapter asks, reads the answer tolerantly, and says
//! what went wrong in a way that tells the asker whether and when to ask again. No error or log line holds anything of a person.

pub mod breaker;
mod canonical_json;
pub mod citizen_registry;
pub mod connect;
pub mod dci;
mod http;
pub mod nadra;
mod signature;
mod text;

pub use http::Limits;
pub use signature::{Signer, Verifier};
