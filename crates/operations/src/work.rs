//! Later work: jobs kept in the store, done by whichever process takes them.

use crate::{
    Registry,
    authority::Authority,
    error::{read_document, write_document},
};
use jiff::SignedDuration;
use registry::ids::JobId;
use serde::{Deserialize, Serialize};
use store::{
    StoreError,
    rows::{Commit, JobRow, SubmissionFilter, SubmissionState},
};

/// How long a job may take before it is given to another worker.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// How often a job is tried before it is kept as failed.
const ATTEMPTS: u32 = 8;
/// Kept-aside submissions judged at a time.
const BATCH: u32 = 200;

/// A piece of later work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Judge the submissions that waited for this version of a form.
    ReleaseQuarantine {
        /// Form id.
        form_id: String,
        /// Form version.
        version: String,
    },
}

impl Task {
    fn kind(&self) -> &'static str {
        match self {
            Self::ReleaseQuarantine { .. } => "release_quarantine",
        }
    }
}

impl Registry {
    /// Puts a task into the store, due now.
    pub(crate) async fn enqueue(&self, task: Task) -> Result<(), StoreError> {
        let now = self.clock().now();
        let job = JobRow {
            id: JobId(self.ids().uuid(now)),
            kind: task.kind().to_owned(),
            payload: write_document("job", &task)?,
            due: now,
            attempts: 0,
        };
        self.store().commit(Commit { jobs: vec![job], ..Commit::default() }).await
    }

    /// Does one job that is due. Returns whether there was one. A job that fails comes again after ever longer pauses,
    /// and in the end is kept with its reason.
    pub async fn work_once(&self) -> Result<bool, StoreError> {
        let now = self.clock().now();
        let Some(job) = self.store().claim_job(now, now + LEASE).await? else { return Ok(false) };
        match self.run(&job).await {
            Ok(()) => self.store().finish_job(job.id).await?,
            Err(error) => {
                tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %error, "job failed");
                let pause = SignedDuration::from_secs(1 << job.attempts.min(10));
                let again = (job.attempts < ATTEMPTS).then(|| now + pause);
                self.store().fail_job(job.id, &error.to_string(), again).await?;
            }
        }
        Ok(true)
    }

    async fn run(&self, job: &JobRow) -> Result<(), StoreError> {
        match read_document("job", &job.payload)? {
            Task::ReleaseQuarantine { form_id, version } => self.release_quarantine(form_id, version).await,
        }
    }

    async fn release_quarantine(&self, form_id: String, version: String) -> Result<(), StoreError> {
        let filter = SubmissionFilter {
            state: Some(SubmissionState::Quarantined),
            form: Some((form_id, version)),
            limit: BATCH,
            ..SubmissionFilter::default()
        };
        loop {
            let waiting = self.store().list_submissions(&filter).await?;
            let mut moved = false;
            // Listed newest first; a correction must come after what it corrects.
            for listed in waiting.into_iter().rev() {
                // Lists leave the XML out.
                if let Some(row) = self.store().find_submission(&listed.instance).await? {
                    moved |= self.judge_again(&Authority::console(), row).await?;
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }
}
