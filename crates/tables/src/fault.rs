//! What can be wrong with a mapping or a file, each with a stable code, the place and the remedy. Codes are described in
//! `docs/errors/mapping.md`. No message shows a value of the data.

use std::{fmt, path::PathBuf};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {
        /// The stable code of a fault in a mapping.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum MappingCode { $($(#[$doc])* $name,)+ }

        impl MappingCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as text.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }
    };
}

codes! {
    /// The mapping is not TOML.
    Syntax = "mapping.syntax";
    /// A setting that a mapping or a field does not have.
    UnknownOption = "mapping.unknown_option";
    /// A setting with a value of the wrong kind.
    OptionValue = "mapping.option_value";
    /// Settings of a field that exclude each other, or none that says where its answer comes from.
    OptionsClash = "mapping.options_clash";
    /// Something that a mapping must say and this one does not.
    Missing = "mapping.missing";
    /// A field that the record does not have.
    UnknownField = "mapping.unknown_field";
    /// A field given twice.
    FieldTwice = "mapping.field_twice";
    /// A column that the file does not have.
    UnknownColumn = "mapping.unknown_column";
    /// A column that the file has more than once.
    ColumnTwice = "mapping.column_twice";
    /// A translation to, or a constant of, something that the field does not take.
    UnknownCode = "mapping.unknown_code";
    /// A translation left open in a drafted mapping.
    OpenCode = "mapping.open_code";
    /// A date format that cannot be used.
    DateFormat = "mapping.date_format";
    /// A table about persons or births, and no file or list of them.
    NoFile = "mapping.no_file";
}

impl fmt::Display for MappingCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// One fault of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFault {
    /// What kind of fault.
    pub code: MappingCode,
    /// The line of the mapping, from 1; 0 where something is not there at all.
    pub line: usize,
    /// Where in the mapping: the path of the setting, such as `household.dwelling.rooms`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl fmt::Display for MappingFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(out, "line {}: ", self.line)?;
        }
        write!(out, "{}: {} {} [{}]", self.place, self.message, self.remedy, self.code)
    }
}

/// Faults shown at once.
const MOST_SHOWN: usize = 40;

/// Why files cannot be opened for reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The mapping does not fit the files or the record: every fault there is, in the order of its lines.
    #[error("the mapping has faults:\n{}", shown(.0))]
    Mapping(Vec<MappingFault>),
    /// A file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Of many faults the first: the rest as a rule follows from them.
fn shown(faults: &[MappingFault]) -> String {
    let mut lines: Vec<String> = faults.iter().take(MOST_SHOWN).map(ToString::to_string).collect();
    if faults.len() > MOST_SHOWN {
        lines.push(format!("and {} more", faults.len() - MOST_SHOWN));
    }
    lines.join("\n")
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what} {remedy} [{code}]", file.display(), row.map(|row| format!(", row {row}")).unwrap_or_default())]
pub struct FileError {
    /// The stable code, such as `tables.not_parquet`.
    pub code: &'static str,
    /// The file.
    pub file: PathBuf,
    /// The row, from 1, headings not counted; where known.
    pub row: Option<u64>,
    /// What is wrong, a sentence.
    pub what: String,
    /// What to do, a sentence.
    pub remedy: String,
}

impl FileError {
    /// An error about a whole file.
    pub(crate) fn new(
        code: &'static str,
        file: impl Into<PathBuf>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { code, file: file.into(), row: None, what: what.into(), remedy: remedy.into() }
    }

    /// The same about a row.
    pub(crate) fn at_row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }
}
