//! Many households quickly: copies of some that really came in, each with registry and citizen numbers of its own,
//! written to the store in bulk and not through HTTP.

use crate::{
    country::Country,
    place::{Engine, MachineClock, Place},
};
use jiff::civil::date;
use operations::{credentials::CredentialKind, names, receive::Incoming};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use registry::{
    change::Entry,
    clock::Clock,
    household::Household,
    identity::CitizenNumber,
    ids::{ChangeId, DecisionId, IdSource, RandomIds},
    registry_number::RegistryNumber,
};
use store::{
    Store,
    rows::{Commit, DecisionRow, EntryRow, HouseholdRow, HouseholdWrite, Log, Summary},
};

/// Households that are copied.
const MODELS: u64 = 500;
/// Households written together.
const TOGETHER: usize = 500;

/// Households that came in, to be copied.
pub(crate) struct Copies {
    models: Vec<Model>,
    ids: RandomIds<ChaCha8Rng>,
    made: u64,
}

struct Model {
    write: HouseholdWrite,
    entry: EntryRow,
    decision: Option<DecisionRow>,
}

impl Copies {
    /// Has the models come in.
    pub(crate) async fn new(country: &Country) -> Self {
        let place = Place::new(Engine::Sqlite).await;
        let registry = place.at.open(5).await;
        let sender = registry
            .authenticate_token(CredentialKind::Enumerator, &place.tablet, Some("bench"))
            .await
            .unwrap();
        for xml in country.questionnaires(0..MODELS) {
            registry.receive(&sender, Incoming { xml: xml.into_bytes(), files: Vec::new() }).await.unwrap();
        }
        let store = registry.store();
        let entries = store.read_log(Log::Changes, 0, u32::MAX).await.unwrap();
        let mut models = Vec::new();
        for row in entries {
            models.push(model(store.as_ref(), row.text).await);
        }
        store.close().await;
        Self { models, ids: RandomIds::new(ChaCha8Rng::seed_from_u64(7)), made: 0 }
    }

    /// Writes so many copies. Returns the citizen numbers in them.
    pub(crate) async fn write(&mut self, store: &dyn Store, households: usize) -> Vec<CitizenNumber> {
        let mut ordinal = store.reserve_ordinals(households as u64).await.unwrap();
        let mut numbers = Vec::new();
        let mut left = households;
        while left > 0 {
            let mut commit = Commit::default();
            for _ in 0..left.min(TOGETHER) {
                let write = self.copy(RegistryNumber::from_ordinal(ordinal).unwrap(), &mut commit);
                numbers.extend(write.numbers.iter().map(|(number, _)| *number));
                commit.households.push(write);
                ordinal += 1;
            }
            left -= commit.households.len();
            store.commit(commit).await.unwrap();
        }
        numbers
    }

    fn copy(&mut self, number: RegistryNumber, commit: &mut Commit) -> HouseholdWrite {
        let model = &self.models[usize::try_from(self.made).unwrap() % self.models.len()];
        let now = MachineClock.now();
        let (change, decision) = (ChangeId(self.ids.uuid(now)), DecisionId(self.ids.uuid(now)));
        let mut swaps = vec![
            (model.write.row.number.as_u64().to_string(), number.as_u64().to_string()),
            (model.entry.id.to_string(), change.to_string()),
        ];
        let mut numbers = Vec::new();
        for (old, person) in &model.write.numbers {
            let new = scattered(self.made * 32 + numbers.len() as u64);
            swaps.push((old.as_u64().to_string(), new.as_u64().to_string()));
            numbers.push((new, *person));
        }
        self.made += 1;
        let swap = |text: &str| swaps.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
        let row = &model.write.row;
        let (document, standing) = (swap(&row.document), swap(&row.standing));
        commit.entries.push(EntryRow {
            id: change,
            household: number,
            text: swap(&model.entry.text),
            ..model.entry.clone()
        });
        commit.decisions.extend(model.decision.as_ref().map(|row| DecisionRow {
            id: decision,
            household: number,
            text: swap(&row.text),
            ..row.clone()
        }));
        HouseholdWrite {
            row: HouseholdRow { number, document, standing, changed: now, ..row.clone() },
            numbers,
            name_words: model.write.name_words.clone(),
            summary: Some(summary()),
            replaces: None,
        }
    }
}

async fn model(store: &dyn Store, text: String) -> Model {
    let entry: Entry = serde_json::from_str(&text).unwrap();
    let row = store.find_household(entry.household).await.unwrap().unwrap();
    let household: Household = serde_json::from_str(&row.document).unwrap();
    let mut name_words: Vec<String> = household
        .record
        .members
        .iter()
        .filter_map(|member| member.name.as_ref())
        .flat_map(|name| names::words(name.reveal()))
        .collect();
    name_words.sort_unstable();
    name_words.dedup();
    let mut numbers: Vec<_> = household.citizen_numbers().map(|(person, number)| (number, person)).collect();
    numbers.sort_unstable_by_key(|(number, _)| *number);
    numbers.dedup_by_key(|(number, _)| *number);
    Model {
        write: HouseholdWrite { row, replaces: None, numbers, name_words, summary: Some(summary()) },
        entry: EntryRow {
            id: entry.id,
            household: entry.household,
            effective: entry.effective,
            recorded: entry.recorded,
            text,
        },
        decision: store.list_decisions(entry.household).await.unwrap().into_iter().next(),
    }
}

/// A number that is not issued, and is as far from its neighbours' as those of real families are.
fn scattered(ordinal: u64) -> CitizenNumber {
    const NUMBERS: u64 = 100_000_000_000;
    CitizenNumber::from_u64(9_900_000_000_000 + ordinal * 61_803_398_879 % NUMBERS).unwrap()
}

/// What lists know of every copy.
fn summary() -> Summary {
    Summary { surveyed: Some(date(2026, 11, 10)), score: Some(3_250), ..Summary::default() }
}
