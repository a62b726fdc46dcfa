//! A citizen registry in memory, for tests that simulate years under one clock: people, and faults as the test says.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test whose citizen registry breaks must fail"
)]

use crate::clock::SimulatedClock;
use async_trait::async_trait;
use exchange::citizen_registry::{CitizenRegistry, NoticeError, Outage, Reply};
use jiff::{SignedDuration, Timestamp};
use registry::{
    citizen::{CardState, CitizenRecord, LifeEvent},
    clock::Clock,
    household::{Household, Member},
    identity::CitizenNumber,
    ids::PersonId,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::sync::Notify;

/// The citizen registry.
pub struct Citizens {
    clock: Arc<SimulatedClock>,
    batch: usize,
    state: Mutex<State>,
    silence: Notify,
}

#[derive(Default)]
struct State {
    people: BTreeMap<CitizenNumber, CitizenRecord>,
    down: bool,
    quota: Option<Timestamp>,
    faulty: BTreeSet<CitizenNumber>,
    wrong: BTreeMap<CitizenNumber, CitizenNumber>,
    silent: bool,
    asked: Vec<CitizenNumber>,
    asked_at: Vec<Timestamp>,
    questions: usize,
}

impl Citizens {
    /// Holds nobody; takes so many numbers in a question.
    pub fn new(clock: &Arc<SimulatedClock>, batch: usize) -> Arc<Self> {
        Arc::new(Self { clock: Arc::clone(clock), batch, state: Mutex::default(), silence: Notify::new() })
    }

    /// Holds everybody of a household with a number as the record has them.
    pub fn hold_household(&self, household: &Household) {
        for member in &household.record.members {
            if let Some(record) = record_of(member, household) {
                self.hold(record);
            }
        }
    }

    /// Holds a person, in place of what it held before under the number.
    pub fn hold(&self, record: CitizenRecord) {
        self.state().people.insert(record.number, record);
    }

    /// Changes what it holds of a person.
    pub fn change(&self, number: CitizenNumber, change: impl FnOnce(&mut CitizenRecord)) {
        change(self.state().people.get_mut(&number).unwrap());
    }

    /// Does not hold a number.
    pub fn forget(&self, number: CitizenNumber) {
        self.state().people.remove(&number);
    }

    /// Does not answer, or answers again.
    pub fn set_down(&self, down: bool) {
        self.state().down = down;
    }

    /// Takes no more questions for some time.
    pub fn exhaust_quota(&self, wait: SignedDuration) {
        self.state().quota = Some(self.clock.now() + wait);
    }

    /// Answers for a number with a fault of its own, until told otherwise.
    pub fn set_faulty(&self, number: CitizenNumber, faulty: bool) {
        let mut state = self.state();
        if faulty {
            state.faulty.insert(number)
        } else {
            state.faulty.remove(&number)
        };
    }

    /// Answers for a number with what it holds of another, until told otherwise.
    pub fn set_wrong_person(&self, number: CitizenNumber, other: Option<CitizenNumber>) {
        let mut state = self.state();
        match other {
            Some(other) => state.wrong.insert(number, other),
            None => state.wrong.remove(&number),
        };
    }

    /// What it holds of a number.
    pub fn find(&self, number: CitizenNumber) -> Option<CitizenRecord> {
        self.state().people.get(&number).cloned()
    }

    /// Never answers the next question: whoever asked waits until it is dropped, as a process that dies with the answer on
    /// its way. [`Citizens::silence`] returns when that question has come.
    pub fn fall_silent(&self) {
        self.state().silent = true;
    }

    /// Answers again, if the question that was to be left without an answer never came.
    pub fn speak(&self) {
        self.state().silent = false;
    }

    /// Waits for the question that is left without an answer.
    pub async fn silence(&self) {
        self.silence.notified().await;
    }

    /// Every number about which it gave an answer, in order, and when.
    pub fn asked_when(&self) -> Vec<(CitizenNumber, Timestamp)> {
        let state = self.state();
        state.asked.iter().copied().zip(state.asked_at.iter().copied()).collect()
    }

    /// Every number about which it gave an answer, in order.
    pub fn asked(&self) -> Vec<CitizenNumber> {
        self.state().asked.clone()
    }

    /// How many questions came, answered or not.
    pub fn questions(&self) -> usize {
        self.state().questions
    }

    /// The body of a notice of some events.
    pub fn notice(events: &[LifeEvent]) -> Vec<u8> {
        serde_json::to_vec(events).unwrap()
    }

    fn begins_silence(&self) -> bool {
        std::mem::take(&mut self.state().silent)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

#[async_trait]
impl CitizenRegistry for Citizens {
    fn source(&self) -> &'static str {
        "invented"
    }

    fn batch(&self) -> usize {
        self.batch
    }

    async fn look_up(&self, numbers: &[CitizenNumber]) -> Result<Vec<Reply>, Outage> {
        assert!(numbers.len() <= self.batch, "a question of {} numbers", numbers.len());
        let now = self.clock.now();
        if self.begins_silence() {
            self.silence.notify_one();
            pending::<()>().await;
        }
        let mut state = self.state();
        state.questions += 1;
        if state.down {
            return Err(Outage::Down("as the test says".to_owned()));
        }
        if let Some(until) = state.quota.filter(|until| now < *until) {
            return Err(Outage::Quota(Duration::try_from(until.duration_since(now)).unwrap()));
        }
        state.asked.extend(numbers);
        state.asked_at.extend(numbers.iter().map(|_| now));
        let reply = |number: &CitizenNumber| match state.people.get(number) {
            _ if state.faulty.contains(number) => Reply::Faulty,
            _ if state.wrong.contains_key(number) => {
                let other = state.people.get(&state.wrong[number]);
                other.map_or(Reply::NotHeld, |other| Reply::Held(Box::new(other.clone())))
            }
            Some(record) => Reply::Held(Box::new(record.clone())),
            None => Reply::NotHeld,
        };
        Ok(numbers.iter().map(reply).collect())
    }

    async fn subscribe(&self, _: &str) -> Result<(), Outage> {
        Ok(())
    }

    fn read_notice(&self, body: &[u8], received: Timestamp) -> Result<Vec<LifeEvent>, NoticeError> {
        let events: Vec<LifeEvent> =
            serde_json::from_slice(body).map_err(|_| NoticeError("not a list of events".to_owned()))?;
        Ok(events.into_iter().map(|event| LifeEvent { received, ..event }).collect())
    }
}

/// A person as the record has her or him; none without a number.
pub fn record_of(member: &Member, household: &Household) -> Option<CitizenRecord> {
    let members = &household.record.members;
    let number_of = |person: PersonId| household.find_member(person)?.identity.number();
    let spouses =
        members.iter().filter(|other| other.spouse == Some(member.id) || member.spouse == Some(other.id));
    let children =
        members.iter().filter(|other| other.mother == Some(member.id) || other.father == Some(member.id));
    Some(CitizenRecord {
        number: member.identity.number()?,
        name: member.name.clone(),
        name_urdu: member.name_urdu.clone(),
        sex: member.person.sex,
        birth_date: member.person.birth_date,
        marital_status: member.person.marital_status,
        disabled: member.disabled(),
        death_date: None,
        card: Some(CardState::Valid),
        father: member.father.and_then(number_of),
        mother: member.mother.and_then(number_of),
        spouses: spouses.filter_map(|spouse| spouse.identity.number()).collect(),
        children: children.filter_map(|child| child.identity.number()).collect(),
    })
}
