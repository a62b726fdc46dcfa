//! kill -9 in the middle of a stream of submissions: what was acknowledged is there afterwards, nothing twice.

use crate::{program::Program, questionnaires::questionnaires};
use reqwest::{Client, StatusCode, multipart};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Mutex, task::JoinSet};

const SUBMISSIONS: u64 = 400;
const SENDERS: usize = 8;
/// The server is killed when so many have been acknowledged, while others are under way.
const KILLED_AFTER: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_kill() {
    for mut program in Program::both() {
        program.serve();
        let (tablet, _) = program.tablet("enumerator-1");
        let all = questionnaires(SUBMISSIONS);
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let count = Arc::new(AtomicUsize::new(0));
        let mut senders = JoinSet::new();
        for sender in 0..SENDERS {
            let mine: Vec<_> = all.iter().skip(sender).step_by(SENDERS).cloned().collect();
            let (tablet, acknowledged, count) =
                (tablet.clone(), Arc::clone(&acknowledged), Arc::clone(&count));
            senders.spawn(async move {
                let client = Client::new();
                for (instance, xml) in mine {
                    match send(&client, &tablet, &xml).await {
                        Some(StatusCode::CREATED) => {
                            acknowledged.lock().await.push(instance);
                            count.fetch_add(1, Ordering::SeqCst);
                        }
                        Some(other) => panic!("answered {other}"),
                        None => return,
                    }
                }
            });
        }
        while count.load(Ordering::SeqCst) < KILLED_AFTER {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        program.kill();
        while let Some(ended) = senders.join_next().await {
            ended.unwrap();
        }
        let acknowledged = acknowledged.lock().await.clone();
        assert!(acknowledged.len() >= KILLED_AFTER && acknowledged.len() < all.len(), "killed in the middle");

        let report = program.run(&["verify-log"]);
        assert!(report.contains("every one follows from its entries"), "{}: {report}", program.engine);
        program.serve();
        let (tablet, _) = program.tablet("enumerator-2");
        let client = Client::new();
        for (instance, xml) in &all {
            let status = send(&client, &tablet, xml).await;
            assert_eq!(status, Some(StatusCode::CREATED), "{}: {instance}", program.engine);
        }
        program.stop();
        let report = program.run(&["verify-log"]);
        // Every household once: those acknowledged, those written whose answer got lost, and those sent again.
        assert!(
            report.contains(&format!("change log: {SUBMISSIONS} entries fit")),
            "{}: {report}",
            program.engine
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_finds_everything_acknowledged_after_the_kill() {
    for mut program in Program::both() {
        program.serve();
        let (tablet, _) = program.tablet("enumerator-1");
        let client = Client::new();
        let all = questionnaires(20);
        for (_, xml) in &all {
            assert_eq!(send(&client, &tablet, xml).await, Some(StatusCode::CREATED));
        }
        program.kill();
        // Nothing is sent again: the entries can only be those acknowledged.
        let report = program.run(&["verify-log"]);
        assert!(report.contains("change log: 20 entries fit"), "{}: {report}", program.engine);
    }
}

/// The status of the answer; none when the connection broke.
async fn send(client: &Client, tablet: &str, xml: &str) -> Option<StatusCode> {
    let part =
        multipart::Part::text(xml.to_owned()).file_name("submission.xml").mime_str("text/xml").unwrap();
    let body = multipart::Form::new().part("xml_submission_file", part);
    let request = client.post(format!("{tablet}/submission?deviceID=test")).multipart(body);
    request.send().await.ok().map(|response| response.status())
}
