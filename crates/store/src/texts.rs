//! Texts as they are kept: each a zstd frame made with a dictionary of texts of its kind, a tenth of its size or less.
//!
//! A frame names its dictionary. Dictionaries are released like migrations: never changed, since what was written with
//! one can only be read with it. A better one gets a new id and stands beside the old. A value that is no frame is the
//! plain text: no text begins with the four bytes of a frame, which are not UTF-8.

use crate::{Commit, StoreError, StoreResult};
use std::{cell::RefCell, fmt, sync::OnceLock};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::{compress_bound, get_dict_id_from_frame, get_frame_content_size},
};

/// What every frame begins with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Longer texts stay plain; a frame that claims to hold more is broken, and no memory is given to it.
const LONGEST_BYTES: usize = 64 << 20;
/// As quick as level 1 and a tenth smaller; level 6 would save another tenth for four times the work.
const LEVEL: i32 = 3;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A household's document.
    Document,
    /// An entry of the change log.
    Entry,
    /// A decision.
    Decision,
}

/// A released dictionary. Its id stands in every frame made with it. It is made ready when it is first needed, once for
/// all threads; none where the library has no memory for it.
struct Dictionary {
    id: u32,
    bytes: &'static [u8],
    encoder: OnceLock<Option<EncoderDictionary<'static>>>,
    decoder: OnceLock<Option<DecoderDictionary<'static>>>,
}

macro_rules! dictionaries {
    ($($id:literal),+) => {
        /// Every one that was ever released.
        static DICTIONARIES: [Dictionary; [$($id),+].len()] =
            [$(Dictionary::new($id, include_bytes!(concat!("../dictionaries/", $id, ".zdict")))),+];
    };
}
dictionaries!(1, 2, 3);

impl Dictionary {
    const fn new(id: u32, bytes: &'static [u8]) -> Self {
        Self { id, bytes, encoder: OnceLock::new(), decoder: OnceLock::new() }
    }

    fn find(id: u32) -> Option<&'static Self> {
        DICTIONARIES.iter().find(|dictionary| dictionary.id == id)
    }

    fn encoder(&self) -> Option<&EncoderDictionary<'static>> {
        self.encoder.get_or_init(|| EncoderDictionary::try_copy(self.bytes, LEVEL).ok()).as_ref()
    }

    fn decoder(&self) -> Option<&DecoderDictionary<'static>> {
        self.decoder.get_or_init(|| DecoderDictionary::try_copy(self.bytes).ok()).as_ref()
    }
}

impl Kind {
    /// The dictionary with which such texts are written.
    fn dictionary(self) -> u32 {
        match self {
            Self::Document => 1,
            Self::Entry => 2,
            Self::Decision => 3,
        }
    }
}

/// The texts of a commit as they are kept.
#[derive(Clone, Default)]
pub struct Packed {
    entries: Vec<Frame>,
    documents: Vec<Frame>,
    decisions: Vec<Frame>,
}

#[derive(Clone)]
struct Frame {
    /// Of the plain text: by it a text that was changed afterwards is told from the one packed.
    plain_bytes: usize,
    kept: Vec<u8>,
}

impl Commit {
    /// Compresses the texts, which otherwise [`crate::Store::commit`] does on its caller's thread: for those who have
    /// threads to spare. What is packed is not packed again; texts are not to be changed afterwards.
    pub fn pack(&mut self) {
        let Self { entries, households, decisions, packed, .. } = self;
        pack_all(&mut packed.entries, Kind::Entry, entries.iter().map(|row| row.text.as_str()));
        pack_all(
            &mut packed.documents,
            Kind::Document,
            households.iter().map(|one| one.row.document.as_str()),
        );
        pack_all(&mut packed.decisions, Kind::Decision, decisions.iter().map(|row| row.text.as_str()));
    }

    /// Adds what another commit writes, packed. A commit has one submission, one step of a load and one of recurring work
    /// at most: those stay its own, and attachments with them.
    pub fn append(&mut self, mut other: Self) {
        // Once for the first: those that follow are packed as they come.
        if self.packed.is_empty() {
            self.pack();
        }
        other.pack();
        self.entries.append(&mut other.entries);
        self.households.append(&mut other.households);
        self.decisions.append(&mut other.decisions);
        self.jobs.append(&mut other.jobs);
        self.audit.append(&mut other.audit);
        self.cases.append(&mut other.cases);
        self.enrolments.append(&mut other.enrolments);
        self.verifications.append(&mut other.verifications);
        self.life_events.append(&mut other.life_events);
        self.acts.append(&mut other.acts);
        self.listed.append(&mut other.listed);
        self.notices.append(&mut other.notices);
        self.packed.entries.append(&mut other.packed.entries);
        self.packed.documents.append(&mut other.packed.documents);
        self.packed.decisions.append(&mut other.packed.decisions);
    }
}

fn pack_all<'a>(frames: &mut Vec<Frame>, kind: Kind, texts: impl Iterator<Item = &'a str>) {
    let mut packed = std::mem::take(frames).into_iter();
    frames.extend(texts.map(|text| match packed.next() {
        Some(frame) if frame.plain_bytes == text.len() => frame,
        _ => Frame { plain_bytes: text.len(), kept: pack(kind, text) },
    }));
}

impl Packed {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.documents.is_empty() && self.decisions.is_empty()
    }

    /// The bytes of the entry at a place: of a commit that was not packed the plain ones.
    pub(crate) fn entry<'a>(&'a self, at: usize, plain: &'a str) -> &'a [u8] {
        kept(&self.entries, at, plain)
    }

    /// The same of a household's document.
    pub(crate) fn document<'a>(&'a self, at: usize, plain: &'a str) -> &'a [u8] {
        kept(&self.documents, at, plain)
    }

    /// The same of a decision.
    pub(crate) fn decision<'a>(&'a self, at: usize, plain: &'a str) -> &'a [u8] {
        kept(&self.decisions, at, plain)
    }
}

fn kept<'a>(frames: &'a [Frame], at: usize, plain: &'a str) -> &'a [u8] {
    match frames.get(at) {
        Some(frame) if frame.plain_bytes == plain.len() => &frame.kept,
        _ => plain.as_bytes(),
    }
}

/// Whatever was packed is personal.
impl fmt::Debug for Packed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Packed").field("documents", &self.documents.len()).finish_non_exhaustive()
    }
}

/// A text as it is kept.
pub(crate) fn pack(kind: Kind, text: &str) -> Vec<u8> {
    let frame = (text.len() <= LONGEST_BYTES).then(|| compress(kind, text.as_bytes())).flatten();
    frame.filter(|frame| frame.len() < text.len()).unwrap_or_else(|| text.as_bytes().to_vec())
}

/// The text that was kept.
pub(crate) fn unpack(kept: &[u8]) -> StoreResult<String> {
    let plain = if kept.starts_with(&MAGIC) { decompress(kept)? } else { kept.to_vec() };
    String::from_utf8(plain).map_err(|_| damaged("is not UTF-8"))
}

thread_local! {
    static COMPRESSOR: RefCell<Compressor<'static>> = RefCell::default();
    static DECOMPRESSOR: RefCell<Decompressor<'static>> = RefCell::default();
}

/// None when the library has no memory left.
fn compress(kind: Kind, plain: &[u8]) -> Option<Vec<u8>> {
    let encoder = Dictionary::find(kind.dictionary())?.encoder()?;
    let mut frame = Vec::with_capacity(compress_bound(plain.len()));
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.set_prepared_dictionary(encoder).ok()?;
        compressor.compress_to_buffer(plain, &mut frame).ok()
    })?;
    // The bound is several times what it takes.
    frame.shrink_to_fit();
    Some(frame)
}

fn decompress(frame: &[u8]) -> StoreResult<Vec<u8>> {
    let id = get_dict_id_from_frame(frame).ok_or_else(|| damaged("names no dictionary"))?;
    let dictionary = Dictionary::find(id.get())
        .ok_or_else(|| damaged("was made with a dictionary not known to this program"))?;
    let decoder = dictionary.decoder().ok_or_else(|| damaged("has a dictionary that is broken"))?;
    let plain_bytes =
        get_frame_content_size(frame).ok().flatten().and_then(|size| usize::try_from(size).ok());
    let plain_bytes =
        plain_bytes.filter(|size| *size <= LONGEST_BYTES).ok_or_else(|| damaged("names no length"))?;
    let mut plain = Vec::with_capacity(plain_bytes);
    DECOMPRESSOR
        .with_borrow_mut(|decompressor| {
            decompressor.set_prepared_dictionary(decoder)?;
            decompressor.decompress_to_buffer(frame, &mut plain)
        })
        .map_err(|_| damaged("cannot be decompressed"))?;
    Ok(plain)
}

fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(format!("a compressed text {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    const KINDS: [Kind; 3] = [Kind::Document, Kind::Entry, Kind::Decision];

    /// Like an entry of the change log, several members long.
    fn text() -> String {
        let member = r#"{"name":"Invented","name_urdu":"فرضی","person":{"relation":"child","sex":"female","marital_status":"never_married","residence":"present"},"health":{"chronic_conditions":["none"]}}"#;
        format!(r#"{{"household":1,"change":{{"change":"register","members":[{}]}}}}"#, [member; 5].join(","))
    }

    #[test]
    fn every_kind_comes_back_to_the_byte() {
        let long = text().repeat(2000);
        for kind in KINDS {
            for text in [text().as_str(), "", "{}", "new", "(\u{b5}/", long.as_str()] {
                assert_eq!(unpack(&pack(kind, text)).unwrap(), text);
            }
            assert!(pack(kind, &text()).len() < text().len() / 4, "{kind:?}");
        }
    }

    #[test]
    fn a_plain_text_of_earlier_is_read_as_it_is() {
        assert_eq!(unpack(text().as_bytes()).unwrap(), text());
        assert!(matches!(unpack(&[0xff, 0xfe]), Err(StoreError::Damaged(_))));
    }

    #[test]
    fn what_is_broken_is_damage_and_no_panic() {
        let frame = pack(Kind::Entry, &text());
        assert!(frame.starts_with(&MAGIC));
        for length in 4..frame.len() {
            assert!(matches!(unpack(&frame[..length]), Err(StoreError::Damaged(_))), "{length}");
        }
        // Made without a dictionary, and with one that nobody released.
        let stranger = zstd::bulk::compress(text().as_bytes(), 3).unwrap();
        assert!(matches!(unpack(&stranger), Err(StoreError::Damaged(_))));
        let mut unknown = frame.clone();
        let id = unknown[4..].iter().position(|byte| *byte == 2).unwrap() + 4;
        unknown[id] = 99;
        let told = unpack(&unknown).unwrap_err().to_string();
        assert!(told.contains("not known"), "{told}");
    }

    #[test]
    fn packing_twice_packs_what_is_new_and_what_was_changed() {
        let mut commit = crate::plan::tests::commit_of_texts(&[text(), text()]);
        commit.pack();
        let once = commit.packed.entries[0].kept.as_ptr();
        commit.entries[1].text = "{}".to_owned();
        commit.pack();
        assert_eq!(commit.packed.entries[0].kept.as_ptr(), once);
        assert_eq!(commit.packed.entry(1, "{}"), b"{}");
        assert_eq!(unpack(commit.packed.entry(0, &text())).unwrap(), text());
    }

    /// A dictionary that changed could not read what was written with it.
    #[test]
    fn released_dictionaries_are_what_they_were() {
        let released = [
            (1, "51ae6edd057acf97fc9fc5b4a9976f60c5c297b9caa11c0027fb634d8137a33f"),
            (2, "366bc8ceefe3bc970315ac7554b67e809549ffb6eafd742852f5dd96a0a62cd4"),
            (3, "fb8329a8521d11aea7acea0ebdefbac968379771419f432b256834c425761181"),
        ];
        assert_eq!(DICTIONARIES.len(), released.len());
        for (dictionary, (id, sha256)) in DICTIONARIES.iter().zip(released) {
            assert_eq!((dictionary.id, hex::encode(Sha256::digest(dictionary.bytes)).as_str()), (id, sha256));
            let named = zstd::zstd_safe::get_dict_id(dictionary.bytes).unwrap();
            assert_eq!(named.get(), id);
            assert!(dictionary.bytes.len() <= 64 << 10);
        }
        for kind in KINDS {
            assert!(DICTIONARIES.iter().any(|dictionary| dictionary.id == kind.dictionary()));
        }
    }
}
