//! Finding households: by registry number, by citizen number, by name; without any of these, the latest changed.

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    labels::Places,
    page::{Moment, Words},
    pager::Pager,
};
use crate::wording::Language;
use axum::extract::Query;
use operations::{error::VerbError, households::Found};
use registry::{
    household::{Household, Member, Status},
    identity::CitizenNumber,
    registry_number::{RegistryNumber, RegistryNumberError},
};
use serde::{Deserialize, Serialize};

/// Households on a page of the list.
const LISTED: u32 = 25;
/// Digits of a registry number.
const REGISTRY_DIGITS: usize = 10;
/// Digits of a citizen number.
const CITIZEN_DIGITS: usize = 13;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: String,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Page {
    pub(super) q: String,
    pub(super) found: Vec<Line>,
    /// Key of a text that says why nothing was found.
    pub(super) trouble: Option<&'static str>,
    pub(super) pager: Option<Pager>,
}

/// A household in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) number: String,
    pub(super) head: Option<String>,
    pub(super) members: usize,
    pub(super) place: String,
    pub(super) outcome: Option<String>,
    pub(super) merged: bool,
    pub(super) changed: Option<Moment>,
}

/// What somebody looks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Household(RegistryNumber),
    Citizen(CitizenNumber),
    Name(String),
    /// Digits that are none of these, with the key of what is wrong.
    Nothing(&'static str),
}

/// The page with what was found.
pub(super) async fn show(signed_in: SignedIn, Query(asked): Query<Asked>) -> Shown {
    let (registry, authority) = (&signed_in.app().registry, signed_in.authority());
    let q = asked.q.trim();
    let mut page = Page { q: q.to_owned(), ..Page::default() };
    let found = match wanted(q) {
        Wanted::Nothing(trouble) => {
            page.trouble = Some(trouble);
            Vec::new()
        }
        Wanted::All => {
            let pager = Pager::new("/households?", &asked.page);
            let found = registry.list_households(authority, pager.skip(LISTED), LISTED).await?;
            page.pager = Some(pager.showing(found.len(), LISTED));
            found
        }
        Wanted::Name(name) => registry.search_names(authority, &name).await?,
        Wanted::Household(number) => one(&signed_in, number).await?,
        Wanted::Citizen(number) => match registry.find_by_citizen_number(authority, number).await? {
            Some(number) => one(&signed_in, number).await?,
            None => Vec::new(),
        },
    };
    if found.is_empty() && page.trouble.is_none() {
        page.trouble = Some(if q.is_empty() { "households-none" } else { "search-none" });
    }
    page.found = lines(&signed_in, &found).await;
    signed_in.page("households.html", page)
}

async fn one(signed_in: &SignedIn, number: RegistryNumber) -> Result<Vec<Found>, Fault> {
    match signed_in.app().registry.find_household(signed_in.authority(), number).await {
        // Neither the last change nor the decision is at hand here: the household's own page has them.
        Ok(household) => Ok(vec![Found { household, changed: jiff::Timestamp::MIN, outcome: None }]),
        Err(VerbError::NotFound) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

async fn lines(signed_in: &SignedIn, found: &[Found]) -> Vec<Line> {
    let areas = signed_in.app().registry.areas().await;
    let places = Places { book: areas.book(), words: signed_in.words() };
    let line = |found: &Found| {
        let household = &found.household;
        Line {
            number: household.number.to_string(),
            head: head(household).and_then(|head| name(head, signed_in.language())),
            members: household.record.members.len(),
            place: places.short(&household.record.location),
            outcome: found.outcome.clone(),
            merged: matches!(household.status, Status::Merged { .. }),
            changed: (found.changed > jiff::Timestamp::MIN).then(|| signed_in.words().instant(found.changed)),
        }
    };
    found.iter().map(line).collect()
}

/// The head, or whoever stands first where there is none.
pub(super) fn head(household: &Household) -> Option<&Member> {
    household.find_head().or_else(|| household.record.members.first())
}

/// A member's name in the letters of the page, or in others where there are none in these.
pub(super) fn name(member: &Member, language: Language) -> Option<String> {
    let (first, second) = match language {
        Language::En => (&member.name, &member.name_urdu),
        Language::Ur => (&member.name_urdu, &member.name),
    };
    first.as_ref().or(second.as_ref()).map(|name| name.reveal().to_owned())
}

/// A member's name, or the words for nobody's.
pub(super) fn name_or_unknown(member: &Member, words: Words<'_>) -> String {
    name(member, words.language).unwrap_or_else(|| words.say("no-name", &[]))
}

fn wanted(text: &str) -> Wanted {
    if text.is_empty() {
        return Wanted::All;
    }
    let is_number = text.chars().all(|character| character.is_numeric() || " -‐–—.".contains(character));
    if !is_number {
        return Wanted::Name(text.to_owned());
    }
    let plain: String = text.chars().filter(|character| character.is_numeric()).collect();
    match plain.chars().count() {
        REGISTRY_DIGITS => match plain.parse() {
            Ok(number) => Wanted::Household(number),
            Err(RegistryNumberError::CheckDigit) => Wanted::Nothing("search-check-digit"),
            Err(RegistryNumberError::Length) => Wanted::Nothing("search-digits"),
        },
        CITIZEN_DIGITS => plain.parse().map_or(Wanted::Nothing("search-digits"), Wanted::Citizen),
        _ => Wanted::Nothing("search-digits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names_however_they_are_written() {
        let number = RegistryNumber::from_ordinal(7).unwrap();
        let written = number.to_string();
        assert_eq!(wanted(&written), Wanted::Household(number));
        assert_eq!(wanted(&written.replace('-', " ")), Wanted::Household(number));
        let citizen = Wanted::Citizen("9110112345671".parse().unwrap());
        assert_eq!(wanted("91101-1234567-1"), citizen);
        assert_eq!(wanted("۹۱۱۰۱–۱۲۳۴۵۶۷–۱"), citizen);
        assert_eq!(wanted("Fatima Bibi"), Wanted::Name("Fatima Bibi".to_owned()));
        assert_eq!(wanted(""), Wanted::All);
        assert_eq!(wanted("91101-1234567"), Wanted::Nothing("search-digits"));
        let mut wrong = written.into_bytes();
        let last = wrong.last_mut().unwrap();
        *last = if *last == b'9' { b'0' } else { *last + 1 };
        assert_eq!(wanted(&String::from_utf8(wrong).unwrap()), Wanted::Nothing("search-check-digit"));
    }
}
