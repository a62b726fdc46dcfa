//! The steps of a case: each consumes it and gives it back a step further, or refuses and leaves the caller's copy as it was.
//! A settled case takes no step.

use super::{Case, CaseRefusal, CaseState, CaseStep, touches};
use crate::{
    change::Evidence,
    finding::Finding,
    ids::ChangeId,
    personal::Personal,
    proposal::Proposal,
    updates::{Check, Review},
};
use jiff::{Timestamp, civil::Date};

/// Who takes the step when a deadline passes.
const CALENDAR: &str = "calendar";

impl Case {
    /// Whether somebody brought it in: opened it, or wrote what it proposes. Systems bring in under names that nobody signs
    /// in with.
    pub fn is_brought_in_by(&self, who: &str) -> bool {
        let draft = CaseState::Draft.code();
        self.opened_by == who || self.trail.iter().any(|step| step.to == draft && step.by == who)
    }

    /// Whether somebody may accept or refuse it, by its review.
    pub fn may_be_reviewed_by(&self, who: &str) -> bool {
        self.review != Review::FourEyes || !self.is_brought_in_by(who)
    }

    /// Says what should change. Whoever does so brings the case in anew: it is a draft again, and under four eyes another
    /// reviews it. From a draft, or a review that found nothing proposed or something else.
    pub fn propose(mut self, by: &str, at: Timestamp, proposal: Proposal) -> Result<Self, CaseRefusal> {
        self.demand(|state| matches!(state, CaseState::Draft | CaseState::InReview))?;
        for key in touches(&proposal) {
            if !self.touches.contains(&key) {
                self.touches.push(key);
            }
        }
        self.proposal = Some(proposal);
        Ok(self.step(by, at, CaseState::Draft, None))
    }

    /// Sends a draft on its way: to the citizen registry, to wait for papers, or to review.
    pub fn submit(self, by: &str, at: Timestamp, next: CaseState) -> Result<Self, CaseRefusal> {
        self.demand(|state| *state == CaseState::Draft)?;
        if next == CaseState::Draft || !next.is_open() {
            return Err(CaseRefusal::OtherState);
        }
        Ok(self.step(by, at, next, None))
    }

    /// The citizen registry answered. What it has not confirmed it is asked again; then papers lacking are waited for; then
    /// it is looked at.
    pub fn answered(
        self,
        by: &str,
        at: Timestamp,
        checks_lacking: Vec<Check>,
        evidence_lacking: Vec<Vec<String>>,
    ) -> Result<Self, CaseRefusal> {
        self.demand(|state| matches!(state, CaseState::WaitingForCitizenRegistry { .. }))?;
        let next = if checks_lacking.is_empty() {
            waiting_for(evidence_lacking)
        } else {
            CaseState::WaitingForCitizenRegistry { checks: checks_lacking }
        };
        Ok(self.step(by, at, next, None))
    }

    /// Papers came, at whatever time. The last one waited for brings the case to review.
    pub fn add_evidence(
        mut self,
        by: &str,
        at: Timestamp,
        evidence: Vec<Evidence>,
    ) -> Result<Self, CaseRefusal> {
        self.demand(CaseState::is_open)?;
        let proposal = self.proposal.as_mut().ok_or(CaseRefusal::NoProposal)?;
        for paper in evidence {
            if !proposal.evidence.contains(&paper) {
                proposal.evidence.push(paper);
            }
        }
        let next = match &self.state {
            CaseState::WaitingForEvidence { lacking } => {
                let lacking = lacking.iter().filter(|any_of| !shows_any(&proposal.evidence, any_of));
                waiting_for(lacking.cloned().collect())
            }
            other => other.clone(),
        };
        Ok(self.step(by, at, next, None))
    }

    /// Somebody works on it from now on, whoever did before.
    pub fn take_over(mut self, who: &str, at: Timestamp) -> Result<Self, CaseRefusal> {
        self.demand(CaseState::is_open)?;
        self.owner = Some(who.to_owned());
        let state = self.state.clone();
        Ok(self.step(who, at, state, None))
    }

    /// An officer must look at it whatever is still waited for: the citizen registry disagreed, or something was noticed.
    pub fn to_review(
        mut self,
        by: &str,
        at: Timestamp,
        findings: Vec<Finding>,
        note: Option<Personal>,
    ) -> Result<Self, CaseRefusal> {
        self.demand(|state| state.is_open() && *state != CaseState::Draft)?;
        for finding in findings {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
        Ok(self.step(by, at, CaseState::InReview, note))
    }

    /// It counts, and made these changes. After review; from a draft only where nobody need look.
    pub fn accept(self, by: &str, at: Timestamp, changes: Vec<ChangeId>) -> Result<Self, CaseRefusal> {
        let straight_through = self.review == Review::None;
        self.demand(|state| match state {
            CaseState::InReview => true,
            CaseState::Draft => straight_through,
            _ => false,
        })?;
        self.demand_reviewer(by)?;
        Ok(self.step(by, at, CaseState::Accepted { changes }, None))
    }

    /// It does not count, for a reason given as a code; from a day on it may be tried again. Drafts are taken back instead.
    pub fn refuse(
        self,
        by: &str,
        at: Timestamp,
        reason: impl Into<String>,
        from: Option<Date>,
        note: Option<Personal>,
    ) -> Result<Self, CaseRefusal> {
        self.demand(|state| state.is_open() && *state != CaseState::Draft)?;
        self.demand_reviewer(by)?;
        Ok(self.step(by, at, CaseState::Refused { reason: reason.into(), from }, note))
    }

    /// Whoever brought it in takes it back.
    pub fn withdraw(self, by: &str, at: Timestamp) -> Result<Self, CaseRefusal> {
        self.demand(CaseState::is_open)?;
        if !self.is_brought_in_by(by) {
            return Err(CaseRefusal::OthersCase);
        }
        Ok(self.step(by, at, CaseState::Withdrawn, None))
    }

    /// The deadline passed: the day is after the last one on which it could be settled.
    pub fn expire(self, today: Date, at: Timestamp) -> Result<Self, CaseRefusal> {
        self.demand(CaseState::is_open)?;
        if today <= self.deadline {
            return Err(CaseRefusal::NotYetDue);
        }
        Ok(self.step(CALENDAR, at, CaseState::Expired, None))
    }

    fn demand(&self, fits: impl FnOnce(&CaseState) -> bool) -> Result<(), CaseRefusal> {
        if !self.state.is_open() {
            Err(CaseRefusal::Settled)
        } else if fits(&self.state) {
            Ok(())
        } else {
            Err(CaseRefusal::OtherState)
        }
    }

    fn demand_reviewer(&self, who: &str) -> Result<(), CaseRefusal> {
        if self.may_be_reviewed_by(who) { Ok(()) } else { Err(CaseRefusal::OwnCase) }
    }

    fn step(mut self, by: &str, at: Timestamp, state: CaseState, note: Option<Personal>) -> Self {
        let to = state.code().to_owned();
        self.trail.push(CaseStep { at, by: by.to_owned(), to, note });
        self.state = state;
        self
    }
}

/// The state in which papers are waited for, or the case is looked at because none are.
fn waiting_for(lacking: Vec<Vec<String>>) -> CaseState {
    if lacking.is_empty() { CaseState::InReview } else { CaseState::WaitingForEvidence { lacking } }
}

fn shows_any(evidence: &[Evidence], any_of: &[String]) -> bool {
    evidence.iter().any(|paper| match paper {
        Evidence::Document { document, .. } => any_of.contains(document),
        Evidence::Submission { .. } | Evidence::File { .. } => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        case::Subject,
        change::{Channel, UpdateType},
        finding::FindingCode,
        ids::CaseId,
        proposal::Content,
    };
    use jiff::civil::date;
    use proptest::{collection::vec, prelude::*, sample::select};
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const DEADLINE: Date = date(2026, 12, 22);

    fn case(state: CaseState, review: Review) -> Case {
        Case {
            id: CaseId(Uuid::nil()),
            subject: Subject::Proposed,
            household: None,
            others: Vec::new(),
            tehsil: None,
            update_type: UpdateType::Roster,
            rules_version: "2026-01-01".into(),
            channel: Channel::Desk,
            opened_by: "opener".into(),
            opened: NOW,
            deadline: DEADLINE,
            owner: None,
            review,
            findings: Vec::new(),
            proposal: Some(proposal()),
            touches: Vec::new(),
            refusal: None,
            trail: vec![CaseStep { at: NOW, by: "opener".into(), to: state.code().into(), note: None }],
            state,
        }
    }

    fn proposal() -> Proposal {
        Proposal {
            effective: date(2026, 11, 22),
            evidence: Vec::new(),
            reason: None,
            content: Content::Roster { household: None, event: None },
        }
    }

    fn paper(document: &str) -> Evidence {
        Evidence::Document { document: document.into(), number: Personal::new("9-1").unwrap() }
    }

    fn lacking(papers: &[&[&str]]) -> Vec<Vec<String>> {
        papers.iter().map(|any_of| any_of.iter().map(|paper| (*paper).to_owned()).collect()).collect()
    }

    #[test]
    fn a_birth_waits_for_the_citizen_registry_then_for_its_b_form_and_is_looked_at() {
        let asked =
            CaseState::WaitingForCitizenRegistry { checks: vec![Check::NumberHeld, Check::FamilyTree] };
        let case = case(CaseState::Draft, Review::FourEyes).submit("opener", NOW, asked).unwrap();
        let case = case.answered("nadra", NOW, vec![Check::FamilyTree], lacking(&[&["b_form"]])).unwrap();
        assert_eq!(case.state, CaseState::WaitingForCitizenRegistry { checks: vec![Check::FamilyTree] });
        let case =
            case.answered("nadra", NOW, Vec::new(), lacking(&[&["b_form", "birth"], &["cnic"]])).unwrap();
        let case = case.add_evidence("opener", NOW, vec![paper("b_form"), paper("b_form")]).unwrap();
        assert_eq!(case.state, CaseState::WaitingForEvidence { lacking: lacking(&[&["cnic"]]) });
        let case = case.add_evidence("opener", NOW, vec![paper("cnic")]).unwrap();
        assert_eq!(case.state, CaseState::InReview);
        assert_eq!(case.proposal.as_ref().unwrap().evidence, [paper("b_form"), paper("cnic")]);
        let case = case.take_over("officer", NOW).unwrap();
        assert_eq!(case.owner.as_deref(), Some("officer"));
        let changes = vec![ChangeId(Uuid::from_u128(1))];
        let case = case.accept("officer", NOW, changes.clone()).unwrap();
        assert_eq!(case.state, CaseState::Accepted { changes });
        let steps: Vec<_> = case.trail.iter().map(|step| (step.by.as_str(), step.to.as_str())).collect();
        let expected = [
            ("opener", "draft"),
            ("opener", "waiting_for_citizen_registry"),
            ("nadra", "waiting_for_citizen_registry"),
            ("nadra", "waiting_for_evidence"),
            ("opener", "waiting_for_evidence"),
            ("opener", "in_review"),
            ("officer", "in_review"),
            ("officer", "accepted"),
        ];
        assert_eq!(steps, expected);
    }

    #[test]
    fn four_eyes_are_not_those_of_whoever_brought_it_in() {
        let in_review = || case(CaseState::InReview, Review::FourEyes);
        assert_eq!(in_review().accept("opener", NOW, Vec::new()), Err(CaseRefusal::OwnCase));
        assert_eq!(in_review().refuse("opener", NOW, "officer", None, None), Err(CaseRefusal::OwnCase));
        assert!(in_review().accept("officer", NOW, Vec::new()).is_ok());
        for review in [Review::None, Review::Officer] {
            assert!(case(CaseState::InReview, review).accept("opener", NOW, Vec::new()).is_ok());
            assert!(case(CaseState::InReview, review).refuse("opener", NOW, "officer", None, None).is_ok());
        }
    }

    #[test]
    fn what_a_system_brought_in_is_no_officers_own() {
        let mut notified = case(CaseState::InReview, Review::FourEyes);
        notified.opened_by = "citizen-registry".into();
        notified.trail.clear();
        assert!(notified.accept("officer", NOW, Vec::new()).is_ok());
    }

    #[test]
    fn whoever_says_what_should_change_does_not_review_it() {
        let mut noticed = case(CaseState::InReview, Review::FourEyes);
        (noticed.opened_by, noticed.proposal) = ("citizen-registry".into(), None);
        noticed.trail.clear();
        assert_eq!(
            noticed.clone().add_evidence("officer", NOW, vec![paper("cnic")]),
            Err(CaseRefusal::NoProposal)
        );
        let proposed = noticed.propose("officer", NOW, proposal()).unwrap();
        assert_eq!(proposed.state, CaseState::Draft);
        let case = proposed.submit("officer", NOW, CaseState::InReview).unwrap();
        assert_eq!(case.clone().accept("officer", NOW, Vec::new()), Err(CaseRefusal::OwnCase));
        assert!(case.accept("another", NOW, Vec::new()).is_ok());
    }

    #[test]
    fn straight_through_only_where_nobody_need_look() {
        assert!(case(CaseState::Draft, Review::None).accept("opener", NOW, Vec::new()).is_ok());
        let looked_at = case(CaseState::Draft, Review::Officer).accept("opener", NOW, Vec::new());
        assert_eq!(looked_at, Err(CaseRefusal::OtherState));
        let waiting = CaseState::WaitingForEvidence { lacking: lacking(&[&["cnic"]]) };
        let waiting = case(waiting, Review::None).accept("opener", NOW, Vec::new());
        assert_eq!(waiting, Err(CaseRefusal::OtherState));
    }

    #[test]
    fn a_draft_is_sent_on_its_way_and_nowhere_else() {
        for next in [CaseState::Draft, CaseState::Expired, CaseState::Accepted { changes: Vec::new() }] {
            let refused = case(CaseState::Draft, Review::None).submit("opener", NOW, next);
            assert_eq!(refused, Err(CaseRefusal::OtherState));
        }
        let again = case(CaseState::InReview, Review::None).submit("opener", NOW, CaseState::InReview);
        assert_eq!(again, Err(CaseRefusal::OtherState));
    }

    #[test]
    fn it_expires_after_its_last_day_and_not_on_it() {
        let open = case(CaseState::InReview, Review::Officer);
        assert_eq!(open.clone().expire(DEADLINE, NOW), Err(CaseRefusal::NotYetDue));
        let expired = open.expire(DEADLINE.tomorrow().unwrap(), NOW).unwrap();
        assert_eq!(expired.state, CaseState::Expired);
        assert_eq!(expired.expire(DEADLINE.tomorrow().unwrap(), NOW), Err(CaseRefusal::Settled));
    }

    #[test]
    fn others_do_not_take_it_back() {
        let open = case(CaseState::InReview, Review::Officer);
        assert_eq!(open.clone().withdraw("officer", NOW), Err(CaseRefusal::OthersCase));
        assert_eq!(open.withdraw("opener", NOW).unwrap().state, CaseState::Withdrawn);
    }

    #[test]
    fn what_the_citizen_registry_denies_is_looked_at_with_what_was_noticed() {
        let asked = CaseState::WaitingForCitizenRegistry { checks: vec![Check::Name] };
        let finding = Finding::at(FindingCode::IdentityElsewhere, "roster/member[1]");
        let twice = vec![finding.clone(), finding.clone()];
        let case = case(asked, Review::Officer).to_review("nadra", NOW, twice, Personal::new("why")).unwrap();
        assert_eq!((case.state, case.findings), (CaseState::InReview, vec![finding]));
        assert_eq!(case.trail.last().unwrap().note, Personal::new("why"));
    }

    type Step = fn(Case, &str) -> Result<Case, CaseRefusal>;

    const STEPS: [Step; 12] = [
        |case, by| case.propose(by, NOW, proposal()),
        |case, by| case.submit(by, NOW, CaseState::InReview),
        |case, by| {
            let next = CaseState::WaitingForCitizenRegistry { checks: vec![Check::Name] };
            case.submit(by, NOW, next)
        },
        |case, by| case.answered(by, NOW, Vec::new(), lacking(&[&["cnic"]])),
        |case, by| case.answered(by, NOW, Vec::new(), Vec::new()),
        |case, by| case.add_evidence(by, NOW, vec![paper("cnic")]),
        |case, by| case.take_over(by, NOW),
        |case, by| case.to_review(by, NOW, Vec::new(), None),
        |case, by| case.accept(by, NOW, Vec::new()),
        |case, by| case.refuse(by, NOW, "officer", None, None),
        |case, by| case.withdraw(by, NOW),
        |case, _| case.expire(DEADLINE.tomorrow().unwrap(), NOW),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_settled_case_stays_so_and_the_trail_tells_everything(
            review in select(vec![Review::None, Review::Officer, Review::FourEyes]),
            // The last two settle most cases at once, so the others are drawn more often.
            steps in vec((prop_oneof![4 => 0..8_usize, 1 => 8..12_usize], select(vec!["opener", "officer", "another"])), 0..40),
        ) {
            let mut case = case(CaseState::Draft, review);
            for (step, by) in steps {
                let before = case.clone();
                match STEPS[step](case, by) {
                    Ok(after) => {
                        prop_assert!(before.state.is_open(), "a settled case took a step");
                        prop_assert_eq!(&after.trail[..before.trail.len()], &before.trail[..]);
                        prop_assert_eq!(after.trail.len(), before.trail.len() + 1);
                        let last = after.trail.last().unwrap();
                        prop_assert_eq!(last.to.as_str(), after.state.code());
                        let settled = matches!(after.state, CaseState::Accepted { .. } | CaseState::Refused { .. });
                        let own = before.is_brought_in_by(by);
                        prop_assert!(!settled || review != Review::FourEyes || !own);
                        case = after;
                    }
                    Err(refusal) => {
                        prop_assert_eq!(refusal == CaseRefusal::Settled, !before.state.is_open());
                        case = before;
                    }
                }
            }
            let text = serde_json::to_string(&case).unwrap();
            prop_assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
        }
    }
}
