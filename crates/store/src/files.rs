//! Attachments as files, each known by the SHA-256 of its content: `ab/cd/abcd…`, hexadecimal.
//!
//! A file is there whole or not at all, and once put it survives a power cut: it is written beside, flushed, and moved
//! into place. The name comes from the content alone, so nothing a sender says can lead outside the folder, and putting
//! the same content twice keeps one file. What an interrupted program leaves in `incoming` may be deleted whenever none
//! is running.

use crate::rows::AttachmentRow;
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{io::AsyncWriteExt, task::spawn_blocking};

/// Why a file could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is larger than the store takes. Nothing of it is kept.
    #[error("the file is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The largest size taken, bytes.
        limit_bytes: u64,
    },
    /// Whoever sent it stopped in the middle. Nothing of it is kept.
    #[error("the file was not sent to its end")]
    Interrupted,
    /// The disk or the folder failed.
    #[error("the file store failed: {0}")]
    Disk(io::ErrorKind),
    /// The content is no longer what it was.
    #[error("the file does not fit its name: it was altered")]
    Damaged,
}

/// A file that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of its content.
    pub sha256: [u8; 32],
    /// Its size, bytes.
    pub size_bytes: u64,
}

/// A folder of files. Clones share it.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: Arc<Folder>,
    limit_bytes: u64,
}

/// A file on its way in. Dropped before [`Upload::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Upload {
    folder: Arc<Folder>,
    limit_bytes: u64,
    incoming: Incoming,
    file: tokio::fs::File,
    digest: Sha256,
    size_bytes: u64,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// Subfolders that are sure to survive a power cut themselves.
    durable: Mutex<HashSet<PathBuf>>,
    next: AtomicU64,
}

/// The path of a file not yet in place; removes it when dropped.
#[derive(Debug)]
struct Incoming(PathBuf);

impl StoredFile {
    /// As an attachment of a submission.
    pub fn attachment(self, name: String, expected: bool) -> AttachmentRow {
        AttachmentRow { name, expected, sha256: Some(self.sha256), size_bytes: self.size_bytes }
    }
}

impl FileStore {
    /// Opens a folder, which is created where it is not there. No file may be larger than the limit.
    pub async fn open(path: impl Into<PathBuf>, limit_bytes: u64) -> Result<Self, FileError> {
        let path = path.into();
        let incoming = path.join("incoming");
        tokio::fs::create_dir_all(&incoming).await.map_err(disk)?;
        let folder = Folder { path, durable: Mutex::default(), next: AtomicU64::new(0) };
        Ok(Self { folder: Arc::new(folder), limit_bytes })
    }

    /// Begins a file that comes in pieces.
    pub async fn begin(&self) -> Result<Upload, FileError> {
        let folder = Arc::clone(&self.folder);
        let (incoming, file) = blocking(move || folder.create_incoming()).await?;
        Ok(Upload {
            folder: Arc::clone(&self.folder),
            limit_bytes: self.limit_bytes,
            incoming,
            file: tokio::fs::File::from_std(file),
            digest: Sha256::new(),
            size_bytes: 0,
        })
    }

    /// Keeps a file that comes as a stream of pieces; `Interrupted` when the stream fails.
    pub async fn put_stream<P, E>(
        &self,
        pieces: impl Stream<Item = Result<P, E>>,
    ) -> Result<StoredFile, FileError>
    where
        P: AsRef<[u8]>,
    {
        let mut upload = self.begin().await?;
        let mut pieces = pin!(pieces);
        while let Some(piece) = pieces.next().await {
            upload.write(piece.map_err(|_| FileError::Interrupted)?.as_ref()).await?;
        }
        upload.finish().await
    }

    /// Keeps a file that is there whole.
    pub async fn put(&self, content: &[u8]) -> Result<StoredFile, FileError> {
        let mut upload = self.begin().await?;
        upload.write(content).await?;
        upload.finish().await
    }

    /// The content of a file; `None` when there is none of that name.
    pub async fn read(&self, sha256: &[u8; 32]) -> Result<Option<Vec<u8>>, FileError> {
        let content = match tokio::fs::read(self.folder.place_of(sha256)).await {
            Ok(content) => content,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(disk(fault)),
        };
        if Sha256::digest(&content).as_slice() == sha256 {
            Ok(Some(content))
        } else {
            Err(FileError::Damaged)
        }
    }
}

impl Upload {
    /// Takes the next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), FileError> {
        self.size_bytes = self.size_bytes.saturating_add(piece.len() as u64);
        if self.size_bytes > self.limit_bytes {
            return Err(FileError::TooLarge { limit_bytes: self.limit_bytes });
        }
        self.digest.update(piece);
        self.file.write_all(piece).await.map_err(disk)
    }

    /// Flushes the file and puts it in its place. When this returns, it survives a power cut.
    pub async fn finish(self) -> Result<StoredFile, FileError> {
        let Self { folder, incoming, mut file, digest, size_bytes, .. } = self;
        file.flush().await.map_err(disk)?;
        file.sync_all().await.map_err(disk)?;
        let sha256: [u8; 32] = digest.finalize().into();
        blocking(move || folder.put_in_place(incoming, &sha256)).await?;
        Ok(StoredFile { sha256, size_bytes })
    }
}

impl Folder {
    fn place_of(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = hex::encode(sha256);
        let [first, second, ..] = *sha256;
        self.path.join(hex::encode([first])).join(hex::encode([second])).join(name)
    }

    /// Names left over from an earlier process of the same number are passed over.
    fn create_incoming(&self) -> io::Result<(Incoming, fs::File)> {
        loop {
            let name = format!("{}-{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed));
            let path = self.path.join("incoming").join(name);
            match fs::File::create_new(&path) {
                Ok(file) => return Ok((Incoming(path), file)),
                Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => {}
                Err(fault) => return Err(fault),
            }
        }
    }

    fn put_in_place(&self, incoming: Incoming, sha256: &[u8; 32]) -> io::Result<()> {
        let place = self.place_of(sha256);
        let parent = place.parent().unwrap_or(&self.path);
        self.make_durable_folder(parent)?;
        // Onto a file that is there already: its content is the same.
        fs::rename(&incoming.0, &place)?;
        std::mem::forget(incoming);
        sync_folder(parent)
    }

    /// A file in a folder is only as safe as the folder's own entry in the one above.
    fn make_durable_folder(&self, path: &Path) -> io::Result<()> {
        let durable = || self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        if durable().contains(path) {
            return Ok(());
        }
        fs::create_dir_all(path)?;
        for above in path.ancestors().skip(1) {
            sync_folder(above)?;
            if above == self.path {
                break;
            }
        }
        durable().insert(path.to_owned());
        Ok(())
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // A leftover is only untidy.
        let _ = fs::remove_file(&self.0);
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn disk(fault: io::Error) -> FileError {
    FileError::Disk(fault.kind())
}

async fn blocking<T: Send + 'static>(
    act: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    spawn_blocking(act).await.unwrap_or_else(|fault| Err(io::Error::other(fault))).map_err(disk)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn store(limit_bytes: u64) -> (tempfile::TempDir, FileStore) {
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::open(folder.path().join("files"), limit_bytes).await.unwrap();
        (folder, files)
    }

    fn every_file(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                files.extend(every_file(&entry.path()));
            } else {
                files.push(entry.path());
            }
        }
        files
    }

    #[tokio::test]
    async fn the_same_content_is_kept_once_under_its_hash() {
        let (folder, files) = store(100).await;
        let first = files.put(b"a photograph").await.unwrap();
        let pieces: [Result<&[u8], ()>; 2] = [Ok(b"a photo"), Ok(b"graph")];
        let again = files.put_stream(futures_util::stream::iter(pieces)).await.unwrap();
        assert_eq!(first, again);
        assert_eq!((first.size_bytes, first.sha256), (12, Sha256::digest(b"a photograph").into()));
        assert_eq!(files.read(&first.sha256).await.unwrap().unwrap(), b"a photograph");
        let name = hex::encode(first.sha256);
        let place = folder.path().join("files").join(&name[..2]).join(&name[2..4]).join(&name);
        assert_eq!(every_file(folder.path()), [place]);
    }

    #[tokio::test]
    async fn what_is_too_large_or_stops_in_the_middle_leaves_nothing() {
        let (folder, files) = store(10).await;
        assert_eq!(files.put(b"eleven byte").await, Err(FileError::TooLarge { limit_bytes: 10 }));
        let pieces: [Result<&[u8], ()>; 2] = [Ok(b"half"), Err(())];
        let stopped = files.put_stream(futures_util::stream::iter(pieces)).await;
        assert_eq!(stopped, Err(FileError::Interrupted));
        let mut dropped = files.begin().await.unwrap();
        dropped.write(b"half").await.unwrap();
        drop(dropped);
        assert_eq!(every_file(folder.path()), Vec::<PathBuf>::new());
        assert_eq!(files.put(b"ten bytes.").await.unwrap().size_bytes, 10);
    }

    #[tokio::test]
    async fn an_altered_file_is_not_handed_out() {
        let (folder, files) = store(100).await;
        let kept = files.put(b"as it was").await.unwrap();
        fs::write(&every_file(folder.path())[0], b"as it was not").unwrap();
        assert_eq!(files.read(&kept.sha256).await, Err(FileError::Damaged));
        assert_eq!(files.read(&[7; 32]).await, Ok(None));
    }

    #[tokio::test]
    async fn leftovers_of_an_earlier_process_are_passed_over() {
        let (folder, files) = store(100).await;
        let leftover = folder.path().join("files/incoming").join(format!("{}-0", std::process::id()));
        fs::write(&leftover, b"left over").unwrap();
        let kept = files.put(b"new").await.unwrap();
        assert_eq!(files.read(&kept.sha256).await.unwrap().unwrap(), b"new");
        assert!(leftover.exists());
    }
}
