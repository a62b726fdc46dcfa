//! The machine: what it is, and which of its processors the server and the load generator get.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::MetadataExt,
    path::Path,
    process::{Command, id},
    time::{Duration, Instant},
};

/// Processors that the server and the database have together where they are limited.
const SERVER_PROCESSORS: usize = 2;
/// Flushes timed.
const FLUSHES: usize = 200;

/// See the module.
pub(crate) struct Machine {
    /// Processors.
    pub(crate) processors: usize,
    model: String,
    memory_gigabytes: u64,
    kernel: String,
    disk: String,
    flush: Duration,
    can_limit: bool,
}

/// Which processors a process may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processors {
    /// The first two, for the server and its database.
    Two,
    /// Every one.
    All,
}

impl Machine {
    /// Looks at the machine, which takes a second.
    pub(crate) fn look() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let folder = tempfile::tempdir().unwrap();
        Self {
            processors,
            model: field_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
            memory_gigabytes: kilobytes_of("/proc/meminfo", "MemTotal") / 1024 / 1024,
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
            disk: file_system_of(folder.path()),
            flush: flush_time(folder.path()),
            can_limit: processors > SERVER_PROCESSORS
                && Command::new("taskset").arg("--version").output().is_ok(),
        }
    }

    /// What it is, in one line.
    pub(crate) fn describe(&self) -> String {
        let Self { processors, model, memory_gigabytes, kernel, disk, flush, .. } = self;
        let flush = flush.as_secs_f64() * 1000.0;
        format!(
            "{model}, {processors} processors, {memory_gigabytes} GB, Linux {kernel}; data on {disk}, \
             8 KiB written and flushed in {flush:.2} ms (median)"
        )
    }

    /// How the processors are shared out, in one line.
    pub(crate) fn describe_sharing(&self) -> String {
        if self.can_limit {
            format!(
                "the server and the database together have {SERVER_PROCESSORS} processors (`taskset`), the load \
                 generator the others"
            )
        } else {
            "nothing is limited: server, database and load generator share all processors".to_owned()
        }
    }

    /// Whether the server can be limited.
    pub(crate) fn can_limit(&self) -> bool {
        self.can_limit
    }

    /// Takes this process, the load generator, off the server's processors.
    pub(crate) fn keep_to_the_side(&self) {
        if self.can_limit {
            allow(id(), &format!("{SERVER_PROCESSORS}-{}", self.processors - 1));
        }
    }

    /// Gives this process every processor, while nothing is measured.
    pub(crate) fn spread_out(&self) {
        if self.can_limit {
            allow(id(), &self.list(Processors::All));
        }
    }

    /// The processors as `taskset` takes them.
    pub(crate) fn list(&self, processors: Processors) -> String {
        match processors {
            Processors::Two if self.can_limit => format!("0-{}", SERVER_PROCESSORS - 1),
            Processors::Two | Processors::All => format!("0-{}", self.processors - 1),
        }
    }

    /// A command that runs a program on these processors.
    pub(crate) fn command(&self, program: &Path, processors: Processors) -> Command {
        if !self.can_limit {
            return Command::new(program);
        }
        let mut command = Command::new("taskset");
        command.arg("--cpu-list").arg(self.list(processors)).arg(program);
        command
    }
}

/// Lets every thread of a process run on these processors.
pub(crate) fn allow(process: u32, list: &str) {
    let process = process.to_string();
    let done = Command::new("taskset").args(["--all-tasks", "--cpu-list", "--pid", list, &process]).output();
    assert!(done.is_ok_and(|done| done.status.success()), "taskset --pid {list} {process}");
}

/// The text behind a name and a colon in a file of the kernel.
pub(crate) fn field_of(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// A number of kilobytes in such a file.
pub(crate) fn kilobytes_of(file: &str, name: &str) -> u64 {
    let text = field_of(file, name).unwrap_or_default();
    text.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The type of the file system that holds a folder.
fn file_system_of(folder: &Path) -> String {
    let device = fs::metadata(folder).unwrap().dev();
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let found = mounts.lines().rev().find_map(|line| {
        let mut words = line.split(' ').skip(1);
        let (place, kind) = (words.next()?, words.next()?);
        (fs::metadata(place).ok()?.dev() == device).then(|| kind.to_owned())
    });
    found.unwrap_or_else(|| "an unknown file system".to_owned())
}

/// What it takes to append 8 KiB to a file and have it on disk: the floor of every durable commit.
fn flush_time(folder: &Path) -> Duration {
    let mut file = File::create(folder.join("flushed")).unwrap();
    let mut times: Vec<Duration> = (0..FLUSHES)
        .map(|_| {
            let started = Instant::now();
            file.write_all(&[7; 8192]).unwrap();
            file.sync_data().unwrap();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[FLUSHES / 2]
}
