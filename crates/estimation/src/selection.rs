//! Choosing variables step by step: the best comes in, what has become useless goes out, until nothing changes.

use crate::{distribution::f_tail, moments::Moments};

/// The columns of one variable: they come in and go out together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its columns in the design without constant.
    pub columns: Vec<usize>,
    /// Whether it stays in, whatever it explains.
    pub kept: bool,
}

/// By what a step is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Criterion {
    /// The Bayesian information criterion: n ln(squares / n) + ln(n) for each coefficient. Lower is better.
    Bic,
    /// The probability that chance explains as much (F test): to come in, and to go out.
    Probability {
        /// A variable comes in below this.
        enter: f64,
        /// A variable goes out above this.
        leave: f64,
    },
}

/// Which groups are chosen, in the order of the groups; at most `most` of them.
pub fn stepwise(moments: &Moments, groups: &[Group], criterion: Criterion, most: usize) -> Vec<usize> {
    let mut walk = Walk { moments, groups, criterion, chosen: Vec::new() };
    for (place, _) in groups.iter().enumerate().filter(|(_, group)| group.kept) {
        if walk.squares(&walk.with(place)).is_some() {
            walk.chosen = walk.with(place);
        }
    }
    // Each round lowers the criterion or is the last; the bound only guards against a pair of probabilities that
    // lets one variable in and out for ever.
    for _ in 0..4 * groups.len() + 4 {
        let came = walk.chosen.len() < most && walk.step_in();
        let went = walk.step_out();
        if !came && !went {
            break;
        }
    }
    walk.chosen
}

struct Walk<'a> {
    moments: &'a Moments,
    groups: &'a [Group],
    criterion: Criterion,
    chosen: Vec<usize>,
}

impl Walk<'_> {
    fn with(&self, place: usize) -> Vec<usize> {
        let mut chosen = self.chosen.clone();
        chosen.push(place);
        chosen.sort_unstable();
        chosen
    }

    fn without(&self, place: usize) -> Vec<usize> {
        self.chosen.iter().copied().filter(|other| *other != place).collect()
    }

    /// The squares that are left with some groups, and how many coefficients they have.
    fn squares(&self, chosen: &[usize]) -> Option<(f64, usize)> {
        let columns = columns_of(self.groups, chosen);
        if columns.is_empty() {
            return Some((self.moments.squares_about(self.moments.mean()), 1));
        }
        Some((self.moments.regress(&columns)?.squares, columns.len() + 1))
    }

    /// How much worse fewer variables are than more: above zero when the larger set is to be preferred.
    fn worth(&self, smaller: (f64, usize), larger: (f64, usize), leaving: bool) -> f64 {
        let households = self.moments.households as f64;
        let added = (larger.1 - smaller.1) as f64;
        match self.criterion {
            Criterion::Bic => households * (smaller.0 / larger.0).ln() - households.ln() * added,
            Criterion::Probability { enter, leave } => {
                let degrees = households - larger.1 as f64;
                let statistic = (smaller.0 - larger.0) / added / (larger.0 / degrees);
                let limit = if leaving { leave } else { enter };
                // Probabilities of strong variables are too small to compare: the statistic breaks the tie.
                let beyond = f_tail(statistic, added, degrees);
                if beyond < limit { 1.0 + statistic } else { limit - beyond }
            }
        }
    }

    fn step_in(&mut self) -> bool {
        let Some(now) = self.squares(&self.chosen) else { return false };
        let outside = (0..self.groups.len()).filter(|place| !self.chosen.contains(place));
        let best = outside
            .filter_map(|place| Some((place, self.worth(now, self.squares(&self.with(place))?, false))))
            .max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        match best.filter(|(_, worth)| *worth > 0.0) {
            Some((place, _)) => {
                self.chosen = self.with(place);
                true
            }
            None => false,
        }
    }

    fn step_out(&mut self) -> bool {
        let Some(now) = self.squares(&self.chosen) else { return false };
        let free = |place: &usize| self.groups.get(*place).is_some_and(|group| !group.kept);
        let worst = self
            .chosen
            .iter()
            .copied()
            .filter(free)
            .filter_map(|place| Some((place, self.worth(self.squares(&self.without(place))?, now, true))))
            .min_by(|one, other| one.1.total_cmp(&other.1).then(one.0.cmp(&other.0)));
        match worst.filter(|(_, worth)| *worth < 0.0) {
            Some((place, _)) => {
                self.chosen = self.without(place);
                true
            }
            None => false,
        }
    }
}

/// The columns of some groups, in order.
pub fn columns_of(groups: &[Group], chosen: &[usize]) -> Vec<usize> {
    chosen.iter().filter_map(|place| groups.get(*place)).flat_map(|group| group.columns.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invented::{design_of, gauss};

    /// Six columns of chance, of which the second and the fifth matter, and one copy of the second.
    fn moments() -> Moments {
        let mut design = design_of(800, 7, 5);
        let second = design.column(1).into_owned();
        design.set_column(6, &second);
        let noise = gauss(800, 6);
        let response = nalgebra::DVector::from_fn(800, |row, _| {
            2.0 + 0.7 * design[(row, 1)] - 0.3 * design[(row, 4)] + 0.8 * noise[row]
        });
        Moments::of(&design, &response, &nalgebra::DVector::repeat(800, 1.0), 0..800)
    }

    fn singles(kept: Option<usize>) -> Vec<Group> {
        (0..7).map(|column| Group { columns: vec![column], kept: kept == Some(column) }).collect()
    }

    #[test]
    fn the_true_variables_are_chosen_and_a_copy_is_not() {
        for criterion in [Criterion::Bic, Criterion::Probability { enter: 0.001, leave: 0.002 }] {
            assert_eq!(stepwise(&moments(), &singles(None), criterion, 7), [1, 4], "{criterion:?}");
        }
    }

    #[test]
    fn a_kept_variable_stays_and_the_most_is_not_passed() {
        assert_eq!(stepwise(&moments(), &singles(Some(0)), Criterion::Bic, 7), [0, 1, 4]);
        assert_eq!(stepwise(&moments(), &singles(None), Criterion::Bic, 1), [1]);
    }

    #[test]
    fn columns_of_one_variable_come_in_together() {
        let groups = [
            Group { columns: vec![0, 2], kept: false },
            Group { columns: vec![1, 3], kept: false },
            Group { columns: vec![4], kept: false },
        ];
        assert_eq!(columns_of(&groups, &stepwise(&moments(), &groups, Criterion::Bic, 7)), [1, 3, 4]);
    }
}
