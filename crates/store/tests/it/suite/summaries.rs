//! What lists of households go by.

use crate::invented::{
    OTHER_TEHSIL, TEHSIL, area, enrolment, household, household_only, next, number, summary,
};
use jiff::civil::{Date, date};
use registry::registry_number::RegistryNumber;
use std::{collections::BTreeMap, sync::Arc};
use store::{
    Commit, FilledSummary, HouseholdWrite, Store, Summary, SummaryCount, SummaryFilter, SummaryOrder,
    SummaryRow,
};

const FROM_START: SummaryOrder = SummaryOrder::Arrival { after: 0 };

fn ordinals(rows: &[SummaryRow]) -> Vec<u64> {
    let of: BTreeMap<u64, u64> = (0..40).map(|ordinal| (number(ordinal).as_u64(), ordinal)).collect();
    rows.iter().map(|row| of[&row.household.as_u64()]).collect()
}

async fn find(store: &Arc<dyn Store>, numbers: &[RegistryNumber]) -> Vec<SummaryRow> {
    let mut found = store.find_summaries(numbers).await.unwrap();
    found.sort_unstable_by_key(|row| row.place);
    found
}

pub(crate) async fn summaries_follow_their_households(store: Arc<dyn Store>) {
    let mut first = household(1);
    let known = Summary {
        union_council: Some(area("PK60104-07")),
        block: Some(area("PK60104-07-012")),
        ..summary(date(1969, 12, 31), 3_217)
    };
    first.summary = Some(known.clone());
    first.row.outcome = Some("eligible".to_owned());
    let mut second = HouseholdWrite { summary: Some(Summary::default()), ..household(2) };
    second.row.tehsil = None;
    let both = Commit { households: vec![first.clone(), second.clone()], ..Commit::default() };
    store.commit(both).await.unwrap();
    let row = SummaryRow {
        household: number(1),
        place: 1,
        tehsil: Some(area(TEHSIL)),
        summary: known,
        outcome: Some("eligible".to_owned()),
        beneficiary: false,
    };
    let unknown = SummaryRow {
        household: number(2),
        place: 2,
        tehsil: None,
        summary: Summary::default(),
        outcome: None,
        beneficiary: false,
    };
    let numbers = [number(2), number(1), number(9), number(1)];
    assert_eq!(find(&store, &numbers).await, [row.clone(), unknown]);
    assert_eq!(find(&store, &[]).await, []);

    let mut changed = next(&first);
    changed.row.tehsil = Some(area(OTHER_TEHSIL));
    changed.row.outcome = None;
    changed.summary = Some(summary(date(2026, 2, 3), 5_000));
    store.commit(household_only(changed.clone())).await.unwrap();
    let expected = SummaryRow {
        tehsil: Some(area(OTHER_TEHSIL)),
        summary: summary(date(2026, 2, 3), 5_000),
        outcome: None,
        ..row
    };
    assert_eq!(find(&store, &[number(1)]).await, std::slice::from_ref(&expected));
    // A change that touches nothing of it leaves it.
    let again = next(&changed);
    store.commit(household_only(again.clone())).await.unwrap();
    assert_eq!(find(&store, &[number(1)]).await, [expected]);
    // Merged into the other.
    let merged = HouseholdWrite { summary: None, numbers: Vec::new(), ..next(&again) };
    store.commit(household_only(merged)).await.unwrap();
    assert_eq!(find(&store, &[number(1)]).await, []);
    let all = store.list_summaries(&SummaryFilter::default(), FROM_START, 10).await.unwrap();
    assert_eq!(ordinals(&all), [2]);
}

/// Twelve households: every third in the other tehsil, with union councils and blocks, survey days a month apart, scores
/// falling; the last without score and day. Households 2 and 5 have a beneficiary.
async fn twelve(store: &Arc<dyn Store>) {
    let mut commit = Commit::default();
    for ordinal in 0..12_u64 {
        let mut write = household(ordinal);
        let month = i8::try_from(ordinal).unwrap() + 1;
        let mut known = summary(date(2024, month, 1), 6_000 - i64::try_from(ordinal).unwrap() * 100);
        if ordinal % 3 == 2 {
            write.row.tehsil = Some(area(OTHER_TEHSIL));
            known.union_council = Some(area("PK60201-01"));
            known.block = Some(area(if ordinal < 6 { "PK60201-01-001" } else { "PK60201-01-002" }));
        } else {
            known.union_council = (ordinal < 4).then(|| area("PK60104-07"));
        }
        if ordinal == 10 {
            known = Summary::default();
        }
        write.row.outcome = Some(if ordinal < 6 { "not_eligible" } else { "eligible" }.to_owned());
        write.summary = Some(known);
        commit.households.push(write);
    }
    commit.enrolments = vec![enrolment(1, "kafaalat", 2, 1), enrolment(2, "kafaalat", 5, 2)];
    store.commit(commit).await.unwrap();
}

pub(crate) async fn summaries_are_found_by_every_filter(store: Arc<dyn Store>) {
    twelve(&store).await;
    let areas = |codes: &[&str]| Some(codes.iter().map(|code| area(code)).collect::<Vec<_>>());
    let all = SummaryFilter::default;
    let here = || SummaryFilter { areas: areas(&[TEHSIL]), ..all() };
    let cases: [(SummaryFilter, &[u64]); 20] = [
        (all(), &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
        (here(), &[0, 1, 3, 4, 6, 7, 9, 10]),
        (
            SummaryFilter { areas: areas(&[OTHER_TEHSIL, TEHSIL, TEHSIL]), ..all() },
            &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        ),
        (SummaryFilter { areas: areas(&[]), ..all() }, &[]),
        (SummaryFilter { areas: areas(&["PK60104-07"]), ..all() }, &[0, 1, 3]),
        (SummaryFilter { areas: areas(&["PK60201-01-002"]), ..all() }, &[8, 11]),
        // Each household once, in however many of the areas it lies.
        (
            SummaryFilter { areas: areas(&["PK60104-07", "PK60201-01-001", "PK60201-01"]), ..all() },
            &[0, 1, 2, 3, 5, 8, 11],
        ),
        (
            SummaryFilter { areas: areas(&[OTHER_TEHSIL, "PK60201-01", "PK60104-07"]), ..all() },
            &[0, 1, 2, 3, 5, 8, 11],
        ),
        (SummaryFilter { surveyed_from: Some(date(2024, 8, 1)), ..all() }, &[7, 8, 9, 11]),
        (SummaryFilter { surveyed_through: Some(date(2024, 2, 29)), ..all() }, &[0, 1]),
        (
            SummaryFilter {
                surveyed_from: Some(date(2024, 3, 1)),
                surveyed_through: Some(date(2024, 4, 1)),
                ..all()
            },
            &[2, 3],
        ),
        (
            SummaryFilter {
                surveyed_from: Some(date(2024, 3, 1)),
                surveyed_through: Some(date(2024, 12, 31)),
                ..here()
            },
            &[3, 4, 6, 7, 9],
        ),
        (SummaryFilter { beneficiary: Some(true), ..all() }, &[2, 5]),
        (SummaryFilter { beneficiary: Some(true), ..here() }, &[]),
        (
            SummaryFilter { beneficiary: Some(false), surveyed_through: Some(date(2024, 6, 1)), ..all() },
            &[0, 1, 3, 4],
        ),
        (SummaryFilter { outcome: Some("eligible".to_owned()), ..here() }, &[6, 7, 9, 10]),
        (SummaryFilter { score_from: Some(5_800), ..all() }, &[0, 1, 2]),
        (SummaryFilter { score_below: Some(5_300), ..here() }, &[9]),
        (SummaryFilter { score_from: Some(5_300), score_below: Some(5_500), ..all() }, &[6, 7]),
        (
            SummaryFilter {
                areas: areas(&[TEHSIL, "PK60201-01-001"]),
                surveyed_from: Some(date(2024, 2, 1)),
                surveyed_through: Some(date(2024, 7, 1)),
                beneficiary: Some(false),
                outcome: Some("not_eligible".to_owned()),
                score_from: Some(5_500),
                score_below: Some(5_900),
            },
            &[3, 4],
        ),
    ];
    for (filter, expected) in cases {
        let found = store.list_summaries(&filter, FROM_START, 100).await.unwrap();
        assert_eq!(ordinals(&found), expected, "{filter:?}");
        let counted = store.count_summaries(&filter, &[]).await.unwrap();
        assert_eq!(
            counted.iter().map(|count| count.households).sum::<u64>(),
            expected.len() as u64,
            "{filter:?}"
        );
    }
}

pub(crate) async fn pages_of_summaries_are_whole_in_every_order(store: Arc<dyn Store>) {
    twelve(&store).await;
    // Some with the same score and the same day as others.
    for ordinal in 12..16 {
        let write = HouseholdWrite { summary: Some(summary(date(2024, 3, 1), 5_800)), ..household(ordinal) };
        store.commit(household_only(write)).await.unwrap();
    }
    let here = vec![area(TEHSIL), area("PK60201-01-001")];
    for areas in [None, Some(here)] {
        let filter = SummaryFilter { areas, ..SummaryFilter::default() };
        let first = [FROM_START, SummaryOrder::Score { after: None }, SummaryOrder::Surveyed { after: None }];
        for order in first {
            let whole = store.list_summaries(&filter, order, 100).await.unwrap();
            let keys: Vec<(i64, i64, u64)> = whole.iter().map(|row| sorted_by(order, row)).collect();
            assert!(keys.is_sorted(), "{order:?}");
            assert_eq!(ordinals(&whole).contains(&10), order == FROM_START);
            let mut pages = Vec::new();
            let mut from = order;
            loop {
                let page = store.list_summaries(&filter, from, 3).await.unwrap();
                let Some(last) = page.last() else { break };
                from = after(order, last);
                pages.extend(page);
            }
            assert_eq!(pages, whole, "{order:?}");
        }
    }
}

fn days(day: Date) -> i64 {
    date(1970, 1, 1).duration_until(day).as_hours() / 24
}

fn sorted_by(order: SummaryOrder, row: &SummaryRow) -> (i64, i64, u64) {
    match order {
        SummaryOrder::Arrival { .. } => (0, 0, row.place),
        SummaryOrder::Score { .. } => (row.summary.score.unwrap(), 0, row.place),
        SummaryOrder::Surveyed { .. } => (0, days(row.summary.surveyed.unwrap()), row.place),
    }
}

fn after(order: SummaryOrder, last: &SummaryRow) -> SummaryOrder {
    match order {
        SummaryOrder::Arrival { .. } => SummaryOrder::Arrival { after: last.place },
        SummaryOrder::Score { .. } => {
            SummaryOrder::Score { after: Some((last.summary.score.unwrap(), last.place)) }
        }
        SummaryOrder::Surveyed { .. } => {
            SummaryOrder::Surveyed { after: Some((last.summary.surveyed.unwrap(), last.place)) }
        }
    }
}

pub(crate) async fn summaries_are_counted_by_tehsil_year_and_bracket(store: Arc<dyn Store>) {
    let households = [
        (TEHSIL, Some(date(2024, 1, 1)), Some(2_999)),
        (TEHSIL, Some(date(2024, 12, 31)), Some(3_000)),
        (TEHSIL, Some(date(2024, 6, 1)), Some(3_216)),
        (TEHSIL, Some(date(2024, 6, 1)), Some(3_217)),
        (TEHSIL, Some(date(2023, 12, 31)), Some(10_000)),
        (TEHSIL, Some(date(2024, 6, 1)), None),
        (OTHER_TEHSIL, None, Some(-5)),
        (OTHER_TEHSIL, None, None),
    ];
    for (ordinal, (tehsil, surveyed, score)) in (0..).zip(households) {
        let mut write = household(ordinal);
        write.row.tehsil = Some(area(tehsil));
        write.summary = Some(Summary { surveyed, score, ..Summary::default() });
        store.commit(household_only(write)).await.unwrap();
    }
    let count = |tehsil: &str, year, bracket, households| SummaryCount {
        tehsil: Some(area(tehsil)),
        year,
        bracket,
        households,
    };
    let counted = store.count_summaries(&SummaryFilter::default(), &[3_000, 3_217]).await.unwrap();
    let expected = [
        count(TEHSIL, Some(2023), Some(2), 1),
        count(TEHSIL, Some(2024), None, 1),
        count(TEHSIL, Some(2024), Some(0), 1),
        count(TEHSIL, Some(2024), Some(1), 2),
        count(TEHSIL, Some(2024), Some(2), 1),
        count(OTHER_TEHSIL, None, None, 1),
        count(OTHER_TEHSIL, None, Some(0), 1),
    ];
    assert_eq!(counted, expected);
    let filter = SummaryFilter { areas: Some(vec![area(OTHER_TEHSIL)]), ..SummaryFilter::default() };
    let there = store.count_summaries(&filter, &[]).await.unwrap();
    assert_eq!(there, expected[5..]);
}

/// Of households of before there were summaries, the test of an earlier registry tells.
pub(crate) async fn households_without_summary_are_none_where_all_came_with_one(store: Arc<dyn Store>) {
    let write = HouseholdWrite { summary: Some(summary(date(2024, 1, 1), 1)), ..household(1) };
    store.commit(household_only(write)).await.unwrap();
    assert_eq!(store.households_without_summary(10).await.unwrap(), []);
    store.put_summaries(Vec::new()).await.unwrap();
    let other = FilledSummary { household: number(1), version: 1, summary: Some(Summary::default()) };
    store.put_summaries(vec![other]).await.unwrap();
    assert_eq!(find(&store, &[number(1)]).await[0].summary, summary(date(2024, 1, 1), 1));
}
