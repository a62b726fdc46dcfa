//! Checks a submission against its form and says what breaks it, and where; never what was answered.

use std::sync::Arc;

use jiff::Zoned;

use crate::instance::Instance;

use super::evaluate::{Frame, Halt};
use super::layout::{Layout, Stranger};
use super::model::{AnswerType, Model};
use super::order::Step;
use super::questions::Question;
use super::value::{Value, format_number};
use super::{Form, Wording, dates};

/// One thing in a submission that its form does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where, with rows of repeats counted from 1: `/data/roster/member[3]/cnic`.
    pub path: String,
    /// What.
    pub kind: ViolationKind,
    /// The form's own message for it, if it has one.
    pub message: Option<Arc<Wording>>,
}

/// What a submission can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViolationKind {
    /// The answer does not meet the question's constraint.
    Constraint,
    /// The question is relevant and required, and has no answer.
    Required,
    /// The value sent is not what the form works out.
    Calculation,
    /// There is a value for a question that is not relevant.
    Irrelevant,
    /// The value is not of the question's type.
    Type,
    /// The value is not among the choices, filters applied.
    Choice,
    /// The form has no such element, or has it only once.
    UnknownNode,
    /// The repeat has more or fewer rows than the form asks for, or more than are ever checked.
    RepeatCount,
    /// An expression of the form fails on these answers.
    Unevaluable,
}

impl ViolationKind {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Constraint => "constraint",
            Self::Required => "required",
            Self::Calculation => "calculation",
            Self::Irrelevant => "irrelevant",
            Self::Type => "type",
            Self::Choice => "choice",
            Self::UnknownNode => "unknown_node",
            Self::RepeatCount => "repeat_count",
            Self::Unevaluable => "unevaluable",
        }
    }
}

/// For each scope the nodes with anything to check, in the form's order.
pub(super) fn plan(model: &Model, questions: &[Question]) -> Vec<Vec<usize>> {
    let mut plans = vec![Vec::new(); model.scopes.len()];
    for (index, (node, question)) in model.nodes.iter().zip(questions).enumerate() {
        let typed = node.answer_type != AnswerType::Text;
        let asked = question.shown && (question.required.is_some() || question.constraint.is_some());
        let compared = question.calculation.as_ref().is_some_and(|calculation| calculation.compared);
        let leaf = node.children.is_empty();
        let checked =
            leaf && (typed || asked || compared || question.choices.is_some() || node.relevance.is_some());
        if let (true, Some(plan)) = (checked, plans.get_mut(node.scope)) {
            plan.push(index);
        }
    }
    plans
}

/// Unknown elements named one by one; more than these are reported once, at the root.
const STRANGER_LIMIT: usize = 100;

impl Form {
    /// Checks a submission made with this version of the form. `now` is what `now()` and `today()` give, best the
    /// time of the interview in the zone it was held in; times without an offset are read in that zone.
    ///
    /// Calculations are worked out afresh and compared; those that differ each time (`uuid()`, `now()`, `once()`)
    /// or that the enumerator may overwrite are taken as sent. Nothing is reported of what needs a file that was
    /// not supplied, see [`Form::missing_media`].
    pub fn check(&self, instance: &Instance, now: &Zoned) -> Vec<Violation> {
        let root_name = self.model.node(0).map_or("", |root| &root.name);
        if instance.name(instance.root()) != root_name {
            let name: String = instance.name(instance.root()).chars().take(64).collect();
            return vec![Violation {
                path: format!("/{name}"),
                kind: ViolationKind::UnknownNode,
                message: None,
            }];
        }
        let Ok((layout, strangers)) = Layout::build(self, instance, now) else {
            return vec![Violation {
                path: format!("/{root_name}"),
                kind: ViolationKind::RepeatCount,
                message: None,
            }];
        };
        let mut check = Check { layout, violations: Vec::new() };
        for stranger in strangers.iter().take(STRANGER_LIMIT) {
            check.report_stranger(stranger);
        }
        if strangers.len() > STRANGER_LIMIT {
            check.report(ViolationKind::UnknownNode, 0, 0, None);
        }
        check.settle();
        for row in 0..check.layout.rows.len() {
            check.check_row(row);
        }
        check.check_counts();
        check.violations
    }
}

pub(super) struct Check<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) violations: Vec<Violation>,
}

impl<'a> Check<'a> {
    /// Works out all relevance and calculations, each after what it reads.
    pub(super) fn settle(&mut self) {
        let form = self.layout.form;
        for step in &form.steps {
            let (Step::Relevance(node) | Step::Calculation(node)) = *step;
            for row in self.layout.rows_of_scope(form.model.scope_of(node)) {
                match step {
                    Step::Relevance(_) => self.settle_relevance(form, node, row),
                    Step::Calculation(_) => self.settle_calculation(form, node, row),
                }
            }
        }
    }

    fn settle_relevance(&mut self, form: &'a Form, node: usize, row: usize) {
        let (Some(shape), Some(question)) = (form.model.node(node), form.questions.get(node)) else { return };
        let Some(relevant) = &question.relevant else { return };
        let around = shape.parent.is_none_or(|parent| {
            let row_around = if shape.repeats { self.layout.row_around(row, 1) } else { row };
            self.layout.is_relevant(form.model.relevance_place(parent), row_around)
        });
        let own = if around { self.layout.truth(relevant, &Frame::at(row)) } else { Ok(false) };
        let relevant = self.or_report(own, node, row).unwrap_or(true);
        if let Some(slot) = self.layout.slot_mut(row, shape.slot) {
            slot.relevant = relevant;
        }
    }

    fn settle_calculation(&mut self, form: &'a Form, node: usize, row: usize) {
        let (Some(shape), Some(question)) = (form.model.node(node), form.questions.get(node)) else { return };
        let Some(calculation) = question.calculation.as_ref().filter(|calculation| calculation.compared)
        else {
            return;
        };
        let frame = Frame::at(row);
        let outcome = self.layout.value(&calculation.expression, &frame).map(|value| {
            let value = coerce(value, shape.answer_type);
            let sent = self.layout.slot(row, shape.slot).map_or("", |slot| self.layout.sent(slot));
            // What is sent as it should be needs no copy.
            let as_sent =
                shape.answer_type == AnswerType::Text && matches!(&value, Value::Text(text) if *text == sent);
            if as_sent { None } else { Some(value.into_owned()) }
        });
        let computed = self.or_report(outcome, node, row).flatten();
        if let Some(slot) = self.layout.slot_mut(row, shape.slot) {
            slot.computed = computed;
        }
    }

    fn check_row(&mut self, row: usize) {
        let form = self.layout.form;
        let Some(scope) = self.layout.row(row).map(|row| row.scope) else { return };
        for node in form.plans.get(scope).map(Vec::as_slice).unwrap_or_default() {
            self.check_node(form, *node, row);
        }
    }

    fn check_node(&mut self, form: &'a Form, node: usize, row: usize) {
        let (Some(shape), Some(question)) = (form.model.node(node), form.questions.get(node)) else { return };
        let Some(slot) = self.layout.slot(row, shape.slot) else { return };
        let sent = self.layout.sent(slot);
        let answered = !sent.trim().is_empty();
        if !self.layout.is_relevant(form.model.relevance_place(node), row) {
            if answered {
                self.report(ViolationKind::Irrelevant, node, row, None);
            }
            return;
        }
        let wrong = slot.computed.as_ref().is_some_and(|computed| !is_same(computed, sent, self.layout.zone));
        if wrong {
            self.report(ViolationKind::Calculation, node, row, None);
        }
        // What a form works out has whatever type that gives: only the value counts.
        let worked_out = question.calculation.as_ref().is_some_and(|calculation| calculation.compared);
        if !answered {
            self.check_required(question, node, row);
        } else if worked_out || is_of_type(shape.answer_type, sent, self.layout.zone) {
            self.check_answer(question, node, row, sent);
        } else {
            self.report(ViolationKind::Type, node, row, None);
        }
    }

    fn check_required(&mut self, question: &Question, node: usize, row: usize) {
        let Some(required) = question.required.as_ref().filter(|_| question.shown) else { return };
        let outcome = self.layout.truth(required, &Frame::at(row));
        if self.or_report(outcome, node, row) == Some(true) {
            self.report(ViolationKind::Required, node, row, question.required_message.clone());
        }
    }

    fn check_answer(&mut self, question: &Question, node: usize, row: usize, sent: &str) {
        let frame = Frame::at(row);
        if let Some(choices) = &question.choices {
            let mut chosen = sent.split_ascii_whitespace();
            let outcome = if choices.several {
                chosen.try_fold(true, |all, one| Ok(all && self.layout.may_choose(choices, one, &frame)?))
            } else {
                self.layout.may_choose(choices, sent.trim(), &frame)
            };
            if self.or_report(outcome, node, row) == Some(false) {
                self.report(ViolationKind::Choice, node, row, None);
            }
        }
        if let Some(constraint) = question.constraint.as_ref().filter(|_| question.shown) {
            let outcome = self.layout.truth(constraint, &frame);
            if self.or_report(outcome, node, row) == Some(false) {
                self.report(ViolationKind::Constraint, node, row, question.constraint_message.clone());
            }
        }
    }

    /// Repeats with a count have that many rows; where single rows may be irrelevant, at most that many.
    fn check_counts(&mut self) {
        let form = self.layout.form;
        for scope in form.model.scopes.iter().skip(1) {
            let question = form.questions.get(scope.node);
            let Some((count, question)) =
                question.and_then(|question| Some((question.count.as_ref()?, question)))
            else {
                continue;
            };
            let around = form.model.parent(scope.node).unwrap_or(0);
            for row in self.layout.rows_of_scope(scope.parent.unwrap_or(0)) {
                if !self.layout.is_relevant(form.model.relevance_place(around), row) {
                    continue;
                }
                let outcome = self.layout.value(count, &Frame::at(row)).map(|value| value.to_index());
                let Some(expected) = self.or_report(outcome, around, row) else { continue };
                let expected = usize::try_from(expected).unwrap_or(0);
                let found = self.layout.rows_inside(row, scope.ordinal).len();
                if found > expected || (found < expected && question.relevant.is_none()) {
                    let path =
                        format!("{}{}", self.path(around, row), last_segment(form.model.path(scope.node)));
                    self.violations.push(Violation { path, kind: ViolationKind::RepeatCount, message: None });
                }
            }
        }
    }

    /// The outcome, if there is one; a failure of the form itself is reported.
    fn or_report<T>(&mut self, outcome: Result<T, Halt>, node: usize, row: usize) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(Halt::NotAtHand) => None,
            Err(Halt::Failed) => {
                self.report(ViolationKind::Unevaluable, node, row, None);
                None
            }
        }
    }

    fn report(&mut self, kind: ViolationKind, node: usize, row: usize, message: Option<Arc<Wording>>) {
        let path = self.path(node, row);
        self.violations.push(Violation { path, kind, message });
    }

    /// The element's name is the sender's, so it is cut short.
    fn report_stranger(&mut self, stranger: &Stranger) {
        let instance = self.layout.instance;
        let name: String = instance.name(stranger.element).chars().take(64).collect();
        let position = instance.position(stranger.element);
        let index = if position > 1 { format!("[{position}]") } else { String::new() };
        let path = format!("{}/{name}{index}", self.path(stranger.node, stranger.row));
        self.violations.push(Violation { path, kind: ViolationKind::UnknownNode, message: None });
    }

    fn path(&self, node: usize, row: usize) -> String {
        let mut segments = Vec::new();
        let (mut next, mut row) = (Some(node), row);
        while let Some(shape) = next.and_then(|node| self.layout.form.model.node(node)) {
            if shape.repeats {
                let position = self.layout.row(row).map_or(1, |row| row.position);
                segments.push(format!("/{}[{position}]", shape.name));
                row = self.layout.row_around(row, 1);
            } else {
                segments.push(format!("/{}", shape.name));
            }
            next = shape.parent;
        }
        segments.reverse();
        segments.concat()
    }
}

fn last_segment(path: &str) -> &str {
    path.rfind('/').and_then(|slash| path.get(slash..)).unwrap_or(path)
}

/// A worked out value as JavaRosa keeps it in a node of this type.
fn coerce(value: Value<'_>, answer_type: AnswerType) -> Value<'_> {
    match (value, answer_type) {
        (value, _) if value.is_empty() => Value::EMPTY,
        (value, AnswerType::Boolean) => Value::Boolean(value.to_boolean()),
        (Value::Number(number), AnswerType::Integer) => Value::Number(number.trunc()),
        (value, _) => value,
    }
}

/// Whether a worked out value is what was sent. Clients write numbers, dates and booleans differently, so these
/// are compared as what they are, numbers to nine digits.
fn is_same(computed: &Value<'_>, sent: &str, zone: jiff::tz::Offset) -> bool {
    let sent = sent.trim();
    match computed {
        Value::Text(text) => text.trim() == sent,
        Value::Number(number) => match sent.parse::<f64>() {
            Ok(sent) => {
                sent.total_cmp(number).is_eq() || (sent - number).abs() <= 1.0e-9 * number.abs().max(1.0)
            }
            Err(_) => format_number(*number) == sent,
        },
        Value::Boolean(boolean) => matches!((boolean, sent), (true, "true" | "1") | (false, "false" | "0")),
        Value::Moment(moment) if sent.contains('T') => dates::parse_date_time(sent, zone) == Some(*moment),
        Value::Moment(moment) => dates::parse_date(sent) == Some(dates::start_of_day(*moment)),
    }
}

/// Whether an answer is of a type, as JavaRosa reads it.
fn is_of_type(answer_type: AnswerType, sent: &str, zone: jiff::tz::Offset) -> bool {
    let sent = sent.trim();
    match answer_type {
        AnswerType::Text => true,
        // Integers have 32 bits in JavaRosa: longer numbers must be asked for as text or decimal.
        AnswerType::Integer => sent.parse::<i32>().is_ok(),
        AnswerType::Decimal => sent.parse::<f64>().is_ok_and(f64::is_finite),
        AnswerType::Boolean => matches!(sent, "1" | "0" | "true" | "false"),
        AnswerType::Date => dates::parse_date(sent).is_some(),
        AnswerType::DateTime => dates::parse_date_time(sent, zone).is_some(),
        AnswerType::Time => dates::parse_time(sent, zone).is_some(),
        AnswerType::GeoPoint => is_point(sent),
        AnswerType::GeoPoints => sent.trim_end_matches(';').split(';').all(|point| is_point(point.trim())),
    }
}

/// Latitude and longitude in degrees, then perhaps altitude and accuracy in metres.
fn is_point(text: &str) -> bool {
    let numbers: Option<Vec<f64>> = text
        .split_ascii_whitespace()
        .map(|number| number.parse().ok().filter(|number: &f64| number.is_finite()))
        .collect();
    match numbers.as_deref() {
        Some([latitude, longitude, rest @ ..]) => {
            latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && rest.len() <= 2
        }
        _ => false,
    }
}

/// A layout with relevance and calculations worked out, for tests of single expressions.
#[cfg(test)]
pub(super) fn settled(layout: Layout<'_>) -> Layout<'_> {
    let mut check = Check { layout, violations: Vec::new() };
    check.settle();
    check.layout
}
