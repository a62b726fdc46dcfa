//! A person as the simulated registers hold him or her, and what life events change about it.

use super::event::{Event, Kind};
use jiff::civil::Date;
use population::Citizen;
use registry::{
    citizen::CardState,
    code_lists::{MaritalStatus, Sex},
    identity::CitizenNumber,
    personal::Personal,
};

/// A person. What is not held is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) number: CitizenNumber,
    pub(super) name: Option<Personal>,
    pub(super) name_urdu: Option<Personal>,
    pub(super) sex: Option<Sex>,
    pub(super) birth_date: Option<Date>,
    pub(super) marital_status: Option<MaritalStatus>,
    pub(super) disabled: Option<bool>,
    pub(super) father: Option<CitizenNumber>,
    pub(super) mother: Option<CitizenNumber>,
    pub(super) spouses: Vec<CitizenNumber>,
    pub(super) children: Vec<CitizenNumber>,
    pub(super) marriage_dates: Vec<Date>,
    pub(super) divorce_dates: Vec<Date>,
    pub(super) death_date: Option<Date>,
    pub(super) card: Option<CardState>,
    /// Whether the card stays valid after a death, as it does where the two registers do not speak to each other.
    pub(super) card_outlives: bool,
}

impl Person {
    /// Somebody of whom the number is known and nothing else.
    pub(super) fn unknown(number: CitizenNumber) -> Self {
        Self {
            number,
            name: None,
            name_urdu: None,
            sex: None,
            birth_date: None,
            marital_status: None,
            disabled: None,
            father: None,
            mother: None,
            spouses: Vec::new(),
            children: Vec::new(),
            marriage_dates: Vec::new(),
            divorce_dates: Vec::new(),
            death_date: None,
            card: None,
            card_outlives: false,
        }
    }

    /// Somebody of the synthetic population.
    pub(super) fn of(citizen: Citizen) -> Self {
        Self {
            name: citizen.name,
            name_urdu: citizen.name_urdu,
            sex: Some(citizen.sex),
            birth_date: Some(citizen.birth_date),
            marital_status: Some(citizen.marital_status),
            disabled: Some(citizen.disabled),
            father: citizen.father,
            mother: citizen.mother,
            spouses: citizen.spouses,
            children: citizen.children,
            death_date: citizen.death_date,
            ..Self::unknown(citizen.number)
        }
    }

    /// Completed years on a day, where the date of birth is held.
    pub(super) fn age_years(&self, on: Date) -> Option<i16> {
        let born = self.birth_date?;
        let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
        Some(on.year() - born.year() - i16::from(before_birthday))
    }

    pub(super) fn is_woman(&self) -> bool {
        self.sex.unwrap_or(self.number.sex()) == Sex::Female
    }

    pub(super) fn lives(&self) -> bool {
        self.death_date.is_none()
    }

    /// Lets an event change what concerns this person, who may be the one it happened to or near to them.
    pub(super) fn live_through(&mut self, event: &Event) {
        match &event.kind {
            Kind::Birth(child) => self.have_child(child),
            Kind::Death(dead) if *dead == self.number => self.die(event.on),
            Kind::Death(dead) if self.spouses.contains(dead) => self.lose(),
            Kind::DeathReversed(dead) if *dead == self.number => {
                self.death_date = None;
                self.card = self.card.map(|_| CardState::Valid);
            }
            Kind::DeathReversed(dead) if self.spouses.contains(dead) => {
                self.marital_status = Some(MaritalStatus::Married);
            }
            Kind::Marriage { husband, wife } => {
                if let Some(other) = self.other(*husband, *wife) {
                    self.spouses.push(other);
                    self.marital_status = Some(MaritalStatus::Married);
                    self.marriage_dates.push(event.on);
                }
            }
            Kind::Divorce { husband, wife } => {
                if let Some(other) = self.other(*husband, *wife) {
                    self.spouses.retain(|spouse| *spouse != other);
                    self.divorce_dates.push(event.on);
                    if self.spouses.is_empty() {
                        self.marital_status = Some(MaritalStatus::Divorced);
                    }
                }
            }
            Kind::Death(_) | Kind::DeathReversed(_) => {}
        }
    }

    fn have_child(&mut self, child: &Self) {
        let own = child.father == Some(self.number) || child.mother == Some(self.number);
        if own && !self.children.contains(&child.number) {
            self.children.push(child.number);
        }
    }

    fn die(&mut self, on: Date) {
        self.death_date = Some(on);
        self.card = self.card.map(|card| if self.card_outlives { card } else { CardState::Deceased });
    }

    fn lose(&mut self) {
        // A man who has another wife stays married.
        if self.spouses.len() == 1 {
            self.marital_status = Some(MaritalStatus::Widowed);
        }
    }

    fn other(&self, husband: CitizenNumber, wife: CitizenNumber) -> Option<CitizenNumber> {
        match self.number {
            own if own == husband => Some(wife),
            own if own == wife => Some(husband),
            _ => None,
        }
    }
}
