//! The ledger held against the store: every submission and file to the byte, every change in the log, and whatever else came
//! under the tablets' tokens.

use super::{FaultKind, Reconciliation};
use crate::{
    commands::simulate::ledger::{GIVEN_UP, Ledger, Sent, SentFile, sha256},
    start::Failure,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use operations::{Registry, authority::Authority, error::VerbError, submissions::SentWhole};
use registry::change::{Entry, Evidence};
use std::collections::{HashMap, HashSet};
use store::rows::{Log, SubmissionState};

/// Submissions looked up at the same time.
const AT_ONCE: usize = 16;
/// Rows read at once from the log and from the list of submissions.
const PAGE: u32 = 1000;

/// A submission as far as the log must agree with it.
type States = HashMap<String, SubmissionState>;

/// Holds the ledger against the store.
pub(crate) async fn reconcile(
    registry: &Registry,
    ledger: &Ledger,
    bar: &ProgressBar,
) -> Result<Reconciliation, Failure> {
    let (mut whole, mut states) = (Reconciliation::default(), States::new());
    let mut looked_up =
        stream::iter(&ledger.sent).map(|sent| look_up(registry, sent)).buffer_unordered(AT_ONCE);
    while let Some((one, state)) = looked_up.try_next().await? {
        whole.add(one, bar);
        states.extend(state);
    }
    check_log(registry, ledger, &states, &mut whole).await?;
    if ledger.head.credentials.is_empty() {
        whole
            .not_looked_at
            .push("what came that was not sent: the tokens were given, and others may use them");
    } else {
        find_strangers(registry, ledger, &mut whole).await?;
    }
    whole.faults.sort();
    Ok(whole)
}

/// One submission. Its state comes along where it is stored.
async fn look_up(
    registry: &Registry,
    sent: &Sent,
) -> Result<(Reconciliation, Option<(String, SubmissionState)>), Failure> {
    let mut one = Reconciliation { submissions: 1, ..Reconciliation::default() };
    let stored = match registry.find_submission(&Authority::console(), &sent.instance).await {
        Ok(stored) => stored,
        Err(VerbError::NotFound) => {
            if sent.acknowledged.is_some() {
                one.fault(FaultKind::Missing, &sent.instance);
            }
            return Ok((one, None));
        }
        Err(VerbError::Damaged(_) | VerbError::Store(store::StoreError::Damaged(_))) => {
            one.fault(FaultKind::OtherBytes, &sent.instance);
            return Ok((one, None));
        }
        Err(error) => return Err(error.into()),
    };
    compare(sent, &stored, &mut one);
    for file in sent.files.iter().filter(|file| file.acknowledged) {
        match compare_file(registry, sent, file, &stored).await? {
            None => one.files_acknowledged_and_stored += 1,
            Some(kind) => one.fault(kind, &sent.instance),
        }
    }
    let state = stored.sent.row.state;
    Ok((one, Some((sent.instance.clone(), state))))
}

fn compare(sent: &Sent, stored: &SentWhole, one: &mut Reconciliation) {
    // The hash was kept when it came, the bytes are what is there now: both must be what was sent.
    let same =
        sha256(stored.xml.as_bytes()) == sent.sha256 && hex::encode(stored.sent.row.sha256) == sent.sha256;
    if !same {
        // Where nothing was acknowledged, another's submission may have had the id before.
        if sent.acknowledged.is_some() {
            one.fault(FaultKind::OtherBytes, &sent.instance);
        }
        return;
    }
    let waits = stored.sent.row.state == SubmissionState::Quarantined;
    match (sent.acknowledged, sent.trouble.as_deref()) {
        // What was kept aside may have been judged since; what was taken in never goes back.
        (Some(201), _) if waits => one.fault(FaultKind::OtherState, &sent.instance),
        (Some(_), _) => one.acknowledged_and_stored += 1,
        (None, None | Some(GIVEN_UP)) => one.stored_unacknowledged += 1,
        (None, Some(_)) => one.fault(FaultKind::RefusedYetStored, &sent.instance),
    }
}

async fn compare_file(
    registry: &Registry,
    sent: &Sent,
    file: &SentFile,
    stored: &SentWhole,
) -> Result<Option<FaultKind>, Failure> {
    let row = stored.attachments.iter().find(|row| row.name == file.name).and_then(|row| row.sha256);
    let Some(kept) = row else { return Ok(Some(FaultKind::FileMissing)) };
    if hex::encode(kept) != file.sha256 {
        return Ok(Some(FaultKind::FileOtherBytes));
    }
    match registry.read_attachment(&Authority::console(), &sent.instance, &file.name).await {
        Ok(content) => Ok((sha256(&content) != file.sha256).then_some(FaultKind::FileOtherBytes)),
        Err(VerbError::NotFound) => Ok(Some(FaultKind::FileMissing)),
        Err(VerbError::Damaged(_)) => Ok(Some(FaultKind::FileOtherBytes)),
        Err(error) => Err(error.into()),
    }
}

/// Every accepted submission made one change, every other none.
async fn check_log(
    registry: &Registry,
    ledger: &Ledger,
    states: &States,
    whole: &mut Reconciliation,
) -> Result<(), Failure> {
    let mut changes = count_changes(registry, ledger.head.log_position, states).await?;
    let has_change = |instance: &String| changes.contains_key(instance.as_str());
    if states.iter().any(|(instance, state)| *state == SubmissionState::Accepted && !has_change(instance)) {
        // The same may have been sent before this ledger was begun.
        changes = count_changes(registry, 0, states).await?;
    }
    for (instance, state) in states {
        let count = changes.get(instance.as_str()).copied().unwrap_or(0);
        if let Some(kind) = fault_of(*state, count) {
            whole.fault(kind, instance);
        }
    }
    Ok(())
}

/// What is wrong with a submission of a state on which so many changes rest.
fn fault_of(state: SubmissionState, changes: u64) -> Option<FaultKind> {
    match (state, changes) {
        (SubmissionState::Accepted, 0) => Some(FaultKind::NoChange),
        // What was superseded may have been held before.
        (SubmissionState::Accepted, 1) | (SubmissionState::Superseded, 0 | 1) | (_, 0) => None,
        (SubmissionState::Accepted | SubmissionState::Superseded, _) => Some(FaultKind::Doubled),
        (SubmissionState::Held | SubmissionState::Quarantined | SubmissionState::Refused, _) => {
            Some(FaultKind::OtherState)
        }
    }
}

async fn count_changes<'a>(
    registry: &Registry,
    after: u64,
    states: &'a States,
) -> Result<HashMap<&'a str, u64>, Failure> {
    let (mut after, mut changes) = (after, HashMap::new());
    loop {
        let rows = registry.store().read_log(Log::Changes, after, PAGE).await?;
        let Some(last) = rows.last() else { return Ok(changes) };
        after = last.position;
        for row in &rows {
            let entry: Entry = serde_json::from_str(&row.text).map_err(|_| {
                format!("entry {} of the change log cannot be read: run nser verify-log", row.position)
            })?;
            for evidence in &entry.evidence {
                if let Evidence::Submission { instance } = evidence
                    && let Some((ours, _)) = states.get_key_value(instance)
                {
                    *changes.entry(ours.as_str()).or_default() += 1;
                }
            }
        }
    }
}

/// Submissions under the tablets' own tokens that none of them sent.
async fn find_strangers(
    registry: &Registry,
    ledger: &Ledger,
    whole: &mut Reconciliation,
) -> Result<(), Failure> {
    let sent: HashSet<&str> = ledger.sent.iter().map(|sent| sent.instance.as_str()).collect();
    let mut skip = 0;
    loop {
        let rows = registry.list_submissions(&Authority::console(), None, skip, PAGE).await?;
        for submission in &rows {
            let row = &submission.row;
            if ledger.head.credentials.contains(&row.credential) && !sent.contains(row.instance.as_str()) {
                whole.fault(FaultKind::NotSent, &row.instance);
            }
        }
        // Newest first: before the start the tokens were nobody's.
        let older = rows.last().is_none_or(|submission| submission.row.received < ledger.head.started);
        if older || rows.len() < PAGE as usize {
            return Ok(());
        }
        skip += u64::from(PAGE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accepted_submission_has_one_change_and_one_that_waits_has_none() {
        use SubmissionState::{Accepted, Held, Quarantined, Refused, Superseded};
        let cases = [
            (Accepted, 1, None),
            (Accepted, 0, Some(FaultKind::NoChange)),
            (Accepted, 2, Some(FaultKind::Doubled)),
            (Superseded, 0, None),
            (Superseded, 1, None),
            (Superseded, 2, Some(FaultKind::Doubled)),
            (Held, 0, None),
            (Held, 1, Some(FaultKind::OtherState)),
            (Quarantined, 1, Some(FaultKind::OtherState)),
            (Refused, 0, None),
            (Refused, 1, Some(FaultKind::OtherState)),
        ];
        for (state, changes, fault) in cases {
            assert_eq!(fault_of(state, changes), fault, "{state:?} with {changes}");
        }
    }
}
