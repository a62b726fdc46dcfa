//! The updates of a household: which are open to it today, due or closed, why, from when and until when; its cases, what it
//! was told, and what the citizen registry said of its members.

use crate::pages::{
    caller::SignedIn,
    case::verdicts::{field_code, verdict_code},
    cases::{self, Line, in_language},
    fault::Fault,
    household::timeline::{channel_code, update_type_code},
    page::{Moment, Words},
};
use jiff::civil::Date;
use operations::{
    authority::Permission,
    updates::{HouseholdUpdates, Told, TypeStanding, Verified},
};
use registry::{
    citizen::Verdict,
    household::Household,
    ids::PersonId,
    registry_number::RegistryNumber,
    updates::{Because, State, UpdateRules},
};
use scoring::rules::Rules;
use serde::Serialize;

/// Everything about a household's updates.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Updates {
    /// The version of the rules; none where no rules hold today.
    pub(in crate::pages) rules_version: Option<String>,
    /// From when it may be surveyed again.
    pub(in crate::pages) next: Option<Next>,
    pub(in crate::pages) types: Vec<TypeLine>,
    pub(in crate::pages) open_cases: Vec<Line>,
    pub(in crate::pages) settled_cases: Vec<Line>,
    pub(in crate::pages) told: Vec<ToldLine>,
    /// Where a change is proposed, for those who may.
    pub(in crate::pages) propose: Option<String>,
    /// Where the citizen registry is asked, for those who may.
    pub(in crate::pages) verify: Option<String>,
}

/// The next survey.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct Next {
    pub(in crate::pages) from: Moment,
    /// Already possible.
    pub(in crate::pages) now: bool,
    pub(in crate::pages) update_type: &'static str,
}

/// An update type.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct TypeLine {
    pub(in crate::pages) code: &'static str,
    pub(in crate::pages) title: String,
    /// `open`, `due` or `closed`.
    pub(in crate::pages) state: &'static str,
    pub(in crate::pages) since: Option<Moment>,
    pub(in crate::pages) until: Option<Moment>,
    pub(in crate::pages) from: Option<Moment>,
    pub(in crate::pages) why: String,
    /// What whoever asks is told.
    pub(in crate::pages) refusal: Option<String>,
    /// The ends of the keys of the entry points.
    pub(in crate::pages) channels: Vec<&'static str>,
}

/// Something that the household was told.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct ToldLine {
    pub(in crate::pages) on: Moment,
    pub(in crate::pages) text: String,
}

/// What the citizen registry said of a member: a small mark on the roster.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct VerifiedMark {
    /// `match`, `mismatch` or `not_held`.
    pub(in crate::pages) outcome: String,
    pub(in crate::pages) at: Moment,
    pub(in crate::pages) source: String,
    /// Whether it still counts.
    pub(in crate::pages) current: bool,
    /// The ends of the keys of the fields that differ.
    pub(in crate::pages) differs: Vec<&'static str>,
}

/// The section, and the marks of members, where the reader may see them.
pub(super) async fn read(
    signed_in: &SignedIn,
    number: RegistryNumber,
) -> Result<Option<(Updates, Vec<Verified>)>, Fault> {
    if !signed_in.may(Permission::ReadCases) {
        return Ok(None);
    }
    let registry = &signed_in.app().registry;
    let updates = registry.updates_of(signed_in.authority(), number).await?;
    let lines = cases::lines(signed_in, &updates.cases).await?;
    let (open_cases, settled_cases) = lines.into_iter().partition(|line| line.open);
    let section = Updates {
        open_cases,
        settled_cases,
        propose: signed_in.may(Permission::WorkCases).then(|| format!("/households/{number}/propose")),
        verify: signed_in.may(Permission::VerifyPersons).then(|| format!("/households/{number}/verify")),
        ..of(&updates, registry.rules(), signed_in.words())
    };
    Ok(Some((section, updates.verifications)))
}

/// What the rules say, in words.
fn of(updates: &HouseholdUpdates, rules: &Rules, words: Words<'_>) -> Updates {
    let rules = rules.updates_on(updates.on);
    Updates {
        rules_version: updates.rules_version.clone(),
        next: updates.next_survey.map(|(from, update_type)| Next {
            from: words.date(from),
            now: from <= updates.on,
            update_type: update_type_code(update_type),
        }),
        types: updates.types.iter().map(|one| type_line(one, rules, words)).collect(),
        open_cases: Vec::new(),
        settled_cases: Vec::new(),
        told: updates.notices.iter().map(|told| told_line(told, words)).collect(),
        propose: None,
        verify: None,
    }
}

fn type_line(one: &TypeStanding, rules: Option<&UpdateRules>, words: Words<'_>) -> TypeLine {
    let day = |day: Option<Date>| day.map(|day| words.date(day));
    let (state, since, until, from) = match one.state {
        State::Open { until } => ("open", None, until, None),
        State::Due { since, until } => ("due", Some(since), until, None),
        State::Closed { from } => ("closed", None, None, from),
    };
    let rule = rules.and_then(|rules| rules.rule(one.update_type));
    let channels = rule.map(|rule| rule.channels.as_slice()).unwrap_or_default();
    TypeLine {
        code: update_type_code(one.update_type),
        title: in_language(&one.title, words),
        state,
        since: day(since),
        until: day(until),
        from: day(from),
        why: why(&one.because, words),
        refusal: one.refusal.as_ref().map(|text| in_language(text, words)),
        channels: channels.iter().map(|channel| channel_code(*channel)).collect(),
    }
}

/// Why a type is open, due or closed.
fn why(because: &Because, words: Words<'_>) -> String {
    let plain = |code: &str| words.say(&format!("explain-updates-because-{code}"), &[]);
    let dated = |code: &str, day: Date| {
        words.say(&format!("explain-updates-because-{code}"), &[("day", &words.date(day).text)])
    };
    match because {
        Because::Always => plain("always"),
        Because::TimePassed { surveyed } => dated("time_passed", *surveyed),
        Because::TooEarly { surveyed } => dated("too_early", *surveyed),
        Because::Lapsed { since } => dated("lapsed", *since),
        Because::NotConcerned => plain("not_concerned"),
        Because::Act { name } => words.say("explain-updates-because-act", &[("name", name)]),
        Because::NoAct => plain("no_act"),
        Because::Done { on } => dated("done", *on),
        Because::NotRegistered => plain("not_registered"),
        Because::NotSurveyed => plain("not_surveyed"),
        Because::WindowPassed { since } => dated("window_passed", *since),
        Because::Channel { .. } | Because::NoRule | Because::AlreadyRegistered => plain("other"),
    }
}

fn told_line(told: &Told, words: Words<'_>) -> ToldLine {
    // A notice of a later version of the program has no words here.
    let text =
        words.find(&format!("updates-told-{}", told.kind)).unwrap_or_else(|| told.kind.replace('_', " "));
    ToldLine { on: words.date(told.on), text }
}

/// The mark of every member of whom something was said, by line.
pub(super) fn marks(
    household: &Household,
    verified: &[Verified],
    words: Words<'_>,
) -> Vec<(u8, VerifiedMark)> {
    let line = |person: PersonId| household.find_member(person).map(|member| member.line);
    verified.iter().filter_map(|one| Some((line(one.person)?, mark(one, words)))).collect()
}

fn mark(one: &Verified, words: Words<'_>) -> VerifiedMark {
    let known = [Verdict::Match, Verdict::Mismatch, Verdict::NotHeld].map(verdict_code);
    let outcome = known.into_iter().find(|code| *code == one.outcome);
    VerifiedMark {
        outcome: outcome.unwrap_or("not_held").to_owned(),
        at: words.instant(one.verification.at),
        source: one.verification.source.clone(),
        current: one.current,
        differs: one.verification.mismatches().map(field_code).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{Language, Wording};
    use jiff::civil::date;

    #[test]
    fn every_reason_has_its_words_with_its_day() {
        let wording = Wording::load();
        let day = date(2026, 11, 3);
        let dated = [
            Because::TimePassed { surveyed: day },
            Because::TooEarly { surveyed: day },
            Because::Lapsed { since: day },
            Because::Done { on: day },
            Because::WindowPassed { since: day },
        ];
        let plain = [
            Because::Always,
            Because::NotConcerned,
            Because::Act { name: "Flood of Naya Abad".to_owned() },
            Because::NoAct,
            Because::NotRegistered,
            Because::NotSurveyed,
            Because::NoRule,
            Because::AlreadyRegistered,
            Because::Channel { channels: Vec::new() },
        ];
        for language in Language::ALL {
            let words = Words { wording: &wording, language };
            for because in &dated {
                assert!(why(because, words).contains("2026"), "{because:?}");
            }
            for because in &plain {
                assert!(!why(because, words).contains("explain-"), "{because:?}");
            }
            assert!(why(&plain[2], words).contains("Flood of Naya Abad"));
        }
    }
}
