//! Fills a store with invented households by its own commits, prepared on every processor: state, summary and, of every
//! fourth, the enrolment that makes it a beneficiary's. No questionnaire, change log, citizen number or name.

use super::invented::{Country, Invented};
use crate::place::MachineClock;
use jiff::Timestamp;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    clock::Clock,
    enrolment::{Enrolment, EnrolmentStatus, EnrolmentStep},
    ids::{EnrolmentId, IdSource, PersonId, RandomIds},
    registry_number::RegistryNumber,
};
use std::{ops::Range, thread};
use store::{
    Store,
    rows::{Commit, EnrolmentRow, HouseholdRow, HouseholdWrite, LoadProgress, LoadRow, LoadStep},
};

/// Households written together.
const TOGETHER: u64 = 10_000;
/// The programme that enrols.
const PROGRAMME: &str = "kafaalat";

/// Adds households by their places in the order of arrival, from 0.
pub(crate) async fn fill(store: &dyn Store, country: &Country, places: Range<u64>) {
    let count = places.end - places.start;
    let first = store.reserve_ordinals(count).await.unwrap();
    let mut load = Load::begin(store, places.start, count).await;
    let mut rest = places.clone();
    let processors = thread::available_parallelism().map_or(1, usize::from) as u64;
    let mut ready: Vec<Commit> = Vec::new();
    let mut done = 0;
    loop {
        let round = rest.start..rest.end.min(rest.start + TOGETHER * processors);
        rest.start = round.end;
        let next = prepare(country, round, &places, first);
        // The next are prepared while these are written.
        let next = tokio::task::spawn(next);
        for mut commit in std::mem::take(&mut ready) {
            done += commit.households.len() as u64;
            commit.load = Some(load.step(done));
            store.commit(commit).await.unwrap();
        }
        ready = next.await.unwrap();
        if ready.is_empty() {
            break;
        }
    }
    assert_eq!(done, count);
}

/// Commits of a round, one for each processor.
fn prepare(
    country: &Country,
    round: Range<u64>,
    places: &Range<u64>,
    first_ordinal: u64,
) -> impl Future<Output = Vec<Commit>> + Send + use<> {
    let parts: Vec<Range<u64>> = round
        .clone()
        .step_by(usize::try_from(TOGETHER).unwrap())
        .map(|start| start..round.end.min(start + TOGETHER))
        .collect();
    let places = places.clone();
    let country = Country { tehsils: country.tehsils.clone() };
    let prepared = move || {
        thread::scope(|scope| {
            let prepared: Vec<_> = parts
                .into_iter()
                .map(|part| scope.spawn(|| commit_of(&country, part, &places, first_ordinal)))
                .collect();
            prepared.into_iter().map(|part| part.join().unwrap()).collect()
        })
    };
    async move { tokio::task::spawn_blocking(prepared).await.unwrap() }
}

fn commit_of(country: &Country, part: Range<u64>, places: &Range<u64>, first_ordinal: u64) -> Commit {
    let ids = RandomIds::new(ChaCha8Rng::seed_from_u64(part.start));
    let now = MachineClock.now();
    let mut commit = Commit::default();
    for place in part {
        let turn = place - places.start;
        let number = RegistryNumber::from_ordinal(first_ordinal + turn).unwrap();
        let invented = country.household(place, turn, places.end - places.start);
        let persons = [(); 3].map(|()| PersonId(ids.uuid(now)));
        if invented.beneficiary {
            let id = EnrolmentId(ids.uuid(now));
            commit.enrolments.push(enrolment(id, number, persons[0], &invented, now));
        }
        commit.households.push(household(number, persons, invented, now));
    }
    commit.pack();
    commit
}

fn household(
    number: RegistryNumber,
    persons: [PersonId; 3],
    invented: Invented,
    now: Timestamp,
) -> HouseholdWrite {
    let document = serde_json::to_string(&invented.document(number, persons)).unwrap();
    let row = HouseholdRow {
        number,
        version: 1,
        tehsil: Some(invented.tehsil),
        changed: now,
        outcome: Some(invented.outcome.to_owned()),
        document,
        standing: format!("{{\"outcome\":\"{}\"}}", invented.outcome),
    };
    let summary = Some(invented.summary);
    HouseholdWrite { row, replaces: None, numbers: Vec::new(), name_words: Vec::new(), summary }
}

/// Paid since the survey.
fn enrolment(
    id: EnrolmentId,
    household: RegistryNumber,
    woman: PersonId,
    invented: &Invented,
    now: Timestamp,
) -> EnrolmentRow {
    let first = EnrolmentStep {
        status: EnrolmentStatus::Active,
        from: invented.summary.surveyed.unwrap(),
        recorded: now,
        by: "bench".to_owned(),
        reason: "enrolled".to_owned(),
    };
    let enrolment = Enrolment::new(id, PROGRAMME, household, woman, first);
    EnrolmentRow {
        id,
        version: 1,
        programme: PROGRAMME.to_owned(),
        household,
        woman,
        status: EnrolmentStatus::Active.code().to_owned(),
        beneficiary: true,
        document: serde_json::to_string(&enrolment).unwrap(),
    }
}

/// As steps of a load, the commits get the room that the store gives to loads.
struct Load {
    batch: String,
    progress: LoadProgress,
    count: u64,
}

impl Load {
    async fn begin(store: &dyn Store, first_place: u64, count: u64) -> Self {
        let (batch, now) = (format!("invented-{first_place}"), MachineClock.now());
        let row = LoadRow {
            batch: batch.clone(),
            source: batch.clone(),
            file_sha256: [0; 32],
            mapping_sha256: [0; 32],
            actor: "bench".to_owned(),
            started: now,
            changed: now,
            finished: None,
            progress: LoadProgress::default(),
            tally: String::new(),
        };
        store.add_load(row).await.unwrap();
        Self { batch, progress: LoadProgress::default(), count }
    }

    fn step(&mut self, done: u64) -> LoadStep {
        let from = self.progress;
        self.progress = LoadProgress { read: done, registered: done, ..from };
        LoadStep {
            batch: self.batch.clone(),
            from,
            to: self.progress,
            tally: String::new(),
            at: MachineClock.now(),
            finished: done == self.count,
            households: Vec::new(),
        }
    }
}
