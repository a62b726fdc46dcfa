//! Child processes, and what the kernel says that they used.

use crate::{
    machine::{Machine, Processors, allow, kilobytes_of},
    place::Place,
};
use std::{
    collections::HashMap,
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Stdio},
    time::{Duration, Instant},
};

/// The kernel counts CPU time in these.
const TICK: Duration = Duration::from_millis(10);

/// This program as a child, with what it prints.
pub(crate) struct Process {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// How long it took to print its first line.
    pub(crate) start: Duration,
    /// Its first line.
    pub(crate) first_line: String,
}

impl Process {
    /// Starts it and waits for its first line, by which it says that it is ready.
    pub(crate) fn start(machine: &Machine, processors: Processors, arguments: &[String]) -> Self {
        let program = env::current_exe().unwrap();
        let started = Instant::now();
        let mut child = machine
            .command(&program, processors)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log_file())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut process = Self { child, lines, start: Duration::ZERO, first_line: String::new() };
        process.first_line = process.read_line();
        process.start = started.elapsed();
        process
    }

    /// The next line that it prints.
    pub(crate) fn read_line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "the child process has ended");
        line.trim_end().to_owned()
    }

    /// Has it begin, where it waits for that.
    pub(crate) fn begin(&mut self) {
        self.tell("begin");
    }

    /// Gives it a line to read.
    pub(crate) fn tell(&mut self, order: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{order}").unwrap();
    }

    /// CPU time used so far.
    pub(crate) fn cpu(&self) -> Duration {
        Usage::of(self.child.id()).unwrap().own
    }

    /// Most memory held so far, megabytes.
    pub(crate) fn peak_megabytes(&self) -> u64 {
        kilobytes_of(&format!("/proc/{}/status", self.child.id()), "VmHWM") / 1024
    }

    /// Has it end in order, and waits.
    pub(crate) fn stop(mut self) {
        drop(self.child.stdin.take());
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "the child process failed");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // After `stop` there is nothing left to kill.
        let _ = self.child.kill();
    }
}

/// The child's log lines are written like those of a real server, and read by nobody.
fn log_file() -> Stdio {
    Stdio::from(tempfile::tempfile().unwrap())
}

/// CPU time of the server and of its database.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Cpu {
    /// The server's.
    pub(crate) server: Duration,
    /// The database's, where it has processes of its own.
    pub(crate) database: Duration,
}

impl Cpu {
    /// So far.
    pub(crate) fn of(process: &Process, place: &Place) -> Self {
        Self { server: process.cpu(), database: place.postmaster.map_or(Duration::ZERO, Cluster::cpu) }
    }

    /// Since an earlier reading.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            server: self.server.saturating_sub(earlier.server),
            database: self.database.saturating_sub(earlier.database),
        }
    }

    /// Both.
    pub(crate) fn sum(self) -> Duration {
        self.server + self.database
    }
}

/// The processes of a PostgreSQL server, by their first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cluster(pub(crate) u32);

impl Cluster {
    /// The server to which a backend belongs.
    pub(crate) fn of_backend(backend: u32) -> Self {
        Self(Usage::of(backend).unwrap().parent)
    }

    /// CPU time of all of them so far, with those that have ended.
    fn cpu(self) -> Duration {
        let first = Usage::of(self.0).unwrap();
        let others: Duration = self.others().values().map(|usage| usage.own).sum();
        first.own + first.of_ended_children + others
    }

    /// Lets all of them, and those to come, run on these processors.
    pub(crate) fn limit(self, machine: &Machine, processors: Processors) {
        if machine.can_limit() {
            let list = machine.list(processors);
            allow(self.0, &list);
            self.others().into_keys().for_each(|process| allow(process, &list));
        }
    }

    fn others(self) -> HashMap<u32, Usage> {
        let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let process = entry.ok()?.file_name().to_str()?.parse().ok()?;
            Some((process, Usage::of(process)?))
        });
        processes.filter(|(_, usage)| usage.parent == self.0).collect()
    }
}

/// A line of `/proc/<process>/stat`.
struct Usage {
    parent: u32,
    own: Duration,
    of_ended_children: Duration,
}

impl Usage {
    /// None for a process that has ended.
    fn of(process: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in brackets and may hold anything.
        let fields: Vec<u64> =
            text.rsplit_once(')')?.1.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect();
        let ticks = |first: usize| TICK * u32::try_from(fields[first] + fields[first + 1]).unwrap();
        Some(Self { parent: u32::try_from(fields[1]).ok()?, own: ticks(11), of_ended_children: ticks(13) })
    }
}
