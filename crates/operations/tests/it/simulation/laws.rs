//! What must always hold.

use super::world::World;
use operations::authority::Authority;
use registry::{
    case::{Case, CaseState},
    enrolment::{Enrolment, EnrolmentStatus, EnrolmentStep},
    history::History,
    household::{Household, Status},
    updates::Review,
};
use scoring::{
    decision::{Decision, recompute, recompute_from_record},
    facts::Circumstances,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use store::rows::{CaseFilter, Log, SubmissionState};

/// Why the calendar suspends.
pub(super) const LAPSED: &str = "recertification_lapsed";

impl World {
    /// All of it, and of decisions those of households that changed since the last look.
    pub(super) async fn look_at_everything(&mut self) {
        let changed = std::mem::take(&mut self.ledger.changed);
        let households = self.households().await;
        nobody_in_two_households(&households);
        self.nobody_is_lost(&households);
        let wrong = self.registry.verify_households(|_| {}).await.unwrap();
        assert_eq!(wrong, [], "what is kept is not the fold of the log");
        let anchor = self.ledger.log;
        let verified = self.registry.verify_log(Log::Changes, anchor, |_, _| {}).await.unwrap();
        assert_eq!((verified.broken, verified.anchored), (None, anchor.map(|_| true)), "the log");
        self.what_was_acknowledged_is_there().await;
        for household in &households {
            if changed.contains(&household.number) {
                self.decisions_can_be_taken_again(household).await;
            }
            self.look_at_enrolments(household).await;
        }
        self.look_at_cases().await;
        self.look_at_notices().await;
        self.look_at_room().await;
    }

    /// Every decision of every household.
    pub(super) async fn look_at_decisions(&self) {
        for household in self.households().await {
            self.decisions_can_be_taken_again(&household).await;
        }
    }

    fn nobody_is_lost(&mut self, households: &[Household]) {
        let known: BTreeSet<_> = households
            .iter()
            .flat_map(|household| {
                let members = household.record.members.iter().map(|member| member.id);
                members
                    .chain(household.former_members.iter().map(|former| former.member.id))
                    .collect::<Vec<_>>()
            })
            .collect();
        let lost: Vec<_> = self.ledger.people.difference(&known).collect();
        assert!(lost.is_empty(), "neither members nor former members: {lost:?}");
        self.ledger.people.extend(known);
    }

    async fn what_was_acknowledged_is_there(&self) {
        for (instance, sent) in &self.ledger.sent {
            let row = self.registry.store().find_submission(instance).await.unwrap();
            let row = row.unwrap_or_else(|| panic!("{instance} was acknowledged and is lost"));
            let sha256: [u8; 32] = Sha256::digest(&sent.xml).into();
            assert_eq!(row.sha256, sha256, "{instance}");
            let ended = matches!(sent.receipt.state, SubmissionState::Accepted | SubmissionState::Refused);
            let stays = row.state == sent.receipt.state || row.state == SubmissionState::Superseded;
            assert!(!ended || stays, "{instance} was {:?} and is {:?}", sent.receipt.state, row.state);
        }
        for (reference, event) in &self.ledger.notices {
            let row = self.registry.store().find_life_event(&event.source, reference).await.unwrap();
            assert!(row.is_some(), "notice {reference} was acknowledged and is lost");
        }
        for id in &self.ledger.cases {
            assert!(self.registry.store().find_case(*id).await.unwrap().is_some(), "{id} is lost");
        }
    }

    async fn decisions_can_be_taken_again(&self, household: &Household) {
        let (rules, areas) = (self.registry.rules(), self.registry.areas().await);
        let entries = self.entries(household.number).await;
        for row in self.registry.store().list_decisions(household.number).await.unwrap() {
            let decision: Decision = serde_json::from_str(&row.text).unwrap();
            assert_eq!(recompute(rules, &decision).unwrap(), row.text.as_bytes(), "from its facts");
            let as_decided = entries.iter().take(usize::try_from(row.version).unwrap()).cloned().collect();
            let as_decided = History::new(as_decided).current().unwrap().unwrap();
            let location = &as_decided.record.location;
            let circumstances = Circumstances::of(areas.book(), location, decision.reference_date);
            let again = recompute_from_record(rules, &decision, &as_decided, &circumstances).unwrap();
            assert_eq!(again, row.text.as_bytes(), "from the record");
        }
    }

    async fn look_at_cases(&mut self) {
        let filter = CaseFilter { limit: 100_000, ..CaseFilter::default() };
        for row in self.registry.store().list_cases(&filter).await.unwrap() {
            let case: Case = serde_json::from_str(&row.document).unwrap();
            assert_eq!((case.state.code(), case.state.is_open()), (row.state.as_str(), row.open));
            if case.state.is_open() {
                assert!(!self.ledger.settled.contains_key(&case.id), "{} was settled and is open", case.id);
                continue;
            }
            let settled = self.ledger.settled.entry(case.id).or_insert_with(|| row.document.clone());
            assert_eq!(settled, &row.document, "a settled case changed");
            look_at_settled(&case);
        }
    }

    /// What lists know of beneficiaries is what enrolments say, and each enrolment came to where it is step by step.
    async fn look_at_enrolments(&mut self, household: &Household) {
        let rows = self.registry.store().list_enrolments_of(household.number).await.unwrap();
        let mut is_beneficiary = false;
        for row in &rows {
            let enrolment: Enrolment = serde_json::from_str(&row.document).unwrap();
            let status = enrolment.status().unwrap();
            assert_eq!((row.status.as_str(), row.beneficiary), (status.code(), status.is_beneficiary()));
            assert_eq!(enrolment.household, household.number);
            is_beneficiary |= row.beneficiary;
            in_order(&enrolment);
            self.look_at_lapse(household, &enrolment).await;
        }
        let summaries = self.registry.store().find_summaries(&[household.number]).await.unwrap();
        match (household.status, summaries.first()) {
            (Status::Active, Some(summary)) => {
                assert_eq!(
                    summary.beneficiary,
                    is_beneficiary,
                    "{}: {rows:?}",
                    household.number,
                    rows = rows.len()
                );
            }
            (Status::Active, None) => panic!("{} is on no list", household.number),
            (Status::Merged { .. }, _) => {}
        }
    }

    /// A programme never has more families than room; how much that is, is known as long as nobody raised it.
    async fn look_at_room(&self) {
        if self.ledger.noted("capacity adopted") > 0 {
            return;
        }
        let console = Authority::console();
        let enrolled = self.registry.list_enrolments(&console, Some("small"), None, 0).await.unwrap();
        let enrolled = enrolled.iter().filter_map(Enrolment::status).filter(|status| status.is_beneficiary());
        assert!(enrolled.count() <= 3, "more families than room");
    }
}

fn nobody_in_two_households(households: &[Household]) {
    let mut people = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for household in households.iter().filter(|household| household.status == Status::Active) {
        for member in &household.record.members {
            let other = people.insert(member.id, household.number);
            assert!(other.is_none(), "{} is a member of {} and {other:?}", member.id, household.number);
            if let Some(number) = member.identity.number() {
                let other = numbers.insert(number, household.number);
                assert!(other.is_none(), "a number in {} and {other:?}", household.number);
            }
        }
    }
}

fn look_at_settled(case: &Case) {
    let last = case.trail.last().unwrap();
    assert_eq!(last.to, case.state.code(), "{}", case.id);
    if matches!(case.state, CaseState::Accepted { .. }) && case.review == Review::FourEyes {
        let again = case.is_brought_in_by(&last.by);
        assert!(!again, "{} brought {} in and accepted it: {:?}", last.by, case.id, case.trail);
    }
    let CaseState::Refused { reason, .. } = &case.state else { return };
    assert!(!reason.is_empty());
    if reason.starts_with("update.") {
        let text = case.refusal.as_ref().unwrap_or_else(|| panic!("{} is refused without words", case.id));
        assert!(!case.rules_version.is_empty());
        for text in [&text.en, &text.ur] {
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
        }
    }
}

/// Every status follows from the one before, and none is older than what it follows.
fn in_order(enrolment: &Enrolment) {
    let mut steps = enrolment.steps.iter();
    let first = steps.next().unwrap().clone();
    let (id, programme) = (enrolment.id, enrolment.programme.clone());
    let mut again = Enrolment::new(id, programme, enrolment.household, enrolment.woman, first);
    for step in steps {
        let next = again.clone().change(step.status, step.from, step.recorded, &step.by, &step.reason);
        again = next.unwrap_or_else(|refused| panic!("{refused}: {:?} after {:?}", step, again.steps));
    }
    let mut lapsed = false;
    for step in &enrolment.steps {
        let back = lapsed && step.status == EnrolmentStatus::Active;
        assert!(!back || may_undo(step), "a lapse was undone: {:?}", enrolment.steps);
        lapsed = (lapsed || step.reason == LAPSED) && !back;
    }
}

/// Only a survey or an officer's act undoes a lapse.
fn may_undo(step: &EnrolmentStep) -> bool {
    step.reason == "resurveyed" || ["office-1", "office-2"].contains(&step.by.as_str())
}
