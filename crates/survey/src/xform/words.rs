//! The form's own wording for pages that show a record: labels of questions and choices in any language.

use super::questions::{ChoiceSource, ItemLabel};
use super::{Form, Wording};

impl Form {
    /// The languages, as the form names them (`Urdu (ur)`); empty when it has one language only.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.translations.languages.iter().map(AsRef::as_ref)
    }

    /// The language shown when none is chosen; empty when the form has one language only.
    pub fn default_language(&self) -> &str {
        self.translations.default_language.as_deref().unwrap_or_default()
    }

    /// The label of the question or group at a path, with or without row numbers. A language is given as the form
    /// names it or by its code; where it lacks the text, another language's is given.
    pub fn label(&self, path: &str, language: &str) -> Option<&str> {
        let question = self.questions.get(self.find(path)?)?;
        question.label.as_ref().map(|label| label.text(language))
    }

    /// The label of a chosen value: by the path of the question, or by the name of the choice list.
    pub fn choice_label(&self, question_or_list: &str, value: &str, language: &str) -> Option<&str> {
        if let Some(node) = self.find(question_or_list) {
            return self.question_choice_label(node, value, language);
        }
        let table = self.tables.iter().position(|table| table.name == question_or_list)?;
        let (column, label) =
            self.questions.iter().find_map(|question| match &question.choices.as_ref()?.source {
                ChoiceSource::Items { path, value, label } if path.table == table => Some((*value, *label)),
                _ => None,
            })?;
        self.item_label(table, column, label, value, language)
    }

    /// The label of a value among the choices of a question, whatever filters them.
    pub(super) fn question_choice_label(&self, node: usize, value: &str, language: &str) -> Option<&str> {
        match &self.questions.get(node)?.choices.as_ref()?.source {
            ChoiceSource::Items { path, value: column, label } => {
                self.item_label(path.table, *column, *label, value, language)
            }
            ChoiceSource::Fixed(choices) => {
                let (_, label) = choices.iter().find(|(known, _)| **known == *value)?;
                label.as_ref().map(|label| label.text(language))
            }
            ChoiceSource::Rows { .. } | ChoiceSource::Unknown => None,
        }
    }

    fn item_label(
        &self,
        table: usize,
        column: usize,
        label: ItemLabel,
        value: &str,
        language: &str,
    ) -> Option<&str> {
        let items = self.tables.get(table)?;
        let row = items.rows_with(column, value).next()?;
        match label {
            ItemLabel::Translated(id) => self
                .translations
                .find(items.cell(row, id))
                .map(|wording: &std::sync::Arc<Wording>| wording.text(language)),
            ItemLabel::Column(column) => Some(items.cell(row, column)),
            ItemLabel::Missing => None,
        }
    }
}
