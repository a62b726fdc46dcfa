//! The machine's own clock and randomness: the only place where they are taken from it.

use jiff::Timestamp;
use rand::{SeedableRng, TryRng, rngs::SysRng};
use rand_chacha::ChaCha20Rng;
use registry::{clock::Clock, ids::RandomIds};
use std::io;

/// The machine's clock.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Ids and secrets from a generator seeded by the operating system.
pub(crate) fn ids() -> io::Result<RandomIds<ChaCha20Rng>> {
    let mut seed = [0; 32];
    SysRng.try_fill_bytes(&mut seed).map_err(io::Error::other)?;
    Ok(RandomIds::new(ChaCha20Rng::from_seed(seed)))
}
