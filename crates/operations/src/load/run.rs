//! The load at work: chunks to workers, their results in order to the store; and a rehearsal that writes nothing.

use super::{
    LoadError, Rejected, Unread,
    known::Known,
    prepare::{Delivering, Newcomer, Prepared},
    settle::Settled,
};
use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, write_document},
};
use registry::{delivery::RejectCode, finding::Finding, registry_number::RegistryNumber};
use std::{collections::BTreeMap, sync::Arc};
use store::{
    Conflict, StoreError,
    rows::{Commit, LoadProgress, LoadRow, LoadStep, LoadedRow},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// How often a step is settled anew because others changed the same households meanwhile.
const TRIES: usize = 8;

/// Where rejected rows go.
pub trait Rejects: Send {
    /// Cuts what stands behind a length, appends rows, and returns the new length when they are on disk.
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> std::io::Result<u64>;
}

/// What a load would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// As the progress of a load; nothing was written.
    pub progress: LoadProgress,
    /// How often each code of finding and reject was met.
    pub tally: BTreeMap<String, u64>,
}

type Waiting = JoinHandle<Result<Prepared, LoadError>>;

impl Registry {
    /// Loads what is left of a file: `chunks` begins behind the rows that `load` has read. `told` hears of every step.
    ///
    /// `at_once` chunks are in work beside each other. An error leaves everything up to the last step in the registry,
    /// and the load can be taken up again.
    pub async fn load(
        self: &Arc<Self>,
        authority: &Authority,
        load: LoadRow,
        chunks: impl Iterator<Item = Result<Unread, String>> + Send + 'static,
        at_once: usize,
        rejects: &mut dyn Rejects,
        told: &(dyn Fn(&LoadProgress) + Sync),
    ) -> Result<LoadRow, LoadError> {
        self.demand(authority, Permission::LoadHouseholds, Action::LoadHouseholds).await?;
        let delivering =
            Delivering { author: authority.actor().to_owned(), file: hex::encode(load.file_sha256) };
        let mut prepared = self.prepare_ahead(&delivering, chunks, at_once, true);
        let mut loading = Loading {
            registry: self,
            authority,
            tally: read_tally(&load.tally),
            load,
            rejects,
            look_first: false,
        };
        while let Some(next) = prepared.recv().await {
            loading.take_in(next.await.map_err(|_| LoadError::Worker)??).await?;
            told(&loading.load.progress);
        }
        loading.finish().await
    }

    /// What a load would do, without writing anything: checks of every row, and households and numbers that the registry
    /// has already. Clashes within the file show in the load itself.
    pub async fn rehearse_load(
        self: &Arc<Self>,
        authority: &Authority,
        source: &str,
        chunks: impl Iterator<Item = Result<Unread, String>> + Send + 'static,
        at_once: usize,
        told: &(dyn Fn(&LoadProgress) + Sync),
    ) -> Result<Rehearsal, LoadError> {
        self.demand(authority, Permission::LoadHouseholds, Action::LoadHouseholds).await?;
        let delivering = Delivering { author: authority.actor().to_owned(), file: String::new() };
        let mut prepared = self.prepare_ahead(&delivering, chunks, at_once, false);
        let mut rehearsal = Rehearsal::default();
        while let Some(next) = prepared.recv().await {
            let mut prepared = next.await.map_err(|_| LoadError::Worker)??;
            let mut known = self.known_of(source, &prepared).await?;
            let step = Step::new(self, &mut known, &mut prepared, rehearsal.progress).await?;
            step.count(&mut rehearsal.tally);
            rehearsal.progress = step.progress;
            told(&rehearsal.progress);
        }
        Ok(rehearsal)
    }

    async fn known_of(&self, source: &str, prepared: &Prepared) -> Result<Known, StoreError> {
        // A key that is rejected may be one that no store takes.
        let taken = prepared.households.iter().filter(|prospect| prospect.weighed.is_ok());
        let keys = taken.map(|prospect| prospect.key.clone());
        let keys = keys.filter(|key| !key.is_empty()).collect();
        let numbers = prepared.newcomers().flat_map(Newcomer::numbers).collect();
        self.known(source, keys, numbers, prepared.newcomers().filter_map(|newcomer| newcomer.named)).await
    }

    /// Reads the file on a thread of its own and gives every chunk to a worker, a few ahead of what is taken.
    fn prepare_ahead(
        self: &Arc<Self>,
        delivering: &Delivering,
        chunks: impl Iterator<Item = Result<Unread, String>> + Send + 'static,
        at_once: usize,
        numbered: bool,
    ) -> mpsc::Receiver<Waiting> {
        let (send, receive) = mpsc::channel(at_once.max(1));
        let registry = Arc::clone(self);
        let delivering = delivering.clone();
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let mut recorded = jiff::Timestamp::MIN;
            for unread in chunks {
                // Steps become known in the order of the file, whoever prepares them first and whatever the clock does.
                recorded = recorded.max(registry.clock().now());
                let (registry, delivering) = (Arc::clone(&registry), delivering.clone());
                let work = runtime.spawn(async move {
                    let unread = unread.map_err(LoadError::Unreadable)?;
                    registry.read_and_prepare(delivering, unread, recorded, numbered).await
                });
                if send.blocking_send(work).is_err() {
                    break;
                }
            }
        });
        receive
    }

    async fn read_and_prepare(
        self: Arc<Self>,
        delivering: Delivering,
        unread: Unread,
        recorded: jiff::Timestamp,
        numbered: bool,
    ) -> Result<Prepared, LoadError> {
        let areas = self.areas().await;
        let chunk = on_a_worker(unread).await?;
        let count = chunk.households.len();
        let numbers = if numbered { self.new_numbers(count).await? } else { any_numbers(count) };
        let prepared =
            on_a_worker(move || self.prepare(&delivering, &areas, chunk, numbers, recorded)).await?;
        Ok(prepared?)
    }
}

async fn on_a_worker<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, LoadError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| LoadError::Worker)
}

/// Numbers for households that will not be written.
fn any_numbers(count: usize) -> Vec<RegistryNumber> {
    (0_u64..).map_while(RegistryNumber::from_ordinal).take(count).collect()
}

fn read_tally(text: &str) -> BTreeMap<String, u64> {
    serde_json::from_str(text).unwrap_or_default()
}

/// A load that goes on step by step.
struct Loading<'a> {
    registry: &'a Arc<Registry>,
    authority: &'a Authority,
    load: LoadRow,
    tally: BTreeMap<String, u64>,
    rejects: &'a mut dyn Rejects,
    /// Whether to ask for known households before writing: where one was met the next is not far.
    look_first: bool,
}

impl Loading<'_> {
    /// Takes in a chunk as one step.
    async fn take_in(&mut self, mut prepared: Prepared) -> Result<(), LoadError> {
        // Only the store knows whether there is a household of a number given; clashes show when the step is written.
        let named = prepared.newcomers().any(|newcomer| newcomer.named.is_some());
        for _ in 0..TRIES {
            let mut known = if self.look_first || named {
                self.registry.known_of(&self.load.source, &prepared).await?
            } else {
                Known::default()
            };
            let step = Step::new(self.registry, &mut known, &mut prepared, self.load.progress).await?;
            let touched = step.touched;
            match self.write(step, prepared.recorded).await {
                Ok(()) => {
                    self.look_first = touched;
                    return Ok(());
                }
                Err(LoadError::Verb(VerbError::Store(StoreError::Conflict(
                    Conflict::NumberTaken
                    | Conflict::HouseholdChanged
                    | Conflict::KeyLoaded
                    | Conflict::EnrolmentChanged,
                )))) => self.look_first = true,
                Err(error) => return Err(error),
            }
        }
        Err(VerbError::Busy.into())
    }

    async fn write(&mut self, step: Step, at: jiff::Timestamp) -> Result<(), LoadError> {
        let mut tally = self.tally.clone();
        step.count(&mut tally);
        let from = self.load.progress;
        let Step { mut commit, loaded, rejected, mut progress, touched, .. } = step;
        if touched {
            self.registry
                .follow_households(&mut commit, self.authority.actor())
                .await
                .map_err(VerbError::Store)?;
        }
        progress.rejects_bytes =
            self.rejects.write(from.rejects_bytes, &rejected).map_err(LoadError::Rejects)?;
        let rows = format!("{} rows {} to {}", self.load.batch, from.read + 1, progress.read);
        let audit = AuditEntry::new(self.registry, self.authority, Action::LoadHouseholds).subject(rows);
        commit.audit.push(audit.into_row()?);
        commit.load = Some(self.load_step(progress, &tally, at, false, loaded)?);
        self.registry.store().commit(commit).await?;
        self.load.progress = progress;
        self.tally = tally;
        Ok(())
    }

    fn load_step(
        &self,
        to: LoadProgress,
        tally: &BTreeMap<String, u64>,
        at: jiff::Timestamp,
        finished: bool,
        households: Vec<LoadedRow>,
    ) -> Result<LoadStep, LoadError> {
        let tally = write_document("tally", tally)?;
        let (batch, from) = (self.load.batch.clone(), self.load.progress);
        Ok(LoadStep { batch, from, to, tally, at, finished, households })
    }

    /// Everything is in.
    async fn finish(self) -> Result<LoadRow, LoadError> {
        let now = self.registry.clock().now();
        let step = self.load_step(self.load.progress, &self.tally, now, true, Vec::new())?;
        let audit = AuditEntry::new(self.registry, self.authority, Action::LoadHouseholds)
            .subject(format!("{} finished", self.load.batch));
        let commit = Commit { load: Some(step), audit: vec![audit.into_row()?], ..Commit::default() };
        self.registry.store().commit(commit).await?;
        let row = self.registry.store().find_load(&self.load.batch).await?;
        Ok(row.ok_or(VerbError::NotFound)?)
    }
}

/// What one commit of a load writes.
struct Step {
    commit: Commit,
    loaded: Vec<LoadedRow>,
    rejected: Vec<Rejected>,
    findings: Vec<Finding>,
    progress: LoadProgress,
    /// Whether one of its households touches what the registry held before.
    touched: bool,
}

impl Step {
    async fn new(
        registry: &Registry,
        known: &mut Known,
        prepared: &mut Prepared,
        progress: LoadProgress,
    ) -> Result<Self, LoadError> {
        let areas = registry.areas().await;
        let mut step = Self {
            commit: Commit::default(),
            loaded: Vec::new(),
            rejected: Vec::new(),
            findings: Vec::new(),
            progress,
            touched: false,
        };
        for prospect in &mut prepared.households {
            let settled = match &mut prospect.weighed {
                Ok(newcomer) => registry.settle(&areas, known, &prospect.key, newcomer)?,
                Err(reject) => Err(reject.clone()),
            };
            match settled {
                Ok(settled) => step.admit(prospect.row, &prospect.key, settled)?,
                Err(reject) => step.reject(prospect.row, &prospect.key, reject),
            }
        }
        step.progress.persons_rejected += count(&prepared.persons);
        step.rejected.extend(prepared.persons.iter().cloned());
        Ok(step)
    }

    fn admit(&mut self, row: u64, key: &str, settled: Settled) -> Result<(), LoadError> {
        let Settled { number, joined, touched, commit, findings } = settled;
        self.commit.append(commit);
        self.touched |= touched;
        let noted = if findings.is_empty() { None } else { Some(write_document("findings", &findings)?) };
        self.progress.with_findings += u64::from(noted.is_some());
        self.loaded.push(LoadedRow { row, key: key.to_owned(), household: number, findings: noted });
        self.findings.extend(findings);
        *(if joined { &mut self.progress.joined } else { &mut self.progress.registered }) += 1;
        self.progress.read += 1;
        Ok(())
    }

    fn reject(&mut self, row: u64, key: &str, reject: registry::delivery::Reject) {
        self.touched |= matches!(reject.code, RejectCode::KeyLoaded | RejectCode::HouseholdExists);
        self.rejected.push(Rejected { file: "households", row, key: key.to_owned(), reject });
        self.progress.rejected += 1;
        self.progress.read += 1;
    }

    /// Adds what was met to a tally.
    fn count(&self, tally: &mut BTreeMap<String, u64>) {
        let findings = self.findings.iter().map(|finding| finding.code.as_str());
        let rejects = self.rejected.iter().map(|rejected| rejected.reject.code.as_str());
        for code in findings.chain(rejects) {
            match tally.get_mut(code) {
                Some(count) => *count += 1,
                None => drop(tally.insert(code.to_owned(), 1)),
            }
        }
    }
}

fn count<T>(rows: &[T]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}
