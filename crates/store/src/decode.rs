//! The rows of [`crate::rows`] out of an engine's, column by column in the order of [`crate::sql`].

pub(crate) mod updates;

use crate::{
    AttachmentRow, CredentialRow, DecisionRow, FormRow, HolderRow, HouseholdRow, JobRow, LoadProgress,
    LoadRow, LoadedRow, LogRow, OriginRow, SessionRow, StandingRow, StoreResult, SubmissionRow,
    SubmissionState, Summary, SummaryRow, UserRow,
    fields::Fields,
    plan::{KnownHolder, KnownHousehold, KnownLoad, KnownSubmission},
};
use registry::{
    area::{Area, AreaLevel},
    chain::LinkHash,
    registry_number::RegistryNumber,
};

/// The only column, a number.
pub(crate) fn number(row: &mut Fields<'_>) -> StoreResult<i64> {
    row.number()
}

/// The only column, a count.
pub(crate) fn count(row: &mut Fields<'_>) -> StoreResult<u64> {
    row.count()
}

/// The only column, a text.
pub(crate) fn text(row: &mut Fields<'_>) -> StoreResult<String> {
    row.text()
}

pub(crate) fn household(row: &mut Fields<'_>) -> StoreResult<HouseholdRow> {
    Ok(HouseholdRow {
        number: row.registry_number()?,
        version: row.version()?,
        tehsil: row.maybe_area()?,
        changed: row.instant()?,
        outcome: row.maybe_text()?,
        standing: row.text()?,
        document: row.packed_text()?,
    })
}

pub(crate) fn standing(row: &mut Fields<'_>) -> StoreResult<StandingRow> {
    let (household, person) = (row.registry_number()?, row.id()?);
    let (tehsil, standing) = (row.maybe_area()?, row.text()?);
    let summary = match row.maybe_number()? {
        Some(place) => Some(SummaryRow {
            household,
            place: u64::try_from(place).unwrap_or(0),
            tehsil: tehsil.clone(),
            summary: Summary {
                union_council: row.maybe_area()?,
                block: row.maybe_area()?,
                surveyed: row.maybe_day()?,
                score: row.maybe_number()?,
            },
            outcome: row.maybe_text()?,
            beneficiary: row.flag()?,
        }),
        None => None,
    };
    Ok(StandingRow { household, person, tehsil, standing, summary })
}

pub(crate) fn holder(row: &mut Fields<'_>) -> StoreResult<HolderRow> {
    Ok(HolderRow { number: row.citizen_number()?, household: row.registry_number()?, person: row.id()? })
}

/// Subject, value and how many.
pub(crate) fn tally(row: &mut Fields<'_>) -> StoreResult<(String, String, u64)> {
    Ok((row.text()?, row.text()?, row.count()?))
}

pub(crate) fn link(row: &mut Fields<'_>) -> StoreResult<LogRow> {
    Ok(LogRow { position: row.count()?, text: row.packed_text()?, hash: row.hash()? })
}

/// A log entry and its household.
pub(crate) fn link_of(row: &mut Fields<'_>) -> StoreResult<(RegistryNumber, LogRow)> {
    Ok((row.registry_number()?, link(row)?))
}

pub(crate) fn head(row: &mut Fields<'_>) -> StoreResult<(u64, LinkHash)> {
    Ok((row.count()?, row.hash()?))
}

pub(crate) fn submission(row: &mut Fields<'_>) -> StoreResult<SubmissionRow> {
    let mut submission = listed_submission(row)?;
    submission.xml = row.bytes()?;
    Ok(submission)
}

/// A submission without its XML.
pub(crate) fn listed_submission(row: &mut Fields<'_>) -> StoreResult<SubmissionRow> {
    Ok(SubmissionRow {
        instance: row.text()?,
        root: row.text()?,
        replaces: row.maybe_text()?,
        form_id: row.text()?,
        form_version: row.text()?,
        received: row.instant()?,
        credential: row.id()?,
        device: row.maybe_text()?,
        tehsil: row.area_or_empty()?,
        state: row.coded(SubmissionState::from_code)?,
        household: row.maybe_registry_number()?,
        findings: row.text()?,
        sha256: row.sha256()?,
        xml: Vec::new(),
    })
}

pub(crate) fn attachment(row: &mut Fields<'_>) -> StoreResult<AttachmentRow> {
    Ok(AttachmentRow {
        name: row.text()?,
        expected: row.flag()?,
        sha256: row.maybe_sha256()?,
        size_bytes: row.count()?,
    })
}

pub(crate) fn decision(row: &mut Fields<'_>) -> StoreResult<DecisionRow> {
    Ok(DecisionRow {
        id: row.id()?,
        household: row.registry_number()?,
        version: row.version()?,
        decided: row.instant()?,
        policy: row.text()?,
        outcome: row.text()?,
        text: row.packed_text()?,
    })
}

pub(crate) fn form(row: &mut Fields<'_>) -> StoreResult<FormRow> {
    Ok(FormRow {
        form_id: row.text()?,
        version: row.text()?,
        published: row.instant()?,
        open: row.flag()?,
        xml: row.text()?,
    })
}

pub(crate) fn area(row: &mut Fields<'_>) -> StoreResult<Area> {
    Ok(Area {
        code: row.area()?,
        valid_from: row.date()?,
        valid_to: row.maybe_date()?,
        level: row.coded(AreaLevel::from_code)?,
        parent: row.maybe_area()?,
        name_en: row.text()?,
        name_ur: row.text()?,
    })
}

pub(crate) fn user(row: &mut Fields<'_>) -> StoreResult<UserRow> {
    Ok(UserRow {
        id: row.id()?,
        name: row.text()?,
        password_hash: row.text()?,
        role: row.text()?,
        areas: row.areas()?,
        language: row.text()?,
        enabled: row.flag()?,
        created: row.instant()?,
    })
}

pub(crate) fn session(row: &mut Fields<'_>) -> StoreResult<SessionRow> {
    Ok(SessionRow {
        secret_hash: row.sha256()?,
        user: row.id()?,
        csrf: row.text()?,
        created: row.instant()?,
        expires: row.instant()?,
    })
}

pub(crate) fn credential(row: &mut Fields<'_>) -> StoreResult<CredentialRow> {
    Ok(CredentialRow {
        id: row.id()?,
        kind: row.text()?,
        label: row.text()?,
        token_hash: row.sha256()?,
        areas: row.areas()?,
        language: row.text()?,
        device: row.maybe_text()?,
        issued_by: row.text()?,
        created: row.instant()?,
        expires: row.instant()?,
        revoked: row.maybe_instant()?,
    })
}

pub(crate) fn job(row: &mut Fields<'_>) -> StoreResult<JobRow> {
    Ok(JobRow {
        id: row.id()?,
        kind: row.text()?,
        payload: row.text()?,
        due: row.instant()?,
        attempts: row.version()?,
    })
}

pub(crate) fn load(row: &mut Fields<'_>) -> StoreResult<LoadRow> {
    Ok(LoadRow {
        batch: row.text()?,
        source: row.text()?,
        file_sha256: row.sha256()?,
        mapping_sha256: row.sha256()?,
        actor: row.text()?,
        started: row.instant()?,
        changed: row.instant()?,
        finished: row.maybe_instant()?,
        progress: progress(row)?,
        tally: row.text()?,
    })
}

fn progress(row: &mut Fields<'_>) -> StoreResult<LoadProgress> {
    Ok(LoadProgress {
        read: row.count()?,
        registered: row.count()?,
        joined: row.count()?,
        with_findings: row.count()?,
        rejected: row.count()?,
        persons_rejected: row.count()?,
        rejects_bytes: row.count()?,
    })
}

/// Key and household.
pub(crate) fn loaded_key(row: &mut Fields<'_>) -> StoreResult<(String, RegistryNumber)> {
    Ok((row.text()?, row.registry_number()?))
}

pub(crate) fn loaded(row: &mut Fields<'_>) -> StoreResult<LoadedRow> {
    Ok(LoadedRow {
        row: row.count()?,
        key: row.text()?,
        household: row.registry_number()?,
        findings: row.maybe_text()?,
    })
}

pub(crate) fn origin(row: &mut Fields<'_>) -> StoreResult<OriginRow> {
    Ok(OriginRow {
        batch: row.text()?,
        source: row.text()?,
        row: row.count()?,
        key: row.text()?,
        findings: row.maybe_text()?,
    })
}

// What a plan needs to know

pub(crate) fn known_load(row: &mut Fields<'_>) -> StoreResult<KnownLoad> {
    Ok(KnownLoad {
        id: row.number()?,
        batch: row.text()?,
        source: row.number()?,
        finished: row.maybe_number()?.is_some(),
        progress: progress(row)?,
    })
}

pub(crate) fn known_household(row: &mut Fields<'_>) -> StoreResult<KnownHousehold> {
    Ok(KnownHousehold {
        id: row.number()?,
        number: row.number()?,
        version: row.version()?,
        tehsil: row.maybe_text()?,
        outcome: row.maybe_text()?,
        numbers: row.numbers()?,
        name_words: row.text()?,
    })
}

pub(crate) fn known_submission(row: &mut Fields<'_>) -> StoreResult<KnownSubmission> {
    Ok(KnownSubmission {
        id: row.number()?,
        instance: row.text()?,
        state: row.coded(SubmissionState::from_code)?,
        tehsil: row.text()?,
    })
}

pub(crate) fn known_holder(row: &mut Fields<'_>) -> StoreResult<KnownHolder> {
    Ok(KnownHolder { number: row.number()?, household: row.number()?, person: row.id()? })
}
