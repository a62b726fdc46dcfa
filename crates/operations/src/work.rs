//! Later work: jobs kept in the store, done by whichever process takes them.

use crate::{
    Registry,
    authority::Authority,
    error::{read_document, write_document},
};
use jiff::{SignedDuration, Timestamp};
use registry::{ids::JobId, registry_number::RegistryNumber};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    StoreError,
    rows::{Commit, JobRow, SubmissionFilter, SubmissionState},
};

/// How long a job may take before it is given to another worker.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// How often a job is tried that finds what it cannot read, before it is kept as failed.
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
    /// A recertification lapses that was called when the family was enrolled, unless the household was surveyed since.
    LapseLate {
        /// The household.
        household: RegistryNumber,
        /// Its last survey then.
        surveyed: jiff::civil::Date,
        /// When it was called.
        called: jiff::civil::Date,
    },
    /// Hold the members of a household against the citizen registry.
    VerifyHousehold {
        /// The household.
        household: RegistryNumber,
    },
    /// Apply a notice of the civil register.
    ApplyNotice {
        /// Who notified.
        source: String,
        /// The source's name for the event.
        reference: String,
    },
    /// Look again at notices that concerned nobody.
    LookAgain {
        /// The day of which this look is.
        day: jiff::civil::Date,
    },
    /// A step of a cross-validation.
    CrossValidate {
        /// The run's name.
        name: String,
        /// Which step; another one has been done already, or is for another job to do.
        step: u64,
    },
}

/// How a job ended that did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    /// It is done.
    Finished,
    /// It has to wait for something outside, which is no failure however often it happens.
    Later {
        /// Not before this instant.
        at: Timestamp,
        /// For what, without a name or number.
        reason: String,
    },
}

/// The id of a job that comes of an occasion: written twice, it is one job.
pub(crate) fn job_id(occasion: &str) -> Result<JobId, StoreError> {
    let hash = Sha256::digest(occasion.as_bytes());
    let half = hash.get(..16).unwrap_or_default();
    hex::encode(half).parse().map_err(|_| StoreError::Damaged("an id of a job".to_owned()))
}

impl Task {
    fn kind(&self) -> &'static str {
        match self {
            Self::ReleaseQuarantine { .. } => "release_quarantine",
            Self::LapseLate { .. } => "lapse_late",
            Self::VerifyHousehold { .. } => "verify_household",
            Self::ApplyNotice { .. } => "apply_notice",
            Self::LookAgain { .. } => "look_again",
            Self::CrossValidate { .. } => "cross_validate",
        }
    }

    /// The job of it, to be written in a commit.
    pub(crate) fn job(&self, id: JobId, due: Timestamp) -> Result<JobRow, StoreError> {
        let payload = write_document("job", self)?;
        Ok(JobRow { id, kind: self.kind().to_owned(), payload, due, attempts: 0 })
    }
}

impl Registry {
    /// Puts a task into the store, due now.
    pub(crate) async fn enqueue(&self, task: Task) -> Result<(), StoreError> {
        let now = self.clock().now();
        let job = task.job(JobId(self.ids().uuid(now)), now)?;
        self.store().commit(Commit { jobs: vec![job], ..Commit::default() }).await
    }

    /// Does one job that is due. Returns whether there was one. A job that fails comes again after ever longer pauses;
    /// one that cannot be read is in the end kept with its reason.
    pub async fn work_once(&self) -> Result<bool, StoreError> {
        let now = self.clock().now();
        let Some(job) = self.store().claim_job(now, now + LEASE).await? else { return Ok(false) };
        match self.run(&job).await {
            Ok(Done::Finished) => self.store().finish_job(job.id).await?,
            Ok(Done::Later { at, reason }) => {
                tracing::debug!(job = %job.id, kind = job.kind, reason, "job waits");
                self.store().fail_job(job.id, &reason, Some(at)).await?;
            }
            Err(error) => {
                tracing::warn!(job = %job.id, kind = job.kind, attempts = job.attempts, %error, "job failed");
                let pause = SignedDuration::from_secs(1 << job.attempts.min(10));
                // What failed outside, the store or another process in the way, is not given up: waiting has its attempts too.
                let for_good = matches!(error, StoreError::Damaged(_)) && job.attempts >= ATTEMPTS;
                let again = (!for_good).then(|| now + pause);
                self.store().fail_job(job.id, &error.to_string(), again).await?;
            }
        }
        Ok(true)
    }

    async fn run(&self, job: &JobRow) -> Result<Done, StoreError> {
        match read_document("job", &job.payload)? {
            Task::ReleaseQuarantine { form_id, version } => self.release_quarantine(form_id, version).await?,
            Task::LapseLate { household, surveyed, called } => {
                self.lapse_late(household, surveyed, called).await?;
            }
            Task::VerifyHousehold { household } => {
                return self.verify_household(household, job.attempts).await;
            }
            Task::ApplyNotice { source, reference } => return self.apply_notice(&source, &reference).await,
            Task::LookAgain { day } => self.look_again(day).await?,
            Task::CrossValidate { name, step } => return self.cross_validate_step(&name, step).await,
        }
        Ok(Done::Finished)
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
