use super::*;
use crate::{CaseRow, CaseWrite, HouseholdRow, HouseholdWrite};
use jiff::Timestamp;
use registry::{identity::CitizenNumber, registry_number::RegistryNumber};

fn empty() -> Before {
    let head = Head { position: 0, hash: LinkHash::START };
    Before {
        changes: head,
        audit: head,
        last_household: 0,
        last_submission: 0,
        households: Vec::new(),
        submissions: Vec::new(),
        holders: Vec::new(),
        loads: Vec::new(),
        cases: Vec::new(),
        enrolments: Vec::new(),
        life_events: Vec::new(),
        acts: Vec::new(),
        cursors: Vec::new(),
    }
}

fn write(ordinal: u64, replaces: Option<u32>, numbers: &[u64], words: &[&str]) -> Commit {
    let row = HouseholdRow {
        number: RegistryNumber::from_ordinal(ordinal).unwrap(),
        version: replaces.map_or(1, |version| version + 1),
        tehsil: None,
        changed: Timestamp::UNIX_EPOCH,
        outcome: None,
        document: String::new(),
        standing: String::new(),
    };
    let person = |number: u64| Uuid::from_u128(number.into()).into();
    let citizen = |number: u64| CitizenNumber::from_u64(9_000_000_000_000 + number).unwrap();
    let household = HouseholdWrite {
        row,
        replaces,
        numbers: numbers.iter().map(|&number| (citizen(number), person(number))).collect(),
        name_words: words.iter().map(|&word| word.to_owned()).collect(),
        summary: None,
    };
    Commit { households: vec![household], ..Commit::default() }
}

fn entry(text: &str) -> EntryRow {
    EntryRow {
        id: Uuid::from_u128(1).into(),
        household: RegistryNumber::from_ordinal(1).unwrap(),
        effective: jiff::civil::date(2026, 3, 1),
        recorded: Timestamp::UNIX_EPOCH,
        text: text.to_owned(),
    }
}

/// A commit with an entry for each text, and nothing else.
pub(crate) fn commit_of_texts(texts: &[String]) -> Commit {
    Commit { entries: texts.iter().map(|text| entry(text)).collect(), ..Commit::default() }
}

#[test]
fn of_several_versions_only_the_last_is_written() {
    let commits = [write(1, None, &[1, 2], &["a", "b"]), write(1, Some(1), &[2, 3], &["b", "c"])];
    let before = empty();
    let plan = plan(&commits, &before);
    assert_eq!(plan.verdicts, [Ok(()), Ok(())]);
    assert_eq!((plan.new_households.len(), plan.changed_households.len()), (1, 0));
    assert_eq!(plan.new_households[0].row.version, 2);
    let run = |word| WordRun { word, household: 1, later: Vec::new() };
    assert_eq!(plan.word_runs, [run("b"), run("c")]);
    assert!(plan.numbers_gone.is_empty() && plan.words_gone.is_empty() && plan.words_added.is_empty());
    let held: Vec<i64> = plan.numbers_held.iter().map(|held| held.0 - 9_000_000_000_000).collect();
    assert_eq!(held, [2, 3]);
    assert_eq!(plan.tally, [(HOUSEHOLDS, "", "", 1)]);
}

#[test]
fn a_number_let_go_earlier_in_the_batch_is_free() {
    let commits = [
        write(1, None, &[1], &[]),
        write(2, None, &[1], &[]),
        write(1, Some(1), &[], &[]),
        write(3, None, &[1], &[]),
    ];
    let before = empty();
    let plan = plan(&commits, &before);
    let taken: Vec<bool> = plan.verdicts.iter().map(Result::is_err).collect();
    assert_eq!(taken, [false, true, false, false]);
    // The household refused in between has used up no id.
    assert_eq!(plan.new_households.iter().map(|household| household.id).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(plan.numbers_held.iter().map(|held| held.1).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_household_that_only_changes_its_document_touches_no_keys() {
    let commits = [write(1, Some(4), &[1, 2], &["b", "a a"])];
    let mut before = empty();
    let number = before::key(commits[0].households[0].row.number);
    before.households.push(KnownHousehold {
        id: 7,
        number,
        version: 4,
        tehsil: None,
        outcome: None,
        numbers: vec![9_000_000_000_001, 9_000_000_000_002],
        name_words: " a b".to_owned(),
    });
    for number in [1_i64, 2] {
        let person = Uuid::from_u128(number.unsigned_abs().into());
        before.holders.push(KnownHolder { number: 9_000_000_000_000 + number, household: 7, person });
    }
    let plan = plan(&commits, &before);
    assert_eq!(plan.changed_households.len(), 1);
    assert_eq!((plan.changed_households[0].id, plan.changed_households[0].name_words.as_str()), (7, " a b"));
    assert!(plan.numbers_held.is_empty() && plan.numbers_gone.is_empty());
    assert!(plan.words_added.is_empty() && plan.words_gone.is_empty() && plan.word_runs.is_empty());
    assert!(plan.tally.is_empty());
}

#[test]
fn a_commit_refused_breaks_no_chain() {
    let audit =
        |text: &str| AuditRow { actor: String::new(), at: Timestamp::UNIX_EPOCH, text: text.to_owned() };
    let mut commits = [write(1, None, &[], &[]), write(1, None, &[], &[]), write(2, None, &[], &[])];
    for (commit, text) in commits.iter_mut().zip(["one", "refused", "two"]) {
        commit.audit.push(audit(text));
    }
    let before = empty();
    let plan = plan(&commits, &before);
    let texts: Vec<_> = plan.audit.iter().map(|entry| (entry.position, entry.row.text.as_str())).collect();
    assert_eq!(texts, [(1, "one"), (2, "two")]);
    assert!(plan.audit_head.hash == LinkHash::START.next(1, b"one").next(2, b"two"));
}

fn case(id: u128, version: u32, state: &str, keys: &[&str]) -> Commit {
    let row = CaseRow {
        id: Uuid::from_u128(id).into(),
        version,
        household: None,
        tehsil: None,
        subject: String::new(),
        state: state.to_owned(),
        open: state == "in_review",
        owner: None,
        opened: Timestamp::UNIX_EPOCH,
        deadline: jiff::civil::date(2026, 3, 1),
        document: String::new(),
    };
    let keys = keys.iter().map(|&key| key.to_owned()).collect();
    Commit { cases: vec![CaseWrite { row, keys }], ..Commit::default() }
}

#[test]
fn of_a_case_the_last_version_is_written_and_what_it_touches_while_open() {
    let commits = [
        case(9, 1, "in_review", &["a", "b", "a"]),
        case(1, 3, "accepted", &["a"]),
        case(9, 1, "in_review", &["refused"]),
        case(9, 2, "in_review", &["c", "b"]),
    ];
    let mut before = empty();
    let (id, version) = (Uuid::from_u128(1), 2);
    let (tehsil, state) = ("PK1".to_owned(), "in_review".to_owned());
    before.cases.push(KnownCase { id, version, tehsil, state });
    let plan = plan(&commits, &before);
    assert_eq!(plan.verdicts.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, true, false, true]);
    let cases: Vec<_> = plan.papers.cases.iter().map(|case| case.write.row.id.0.as_u128()).collect();
    assert_eq!(cases, [9, 1]);
    assert_eq!(plan.papers.case_keys_gone, [id]);
    let nine = Uuid::from_u128(9);
    assert_eq!(plan.papers.case_keys, [("b", nine), ("c", nine)]);
    let expected = [(CASES, "", "accepted", 1), (CASES, "", "in_review", 1), (CASES, "PK1", "in_review", -1)];
    assert_eq!(plan.tally, expected);
}
