//! Notices of the civil register: births, deaths, marriages, divorces, and deaths registered by mistake. A notice is kept as it
//! came before anything is done about it; doing something is later work. What it means for a household is a proposal like
//! any other, weighed by the rules of updates; what is doubtful becomes a case.

mod apply;
mod course;
mod parties;
mod reversal;

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document, write_document},
    work::{Task, job_id},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};
use registry::{
    citizen::{LifeEvent, LifeEventKind},
    clock::end_of_day_in_pakistan,
    identity::CitizenNumber,
    registry_number::RegistryNumber,
};
use store::{
    Conflict, StoreError,
    rows::{Commit, Durability, JobRow, LifeEventRow},
};

/// How often a commit is tried that others get in the way of.
const TRIES: u32 = 8;
/// Notices about nobody looked at together.
const PAGE: u32 = 500;

/// For later work.
pub(crate) const WAITING: &str = "waiting";
/// Done.
pub(crate) const APPLIED: &str = "applied";
/// An officer decides.
pub(crate) const CASE: &str = "case";
/// Concerns nobody in the registry, so far.
pub(crate) const NOBODY: &str = "nobody";
/// A death that was registered by mistake.
pub(crate) const REVERSED: &str = "reversed";

/// What came of a delivery of notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// Events not heard of before.
    pub new: usize,
    /// Events notified again; they change nothing.
    pub repeated: usize,
}

/// A notice as it is kept.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What it told.
    pub event: LifeEvent,
    /// What became of it: `waiting`, `applied`, `case`, `nobody`, `reversed`.
    pub state: String,
    /// The household concerned.
    pub household: Option<RegistryNumber>,
}

impl Registry {
    /// Takes a delivery of notices: all of it is kept when this returns, or nothing, and then it must be sent again.
    /// `Invalid` when it cannot be read or nobody is configured to send any.
    pub async fn receive_notice(&self, authority: &Authority, body: &[u8]) -> VerbResult<Received> {
        self.demand(authority, Permission::SendNotices, Action::ReceiveNotice).await?;
        let now = self.clock().now();
        let citizens = self.parts.citizen_registry.as_ref();
        let citizens =
            citizens.ok_or_else(|| VerbError::Invalid("no citizen registry is configured".to_owned()))?;
        let events =
            citizens.read_notice(body, now).map_err(|error| VerbError::Invalid(error.to_string()))?;
        for _ in 0..TRIES {
            let (commit, received) = self.commit_of_notices(authority, &events, now).await?;
            match self.store().commit(commit).await {
                Ok(()) => return Ok(received),
                // The same delivery came twice at once.
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(VerbError::Busy)
    }

    async fn commit_of_notices(
        &self,
        authority: &Authority,
        events: &[LifeEvent],
        now: Timestamp,
    ) -> Result<(Commit, Received), StoreError> {
        let mut commit = Commit::default();
        for event in events {
            let same =
                |row: &LifeEventRow| (&row.source, &row.reference) == (&event.source, &event.reference);
            let is_known = self.store().find_life_event(&event.source, &event.reference).await?.is_some();
            if is_known || commit.life_events.iter().any(same) {
                continue;
            }
            commit.life_events.push(LifeEventRow {
                source: event.source.clone(),
                reference: event.reference.clone(),
                version: 1,
                kind: event.kind.code().to_owned(),
                received: now,
                state: WAITING.to_owned(),
                household: None,
                document: write_document("life event", event)?,
            });
            commit.jobs.push(apply_job(&event.source, &event.reference, 1, now)?);
        }
        let new = commit.life_events.len();
        let received = Received { new, repeated: events.len() - new };
        commit.audit.push(AuditEntry::new(self, authority, Action::ReceiveNotice).into_row()?);
        Ok((commit, received))
    }

    /// Notices, of a state where given, newest first.
    pub async fn list_notices(
        &self,
        authority: &Authority,
        state: Option<&str>,
        skip: u64,
        limit: u32,
    ) -> VerbResult<Vec<Notice>> {
        self.demand(authority, Permission::ReadCases, Action::ReadVerifications).await?;
        // A notice about nobody has no tehsil: the list is headquarters'.
        if !authority.areas().is_empty() {
            return Err(VerbError::NotAllowed);
        }
        let audit = AuditEntry::new(self, authority, Action::ReadVerifications).subject("notices");
        self.store().record_audit(vec![audit.into_row()?], Durability::Soon).await?;
        let rows = self.store().list_life_events(state, skip, limit).await?;
        let notices = rows.into_iter().map(|row| {
            let event = read_document("life event", &row.document)?;
            Ok(Notice { event, state: row.state, household: row.household })
        });
        notices.collect::<Result<_, StoreError>>().map_err(VerbError::from)
    }

    /// Looks again at the notices that concerned nobody: whom they are about may have been registered since. Once a day, as long as
    /// there are any.
    pub(crate) async fn look_again(&self, day: Date) -> Result<(), StoreError> {
        let mut skip = 0;
        loop {
            let rows = self.store().list_life_events(Some(NOBODY), skip, PAGE).await?;
            if rows.is_empty() {
                break;
            }
            let moved = self.wake(&rows).await?;
            skip += u64::try_from(rows.len() - moved).unwrap_or(0);
        }
        if skip > 0 {
            let job = look_again_job(day.max(self.clock().today()))?;
            self.store().commit(Commit { jobs: vec![job], ..Commit::default() }).await?;
        }
        Ok(())
    }

    /// Those of some notices about whom somebody is registered now are for later work again. Returns how many.
    async fn wake(&self, rows: &[LifeEventRow]) -> Result<usize, StoreError> {
        let mut events = Vec::new();
        for row in rows {
            let event: LifeEvent = read_document("life event", &row.document)?;
            events.push((row, concerned(&event.kind)));
        }
        let numbers: Vec<CitizenNumber> = events.iter().flat_map(|(_, numbers)| numbers.clone()).collect();
        let holders = self.store().find_holders(&numbers).await?;
        let is_held = |number: &CitizenNumber| holders.iter().any(|holder| holder.number == *number);
        let now = self.clock().now();
        let mut moved = 0;
        for (row, _) in events.iter().filter(|(_, numbers)| numbers.iter().any(is_held)) {
            let version = row.version + 1;
            let job = apply_job(&row.source, &row.reference, version, now)?;
            let row = LifeEventRow { version, state: WAITING.to_owned(), ..(*row).clone() };
            let commit = Commit { life_events: vec![row], jobs: vec![job], ..Commit::default() };
            match self.store().commit(commit).await {
                Ok(()) | Err(StoreError::Conflict(Conflict::LifeEventChanged | Conflict::Exists)) => {
                    moved += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(moved)
    }
}

fn apply_job(source: &str, reference: &str, version: u32, due: Timestamp) -> Result<JobRow, StoreError> {
    let id = job_id(&format!("apply_notice:{source}:{reference}:{version}"))?;
    Task::ApplyNotice { source: source.to_owned(), reference: reference.to_owned() }.job(id, due)
}

/// The job that looks again on the day after a day.
pub(crate) fn look_again_job(day: Date) -> Result<JobRow, StoreError> {
    let next = day.saturating_add(1.day());
    // At night, when nobody waits for anything else.
    let due = end_of_day_in_pakistan(day) + SignedDuration::from_hours(2);
    Task::LookAgain { day: next }.job(job_id(&format!("look_again:{next}"))?, due)
}

/// Of whom one must be in the registry for an event to concern it.
fn concerned(kind: &LifeEventKind) -> Vec<CitizenNumber> {
    match kind {
        LifeEventKind::Birth { child } => {
            [Some(child.number), child.mother, child.father].into_iter().flatten().collect()
        }
        LifeEventKind::Death { person } | LifeEventKind::DeathReversed { person } => vec![*person],
        LifeEventKind::Marriage { husband, wife } | LifeEventKind::Divorce { husband, wife } => {
            vec![*husband, *wife]
        }
    }
}
