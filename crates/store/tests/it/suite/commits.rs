//! What a commit writes.

use crate::invented::{
    area, at, citizen, decision, entry, household, household_only, id, next, number, registration,
    verified_texts, words,
};
use futures_util::future::join_all;
use registry::ids::PersonId;
use std::{collections::BTreeSet, sync::Arc};
use store::{AttachmentRow, Commit, Conflict, HolderRow, Log, Store, StoreError, SubmissionRow};

pub(crate) async fn a_registration_is_there_whole_and_to_the_byte(store: Arc<dyn Store>) {
    let commit = registration(1);
    store.commit(commit.clone()).await.unwrap();

    let write = &commit.households[0];
    assert_eq!(store.find_household(number(1)).await.unwrap().unwrap(), write.row);
    assert_eq!(store.find_household(number(2)).await.unwrap(), None);

    let standing = store.find_standing(citizen(1)).await.unwrap().unwrap();
    assert_eq!((standing.household, standing.person), (number(1), id(1)));
    assert_eq!((standing.tehsil, standing.standing), (write.row.tehsil.clone(), write.row.standing.clone()));
    assert_eq!(store.find_standing(citizen(2)).await.unwrap(), None);

    let entries = store.list_entries(number(1)).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].position, &entries[0].text), (1, &commit.entries[0].text));
    assert_eq!(store.list_entries(number(2)).await.unwrap(), []);

    let submission = store.find_submission("uuid:1").await.unwrap();
    assert_eq!(submission, commit.submission);
    assert_eq!(store.list_attachments("uuid:1").await.unwrap(), commit.attachments);
    assert_eq!(store.find_decision(id(1)).await.unwrap(), Some(decision(1, 1)));
    assert_eq!(store.list_decisions(number(1)).await.unwrap(), commit.decisions);
    assert_eq!(verified_texts(&store, Log::Changes).await, [commit.entries[0].text.clone()]);
    assert_eq!(verified_texts(&store, Log::Audit).await, [commit.audit[0].text.clone()]);
    assert_eq!(store.claim_job(at(0), at(60)).await.unwrap().unwrap().id, id(1));
    store.ping().await.unwrap();
}

pub(crate) async fn a_new_version_takes_the_place_of_the_old(store: Arc<dyn Store>) {
    let first = household(1);
    store.commit(Commit { entries: vec![entry(1, 1)], ..household_only(first.clone()) }).await.unwrap();
    let mut second = next(&first);
    second.row.tehsil = None;
    second.row.outcome = Some("eligible".to_owned());
    second.row.document = "new".to_owned();
    second.row.standing = "stands anew".to_owned();
    second.row.changed = at(1000);
    let entries = vec![entry(2, 1), entry(3, 1)];
    store.commit(Commit { entries, ..household_only(second.clone()) }).await.unwrap();
    assert_eq!(store.find_household(number(1)).await.unwrap(), Some(second.row));
    assert_eq!(store.find_standing(citizen(1)).await.unwrap().unwrap().standing, "stands anew");
    let positions: Vec<u64> =
        store.list_entries(number(1)).await.unwrap().iter().map(|row| row.position).collect();
    assert_eq!(positions, [1, 2, 3]);
}

pub(crate) async fn numbers_and_names_that_stay_are_kept_and_others_go(store: Arc<dyn Store>) {
    let mut first = household(1);
    first.numbers = vec![(citizen(10), id(10)), (citizen(11), id(11)), (citizen(12), id(12))];
    first.name_words = words(&["akbar", "nasreen"]);
    store.commit(household_only(first.clone())).await.unwrap();
    let mut second = next(&first);
    second.numbers = vec![(citizen(11), id(11)), (citizen(12), id(99)), (citizen(13), id(13))];
    second.name_words = words(&["nasreen", "parveen"]);
    store.commit(household_only(second)).await.unwrap();

    let asked = [10, 11, 12, 13, 14, 11].map(citizen);
    let mut holders = store.find_holders(&asked).await.unwrap();
    holders.sort_by_key(|holder| holder.number);
    let expected = [(11, 11), (12, 99), (13, 13)].map(|(one, person)| HolderRow {
        number: citizen(one),
        household: number(1),
        person: id::<PersonId>(person),
    });
    assert_eq!(holders, expected);
    assert_eq!(store.find_holders(&[]).await.unwrap(), []);
    for (word, found) in [("akbar", 0), ("nasreen", 1), ("parveen", 1)] {
        assert_eq!(store.search_names(&words(&[word]), None, 9).await.unwrap().len(), found, "{word}");
    }
}

pub(crate) async fn a_number_passes_between_households_in_one_commit(store: Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    // The one who takes comes before the one who gives, and the other way round.
    let mut giver = next(&household(1));
    giver.numbers.clear();
    let mut taker = household(2);
    taker.numbers = vec![(citizen(1), id(1))];
    let move_out = Commit { households: vec![taker.clone(), giver.clone()], ..Commit::default() };
    store.commit(move_out).await.unwrap();
    assert_eq!(store.find_standing(citizen(1)).await.unwrap().unwrap().household, number(2));

    let mut taken_back = next(&taker);
    taken_back.numbers.clear();
    let mut again = next(&giver);
    again.numbers = vec![(citizen(1), id(1))];
    let move_back = Commit { households: vec![taken_back, again], ..Commit::default() };
    store.commit(move_back).await.unwrap();
    assert_eq!(store.find_standing(citizen(1)).await.unwrap().unwrap().household, number(1));
}

pub(crate) async fn a_merged_household_holds_no_numbers(store: Arc<dyn Store>) {
    store.commit(household_only(household(1))).await.unwrap();
    let mut merged = next(&household(1));
    merged.numbers.clear();
    merged.name_words.clear();
    store.commit(household_only(merged)).await.unwrap();
    assert_eq!(store.find_standing(citizen(1)).await.unwrap(), None);
    assert_eq!(store.search_names(&words(&["hajra"]), None, 9).await.unwrap(), []);
    let mut other = household(2);
    other.numbers = vec![(citizen(1), id(1))];
    store.commit(household_only(other)).await.unwrap();
}

pub(crate) async fn many_writers_at_once_leave_one_sound_chain(store: Arc<dyn Store>) {
    const WRITERS: u64 = 40;
    const EACH: u64 = 5;
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        async move {
            for turn in 0..EACH {
                store.commit(registration(writer * EACH + turn)).await.unwrap();
            }
        }
    });
    join_all(writers).await;
    let texts = verified_texts(&store, Log::Changes).await;
    let distinct: BTreeSet<&String> = texts.iter().collect();
    assert_eq!((texts.len() as u64, distinct.len() as u64), (WRITERS * EACH, WRITERS * EACH));
    assert_eq!(verified_texts(&store, Log::Audit).await.len() as u64, WRITERS * EACH);
    assert_eq!(store.count(None).await.unwrap().households, WRITERS * EACH);
    for ordinal in 0..WRITERS * EACH {
        assert_eq!(store.list_entries(number(ordinal)).await.unwrap().len(), 1);
        assert_eq!(store.find_standing(citizen(ordinal)).await.unwrap().unwrap().household, number(ordinal));
    }
}

pub(crate) async fn writers_of_one_household_at_once_all_know_who_came_first(store: Arc<dyn Store>) {
    const WRITERS: u64 = 20;
    store.commit(household_only(household(0))).await.unwrap();
    let writers = (1..=WRITERS).map(|writer| {
        let store = store.clone();
        async move {
            let mut refusals = 0;
            loop {
                let mut write = household(0);
                let version = store.find_household(number(0)).await.unwrap().unwrap().version;
                (write.replaces, write.row.version) = (Some(version), version + 1);
                let commit = Commit { entries: vec![entry(writer, 0)], ..household_only(write) };
                match store.commit(commit).await {
                    Ok(()) => return refusals,
                    Err(StoreError::Conflict(Conflict::HouseholdChanged)) => refusals += 1,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    });
    let refusals: u32 = join_all(writers).await.into_iter().sum();
    assert!(refusals > 0, "nobody was in anybody's way: this shows nothing");
    let last = store.find_household(number(0)).await.unwrap().unwrap();
    assert_eq!(u64::from(last.version), WRITERS + 1);
    assert_eq!(store.list_entries(number(0)).await.unwrap().len() as u64, WRITERS);
}

pub(crate) async fn what_does_not_belong_anywhere_is_refused(store: Arc<dyn Store>) {
    let nobody = Commit { entries: vec![entry(1, 1)], ..Commit::default() };
    assert!(matches!(store.commit(nobody).await, Err(StoreError::Engine(_))));
    let elsewhere = SubmissionRow { household: Some(number(1)), ..crate::invented::submission("uuid:1") };
    let elsewhere = Commit { submission: Some(elsewhere), ..Commit::default() };
    assert!(matches!(store.commit(elsewhere).await, Err(StoreError::Engine(_))));
    let attachments: Vec<AttachmentRow> = registration(1).attachments;
    let unattached = Commit { attachments, ..Commit::default() };
    assert!(matches!(store.commit(unattached).await, Err(StoreError::Engine(_))));
    assert_eq!(store.log_head(Log::Changes).await.unwrap().0, 0);
    // A commit of nothing is no fault.
    store.commit(Commit::default()).await.unwrap();
    // An outcome or tehsil with odd characters is kept as it is.
    let mut odd = household(5);
    odd.row.outcome = Some("it's \"odd\" %_\\ ہے".to_owned());
    odd.row.tehsil = Some(area("PK6-A9"));
    store.commit(household_only(odd.clone())).await.unwrap();
    assert_eq!(store.find_household(number(5)).await.unwrap(), Some(odd.row));
}

pub(crate) async fn ordinals_are_never_given_twice(store: Arc<dyn Store>) {
    assert_eq!(store.reserve_ordinals(1).await.unwrap(), 0);
    assert_eq!(store.reserve_ordinals(10).await.unwrap(), 1);
    let at_once = (0..20).map(|_| store.reserve_ordinals(3));
    let firsts: BTreeSet<u64> = join_all(at_once).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(firsts, (0..20).map(|turn| 11 + turn * 3).collect());
}
