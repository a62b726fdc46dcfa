//! The shape of a policy's file, as an officer writes it.

use super::ScorecardWanted;
use crate::wording::Wording;
use serde::Deserialize;
use toml::{Spanned, value::Datetime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyFile {
    pub(super) format: Spanned<u32>,
    pub(super) programme: Spanned<String>,
    pub(super) version: String,
    pub(super) effective_from: Spanned<Datetime>,
    pub(super) effective_to: Option<Spanned<Datetime>>,
    pub(super) title: Spanned<Wording>,
    pub(super) source: String,
    pub(super) notice: Option<Spanned<Wording>>,
    pub(super) scorecard: Spanned<ScorecardWanted>,
    #[serde(default)]
    pub(super) cut_off: Vec<Spanned<CutOffFile>>,
    #[serde(default)]
    pub(super) exclusion: Vec<Spanned<FilterFile>>,
    #[serde(default)]
    pub(super) vulnerability: Vec<Spanned<FilterFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CutOffFile {
    pub(super) id: Spanned<String>,
    pub(super) label: Spanned<Wording>,
    pub(super) when: Option<Spanned<String>>,
    pub(super) score: Spanned<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilterFile {
    pub(super) id: Spanned<String>,
    pub(super) label: Spanned<Wording>,
    pub(super) when: Spanned<String>,
}
