//! The lasso: coefficients whose sum of sizes is held down, so that many are exactly zero. Cyclic coordinate descent
//! on standardised columns.

use crate::moments::{Line, Moments, sum_of};
use nalgebra::{DMatrix, DVector};

/// When no coefficient moves by more than this part of the response's spread, it is done.
const TOLERANCE: f64 = 1e-10;
const MOST_ROUNDS: usize = 20_000;
/// How many penalties are tried, from the one that leaves nothing in down to a thousandth of it.
const PENALTIES: usize = 50;

/// The line at a penalty: it minimises half the mean squared error plus the penalty times the sum of sizes of the
/// coefficients of columns with standard deviation one. Constant columns get zero.
pub fn lasso(moments: &Moments, penalty: f64) -> Line {
    let standard = Standard::new(moments);
    let coefficients = standard.descend(penalty, &DVector::zeros(moments.columns()));
    standard.line(moments, &coefficients)
}

/// The penalties to try, largest first.
pub fn penalties(moments: &Moments) -> Vec<f64> {
    let standard = Standard::new(moments);
    let largest = standard.with_response.amax();
    (0..PENALTIES).map(|step| largest * 0.001_f64.powf(step as f64 / (PENALTIES - 1) as f64)).collect()
}

/// The penalty by cross-validation: the largest whose error out of sample is within one standard error of the least
/// (folds are the sample), given the sums of each fold.
pub fn cross_validated_penalty(folds: &[Moments]) -> f64 {
    let whole = sum_of(folds);
    let penalties = penalties(&whole);
    let by_fold: Vec<Vec<f64>> = folds.iter().map(|fold| errors_of_fold(&whole, fold, &penalties)).collect();
    let number = folds.len() as f64;
    let summary: Vec<(f64, f64)> = (0..penalties.len())
        .map(|place| {
            let errors: Vec<f64> = by_fold.iter().filter_map(|errors| errors.get(place).copied()).collect();
            let mean = errors.iter().sum::<f64>() / number;
            let variance =
                errors.iter().map(|error| (error - mean).powi(2)).sum::<f64>() / (number - 1.0).max(1.0);
            (mean, (variance / number).sqrt())
        })
        .collect();
    let least = summary.iter().copied().min_by(|one, other| one.0.total_cmp(&other.0));
    let limit = least.map_or(f64::INFINITY, |(mean, error)| mean + error);
    let within = penalties.iter().zip(&summary).find(|(_, (mean, _))| *mean <= limit);
    within.map_or(0.0, |(penalty, _)| *penalty)
}

/// The mean squared error in a fold, for each penalty, of lines fitted to all others; each starts from the one before.
fn errors_of_fold(whole: &Moments, fold: &Moments, penalties: &[f64]) -> Vec<f64> {
    let others = whole - fold;
    let standard = Standard::new(&others);
    let columns: Vec<usize> = (0..whole.columns()).collect();
    let mut start = DVector::zeros(whole.columns());
    penalties
        .iter()
        .map(|penalty| {
            start = standard.descend(*penalty, &start);
            fold.squared_errors(&columns, &standard.line(&others, &start)) / fold.weight
        })
        .collect()
}

/// Columns with mean zero and standard deviation one: their correlations, and covariances with the response.
struct Standard {
    spreads: DVector<f64>,
    correlations: DMatrix<f64>,
    with_response: DVector<f64>,
    response_spread: f64,
}

#[expect(clippy::indexing_slicing, reason = "columns are those of the sums")]
impl Standard {
    fn new(moments: &Moments) -> Self {
        let columns = moments.columns();
        let spreads = DVector::from_fn(columns, |column, _| {
            let spread = (moments.covariance(column, column) / moments.weight).max(0.0).sqrt();
            if spread > 1e-9 { spread } else { 0.0 }
        });
        let by = |column: usize| if spreads[column] > 0.0 { 1.0 / spreads[column] } else { 0.0 };
        Self {
            correlations: DMatrix::from_fn(columns, columns, |row, column| {
                moments.covariance(row, column) / moments.weight * by(row) * by(column)
            }),
            with_response: DVector::from_fn(columns, |row, _| {
                moments.covariance_with_response(row) / moments.weight * by(row)
            }),
            response_spread: (moments.squares_about(moments.mean()) / moments.weight).sqrt(),
            spreads,
        }
    }

    fn descend(&self, penalty: f64, start: &DVector<f64>) -> DVector<f64> {
        let mut coefficients = start.clone();
        let mut explained = &self.correlations * &coefficients;
        for _ in 0..MOST_ROUNDS {
            let mut largest: f64 = 0.0;
            for column in (0..coefficients.len()).filter(|column| self.spreads[*column] > 0.0) {
                let free = self.with_response[column] - explained[column] + coefficients[column];
                let moved = free.signum() * (free.abs() - penalty).max(0.0) - coefficients[column];
                if moved.abs() > 0.0 {
                    coefficients[column] += moved;
                    explained.axpy(moved, &self.correlations.column(column), 1.0);
                    largest = largest.max(moved.abs());
                }
            }
            if largest <= TOLERANCE * self.response_spread {
                break;
            }
        }
        coefficients
    }

    /// In the columns' own units, with the constant.
    fn line(&self, moments: &Moments, coefficients: &DVector<f64>) -> Line {
        let own: Vec<f64> = coefficients
            .iter()
            .zip(self.spreads.iter())
            .map(|(coefficient, spread)| if *spread > 0.0 { coefficient / spread } else { 0.0 })
            .collect();
        let columns: Vec<usize> = (0..own.len()).collect();
        let line = moments.with_constant(&columns, own, 0.0);
        let squares = moments.squared_errors(&columns, &line);
        Line { squares, ..line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        invented::{design_of, gauss},
        validation::{Folds, moments_of_folds},
    };

    fn data() -> (DMatrix<f64>, DVector<f64>, DVector<f64>) {
        let design = design_of(600, 8, 11);
        let noise = gauss(600, 12);
        let response = DVector::from_fn(600, |row, _| {
            1.0 + 0.9 * design[(row, 2)] - 0.5 * design[(row, 6)] + 0.7 * noise[row]
        });
        let weights = DVector::from_fn(600, |row, _| if row % 3 == 0 { 2.0 } else { 0.5 });
        (design, response, weights)
    }

    #[test]
    fn without_penalty_it_is_least_squares() {
        let (design, response, weights) = data();
        let moments = Moments::of(&design, &response, &weights, 0..600);
        let columns: Vec<usize> = (0..8).collect();
        let (shrunk, plain) = (lasso(&moments, 0.0), moments.regress(&columns).unwrap());
        for (one, other) in shrunk.coefficients.iter().zip(&plain.coefficients) {
            assert!((one - other).abs() < 1e-8);
        }
        assert!((shrunk.constant - plain.constant).abs() < 1e-8);
        assert!((shrunk.squares / plain.squares - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_largest_penalty_leaves_nothing_and_the_validated_one_the_truth() {
        let (design, response, weights) = data();
        let whole = Moments::of(&design, &response, &weights, 0..600);
        let largest = penalties(&whole)[0];
        assert!(lasso(&whole, largest * 1.000_001).coefficients.iter().all(|by| by.abs() < 1e-12));
        let folds = Folds::deal(&(0..600).collect::<Vec<_>>(), 5, &mut crate::invented::generator(3));
        let folds = moments_of_folds(&design, &response, &weights, &folds);
        let chosen = lasso(&whole, cross_validated_penalty(&folds));
        let in_model = |column: &usize| chosen.coefficients[*column].abs() > 0.0;
        assert!(in_model(&2) && in_model(&6));
        // Prediction needs a little more than the truth, but most of what is chance stays out.
        assert!((0..8).filter(in_model).count() <= 4);
    }

    /// One column of spread one: the coefficient is the covariance less the penalty.
    #[test]
    fn one_column_is_shrunk_by_the_penalty() {
        let design = DMatrix::from_column_slice(4, 1, &[-1.0, 1.0, -1.0, 1.0]);
        let response = DVector::from_column_slice(&[0.0, 3.0, 1.0, 4.0]);
        let moments = Moments::of(&design, &response, &DVector::repeat(4, 1.0), 0..4);
        let line = lasso(&moments, 0.25);
        assert!((line.coefficients[0] - 1.25).abs() < 1e-9 && (line.constant - 2.0).abs() < 1e-9);
    }
}
