//! Searching households by the names of their members.

use crate::invented::{OTHER_TEHSIL, TEHSIL, area, household, household_only, next, number, words};
use registry::{area::AreaCode, registry_number::RegistryNumber};
use std::sync::Arc;
use store::{Commit, HouseholdWrite, Store};

fn named(ordinal: u64, names: &[&str], tehsil: &str) -> HouseholdWrite {
    let mut write = household(ordinal);
    write.name_words = words(names);
    write.row.tehsil = Some(area(tehsil));
    write
}

async fn found(
    store: &Arc<dyn Store>,
    searched: &[&str],
    tehsils: Option<&[AreaCode]>,
) -> Vec<RegistryNumber> {
    let rows = store.search_names(&words(searched), tehsils, 100).await.unwrap();
    rows.into_iter().map(|row| row.number).collect()
}

/// Words searched for, tehsils, ordinals found.
type Case<'a> = (&'a [&'a str], Option<&'a [AreaCode]>, &'a [u64]);

pub(crate) async fn names_are_found_by_beginnings_of_words(store: Arc<dyn Store>) {
    let households = [
        named(1, &["muhammad", "aslam", "nasreen"], TEHSIL),
        named(2, &["muhammad", "akram", "o'neil"], OTHER_TEHSIL),
        named(3, &["mukhtar", "mai", "a%b_c"], TEHSIL),
        named(4, &["abdul rahman", "abdul"], TEHSIL),
    ];
    for write in households {
        store.commit(household_only(write)).await.unwrap();
    }
    let here = [area(TEHSIL)];

    let cases: [Case<'_>; 14] = [
        (&["muhammad"], None, &[2, 1]),
        (&["muh"], None, &[2, 1]),
        (&["mu"], None, &[3, 2, 1]),
        (&["mu"], Some(&here), &[3, 1]),
        (&["mu"], Some(&[]), &[]),
        (&["mu", "as"], None, &[1]),
        (&["as", "mu"], None, &[1]),
        (&["hammad"], None, &[]),
        (&["mu", "zz"], None, &[]),
        (&["o'ne"], None, &[2]),
        (&["a%"], None, &[3]),
        (&["a_"], None, &[]),
        (&["rahman", "abdul"], None, &[4]),
        (&[], None, &[4, 3, 2, 1]),
    ];
    for (searched, tehsils, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|&ordinal| number(ordinal)).collect();
        assert!(found(&store, searched, tehsils).await == expected, "{searched:?} {tehsils:?}");
    }
    assert_eq!(store.search_names(&words(&["mu"]), None, 1).await.unwrap().len(), 1);
}

pub(crate) async fn names_in_urdu_are_found(store: Arc<dyn Store>) {
    store.commit(household_only(named(1, &["ہاجرہ", "بی", "بی"], TEHSIL))).await.unwrap();
    store.commit(household_only(named(2, &["ہادیہ", "خان"], TEHSIL))).await.unwrap();
    assert_eq!(found(&store, &["ہا"], None).await, [number(2), number(1)]);
    assert_eq!(found(&store, &["ہاجرہ", "بی"], None).await, [number(1)]);
    assert_eq!(found(&store, &["ہاجرہ", "خان"], None).await, []);
}

/// More households share the name than are collected one by one.
pub(crate) async fn common_names_are_found_too(store: Arc<dyn Store>) {
    const COMMON: u64 = 20_010;
    for first in (0..COMMON).step_by(2000) {
        let households = (first..(first + 2000).min(COMMON)).map(|ordinal| {
            let mut write =
                named(ordinal, &["muhammad"], if ordinal % 1000 == 0 { OTHER_TEHSIL } else { TEHSIL });
            write.numbers.clear();
            write
        });
        store.commit(Commit { households: households.collect(), ..Commit::default() }).await.unwrap();
    }
    let newest: Vec<_> = (0..100).map(|back| number(COMMON - 1 - back)).collect();
    assert_eq!(found(&store, &["muh"], None).await, newest);
    let there = [area(OTHER_TEHSIL)];
    let every_thousandth: Vec<_> = (0..=20).rev().map(|thousand| number(thousand * 1000)).collect();
    assert_eq!(found(&store, &["muhammad"], Some(&there)).await, every_thousandth);
    assert_eq!(found(&store, &["muhammad", "none"], None).await, []);
}

pub(crate) async fn households_that_came_together_are_found_and_change_alone(store: Arc<dyn Store>) {
    let together = Commit { households: (0..900).map(household).collect(), ..Commit::default() };
    store.commit(together).await.unwrap();
    let found = store.search_names(&words(&["hajra", "bib"]), None, 2000).await.unwrap();
    let expected: Vec<RegistryNumber> = (0..900).rev().map(number).collect();
    assert_eq!(found.into_iter().map(|row| row.number).collect::<Vec<_>>(), expected);

    // The first of them, whose id the shared row bears, and one amid them: they lose the word and get it back.
    for ordinal in [0, 450] {
        let mut renamed = next(&household(ordinal));
        renamed.name_words = words(&["bibi", "parveen"]);
        store.commit(household_only(renamed.clone())).await.unwrap();
        assert_eq!(store.search_names(&words(&["hajra"]), None, 2000).await.unwrap().len(), 899);
        assert_eq!(store.search_names(&words(&["parveen"]), None, 2000).await.unwrap().len(), 1);
        let mut again = next(&renamed);
        again.name_words = words(&["bibi", "hajra"]);
        store.commit(household_only(again)).await.unwrap();
        assert_eq!(store.search_names(&words(&["hajra"]), None, 2000).await.unwrap().len(), 900);
        assert_eq!(store.search_names(&words(&["parveen"]), None, 2000).await.unwrap(), []);
    }
}
