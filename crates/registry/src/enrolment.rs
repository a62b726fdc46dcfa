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

/// Why a status is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentRefusal {
    /// It has the status already: the same report a second time.
    #[error("the enrolment has that status already")]
    Unchanged,
    /// It ended; only a new decision of the programme brings a graduate back, and only a reversal of the death the dead.
    #[error("the enrolment has ended")]
    Ended,
    /// The day is before the first of the enrolment.
    #[error("the day is before the enrolment began")]
    BeforeStart,
    /// Something that became known later is there already.
    #[error("something that became known later is there already")]
    OutOfOrder,
}

/// The reasons for which a graduate becomes active again: a decision of the programme, never what follows by itself, such as
/// a survey.
pub const DECISIONS: [&str; 4] = ["enrolled", "appeal_list", "renewal", "programme_report"];

/// The reason for which the status of a woman who was said to be dead is taken back.
pub const DEATH_REVERSED: &str = "death_reversed";

impl Enrolment {
    /// A family's place with its first status.
    pub fn new(
        id: EnrolmentId,
        programme: impl Into<String>,
        household: RegistryNumber,
        woman: PersonId,
        first: EnrolmentStep,
    ) -> Self {
        Self { id, programme: programme.into(), household, woman, steps: vec![first] }
    }

    /// Another status from a day on; the day may be past, and what was said to hold from then on holds no longer.
    ///
    /// Active and suspended follow each other. Graduation and death end it: a graduate comes back by one of [`DECISIONS`],
    /// and a death that was registered by mistake is taken back for [`DEATH_REVERSED`].
    pub fn change(
        mut self,
        status: EnrolmentStatus,
        from: Date,
        recorded: Timestamp,
        by: &str,
        reason: &str,
    ) -> Result<Self, EnrolmentRefusal> {
        self.weigh(status, from, recorded, reason)?;
        let (by, reason) = (by.to_owned(), reason.to_owned());
        self.steps.push(EnrolmentStep { status, from, recorded, by, reason });
        Ok(self)
    }

    fn weigh(
        &self,
        status: EnrolmentStatus,
        from: Date,
        recorded: Timestamp,
        reason: &str,
    ) -> Result<(), EnrolmentRefusal> {
        use EnrolmentStatus::{Active, Deceased, Graduated, Suspended};
        let (Some(first), Some(last)) = (self.steps.first(), self.steps.last()) else { return Ok(()) };
        let follows = match (last.status, status) {
            (before, after) if before == after => return Err(EnrolmentRefusal::Unchanged),
            (Active | Suspended, _) | (Graduated, Deceased) => true,
            (Graduated, Active) => DECISIONS.contains(&reason),
            (Deceased, Active | Suspended) => reason == DEATH_REVERSED,
            (Graduated | Deceased, _) => false,
        };
        if !follows {
            return Err(EnrolmentRefusal::Ended);
        }
        if recorded < last.recorded {
            return Err(EnrolmentRefusal::OutOfOrder);
        }
        // Somebody may turn out to have been dead when she was enrolled.
        if from < first.from && status != Deceased {
            return Err(EnrolmentRefusal::BeforeStart);
        }
        Ok(())
    }

    /// The status by everything known.
    pub fn status(&self) -> Option<EnrolmentStatus> {
        self.steps.last().map(|step| step.status)
    }

    /// The status on a day, as known at an instant.
    pub fn status_on(&self, day: Date, known_at: Timestamp) -> Option<EnrolmentStatus> {
        self.steps.iter().rfind(|step| step.from <= day && step.recorded <= known_at).map(|step| step.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EnrolmentStatus::{Active, Deceased, Graduated, Suspended};
    use jiff::{ToSpan, civil::date};
    use uuid::Uuid;

    const START: Date = date(2024, 1, 1);

    fn hour(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + hours.hours()
    }

    fn enrolled() -> Enrolment {
        let first = EnrolmentStep {
            status: Active,
            from: START,
            recorded: hour(0),
            by: "programme".into(),
            reason: "enrolled".into(),
        };
        let household = RegistryNumber::from_ordinal(1).unwrap();
        Enrolment::new(EnrolmentId(Uuid::nil()), "kafaalat", household, PersonId(Uuid::nil()), first)
    }

    fn after(
        enrolment: Enrolment,
        status: EnrolmentStatus,
        reason: &str,
    ) -> Result<Enrolment, EnrolmentRefusal> {
        let hours = i64::try_from(enrolment.steps.len()).unwrap();
        let from = START.saturating_add(hours.months());
        enrolment.change(status, from, hour(hours), "somebody", reason)
    }

    #[test]
    fn a_lapse_suspends_and_a_survey_brings_back() {
        let lapsed = after(enrolled(), Suspended, "recertification_lapsed").unwrap();
        assert!(lapsed.status().unwrap().is_beneficiary());
        let back = after(lapsed, Active, "resurveyed").unwrap();
        assert_eq!(back.status(), Some(Active));
        let on = |day| back.status_on(day, hour(9));
        assert_eq!(on(date(2023, 12, 31)), None);
        assert_eq!(on(date(2024, 1, 31)), Some(Active));
        assert_eq!(on(date(2024, 2, 1)), Some(Suspended));
        assert_eq!(on(date(2024, 3, 1)), Some(Active));
        assert_eq!(back.status_on(date(2024, 3, 1), hour(1)), Some(Suspended), "as it was known then");
    }

    #[test]
    fn the_same_report_twice_changes_nothing() {
        let refused = after(enrolled(), Active, "programme_report");
        assert_eq!(refused, Err(EnrolmentRefusal::Unchanged));
    }

    #[test]
    fn a_graduate_comes_back_by_a_decision_only() {
        let graduated = after(enrolled(), Graduated, "renewal").unwrap();
        assert!(!graduated.status().unwrap().is_beneficiary());
        let by_survey = after(graduated.clone(), Active, "resurveyed");
        assert_eq!(by_survey, Err(EnrolmentRefusal::Ended));
        let lapsed = after(graduated.clone(), Suspended, "recertification_lapsed");
        assert_eq!(lapsed, Err(EnrolmentRefusal::Ended));
        for reason in DECISIONS {
            assert_eq!(after(graduated.clone(), Active, reason).unwrap().status(), Some(Active));
        }
    }

    #[test]
    fn a_death_ends_it_unless_it_was_a_mistake() {
        let dead = after(enrolled(), Deceased, "death").unwrap();
        for status in [Active, Graduated, Suspended] {
            assert_eq!(after(dead.clone(), status, "enrolled"), Err(EnrolmentRefusal::Ended));
        }
        let alive = after(dead, Active, DEATH_REVERSED).unwrap();
        assert_eq!(alive.status(), Some(Active));
    }

    #[test]
    fn what_becomes_known_later_holds_from_its_day_on() {
        let suspended = after(enrolled(), Suspended, "recertification_lapsed").unwrap();
        let dead = suspended.change(Deceased, date(2024, 1, 10), hour(5), "civil register", "death").unwrap();
        assert_eq!(dead.status_on(date(2024, 6, 1), hour(5)), Some(Deceased));
        assert_eq!(dead.status_on(date(2024, 6, 1), hour(4)), Some(Suspended));
        assert_eq!(dead.status_on(date(2024, 1, 9), hour(5)), Some(Active));
    }

    #[test]
    fn nothing_but_a_death_lies_before_the_first_day() {
        let eve = START.yesterday().unwrap();
        let change = |status| enrolled().change(status, eve, hour(1), "somebody", "programme_report");
        assert_eq!(change(Suspended), Err(EnrolmentRefusal::BeforeStart));
        assert_eq!(change(Deceased).unwrap().status_on(eve, hour(1)), Some(Deceased));
        let suspended = enrolled().change(Suspended, START, hour(3), "somebody", "programme_report").unwrap();
        assert!(suspended.clone().change(Active, START, hour(3), "somebody", "programme_report").is_ok());
        let earlier = suspended.change(Active, START, hour(2), "somebody", "programme_report");
        assert_eq!(earlier, Err(EnrolmentRefusal::OutOfOrder));
    }
}
