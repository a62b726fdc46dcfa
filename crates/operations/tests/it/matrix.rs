//! The duplicate and edit matrix: what a tablet may send twice, and what that does.

use crate::submission::{FARMER, WIDOW, changes, edit_of, send, send_example, with};
use operations::receive::{Incoming, IncomingFile, ReceiveError};
use store::rows::SubmissionState;
use testkit::registries::{Fixture, example};

#[tokio::test]
async fn a_new_household_is_registered_scored_and_decided() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let receipt = send_example(&fixture, &sender, FARMER).await;
        assert_eq!(receipt.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, receipt.findings);
        assert_eq!(receipt.findings, [], "{}", fixture.engine);
        let number = receipt.household.unwrap();
        let row = fixture.registry.store().find_household(number).await.unwrap().unwrap();
        assert_eq!((row.version, row.tehsil.unwrap().as_str()), (1, "PK90101"));
        assert!(row.outcome.is_some(), "{}: no decision", fixture.engine);
    }
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let first = send_example(&fixture, &sender, FARMER).await;
        let before = changes(&fixture).await;
        let again = send_example(&fixture, &sender, FARMER).await;
        assert!(again.replayed && again.household == first.household, "{}", fixture.engine);
        assert_eq!(changes(&fixture).await, before);
    }
}

#[tokio::test]
async fn the_same_at_the_same_moment_is_taken_once() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let xml = example(FARMER);
        let all = [(); 6].map(|()| Box::pin(send(&fixture.registry, &sender, &xml)));
        let receipts = futures_join(all).await;
        let numbers: Vec<_> = receipts.iter().map(|receipt| receipt.as_ref().unwrap().household).collect();
        assert!(numbers.iter().all(|number| *number == numbers[0]), "{}: {numbers:?}", fixture.engine);
        assert_eq!(changes(&fixture).await, 1, "{}", fixture.engine);
    }
}

#[tokio::test]
async fn a_file_is_kept_though_parts_without_it_come_at_the_same_moment() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let photo = || IncomingFile { name: "1762160000101.jpg".to_owned(), sha256: [7; 32], size_bytes: 3 };
        let all = [0, 1, 2, 3, 4, 5].map(|part| {
            let files = if part == 0 { vec![photo()] } else { Vec::new() };
            let incoming = Incoming { xml: example(FARMER).into_bytes(), files };
            Box::pin(fixture.registry.receive(&sender, incoming))
        });
        let receipts = futures_join(all).await;
        let instance = receipts[0].as_ref().unwrap().instance.clone();
        let kept = fixture.registry.store().list_attachments(&instance).await.unwrap();
        assert_eq!(kept.len(), 1, "{}", fixture.engine);
        assert_eq!(kept[0].sha256, Some([7; 32]), "{}: the file was forgotten", fixture.engine);
    }
}

#[tokio::test]
async fn an_instance_id_with_other_content_is_refused() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        send_example(&fixture, &sender, FARMER).await;
        let other = with(&example(FARMER), "rooms", "5");
        let refused = send(&fixture.registry, &sender, &other).await;
        assert!(matches!(refused, Err(ReceiveError::OtherContent)), "{}", fixture.engine);
        assert_eq!(changes(&fixture).await, 1);
    }
}

#[tokio::test]
async fn an_edit_takes_the_place_of_the_original_once() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let first = send_example(&fixture, &sender, FARMER).await;
        let original = example(FARMER);
        let edit = edit_of(&with(&original, "rooms", "5"), "uuid:edit-1");
        let edited = send(&fixture.registry, &sender, &edit).await.unwrap();
        assert_eq!(edited.state, SubmissionState::Accepted, "{}: {:?}", fixture.engine, edited.findings);
        assert_eq!(edited.household, first.household);
        assert_eq!(changes(&fixture).await, 2);
        let row = fixture.registry.store().find_submission(&first.instance).await.unwrap().unwrap();
        assert_eq!(row.state, SubmissionState::Superseded);

        let replayed = send(&fixture.registry, &sender, &edit).await.unwrap();
        assert!(replayed.replayed && replayed.household == first.household);
        let original_again = send(&fixture.registry, &sender, &original).await.unwrap();
        assert!(original_again.replayed, "a tablet that sends the original again must not fail for ever");
        let second = edit_of(&with(&original, "rooms", "6"), "uuid:edit-2");
        assert!(matches!(send(&fixture.registry, &sender, &second).await, Err(ReceiveError::OutOfDate)));
        assert_eq!(changes(&fixture).await, 2, "{}", fixture.engine);

        let later = edit_of(&with(&edit, "rooms", "7"), "uuid:edit-3");
        let later = later.replace(&format!("<deprecatedID>{}</deprecatedID>", first.instance), "");
        let later = send(&fixture.registry, &sender, &later).await.unwrap();
        assert_eq!((later.state, later.household), (SubmissionState::Accepted, first.household));
    }
}

#[tokio::test]
async fn an_edit_of_what_has_not_come_or_is_somebody_elses_is_refused() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let edit = edit_of(&example(FARMER), "uuid:edit-1");
        assert!(matches!(send(&fixture.registry, &sender, &edit).await, Err(ReceiveError::UnknownOriginal)));
        send_example(&fixture, &sender, FARMER).await;
        let other = fixture.enumerator("enumerator-2").await;
        assert!(matches!(send(&fixture.registry, &other, &edit).await, Err(ReceiveError::OtherSender)));
        assert_eq!(changes(&fixture).await, 1, "{}", fixture.engine);
    }
}

#[tokio::test]
async fn an_unknown_version_waits_and_is_taken_when_it_is_published() {
    for fixture in Fixture::both().await {
        let sender = fixture.enumerator("enumerator-1").await;
        let version = "2031010101";
        let xml = example(FARMER).replace("2026112201", version);
        let receipt = send(&fixture.registry, &sender, &xml).await.unwrap();
        assert_eq!(receipt.state, SubmissionState::Quarantined, "{}", fixture.engine);
        assert!(send(&fixture.registry, &sender, &xml).await.unwrap().replayed);
        assert_eq!(changes(&fixture).await, 0);

        let form =
            testkit::registries::forms().into_iter().find(|form| form.contains("id=\"household\"")).unwrap();
        let console = operations::authority::Authority::console();
        fixture.registry.publish_form(&console, form.replace("2026112201", version)).await.unwrap();
        while fixture.registry.work_once().await.unwrap() {}
        let row = fixture.registry.store().find_submission(&receipt.instance).await.unwrap().unwrap();
        assert_eq!(row.state, SubmissionState::Accepted, "{}: {}", fixture.engine, row.findings);
        assert_eq!(changes(&fixture).await, 1);
    }
}

#[tokio::test]
async fn every_published_version_takes_submissions_and_a_closed_form_takes_none() {
    for fixture in Fixture::both().await {
        let console = operations::authority::Authority::console();
        let form =
            testkit::registries::forms().into_iter().find(|form| form.contains("id=\"household\"")).unwrap();
        fixture.registry.publish_form(&console, form.replace("2026112201", "2031010101")).await.unwrap();
        let sender = fixture.enumerator("enumerator-1").await;
        let old = send_example(&fixture, &sender, FARMER).await;
        assert_eq!(old.state, SubmissionState::Accepted, "{}", fixture.engine);
        fixture.registry.set_form_open(&console, "household", false).await.unwrap();
        let refused = send(&fixture.registry, &sender, &example(WIDOW)).await;
        assert!(matches!(refused, Err(ReceiveError::ClosedForm)), "{}", fixture.engine);
        assert!(send_example(&fixture, &sender, FARMER).await.replayed, "what came before is still answered");
        let changed = form.replace("<h:title>", "<h:title>Other ");
        assert!(
            fixture.registry.publish_form(&console, changed).await.is_err(),
            "a published version never changes"
        );
    }
}

async fn futures_join<T, const N: usize>(all: [impl Future<Output = T> + Unpin; N]) -> Vec<T> {
    let mut pending: Vec<_> = all.into_iter().collect();
    let mut done: Vec<Option<T>> = (0..N).map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in pending.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(value) = std::pin::Pin::new(future).poll(context) {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
