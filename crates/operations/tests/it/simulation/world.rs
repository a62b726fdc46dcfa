//! The world of a simulation: the registry, the citizen registry beside it, those who work with both, and what they were
//! told.

use super::{chance::Chance, engine, ledger::Ledger};
use jiff::{SignedDuration, ToSpan, civil::Date};
use operations::{
    Registry,
    authority::{Authority, Role},
    credentials::Sender,
};
use population::{Figures, Place, Population, Survey, Trouble};
use registry::{
    clock::{Clock, in_pakistan},
    code_lists::{Region, SurveyMode},
    household::{FormUsed, Household, Member, Record, Status},
    identity::CitizenNumber,
    registry_number::RegistryNumber,
};
use std::sync::Arc;
use survey::writing::{Envelope, write_survey};
use testkit::{
    citizens::Citizens,
    registries::{Fixture, TEHSIL},
};

/// The day on which a simulation begins: the second of the dynamic registry.
const BEGINNING: &str = "2025-07-02T07:00:00Z";
/// Union councils in which its households live.
const COUNCILS: u64 = 3;

pub(super) struct World {
    pub(super) fixture: Fixture,
    pub(super) registry: Arc<Registry>,
    pub(super) citizens: Arc<Citizens>,
    pub(super) senders: Vec<Sender>,
    /// Two officers of the tehsil.
    pub(super) desk: Vec<Authority>,
    /// Two officers of headquarters.
    pub(super) office: Vec<Authority>,
    /// Whoever reports for a programme.
    pub(super) payer: Authority,
    pub(super) ledger: Ledger,
    seed: u64,
    opened: u64,
    drawn: u64,
}

impl World {
    pub(super) async fn new(fixture: Fixture, seed: u64) -> Self {
        let beginning: jiff::Timestamp = BEGINNING.parse().unwrap();
        fixture.clock.advance(beginning.duration_since(fixture.clock.now()));
        let senders = vec![fixture.enumerator("van-1").await, fixture.enumerator("van-2").await];
        let mut desk = Vec::new();
        for name in ["desk-1", "desk-2"] {
            fixture.add_user(name, Role::FieldOfficer, &[TEHSIL]).await;
            desk.push(fixture.authority(name).await);
        }
        let mut office = Vec::new();
        for name in ["office-1", "office-2"] {
            fixture.add_user(name, Role::RegistryOfficer, &[]).await;
            office.push(fixture.authority(name).await);
        }
        fixture.add_user("payer", Role::ProgrammeOfficer, &[]).await;
        let payer = fixture.authority("payer").await;
        let citizens = Citizens::new(&fixture.clock, 5);
        let registry = engine::open(&fixture, &citizens, seed * 1000).await;
        let ledger = Ledger::default();
        Self { fixture, registry, citizens, senders, desk, office, payer, ledger, seed, opened: 0, drawn: 0 }
    }

    /// Another process over the same store.
    pub(super) async fn another(&mut self) -> Arc<Registry> {
        self.opened += 1;
        engine::open(&self.fixture, &self.citizens, self.seed * 1000 + self.opened).await
    }

    pub(super) fn today(&self) -> Date {
        self.fixture.clock.today()
    }

    pub(super) fn day_before(&self, days: i64) -> Date {
        self.today().saturating_sub(days.days())
    }

    pub(super) fn advance(&self, days: i64) {
        self.fixture.clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// Something that an op counts, for names that are used once.
    pub(super) fn next(&mut self) -> u64 {
        self.drawn += 1;
        self.drawn
    }

    pub(super) async fn households(&self) -> Vec<Household> {
        let rows = self.registry.store().list_households(None, 0, 10_000).await.unwrap();
        let mut households: Vec<Household> =
            rows.iter().map(|row| serde_json::from_str(&row.document).unwrap()).collect();
        households.sort_by_key(|household| household.number);
        households
    }

    pub(super) async fn active(&self) -> Vec<Household> {
        let mut households = self.households().await;
        households.retain(|household| household.status == Status::Active);
        households
    }

    pub(super) async fn find(&self, number: RegistryNumber) -> Household {
        let row = self.registry.store().find_household(number).await.unwrap().unwrap();
        serde_json::from_str(&row.document).unwrap()
    }

    /// A household in which somebody does what is asked, and who.
    pub(super) async fn member(
        &self,
        chance: &mut Chance,
        is_meant: impl Fn(&Member, &Household) -> bool,
    ) -> Option<(Household, Member)> {
        let mut all = Vec::new();
        for household in self.active().await {
            let meant = household.record.members.iter().filter(|member| is_meant(member, &household));
            all.extend(meant.map(|member| (household.number, member.clone())).collect::<Vec<_>>());
        }
        let (number, member) = chance.pick(&all)?.clone();
        Some((self.find(number).await, member))
    }

    /// A number nobody has: of a man or a woman.
    pub(super) fn new_number(&mut self, female: bool) -> CitizenNumber {
        let next = self.next();
        let digits = format!("9010{:08}{}", 70_000_000 + next, if female { 2 } else { 1 });
        digits.parse().unwrap()
    }

    pub(super) fn place(chance: &mut Chance) -> Place {
        let council = chance.below(COUNCILS) + 1;
        let block = chance.below(4) + 1;
        Place {
            tehsil: TEHSIL.parse().unwrap(),
            union_council: format!("{TEHSIL}-{council:02}").parse().ok(),
            block: format!("{TEHSIL}-{council:02}-{block:03}").parse().ok(),
            region: Region::Rural,
            figures: Figures::Punjab,
            locality: "Chaman Zar".to_owned(),
            centre: None,
            radius_kilometres: 1.0,
        }
    }

    /// A household that nobody has surveyed, as an interview of a day finds it.
    pub(super) fn newcomers(&mut self, chance: &mut Chance, day: Date) -> Record {
        let population = Population::new(Survey {
            seed: self.seed,
            first_day: day,
            last_day: day,
            form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
            trouble: if chance.percent(30) { Trouble::AsInLife } else { Trouble::None },
        });
        let place = Self::place(chance);
        let mut record = population.household(self.next(), &place);
        record.interview.mode =
            chance.pick(&[SurveyMode::Tablet, SurveyMode::Desk, SurveyMode::Van]).copied();
        record
    }

    /// The filled-in questionnaire.
    pub(super) async fn questionnaire(&self, record: &Record, instance: &str) -> String {
        let form = self.registry.forms().await.unwrap().find("household").unwrap();
        let areas = self.registry.areas().await;
        let now = in_pakistan(self.fixture.clock.now());
        let envelope =
            Envelope { instance_id: instance, deprecated_id: None, device: "device", start: &now, end: &now };
        write_survey(&form.form, record, areas.book(), &envelope).to_xml()
    }
}
