//! Whoever tampers with the store is found out, and where.

use crate::{
    submission::{FARMER, KILN, WIDOW, send_example},
    tables::Tables,
};
use operations::verify::Verified;
use registry::{
    chain::{Break, LinkHash},
    registry_number::RegistryNumber,
};
use store::rows::Log;
use testkit::registries::Fixture;

/// A registry of three households, in the order of the log.
async fn three(fixture: &Fixture) -> Vec<RegistryNumber> {
    let sender = fixture.enumerator("enumerator-1").await;
    let mut numbers = Vec::new();
    for path in [FARMER, WIDOW, KILN] {
        numbers.push(send_example(fixture, &sender, path).await.household.unwrap());
    }
    numbers
}

async fn verify(fixture: &Fixture, log: Log) -> Verified {
    fixture.registry.verify_log(log, None, |_, _| {}).await.unwrap()
}

async fn wrong(fixture: &Fixture) -> Vec<RegistryNumber> {
    fixture.registry.verify_households(|_| {}).await.unwrap()
}

/// A text of the store with a word of it exchanged, as a literal: texts are kept compressed, and whoever tampers with one
/// leaves it plain, which the store reads as well.
fn altered(tables: &Tables, text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "there is nothing to alter");
    tables.literal(text.replace(from, to).as_bytes())
}

/// How a compressed text begins, and then nothing that could be decompressed.
const BROKEN: [u8; 8] = [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0];

#[tokio::test]
async fn what_nobody_touched_is_whole() {
    for fixture in Fixture::both().await {
        let empty = verify(&fixture, Log::Changes).await;
        assert_eq!((empty.entries, empty.head, empty.broken), (0, LinkHash::START, None));
        three(&fixture).await;
        let mut heard = Vec::new();
        let whole =
            fixture.registry.verify_log(Log::Changes, None, |at, last| heard.push((at, last))).await.unwrap();
        assert_eq!((whole.entries, whole.broken, whole.anchored), (3, None, None), "{}", fixture.engine);
        assert_eq!(heard.last(), Some(&(3, 3)));
        let audit = verify(&fixture, Log::Audit).await;
        assert!(audit.entries > 3 && audit.broken.is_none(), "{}", fixture.engine);
        assert_eq!(wrong(&fixture).await, []);
    }
}

#[tokio::test]
async fn every_change_to_a_log_is_found_at_its_place() {
    let cases = [
        ("update change_log set text = {altered} where position = 1", Break::Altered { position: 1 }),
        ("update change_log set text = {broken} where position = 1", Break::Altered { position: 1 }),
        ("update change_log set text = {broken} where position = 2", Break::Altered { position: 2 }),
        ("update change_log set text = {broken} where position = 3", Break::Altered { position: 3 }),
        (
            "update change_log set hash = (select hash from change_log where position = 1) where position = 2",
            Break::Altered { position: 2 },
        ),
        ("delete from change_log where position = 2", Break::Gap { expected: 2, found: 3 }),
        ("delete from change_log where position = 1", Break::Gap { expected: 1, found: 2 }),
        ("delete from change_log where position = 3", Break::Head { expected: 3, found: 2 }),
        ("delete from change_log", Break::Head { expected: 3, found: 0 }),
        (
            "update log_head set hash = (select hash from change_log where position = 1) where log = 'changes'",
            Break::Altered { position: 3 },
        ),
        ("update log_head set position = 4 where log = 'changes'", Break::Head { expected: 4, found: 3 }),
        // The newest entry put behind the head.
        (
            "update log_head set position = 2, hash = (select hash from change_log where position = 2) where log = 'changes'",
            Break::Head { expected: 2, found: 3 },
        ),
    ];
    for fixture in Fixture::both().await {
        three(&fixture).await;
        let tables = Tables::of(&fixture).await;
        tables.keep("change_log").await;
        tables.keep("log_head").await;
        let first = fixture.registry.store().read_log(Log::Changes, 0, 1).await.unwrap().remove(0).text;
        let altered = altered(&tables, &first, "burnt_brick", "mud_brick");
        for (statement, expected) in cases {
            let statement = statement.replace("{altered}", &altered);
            let statement = statement.replace("{broken}", &tables.literal(&BROKEN));
            assert!(tables.execute(&statement).await >= 1, "{statement} did nothing");
            let found = verify(&fixture, Log::Changes).await;
            assert_eq!(found.broken, Some(expected), "{}: {statement}", fixture.engine);
            assert!(verify(&fixture, Log::Audit).await.broken.is_none(), "the other log is whole");
            tables.restore("change_log").await;
            tables.restore("log_head").await;
            assert_eq!(verify(&fixture, Log::Changes).await.broken, None);
        }
    }
}

#[tokio::test]
async fn an_altered_audit_entry_is_found() {
    for fixture in Fixture::both().await {
        three(&fixture).await;
        let tables = Tables::of(&fixture).await;
        let statement = "update audit_log set text = replace(text, 'enumerator-1', 'somebody') where position = \
                         (select max(position) from audit_log)";
        assert_eq!(tables.execute(statement).await, 1);
        let last = fixture.registry.store().log_head(Log::Audit).await.unwrap().0;
        let found = verify(&fixture, Log::Audit).await.broken;
        assert_eq!(found, Some(Break::Altered { position: last }), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn an_anchor_kept_elsewhere_finds_a_tail_that_was_cut_off_cleanly() {
    for fixture in Fixture::both().await {
        three(&fixture).await;
        let whole = verify(&fixture, Log::Changes).await;
        let anchor = Some((whole.entries, whole.head));
        let anchored = async |anchor| {
            fixture.registry.verify_log(Log::Changes, anchor, |_, _| {}).await.unwrap().anchored
        };
        assert_eq!(anchored(anchor).await, Some(true), "{}", fixture.engine);
        assert_eq!(anchored(Some((0, LinkHash::START))).await, Some(true));
        assert_eq!(anchored(Some((2, whole.head))).await, Some(false), "the hash of another entry");

        let tables = Tables::of(&fixture).await;
        tables.execute("delete from change_log where position = 3").await;
        tables
            .execute(
                "update log_head set position = 2, hash = (select hash from change_log where position = 2) \
                 where log = 'changes'",
            )
            .await;
        let cut = verify(&fixture, Log::Changes).await;
        assert_eq!((cut.entries, cut.broken), (2, None), "the chain alone cannot tell");
        assert_eq!(anchored(anchor).await, Some(false), "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_household_that_does_not_follow_from_its_entries_is_named() {
    let statements = [
        "update household set document = {document} where number = {number}",
        "update household set document = {empty} where number = {number}",
        "update household set document = {broken} where number = {number}",
        "update decision set text = {broken} where household = (select id from household where number = {number})",
        "update household set version = 2 where number = {number}",
        "update household set outcome = 'eligible' where number = {number}",
        "update household set standing = replace(standing, 'excluded', 'eligible') where number = {number}",
        "update household set tehsil = 'PK60101' where number = {number}",
        "delete from household where number = {number}",
        "update change_log set text = {entry} where position = 1",
    ];
    for fixture in Fixture::both().await {
        let numbers = three(&fixture).await;
        let store = fixture.registry.store();
        let document = store.find_household(numbers[0]).await.unwrap().unwrap().document;
        let entry = store.list_entries(numbers[0]).await.unwrap().remove(0).text;
        let tables = Tables::of(&fixture).await;
        let texts = [
            ("{document}", altered(&tables, &document, "\"rooms\":3", "\"rooms\":9")),
            ("{entry}", altered(&tables, &entry, "\"rooms\":3", "\"rooms\":9")),
            ("{empty}", tables.literal(b"{}")),
            ("{broken}", tables.literal(&BROKEN)),
            ("{number}", numbers[0].as_u64().to_string()),
        ];
        let kept = ["household", "change_log", "decision"];
        for table in kept {
            tables.keep(table).await;
        }
        for statement in statements {
            let filled = texts.iter().fold(statement.to_owned(), |sql, (name, text)| sql.replace(name, text));
            assert_eq!(tables.execute(&filled).await, 1, "{statement}");
            assert_eq!(wrong(&fixture).await, numbers[..1], "{}: {statement}", fixture.engine);
            for table in kept {
                tables.restore(table).await;
            }
            assert_eq!(wrong(&fixture).await, []);
        }
    }
}
