//! What goes wrong on purpose, and how much has been asked: set at the start and changed while the simulator runs.

use super::chance::{happens, mixed};
use clap::Args;
use registry::identity::CitizenNumber;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Faults on demand. Shares are from 0 to 1.
#[derive(Debug, Clone, PartialEq, Args, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Faults {
    /// Milliseconds before each answer.
    #[arg(long, default_value_t = 0, value_name = "MILLISECONDS")]
    pub(super) slow_ms: u64,
    /// Share of calls that fail: with HTTP 500 and 502, and with an answer that is cut off.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    pub(super) fail_share: f64,
    /// Share of numbers for which somebody else's record is answered.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    pub(super) wrong_person_share: f64,
    /// At most so many numbers are answered in a minute; 0 for any number.
    #[arg(long, default_value_t = 0, value_name = "NUMBERS")]
    pub(super) quota_per_minute: u64,
    /// Answer every call with HTTP 503.
    #[arg(long)]
    pub(super) down: bool,
    /// Share of notices that are sent a second time, with the same reference.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    pub(super) duplicate_share: f64,
    /// Share of notices that come late, after later ones.
    #[arg(long, default_value_t = 0.0, value_parser = share, value_name = "SHARE")]
    pub(super) late_share: f64,
    /// How late late notices and second ones come, milliseconds.
    #[arg(long, default_value_t = 5_000, value_name = "MILLISECONDS")]
    pub(super) late_ms: u64,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            slow_ms: 0,
            fail_share: 0.0,
            wrong_person_share: 0.0,
            quota_per_minute: 0,
            down: false,
            duplicate_share: 0.0,
            late_share: 0.0,
            late_ms: 5_000,
        }
    }
}

impl Faults {
    /// Whether every share is one.
    pub(super) fn is_possible(&self) -> bool {
        let shares = [self.fail_share, self.wrong_person_share, self.duplicate_share, self.late_share];
        shares.iter().all(|share| (0.0..=1.0).contains(share))
    }
}

/// Reads a share.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "a share is a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a share is from 0 to 1".to_owned()) }
}

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failing {
    /// HTTP 500 with an error in the protocol's form.
    Error,
    /// HTTP 502 with a page, as a proxy answers.
    Proxy,
    /// HTTP 200 with half an answer.
    CutOff,
}

/// What was asked and answered. Numbers are counted, never shown.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Counts {
    /// HTTP calls of any kind.
    pub(super) calls: u64,
    /// Calls that were made to fail.
    pub(super) calls_failed: u64,
    /// Numbers asked for in calls that were answered.
    pub(super) questions: u64,
    /// Different numbers among them.
    pub(super) numbers: u64,
    /// The most questions about one number.
    pub(super) most_about_one_number: u64,
    /// Questions about numbers that are not held.
    pub(super) not_held: u64,
    /// Questions answered with somebody else.
    pub(super) wrong_person: u64,
    /// Questions refused for the quota.
    pub(super) refused_by_quota: u64,
    /// Notices sent, with repetitions.
    pub(super) notices_sent: u64,
    /// Notices that a subscriber took, second ones too.
    pub(super) notices_taken: u64,
    /// Second notices that a subscriber took.
    pub(super) duplicates_taken: u64,
    /// Notices still to be taken.
    pub(super) notices_waiting: u64,
}

/// Faults and counts, with the chance that decides.
pub(super) struct Trouble {
    seed: u64,
    state: Mutex<State>,
}

struct State {
    faults: Faults,
    counts: Counts,
    asked: HashMap<CitizenNumber, u64>,
    minute: (Instant, u64),
}

impl Trouble {
    pub(super) fn new(seed: u64, faults: Faults) -> Self {
        let state =
            State { faults, counts: Counts::default(), asked: HashMap::new(), minute: (Instant::now(), 0) };
        Self { seed, state: Mutex::new(state) }
    }

    pub(super) fn faults(&self) -> Faults {
        self.with(|state| state.faults.clone())
    }

    /// Sets faults; the minute of the quota begins anew.
    pub(super) fn set(&self, faults: Faults) {
        self.with(|state| {
            state.faults = faults;
            state.minute = (Instant::now(), 0);
        });
    }

    pub(super) fn counts(&self) -> Counts {
        self.with(|state| Counts {
            numbers: u64::try_from(state.asked.len()).unwrap_or(u64::MAX),
            most_about_one_number: state.asked.values().copied().max().unwrap_or(0),
            ..state.counts.clone()
        })
    }

    /// Counts something.
    pub(super) fn count(&self, count: impl FnOnce(&mut Counts)) {
        self.with(|state| count(&mut state.counts));
    }

    /// Whether this call fails.
    pub(super) fn call(&self) -> Option<Failing> {
        self.with(|state| {
            state.counts.calls += 1;
            let about = [20, state.counts.calls];
            if !happens(self.seed, &about, state.faults.fail_share) {
                return None;
            }
            state.counts.calls_failed += 1;
            Some(match mixed(self.seed, &[21, state.counts.calls]) % 3 {
                0 => Failing::Error,
                1 => Failing::Proxy,
                _ => Failing::CutOff,
            })
        })
    }

    /// Takes so many questions out of the minute's quota; the error is how long to wait. A batch larger than the whole quota
    /// passes at the beginning of a minute, since it never could otherwise.
    pub(super) fn take(&self, questions: u64) -> Result<(), Duration> {
        const MINUTE: Duration = Duration::from_mins(1);
        self.with(|state| {
            let quota = state.faults.quota_per_minute;
            if state.minute.0.elapsed() >= MINUTE {
                state.minute = (Instant::now(), 0);
            }
            if quota > 0 && state.minute.1 > 0 && state.minute.1 + questions > quota {
                state.counts.refused_by_quota += questions;
                return Err(MINUTE.saturating_sub(state.minute.0.elapsed()));
            }
            state.minute.1 += questions;
            Ok(())
        })
    }

    /// Counts a question; whether it is answered with somebody else.
    pub(super) fn ask(&self, number: CitizenNumber) -> bool {
        self.with(|state| {
            state.counts.questions += 1;
            *state.asked.entry(number).or_default() += 1;
            let wrong = happens(self.seed, &[22, state.counts.questions], state.faults.wrong_person_share);
            state.counts.wrong_person += u64::from(wrong);
            wrong
        })
    }

    fn with<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_holds_for_batches_too() {
        let trouble = Trouble::new(1, Faults { quota_per_minute: 10, ..Faults::default() });
        assert_eq!(trouble.take(25), Ok(()), "could never be asked otherwise");
        assert!(trouble.take(1).unwrap_err() <= Duration::from_mins(1));
        trouble.set(Faults { quota_per_minute: 10, ..Faults::default() });
        assert!(trouble.take(6).is_ok() && trouble.take(5).is_err() && trouble.take(4).is_ok());
        assert_eq!(trouble.counts().refused_by_quota, 6);
    }

    #[test]
    fn the_same_seed_brings_the_same_faults() {
        let failing = |seed| {
            let trouble = Trouble::new(seed, Faults { fail_share: 0.5, ..Faults::default() });
            (0..50).map(|_| trouble.call()).collect::<Vec<_>>()
        };
        assert_eq!(failing(3), failing(3));
        assert_ne!(failing(3), failing(4));
    }
}
