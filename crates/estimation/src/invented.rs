//! Invented data for tests: numbers of chance that are the same on every machine.

use nalgebra::{DMatrix, DVector};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub(crate) fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Numbers with mean zero and standard deviation one: the sum of twelve even draws, less six.
pub(crate) fn gauss(number: usize, seed: u64) -> DVector<f64> {
    let mut chance = generator(seed);
    let mut draw = || f64::from(chance.next_u32()) / 4_294_967_296.0;
    DVector::from_fn(number, |_, _| (0..12).map(|_| draw()).sum::<f64>() - 6.0)
}

pub(crate) fn design_of(rows: usize, columns: usize, seed: u64) -> DMatrix<f64> {
    DMatrix::from_vec(rows, columns, gauss(rows * columns, seed).iter().copied().collect())
}
