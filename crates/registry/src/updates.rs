//! The seven update types as data, and what they say of a household on a day: which updates are open to it, due or
//! closed, by which channel, on what evidence, and from when what is closed opens.
//!
//! The data are a file's ([`UpdateRules`], one version with its dates); [`standing`] and [`admit`] interpret them. Nothing here
//! knows a number of months or a sentence of a refusal: they stand in the rules.

mod admission;
mod due;
#[cfg(test)]
mod example;
#[cfg(test)]
mod laws;
mod standing;
mod words;

pub use admission::{Admission, Ask, Refused, admit};
pub use due::{due_on, surveyed_for};
pub use standing::{Because, Standing, State, standing};
pub use words::Words;

use crate::{
    change::{Channel, UpdateType},
    ids::ActId,
    wording::Wording,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One version of the update rules: exactly one rule for each of the seven types, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateRules {
    /// The version's name; by custom its first day.
    pub version: String,
    /// Where the rules were published or by which decision they are.
    pub source: String,
    /// The rules.
    pub rules: Vec<UpdateRule>,
}

/// What holds for updates of one type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateRule {
    /// The type.
    #[serde(rename = "type")]
    pub update_type: UpdateType,
    /// Its name.
    pub title: Wording,
    /// What opens it.
    pub trigger: Trigger,
    /// Who is due and when; for types with the trigger `due`.
    #[serde(default)]
    pub due: Option<Due>,
    /// What may be changed under it.
    pub changes: Vec<ChangeKind>,
    /// Through which entry points.
    pub channels: Vec<Channel>,
    /// Papers that must come along, by kind of change.
    #[serde(default)]
    pub evidence: Vec<EvidenceNeeded>,
    /// What the citizen registry must have confirmed before the change counts, by kind of change.
    #[serde(default)]
    pub checks: Vec<CheckNeeded>,
    /// Who looks at a proposal before it counts.
    pub review: Review,
    /// Where it takes more: [`UpdateRule::review_of`] finds what holds.
    #[serde(default)]
    pub reviews: Vec<ReviewNeeded>,
    /// Days that a case of this type may take.
    pub case_days: u16,
    /// After a survey of this type no other of it for so many days.
    #[serde(default)]
    pub cool_off_days: u16,
    /// Whether a score and a decision follow, and from when they count.
    pub decision: DecisionFrom,
    /// What a refusal says: `{from}`, `{surveyed}` and `{until}` are filled in with dates where they are known, else with
    /// the phrases of `words`.
    pub refusal: Wording,
    /// What is said where the refusal's sentence does not fit, and in place of dates that nobody knows.
    #[serde(default)]
    pub words: Words,
}

/// What opens an update type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Always open.
    Always,
    /// A programme's capacity was raised and a list adopted.
    Capacity,
    /// A disaster authority notified areas.
    Emergency,
    /// A time after the last survey.
    Due,
    /// Cyclic updates and recertification are collected: the whole registry is renewed.
    Renewal,
}

/// Who is due and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Who.
    pub who: Who,
    /// So many months after the last survey.
    pub after_months: u16,
    /// How long it stays open, months; open until done when none.
    #[serde(default)]
    pub window_months: Option<u16>,
    /// When people are reminded, months after the due day; 0 is the call itself.
    #[serde(default)]
    pub reminders_after_months: Vec<u16>,
    /// Called in phases by score: months after the due day for each bracket. Empty: everybody at once.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// What follows when the window passes.
    #[serde(default)]
    pub lapse: Option<Lapse>,
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Households without a beneficiary.
    NotBeneficiary,
    /// Households with one.
    Beneficiary,
}

/// A phase of calling: households of scores from one up to another. A household without a score comes in the last phase.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// From this score on, itself included.
    pub score_from: f64,
    /// Up to this score, itself left out; the last phase has none.
    #[serde(default)]
    pub score_below: Option<f64>,
    /// Months after the due day.
    pub after_months: u16,
}

/// What follows when the window passes without a survey. It is undone by one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lapse {
    /// What happens to the enrolments of the household.
    pub enrolment: crate::enrolment::EnrolmentStatus,
    /// What people are told.
    pub notice: Wording,
}

/// The kinds of change that update types allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A household not in the registry.
    NewHousehold,
    /// Another survey of one that is.
    Resurvey,
    /// A number of the citizen registry, missing or wrong.
    Identity,
    /// Something marked as doubtful is settled.
    Discrepancy,
    /// A member whom the survey missed, or who came back.
    Member,
    /// A child is born.
    Birth,
    /// Somebody died.
    Death,
    /// Somebody marries in or away.
    Marriage,
    /// Divorce.
    Divorce,
    /// Widowhood.
    Widowhood,
    /// Sex as on the card.
    Gender,
    /// Disability.
    Disability,
    /// Somebody left for good.
    Departure,
    /// Another head.
    Head,
    /// A household becomes two, or two become one.
    SplitOrMerge,
    /// The household moves.
    Move,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::NewHousehold,
        Self::Resurvey,
        Self::Identity,
        Self::Discrepancy,
        Self::Member,
        Self::Birth,
        Self::Death,
        Self::Marriage,
        Self::Divorce,
        Self::Widowhood,
        Self::Gender,
        Self::Disability,
        Self::Departure,
        Self::Head,
        Self::SplitOrMerge,
        Self::Move,
    ];

    /// Its name in rules, stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::NewHousehold => "new_household",
            Self::Resurvey => "resurvey",
            Self::Identity => "identity",
            Self::Discrepancy => "discrepancy",
            Self::Member => "member",
            Self::Birth => "birth",
            Self::Death => "death",
            Self::Marriage => "marriage",
            Self::Divorce => "divorce",
            Self::Widowhood => "widowhood",
            Self::Gender => "gender",
            Self::Disability => "disability",
            Self::Departure => "departure",
            Self::Head => "head",
            Self::SplitOrMerge => "split_or_merge",
            Self::Move => "move",
        }
    }
}

/// A paper that a kind of change needs: one of those named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceNeeded {
    /// For which changes.
    pub changes: Vec<ChangeKind>,
    /// Any one of these, by the code of `certificate_kind` in the form, such as `b_form` or `death_certificate`.
    pub any_of: Vec<String>,
}

/// What the citizen registry must have confirmed for a kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckNeeded {
    /// For which changes.
    pub changes: Vec<ChangeKind>,
    /// What: all of these.
    pub all_of: Vec<Check>,
}

/// Something to be confirmed by the citizen registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// It holds the number.
    NumberHeld,
    /// Its name agrees.
    Name,
    /// Its sex agrees.
    Gender,
    /// Its marital status agrees.
    MaritalStatus,
    /// It holds the person as disabled.
    Disability,
    /// It holds the person as alive.
    Alive,
    /// It holds the person's death.
    Dead,
    /// The person's family there meets the household's: a parent, child, husband or wife is a member.
    FamilyTree,
}

/// A stricter review than the type's, for some of its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewNeeded {
    /// For which changes.
    pub changes: Vec<ChangeKind>,
    /// Only where the proposal touches another household as well: its member's number, its son's wife.
    #[serde(default)]
    pub with_another_household: bool,
    /// Who looks.
    pub review: Review,
}

impl UpdateRule {
    /// Who looks at a change: the strictest of the type's review and of those for such a change.
    pub fn review_of(&self, change: ChangeKind, with_another_household: bool) -> Review {
        let fits = |needed: &&ReviewNeeded| {
            needed.changes.contains(&change) && (with_another_household || !needed.with_another_household)
        };
        let stricter = self.reviews.iter().filter(fits).map(|needed| needed.review);
        stricter.fold(self.review, Ord::max)
    }
}

/// Who looks at a proposal before it counts, the least strict first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Nobody, when evidence and checks are there: straight through.
    None,
    /// An officer; one who also brought it in may.
    Officer,
    /// An officer other than whoever brought it in.
    FourEyes,
}

/// From when the decision that follows counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionFrom {
    /// At once.
    AtOnce,
    /// From the first day of the next quarter, when payments are made up.
    NextQuarter,
    /// With the renewal of the whole registry.
    Renewal,
}

/// What the rules need to know of a household. Everything that follows from records is given, nothing looked up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Situation {
    /// Whether the registry has it and it stands by itself.
    pub registered: bool,
    /// Day of the latest survey.
    pub surveyed_on: Option<Date>,
    /// Score of the decision in force.
    pub score: Option<f64>,
    /// Whether somebody in it is a beneficiary: enrolled, or suspended because a recertification lapsed.
    pub beneficiary: bool,
    /// When it was called, where that was later than its day: a family enrolled long after its survey is given the whole
    /// window from its enrolment on.
    pub called_on: Option<Date>,
    /// Since when its enrolments are suspended for a lapse.
    pub lapsed_on: Option<Date>,
    /// Emergencies in whose areas it lives that are open on the day asked about.
    pub emergencies: Vec<Opening>,
    /// Adopted appeal lists on which it stands.
    pub appeals: Vec<Opening>,
    /// A renewal under way, which takes whoever is still missing.
    pub renewal: Option<Opening>,
    /// Surveys so far: under which type, on which day, on account of which act.
    pub surveys: Vec<(UpdateType, Date, Option<ActId>)>,
}

/// An act that opens an update type for a household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The act.
    pub act: ActId,
    /// Its name, for people.
    pub name: String,
    /// The first day.
    pub from: Date,
    /// The last day; open-ended when none.
    pub until: Option<Date>,
}
