//! The rosters of two surveys, person by person: who stayed, came and left, and whose answers changed.

use super::{
    Pair,
    answers::{Cell, Row, rows},
};
use crate::pages::{
    household::{roster::departure_code, timeline::arrival_code},
    households::name,
    labels::Labels,
    page::Words,
};
use jiff::civil::Date;
use operations::surveys::{Between, RosterPair, Surveys};
use registry::household::Member;
use serde::Serialize;

/// A person of either roster.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Person {
    pub(super) name: Option<String>,
    /// `stayed`, `joined` or `left`: the end of the key of its text.
    pub(super) between: &'static str,
    /// How the person joined or left.
    pub(super) how: Option<String>,
    /// Relation, sex and age as each survey found them.
    pub(super) older: Option<String>,
    pub(super) newer: Option<String>,
    /// Answers of both surveys that are not the same.
    pub(super) changes: Vec<Row>,
    /// Answers that only one of the surveys has.
    pub(super) single: Vec<Row>,
    /// How many answers are the same in both.
    pub(super) same: usize,
}

/// Everybody on either roster.
pub(super) fn persons(surveys: &Surveys, pair: &Pair<'_>) -> Vec<Person> {
    surveys.rosters(pair.older, pair.newer).iter().map(|both| person(both, pair)).collect()
}

fn person(both: &RosterPair<'_>, pair: &Pair<'_>) -> Person {
    let words = pair.words();
    let shown = both.newer.or(both.older);
    let (single, both_have): (Vec<_>, Vec<_>) =
        found(both, pair).into_iter().partition(|row| row.older.is_none() || row.newer.is_none());
    let (changes, same): (Vec<_>, Vec<_>) = both_have.into_iter().partition(|row| row.changed);
    Person {
        name: shown.and_then(|member| name(member, words.language)),
        between: match both.between {
            Between::Stayed => "stayed",
            Between::Joined(_) => "joined",
            Between::Left(_) => "left",
        },
        how: how(both.between, words),
        older: both.older.map(|member| in_short(member, pair.older.effective, &pair.older_labels)),
        newer: both.newer.map(|member| in_short(member, pair.newer.effective, &pair.newer_labels)),
        changes,
        single,
        same: same.len(),
    }
}

/// What either survey found about a person.
fn found(both: &RosterPair<'_>, pair: &Pair<'_>) -> Vec<Row> {
    let Some(shown) = both.newer.or(both.older) else { return Vec::new() };
    // On the roster that does not list the person, nothing is known of them.
    let nothing = Member::new(shown.id, shown.line);
    answers(both.older.unwrap_or(&nothing), both.newer.unwrap_or(&nothing), pair)
}

fn how(between: Between, words: Words<'_>) -> Option<String> {
    let key = match between {
        Between::Stayed => return None,
        Between::Joined(None) => "compare-newly-listed".to_owned(),
        Between::Joined(Some(arrival)) => format!("arrival-{}", arrival_code(arrival)),
        Between::Left(departure) => format!("departure-{}", departure_code(departure)),
    };
    Some(words.say(&key, &[]))
}

/// Relation, sex and age on the day of a survey, as far as known.
fn in_short(member: &Member, day: Date, labels: &Labels<'_>) -> String {
    let words = labels.words();
    let code =
        |question: &str, code: &str| labels.code_in_words(&format!("roster/member/person/{question}"), code);
    let parts = [
        member.person.relation.map(|relation| code("relation", relation.code())),
        member.person.sex.map(|sex| code("sex", sex.code())),
        member.age_years_on(day).map(|years| words.say("age", &[("years", &years)])),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { words.say("unknown", &[]) } else { parts.join(&words.say("comma", &[])) }
}

/// Every answer about a person. The stated age is left out: it changes by itself.
fn answers(older: &Member, newer: &Member, pair: &Pair<'_>) -> Vec<Row> {
    fn section<S: registry::field::Section>(pair: &Pair<'_>, older: &S, newer: &S) -> Vec<Row> {
        rows(pair, &format!("roster/member/{}", S::NAME), older, newer)
    }
    let (mut was, mut is) = (older.person.clone(), newer.person.clone());
    (was.age_years, is.age_years) = (None, None);
    let sections = [
        named(older, newer, pair),
        section(pair, &was, &is),
        section(pair, &older.education, &newer.education),
        section(pair, &older.work, &newer.work),
        section(pair, &older.disability, &newer.disability),
        section(pair, &older.health, &newer.health),
    ];
    sections.into_iter().flatten().collect()
}

/// Names and the number of the citizen registry.
fn named(older: &Member, newer: &Member, pair: &Pair<'_>) -> Vec<Row> {
    let words = pair.words();
    let names = |member: &Member| {
        [&member.name, &member.name_urdu].map(|name| name.as_ref().map(|name| name.reveal().to_owned()))
    };
    let number = |member: &Member| member.identity.number().map(|number| number.to_string());
    let ([older_name, older_urdu], [newer_name, newer_urdu]) = (names(older), names(newer));
    let rows = [
        ("name", older_name, newer_name, false),
        ("name", older_urdu, newer_urdu, false),
        ("citizen-number", number(older), number(newer), true),
    ];
    let rows = rows.map(|(key, older, newer, ltr)| Row {
        label: words.say(key, &[]),
        changed: older.is_some() && newer.is_some() && older != newer,
        older: older.map(|text| Cell { ltr, ..Cell::plain(text) }),
        newer: newer.map(|text| Cell { ltr, ..Cell::plain(text) }),
    });
    rows.into_iter().filter(|row| row.older.is_some() || row.newer.is_some()).collect()
}
