//! Published shares and the few estimates that fill their gaps. Each file names its source.

pub(crate) mod census_housing;
pub(crate) mod jobs;
pub(crate) mod life_course;
pub(crate) mod living;
pub(crate) mod names;
pub(crate) mod possessions;
pub(crate) mod schooling;

/// The value of a table of (place, value) at a place between its entries; the first or last value outside.
pub(crate) fn along(table: &[(f64, f64)], at: f64) -> f64 {
    let mut before = None;
    for &(place, value) in table {
        if at <= place {
            return match before {
                Some((from, start)) if place > from => start + (value - start) * (at - from) / (place - from),
                _ => value,
            };
        }
        before = Some((place, value));
    }
    before.map_or(0.0, |(_, value)| value)
}

/// The place at which a rising table of (place, value) reaches a value; `None` when it never does.
pub(crate) fn place_of(table: &[(f64, f64)], reached: f64) -> Option<f64> {
    let mut before: Option<(f64, f64)> = None;
    for &(place, value) in table {
        if reached <= value {
            return Some(match before {
                Some((from, start)) if value > start => {
                    from + (place - from) * (reached - start) / (value - start)
                }
                _ => place,
            });
        }
        before = Some((place, value));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_between_their_entries() {
        let table = [(10.0, 0.0), (20.0, 0.5), (30.0, 0.6)];
        assert!((along(&table, 15.0) - 0.25).abs() < 1e-12);
        assert!((along(&table, 5.0) - 0.0).abs() < 1e-12 && (along(&table, 99.0) - 0.6).abs() < 1e-12);
        assert_eq!(place_of(&table, 0.25), Some(15.0));
        assert_eq!(place_of(&table, 0.7), None);
    }
}
