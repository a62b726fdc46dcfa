//! The ledger held against the registry's answers, by whoever has a tablet's token and nothing else.
//!
//! Asking must not store what was lost, or the loss would never be seen. So the registry is asked twice: first with the
//! instance id on a questionnaire of a form that nobody has, which it refuses as *another content under a known id*
//! where it knows the id and as *an unknown form* where it does not; and then, where it knows it, with the very bytes.

use super::{FaultKind, Reconciliation};
use crate::{
    commands::simulate::{
        interviews::Interviews,
        ledger::{GIVEN_UP, Ledger, Sent, sha256},
        openrosa::{Answer, Broken, Connection, Upload},
    },
    start::Failure,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use std::time::Duration;

/// How often a question is asked when there is no answer, and the pause between.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);
const KNOWN: &str = "submission.other_content";
const UNKNOWN: &str = "submission.unknown_form";

/// Holds the ledger against the registry's answers, asking over several connections at the same time.
pub(crate) async fn reconcile(
    connections: &[Connection],
    interviews: &Interviews,
    ledger: &Ledger,
    bar: &ProgressBar,
) -> Result<Reconciliation, Failure> {
    let version = interviews.form().version();
    if version != ledger.head.plan.form_version {
        return Err(format!(
            "the ledger is of version {} of the questionnaire, and the registry lists {version}: reconcile beside the \
             store",
            ledger.head.plan.form_version
        )
        .into());
    }
    let mut whole = Reconciliation::default();
    let asked = stream::iter(ledger.sent.iter().zip(connections.iter().cycle()))
        .map(|(sent, connection)| ask(connection, interviews, ledger, sent));
    let mut answers = asked.buffer_unordered(connections.len().max(1));
    while let Some(one) = answers.try_next().await? {
        whole.add(one, bar);
    }
    whole.not_looked_at = vec![
        "files: the registry tells no tablet which it has",
        "what came that was not sent, and what was done twice: no tablet sees that",
    ];
    whole.faults.sort();
    Ok(whole)
}

async fn ask(
    connection: &Connection,
    interviews: &Interviews,
    ledger: &Ledger,
    sent: &Sent,
) -> Result<Reconciliation, Failure> {
    let mut one = Reconciliation { submissions: 1, ..Reconciliation::default() };
    let code = post(connection, &nobodys_form(&sent.instance)).await?.code();
    match code.as_str() {
        UNKNOWN if sent.acknowledged.is_some() => one.fault(FaultKind::Missing, &sent.instance),
        UNKNOWN => {}
        KNOWN if sent.acknowledged.is_none() => {
            one.stored_unacknowledged += u64::from(sent.trouble.as_deref() == Some(GIVEN_UP));
        }
        KNOWN => ask_with_bytes(connection, interviews, ledger, sent, &mut one).await?,
        code => return Err(format!("the registry does not answer the question: {code}").into()),
    }
    Ok(one)
}

async fn ask_with_bytes(
    connection: &Connection,
    interviews: &Interviews,
    ledger: &Ledger,
    sent: &Sent,
    one: &mut Reconciliation,
) -> Result<(), Failure> {
    let questionnaire = ledger.head.plan.questionnaire(interviews, sent.which);
    if sha256(questionnaire.xml.as_bytes()) != sent.sha256 {
        return Err(
            "the questionnaires of this ledger come out otherwise now: the registry's areas or this program \
                    have changed since. Reconcile beside the store"
                .into(),
        );
    }
    let answer = post(connection, &questionnaire.xml).await?;
    if answer.is_taken() {
        one.acknowledged_and_stored += 1;
    } else {
        one.fault(FaultKind::OtherBytes, &sent.instance);
    }
    Ok(())
}

/// A questionnaire that no registry takes, under an instance id.
fn nobodys_form(instance: &str) -> String {
    format!("<data id=\"nobodys_form\" version=\"0\"><meta><instanceID>{instance}</instanceID></meta></data>")
}

async fn post(connection: &Connection, xml: &str) -> Result<Answer, Failure> {
    for _ in 0..TRIES {
        match connection.post(&Upload { xml, files: &[], incomplete: false }, None).await {
            Ok(answer) if !answer.is_passing() => return Ok(answer),
            Ok(_) | Err(Broken::NotListening | Broken::Lost) => tokio::time::sleep(PAUSE).await,
            Err(Broken::CutInBody | Broken::CutBeforeAnswer) => {}
        }
    }
    Err("the registry does not answer: start it, and reconcile again from the ledger (--ledger)".into())
}
