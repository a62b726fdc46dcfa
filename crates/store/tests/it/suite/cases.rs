//! Cases, and how they find each other.

use crate::invented::{OTHER_TEHSIL, TEHSIL, area, case, household, household_only, id, number, words};
use jiff::civil::date;
use std::sync::Arc;
use store::{CaseFilter, CaseRow, CaseWrite, Commit, Store};

async fn put(store: &Arc<dyn Store>, cases: Vec<CaseWrite>) {
    store.commit(Commit { cases, ..Commit::default() }).await.unwrap();
}

fn settled(write: &CaseWrite) -> CaseWrite {
    let mut next = write.clone();
    next.row.version += 1;
    next.row.state = "accepted".to_owned();
    next.row.open = false;
    next
}

fn ids(rows: &[CaseRow]) -> Vec<u64> {
    rows.iter().map(|row| (0..20).find(|&case| row.id == id(case)).unwrap()).collect()
}

pub(crate) async fn cases_are_found_and_those_due_first_listed_first(store: Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    let mut cases: Vec<CaseWrite> =
        (0..8).map(|number| case(number, i8::try_from(20 - number % 4).unwrap())).collect();
    cases[1].row.tehsil = Some(area(OTHER_TEHSIL));
    cases[2].row.tehsil = None;
    cases[3].row.owner = Some("officer".to_owned());
    cases[4].row.owner = Some("officer".to_owned());
    cases[4].row.tehsil = Some(area(OTHER_TEHSIL));
    cases[5].row.state = "draft".to_owned();
    cases[6].row.subject = "split".to_owned();
    cases[6].row.household = Some(number(1));
    cases[7].row.household = Some(number(1));
    put(&store, cases.clone()).await;
    let done = settled(&cases[0]);
    put(&store, vec![done.clone()]).await;

    assert_eq!(store.find_case(id(6)).await.unwrap(), Some(cases[6].row.clone()));
    assert_eq!(store.find_case(id(0)).await.unwrap(), Some(done.row));
    assert_eq!(store.find_case(id(99)).await.unwrap(), None);
    assert_eq!(ids(&store.list_cases_of(number(1)).await.unwrap()), [7, 6]);
    assert_eq!(store.list_cases_of(number(2)).await.unwrap(), []);

    let all = || CaseFilter { limit: 100, ..CaseFilter::default() };
    let here = Some(vec![area(TEHSIL)]);
    let filters: [(CaseFilter, &[u64]); 11] = [
        (all(), &[3, 7, 2, 6, 1, 5, 0, 4]),
        (CaseFilter { skip: 2, limit: 3, ..all() }, &[2, 6, 1]),
        // Those of no tehsil known are everybody's.
        (CaseFilter { tehsils: here.clone(), ..all() }, &[3, 7, 2, 6, 5, 0]),
        (CaseFilter { tehsils: here.clone(), skip: 3, limit: 2, ..all() }, &[6, 5]),
        (CaseFilter { tehsils: Some(Vec::new()), ..all() }, &[2]),
        (CaseFilter { states: words(&["draft", "accepted", "draft"]), ..all() }, &[5, 0]),
        (CaseFilter { subject: Some("split".to_owned()), ..all() }, &[6]),
        (CaseFilter { owner: Some("officer".to_owned()), ..all() }, &[3, 4]),
        (CaseFilter { owner: Some("officer".to_owned()), tehsils: here, limit: 1, ..all() }, &[3]),
        (CaseFilter { deadline_before: Some(date(2026, 3, 18)), ..all() }, &[3, 7]),
        (
            CaseFilter {
                owner: Some("officer".to_owned()),
                deadline_before: Some(date(2026, 3, 21)),
                states: words(&["in_review"]),
                subject: Some("discrepancy".to_owned()),
                skip: 1,
                ..all()
            },
            &[4],
        ),
    ];
    for (filter, expected) in filters {
        assert_eq!(ids(&store.list_cases(&filter).await.unwrap()), expected, "{filter:?}");
    }
}

pub(crate) async fn cases_find_each_other_by_what_they_touch_while_open(store: Arc<dyn Store>) {
    let touching = |number: u64, keys: &[&str]| CaseWrite { keys: words(keys), ..case(number, 1) };
    let first = touching(1, &["household:1", "person:a", "household:1"]);
    put(&store, vec![touching(2, &["household:1", "number:9"]), first.clone()]).await;
    put(&store, vec![touching(3, &["household:3"])]).await;
    let found = |keys: &'static [&'static str]| {
        let store = store.clone();
        async move { ids(&store.find_cases_touching(&words(keys)).await.unwrap()) }
    };
    assert_eq!(found(&["household:1", "person:a", "number:9"]).await, [1, 2]);
    assert_eq!(found(&["number:9", "household:3"]).await, [2, 3]);
    assert_eq!(found(&["household:", "HOUSEHOLD:1"]).await, [0; 0]);
    assert_eq!(found(&[]).await, [0; 0]);
    // What it touches now takes the place of what it touched.
    let mut next = CaseWrite { keys: words(&["person:b"]), ..first };
    next.row.version = 2;
    put(&store, vec![next.clone()]).await;
    assert_eq!(found(&["household:1", "person:a"]).await, [2]);
    assert_eq!(found(&["person:b"]).await, [1]);
    put(&store, vec![settled(&next)]).await;
    assert_eq!(found(&["person:b", "household:1"]).await, [2]);
}

pub(crate) async fn cases_are_counted_by_state_as_they_change(store: Arc<dyn Store>) {
    let count = |pairs: &[(&str, u64)]| -> Vec<(String, u64)> {
        pairs.iter().map(|&(state, number)| (state.to_owned(), number)).collect()
    };
    assert_eq!(store.count_cases(None).await.unwrap(), []);
    let mut elsewhere = case(3, 1);
    elsewhere.row.tehsil = Some(area(OTHER_TEHSIL));
    let mut nowhere = case(4, 1);
    nowhere.row.tehsil = None;
    put(&store, vec![case(1, 1), case(2, 1), elsewhere.clone(), nowhere]).await;
    assert_eq!(store.count_cases(None).await.unwrap(), count(&[("in_review", 4)]));
    assert_eq!(store.count_cases(Some(&[area(TEHSIL)])).await.unwrap(), count(&[("in_review", 3)]));
    put(&store, vec![settled(&case(1, 1))]).await;
    let mut moved = settled(&elsewhere);
    moved.row.tehsil = Some(area(TEHSIL));
    put(&store, vec![moved]).await;
    assert_eq!(store.count_cases(None).await.unwrap(), count(&[("accepted", 2), ("in_review", 2)]));
    assert_eq!(store.count_cases(Some(&[area(OTHER_TEHSIL)])).await.unwrap(), count(&[("in_review", 1)]));
    // Cases do not stand among the households' counts.
    assert_eq!(store.count(None).await.unwrap(), store::Counts::default());
    assert_eq!(store.count(Some(&[area(TEHSIL)])).await.unwrap(), store::Counts::default());
}
