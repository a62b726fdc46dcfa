//! Invented rows. Citizen numbers start with 9, which NADRA has not issued.

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use registry::{area::AreaCode, chain::Verifier, identity::CitizenNumber, registry_number::RegistryNumber};
use std::sync::Arc;
use store::{
    ActRow, AttachmentRow, AuditRow, CaseRow, CaseWrite, Commit, DecisionRow, EnrolmentRow, EntryRow,
    HouseholdRow, HouseholdWrite, JobRow, LifeEventRow, Log, Store, SubmissionRow, SubmissionState, Summary,
};
use uuid::Uuid;

pub(crate) const TEHSIL: &str = "PK60104";
pub(crate) const OTHER_TEHSIL: &str = "PK60201";

/// An id of its kind's own.
pub(crate) fn id<T: From<Uuid>>(number: u64) -> T {
    Uuid::from_u128(u128::from(number) << 8 | 0x0193_0000_0000_7000_8000_0000_0000_0000).into()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap()
}

pub(crate) fn number(ordinal: u64) -> RegistryNumber {
    RegistryNumber::from_ordinal(ordinal).unwrap()
}

pub(crate) fn citizen(number: u64) -> CitizenNumber {
    CitizenNumber::from_u64(9_000_000_000_000 + number).unwrap()
}

pub(crate) fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

pub(crate) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// A household with one member, whose citizen number is of the same ordinal.
pub(crate) fn household(ordinal: u64) -> HouseholdWrite {
    HouseholdWrite {
        row: HouseholdRow {
            number: number(ordinal),
            version: 1,
            tehsil: Some(area(TEHSIL)),
            changed: at(i64::try_from(ordinal).unwrap()),
            outcome: None,
            document: format!("{{\"household\": {ordinal},  \"name\": \"ہاجرہ\"}}"),
            standing: format!("{{\"standing\": {ordinal}}}"),
        },
        replaces: None,
        numbers: vec![(citizen(ordinal), id(ordinal))],
        name_words: words(&["hajra", "bibi"]),
        summary: None,
    }
}

/// The next version of a household.
pub(crate) fn next(write: &HouseholdWrite) -> HouseholdWrite {
    let mut next = write.clone();
    next.replaces = Some(write.row.version);
    next.row.version += 1;
    next
}

pub(crate) fn entry(change: u64, ordinal: u64) -> EntryRow {
    EntryRow {
        id: id(change),
        household: number(ordinal),
        effective: date(2026, 3, 1),
        recorded: at(i64::try_from(change).unwrap()),
        text: format!("{{\"change\":{change}, \"note\":\"بے نظیر\"}}"),
    }
}

pub(crate) fn submission(instance: &str) -> SubmissionRow {
    SubmissionRow {
        instance: instance.to_owned(),
        root: instance.to_owned(),
        replaces: None,
        form_id: "household".to_owned(),
        form_version: "2026010100".to_owned(),
        received: at(0),
        credential: id(1),
        device: None,
        tehsil: Some(area(TEHSIL)),
        state: SubmissionState::Accepted,
        household: None,
        findings: "[]".to_owned(),
        sha256: [7; 32],
        xml: vec![0, 1, 2, 255],
    }
}

/// A submission that takes the place of another.
pub(crate) fn edit(instance: &str, replaced: &str) -> SubmissionRow {
    SubmissionRow { root: replaced.to_owned(), replaces: Some(replaced.to_owned()), ..submission(instance) }
}

pub(crate) fn decision(decision: u64, ordinal: u64) -> DecisionRow {
    DecisionRow {
        id: id(decision),
        household: number(ordinal),
        version: 1,
        decided: at(i64::try_from(decision).unwrap()),
        policy: "kafaalat-2026".to_owned(),
        outcome: "eligible".to_owned(),
        text: "{\"points\": 1 }".to_owned(),
    }
}

pub(crate) fn attachment(name: &str, sha256: Option<[u8; 32]>) -> AttachmentRow {
    let size_bytes = if sha256.is_some() { 70_000 } else { 0 };
    AttachmentRow { name: name.to_owned(), expected: true, sha256, size_bytes }
}

pub(crate) fn job(job: u64, due: Timestamp) -> JobRow {
    JobRow { id: id(job), kind: "notify".to_owned(), payload: "{}".to_owned(), due, attempts: 0 }
}

pub(crate) fn audit(actor: &str, text: &str) -> AuditRow {
    AuditRow { actor: actor.to_owned(), at: at(0), text: text.to_owned() }
}

/// A summary with a survey day and a score, hundredths.
pub(crate) fn summary(surveyed: Date, score: i64) -> Summary {
    Summary { surveyed: Some(surveyed), score: Some(score), ..Summary::default() }
}

/// A case's first version, of no household, open and due on a day of March 2026; it touches nothing.
pub(crate) fn case(case: u64, due: i8) -> CaseWrite {
    CaseWrite {
        row: CaseRow {
            id: id(case),
            version: 1,
            household: None,
            tehsil: Some(area(TEHSIL)),
            subject: "discrepancy".to_owned(),
            state: "in_review".to_owned(),
            open: true,
            owner: None,
            opened: at(i64::try_from(case).unwrap()),
            deadline: date(2026, 3, due),
            document: format!("{{\"case\": {case}}}"),
        },
        keys: Vec::new(),
    }
}

/// A woman's first enrolment, in a programme of its own name.
pub(crate) fn enrolment(enrolment: u64, programme: &str, ordinal: u64, woman: u64) -> EnrolmentRow {
    EnrolmentRow {
        id: id(enrolment),
        version: 1,
        programme: programme.to_owned(),
        household: number(ordinal),
        woman: id(woman),
        status: "active".to_owned(),
        beneficiary: true,
        document: format!("{{\"enrolment\": {enrolment}}}"),
    }
}

/// The next version of an enrolment, of another status.
pub(crate) fn changed(row: &EnrolmentRow, status: &str, beneficiary: bool) -> EnrolmentRow {
    EnrolmentRow { version: row.version + 1, status: status.to_owned(), beneficiary, ..row.clone() }
}

/// A notice of the civil register, of no household.
pub(crate) fn life_event(reference: &str) -> LifeEventRow {
    LifeEventRow {
        source: "crvs".to_owned(),
        reference: reference.to_owned(),
        version: 1,
        kind: "death".to_owned(),
        received: at(0),
        state: "waiting".to_owned(),
        household: None,
        document: "{\"event\": \"death\"}".to_owned(),
    }
}

/// An act's first version.
pub(crate) fn act(act: u64, kind: &str) -> ActRow {
    ActRow {
        id: id(act),
        version: 1,
        kind: kind.to_owned(),
        state: "proposed".to_owned(),
        name: "Flood".to_owned(),
        proposed: at(i64::try_from(act).unwrap()),
        document: "{}".to_owned(),
    }
}

/// All that intake writes for one new household, as a verb would commit it.
pub(crate) fn registration(ordinal: u64) -> Commit {
    let instance = format!("uuid:{ordinal}");
    let mut write = household(ordinal);
    write.row.outcome = Some("eligible".to_owned());
    Commit {
        entries: vec![entry(ordinal, ordinal)],
        households: vec![write],
        submission: Some(SubmissionRow { household: Some(number(ordinal)), ..submission(&instance) }),
        attachments: vec![attachment("photo.jpg", Some([9; 32]))],
        decisions: vec![decision(ordinal, ordinal)],
        jobs: vec![job(ordinal, at(0))],
        audit: vec![audit("enumerator", &format!("{{\"received\":{ordinal}}}"))],
        ..Commit::default()
    }
}

/// A household alone.
pub(crate) fn household_only(write: HouseholdWrite) -> Commit {
    Commit { households: vec![write], ..Commit::default() }
}

/// A submission alone.
pub(crate) fn submission_only(submission: SubmissionRow) -> Commit {
    Commit { submission: Some(submission), ..Commit::default() }
}

/// Walks a log from its start to its head; panics where the chain breaks. Returns the texts.
pub(crate) async fn verified_texts(store: &Arc<dyn Store>, log: Log) -> Vec<String> {
    let mut verifier = Verifier::default();
    let mut texts = Vec::new();
    loop {
        let rows = store.read_log(log, verifier.head().0, 7).await.unwrap();
        if rows.is_empty() {
            break;
        }
        for row in rows {
            verifier.take(row.position, row.text.as_bytes(), row.hash).unwrap();
            texts.push(row.text);
        }
    }
    let (position, hash) = store.log_head(log).await.unwrap();
    verifier.end(position, hash).unwrap();
    texts
}
