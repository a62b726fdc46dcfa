//! The household as the registry knows it on some date: the fold of its changes.

use crate::{
    area::AreaCode,
    code_lists::{MaritalStatus, Region, Relation, Sex},
    finding::{Finding, FindingCode},
    identity::{CitizenNumber, Identity},
    ids::{ChangeId, PersonId},
    personal::Personal,
    registry_number::RegistryNumber,
    sections::{
        Assets, Birth, Disability, Dwelling, Education, Health, Institutions, Interview, Land, Livestock,
        PaperCard, Person, Support, Utilities, Work,
    },
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A household on some date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Household {
    /// Its number for ever.
    pub number: RegistryNumber,
    /// Whether it still stands by itself.
    pub status: Status,
    /// What is known of it.
    pub record: Record,
    /// Who used to be a member.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_members: Vec<FormerMember>,
    /// What an officer marked as doubtful and nobody has resolved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discrepancies: Vec<Discrepancy>,
}

/// Whether a household stands by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// It does.
    Active,
    /// It was found to be part of another, which holds its members now.
    Merged {
        /// The household that absorbed it.
        into: RegistryNumber,
        /// Since when.
        on: Date,
    },
}

/// The content of a survey, kept current by later changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The form and version that the latest survey was made with.
    pub form: FormUsed,
    /// The latest interview.
    pub interview: Interview,
    /// Where the household lives.
    pub location: Location,
    /// Sections of the questionnaire.
    pub dwelling: Dwelling,
    /// Connections and bills.
    pub utilities: Utilities,
    /// Durable goods.
    pub assets: Assets,
    /// Agricultural land.
    pub land: Land,
    /// Animals.
    pub livestock: Livestock,
    /// Support received.
    pub support: Support,
    /// Contact with state institutions.
    pub institutions: Institutions,
    /// Answers that the 2010-11 card asked together.
    pub paper_card: PaperCard,
    /// The roster, in the order of the questionnaire; later members follow.
    pub members: Vec<Member>,
    /// Births of the last five years.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub births: Vec<Birth>,
}

/// The questionnaire a survey was made with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FormUsed {
    /// Form id, such as `household`.
    pub id: String,
    /// Form version, such as `2026112201`.
    pub version: String,
}

/// Where a household lives. Larger areas follow from the smallest one known, by date.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Tehsil.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tehsil: Option<AreaCode>,
    /// Union council.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub union_council: Option<AreaCode>,
    /// Enumeration block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<AreaCode>,
    /// Rural or urban.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Street, house, village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Personal>,
    /// What stands near.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landmark: Option<Personal>,
}

/// A member of a household.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The person, the same for life.
    pub id: PersonId,
    /// Row on the roster, from 1; never given to another.
    pub line: u8,
    /// Name in Roman letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    /// Name in Urdu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_urdu: Option<Personal>,
    /// Number of the citizen registry.
    pub identity: Identity,
    /// Who the member is.
    pub person: Person,
    /// The day for which the stated age was true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_stated_on: Option<Date>,
    /// Husband or wife, where a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spouse: Option<PersonId>,
    /// Father, where a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub father: Option<PersonId>,
    /// Mother, where a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mother: Option<PersonId>,
    /// Schooling.
    pub education: Education,
    /// Work.
    pub work: Work,
    /// Disability.
    pub disability: Disability,
    /// Health.
    pub health: Health,
}

/// Why somebody is a member no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Departure {
    /// Died.
    Death,
    /// Married into another household.
    Marriage,
    /// Moved away.
    Departure,
    /// Went with the part of the household that became one of its own.
    Split,
    /// Went into the household with which this one was merged.
    Merge,
    /// Not on the roster of a later survey.
    NotListed,
    /// Was never a member: listed by mistake.
    Mistake,
}

/// Somebody who used to be a member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormerMember {
    /// As last known here.
    pub member: Member,
    /// Since when.
    pub left_on: Date,
    /// Why.
    pub departure: Departure,
}

/// Something doubtful in a record, marked until resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discrepancy {
    /// The change that marked it.
    pub marked_by: ChangeId,
    /// What it is about: a place in the record.
    pub place: String,
    /// The officer's words.
    pub about: Personal,
}

impl Household {
    /// The member who is a person.
    pub fn find_member(&self, person: PersonId) -> Option<&Member> {
        self.record.members.iter().find(|member| member.id == person)
    }

    /// The head: the one member whose relation says so; none when nobody's or several members' does.
    pub fn find_head(&self) -> Option<&Member> {
        self.record.find_head()
    }

    /// Everybody's number of the citizen registry, members only.
    pub fn citizen_numbers(&self) -> impl Iterator<Item = (PersonId, CitizenNumber)> {
        self.record.members.iter().filter_map(|member| Some((member.id, member.identity.number()?)))
    }
}

impl Record {
    /// The head: the one member whose relation says so; none when nobody's or several members' does.
    pub fn find_head(&self) -> Option<&Member> {
        let mut heads = self.members.iter().filter(|member| member.person.relation == Some(Relation::Head));
        let head = heads.next()?;
        heads.next().is_none().then_some(head)
    }

    /// A line number nobody has had, given those used so far.
    pub fn next_line(&self, former: &[FormerMember]) -> u8 {
        let lines = self.members.iter().chain(former.iter().map(|former| &former.member));
        lines.map(|member| member.line).max().unwrap_or(0).saturating_add(1)
    }
}

impl Member {
    /// A member of whom nothing is known yet.
    pub fn new(id: PersonId, line: u8) -> Self {
        Self {
            id,
            line,
            name: None,
            name_urdu: None,
            identity: Identity::None,
            person: Person::default(),
            age_stated_on: None,
            spouse: None,
            father: None,
            mother: None,
            education: Education::default(),
            work: Work::default(),
            disability: Disability::default(),
            health: Health::default(),
        }
    }

    /// Completed years on a day: from the date of birth, else from the stated age and the whole years since it was
    /// stated (indicators.md C0). `None` when neither is known or the person was not yet born.
    pub fn age_years_on(&self, date: Date) -> Option<u8> {
        let years = match (self.person.birth_date, self.person.age_years, self.age_stated_on) {
            (Some(born), _, _) => completed_years(born, date)?,
            (None, Some(stated), Some(on)) => i32::from(stated) + whole_years_between(on, date),
            (None, Some(stated), None) => i32::from(stated),
            (None, None, _) => return None,
        };
        u8::try_from(years).ok()
    }

    /// Ever married: married, widowed, divorced, separated.
    pub fn ever_married(&self) -> Option<bool> {
        let status = self.person.marital_status?;
        Some(!matches!(status, MaritalStatus::NeverMarried | MaritalStatus::Nikah))
    }

    /// At least one of the six Washington Group domains "a lot of difficulty" or "cannot do"; `None` unless all
    /// six were answered or one already decides.
    pub fn disabled(&self) -> Option<bool> {
        use crate::code_lists::Difficulty::{ALot, Cannot};
        let domains = [
            self.disability.seeing,
            self.disability.hearing,
            self.disability.walking,
            self.disability.remembering,
            self.disability.self_care,
            self.disability.communicating,
        ];
        if domains.iter().flatten().any(|difficulty| matches!(difficulty, ALot | Cannot)) {
            return Some(true);
        }
        domains.iter().all(Option::is_some).then_some(false)
    }

    /// Whether the person is a woman or girl.
    pub fn is_female(&self) -> bool {
        self.person.sex == Some(Sex::Female)
    }
}

/// A citizen number belongs to one person: of members of one roster who have the same, whoever stands later is without it
/// and gets a finding; only what was submitted or delivered still has it.
pub fn drop_second_numbers(members: &mut [Member]) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for member in members {
        let Some(number) = member.identity.number() else { continue };
        if !seen.insert(number) {
            member.identity = Identity::None;
            let place = format!("roster/member[{}]/person/number", member.line);
            findings.push(Finding::at(FindingCode::IdentityTwice, place));
        }
    }
    findings
}

/// Completed years from birth to a day; `None` before birth.
fn completed_years(born: Date, on: Date) -> Option<i32> {
    if on < born {
        return None;
    }
    let years = i32::from(on.year()) - i32::from(born.year());
    let birthday_to_come = (on.month(), on.day()) < (born.month(), born.day());
    Some(years - i32::from(birthday_to_come))
}

/// Whole years of 365.25 days from one day to another; negative when the other is earlier.
fn whole_years_between(from: Date, to: Date) -> i32 {
    let days = i64::from(to.since(from).map_or(0, |span| span.get_days()));
    // Quarter days, so that no rounding enters.
    i32::try_from((days * 4).div_euclid(1461)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_lists::Difficulty;
    use jiff::civil::date;
    use uuid::Uuid;

    fn member() -> Member {
        Member::new(PersonId(Uuid::nil()), 1)
    }

    #[test]
    fn age_follows_the_date_of_birth() {
        let mut child = member();
        child.person.birth_date = Some(date(2016, 2, 29));
        child.person.age_years = Some(99);
        assert_eq!(child.age_years_on(date(2026, 2, 28)), Some(9));
        assert_eq!(child.age_years_on(date(2026, 3, 1)), Some(10));
        assert_eq!(child.age_years_on(date(2016, 2, 28)), None);
    }

    #[test]
    fn a_stated_age_grows_with_the_years() {
        let mut woman = member();
        assert_eq!(woman.age_years_on(date(2026, 1, 1)), None);
        woman.person.age_years = Some(40);
        woman.age_stated_on = Some(date(2022, 6, 1));
        assert_eq!(woman.age_years_on(date(2022, 6, 1)), Some(40));
        assert_eq!(woman.age_years_on(date(2023, 5, 31)), Some(40));
        assert_eq!(woman.age_years_on(date(2026, 6, 1)), Some(44));
        assert_eq!(woman.age_years_on(date(2021, 6, 1)), Some(39));
    }

    #[test]
    fn a_number_given_twice_stays_with_the_first_who_has_it() {
        let number = |text: &str| text.parse().unwrap();
        let identities = [
            Identity::Cnic(number("90000-0000001-1")),
            Identity::None,
            Identity::BForm(number("90000-0000001-1")),
            Identity::Cnic(number("90000-0000002-2")),
            Identity::Cnic(number("90000-0000001-1")),
        ];
        let mut members: Vec<Member> = identities
            .into_iter()
            .zip(1..)
            .map(|(identity, line)| Member { identity, ..Member::new(PersonId(Uuid::nil()), line) })
            .collect();
        let findings = drop_second_numbers(&mut members);
        let kept: Vec<Identity> = members.iter().map(|member| member.identity).collect();
        assert_eq!(kept, [identities[0], Identity::None, Identity::None, identities[3], Identity::None]);
        let expected = [3, 5].map(|line| {
            Finding::at(FindingCode::IdentityTwice, format!("roster/member[{line}]/person/number"))
        });
        assert_eq!(findings, expected);
        assert_eq!(drop_second_numbers(&mut members), [], "once is enough");
    }

    #[test]
    fn an_unanswered_domain_leaves_disability_open() {
        let mut person = member();
        assert_eq!(person.disabled(), None);
        person.disability.walking = Some(Difficulty::Cannot);
        assert_eq!(person.disabled(), Some(true));
        let none = Some(Difficulty::None);
        person.disability = Disability {
            seeing: none,
            hearing: none,
            walking: Some(Difficulty::Some),
            remembering: none,
            self_care: none,
            communicating: none,
            ..Disability::default()
        };
        assert_eq!(person.disabled(), Some(false));
    }
}
