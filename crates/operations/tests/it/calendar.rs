//! The calendar over years: each thing once, however late and whoever does it.

use crate::tables::Tables;
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use operations::{
    Parts, Registry,
    acts::ActState,
    authority::{Authority, Role},
    calendar::{CalendarProgress, Notice},
    due::DueQuery,
    programmes::enrolments_on_change,
    standing::{Standing, StandingDecision},
};
use population::{Figures, Place, Population, Survey, Trouble};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    change::{Change, Channel, Entry, UpdateType},
    clock::{Clock, date_in_pakistan, end_of_day_in_pakistan},
    code_lists::Region,
    enrolment::{Enrolment, EnrolmentStatus},
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
    async fn register_many(&self, households: i64) {
        let mut all = Commit::default();
        for score in 0..households {
            let ordinal = self.registry.store().reserve_ordinals(1).await.unwrap();
            let number = RegistryNumber::from_ordinal(ordinal).unwrap();
            let change =
                Change::Register { record: Box::new(self.record(SURVEYED, BLOCK)), split_from: None };
            let one =
                self.commit_of(number, SURVEYED, UpdateType::FirstSurvey, change, eligible(score)).await;
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
    async fn told(&self, number: RegistryNumber) -> Vec<(String, Date)> {
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
pub(crate) fn eligible(score: i64) -> Option<Wanted> {
    Some(Wanted { outcome: "eligible", score })
}

pub(crate) const BLOCK: &str = "PK90101-01-001";
const SURVEYED: Date = date(2026, 11, 10);

/// What a household surveyed on [`SURVEYED`] and not again is told.
fn everything_told() -> Vec<(String, Date)> {
    [
        ("recertification_due", date(2029, 11, 10)),
        ("recertification_reminder", date(2030, 2, 10)),
        ("recertification_reminder", date(2030, 4, 10)),
        ("recertification_lapsed", date(2030, 5, 10)),
    ]
    .map(|(kind, on)| (kind.to_owned(), on))
    .to_vec()
}

#[tokio::test]
async fn each_call_and_reminder_comes_once_whether_the_calendar_runs_every_month_or_after_years() {
    for monthly in [true, false] {
        for years in Years::both().await {
            let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
            let other =
                years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 9000 })).await;
            years.enrol("small").await;
            let mut written = 0;
            let months = (1..=48_i32).filter(|month| monthly || *month == 48);
            for month in months {
                years.set_clock(date(2026, 11, 25).saturating_add(jiff::Span::new().months(month)));
                written += years.registry.run_calendar().await.unwrap().notices;
            }
            assert_eq!(written, 4, "{}", years.fixture.engine);
            assert_eq!(years.told(number).await, everything_told(), "{}", years.fixture.engine);
            assert_eq!(years.told(other).await, [], "nobody in it is a beneficiary");
            let again = years.registry.run_calendar().await.unwrap();
            assert_eq!(again, CalendarProgress::default(), "nothing is left to do");
        }
    }
}

#[tokio::test]
async fn nothing_comes_before_its_day() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        years.set_clock(date(2029, 11, 9));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.told(number).await, [], "{}", years.fixture.engine);
        years.set_clock(date(2029, 11, 10));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.told(number).await, everything_told()[..1]);
        years.set_clock(date(2030, 5, 9));
        years.registry.run_calendar().await.unwrap();
        assert_eq!(years.enrolments(number).await[0].status(), Some(EnrolmentStatus::Active));
        let notices = years.registry.store().list_notices_of(number).await.unwrap();
        let notice: Notice = serde_json::from_str(&notices[0].document).unwrap();
        assert_eq!((notice.since, notice.closes), (date(2029, 11, 10), Some(date(2030, 5, 10))));
    }
}

#[tokio::test]
async fn two_processes_at_once_do_each_thing_once() {
    for years in Years::both().await {
        let mut numbers = Vec::new();
        for score in 0..3 {
            numbers.push(years.register(SURVEYED, BLOCK, eligible(1500 + score)).await);
        }
        years.enrol("small").await;
        years.set_clock(date(2031, 1, 1));
        let (one, other) = (Arc::clone(&years.registry), years.another().await);
        let runs = [
            tokio::spawn(async move { one.run_calendar().await }),
            tokio::spawn(async move { other.run_calendar().await }),
        ];
        let mut notices = 0;
        let mut lapsed = 0;
        for run in runs {
            let progress = run.await.unwrap().unwrap();
            notices += progress.notices;
            lapsed += progress.lapsed;
        }
        assert_eq!((notices, lapsed), (12, 3), "{}", years.fixture.engine);
        for number in numbers {
            assert_eq!(years.told(number).await, everything_told());
            assert_eq!(years.enrolments(number).await[0].steps.len(), 2);
        }
    }
}

#[tokio::test]
async fn a_lapse_suspends_and_another_survey_restores() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        years.set_clock(date(2030, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let lapsed = years.enrolments(number).await.remove(0);
        let last = lapsed.steps.last().unwrap();
        assert_eq!((last.status, last.from), (EnrolmentStatus::Suspended, date(2030, 5, 10)));
        assert_eq!((last.by.as_str(), last.reason.as_str()), ("calendar", "recertification_lapsed"));
        let before = end_of_day_in_pakistan(date(2030, 5, 31));
        assert_eq!(lapsed.status_on(date(2030, 5, 20), before), Some(EnrolmentStatus::Active), "nobody knew");
        // Whoever is suspended is still one of the beneficiaries: its turn is type 6, not type 5.
        let summary = years.registry.store().find_summaries(&[number]).await.unwrap().remove(0);
        assert!(summary.beneficiary);

        years.survey_again(number, date(2030, 5, 30), |_| {}).await;
        let restored = years.enrolments(number).await.remove(0);
        let last = restored.steps.last().unwrap();
        assert_eq!((last.status, last.from), (EnrolmentStatus::Active, date(2030, 5, 30)));
        assert_eq!(last.reason, "resurveyed");
        years.set_clock(date(2033, 6, 1));
        years.registry.run_calendar().await.unwrap();
        let told = years.told(number).await;
        assert_eq!(told.last().unwrap(), &("recertification_due".to_owned(), date(2033, 5, 30)));
    }
}

#[tokio::test]
async fn whoever_is_enrolled_after_the_due_day_is_called_then_and_has_a_whole_window() {
    for years in Years::both().await {
        let number = years.register(date(2021, 3, 1), BLOCK, eligible(1500)).await;
        years.enrol("small").await;
        assert_eq!(years.told(number).await, [("recertification_due".to_owned(), date(2026, 11, 22))]);
        for (day, status) in [
            (date(2026, 11, 23), EnrolmentStatus::Active),
            (date(2027, 5, 21), EnrolmentStatus::Active),
            (date(2027, 5, 22), EnrolmentStatus::Suspended),
        ] {
            years.set_clock(day);
            years.registry.run_calendar().await.unwrap();
            while years.registry.work_once().await.unwrap() {}
            assert_eq!(years.enrolments(number).await[0].status(), Some(status), "{day}");
        }
        assert_eq!(years.told(number).await.len(), 2, "{}", years.fixture.engine);
    }
}

#[tokio::test]
async fn the_overview_counts_what_was_done_and_what_comes() {
    for years in Years::both().await {
        for score in 0..3 {
            years.register(SURVEYED, BLOCK, eligible(1500 + score)).await;
        }
        years.register(SURVEYED, BLOCK, Some(Wanted { outcome: "above_cutoff", score: 5000 })).await;
        years.enrol("small").await;
        let console = Authority::console();
        let overview = years.registry.calendar_overview(&console, 48).await.unwrap();
        let coming: Vec<_> =
            overview.coming.iter().map(|row| (row.month, row.what.as_str(), row.households)).collect();
        assert_eq!(
            coming,
            [
                // A score of 50 is called in the third phase, six months after two years.
                (date(2029, 5, 1), "phase_3", 1),
                (date(2029, 11, 1), "recertification_due", 3),
                (date(2030, 2, 1), "recertification_reminder", 3),
                (date(2030, 4, 1), "recertification_reminder", 3),
                (date(2030, 5, 1), "recertification_lapsed", 3),
            ],
            "{}",
            years.fixture.engine
        );
        years.set_clock(date(2029, 12, 1));
        years.registry.run_calendar().await.unwrap();
        let due = years.registry.count_due(&console, UpdateType::Recertification).await.unwrap();
        assert_eq!(due.iter().map(|count| count.households).sum::<u64>(), 3);
        let due = years.registry.count_due(&console, UpdateType::Cyclic).await.unwrap();
        assert_eq!(due.iter().map(|count| (count.phase, count.households)).collect::<Vec<_>>(), [(2, 1)]);
        for (phase, expected) in [(0, 0), (1, 0), (2, 1), (3, 0)] {
            let query =
                DueQuery { update_type: UpdateType::Cyclic, phase, tehsil: None, after: None, limit: 10 };
            let page = years.registry.list_due(&console, &query).await.unwrap();
            assert_eq!(page.households.len(), expected, "phase {phase}");
        }
        let overview = years.registry.calendar_overview(&console, 2).await.unwrap();
        assert_eq!(overview.done.iter().map(|done| done.notices).collect::<Vec<_>>(), [3]);
        assert_eq!(overview.tasks[0].task, "recertification");
    }
}

#[tokio::test]
async fn many_pages_by_two_processes_enrol_and_call_everybody_once() {
    /// More than one page of every kind.
    const HOUSEHOLDS: i64 = 520;
    for years in Years::both().await {
        let console = Authority::console();
        let officer = years.staff("officer", Role::RegistryOfficer, &[]).await;
        years.register_many(HOUSEHOLDS).await;
        let today = date(2026, 11, 22);
        let raise = years.registry.propose_capacity(&console, "Raise", "small", 1000, today).await.unwrap();
        years.registry.adopt_act(&officer, raise.id).await.unwrap();
        let drawn = years.registry.draw_enrolment_list(&console, "All", "small", Vec::new()).await.unwrap();
        let list = drawn.content.list().unwrap();
        assert_eq!((drawn.state, list.households), (ActState::Proposed, 520), "{}", years.fixture.engine);
        let (first, last) = (
            years.registry.list_listed(&console, drawn.id, 0, 1).await.unwrap(),
            years.registry.list_listed(&console, drawn.id, 519, 10).await.unwrap(),
        );
        assert_eq!((first.households[0].score, last.households[0].score), (Some(0), Some(519)));
        let adopted = years.registry.adopt_act(&officer, drawn.id).await.unwrap();
        assert_eq!((adopted.state, adopted.content.list().unwrap().enrolled), (ActState::Adopted, 520));

        years.set_clock(date(2031, 1, 1));
        let (one, other) = (Arc::clone(&years.registry), years.another().await);
        let runs = [
            tokio::spawn(async move { one.run_calendar().await }),
            tokio::spawn(async move { other.run_calendar().await }),
        ];
        let mut done = (0, 0);
        for run in runs {
            let progress = run.await.unwrap().unwrap();
            done = (done.0 + progress.notices, done.1 + progress.lapsed);
        }
        assert_eq!(done, (4 * 520, 520));
        let counts = years.registry.store().count_enrolments(None).await.unwrap();
        assert_eq!(counts, [("small".to_owned(), "suspended".to_owned(), 520)]);
        let told = years.registry.store().count_notices(date(2026, 1, 1), date(2031, 1, 1)).await.unwrap();
        assert_eq!(told.iter().map(|(_, _, notices)| notices).sum::<u64>(), 4 * 520);
    }
}

#[tokio::test]
async fn households_of_an_earlier_version_of_the_program_get_their_summaries() {
    for years in Years::both().await {
        let number = years.register(SURVEYED, BLOCK, None).await;
        let store = years.registry.store();
        let before = store.find_summaries(&[number]).await.unwrap();
        let tables = Tables::of(&years.fixture).await;
        assert_eq!(tables.execute("delete from household_summary").await, 1);
        let from_before = "update counter set value = 1000000 where name = 'summaries'";
        assert_eq!(tables.execute(from_before).await, 1);
        assert_eq!(store.find_summaries(&[number]).await.unwrap(), []);
        assert_eq!(years.registry.run_calendar().await.unwrap().summaries, 1, "{}", years.fixture.engine);
        assert_eq!(store.find_summaries(&[number]).await.unwrap(), before);
        assert_eq!(years.registry.run_calendar().await.unwrap().summaries, 0);
    }
}
