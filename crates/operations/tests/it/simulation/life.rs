//! Life: births, deaths, marriages, divorces and the rest, with the citizen registry's knowledge of them, reported by its
//! notices or at a desk.

use super::{chance::Chance, world::World};
use jiff::civil::Date;
use operations::{authority::Authority, life_events::Received};
use registry::{
    change::Arrival,
    citizen::{CitizenRecord, LifeEvent, LifeEventKind},
    code_lists::{Difficulty, MaritalStatus, Relation, Sex},
    household::{Departure, Household, Member},
    identity::{CitizenNumber, Identity},
    ids::PersonId,
    personal::Personal,
    proposal::{RosterEvent, WhichMember},
    sections::Disability,
};
use testkit::citizens::Citizens;
use uuid::Uuid;

fn which(member: &Member) -> WhichMember {
    WhichMember { line: Some(member.line), number: member.identity.number() }
}

fn is_wife(member: &Member, household: &Household) -> bool {
    let husband = household.record.members.iter().any(|other| {
        other.identity.number().is_some()
            && (other.spouse == Some(member.id) || member.spouse == Some(other.id))
    });
    husband && member.person.sex == Some(Sex::Female) && member.identity.number().is_some()
}

fn husband_of<'h>(wife: &Member, household: &'h Household) -> &'h Member {
    let mut members = household.record.members.iter();
    members.find(|other| other.spouse == Some(wife.id) || wife.spouse == Some(other.id)).unwrap()
}

fn is_single(member: &Member, sex: Sex) -> bool {
    let status = [MaritalStatus::NeverMarried, MaritalStatus::Widowed, MaritalStatus::Divorced];
    member.person.sex == Some(sex)
        && member.identity.number().is_some()
        && member.person.marital_status.is_some_and(|own| status.contains(&own))
}

impl World {
    /// Delivers a notice, and notes it.
    async fn notify(&mut self, on: Date, kind: LifeEventKind) {
        let reference = format!("n-{}", self.next());
        let event = LifeEvent {
            source: "invented".to_owned(),
            reference,
            on,
            received: jiff::Timestamp::UNIX_EPOCH,
            kind,
        };
        assert_eq!(self.deliver(&event).await, Received { new: 1, repeated: 0 });
        self.ledger.notices.insert(event.reference.clone(), event);
    }

    async fn deliver(&self, event: &LifeEvent) -> Received {
        let body = Citizens::notice(std::slice::from_ref(event));
        self.registry.receive_notice(&Authority::console(), &body).await.unwrap()
    }

    fn change_citizen(&self, number: CitizenNumber, change: impl FnOnce(&mut CitizenRecord)) {
        if self.citizens.find(number).is_some() {
            self.citizens.change(number, change);
        }
    }

    fn child(&mut self, chance: &mut Chance, mother: &Member, father: &Member) -> CitizenRecord {
        let female = chance.percent(50);
        let number = self.new_number(female);
        CitizenRecord {
            number,
            name: Personal::new("Nanha Farzi"),
            name_urdu: None,
            sex: Some(if female { Sex::Female } else { Sex::Male }),
            birth_date: Some(self.day_before(chance.within(1, 200))),
            marital_status: None,
            disabled: None,
            death_date: None,
            card: None,
            father: father.identity.number(),
            mother: mother.identity.number(),
            spouses: Vec::new(),
            children: Vec::new(),
        }
    }

    pub(super) async fn birth(&mut self, chance: &mut Chance) {
        let Some((household, mother)) = self.member(chance, is_wife).await else { return };
        let father = husband_of(&mother, &household).clone();
        let child = self.child(chance, &mother, &father);
        if chance.percent(80) {
            self.citizens.hold(child.clone());
        }
        if chance.percent(50) {
            let on = child.birth_date.unwrap();
            return self.notify(on, LifeEventKind::Birth { child: Box::new(child) }).await;
        }
        let event = arrival(chance, &child, Arrival::Birth, (Some(mother.line), Some(father.line), None));
        let papers: &[&str] = if chance.percent(70) { &["b_form"] } else { &["birth_certificate"] };
        self.propose(chance, household.number, event, papers).await;
    }

    /// A child whom the survey missed.
    pub(super) async fn missed_child(&mut self, chance: &mut Chance) {
        let Some((household, mother)) = self.member(chance, is_wife).await else { return };
        let father = husband_of(&mother, &household).clone();
        let mut child = self.child(chance, &mother, &father);
        child.birth_date = Some(self.day_before(chance.within(400, 4000)));
        if chance.percent(30) {
            // A stranger's child: the two families do not meet.
            (child.mother, child.father) = (Some(self.new_number(true)), None);
        }
        if chance.percent(80) {
            self.citizens.hold(child.clone());
        }
        let event = arrival(chance, &child, Arrival::Omission, (None, None, None));
        let papers: &[&str] = if chance.percent(70) { &["b_form"] } else { &[] };
        self.propose(chance, household.number, event, papers).await;
    }

    pub(super) async fn death(&mut self, chance: &mut Chance) {
        let Some((household, dead)) = self.member(chance, |_, _| true).await else { return };
        let number = dead.identity.number();
        let on = self.day_before(chance.within(0, 60));
        if let Some(number) = number.filter(|_| chance.percent(70)) {
            self.change_citizen(number, |record| record.death_date = Some(on));
        }
        match number.filter(|_| chance.percent(60)) {
            Some(person) => self.notify(on, LifeEventKind::Death { person }).await,
            None => {
                let event = RosterEvent::Leaving { who: which(&dead), departure: Departure::Death };
                self.propose(chance, household.number, event, &["death_certificate"]).await;
            }
        }
    }

    /// Somebody is said to live who was said to be dead: by notice, or by standing at a desk.
    pub(super) async fn death_reversed(&mut self, chance: &mut Chance) {
        let mut dead = Vec::new();
        for household in self.active().await {
            for former in &household.former_members {
                if former.departure == Departure::Death {
                    dead.push((household.number, former.member.clone()));
                }
            }
        }
        let Some((household, member)) = chance.pick(&dead).cloned() else { return };
        let number = member.identity.number();
        if let Some(number) = number {
            self.change_citizen(number, |record| record.death_date = None);
        }
        match number.filter(|_| chance.percent(70)) {
            Some(person) => self.notify(self.today(), LifeEventKind::DeathReversed { person }).await,
            None => {
                let event = RosterEvent::Arrival {
                    member: Box::new(member),
                    mother_line: None,
                    father_line: None,
                    spouse_line: None,
                    cause: Arrival::Return,
                };
                self.propose(chance, household, event, &["cnic"]).await;
            }
        }
    }

    /// Two people marry, mostly of two households.
    pub(super) async fn marriage(&mut self, chance: &mut Chance) {
        let groom = self.member(chance, |member, _| is_single(member, Sex::Male)).await;
        let bride = self.member(chance, |member, _| is_single(member, Sex::Female)).await;
        let (Some((his, groom)), Some((_, bride))) = (groom, bride) else { return };
        let (husband, wife) = (groom.identity.number().unwrap(), bride.identity.number().unwrap());
        if chance.percent(80) {
            for (one, other) in [(husband, wife), (wife, husband)] {
                self.change_citizen(one, |record| {
                    record.marital_status = Some(MaritalStatus::Married);
                    record.spouses = vec![other];
                });
            }
        }
        if chance.percent(60) {
            let on = self.day_before(chance.within(0, 90));
            return self.notify(on, LifeEventKind::Marriage { husband, wife }).await;
        }
        let mut member = bride;
        member.person.marital_status = Some(MaritalStatus::Married);
        (member.mother, member.father, member.spouse) = (None, None, None);
        let event = RosterEvent::Arrival {
            member: Box::new(member),
            mother_line: None,
            father_line: None,
            spouse_line: Some(groom.line),
            cause: Arrival::Marriage,
        };
        self.propose(chance, his.number, event, &["marriage_certificate"]).await;
    }

    pub(super) async fn divorce(&mut self, chance: &mut Chance) {
        let Some((household, wife)) = self.member(chance, is_wife).await else { return };
        let husband = husband_of(&wife, &household).clone();
        let (his, hers) = (husband.identity.number().unwrap(), wife.identity.number().unwrap());
        for one in [his, hers] {
            self.change_citizen(one, |record| {
                record.marital_status = Some(MaritalStatus::Divorced);
                record.spouses.clear();
            });
        }
        self.notify(self.today(), LifeEventKind::Divorce { husband: his, wife: hers }).await;
        if chance.percent(50) {
            let event = RosterEvent::Leaving { who: which(&wife), departure: Departure::Departure };
            self.propose(chance, household.number, event, &[]).await;
        }
    }

    pub(super) async fn departure(&mut self, chance: &mut Chance) {
        let Some((household, member)) = self.member(chance, |_, _| true).await else { return };
        let is_head = member.person.relation == Some(Relation::Head);
        let heir = household.record.members.iter().find(|other| other.id != member.id);
        let event = match heir {
            Some(heir) if is_head => {
                RosterEvent::NewHead { who: which(heir), former_head_relation: Some(Relation::Parent) }
            }
            _ => RosterEvent::Leaving { who: which(&member), departure: Departure::Departure },
        };
        self.propose(chance, household.number, event, &[]).await;
    }

    pub(super) async fn disability(&mut self, chance: &mut Chance) {
        let Some((household, member)) = self.member(chance, |_, _| true).await else { return };
        if let Some(number) = member.identity.number() {
            self.change_citizen(number, |record| record.disabled = Some(true));
        }
        let disability = Disability { walking: Some(Difficulty::ALot), ..member.disability.clone() };
        let event = RosterEvent::Amendment {
            who: which(&member),
            marital_status: None,
            sex: None,
            disability: Some(Box::new(disability)),
        };
        self.propose(chance, household.number, event, &["disability_certificate"]).await;
    }

    pub(super) async fn move_house(&mut self, chance: &mut Chance) {
        let households = self.active().await;
        let Some(household) = chance.pick(&households) else { return };
        let place = Self::place(chance);
        let mut location = household.record.location.clone();
        (location.union_council, location.block) = (place.union_council, place.block);
        let event = RosterEvent::Move { location: Box::new(location) };
        self.propose(chance, household.number, event, &[]).await;
    }

    pub(super) async fn split(&mut self, chance: &mut Chance) {
        let may_lead = |member: &Member, household: &Household| {
            household.record.members.len() > 3 && member.person.relation != Some(Relation::Head)
        };
        let Some((household, head)) = self.member(chance, may_lead).await else { return };
        let goes_along = |other: &&Member| {
            other.id != head.id
                && other.person.relation != Some(Relation::Head)
                && (other.spouse == Some(head.id)
                    || head.spouse == Some(other.id)
                    || other.mother == Some(head.id)
                    || other.father == Some(head.id))
        };
        let mut persons = vec![which(&head)];
        persons.extend(household.record.members.iter().filter(goes_along).map(which));
        let event = RosterEvent::Split { persons, head: which(&head), location: None };
        self.propose(chance, household.number, event, &[]).await;
    }

    pub(super) async fn merge(&mut self, chance: &mut Chance) {
        let households = self.active().await;
        let (Some(one), Some(other)) = (chance.pick(&households), chance.pick(&households)) else { return };
        if one.number != other.number {
            self.propose(chance, one.number, RosterEvent::Merge { into: other.number }, &[]).await;
        }
    }

    /// A number becomes known, is put right, or is somebody else's.
    pub(super) async fn identity_link(&mut self, chance: &mut Chance) {
        let Some((household, member)) = self.member(chance, |_, _| true).await else { return };
        let taken = self.member(chance, |other, _| other.identity.number().is_some()).await;
        let number = match taken.filter(|_| chance.percent(25)) {
            Some((_, other)) => other.identity.number().unwrap(),
            None => self.new_number(member.person.sex == Some(Sex::Female)),
        };
        if chance.percent(70) && self.citizens.find(number).is_none() {
            let identity = Identity::Cnic(number);
            let held = Member { identity, ..member.clone() };
            let record = testkit::citizens::record_of(&held, &household);
            self.citizens.hold(record.unwrap());
        }
        let event = RosterEvent::Identity { who: which(&member), identity: Identity::Cnic(number) };
        self.propose(chance, household.number, event, &["cnic"]).await;
    }

    /// A notice that came before comes again: nothing is new, and what became of it stays.
    pub(super) async fn notice_twice(&mut self, chance: &mut Chance) {
        let all: Vec<&LifeEvent> = self.ledger.notices.values().collect();
        let Some(event) = chance.pick(&all) else { return };
        let find = || self.registry.store().find_life_event(&event.source, &event.reference);
        let before = find().await.unwrap().unwrap();
        assert_eq!(self.deliver(event).await, Received { new: 0, repeated: 1 });
        assert!(find().await.unwrap().unwrap() == before, "a second notice changed the first");
    }

    /// A death of years ago that nobody notified.
    pub(super) async fn notice_late(&mut self, chance: &mut Chance) {
        let has_number = |member: &Member, _: &Household| member.identity.number().is_some();
        let Some((_, member)) = self.member(chance, has_number).await else { return };
        let person = member.identity.number().unwrap();
        let on = self.day_before(chance.within(100, 900));
        self.change_citizen(person, |record| record.death_date = Some(on));
        self.notify(on, LifeEventKind::Death { person }).await;
    }

    pub(super) async fn notice_for_nobody(&mut self, chance: &mut Chance) {
        let (husband, wife) = (self.new_number(false), self.new_number(true));
        let kind = if chance.percent(50) {
            LifeEventKind::Marriage { husband, wife }
        } else {
            LifeEventKind::Death { person: husband }
        };
        self.notify(self.today(), kind).await;
    }
}

fn arrival(
    chance: &mut Chance,
    child: &CitizenRecord,
    cause: Arrival,
    (mother_line, father_line, spouse_line): (Option<u8>, Option<u8>, Option<u8>),
) -> RosterEvent {
    let mut member = Member::new(PersonId(Uuid::from_u128(u128::from(chance.number()))), 0);
    member.name.clone_from(&child.name);
    member.identity = Identity::BForm(child.number);
    member.person.sex = child.sex;
    member.person.birth_date = child.birth_date;
    member.person.relation = Some(Relation::Child);
    RosterEvent::Arrival { member: Box::new(member), mother_line, father_line, spouse_line, cause }
}
