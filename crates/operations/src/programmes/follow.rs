//! Enrolments follow life: whoever changes a household writes what this says in the same commit.

use super::enrol::{row_of, stepped};
use crate::{Registry, calendar::Late, error::read_document};
use jiff::{Timestamp, civil::Date};
use registry::{
    clock::date_in_pakistan,
    enrolment::{DEATH_REVERSED, DECISIONS, Enrolment, EnrolmentStatus, EnrolmentStep},
    household::{Departure, Household, Status},
    registry_number::RegistryNumber,
};
use store::{
    StoreError,
    rows::{Commit, EnrolmentRow},
};

/// What a change of a household does to enrolments: their next versions, for the commit of the change.
///
/// - The woman died: `deceased` from the day of her death. Found alive after all: the status from before.
/// - The household is surveyed anew: what a lapsed recertification suspended is active again from the survey's day.
/// - The woman is a member here and was enrolled from another household (a split, a merge, a marriage): her enrolment
///   comes along. So `kept` holds the enrolments of every household that the change touches.
///
/// `before` is none for a new household; `by` is whoever made the change.
pub fn enrolments_on_change(
    before: Option<&Household>,
    after: &Household,
    kept: &[EnrolmentRow],
    by: &str,
    now: Timestamp,
) -> Result<Vec<EnrolmentRow>, StoreError> {
    let surveyed = newly_surveyed(before, after);
    let mut written = Vec::new();
    for row in kept {
        // The part of a household that became one of its own brings its old survey along.
        let surveyed = surveyed.filter(|_| before.is_some() || row.household == after.number);
        let here = after.find_member(row.woman).is_some();
        if let Some(next) = follow(after, row, here, surveyed, by, now)? {
            written.push(next);
        }
    }
    Ok(written)
}

fn follow(
    after: &Household,
    row: &EnrolmentRow,
    here: bool,
    surveyed: Option<Date>,
    by: &str,
    now: Timestamp,
) -> Result<Option<EnrolmentRow>, StoreError> {
    let mut enrolment: Enrolment = read_document("enrolment", &row.document)?;
    let last = enrolment.steps.last().map(|step| (step.status, step.reason.clone()));
    let Some((status, reason)) = last else { return Ok(None) };
    let surveyed = surveyed.map(|on| on.min(date_in_pakistan(now)));
    let own = row.household == after.number;
    let died = after
        .former_members
        .iter()
        .find(|former| former.member.id == row.woman && former.departure == Departure::Death);
    let next = if let (Some(died), true) = (died, own && status != EnrolmentStatus::Deceased) {
        Some((EnrolmentStatus::Deceased, died.left_on, "death"))
    } else if here && status == EnrolmentStatus::Deceased && reason == "death" {
        let earlier = status_before(&enrolment, after);
        // She may have been said to have died before she was enrolled.
        let since =
            [enrolment.steps.first(), enrolment.steps.last()].into_iter().flatten().map(|step| step.from);
        Some((earlier, since.max().unwrap_or(Date::MIN), DEATH_REVERSED))
    } else if let (Some(on), true) = (surveyed, here && is_lapsed(&enrolment)) {
        // Never before the suspension that it ends: a survey made in time may come late.
        let since = enrolment.steps.last().map_or(on, |step| step.from);
        Some((EnrolmentStatus::Active, on.max(since), "resurveyed"))
    } else {
        None
    };
    let moved = here && !own && after.status == Status::Active;
    if moved {
        enrolment.household = after.number;
    }
    // Another version even where nothing changes: a lapse worked out before the survey is not written after it.
    let renewed = surveyed.is_some() && here && status.is_beneficiary();
    if !moved && !renewed && next.is_none() {
        return Ok(None);
    }
    let row = EnrolmentRow { version: row.version, ..row_of(&enrolment, row.version)? };
    match next {
        Some((status, from, reason)) => Ok(Some(stepped(&row, status, from, now, by, reason)?)),
        None => Ok(Some(row_of(&enrolment, row.version.saturating_add(1))?)),
    }
}

/// The lapse of a recertification that suspends it, also where somebody was taken for dead in between.
pub(crate) fn lapse_of(enrolment: &Enrolment) -> Option<&EnrolmentStep> {
    let suspended = enrolment.status() == Some(EnrolmentStatus::Suspended);
    before_death(enrolment).filter(|step| suspended && step.reason == crate::calendar::LAPSED)
}

/// Whether a lapsed recertification is what suspended it.
pub(crate) fn is_lapsed(enrolment: &Enrolment) -> bool {
    lapse_of(enrolment).is_some()
}

/// Whether a recertification lapsed and nothing has made up for it: no survey since, and no list that enrolled the family
/// anew. Whatever a programme reported in between does not.
pub(super) fn is_lapse_open(enrolment: &Enrolment, household: &Household) -> bool {
    let made_up =
        |step: &&EnrolmentStep| step.reason == "resurveyed" || DECISIONS.contains(&step.reason.as_str());
    let of_lapse = |step: &&EnrolmentStep| step.reason == crate::calendar::LAPSED;
    let steps = || enrolment.steps.iter().rev().filter(|step| step.reason != super::report::REASON);
    let Some(lapse) = steps().take_while(|step| !made_up(step)).find(of_lapse) else { return false };
    household.record.interview.interview_date.is_none_or(|on| on < lapse.from)
}

/// The last step that is neither a death nor the taking back of one.
fn before_death(enrolment: &Enrolment) -> Option<&EnrolmentStep> {
    let of_death =
        |step: &&EnrolmentStep| step.status == EnrolmentStatus::Deceased || step.reason == DEATH_REVERSED;
    enrolment.steps.iter().rev().find(|step| !of_death(step))
}

/// The status to which somebody comes back who was taken for dead: the one before, unless what lapsed was surveyed since.
fn status_before(enrolment: &Enrolment, after: &Household) -> EnrolmentStatus {
    let Some(step) = before_death(enrolment) else { return EnrolmentStatus::Active };
    let surveyed = after.record.interview.interview_date;
    let made_up = step.reason == crate::calendar::LAPSED && surveyed.is_some_and(|on| step.from <= on);
    if made_up { EnrolmentStatus::Active } else { step.status }
}

/// The day of a survey that the change brought and that is later than any before.
fn newly_surveyed(before: Option<&Household>, after: &Household) -> Option<Date> {
    let on = after.record.interview.interview_date?;
    let earlier = before.and_then(|before| before.record.interview.interview_date);
    earlier.is_none_or(|earlier| earlier < on).then_some(on)
}

impl Registry {
    /// What a commit does to enrolments, by every household that it writes: to be called with the commit as it is about to
    /// be written. Enrolments that the commit itself has are left as they are. Costs one read where nobody is enrolled.
    pub(crate) async fn follow_households(&self, commit: &mut Commit, by: &str) -> Result<(), StoreError> {
        if commit.households.iter().all(|write| write.replaces.is_none()) {
            // Nobody is enrolled from a household that was not there.
            return Ok(());
        }
        let numbers: Vec<RegistryNumber> = commit.households.iter().map(|write| write.row.number).collect();
        let mut kept = self.store().find_enrolments_of(&numbers).await?;
        kept.retain(|row| commit.enrolments.iter().all(|written| written.id != row.id));
        if kept.is_empty() {
            return Ok(());
        }
        let before = self.store().find_households(&numbers).await?;
        for write in &commit.households {
            let before = before.iter().find(|row| row.number == write.row.number);
            let before: Option<Household> =
                before.map(|row| read_document("household", &row.document)).transpose()?;
            let after: Household = read_document("household", &write.row.document)?;
            let next = enrolments_on_change(before.as_ref(), &after, &kept, by, self.clock().now())?;
            if self.is_new_to_beneficiaries(after.number, &kept, &next)
                && let Some(Late { notice, job }) = self.late_call(&after)?
            {
                commit.notices.push(notice);
                commit.jobs.extend(job);
            }
            kept.retain(|row| next.iter().all(|written| written.id != row.id));
            commit.enrolments.extend(next);
        }
        Ok(())
    }

    /// Whether families that are recertified come to a household that had none: nobody has called it so far, however long ago
    /// its survey was.
    fn is_new_to_beneficiaries(
        &self,
        number: RegistryNumber,
        kept: &[EnrolmentRow],
        next: &[EnrolmentRow],
    ) -> bool {
        let today = self.clock().today();
        let recertifies = |row: &EnrolmentRow| {
            self.rules().programme_on(&row.programme, today).is_some_and(|programme| programme.recertifies)
        };
        let is_here = |row: &&EnrolmentRow| row.household == number && row.beneficiary && recertifies(row);
        kept.iter().find(is_here).is_none() && next.iter().any(|row| is_here(&row))
    }

    /// [`enrolments_on_change`] with the enrolments of the households touched, which are read here.
    pub async fn follow_enrolments(
        &self,
        before: Option<&Household>,
        after: &Household,
        touched: &[RegistryNumber],
        by: &str,
    ) -> Result<Vec<EnrolmentRow>, StoreError> {
        let mut numbers = touched.to_vec();
        numbers.push(after.number);
        numbers.sort();
        numbers.dedup();
        let kept = self.store().find_enrolments_of(&numbers).await?;
        enrolments_on_change(before, after, &kept, by, self.clock().now())
    }
}
