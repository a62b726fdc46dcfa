//! Households as tables: files of many households, CSV or Parquet, read through a mapping, and written.
//!
//! A mapping (TOML) says which column of a source is which answer of ours. It is checked as a whole before the first row;
//! then [`Reader`] streams raw rows in bounded memory, and [`Bound::read_chunk`] turns them into households, in as many
//! threads as there are. [`Writer`] writes the canonical columns, which a drafted mapping reads without an edit.

mod bind;
mod draft;
mod fault;
mod fields;
mod household;
mod keys;
mod mapping;
mod merge;
mod reader;
mod rejects;
mod roster;
mod scatter;
mod source;
mod suggest;
mod table;
mod translate;
mod write;

pub use bind::Bound;
pub use draft::{draft, draft_in_encoding, draft_with_births};
pub use fault::{FileError, MappingCode, MappingFault, OpenError};
pub use mapping::Mapping;
pub use reader::{Chunk, ChunkRead, Files, Read, Reader, Stray, open};
pub use rejects::RejectsFile;
pub use write::{WriteError, Writer, Written, WrittenFile};
