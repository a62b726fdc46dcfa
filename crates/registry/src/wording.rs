//! Wording that stands in the rules themselves: titles, questions and labels, in the registry's two languages.

use serde::{Deserialize, Serialize};

/// One text in English and in Urdu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// English.
    pub en: String,
    /// Urdu.
    pub ur: String,
}

impl Wording {
    /// The text in a language: Urdu for `ur`, English for any other.
    pub fn text(&self, language: &str) -> &str {
        if language == "ur" { &self.ur } else { &self.en }
    }

    /// Whether both texts are there.
    pub fn is_complete(&self) -> bool {
        !self.en.trim().is_empty() && !self.ur.trim().is_empty()
    }
}
