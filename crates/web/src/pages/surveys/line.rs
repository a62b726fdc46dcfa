//! A survey as a line of a list: when, with which form, how it came, what was decided on it.

use crate::pages::{
    household::timeline::{Paper, channel_code, paper},
    labels::{Labels, form_title},
    page::{Moment, Words},
};
use operations::{forms::FormShelf, surveys::Survey};
use registry::{clock::date_in_pakistan, household::FormUsed, registry_number::RegistryNumber};
use serde::Serialize;

/// A survey in a list.
#[derive(Debug, Clone, Serialize)]
pub(in crate::pages) struct SurveyLine {
    /// The id of its change.
    pub(in crate::pages) id: String,
    pub(in crate::pages) day: Moment,
    pub(in crate::pages) recorded: Moment,
    pub(in crate::pages) form: String,
    pub(in crate::pages) version: String,
    /// The end of the key of how it came.
    pub(in crate::pages) channel: &'static str,
    pub(in crate::pages) author: String,
    pub(in crate::pages) sources: Vec<Paper>,
    pub(in crate::pages) members: usize,
    /// The end of the key of the outcome of the decision taken on it.
    pub(in crate::pages) outcome: Option<&'static str>,
    pub(in crate::pages) score: Option<String>,
    /// It corrects another survey.
    pub(in crate::pages) corrects: bool,
    /// Another survey corrects it.
    pub(in crate::pages) corrected: bool,
    /// The household as of its day.
    pub(in crate::pages) link: String,
    /// It does not count on the dates shown: not yet true, or not yet known.
    pub(in crate::pages) later: bool,
}

/// Makes lines of the surveys of a household.
pub(in crate::pages) struct Lines<'a> {
    pub(in crate::pages) words: Words<'a>,
    pub(in crate::pages) shelf: &'a FormShelf,
    pub(in crate::pages) number: RegistryNumber,
}

impl Lines<'_> {
    /// A survey as a line.
    pub(in crate::pages) fn line(&self, survey: &Survey) -> SurveyLine {
        let form = &survey.record.form;
        let labels = Labels::new(self.words, self.shelf, &form.id, &form.version);
        let decision = survey.decision.as_ref().map(|viewed| &viewed.decision);
        SurveyLine {
            id: survey.id.to_string(),
            day: self.words.date(survey.effective),
            recorded: self.words.instant(survey.recorded),
            form: self.form(form),
            version: form.version.clone(),
            channel: channel_code(survey.channel),
            author: survey.author.clone(),
            sources: survey.evidence.iter().map(|evidence| paper(evidence, &labels)).collect(),
            members: survey.record.members.len(),
            outcome: decision.map(|decision| decision.outcome.code()),
            score: decision.and_then(|decision| decision.score.value()).map(|score| score.to_string()),
            corrects: survey.corrects.is_some(),
            corrected: survey.corrected_by.is_some(),
            link: format!(
                "/households/{}?as_of={}&known_on={}",
                self.number,
                survey.effective,
                date_in_pakistan(survey.recorded)
            ),
            later: false,
        }
    }

    /// A form's title, else its id; empty where the survey does not say which form it was.
    fn form(&self, form: &FormUsed) -> String {
        let known = self.shelf.find_version(&form.id, &form.version).or_else(|| self.shelf.find(&form.id));
        known.map_or_else(|| form.id.clone(), |known| form_title(known.form.title(), self.words.language))
    }
}
