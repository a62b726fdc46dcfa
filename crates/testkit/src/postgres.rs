//! Real PostgreSQL for tests: an empty database for each, in a cluster that is thrown away afterwards.
//!
//! The cluster itself is started and removed by the script `tools/throwaway-postgres`, which watches our end
//! of a pipe: however this process ends, the cluster goes with it.
#![expect(clippy::panic, reason = "a test that asked for PostgreSQL and cannot have it must fail")]

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio, id};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// The address (`postgres://…`) of a new, empty database in the cluster that all tests share.
///
/// `make test` provides that cluster in `NSER_TEST_POSTGRES`; without it each test process starts one.
/// The database lasts as long as the cluster.
///
/// # Panics
/// If no PostgreSQL server is installed, with the command that installs it.
pub fn database_url() -> String {
    static SHARED: OnceLock<Cluster> = OnceLock::new();
    match provided_address() {
        Some(address) => create_database(&address),
        None => SHARED.get_or_init(Cluster::start).database_url(),
    }
}

/// A cluster of one's own, for tests that crash it. Removed when dropped.
#[derive(Debug)]
pub struct Cluster {
    address: String,
    holder: Child,
    answers: BufReader<ChildStdout>,
}

impl Cluster {
    /// Starts an empty cluster, about a second of work.
    ///
    /// # Panics
    /// If no PostgreSQL server is installed, with the command that installs it.
    pub fn start() -> Self {
        let mut holder = hold_cluster();
        let Some(answers) = holder.stdout.take() else { panic!("the cluster's holder has no output") };
        let mut answers = BufReader::new(answers);
        let address = read_answer(&mut answers);
        assert!(!address.is_empty(), "{}", last_words(&mut holder));
        Self { address, holder, answers }
    }

    /// The address of a new, empty database in this cluster. It stays the same through crashes.
    ///
    /// # Panics
    /// If the cluster is not running.
    pub fn database_url(&self) -> String {
        create_database(&self.address)
    }

    /// Stops the cluster as a power cut would: no connection is closed in order, nothing is flushed.
    ///
    /// # Panics
    /// If the cluster is not running.
    pub fn crash(&mut self) {
        self.order("crash");
    }

    /// Starts the crashed cluster again on the same port; it recovers from its write-ahead log.
    ///
    /// # Panics
    /// If the cluster does not come up.
    pub fn restart(&mut self) {
        self.order("start");
    }

    fn order(&mut self, order: &str) {
        let Some(orders) = &mut self.holder.stdin else { panic!("the cluster's holder takes no orders") };
        let done = writeln!(orders, "{order}").is_ok() && read_answer(&mut self.answers) == "ok";
        assert!(done, "{order}: {}", last_words(&mut self.holder));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration file; `make test` sets this")]
fn provided_address() -> Option<String> {
    std::env::var("NSER_TEST_POSTGRES").ok()
}

/// In a process group of its own, so that what kills the tests leaves the holder alive to clean up.
fn hold_cluster() -> Child {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/throwaway-postgres");
    let started = Command::new(&script)
        .arg("--hold")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn();
    started.unwrap_or_else(|fault| panic!("{}: {fault}", script.display()))
}

fn read_answer(answers: &mut impl BufRead) -> String {
    let mut line = String::new();
    match answers.read_line(&mut line) {
        Ok(_) => line.trim_end().to_owned(),
        Err(fault) => panic!("the cluster's holder does not answer: {fault}"),
    }
}

fn last_words(holder: &mut Child) -> String {
    let mut words = String::new();
    drop(holder.stdin.take());
    if let Some(errors) = &mut holder.stderr {
        let _ = errors.read_to_string(&mut words);
    }
    words
}

/// Names carry the process, because test processes share a cluster; a number used before is an ended process.
fn create_database(address: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("test_{}_{}", id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run_sql(address, &format!("drop database if exists {name}"));
    run_sql(address, &format!("create database {name}"));
    on_database(address, &name)
}

/// `address` with another database in place of its own.
fn on_database(address: &str, name: &str) -> String {
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    format!("{server}/{name}")
}

fn run_sql(address: &str, statement: &str) {
    let arguments = ["--no-psqlrc", "--quiet", "--command", statement, address];
    match Command::new("psql").args(arguments).output() {
        Ok(Output { status, .. }) if status.success() => {}
        Ok(Output { stderr, .. }) => panic!("{statement}: {}", String::from_utf8_lossy(&stderr)),
        Err(fault) => panic!("psql: {fault}. Run: tools/need postgresql"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count_rows(address: &str) -> String {
        let query = ["--no-psqlrc", "-At", "--command", "select count(*) from kept", address];
        let output = Command::new("psql").args(query).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn every_database_is_new_and_empty() {
        let (first, second) = (database_url(), database_url());
        run_sql(&first, "create table kept (id int)");
        run_sql(&second, "create table kept (id int)");
        assert_ne!(first, second);
    }

    #[test]
    fn what_was_committed_survives_a_crash_and_the_cluster_goes_when_dropped() {
        let mut cluster = Cluster::start();
        let address = cluster.database_url();
        run_sql(&address, "create table kept as select generate_series(1, 3) as id");
        cluster.crash();
        assert_eq!(count_rows(&address), "", "a crashed cluster answers nothing");
        cluster.restart();
        assert_eq!(count_rows(&address), "3");
        drop(cluster);
        assert_eq!(count_rows(&address), "");
    }

    #[test]
    fn only_the_database_in_an_address_is_replaced() {
        assert_eq!(
            on_database("postgres://postgres@127.0.0.1:5/postgres", "a"),
            "postgres://postgres@127.0.0.1:5/a"
        );
    }
}
