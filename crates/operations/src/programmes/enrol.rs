//! Enrolling the families of an adopted list, page by page.

use super::women_of_note;
use crate::{
    Registry,
    acts::{Act, ActResult, ActState},
    audit::Action,
    calendar::Late,
    error::{read_document, write_document},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    enrolment::{Enrolment, EnrolmentStatus, EnrolmentStep},
    household::{Household, Status},
    ids::{EnrolmentId, PersonId},
    registry_number::RegistryNumber,
};
use scoring::programme::Programme;
use store::{
    StoreError,
    rows::{Commit, EnrolmentRow, HouseholdRow, ListedRow},
};

/// Households whose families are enrolled in a commit.
const PAGE: u32 = 200;

impl Registry {
    /// The next page of an adopted list: the act after it, and what is written with it.
    pub(crate) async fn enrol_page(&self, act: &Act) -> ActResult<(Act, Commit)> {
        let mut next = act.next();
        let reason = match act.content.kind() {
            "enrolment_list" => "enrolled",
            kind => kind,
        };
        let Some(list) = next.content.list_mut() else {
            return Ok((Act { state: ActState::Adopted, ..next }, Commit::default()));
        };
        let rows = self.store().list_listed(act.id, list.progress.after, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.rank) else {
            return Ok((Act { state: ActState::Adopted, ..next }, Commit::default()));
        };
        let programme = self.programme_of(&list.programme)?;
        let by = act.adopted_by.clone().unwrap_or_default();
        let mut enrolling = Enrolling { registry: self, programme, by, reason, commit: Commit::default() };
        let numbers: Vec<RegistryNumber> = rows.iter().map(|row| row.household).collect();
        let households = self.store().find_households(&numbers).await?;
        let enrolled = self.store().find_enrolments_of(&numbers).await?;
        for row in &rows {
            let kept = households.iter().find(|kept| kept.number == row.household);
            for outcome in enrolling.take(row, kept, &enrolled)? {
                match outcome {
                    Ok(()) => list.enrolled += 1,
                    Err(reason) => *list.not_enrolled.entry(reason.to_owned()).or_default() += 1,
                }
            }
        }
        list.progress.after = last;
        if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            next.state = ActState::Adopted;
        }
        Ok((next, enrolling.commit))
    }
}

/// Families being enrolled.
struct Enrolling<'a> {
    registry: &'a Registry,
    programme: &'a Programme,
    by: String,
    reason: &'a str,
    commit: Commit,
}

impl Enrolling<'_> {
    /// Enrols the families that a listed household's note names; of each, whether.
    fn take(
        &mut self,
        listed: &ListedRow,
        kept: Option<&HouseholdRow>,
        enrolled: &[EnrolmentRow],
    ) -> Result<Vec<Result<(), &'static str>>, StoreError> {
        let women = women_of_note(&listed.note)?;
        let Some(kept) = kept else { return Ok(women.iter().map(|_| Err("merged")).collect()) };
        let household: Household = read_document("household", &kept.document)?;
        if household.status != Status::Active {
            return Ok(women.iter().map(|_| Err("merged")).collect());
        }
        let mut outcomes = Vec::new();
        for woman in women {
            let known = enrolled.iter().any(|row| row.woman == woman && row.programme == self.programme.id);
            outcomes.push(if known {
                Err("enrolled")
            } else if household.find_member(woman).is_none() {
                Err("left_household")
            } else {
                self.enrol(&household, woman)?;
                Ok(())
            });
        }
        if outcomes.iter().any(Result::is_ok) {
            self.call_late(&household)?;
            let entry = crate::audit::AuditEntry {
                actor: self.by.clone(),
                at: self.registry.clock().now(),
                action: Action::ChangeEnrolment,
                household: Some(household.number),
                subject: Some(listed.act.to_string()),
                outcome: crate::audit::Outcome::Done,
            };
            self.commit.audit.push(entry.into_row()?);
        }
        Ok(outcomes)
    }

    fn enrol(&mut self, household: &Household, woman: PersonId) -> Result<(), StoreError> {
        let now = self.registry.clock().now();
        let first = EnrolmentStep {
            status: EnrolmentStatus::Active,
            from: self.registry.clock().today(),
            recorded: now,
            by: self.by.clone(),
            reason: self.reason.to_owned(),
        };
        let enrolment = Enrolment {
            id: EnrolmentId(self.registry.ids().uuid(now)),
            programme: self.programme.id.clone(),
            household: household.number,
            woman,
            steps: vec![first],
        };
        self.commit.enrolments.push(row_of(&enrolment, 1)?);
        Ok(())
    }

    /// A household enrolled after its recertification fell due is called at once, and its window begins with the call.
    fn call_late(&mut self, household: &Household) -> Result<(), StoreError> {
        if !self.programme.recertifies {
            return Ok(());
        }
        if let Some(Late { notice, job }) = self.registry.late_call(household)? {
            self.commit.notices.push(notice);
            self.commit.jobs.extend(job);
        }
        Ok(())
    }
}

/// The row of an enrolment at a version.
pub(crate) fn row_of(enrolment: &Enrolment, version: u32) -> Result<EnrolmentRow, StoreError> {
    let status = enrolment.status().unwrap_or(EnrolmentStatus::Suspended);
    Ok(EnrolmentRow {
        id: enrolment.id,
        version,
        programme: enrolment.programme.clone(),
        household: enrolment.household,
        woman: enrolment.woman,
        status: status.code().to_owned(),
        beneficiary: status.is_beneficiary(),
        document: write_document("enrolment", enrolment)?,
    })
}

/// An enrolment with one more status, as its next version.
pub(crate) fn stepped(
    row: &EnrolmentRow,
    status: EnrolmentStatus,
    from: Date,
    recorded: Timestamp,
    by: &str,
    reason: &str,
) -> Result<EnrolmentRow, StoreError> {
    let mut enrolment: Enrolment = read_document("enrolment", &row.document)?;
    let (by, reason) = (by.to_owned(), reason.to_owned());
    enrolment.steps.push(EnrolmentStep { status, from, recorded, by, reason });
    row_of(&enrolment, row.version.saturating_add(1))
}
