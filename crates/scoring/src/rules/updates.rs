//! Versions of the update rules: one file for each, read and checked. What they mean is `registry::updates`' to say.

mod check;
mod places;
mod timing;

use super::{Effective, RulesFault, Source, Versioned};
use places::{Place, Places};
use registry::{
    change::UpdateType,
    updates::{UpdateRule, UpdateRules},
};
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

/// Papers that rules may ask for: the choices of `certificate_kind` in the roster form, but for `none`.
pub const EVIDENCE_CODES: [&str; 9] = [
    "b_form",
    "cnic",
    "birth_certificate",
    "death_certificate",
    "marriage_certificate",
    "divorce_certificate",
    "disability_certificate",
    "court_order",
    "other",
];

/// The format of such files that this program knows.
const FORMAT: u32 = 1;

/// The types that have a rule, in their order, with their names in files.
const TYPES: [(UpdateType, &str); 7] = [
    (UpdateType::MissedInformation, "missed_information"),
    (UpdateType::AppealCutoff, "appeal_cutoff"),
    (UpdateType::Roster, "roster"),
    (UpdateType::Shock, "shock"),
    (UpdateType::Cyclic, "cyclic"),
    (UpdateType::Recertification, "recertification"),
    (UpdateType::Renewal, "renewal"),
];

/// One version of the update rules with its dates.
#[derive(Debug, Clone)]
pub(super) struct UpdatesVersion {
    pub(super) effective: Effective,
    pub(super) rules: UpdateRules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UpdatesFile {
    format: Spanned<u32>,
    version: String,
    effective_from: Spanned<Datetime>,
    effective_to: Option<Spanned<Datetime>>,
    source: String,
    #[serde(default)]
    rule: Vec<UpdateRule>,
}

impl UpdatesVersion {
    /// Compiles a file; `None` when the source has noted faults.
    pub(super) fn compile(source: &Source) -> Option<Self> {
        let file: UpdatesFile = source.read()?;
        // Read again for the places: the rules' own shape belongs to the registry and knows none.
        let places: Places = source.read()?;
        if *file.format.get_ref() != FORMAT {
            source.fault(&file.format.span(), RulesFault::Format(*file.format.get_ref()));
            return None;
        }
        require_each_type_once(&places, &file, source);
        for (rule, place) in file.rule.iter().zip(&places.rule) {
            check::check(rule, place, source);
        }
        let effective = Effective::read(&file.effective_from, file.effective_to.as_ref(), source)?;
        let rules = UpdateRules { version: file.version, source: file.source, rules: in_order(file.rule) };
        source.is_sound().then_some(Self { effective, rules })
    }
}

/// Refuses types that have no rule of their own, types given twice, and types left out.
fn require_each_type_once(places: &Places, file: &UpdatesFile, source: &Source) {
    let given = |wanted| file.rule.iter().filter(move |rule| rule.update_type == wanted).count();
    for (nth, (rule, place)) in file.rule.iter().zip(&places.rule).enumerate() {
        let before = file.rule.iter().take(nth);
        let name = place.update_type.get_ref().clone();
        if !TYPES.iter().any(|(ruled, _)| *ruled == rule.update_type) {
            source.fault(&place.update_type.span(), RulesFault::UpdateType(name));
        } else if before.into_iter().any(|earlier| earlier.update_type == rule.update_type) {
            source.fault(&place.update_type.span(), RulesFault::UpdateTypeTwice(name));
        }
    }
    let missing: Vec<_> =
        TYPES.iter().filter(|(ruled, _)| given(*ruled) == 0).map(|(_, name)| *name).collect();
    if !missing.is_empty() {
        source.fault(&file.format.span(), RulesFault::UpdateTypesMissing(missing.join(", ")));
    }
}

/// The rules in the order of the types, whatever their order in the file.
fn in_order(mut rules: Vec<UpdateRule>) -> Vec<UpdateRule> {
    rules.sort_by_key(|rule| TYPES.iter().position(|(ruled, _)| *ruled == rule.update_type));
    rules
}

/// Notes a fault at a place.
fn fault<T>(source: &Source, place: &Spanned<T>, fault: RulesFault) {
    source.fault(&place.span(), fault);
}

impl Versioned for UpdatesVersion {
    fn version(&self) -> &str {
        &self.rules.version
    }
    fn effective(&self) -> Effective {
        self.effective
    }
    fn set_effective(&mut self, effective: Effective) {
        self.effective = effective;
    }
    fn path(&self) -> String {
        format!("updates/{}.toml", self.rules.version)
    }
}
