//! Debug output of rows: the columns that may stand in a log line, and of the rest only that there is more. Texts,
//! documents, names and numbers of persons never show.

use crate::rows::{
    ActRow, AttachmentRow, AuditRow, CaseRow, CaseWrite, CredentialRow, CursorRow, CursorStep, DecisionRow,
    EnrolmentRow, EntryRow, HouseholdRow, HouseholdWrite, JobRow, LifeEventRow, ListedRow, LoadedRow, LogRow,
    NoticeRow, OriginRow, SessionRow, StandingRow, SubmissionRow, SubmissionSettled, UserRow,
    VerificationRow,
};
use std::fmt;

macro_rules! shown {
    ($($row:ident: $($column:ident),*;)+) => {$(
        impl fmt::Debug for $row {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.debug_struct(stringify!($row))$(.field(stringify!($column), &self.$column))*.finish_non_exhaustive()
            }
        }
    )+};
}

shown! {
    EntryRow: id, effective, recorded;
    LogRow: position, hash;
    AuditRow: at;
    HouseholdWrite: row, replaces;
    HouseholdRow: version, tehsil, changed;
    StandingRow: person, tehsil;
    SubmissionRow: instance, root, replaces, form_id, form_version, received, tehsil, state;
    SubmissionSettled: instance, from, state, tehsil;
    AttachmentRow: expected, size_bytes;
    LoadedRow: row;
    OriginRow: batch, source, row;
    DecisionRow: id, version, decided, policy;
    JobRow: id, kind, due, attempts;
    CaseWrite: row;
    CaseRow: id, version, tehsil, subject, state, open, opened, deadline;
    VerificationRow: person, at, expires, outcome;
    LifeEventRow: source, version, kind, received, state;
    NoticeRow: kind, on, written;
    EnrolmentRow: id, version, programme, status, beneficiary;
    ActRow: id, version, kind, state, proposed;
    ListedRow: act, rank;
    CursorStep: work, at;
    CursorRow: work, moved;
    UserRow: id, role, areas, language, enabled, created;
    SessionRow: created, expires;
    CredentialRow: id, kind, areas, language, created, expires, revoked;
}

#[cfg(test)]
mod tests {
    use crate::rows::*;
    use jiff::{Timestamp, civil::date};
    use registry::{identity::CitizenNumber, registry_number::RegistryNumber};
    use uuid::Uuid;

    #[test]
    fn debug_output_of_a_commit_shows_nothing_of_a_person() {
        let number = RegistryNumber::from_ordinal(1).unwrap();
        let row = HouseholdRow {
            number,
            version: 1,
            tehsil: None,
            changed: Timestamp::UNIX_EPOCH,
            outcome: Some("secret".to_owned()),
            document: "secret".to_owned(),
            standing: "secret".to_owned(),
        };
        let cnic: CitizenNumber = "90000-1234567-1".parse().unwrap();
        let numbers = vec![(cnic, Uuid::from_u128(1).into())];
        let write = HouseholdWrite {
            row,
            replaces: None,
            numbers,
            name_words: vec!["secret".to_owned()],
            summary: None,
        };
        let printed =
            format!("{:?}", Commit { households: vec![write], ..papers(number, cnic, "secret".to_owned()) });
        for hidden in ["secret", "1234567", &number.as_u64().to_string(), &number.to_string()] {
            assert!(!printed.contains(hidden), "{printed}");
        }
        assert!(printed.contains("version: 1"), "{printed}");
        let filter = SubmissionFilter { household: Some(number), ..SubmissionFilter::default() };
        assert!(!format!("{filter:?}").contains(&number.to_string()));
    }

    /// Papers of every kind, with something personal wherever it may stand.
    fn papers(household: RegistryNumber, number: CitizenNumber, secret: String) -> Commit {
        let (id, at, on) = (Uuid::from_u128(1), Timestamp::UNIX_EPOCH, date(2026, 3, 1));
        let plain = || "plain".to_owned();
        let case = CaseRow {
            id: id.into(),
            version: 1,
            household: Some(household),
            tehsil: None,
            subject: plain(),
            state: plain(),
            open: true,
            owner: Some(secret.clone()),
            opened: at,
            deadline: on,
            document: secret.clone(),
        };
        Commit {
            cases: vec![CaseWrite {
                row: case,
                keys: vec![secret.clone(), format!("number:{}", number.as_u64())],
            }],
            enrolments: vec![EnrolmentRow {
                id: id.into(),
                version: 1,
                programme: plain(),
                household,
                woman: id.into(),
                status: plain(),
                beneficiary: true,
                document: secret.clone(),
            }],
            verifications: vec![VerificationRow {
                number,
                person: id.into(),
                household,
                at,
                expires: at,
                outcome: plain(),
                document: secret.clone(),
            }],
            life_events: vec![LifeEventRow {
                source: plain(),
                reference: secret.clone(),
                version: 1,
                kind: plain(),
                received: at,
                state: plain(),
                household: Some(household),
                document: secret.clone(),
            }],
            acts: vec![ActRow {
                id: id.into(),
                version: 1,
                kind: plain(),
                state: plain(),
                name: secret.clone(),
                proposed: at,
                document: secret.clone(),
            }],
            listed: vec![ListedRow { act: id.into(), household, rank: 1, score: None, note: secret.clone() }],
            notices: vec![NoticeRow { household, kind: plain(), on, written: at, document: secret.clone() }],
            cursor: Some(CursorStep { work: plain(), from: Some(secret.clone()), to: secret, at }),
            ..Commit::default()
        }
    }
}
