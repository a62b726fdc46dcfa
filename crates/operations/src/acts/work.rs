//! The long work of acts: page by page, each a commit with the act's next version.

use super::{Act, ActError, ActResult, ActState, Content};
use crate::{Registry, error::VerbError};
use registry::ids::ActId;
use store::{Conflict, StoreError, rows::Commit};

/// Pages that one call of a person does; the calendar does the rest.
const PAGES: u32 = 20;
/// How often a page is begun anew because somebody else was quicker.
const TRIES: u32 = 5;

impl Registry {
    /// Goes on with an act as far as one call of a person may; the act as it stands then.
    pub(crate) async fn go_on(&self, id: ActId) -> ActResult<Act> {
        let mut act = self.act(id).await?;
        let mut pages = 0;
        while act.state.is_under_way() && pages < PAGES {
            act = self.next_page(act).await?;
            pages += 1;
        }
        Ok(act)
    }

    /// Does one page of every act that is under way; how many. One that cannot go on, because its programme is in force no
    /// longer, stays as it is and keeps no other from going on.
    pub(crate) async fn continue_acts(&self) -> Result<u64, StoreError> {
        let mut pages = 0;
        for act in self.acts(None).await?.into_iter().filter(|act| act.state.is_under_way()) {
            let id = act.id;
            match self.next_page(act).await {
                Ok(_) => pages += 1,
                Err(ActError::Verb(VerbError::Store(error))) => return Err(error),
                Err(error) => tracing::warn!(act = %id, code = error.code(), "an act cannot go on"),
            }
        }
        Ok(pages)
    }

    /// Does an act's next page, or finds that another process did.
    async fn next_page(&self, mut act: Act) -> ActResult<Act> {
        for _ in 0..TRIES {
            let (next, mut commit) = self.page_of(&act).await?;
            commit.acts.push(next.row()?);
            match self.store().commit(commit).await {
                Ok(()) => return Ok(next),
                Err(StoreError::Conflict(_)) => act = self.act(act.id).await?,
                Err(other) => return Err(other.into()),
            }
            if !act.state.is_under_way() {
                return Ok(act);
            }
        }
        Err(VerbError::Busy.into())
    }

    async fn page_of(&self, act: &Act) -> ActResult<(Act, Commit)> {
        match (&act.content, act.state) {
            (Content::Renewal(_), ActState::Drawing) => self.preview_page(act).await,
            (Content::Renewal(_), ActState::Adopting) => self.renew_page(act).await,
            (Content::Renewal(_), ActState::Undoing) => self.undo_page(act).await,
            (_, ActState::Drawing) => {
                let (next, listed) = self.draw_page(act).await?;
                Ok((next, Commit { listed, ..Commit::default() }))
            }
            (_, ActState::Adopting) => self.enrol_page(act).await,
            _ => Ok((act.next(), Commit::default())),
        }
    }
}

/// A write that lost against another: whoever asked looks again.
pub(super) fn busy(error: StoreError) -> ActError {
    match error {
        StoreError::Conflict(Conflict::ActChanged | Conflict::CursorMoved) => VerbError::Busy.into(),
        other => other.into(),
    }
}
