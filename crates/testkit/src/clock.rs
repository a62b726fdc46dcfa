//! A clock that stands still until a test moves it.

use jiff::{SignedDuration, Timestamp};
use registry::clock::Clock;
use std::sync::{Mutex, PoisonError};

/// A clock in a test's hand.
pub struct SimulatedClock(Mutex<Timestamp>);

impl SimulatedClock {
    /// Starts at an instant.
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Moves on.
    pub fn advance(&self, duration: SignedDuration) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += duration;
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
