//! Submissions, their edits, their attachments and their lists.

use super::assert_conflict;
use crate::invented::{
    OTHER_TEHSIL, TEHSIL, area, at, attachment, edit, household, household_only, id, number, submission,
    submission_only,
};
use std::sync::Arc;
use store::{
    Commit, Conflict, Store, StoreError, SubmissionFilter, SubmissionRow, SubmissionSettled, SubmissionState,
};

pub(crate) async fn an_edit_takes_the_place_of_the_current_one_only(store: Arc<dyn Store>) {
    store.commit(submission_only(submission("uuid:a"))).await.unwrap();
    store.commit(submission_only(edit("uuid:b", "uuid:a"))).await.unwrap();
    let first = store.find_submission("uuid:a").await.unwrap().unwrap();
    assert_eq!(first.state, SubmissionState::Superseded);
    let second = store.find_submission("uuid:b").await.unwrap().unwrap();
    assert_eq!(second, edit("uuid:b", "uuid:a"));
    let late = submission_only(edit("uuid:c", "uuid:a"));
    assert_conflict(store.commit(late).await, Conflict::SubmissionSuperseded);
    // Two edits of the same at once: one of them is late.
    let (one, other) = tokio::join!(
        store.commit(submission_only(edit("uuid:d", "uuid:b"))),
        store.commit(submission_only(edit("uuid:e", "uuid:b")))
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
}

pub(crate) async fn a_held_submission_is_settled_once(store: Arc<dyn Store>) {
    let held = SubmissionRow { state: SubmissionState::Held, tehsil: None, ..submission("uuid:a") };
    store.commit(submission_only(held.clone())).await.unwrap();
    let settled = SubmissionSettled {
        instance: "uuid:a".to_owned(),
        from: SubmissionState::Held,
        state: SubmissionState::Accepted,
        household: Some(number(1)),
        tehsil: Some(area(TEHSIL)),
        findings: "[\"resolved\"]".to_owned(),
    };
    let commit = Commit {
        settled: Some(settled.clone()),
        attachments: vec![attachment("late.jpg", None)],
        ..household_only(household(1))
    };
    store.commit(commit).await.unwrap();
    let expected = SubmissionRow {
        state: SubmissionState::Accepted,
        household: Some(number(1)),
        tehsil: Some(area(TEHSIL)),
        findings: settled.findings.clone(),
        ..held
    };
    assert_eq!(store.find_submission("uuid:a").await.unwrap(), Some(expected));
    assert_eq!(store.list_attachments("uuid:a").await.unwrap(), [attachment("late.jpg", None)]);
    let again = Commit { settled: Some(settled), ..Commit::default() };
    assert_conflict(store.commit(again).await, Conflict::SubmissionSuperseded);
}

pub(crate) async fn attachments_come_later_and_twice(store: Arc<dyn Store>) {
    let commit = Commit {
        attachments: vec![attachment("a.jpg", None), attachment("b.jpg", None)],
        ..submission_only(submission("uuid:a"))
    };
    store.commit(commit).await.unwrap();
    for _ in 0..2 {
        let come = vec![attachment("b.jpg", Some([1; 32])), attachment("تصویر.jpg", Some([2; 32]))];
        store.put_attachments("uuid:a", come).await.unwrap();
    }
    let expected = [
        attachment("a.jpg", None),
        attachment("b.jpg", Some([1; 32])),
        attachment("تصویر.jpg", Some([2; 32])),
    ];
    assert_eq!(store.list_attachments("uuid:a").await.unwrap(), expected);
    let nowhere = store.put_attachments("uuid:none", vec![attachment("a.jpg", None)]).await;
    assert!(matches!(nowhere, Err(StoreError::Engine(_))), "{nowhere:?}");
    // Of several, one that cannot be kept keeps back the others.
    let beside = vec![attachment("c.jpg", None), attachment("d\0.jpg", None)];
    if store.put_attachments("uuid:a", beside).await.is_err() {
        assert_eq!(store.list_attachments("uuid:a").await.unwrap(), expected);
    }
    store.put_attachments("uuid:a", Vec::new()).await.unwrap();
}

/// Six submissions, `uuid:0` the oldest.
async fn put_six(store: &Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    for turn in 0..6_u8 {
        let row = SubmissionRow {
            received: at(turn.into()),
            state: if turn % 2 == 0 { SubmissionState::Held } else { SubmissionState::Quarantined },
            tehsil: [Some(area(TEHSIL)), Some(area(OTHER_TEHSIL)), None][usize::from(turn / 2)].clone(),
            household: (turn < 4).then_some(number(1)),
            form_version: if turn < 3 { "1".to_owned() } else { "2".to_owned() },
            credential: id(1),
            ..submission(&format!("uuid:{turn}"))
        };
        store.commit(submission_only(row)).await.unwrap();
    }
}

pub(crate) async fn submissions_are_listed_by_every_filter(store: Arc<dyn Store>) {
    put_six(&store).await;
    let all = SubmissionFilter { limit: 100, ..SubmissionFilter::default() };
    let form = |version: &str| Some(("household".to_owned(), version.to_owned()));
    let held = Some(SubmissionState::Held);
    let (here, there) = (vec![area(TEHSIL)], vec![area(OTHER_TEHSIL)]);
    let cases = [
        (all.clone(), vec![5, 4, 3, 2, 1, 0]),
        (SubmissionFilter { state: held, ..all.clone() }, vec![4, 2, 0]),
        (SubmissionFilter { state: Some(SubmissionState::Accepted), ..all.clone() }, vec![]),
        (SubmissionFilter { tehsils: Some(here.clone()), ..all.clone() }, vec![5, 4, 1, 0]),
        (SubmissionFilter { tehsils: Some(there.clone()), state: held, ..all.clone() }, vec![4, 2]),
        (SubmissionFilter { tehsils: Some(Vec::new()), ..all.clone() }, vec![5, 4]),
        (
            SubmissionFilter { tehsils: Some([here.clone(), there, here].concat()), ..all.clone() },
            vec![5, 4, 3, 2, 1, 0],
        ),
        (SubmissionFilter { form: form("1"), ..all.clone() }, vec![2, 1, 0]),
        (SubmissionFilter { form: form("2"), state: held, ..all.clone() }, vec![4]),
        (SubmissionFilter { household: Some(number(1)), ..all.clone() }, vec![3, 2, 1, 0]),
        (
            SubmissionFilter { household: Some(number(1)), state: held, form: form("1"), ..all.clone() },
            vec![2, 0],
        ),
        (
            SubmissionFilter { household: Some(number(1)), tehsils: Some(vec![area(TEHSIL)]), ..all.clone() },
            vec![1, 0],
        ),
        (SubmissionFilter { household: Some(number(2)), ..all }, vec![]),
    ];
    for (filter, expected) in cases {
        let listed = store.list_submissions(&filter).await.unwrap();
        assert!(listed.iter().all(|row| row.xml.is_empty()));
        let instances: Vec<String> = listed.into_iter().map(|row| row.instance).collect();
        let expected: Vec<String> = expected.iter().map(|turn| format!("uuid:{turn}")).collect();
        assert_eq!(instances, expected, "{filter:?}");
    }
}

pub(crate) async fn pages_of_submissions_are_whole(store: Arc<dyn Store>) {
    put_six(&store).await;
    for tehsils in [None, Some(vec![area(TEHSIL), area(OTHER_TEHSIL)])] {
        for household in [None, Some(number(1))] {
            let filter = SubmissionFilter {
                limit: 100,
                tehsils: tehsils.clone(),
                household,
                ..SubmissionFilter::default()
            };
            let whole = store.list_submissions(&filter).await.unwrap();
            let mut pages = Vec::new();
            for skip in (0..8).step_by(2) {
                let page = SubmissionFilter { skip, limit: 2, ..filter.clone() };
                pages.extend(store.list_submissions(&page).await.unwrap());
            }
            assert_eq!(pages, whole);
        }
    }
}
