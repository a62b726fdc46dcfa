//! k-fold validation: each part of the survey is predicted by a model that has not seen it.

use crate::moments::{Moments, sum_of};
use nalgebra::{DMatrix, DVector};
use rand::Rng;
use std::collections::BTreeMap;

/// Which fold each household is in. Clusters are not torn apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folds {
    /// The fold of each household, from 0.
    pub of: Vec<usize>,
    /// How many there are.
    pub number: usize,
}

impl Folds {
    /// Deals clusters out to so many folds, in an order of chance.
    pub fn deal(clusters: &[usize], number: usize, chance: &mut impl Rng) -> Self {
        let mut order: Vec<usize> = clusters.to_vec();
        order.sort_unstable();
        order.dedup();
        for last in (1..order.len()).rev() {
            let other = u64::try_from(last).map_or(0, |last| below(last + 1, chance));
            order.swap(last, usize::try_from(other).unwrap_or(last));
        }
        let fold_of: BTreeMap<usize, usize> =
            order.into_iter().enumerate().map(|(place, cluster)| (cluster, place % number.max(1))).collect();
        let of = clusters.iter().map(|cluster| fold_of.get(cluster).copied().unwrap_or_default()).collect();
        Self { of, number }
    }

    fn rows(&self, fold: usize) -> impl Iterator<Item = usize> + '_ {
        self.of.iter().enumerate().filter(move |(_, own)| **own == fold).map(|(row, _)| row)
    }
}

/// A whole number below a limit, each as likely but for less than one in 2^32.
fn below(limit: u64, chance: &mut impl Rng) -> u64 {
    let drawn = u128::from(chance.next_u64()) * u128::from(limit);
    u64::try_from(drawn >> 64).unwrap_or_default()
}

/// The sums of each fold. The design has no constant.
pub fn moments_of_folds(
    design: &DMatrix<f64>,
    response: &DVector<f64>,
    weights: &DVector<f64>,
    folds: &Folds,
) -> Vec<Moments> {
    (0..folds.number).map(|fold| Moments::of(design, response, weights, folds.rows(fold))).collect()
}

/// Part of the variance explained out of sample, with the columns chosen anew in every round by `choose`. `None` where
/// some round cannot be fitted. It can be below zero.
pub fn out_of_sample(folds: &[Moments], choose: impl Fn(&[Moments]) -> Vec<usize>) -> Option<f64> {
    let (mut errors, mut total) = (0.0, 0.0);
    for (place, fold) in folds.iter().enumerate().filter(|(_, fold)| fold.households > 0) {
        let others: Vec<Moments> = folds
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .map(|(_, fold)| fold.clone())
            .collect();
        let sum = sum_of(&others);
        let columns = choose(&others);
        let line = sum.regress(&columns)?;
        errors += fold.squared_errors(&columns, &line);
        total += fold.squares_about(sum.mean());
    }
    (total > 0.0).then(|| 1.0 - errors / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invented::{design_of, gauss, generator};

    #[test]
    fn the_same_seed_deals_the_same_folds_and_clusters_stay_whole() {
        let clusters: Vec<usize> = (0..1000).map(|row| row / 12).collect();
        let folds = Folds::deal(&clusters, 5, &mut generator(1));
        assert_eq!(folds, Folds::deal(&clusters, 5, &mut generator(1)));
        assert_ne!(folds, Folds::deal(&clusters, 5, &mut generator(2)));
        assert!(folds.of.chunks(12).all(|cluster| cluster.iter().all(|fold| *fold == cluster[0])));
        for fold in 0..5 {
            let size = folds.of.iter().filter(|own| **own == fold).count();
            assert!((180..=220).contains(&size), "{size}");
        }
    }

    /// Against fitting and predicting row by row.
    #[test]
    fn sums_give_the_errors_that_rows_give() {
        let (design, noise) = (design_of(90, 2, 4), gauss(90, 5));
        let response = DVector::from_fn(90, |row, _| 3.0 + design[(row, 0)] + noise[row]);
        let weights = DVector::from_fn(90, |row, _| 1.0 + row as f64 / 90.0);
        let folds = Folds::deal(&(0..90).collect::<Vec<_>>(), 3, &mut generator(9));
        let moments = moments_of_folds(&design, &response, &weights, &folds);
        let found = out_of_sample(&moments, |_| vec![0, 1]).unwrap();
        let (mut errors, mut total) = (0.0, 0.0);
        for fold in 0..3 {
            let others: Vec<usize> = (0..90).filter(|row| folds.of[*row] != fold).collect();
            let sum = Moments::of(&design, &response, &weights, others.into_iter());
            let line = sum.regress(&[0, 1]).unwrap();
            for row in folds.rows(fold) {
                let predicted = line.constant
                    + line.coefficients[0] * design[(row, 0)]
                    + line.coefficients[1] * design[(row, 1)];
                errors += weights[row] * (response[row] - predicted).powi(2);
                total += weights[row] * (response[row] - sum.mean()).powi(2);
            }
        }
        assert!((found - (1.0 - errors / total)).abs() < 1e-10);
    }
}
