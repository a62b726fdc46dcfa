//! Brings two published truths together: how an answer goes with wealth (a household survey) and how frequent it is
//! in a province (the census).

use crate::wealth::Quintile;

/// Shares of `N` answers for each fifth of the country, poorest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitted<const N: usize>([[f64; N]; 5]);

/// Rounds of fitting. Thirty bring every margin of the tables within a tenth of a percent.
const ROUNDS: usize = 30;

impl<const N: usize> Fitted<N> {
    /// Fits `profile` (for each answer its share in each fifth) to `margins` (the share of each answer among all
    /// households), where `mix` has the share of households in each fifth: iterative proportional fitting, which
    /// keeps the odds between fifths.
    pub(crate) fn new(profile: &[[f64; 5]; N], margins: &[f64; N], mix: &[f64; 5]) -> Self {
        let mut table = Quintile::ALL.map(|quintile| profile.map(|shares| quintile.of(&shares).max(1e-4)));
        for _ in 0..ROUNDS {
            let scale = scale(&table, margins, mix);
            for row in &mut table {
                row.iter_mut().zip(scale).for_each(|(share, scale)| *share *= scale);
                let total: f64 = row.iter().sum();
                for share in row {
                    *share /= total;
                }
            }
        }
        Self(table)
    }

    /// The shares in one fifth.
    pub(crate) fn of(&self, quintile: Quintile) -> [f64; N] {
        quintile.of(&self.0)
    }
}

/// What each answer must be multiplied by to come to its margin.
fn scale<const N: usize>(table: &[[f64; N]; 5], margins: &[f64; N], mix: &[f64; 5]) -> [f64; N] {
    let mut totals = [0.0; N];
    for (row, weight) in table.iter().zip(mix) {
        totals.iter_mut().zip(row).for_each(|(total, share)| *total += share * weight);
    }
    let mut scale = *margins;
    scale.iter_mut().zip(totals).for_each(|(margin, total)| *margin /= total);
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_are_met_and_the_gradient_stays() {
        let profile = [[0.4, 0.6, 0.8, 0.9, 1.0], [0.6, 0.4, 0.2, 0.1, 0.0]];
        let mix = [0.4, 0.3, 0.2, 0.08, 0.02];
        let fitted = Fitted::new(&profile, &[0.9, 0.1], &mix);
        let shares = Quintile::ALL.map(|quintile| fitted.of(quintile));
        let none: f64 = shares.iter().zip(mix).map(|([_, none], weight)| none * weight).sum();
        assert!((none - 0.1).abs() < 1e-3, "{none}");
        assert!(shares.windows(2).all(|pair| pair[0][1] > pair[1][1]));
    }
}
