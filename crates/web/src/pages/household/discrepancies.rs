//! What is marked as doubtful about a household and not yet resolved, with why and what to do.

use super::timeline::members_in;
use crate::pages::{
    households::name,
    labels::Labels,
    links,
    page::{Moment, Words},
};
use operations::households::HouseholdView;
use registry::{
    change::{Channel, Entry},
    household::{Discrepancy, Member},
    identity::CitizenNumber,
};
use serde::Serialize;

/// The last part of the place of a member's citizen number.
const NUMBER: &str = "person/number";

/// Something marked as doubtful.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Marked {
    /// The change that marked it.
    pub(super) id: String,
    /// Where, in words.
    pub(super) place: String,
    /// The member whom it is about.
    pub(super) person: Option<String>,
    /// Since when it is marked, and by whom.
    pub(super) mark: Option<Mark>,
    pub(super) why: Why,
}

/// Who marked it and when.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Mark {
    pub(super) at: Moment,
    pub(super) author: String,
    /// The end of the key of how it came.
    pub(super) channel: &'static str,
}

/// Why it is doubtful.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub(super) enum Why {
    /// A file gave a citizen number that belongs to a member of another household.
    NumberElsewhere { number: String, search: String },
    /// As somebody put it.
    Told { words: String },
}

/// What is open, in the order in which it was marked.
pub(super) fn open(view: &HouseholdView, labels: &Labels<'_>) -> Vec<Marked> {
    view.household.discrepancies.iter().map(|open| marked(open, view, labels)).collect()
}

fn marked(open: &Discrepancy, view: &HouseholdView, labels: &Labels<'_>) -> Marked {
    let words = labels.words();
    let at = view.history.iter().position(|entry| entry.id == open.marked_by);
    let before = at.and_then(|at| view.history.get(..at)).unwrap_or_default();
    let entry = at.and_then(|at| view.history.get(at));
    Marked {
        id: open.marked_by.to_string(),
        place: labels.place(&open.place),
        person: find_member(before, &open.place).and_then(|member| name(member, words.language)),
        mark: entry.map(|entry| mark(entry, words)),
        why: why(open, entry),
    }
}

fn mark(entry: &Entry, words: Words<'_>) -> Mark {
    Mark {
        at: words.instant(entry.recorded),
        author: entry.author.clone(),
        channel: super::timeline::channel_code(entry.channel),
    }
}

/// A mark that a load made about a number is explained in the reader's language; the words of people are shown as they
/// are.
fn why(open: &Discrepancy, entry: Option<&Entry>) -> Why {
    let by_a_load = entry.is_some_and(|entry| entry.channel == Channel::File);
    let number = number_in(open.about.reveal()).filter(|_| by_a_load && open.place.ends_with(NUMBER));
    number.map_or_else(
        || Why::Told { words: open.about.reveal().to_owned() },
        |number| Why::NumberElsewhere {
            search: format!("/households?q={}", links::encode(&number.to_string())),
            number: number.to_string(),
        },
    )
}

/// The citizen number in a text.
fn number_in(text: &str) -> Option<CitizenNumber> {
    let mut words = text.split(|character: char| !character.is_ascii_digit() && character != '-');
    words.find_map(|word| word.parse().ok())
}

/// The member at a place, by the survey that the place is of: the last one before it was marked.
fn find_member<'a>(before: &'a [Entry], place: &str) -> Option<&'a Member> {
    let line: u8 = place.strip_prefix("roster/member[")?.split(']').next()?.parse().ok()?;
    let mut listed = before.iter().rev().flat_map(|entry| members_in(&entry.change));
    listed.find(|member| member.line == line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_among_words() {
        let found = number_in("The file gives 91101-1234567-1, which belongs to somebody else.").unwrap();
        assert_eq!(found.to_string(), "91101-1234567-1");
        assert_eq!(number_in("9110112345671"), Some(found));
        assert_eq!(number_in("nobody knows 12-3"), None);
    }
}
