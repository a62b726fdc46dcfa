//! Officers work on cases, settle them or take them back.

use super::{chance::Chance, world::World};
use operations::{
    accept::Resolution,
    authority::Authority,
    cases::{CaseError, CaseQuestion, Judgment, Opened, Proposed},
};
use registry::{
    case::{Case, CaseState, Subject},
    change::Evidence,
    ids::CaseId,
    personal::Personal,
    proposal::{Content, RosterEvent},
    registry_number::RegistryNumber,
    updates::Review,
};
use store::rows::Log;

pub(super) fn paper(kind: &str) -> Evidence {
    Evidence::Document { document: kind.to_owned(), number: Personal::new("NN-1").unwrap() }
}

impl World {
    /// An officer of the tehsil proposes an event.
    pub(super) async fn propose(
        &mut self,
        chance: &mut Chance,
        household: RegistryNumber,
        event: RosterEvent,
        papers: &[&str],
    ) {
        let evidence = papers.iter().map(|kind| paper(kind)).collect();
        let effective = self.day_before(chance.within(0, 15));
        let proposed = Proposed { household, event, effective, evidence, reason: None };
        let officer = chance.pick(&self.desk).unwrap();
        match self.registry.open_case(officer, proposed).await {
            Ok(Opened::Done { .. }) => self.ledger.note("event accepted at once"),
            Ok(Opened::Case { case, .. }) => {
                self.ledger.note(format!("case opened {}", case.state.code()));
                self.ledger.cases.insert(case.id);
            }
            Err(error) => {
                self.allow(&error);
            }
        }
    }

    /// A refusal that may happen; a broken store may not.
    fn allow(&mut self, error: &CaseError) {
        assert!(!["store", "damaged", "busy"].contains(&error.code()), "{}: {error}", error.code());
        self.ledger.note(error.code());
    }

    async fn any_case(&self, chance: &mut Chance) -> Option<Case> {
        let question = CaseQuestion { limit: 100, ..CaseQuestion::default() };
        let mut open = self.registry.list_cases(&Authority::console(), question).await.unwrap();
        open.sort_by_key(|case| (case.opened, case.id));
        let id = chance.pick(&open)?.id;
        Some(self.case(id).await)
    }

    pub(super) async fn case(&self, id: CaseId) -> Case {
        let row = self.registry.store().find_case(id).await.unwrap().unwrap();
        serde_json::from_str(&row.document).unwrap()
    }

    /// Somebody takes a case over, adds the paper it waits for, or marks something as doubtful.
    pub(super) async fn work_case(&mut self, chance: &mut Chance) {
        let officer = chance.pick(&self.desk).unwrap().clone();
        if chance.percent(15) {
            let households = self.active().await;
            let Some(household) = chance.pick(&households) else { return };
            let marked = self
                .registry
                .mark_discrepancy(&officer, household.number, "dwelling/rooms", "looks larger")
                .await;
            if let Err(error) = marked {
                self.allow(&error);
            }
            return;
        }
        let Some(case) = self.any_case(chance).await else { return };
        if let CaseState::WaitingForEvidence { lacking } = &case.state {
            let papers = lacking.iter().filter_map(|any| any.first()).map(|kind| paper(kind)).collect();
            match self.registry.add_evidence(&officer, case.id, papers).await {
                Ok(state) => self.ledger.note(format!("paper added: {}", state.code())),
                Err(error) => self.allow(&error),
            }
        } else if let Err(error) = self.registry.take_over(&officer, case.id).await {
            self.allow(&error);
        }
    }

    /// Somebody settles a case as he or she sees fit. What cannot be settled so changes nothing.
    pub(super) async fn review_case(&mut self, chance: &mut Chance) {
        let Some(case) = self.any_case(chance).await else { return };
        let officers: Vec<Authority> = self.desk.iter().chain(&self.office).cloned().collect();
        let officer = chance.pick(&officers).unwrap();
        let judgment = judgment(chance, &case);
        let head = self.registry.store().log_head(Log::Changes).await.unwrap();
        let surveyed = match &case.proposal.as_ref().map(|proposal| &proposal.content) {
            Some(Content::Survey(record)) => record.interview.interview_date,
            _ => None,
        };
        let again = match (judgment, case.household) {
            (Judgment::Accept(Resolution::AsResurveyOf { household }), _) => Some(household),
            (Judgment::Accept(Resolution::AsProposed), household) => household,
            _ => None,
        };
        let turn = match (again, surveyed) {
            (Some(household), Some(day)) => Some(self.turn(household, day).await),
            _ => None,
        };
        match self.registry.review_case(officer, case.id, judgment, Some("looked at")).await {
            Ok(state) => {
                self.ledger.note(format!("case {}", state.code()));
                let own = case.is_brought_in_by(officer.actor());
                assert!(case.review != Review::FourEyes || !own, "{:?} settled an own case", officer.actor());
                if let (Some(turn), CaseState::Accepted { .. }) = (turn, &state) {
                    self.look_at_survey(&turn, case.channel).await;
                }
            }
            Err(error) => {
                self.allow(&error);
                assert_eq!(self.registry.store().log_head(Log::Changes).await.unwrap(), head);
                assert!(self.case(case.id).await.state.is_open(), "what is not settled stays open");
            }
        }
    }

    /// Somebody takes a case back, which is for whoever brought it in.
    pub(super) async fn withdraw_case(&mut self, chance: &mut Chance) {
        let Some(case) = self.any_case(chance).await else { return };
        let officer = chance.pick(&self.desk).unwrap();
        match self.registry.withdraw_case(officer, case.id, None).await {
            Ok(()) => assert!(case.is_brought_in_by(officer.actor())),
            Err(error) => self.allow(&error),
        }
    }
}

fn judgment(chance: &mut Chance, case: &Case) -> Judgment {
    if chance.percent(12) {
        return Judgment::Refuse;
    }
    let is_submission = matches!(case.subject, Subject::Submission { .. });
    let households: Vec<RegistryNumber> = case.household.iter().chain(&case.others).copied().collect();
    match (is_submission && chance.percent(60), chance.pick(&households)) {
        (true, Some(household)) if chance.percent(50) => {
            Judgment::Accept(Resolution::AsResurveyOf { household: *household })
        }
        (true, Some(_)) => Judgment::Accept(Resolution::WithoutClashingNumbers),
        _ => Judgment::Accept(Resolution::AsProposed),
    }
}
