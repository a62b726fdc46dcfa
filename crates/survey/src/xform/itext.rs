//! The translations of a form (`itext`) and the texts that refer to them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::instance::{Instance, NodeId};

use super::wording::Wording;

/// Every translated text by its id, and the languages.
#[derive(Debug, Default)]
pub(super) struct Translations {
    pub(super) languages: Vec<Arc<str>>,
    pub(super) default_language: Option<Arc<str>>,
    texts: HashMap<Box<str>, Arc<Wording>>,
}

impl Translations {
    /// Reads `itext` below the model; a form without it has no languages.
    pub(super) fn read(form: &Instance, model: NodeId) -> Translations {
        let mut translations = Translations::default();
        let mut texts: HashMap<Box<str>, Wording> = HashMap::new();
        let Some(itext) = form.child(model, "itext") else { return translations };
        for translation in form.children(itext) {
            let language: Arc<str> = Arc::from(form.attribute(translation, "lang").unwrap_or_default());
            let is_default =
                form.attribute(translation, "default").is_some_and(|value| !value.starts_with("false"));
            if is_default {
                translations.default_language = Some(Arc::clone(&language));
            }
            for text in form.children(translation) {
                let Some(id) = form.attribute(text, "id") else { continue };
                if let Some(words) = plain_value(form, text) {
                    texts.entry(Box::from(id)).or_default().add(&language, words);
                }
            }
            translations.languages.push(language);
        }
        if translations.default_language.is_none() {
            translations.default_language = translations.languages.first().cloned();
        }
        translations.texts = texts.into_iter().map(|(id, wording)| (id, Arc::new(wording))).collect();
        translations
    }

    pub(super) fn find(&self, id: &str) -> Option<&Arc<Wording>> {
        self.texts.get(id)
    }

    /// A message attribute: `jr:itext('id')` or the words themselves.
    pub(super) fn message(&self, text: &str) -> Option<Arc<Wording>> {
        match itext_id(text) {
            Some(id) => self.find(id).cloned(),
            None if text.trim().is_empty() => None,
            None => Some(Arc::new(Wording::untranslated(text))),
        }
    }

    /// The `label` inside an element: by reference or with the words inside.
    pub(super) fn label(&self, form: &Instance, element: NodeId) -> Option<Arc<Wording>> {
        let label = form.child(element, "label")?;
        match form.attribute(label, "ref") {
            Some(reference) => self.message(reference),
            None => self.message(form.text(label)),
        }
    }
}

/// `jr:itext('id')` is `id`; none for anything else, and for ids taken from an item's column.
pub(super) fn itext_id(text: &str) -> Option<&str> {
    let inside = itext_argument(text)?;
    let quoted = |quote| inside.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    quoted('\'').or_else(|| quoted('"'))
}

/// `jr:itext(itextId)` is `itextId`.
pub(super) fn itext_argument(text: &str) -> Option<&str> {
    text.trim().strip_prefix("jr:itext(").and_then(|rest| rest.strip_suffix(')')).map(str::trim)
}

/// The words among the values of a text: not a picture, sound, film or hint.
fn plain_value(form: &Instance, text: NodeId) -> Option<&str> {
    let of_form = |wanted: Option<&str>| {
        let mut values = form.children(text).filter(|value| form.name(*value) == "value");
        values.find(|value| form.attribute(*value, "form") == wanted).map(|value| form.text(value))
    };
    of_form(None).or_else(|| of_form(Some("long")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_id_in_their_languages() {
        let model = Instance::parse(
            b"<model><itext><translation lang='en'><text id='a'><value form='image'>jr://x</value><value>Age</value></text>\
              <text id='pic'><value form='image'>jr://x</value></text></translation>\
              <translation lang='ur' default='true()'><text id='a'><value>Umar</value></text></translation></itext></model>",
        )
        .unwrap();
        let translations = Translations::read(&model, model.root());
        let message = translations.message("jr:itext('a')").unwrap();
        assert_eq!((message.text("en"), message.text("ur")), ("Age", "Umar"));
        assert_eq!(translations.default_language.as_deref(), Some("ur"));
        assert_eq!(translations.message("Plain words").unwrap().text("ur"), "Plain words");
        assert!(translations.message("jr:itext('pic')").is_none() && translations.message(" ").is_none());
        assert_eq!(itext_id("jr:itext(itextId)"), None);
    }
}
