//! A fleet of simulated tablets against the program: over lines that are cut, through a kill -9, and against a registry
//! that lost something, which must not go unnoticed.

use crate::program::{Program, curl};
use rusqlite::Connection;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Output, Stdio},
    time::{Duration, Instant},
};

/// Everything that can go wrong does, every few submissions.
const FAULTS: [&str; 14] = [
    "--drop",
    "0.3",
    "--repeat",
    "0.3",
    "--split",
    "0.7",
    "--photos",
    "0.4",
    "--photo-kilobytes",
    "20",
    "--edit",
    "0.2",
    "--order",
    "shuffled",
];

#[test]
fn what_was_acknowledged_is_stored_whatever_befalls_the_lines() {
    for mut program in Program::both() {
        program.serve();
        let report = program.file("report.json", b"");
        let output = simulate(&program, 100, &report)
            .args(FAULTS)
            .args(["--tablets", "20", "--latency", "2", "--bandwidth", "20000"])
            .output()
            .unwrap();
        let told = told(&output);
        assert!(output.status.success(), "{}: {told}", program.engine);
        assert!(told.contains("What was acknowledged is what is stored."), "{told}");
        let report = read(&report);
        let (outcome, requests) = (&report["sending"]["outcome"], &report["sending"]["requests"]);
        let submissions = count(&outcome["submissions"]);
        assert_eq!(count(&outcome["acknowledged"]["201"]), submissions);
        assert_eq!(count(&outcome["files_acknowledged"]), count(&outcome["files"]));
        assert!(submissions > 110 && count(&outcome["files"]) > 25);
        for fault in ["cut_in_body", "cut_before_answer", "repeated", "split", "too_early", "retried"] {
            assert!(count(&requests[fault]) > 3, "{}: {fault} did not happen: {told}", program.engine);
        }
        let reconciliation = &report["reconciliation"];
        assert_eq!(count(&reconciliation["acknowledged_and_stored"]), submissions);
        assert_eq!(
            count(&reconciliation["files_acknowledged_and_stored"]),
            count(&outcome["files_acknowledged"])
        );
        program.stop();
        let verified = program.run(&["verify-log"]);
        assert!(verified.contains("every one follows from its entries"), "{verified}");
        let tokens = program.run(&["token", "list"]);
        assert!(tokens.lines().count() == 20 && tokens.lines().all(|line| line.contains("revoked")));
    }
}

#[test]
fn the_fleet_goes_on_when_the_registry_is_back_after_a_kill() {
    for mut program in Program::both() {
        program.serve();
        let report = program.file("report.json", b"");
        let mut fleet = simulate(&program, 110, &report)
            .args(FAULTS)
            .args(["--tablets", "20"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_for_submissions(&program, &mut fleet, 30);
        program.kill();
        std::thread::sleep(Duration::from_millis(400));
        program.serve_again();
        let output = fleet.wait_with_output().unwrap();
        let told = told(&output);
        assert!(output.status.success(), "{}: {told}", program.engine);
        let report = read(&report);
        let requests = &report["sending"]["requests"];
        assert!(count(&requests["not_listening"]) > 0, "the fleet did not notice: {told}");
        assert_eq!(
            count(&report["sending"]["outcome"]["acknowledged"]["201"]),
            count(&report["sending"]["outcome"]["submissions"])
        );
        assert_eq!(report["reconciles"], true);
    }
}

#[test]
fn what_was_given_up_is_told_and_is_no_loss() {
    let mut program = Program::sqlite();
    program.serve();
    let report = program.file("report.json", b"");
    let mut fleet = simulate(&program, 150, &report)
        .args(["--patience", "1", "--latency", "20"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_submissions(&program, &mut fleet, 20);
    program.kill();
    let output = fleet.wait_with_output().unwrap();
    let told = told(&output);
    assert!(!output.status.success() && told.contains("Not everything was acknowledged"), "{told}");
    let report = read(&report);
    let outcome = &report["sending"]["outcome"];
    let acknowledged = count(&outcome["acknowledged"]["201"]);
    assert!(acknowledged >= 20 && acknowledged + count(&outcome["given_up"]) == 150, "{told}");
    assert_eq!(report["reconciles"], true, "{told}");
    assert_eq!(count(&report["reconciliation"]["acknowledged_and_stored"]), acknowledged);
}

#[test]
fn a_loss_behind_the_registrys_back_is_found() {
    let mut program = Program::sqlite();
    program.serve();
    let (report, ledger) = (program.file("report.json", b""), program.file("ledger", b""));
    let sent = simulate(&program, 40, &report)
        .args(["--photos", "1", "--photo-kilobytes", "5", "--ledger", ledger.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(sent.status.success(), "{}", told(&sent));
    let (_, token) = program.tablet("controller");
    let by_store = |program: &Program| reconcile(program, &ledger, &report, &[]);
    let by_answers =
        |program: &Program| reconcile(program, &ledger, &report, &["--url", &program.url, "--token", &token]);
    assert_eq!((by_store(&program), by_answers(&program)), ((true, vec![]), (true, vec![])));

    let [lost, other, stranger, without_file] = damage(&program, &ledger);
    let expected_by_store = vec![
        ("file_missing".to_owned(), without_file),
        ("missing".to_owned(), lost.clone()),
        ("not_sent".to_owned(), stranger),
        ("other_bytes".to_owned(), other.clone()),
    ];
    let found_by_store = by_store(&program);
    assert_eq!(found_by_store, (false, expected_by_store));
    let expected_by_answers = vec![("missing".to_owned(), lost), ("other_bytes".to_owned(), other)];
    assert_eq!(by_answers(&program), (false, expected_by_answers.clone()));
    assert_eq!(by_answers(&program), (false, expected_by_answers), "asking has mended what it asked about");
}

#[test]
fn what_cannot_be_simulated_is_told_with_the_remedy() {
    let mut program = Program::sqlite();
    program.serve();
    let report = program.file("report.json", b"");
    let tehsil = simulate(&program, 1, &report).args(["--tehsil", "PK6"]).output().unwrap();
    assert!(!tehsil.status.success() && told(&tehsil).contains("--tehsil"), "{}", told(&tehsil));
    let (_, token) = program.tablet("enumerator-1");
    let elsewhere = simulate(&program, 1, &report)
        .args(["--token", &token, "--url", "http://127.0.0.1:1"])
        .output()
        .unwrap();
    assert!(!elsewhere.status.success() && told(&elsewhere).contains("--url"), "{}", told(&elsewhere));
    assert!(!told(&elsewhere).contains(&token));
    let wrong = simulate(&program, 1, &report).args(["--token", &"0".repeat(64)]).output().unwrap();
    assert!(!wrong.status.success() && told(&wrong).contains("credential.unknown"), "{}", told(&wrong));
}

fn simulate(program: &Program, households: u32, report: &Path) -> std::process::Command {
    let mut command = program.command();
    command.args(["simulate", "tablets", "--seed", "4", "--households", &households.to_string()]);
    command.args(["--url", &program.url, "--json", report.to_str().unwrap()]);
    command
}

/// Reconciles a kept ledger: whether it holds, and the faults by kind and instance.
fn reconcile(
    program: &Program,
    ledger: &Path,
    report: &Path,
    more: &[&str],
) -> (bool, Vec<(String, String)>) {
    let (ledger, json) = (ledger.to_str().unwrap(), report.to_str().unwrap());
    let output = program
        .command()
        .args(["simulate", "reconcile", ledger, "--json", json])
        .args(more)
        .output()
        .unwrap();
    let report = read(report);
    assert_eq!(output.status.success(), report["reconciles"] == true, "{}", told(&output));
    let faults = report["reconciliation"]["faults"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut faults: Vec<_> =
        faults.iter().map(|fault| (text(&fault["kind"]), text(&fault["instance"]))).collect();
    faults.sort();
    (output.status.success(), faults)
}

/// Takes a submission away, changes another's bytes, brings one in that nobody sent, and loses a file. The instances.
fn damage(program: &Program, ledger: &Path) -> [String; 4] {
    let lines = fs::read_to_string(ledger).unwrap();
    let mut sent = lines.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut next = || sent.next().unwrap()["instance"].as_str().unwrap().to_owned();
    let (lost, other, without_file) = (next(), next(), next());
    let stranger = "uuid:57a46e40-0000-4000-8000-000000000000".to_owned();
    let store = Connection::open(program.folder().join("nser.db")).unwrap();
    store.busy_timeout(Duration::from_secs(5)).unwrap();
    store
        .execute(
            "delete from attachment where submission = (select id from submission where instance = ?1)",
            [&lost],
        )
        .unwrap();
    assert_eq!(store.execute("delete from submission where instance = ?1", [&lost]).unwrap(), 1);
    let altered = "update submission set sha256 = zeroblob(32) where instance = ?1";
    assert_eq!(store.execute(altered, [&other]).unwrap(), 1);
    assert_eq!(store.execute(&copy_of_a_submission(&store), [&stranger, &without_file]).unwrap(), 1);
    let sha256: Vec<u8> = store
        .query_row(
            "select sha256 from attachment where submission = (select id from submission where instance = ?1)",
            [&without_file],
            |row| row.get(0),
        )
        .unwrap();
    fs::remove_file(find_file(&program.folder().join("attachments"), &hex::encode(sha256))).unwrap();
    [lost, other, stranger, without_file]
}

/// Copies a submission under another instance id, whatever columns there are.
fn copy_of_a_submission(store: &Connection) -> String {
    let mut statement = store.prepare("select name from pragma_table_info('submission')").unwrap();
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(|name| name.unwrap()).collect();
    let columns: Vec<&str> = names.iter().map(String::as_str).filter(|name| *name != "id").collect();
    let values: Vec<&str> =
        columns.iter().map(|name| if *name == "instance" { "?1" } else { *name }).collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    format!("insert into submission ({columns}) select {values} from submission where instance = ?2")
}

/// A file below a folder whose path, without separators, holds the hash.
fn find_file(folder: &Path, hash: &str) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().replace('/', "").contains(hash) {
                return path;
            }
        }
    }
    panic!("no file of that hash");
}

/// Waits until so many submissions have been taken.
fn wait_for_submissions(program: &Program, fleet: &mut Child, wanted: u64) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let metrics = curl(&[&format!("{}/metrics", program.url)]).body;
        let taken = metrics.lines().filter(|line| line.starts_with("nser_submissions_total"));
        let taken: u64 = taken.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum();
        if taken >= wanted {
            return;
        }
        assert!(fleet.try_wait().unwrap().is_none(), "the fleet was done before the kill");
        assert!(Instant::now() < until, "only {taken} submissions came");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn read(report: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap()
}

fn count(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}
