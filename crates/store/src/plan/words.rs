//! Words of names and the households they lead to. A word that many of a batch's new households have is kept once for
//! all of them: in a load that is most words, and a row for each household would be the largest table of all.

use std::collections::HashMap;

/// Most households behind one row: it stays small enough to be kept in one piece.
const LONGEST: usize = 400;

/// A word, the first of the households that have it, and how far the others are from that one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WordRun<'a> {
    pub word: &'a str,
    pub household: i64,
    /// Ascending; empty when there is no other.
    pub later: Vec<i16>,
}

/// The words of households that come in ascending order.
#[derive(Default)]
pub(super) struct Words<'a>(HashMap<&'a str, Vec<WordRun<'a>>>);

impl<'a> Words<'a> {
    pub(super) fn add(&mut self, word: &'a str, household: i64) {
        let runs = self.0.entry(word).or_default();
        let joined = runs.last_mut().is_some_and(|run| run.join(household));
        if !joined {
            runs.push(WordRun { word, household, later: Vec::new() });
        }
    }

    /// In the order of the table.
    pub(super) fn into_runs(self) -> Vec<WordRun<'a>> {
        let mut runs: Vec<WordRun<'a>> = self.0.into_values().flatten().collect();
        runs.sort_unstable_by_key(|run| (run.word, run.household));
        runs
    }
}

impl WordRun<'_> {
    /// False when the household is too far or the run is full.
    fn join(&mut self, household: i64) -> bool {
        let distance = i16::try_from(household - self.household).ok();
        match distance.filter(|_| self.later.len() < LONGEST) {
            Some(distance) => {
                self.later.push(distance);
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn households(runs: &[WordRun<'_>]) -> Vec<i64> {
        runs.iter()
            .flat_map(|run| {
                [0].into_iter().chain(run.later.iter().copied()).map(|later| run.household + i64::from(later))
            })
            .collect()
    }

    #[test]
    fn every_household_is_in_one_run() {
        let mut words = Words::default();
        let all: Vec<i64> = (5..2000).chain([30_000, 34_999, 70_000, 70_001]).collect();
        for &household in &all {
            words.add("bibi", household);
        }
        words.add("akbar", 7);
        let runs = words.into_runs();
        assert_eq!(runs[0], WordRun { word: "akbar", household: 7, later: Vec::new() });
        assert_eq!(households(&runs[1..]), all);
        assert!(runs.iter().all(|run| run.later.len() <= LONGEST));
    }
}
