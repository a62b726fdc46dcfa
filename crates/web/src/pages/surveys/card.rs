//! What the 2010-11 card asked in one question and later questionnaires ask one by one: the card's answer beside the
//! fact that the same rules derive from the answers of the other survey.

use super::{
    Pair,
    answers::{Cell, Compared, Row},
};
use crate::pages::labels::Labels;
use operations::surveys::Survey;
use registry::{
    field::{Field, Section},
    household::{Household, Record, Status},
    registry_number::RegistryNumber,
    sections::PaperCard,
};
use scoring::facts::{Circumstances, FactId, Facts, Value, derive};

/// A question of the card.
struct Joint {
    /// Its name on the card.
    question: &'static str,
    /// The fact that answers it from any questionnaire.
    fact: &'static str,
    /// For a question that the fact answers together with another: the codes that mean yes.
    yes: &'static [&'static str],
    /// The questions that later questionnaires ask in its place, by section; none where it is the roster.
    from: &'static [(&'static str, &'static str)],
}

const JOINT: &[Joint] = &[
    Joint { question: "members", fact: "members_count", yes: &[], from: &[] },
    Joint { question: "dependants", fact: "dependants_count", yes: &[], from: &[] },
    Joint { question: "head_education", fact: "head_education", yes: &[], from: &[] },
    Joint { question: "children_attending", fact: "children_5_to_16_attending", yes: &[], from: &[] },
    Joint { question: "toilet", fact: "toilet_band", yes: &[], from: &[("dwelling", "toilet")] },
    Joint {
        question: "cold_or_washing",
        fact: "owns_refrigerator_freezer_or_washing_machine",
        yes: &[],
        from: &[("assets", "refrigerator"), ("assets", "freezer"), ("assets", "washing_machine")],
    },
    Joint {
        question: "climate",
        fact: "owns_cooler_or_heater",
        yes: &[],
        from: &[
            ("assets", "air_conditioner"),
            ("assets", "air_cooler"),
            ("assets", "geyser"),
            ("assets", "heater"),
        ],
    },
    Joint {
        question: "cooking",
        fact: "owns_cooking_appliance",
        yes: &[],
        from: &[("assets", "cooking_stove"), ("assets", "cooking_range"), ("assets", "microwave")],
    },
    Joint {
        question: "car_or_tractor",
        fact: "vehicles",
        yes: &["car_and_motorcycle", "car_only"],
        from: &[("assets", "car"), ("assets", "tractor")],
    },
    Joint {
        question: "motorcycle_or_scooter",
        fact: "owns_motorcycle",
        yes: &[],
        from: &[("assets", "motorcycle")],
    },
    Joint { question: "television", fact: "owns_television", yes: &[], from: &[("assets", "television")] },
    Joint {
        question: "buffalo_or_bullock",
        fact: "livestock",
        yes: &["buffalo_and_cow", "buffalo_only"],
        from: &[("livestock", "buffaloes")],
    },
    Joint {
        question: "cow_goat_or_sheep",
        fact: "livestock",
        yes: &["buffalo_and_cow", "cow_only"],
        from: &[("livestock", "cattle"), ("livestock", "sheep"), ("livestock", "goats")],
    },
];

/// The questions of the card with the answers of both surveys; none where neither was made with the card.
pub(super) fn compared(pair: &Pair<'_>) -> Option<Compared> {
    if !pair.has_card() {
        return None;
    }
    let older = Side::new(pair.number, pair.older, &pair.older_labels);
    let newer = Side::new(pair.number, pair.newer, &pair.newer_labels);
    let rows = PaperCard::FIELDS.iter().filter_map(|field| row(field, &older, &newer)).collect();
    Some(Compared::new(PaperCard::NAME, pair.title(PaperCard::NAME), rows))
}

/// A survey as it answers the questions of the card.
struct Side<'a> {
    record: &'a Record,
    labels: &'a Labels<'a>,
    facts: Facts,
}

/// An answer to a question of the card.
struct Found {
    /// As the record would hold it.
    text: String,
    label: String,
    cell: Cell,
}

fn row(field: &Field, older: &Side<'_>, newer: &Side<'_>) -> Option<Row> {
    let (older, newer) = (older.find(field), newer.find(field));
    let differ = |(one, other): (&Found, &Found)| one.text != other.text;
    let changed = older.as_ref().zip(newer.as_ref()).is_some_and(differ);
    let label = older.as_ref().or(newer.as_ref())?.label.clone();
    Some(Row { label, older: older.map(|found| found.cell), newer: newer.map(|found| found.cell), changed })
}

impl<'a> Side<'a> {
    fn new(number: RegistryNumber, survey: &'a Survey, labels: &'a Labels<'a>) -> Self {
        let record = &survey.record;
        let household = Household {
            number,
            status: Status::Active,
            record: record.clone(),
            former_members: Vec::new(),
            discrepancies: Vec::new(),
        };
        Self { record, labels, facts: derive(&household, survey.effective, &Circumstances::default()) }
    }

    /// The survey's answer to a question of the card: its own, else the fact that stands for it.
    fn find(&self, field: &Field) -> Option<Found> {
        if let Some(text) = self.record.paper_card.text(field.name) {
            return Some(self.found(field, text, Vec::new()));
        }
        let joint = JOINT.iter().find(|joint| joint.question == field.name)?;
        let text = self.derived(joint)?;
        Some(self.found(field, text, self.sources(joint)))
    }

    fn found(&self, field: &Field, text: String, from: Vec<String>) -> Found {
        let answered = self.labels.answered(PaperCard::NAME, PaperCard::NAME, field, &text);
        Found { text, label: answered.label.clone(), cell: Cell { from, ..Cell::answered(answered) } }
    }

    /// The fact as an answer to the card's question.
    fn derived(&self, joint: &Joint) -> Option<String> {
        Some(match self.facts.get(FactId::find(joint.fact)?)? {
            Value::Code(code) if !joint.yes.is_empty() => {
                (if joint.yes.contains(&code) { "yes" } else { "no" }).to_owned()
            }
            value => value.to_string(),
        })
    }

    /// The answers from which the fact follows, in words.
    fn sources(&self, joint: &Joint) -> Vec<String> {
        if joint.from.is_empty() {
            return vec![self.labels.words().say("compare-from-roster", &[])];
        }
        joint.from.iter().filter_map(|(section, question)| self.source(section, question)).collect()
    }

    fn source(&self, section: &str, question: &str) -> Option<String> {
        match section {
            "assets" => self.answer(&self.record.assets, question),
            "livestock" => self.answer(&self.record.livestock, question),
            "dwelling" => self.answer(&self.record.dwelling, question),
            _ => None,
        }
    }

    fn answer<S: Section>(&self, section: &S, question: &str) -> Option<String> {
        let field = S::FIELDS.iter().find(|field| field.name == question)?;
        let answered = self.labels.answered(S::NAME, S::NAME, field, &section.text(question)?);
        Some(format!("{}: {}", answered.label, answered.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::sections::{Assets, Dwelling, Livestock};

    #[test]
    fn every_question_of_the_card_has_a_fact_that_later_questionnaires_answer() {
        let asked = PaperCard::FIELDS.iter().map(|field| field.name).filter(|name| *name != "paper_serial");
        let joint: Vec<_> = JOINT.iter().map(|joint| joint.question).collect();
        assert_eq!(asked.collect::<Vec<_>>(), joint);
        for joint in JOINT {
            let fact = FactId::find(joint.fact).unwrap().fact();
            assert!(fact.from.contains("paper_card"), "{}", joint.fact);
            for (section, question) in joint.from {
                let fields = match *section {
                    "assets" => Assets::FIELDS,
                    "livestock" => Livestock::FIELDS,
                    _ => Dwelling::FIELDS,
                };
                assert!(fields.iter().any(|field| field.name == *question), "{question}");
            }
        }
    }
}
