//! Enrolments, and which households have a beneficiary.

use crate::invented::{
    OTHER_TEHSIL, TEHSIL, area, changed, enrolment, household, household_only, next, number, summary,
};
use jiff::civil::date;
use std::sync::Arc;
use store::{Commit, EnrolmentFilter, EnrolmentRow, HouseholdWrite, Store};

fn summarised(ordinal: u64) -> HouseholdWrite {
    HouseholdWrite { summary: Some(summary(date(2024, 1, 1), 1_000)), ..household(ordinal) }
}

async fn enrol(store: &Arc<dyn Store>, enrolments: Vec<EnrolmentRow>) {
    store.commit(Commit { enrolments, ..Commit::default() }).await.unwrap();
}

fn counts(all: &[(&str, &str, u64)]) -> Vec<(String, String, u64)> {
    all.iter().map(|&(programme, status, count)| (programme.to_owned(), status.to_owned(), count)).collect()
}

pub(crate) async fn enrolments_are_found_listed_and_counted(store: Arc<dyn Store>) {
    let mut other = summarised(2);
    other.row.tehsil = Some(area(OTHER_TEHSIL));
    for write in [summarised(1), other.clone(), summarised(3)] {
        store.commit(household_only(write)).await.unwrap();
    }
    let last = enrolment(9, "kafaalat", 3, 30);
    let first = enrolment(2, "kafaalat", 1, 10);
    let second = enrolment(1, "nashonuma", 1, 10);
    let there = enrolment(3, "kafaalat", 2, 20);
    enrol(&store, vec![last.clone(), first.clone()]).await;
    enrol(&store, vec![second.clone(), there.clone()]).await;
    let suspended = changed(&first, "suspended", true);
    enrol(&store, vec![suspended.clone()]).await;

    assert_eq!(store.list_enrolments_of(number(1)).await.unwrap(), [suspended.clone(), second.clone()]);
    let mut found = store.find_enrolments_of(&[number(3), number(2), number(3), number(8)]).await.unwrap();
    found.sort_unstable_by_key(|row| row.woman);
    assert_eq!(found, [there.clone(), last.clone()]);
    assert_eq!(store.find_enrolments_of(&[]).await.unwrap(), []);

    let all = || EnrolmentFilter { limit: 100, ..EnrolmentFilter::default() };
    let kafaalat = || EnrolmentFilter { programme: Some("kafaalat".to_owned()), ..all() };
    let filters = [
        (all(), vec![suspended.clone(), second.clone(), there.clone(), last.clone()]),
        (EnrolmentFilter { skip: 1, limit: 2, ..all() }, vec![second.clone(), there.clone()]),
        (kafaalat(), vec![suspended.clone(), there.clone(), last.clone()]),
        (
            EnrolmentFilter { status: Some("active".to_owned()), ..kafaalat() },
            vec![there.clone(), last.clone()],
        ),
        (EnrolmentFilter { status: Some("suspended".to_owned()), ..all() }, vec![suspended.clone()]),
        (
            EnrolmentFilter { tehsils: Some(vec![area(TEHSIL)]), ..all() },
            vec![suspended.clone(), second, last.clone()],
        ),
        (EnrolmentFilter { tehsils: Some(vec![area(TEHSIL)]), skip: 1, ..kafaalat() }, vec![last]),
        (EnrolmentFilter { tehsils: Some(Vec::new()), ..all() }, Vec::new()),
    ];
    for (filter, expected) in filters {
        assert_eq!(store.list_enrolments(&filter).await.unwrap(), expected, "{filter:?}");
    }

    let expected =
        counts(&[("kafaalat", "active", 2), ("kafaalat", "suspended", 1), ("nashonuma", "active", 1)]);
    assert_eq!(store.count_enrolments(None).await.unwrap(), expected);
    let elsewhere = Some(&[area(OTHER_TEHSIL)][..]);
    assert_eq!(store.count_enrolments(elsewhere).await.unwrap(), counts(&[("kafaalat", "active", 1)]));
    // The household moves, and its enrolments with it.
    let mut moved = next(&other);
    moved.row.tehsil = None;
    store.commit(household_only(moved)).await.unwrap();
    assert_eq!(store.count_enrolments(None).await.unwrap(), expected);
    assert_eq!(store.count_enrolments(elsewhere).await.unwrap(), []);
    // An enrolment goes to another household.
    enrol(&store, vec![EnrolmentRow { household: number(2), ..changed(&suspended, "active", true) }]).await;
    assert_eq!(
        store.count_enrolments(Some(&[area(TEHSIL)])).await.unwrap(),
        counts(&[("kafaalat", "active", 1), ("nashonuma", "active", 1)])
    );
    assert_eq!(store.count(None).await.unwrap().households, 3);
}

pub(crate) async fn a_household_has_a_beneficiary_as_its_enrolments_say(store: Arc<dyn Store>) {
    let has = |ordinal: u64| {
        let store = store.clone();
        async move { store.find_summaries(&[number(ordinal)]).await.unwrap()[0].beneficiary }
    };
    let first = enrolment(1, "kafaalat", 1, 10);
    let together = Commit {
        households: vec![summarised(1), summarised(2)],
        enrolments: vec![first.clone()],
        ..Commit::default()
    };
    store.commit(together).await.unwrap();
    assert!(has(1).await && !has(2).await);
    // A change of the household alone keeps it.
    let mut resurveyed = next(&summarised(1));
    resurveyed.summary = Some(summary(date(2026, 1, 1), 2_000));
    store.commit(household_only(resurveyed.clone())).await.unwrap();
    assert!(has(1).await);
    let suspended = changed(&first, "suspended", true);
    enrol(&store, vec![suspended.clone(), enrolment(2, "nashonuma", 1, 10)]).await;
    assert!(has(1).await);
    enrol(&store, vec![changed(&enrolment(2, "nashonuma", 1, 10), "graduated", false)]).await;
    assert!(has(1).await);
    // The family moves to the other household.
    let moved = EnrolmentRow { household: number(2), ..changed(&suspended, "active", true) };
    enrol(&store, vec![moved.clone()]).await;
    assert!(!has(1).await && has(2).await);
    enrol(&store, vec![changed(&moved, "deceased", false)]).await;
    assert!(!has(2).await);
    // A household that lists left out for a while.
    let out = HouseholdWrite { summary: None, ..next(&resurveyed) };
    let back = HouseholdWrite { summary: Some(summary(date(2026, 1, 1), 2_000)), ..next(&out) };
    store.commit(household_only(out)).await.unwrap();
    enrol(&store, vec![enrolment(3, "taleemi", 1, 11)]).await;
    store.commit(household_only(back)).await.unwrap();
    assert!(has(1).await);
}
