//! An event in the life of a household: a birth, a death, a marriage, a number put right. Straight through where the rule
//! allows it and papers and confirmations are there; otherwise a case that waits for what is lacking.

use super::{Effect, Scribe, Turned, Waiting, Weighed, checks::Confirmed, correction::take, survey::There};
use crate::{
    Registry, people,
    roster::{self, Changed},
};
use jiff::{Timestamp, civil::Date};
use registry::{
    case::{CaseState, touches_in},
    change::{Arrival, Channel, Entry, UpdateType},
    code_lists::MaritalStatus,
    finding::{Finding, FindingCode},
    history::History,
    household::{Departure, Household, Member},
    identity::CitizenNumber,
    proposal::{Content, Proposal, RosterEvent, WhichMember},
    registry_number::RegistryNumber,
    updates::{Admission, Ask, ChangeKind, Check, Review, admit},
};
use store::{StoreError, rows::HolderRow};

/// What has been found out about an event on the way.
pub(super) struct Matter {
    pub(super) number: RegistryNumber,
    pub(super) kind: ChangeKind,
    pub(super) update_type: UpdateType,
    /// Who must look at it, as far as that is known.
    pub(super) review: Review,
    /// The other household into which it reaches.
    pub(super) other: Option<RegistryNumber>,
    /// Whether an officer must look whatever the rule says.
    pub(super) doubted: bool,
    pub(super) touches: Vec<String>,
}

impl Registry {
    /// See the module.
    pub(super) async fn weigh_event(
        &self,
        scribe: &Scribe<'_>,
        number: Option<RegistryNumber>,
        event: Option<RosterEvent>,
        findings: &mut Vec<Finding>,
    ) -> Result<Weighed, StoreError> {
        let there = match number {
            Some(number) => self.there(number).await?,
            None => None,
        };
        let Some(there) = there else {
            findings.push(Finding::at(FindingCode::HouseholdUnknown, "household/registry_number"));
            return Ok(Waiting::review(None, UpdateType::Roster, Review::Officer).into());
        };
        let household = there.household.number;
        let Some(event) = event else {
            let tehsil = there.household.record.location.tehsil.clone();
            let waiting = Waiting::review(Some(household), UpdateType::Roster, Review::Officer);
            return Ok(Waiting { tehsil, ..waiting }.into());
        };
        let kind = kind_of(&event);
        let person = person_of(&event, &there.household);
        let mut matter = Matter {
            number: household,
            kind,
            update_type: UpdateType::Roster,
            review: Review::Officer,
            other: None,
            doubted: false,
            touches: touched(scribe, &event, &there.household),
        };
        if scribe.effective > scribe.origin.today() {
            // Nothing counts before it has happened, whoever says so.
            findings.push(Finding::at(FindingCode::DateFuture, "update/event_date"));
            return Ok(matter.waiting(&there.household).into());
        }
        let Some(rules) = self.rules().updates_on(scribe.origin.today()) else {
            // Nobody can say what is allowed on a day without rules.
            let waiting = matter.waiting(&there.household);
            let decided = scribe.origin.decided.is_some();
            let effect = self.make_event(scribe, there, event, &mut matter, findings).await?;
            let effect = effect.filter(|_| decided);
            return Ok(effect.map_or(waiting.into(), |effect| Weighed::Accepted(Box::new(effect))));
        };
        let confirmed = match &person {
            Some(person) => self.confirmed(person, &there.household).await?,
            None => Confirmed::default(),
        };
        let ask = Ask {
            change: kind,
            channel: scribe.channel,
            evidence: scribe.papers(),
            confirmed: scribe.origin.confirmed.iter().chain(&confirmed.checks).copied().collect(),
        };
        let today = scribe.origin.today();
        let situation = self.situation(&there.household, &there.history, today).await?;
        let (rule, evidence_lacking, checks_lacking) = match admit(rules, &situation, &ask, today) {
            Admission::Admitted { rule, evidence_lacking, checks_lacking, .. } => {
                (rule, evidence_lacking, checks_lacking)
            }
            Admission::Refused(refused) => {
                findings.push(Finding::at(FindingCode::UpdateRefused, "update/event"));
                if scribe.channel == Channel::CitizenRegistry {
                    // What the civil register notifies has happened, whatever a rule says of it: an officer looks.
                    return Ok(matter.waiting(&there.household).into());
                }
                let tehsil = there.household.record.location.tehsil.clone();
                let turned = Turned { household, tehsil, refused, touches: matter.touches };
                return Ok(Weighed::Refused(Box::new(turned)));
            }
        };
        matter.update_type = rule.update_type;
        matter.other = self.other_household(&event, &there.household, person.as_ref(), findings).await?;
        matter.review = rule.review_of(kind, matter.other.is_some());
        // A desk speaks for its own household only; the civil register speaks for both.
        matter.doubted = matter.other.is_some() && scribe.channel != Channel::CitizenRegistry;
        let lacking = Lacking {
            // A notice of the civil register is itself the paper.
            evidence: if scribe.channel == Channel::CitizenRegistry { Vec::new() } else { evidence_lacking },
            checks: checks_lacking,
            has_number: person.as_ref().is_some_and(|person| person.identity.number().is_some()),
            confirmed,
        };
        if lacking.checks.contains(&Check::FamilyTree) {
            // Two families that do not meet are for a second person.
            matter.review = Review::FourEyes;
        }
        let waiting = matter.waiting(&there.household);
        // What cannot be made at all need not wait for papers.
        let Some(effect) = self.make_event(scribe, there, event, &mut matter, findings).await? else {
            return Ok(matter.again(waiting).into());
        };
        if let Some(state) = lacking.state(&matter, scribe, findings) {
            let unasked = lacking.confirmed.unasked;
            return Ok(Waiting { state, unasked, ..waiting }.into());
        }
        matter.doubted |= !lacking.checks.is_empty() || matter.review != Review::None;
        if matter.doubted && scribe.origin.decided.is_none() {
            return Ok(waiting.into());
        }
        Ok(Weighed::Accepted(Box::new(effect)))
    }

    /// The other household from which somebody is said to come. A number that has another holder in the same household, or
    /// one elsewhere without such a reason, is a finding.
    async fn other_household(
        &self,
        event: &RosterEvent,
        household: &Household,
        person: Option<&Member>,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<RegistryNumber>, StoreError> {
        if let RosterEvent::Merge { into } = event {
            return Ok(Some(*into));
        }
        let (number, place) = match event {
            RosterEvent::Arrival { .. } => {
                (person.and_then(|person| person.identity.number()), "member/person/number")
            }
            RosterEvent::Identity { identity, .. } => (identity.number(), "update/identity"),
            _ => return Ok(None),
        };
        let Some(holder) = self.holder(number).await? else { return Ok(None) };
        if holder.household == household.number {
            let own = person.is_some_and(|person| person.id == holder.person);
            if !own {
                findings.push(Finding::at(FindingCode::IdentityTwice, place));
            }
            return Ok(None);
        }
        let comes = matches!(event, RosterEvent::Arrival { cause, .. } if *cause != Arrival::Birth);
        let code = if comes { FindingCode::HouseholdOther } else { FindingCode::IdentityElsewhere };
        findings.push(Finding::at(code, place));
        Ok(Some(holder.household))
    }

    pub(super) async fn holder(
        &self,
        number: Option<CitizenNumber>,
    ) -> Result<Option<HolderRow>, StoreError> {
        let Some(number) = number else { return Ok(None) };
        Ok(self.store().find_holders(&[number]).await?.into_iter().next())
    }

    /// Makes the change that the event is; none where it cannot be made, and then the findings say why.
    async fn make_event(
        &self,
        scribe: &Scribe<'_>,
        there: There,
        event: RosterEvent,
        matter: &mut Matter,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Effect>, StoreError> {
        if super::has(findings, &[FindingCode::IdentityTwice]) {
            return Ok(None);
        }
        if matter.other.is_some() || matches!(event, RosterEvent::Split { .. } | RosterEvent::Merge { .. }) {
            return self.make_together(scribe, there, event, matter, findings).await;
        }
        let decided = scribe.origin.decided.is_some();
        let There { household, history } = there;
        let effective = known_from(&event, scribe.effective, &history);
        // A member is amended as he or she was on that day.
        let on_the_day = history.household(effective, Timestamp::MAX).ok().flatten();
        let amends = matches!(event, RosterEvent::Amendment { .. });
        let roster = on_the_day.filter(|_| amends);
        let change = match roster::change_for(event, roster.as_ref().unwrap_or(&household), decided) {
            Ok(Changed { change, revives }) if decided || !revives || confirms_life(scribe) => change,
            Ok(_) => {
                findings.push(Finding::at(FindingCode::PersonDied, "member/person"));
                matter.review = Review::FourEyes;
                return Ok(None);
            }
            Err((code, place)) => {
                findings.push(Finding::at(code, place));
                return Ok(None);
            }
        };
        let at = (household.number, &household.record);
        let entry = Entry { effective, ..scribe.entry_at(at, matter.update_type, change) };
        let Some(accepted) = take(history, vec![entry], findings) else { return Ok(None) };
        if roster::is_hidden(&accepted) {
            findings.push(Finding::at(FindingCode::ChangeRefused, "update"));
            return Ok(None);
        }
        self.effect_of(household.number, vec![accepted]).await.map(Some)
    }
}

impl Matter {
    /// The same case, with the review as it is known by now.
    fn again(&self, waiting: Waiting) -> Waiting {
        Waiting { review: self.review.max(Review::Officer), ..waiting }
    }

    /// What a case of it needs to know.
    pub(super) fn waiting(&self, household: &Household) -> Waiting {
        let review = self.review.max(Review::Officer);
        Waiting {
            others: self.other.into_iter().collect(),
            tehsil: household.record.location.tehsil.clone(),
            touches: self.touches.clone(),
            ..Waiting::review(Some(self.number), self.update_type, review)
        }
    }
}

/// What an event lacks by the rule.
struct Lacking {
    evidence: Vec<Vec<String>>,
    checks: Vec<Check>,
    has_number: bool,
    confirmed: Confirmed,
}

impl Lacking {
    /// For what the event must wait; none where it can go on, to be looked at where the citizen registry does not confirm
    /// it.
    fn state(&self, matter: &Matter, scribe: &Scribe<'_>, findings: &mut Vec<Finding>) -> Option<CaseState> {
        if !self.evidence.is_empty() {
            findings.push(Finding::at(FindingCode::EvidenceMissing, "evidence"));
            return Some(CaseState::WaitingForEvidence { lacking: self.evidence.clone() });
        }
        if self.checks.is_empty() {
            return None;
        }
        let decided = scribe.origin.decided.is_some();
        let needs_number = self.checks.contains(&Check::NumberHeld) && joins(matter.kind);
        if !self.has_number && needs_number {
            // Nobody can ask about a number that was not given: the paper on which it stands is what is lacking.
            findings.push(Finding::at(FindingCode::IdentityMissing, "member/person/number"));
            let papers = vec!["b_form".to_owned(), "cnic".to_owned()];
            return Some(CaseState::WaitingForEvidence { lacking: vec![papers] });
        }
        if !self.confirmed.unasked.is_empty() && (!decided || needs_number) {
            findings.push(Finding::at(FindingCode::CitizenRegistryAwaited, "update"));
            return Some(CaseState::WaitingForCitizenRegistry { checks: self.checks.clone() });
        }
        if !self.has_number {
            findings.push(Finding::at(FindingCode::IdentityMissing, "update/member_number"));
            return None;
        }
        let unrelated = self.confirmed.unrelated && self.checks.contains(&Check::FamilyTree);
        let code = if unrelated { FindingCode::FamilyUnrelated } else { FindingCode::CitizenRegistryDiffers };
        findings.push(Finding::at(code, "update"));
        // Whoever joins does so under a number that the citizen registry holds: no officer waives that.
        (needs_number && decided).then_some(CaseState::InReview)
    }
}

/// Whether somebody comes in by it, or under another number.
fn joins(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Birth | ChangeKind::Member | ChangeKind::Identity)
}

/// Whether the source itself says that somebody lives who was recorded as dead.
fn confirms_life(scribe: &Scribe<'_>) -> bool {
    scribe.channel == Channel::CitizenRegistry && scribe.origin.confirmed.contains(&Check::Alive)
}

/// Which kind of change the rules see in an event.
pub(crate) fn kind_of(event: &RosterEvent) -> ChangeKind {
    match event {
        RosterEvent::Arrival { cause, .. } => match cause {
            Arrival::Birth => ChangeKind::Birth,
            Arrival::Marriage => ChangeKind::Marriage,
            Arrival::Return | Arrival::Omission => ChangeKind::Member,
        },
        RosterEvent::Leaving { departure, .. } => match departure {
            Departure::Death => ChangeKind::Death,
            Departure::Marriage => ChangeKind::Marriage,
            Departure::Split | Departure::Merge => ChangeKind::SplitOrMerge,
            Departure::Departure | Departure::NotListed | Departure::Mistake => ChangeKind::Departure,
        },
        RosterEvent::Amendment { marital_status: Some(status), .. } => match status {
            MaritalStatus::Widowed => ChangeKind::Widowhood,
            MaritalStatus::Divorced | MaritalStatus::Separated => ChangeKind::Divorce,
            MaritalStatus::Married | MaritalStatus::Nikah | MaritalStatus::NeverMarried => {
                ChangeKind::Marriage
            }
        },
        RosterEvent::Amendment { sex: Some(_), .. } => ChangeKind::Gender,
        RosterEvent::Amendment { .. } => ChangeKind::Disability,
        RosterEvent::NewHead { .. } => ChangeKind::Head,
        RosterEvent::Identity { .. } => ChangeKind::Identity,
        RosterEvent::Split { .. } | RosterEvent::Merge { .. } => ChangeKind::SplitOrMerge,
        RosterEvent::Move { .. } => ChangeKind::Move,
    }
}

/// The person whom an event is about, as proposed.
fn person_of(event: &RosterEvent, household: &Household) -> Option<Member> {
    let find = |who: &WhichMember| who.find(&household.record).cloned();
    match event {
        RosterEvent::Arrival { member, cause, .. } => {
            let mut member = (**member).clone();
            if *cause != Arrival::Birth
                && let Some(former) = people::find_former(&member, household)
            {
                member.id = former.id;
            }
            Some(member)
        }
        RosterEvent::Leaving { who, .. } | RosterEvent::NewHead { who, .. } => find(who),
        RosterEvent::Amendment { who, marital_status, sex, disability } => {
            let mut member = find(who)?;
            member.person.marital_status = marital_status.or(member.person.marital_status);
            member.person.sex = sex.or(member.person.sex);
            if let Some(disability) = disability {
                member.disability = (**disability).clone();
            }
            Some(member)
        }
        RosterEvent::Identity { who, identity } => Some(Member { identity: *identity, ..find(who)? }),
        RosterEvent::Split { .. } | RosterEvent::Merge { .. } | RosterEvent::Move { .. } => None,
    }
}

/// What an event touches beside its household.
fn touched(scribe: &Scribe<'_>, event: &RosterEvent, household: &Household) -> Vec<String> {
    let content = Content::Roster { household: Some(household.number), event: Some(event.clone()) };
    let proposal = Proposal { effective: scribe.effective, evidence: Vec::new(), reason: None, content };
    let mut touches = touches_in(&proposal, &household.record);
    if let RosterEvent::Merge { into } = event {
        touches.push(format!("household:{into}"));
    }
    touches
}

/// Since when an event is true in the registry. What the first survey missed counts from the day of that survey, as the
/// household was not there before; a member who is said to have left before it was surveyed as present, which is another
/// matter.
fn known_from(event: &RosterEvent, effective: Date, history: &History) -> Date {
    match (event, history.entries().first()) {
        (RosterEvent::Leaving { .. }, _) | (_, None) => effective,
        (_, Some(first)) => effective.max(first.effective),
    }
}
