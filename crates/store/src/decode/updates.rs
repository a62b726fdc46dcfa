//! Rows of [`crate::rows`] about updates out of an engine's, column by column in the order of [`crate::sql::updates`].

use crate::{
    ActRow, CaseRow, CursorRow, EnrolmentRow, LifeEventRow, ListedRow, NoticeRow, StoreResult, Summary,
    SummaryRow, VerificationRow,
    fields::Fields,
    plan::{KnownAct, KnownCase, KnownEnrolment, KnownLifeEvent},
};
use jiff::civil::Date;
use registry::area::AreaCode;

pub(crate) fn summary(row: &mut Fields<'_>) -> StoreResult<SummaryRow> {
    Ok(SummaryRow {
        household: row.registry_number()?,
        place: row.count()?,
        tehsil: row.area_or_empty()?,
        summary: Summary {
            union_council: row.maybe_area()?,
            block: row.maybe_area()?,
            surveyed: row.maybe_day()?,
            score: row.maybe_number()?,
        },
        outcome: row.maybe_text()?,
        beneficiary: row.flag()?,
    })
}

/// Households of a tehsil and a time of survey, counted.
pub(crate) struct CountedSummaries {
    pub tehsil: Option<AreaCode>,
    /// A day of the year.
    pub surveyed: Option<Date>,
    pub households: u64,
    /// With a score.
    pub scored: u64,
    /// With a score at or above each edge.
    pub from_edge: Vec<u64>,
}

pub(crate) fn counted_summaries(row: &mut Fields<'_>) -> StoreResult<CountedSummaries> {
    Ok(CountedSummaries {
        tehsil: row.area_or_empty()?,
        surveyed: row.maybe_day()?,
        households: row.count()?,
        scored: row.count()?,
        from_edge: row.remaining_counts()?,
    })
}

pub(crate) fn case(row: &mut Fields<'_>) -> StoreResult<CaseRow> {
    Ok(CaseRow {
        id: row.id()?,
        version: row.version()?,
        household: row.maybe_registry_number()?,
        tehsil: row.area_or_empty()?,
        subject: row.text()?,
        state: row.text()?,
        open: row.flag()?,
        owner: row.maybe_text()?,
        opened: row.instant()?,
        deadline: row.date()?,
        document: row.text()?,
    })
}

/// Value and how many.
pub(crate) fn value_count(row: &mut Fields<'_>) -> StoreResult<(String, u64)> {
    Ok((row.text()?, row.count()?))
}

/// Kind, waiting, failed.
pub(crate) fn job_counts(row: &mut Fields<'_>) -> StoreResult<(String, u64, u64)> {
    Ok((row.text()?, row.count()?, row.count()?))
}

pub(crate) fn enrolment(row: &mut Fields<'_>) -> StoreResult<EnrolmentRow> {
    Ok(EnrolmentRow {
        id: row.id()?,
        version: row.version()?,
        programme: row.text()?,
        household: row.registry_number()?,
        woman: row.id()?,
        status: row.text()?,
        beneficiary: row.flag()?,
        document: row.text()?,
    })
}

pub(crate) fn verification(row: &mut Fields<'_>) -> StoreResult<VerificationRow> {
    Ok(VerificationRow {
        number: row.citizen_number()?,
        person: row.id()?,
        household: row.registry_number()?,
        at: row.instant()?,
        expires: row.instant()?,
        outcome: row.text()?,
        document: row.text()?,
    })
}

pub(crate) fn life_event(row: &mut Fields<'_>) -> StoreResult<LifeEventRow> {
    Ok(LifeEventRow {
        source: row.text()?,
        reference: row.text()?,
        version: row.version()?,
        kind: row.text()?,
        received: row.instant()?,
        state: row.text()?,
        household: row.maybe_registry_number()?,
        document: row.text()?,
    })
}

pub(crate) fn act(row: &mut Fields<'_>) -> StoreResult<ActRow> {
    Ok(ActRow {
        id: row.id()?,
        version: row.version()?,
        kind: row.text()?,
        state: row.text()?,
        name: row.text()?,
        proposed: row.instant()?,
        document: row.text()?,
    })
}

pub(crate) fn listed(row: &mut Fields<'_>) -> StoreResult<ListedRow> {
    Ok(ListedRow {
        act: row.id()?,
        household: row.registry_number()?,
        rank: row.count()?,
        score: row.maybe_number()?,
        note: row.text()?,
    })
}

pub(crate) fn notice(row: &mut Fields<'_>) -> StoreResult<NoticeRow> {
    Ok(NoticeRow {
        household: row.registry_number()?,
        kind: row.text()?,
        on: row.date()?,
        written: row.instant()?,
        document: row.text()?,
    })
}

/// Kind, day, how many.
pub(crate) fn notice_count(row: &mut Fields<'_>) -> StoreResult<(String, Date, u64)> {
    Ok((row.text()?, row.date()?, row.count()?))
}

pub(crate) fn cursor(row: &mut Fields<'_>) -> StoreResult<CursorRow> {
    Ok(CursorRow { work: row.text()?, position: row.text()?, moved: row.instant()? })
}

// What a plan needs to know

pub(crate) fn known_case(row: &mut Fields<'_>) -> StoreResult<KnownCase> {
    Ok(KnownCase { id: row.id()?, version: row.version()?, tehsil: row.text()?, state: row.text()? })
}

pub(crate) fn known_enrolment(row: &mut Fields<'_>) -> StoreResult<KnownEnrolment> {
    Ok(KnownEnrolment {
        id: row.id()?,
        version: row.version()?,
        programme: row.text()?,
        woman: row.id()?,
        household: row.number()?,
    })
}

pub(crate) fn known_life_event(row: &mut Fields<'_>) -> StoreResult<KnownLifeEvent> {
    Ok(KnownLifeEvent { source: row.text()?, reference: row.text()?, version: row.version()? })
}

pub(crate) fn known_act(row: &mut Fields<'_>) -> StoreResult<KnownAct> {
    Ok(KnownAct { id: row.id()?, version: row.version()? })
}

/// Work and where it is.
pub(crate) fn known_cursor(row: &mut Fields<'_>) -> StoreResult<(String, String)> {
    Ok((row.text()?, row.text()?))
}
