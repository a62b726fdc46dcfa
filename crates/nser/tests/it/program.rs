//! The program as a process over a throw-away store.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// A store, and the program over it while it runs.
pub(crate) struct Program {
    pub(crate) engine: &'static str,
    folder: TempDir,
    database_url: Option<String>,
    server: Option<Child>,
    /// Where it listens.
    pub(crate) url: String,
}

impl Program {
    /// One over each engine, not yet serving, with the invented areas.
    pub(crate) fn both() -> [Self; 2] {
        [Self::new("SQLite", None), Self::new("PostgreSQL", Some(testkit::postgres::database_url()))]
    }

    /// Over SQLite.
    pub(crate) fn sqlite() -> Self {
        Self::new("SQLite", None)
    }

    fn new(engine: &'static str, database_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Self { engine, folder, database_url, server: None, url: String::new() };
        let areas = root().join("geography/demo.csv");
        program.run(&["area", "import", areas.to_str().unwrap()]);
        program
    }

    /// The program with its settings.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nser"));
        command
            .env_clear()
            // Files that a command names after what it read fall where they are taken away again.
            .current_dir(self.folder.path())
            .env("NSER_DATA", self.folder.path())
            .env("NSER_LISTEN", "127.0.0.1:0")
            .env("NSER_INVENTED_NUMBERS", "true");
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end, which must be a good one.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.try_run(arguments);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: nser {arguments:?}: {complaint}", self.engine);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command to its end.
    pub(crate) fn try_run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Serves until stopped, killed or dropped.
    pub(crate) fn serve(&mut self) {
        self.serve_at("127.0.0.1:0");
    }

    /// Serves where it served before.
    pub(crate) fn serve_again(&mut self) {
        let address = self.url.strip_prefix("http://").unwrap().to_owned();
        self.serve_at(&address);
    }

    fn serve_at(&mut self, address: &str) {
        let log = std::fs::File::options().create(true).append(true).open(self.log_file()).unwrap();
        let mut command = self.command();
        command.env("NSER_LISTEN", address).arg("serve").stdout(Stdio::piped()).stderr(log);
        let mut server = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        self.url =
            line.trim().strip_prefix("nser serves ").unwrap_or_else(|| panic!("{}", self.log())).to_owned();
        self.server = Some(server);
    }

    /// Kills the server as a power cut would.
    pub(crate) fn kill(&mut self) {
        let mut server = self.server.take().unwrap();
        server.kill().unwrap();
        server.wait().unwrap();
    }

    /// Asks the server to stop, and waits until it has.
    pub(crate) fn stop(&mut self) {
        let mut server = self.server.take().unwrap();
        let asked = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert!(
            server.wait().unwrap().success(),
            "{}: the server did not stop well: {}",
            self.engine,
            self.log()
        );
    }

    /// Issues an enumerator's token; the address for a tablet.
    pub(crate) fn tablet(&self, label: &str) -> (String, String) {
        let token = self.token(label, "enumerator");
        (format!("{}/or/k/{token}", self.url), token)
    }

    /// Issues a token.
    pub(crate) fn token(&self, label: &str, kind: &str) -> String {
        let issued = self.run(&["token", "issue", label, "--kind", kind, "--language", "en"]);
        issued.lines().find_map(|line| line.strip_prefix("token ")).unwrap().to_owned()
    }

    /// Everything the server logged.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The database; none over SQLite.
    pub(crate) fn database_url(&self) -> Option<String> {
        self.database_url.clone()
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    /// A file of the test's own.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What curl got: status, headers in small letters, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// Asks by curl, as a stranger to this code would.
pub(crate) fn curl(arguments: &[&str]) -> Answer {
    let output = Command::new("curl")
        .args(["--silent", "--show-error", "--max-time", "60", "--dump-header", "/dev/stderr"])
        .args(arguments)
        .output()
        .expect("curl is installed (tools/need curl)");
    let headers = String::from_utf8_lossy(&output.stderr).to_lowercase();
    let last = headers.rmatch_indices("http/1.1 ").next().map_or("", |(at, _)| &headers[at..]);
    let status = last.split_whitespace().nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, headers: last.to_owned(), body: String::from_utf8_lossy(&output.stdout).into_owned() }
}
