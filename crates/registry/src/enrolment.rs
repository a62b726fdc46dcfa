//! Beneficiaries: a family's place in a programme, with its dates. Programmes enrol families, each by its ever-married woman.

use crate::{
    ids::{EnrolmentId, PersonId},
    registry_number::RegistryNumber,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A family's place in a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Its id.
    pub id: EnrolmentId,
    /// The programme, such as `kafaalat`.
    pub programme: String,
    /// The household in which the family lives.
    pub household: RegistryNumber,
    /// The ever-married woman who is paid.
    pub woman: PersonId,
    /// Every status it has had, oldest first; never empty.
    pub steps: Vec<EnrolmentStep>,
}

/// A status from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentStep {
    /// The status.
    pub status: EnrolmentStatus,
    /// From which day.
    pub from: Date,
    /// When it became known.
    pub recorded: Timestamp,
    /// Who said so: a programme, an officer, the calendar.
    pub by: String,
    /// Why, as a code such as `enrolled`, `recertification_lapsed`, `resurveyed`, `programme_report`, `appeal_list`, `renewal`.
    pub reason: String,
}

/// Where a family stands in a programme. The first four are the statuses of the DCI beneficiary registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnrolmentStatus {
    /// Is paid.
    Active,
    /// The woman died.
    Deceased,
    /// Left because she no longer needs it, or is no longer eligible.
    Graduated,
    /// Is not paid for the time being.
    Suspended,
}

impl EnrolmentStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Deceased, Self::Graduated, Self::Suspended];

    /// Its name in stores and translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deceased => "deceased",
            Self::Graduated => "graduated",
            Self::Suspended => "suspended",
        }
    }

    /// The status of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the household counts as one with a beneficiary: whoever is suspended may come back.
    pub fn is_beneficiary(self) -> bool {
        matches!(self, Self::Active | Self::Suspended)
    }
}

impl Enrolment {
    /// The status by everything known.
    pub fn status(&self) -> Option<EnrolmentStatus> {
        self.steps.last().map(|step| step.status)
    }

    /// The status on a day, as known at an instant.
    pub fn status_on(&self, day: Date, known_at: Timestamp) -> Option<EnrolmentStatus> {
        self.steps.iter().rfind(|step| step.from <= day && step.recorded <= known_at).map(|step| step.status)
    }
}
