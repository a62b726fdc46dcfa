//! Typed changes: the only way in which a household comes to be or becomes another.

use crate::{
    area::AreaCode,
    code_lists::Relation,
    household::{Departure, Discrepancy, FormerMember, Household, Location, Member, Record, Status},
    identity::Identity,
    ids::{ChangeId, PersonId},
    personal::Personal,
    registry_number::RegistryNumber,
    sections::{Assets, Dwelling, Institutions, Land, Livestock, Support, Utilities},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A change with everything that is kept about it. Its text (JSON) is what the log stores and the chain hashes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: ChangeId,
    /// The household it changes.
    pub household: RegistryNumber,
    /// Since when it is true.
    pub effective: Date,
    /// Since when it is known.
    pub recorded: Timestamp,
    /// Who made it: a sign-in name, an enumerator's name or a system's.
    pub author: String,
    /// How it came.
    pub channel: Channel,
    /// Where it was made, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<AreaCode>,
    /// Under which of the update types, or as a first survey or a correction.
    pub update_type: UpdateType,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why, where somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal>,
    /// What changes.
    pub change: Change,
}

/// How a change came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// An enumerator's tablet.
    Tablet,
    /// A desk in a tehsil.
    Desk,
    /// A van.
    Van,
    /// The citizens' own app.
    App,
    /// A file of many households.
    File,
    /// A notice of the citizen registry.
    CitizenRegistry,
    /// A programme's message.
    Programme,
}

/// Why a record may change now (mission.md, part C).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateType {
    /// The survey that first brought a household in.
    FirstSurvey,
    /// The correction of a submission by its enumerator.
    Correction,
    /// Type 1: missed information.
    MissedInformation,
    /// Type 2: appeal cut-off.
    AppealCutoff,
    /// Type 3: roster.
    Roster,
    /// Type 4: shock response.
    Shock,
    /// Type 5: cyclic.
    Cyclic,
    /// Type 6: recertification.
    Recertification,
    /// Type 7: registry renewal.
    Renewal,
}

/// What a change rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// A questionnaire, by its instance id.
    Submission {
        /// The instance id.
        instance: String,
    },
    /// A paper such as a death certificate.
    Document {
        /// What paper.
        document: String,
        /// Its number.
        number: Personal,
    },
    /// A row of a delivered file, by the SHA-256 of the files' content.
    File {
        /// The hash in hexadecimal.
        sha256: String,
        /// The household's row, from 1, headings not counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        row: Option<u64>,
    },
}

/// What changes. Whole sections and members are replaced, never single answers, so that an entry reads alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The household enters the registry.
    Register {
        /// All that the survey found.
        record: Box<Record>,
        /// The household from which it split off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split_from: Option<RegistryNumber>,
    },
    /// Another survey of a household that is registered, newer or older. From its day on it takes the place of the
    /// record; members not on its roster become former members.
    Resurvey {
        /// All that the survey found, with known persons under their ids.
        record: Box<Record>,
    },
    /// A survey was wrong: this is what it should have said, from the same day on.
    Correct {
        /// The entry corrected.
        corrected: ChangeId,
        /// All that the survey should have found.
        record: Box<Record>,
    },
    /// One section is replaced.
    AmendSection {
        /// The section.
        section: Box<SectionContent>,
    },
    /// A member joins.
    AddMember {
        /// The member.
        member: Box<Member>,
        /// How.
        cause: Arrival,
    },
    /// A member is replaced by what is known now: marital status, gender, disability, schooling, work.
    AmendMember {
        /// The member under the same id.
        member: Box<Member>,
    },
    /// A member leaves.
    RemoveMember {
        /// Who.
        person: PersonId,
        /// Why.
        departure: Departure,
    },
    /// A later survey found a person in another household: whoever still was a member here has left. Surveys of one round
    /// come in any order, so the person may have been missed here already.
    FoundElsewhere {
        /// Who.
        person: PersonId,
        /// Where.
        household: RegistryNumber,
    },
    /// A member's number of the citizen registry becomes known or is put right.
    LinkIdentity {
        /// Who.
        person: PersonId,
        /// The number.
        identity: Identity,
    },
    /// Another member becomes head.
    ChangeHead {
        /// The new head.
        person: PersonId,
        /// What the old head, where still a member, is to the new one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        former_head_relation: Option<Relation>,
    },
    /// Members leave to form a household of their own.
    Split {
        /// Who.
        persons: Vec<PersonId>,
        /// Their household.
        into: RegistryNumber,
    },
    /// The household is part of another, which takes its members.
    Merge {
        /// The other.
        into: RegistryNumber,
    },
    /// Members of a household that was part of this one come in.
    Absorb {
        /// The other.
        from: RegistryNumber,
        /// Its members.
        members: Vec<Member>,
    },
    /// The household moves.
    Move {
        /// Where to.
        location: Box<Location>,
    },
    /// An officer marks something as doubtful.
    MarkDiscrepancy {
        /// A place in the record.
        place: String,
        /// The officer's words.
        about: Personal,
    },
    /// What was doubtful is settled.
    ResolveDiscrepancy {
        /// The change that marked it.
        marked_by: ChangeId,
    },
}

/// How a member joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// Born.
    Birth,
    /// Married in.
    Marriage,
    /// Came back.
    Return,
    /// Was there at the survey and left out.
    Omission,
}

/// A section of the record that can be replaced by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "section", content = "content", rename_all = "snake_case")]
pub enum SectionContent {
    /// The house.
    Dwelling(Dwelling),
    /// Connections and bills.
    Utilities(Utilities),
    /// Durable goods.
    Assets(Assets),
    /// Agricultural land.
    Land(Land),
    /// Animals.
    Livestock(Livestock),
    /// Support received.
    Support(Support),
    /// Contact with institutions.
    Institutions(Institutions),
}

/// Why a change cannot be made to a household as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Anything but a registration of a household that is not there on that day.
    #[error("the household was not in the registry on that day")]
    NotRegistered,
    /// A second registration.
    #[error("the household is in the registry already")]
    AlreadyRegistered,
    /// The household has been merged into another.
    #[error("the household is part of another")]
    Merged,
    /// The person is not a member on that day.
    #[error("the person is not a member on that day")]
    NotMember,
    /// The person is a member already.
    #[error("the person is a member already")]
    AlreadyMember,
    /// Another member has the number.
    #[error("another member has that number")]
    NumberTaken,
    /// Nothing of that sort is marked.
    #[error("no such discrepancy is open")]
    NoDiscrepancy,
    /// The entry is about another household.
    #[error("the entry is about another household")]
    OtherHousehold,
}

impl Change {
    /// Its name in stores and pages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register",
            Self::Resurvey { .. } => "resurvey",
            Self::Correct { .. } => "correct",
            Self::AmendSection { .. } => "amend_section",
            Self::AddMember { .. } => "add_member",
            Self::AmendMember { .. } => "amend_member",
            Self::RemoveMember { .. } => "remove_member",
            Self::FoundElsewhere { .. } => "found_elsewhere",
            Self::LinkIdentity { .. } => "link_identity",
            Self::ChangeHead { .. } => "change_head",
            Self::Split { .. } => "split",
            Self::Merge { .. } => "merge",
            Self::Absorb { .. } => "absorb",
            Self::Move { .. } => "move",
            Self::MarkDiscrepancy { .. } => "mark_discrepancy",
            Self::ResolveDiscrepancy { .. } => "resolve_discrepancy",
        }
    }
}

/// Makes a change: the household before (none before its first survey) becomes the household after.
///
/// Surveys come in any order: one older than the registration may be added later. So the first survey in the order of
/// effect brings the household in, and a registration that follows an older survey takes its place as a new one does.
/// That a household is registered once is [`crate::history::History::accept`]'s to see to.
pub fn apply(household: Option<Household>, entry: &Entry) -> Result<Household, Refusal> {
    let mut household = match (household, &entry.change) {
        (None, Change::Register { record, .. } | Change::Resurvey { record }) => {
            return first_survey(entry.household, record);
        }
        (None, _) => return Err(Refusal::NotRegistered),
        (Some(household), _) => household,
    };
    if household.number != entry.household {
        return Err(Refusal::OtherHousehold);
    }
    if matches!(household.status, Status::Merged { .. }) {
        return Err(Refusal::Merged);
    }
    change(&mut household, entry)?;
    Ok(household)
}

fn first_survey(number: RegistryNumber, record: &Record) -> Result<Household, Refusal> {
    no_number_twice(&record.members)?;
    let record = record.clone();
    Ok(Household {
        number,
        status: Status::Active,
        record,
        former_members: Vec::new(),
        discrepancies: Vec::new(),
    })
}

fn change(household: &mut Household, entry: &Entry) -> Result<(), Refusal> {
    let on = entry.effective;
    match &entry.change {
        Change::Register { record, .. } | Change::Resurvey { record } | Change::Correct { record, .. } => {
            replace_record(household, record, on)
        }
        Change::AmendSection { section } => {
            amend_section(&mut household.record, section);
            Ok(())
        }
        Change::AddMember { member, .. } => add_member(household, member),
        Change::AmendMember { member } => amend_member(household, member),
        Change::RemoveMember { person, departure } => remove_member(household, *person, *departure, on),
        Change::FoundElsewhere { person, .. } => {
            match remove_member(household, *person, Departure::Departure, on) {
                Ok(()) | Err(Refusal::NotMember) => Ok(()),
                Err(other) => Err(other),
            }
        }
        Change::LinkIdentity { person, identity } => link_identity(household, *person, *identity),
        Change::ChangeHead { person, former_head_relation } => {
            change_head(household, *person, *former_head_relation)
        }
        Change::Split { persons, .. } => {
            persons.iter().try_for_each(|person| remove_member(household, *person, Departure::Split, on))
        }
        Change::Merge { into } => {
            let members: Vec<_> = household.record.members.iter().map(|member| member.id).collect();
            members
                .into_iter()
                .try_for_each(|person| remove_member(household, person, Departure::Merge, on))?;
            household.status = Status::Merged { into: *into, on };
            Ok(())
        }
        Change::Absorb { members, .. } => members.iter().try_for_each(|member| add_member(household, member)),
        Change::Move { location } => {
            household.record.location = (**location).clone();
            Ok(())
        }
        Change::MarkDiscrepancy { place, about } => {
            let discrepancy = Discrepancy { marked_by: entry.id, place: place.clone(), about: about.clone() };
            household.discrepancies.push(discrepancy);
            Ok(())
        }
        Change::ResolveDiscrepancy { marked_by } => resolve(household, *marked_by),
    }
}

/// Whoever is on the new roster is a member; whoever was and is not has left.
fn replace_record(household: &mut Household, record: &Record, on: Date) -> Result<(), Refusal> {
    no_number_twice(&record.members)?;
    let listed = |person: PersonId| record.members.iter().any(|member| member.id == person);
    let gone = household.record.members.drain(..).filter(|member| !listed(member.id));
    let gone: Vec<_> =
        gone.map(|member| FormerMember { member, left_on: on, departure: Departure::NotListed }).collect();
    household.former_members.retain(|former| !listed(former.member.id));
    household.former_members.extend(gone);
    household.record = record.clone();
    Ok(())
}

fn amend_section(record: &mut Record, section: &SectionContent) {
    match section.clone() {
        SectionContent::Dwelling(content) => record.dwelling = content,
        SectionContent::Utilities(content) => record.utilities = content,
        SectionContent::Assets(content) => record.assets = content,
        SectionContent::Land(content) => record.land = content,
        SectionContent::Livestock(content) => record.livestock = content,
        SectionContent::Support(content) => record.support = content,
        SectionContent::Institutions(content) => record.institutions = content,
    }
}

fn add_member(household: &mut Household, member: &Member) -> Result<(), Refusal> {
    if household.find_member(member.id).is_some() {
        return Err(Refusal::AlreadyMember);
    }
    number_free(&household.record.members, member.identity, member.id)?;
    household.former_members.retain(|former| former.member.id != member.id);
    household.record.members.push(member.clone());
    Ok(())
}

fn amend_member(household: &mut Household, amended: &Member) -> Result<(), Refusal> {
    number_free(&household.record.members, amended.identity, amended.id)?;
    *find_mut(household, amended.id)? = amended.clone();
    Ok(())
}

fn remove_member(
    household: &mut Household,
    person: PersonId,
    departure: Departure,
    on: Date,
) -> Result<(), Refusal> {
    let members = &mut household.record.members;
    let place = members.iter().position(|member| member.id == person).ok_or(Refusal::NotMember)?;
    let member = members.remove(place);
    household.former_members.push(FormerMember { member, left_on: on, departure });
    Ok(())
}

fn link_identity(household: &mut Household, person: PersonId, identity: Identity) -> Result<(), Refusal> {
    number_free(&household.record.members, identity, person)?;
    find_mut(household, person)?.identity = identity;
    Ok(())
}

fn change_head(household: &mut Household, person: PersonId, former: Option<Relation>) -> Result<(), Refusal> {
    if household.find_member(person).is_none() {
        return Err(Refusal::NotMember);
    }
    for member in &mut household.record.members {
        if member.id == person {
            member.person.relation = Some(Relation::Head);
        } else if member.person.relation == Some(Relation::Head) {
            member.person.relation = former;
        }
    }
    Ok(())
}

fn resolve(household: &mut Household, marked_by: ChangeId) -> Result<(), Refusal> {
    let before = household.discrepancies.len();
    household.discrepancies.retain(|open| open.marked_by != marked_by);
    if household.discrepancies.len() == before { Err(Refusal::NoDiscrepancy) } else { Ok(()) }
}

fn find_mut(household: &mut Household, person: PersonId) -> Result<&mut Member, Refusal> {
    household.record.members.iter_mut().find(|member| member.id == person).ok_or(Refusal::NotMember)
}

fn number_free(members: &[Member], identity: Identity, holder: PersonId) -> Result<(), Refusal> {
    let Some(number) = identity.number() else { return Ok(()) };
    let taken = members.iter().any(|other| other.id != holder && other.identity.number() == Some(number));
    if taken { Err(Refusal::NumberTaken) } else { Ok(()) }
}

fn no_number_twice(members: &[Member]) -> Result<(), Refusal> {
    members.iter().try_for_each(|member| number_free(members, member.identity, member.id))
}
