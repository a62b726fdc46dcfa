//! Households that somebody else collected, as they come out of a file: read, not yet weighed against the registry.

use crate::{finding::Finding, household::Record, registry_number::RegistryNumber};
use jiff::civil::Date;
use std::fmt;

/// One household of a delivered file.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivered {
    /// Its row in the file of households, from 1, headings not counted.
    pub row: u64,
    /// The source's own name for it, unique in the source; empty where the row has none.
    pub key: String,
    /// What was read.
    pub read: Result<Delivery, Reject>,
}

/// A household that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The day of which the survey is true.
    pub surveyed: Date,
    /// The household's registry number, where the source knows it.
    pub registry_number: Option<RegistryNumber>,
    /// What the survey found.
    pub record: Box<Record>,
    /// What was noticed in reading.
    pub findings: Vec<Finding>,
}

/// Why a household of a file is not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Why.
    pub code: RejectCode,
    /// Where: a column of the file or a place in the record; empty for the whole row. Never a value.
    pub place: String,
}

impl Reject {
    /// A reject at a place.
    pub fn at(code: RejectCode, place: impl Into<String>) -> Self {
        Self { code, place: place.into() }
    }
}

macro_rules! reject_codes {
    ($($name:ident = $code:literal, $reason:literal;)+) => {
        /// The stable code of a reject. Each has an entry in `docs/errors/rejects.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RejectCode { $(#[doc = $reason] $name,)+ }

        impl RejectCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The reason in words.
            pub fn reason(self) -> &'static str {
                match self { $(Self::$name => $reason),+ }
            }
        }
    };
}

reject_codes! {
    KeyMissing = "reject.key_missing", "The row has no household key.";
    KeyTwice = "reject.key_twice", "An earlier row of the file has the same household key.";
    KeyUnusable = "reject.key_unusable", "The household key is longer than 200 characters, or has signs that cannot be printed.";
    RowUnreadable = "reject.row_unreadable", "The row cannot be read: wrong number of cells, or text in another encoding.";
    DateMissing = "reject.date_missing", "The row has no day of the survey, and the mapping gives none.";
    DateFuture = "reject.date_future", "The day of the survey is yet to come.";
    RosterEmpty = "reject.roster_empty", "The household has no members.";
    RosterTooLong = "reject.roster_too_long", "The household has more members than a roster has lines.";
    ConsentRefused = "reject.consent_refused", "The household refused to have its record kept.";
    NumberUnknown = "reject.number_unknown", "The registry has no household of the registry number given.";
    HouseholdExists = "reject.household_exists", "The household is in the registry with a survey of the same round.";
    KeyLoaded = "reject.key_loaded", "The source delivered a household of this key before, in another file.";
    ChangeRefused = "reject.change_refused", "The household's history does not allow the survey.";
    PersonWithoutHousehold = "reject.person_without_household", "The person's household is not in the file of households.";
}

impl fmt::Display for RejectCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
