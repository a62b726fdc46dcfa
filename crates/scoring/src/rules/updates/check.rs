//! Whether a rule makes sense by itself.

use super::{EVIDENCE_CODES, Place, fault, places::RulePlaces, timing};
use crate::{
    rules::{RulesFault, Source},
    wording::Wording,
};
use registry::updates::{Trigger, UpdateRule};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Dates that the texts of refusals may name.
const PLACEHOLDERS: [&str; 3] = ["from", "surveyed", "until"];

/// A list of names, each with its place.
type Names = Spanned<Vec<Spanned<String>>>;

/// Notes every fault of a rule.
pub(super) fn check(rule: &UpdateRule, places: &RulePlaces, source: &Source) {
    check_wordings(rule, places, source);
    check_due(rule, places, source);
    check_names(&places.changes, "change", source);
    check_names(&places.channels, "channel", source);
    check_evidence(places, source);
    for check in &places.checks {
        check_changes(&check.changes, places, source);
        check_names(&check.all_of, "check", source);
    }
    for (needed, place) in rule.reviews.iter().zip(&places.reviews) {
        check_changes(&place.changes, places, source);
        if needed.review <= rule.review {
            fault(source, &place.review, RulesFault::ReviewNotStricter);
        }
    }
    if rule.case_days == 0 {
        fault(source, &places.case_days, RulesFault::Period("a case takes at least one day"));
    }
}

fn check_wordings(rule: &UpdateRule, places: &RulePlaces, source: &Source) {
    require_wording(&rule.title, &places.title, source);
    require_sentence(&rule.refusal, &places.refusal, source);
    let words = &rule.words;
    let sentences = [
        ("channel", &words.channel),
        ("no_rule", &words.no_rule),
        ("already_registered", &words.already_registered),
        ("not_registered", &words.not_registered),
    ];
    let phrases = [
        ("from_unknown", &words.from_unknown),
        ("surveyed_unknown", &words.surveyed_unknown),
        ("until_unknown", &words.until_unknown),
    ];
    // Those that the rule leaves out are the program's own and have no place.
    for (sentence, place) in with_places(sentences, &places.words) {
        require_sentence(sentence, place, source);
    }
    for (phrase, place) in with_places(phrases, &places.words) {
        require_wording(phrase, place, source);
    }
}

/// The wordings that have a place in the file.
fn with_places<'a>(
    wordings: impl IntoIterator<Item = (&'static str, &'a Wording)>,
    places: &'a BTreeMap<String, Place>,
) -> impl Iterator<Item = (&'a Wording, &'a Place)> {
    wordings.into_iter().filter_map(|(name, wording)| Some((wording, places.get(name)?)))
}

/// Refuses a sentence that lacks one of its languages, or that has something filled in which the program does not know.
fn require_sentence(sentence: &Wording, place: &Place, source: &Source) {
    require_wording(sentence, place, source);
    for name in unknown_placeholders(sentence) {
        fault(source, place, RulesFault::Placeholder(name));
    }
}

/// Refuses a wording that lacks one of its languages.
pub(super) fn require_wording(wording: &Wording, place: &Place, source: &Source) {
    if !wording.is_complete() {
        fault(source, place, RulesFault::WordingIncomplete);
    }
}

/// What stands in braces and is no date that the program fills in. A brace that is not closed counts.
fn unknown_placeholders(wording: &Wording) -> BTreeSet<String> {
    let in_text = |text: &str| -> Vec<String> {
        let after_braces = text.split('{').skip(1).map(|rest| rest.split_once('}').ok_or(rest));
        let unknown = after_braces.filter_map(|found| match found {
            Ok((name, _)) => (!PLACEHOLDERS.contains(&name)).then_some(name),
            Err(rest) => Some(rest),
        });
        unknown.map(str::to_owned).collect()
    };
    [&wording.en, &wording.ur].into_iter().flat_map(|text| in_text(text)).collect()
}

fn check_due(rule: &UpdateRule, places: &RulePlaces, source: &Source) {
    match (rule.trigger, &rule.due, &places.due) {
        (Trigger::Due, Some(due), Some(place)) => timing::check(due, place.get_ref(), source),
        (Trigger::Due, ..) => fault(source, &places.trigger, RulesFault::DueMissing),
        (_, Some(_), Some(place)) => fault(source, place, RulesFault::DueWithoutTrigger),
        _ => {}
    }
}

fn check_evidence(places: &RulePlaces, source: &Source) {
    for evidence in &places.evidence {
        check_changes(&evidence.changes, places, source);
        check_names(&evidence.any_of, "paper", source);
        for paper in evidence.any_of.get_ref() {
            if !EVIDENCE_CODES.contains(&paper.get_ref().as_str()) {
                fault(source, paper, RulesFault::EvidenceCode(paper.get_ref().clone()));
            }
        }
    }
}

/// Refuses a requirement for changes that the type does not allow: it would never be asked.
fn check_changes(changes: &Names, places: &RulePlaces, source: &Source) {
    check_names(changes, "change", source);
    let allowed: BTreeSet<_> = places.changes.get_ref().iter().map(Spanned::get_ref).collect();
    for change in changes.get_ref() {
        if !allowed.contains(change.get_ref()) {
            fault(source, change, RulesFault::ChangeNotAllowed(change.get_ref().clone()));
        }
    }
}

/// Refuses a list without a name, and a name that stands twice.
fn check_names(names: &Names, what: &'static str, source: &Source) {
    if names.get_ref().is_empty() {
        fault(source, names, RulesFault::Empty(what));
    }
    let mut seen = BTreeSet::new();
    for name in names.get_ref() {
        if !seen.insert(name.get_ref()) {
            fault(source, name, RulesFault::CodeTwice(name.get_ref().clone()));
        }
    }
}
