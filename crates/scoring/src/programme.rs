//! Programmes: whom they enrol, how many, and by which policy's decisions. Each version is a file.

mod file;

use crate::{
    condition::Condition,
    decision::Outcome,
    facts::{FactId, Facts},
    policy::compile_condition,
    rules::{Effective, Rules, RulesFault, Source, Versioned},
    wording::Wording,
};
use file::ProgrammeFile;
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The format of programme files that this program knows.
const FORMAT: u32 = 1;

/// One version of a programme.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its id, such as `kafaalat`.
    pub id: String,
    /// The version.
    pub version: String,
    /// SHA-256 of its file in hexadecimal digits.
    pub sha256: String,
    /// When it is in force.
    pub effective: Effective,
    /// Its name.
    pub title: Wording,
    /// What it gives.
    pub kind: ProgrammeKind,
    /// Where its rules were published.
    pub source: String,
    /// The programme whose policy decides who is eligible; itself where it has one of its own.
    pub policy: String,
    /// A programme in which the family must be enrolled.
    pub requires: Option<String>,
    /// What must be true of the household beside the decision, over facts.
    pub when: Option<Condition>,
    /// How many families it has room for, before acts that raise it; no limit when none.
    pub capacity: Option<u64>,
    /// Whether a higher, appeal cut-off may be set for vulnerable households when its capacity is raised.
    pub appeals: bool,
    /// Whether its beneficiaries must be surveyed again in time (recertification). An emergency's need not.
    pub recertifies: bool,
}

/// What a programme gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgrammeKind {
    /// Cash without condition.
    Unconditional,
    /// Cash on condition, such as children at school.
    Conditional,
    /// Once, in an emergency.
    Emergency,
}

impl ProgrammeKind {
    /// Its name in stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unconditional => "unconditional",
            Self::Conditional => "conditional",
            Self::Emergency => "emergency",
        }
    }
}

/// What a programme's rules say of a household. Room, and enrolment in a programme that it requires, are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admittance {
    /// Its families may be enrolled.
    Admitted,
    /// The decision is not that it is eligible.
    NotEligible(Outcome),
    /// It is eligible, or that is not known, and what the programme asks beside is not so.
    ConditionNotMet,
    /// It is not known whether it may: these facts, which the programme asks beside the decision, are lacking.
    Unknown(Vec<FactId>),
}

impl Admittance {
    /// Whether its families may be enrolled. What is not known does not count as true.
    pub fn is_admitted(&self) -> bool {
        *self == Self::Admitted
    }
}

impl Programme {
    /// Whether a household may be enrolled, by the decision of the programme's policy and its facts of the same day.
    pub fn admits(&self, outcome: Outcome, facts: &Facts) -> Admittance {
        match (outcome, self.condition_holds(facts)) {
            (Outcome::Eligible | Outcome::Undetermined, Some(false)) => Admittance::ConditionNotMet,
            (Outcome::Eligible, Some(true)) => Admittance::Admitted,
            (Outcome::Eligible, None) => Admittance::Unknown(self.lacking(facts)),
            _ => Admittance::NotEligible(outcome),
        }
    }

    /// Whether what it asks beside the decision is true, which it is where it asks nothing; `None` while facts are lacking.
    pub fn condition_holds(&self, facts: &Facts) -> Option<bool> {
        self.when.as_ref().map_or(Some(true), |when| when.evaluate(facts))
    }

    fn lacking(&self, facts: &Facts) -> Vec<FactId> {
        self.when.as_ref().map(|when| when.lacking(facts)).unwrap_or_default()
    }
}

/// A version as its file says, before the programme that it requires is looked for among all others.
pub(crate) struct Draft {
    pub(crate) programme: Programme,
    requires: Option<Spanned<String>>,
}

impl Draft {
    /// Compiles a file; `None` when the source has noted faults. The policies must be among the rules.
    pub(crate) fn compile(source: &Source, rules: &Rules) -> Option<Self> {
        let file: ProgrammeFile = source.read()?;
        if *file.format.get_ref() != FORMAT {
            source.fault(&file.format.span(), RulesFault::Format(*file.format.get_ref()));
            return None;
        }
        source.require_ids([&file.id]);
        source.require_wording(&file.title);
        if let Some(capacity) = file.capacity.as_ref().filter(|capacity| *capacity.get_ref() == 0) {
            source.fault(&capacity.span(), RulesFault::Capacity);
        }
        let effective = Effective::read(&file.effective_from, file.effective_to.as_ref(), source)?;
        if rules.policy_on(file.policy.get_ref(), effective.from).is_none() {
            source.fault(&file.policy.span(), RulesFault::UnknownPolicy(file.policy.get_ref().clone()));
        }
        let when = file.when.as_ref().and_then(|when| compile_condition(when, source));
        source.is_sound().then(|| Self::of(file, effective, when, source))
    }

    fn of(file: ProgrammeFile, effective: Effective, when: Option<Condition>, source: &Source) -> Self {
        let programme = Programme {
            id: file.id.into_inner(),
            version: file.version,
            sha256: source.sha256(),
            effective,
            title: file.title.into_inner(),
            kind: file.kind,
            source: file.source,
            policy: file.policy.into_inner(),
            requires: file.requires.as_ref().map(|required| required.get_ref().clone()),
            when,
            capacity: file.capacity.map(Spanned::into_inner),
            appeals: file.appeals,
            recertifies: file.recertifies,
        };
        Self { programme, requires: file.requires }
    }

    /// Refuses a programme that requires one which is not there on its first day, or itself.
    pub(crate) fn check_required(&self, rules: &Rules, source: &Source) {
        let Some(required) = &self.requires else { return };
        let day = self.programme.effective.from;
        if rules.programme_on(required.get_ref(), day).is_none() {
            source.fault(&required.span(), RulesFault::UnknownProgramme(required.get_ref().clone()));
        }
        let mut next = Some(required.get_ref().as_str());
        // Each step leads to another programme, or around: as many steps as there are programmes see all.
        for _ in 0..=rules.programmes_on(day).count() {
            if next == Some(self.programme.id.as_str()) {
                source.fault(&required.span(), RulesFault::RequiresItself);
                return;
            }
            next = next.and_then(|id| rules.programme_on(id, day)?.requires.as_deref());
        }
    }
}

impl Versioned for Programme {
    fn version(&self) -> &str {
        &self.version
    }
    fn effective(&self) -> Effective {
        self.effective
    }
    fn set_effective(&mut self, effective: Effective) {
        self.effective = effective;
    }
    fn path(&self) -> String {
        format!("programmes/{}/{}.toml", self.id, self.version)
    }
}
