//! What can be wrong with rules files, with the place.

use crate::{condition::ConditionFault, facts::FactId};
use jiff::civil::Date;
use std::fmt;

/// A fault of a rules file.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesError {
    /// The file, below `rules/`.
    pub path: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub fault: RulesFault,
}

impl fmt::Display for RulesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "rules/{}:{line}: {} [{}]", self.path, self.fault, self.fault.code()),
            None => write!(out, "rules/{}: {} [{}]", self.path, self.fault, self.fault.code()),
        }
    }
}

/// Everything wrong with the rules, one line each. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct RulesErrors(pub Vec<RulesError>);

impl fmt::Display for RulesErrors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, error) in self.0.iter().enumerate() {
            if place > 0 {
                out.write_str("\n")?;
            }
            error.fmt(out)?;
        }
        Ok(())
    }
}

impl std::error::Error for RulesErrors {}

macro_rules! rules_faults {
    ($($(#[doc = $doc:literal])+ $name:ident $(($($field:ty),+))? = $code:literal, $message:literal;)+) => {
        /// What is wrong with a rules file.
        #[derive(Debug, Clone, PartialEq, thiserror::Error)]
        pub enum RulesFault {$(
            $(#[doc = $doc])+
            #[error($message)]
            $name $(($($field),+))?,
        )+}

        impl RulesFault {
            /// Every code.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// Its stable code.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code),+ }
            }
        }
    };
}

rules_faults! {
    /// Not TOML, or not of the shape of such a file.
    Toml(String) = "rules.toml", "{0}";
    /// A format that this program does not know.
    Format(u32) = "rules.format", "format {0} is not known; this program knows format 1";
    /// The file stands elsewhere than its id and version say.
    Misplaced(String) = "rules.misplaced", "by its id and version this file belongs at rules/{0}";
    /// No date, or one with a time of day.
    NoDate = "rules.date", "a date such as 2021-09-01 is wanted";
    /// It ends before it starts.
    EndsBeforeStart = "rules.ends_before_start", "effective_to must be later than effective_from";
    /// Two versions are in force on the same day.
    Overlap(String, Date) = "rules.overlap", "version {0} is in force on {1} as well";
    /// No version is in force from a day on.
    Gap(String, Date) = "rules.gap", "nothing is in force from {1}, when version {0} ends";
    /// A wording without English or Urdu.
    WordingIncomplete = "rules.wording", "a wording in English (en) and in Urdu (ur) is wanted";
    /// No id.
    NoId(String) = "rules.id", "an id has small letters, digits, dashes and underscores; `{0}` is none";
    /// An id that stands twice.
    IdTwice(String) = "rules.id_twice", "the id `{0}` stands twice";
    /// No fact of this name.
    UnknownFact(String) = "rules.unknown_fact", "there is no fact `{0}`";
    /// The answers asked for do not suit the kind of fact.
    Unsuited(FactId, &'static str) = "rules.unsuited", "`{0}` wants {1}";
    /// A card or a question without anything in it.
    Empty(&'static str) = "rules.empty", "at least one {0} is wanted";
    /// A question with options and a coefficient, or with neither.
    OptionsOrCoefficient = "rules.options_or_coefficient", "a question has either options or one coefficient";
    /// A weight that does not suit the model.
    Weight(&'static str) = "rules.weight", "{0} are wanted here";
    /// Points with more than two decimals.
    PointsDecimals = "rules.points_decimals", "points have at most two decimals";
    /// A band in which no number lies, or with two lower or upper bounds.
    BandBounds = "rules.band_bounds", "a band has at most one of from and above, and at most one of to and below";
    /// A band in which no number lies.
    BandEmpty = "rules.band_empty", "no number lies in this band";
    /// Two bands share numbers.
    BandOverlap = "rules.band_overlap", "this band and the one before it overlap";
    /// Numbers between two bands lie in none.
    BandGap = "rules.band_gap", "numbers between this band and the one before it lie in none";
    /// The first band leaves out small numbers.
    BandStart = "rules.band_start", "the first band must hold 0";
    /// The last band leaves out large numbers.
    BandEnd = "rules.band_end", "the last band must have no upper bound";
    /// No code of the fact.
    UnknownCode(String, FactId) = "rules.unknown_code", "`{0}` is no code of `{1}`";
    /// A code in two options.
    CodeTwice(String) = "rules.code_twice", "the code `{0}` stands twice";
    /// Codes of the fact in no option.
    CodesMissing(String) = "rules.codes_missing", "these codes stand in no option: {0}";
    /// Yes or no in no option or in two.
    AnswerMissing = "rules.answer_missing", "one option with answer yes and one with answer no are wanted";
    /// The lowest points do not add up to the minimum.
    Minimum(String) = "rules.minimum", "the lowest points add up to {0}, not to the minimum stated";
    /// The highest points do not add up to the maximum.
    Maximum(String) = "rules.maximum", "the highest points add up to {0}, not to the maximum stated";
    /// A card with questions of its own and strata, or a linear model without its scale.
    Model = "rules.model", "a card has questions, or a scale and strata with questions";
    /// A scale without length.
    Scale = "rules.scale", "the predictions that become 0 and 100 must differ and be finite";
    /// No stratum for some households.
    StratumGap(String) = "rules.stratum_gap", "no stratum is for {0}";
    /// Two strata for some households.
    StratumOverlap(String) = "rules.stratum_overlap", "two strata are for {0}";
    /// A table of likelihoods whose columns have different lengths, or whose bands do not rise from the minimum.
    Likelihood = "rules.likelihood", "bands must rise from the minimum, with one percentage from 0 to 100 for each";
    /// A policy by a scorecard that is not there.
    UnknownScorecard(String, String) = "rules.unknown_scorecard", "there is no scorecard `{0}` of version `{1}`";
    /// A cut-off that no score can have.
    CutOffOutside = "rules.cut_off_outside", "the cut-off lies outside the scorecard's minimum and maximum";
    /// The last cut-off has a condition, or an earlier one has none.
    CutOffOrder = "rules.cut_off_order", "every cut-off but the last has a condition (when), and the last has none";
    /// A condition that cannot be used.
    Condition(ConditionFault) = "rules.condition", "{0}";
    /// A type of update that has no rule.
    UpdateType(String) = "rules.update_type", "`{0}` is none of the seven types of update that have a rule";
    /// A type of update with two rules.
    UpdateTypeTwice(String) = "rules.update_type_twice", "`{0}` has a rule already";
    /// Types of update without a rule.
    UpdateTypesMissing(String) = "rules.update_types_missing", "these types have no rule: {0}";
    /// A type with the trigger due that does not say who is due and when.
    DueMissing = "rules.due_missing", "a type with the trigger `due` says in `due` who is due and when";
    /// Due dates for a type that something else opens.
    DueWithoutTrigger = "rules.due_without_trigger", "`due` is only for types with the trigger `due`";
    /// Days or months that make no sense.
    Period(&'static str) = "rules.period", "{0}";
    /// Phases that leave out scores or hold some twice.
    Phases(&'static str) = "rules.phases", "{0}";
    /// A lapse that cannot come, or that a survey could not undo.
    Lapse(&'static str) = "rules.lapse", "{0}";
    /// A paper that the roster form does not know.
    EvidenceCode(String) = "rules.evidence_code", "the roster form has no paper `{0}` among its `certificate_kind`";
    /// A requirement for a change that the type does not allow.
    ChangeNotAllowed(String) = "rules.change_not_allowed", "`{0}` is not among the changes that this type allows";
    /// A review for some changes that asks no more than the type's.
    ReviewNotStricter = "rules.review_not_stricter", "this review is no stricter than that of the type";
    /// Something to be filled in that the program does not know.
    Placeholder(String) = "rules.placeholder", "`{{{0}}}` is not filled in; {{from}}, {{surveyed}} and {{until}} are";
    /// A programme by a policy that is not there on its first day.
    UnknownPolicy(String) = "rules.unknown_policy", "no policy of `{0}` is in force on the first day of this version";
    /// A programme that asks for another that is not there on its first day.
    UnknownProgramme(String) = "rules.unknown_programme", "no programme `{0}` is in force on the first day of this version";
    /// A programme that asks for itself, perhaps by way of others.
    RequiresItself = "rules.requires_itself", "a programme cannot require itself, not by way of others either";
    /// Room for nobody.
    Capacity = "rules.capacity", "a capacity is at least one family; leave it out where there is no limit";
    /// A released file was edited.
    ReleasedChanged = "rules.released_changed", "a released version never changes: undo the edit and add a new version";
    /// A released file is gone.
    ReleasedMissing = "rules.released_missing", "a released version is missing: old decisions need it";
}
