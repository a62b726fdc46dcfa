//! The calendar: what time brings. Calls, reminders, lapses, expired cases, emergencies' ends, renewals; each once, whoever
//! does it and however late.
//!
//! Every task keeps its place in a cursor, moved in the commit of what it did: of two processes that do the same step one
//! finds the cursor moved and goes on from there. After a time in which nobody ran the calendar it catches up day by day
//! in the order of the days, by the rules of each day.

mod emergencies;
mod overview;
mod recertification;
mod summaries;

use crate::{
    Registry,
    error::{read_document, write_document},
};
use jiff::civil::Date;
pub use overview::{CalendarOverview, Coming, Done, TaskPlace};
pub(crate) use recertification::Late;
pub use recertification::Notice;
use serde::{Serialize, de::DeserializeOwned};
use store::{Conflict, StoreError, rows::CursorStep};

/// Notice: the household is called to its recertification.
pub const DUE: &str = "recertification_due";
/// Notice: it is reminded.
pub const REMINDER: &str = "recertification_reminder";
/// Notice, and the reason of the suspension: the window passed without a survey.
pub const LAPSED: &str = "recertification_lapsed";
/// Who does what the calendar does, in enrolments and acts.
pub(crate) const CALENDAR: &str = "calendar";
/// The beginning of cursors' names.
const WORK: &str = "calendar:";
/// Households looked at in a commit.
const PAGE: u32 = 500;

/// What one run of the calendar did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CalendarProgress {
    /// Notices written: calls, reminders, lapses.
    pub notices: u64,
    /// Enrolments suspended.
    pub lapsed: u64,
    /// Emergencies whose last day has passed.
    pub emergencies_ended: u64,
    /// Cases whose deadline has passed.
    pub cases_expired: u64,
    /// Pages of lists and renewals.
    pub act_pages: u64,
    /// Households of earlier versions of the program put on lists.
    pub summaries: u64,
}

impl CalendarProgress {
    /// Whether anything was done.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }
}

impl Registry {
    /// Does everything that is due up to now. Safe to run at any time and by several processes at once; a run that finds
    /// nothing to do costs a few reads.
    pub async fn run_calendar(&self) -> Result<CalendarProgress, StoreError> {
        let mut progress = CalendarProgress::default();
        while self.fill_summaries(&mut progress).await? {}
        while self.recertify(&mut progress).await? {}
        self.end_emergencies(&mut progress).await?;
        progress.cases_expired += self.expire_cases(self.clock().today()).await?;
        self.continue_all_acts(&mut progress).await?;
        if progress.is_any() {
            tracing::info!(?progress, "calendar");
        }
        Ok(progress)
    }

    async fn continue_all_acts(&self, progress: &mut CalendarProgress) -> Result<(), StoreError> {
        loop {
            match self.continue_acts().await? {
                0 => return Ok(()),
                pages => progress.act_pages += pages,
            }
        }
    }

    /// Where a task stands; none when it has not begun.
    async fn place_of<P: DeserializeOwned>(
        &self,
        task: &str,
    ) -> Result<(Option<String>, Option<P>), StoreError> {
        let cursor = self.store().find_cursor(&format!("{WORK}{task}")).await?;
        let position = cursor.map(|cursor| cursor.position);
        let place = position.as_ref().map(|text| read_document("cursor", text)).transpose()?;
        Ok((position, place))
    }

    fn move_to<P: Serialize>(
        &self,
        task: &str,
        from: Option<String>,
        to: &P,
    ) -> Result<CursorStep, StoreError> {
        let to = write_document("cursor", to)?;
        Ok(CursorStep { work: format!("{WORK}{task}"), from, to, at: self.clock().now() })
    }
}

/// Whether a commit is there; not when another process did the same, or changed what it builds on: then it is looked at
/// anew.
fn is_written(result: Result<(), StoreError>) -> Result<bool, StoreError> {
    match result {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict(
            Conflict::CursorMoved | Conflict::EnrolmentChanged | Conflict::ActChanged | Conflict::Exists,
        )) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The day before a day, as places of tasks have it: "done through".
fn before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}
