//! The file of rejects: which rows of which file are not loaded, and why. It names rows and the source's own keys, never an
//! answer.

use crate::reader::Stray;
use registry::delivery::{Delivered, Reject};
use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

const HEADINGS: &str = "file,row,key,code,place,reason\n";

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
    /// Those of the disk; [`io::ErrorKind::InvalidData`] when the file is shorter than the load knows, because rejects are
    /// lost.
    pub fn open_at(path: &Path, length: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        if file.metadata()?.len() < length {
            let lost =
                "the rejects file is shorter than the load knows: rejects of it are lost; load the file anew";
            return Err(io::Error::new(io::ErrorKind::InvalidData, lost));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::Start(length))?;
        let mut rejects = Self { file: BufWriter::new(file), length };
        if length == 0 {
            rejects.append(HEADINGS.as_bytes())?;
        }
        Ok(rejects)
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
