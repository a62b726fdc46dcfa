//! Delivered files come in: everything is in once, whatever happens on the way, and what the registry had stays.

use jiff::civil::{Date, date};
use operations::{
    Registry,
    authority::{Authority, Role},
    load::{Chunk, LoadError, NewLoad, Rejected, Rejects, Unread},
};
use registry::{
    change::{Change, Entry, Evidence},
    code_lists::{Relation, Sex},
    delivery::{Delivered, Delivery, Reject, RejectCode},
    finding::{Finding, FindingCode},
    history::History,
    household::{Departure, FormUsed, Member, Record},
    identity::{CitizenNumber, Identity},
    ids::{ChangeId, PersonId},
    personal::Personal,
    registry_number::RegistryNumber,
};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use store::rows::{Commit, EntryRow, HouseholdRow, HouseholdWrite, LoadProgress, LoadRow, Log};
use testkit::registries::{Fixture, TEHSIL};
use uuid::Uuid;

/// A citizen number; the last digit says the sex.
fn cnic(number: u64) -> Identity {
    Identity::Cnic(CitizenNumber::from_u64(9_000_000_000_000 + number).unwrap())
}

fn number_of(identity: Identity) -> CitizenNumber {
    identity.number().unwrap()
}

/// A person nobody has been.
fn person() -> PersonId {
    static PERSONS: AtomicU64 = AtomicU64::new(1);
    PersonId(Uuid::from_u128(PERSONS.fetch_add(1, Ordering::Relaxed).into()))
}

fn member(line: u8, relation: Relation, identity: Identity) -> Member {
    let mut member = Member::new(person(), line);
    member.name = Personal::new(&format!("Invented {line}"));
    member.person.relation = Some(relation);
    let male = identity.number().is_none_or(|number| number.as_u64() % 2 == 1);
    member.person.sex = Some(if male { Sex::Male } else { Sex::Female });
    member.person.birth_date = Some(date(1980, 1, 1));
    member.identity = identity;
    member
}

/// A couple and, where given, more members.
fn record(on: Date, head: Identity, wife: Identity, others: &[Identity]) -> Box<Record> {
    let mut record = Record { form: form_of(on), ..Record::default() };
    record.interview.interview_date = Some(on);
    record.interview.consent = Some(true);
    record.location.tehsil = Some(TEHSIL.parse().unwrap());
    record.members = vec![member(1, Relation::Head, head), member(2, Relation::Spouse, wife)];
    let others = others.iter().zip(3..).map(|(identity, line)| member(line, Relation::Child, *identity));
    record.members.extend(others);
    Box::new(record)
}

fn form_of(on: Date) -> FormUsed {
    let id = if on.year() < 2015 { "poverty_card_2010" } else { "household" };
    FormUsed { id: id.to_owned(), version: "1".to_owned() }
}

fn delivered(row: u64, on: Date, record: Box<Record>) -> Delivered {
    let delivery = Delivery { surveyed: on, registry_number: None, record, findings: Vec::new() };
    Delivered { row, key: format!("k{row}"), read: Ok(delivery) }
}

const ON: Date = date(2021, 5, 1);

/// Households with numbers of their own, in the order of their rows.
fn strangers(count: u64) -> Vec<Delivered> {
    (1..=count)
        .map(|row| {
            delivered(row, ON, record(ON, cnic(row * 100 + 1), cnic(row * 100 + 2), &[cnic(row * 100 + 3)]))
        })
        .collect()
}

/// Chunks of so many households.
fn chunks(households: &[Delivered], size: usize) -> Vec<Result<Unread, String>> {
    let chunk = |households: &[Delivered]| {
        let households = households.to_vec();
        Ok(Box::new(move || Chunk { households, persons: Vec::new() }) as Unread)
    };
    households.chunks(size).map(chunk).collect()
}

/// A rejects file in memory.
#[derive(Default)]
struct Aside(Vec<Rejected>);

impl Rejects for Aside {
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> io::Result<u64> {
        self.0.truncate(usize::try_from(length_bytes).unwrap());
        self.0.extend_from_slice(rows);
        Ok(self.0.len().try_into().unwrap())
    }
}

impl Aside {
    fn codes(&self) -> Vec<(u64, RejectCode)> {
        self.0.iter().map(|rejected| (rejected.row, rejected.reject.code)).collect()
    }
}

fn new_load(batch: &str, hash: u8) -> NewLoad {
    NewLoad {
        batch: batch.to_owned(),
        source: format!("source of {batch}"),
        file_sha256: [hash; 32],
        mapping_sha256: [7; 32],
    }
}

async fn try_load(
    registry: &Arc<Registry>,
    new: NewLoad,
    chunks: Vec<Result<Unread, String>>,
    aside: &mut Aside,
) -> Result<LoadRow, LoadError> {
    let console = Authority::console();
    let row = registry.open_load(&console, new).await?;
    registry.load(&console, row, chunks.into_iter(), 3, aside, &|_| {}).await
}

async fn load(
    fixture: &Fixture,
    batch: &str,
    households: Vec<Delivered>,
    size: usize,
) -> (LoadProgress, Aside) {
    let mut aside = Aside::default();
    let row =
        try_load(&fixture.registry, new_load(batch, 1), chunks(&households, size), &mut aside).await.unwrap();
    let progress = row.progress;
    assert!(row.finished.is_some());
    assert_eq!(progress.read, progress.registered + progress.joined + progress.rejected, "it adds up");
    let chain = fixture.registry.verify_log(Log::Changes, None, |_, _| {}).await.unwrap();
    assert_eq!(chain.broken, None, "{}", fixture.engine);
    assert_eq!(fixture.registry.verify_households(|_| {}).await.unwrap(), [], "{}", fixture.engine);
    (progress, aside)
}

async fn holder(fixture: &Fixture, identity: Identity) -> Option<RegistryNumber> {
    let holders = fixture.registry.store().find_holders(&[number_of(identity)]).await.unwrap();
    holders.first().map(|holder| holder.household)
}

async fn rooms_on(fixture: &Fixture, number: RegistryNumber, on: Date) -> Option<u8> {
    let view = fixture.registry.view_household(&Authority::console(), number, Some(on), None).await;
    view.ok().and_then(|view| view.household.record.dwelling.rooms)
}

#[tokio::test]
async fn a_file_is_registered_with_history_decisions_and_evidence() {
    for fixture in Fixture::both().await {
        let (progress, aside) = load(&fixture, "first", strangers(25), 4).await;
        assert_eq!((progress.read, progress.registered, progress.rejected), (25, 25, 0));
        assert!(aside.0.is_empty());
        let number = holder(&fixture, cnic(1_701)).await.unwrap();
        let view = fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
        let entry = &view.history[0];
        assert_eq!(entry.effective, ON);
        let evidence = Evidence::File { sha256: "01".repeat(32), row: Some(17) };
        assert_eq!(entry.evidence, [evidence]);
        assert!(view.decision.is_some(), "{}: decided upon", fixture.engine);
        assert!(fixture.registry.find_standing(&Authority::console(), number_of(cnic(1_701))).await.is_ok());
        let audit = fixture.registry.store().read_log(Log::Audit, 0, 1_000).await.unwrap();
        assert!(audit.iter().any(|row| row.text.contains("first rows 17 to 20")), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_load_that_broke_off_goes_on_where_it_was_and_doubles_nothing() {
    for fixture in Fixture::both().await {
        let mut broken = chunks(&strangers(30), 5);
        broken.truncate(3);
        broken.push(Err("the file ends in the middle of row 16".to_owned()));
        let mut aside = Aside::default();
        let error = try_load(&fixture.registry, new_load("cut", 1), broken, &mut aside).await.unwrap_err();
        assert_eq!(error.code(), "load.unreadable");
        let known = fixture.registry.find_load(&Authority::console(), "cut").await.unwrap();
        assert_eq!(
            (known.progress.read, known.finished),
            (15, None),
            "{}: what was in is in",
            fixture.engine
        );

        let rest = strangers(30).split_off(15);
        let registry = fixture.reopen().await;
        let row = try_load(&registry, new_load("cut", 1), chunks(&rest, 5), &mut aside).await.unwrap();
        assert_eq!((row.progress.read, row.progress.registered), (30, 30));
        assert_eq!(registry.count(&Authority::console()).await.unwrap().households, 30);

        let again = registry.open_load(&Authority::console(), new_load("cut", 1)).await.unwrap();
        assert_eq!(again, row, "{}: the same file is known to be in", fixture.engine);
        let other = registry.open_load(&Authority::console(), new_load("cut", 2)).await.unwrap_err();
        assert_eq!(other.code(), "load.other_file");
    }
}

#[tokio::test]
async fn two_vintages_stand_in_one_history_whichever_comes_first() {
    let (old, new) = (date(2010, 12, 3), date(2021, 5, 1));
    for order in [[old, new], [new, old]] {
        for fixture in Fixture::both().await {
            for (on, batch) in order.iter().zip(["one", "two"]) {
                // The head of then has died; his wife is head now. A daughter of then has left.
                let survey = if *on == old {
                    let mut record = record(*on, cnic(11), cnic(12), &[cnic(14)]);
                    record.dwelling.rooms = Some(1);
                    record
                } else {
                    let mut record = record(*on, cnic(12), cnic(15), &[]);
                    record.dwelling.rooms = Some(3);
                    record
                };
                load(&fixture, batch, vec![delivered(1, *on, survey)], 10).await;
            }
            let number = holder(&fixture, cnic(12)).await.unwrap();
            let place = format!("{} {order:?}", fixture.engine);
            assert_eq!(fixture.registry.count(&Authority::console()).await.unwrap().households, 1, "{place}");
            assert_eq!(rooms_on(&fixture, number, date(2005, 1, 1)).await, None, "{place}");
            assert_eq!(rooms_on(&fixture, number, date(2015, 1, 1)).await, Some(1), "{place}");
            assert_eq!(rooms_on(&fixture, number, date(2026, 1, 1)).await, Some(3), "{place}");
            let view =
                fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
            assert_eq!(view.history.len(), 2, "{place}");
            assert_eq!(view.household.former_members.len(), 2, "{place}: the dead and the daughter");
            let wife = |history: &[Entry], index: usize| match &history[index].change {
                Change::Register { record, .. } | Change::Resurvey { record } => {
                    record.members.iter().find(|member| member.identity == cnic(12)).map(|member| member.id)
                }
                _ => None,
            };
            assert_eq!(wife(&view.history, 0), wife(&view.history, 1), "{place}: the same person");
            assert_eq!(holder(&fixture, cnic(14)).await, None, "{place}: who left holds no number here");
        }
    }
}

/// The members of a household on a day, by number.
async fn members_on(fixture: &Fixture, number: RegistryNumber, on: Date) -> Vec<Identity> {
    let view = fixture.registry.view_household(&Authority::console(), number, Some(on), None).await.unwrap();
    view.household.record.members.iter().map(|member| member.identity).collect()
}

async fn person_of(
    fixture: &Fixture,
    number: RegistryNumber,
    on: Date,
    identity: Identity,
) -> Option<PersonId> {
    let view = fixture.registry.view_household(&Authority::console(), number, Some(on), None).await.unwrap();
    let mut members = view.household.record.members.iter();
    members.find(|member| member.identity == identity).map(|member| member.id)
}

#[tokio::test]
async fn the_later_survey_says_where_a_person_lives() {
    let (old, new) = (date(2010, 12, 3), date(2021, 5, 1));
    for order in [[old, new], [new, old]] {
        for fixture in Fixture::both().await {
            for (on, batch) in order.iter().zip(["one", "two"]) {
                // The daughter of the first household married into the second, which is young.
                let survey = if *on == old {
                    record(*on, cnic(11), cnic(12), &[cnic(14)])
                } else {
                    record(*on, cnic(21), cnic(14), &[cnic(22)])
                };
                load(&fixture, batch, vec![delivered(1, *on, survey)], 10).await;
            }
            let place = format!("{} {order:?}", fixture.engine);
            let parents = holder(&fixture, cnic(11)).await.unwrap();
            let couple = holder(&fixture, cnic(21)).await.unwrap();
            assert_ne!(parents, couple, "{place}");
            assert_eq!(holder(&fixture, cnic(14)).await, Some(couple), "{place}");
            let then = [cnic(11), cnic(12), cnic(14)];
            assert_eq!(members_on(&fixture, parents, date(2015, 1, 1)).await, then, "{place}");
            assert_eq!(members_on(&fixture, parents, date(2026, 1, 1)).await, then[..2], "{place}");
            assert_eq!(members_on(&fixture, couple, date(2026, 1, 1)).await, [cnic(21), cnic(14), cnic(22)]);
            let daughter = person_of(&fixture, parents, date(2015, 1, 1), cnic(14)).await;
            let wife = person_of(&fixture, couple, date(2026, 1, 1), cnic(14)).await;
            assert_eq!(daughter, wife, "{place}: the same person for life");
            for number in [parents, couple] {
                let view =
                    fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
                assert!(view.household.discrepancies.is_empty(), "{place}: nothing is doubtful");
            }
        }
    }
}

#[tokio::test]
async fn a_household_that_sons_carry_on_is_the_same() {
    let (old, new) = (date(2010, 12, 3), date(2021, 5, 1));
    for order in [[old, new], [new, old]] {
        for fixture in Fixture::both().await {
            for (on, batch) in order.iter().zip(["one", "two"]) {
                // Of five three are left: nobody of the old couple.
                let survey = if *on == old {
                    record(*on, cnic(11), cnic(12), &[cnic(13), cnic(15), cnic(16)])
                } else {
                    record(*on, cnic(13), cnic(16), &[cnic(15), cnic(18)])
                };
                load(&fixture, batch, vec![delivered(1, *on, survey)], 10).await;
            }
            let place = format!("{} {order:?}", fixture.engine);
            assert_eq!(fixture.registry.count(&Authority::console()).await.unwrap().households, 1, "{place}");
            let number = holder(&fixture, cnic(13)).await.unwrap();
            assert_eq!(members_on(&fixture, number, date(2015, 1, 1)).await.len(), 5, "{place}");
            assert_eq!(members_on(&fixture, number, date(2026, 1, 1)).await.len(), 4, "{place}");
        }
    }
}

#[tokio::test]
async fn several_of_one_file_may_come_from_one_household() {
    let (old, new) = (date(2010, 12, 3), date(2021, 5, 1));
    for fixture in Fixture::both().await {
        let parents = record(old, cnic(11), cnic(12), &[cnic(13), cnic(14), cnic(15), cnic(16)]);
        load(&fixture, "one", vec![delivered(1, old, parents)], 10).await;
        // Two have founded households; then the parents are surveyed again.
        let file = vec![
            delivered(1, new, record(new, cnic(13), cnic(24), &[])),
            delivered(2, new, record(new, cnic(25), cnic(14), &[])),
            delivered(3, new, record(new, cnic(11), cnic(12), &[cnic(15), cnic(16)])),
        ];
        let (progress, _) = load(&fixture, "two", file, 10).await;
        assert_eq!((progress.registered, progress.joined), (2, 1), "{}", fixture.engine);
        let homes = [13, 14, 11].map(|number| holder(&fixture, cnic(number)));
        let [son, daughter, parents] = homes;
        let (son, daughter, parents) = (son.await, daughter.await, parents.await);
        assert!(son != daughter && daughter != parents && son != parents, "{}", fixture.engine);
        let number = parents.unwrap();
        assert_eq!(members_on(&fixture, number, date(2015, 1, 1)).await.len(), 6);
        assert_eq!(members_on(&fixture, number, date(2026, 1, 1)).await.len(), 4);
    }
}

/// A member dies, as an officer records it.
async fn dies(fixture: &Fixture, number: RegistryNumber, identity: Identity, on: Date) {
    let store = fixture.registry.store();
    let row = store.find_household(number).await.unwrap().unwrap();
    let view = fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
    let mut history = History::new(view.history.clone());
    let person = view.household.record.members.iter().find(|member| member.identity == identity).unwrap().id;
    let entry = Entry {
        id: ChangeId(person.0),
        effective: on,
        change: Change::RemoveMember { person, departure: Departure::Death },
        ..view.history[0].clone()
    };
    let household = history.accept(entry.clone()).unwrap();
    let document = serde_json::to_string(&household).unwrap();
    let numbers = household.citizen_numbers().map(|(person, number)| (number, person)).collect();
    let commit = Commit {
        entries: vec![EntryRow {
            id: entry.id,
            household: number,
            effective: on,
            recorded: entry.recorded,
            text: serde_json::to_string(&entry).unwrap(),
        }],
        households: vec![HouseholdWrite {
            row: HouseholdRow { version: row.version + 1, document, ..row.clone() },
            replaces: Some(row.version),
            numbers,
            name_words: Vec::new(),
            summary: None,
        }],
        ..Commit::default()
    };
    store.commit(commit).await.unwrap();
}

#[tokio::test]
async fn nobody_leaves_for_a_household_that_does_not_come_in() {
    let first = date(2015, 1, 1);
    for fixture in Fixture::both().await {
        let file = vec![
            delivered(1, first, record(first, cnic(11), cnic(12), &[cnic(13)])),
            delivered(2, first, record(first, cnic(21), cnic(22), &[cnic(24)])),
        ];
        load(&fixture, "one", file, 10).await;
        let bereaved = holder(&fixture, cnic(11)).await.unwrap();
        let other = holder(&fixture, cnic(21)).await.unwrap();
        dies(&fixture, bereaved, cnic(13), date(2020, 6, 1)).await;
        // A survey of before the death lacks the one who died; its new member comes from the second household.
        let second = date(2018, 1, 1);
        let third = date(2018, 6, 1);
        let file = vec![
            delivered(1, second, record(second, cnic(11), cnic(12), &[cnic(24)])),
            delivered(2, third, record(third, cnic(21), cnic(22), &[cnic(24), cnic(26)])),
        ];
        let mut aside = Aside::default();
        let row =
            try_load(&fixture.registry, new_load("two", 1), chunks(&file, 10), &mut aside).await.unwrap();
        assert_eq!((row.progress.joined, row.progress.rejected), (1, 1), "{}", fixture.engine);
        assert_eq!(aside.codes(), [(1, RejectCode::ChangeRefused)], "{}", fixture.engine);
        let members = members_on(&fixture, other, date(2026, 1, 1)).await;
        assert_eq!(members, [cnic(21), cnic(22), cnic(24), cnic(26)], "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_survey_of_the_same_round_is_rejected_and_changes_nothing() {
    for fixture in Fixture::both().await {
        load(&fixture, "first", strangers(3), 10).await;
        let near = date(2021, 11, 1);
        let again = delivered(1, near, record(near, cnic(201), cnic(999), &[]));
        let (progress, aside) = load(&fixture, "second", vec![again], 10).await;
        assert_eq!((progress.registered, progress.joined, progress.rejected), (0, 0, 1));
        assert_eq!(aside.codes(), [(1, RejectCode::HouseholdExists)]);
        assert_eq!(holder(&fixture, cnic(999)).await, None);
    }
}

#[tokio::test]
async fn a_number_stays_where_it_is_and_the_claim_is_marked() {
    for fixture in Fixture::both().await {
        load(&fixture, "first", strangers(2), 10).await;
        let first = holder(&fixture, cnic(103)).await.unwrap();
        // A child of household 1 is said to be a child of a stranger, and to be a head far away.
        let as_child = delivered(1, ON, record(ON, cnic(901), cnic(902), &[cnic(103)]));
        let as_head = delivered(2, ON, record(ON, cnic(103), cnic(912), &[]));
        let (progress, _) = load(&fixture, "second", vec![as_child, as_head], 10).await;
        assert_eq!((progress.registered, progress.with_findings), (2, 2), "{}", fixture.engine);
        assert_eq!(holder(&fixture, cnic(103)).await, Some(first), "{}", fixture.engine);
        for other in [901, 912] {
            let number = holder(&fixture, cnic(other)).await.unwrap();
            let view =
                fixture.registry.view_household(&Authority::console(), number, None, None).await.unwrap();
            let claim = view.household.record.members.iter().find(|member| member.identity == Identity::None);
            assert!(claim.is_some(), "the member is there without the number");
            let marked = &view.household.discrepancies;
            assert_eq!(marked.len(), 1, "{}", fixture.engine);
            assert!(marked[0].about.reveal().contains("90000-0000010-3"));
        }
        let noted =
            fixture.registry.list_load_findings(&Authority::console(), "second", 0, 10).await.unwrap();
        let codes = noted.iter().flat_map(|row| {
            let findings: Vec<Finding> = serde_json::from_str(row.findings.as_deref().unwrap()).unwrap();
            findings.into_iter().map(|finding| finding.code)
        });
        assert_eq!(codes.filter(|code| *code == FindingCode::IdentityElsewhere).count(), 2);
    }
}

#[tokio::test]
async fn households_of_one_file_that_share_a_number_are_told_apart() {
    for fixture in Fixture::both().await {
        let mut file = strangers(6);
        file[4] = delivered(5, ON, record(ON, cnic(501), cnic(502), &[cnic(103)]));
        file[5] = delivered(6, ON, record(ON, cnic(201), cnic(202), &[]));
        let (progress, aside) = load(&fixture, "file", file, 10).await;
        assert_eq!((progress.registered, progress.rejected), (5, 1), "{}", fixture.engine);
        assert_eq!(aside.codes(), [(6, RejectCode::HouseholdExists)]);
        let first = holder(&fixture, cnic(101)).await;
        assert_eq!(holder(&fixture, cnic(103)).await, first, "the first row has the number");
    }
}

#[tokio::test]
async fn households_are_known_by_registry_number_and_rows_by_key() {
    for fixture in Fixture::both().await {
        load(&fixture, "first", strangers(2), 10).await;
        let known = holder(&fixture, cnic(101)).await.unwrap();
        let later = date(2026, 3, 1);
        let named = |row, number| {
            let mut delivered =
                delivered(row, later, record(later, cnic(881 + row * 2), cnic(770 + row * 2), &[]));
            if let Ok(delivery) = &mut delivered.read {
                delivery.registry_number = Some(number);
            }
            delivered
        };
        let nobodys = RegistryNumber::from_ordinal(4_000_000).unwrap();
        let file = vec![named(1, known), named(2, nobodys)];
        let (progress, aside) = load(&fixture, "second", file, 10).await;
        assert_eq!((progress.joined, progress.rejected), (1, 1), "{}", fixture.engine);
        assert_eq!(aside.codes(), [(2, RejectCode::NumberUnknown)]);

        // The same source delivers the same keys in another file.
        let mut other = new_load("third", 3);
        other.source = "source of first".to_owned();
        let mut aside = Aside::default();
        let file = vec![delivered(1, later, record(later, cnic(661), cnic(662), &[]))];
        let row = try_load(&fixture.registry, other, chunks(&file, 10), &mut aside).await.unwrap();
        assert_eq!((row.progress.registered, row.progress.rejected), (0, 1));
        assert_eq!(aside.codes(), [(1, RejectCode::KeyLoaded)], "{}", fixture.engine);
    }
}

#[tokio::test]
async fn rows_that_cannot_be_loaded_are_set_aside_with_the_reason() {
    for fixture in Fixture::both().await {
        let mut file = strangers(5);
        file[0].read = Err(Reject::at(RejectCode::RowUnreadable, ""));
        file[1] = delivered(2, date(2027, 1, 1), record(date(2027, 1, 1), cnic(1), cnic(2), &[]));
        let mut empty = record(ON, cnic(3), cnic(4), &[]);
        empty.members.clear();
        file[2] = delivered(3, ON, empty);
        let mut refused = record(ON, cnic(5), cnic(6), &[]);
        refused.interview.consent = Some(false);
        file[3] = delivered(4, ON, refused);
        let (progress, aside) = load(&fixture, "file", file, 2).await;
        assert_eq!((progress.read, progress.registered, progress.rejected), (5, 1, 4));
        let expected = [
            (1, RejectCode::RowUnreadable),
            (2, RejectCode::DateFuture),
            (3, RejectCode::RosterEmpty),
            (4, RejectCode::ConsentRefused),
        ];
        assert_eq!(aside.codes(), expected, "{}", fixture.engine);
        let row = fixture.registry.find_load(&Authority::console(), "file").await.unwrap();
        let tally: std::collections::BTreeMap<String, u64> = serde_json::from_str(&row.tally).unwrap();
        assert_eq!(tally.get("reject.roster_empty"), Some(&1));
    }
}

#[tokio::test]
async fn a_full_disk_under_the_rejects_stops_before_the_step() {
    struct Full;
    impl Rejects for Full {
        fn write(&mut self, _: u64, rows: &[Rejected]) -> io::Result<u64> {
            if rows.is_empty() { Ok(0) } else { Err(io::ErrorKind::StorageFull.into()) }
        }
    }
    for fixture in Fixture::both().await {
        let mut file = strangers(6);
        file[4].read = Err(Reject::at(RejectCode::KeyMissing, "hhid"));
        let console = Authority::console();
        let row = fixture.registry.open_load(&console, new_load("full", 1)).await.unwrap();
        let chunks = chunks(&file, 2).into_iter();
        let error = fixture.registry.load(&console, row, chunks, 2, &mut Full, &|_| {}).await.unwrap_err();
        assert_eq!(error.code(), "load.rejects");
        let row = fixture.registry.find_load(&console, "full").await.unwrap();
        assert_eq!((row.progress.read, row.progress.rejected), (4, 0), "{}", fixture.engine);
        assert_eq!(fixture.registry.count(&console).await.unwrap().households, 4);
    }
}

#[tokio::test]
async fn a_rehearsal_says_what_a_load_would_do_and_changes_nothing() {
    for fixture in Fixture::both().await {
        load(&fixture, "first", strangers(3), 10).await;
        let head = fixture.registry.store().log_head(Log::Changes).await.unwrap();
        let mut file = strangers(4);
        file[0].key = "other".to_owned();
        let chunks = chunks(&file, 2).into_iter();
        let console = Authority::console();
        let rehearsal =
            fixture.registry.rehearse_load(&console, "source of first", chunks, 2, &|_| {}).await.unwrap();
        let progress = rehearsal.progress;
        assert_eq!((progress.read, progress.registered, progress.rejected), (4, 1, 3), "{}", fixture.engine);
        assert_eq!(rehearsal.tally.get("reject.key_loaded"), Some(&2));
        assert_eq!(rehearsal.tally.get("reject.household_exists"), Some(&1));
        assert_eq!(fixture.registry.store().log_head(Log::Changes).await.unwrap(), head);
    }
}

#[tokio::test]
async fn only_who_runs_the_registry_loads() {
    let fixture = Fixture::sqlite().await;
    fixture.add_user("desk", Role::FieldOfficer, &[TEHSIL]).await;
    fixture.add_user("officer", Role::RegistryOfficer, &[]).await;
    for name in ["desk", "officer"] {
        let authority = fixture.authority(name).await;
        let error = fixture.registry.open_load(&authority, new_load("file", 1)).await.unwrap_err();
        assert_eq!(error.code(), "not_allowed");
        let row = fixture.registry.open_load(&Authority::console(), new_load("console's", 1)).await.unwrap();
        let (chunks, aside) = (chunks(&strangers(2), 2).into_iter(), &mut Aside::default());
        let error = fixture.registry.load(&authority, row, chunks, 1, aside, &|_| {}).await.unwrap_err();
        assert_eq!(error.code(), "not_allowed");
    }
    assert_eq!(fixture.registry.count(&Authority::console()).await.unwrap().households, 0);
    fixture.add_user("provincial", Role::RegistryOfficer, &["PK6"]).await;
    let provincial = fixture.authority("provincial").await;
    assert_eq!(fixture.registry.list_loads(&provincial).await.unwrap_err().code(), "not_allowed");
    let desk = fixture.authority("desk").await;
    assert_eq!(fixture.registry.list_loads(&desk).await.unwrap_err().code(), "not_allowed");
    let officer = fixture.authority("officer").await;
    assert_eq!(fixture.registry.list_loads(&officer).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_clock_set_back_between_two_loads_mixes_nothing_up() {
    for fixture in Fixture::both().await {
        load(&fixture, "one", strangers(3), 2).await;
        fixture.clock.advance(jiff::SignedDuration::from_hours(-30));
        let newer = date(2024, 5, 1);
        let again: Vec<Delivered> = (1..=3)
            .map(|row| delivered(row, newer, record(newer, cnic(row * 100 + 1), cnic(row * 100 + 2), &[])))
            .collect();
        let (progress, _) = load(&fixture, "two", again, 2).await;
        assert_eq!((progress.joined, progress.rejected), (3, 0), "{}", fixture.engine);
        let number = holder(&fixture, cnic(101)).await.unwrap();
        let decisions = fixture.registry.store().list_decisions(number).await.unwrap();
        let versions: Vec<u32> = decisions.iter().map(|decision| decision.version).collect();
        assert!(versions.is_sorted_by(|one, other| one > other), "the newest first: {versions:?}");
    }
}

#[tokio::test]
async fn a_key_that_no_store_takes_is_rejected_and_the_rest_comes_in() {
    for fixture in Fixture::both().await {
        load(&fixture, "one", strangers(2), 2).await;
        // Households that are known make the load ask for keys; the one that is rejected is not asked for.
        let mut file = strangers(3);
        let reject = Reject::at(RejectCode::KeyUnusable, "key");
        file[2] = Delivered { row: 3, key: "k\0".to_owned(), read: Err(reject) };
        let (_, aside) = load(&fixture, "two", file, 3).await;
        let codes = [
            (1, RejectCode::HouseholdExists),
            (2, RejectCode::HouseholdExists),
            (3, RejectCode::KeyUnusable),
        ];
        assert_eq!(aside.codes(), codes, "{}", fixture.engine);
    }
}
