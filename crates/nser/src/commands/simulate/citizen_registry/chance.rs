//! Chance that is a function of the seed and of what it is about: the same on every machine, in any order, after any restart.

/// A number in which the seed and every part have their share.
pub(super) fn mixed(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(stirred(seed), |mixed, part| stirred(mixed ^ stirred(*part)))
}

/// True with a probability.
pub(super) fn happens(seed: u64, parts: &[u64], probability: f64) -> bool {
    // The upper 32 bits are finer than any share.
    let share = f64::from(u32::try_from(mixed(seed, parts) >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0;
    share < probability
}

/// One of so many, each as likely; 0 where there are none.
pub(super) fn one_of(seed: u64, parts: &[u64], many: usize) -> usize {
    let many = u64::try_from(many).unwrap_or(1).max(1);
    usize::try_from(mixed(seed, parts) % many).unwrap_or(0)
}

/// Splitmix64, which is in the public domain.
fn stirred(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_kept_and_orders_matter() {
        let count = (0..10_000).filter(|part| happens(7, &[*part, 3], 0.2)).count();
        assert!((1_800..2_200).contains(&count), "{count}");
        assert!(!happens(7, &[1], 0.0) && happens(7, &[1], 1.0));
        assert_ne!(mixed(1, &[2, 3]), mixed(1, &[3, 2]));
    }
}
