//! Nothing is said in one language only, and nothing that is said anywhere lacks its text.

use super::*;
use registry::finding::FindingCode;
use std::collections::{BTreeMap, BTreeSet};

/// Every key of a language with its whole text, as the files have them.
fn texts(language: Language) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut key = String::new();
    for path in Translations::iter().filter(|path| path.starts_with(language.code())) {
        let file = Translations::get(&path).unwrap();
        for line in std::str::from_utf8(&file.data)
            .unwrap()
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some((name, text)) = line.split_once(" = ").filter(|_| !line.starts_with([' ', '}'])) {
                key = name.to_owned();
                assert!(texts.insert(key.clone(), text.to_owned()).is_none(), "{path}: {name} stands twice");
            } else {
                texts.entry(key.clone()).or_default().push_str(line);
            }
        }
    }
    texts
}

/// The values that a text takes.
fn values(text: &str) -> BTreeSet<&str> {
    let names = text.split("{ $").skip(1);
    names.map(|rest| rest.split([' ', '}']).next().unwrap()).collect()
}

fn demand(keys: impl IntoIterator<Item = String>) {
    let wording = Wording::load();
    for key in keys {
        for language in Language::ALL {
            assert!(wording.has(language, &key), "{key} lacks {}", language.code());
        }
    }
}

#[test]
fn both_languages_say_the_same_things_with_the_same_values() {
    let (english, urdu) = (texts(Language::En), texts(Language::Ur));
    assert_eq!(english.keys().collect::<Vec<_>>(), urdu.keys().collect::<Vec<_>>());
    for (key, text) in &english {
        assert_eq!(values(text), values(&urdu[key]), "{key}");
    }
    let wording = Wording::load();
    for (language, texts) in [(Language::En, &english), (Language::Ur, &urdu)] {
        for key in texts.keys() {
            assert!(wording.has(language, key), "{key} cannot be read in {}", language.code());
        }
    }
}

#[test]
fn urdu_is_urdu() {
    for (key, text) in texts(Language::Ur) {
        let is_urdu = |character: char| ('\u{600}'..='\u{6ff}').contains(&character);
        let is_a_value_only = text.starts_with("{ $") && !text.contains("->");
        assert!(is_a_value_only || text.chars().any(is_urdu), "{key}: {text}");
    }
}

#[test]
fn every_code_has_a_text() {
    let findings = FindingCode::ALL.iter().map(|code| format!("finding-{}", code.as_str().replace('.', "-")));
    let rejects = registry::delivery::RejectCode::ALL.iter().map(|code| code.as_str().replace('.', "-"));
    let facts = scoring::facts::ALL.iter().map(|fact| format!("fact-{}", fact.name));
    let outcomes = scoring::decision::Outcome::ALL.into_iter().flat_map(|outcome| {
        [format!("outcome-{}", outcome.code()), format!("outcome-{}-about", outcome.code())]
    });
    let reasons = scoring::decision::Reason::CODES.iter().map(|code| format!("reason-{code}"));
    let states = store::rows::SubmissionState::ALL.into_iter().map(|state| format!("state-{}", state.code()));
    let roles = operations::authority::Role::OF_STAFF
        .into_iter()
        .flat_map(|role| [format!("role-{}", role.code()), format!("role-{}-about", role.code())]);
    let levels = registry::area::AreaLevel::ALL.into_iter().map(|level| format!("level-{}", level.code()));
    let sections = registry::sections::SECTIONS.iter().map(|(name, _)| format!("section-{name}"));
    let months = (1..=12).map(|month| format!("month-{month}"));
    demand(findings.chain(rejects).chain(facts).chain(outcomes).chain(reasons));
    demand(states.chain(roles).chain(levels).chain(sections).chain(months));
}

#[test]
fn every_key_in_templates_and_code_has_a_text() {
    demand(crate::pages::keys_in_templates());
    demand(keys_in_code());
}

#[test]
fn every_text_is_used() {
    /// Keys put together from a beginning and a code.
    const BEGINNINGS: &[&str] = &[
        "act-",
        "action-",
        "answer-",
        "area-level-",
        "arrival-",
        "audit-",
        "calendar-kind-",
        "case-",
        "change-",
        "channel-",
        "citizens-",
        "compare-",
        "credential-",
        "departure-",
        "due-",
        "emergency-standing-",
        "enrolment-",
        "explain-",
        "fact-",
        "fault-",
        "field-",
        "filter-",
        "finding-",
        "hazard-",
        "household-done-",
        "kin-",
        "kind-",
        "left-out-",
        "level-",
        "month-",
        "not-enrolled-",
        "notices-",
        "openrosa-",
        "outcome-",
        "points-",
        "programme-kind-",
        "propose-",
        "reason-",
        "reject-",
        "role-",
        "search-",
        "section-",
        "severity-",
        "state-",
        "status-",
        "submission-",
        "submissions-",
        "task-",
        "token-",
        "update-type-",
        "updates-state-",
        "updates-told-",
        "users-done-",
        "verdict-",
        "version-",
        "yes",
        "no",
        "store",
        "households-none",
    ];
    let mut used = crate::pages::keys_in_templates();
    used.extend(keys_in_code());
    let unused: Vec<_> = texts(Language::En)
        .into_keys()
        .filter(|key| !used.contains(key) && !BEGINNINGS.iter().any(|beginning| key.starts_with(beginning)))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

/// Keys said outright in the code: `say("…"` and `text(…, "…"`.
fn keys_in_code() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for source in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        for said in source.split("say(\"").skip(1) {
            keys.insert(said.split('"').next().unwrap().to_owned());
        }
    }
    assert!(keys.len() > 8, "few keys found: {keys:?}");
    keys
}

fn sources(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| !path.ends_with("tests.rs"));
    entries
        .flat_map(
            |path| if path.is_dir() { sources(&path) } else { vec![std::fs::read_to_string(path).unwrap()] },
        )
        .collect()
}

#[test]
fn numbers_decide_about_singular_and_plural() {
    let wording = Wording::load();
    let say = |count: usize| wording.text(Language::En, "errors", &[("count", &count)]);
    assert_eq!((say(1), say(2)), ("One error".to_owned(), "2 errors".to_owned()));
}

#[test]
fn a_missing_key_shows_itself() {
    assert_eq!(Wording::load().text(Language::Ur, "no-such-key", &[]), "no-such-key");
}

#[test]
fn dates_are_in_words_and_instants_by_the_clocks_of_pakistan() {
    let wording = Wording::load();
    assert_eq!(wording.date(Language::En, jiff::civil::date(2026, 11, 2)), "2 November 2026");
    assert_eq!(wording.date(Language::Ur, jiff::civil::date(2026, 11, 2)), "2 نومبر 2026");
    let evening: Timestamp = "2026-11-22T20:30:59Z".parse().unwrap();
    assert_eq!(wording.instant(Language::En, evening), "23 November 2026, 01:30");
}
