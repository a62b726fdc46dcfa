//! The hash chain: every log entry carries the hash of itself and of the one before, so that anybody with the log can
//! check that none was altered, removed or slipped in.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// SHA-256 of a link of the chain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LinkHash([u8; 32]);

impl LinkHash {
    /// Before the first entry.
    pub const START: Self = Self([0; 32]);

    /// The hash of an entry: SHA-256 over the hash before it, its position (eight bytes, big end first) and its text
    /// as stored.
    #[must_use]
    pub fn next(self, position: u64, text: &[u8]) -> Self {
        let digest =
            Sha256::new().chain_update(self.0).chain_update(position.to_be_bytes()).chain_update(text);
        Self(digest.finalize().into())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for LinkHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for LinkHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "LinkHash({self})")
    }
}

impl From<LinkHash> for String {
    fn from(hash: LinkHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for LinkHash {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = hex::decode(text).map_err(|_| "not hexadecimal")?;
        Self::from_bytes(&bytes).ok_or("not 32 bytes")
    }
}

/// Where a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A position is missing or out of order.
    #[error("entry {expected} is missing: entry {found} stands in its place")]
    Gap {
        /// The position that should come.
        expected: u64,
        /// The position that came.
        found: u64,
    },
    /// The text or the hash of an entry was altered, or an entry before it.
    #[error("entry {position} does not fit its hash: it was altered")]
    Altered {
        /// Its position.
        position: u64,
    },
    /// Entries at the end are missing, or were added past what the log's head says.
    #[error("the log ends at entry {found}, but its head says {expected}")]
    Head {
        /// The last position by the head.
        expected: u64,
        /// The last position there.
        found: u64,
    },
}

/// Walks a chain entry by entry and tells where it breaks.
#[derive(Debug, Clone, Copy)]
pub struct Verifier {
    position: u64,
    hash: LinkHash,
}

impl Default for Verifier {
    fn default() -> Self {
        Self { position: 0, hash: LinkHash::START }
    }
}

impl Verifier {
    /// Takes the next entry; positions count from 1.
    pub fn take(&mut self, position: u64, text: &[u8], hash: LinkHash) -> Result<(), Break> {
        let expected = self.position + 1;
        if position != expected {
            return Err(Break::Gap { expected, found: position });
        }
        if self.hash.next(position, text) != hash {
            return Err(Break::Altered { position });
        }
        (self.position, self.hash) = (position, hash);
        Ok(())
    }

    /// Holds the end of the chain against what the log's head says.
    pub fn end(&self, head_position: u64, head_hash: LinkHash) -> Result<(), Break> {
        if self.position != head_position {
            return Err(Break::Head { expected: head_position, found: self.position });
        }
        if self.hash != head_hash {
            return Err(Break::Altered { position: head_position });
        }
        Ok(())
    }

    /// The last position taken and its hash.
    pub fn head(&self) -> (u64, LinkHash) {
        (self.position, self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(texts: &[Vec<u8>]) -> Vec<(u64, Vec<u8>, LinkHash)> {
        let mut hash = LinkHash::START;
        let mut links = Vec::new();
        for (position, text) in (1..).zip(texts) {
            hash = hash.next(position, text);
            links.push((position, text.clone(), hash));
        }
        links
    }

    fn verify(links: &[(u64, Vec<u8>, LinkHash)], head: (u64, LinkHash)) -> Result<(), Break> {
        let mut verifier = Verifier::default();
        for (position, text, hash) in links {
            verifier.take(*position, text, *hash)?;
        }
        verifier.end(head.0, head.1)
    }

    proptest! {
        #[test]
        fn any_alteration_is_found(
            texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 2..20),
            at in any::<prop::sample::Index>(),
            how in 0..4,
        ) {
            let mut links = chain(&texts);
            let head = links.last().map(|link| (link.0, link.2)).unwrap();
            prop_assert_eq!(verify(&links, head), Ok(()));
            let at = at.index(links.len());
            match how {
                0 => links[at].1[0] ^= 1,
                1 => { links.remove(at); }
                2 => links[at].2 = LinkHash::START.next(9, b"forged"),
                _ => { let copy = links[at].clone(); links.insert(at, copy); }
            }
            prop_assert!(verify(&links, head).is_err());
        }
    }
}
