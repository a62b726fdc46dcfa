//! Keys of households: in which order they come, and whether one comes twice.

use std::{
    cmp::Ordering,
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// What stands between the parts of a key that is made of several columns.
pub(crate) const BETWEEN_PARTS: char = '-';

/// Orders in which sources sort their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyOrder {
    /// As texts.
    Text,
    /// Part by part as numbers without leading zeros: the shorter first.
    Number,
}

impl KeyOrder {
    /// Which of two keys comes first.
    pub(crate) fn compare(self, one: &str, other: &str) -> Ordering {
        match self {
            Self::Text => one.cmp(other),
            Self::Number => numbers(one).cmp(numbers(other)),
        }
    }
}

fn numbers(key: &str) -> impl Iterator<Item = (usize, &str)> {
    key.split(BETWEEN_PARTS).map(|part| (part.len(), part))
}

/// Which orders the keys seen so far keep; equal neighbours are allowed.
#[derive(Debug, Clone)]
pub(crate) struct Orders {
    text: bool,
    number: bool,
    previous: String,
}

impl Orders {
    /// Before the first key every order holds.
    pub(crate) fn new() -> Self {
        Self { text: true, number: true, previous: String::new() }
    }

    /// Takes the next key.
    pub(crate) fn see(&mut self, key: &str) {
        if self.text || self.number {
            self.text &= KeyOrder::Text.compare(&self.previous, key) != Ordering::Greater;
            self.number &= KeyOrder::Number.compare(&self.previous, key) != Ordering::Greater;
            self.previous.clear();
            self.previous.push_str(key);
        }
    }

    /// An order that all keys seen keep.
    pub(crate) fn find(&self) -> Option<KeyOrder> {
        if self.number { Some(KeyOrder::Number) } else { self.text.then_some(KeyOrder::Text) }
    }

    /// An order that both keep.
    pub(crate) fn find_common(&self, other: &Self) -> Option<KeyOrder> {
        Self { text: self.text && other.text, number: self.number && other.number, previous: String::new() }
            .find()
    }
}

/// Finds keys that come twice: beside each other where keys are sorted, else by a set of their hashes, 8 bytes each.
/// Of 35 million different keys two share a hash once in 30,000 such files.
#[derive(Debug, Clone)]
pub(crate) enum Seen {
    /// Keys are sorted: the last one.
    Sorted(Option<String>),
    /// They are not: all.
    Any(HashSet<u64>),
}

impl Seen {
    /// For sorted keys or any.
    pub(crate) fn new(sorted: bool) -> Self {
        if sorted { Self::Sorted(None) } else { Self::Any(HashSet::new()) }
    }

    /// Whether a key came before. Takes it.
    pub(crate) fn again(&mut self, key: &str) -> bool {
        match self {
            Self::Sorted(Some(last)) if last == key => true,
            Self::Sorted(last) => {
                let last = last.get_or_insert_default();
                last.clear();
                last.push_str(key);
                false
            }
            Self::Any(seen) => !seen.insert(hash(key)),
        }
    }
}

/// The same for a key on every machine.
pub(crate) fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(keys: &[&str]) -> Option<KeyOrder> {
        let mut orders = Orders::new();
        for key in keys {
            orders.see(key);
        }
        orders.find()
    }

    #[test]
    fn orders_are_found() {
        assert_eq!(order(&["2", "10", "10", "11"]), Some(KeyOrder::Number));
        assert_eq!(order(&["1", "10", "2"]), Some(KeyOrder::Text));
        assert_eq!(order(&["1-2", "1-10", "2-1", "10-1"]), Some(KeyOrder::Number));
        assert_eq!(order(&["1-10", "1-2", "10-1", "2-1"]), Some(KeyOrder::Text));
        assert_eq!(order(&["1-10", "1-2", "2-1", "10-1"]), None);
        assert_eq!(order(&["2", "1"]), None);
    }

    #[test]
    fn keys_that_come_twice_are_found() {
        for sorted in [true, false] {
            let mut seen = Seen::new(sorted);
            let twice: Vec<bool> = ["a", "b", "b", "b", "c"].iter().map(|key| seen.again(key)).collect();
            assert_eq!(twice, [false, false, true, true, false]);
        }
        let mut seen = Seen::new(false);
        assert_eq!(["b", "a", "b"].map(|key| seen.again(key)), [false, false, true]);
    }
}
