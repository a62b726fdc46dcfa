//! PostgreSQL's faults as the store's. Of what the server says only the code and the names of table and constraint are
//! kept: its message and its detail may quote values.

use crate::{Conflict, StoreError};
use deadpool_postgres::PoolError;
use std::{error::Error as _, io};
use tokio_postgres::{Error, error::DbError, error::SqlState};

/// What a fault means to a caller.
pub(super) fn error(fault: &Error) -> StoreError {
    match fault.as_db_error() {
        Some(said) => refused(said),
        None if fault.is_closed() => StoreError::Engine("the connection to PostgreSQL was lost".to_owned()),
        None => unreached(fault),
    }
}

/// The same for a connection that could not be had.
pub(super) fn pool_error(fault: &PoolError) -> StoreError {
    match fault {
        PoolError::Backend(fault) => error(fault),
        PoolError::Closed => crate::inbox::closed(),
        _ => StoreError::Engine("no connection to PostgreSQL was free in time".to_owned()),
    }
}

/// Whether the transaction was undone for no fault of its own and may run again.
pub(super) fn may_run_again(fault: &Error) -> bool {
    let code = fault.code();
    code == Some(&SqlState::T_R_SERIALIZATION_FAILURE) || code == Some(&SqlState::T_R_DEADLOCK_DETECTED)
}

/// Whether the connection is gone, so that an answer is missing and not refused.
pub(super) fn is_lost(fault: &Error) -> bool {
    let ends = [
        &SqlState::ADMIN_SHUTDOWN,
        &SqlState::CRASH_SHUTDOWN,
        &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    match fault.code() {
        Some(code) => ends.contains(&code),
        None => true,
    }
}

/// Of the cause only its kind: its text may hold the address.
fn unreached(fault: &Error) -> StoreError {
    let cause = fault.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    let inner = cause.and_then(io::Error::get_ref).and_then(|inner| inner.downcast_ref::<rustls::Error>());
    StoreError::Engine(match cause {
        Some(_) if inner.is_some() => {
            "encryption to PostgreSQL failed: check its certificate, its host name and the authorities"
                .to_owned()
        }
        Some(cause) => format!("PostgreSQL cannot be reached: {}", cause.kind()),
        None => "PostgreSQL answered what was not understood".to_owned(),
    })
}

fn refused(said: &DbError) -> StoreError {
    if *said.code() == SqlState::UNIQUE_VIOLATION {
        return StoreError::Conflict(violated_key(said.constraint()));
    }
    let code = said.code().code();
    let place = said.constraint().or(said.table()).map(|name| format!(" at {name}")).unwrap_or_default();
    let what = match said.code() {
        code if *code == SqlState::DISK_FULL => "the disk is full",
        code if *code == SqlState::INVALID_PASSWORD
            || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
        {
            "the user or the password is wrong"
        }
        code if *code == SqlState::INVALID_CATALOG_NAME => "there is no such database",
        code if *code == SqlState::UNDEFINED_TABLE => "a table is missing: run the command migrate",
        _ => "PostgreSQL refused",
    };
    StoreError::Engine(format!("{what} (SQLSTATE {code}{place})"))
}

fn violated_key(constraint: Option<&str>) -> Conflict {
    match constraint {
        Some("submission_instance_key") => Conflict::SubmissionExists,
        Some("household_number_key") => Conflict::HouseholdChanged,
        Some("citizen_number_pkey") => Conflict::NumberTaken,
        Some("loaded_household_key") => Conflict::KeyLoaded,
        _ => Conflict::Exists,
    }
}
