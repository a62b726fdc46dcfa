//! Who claims which number: members of households, and people proposed for them.

use crate::{Registry, error::read_document};
use registry::{
    area::AreaCode,
    case::{Case, CaseState},
    household::{Household, Member},
    identity::CitizenNumber,
    proposal::{Content, RosterEvent},
    registry_number::RegistryNumber,
};
use store::{StoreError, rows::HouseholdRow};

/// A person of the record, or proposed for it, and the number that is said to be hers or his.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// The number.
    pub(crate) number: CitizenNumber,
    /// The person as recorded or proposed.
    pub(crate) member: Member,
    /// Whether the person is a member; a proposed one is nobody's discrepancy.
    pub(crate) is_member: bool,
    /// The household.
    pub(crate) household: RegistryNumber,
    /// Its tehsil.
    pub(crate) tehsil: Option<AreaCode>,
}

impl Claim {
    /// A claim of a member; none without a number.
    pub(crate) fn of(member: &Member, household: &Household) -> Option<Self> {
        Some(Self {
            number: member.identity.number()?,
            member: member.clone(),
            is_member: household.find_member(member.id).is_some(),
            household: household.number,
            tehsil: household.record.location.tehsil.clone(),
        })
    }
}

/// The claims of everybody in a household, by its row.
pub(super) fn claims_of_row(row: &HouseholdRow) -> Result<Vec<Claim>, StoreError> {
    let household: Household = read_document("household", &row.document)?;
    Ok(household.record.members.iter().filter_map(|member| Claim::of(member, &household)).collect())
}

impl Registry {
    /// The claims of everybody in a household, and of those whom its waiting cases propose for it. A number comes once: as
    /// proposed, where a case proposes something about a member.
    pub(super) async fn claims_of(&self, number: RegistryNumber) -> Result<Vec<Claim>, StoreError> {
        let Some(row) = self.store().find_household(number).await? else { return Ok(Vec::new()) };
        let mut claims = claims_of_row(&row)?;
        let household: Household = read_document("household", &row.document)?;
        for case in self.waiting_cases(number).await? {
            let proposed = proposed(&case, &household);
            for claim in proposed.iter().filter_map(|member| Claim::of(member, &household)) {
                if !claims.iter().any(|known| known.number == claim.number) {
                    claims.push(claim);
                }
            }
        }
        Ok(claims)
    }

    /// The cases of a household that wait for the citizen registry.
    pub(super) async fn waiting_cases(&self, household: RegistryNumber) -> Result<Vec<Case>, StoreError> {
        let rows = self.store().list_cases_of(household).await?;
        let open = rows.iter().filter(|row| row.open);
        let cases: Result<Vec<Case>, StoreError> =
            open.map(|row| read_document("case", &row.document)).collect();
        let waits = |case: &Case| matches!(case.state, CaseState::WaitingForCitizenRegistry { .. });
        Ok(cases?.into_iter().filter(waits).collect())
    }
}

/// Whom a case proposes, or proposes to change, with a number.
fn proposed(case: &Case, household: &Household) -> Vec<Member> {
    match case.proposal.as_ref().map(|proposal| &proposal.content) {
        Some(Content::Survey(record)) => record.members.clone(),
        Some(Content::Roster { event: Some(RosterEvent::Arrival { member, .. }), .. }) => {
            vec![(**member).clone()]
        }
        Some(Content::Roster { event: Some(RosterEvent::Identity { who, identity }), .. }) => {
            let member = who.find(&household.record);
            member.map(|member| Member { identity: *identity, ..member.clone() }).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
