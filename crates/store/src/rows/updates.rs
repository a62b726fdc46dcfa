//! Rows of what keeps a registry current: cases, programmes' enrolments, answers of the citizen registry, acts, notices,
//! and how far the calendar has got.

use jiff::{Timestamp, civil::Date};
use registry::{
    area::AreaCode,
    identity::CitizenNumber,
    ids::{ActId, CaseId, EnrolmentId, PersonId},
    registry_number::RegistryNumber,
};

/// What lists of households go by, kept beside the household in a table of its own that holds nothing long. Written with
/// the household; [`SummaryRow::beneficiary`] follows its enrolments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Union council.
    pub union_council: Option<AreaCode>,
    /// Enumeration block.
    pub block: Option<AreaCode>,
    /// Day of the latest survey.
    pub surveyed: Option<Date>,
    /// Score of the decision in force, hundredths.
    pub score: Option<i64>,
}

/// A household as lists know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// The household.
    pub household: RegistryNumber,
    /// Its place in the order of arrival: where the next page of a list begins.
    pub place: u64,
    /// Its tehsil.
    pub tehsil: Option<AreaCode>,
    /// See [`Summary`].
    pub summary: Summary,
    /// Outcome of the decision in force.
    pub outcome: Option<String>,
    /// Whether somebody in it is enrolled, or suspended, in any programme.
    pub beneficiary: bool,
}

/// What lists go by of a household that was there before there were summaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledSummary {
    /// The household.
    pub household: RegistryNumber,
    /// Its version that was read. Where it has another now, nothing happens: its change brought the summary.
    pub version: u32,
    /// None of a merged household.
    pub summary: Option<Summary>,
}

/// Which households to list or count. Merged ones are never among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryFilter {
    /// In any of these areas: tehsils, union councils and blocks together; everywhere when `None`.
    pub areas: Option<Vec<AreaCode>>,
    /// Surveyed on this day or later.
    pub surveyed_from: Option<Date>,
    /// Surveyed on this day or earlier.
    pub surveyed_through: Option<Date>,
    /// With or without a beneficiary.
    pub beneficiary: Option<bool>,
    /// Of this outcome.
    pub outcome: Option<String>,
    /// Of this score, hundredths, or a higher one. Households without a score are left out.
    pub score_from: Option<i64>,
    /// Of a lower score than this, hundredths. Households without a score are left out.
    pub score_below: Option<i64>,
}

/// In which order, and where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SummaryOrder {
    /// By arrival, those after a place.
    Arrival {
        /// The last place of the page before; 0 for the first page.
        after: u64,
    },
    /// By score, lowest first, then by arrival; without those that have none.
    Score {
        /// Score and place of the last of the page before; none for the first page.
        after: Option<(i64, u64)>,
    },
    /// By survey day, oldest first, then by arrival; those never surveyed are left out.
    Surveyed {
        /// Day and place of the last of the page before; none for the first page.
        after: Option<(Date, u64)>,
    },
}

/// How many households a filter finds in a tehsil, by survey year and bracket of score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryCount {
    /// The tehsil.
    pub tehsil: Option<AreaCode>,
    /// Year of the survey.
    pub year: Option<i16>,
    /// Bracket: 0 below the first edge, 1 from the first edge to the second, and so on; none without a score.
    pub bracket: Option<u32>,
    /// How many.
    pub households: u64,
}

/// A case. Its `version` is 1 at first and one more at each change.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// See above.
    pub version: u32,
    /// The household concerned.
    pub household: Option<RegistryNumber>,
    /// The tehsil whose desk works on it.
    pub tehsil: Option<AreaCode>,
    /// Code of the subject.
    pub subject: String,
    /// Code of the state.
    pub state: String,
    /// Whether it can still be settled.
    pub open: bool,
    /// Who works on it.
    pub owner: Option<String>,
    /// When it was opened.
    pub opened: Timestamp,
    /// The last day on which it can be settled.
    pub deadline: Date,
    /// `registry::case::Case` as JSON.
    pub document: String,
}

/// A case to be written: new with version 1, or the next version. `Conflict::CaseChanged` when the version before is not
/// there.
#[derive(Clone)]
pub struct CaseWrite {
    /// The case.
    pub row: CaseRow,
    /// What it touches, such as `household:123`, `person:<uuid>`, `number:9…`, `submission:<instance>`: by these, cases
    /// about the same facts find each other. Replaces those kept before.
    pub keys: Vec<String>,
}

/// Which cases to list, those due first at the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// In one of these tehsils or in none known; everywhere when `None`.
    pub tehsils: Option<Vec<AreaCode>>,
    /// Of these states; of all when empty.
    pub states: Vec<String>,
    /// Of this subject.
    pub subject: Option<String>,
    /// This person's.
    pub owner: Option<String>,
    /// With a deadline before this day.
    pub deadline_before: Option<Date>,
    /// Skip so many.
    pub skip: u64,
    /// At most so many.
    pub limit: u32,
}

/// A family's place in a programme. `version` as of cases.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// Its id.
    pub id: EnrolmentId,
    /// 1 at first, one more at each change; `Conflict::EnrolmentChanged` when the version before is not there. A woman is
    /// enrolled in a programme once: another enrolment of hers there is `Conflict::Exists`.
    pub version: u32,
    /// The programme.
    pub programme: String,
    /// The household in which the family lives.
    pub household: RegistryNumber,
    /// The ever-married woman.
    pub woman: PersonId,
    /// Code of the status.
    pub status: String,
    /// Whether the status makes the household one with a beneficiary.
    pub beneficiary: bool,
    /// `registry::enrolment::Enrolment` as JSON.
    pub document: String,
}

/// Which enrolments to list, in the order of their households' arrival.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnrolmentFilter {
    /// In this programme.
    pub programme: Option<String>,
    /// Of this status.
    pub status: Option<String>,
    /// Of households in these tehsils.
    pub tehsils: Option<Vec<AreaCode>>,
    /// Skip so many.
    pub skip: u64,
    /// At most so many.
    pub limit: u32,
}

/// An answer of the citizen registry about a person. All answers are kept; the latest of a number counts.
#[derive(Clone, PartialEq, Eq)]
pub struct VerificationRow {
    /// The number asked about.
    pub number: CitizenNumber,
    /// The person.
    pub person: PersonId,
    /// The household.
    pub household: RegistryNumber,
    /// When it was answered.
    pub at: Timestamp,
    /// Until when it counts.
    pub expires: Timestamp,
    /// `match`, `mismatch` or `not_held`: the worst of the fields.
    pub outcome: String,
    /// `registry::citizen::Verification` as JSON.
    pub document: String,
}

/// A notice of the civil register. `version` as of cases; a notice of the same source and reference that is there is
/// `Conflict::Exists`.
#[derive(Clone, PartialEq, Eq)]
pub struct LifeEventRow {
    /// Who notified.
    pub source: String,
    /// The source's name for the event.
    pub reference: String,
    /// See above.
    pub version: u32,
    /// Code of what happened.
    pub kind: String,
    /// When the notice came.
    pub received: Timestamp,
    /// `waiting` (for later work), `applied`, `case` (an officer decides), `nobody` (concerns nobody in the registry),
    /// `reversed`.
    pub state: String,
    /// The household concerned.
    pub household: Option<RegistryNumber>,
    /// `registry::citizen::LifeEvent` as JSON.
    pub document: String,
}

/// An act of headquarters or of a disaster authority. `version` as of cases; `Conflict::ActChanged`.
#[derive(Clone, PartialEq, Eq)]
pub struct ActRow {
    /// Its id.
    pub id: ActId,
    /// See above.
    pub version: u32,
    /// `capacity`, `appeal_list`, `emergency`, `emergency_list`, `renewal`.
    pub kind: String,
    /// `proposed`, `adopted`, `ended`, `withdrawn`, `undone`.
    pub state: String,
    /// Its name, for people.
    pub name: String,
    /// When it was proposed.
    pub proposed: Timestamp,
    /// Everything about it, as JSON.
    pub document: String,
}

/// A household on an act's list. A household stands on a list once: whoever adds it again changes nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// The act.
    pub act: ActId,
    /// The household.
    pub household: RegistryNumber,
    /// Its place on the list, from 1.
    pub rank: u64,
    /// Its score then, hundredths.
    pub score: Option<i64>,
    /// What was known of it then that the list needs, as JSON; empty where nothing.
    pub note: String,
}

/// Something a household is told. A household is told a thing once: another of the same kind and day changes nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeRow {
    /// The household.
    pub household: RegistryNumber,
    /// What: such as `recertification_due`, `recertification_reminder`, `recertification_lapsed`.
    pub kind: String,
    /// The day of which it is.
    pub on: Date,
    /// When it was written.
    pub written: Timestamp,
    /// What it says, as JSON.
    pub document: String,
}

/// How far a piece of recurring work has got, such as a task of the calendar or a cross-validation. Moved with what it did in one
/// commit: of two processes that do the same step, one gets `Conflict::CursorMoved`.
#[derive(Clone, PartialEq, Eq)]
pub struct CursorStep {
    /// The work's name.
    pub work: String,
    /// Where it must be; none when it has not begun.
    pub from: Option<String>,
    /// Where it is afterwards, as JSON.
    pub to: String,
    /// When.
    pub at: Timestamp,
}

/// Where a piece of recurring work stands.
#[derive(Clone, PartialEq, Eq)]
pub struct CursorRow {
    /// The work's name.
    pub work: String,
    /// Where it is, as JSON.
    pub position: String,
    /// When it was last moved.
    pub moved: Timestamp,
}
