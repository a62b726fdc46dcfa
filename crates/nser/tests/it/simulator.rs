//! The simulated citizen registry as a process beside the program under test.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

/// The simulator over the synthetic country.
pub(crate) struct Simulator {
    process: Child,
    /// Where it listens, such as `http://127.0.0.1:41234`.
    pub(crate) url: String,
}

impl Simulator {
    /// One at any free port.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", arguments)
    }

    fn start_at(address: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nser"));
        command.args(["simulate", "citizen-registry", "--listen", address]).args(arguments);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("the citizen registry listens on ").expect("it says where").to_owned();
        Self { process, url }
    }

    /// Kills it as a power cut would, and starts another at the same address.
    pub(crate) fn kill_and_start_again(&mut self, arguments: &[&str]) {
        self.kill();
        let address = self.url.strip_prefix("http://").unwrap().to_owned();
        *self = Self::start_at(&address, arguments);
    }

    /// What it counted since it was started.
    pub(crate) async fn count(&self, what: &str) -> u64 {
        let url = format!("{}/admin/counts", self.url);
        let counts: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
        counts[what].as_u64().unwrap_or_else(|| panic!("{what}: {counts}"))
    }

    fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.kill();
    }
}
