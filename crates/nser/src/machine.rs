//! The machine's own clock and randomness: the only place where they are taken from it. A demonstration's clock runs ahead of
//! the machine's by as much as its visitors moved it.

use jiff::{SignedDuration, Timestamp, ToSpan};
use rand::{SeedableRng, TryRng, rngs::SysRng};
use rand_chacha::ChaCha20Rng;
use registry::{
    clock::{Clock, in_pakistan},
    ids::RandomIds,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicI64, Ordering},
};

/// The machine's clock.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The file in the data folder that says how far ahead a demonstration's clock is, seconds.
const AHEAD: &str = "clock-ahead-seconds";

/// The clock of a demonstration: the machine's, some seconds ahead. Never behind, so that nothing is known before it
/// was. How far ahead is kept beside the data: starting again does not bring the past back.
pub(crate) struct DemonstrationClock {
    file: PathBuf,
    ahead_seconds: AtomicI64,
}

impl DemonstrationClock {
    /// The clock of the data in a folder.
    pub(crate) fn open(data: &Path) -> io::Result<Self> {
        let file = data.join(AHEAD);
        let ahead = match fs::read_to_string(&file) {
            Ok(text) => text.trim().parse().map_err(|_| {
                io::Error::other(format!("{} does not hold a number of seconds", file.display()))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(Self { file, ahead_seconds: AtomicI64::new(ahead) })
    }

    /// Whether somebody moved the clock of the data in a folder.
    pub(crate) fn was_moved(data: &Path) -> bool {
        data.join(AHEAD).exists()
    }

    /// Moves on by so many months, to the same time of day.
    pub(crate) fn move_on(&self, months: u16) -> io::Result<()> {
        let now = self.now();
        let then = in_pakistan(now).saturating_add(i64::from(months).months()).timestamp();
        let by = then.duration_since(now).as_secs().max(0);
        let ahead = self.ahead_seconds.load(Ordering::SeqCst).saturating_add(by);
        // On disk first: what the registry writes from now on bears the new date.
        let draft = self.file.with_extension("draft");
        fs::write(&draft, ahead.to_string())?;
        fs::rename(&draft, &self.file)?;
        self.ahead_seconds.store(ahead, Ordering::SeqCst);
        Ok(())
    }
}

impl Clock for DemonstrationClock {
    fn now(&self) -> Timestamp {
        MachineClock.now() + SignedDuration::from_secs(self.ahead_seconds.load(Ordering::SeqCst))
    }
}

/// Ids and secrets from a generator seeded by the operating system.
pub(crate) fn ids() -> io::Result<RandomIds<ChaCha20Rng>> {
    let mut seed = [0; 32];
    SysRng.try_fill_bytes(&mut seed).map_err(io::Error::other)?;
    Ok(RandomIds::new(ChaCha20Rng::from_seed(seed)))
}
