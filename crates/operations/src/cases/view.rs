//! Looking at a case: what it proposes, what else touches the same facts, what the citizen registry said.

use super::{CaseInList, Kept};
use crate::{
    Registry,
    audit::{Action, AuditEntry, Outcome},
    authority::{Authority, Permission},
    error::{VerbError, VerbResult, read_document},
};
use registry::{
    case::{Case, Subject},
    citizen::Verification,
    household::Household,
    identity::CitizenNumber,
    ids::CaseId,
    registry_number::RegistryNumber,
};
use store::StoreError;

/// The subject of cases in which record and citizen registry differ, as the store has it.
const VERIFICATION: &str = "verification";

/// A case with all that belongs to it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case, its proposal and its trail.
    pub case: Case,
    /// The household as it stands, where the case has one.
    pub household: Option<Household>,
    /// Other open cases about the same facts, oldest first.
    pub conflicts: Vec<CaseInList>,
    /// The latest answers of the citizen registry about the numbers concerned.
    pub verifications: Vec<Verification>,
    /// Whether whoever looks may settle it: the rule may want another pair of eyes.
    pub may_review: bool,
}

impl Registry {
    /// A case with all that belongs to it.
    pub async fn view_case(&self, authority: &Authority, id: CaseId) -> VerbResult<CaseView> {
        let (kept, entry) = self.enter_case(authority, id, Permission::ReadCases, Action::ReadCase).await?;
        self.audit(entry).await?;
        let case = kept.case;
        let household = match case.household {
            Some(number) => self.store().find_household(number).await?,
            None => None,
        };
        let household =
            household.map(|row| read_document::<Household>("household", &row.document)).transpose()?;
        let conflicts = self.conflicts(&case).await?;
        let numbers = numbers_of(&case);
        let answers =
            if numbers.is_empty() { Vec::new() } else { self.store().find_verifications(&numbers).await? };
        let answers = answers.iter().map(|row| read_document("verification", &row.document));
        let verifications = answers.collect::<Result<Vec<Verification>, StoreError>>()?;
        let may_review = case.state.is_open()
            && authority.may(Permission::ReviewCases)
            && case.may_be_reviewed_by(authority.actor());
        Ok(CaseView { case, household, conflicts, verifications, may_review })
    }

    /// Other open cases about the same facts, oldest first: the same persons and numbers, or whatever else is proposed for
    /// the same households. That the citizen registry differs about somebody else there is another matter.
    pub(crate) async fn conflicts(&self, case: &Case) -> VerbResult<Vec<CaseInList>> {
        let mut rows = self.store().find_cases_touching(&case.touches).await?;
        if !matches!(case.subject, Subject::Verification { .. }) {
            let households = case.household.iter().chain(&case.others);
            let households: Vec<String> =
                households.map(|number: &RegistryNumber| format!("household:{number}")).collect();
            let there = self.store().find_cases_touching(&households).await?;
            let proposed = there.into_iter().filter(|row| row.subject != VERIFICATION);
            let further: Vec<_> =
                proposed.filter(|row| rows.iter().all(|known| known.id != row.id)).collect();
            rows.extend(further);
            rows.sort_by_key(|row| (row.opened, row.id));
        }
        let others = rows.into_iter().filter(|row| row.id != case.id);
        let read = others.map(|row| {
            let case: Case = read_document("case", &row.document)?;
            Ok::<_, StoreError>(CaseInList::of(&case))
        });
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// A case within an authority's areas; what is not is logged and not found.
    pub(crate) async fn enter_case(
        &self,
        authority: &Authority,
        id: CaseId,
        permission: Permission,
        action: Action,
    ) -> VerbResult<(Kept, AuditEntry)> {
        self.demand(authority, permission, action).await?;
        let entry = AuditEntry::new(self, authority, action).subject(format!("case {id}"));
        let Some(kept) = self.kept_case(id).await? else {
            self.audit(entry.outcome(Outcome::NotFound)).await?;
            return Err(VerbError::NotFound);
        };
        let entry = entry.household(kept.case.household);
        if !self.covers(authority, kept.case.tehsil.as_ref()).await {
            self.audit(entry.outcome(Outcome::Refused)).await?;
            return Err(VerbError::NotFound);
        }
        Ok((kept, entry))
    }
}

/// The citizen numbers that a case touches.
fn numbers_of(case: &Case) -> Vec<CitizenNumber> {
    let digits = case.touches.iter().filter_map(|touch| touch.strip_prefix("number:"));
    digits.filter_map(|digits| CitizenNumber::from_u64(digits.parse().ok()?).ok()).collect()
}
