//! Cross-validation: everybody in the registry held against the citizen registry, a step at a time, at a limited rate. Where a run
//! stands is a cursor that moves with the answers in one commit: after a crash it goes on where it was, and of two
//! processes that do the same step one does it in vain.

use super::{
    asking::outcome,
    claims::{Claim, claims_of_row},
};
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document, write_document},
    work::{Done, Task, job_id},
};
use exchange::citizen_registry::Reply;
use jiff::{SignedDuration, Timestamp};
use registry::citizen::Verification;
use serde::{Deserialize, Serialize};
use store::{
    Conflict, StoreError,
    rows::{Commit, CursorRow, CursorStep, JobRow, SummaryFilter, SummaryOrder, SummaryRow},
};

/// What cursors of cross-validations are called by.
const BEGINNING: &str = "cross_validation:";
/// Households looked at in a step, at most.
const HOUSEHOLDS: u32 = 100;

/// Where a run stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The run's name.
    pub name: String,
    /// At most so many numbers a second.
    pub rate_per_second: u32,
    /// When it began.
    pub started: Timestamp,
    /// When the last household was done; none while it runs.
    pub finished: Option<Timestamp>,
    /// When it last moved.
    pub moved: Timestamp,
    /// How many steps it took.
    pub step: u64,
    /// The last household done, by its place in the order of arrival.
    pub place: u64,
    /// Households done.
    pub households: u64,
    /// Numbers asked about. Those of whom an answer counts are not asked again.
    pub asked: u64,
    /// Of these: every field agrees that both sides have.
    pub matched: u64,
    /// A field differs.
    pub mismatched: u64,
    /// The number is not held.
    pub not_held: u64,
    /// The answer was faulty; nothing is kept of it.
    pub faulty: u64,
}

impl Registry {
    /// Starts a run over the whole registry. A run that is finished starts anew under the same name; one that is under way is
    /// `Exists`.
    pub async fn start_cross_validation(
        &self,
        authority: &Authority,
        name: &str,
        rate_per_second: u32,
    ) -> VerbResult<Progress> {
        self.demand(authority, Permission::VerifyPersons, Action::VerifyPersons).await?;
        // It reads everybody: whoever has areas of his own verifies there, one by one.
        if !authority.areas().is_empty() {
            return Err(VerbError::NotAllowed);
        }
        let fits = !name.is_empty()
            && name.len() <= 60
            && !name.chars().any(|letter| letter.is_control() || letter == ':');
        if !fits || rate_per_second == 0 {
            return Err(VerbError::Invalid(
                "a run has a name of at most 60 characters and a rate of at least 1 a second".to_owned(),
            ));
        }
        let cursor = self.store().find_cursor(&work_of(name)).await?;
        let before = cursor.as_ref().map(read).transpose()?;
        if before.as_ref().is_some_and(|before| before.finished.is_none()) {
            return Err(VerbError::Exists);
        }
        let now = self.clock().now();
        // Steps are counted on, so that a job of an earlier run does nothing in this one.
        let step = before.map_or(0, |before| before.step);
        let name = name.to_owned();
        let progress =
            Progress { name, rate_per_second, started: now, moved: now, step, ..Progress::default() };
        let audit = AuditEntry::new(self, authority, Action::VerifyPersons).subject(work_of(&progress.name));
        let commit = Commit {
            cursor: Some(cursor_step(cursor, &progress)?),
            jobs: vec![next_job(&progress, now)?],
            audit: vec![audit.into_row()?],
            ..Commit::default()
        };
        match self.store().commit(commit).await {
            Ok(()) => Ok(progress),
            Err(StoreError::Conflict(_)) => Err(VerbError::Exists),
            Err(error) => Err(error.into()),
        }
    }

    /// Where every run stands, by name.
    pub async fn list_cross_validations(&self, authority: &Authority) -> VerbResult<Vec<Progress>> {
        self.demand(authority, Permission::ReadCases, Action::ReadVerifications).await?;
        let rows = self.store().list_cursors(BEGINNING).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Does a step of a run, if it is the run's next one.
    pub(crate) async fn cross_validate_step(&self, name: &str, step: u64) -> Result<Done, StoreError> {
        let Some(cursor) = self.store().find_cursor(&work_of(name)).await? else { return Ok(Done::Finished) };
        let mut progress = read(&cursor)?;
        if progress.step != step || progress.finished.is_some() {
            return Ok(Done::Finished);
        }
        let batch = self.parts.citizen_registry.as_ref().map_or(1, |citizens| citizens.batch().max(1));
        let order = SummaryOrder::Arrival { after: progress.place };
        let summaries = self.store().list_summaries(&SummaryFilter::default(), order, HOUSEHOLDS).await?;
        let claims = self.next_claims(&summaries, batch, &mut progress).await?;
        let mut replies = Vec::new();
        for chunk in claims.chunks(batch) {
            match self.ask_citizens(chunk).await {
                Ok(answered) => replies.extend(answered),
                Err(not_now) => return Ok(not_now.into()),
            }
        }
        let answers = self.count_answers(&claims, replies, &mut progress);
        let now = self.clock().now();
        (progress.moved, progress.step) = (now, progress.step + 1);
        progress.finished = summaries.is_empty().then_some(now);
        let mut commit = self.commit_of_answers(&answers).await?;
        if progress.finished.is_none() {
            commit.jobs.push(next_job(&progress, now + pause(claims.len(), progress.rate_per_second))?);
        }
        commit.cursor = Some(cursor_step(Some(cursor), &progress)?);
        match self.store().commit(commit).await {
            // Another process did the step, and wrote the job of the next one.
            Err(StoreError::Conflict(Conflict::CursorMoved)) | Ok(()) => Ok(Done::Finished),
            Err(error) => Err(error),
        }
    }

    /// The claims of the next households, of whole ones and no more than go into a question, about which no answer counts.
    async fn next_claims(
        &self,
        summaries: &[SummaryRow],
        batch: usize,
        progress: &mut Progress,
    ) -> Result<Vec<Claim>, StoreError> {
        let numbers: Vec<_> = summaries.iter().map(|summary| summary.household).collect();
        let mut unasked = Vec::new();
        for row in self.store().find_households(&numbers).await? {
            unasked.extend(claims_of_row(&row)?);
        }
        self.leave_unasked(&mut unasked).await?;
        let mut claims = Vec::new();
        for summary in summaries {
            let own: Vec<_> = unasked.extract_if(.., |claim| claim.household == summary.household).collect();
            if !claims.is_empty() && claims.len() + own.len() > batch {
                break;
            }
            claims.extend(own);
            progress.place = summary.place;
            progress.households += 1;
        }
        Ok(claims)
    }

    /// What replies say, counted.
    fn count_answers<'a>(
        &self,
        claims: &'a [Claim],
        replies: Vec<Reply>,
        progress: &mut Progress,
    ) -> Vec<(&'a Claim, Verification)> {
        let mut answers = Vec::new();
        for (claim, reply) in claims.iter().zip(replies) {
            progress.asked += 1;
            let Some(verification) = self.answer(claim, reply) else {
                progress.faulty += 1;
                continue;
            };
            match outcome(&verification) {
                "mismatch" => progress.mismatched += 1,
                "not_held" => progress.not_held += 1,
                _ => progress.matched += 1,
            }
            answers.push((claim, verification));
        }
        answers
    }
}

fn work_of(name: &str) -> String {
    format!("{BEGINNING}{name}")
}

fn read(row: &CursorRow) -> Result<Progress, StoreError> {
    read_document("position of a cross-validation", &row.position)
}

fn cursor_step(from: Option<CursorRow>, to: &Progress) -> Result<CursorStep, StoreError> {
    Ok(CursorStep {
        work: work_of(&to.name),
        from: from.map(|row| row.position),
        to: write_document("position of a cross-validation", to)?,
        at: to.moved,
    })
}

fn next_job(progress: &Progress, due: Timestamp) -> Result<JobRow, StoreError> {
    let Progress { name, step, .. } = progress;
    let id = job_id(&format!("{BEGINNING}{name}:{step}"))?;
    Task::CrossValidate { name: name.clone(), step: *step }.job(id, due)
}

/// How long so many numbers take at a rate.
fn pause(numbers: usize, rate_per_second: u32) -> SignedDuration {
    let numbers = i64::try_from(numbers).unwrap_or(i64::MAX);
    SignedDuration::from_millis(numbers.saturating_mul(1000) / i64::from(rate_per_second.max(1)))
}
