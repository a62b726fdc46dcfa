//! Counting how the sending went.

use super::openrosa::Broken;
use serde::Serialize;
use std::time::Duration;

/// How the sending went.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Tally {
    /// Requests that held a questionnaire.
    pub(crate) requests: u64,
    /// Submissions sent once more although they were acknowledged.
    pub(crate) repeated: u64,
    /// Submissions sent in several requests.
    pub(crate) split: u64,
    /// Corrections that came before what they correct, and were sent again.
    pub(crate) too_early: u64,
    /// Requests made again after they failed.
    pub(crate) retried: u64,
    /// Lines that the tablet's side cut in the middle of the body.
    pub(crate) cut_in_body: u64,
    /// Lines that the tablet's side cut before the answer was read.
    pub(crate) cut_before_answer: u64,
    /// Requests to which nobody listened.
    pub(crate) not_listening: u64,
    /// Connections lost otherwise.
    pub(crate) lost: u64,
    /// Answers that said: not now.
    pub(crate) busy: u64,
    /// How long each acknowledgement took, microseconds.
    #[serde(skip)]
    latencies: Vec<u64>,
}

/// How long acknowledgements took, milliseconds: so many in a hundred took no longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(crate) struct Latency {
    pub(crate) acknowledgements: u64,
    pub(crate) p50_milliseconds: f64,
    pub(crate) p90_milliseconds: f64,
    pub(crate) p99_milliseconds: f64,
    pub(crate) longest_milliseconds: f64,
}

impl Tally {
    /// A request was acknowledged after so long.
    pub(crate) fn acknowledged_after(&mut self, took: Duration) {
        self.latencies.push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// A request got no answer.
    pub(crate) fn broken(&mut self, broken: Broken) {
        let count = match broken {
            Broken::CutInBody => &mut self.cut_in_body,
            Broken::CutBeforeAnswer => &mut self.cut_before_answer,
            Broken::NotListening => &mut self.not_listening,
            Broken::Lost => &mut self.lost,
        };
        *count += 1;
    }

    /// Adds another's counts.
    pub(crate) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.repeated += other.repeated;
        self.split += other.split;
        self.too_early += other.too_early;
        self.retried += other.retried;
        self.cut_in_body += other.cut_in_body;
        self.cut_before_answer += other.cut_before_answer;
        self.not_listening += other.not_listening;
        self.lost += other.lost;
        self.busy += other.busy;
        self.latencies.extend(other.latencies);
    }

    /// How long acknowledgements took.
    pub(crate) fn latency(&self) -> Latency {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
            sorted.get(rank).map_or(0.0, |microseconds| *microseconds as f64 / 1000.0)
        };
        Latency {
            acknowledgements: sorted.len() as u64,
            p50_milliseconds: at(50),
            p90_milliseconds: at(90),
            p99_milliseconds: at(99),
            longest_milliseconds: at(100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_all_tablets_together() {
        let mut tally = Tally::default();
        assert_eq!(tally.latency(), Latency::default());
        (1..=60).for_each(|milliseconds| tally.acknowledged_after(Duration::from_millis(milliseconds)));
        let mut other = Tally::default();
        (61..=100)
            .rev()
            .for_each(|milliseconds| other.acknowledged_after(Duration::from_millis(milliseconds)));
        tally.add(other);
        let latency = tally.latency();
        assert_eq!((latency.p50_milliseconds, latency.p90_milliseconds), (50.0, 90.0));
        assert_eq!((latency.p99_milliseconds, latency.longest_milliseconds), (99.0, 100.0));
    }
}
