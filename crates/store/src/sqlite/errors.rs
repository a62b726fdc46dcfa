//! SQLite's faults as the store's. The texts name tables and columns, never values.

use crate::{Conflict, StoreError};
use rusqlite::{Error, ErrorCode, ffi};

/// What a fault means to a caller.
pub(super) fn error(fault: Error) -> StoreError {
    match fault {
        Error::SqliteFailure(failure, message) => {
            violated_key(failure, message.as_deref()).map_or_else(|| engine(failure), StoreError::Conflict)
        }
        Error::SqlInputError { error, .. } => engine(error),
        Error::InvalidColumnType(at, ..) => {
            StoreError::Damaged(format!("column {} is of another type", at + 1))
        }
        Error::InvalidPath(_) => StoreError::Engine("the path of the database is not usable".to_owned()),
        _ => StoreError::Engine("the SQLite library was used wrongly".to_owned()),
    }
}

fn violated_key(failure: ffi::Error, message: Option<&str>) -> Option<Conflict> {
    let unique = matches!(
        failure.extended_code,
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID
    );
    unique.then(|| match message.and_then(|text| text.rsplit_once(": ")) {
        Some((_, "submission.instance")) => Conflict::SubmissionExists,
        Some((_, "household.number")) => Conflict::HouseholdChanged,
        Some((_, "citizen_number.number")) => Conflict::NumberTaken,
        Some((_, "loaded_household.source, loaded_household.key")) => Conflict::KeyLoaded,
        _ => Conflict::Exists,
    })
}

fn engine(failure: ffi::Error) -> StoreError {
    let what = match failure.code {
        ErrorCode::ConstraintViolation => "a row does not fit its table",
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "another program holds the database",
        ErrorCode::DiskFull => "the disk is full",
        ErrorCode::ReadOnly => "the database cannot be written",
        ErrorCode::SystemIoFailure => "the disk failed",
        ErrorCode::CannotOpen => "the database cannot be opened",
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            return StoreError::Damaged("the file is no sound SQLite database".to_owned());
        }
        _ => "SQLite refused",
    };
    StoreError::Engine(format!("{what} (SQLite {})", failure.extended_code))
}
