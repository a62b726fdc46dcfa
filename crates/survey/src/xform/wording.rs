//! The form's own words for a question, a choice or a message, in each of its languages.

use std::sync::Arc;

/// One text in several languages. A language is named as the form names it, such as `Urdu (ur)`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    /// Language and text; the language is empty for a text that is not translated.
    entries: Vec<(Arc<str>, Box<str>)>,
}

impl Wording {
    /// A text that is the same in every language.
    pub(super) fn untranslated(text: &str) -> Wording {
        Wording { entries: vec![(Arc::from(""), Box::from(text.trim()))] }
    }

    /// Adds a text unless the language has one already.
    pub(super) fn add(&mut self, language: &Arc<str>, text: &str) {
        if !self.entries.iter().any(|(known, _)| known == language) {
            self.entries.push((Arc::clone(language), Box::from(text.trim())));
        }
    }

    /// The text in a language, given as the form names it or by its code (`ur`); else the first there is.
    pub fn text(&self, language: &str) -> &str {
        let found = self.entries.iter().find(|(known, _)| is_language(known, language));
        found.or(self.entries.first()).map_or("", |(_, text)| text)
    }

    /// Every language with its text, in the form's order; an empty language is "any".
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(language, text)| (&**language, &**text))
    }
}

/// Whether the form's `Urdu (ur)` is what `ur` or `Urdu (ur)` asks for.
fn is_language(known: &str, asked: &str) -> bool {
    if known == asked {
        return true;
    }
    let code = known.strip_suffix(')').and_then(|known| known.rsplit_once('(')).map(|(_, code)| code);
    code.is_some_and(|code| code == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_name_or_code() {
        let mut wording = Wording::default();
        wording.add(&Arc::from("English (en)"), "Age");
        wording.add(&Arc::from("Urdu (ur)"), "عمر");
        let asked = ["en", "ur", "Urdu (ur)", "sindhi"];
        assert_eq!(asked.map(|language| wording.text(language)), ["Age", "عمر", "عمر", "Age"]);
    }
}
