//! The rules in force: every version of every scorecard, policy and programme and of the update rules, loaded from
//! files and checked.
//!
//! Paths are those below the folder `rules/`: `scorecards/<id>/<version>.toml`, `policies/<programme>/<version>.toml`,
//! `programmes/<id>/<version>.toml`, `updates/<version>.toml` and `released.toml`, which holds the SHA-256 of every
//! released version. A released file that was edited is refused: old decisions were made by it. Files elsewhere are
//! other readers' and are left alone.

mod error;
mod released;
mod source;
mod timeline;
mod updates;

pub use error::{RulesError, RulesErrors, RulesFault};
pub(crate) use source::Source;
pub use timeline::Effective;
pub(crate) use timeline::Versioned;
pub use updates::EVIDENCE_CODES;

use crate::{
    policy::Policy,
    programme::{Draft, Programme},
    scorecard::Scorecard,
};
use jiff::civil::Date;
use registry::updates::UpdateRules;
use std::collections::BTreeMap;
use timeline::{in_force, line_up};
use updates::UpdatesVersion;

/// Every version of every rule.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    scorecards: BTreeMap<String, Vec<Scorecard>>,
    policies: BTreeMap<String, Vec<Policy>>,
    programmes: BTreeMap<String, Vec<Programme>>,
    updates: Vec<UpdatesVersion>,
}

impl Rules {
    /// Loads rules from files, each given by its path below `rules/` and its text, in any order. Every fault of every
    /// file is reported, with its line.
    pub fn load<P: AsRef<str>, T: AsRef<str>>(
        files: impl IntoIterator<Item = (P, T)>,
    ) -> Result<Self, RulesErrors> {
        let files: BTreeMap<String, T> =
            files.into_iter().map(|(path, text)| (path.as_ref().to_owned(), text)).collect();
        let texts: BTreeMap<&str, &str> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_ref())).collect();
        let mut errors = released::check(&texts);
        let mut rules = Self::default();
        for (path, text) in below(&texts, "scorecards/") {
            rules.add_scorecard(path, text, &mut errors);
        }
        for (path, text) in below(&texts, "policies/") {
            rules.add_policy(path, text, &mut errors);
        }
        rules.scorecards.values_mut().for_each(|versions| line_up(versions, &mut errors));
        rules.policies.values_mut().for_each(|versions| line_up(versions, &mut errors));
        rules.add_programmes(&texts, &mut errors);
        for (path, text) in below(&texts, "updates/") {
            rules.add_updates(path, text, &mut errors);
        }
        line_up(&mut rules.updates, &mut errors);
        if errors.is_empty() { Ok(rules) } else { Err(RulesErrors(errors)) }
    }

    /// A version of a scorecard.
    pub fn find_scorecard(&self, id: &str, version: &str) -> Option<&Scorecard> {
        self.scorecards.get(id)?.iter().find(|scorecard| scorecard.version == version)
    }

    /// The version of a scorecard in force on a day.
    pub fn scorecard_on(&self, id: &str, date: Date) -> Option<&Scorecard> {
        in_force(self.scorecards.get(id)?, date)
    }

    /// A version of a programme's policy.
    pub fn find_policy(&self, programme: &str, version: &str) -> Option<&Policy> {
        self.policies.get(programme)?.iter().find(|policy| policy.version == version)
    }

    /// The version of a programme's policy in force on a day.
    pub fn policy_on(&self, programme: &str, date: Date) -> Option<&Policy> {
        in_force(self.policies.get(programme)?, date)
    }

    /// Every version of every scorecard, by id and date.
    pub fn scorecards(&self) -> impl Iterator<Item = &Scorecard> {
        self.scorecards.values().flatten()
    }

    /// Every version of every policy, by programme and date.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values().flatten()
    }

    /// The version of the update rules in force on a day.
    pub fn updates_on(&self, date: Date) -> Option<&UpdateRules> {
        in_force(&self.updates, date).map(|version| &version.rules)
    }

    /// A version of the update rules.
    pub fn find_updates(&self, version: &str) -> Option<&UpdateRules> {
        self.updates.iter().map(|updates| &updates.rules).find(|rules| rules.version == version)
    }

    /// Every version of the update rules with its dates, the oldest first.
    pub fn updates(&self) -> impl Iterator<Item = (Effective, &UpdateRules)> {
        self.updates.iter().map(|version| (version.effective, &version.rules))
    }

    /// A version of a programme.
    pub fn find_programme(&self, id: &str, version: &str) -> Option<&Programme> {
        self.programmes.get(id)?.iter().find(|programme| programme.version == version)
    }

    /// The version of a programme in force on a day.
    pub fn programme_on(&self, id: &str, date: Date) -> Option<&Programme> {
        in_force(self.programmes.get(id)?, date)
    }

    /// Every programme in force on a day, by id.
    pub fn programmes_on(&self, date: Date) -> impl Iterator<Item = &Programme> {
        self.programmes.values().filter_map(move |versions| in_force(versions, date))
    }

    /// Every version of every programme, by id and date.
    pub fn programmes(&self) -> impl Iterator<Item = &Programme> {
        self.programmes.values().flatten()
    }

    fn add_scorecard(&mut self, path: &str, text: &str, errors: &mut Vec<RulesError>) {
        let source = Source::new(path, text);
        match Scorecard::compile(&source).filter(|card| well_placed(card, path, &source)) {
            Some(card) => self.scorecards.entry(card.id.clone()).or_default().push(card),
            None => errors.extend(source.into_faults()),
        }
    }

    fn add_policy(&mut self, path: &str, text: &str, errors: &mut Vec<RulesError>) {
        let source = Source::new(path, text);
        match Policy::compile(&source, self).filter(|policy| well_placed(policy, path, &source)) {
            Some(policy) => self.policies.entry(policy.programme.clone()).or_default().push(policy),
            None => errors.extend(source.into_faults()),
        }
    }

    /// Programmes may require each other: what they require is looked for when all are there.
    fn add_programmes(&mut self, texts: &BTreeMap<&str, &str>, errors: &mut Vec<RulesError>) {
        let mut drafts = Vec::new();
        for (path, text) in below(texts, "programmes/") {
            let source = Source::new(path, text);
            match Draft::compile(&source, self).filter(|draft| well_placed(&draft.programme, path, &source)) {
                Some(draft) => drafts.push((draft, source)),
                None => errors.extend(source.into_faults()),
            }
        }
        for (Draft { programme, .. }, _) in &drafts {
            self.programmes.entry(programme.id.clone()).or_default().push(programme.clone());
        }
        self.programmes.values_mut().for_each(|versions| line_up(versions, errors));
        for (draft, source) in drafts {
            draft.check_required(self, &source);
            errors.extend(source.into_faults());
        }
    }

    fn add_updates(&mut self, path: &str, text: &str, errors: &mut Vec<RulesError>) {
        let source = Source::new(path, text);
        match UpdatesVersion::compile(&source).filter(|updates| well_placed(updates, path, &source)) {
            Some(updates) => self.updates.push(updates),
            None => errors.extend(source.into_faults()),
        }
    }
}

/// The TOML files below a folder.
fn below<'a>(
    files: &'a BTreeMap<&'a str, &'a str>,
    folder: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let in_folder = files.iter().filter(move |(path, _)| path.starts_with(folder));
    in_folder.filter(|(path, _)| has_toml_suffix(path)).map(|(path, text)| (*path, *text))
}

fn has_toml_suffix(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "toml")
}

/// Whether a file stands where its id and version say.
fn well_placed<T: Versioned>(rule: &T, path: &str, source: &Source) -> bool {
    let expected = rule.path();
    if path != expected {
        source.fault(&(0..0), RulesFault::Misplaced(expected));
    }
    path == rule.path()
}
