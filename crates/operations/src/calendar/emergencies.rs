//! Emergencies whose last day has passed are ended.

use super::{CALENDAR, CalendarProgress, is_written};
use crate::{
    Registry,
    acts::{Act, ActState},
    audit::{Action, AuditEntry, Outcome},
};
use store::{StoreError, rows::Commit};

impl Registry {
    pub(super) async fn end_emergencies(&self, progress: &mut CalendarProgress) -> Result<(), StoreError> {
        let (today, now) = (self.clock().today(), self.clock().now());
        for act in self.acts(Some("emergency")).await? {
            let passed = act.emergency().is_some_and(|emergency| emergency.until < today);
            if act.state != ActState::Adopted || !passed {
                continue;
            }
            let (by, at) = (Some(CALENDAR.to_owned()), Some(now));
            let ended = Act { state: ActState::Ended, ended_by: by, ended: at, ..act.next() };
            let entry = AuditEntry {
                actor: CALENDAR.to_owned(),
                at: now,
                action: Action::RunCalendar,
                household: None,
                subject: Some(act.id.to_string()),
                outcome: Outcome::Done,
            };
            let commit =
                Commit { acts: vec![ended.row()?], audit: vec![entry.into_row()?], ..Commit::default() };
            if is_written(self.store().commit(commit).await)? {
                progress.emergencies_ended += 1;
            }
        }
        Ok(())
    }
}
