//! Weighted sums of products: all that choosing variables and validating need to know of the households. Sums of parts
//! add up, so that leaving out a fold is a subtraction.

use nalgebra::{DMatrix, DVector};
use std::ops::{AddAssign, Sub};

/// A part of a column's variance below which it is taken to be given by others.
const PIVOT_TOLERANCE: f64 = 1e-9;

/// Weighted sums over households.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Households.
    pub households: usize,
    /// Sum of weights.
    pub weight: f64,
    columns: DVector<f64>,
    products: DMatrix<f64>,
    with_response: DVector<f64>,
    response: f64,
    response_squared: f64,
}

/// A regression of some columns with a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The constant.
    pub constant: f64,
    /// The coefficient of each column chosen, in the order given.
    pub coefficients: Vec<f64>,
    /// The weighted sum of squared residuals.
    pub squares: f64,
}

#[expect(clippy::indexing_slicing, reason = "columns are places in the design whose sums these are")]
impl Moments {
    /// Of nobody, for so many columns.
    pub fn none(columns: usize) -> Self {
        Self {
            households: 0,
            weight: 0.0,
            columns: DVector::zeros(columns),
            products: DMatrix::zeros(columns, columns),
            with_response: DVector::zeros(columns),
            response: 0.0,
            response_squared: 0.0,
        }
    }

    /// Of the households in the rows named. The design has no constant.
    pub fn of(
        design: &DMatrix<f64>,
        response: &DVector<f64>,
        weights: &DVector<f64>,
        rows: impl Iterator<Item = usize>,
    ) -> Self {
        let rows: Vec<usize> = rows.collect();
        let (part, response, weights) =
            (design.select_rows(&rows), response.select_rows(&rows), weights.select_rows(&rows));
        let mut weighted = part.clone();
        weighted.column_iter_mut().for_each(|mut column| column.component_mul_assign(&weights));
        Self {
            households: rows.len(),
            weight: weights.sum(),
            columns: weighted.row_sum().transpose(),
            products: part.tr_mul(&weighted),
            with_response: weighted.tr_mul(&response),
            response: response.dot(&weights),
            response_squared: response.component_mul(&response).dot(&weights),
        }
    }

    /// The weighted mean of the response.
    pub fn mean(&self) -> f64 {
        self.response / self.weight
    }

    /// The weighted sum of squares of the response about a value.
    pub fn squares_about(&self, value: f64) -> f64 {
        self.response_squared - 2.0 * value * self.response + value * value * self.weight
    }

    /// The covariance of two columns, times the sum of weights.
    pub fn covariance(&self, one: usize, other: usize) -> f64 {
        self.products[(one, other)] - self.columns[one] * self.columns[other] / self.weight
    }

    /// The covariance of a column with the response, times the sum of weights.
    pub fn covariance_with_response(&self, column: usize) -> f64 {
        self.with_response[column] - self.columns[column] * self.response / self.weight
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The line of some columns; `None` where one is constant or given by others.
    pub fn regress(&self, columns: &[usize]) -> Option<Line> {
        let number = columns.len();
        let at = |place: usize| columns.get(place).copied().unwrap_or_default();
        let roots = DVector::from_fn(number, |row, _| self.covariance(at(row), at(row)).max(0.0).sqrt());
        let scale = self.products.diagonal().map(|square| square.max(1e-300).sqrt());
        if roots.iter().zip(columns).any(|(root, column)| *root < PIVOT_TOLERANCE * scale[*column]) {
            return None;
        }
        let correlations = DMatrix::from_fn(number, number, |row, column| {
            self.covariance(at(row), at(column)) / (roots[row] * roots[column])
        });
        let with_response =
            DVector::from_fn(number, |row, _| self.covariance_with_response(at(row)) / roots[row]);
        let decomposition = correlations.cholesky()?;
        if decomposition.l_dirty().diagonal().iter().any(|pivot| pivot * pivot < PIVOT_TOLERANCE) {
            return None;
        }
        let solved = decomposition.solve(&with_response);
        let squares = self.squares_about(self.mean()) - solved.dot(&with_response);
        let coefficients: Vec<f64> =
            solved.iter().zip(roots.iter()).map(|(value, root)| value / root).collect();
        Some(self.with_constant(columns, coefficients, squares))
    }

    /// The sum of squared errors that a line makes here, where it need not have been fitted.
    pub fn squared_errors(&self, columns: &[usize], line: &Line) -> f64 {
        let pairs: Vec<(usize, f64)> =
            columns.iter().copied().zip(line.coefficients.iter().copied()).collect();
        let linear: f64 = pairs
            .iter()
            .map(|(column, by)| by * (self.with_response[*column] - line.constant * self.columns[*column]))
            .sum();
        let quadratic: f64 = pairs
            .iter()
            .flat_map(|one| pairs.iter().map(move |other| (one, other)))
            .map(|((one, by), (other, and))| by * and * self.products[(*one, *other)])
            .sum();
        self.squares_about(line.constant) - 2.0 * linear + quadratic
    }

    /// A line of given coefficients, through the means.
    pub fn with_constant(&self, columns: &[usize], coefficients: Vec<f64>, squares: f64) -> Line {
        let explained: f64 = columns
            .iter()
            .zip(&coefficients)
            .map(|(column, by)| by * self.columns[*column] / self.weight)
            .sum();
        Line { constant: self.mean() - explained, coefficients, squares }
    }
}

/// The sums of several parts together.
pub(crate) fn sum_of(parts: &[Moments]) -> Moments {
    let mut sum = Moments::none(parts.first().map_or(0, Moments::columns));
    for part in parts {
        sum += part;
    }
    sum
}

impl AddAssign<&Moments> for Moments {
    fn add_assign(&mut self, other: &Moments) {
        self.households += other.households;
        self.weight += other.weight;
        self.columns += &other.columns;
        self.products += &other.products;
        self.with_response += &other.with_response;
        self.response += other.response;
        self.response_squared += other.response_squared;
    }
}

impl Sub<&Moments> for &Moments {
    type Output = Moments;
    fn sub(self, other: &Moments) -> Moments {
        Moments {
            households: self.households - other.households,
            weight: self.weight - other.weight,
            columns: &self.columns - &other.columns,
            products: &self.products - &other.products,
            with_response: &self.with_response - &other.with_response,
            response: self.response - other.response,
            response_squared: self.response_squared - other.response_squared,
        }
    }
}
