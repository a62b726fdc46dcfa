//! How likely an F or t statistic is by chance: the regularised incomplete beta function by its continued fraction.

/// The probability that chance gives an F statistic at least this large.
pub(crate) fn f_tail(statistic: f64, numerator_degrees: f64, denominator_degrees: f64) -> f64 {
    if statistic <= 0.0 {
        return 1.0;
    }
    let part = denominator_degrees / (denominator_degrees + numerator_degrees * statistic);
    incomplete_beta(part, denominator_degrees / 2.0, numerator_degrees / 2.0)
}

/// The part of a beta distribution below a value from 0 to 1.
fn incomplete_beta(value: f64, first: f64, second: f64) -> f64 {
    if value <= 0.0 || value >= 1.0 {
        return value.clamp(0.0, 1.0);
    }
    let logarithm = log_gamma(first + second) - log_gamma(first) - log_gamma(second)
        + first * value.ln()
        + second * (1.0 - value).ln();
    // The fraction converges quickly only below the mean; above it the other tail is taken.
    if value < (first + 1.0) / (first + second + 2.0) {
        logarithm.exp() * fraction(value, first, second) / first
    } else {
        1.0 - logarithm.exp() * fraction(1.0 - value, second, first) / second
    }
}

/// The continued fraction, from front to back (Lentz's method).
fn fraction(value: f64, first: f64, second: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |number: f64| if number.abs() < TINY { TINY } else { number };
    let mut below = 1.0 / away_from_zero(1.0 - (first + second) * value / (first + 1.0));
    let (mut above, mut product) = (1.0_f64, below);
    for step in 1..500 {
        let m = f64::from(step);
        let even = m * (second - m) * value / ((first + 2.0 * m - 1.0) * (first + 2.0 * m));
        let odd = -(first + m) * (first + second + m) * value / ((first + 2.0 * m) * (first + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            below = 1.0 / away_from_zero(1.0 + term * below);
            above = away_from_zero(1.0 + term / above);
            change = below * above;
            product *= change;
        }
        if (change - 1.0_f64).abs() < 1e-15 {
            break;
        }
    }
    product
}

/// The logarithm of the gamma function of a number above zero: Stirling's series, after moving up to where it holds.
fn log_gamma(number: f64) -> f64 {
    let (mut moved, mut product) = (number, 1.0_f64);
    while moved < 12.0 {
        product *= moved;
        moved += 1.0;
    }
    let inverse = 1.0 / moved;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (moved - 0.5) * moved.ln() - moved + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the tail has a closed form.
    #[test]
    fn tails_agree_with_closed_forms() {
        // Two degrees above: (1 + 2 F / d)^(-d / 2).
        for (statistic, degrees) in [(0.3_f64, 4.0_f64), (2.0, 10.0), (5.0, 1000.0), (9.0, 12_000.0)] {
            let wanted = (1.0 + 2.0 * statistic / degrees).powf(-degrees / 2.0);
            assert!((f_tail(statistic, 2.0, degrees) - wanted).abs() < 1e-12);
        }
        // One and one: the square of a Cauchy variable.
        let wanted = 1.0 - 2.0 / std::f64::consts::PI * 3.0_f64.sqrt().atan();
        assert!((f_tail(3.0, 1.0, 1.0) - wanted).abs() < 1e-12);
        assert!((f_tail(-1.0, 3.0, 9.0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn gamma_of_whole_numbers_is_a_factorial() {
        assert!((log_gamma(6.0) - 120.0_f64.ln()).abs() < 1e-11);
        assert!((log_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-11);
    }
}
