//! What the tests of several crates need. Only ever a dev-dependency: a helper that cannot help panics,
//! so that the test which asked for it fails and says why.

pub mod postgres;

#[cfg(feature = "registries")]
pub mod citizens;
#[cfg(feature = "registries")]
pub mod clock;
#[cfg(feature = "registries")]
pub mod registries;
