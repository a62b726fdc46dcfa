//! Weighted quantiles.

/// The least value up to which at least this part of the weight lies; `None` when nothing weighs anything.
pub(crate) fn quantile(values: &[(f64, f64)], part: f64) -> Option<f64> {
    let mut sorted: Vec<(f64, f64)> = values.iter().copied().filter(|(_, weight)| *weight > 0.0).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let all: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut so_far = 0.0;
    for (value, weight) in &sorted {
        so_far += weight;
        // A little less, lest rounding of the sum move the quantile by one.
        if so_far >= part * all * (1.0 - 1e-12) {
            return Some(*value);
        }
    }
    sorted.last().map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_count_weights() {
        let values = [(5.0, 1.0), (1.0, 3.0), (9.0, 6.0), (100.0, 0.0)];
        assert_eq!(quantile(&values, 0.3), Some(1.0));
        assert_eq!(quantile(&values, 0.31), Some(5.0));
        assert_eq!(quantile(&values, 1.0), Some(9.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
