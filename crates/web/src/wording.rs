//! Wording.
/// Texts.
pub struct Wording;
