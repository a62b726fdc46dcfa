//! Registries over years: a small programme beside the project's own, and households put straight into the store.

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use operations::{
    Parts, Registry,
    acts::ActState,
    authority::{Authority, Role},
    programmes::enrolments_on_change,
    standing::{Standing, StandingDecision},
};
use population::{Figures, Place, Population, Survey, Trouble};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    change::{Change, Channel, Entry, UpdateType},
    clock::{Clock, date_in_pakistan},
    code_lists::Region,
    enrolment::Enrolment,
    family::families,
    history::History,
    household::{FormUsed, Household, Record},
    identity::NumberSeries,
    ids::{ChangeId, DecisionId, RandomIds},
    registry_number::RegistryNumber,
};
use scoring::{
    decision::{Decision, Occasion, decide},
    facts::Circumstances,
    points::Points,
};
use std::{cell::Cell, fs, path::Path, sync::Arc};
use store::{
    files::FileStore,
    rows::{Commit, DecisionRow, EntryRow, HouseholdRow, HouseholdWrite, NoticeRow, Summary},
};
use testkit::registries::Fixture;

/// A programme with room for three families, so that lists come to an end.
pub(crate) const SMALL: &str = r#"
format = 1
id = "small"
version = "2021-09-01"
effective_from = 2021-09-01
title = { en = "Small", ur = "چھوٹا" }
kind = "unconditional"
source = "Invented for tests."
policy = "kafaalat"
capacity = 3
appeals = true
recertifies = true
"#;

/// A registry with a small programme beside the project's own, and households put straight into its store.
pub(crate) struct Years {
    pub(crate) fixture: Fixture,
    pub(crate) registry: Arc<Registry>,
    population: Population,
    drawn: Cell<u64>,
}

/// What lists know of a household in a test; decided by the rules where nothing is said.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) outcome: &'static str,
    pub(crate) score: i64,
}

fn rules() -> scoring::rules::Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = vec![("programmes/small/2021-09-01.toml".to_owned(), SMALL.to_owned())];
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    scoring::rules::Rules::load(files).unwrap()
}

async fn open(fixture: &Fixture, seed: u64) -> Arc<Registry> {
    let parts = Parts {
        store: store::open(&fixture.place).await.unwrap(),
        files: FileStore::open(fixture.place.data.join("attachments"), 50_000_000).await.unwrap(),
        rules: Arc::new(rules()),
        clock: Arc::clone(&fixture.clock) as Arc<dyn Clock>,
        ids: Arc::new(RandomIds::new(ChaCha8Rng::seed_from_u64(seed))),
        series: NumberSeries::Invented,
        citizen_registry: None,
    };
    Arc::new(Registry::open(parts).await.unwrap())
}

impl Years {
    /// One over each engine.
    pub(crate) async fn both() -> Vec<Self> {
        let mut years = Vec::new();
        for fixture in Fixture::both().await {
            let registry = open(&fixture, 5).await;
            let population = Population::new(Survey {
                seed: 11,
                first_day: date(2026, 10, 1),
                last_day: date(2026, 11, 20),
                form: FormUsed { id: "household".to_owned(), version: "2026112201".to_owned() },
                trouble: Trouble::None,
            });
            years.push(Self { fixture, registry, population, drawn: Cell::new(0) });
        }
        years
    }

    /// The same registry in another process.
    pub(crate) async fn another(&self) -> Arc<Registry> {
        open(&self.fixture, 6).await
    }

    pub(crate) fn set_clock(&self, day: Date) {
        let noon: Timestamp = format!("{day}T07:00:00Z").parse().unwrap();
        self.fixture.clock.advance(noon.duration_since(self.fixture.clock.now()));
    }

    /// Somebody with everything a member of staff of the role may do, everywhere or in areas.
    pub(crate) async fn staff(&self, name: &str, role: Role, areas: &[&str]) -> Authority {
        self.fixture.add_user(name, role, areas).await;
        self.fixture.authority(name).await
    }

    /// The record of a household with at least one family, in a block of the invented tehsil.
    fn record(&self, surveyed: Date, block: &str) -> Record {
        let place = Place {
            tehsil: block.get(..7).and_then(|tehsil| tehsil.parse().ok()).unwrap(),
            union_council: block.rsplit_once('-').and_then(|(council, _)| council.parse().ok()),
            block: block.parse().ok(),
            region: Region::Rural,
            figures: Figures::Punjab,
            locality: "Chaman Zar".to_owned(),
            centre: None,
            radius_kilometres: 1.0,
        };
        loop {
            let ordinal = self.drawn.replace(self.drawn.get() + 1);
            let mut record = self.population.household(ordinal, &place);
            record.interview.interview_date = Some(surveyed);
            if families(&record).len() == 1 {
                return record;
            }
        }
    }

    /// Puts a household into the store as a survey of a day would.
    pub(crate) async fn register(
        &self,
        surveyed: Date,
        block: &str,
        wanted: Option<Wanted>,
    ) -> RegistryNumber {
        let ordinal = self.registry.store().reserve_ordinals(1).await.unwrap();
        let number = RegistryNumber::from_ordinal(ordinal).unwrap();
        let record = Box::new(self.record(surveyed, block));
        let change = Change::Register { record, split_from: None };
        self.write(number, surveyed, UpdateType::FirstSurvey, change, wanted).await;
        number
    }

    /// Puts eligible households of the scores 0, 1, 2 and so on into the store.
    pub(crate) async fn register_many(&self, surveyed: Date, households: i64) {
        let mut all = Commit::default();
        for score in 0..households {
            let ordinal = self.registry.store().reserve_ordinals(1).await.unwrap();
            let number = RegistryNumber::from_ordinal(ordinal).unwrap();
            let change =
                Change::Register { record: Box::new(self.record(surveyed, BLOCK)), split_from: None };
            let one =
                self.commit_of(number, surveyed, UpdateType::FirstSurvey, change, eligible(score)).await;
            all.append(one);
        }
        self.registry.store().commit(all).await.unwrap();
    }

    /// Puts another survey of a household into the store, with what follows for its enrolments.
    pub(crate) async fn survey_again(
        &self,
        number: RegistryNumber,
        on: Date,
        edit: impl FnOnce(&mut Record),
    ) {
        let mut record = self.household(number).await.record;
        record.interview.interview_date = Some(on);
        edit(&mut record);
        let change = Change::Resurvey { record: Box::new(record) };
        self.write(number, on, UpdateType::Recertification, change, None).await;
    }

    /// Writes a household down under another tehsil, as a move of its block does; its survey stays the one it was.
    pub(crate) async fn survey_moved(&self, number: RegistryNumber, tehsil: &str, council: &str) {
        let household = self.household(number).await;
        let mut location = household.record.location.clone();
        location.tehsil = tehsil.parse().ok();
        location.union_council = council.parse().ok();
        let today = self.fixture.clock.today();
        let change = Change::Move { location: Box::new(location) };
        self.write(number, today, UpdateType::Roster, change, None).await;
    }

    /// Makes a change of a household.
    pub(crate) async fn write(
        &self,
        number: RegistryNumber,
        effective: Date,
        update_type: UpdateType,
        change: Change,
        wanted: Option<Wanted>,
    ) {
        let commit = self.commit_of(number, effective, update_type, change, wanted).await;
        self.registry.store().commit(commit).await.unwrap();
    }

    async fn commit_of(
        &self,
        number: RegistryNumber,
        effective: Date,
        update_type: UpdateType,
        change: Change,
        wanted: Option<Wanted>,
    ) -> Commit {
        let now = self.fixture.clock.now();
        let store = self.registry.store();
        let kept = store.list_entries(number).await.unwrap();
        let mut history =
            History::new(kept.iter().map(|row| serde_json::from_str(&row.text).unwrap()).collect());
        let before = history.current().unwrap();
        let entry = Entry {
            id: ChangeId(self.registry.ids().uuid(now)),
            household: number,
            effective,
            recorded: now,
            author: "test".to_owned(),
            channel: Channel::File,
            place: None,
            update_type,
            evidence: Vec::new(),
            reason: None,
            change,
        };
        let after = history.accept(entry.clone()).unwrap();
        let version = u32::try_from(history.entries().len()).unwrap();
        let areas = self.registry.areas().await;
        let true_on = history.entries().last().unwrap().effective;
        let circumstances = Circumstances::of(areas.book(), &after.record.location, true_on);
        let occasion = Occasion {
            programme: "kafaalat",
            record_version: u64::from(version),
            circumstances: &circumstances,
            reference_date: true_on,
            decided_at: now,
        };
        let decision = decide(self.registry.rules(), &after, &occasion).unwrap();
        let write = household_write(&after, version, &decision, now, wanted);
        let kept = store.find_enrolments_of(&[number]).await.unwrap();
        let enrolments = enrolments_on_change(before.as_ref(), &after, &kept, "test", now).unwrap();
        Commit {
            entries: vec![EntryRow {
                id: entry.id,
                household: number,
                effective,
                recorded: now,
                text: serde_json::to_string(&entry).unwrap(),
            }],
            households: vec![write],
            decisions: vec![decision_row(&decision, version, DecisionId(self.registry.ids().uuid(now)))],
            enrolments,
            ..Commit::default()
        }
    }

    pub(crate) async fn household(&self, number: RegistryNumber) -> Household {
        let row = self.registry.store().find_household(number).await.unwrap().unwrap();
        serde_json::from_str(&row.document).unwrap()
    }

    /// Enrols every eligible family there is room for into a programme.
    pub(crate) async fn enrol(&self, programme: &str) {
        let console = Authority::console();
        let act = self.registry.draw_enrolment_list(&console, "List", programme, Vec::new()).await.unwrap();
        let name = format!("adopter-for-{programme}");
        let officer = self.staff(&name, Role::RegistryOfficer, &[]).await;
        let adopted = self.registry.adopt_act(&officer, act.id).await.unwrap();
        assert_eq!(adopted.state, ActState::Adopted, "{}", self.fixture.engine);
    }

    pub(crate) async fn enrolments(&self, number: RegistryNumber) -> Vec<Enrolment> {
        let rows = self.registry.store().list_enrolments_of(number).await.unwrap();
        rows.iter().map(|row| serde_json::from_str(&row.document).unwrap()).collect()
    }

    /// Kinds and days of what a household was told, oldest first.
    pub(crate) async fn told(&self, number: RegistryNumber) -> Vec<(String, Date)> {
        let rows: Vec<NoticeRow> = self.registry.store().list_notices_of(number).await.unwrap();
        let mut told: Vec<_> = rows.into_iter().map(|row| (row.on, row.kind)).collect();
        told.sort();
        told.into_iter().map(|(on, kind)| (kind, on)).collect()
    }
}

fn household_write(
    household: &Household,
    version: u32,
    decision: &Decision,
    now: Timestamp,
    wanted: Option<Wanted>,
) -> HouseholdWrite {
    let outcome = wanted.map_or(decision.outcome.code(), |wanted| wanted.outcome);
    let score = decision.score.result.points().map(Points::hundredths);
    let location = &household.record.location;
    let standing = Standing {
        registry_number: household.number,
        surveyed_on: household.record.interview.interview_date,
        decision: Some(StandingDecision {
            programme: decision.policy.programme.clone(),
            policy: decision.policy.version.clone(),
            outcome: outcome.to_owned(),
            decided_on: date_in_pakistan(now),
        }),
        may_update_from: None,
    };
    HouseholdWrite {
        row: HouseholdRow {
            number: household.number,
            version,
            tehsil: location.tehsil.clone(),
            changed: now,
            outcome: Some(outcome.to_owned()),
            document: serde_json::to_string(household).unwrap(),
            standing: serde_json::to_string(&standing).unwrap(),
        },
        replaces: (version > 1).then(|| version - 1),
        numbers: household.citizen_numbers().map(|(person, number)| (number, person)).collect(),
        name_words: Vec::new(),
        summary: Some(Summary {
            union_council: location.union_council.clone(),
            block: location.block.clone(),
            surveyed: household.record.interview.interview_date,
            score: wanted.map_or(score, |wanted| Some(wanted.score)),
        }),
    }
}

fn decision_row(decision: &Decision, version: u32, id: DecisionId) -> DecisionRow {
    DecisionRow {
        id,
        household: decision.household,
        version,
        decided: decision.decided_at,
        policy: format!("{} {}", decision.policy.programme, decision.policy.version),
        outcome: decision.outcome.code().to_owned(),
        text: serde_json::to_string(decision).unwrap(),
    }
}

/// A household that is eligible, with a score.
#[expect(clippy::unnecessary_wraps, reason = "as it is wanted")]
pub(crate) fn eligible(score: i64) -> Option<Wanted> {
    Some(Wanted { outcome: "eligible", score })
}

pub(crate) const BLOCK: &str = "PK90101-01-001";
