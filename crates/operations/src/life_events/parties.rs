//! Whom a notice is about: members of households, or people who were.

use crate::{Registry, error::read_document};
use registry::{
    household::{Departure, Household, Member},
    identity::CitizenNumber,
    proposal::WhichMember,
};
use store::StoreError;

/// Somebody in the registry.
#[derive(Debug, Clone)]
pub(super) struct Party {
    /// The number by which the notice has the person.
    pub(super) number: CitizenNumber,
    /// The household.
    pub(super) household: Household,
    /// The person, as last known there.
    pub(super) member: Member,
    /// Why no longer a member; none for a member.
    pub(super) left: Option<Departure>,
}

impl Party {
    /// Whether a member today.
    pub(super) fn is_member(&self) -> bool {
        self.left.is_none()
    }

    /// How a proposal points at a member.
    pub(super) fn which(&self) -> WhichMember {
        WhichMember { line: Some(self.member.line), number: Some(self.number) }
    }
}

impl Registry {
    /// Who has a number: a member, else whoever had it when the citizen registry was asked about it.
    pub(super) async fn party(&self, number: CitizenNumber) -> Result<Option<Party>, StoreError> {
        let holders = self.store().find_holders(&[number]).await?;
        let (household, person) = if let Some(holder) = holders.first() {
            (holder.household, holder.person)
        } else if let Some(row) = self.store().find_verifications(&[number]).await?.first() {
            (row.household, row.person)
        } else {
            return Ok(None);
        };
        let Some(row) = self.store().find_household(household).await? else { return Ok(None) };
        let household: Household = read_document("household", &row.document)?;
        if let Some(member) = household.find_member(person).cloned() {
            return Ok(Some(Party { number, household, member, left: None }));
        }
        let former = household.former_members.iter().rfind(|former| former.member.id == person);
        let former = former.map(|former| (former.member.clone(), former.departure));
        Ok(former.map(|(member, left)| Party { number, household, member, left: Some(left) }))
    }
}
