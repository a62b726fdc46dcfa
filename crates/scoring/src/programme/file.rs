//! The shape of a programme's file, as an officer writes it.

use super::ProgrammeKind;
use crate::wording::Wording;
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeFile {
    pub(super) format: Spanned<u32>,
    pub(super) id: Spanned<String>,
    pub(super) version: String,
    pub(super) effective_from: Spanned<Datetime>,
    pub(super) effective_to: Option<Spanned<Datetime>>,
    pub(super) title: Spanned<Wording>,
    pub(super) kind: ProgrammeKind,
    pub(super) source: String,
    pub(super) policy: Spanned<String>,
    pub(super) requires: Option<Spanned<String>>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) capacity: Option<Spanned<u64>>,
    pub(super) appeals: bool,
    pub(super) recertifies: bool,
}
