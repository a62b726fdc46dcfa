//! `nser updates explain`: what is open to a household on a day, due and closed, and why, as a clerk would say it.

use super::{explain::language, say};
use crate::{
    configuration::Configuration,
    start::{self, Failure},
};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use operations::{
    Registry,
    authority::Authority,
    updates::{HouseholdUpdates, TypeStanding},
};
use registry::{
    registry_number::RegistryNumber,
    updates::{Because, State, standing},
};
use std::process::ExitCode;
use web::wording::{Argument, Language, Wording};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Print which updates are open to a household, due and closed, why, and from when; its cases and what it was told.
    Explain(Explain),
}

#[derive(Args)]
pub(crate) struct Explain {
    /// The household, such as 482-913-7065.
    number: RegistryNumber,
    /// On this day, YYYY-MM-DD, by what is known now; today when not given.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Language: en or ur.
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
}

pub(crate) async fn run(configuration: Configuration, action: Action) -> Result<ExitCode, Failure> {
    let Action::Explain(Explain { number, on, language }) = action;
    let registry = start::open_bare(&configuration, false).await?;
    let mut updates = registry.updates_of(&Authority::console(), number).await?;
    if let Some(day) = on.filter(|day| *day != updates.on) {
        look_at(&registry, &mut updates, day).await?;
    }
    let wording = Wording::load();
    let clerk = Clerk { wording: &wording, language };
    clerk.lines(&updates).iter().for_each(say);
    registry.store().close().await;
    Ok(ExitCode::SUCCESS)
}

/// The types as they stand on another day.
async fn look_at(registry: &Registry, updates: &mut HouseholdUpdates, day: Date) -> Result<(), Failure> {
    let situation = registry.situation_of(updates.household, day).await?;
    let rules = registry.rules().updates_on(day);
    updates.on = day;
    updates.rules_version = rules.map(|rules| rules.version.clone());
    updates.next_survey = None;
    updates.types = rules.map_or_else(Vec::new, |rules| {
        let types = standing(rules, &situation, day).into_iter().map(|one| TypeStanding {
            update_type: one.rule.update_type,
            title: one.rule.title.clone(),
            state: one.state,
            because: one.because,
            refusal: None,
        });
        types.collect()
    });
    Ok(())
}

/// Says it in a language.
struct Clerk<'a> {
    wording: &'a Wording,
    language: Language,
}

impl Clerk<'_> {
    fn lines(&self, updates: &HouseholdUpdates) -> Vec<String> {
        let (number, day) = (updates.household.to_string(), self.day(updates.on));
        let Some(version) = &updates.rules_version else {
            return vec![self.text("no-rules", &[("number", &number), ("day", &day)])];
        };
        let head = [("number", &number as _), ("day", &day as _), ("version", version as _)];
        let mut lines = vec![self.text("head", &head), String::new()];
        lines.extend(updates.types.iter().flat_map(|one| self.type_lines(one)));
        lines.push(String::new());
        lines.extend(self.next(updates));
        lines.extend(self.cases(updates));
        lines.extend(self.notices(updates));
        lines.extend(self.verified(updates));
        lines
    }

    /// A type: state, name, dates and why; then what a refusal would say.
    fn type_lines(&self, one: &TypeStanding) -> Vec<String> {
        let (state, dates) = self.state(one.state);
        let line =
            format!("  {state:<8}{:<36}{dates:<44}{}", self.worded(&one.title), self.because(&one.because));
        let refusal = one.refusal.as_ref().filter(|_| matches!(one.state, State::Closed { .. }));
        let refusal = refusal.map(|refusal| {
            let text = self.worded(refusal).to_owned();
            format!("          {}", self.text("refusal", &[("text", &text)]))
        });
        [line].into_iter().chain(refusal).collect()
    }

    fn state(&self, state: State) -> (String, String) {
        let (code, dates) = match state {
            State::Open { until } => ("open", [("until", until)].to_vec()),
            State::Due { since, until } => ("due", [("since", Some(since)), ("until", until)].to_vec()),
            State::Closed { from } => ("closed", [("from", from)].to_vec()),
        };
        let dates = dates.into_iter().filter_map(|(key, day)| {
            let day = self.day(day?);
            Some(self.text(key, &[("day", &day)]))
        });
        let comma = self.wording.text(self.language, "comma", &[]);
        (self.text(&format!("state-{code}"), &[]), dates.collect::<Vec<_>>().join(&comma))
    }

    fn because(&self, because: &Because) -> String {
        let dated = |code: &str, day: Date| {
            let day = self.day(day);
            self.text(&format!("because-{code}"), &[("day", &day)])
        };
        let plain = |code: &str| self.text(&format!("because-{code}"), &[]);
        match because {
            Because::Always => plain("always"),
            Because::TimePassed { surveyed } => dated("time_passed", *surveyed),
            Because::TooEarly { surveyed } => dated("too_early", *surveyed),
            Because::Lapsed { since } => dated("lapsed", *since),
            Because::NotConcerned => plain("not_concerned"),
            Because::Act { name } => self.text("because-act", &[("name", name)]),
            Because::NoAct => plain("no_act"),
            Because::Done { on } => dated("done", *on),
            Because::NotRegistered => plain("not_registered"),
            Because::NotSurveyed => plain("not_surveyed"),
            Because::WindowPassed { since } => dated("window_passed", *since),
            // Only of what is asked, and nothing is asked here.
            Because::Channel { .. } | Because::NoRule | Because::AlreadyRegistered => plain("other"),
        }
    }

    fn next(&self, updates: &HouseholdUpdates) -> Option<String> {
        // Of another day than today it is not reckoned.
        let title = |wanted| {
            updates.types.iter().find(|one| one.update_type == wanted).map(|one| self.worded(&one.title))
        };
        match updates.next_survey {
            Some((from, update_type)) => {
                let (day, kind) = (self.day(from), title(update_type).unwrap_or_default().to_owned());
                let key = if from <= updates.on { "next-now" } else { "next" };
                Some(self.text(key, &[("day", &day), ("type", &kind)]))
            }
            None if updates.types.iter().any(|one| one.refusal.is_some()) => {
                Some(self.text("next-none", &[]))
            }
            None => None,
        }
    }

    fn cases(&self, updates: &HouseholdUpdates) -> Vec<String> {
        let lines = updates.cases.iter().map(|case| {
            let opened = self.wording.instant(self.language, case.opened);
            format!("  {opened}  {}  {}  {}", case.state.code(), case.subject, case.id)
        });
        self.under("cases", lines.collect())
    }

    fn notices(&self, updates: &HouseholdUpdates) -> Vec<String> {
        let lines = updates.notices.iter().map(|told| format!("  {}  {}", self.day(told.on), told.kind));
        self.under("notices", lines.collect())
    }

    fn verified(&self, updates: &HouseholdUpdates) -> Vec<String> {
        if updates.verifications.is_empty() {
            return Vec::new();
        }
        let count = |wanted: &str| updates.verifications.iter().filter(|one| one.outcome == wanted).count();
        let (agree, differ, missing) = (count("match"), count("mismatch"), count("not_held"));
        let counts = [("match", &agree as _), ("mismatch", &differ as _), ("not_held", &missing as _)];
        self.under("verifications", vec![format!("  {}", self.text("verified", &counts))])
    }

    fn under(&self, heading: &str, lines: Vec<String>) -> Vec<String> {
        if lines.is_empty() {
            return lines;
        }
        [String::new(), self.text(heading, &[])].into_iter().chain(lines).collect()
    }

    fn text(&self, key: &str, arguments: &[(&str, &dyn Argument)]) -> String {
        self.wording.text(self.language, &format!("explain-updates-{key}"), arguments)
    }

    fn day(&self, day: Date) -> String {
        self.wording.date(self.language, day)
    }

    fn worded<'t>(&self, wording: &'t registry::wording::Wording) -> &'t str {
        match self.language {
            Language::En => &wording.en,
            Language::Ur => &wording.ur,
        }
    }
}
