//! One rules file while it is checked: every fault is kept with its line, so that an officer sees all of them at once.

use super::{RulesError, RulesFault};
use crate::wording::Wording;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::{cell::RefCell, collections::BTreeSet, ops::Range};
use toml::{Spanned, value::Datetime};

/// A file and the faults found in it so far.
pub(crate) struct Source<'a> {
    path: &'a str,
    text: &'a str,
    faults: RefCell<Vec<RulesError>>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, faults: RefCell::default() }
    }

    /// Notes a fault at a place, given as bytes of the file.
    pub(crate) fn fault(&self, place: &Range<usize>, fault: RulesFault) {
        let line = self.text.get(..place.start).map(|before| before.matches('\n').count() + 1);
        self.faults.borrow_mut().push(RulesError { path: self.path.to_owned(), line, fault });
    }

    /// Whether no fault has been found.
    pub(crate) fn is_sound(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// The faults found.
    pub(crate) fn into_faults(self) -> Vec<RulesError> {
        self.faults.into_inner()
    }

    /// Reads the file as TOML of a shape.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(content) => Some(content),
            Err(error) => {
                let place = error.span().unwrap_or(0..0);
                self.fault(&place, RulesFault::Toml(error.message().to_owned()));
                None
            }
        }
    }

    /// The SHA-256 of the file in hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        hex::encode(Sha256::digest(self.text))
    }

    /// A date without a time of day.
    pub(crate) fn date(&self, written: &Spanned<Datetime>) -> Option<Date> {
        let date = written.get_ref().to_string().parse().ok().filter(|_| written.get_ref().time.is_none());
        if date.is_none() {
            self.fault(&written.span(), RulesFault::NoDate);
        }
        date
    }

    /// Refuses a wording that lacks one of its languages.
    pub(crate) fn require_wording(&self, wording: &Spanned<Wording>) {
        if !wording.get_ref().is_complete() {
            self.fault(&wording.span(), RulesFault::WordingIncomplete);
        }
    }

    /// Refuses ids that stand twice, or are not small letters, digits, dashes and underscores.
    pub(crate) fn require_ids<'i>(&self, ids: impl IntoIterator<Item = &'i Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            let written = id.get_ref();
            let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
            if written.is_empty() || !written.bytes().all(fits) {
                self.fault(&id.span(), RulesFault::NoId(written.clone()));
            }
            if !seen.insert(written) {
                self.fault(&id.span(), RulesFault::IdTwice(written.clone()));
            }
        }
    }
}
