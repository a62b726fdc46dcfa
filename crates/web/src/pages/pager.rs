//! Pages of a list.

use serde::Serialize;

/// Where in a list somebody is, and the way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Pager {
    /// From 1.
    pub(super) page: u32,
    /// Address of the page before.
    pub(super) previous: Option<String>,
    /// Address of the next page.
    pub(super) next: Option<String>,
    #[serde(skip)]
    base: String,
}

impl Pager {
    /// From the address of the list, ready for another parameter, and the page asked for.
    pub(super) fn new(base: &str, asked: &str) -> Self {
        let page = asked.parse().unwrap_or(1).clamp(1, 100_000);
        Self { page, previous: None, next: None, base: base.to_owned() }
    }

    /// How many lines come before this page.
    pub(super) fn skip(&self, limit: u32) -> u64 {
        u64::from(self.page - 1) * u64::from(limit)
    }

    /// With the ways on, now that it is known how many lines there are here.
    pub(super) fn showing(mut self, lines: usize, limit: u32) -> Self {
        let address = |page: u32| format!("{}page={page}", self.base);
        let full = u32::try_from(lines).is_ok_and(|lines| lines >= limit);
        (self.previous, self.next) =
            ((self.page > 1).then(|| address(self.page - 1)), full.then(|| address(self.page + 1)));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_has_a_next_one_and_the_first_none_before_it() {
        let first = Pager::new("/audit?actor=a&", "").showing(25, 25);
        assert_eq!((first.previous, first.next.as_deref()), (None, Some("/audit?actor=a&page=2")));
        let last = Pager::new("/audit?", "3");
        assert_eq!(last.skip(25), 50);
        let last = last.showing(24, 25);
        assert_eq!((last.previous.as_deref(), last.next), (Some("/audit?page=2"), None));
        assert_eq!(Pager::new("/audit?", "-4").page, 1);
    }
}
