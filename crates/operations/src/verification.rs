//! Asking the citizen registry about people of the record, and keeping what it says. Intake never waits for it: whoever
//! changes a household writes a job with the change, and the answers come when they come. The record does not change by a
//! verdict: both facts are kept, and where they differ an officer gets a case.

mod asking;
mod claims;
mod cross_validation;
mod discrepancies;

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document},
    work::{Done, Task, job_id},
};
pub(crate) use asking::Desk;
use asking::NotNow;
pub use asking::Validity;
pub(crate) use claims::Claim;
pub use cross_validation::Progress;
use jiff::{SignedDuration, Timestamp};
use registry::{citizen::Verification, ids::PersonId, registry_number::RegistryNumber};
use std::fmt::Display;
use store::{
    StoreError,
    rows::{Commit, Durability, JobRow},
};

/// How often a number is asked again that the citizen registry answers with faults of its own.
const FAULTY_ATTEMPTS: u32 = 8;

/// An answer of the citizen registry with whom it is about.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The person.
    pub person: PersonId,
    /// What was said.
    pub verification: Verification,
    /// Whether it still counts.
    pub counts: bool,
}

impl Registry {
    /// The job that verifies the members of a household, to be written with the change that makes it necessary. `about` is
    /// the occasion, such as the household's version: one occasion makes one job.
    #[expect(clippy::unused_self, reason = "asked of the registry like every other part of a commit")]
    pub(crate) fn verification_job(
        &self,
        household: RegistryNumber,
        about: impl Display,
        due: Timestamp,
    ) -> Result<JobRow, StoreError> {
        let id = job_id(&format!("verify_household:{household}:{about}"))?;
        Task::VerifyHousehold { household }.job(id, due)
    }

    /// The jobs that verify every household that a commit changes; none where there is no citizen registry.
    pub(crate) fn verification_jobs_of(&self, commit: &Commit) -> Result<Vec<JobRow>, StoreError> {
        if self.parts.citizen_registry.is_none() {
            return Ok(Vec::new());
        }
        let now = self.clock().now();
        let with_numbers = commit.households.iter().filter(|write| !write.numbers.is_empty());
        with_numbers
            .map(|write| {
                self.verification_job(write.row.number, format!("version {}", write.row.version), now)
            })
            .collect()
    }

    /// Has the members of a household verified as soon as the citizen registry answers. What it said already and still counts
    /// is not asked again.
    pub async fn request_verification(
        &self,
        authority: &Authority,
        household: RegistryNumber,
    ) -> VerbResult<()> {
        self.demand(authority, Permission::VerifyPersons, Action::VerifyPersons).await?;
        let row = self.store().find_household(household).await?.ok_or(VerbError::NotFound)?;
        if !self.covers(authority, row.tehsil.as_ref()).await {
            return Err(VerbError::NotFound);
        }
        let now = self.clock().now();
        let job = self.verification_job(household, self.ids().uuid(now), now)?;
        let audit = AuditEntry::new(self, authority, Action::VerifyPersons).household(Some(household));
        let commit = Commit { jobs: vec![job], audit: vec![audit.into_row()?], ..Commit::default() };
        Ok(self.store().commit(commit).await?)
    }

    /// Everything that the citizen registry said of people while they were members of a household, newest first.
    pub async fn list_verifications(
        &self,
        authority: &Authority,
        household: RegistryNumber,
    ) -> VerbResult<Vec<Answer>> {
        self.demand(authority, Permission::ReadCases, Action::ReadVerifications).await?;
        let row = self.store().find_household(household).await?.ok_or(VerbError::NotFound)?;
        if !self.covers(authority, row.tehsil.as_ref()).await {
            return Err(VerbError::NotFound);
        }
        let audit = AuditEntry::new(self, authority, Action::ReadVerifications).household(Some(household));
        self.store().record_audit(vec![audit.into_row()?], Durability::Soon).await?;
        let now = self.clock().now();
        let rows = self.store().list_verifications_of(household).await?;
        let answers = rows.iter().map(|row| {
            let verification = read_document("verification", &row.document)?;
            Ok(Answer { person: row.person, verification, counts: now < row.expires })
        });
        answers.collect::<Result<_, StoreError>>().map_err(VerbError::from)
    }

    /// Asks about the members of a household of whom no answer counts, and about people proposed for it, and moves on the
    /// cases that waited for the answers. Each batch is kept before the next is asked.
    pub(crate) async fn verify_household(
        &self,
        household: RegistryNumber,
        attempts: u32,
    ) -> Result<Done, StoreError> {
        let Some(citizens) = &self.parts.citizen_registry else {
            // What waits for an answer waits until somebody can be asked.
            let waits = !self.waiting_cases(household).await?.is_empty();
            return Ok(if waits { NotNow::unconfigured(self.clock().now()).into() } else { Done::Finished });
        };
        let mut unasked = self.claims_of(household).await?;
        self.leave_unasked(&mut unasked).await?;
        // What the other side answered with a fault is asked apart.
        let batch = if attempts > 1 { 1 } else { citizens.batch().max(1) };
        let mut faulty = false;
        for claims in unasked.chunks(batch) {
            match self.ask_citizens(claims).await {
                Ok(replies) => faulty |= self.keep_answers(claims, replies).await? > 0,
                Err(not_now) => return Ok(not_now.into()),
            }
        }
        self.cases_answered(household).await?;
        if faulty && attempts < FAULTY_ATTEMPTS {
            let pause = SignedDuration::from_mins(1 << attempts.min(10));
            let reason = "the citizen registry answers with faults".to_owned();
            return Ok(Done::Later { at: self.clock().now() + pause, reason });
        }
        if faulty {
            tracing::warn!(%household, "no answer about a member: the citizen registry answers with faults");
        }
        Ok(Done::Finished)
    }
}
