//! Calls, reminders and lapses: each once, and none without the one before.

use super::{laws::LAPSED, world::World};
use jiff::civil::Date;
use operations::calendar::Notice;
use registry::{
    change::{Change, Entry},
    enrolment::{Enrolment, EnrolmentStatus},
    household::{Household, Status},
    registry_number::RegistryNumber,
    updates::due_on,
};
use std::collections::BTreeMap;

const CALL: &str = "recertification_due";
const REMINDER: &str = "recertification_reminder";
/// Programmes whose families are recertified.
const RECERTIFIED: [&str; 2] = ["small", "kafaalat"];

/// Something that a household was told.
struct Told {
    kind: String,
    on: Date,
    notice: Notice,
}

impl World {
    async fn told(&self, household: RegistryNumber) -> Vec<Told> {
        let rows = self.registry.store().list_notices_of(household).await.unwrap();
        let told = rows.into_iter().map(|row| Told {
            notice: serde_json::from_str(&row.document).unwrap(),
            kind: row.kind,
            on: row.on,
        });
        told.collect()
    }

    pub(super) async fn enrolments(&self, household: RegistryNumber) -> Vec<Enrolment> {
        let rows = self.registry.store().list_enrolments_of(household).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.document).unwrap()).collect()
    }

    /// Whether a household's enrolments are suspended for a lapse on a day, or its window has passed.
    pub(super) async fn is_lapsed_on(&self, household: RegistryNumber, day: Date) -> bool {
        let enrolments = self.enrolments(household).await;
        let lapses = enrolments.iter().flat_map(|one| &one.steps).filter(|step| step.reason == LAPSED);
        lapses.into_iter().any(|step| step.from <= day)
    }

    /// Of every household, whenever.
    pub(super) async fn look_at_notices(&self) {
        for household in self.households().await {
            each_once(household.number, &self.told(household.number).await);
        }
    }

    /// Of every household, when the calendar has just run.
    pub(super) async fn look_at_calls(&self) {
        for household in self.active().await {
            let told = self.told(household.number).await;
            each_once(household.number, &told);
            self.nobody_forgotten(&household, &told).await;
        }
    }

    /// Whoever is enrolled, has been all the time and lives where it was surveyed, is called on the day and told of the rest.
    async fn nobody_forgotten(&self, household: &Household, told: &[Told]) {
        let Some(surveyed) = household.record.interview.interview_date else { return };
        let due = due_on(surveyed, 36);
        let entries = self.entries(household.number).await;
        if household.status != Status::Active || entries.iter().any(is_made_of_others) {
            return;
        }
        let known = entries
            .iter()
            .rfind(|entry| matches!(entry.change, Change::Register { .. } | Change::Resurvey { .. }));
        let known = known.map(|entry| registry::clock::date_in_pakistan(entry.recorded));
        for enrolment in self.enrolments(household.number).await {
            let [only] = &enrolment.steps[..] else { continue };
            let paid = only.status == EnrolmentStatus::Active && only.from < due;
            if !paid || !RECERTIFIED.contains(&enrolment.programme.as_str()) || known >= Some(due) {
                continue;
            }
            for (months, kind) in [(36, CALL), (39, REMINDER), (41, REMINDER), (42, LAPSED)] {
                let on = due_on(surveyed, months);
                let is_told = told.iter().any(|told| told.kind == kind && told.on == on);
                assert!(
                    on > self.today() || is_told,
                    "{}: no {kind} of {on}, surveyed {surveyed}",
                    household.number
                );
            }
        }
    }

    /// Every lapse was called, and came after its window; a survey after it ends the suspension.
    pub(super) async fn look_at_lapse(&self, household: &Household, enrolment: &Enrolment) {
        let lapses: Vec<_> = enrolment.steps.iter().filter(|step| step.reason == LAPSED).collect();
        if lapses.is_empty() {
            return;
        }
        let mut told = self.told(household.number).await;
        // A family that came from another household was told there.
        for other in self.former_households(enrolment).await {
            told.extend(self.told(other).await);
        }
        for lapse in lapses {
            let lapsed = told.iter().find(|told| told.kind == LAPSED && told.on <= lapse.from);
            let lapsed = lapsed.unwrap_or_else(|| {
                panic!("{} lapsed on {} and nobody was told", household.number, lapse.from)
            });
            let text = lapsed.notice.text.as_ref().unwrap();
            assert!(!text.en.is_empty() && !text.ur.is_empty());
            let surveyed = lapsed.notice.surveyed;
            let called = told.iter().find(|told| {
                told.kind == CALL && told.notice.surveyed == surveyed && due_on(told.on, 6) <= lapse.from
            });
            assert!(called.is_some(), "{}: lapsed on {} without a call", household.number, lapse.from);
        }
        let last = enrolment.steps.last().unwrap();
        let lapsed_on = enrolment.steps.iter().rfind(|step| step.reason == LAPSED).map(|step| step.from);
        let is_member = household.find_member(enrolment.woman).is_some();
        let stays = is_member
            && last.status == EnrolmentStatus::Suspended
            && last.by != "office-1"
            && last.by != "office-2";
        let surveyed = household.record.interview.interview_date;
        assert!(
            !stays || surveyed < lapsed_on,
            "{} lapsed on {lapsed_on:?}, was surveyed on {surveyed:?} and is still suspended: {:?}",
            household.number,
            enrolment.steps
        );
    }

    /// Where the woman of an enrolment was a member before.
    async fn former_households(&self, enrolment: &Enrolment) -> Vec<RegistryNumber> {
        let was_there = |household: &Household| {
            household.former_members.iter().any(|former| former.member.id == enrolment.woman)
        };
        let households = self.households().await;
        households.iter().filter(|household| was_there(household)).map(|household| household.number).collect()
    }
}

/// Of each survey one call for each day of a call, no reminder or lapse twice.
fn each_once(household: RegistryNumber, told: &[Told]) {
    let mut times: BTreeMap<(&str, Date, Date), u32> = BTreeMap::new();
    for one in told {
        *times.entry((&one.kind, one.notice.surveyed, one.on)).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "{household}: {times:?}");
    for one in told.iter().filter(|one| one.kind == REMINDER) {
        let since = one.notice.since;
        assert!(
            [due_on(since, 3), due_on(since, 5)].contains(&one.on),
            "{household}: reminded on {}",
            one.on
        );
    }
    let lapses = told.iter().filter(|one| one.kind == LAPSED);
    let mut surveys: Vec<Date> = lapses.map(|one| one.notice.surveyed).collect();
    let before = surveys.len();
    surveys.dedup();
    assert!(surveys.len() == before || told.iter().filter(|one| one.kind == CALL).count() >= before);
}

/// Whether a household took people from another, or is part of one.
fn is_made_of_others(entry: &Entry) -> bool {
    match &entry.change {
        Change::Register { split_from, .. } => split_from.is_some(),
        Change::Absorb { .. } | Change::AddMember { .. } => true,
        _ => false,
    }
}
