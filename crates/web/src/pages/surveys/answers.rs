//! The answers of two surveys, question by question.

use super::Pair;
use crate::pages::labels::{Answered, Places};
use registry::{field::Section, sections::PaperCard};
use serde::Serialize;

/// A group of questions with the answers of both surveys.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Compared {
    /// Its name in the record.
    pub(super) name: String,
    pub(super) title: String,
    /// Questions that both answered.
    pub(super) rows: Vec<Row>,
    /// Questions that only one of them answered.
    pub(super) single: Vec<Row>,
    /// How many of those that both answered have another answer now.
    pub(super) changed: usize,
}

/// A question with the answers of both surveys.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) older: Option<Cell>,
    pub(super) newer: Option<Cell>,
    /// Both answered, and not the same.
    pub(super) changed: bool,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cell {
    pub(super) value: String,
    /// Digits and the like, which run from left to right.
    pub(super) ltr: bool,
    /// A count of nothing, or a no: shown paler.
    pub(super) nothing: bool,
    /// The answers it follows from, where it was not asked in this way.
    pub(super) from: Vec<String>,
}

impl Compared {
    /// Rows sorted into those that both answered and those that one did.
    pub(super) fn new(name: &str, title: String, rows: Vec<Row>) -> Self {
        let (rows, single): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| row.older.is_some() && row.newer.is_some());
        let changed = rows.iter().filter(|row| row.changed).count();
        Self { name: name.to_owned(), title, rows, single, changed }
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.single.is_empty()
    }
}

impl Cell {
    /// An answer as it was given.
    pub(super) fn plain(value: String) -> Self {
        Self { value, ltr: false, nothing: false, from: Vec::new() }
    }

    pub(super) fn answered(answered: Answered) -> Self {
        let Answered { value, ltr, nothing, .. } = answered;
        Self { value, ltr, nothing, from: Vec::new() }
    }
}

/// Every section in which either survey has an answer, in the order of the questionnaire.
pub(super) fn sections(pair: &Pair<'_>, places: &Places<'_>) -> Vec<Compared> {
    let (older, newer) = pair.records();
    let sections = [
        location(pair, places),
        section(pair, "dwelling", &older.dwelling, &newer.dwelling),
        section(pair, "utilities", &older.utilities, &newer.utilities),
        section(pair, "assets", &older.assets, &newer.assets),
        section(pair, "land", &older.land, &newer.land),
        section(pair, "livestock", &older.livestock, &newer.livestock),
        section(pair, "support", &older.support, &newer.support),
        section(pair, "institutions", &older.institutions, &newer.institutions),
        section(pair, "interview", &older.interview, &newer.interview),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect()
}

fn section<S: Section>(pair: &Pair<'_>, path: &str, older: &S, newer: &S) -> Compared {
    Compared::new(S::NAME, pair.title(S::NAME), rows(pair, path, older, newer))
}

/// The questions of a section that either survey answered. The day of the interview is the survey's own.
pub(super) fn rows<S: Section>(pair: &Pair<'_>, path: &str, older: &S, newer: &S) -> Vec<Row> {
    let fields = S::FIELDS.iter().filter(|field| field.name != "interview_date");
    let rows = fields.filter_map(|field| {
        let (before, now) = (older.text(field.name), newer.text(field.name));
        let changed = before.is_some() && now.is_some() && before != now;
        let answered = |labels: &crate::pages::labels::Labels<'_>, text: Option<String>| {
            text.map(|text| labels.answered(S::NAME, path, field, &text))
        };
        let (before, now) = (answered(&pair.older_labels, before), answered(&pair.newer_labels, now));
        // The newer form's words for a question that both asked.
        let label = now.as_ref().or(before.as_ref())?.label.clone();
        Some(Row { label, older: before.map(Cell::answered), newer: now.map(Cell::answered), changed })
    });
    rows.collect()
}

/// Where the household lived.
fn location(pair: &Pair<'_>, places: &Places<'_>) -> Compared {
    let words = pair.words();
    let (older, newer) = (&pair.older.record.location, &pair.newer.record.location);
    let place = |location, day| Some(places.line(location, day)).filter(|line| !line.is_empty());
    let areas = |location: &registry::household::Location| {
        [&location.tehsil, &location.union_council, &location.block].map(Clone::clone)
    };
    let region = |location: &registry::household::Location| {
        location.region.map(|region| pair.newer_labels.code_in_words("location/region", region.code()))
    };
    let texts =
        |text: &Option<registry::personal::Personal>| text.as_ref().map(|text| text.reveal().to_owned());
    let rows = [
        (
            words.say("place", &[]),
            place(older, pair.older.effective),
            place(newer, pair.newer.effective),
            areas(older) != areas(newer),
        ),
        (
            pair.newer_labels.any("location/region"),
            region(older),
            region(newer),
            older.region != newer.region,
        ),
        (
            pair.newer_labels.any("location/address"),
            texts(&older.address),
            texts(&newer.address),
            older.address != newer.address,
        ),
        (
            pair.newer_labels.any("location/landmark"),
            texts(&older.landmark),
            texts(&newer.landmark),
            older.landmark != newer.landmark,
        ),
    ];
    let rows = rows.into_iter().map(|(label, older, newer, differ)| Row {
        label,
        changed: differ && older.is_some() && newer.is_some(),
        older: older.map(Cell::plain),
        newer: newer.map(Cell::plain),
    });
    let rows = rows.filter(|row| row.older.is_some() || row.newer.is_some()).collect();
    Compared::new("location", pair.title("location"), rows)
}

impl Pair<'_> {
    /// What the registry calls a section.
    pub(super) fn title(&self, section: &str) -> String {
        self.newer_labels.group(section).unwrap_or_else(|| section.replace('_', " "))
    }

    /// Whether either survey was made with the card of 2010-11.
    pub(super) fn has_card(&self) -> bool {
        let (older, newer) = self.records();
        [older, newer].into_iter().any(|record| asked(&record.paper_card))
    }
}

/// Whether anything was answered that the card asked in its own way.
fn asked(card: &PaperCard) -> bool {
    card.answers().any(|(field, _)| field.name != "paper_serial")
}
