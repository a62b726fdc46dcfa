//! The sections of the record as cards.

use crate::pages::labels::{AnsweredSection, Labels};
use registry::{field::Section, household::Record, sections::Birth};

/// Every section in which something was answered, in the order of the questionnaire.
pub(super) fn of(record: &Record, labels: &Labels<'_>) -> Vec<AnsweredSection> {
    let sections = [
        labels.section(&record.dwelling, "dwelling"),
        labels.section(&record.utilities, "utilities"),
        labels.section(&record.assets, "assets"),
        labels.section(&record.land, "land"),
        labels.section(&record.livestock, "livestock"),
        labels.section(&record.support, "support"),
        labels.section(&record.institutions, "institutions"),
        labels.section(&record.paper_card, "paper_card"),
        labels.section(&record.interview, "interview"),
    ];
    let births = record.births.iter().zip(1..).map(|(birth, row)| birth_section(birth, row, labels));
    sections.into_iter().chain(births).filter(|section| !section.answers.is_empty()).collect()
}

fn birth_section(birth: &Birth, row: u8, labels: &Labels<'_>) -> AnsweredSection {
    let section = labels.section(birth, "births/birth");
    AnsweredSection { title: format!("{} {row}", section.title), name: Birth::NAME.to_owned(), ..section }
}
