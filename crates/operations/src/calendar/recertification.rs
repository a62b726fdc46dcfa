//! Recertification (type 6): calls, reminders and lapses of households with a beneficiary, by ranges of survey days.
//!
//! A lapse suspends the enrolments; a new survey makes them active again (`enrolments_on_change`). A family enrolled after
//! its household's recertification fell due is called with its enrolment, and its window begins with that call.

use super::{CALENDAR, CalendarProgress, DUE, LAPSED, PAGE, REMINDER, before, is_written};
use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    error::{read_document, write_document},
    programmes::stepped,
    work::Task,
};
use jiff::civil::{Date, date};
use registry::{
    change::UpdateType,
    clock::end_of_day_in_pakistan,
    enrolment::{Enrolment, EnrolmentStatus},
    household::Household,
    ids::JobId,
    registry_number::RegistryNumber,
    updates::{Due, UpdateRules, due_on, surveyed_for},
    wording::Wording,
};
use serde::{Deserialize, Serialize};
use store::{
    StoreError,
    rows::{Commit, EnrolmentRow, JobRow, NoticeRow, SummaryFilter, SummaryOrder, SummaryRow},
};

/// The task's name.
const TASK: &str = "recertification";
/// Before any survey of the registry.
const BEGINNING: Date = date(2000, 1, 1);

/// What a household is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The version of the update rules that it goes by.
    pub rules: String,
    /// The survey that has become old.
    pub surveyed: Date,
    /// Since when another is due.
    pub since: Date,
    /// The first day after the window; none where it stays open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes: Option<Date>,
    /// What the rules say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Wording>,
}

/// What is written with an enrolment that comes after the household fell due.
pub(crate) struct Late {
    /// The call.
    pub(crate) notice: NoticeRow,
    /// The lapse, on the day on which the window that begins with the call has passed.
    pub(crate) job: Option<JobRow>,
}

/// How far the task has got: every day through `through` is done, and of the days after it up to `to` the milestones
/// before `milestone`, and of that one the households up to `after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    through: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    to: Date,
    milestone: usize,
    after: u64,
}

/// What happens so many months after a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Milestone {
    pub(super) after_months: u16,
    /// Kind of the notice.
    pub(super) kind: &'static str,
}

/// What happens under a rule, in the order of time.
pub(super) fn milestones(due: &Due) -> Vec<Milestone> {
    let told = due.reminders_after_months.iter().map(|months| Milestone {
        after_months: due.after_months.saturating_add(*months),
        kind: if *months == 0 { DUE } else { REMINDER },
    });
    let mut milestones: Vec<Milestone> = told.collect();
    if let (Some(window), Some(_)) = (due.window_months, &due.lapse) {
        milestones.push(Milestone { after_months: due.after_months.saturating_add(window), kind: LAPSED });
    }
    milestones.sort_by_key(|milestone| milestone.after_months);
    milestones
}

/// The rule of recertification, where it goes by time.
pub(super) fn due_rule(rules: &UpdateRules) -> Option<&Due> {
    rules.rule(UpdateType::Recertification)?.due.as_ref()
}

/// A page of households for which something happens.
struct Page<'a> {
    registry: &'a Registry,
    rules: &'a UpdateRules,
    due: &'a Due,
    milestone: Milestone,
    enrolments: Vec<EnrolmentRow>,
}

impl Registry {
    /// One step of the task: a page of households, or a stretch of days for which there are none. Whether there may be
    /// more.
    pub(super) async fn recertify(&self, progress: &mut CalendarProgress) -> Result<bool, StoreError> {
        let today = self.clock().today();
        let (from, place) = self.place_of::<Place>(TASK).await?;
        let place = place.unwrap_or(Place { through: before(BEGINNING), step: None });
        if place.step.is_none() && place.through >= today {
            return Ok(false);
        }
        let to = self.same_rules_until(place.through, today);
        let mut step = place.step.unwrap_or(Step { to, milestone: 0, after: 0 });
        let rules = self.rules().updates_on(step.to);
        let due = rules.and_then(due_rule);
        let mut written = CalendarProgress::default();
        let mut commit = Commit::default();
        if let (Some(rules), Some(due)) = (rules, due) {
            let milestones = milestones(due);
            while let Some(milestone) = milestones.get(step.milestone).copied() {
                let rows = self.fallen_due(place.through, step, milestone).await?;
                let Some(last) = rows.last().map(|row| row.place) else {
                    step = Step { milestone: step.milestone + 1, after: 0, ..step };
                    continue;
                };
                let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
                let enrolments = self.store().find_enrolments_of(&numbers).await?;
                let page = Page { registry: self, rules, due, milestone, enrolments };
                commit = page.write(&rows, step.to, &mut written)?;
                step.after = last;
                break;
            }
            if milestones.get(step.milestone).is_some() {
                let next = Place { through: place.through, step: Some(step) };
                commit.cursor = Some(self.move_to(TASK, from, &next)?);
                return self.write_step_of_calendar(commit, written, progress).await;
            }
        }
        commit.cursor = Some(self.move_to(TASK, from, &Place { through: step.to, step: None })?);
        self.write_step_of_calendar(commit, written, progress).await
    }

    async fn write_step_of_calendar(
        &self,
        commit: Commit,
        written: CalendarProgress,
        progress: &mut CalendarProgress,
    ) -> Result<bool, StoreError> {
        if is_written(self.store().commit(commit).await)? {
            progress.notices += written.notices;
            progress.lapsed += written.lapsed;
        }
        Ok(true)
    }

    /// The last of the days up to today on which the rules are those of the day after `through`.
    fn same_rules_until(&self, through: Date, today: Date) -> Date {
        let version = |day| self.rules().updates_on(day).map(|rules| rules.version.as_str());
        let Ok(first) = through.tomorrow() else { return today };
        let (mut day, of_first) = (first, version(first));
        while day < today {
            match day.tomorrow() {
                Ok(next) if version(next) == of_first => day = next,
                _ => break,
            }
        }
        day
    }

    async fn fallen_due(
        &self,
        through: Date,
        step: Step,
        milestone: Milestone,
    ) -> Result<Vec<SummaryRow>, StoreError> {
        let Some((first, last)) = surveyed_for(through, step.to, milestone.after_months) else {
            return Ok(Vec::new());
        };
        let filter = SummaryFilter {
            surveyed_from: Some(first),
            surveyed_through: Some(last),
            beneficiary: Some(true),
            ..SummaryFilter::default()
        };
        self.store().list_summaries(&filter, SummaryOrder::Arrival { after: step.after }, PAGE).await
    }

    /// The call of a household that is enrolled when its recertification is due already; none when it is not.
    pub(crate) fn late_call(&self, household: &Household) -> Result<Option<Late>, StoreError> {
        let (today, now) = (self.clock().today(), self.clock().now());
        let rules = self.rules().updates_on(today);
        let (Some(rules), Some(surveyed)) = (rules, household.record.interview.interview_date) else {
            return Ok(None);
        };
        let Some(due) = due_rule(rules) else { return Ok(None) };
        let since = due_on(surveyed, due.after_months);
        if since > today {
            return Ok(None);
        }
        let closes = due.window_months.map(|months| due_on(today, months));
        let told = Notice { rules: rules.version.clone(), surveyed, since: today, closes, text: None };
        let document = write_document("notice", &told)?;
        let (number, kind) = (household.number, DUE.to_owned());
        let notice = NoticeRow { household: number, kind, on: today, written: now, document };
        let job = match (closes, &due.lapse) {
            (Some(closes), Some(_)) => {
                let task = Task::LapseLate { household: number, surveyed, called: today };
                Some(JobRow {
                    id: JobId(self.ids().uuid(now)),
                    kind: "lapse_late".to_owned(),
                    payload: write_document("job", &task)?,
                    due: end_of_day_in_pakistan(before(closes)),
                    attempts: 0,
                })
            }
            _ => None,
        };
        Ok(Some(Late { notice, job }))
    }

    /// The call of a household that is paid again after its window passed while it was not, so that nothing lapsed.
    pub(crate) fn call_anew(&self, household: &Household) -> Result<Option<Late>, StoreError> {
        let today = self.clock().today();
        let due = self.rules().updates_on(today).and_then(due_rule);
        let closes = due.zip(household.record.interview.interview_date).and_then(|(due, surveyed)| {
            Some(due_on(surveyed, due.after_months.saturating_add(due.window_months?)))
        });
        if closes.is_some_and(|closes| closes <= today) { self.late_call(household) } else { Ok(None) }
    }

    /// The lapse of a household that was called with its enrolment, unless it was surveyed since.
    pub(crate) async fn lapse_late(
        &self,
        household: RegistryNumber,
        surveyed: Date,
        called: Date,
    ) -> Result<(), StoreError> {
        let rows = self.store().find_summaries(&[household]).await?;
        let Some(row) = rows.into_iter().find(|row| row.summary.surveyed == Some(surveyed)) else {
            return Ok(());
        };
        let Some(rules) = self.rules().updates_on(called) else { return Ok(()) };
        let Some((due, window)) = due_rule(rules).and_then(|due| Some((due, due.window_months?))) else {
            return Ok(());
        };
        let enrolments = self.store().find_enrolments_of(&[household]).await?;
        let milestone = Milestone { after_months: 0, kind: LAPSED };
        let page = Page { registry: self, rules, due, milestone, enrolments };
        let told = Notice {
            rules: rules.version.clone(),
            surveyed,
            since: called,
            closes: Some(due_on(called, window)),
            text: due.lapse.as_ref().map(|lapse| lapse.notice.clone()),
        };
        let mut commit = Commit::default();
        page.lapse(&row, due_on(called, window), Date::MAX, &told, &mut commit)?;
        self.store().commit(commit).await
    }
}

impl Page<'_> {
    /// Everything that the milestone brings to the households of a page.
    fn write(
        &self,
        rows: &[SummaryRow],
        through: Date,
        written: &mut CalendarProgress,
    ) -> Result<Commit, StoreError> {
        let mut commit = Commit::default();
        for row in rows {
            let Some(surveyed) = row.summary.surveyed else { continue };
            let since = due_on(surveyed, self.due.after_months);
            let on = due_on(surveyed, self.milestone.after_months);
            let closes = self
                .due
                .window_months
                .map(|window| due_on(surveyed, self.due.after_months.saturating_add(window)));
            let lapse = self.due.lapse.as_ref().filter(|_| self.milestone.kind == LAPSED);
            let text = lapse.map(|lapse| lapse.notice.clone());
            let told = Notice { rules: self.rules.version.clone(), surveyed, since, closes, text };
            if self.milestone.kind == LAPSED {
                self.lapse(row, on, since, &told, &mut commit)?;
            } else if self.enrolments_of(row)?.iter().any(|(row, enrolment)| is_told(row, enrolment, on)) {
                self.tell(row, on, &told, &mut commit)?;
            }
        }
        written.notices = u64::try_from(commit.notices.len()).unwrap_or(u64::MAX);
        written.lapsed = u64::try_from(commit.enrolments.len()).unwrap_or(u64::MAX);
        if written.is_any() {
            let subject = format!("{TASK} {} through {through}: {}", self.milestone.kind, written.notices);
            commit.audit.push(self.entry().subject(subject).into_row()?);
        }
        Ok(commit)
    }

    /// Enrolments of a household in programmes that recertify.
    fn enrolments_of(&self, row: &SummaryRow) -> Result<Vec<(&EnrolmentRow, Enrolment)>, StoreError> {
        let today = self.registry.clock().today();
        let of_household = self.enrolments.iter().filter(|kept| {
            let programme = self.registry.rules().programme_on(&kept.programme, today);
            kept.household == row.household && programme.is_some_and(|programme| programme.recertifies)
        });
        of_household.map(|kept| Ok((kept, read_document("enrolment", &kept.document)?))).collect()
    }

    /// Suspends the enrolments of those enrolled by a day, and tells the household.
    fn lapse(
        &self,
        row: &SummaryRow,
        on: Date,
        enrolled_by: Date,
        told: &Notice,
        commit: &mut Commit,
    ) -> Result<(), StoreError> {
        let Some(lapse) = &self.due.lapse else { return Ok(()) };
        let now = self.registry.clock().now();
        let mut any = false;
        for (kept, enrolment) in self.enrolments_of(row)? {
            if !is_told(kept, &enrolment, enrolled_by) {
                continue;
            }
            // Never before the status that it takes the place of.
            let from = enrolment.steps.last().map_or(on, |last| on.max(last.from));
            commit.enrolments.push(stepped(kept, lapse.enrolment, from, now, CALENDAR, LAPSED)?);
            any = true;
        }
        if any {
            self.tell(row, on, told, commit)?;
            let entry = AuditEntry { household: Some(row.household), ..self.entry() };
            commit.audit.push(entry.subject(LAPSED).into_row()?);
        }
        Ok(())
    }

    fn tell(&self, row: &SummaryRow, on: Date, told: &Notice, commit: &mut Commit) -> Result<(), StoreError> {
        let document = write_document("notice", told)?;
        let (household, kind) = (row.household, self.milestone.kind.to_owned());
        let written = self.registry.clock().now();
        commit.notices.push(NoticeRow { household, kind, on, written, document });
        Ok(())
    }

    fn entry(&self) -> AuditEntry {
        AuditEntry {
            actor: CALENDAR.to_owned(),
            at: self.registry.clock().now(),
            action: Action::RunCalendar,
            household: None,
            subject: None,
            outcome: Outcome::Done,
        }
    }
}

/// Whether a family is paid and was enrolled when the day came: one enrolled later was called with its enrolment.
fn is_told(row: &EnrolmentRow, enrolment: &Enrolment, on: Date) -> bool {
    let paid = row.status == EnrolmentStatus::Active.code();
    paid && enrolment.steps.first().is_some_and(|first| first.from <= on)
}
