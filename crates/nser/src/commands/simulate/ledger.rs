//! The tablets' own book: what was sent and what the registry said. It holds ids and hashes, no answers and no token, and is
//! kept in a file of JSON lines, so that the registry can be held against it again later, such as after a backup was restored.

use super::plan::{Plan, Questionnaire, Which};
use crate::start::Failure;
use jiff::Timestamp;
use registry::ids::CredentialId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
};

/// Everything that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(crate) head: Head,
    /// One for each submission, in the order of households and editions.
    pub(crate) sent: Vec<Sent>,
}

/// The first line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Head {
    /// What the bytes followed from.
    pub(crate) plan: Plan,
    /// Before anything was sent.
    pub(crate) started: Timestamp,
    /// The tokens that sent, where the tablets were given their own: nobody else sends with them.
    pub(crate) credentials: Vec<CredentialId>,
    /// The last position of the change log before anything was sent, where it was looked up.
    pub(crate) log_position: u64,
}

/// A submission and what the registry said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    #[serde(flatten)]
    pub(crate) which: Which,
    pub(crate) instance: String,
    /// SHA-256 of its XML, hexadecimal.
    pub(crate) sha256: String,
    /// The status of the first acknowledgement; none while there is none.
    pub(crate) acknowledged: Option<u16>,
    /// Why not all of it was acknowledged: the code of a refusal, or [`GIVEN_UP`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) trouble: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<SentFile>,
}

/// The trouble of a submission that got no answer as long as the tablet tried.
pub(crate) const GIVEN_UP: &str = "given_up";

/// A file of a submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SentFile {
    pub(crate) name: String,
    /// SHA-256 of its content, hexadecimal.
    pub(crate) sha256: String,
    /// Whether a request that held it was acknowledged.
    pub(crate) acknowledged: bool,
}

impl Sent {
    /// A submission of which nothing has been acknowledged.
    pub(crate) fn new(which: Which, questionnaire: &Questionnaire) -> Self {
        let files = questionnaire.files.iter().map(|file| SentFile {
            name: file.name.clone(),
            sha256: sha256(&file.content),
            acknowledged: false,
        });
        Self {
            which,
            instance: questionnaire.instance.clone(),
            sha256: sha256(questionnaire.xml.as_bytes()),
            acknowledged: None,
            trouble: None,
            files: files.collect(),
        }
    }

    /// Takes over what another delivery of the same submission got acknowledged. What was acknowledged remains so.
    pub(crate) fn merge(&mut self, other: Self) {
        self.acknowledged = self.acknowledged.or(other.acknowledged);
        for (file, again) in self.files.iter_mut().zip(other.files) {
            file.acknowledged |= again.acknowledged;
        }
        self.trouble = other.trouble.or(self.trouble.take());
    }
}

impl Ledger {
    /// Writes the ledger to a file.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let write = || -> std::io::Result<()> {
            let mut file = BufWriter::new(fs::File::create(path)?);
            writeln!(file, "{}", serde_json::to_string(&self.head)?)?;
            for sent in &self.sent {
                writeln!(file, "{}", serde_json::to_string(sent)?)?;
            }
            file.flush()
        };
        write().map_err(|error| format!("the ledger {} cannot be written: {error}", path.display()).into())
    }

    /// Reads a ledger that [`Ledger::write`] wrote.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let place = |line: usize, error: &dyn std::fmt::Display| {
            format!("the ledger {}, line {line}: {error}", path.display())
        };
        let file = fs::File::open(path).map_err(|error| place(1, &error))?;
        let mut lines = BufReader::new(file).lines();
        let first = lines.next().ok_or_else(|| place(1, &"the file is empty"))?;
        let head = first.map_err(|error| place(1, &error))?;
        let head = serde_json::from_str(&head).map_err(|error| place(1, &error))?;
        let mut sent = Vec::new();
        for (number, line) in (2..).zip(lines) {
            let line = line.map_err(|error| place(number, &error))?;
            sent.push(serde_json::from_str(&line).map_err(|error| place(number, &error))?);
        }
        Ok(Self { head, sent })
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn sent(acknowledged: Option<u16>) -> Sent {
        Sent {
            which: Which { ordinal: 4, edition: 1 },
            instance: "uuid:one".to_owned(),
            sha256: sha256(b"<data/>"),
            acknowledged,
            trouble: None,
            files: vec![SentFile { name: "5.jpg".to_owned(), sha256: sha256(b"x"), acknowledged: false }],
        }
    }

    fn ledger() -> Ledger {
        let plan = Plan {
            seed: 1,
            tehsil: "PK90101".parse().unwrap(),
            day: date(2026, 11, 22),
            device: "simulated".to_owned(),
            photo_share: 0.25,
            photo_bytes: 1000,
            form_version: "1".to_owned(),
        };
        let started = "2026-11-22T06:00:00Z".parse().unwrap();
        let head = Head { plan, started, credentials: Vec::new(), log_position: 3 };
        Ledger { head, sent: vec![sent(Some(201)), sent(None)] }
    }

    #[test]
    fn a_ledger_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let ledger = ledger();
        ledger.write(&path).unwrap();
        let read = Ledger::read(&path).unwrap();
        assert_eq!((read.head, read.sent), (ledger.head, ledger.sent));
    }

    #[test]
    fn a_damaged_ledger_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        ledger().write(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() - 20]).unwrap();
        assert!(Ledger::read(&path).unwrap_err().to_string().contains("line 3"));
    }

    #[test]
    fn what_was_acknowledged_remains_so() {
        let mut whole = sent(Some(201));
        whole.files[0].acknowledged = true;
        let mut again = sent(None);
        again.trouble = Some("submission.other_content".to_owned());
        whole.merge(again);
        assert_eq!((whole.acknowledged, whole.files[0].acknowledged), (Some(201), true));
        assert_eq!(whole.trouble.as_deref(), Some("submission.other_content"), "a refused repeat is told");
    }
}
