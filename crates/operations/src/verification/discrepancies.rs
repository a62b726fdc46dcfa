//! Cases of people about whom record and citizen registry disagree: one for each person, changed as the answers change, and closed
//! when they agree.

use super::claims::Claim;
use crate::{Registry, cases, error::read_document};
use registry::{
    case::{Case, CaseState, CaseStep, Subject},
    change::{Channel, UpdateType},
    citizen::{Field, Verification},
    finding::{Finding, FindingCode},
    ids::PersonId,
    updates::Review,
};
use store::{StoreError, rows::CaseWrite};

impl Registry {
    /// What answers write about cases.
    pub(super) async fn discrepancy_cases(
        &self,
        answers: &[(&Claim, Verification)],
    ) -> Result<Vec<CaseWrite>, StoreError> {
        let about = answers.iter().filter(|(claim, _)| claim.is_member);
        let keys: Vec<String> = about.clone().map(|(claim, _)| key_of(claim.member.id)).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut open = Vec::new();
        for row in self.store().find_cases_touching(&keys).await? {
            let case: Case = read_document("case", &row.document)?;
            if let Subject::Verification { person } = case.subject {
                open.push((person, row.version, case));
            }
        }
        let mut writes = Vec::new();
        for (claim, verification) in about {
            let open = open.iter().find(|(person, ..)| *person == claim.member.id);
            let open = open.map(|(_, version, case)| (*version, case.clone()));
            writes.extend(self.discrepancy_case(claim, verification, open)?);
        }
        Ok(writes)
    }

    fn discrepancy_case(
        &self,
        claim: &Claim,
        verification: &Verification,
        open: Option<(u32, Case)>,
    ) -> Result<Option<CaseWrite>, StoreError> {
        let findings: Vec<Finding> = verification.mismatches().map(|field| finding(claim, field)).collect();
        match open {
            // Nothing new is known where the number is not held any more: an officer still has to look.
            Some(_) if verification.held.is_none() => Ok(None),
            Some((version, case)) if findings.is_empty() => {
                self.agreed(case, version, verification).map(Some)
            }
            Some((_, case)) if case.findings == findings => Ok(None),
            Some((version, case)) => cases::rewrite(&Case { findings, ..case }, version + 1).map(Some),
            None if findings.is_empty() => Ok(None),
            None => self.new_discrepancy(claim, verification, findings).map(Some),
        }
    }

    fn new_discrepancy(
        &self,
        claim: &Claim,
        verification: &Verification,
        findings: Vec<Finding>,
    ) -> Result<CaseWrite, StoreError> {
        let new = cases::NewCase {
            subject: Subject::Verification { person: claim.member.id },
            household: Some(claim.household),
            others: Vec::new(),
            tehsil: claim.tehsil.clone(),
            update_type: UpdateType::MissedInformation,
            channel: Channel::CitizenRegistry,
            findings,
            proposal: None,
            state: CaseState::InReview,
            review: Review::Officer,
            keys: vec![key_of(claim.member.id), format!("number:{}", claim.number.as_u64())],
        };
        self.new_case(&verification.source, new)
    }

    /// Record and citizen registry agree by now: whoever opened the case, the citizen registry, takes it back.
    fn agreed(&self, case: Case, version: u32, verification: &Verification) -> Result<CaseWrite, StoreError> {
        let mut case = Case { state: CaseState::Withdrawn, ..case };
        let by = verification.source.clone();
        case.trail.push(CaseStep {
            at: self.clock().now(),
            by,
            to: case.state.code().to_owned(),
            note: None,
        });
        cases::rewrite(&case, version + 1)
    }
}

fn key_of(person: PersonId) -> String {
    format!("person:{person}")
}

fn finding(claim: &Claim, field: Field) -> Finding {
    let place = match field {
        Field::Number => "person/number",
        Field::Name => "person/name",
        Field::Gender => "person/sex",
        Field::MaritalStatus => "person/marital_status",
        Field::Disability => "disability",
        Field::Alive => "person",
    };
    Finding::at(FindingCode::CitizenRegistryDiffers, format!("roster/member[{}]/{place}", claim.member.line))
}
