//! One function per verb. Pages, the JSON API, the command line and jobs all call these; nothing else decides.
//!
//! [`Registry`] holds what every verb needs: the store, the rules, the clock, the source of ids. Whoever calls a verb
//! about people shows an [`authority::Authority`], and every read and write of personal data is in the audit log.

pub mod accept;
mod accepted;
pub mod acts;
pub mod appeals;
pub mod areas;
pub mod audit;
pub mod authority;
pub mod calendar;
pub mod cases;
pub mod credentials;
pub mod decide;
pub mod due;
pub mod emergencies;
pub mod error;
pub mod forms;
pub mod households;
pub mod life_events;
pub mod load;
pub mod names;
pub mod people;
pub mod programmes;
pub mod receive;
pub mod renewal;
pub mod roster;
pub mod settings_code;
pub mod staff;
pub mod standing;
pub mod submissions;
pub mod surveys;
pub mod updates;
pub mod verification;
pub mod verify;
pub mod work;

use areas::Areas;
use exchange::citizen_registry::CitizenRegistry;
use forms::FormShelf;
use registry::{clock::Clock, identity::NumberSeries, ids::IdSource, registry_number::RegistryNumber};
use std::{ops::Range, sync::Arc};
use store::{Store, StoreError, files::FileStore};
use tokio::sync::{Mutex, RwLock};

/// What a registry is made of.
pub struct Parts {
    /// Where it is kept.
    pub store: Arc<dyn Store>,
    /// Where attachments are kept.
    pub files: FileStore,
    /// Scorecards and policies.
    pub rules: Arc<scoring::rules::Rules>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// New ids and secrets.
    pub ids: Arc<dyn IdSource>,
    /// Which citizen numbers are taken without a finding.
    pub series: NumberSeries,
    /// The citizen registry; none where a registry works without one: then nothing is verified, and cases that need it wait.
    pub citizen_registry: Option<Arc<dyn CitizenRegistry>>,
}

/// The registry at work: its parts, and what is kept at hand of the store.
pub struct Registry {
    parts: Parts,
    areas: RwLock<Arc<Areas>>,
    forms: RwLock<Arc<FormShelf>>,
    ordinals: Mutex<Range<u64>>,
    throttle: staff::Throttle,
    lately_open: Mutex<emergencies::LatelyOpen>,
    desk: verification::Desk,
}

impl Registry {
    /// Opens a registry over its parts: reads areas and forms.
    pub async fn open(parts: Parts) -> Result<Self, StoreError> {
        let areas = Areas::read(parts.store.as_ref()).await?;
        let registry = Self {
            parts,
            areas: RwLock::new(Arc::new(areas)),
            forms: RwLock::new(Arc::new(FormShelf::default())),
            ordinals: Mutex::new(0..0),
            throttle: staff::Throttle::default(),
            lately_open: Mutex::default(),
            desk: verification::Desk::default(),
        };
        registry.refresh_forms().await?;
        Ok(registry)
    }

    /// The store, for the program's own start and stop.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.parts.store
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.parts.clock.as_ref()
    }

    /// The source of ids.
    pub fn ids(&self) -> &dyn IdSource {
        self.parts.ids.as_ref()
    }

    /// Scorecards and policies.
    pub fn rules(&self) -> &scoring::rules::Rules {
        &self.parts.rules
    }

    /// Attachments.
    pub fn files(&self) -> &FileStore {
        &self.parts.files
    }

    /// A registry number nobody has had.
    pub(crate) async fn new_number(&self) -> Result<RegistryNumber, StoreError> {
        /// Numbers taken from the store at a time; those not used when the program stops are lost, which is harmless.
        const BLOCK: u64 = 256;
        let mut ordinals = self.ordinals.lock().await;
        if ordinals.is_empty() {
            let first = self.parts.store.reserve_ordinals(BLOCK).await?;
            *ordinals = first..first + BLOCK;
        }
        let ordinal = ordinals.start;
        ordinals.start += 1;
        RegistryNumber::from_ordinal(ordinal)
            .ok_or_else(|| StoreError::Damaged("every registry number has been given".to_owned()))
    }
}
