//! Where rejected rows go: a file beside the load, made when there is something to say.

use operations::load::{Rejected, Rejects};
use std::{
    fs::{self, OpenOptions},
    io,
    path::{Path, PathBuf},
};
use store::rows::LoadProgress;
use tables::{RejectsFile, Stray};

/// The rejects file of a load.
pub(super) struct RejectsAside {
    path: PathBuf,
    file: Option<RejectsFile>,
    /// Whether the file that the load wrote before is gone, so that another is begun.
    anew: bool,
}

impl RejectsAside {
    /// Looks at what is there before the first row is loaded: the load's own file is gone on with, that of another load
    /// is set aside, and what is no file of rejects is left alone and refused. Returns what to tell, too.
    pub(super) fn prepare(path: &Path, progress: &LoadProgress) -> io::Result<(Self, Option<String>)> {
        let there = fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0);
        let mut aside = Self { path: path.to_owned(), file: None, anew: false };
        let told = match (there, progress.rejects_bytes) {
            (true, 0) => {
                RejectsFile::check(path, 0)?;
                let kept = set_aside(path)?;
                Some(format!("{} was there already and is kept as {}", path.display(), kept.display()))
            }
            (true, length) => {
                RejectsFile::check(path, length)?;
                None
            }
            (false, 0) => None,
            (false, _) => {
                aside.anew = true;
                let rows = progress.rejected + progress.persons_rejected;
                Some(format!(
                    "{} is gone: the {rows} rows rejected so far are not in the new one",
                    path.display()
                ))
            }
        };
        check_writable(path)?;
        Ok((aside, told))
    }

    fn open(&mut self, length_bytes: u64) -> io::Result<RejectsFile> {
        let length_bytes = if std::mem::take(&mut self.anew) { 0 } else { length_bytes };
        RejectsFile::open_at(&self.path, length_bytes)
    }
}

impl Rejects for RejectsAside {
    fn write(&mut self, length_bytes: u64, rows: &[Rejected]) -> io::Result<u64> {
        let mut file = match self.file.take().filter(|file| file.len() == length_bytes) {
            Some(file) => file,
            None if rows.is_empty() && length_bytes == 0 => return Ok(0),
            None => self.open(length_bytes)?,
        };
        for Rejected { file: of, row, key, reject } in rows.iter().cloned() {
            if of == "households" {
                file.push_reject(row, &key, &reject)?;
            } else {
                file.push_stray(&Stray { file: of, row, key, reject })?;
            }
        }
        if !rows.is_empty() {
            file.sync()?;
        }
        let length = file.len();
        self.file = Some(file);
        Ok(length)
    }
}

/// Renames a file to the first name with a number that nothing has.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let numbered = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    };
    let mut number = 1;
    while numbered(number).exists() {
        number += 1;
    }
    let free = numbered(number);
    fs::rename(path, &free)?;
    Ok(free)
}

/// Better told now than hours into the load.
fn check_writable(path: &Path) -> io::Result<()> {
    let existed = path.exists();
    OpenOptions::new().create(true).append(true).open(path)?;
    if existed { Ok(()) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::delivery::{Reject, RejectCode};

    fn rejected(row: u64) -> Rejected {
        let reject = Reject::at(RejectCode::KeyTwice, "key");
        Rejected { file: "households", row, key: format!("k{row}"), reject }
    }

    fn at(rejects_bytes: u64) -> LoadProgress {
        LoadProgress { rejects_bytes, rejected: 1, ..LoadProgress::default() }
    }

    #[test]
    fn files_of_other_loads_and_other_files_are_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let (mut first, told) = RejectsAside::prepare(&path, &at(0)).unwrap();
        assert!(told.is_none() && !path.exists(), "no file before there are rejects");
        let length = first.write(0, &[rejected(1)]).unwrap();
        drop(first);

        let (_, told) = RejectsAside::prepare(&path, &at(0)).unwrap();
        assert!(told.unwrap().contains("rejects.csv.1"));
        let kept = fs::read(folder.path().join("rejects.csv.1")).unwrap();
        assert_eq!(kept.len() as u64, length);

        let households = folder.path().join("households.csv");
        fs::write(&households, "key,name\n1,A\n").unwrap();
        let refused = RejectsAside::prepare(&households, &at(0)).err().unwrap();
        assert!(refused.to_string().contains("no file of rejects"), "{refused}");
        assert_eq!(fs::read(&households).unwrap(), b"key,name\n1,A\n");
    }

    #[test]
    fn a_load_goes_on_though_its_rejects_are_gone_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let length = RejectsAside::prepare(&path, &at(0)).unwrap().0.write(0, &[rejected(1)]).unwrap();
        fs::remove_file(&path).unwrap();
        let (mut aside, told) = RejectsAside::prepare(&path, &at(length)).unwrap();
        assert!(told.unwrap().contains("is gone: the 1 rows"));
        let length = aside.write(length, &[rejected(2)]).unwrap();
        assert_eq!(aside.write(length, &[rejected(3)]).unwrap(), fs::metadata(&path).unwrap().len());
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("k1") && text.contains("k2") && text.contains("k3"), "{text}");

        fs::write(&path, &text[..text.len() - 3]).unwrap();
        let refused = RejectsAside::prepare(&path, &at(text.len() as u64)).err().unwrap();
        assert!(refused.to_string().contains("shorter"), "{refused}");
        fs::write(&path, format!("{}\nx,y,z\nmore and more", &text[..text.len() - 9])).unwrap();
        let refused = RejectsAside::prepare(&path, &at(text.len() as u64)).err().unwrap();
        assert!(refused.to_string().contains("edited"), "{refused}");
    }
}
