//! Debug output of rows: the columns that may stand in a log line, and of the rest only that there is more. Texts,
//! documents, names and numbers of persons never show.

use crate::rows::{
    AttachmentRow, AuditRow, CaseRow, CaseWrite, CredentialRow, DecisionRow, EntryRow, HouseholdRow, HouseholdWrite, JobRow,
    LifeEventRow, LoadedRow, LogRow, NoticeRow, OriginRow, SessionRow, StandingRow, SubmissionRow, SubmissionSettled, UserRow, VerificationRow,
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
    UserRow: id, role, areas, language, enabled, created;
    SessionRow: created, expires;
    CredentialRow: id, kind, areas, language, created, expires, revoked;
}

#[cfg(test)]
mod tests {
    use crate::rows::{Commit, HouseholdRow, HouseholdWrite, SubmissionFilter};
    use jiff::Timestamp;
    use registry::{identity::CitizenNumber, registry_number::RegistryNumber};

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
        let numbers = vec![(cnic, uuid::Uuid::from_u128(1).into())];
        let write = HouseholdWrite { row, replaces: None, numbers, name_words: vec!["secret".to_owned()], summary: None };
        let printed = format!("{:?}", Commit { households: vec![write], ..Commit::default() });
        for hidden in ["secret", "1234567", &number.as_u64().to_string(), &number.to_string()] {
            assert!(!printed.contains(hidden), "{printed}");
        }
        assert!(printed.contains("version: 1"), "{printed}");
        let filter = SubmissionFilter { household: Some(number), ..SubmissionFilter::default() };
        assert!(!format!("{filter:?}").contains(&number.to_string()));
    }
}
