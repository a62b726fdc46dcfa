//! Areas as the registry has them now, kept at hand.

use crate::{
    Registry,
    audit::{Action, AuditEntry},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult},
};
use registry::area::{Area, AreaBook};
use std::sync::Arc;
use store::{Store, StoreError};

/// Every area in every state.
#[derive(Debug, Default)]
pub struct Areas {
    book: AreaBook,
}

impl Areas {
    pub(crate) async fn read(store: &dyn Store) -> Result<Self, StoreError> {
        let areas = store.list_areas().await?;
        let book = AreaBook::new(areas).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(Self { book })
    }

    /// The areas with their dates.
    pub fn book(&self) -> &AreaBook {
        &self.book
    }
}

impl Registry {
    /// The areas.
    pub async fn areas(&self) -> Arc<Areas> {
        Arc::clone(&*self.areas.read().await)
    }

    /// Adds or replaces area states, after checking that the whole still holds together.
    pub async fn put_areas(&self, authority: &Authority, areas: Vec<Area>) -> VerbResult<()> {
        self.demand(authority, Permission::ManageForms, Action::ChangeAreas).await?;
        let mut all: Vec<Area> = self.parts.store.list_areas().await?;
        all.retain(|old| !areas.iter().any(|new| new.code == old.code && new.valid_from == old.valid_from));
        all.extend(areas.iter().cloned());
        AreaBook::new(all).map_err(|error| VerbError::Invalid(error.to_string()))?;
        let subject = format!("{} states of areas", areas.len());
        self.parts.store.put_areas(areas).await?;
        self.audit(AuditEntry::new(self, authority, Action::ChangeAreas).subject(subject)).await?;
        Ok(self.refresh().await?)
    }

    /// Reads areas and forms anew: another process may have changed them.
    pub async fn refresh(&self) -> Result<(), StoreError> {
        *self.areas.write().await = Arc::new(Areas::read(self.parts.store.as_ref()).await?);
        // Lists of areas are media of the forms.
        self.refresh_forms().await?;
        Ok(())
    }
}
