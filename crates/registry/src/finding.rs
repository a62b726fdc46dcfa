//! What was noticed about a questionnaire or a record: kept beside it, worked off by people, never in its way.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing noticed. It says where, never what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What was noticed.
    pub code: FindingCode,
    /// Where: a path such as `roster/member[3]/number`, rows counted from 1; empty for the whole.
    pub place: String,
}

impl Finding {
    /// A finding at a place.
    pub fn at(code: FindingCode, place: impl Into<String>) -> Self {
        Self { code, place: place.into() }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Doubtful: somebody should look.
    Warning,
    /// Wrong or missing: the record lacks something until it is resolved.
    Error,
}

macro_rules! finding_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident;)+) => {
        /// The stable code of a finding. Each has an entry in `docs/errors/findings.md` and a message in every
        /// language under `translations/`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum FindingCode { $($(#[$doc])* #[serde(rename = $code)] $name,)+ }

        impl FindingCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// How much it weighs.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity),+ }
            }
        }
    };
}

finding_codes! {
    /// The answer breaks a constraint of the form.
    AnswerConstraint = "answer.constraint", Error;
    /// A question that must be answered was not.
    AnswerRequired = "answer.required", Error;
    /// The stored result differs from what the form calculates.
    AnswerCalculation = "answer.calculation", Warning;
    /// An answer to a question that did not apply.
    AnswerIrrelevant = "answer.irrelevant", Note;
    /// Not of the kind the question takes: the answer is kept in the submission, not in the record.
    AnswerType = "answer.type", Error;
    /// A code that the question does not offer: kept in the submission, not in the record.
    AnswerChoice = "answer.choice", Error;
    /// Outside the limits of the record: kept in the submission, not in the record.
    AnswerOutOfRange = "answer.out_of_range", Error;
    /// An element that the form does not have.
    AnswerUnknownQuestion = "answer.unknown_question", Warning;
    /// More or fewer rows than the form counts.
    AnswerRowCount = "answer.row_count", Warning;
    /// A rule of the form could not be worked out on these answers.
    AnswerUnevaluable = "answer.unevaluable", Note;
    /// The respondent did not consent.
    ConsentRefused = "consent.refused", Error;
    /// The respondent's consent was not recorded.
    ConsentMissing = "consent.missing", Warning;
    /// Nobody on the roster is the head.
    RosterNoHead = "roster.no_head", Error;
    /// More than one person on the roster is the head.
    RosterTwoHeads = "roster.two_heads", Error;
    /// Nobody is on the roster.
    RosterEmpty = "roster.empty", Error;
    /// A spouse, father or mother names a row that the roster does not have, or the person's own.
    RosterLink = "roster.link", Warning;
    /// A parent is less than twelve years older than the child.
    RosterParentAge = "roster.parent_age", Warning;
    /// The stated age differs from the date of birth by more than a year.
    PersonAgeDiffers = "person.age_differs", Warning;
    /// Neither age nor date of birth is known.
    PersonAgeMissing = "person.age_missing", Error;
    /// Born after the interview.
    PersonBornLater = "person.born_later", Error;
    /// Not thirteen digits.
    IdentityLength = "identity.length", Error;
    /// Something other than digits.
    IdentityNotDigits = "identity.not_digits", Error;
    /// The last digit stands for the other sex.
    IdentitySexDigit = "identity.sex_digit", Warning;
    /// The first digit is of no region.
    IdentityRegionDigit = "identity.region_digit", Warning;
    /// Two persons on the roster have the same number.
    IdentityTwice = "identity.twice", Error;
    /// Somebody of another household has the number.
    IdentityElsewhere = "identity.elsewhere", Error;
    /// An adult without a CNIC.
    IdentityMissing = "identity.missing", Warning;
    /// An area the registry does not have, or one not valid on the day of the interview.
    AreaUnknown = "area.unknown", Error;
    /// The smaller area does not lie in the larger one.
    AreaMismatch = "area.mismatch", Error;
    /// The place lies outside the areas of the credential that sent the submission.
    AreaNotAssigned = "area.not_assigned", Warning;
    /// The interview is dated in the future.
    DateFuture = "date.future", Error;
    /// The interview has no usable date: the day of receipt was taken.
    DateMissing = "date.missing", Warning;
    /// A file came that the submission does not name.
    AttachmentUnexpected = "attachment.unexpected", Warning;
    /// A file that the submission names has not come.
    AttachmentMissing = "attachment.missing", Note;
    /// The registry has no such version of the form: kept until it is published.
    FormUnknownVersion = "form.unknown_version", Error;
    /// The household that the form is about is not in the registry.
    HouseholdUnknown = "household.unknown", Error;
    /// The household already has a record: whether it may be surveyed again is for an officer to say.
    HouseholdExists = "household.exists", Error;
    /// The person that the form is about is not a member of the household.
    MemberUnknown = "member.unknown", Error;
    /// The change cannot be made to the household as it stands.
    ChangeRefused = "change.refused", Error;
    /// The change reaches into another household: somebody must look at both.
    HouseholdOther = "household.other", Warning;
    /// The rules of updates do not allow it now; the case says why and from when they do.
    UpdateRefused = "update.refused", Error;
    /// A paper that the rule wants has not been shown.
    EvidenceMissing = "evidence.missing", Warning;
    /// The citizen registry has not answered yet about what the rule wants confirmed.
    CitizenRegistryAwaited = "citizen_registry.awaited", Note;
    /// The citizen registry has answered and does not confirm what the rule wants confirmed.
    CitizenRegistryDiffers = "citizen_registry.differs", Error;
    /// By the citizen registry's book nobody of the household is kin of whoever joins it.
    FamilyUnrelated = "family.unrelated", Error;
    /// The form is about somebody who is recorded as dead, or links somebody to a person who is.
    PersonDied = "person.died", Error;
}

impl fmt::Display for FindingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
