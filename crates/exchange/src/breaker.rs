//! When to ask a system that fails, and when to leave it alone: a circuit breaker with growing pauses. Pure: the
//! present is handed in.

use crate::citizen_registry::Outage;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// So many failures one after another open it.
    pub failures: u32,
    /// The first pause.
    pub first_pause: Duration,
    /// Each pause is twice the one before, up to this one.
    pub longest_pause: Duration,
    /// The pause after a refusal, which an operator has to look into.
    pub refused_pause: Duration,
    /// After so long a trial that reported nothing counts as lost, and another may be made.
    pub trial: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            failures: 3,
            first_pause: Duration::from_secs(15),
            longest_pause: Duration::from_mins(15),
            refused_pause: Duration::from_mins(15),
            trial: Duration::from_mins(2),
        }
    }
}

/// Not before this instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until(pub Timestamp);

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Standing {
    /// Everybody may ask.
    Closed {
        /// Failures since the last success.
        failures: u32,
    },
    /// Nobody may ask.
    Open {
        /// Before this instant.
        until: Timestamp,
    },
    /// One is asking on trial; the others wait.
    HalfOpen {
        /// When the trial counts as lost.
        until: Timestamp,
    },
}

/// The breaker. Whoever asks calls [`Breaker::ask`] before, and [`Breaker::succeeded`] or [`Breaker::failed`] after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breaker {
    settings: Settings,
    standing: Standing,
    next_pause: Duration,
}

impl Breaker {
    /// Closed.
    pub fn new(settings: Settings) -> Self {
        let next_pause = settings.first_pause.min(settings.longest_pause);
        Self { settings, standing: Standing::Closed { failures: 0 }, next_pause }
    }

    /// How it stands, for pages and logs.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether a question may be asked now; if not, from when one may. After a pause one may, on trial.
    pub fn ask(&mut self, now: Timestamp) -> Result<(), Until> {
        match self.standing {
            Standing::Closed { .. } => Ok(()),
            Standing::Open { until } | Standing::HalfOpen { until } if now < until => Err(Until(until)),
            Standing::Open { .. } | Standing::HalfOpen { .. } => {
                self.standing = Standing::HalfOpen { until: later(now, self.settings.trial) };
                Ok(())
            }
        }
    }

    /// A question was answered. An answer to a question from before the pause does not end the pause.
    pub fn succeeded(&mut self) {
        if !matches!(self.standing, Standing::Open { .. }) {
            *self = Self::new(self.settings.clone());
        }
    }

    /// A question failed.
    pub fn failed(&mut self, outage: &Outage, now: Timestamp) {
        match outage {
            Outage::Quota(wait) => self.open(later(now, *wait)),
            Outage::Refused(_) => self.open(later(now, self.settings.refused_pause)),
            Outage::Down(_) => self.failed_once_more(now),
        }
    }

    fn failed_once_more(&mut self, now: Timestamp) {
        match self.standing {
            Standing::Closed { failures } if failures.saturating_add(1) < self.settings.failures => {
                self.standing = Standing::Closed { failures: failures.saturating_add(1) };
            }
            Standing::Closed { .. } | Standing::HalfOpen { .. } => {
                self.open(later(now, self.next_pause));
                self.next_pause = self.next_pause.saturating_mul(2).min(self.settings.longest_pause);
            }
            // A question from before the pause: the pause has begun already.
            Standing::Open { .. } => {}
        }
    }

    /// Opens it; a pause that lasts longer already stays as it is.
    fn open(&mut self, until: Timestamp) {
        let until = match self.standing {
            Standing::Open { until: already } => until.max(already),
            _ => until,
        };
        self.standing = Standing::Open { until };
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn down() -> Outage {
        Outage::Down("as arranged".to_owned())
    }

    fn settings() -> Settings {
        Settings {
            failures: 3,
            first_pause: Duration::from_secs(10),
            longest_pause: Duration::from_secs(35),
            refused_pause: Duration::from_secs(100),
            trial: Duration::from_secs(5),
        }
    }

    #[test]
    fn it_opens_at_the_third_failure_and_lets_one_try_after_the_pause() {
        let mut breaker = Breaker::new(settings());
        for _ in 0..3 {
            assert_eq!(breaker.ask(at(0)), Ok(()));
            breaker.failed(&down(), at(0));
        }
        assert_eq!(breaker.ask(at(9)), Err(Until(at(10))));
        assert_eq!(breaker.ask(at(10)), Ok(()));
        assert_eq!(breaker.ask(at(11)), Err(Until(at(15))), "one at a time");
        breaker.succeeded();
        assert_eq!(breaker.standing(), Standing::Closed { failures: 0 });
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_start_anew_after_a_success() {
        let mut breaker = Breaker::new(Settings { failures: 1, ..settings() });
        let mut now = 0;
        for pause in [10, 20, 35, 35] {
            assert_eq!(breaker.ask(at(now)), Ok(()));
            breaker.failed(&down(), at(now));
            assert_eq!(breaker.standing(), Standing::Open { until: at(now + pause) });
            now += pause;
        }
        assert_eq!(breaker.ask(at(now)), Ok(()));
        breaker.succeeded();
        breaker.failed(&down(), at(now));
        assert_eq!(breaker.standing(), Standing::Open { until: at(now + 10) });
    }

    #[test]
    fn a_trial_that_is_never_heard_of_again_is_given_up() {
        let mut breaker = Breaker::new(Settings { failures: 1, ..settings() });
        breaker.failed(&down(), at(0));
        assert_eq!(breaker.ask(at(10)), Ok(()));
        assert_eq!(breaker.ask(at(14)), Err(Until(at(15))));
        assert_eq!(breaker.ask(at(15)), Ok(()));
    }

    #[test]
    fn questions_from_before_the_pause_neither_end_nor_lengthen_it() {
        let mut breaker = Breaker::new(Settings { failures: 1, ..settings() });
        breaker.failed(&down(), at(0));
        breaker.failed(&down(), at(5));
        breaker.succeeded();
        assert_eq!(breaker.standing(), Standing::Open { until: at(10) });
    }

    #[derive(Debug, Clone)]
    enum Step {
        Wait(i64),
        Ask,
        Succeed,
        Down,
        Quota(u64),
        Refused,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0_i64..60).prop_map(Step::Wait),
            Just(Step::Ask),
            Just(Step::Succeed),
            Just(Step::Down),
            (0_u64..500).prop_map(Step::Quota),
            Just(Step::Refused),
        ]
    }

    proptest! {
        #[test]
        fn nobody_asks_before_the_quota_or_a_refusal_is_over(steps in prop::collection::vec(step(), 0..80)) {
            let mut breaker = Breaker::new(settings());
            let (mut now, mut not_before) = (0, 0);
            for step in steps {
                match step {
                    Step::Wait(seconds) => now += seconds,
                    Step::Ask => prop_assert!(breaker.ask(at(now)).is_err() || now >= not_before),
                    Step::Succeed => breaker.succeeded(),
                    Step::Down => breaker.failed(&down(), at(now)),
                    Step::Quota(seconds) => {
                        breaker.failed(&Outage::Quota(Duration::from_secs(seconds)), at(now));
                        not_before = not_before.max(now + i64::try_from(seconds).unwrap());
                    }
                    Step::Refused => {
                        breaker.failed(&Outage::Refused(String::new()), at(now));
                        not_before = not_before.max(now + 100);
                    }
                }
            }
        }

        #[test]
        fn whoever_waits_as_told_may_ask_and_a_success_then_closes_it(steps in prop::collection::vec(step(), 0..80)) {
            let mut breaker = Breaker::new(settings());
            let mut now = 0;
            for step in steps {
                match step {
                    Step::Wait(seconds) => now += seconds,
                    Step::Ask => drop(breaker.ask(at(now))),
                    Step::Succeed => breaker.succeeded(),
                    Step::Down => breaker.failed(&down(), at(now)),
                    Step::Quota(seconds) => breaker.failed(&Outage::Quota(Duration::from_secs(seconds)), at(now)),
                    Step::Refused => breaker.failed(&Outage::Refused(String::new()), at(now)),
                }
            }
            let told = match breaker.ask(at(now)) {
                Ok(()) => at(now),
                Err(Until(instant)) => {
                    prop_assert!(instant > at(now));
                    prop_assert_eq!(breaker.ask(instant), Ok(()));
                    instant
                }
            };
            breaker.succeeded();
            prop_assert_eq!(breaker.ask(told), Ok(()));
            prop_assert_eq!(breaker.standing(), Standing::Closed { failures: 0 });
        }

        #[test]
        fn failing_trials_are_no_closer_together_than_the_first_pause_and_no_further_than_the_longest(trials in 1_usize..30) {
            let mut breaker = Breaker::new(Settings { failures: 1, ..settings() });
            let mut now = at(0);
            for _ in 0..trials {
                prop_assert_eq!(breaker.ask(now), Ok(()));
                breaker.failed(&down(), now);
                let Err(Until(next)) = breaker.ask(now) else { panic!("open") };
                let pause = next.duration_since(now).as_secs();
                prop_assert!((10..=35).contains(&pause));
                now = next;
            }
        }
    }
}
