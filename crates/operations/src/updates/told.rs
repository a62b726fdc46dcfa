//! What an officer, a page and the command line are told about a household's updates.

use super::next_survey;
use crate::{
    Registry,
    audit::Action,
    authority::{Authority, Permission},
    cases::CaseInList,
    error::{VerbError, VerbResult, read_document},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    case::Case,
    change::UpdateType,
    citizen::Verification,
    ids::PersonId,
    registry_number::RegistryNumber,
    updates::{Because, State, UpdateRule, standing},
    wording::Wording,
};

/// Everything about a household's updates on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdUpdates {
    /// The household.
    pub household: RegistryNumber,
    /// The day.
    pub on: Date,
    /// The version of the rules in force; none where no rules hold on that day, and then nothing is said of types.
    pub rules_version: Option<String>,
    /// Every type, in their order.
    pub types: Vec<TypeStanding>,
    /// From when it may be surveyed again, and under which type; none where that hangs on an act of others.
    pub next_survey: Option<(Date, UpdateType)>,
    /// Its cases, newest first.
    pub cases: Vec<CaseInList>,
    /// What it was told, newest first.
    pub notices: Vec<Told>,
    /// The latest answer of the citizen registry about each member who has a number and was asked about.
    pub verifications: Vec<Verified>,
}

/// What a type is to a household.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeStanding {
    /// The type.
    pub update_type: UpdateType,
    /// Its name.
    pub title: Wording,
    /// Open, due or closed.
    pub state: State,
    /// Why.
    pub because: Because,
    /// What a refusal would say; with the dates filled in.
    pub refusal: Option<Wording>,
}

/// Something that a household was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What: such as `recertification_due`.
    pub kind: String,
    /// The day of which it is.
    pub on: Date,
    /// When it was written.
    pub written: Timestamp,
    /// What it says, as JSON.
    pub document: String,
}

/// The latest answer about a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The member.
    pub person: PersonId,
    /// `match`, `mismatch` or `not_held`: the worst of the fields.
    pub outcome: String,
    /// The answer.
    pub verification: Verification,
    /// Whether it still counts.
    pub current: bool,
}

impl Registry {
    /// What is open to a household today, due and closed, and why; its cases, notices and verifications.
    pub async fn updates_of(
        &self,
        authority: &Authority,
        number: RegistryNumber,
    ) -> VerbResult<HouseholdUpdates> {
        self.demand(authority, Permission::ReadCases, Action::ReadUpdates).await?;
        let entry = self.open_household(authority, number, Action::ReadUpdates).await?;
        self.audit(entry).await?;
        let today = self.clock().today();
        let situation = self.situation_of(number, today).await?;
        let rules = self.rules().updates_on(today);
        let types = rules.map(|rules| {
            let standings = standing(rules, &situation, today).into_iter();
            standings.map(|one| type_standing(&one, situation.surveyed_on)).collect()
        });
        Ok(HouseholdUpdates {
            household: number,
            on: today,
            rules_version: rules.map(|rules| rules.version.clone()),
            types: types.unwrap_or_default(),
            next_survey: rules.and_then(|rules| next_survey(rules, &situation, today)),
            cases: self.cases_of(number).await?,
            notices: self.notices_of(number).await?,
            verifications: self.verified(number).await?,
        })
    }

    async fn cases_of(&self, number: RegistryNumber) -> VerbResult<Vec<CaseInList>> {
        let rows = self.store().list_cases_of(number).await?;
        let read = |row: &store::rows::CaseRow| {
            let case: Case = read_document("case", &row.document)?;
            Ok::<_, VerbError>(CaseInList::of(&case))
        };
        rows.iter().map(read).collect()
    }

    async fn notices_of(&self, number: RegistryNumber) -> VerbResult<Vec<Told>> {
        let rows = self.store().list_notices_of(number).await?.into_iter();
        let told =
            rows.map(|row| Told { kind: row.kind, on: row.on, written: row.written, document: row.document });
        Ok(told.collect())
    }

    async fn verified(&self, number: RegistryNumber) -> VerbResult<Vec<Verified>> {
        let now = self.clock().now();
        let mut verified: Vec<Verified> = Vec::new();
        for row in self.store().list_verifications_of(number).await? {
            if verified.iter().any(|known| known.person == row.person) {
                continue;
            }
            verified.push(Verified {
                person: row.person,
                outcome: row.outcome,
                verification: read_document("verification", &row.document)?,
                current: now < row.expires,
            });
        }
        Ok(verified)
    }
}

fn type_standing(standing: &registry::updates::Standing<'_>, surveyed: Option<Date>) -> TypeStanding {
    let from = match standing.state {
        State::Closed { from } => Some(from),
        State::Open { .. } | State::Due { .. } => None,
    };
    TypeStanding {
        update_type: standing.rule.update_type,
        title: standing.rule.title.clone(),
        state: standing.state,
        because: standing.because.clone(),
        refusal: from.map(|from| filled(standing.rule, from, surveyed)),
    }
}

/// The rule's refusal with the dates that are known.
fn filled(rule: &UpdateRule, from: Option<Date>, surveyed: Option<Date>) -> Wording {
    let places = [
        ("{from}", from, &rule.words.from_unknown),
        ("{surveyed}", surveyed, &rule.words.surveyed_unknown),
        ("{until}", None, &rule.words.until_unknown),
    ];
    let mut text = rule.refusal.clone();
    for (place, day, unknown) in places {
        let day = day.map(|day| day.to_string());
        text.en = text.en.replace(place, day.as_deref().unwrap_or(&unknown.en));
        text.ur = text.ur.replace(place, day.as_deref().unwrap_or(&unknown.ur));
    }
    text
}
