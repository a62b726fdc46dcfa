//! What the citizen registry has confirmed of a person, by its kept answers. They are held against the person as proposed,
//! which may be another than the one in the record about whom was asked.

use crate::{Registry, error::read_document};
use linkage::{
    family_tree::{Meeting, meet},
    verification::verify,
};
use registry::{
    citizen::{CardState, CitizenRecord, Field, Verdict, Verification},
    household::{Household, Member},
    identity::CitizenNumber,
    updates::Check,
};
use store::StoreError;

/// What is known of a person from the citizen registry.
#[derive(Debug, Default)]
pub(crate) struct Confirmed {
    /// What it confirms.
    pub(crate) checks: Vec<Check>,
    /// Numbers about which it has not been asked, or too long ago.
    pub(crate) unasked: Vec<CitizenNumber>,
    /// Its book says that the families do not meet.
    pub(crate) unrelated: bool,
}

impl Registry {
    /// What the citizen registry's kept answers say of a person as proposed for a household.
    pub(crate) async fn confirmed(
        &self,
        member: &Member,
        household: &Household,
    ) -> Result<Confirmed, StoreError> {
        let Some(number) = member.identity.number() else { return Ok(Confirmed::default()) };
        let Some(answer) = self.latest_answer(number).await? else {
            return Ok(Confirmed { unasked: vec![number], ..Confirmed::default() });
        };
        let Some(held) = &answer.held else { return Ok(Confirmed::default()) };
        let compared = verify(member, number, Some(held.clone()), &answer.source, answer.at, answer.expires);
        let mut checks = vec![Check::NumberHeld];
        let fields = [
            (Field::Name, Check::Name),
            (Field::Gender, Check::Gender),
            (Field::MaritalStatus, Check::MaritalStatus),
            (Field::Disability, Check::Disability),
        ];
        let agrees = fields.into_iter().filter(|(field, _)| compared.verdict(*field) == Verdict::Match);
        checks.extend(agrees.map(|(_, check)| check));
        let dead = held.death_date.is_some() || held.card == Some(CardState::Deceased);
        checks.push(if dead { Check::Dead } else { Check::Alive });
        let meeting = meet(held, household, &self.book_of(household).await?);
        if matches!(meeting, Meeting::ByBirth(_) | Meeting::ByMarriage(_)) {
            checks.push(Check::FamilyTree);
        }
        Ok(Confirmed { checks, unasked: Vec::new(), unrelated: meeting == Meeting::None })
    }

    /// The latest answer about a number, if it still counts.
    async fn latest_answer(&self, number: CitizenNumber) -> Result<Option<Verification>, StoreError> {
        let now = self.clock().now();
        let rows = self.store().find_verifications(&[number]).await?;
        let row = rows.into_iter().find(|row| now < row.expires);
        row.map(|row| read_document("verification", &row.document)).transpose()
    }

    /// What the citizen registry holds of the members of a household, as far as it was asked.
    async fn book_of(&self, household: &Household) -> Result<Vec<CitizenRecord>, StoreError> {
        let numbers: Vec<CitizenNumber> = household.citizen_numbers().map(|(_, number)| number).collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut book = Vec::new();
        for row in self.store().find_verifications(&numbers).await? {
            let answer: Verification = read_document("verification", &row.document)?;
            book.extend(answer.held);
        }
        Ok(book)
    }
}
