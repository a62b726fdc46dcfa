//! The file of rejects: which rows of which file are not loaded, and why. It names rows and the source's own keys, never an
//! answer.

use crate::reader::Stray;
use registry::delivery::{Delivered, Reject};
use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

const HEADINGS: &str = "file,row,key,code,place,reason\n";

/// Of a longer key only the beginning is written.
const MOST_KEY_CHARACTERS: usize = 200;

/// The file of rejects of a load, open for appending.
pub struct RejectsFile {
    file: BufWriter<File>,
    length: u64,
}

impl RejectsFile {
    /// Opens the file, or starts it, and cuts it to the length that the load knows to be its own: what was appended after
    /// the load's last step is appended again when the load goes on. A length of 0 starts anew.
    ///
    /// # Errors
    /// Those of the disk; [`io::ErrorKind::InvalidData`], with the file as it is, when it is no file of rejects, or was
    /// changed so that it is not the one that the load left.
    pub fn open_at(path: &Path, length: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        check_own(&mut file, length)?;
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        let mut rejects = Self { file: BufWriter::new(file), length };
        if length == 0 {
            rejects.append(HEADINGS.as_bytes())?;
        }
        Ok(rejects)
    }

    /// Whether the file at a path is one of rejects, and as the load left it at that length. There may be none.
    ///
    /// # Errors
    /// As [`Self::open_at`].
    pub fn check(path: &Path, length: u64) -> io::Result<()> {
        match File::open(path) {
            Ok(mut file) => check_own(&mut file, length),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Appends a household that was not read. Nothing is appended for one that was.
    pub fn push(&mut self, household: &Delivered) -> io::Result<()> {
        match &household.read {
            Ok(_) => Ok(()),
            Err(reject) => self.push_reject(household.row, &household.key, reject),
        }
    }

    /// Appends a household that was read and is not loaded.
    pub fn push_reject(&mut self, row: u64, key: &str, reject: &Reject) -> io::Result<()> {
        self.push_row("households", row, key, reject)
    }

    /// Appends a person or birth that belongs to no household.
    pub fn push_stray(&mut self, stray: &Stray) -> io::Result<()> {
        self.push_row(stray.file, stray.row, &stray.key, &stray.reject)
    }

    fn push_row(&mut self, file: &str, row: u64, key: &str, reject: &Reject) -> io::Result<()> {
        let row = row.to_string();
        // A key that is rejected for its length is still told by its beginning.
        let key =
            key.char_indices().nth(MOST_KEY_CHARACTERS).map_or(key, |(end, _)| key.get(..end).unwrap_or(key));
        let cells = [file, &row, key, reject.code.as_str(), &reject.place, reject.code.reason()];
        let mut line = csv::WriterBuilder::new().from_writer(Vec::new());
        line.write_record(cells)?;
        let line = line.into_inner().map_err(|error| io::Error::other(error.error().to_string()))?;
        self.append(&line)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Puts all that was appended on disk.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_data()
    }

    /// The length of the file with all that was appended, bytes.
    #[expect(clippy::len_without_is_empty, reason = "a file of rejects has its headings at least")]
    pub fn len(&self) -> u64 {
        self.length
    }
}

/// Whether a file is of rejects, and as long as the load left it at least.
fn check_own(file: &mut File, length: u64) -> io::Result<()> {
    let metadata = file.metadata()?;
    let other = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what));
    if !metadata.is_file() {
        return Ok(());
    }
    let mut first = Vec::new();
    Read::by_ref(file).take(HEADINGS.len() as u64).read_to_end(&mut first)?;
    // Only the headings can be cut off by a power cut: they are written with the first rows.
    if !HEADINGS.as_bytes().starts_with(&first) {
        return other("the file is there already and is no file of rejects; give another one with --rejects");
    }
    if metadata.len() < length {
        return other(
            "the file is shorter than the load left it; put it back as it was, or move it away to begin a new one",
        );
    }
    let mut last = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(1)))?;
    file.take(1).read_to_end(&mut last)?;
    if length > 0 && last != b"\n" {
        return other("the file was edited since; put it back as it was, or move it away to begin a new one");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::delivery::RejectCode;

    #[test]
    fn a_load_that_goes_on_cuts_off_what_it_does_not_know() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rejects.csv");
        let reject = Reject::at(RejectCode::KeyTwice, "household, id");
        let mut rejects = RejectsFile::open_at(&path, 0).unwrap();
        rejects.push_reject(7, "k,7", &reject).unwrap();
        rejects.sync().unwrap();
        let known = rejects.len();
        rejects.push_reject(8, "k8", &reject).unwrap();
        rejects.sync().unwrap();
        drop(rejects);

        let mut rejects = RejectsFile::open_at(&path, known).unwrap();
        let reject = Reject::at(RejectCode::PersonWithoutHousehold, "hh");
        rejects.push_stray(&Stray { file: "persons", row: 9, key: "k9".to_owned(), reject }).unwrap();
        rejects.sync().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.len() as u64, rejects.len());
        assert_eq!(
            text,
            "file,row,key,code,place,reason\n\
             households,7,\"k,7\",reject.key_twice,\"household, id\",An earlier row of the file has the same household key.\n\
             persons,9,k9,reject.person_without_household,hh,The person's household is not in the file of households.\n"
        );
        assert_eq!(RejectsFile::open_at(&path, 100_000).err().unwrap().kind(), io::ErrorKind::InvalidData);
    }
}
