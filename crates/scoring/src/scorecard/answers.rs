//! How the value of a fact becomes an option of a question: bands of numbers, sets of codes, yes or no.

use crate::{facts::Value, points::Points, wording::Wording};

/// An option of a question.
#[derive(Debug, Clone)]
pub struct AnswerOption {
    /// Its id within the question.
    pub id: String,
    /// Its wording.
    pub label: Wording,
    /// Its points; in a linear model, what it moves the score by, rounded for display.
    pub points: Points,
    /// Its weight as the file has it: points, or a coefficient.
    pub weight: f64,
}

/// How values become options. Places are those of the question's options.
#[derive(Debug, Clone)]
pub enum Answers {
    /// By bands of numbers, lowest first, which leave no number out.
    Bands(Vec<Band>),
    /// By code; for a code with `None` the card has no points.
    Codes(Vec<(&'static str, Option<usize>)>),
    /// By yes and no.
    YesNo {
        /// The option for yes.
        yes: usize,
        /// The option for no.
        no: usize,
    },
    /// No options: so much for each unit of the number, or for a yes.
    Coefficient(f64),
}

/// A band of numbers: those up to its end that lie in no lower band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Its end; infinity in the last band.
    pub end: f64,
    /// Whether the end belongs to it.
    pub end_included: bool,
    /// Its option.
    pub option: usize,
}

/// What a value amounts to.
pub(super) enum Weighed {
    /// The option of this place.
    Option(usize),
    /// So much of a prediction.
    Weight(f64),
    /// Something for which the card has no points.
    NotCovered,
}

impl Answers {
    pub(super) fn weigh(&self, value: Value) -> Weighed {
        let option = match (self, value) {
            (Self::Bands(bands), Value::Number(number)) => {
                bands.iter().find(|band| band.reaches(number)).map(|band| band.option)
            }
            (Self::Codes(codes), Value::Code(code)) => {
                codes.iter().find(|(known, _)| *known == code).and_then(|(_, option)| *option)
            }
            (Self::YesNo { yes, no }, Value::YesNo(answer)) => Some(if answer { *yes } else { *no }),
            (Self::Coefficient(coefficient), Value::Number(number)) => {
                return Weighed::Weight(coefficient * number);
            }
            (Self::Coefficient(coefficient), Value::YesNo(answer)) => {
                return Weighed::Weight(if answer { *coefficient } else { 0.0 });
            }
            _ => None,
        };
        option.map_or(Weighed::NotCovered, Weighed::Option)
    }
}

impl Band {
    fn reaches(&self, number: f64) -> bool {
        number < self.end || self.end_included && number <= self.end
    }
}
