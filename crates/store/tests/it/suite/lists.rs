//! Lists and counts, in all and by tehsil.

use crate::invented::{
    OTHER_TEHSIL, TEHSIL, area, at, decision, edit, household, household_only, next, number, registration,
    submission, submission_only,
};
use std::sync::Arc;
use store::{Commit, Counts, Store, SubmissionRow, SubmissionSettled, SubmissionState};

pub(crate) async fn households_are_listed_by_tehsil_latest_change_first(store: Arc<dyn Store>) {
    for ordinal in 0..8 {
        let mut write = household(ordinal);
        write.row.tehsil = [Some(area(TEHSIL)), Some(area(OTHER_TEHSIL)), None, Some(area(TEHSIL))]
            [usize::try_from(ordinal % 4).unwrap()]
        .clone();
        store.commit(household_only(write)).await.unwrap();
    }
    let mut again = next(&household(0));
    again.row.changed = at(100);
    store.commit(household_only(again)).await.unwrap();

    let (here, there) = ([area(TEHSIL)], [area(OTHER_TEHSIL)]);
    let both = [area(OTHER_TEHSIL), area(TEHSIL), area(TEHSIL)];
    let cases: [(Option<&[_]>, u64, u32, &[u64]); 8] = [
        (None, 0, 100, &[0, 7, 6, 5, 4, 3, 2, 1]),
        (None, 2, 3, &[6, 5, 4]),
        (Some(&here), 0, 100, &[0, 7, 4, 3]),
        (Some(&here), 1, 2, &[7, 4]),
        (Some(&there), 0, 100, &[5, 1]),
        (Some(&both), 0, 100, &[0, 7, 5, 4, 3, 1]),
        (Some(&both), 3, 2, &[4, 3]),
        (Some(&[]), 0, 100, &[]),
    ];
    for (tehsils, skip, limit, expected) in cases {
        let listed = store.list_households(tehsils, skip, limit).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|row| row.number).collect();
        let expected: Vec<_> = expected.iter().map(|&ordinal| number(ordinal)).collect();
        assert!(listed == expected, "{tehsils:?} {skip} {limit}");
    }
}

fn outcomes(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|&(outcome, number)| (outcome.to_owned(), number)).collect()
}

pub(crate) async fn counts_follow_every_change(store: Arc<dyn Store>) {
    assert_eq!(store.count(None).await.unwrap(), Counts::default());
    for ordinal in 0..3 {
        store.commit(registration(ordinal)).await.unwrap();
    }
    let mut undecided = household(3);
    undecided.row.tehsil = None;
    store.commit(household_only(undecided)).await.unwrap();
    let held = SubmissionRow { state: SubmissionState::Held, tehsil: None, ..submission("uuid:held") };
    store.commit(submission_only(held)).await.unwrap();
    store.commit(submission_only(edit("uuid:0b", "uuid:0"))).await.unwrap();
    let expected = Counts {
        households: 4,
        submissions: vec![
            (SubmissionState::Accepted, 3),
            (SubmissionState::Held, 1),
            (SubmissionState::Superseded, 1),
        ],
        outcomes: outcomes(&[("", 1), ("eligible", 3)]),
    };
    assert_eq!(store.count(None).await.unwrap(), expected);

    // One moves, one is decided anew, the held one is settled: nothing is counted twice.
    let mut moved = next(&registration(0).households[0]);
    moved.row.tehsil = Some(area(OTHER_TEHSIL));
    moved.row.outcome = Some("excluded".to_owned());
    let settled = SubmissionSettled {
        instance: "uuid:held".to_owned(),
        from: SubmissionState::Held,
        state: SubmissionState::Quarantined,
        household: None,
        tehsil: Some(area(OTHER_TEHSIL)),
        findings: String::new(),
    };
    store.commit(Commit { settled: Some(settled), ..household_only(moved) }).await.unwrap();
    let there = Counts {
        households: 1,
        submissions: vec![(SubmissionState::Quarantined, 1)],
        outcomes: outcomes(&[("excluded", 1)]),
    };
    assert_eq!(store.count(Some(&[area(OTHER_TEHSIL)])).await.unwrap(), there);
    let here = Counts {
        households: 2,
        submissions: vec![(SubmissionState::Accepted, 3), (SubmissionState::Superseded, 1)],
        outcomes: outcomes(&[("eligible", 2)]),
    };
    assert_eq!(store.count(Some(&[area(TEHSIL)])).await.unwrap(), here);
    assert_eq!(store.count(Some(&[])).await.unwrap(), Counts::default());
    assert_eq!(store.count(None).await.unwrap().households, 4);
    assert_eq!(
        store.count(None).await.unwrap().households,
        store.list_households(None, 0, 100).await.unwrap().len() as u64
    );
}

pub(crate) async fn decisions_are_found_and_listed_newest_first(store: Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    store.commit(household_only(household(2))).await.unwrap();
    let decisions = vec![decision(1, 1), decision(3, 1), decision(2, 1), decision(4, 2)];
    store.commit(Commit { decisions, ..Commit::default() }).await.unwrap();
    let listed = store.list_decisions(number(1)).await.unwrap();
    assert_eq!(listed, [decision(3, 1), decision(2, 1), decision(1, 1)]);
    assert_eq!(store.find_decision(decision(4, 2).id).await.unwrap(), Some(decision(4, 2)));
    assert_eq!(store.find_decision(decision(5, 2).id).await.unwrap(), None);
}
