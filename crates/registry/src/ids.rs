//! Every id is its own type, declared here.

use jiff::Timestamp;
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::Mutex};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A person, the same for life and in whichever household.
    PersonId;
    /// One change in the log.
    ChangeId;
    /// One decision about a household under a policy.
    DecisionId;
    /// A member of staff who signs in.
    UserId;
    /// An enumerator's or a system's token.
    CredentialId;
    /// A piece of later work.
    JobId;
    /// A proposal that somebody works on.
    CaseId;
    /// A family's place in a programme.
    EnrolmentId;
    /// An act of headquarters or of a disaster authority: a raised capacity, an emergency, a list, a renewal.
    ActId;
}

/// Where new ids and secrets come from. The program hands in the operating system's randomness, tests a seed.
pub trait IdSource: Send + Sync {
    /// A version 7 UUID, which sorts by the instant given.
    fn uuid(&self, now: Timestamp) -> Uuid;

    /// Bytes nobody can guess, for tokens and salts.
    fn secret(&self) -> [u8; 32];
}

/// An [`IdSource`] over any generator; with a seeded one the ids are the same at every run.
pub struct RandomIds<R>(Mutex<R>);

impl<R: Rng> RandomIds<R> {
    /// Takes the generator.
    pub fn new(generator: R) -> Self {
        Self(Mutex::new(generator))
    }

    fn fill(&self, bytes: &mut [u8]) {
        // A generator has no state that a panic elsewhere could leave half-written.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(bytes);
    }
}

impl<R: Rng + Send> IdSource for RandomIds<R> {
    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }
}
