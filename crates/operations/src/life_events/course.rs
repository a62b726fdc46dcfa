//! What an event of the civil register means for the households of whom it is about. Pure: who is who has been found before.

use super::parties::Party;
use jiff::civil::Date;
use registry::{
    change::{Arrival, Evidence},
    citizen::CitizenRecord,
    code_lists::{MaritalStatus, Relation},
    finding::{Finding, FindingCode},
    household::{Departure, Household, Member},
    identity::Identity,
    ids::PersonId,
    personal::Personal,
    proposal::{Content, Proposal, RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    updates::Check,
};

/// What is to be done about an event.
#[derive(Debug)]
pub(super) enum Course {
    /// Nobody whom it is about is known.
    Nobody,
    /// The record says so already.
    Nothing(RegistryNumber),
    /// These changes, one after the other.
    Steps(Vec<Step>),
    /// The person is back who was dead.
    Back(Box<Party>),
    /// An officer must look.
    Doubt(Doubt),
}

/// A change that follows from an event.
#[derive(Debug)]
pub(super) struct Step {
    /// The household.
    pub(super) household: RegistryNumber,
    /// What happens there.
    pub(super) event: RosterEvent,
    /// What the notice itself confirms, beside the citizen registry's answers.
    pub(super) confirmed: Vec<Check>,
}

/// Why an officer must look, and what would be done if it is right.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) household: RegistryNumber,
    pub(super) others: Vec<RegistryNumber>,
    pub(super) finding: Finding,
    pub(super) event: Option<RosterEvent>,
    pub(super) persons: Vec<PersonId>,
}

impl Step {
    fn new(household: &Household, event: RosterEvent) -> Self {
        Self { household: household.number, event, confirmed: Vec::new() }
    }

    fn status(party: &Party, status: MaritalStatus) -> Self {
        Self::new(&party.household, amendment(party.which(), status))
    }

    /// The proposal that the step is.
    pub(super) fn proposal(&self, on: Date, reference: &str) -> Proposal {
        let content = Content::Roster { household: Some(self.household), event: Some(self.event.clone()) };
        Proposal { effective: on, evidence: evidence(&self.event, reference), reason: None, content }
    }
}

impl Doubt {
    fn about(party: &Party, code: FindingCode, place: &str) -> Self {
        Self {
            household: party.household.number,
            others: Vec::new(),
            finding: Finding::at(code, place),
            event: None,
            persons: vec![party.member.id],
        }
    }

    fn with(mut self, other: &Party) -> Self {
        self.persons.push(other.member.id);
        if other.household.number != self.household {
            self.others.push(other.household.number);
        }
        self
    }

    fn proposing(self, event: RosterEvent) -> Self {
        Self { event: Some(event), ..self }
    }

    /// What would be done if it is right.
    pub(super) fn proposal(&self, on: Date, reference: &str) -> Option<Proposal> {
        let event = self.event.clone()?;
        let content = Content::Roster { household: Some(self.household), event: Some(event.clone()) };
        Some(Proposal { effective: on, evidence: evidence(&event, reference), reason: None, content })
    }
}

/// A notice of the civil register stands for the paper of its event.
fn evidence(event: &RosterEvent, reference: &str) -> Vec<Evidence> {
    let paper = match event {
        RosterEvent::Arrival { cause: Arrival::Birth, .. } => "b_form",
        RosterEvent::Amendment { marital_status: Some(MaritalStatus::Divorced), .. } => "divorce_certificate",
        RosterEvent::Amendment { marital_status: Some(MaritalStatus::Widowed), .. }
        | RosterEvent::Leaving { .. } => "death_certificate",
        RosterEvent::Arrival { cause: Arrival::Marriage, .. } | RosterEvent::Amendment { .. } => {
            "marriage_certificate"
        }
        RosterEvent::Arrival { .. } => "civil_register_notice",
        _ => "cnic",
    };
    let number = Personal::new(reference);
    number.map(|number| Evidence::Document { document: paper.to_owned(), number }).into_iter().collect()
}

/// A child was born.
pub(super) fn birth(
    child: &CitizenRecord,
    id: PersonId,
    (own, mother, father): (Option<&Party>, Option<&Party>, Option<&Party>),
) -> Course {
    if let Some(own) = own.filter(|own| own.is_member()) {
        // Surveyed with its number before the notice came.
        return Course::Nothing(own.household.number);
    }
    let Some(parent) = mother.or(father) else { return Course::Nobody };
    let household = &parent.household;
    let here = |party: &&Party| party.household.number == household.number;
    let line = |party: Option<&Party>| {
        party.filter(here).filter(|party| party.is_member()).map(|party| party.member.line)
    };
    let (mother_line, father_line) = (line(mother), line(father));
    let mut member = Member::new(id, 0);
    (member.name, member.name_urdu) = (child.name.clone(), child.name_urdu.clone());
    member.identity = Identity::BForm(child.number);
    (member.person.sex, member.person.birth_date) = (child.sex, child.birth_date);
    member.person.marital_status = Some(MaritalStatus::NeverMarried);
    member.person.relation = relation_of_child(parent);
    let event = RosterEvent::Arrival {
        member: Box::new(member),
        mother_line,
        father_line,
        spouse_line: None,
        cause: Arrival::Birth,
    };
    match mother {
        Some(mother) if mother.left == Some(Departure::Death) => {
            // A mother may die at the birth; a death a year before is somebody's error, and which, an officer must find out.
            Course::Doubt(
                Doubt::about(mother, FindingCode::PersonDied, "member/person/mother_line").proposing(event),
            )
        }
        Some(mother) if mother.is_member() => Course::Steps(vec![Step::new(household, event)]),
        _ => Course::Doubt(
            Doubt::about(parent, FindingCode::MemberUnknown, "member/person/mother_line").proposing(event),
        ),
    }
}

/// What a child of a member is to the head.
fn relation_of_child(parent: &Party) -> Option<Relation> {
    match parent.member.person.relation? {
        Relation::Head | Relation::Spouse => Some(Relation::Child),
        Relation::Child | Relation::ChildInLaw => Some(Relation::Grandchild),
        Relation::Sibling | Relation::SiblingInLaw => Some(Relation::NephewOrNiece),
        Relation::Servant | Relation::NotRelated => Some(Relation::NotRelated),
        _ => Some(Relation::OtherRelative),
    }
}

/// Somebody died: he or she leaves, and husbands and wives who are members are widowed.
pub(super) fn death(person: Option<&Party>) -> Course {
    let Some(person) = person else { return Course::Nobody };
    if person.left == Some(Departure::Death) {
        return Course::Nothing(person.household.number);
    }
    if !person.is_member() {
        return Course::Nobody;
    }
    let household = &person.household;
    let leaving = RosterEvent::Leaving { who: person.which(), departure: Departure::Death };
    let mut steps = vec![Step::new(household, leaving)];
    steps.extend(widowed_by(person));
    Course::Steps(steps)
}

/// What is left to do of the death of somebody who has left.
pub(super) fn widowhood(person: &Party) -> Course {
    let steps = widowed_by(person);
    if steps.is_empty() { Course::Nothing(person.household.number) } else { Course::Steps(steps) }
}

fn widowed_by(person: &Party) -> Vec<Step> {
    let step = |bereaved: &Member| {
        let who = WhichMember { line: Some(bereaved.line), number: bereaved.identity.number() };
        let event = amendment(who, MaritalStatus::Widowed);
        // It follows from the death, whether or not the card says so yet.
        let confirmed = vec![Check::NumberHeld, Check::MaritalStatus];
        Step { household: person.household.number, event, confirmed }
    };
    bereaved(person).map(step).collect()
}

/// Members who are widowed by a death: married to the person, and to nobody else here.
fn bereaved(dead: &Party) -> impl Iterator<Item = &Member> {
    let members = &dead.household.record.members;
    let person = dead.member.id;
    let married_to = move |member: &Member, other: PersonId| {
        member.spouse == Some(other)
            || members
                .iter()
                .chain([&dead.member])
                .any(|one| one.id == other && one.spouse == Some(member.id))
    };
    members.iter().filter(move |member| {
        let others = members
            .iter()
            .any(|other| other.id != person && other.id != member.id && married_to(member, other.id));
        member.id != person
            && member.person.marital_status == Some(MaritalStatus::Married)
            && married_to(member, person)
            && !others
    })
}

/// A death was registered by mistake: the person is back, under the same id.
pub(super) fn death_reversed(person: Option<&Party>) -> Course {
    let Some(person) = person else { return Course::Nobody };
    match person.left {
        None => Course::Nothing(person.household.number),
        Some(Departure::Death) => Course::Back(Box::new(person.clone())),
        Some(_) => Course::Nobody,
    }
}

/// That somebody who left is back, as an officer would enter it.
pub(super) fn comes_back(person: &Party) -> Doubt {
    let line = |id: Option<PersonId>| Some(person.household.find_member(id?)?.line);
    let member = &person.member;
    let event = RosterEvent::Arrival {
        mother_line: line(member.mother),
        father_line: line(member.father),
        spouse_line: line(member.spouse),
        member: Box::new(member.clone()),
        cause: Arrival::Return,
    };
    Doubt::about(person, FindingCode::PersonDied, "member/person").proposing(event)
}

/// Two people married: both are married now, and she comes into his household where they live apart.
pub(super) fn marriage(husband: Option<&Party>, wife: Option<&Party>) -> Course {
    let member = |party: Option<&'_ Party>| party.is_some_and(Party::is_member);
    let dead = [husband, wife].into_iter().flatten().find(|party| party.left == Some(Departure::Death));
    if let Some(dead) = dead {
        return Course::Doubt(Doubt::about(dead, FindingCode::PersonDied, "member/person"));
    }
    match (husband.filter(|_| member(husband)), wife.filter(|_| member(wife))) {
        (None, None) => Course::Nobody,
        (Some(only), None) | (None, Some(only)) => {
            if is_married(only) {
                // A second marriage to somebody who is not known here: which of the two is meant?
                return Course::Doubt(Doubt::about(
                    only,
                    FindingCode::CitizenRegistryDiffers,
                    "person/marital_status",
                ));
            }
            Course::Steps(vec![Step::status(only, MaritalStatus::Married)])
        }
        (Some(husband), Some(wife)) => marriage_of_members(husband, wife),
    }
}

fn marriage_of_members(husband: &Party, wife: &Party) -> Course {
    let to_each_other =
        husband.member.spouse == Some(wife.member.id) || wife.member.spouse == Some(husband.member.id);
    let together = husband.household.number == wife.household.number;
    if together && to_each_other && is_married(husband) && is_married(wife) {
        return Course::Nothing(husband.household.number);
    }
    let otherwise_married = [husband, wife].into_iter().find(|party| is_married(party) && !to_each_other);
    if let Some(party) = otherwise_married {
        let other = if party.number == husband.number { wife } else { husband };
        let doubt =
            Doubt::about(party, FindingCode::CitizenRegistryDiffers, "person/marital_status").with(other);
        return Course::Doubt(doubt);
    }
    if together {
        let unmarried = [husband, wife].into_iter().filter(|party| !is_married(party));
        return Course::Steps(unmarried.map(|party| Step::status(party, MaritalStatus::Married)).collect());
    }
    let joins = joins(husband, wife);
    if wife.member.person.relation == Some(Relation::Head) || has_children(wife) {
        // Who else comes along, only the families can say.
        return Course::Doubt(
            Doubt::about(husband, FindingCode::HouseholdOther, "member/person").with(wife).proposing(joins),
        );
    }
    let joins = Step::new(&husband.household, joins);
    Course::Steps(vec![joins, Step::status(husband, MaritalStatus::Married)])
}

fn joins(husband: &Party, wife: &Party) -> RosterEvent {
    let mut member = wife.member.clone();
    member.person.marital_status = Some(MaritalStatus::Married);
    member.person.relation = match husband.member.person.relation {
        Some(Relation::Head) => Some(Relation::Spouse),
        Some(Relation::Child | Relation::AdoptedChild) => Some(Relation::ChildInLaw),
        Some(Relation::Sibling) => Some(Relation::SiblingInLaw),
        Some(_) => Some(Relation::OtherRelative),
        None => None,
    };
    (member.mother, member.father, member.spouse) = (None, None, None);
    RosterEvent::Arrival {
        member: Box::new(member),
        mother_line: None,
        father_line: None,
        spouse_line: Some(husband.member.line),
        cause: Arrival::Marriage,
    }
}

/// A marriage was dissolved.
pub(super) fn divorce(husband: Option<&Party>, wife: Option<&Party>) -> Course {
    let known: Vec<&Party> =
        [husband, wife].into_iter().flatten().filter(|party| party.is_member()).collect();
    let Some(first) = known.first() else { return Course::Nobody };
    let divorced = |party: &&&Party| party.member.person.marital_status != Some(MaritalStatus::Divorced);
    // He may have another wife, and then stays married.
    let steps: Vec<Step> = known
        .iter()
        .filter(divorced)
        .filter(|party| !has_other_wife(party, wife))
        .map(|party| Step::status(party, MaritalStatus::Divorced))
        .collect();
    if steps.is_empty() { Course::Nothing(first.household.number) } else { Course::Steps(steps) }
}

fn has_other_wife(party: &Party, wife: Option<&Party>) -> bool {
    let wife = wife.map(|wife| wife.member.id);
    let members = &party.household.record.members;
    wife != Some(party.member.id)
        && members.iter().any(|member| member.spouse == Some(party.member.id) && Some(member.id) != wife)
}

fn is_married(party: &Party) -> bool {
    party.member.person.marital_status == Some(MaritalStatus::Married)
}

fn has_children(party: &Party) -> bool {
    let is_child =
        |member: &Member| member.mother == Some(party.member.id) || member.father == Some(party.member.id);
    party.household.record.members.iter().any(is_child)
}

fn amendment(who: WhichMember, status: MaritalStatus) -> RosterEvent {
    RosterEvent::Amendment { who, marital_status: Some(status), sex: None, disability: None }
}
