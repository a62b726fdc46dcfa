//! What a form asks of each node: when it is relevant, how it is worked out, what it may hold, and its words.

use std::sync::Arc;

use super::expression::{Expression, ItemPath, NodePath};
use super::wording::Wording;

/// All a form says about one node of its primary instance.
#[derive(Debug, Default)]
pub(super) struct Question {
    pub(super) relevant: Option<Expression>,
    pub(super) calculation: Option<Calculation>,
    pub(super) required: Option<Expression>,
    pub(super) constraint: Option<Expression>,
    pub(super) constraint_message: Option<Arc<Wording>>,
    pub(super) required_message: Option<Arc<Wording>>,
    pub(super) label: Option<Arc<Wording>>,
    /// Whether the body shows it to the enumerator; only then do constraint and required hold, as in JavaRosa.
    pub(super) shown: bool,
    /// Whether the answer names a file that is sent along.
    pub(super) uploads: bool,
    pub(super) choices: Option<Choices>,
    /// How many rows a repeat has (`jr:count`).
    pub(super) count: Option<Expression>,
}

#[derive(Debug)]
pub(super) struct Calculation {
    pub(super) expression: Expression,
    /// Whether what was sent must equal it: not for `uuid()` or `now()`, nor for what the enumerator may overwrite.
    pub(super) compared: bool,
}

/// What may be chosen.
#[derive(Debug)]
pub(super) struct Choices {
    /// Several values with spaces between them.
    pub(super) several: bool,
    pub(super) source: ChoiceSource,
}

#[derive(Debug)]
pub(super) enum ChoiceSource {
    /// Items of a list.
    Items { path: ItemPath, value: usize, label: ItemLabel },
    /// Rows of a repeat; the value is a path from the row.
    Rows { path: NodePath, value: NodePath },
    /// Written in the question itself.
    Fixed(Vec<(Box<str>, Option<Arc<Wording>>)>),
    /// Found by the tablet in a way not known here, such as `search()`.
    Unknown,
}

/// Where an item's label stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum ItemLabel {
    /// A column with the id of a translation.
    Translated(usize),
    Column(usize),
    Missing,
}
