//! A registry that was written before texts were compressed and before there were summaries: after the migration it reads as
//! it did, goes on, and its households get their summaries.

use crate::{
    invented::{
        TEHSIL, area, citizen, decision, enrolment, entry, household, household_only, id, next, number,
        registration, summary, verified_texts,
    },
    places::{Engine, Place},
};
use jiff::civil::date;
use registry::chain::LinkHash;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{
    Commit, FILE_NAME, FilledSummary, HouseholdWrite, Log, Store, StoreConfig, Summary, SummaryFilter,
    SummaryOrder, SummaryRow,
};
use tokio_postgres::NoTls;
use uuid::Uuid;

/// The first migration of both engines, as it was released.
const SQLITE: &str = include_str!("../../../../migrations/sqlite/0001_registry.sql");
const POSTGRES: &str = include_str!("../../../../migrations/postgres/0001_registry.sql");

const CREATE_TABLE: &str = "create table migration ( \
    version bigint primary key, name text not null, checksum text not null, \
    applied text not null default current_timestamp);";

#[tokio::test]
async fn a_registry_of_before_reads_as_it_did_and_goes_on() {
    for engine in Engine::ALL {
        let place = Place::empty(engine).await;
        match engine {
            Engine::Sqlite => write_sqlite(&place.config),
            Engine::Postgres => write_postgres(&place.config).await,
        }
        store::migrate(&place.config).await.unwrap();
        let store = place.open().await;
        assert_eq!(store.find_household(number(1)).await.unwrap(), Some(household(1).row), "{engine:?}");
        assert_eq!(store.find_standing(citizen(1)).await.unwrap().unwrap().household, number(1));
        assert_eq!(store.list_entries(number(1)).await.unwrap()[0].text, entry(1, 1).text);
        assert_eq!(store.list_decisions(number(1)).await.unwrap(), [decision(1, 1)]);

        fill_summaries(&store).await;
        let changed =
            Commit { entries: vec![entry(2, 1)], households: vec![next(&household(1))], ..Commit::default() };
        store.commit(changed).await.unwrap();
        store.commit(registration(3)).await.unwrap();
        let texts = verified_texts(&store, Log::Changes).await;
        assert_eq!(texts, [entry(1, 1).text, entry(2, 1).text, entry(3, 3).text]);
        assert_eq!(store.find_household(number(1)).await.unwrap().unwrap().version, 2);
        store.close().await;
    }
}

/// Of four households, one is changed while the summaries are filled in, one is merged and one enrolled.
async fn fill_summaries(store: &Arc<dyn Store>) {
    let filled = |ordinal: u64, summary: Option<Summary>| FilledSummary {
        household: number(ordinal),
        version: 1,
        summary,
    };
    let known = || Some(summary(date(2024, 1, 1), 1_000));
    let page = store.households_without_summary(3).await.unwrap();
    assert_eq!(page, [household(13).row, household(12).row, household(11).row]);
    let newer = HouseholdWrite { summary: Some(summary(date(2026, 1, 1), 2_000)), ..next(&household(12)) };
    let enrolments = vec![enrolment(1, "kafaalat", 11, 1)];
    store.commit(Commit { enrolments, ..household_only(newer.clone()) }).await.unwrap();
    // Asked again, as after a crash: what was changed in between has its summary already.
    let again = store.households_without_summary(3).await.unwrap();
    assert_eq!(again, [household(13).row, household(11).row, household(1).row]);
    for _ in 0..2 {
        let page = vec![filled(13, None), filled(12, known()), filled(11, known())];
        store.put_summaries(page).await.unwrap();
    }
    let rest = store.households_without_summary(3).await.unwrap();
    assert_eq!(rest, [household(1).row]);
    store.put_summaries(vec![filled(1, known())]).await.unwrap();
    assert_eq!(store.households_without_summary(3).await.unwrap(), []);

    let from_start = SummaryOrder::Arrival { after: 0 };
    let all = store.list_summaries(&SummaryFilter::default(), from_start, 10).await.unwrap();
    let of = |ordinal: u64, place: u64, summary: Summary, beneficiary: bool| SummaryRow {
        household: number(ordinal),
        place,
        tehsil: Some(area(TEHSIL)),
        summary,
        outcome: None,
        beneficiary,
    };
    let old = || known().unwrap();
    let expected = [of(1, 1, old(), false), of(11, 2, old(), true), of(12, 3, newer.summary.unwrap(), false)];
    assert_eq!(all, expected);
    // Put in once more, nothing changes.
    store.put_summaries(vec![filled(1, Some(Summary::default()))]).await.unwrap();
    assert_eq!(store.list_summaries(&SummaryFilter::default(), from_start, 10).await.unwrap(), expected);
}

/// Three households more than those of [`rows`], which only lists have to do with.
fn more_rows() -> String {
    let rows = (2..).zip([11, 12, 13]).map(|(id, ordinal)| {
        let row = household(ordinal).row;
        let (number, changed) = (row.number.as_u64(), row.changed.as_microsecond());
        format!(
            "({id}, {number}, 1, 'PK60104', {changed}, null, '{}', '', '', '{}')",
            row.standing, row.document
        )
    });
    format!(
        "insert into household (id, number, version, tehsil, changed_us, outcome, standing, name_words, numbers, document) \
           values {}; insert into tally (subject, tehsil, value, number) values ('household', 'PK60104', '', 4);",
        rows.collect::<Vec<_>>().join(", ")
    )
}

/// Both engines' rows of `household(1)`, its entry and its decision, with everything plain. Bytes are hexadecimal between
/// `before` and `after`.
fn rows(before: &str, after: &str) -> String {
    let write = household(1);
    let (entry, decision) = (entry(1, 1), decision(1, 1));
    let hash = LinkHash::START.next(1, entry.text.as_bytes());
    let bytes = |hex: String| format!("{before}{hex}{after}");
    let uuid = |id: Uuid| if before == "x'" { bytes(hex::encode(id.as_bytes())) } else { format!("'{id}'") };
    format!(
        "insert into household (id, number, version, tehsil, changed_us, outcome, standing, name_words, numbers, document) \
           values (1, {household}, 1, 'PK60104', {changed}, null, '{standing}', ' bibi hajra', '{citizen}', '{document}'); \
         insert into citizen_number (number, household, person) values ({citizen}, 1, {person}); \
         insert into name_word (word, household) values ('bibi', 1), ('hajra', 1); \
         insert into change_log (position, id, household, effective, recorded_us, hash, text) \
           values (1, {change}, 1, '2026-03-01', {recorded}, {hash}, '{text}'); \
         update log_head set position = 1, hash = {hash} where log = 'changes'; \
         insert into decision (id, household, version, decided_us, policy, outcome, text) \
           values ({decided_id}, 1, 1, {decided}, 'kafaalat-2026', 'eligible', '{decision_text}');",
        household = write.row.number.as_u64(),
        changed = write.row.changed.as_microsecond(),
        standing = write.row.standing,
        citizen = citizen(1).as_u64(),
        document = write.row.document,
        person = uuid(id(1)),
        change = uuid(id(1)),
        recorded = entry.recorded.as_microsecond(),
        hash = bytes(hex::encode(hash.as_bytes())),
        text = entry.text,
        decided_id = uuid(id(1)),
        decided = decision.decided.as_microsecond(),
        decision_text = decision.text,
    )
}

fn record(sql: &str) -> String {
    let checksum = hex::encode(Sha256::digest(sql));
    format!("insert into migration (version, name, checksum) values (1, '0001_registry', '{checksum}');")
}

fn write_sqlite(config: &StoreConfig) {
    let connection = rusqlite::Connection::open(config.data.join(FILE_NAME)).unwrap();
    for sql in [CREATE_TABLE, SQLITE, &record(SQLITE), &rows("x'", "'"), &more_rows()] {
        connection.execute_batch(sql).unwrap();
    }
}

async fn write_postgres(config: &StoreConfig) {
    let url = config.database_url.as_deref().unwrap();
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    let running = tokio::spawn(connection);
    for sql in [CREATE_TABLE, POSTGRES, &record(POSTGRES), &rows("'\\x", "'::bytea"), &more_rows()] {
        client.batch_execute(sql).await.unwrap();
    }
    drop(client);
    running.await.unwrap().unwrap();
}
