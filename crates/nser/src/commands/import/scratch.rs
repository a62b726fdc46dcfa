//! A folder for temporary files that no other load uses at the same moment. What a load that was killed left in it goes
//! when the next one takes it.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// A folder of one's own, as long as this lives.
pub(super) struct Scratch {
    path: PathBuf,
    _lock: File,
}

impl Scratch {
    /// Takes the first folder below `parent` that nobody uses.
    pub(super) fn take(parent: &Path) -> Result<Self, String> {
        let told =
            |error| format!("{}: the folder for temporary files cannot be made: {error}", parent.display());
        let mut number = 1_u32;
        loop {
            if let Some(scratch) = Self::try_take(parent.join(number.to_string())).map_err(told)? {
                return Ok(scratch);
            }
            number += 1;
        }
    }

    fn try_take(path: PathBuf) -> io::Result<Option<Self>> {
        fs::create_dir_all(&path)?;
        let lock = File::create(path.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        for entry in fs::read_dir(&path)? {
            let left = entry?.path();
            if left.extension().is_some_and(|extension| extension == "part") {
                fs::remove_file(left)?;
            }
        }
        Ok(Some(Self { path, _lock: lock }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Holds a batch against other processes on this machine, as long as the file lives: they would write the same file of
/// rejects. None when another holds it.
pub(super) fn lock_batch(parent: &Path, batch: &str) -> Result<Option<File>, String> {
    let path = parent.join(format!("{batch}.lock"));
    let told = |error| format!("{}: cannot be written: {error}", path.display());
    fs::create_dir_all(parent).map_err(told)?;
    let lock = File::create(&path).map_err(told)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(told(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_loaded_by_one_process() {
        let parent = tempfile::tempdir().unwrap();
        let ours = lock_batch(parent.path(), "survey-2021").unwrap();
        assert!(ours.is_some() && lock_batch(parent.path(), "survey-2021").unwrap().is_none());
        assert!(lock_batch(parent.path(), "survey-2010").unwrap().is_some());
        drop(ours);
        assert!(lock_batch(parent.path(), "survey-2021").unwrap().is_some());
    }

    #[test]
    fn two_loads_have_a_folder_each_and_leftovers_go() {
        let parent = tempfile::tempdir().unwrap();
        let one = Scratch::take(parent.path()).unwrap();
        let left = one.path().join("persons-0000.part");
        fs::write(&left, "left by a load that was killed").unwrap();
        let other = Scratch::take(parent.path()).unwrap();
        assert_ne!(one.path(), other.path());
        assert!(left.exists(), "not the other load's to remove");
        let path = one.path().to_owned();
        drop(one);
        let again = Scratch::take(parent.path()).unwrap();
        assert_eq!(again.path(), path);
        assert!(!left.exists());
    }
}
