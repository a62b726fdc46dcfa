//! What an assessment is drawn from: errors by coverage, the ROC curve, deciles, the spread of scores.

use super::{Errors, Scored};

/// Errors where as many people are selected as are taken for the poorest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Part of the people selected, and taken for the poorest.
    pub part: f64,
    /// Part of the poorest missed: as many as are let in by mistake.
    pub error: f64,
}

/// The error at each coverage rate in percent, 5 to 60. Somebody whose score or consumption stands on the border counts
/// as a fraction, so that exactly this part of the people is selected.
pub fn coverage(scored: &[Scored]) -> Vec<Coverage> {
    let all: f64 = scored.iter().map(|one| one.people).sum();
    let by_rank = fractions_below(scored, |one| one.rank);
    let by_welfare = fractions_below(scored, |one| one.welfare);
    (1..=12)
        .map(|step| {
            let part = f64::from(step) * 0.05;
            let both: f64 = scored
                .iter()
                .zip(by_rank.iter().zip(&by_welfare))
                .map(|(one, (rank, welfare))| one.people * rank.within(part) * welfare.within(part))
                .sum();
            Coverage { part, error: 1.0 - both / (part * all) }
        })
        .collect()
}

/// Where a household lies when people are ordered: from which part of them to which.
#[derive(Clone, Copy)]
struct Stretch {
    from: f64,
    to: f64,
}

impl Stretch {
    /// How much of it lies within a first part of the people.
    fn within(self, part: f64) -> f64 {
        ((part - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }
}

/// The stretch of each; those who are equal share one.
fn fractions_below(scored: &[Scored], by: impl Fn(&Scored) -> f64) -> Vec<Stretch> {
    let all: f64 = scored.iter().map(|one| one.people).sum();
    let mut order: Vec<(usize, f64, f64)> =
        scored.iter().enumerate().map(|(place, one)| (place, by(one), one.people)).collect();
    order.sort_by(|one, other| one.1.total_cmp(&other.1));
    let mut stretches = vec![Stretch { from: 0.0, to: 1.0 }; scored.len()];
    let mut so_far = 0.0;
    for equals in order.chunk_by(|one, other| one.1.total_cmp(&other.1).is_eq()) {
        let people: f64 = equals.iter().map(|(_, _, people)| people).sum();
        let stretch = Stretch { from: so_far / all, to: (so_far + people) / all };
        for (place, _, _) in equals {
            if let Some(own) = stretches.get_mut(*place) {
                *own = stretch;
            }
        }
        so_far += people;
    }
    stretches
}

/// The ROC curve over every score (part of the others selected, part of the poorest selected), and the area under it:
/// the probability that somebody of the poorest has a poorer score than somebody who is not; equal scores count half.
pub fn roc(scored: &[Scored]) -> (Vec<(f64, f64)>, f64) {
    let mut order: Vec<&Scored> = scored.iter().collect();
    order.sort_by(|one, other| one.rank.total_cmp(&other.rank));
    let people = |poor: bool| scored.iter().filter(|one| one.poor == poor).map(|one| one.people).sum::<f64>();
    let (poor, others) = (people(true), people(false));
    let (mut curve, mut area) = (vec![(0.0, 0.0)], 0.0);
    let (mut x, mut y) = (0.0, 0.0);
    for equals in order.chunk_by(|one, other| one.rank.total_cmp(&other.rank).is_eq()) {
        let of = |poor: bool| equals.iter().filter(|one| one.poor == poor).map(|one| one.people).sum::<f64>();
        let (right, up) = (of(false) / others, of(true) / poor);
        area += right * (y + up / 2.0);
        x += right;
        y += up;
        curve.push((x, y));
    }
    (curve, area)
}

/// Part of the people selected in each tenth of the people, poorest first.
pub fn deciles(scored: &[Scored], limit: f64) -> [f64; 10] {
    let stretches = fractions_below(scored, |one| one.welfare);
    let (mut selected, mut all) = ([0.0; 10], [0.0; 10]);
    for (one, stretch) in scored.iter().zip(&stretches) {
        for (place, (selected, all)) in selected.iter_mut().zip(&mut all).enumerate() {
            let (from, to) = (place as f64 / 10.0, (place as f64 + 1.0) / 10.0);
            let people = one.people * (stretch.within(to) - stretch.within(from));
            *all += people;
            *selected += if one.rank <= limit { people } else { 0.0 };
        }
    }
    let mut parts = [0.0; 10];
    parts.iter_mut().zip(selected.iter().zip(all)).for_each(|(part, (selected, all))| *part = selected / all);
    parts
}

/// Part of the people by score, in bands of two points from 0 to 100; of the poorest, and of all.
pub fn histogram(scored: &[Scored]) -> Vec<(f64, f64)> {
    let all: f64 = scored.iter().map(|one| one.people).sum();
    let mut bands = vec![(0.0, 0.0); 50];
    for one in scored {
        let place =
            (0..50_u32).rev().find(|place| one.score.as_f64() >= f64::from(*place) * 2.0).unwrap_or(0);
        if let Some(band) = usize::try_from(place).ok().and_then(|place| bands.get_mut(place)) {
            band.0 += if one.poor { one.people / all } else { 0.0 };
            band.1 += one.people / all;
        }
    }
    bands
}

/// How many people lie where: score across, logarithm of consumption up.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The lowest and the highest logarithm of consumption drawn.
    pub welfare: (f64, f64),
    /// Part of the people in each cell, column by column from score 0, each from the lowest consumption up.
    pub cells: Vec<Vec<f64>>,
    /// Mean logarithm of consumption in each column, where it has somebody.
    pub means: Vec<Option<f64>>,
}

/// Columns of two points and as many rows; consumption outside the middle 99 % is drawn at the edge.
pub fn grid(scored: &[Scored]) -> Grid {
    const SIDE: u32 = 50;
    let values: Vec<(f64, f64)> = scored.iter().map(|one| (one.welfare.ln(), one.people)).collect();
    let edge = |part| crate::quantile::quantile(&values, part).unwrap_or_default();
    let (low, high) = (edge(0.002), edge(0.998));
    let all: f64 = scored.iter().map(|one| one.people).sum();
    let side = SIDE as usize;
    let mut cells = vec![vec![0.0; side]; side];
    let mut sums = vec![(0.0, 0.0); side];
    let place = |part: f64| {
        (0..SIDE).rev().find(|place| part * f64::from(SIDE) >= f64::from(*place)).unwrap_or(0) as usize
    };
    for one in scored {
        let column = place(one.score.as_f64() / 100.0);
        let row = place(((one.welfare.ln() - low) / (high - low)).clamp(0.0, 1.0));
        if let Some(cell) = cells.get_mut(column).and_then(|column| column.get_mut(row)) {
            *cell += one.people / all;
        }
        if let Some(sum) = sums.get_mut(column) {
            sum.0 += one.people;
            sum.1 += one.people * one.welfare.ln();
        }
    }
    let mean = |(people, sum): (f64, f64)| (people > 0.0).then(|| sum / people);
    Grid { welfare: (low, high), cells, means: sums.into_iter().map(mean).collect() }
}

/// What a cut-off on every whole score does, from 10 to 60.
pub fn by_cut_off(scored: &[Scored], turned: f64) -> Vec<(f64, Errors)> {
    (10..=60).map(|score| (f64::from(score), super::errors_at(scored, f64::from(score) * turned))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::errors_at;
    use scoring::points::Points;

    fn one(score: i64, welfare: f64, people: f64, poor: bool) -> Scored {
        let score = Points::from_hundredths(score * 100);
        Scored { score, rank: score.as_f64(), people, welfare, poor }
    }

    /// Five households, reckoned by hand.
    fn five() -> Vec<Scored> {
        vec![
            one(10, 100.0, 4.0, true),
            one(20, 300.0, 2.0, false),
            one(20, 150.0, 2.0, true),
            one(40, 200.0, 2.0, true),
            one(60, 900.0, 10.0, false),
        ]
    }

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-12, "{found} is not {wanted}");
    }

    #[test]
    fn errors_at_a_cut_off() {
        let errors = errors_at(&five(), 20.0);
        close(errors.selected, 8.0 / 20.0);
        close(errors.poor, 8.0 / 20.0);
        close(errors.exclusion, 2.0 / 8.0);
        close(errors.inclusion, 2.0 / 8.0);
    }

    #[test]
    fn area_under_the_curve_counts_ties_half() {
        // Pairs of poor and other, by people: 4 with 12 right; 2 with 2 even and 10 right; 2 with 2 wrong and 10 right.
        let right = 4.0 * 12.0 + 2.0 * (1.0 + 10.0) + 2.0 * 10.0;
        let (curve, area) = roc(&five());
        close(area, right / (8.0 * 12.0));
        assert_eq!(curve.len(), 5);
        close(curve[4].0, 1.0);
        close(curve[4].1, 1.0);
    }

    #[test]
    fn coverage_takes_exactly_its_part() {
        // At 40 %: selected by score 10 and both of 20 are 8 of 20 people; the poorest 8 are those of 100, 150 and 200.
        close(coverage(&five())[7].error, 1.0 - 6.0 / 8.0);
        // At 20 % both are the first household.
        close(coverage(&five())[3].error, 0.0);
        // At 25 %: half of the four people who share score 20 fall out, and half of the household of 150.
        close(coverage(&five())[4].error, 1.0 - (4.0 + 2.0 * 0.25 * 0.5) / 5.0);
    }

    #[test]
    fn deciles_share_households_on_their_borders() {
        // Each decile is two people; the poorest two are of the first household, selected.
        let parts = deciles(&five(), 20.0);
        let wanted = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        parts.iter().zip(wanted).for_each(|(found, wanted)| close(*found, wanted));
    }

    #[test]
    fn everybody_is_drawn_once() {
        close(histogram(&five()).iter().map(|(_, all)| all).sum(), 1.0);
        close(histogram(&five()).iter().map(|(poor, _)| poor).sum(), 0.4);
        close(grid(&five()).cells.iter().flatten().sum(), 1.0);
    }
}
