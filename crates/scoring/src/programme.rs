//! Programmes: whom they enrol, how many, and by which policy's decisions. Each version is a file.

use crate::{
    condition::Condition,
    rules::{Effective, Versioned},
    wording::Wording,
};
use serde::{Deserialize, Serialize};

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
