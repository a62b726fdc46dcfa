//! Two surveys of a household side by side: its list of members, what the 2010-11 card asked in one question and later
//! questionnaires ask one by one, and section by section the answers of both.

mod answers;
mod card;
pub(super) mod line;
mod roster;

use super::{
    caller::SignedIn,
    fault::{Fault, Shown},
    households,
    labels::{Labels, Places},
    page::{Moment, Words},
};
use answers::Compared;
use axum::extract::{Path, Query};
use line::{Lines, SurveyLine};
use operations::{
    forms::FormShelf,
    surveys::{Survey, Surveys},
};
use registry::{area::AreaBook, household::Record, ids::ChangeId, registry_number::RegistryNumber};
use roster::Person;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    older: String,
    #[serde(default)]
    newer: String,
}

/// What stands on the page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    number: String,
    head: Option<String>,
    /// Every survey, to choose from.
    surveys: Vec<SurveyLine>,
    /// None for a household with one survey.
    compared: Option<Comparison>,
}

/// The two surveys and what they say.
#[derive(Debug, Serialize)]
struct Comparison {
    older: SurveyLine,
    newer: SurveyLine,
    /// The days of the surveys, which head the columns.
    days: Days,
    persons: Vec<Person>,
    stayed: usize,
    joined: usize,
    left: usize,
    card: Option<Compared>,
    sections: Vec<Compared>,
    changed: usize,
    same: usize,
    single: usize,
}

/// The days of the two surveys.
#[derive(Debug, Clone, Serialize)]
struct Days {
    older: Moment,
    newer: Moment,
}

/// What turns surveys into a page.
pub(super) struct Maker<'a> {
    pub(super) words: Words<'a>,
    pub(super) book: &'a AreaBook,
    pub(super) shelf: &'a FormShelf,
}

/// Two surveys with the words for the answers of each.
struct Pair<'a> {
    number: RegistryNumber,
    older: &'a Survey,
    newer: &'a Survey,
    older_labels: Labels<'a>,
    newer_labels: Labels<'a>,
}

impl Pair<'_> {
    fn records(&self) -> (&Record, &Record) {
        (&self.older.record, &self.newer.record)
    }

    fn words(&self) -> Words<'_> {
        self.newer_labels.words()
    }
}

/// The page. Without a choice it shows the two latest surveys.
pub(super) async fn show(
    signed_in: SignedIn,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let number: RegistryNumber = number.parse().map_err(|_| Fault::NotFound)?;
    let registry = &signed_in.app().registry;
    let surveys = registry.list_surveys(signed_in.authority(), number).await?;
    let (areas, shelf) = (registry.areas().await, registry.forms().await?);
    let maker = Maker { words: signed_in.words(), book: areas.book(), shelf: &shelf };
    let page = maker.page(&surveys, chosen(&surveys, &asked)?);
    signed_in.page("surveys.html", page)
}

/// The surveys asked for, the older one first whichever way they were named.
fn chosen<'a>(surveys: &'a Surveys, asked: &Asked) -> Result<Option<(&'a Survey, &'a Survey)>, Fault> {
    if asked.older.is_empty() && asked.newer.is_empty() {
        return Ok(surveys.latest_two());
    }
    let place = |text: &str| {
        let id = ChangeId(text.parse().map_err(|_| Fault::NotFound)?);
        surveys.surveys.iter().position(|survey| survey.id == id).ok_or(Fault::NotFound)
    };
    let (one, other) = (place(&asked.older)?, place(&asked.newer)?);
    let at = |place: usize| surveys.surveys.get(place).ok_or(Fault::NotFound);
    Ok(Some((at(one.min(other))?, at(one.max(other))?)))
}

impl Maker<'_> {
    /// The page of a household's surveys with two of them side by side.
    pub(super) fn page(&self, surveys: &Surveys, chosen: Option<(&Survey, &Survey)>) -> Page {
        let lines = Lines { words: self.words, shelf: self.shelf, number: surveys.number };
        let latest = surveys.surveys.last();
        let head = latest.and_then(|survey| survey.record.find_head());
        Page {
            number: surveys.number.to_string(),
            head: head.and_then(|head| households::name(head, self.words.language)),
            surveys: surveys.surveys.iter().rev().map(|survey| lines.line(survey)).collect(),
            compared: chosen.map(|(older, newer)| self.comparison(surveys, &lines, older, newer)),
        }
    }

    fn comparison(&self, surveys: &Surveys, lines: &Lines<'_>, older: &Survey, newer: &Survey) -> Comparison {
        let pair = Pair {
            number: surveys.number,
            older,
            newer,
            older_labels: self.labels(older),
            newer_labels: self.labels(newer),
        };
        let places = Places { book: self.book, words: self.words };
        let persons = roster::persons(surveys, &pair);
        let count = |between: &str| persons.iter().filter(|person| person.between == between).count();
        let (card, sections) = (card::compared(&pair), answers::sections(&pair, &places));
        let parts = || card.iter().chain(&sections);
        Comparison {
            older: lines.line(older),
            newer: lines.line(newer),
            days: Days { older: self.heading(older), newer: self.heading(newer) },
            stayed: count("stayed"),
            joined: count("joined"),
            left: count("left"),
            changed: parts().map(|part| part.changed).sum(),
            same: parts().map(|part| part.rows.len() - part.changed).sum(),
            single: parts().map(|part| part.single.len()).sum(),
            persons,
            card,
            sections,
        }
    }

    /// The day of a survey. A correction has that of what it corrects, and says so.
    fn heading(&self, survey: &Survey) -> Moment {
        let day = self.words.date(survey.effective);
        if survey.corrects.is_none() {
            return day;
        }
        Moment { text: format!("{} · {}", day.text, self.words.say("survey-corrects", &[])), ..day }
    }

    fn labels(&self, survey: &Survey) -> Labels<'_> {
        let form = &survey.record.form;
        Labels::new(self.words, self.shelf, &form.id, &form.version)
    }
}

#[cfg(test)]
mod tests;
