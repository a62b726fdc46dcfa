//! Households of a delivered file come into the registry, many at a time.
//!
//! Workers read and weigh chunks of the file beside each other and ask the store nothing ([`prepare`]); one after the other,
//! in the order of the file, chunks are then settled against what the registry holds and committed ([`settle`]). A
//! step's households and the load's progress are one commit, so a load that was cut off goes on where it was.
//!
//! What happens to a household that the registry knows, and to a citizen number that is somebody else's, is stated in
//! [`settle`].

mod known;
mod prepare;
mod run;
mod settle;
mod whereabouts;

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult},
};
use registry::{
    delivery::{Delivered, Reject},
    registry_number::RegistryNumber,
};
pub use run::{Rehearsal, Rejects};
use store::{
    Conflict, StoreError,
    rows::{LoadProgress, LoadRow, LoadedRow},
};

/// A file that somebody wants loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLoad {
    /// The load's id: the same for a file however often it is begun.
    pub batch: String,
    /// Who collected the file; household keys are unique within a source.
    pub source: String,
    /// SHA-256 of the files' content.
    pub file_sha256: [u8; 32],
    /// SHA-256 of the mapping.
    pub mapping_sha256: [u8; 32],
}

/// Some households of the file, in its order, and the rows of persons that belong to none.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// Households.
    pub households: Vec<Delivered>,
    /// Rows of other files, of persons or births, whose household is not in the file.
    pub persons: Vec<Rejected>,
}

/// A chunk still to be read: any thread may.
pub type Unread = Box<dyn FnOnce() -> Chunk + Send>;

/// A row that is not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Which of the files: `households`, `persons` or `births`.
    pub file: &'static str,
    /// Its row, from 1, headings not counted.
    pub row: u64,
    /// The household's key, where the row has one.
    pub key: String,
    /// Why.
    pub reject: Reject,
}

/// Why a load did not begin or go on. What is in the registry then is what its progress says, whole.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The batch id stands for another file or mapping.
    #[error(
        "the batch is known with another file or mapping: give another batch id, or the file it was begun with"
    )]
    OtherFile,
    /// The file cannot be read on. The text says where and what to do.
    #[error("{0}")]
    Unreadable(String),
    /// The rejects file cannot be written.
    #[error("the rejects file cannot be written: {0}")]
    Rejects(#[source] std::io::Error),
    /// Another process loads the same file.
    #[error("another process is loading this batch: let it end, then run this again to see its report")]
    Elsewhere,
    /// A worker stopped.
    #[error("a worker stopped unexpectedly")]
    Worker,
    /// Anything else.
    #[error(transparent)]
    Verb(#[from] VerbError),
}

impl LoadError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherFile => "load.other_file",
            Self::Unreadable(_) => "load.unreadable",
            Self::Rejects(_) => "load.rejects",
            Self::Elsewhere => "load.elsewhere",
            Self::Worker => "load.worker",
            Self::Verb(error) => error.code(),
        }
    }
}

impl From<StoreError> for LoadError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::LoadMoved) => Self::Elsewhere,
            error => Self::Verb(error.into()),
        }
    }
}

/// Whether somebody sees loads: whoever may, and sees the whole country.
pub fn may_read_loads(authority: &Authority) -> bool {
    authority.may(Permission::ReadLoads) && authority.areas().is_empty()
}

impl Registry {
    /// Begins a load, or takes it up where it was. Refuses a batch id that stands for another file or mapping.
    pub async fn open_load(&self, authority: &Authority, new: NewLoad) -> Result<LoadRow, LoadError> {
        self.demand(authority, Permission::LoadHouseholds, Action::LoadHouseholds).await?;
        let now = self.clock().now();
        let row = LoadRow {
            batch: new.batch,
            source: new.source,
            file_sha256: new.file_sha256,
            mapping_sha256: new.mapping_sha256,
            actor: authority.actor().to_owned(),
            started: now,
            changed: now,
            finished: None,
            progress: LoadProgress::default(),
            tally: String::from("{}"),
        };
        match self.store().add_load(row.clone()).await {
            Ok(()) => Ok(row),
            Err(StoreError::Conflict(Conflict::Exists)) => self.take_up(row).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn take_up(&self, new: LoadRow) -> Result<LoadRow, LoadError> {
        let known = self.store().find_load(&new.batch).await?.ok_or(VerbError::Busy)?;
        let content = |row: &LoadRow| (row.source.clone(), row.file_sha256, row.mapping_sha256);
        if content(&known) == content(&new) { Ok(known) } else { Err(LoadError::OtherFile) }
    }

    /// Every load, newest first.
    pub async fn list_loads(&self, authority: &Authority) -> VerbResult<Vec<LoadRow>> {
        self.demand_to_read_loads(authority).await?;
        Ok(self.store().list_loads().await?)
    }

    /// One load.
    pub async fn find_load(&self, authority: &Authority, batch: &str) -> VerbResult<LoadRow> {
        self.demand_to_read_loads(authority).await?;
        self.store().find_load(batch).await?.ok_or(VerbError::NotFound)
    }

    /// The households of a load with findings, in the order of the file, after skipping some.
    pub async fn list_load_findings(
        &self,
        authority: &Authority,
        batch: &str,
        skip: u64,
        limit: u32,
    ) -> VerbResult<Vec<LoadedRow>> {
        self.demand_to_read_loads(authority).await?;
        self.audit(AuditEntry::new(self, authority, Action::ReadLoads).subject(batch)).await?;
        Ok(self.store().list_loaded_findings(batch, skip, limit).await?)
    }

    /// A file is of the whole country as a rule.
    async fn demand_to_read_loads(&self, authority: &Authority) -> VerbResult<()> {
        self.demand(authority, Permission::ReadLoads, Action::ReadLoads).await?;
        if may_read_loads(authority) { Ok(()) } else { Err(VerbError::NotAllowed) }
    }

    /// Registry numbers nobody has had.
    async fn new_numbers(&self, count: usize) -> Result<Vec<RegistryNumber>, StoreError> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let first = self.store().reserve_ordinals(count).await?;
        let numbers = (first..first + count).map(RegistryNumber::from_ordinal).collect::<Option<_>>();
        numbers.ok_or_else(|| StoreError::Damaged("every registry number has been given".to_owned()))
    }
}
