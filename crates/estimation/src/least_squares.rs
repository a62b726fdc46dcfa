//! Weighted least squares with standard errors: classical, and robust to likeness within clusters.

use crate::error::EstimationError;
use nalgebra::{DMatrix, DVector};
use std::collections::BTreeMap;

/// A column is given by those before it when less than this part of it is left once they are taken out.
const RANK_TOLERANCE: f64 = 1e-9;

/// What is to be explained by what.
#[derive(Debug, Clone)]
pub struct Problem {
    /// One row for each household, one column for each variable; a constant is a column like others.
    pub design: DMatrix<f64>,
    /// What is explained, one for each household.
    pub response: DVector<f64>,
    /// Weights above zero, one for each household; only their proportions count.
    pub weights: DVector<f64>,
    /// The cluster of each household, where the survey tells.
    pub clusters: Option<Vec<usize>>,
}

/// A fitted regression. What is by column is in the order of `kept`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The columns that were used.
    pub kept: Vec<usize>,
    /// The columns that those before them give, or that are zero throughout: not used.
    pub dropped: Vec<usize>,
    /// Coefficients.
    pub coefficients: Vec<f64>,
    /// Standard errors if every household errs alike and for itself.
    pub standard_errors: Vec<f64>,
    /// Standard errors that allow for errors alike within clusters and unlike between households (sandwich, with the
    /// usual correction for few clusters); without clusters each household is one.
    pub robust_standard_errors: Vec<f64>,
    /// How many clusters there are; households where none are given.
    pub clusters: usize,
    /// The part of the variation that is explained, and what remains.
    pub quality: Quality,
}

/// How well a regression fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Households.
    pub households: usize,
    /// Coefficients.
    pub parameters: usize,
    /// Part of the variance explained, from 0 to 1.
    pub r_squared: f64,
    /// The same, less what chance alone would give so many parameters.
    pub adjusted_r_squared: f64,
    /// Root of the mean squared error, in the unit of the response.
    pub root_mean_squared_error: f64,
}

/// Fits by QR decomposition of the design, every row multiplied by the root of its weight.
pub fn fit(problem: &Problem) -> Result<Fit, EstimationError> {
    let (kept, dropped) = independent_columns(problem);
    let households = problem.design.nrows();
    if kept.is_empty() || households <= kept.len() {
        return Err(EstimationError::TooFew {
            stratum: "all".to_owned(),
            found: households,
            wanted: kept.len() + 1,
            reasons: "there must be more of them than coefficients".to_owned(),
        });
    }
    let weights = &problem.weights * (households as f64 / problem.weights.sum());
    let design = problem.design.select_columns(&kept);
    let (coefficients, inverse) = solve(&design, &problem.response, &weights)?;
    let residuals = &problem.response - &design * &coefficients;
    let squares = residuals.component_mul(&residuals).dot(&weights);
    let degrees = (households - kept.len()) as f64;
    let classical = (inverse.diagonal() * (squares / degrees)).map(f64::sqrt);
    let clusters = problem.clusters.clone().unwrap_or_else(|| (0..households).collect());
    let (robust, clusters) = sandwich(&design, &residuals.component_mul(&weights), &inverse, &clusters);
    Ok(Fit {
        quality: quality(&problem.response, &weights, squares, kept.len()),
        coefficients: coefficients.iter().copied().collect(),
        standard_errors: classical.iter().copied().collect(),
        robust_standard_errors: robust.iter().copied().collect(),
        clusters,
        kept,
        dropped,
    })
}

/// The columns that those before them do not give, and those that they do.
fn independent_columns(problem: &Problem) -> (Vec<usize>, Vec<usize>) {
    let roots = problem.weights.map(f64::sqrt);
    let (mut kept, mut dropped, mut basis) = (Vec::new(), Vec::new(), Vec::<DVector<f64>>::new());
    for (place, column) in problem.design.column_iter().enumerate() {
        let whole = column.component_mul(&roots);
        let mut rest = whole.clone();
        // Twice, because once leaves traces by rounding.
        for direction in basis.iter().chain(&basis) {
            let along = direction.dot(&rest);
            rest.axpy(-along, direction, 1.0);
        }
        if rest.norm() > RANK_TOLERANCE * whole.norm() {
            basis.push(&rest / rest.norm());
            kept.push(place);
        } else {
            dropped.push(place);
        }
    }
    (kept, dropped)
}

/// The coefficients, and the inverse of the weighted cross products of the design.
fn solve(
    design: &DMatrix<f64>,
    response: &DVector<f64>,
    weights: &DVector<f64>,
) -> Result<(DVector<f64>, DMatrix<f64>), EstimationError> {
    let roots = weights.map(f64::sqrt);
    let mut weighted = design.clone();
    weighted.column_iter_mut().for_each(|mut column| column.component_mul_assign(&roots));
    let columns = weighted.ncols();
    let decomposition = weighted.qr();
    let upper = decomposition.r();
    let projected = decomposition.q().transpose() * response.component_mul(&roots);
    let singular = || EstimationError::Singular("the design".to_owned());
    let coefficients = upper.solve_upper_triangular(&projected).ok_or_else(singular)?;
    let inverse = upper.solve_upper_triangular(&DMatrix::identity(columns, columns)).ok_or_else(singular)?;
    Ok((coefficients, &inverse * inverse.transpose()))
}

/// Robust standard errors from the weighted residuals, and how many clusters there are.
fn sandwich(
    design: &DMatrix<f64>,
    residuals: &DVector<f64>,
    inverse: &DMatrix<f64>,
    clusters: &[usize],
) -> (DVector<f64>, usize) {
    let (households, columns) = design.shape();
    let mut sums: BTreeMap<usize, DVector<f64>> = BTreeMap::new();
    for ((row, residual), cluster) in design.row_iter().zip(residuals.iter()).zip(clusters) {
        let sum = sums.entry(*cluster).or_insert_with(|| DVector::zeros(columns));
        sum.axpy(*residual, &row.transpose(), 1.0);
    }
    let mut middle = DMatrix::zeros(columns, columns);
    for sum in sums.values() {
        middle.ger(1.0, sum, sum, 1.0);
    }
    let (number, rows) = (sums.len() as f64, households as f64);
    let correction = number / (number - 1.0).max(1.0) * (rows - 1.0) / (rows - columns as f64);
    let variance = inverse * middle * inverse * correction;
    (variance.diagonal().map(f64::sqrt), sums.len())
}

fn quality(response: &DVector<f64>, weights: &DVector<f64>, squares: f64, parameters: usize) -> Quality {
    let households = response.len();
    let mean = response.dot(weights) / weights.sum();
    let total = response.map(|value| (value - mean).powi(2)).dot(weights);
    let degrees = (households - parameters) as f64;
    let r_squared = 1.0 - squares / total;
    Quality {
        households,
        parameters,
        r_squared,
        adjusted_r_squared: 1.0 - (1.0 - r_squared) * (households as f64 - 1.0) / degrees,
        root_mean_squared_error: (squares / degrees).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(rows: &[(&[f64], f64, f64)], clusters: Option<Vec<usize>>) -> Problem {
        let columns = rows[0].0.len();
        Problem {
            design: DMatrix::from_row_iterator(
                rows.len(),
                columns,
                rows.iter().flat_map(|row| row.0.to_vec()),
            ),
            response: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.1)),
            weights: DVector::from_iterator(rows.len(), rows.iter().map(|row| row.2)),
            clusters,
        }
    }

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
    }

    /// Four points and a line through them, reckoned by hand: x 0 1 2 3, y 1 3 2 5.
    #[test]
    fn a_line_through_four_points() {
        let rows: [(&[f64], f64, f64); 4] =
            [(&[1., 0.], 1., 2.), (&[1., 1.], 3., 2.), (&[1., 2.], 2., 2.), (&[1., 3.], 5., 2.)];
        let fit = fit(&problem(&rows, None)).unwrap();
        // Sxx 5, Sxy 5.5: slope 1.1, constant 2.75 - 1.65; residuals -0.1, 0.8, -1.3, 0.6 with squares 2.7.
        close(fit.coefficients[0], 1.1);
        close(fit.coefficients[1], 1.1);
        close(fit.standard_errors[1], (2.7_f64 / 2.0 / 5.0).sqrt());
        close(fit.standard_errors[0], (2.7_f64 / 2.0 * (0.25 + 2.25 / 5.0)).sqrt());
        close(fit.quality.r_squared, 1.0 - 2.7 / 8.75);
        close(fit.quality.adjusted_r_squared, 1.0 - 2.7 / 8.75 * 3.0 / 2.0);
        close(fit.quality.root_mean_squared_error, 1.35_f64.sqrt());
        // Robust: sum of (x - mean)^2 e^2 = 2.25*0.01 + 0.25*0.64 + 0.25*1.69 + 2.25*0.36, times 4/3 * 3/2, over 25.
        let meat: f64 = 2.25 * 0.01 + 0.25 * 0.64 + 0.25 * 1.69 + 2.25 * 0.36;
        close(fit.robust_standard_errors[1], (meat / 25.0 * 4.0 / 3.0 * 3.0 / 2.0).sqrt());
    }

    #[test]
    fn clusters_add_up_before_they_are_squared() {
        let rows: [(&[f64], f64, f64); 4] =
            [(&[1., 0.], 1., 1.), (&[1., 1.], 3., 1.), (&[1., 2.], 2., 1.), (&[1., 3.], 5., 1.)];
        let fit = fit(&problem(&rows, Some(vec![7, 7, 9, 9]))).unwrap();
        // (x - mean) e by cluster: 0.15 - 0.4 = -0.25 and -0.65 + 0.9 = 0.25; correction 2/1 * 3/2.
        close(fit.robust_standard_errors[1], (2.0 * 0.0625 / 25.0 * 3.0_f64).sqrt());
        assert_eq!(fit.clusters, 2);
    }

    #[test]
    fn a_weight_of_two_is_a_household_twice() {
        let once: [(&[f64], f64, f64); 3] = [(&[1., 0.], 1., 2.), (&[1., 1.], 3., 1.), (&[1., 4.], 4., 1.)];
        let twice: [(&[f64], f64, f64); 4] =
            [(&[1., 0.], 1., 1.), (&[1., 0.], 1., 1.), (&[1., 1.], 3., 1.), (&[1., 4.], 4., 1.)];
        let (once, twice) = (fit(&problem(&once, None)).unwrap(), fit(&problem(&twice, None)).unwrap());
        close(once.coefficients[0], twice.coefficients[0]);
        close(once.coefficients[1], twice.coefficients[1]);
        close(once.quality.r_squared, twice.quality.r_squared);
    }

    #[test]
    fn columns_given_by_others_are_dropped_and_named() {
        let rows: [(&[f64], f64, f64); 5] = [
            (&[1., 0., 2., 0., 1.], 1., 1.),
            (&[1., 1., 3., 0., 0.], 3., 1.),
            (&[1., 2., 4., 0., 5.], 2., 1.),
            (&[1., 3., 5., 0., 2.], 5., 1.),
            (&[1., 4., 6., 0., 2.], 5., 1.),
        ];
        let fit = fit(&problem(&rows, None)).unwrap();
        assert_eq!((fit.kept, fit.dropped), (vec![0, 1, 4], vec![2, 3]));
    }

    #[test]
    fn more_coefficients_than_households_are_refused() {
        let rows: [(&[f64], f64, f64); 2] = [(&[1., 0.], 1., 1.), (&[1., 1.], 3., 1.)];
        assert_eq!(fit(&problem(&rows, None)).unwrap_err().code(), "estimation.too_few");
    }
}
