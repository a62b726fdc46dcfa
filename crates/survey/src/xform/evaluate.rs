//! Works compiled expressions out over a submission laid out in the form's shape.

mod calls;

use super::compile::PREDICATE_LIMIT;
use super::expression::{Arithmetic, Comparison, Descent, Expression, From, ItemPath, NodePath, Rows};
use super::layout::Layout;
use super::questions::{ChoiceSource, Choices};
use super::value::Value;

/// Why an expression has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Halt {
    /// It needs a file nobody has supplied, or a function only the tablet has: nothing can be said.
    NotAtHand,
    /// JavaRosa fails here too: several nodes where one is needed, a text that is no date, endless work.
    Failed,
}

/// Where an expression is being worked out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// The row `.` stands in.
    pub(super) row: usize,
    /// The row `current()` stands in.
    pub(super) current: usize,
    /// In a predicate on a list: the table and the item.
    item: (usize, usize),
    /// In a predicate: the candidate's position.
    position: usize,
}

impl Frame {
    pub(super) fn at(row: usize) -> Frame {
        Frame { row, current: row, item: (0, 0), position: 0 }
    }
}

impl Layout<'_> {
    /// As a condition.
    pub(super) fn truth(&self, expression: &Expression, frame: &Frame) -> Result<bool, Halt> {
        match expression {
            Expression::And(operands) => {
                let [left, right] = &**operands;
                Ok(self.truth(left, frame)? && self.truth(right, frame)?)
            }
            Expression::Or(operands) => {
                let [left, right] = &**operands;
                Ok(self.truth(left, frame)? || self.truth(right, frame)?)
            }
            Expression::Equal(equal, operands) => {
                let [left, right] = &**operands;
                let equals = self.value(left, frame)?.equals(&self.value(right, frame)?);
                Ok(equals == *equal)
            }
            Expression::Compare(comparison, operands) => {
                let [left, right] = &**operands;
                let (left, right) = (self.number(left, frame)?, self.number(right, frame)?);
                Ok(match comparison {
                    Comparison::Less => left < right,
                    Comparison::LessOrEqual => left <= right,
                    Comparison::Greater => left > right,
                    Comparison::GreaterOrEqual => left >= right,
                })
            }
            Expression::Regex(text, pattern) => Ok(pattern.is_match(&self.value(text, frame)?.into_text())),
            other => Ok(self.value(other, frame)?.to_boolean()),
        }
    }

    /// As a number.
    pub(super) fn number(&self, expression: &Expression, frame: &Frame) -> Result<f64, Halt> {
        match expression {
            Expression::Negate(operand) => Ok(-self.number(operand, frame)?),
            Expression::Arithmetic(arithmetic, operands) => {
                let [left, right] = &**operands;
                let (left, right) = (self.number(left, frame)?, self.number(right, frame)?);
                Ok(match arithmetic {
                    Arithmetic::Add => left + right,
                    Arithmetic::Subtract => left - right,
                    Arithmetic::Multiply => left * right,
                    Arithmetic::Divide => left / right,
                    Arithmetic::Modulo => left % right,
                })
            }
            other => Ok(self.value(other, frame)?.to_number()),
        }
    }

    /// As whatever it gives.
    pub(super) fn value<'s>(&'s self, expression: &'s Expression, frame: &Frame) -> Result<Value<'s>, Halt> {
        match expression {
            Expression::Constant(Value::Text(text)) => Ok(Value::text(text)),
            Expression::Constant(value) => Ok(value.clone()),
            Expression::Nodes(path) => {
                let row = self.one_row(path, frame)?;
                Ok(row.map_or(Value::EMPTY, |row| self.read(&path.target, row)))
            }
            Expression::Items(path) => self.one_item(path, frame),
            Expression::Column(column) => Ok(Value::text(self.cell(frame.item, *column))),
            Expression::Negate(_) | Expression::Arithmetic(..) => {
                self.number(expression, frame).map(Value::Number)
            }
            Expression::And(_)
            | Expression::Or(_)
            | Expression::Equal(..)
            | Expression::Compare(..)
            | Expression::Regex(..) => self.truth(expression, frame).map(Value::Boolean),
            Expression::Call(function, arguments) => self.call(*function, arguments, frame),
            Expression::ChoiceName { value, question, path } => {
                self.choice_name(value, *question, path, frame)
            }
            Expression::Unknowable => Err(Halt::NotAtHand),
        }
    }

    /// The text of every node a path leads to, or of the one value anything else gives.
    fn each_value<'s>(
        &'s self,
        expression: &'s Expression,
        frame: &Frame,
        visit: &mut dyn FnMut(Value<'s>) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        match expression {
            Expression::Nodes(path) => {
                self.each_node(path, frame, &mut |row| visit(self.read(&path.target, row)))
            }
            Expression::Items(path) => {
                self.each_item(path, frame, &mut |item| visit(Value::text(self.item_text(path, item))))
            }
            other => visit(self.value(other, frame)?),
        }
    }

    /// The only row a path leads to; none when there is none, a failure when there are several.
    fn one_row(&self, path: &NodePath, frame: &Frame) -> Result<Option<usize>, Halt> {
        if path.down.is_empty() {
            return Ok(Some(self.start_row(path, frame)));
        }
        let mut found = None;
        self.each_node(path, frame, &mut |row| match found.replace(row) {
            None => Ok(()),
            Some(_) => Err(Halt::Failed),
        })?;
        Ok(found)
    }

    fn start_row(&self, path: &NodePath, frame: &Frame) -> usize {
        let row = if path.from == From::Context { frame.row } else { frame.current };
        self.row_around(row, path.up)
    }

    /// Every relevant node a path leads to, by its row.
    pub(super) fn each_node(
        &self,
        path: &NodePath,
        frame: &Frame,
        visit: &mut dyn FnMut(usize) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        self.each_row(path, frame, &mut |row| {
            if self.is_relevant(path.target.relevance, row) { visit(row) } else { Ok(()) }
        })
    }

    fn each_row(
        &self,
        path: &NodePath,
        frame: &Frame,
        visit: &mut dyn FnMut(usize) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        self.descend(&path.down, path.from, self.start_row(path, frame), frame, visit)
    }

    fn descend(
        &self,
        down: &[Descent],
        from: From,
        row: usize,
        frame: &Frame,
        visit: &mut dyn FnMut(usize) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let [descent, rest @ ..] = down else { return visit(row) };
        let candidates = self.rows_inside(row, descent.ordinal);
        let position = match &descent.rows {
            Rows::Where(predicates) => {
                let mut passed = [0_usize; PREDICATE_LIMIT];
                for candidate in candidates {
                    if !self.spend() {
                        return Err(Halt::Failed);
                    }
                    let inside = Frame { row: candidate, ..*frame };
                    if self.passes(predicates, &inside, self.position_of(candidate), &mut passed)? {
                        self.descend(rest, from, candidate, frame, visit)?;
                    }
                }
                return Ok(());
            }
            Rows::SameAs(up) => {
                let base = if from == From::Context { frame.row } else { frame.current };
                self.position_of(self.row_around(base, *up))
            }
            Rows::At(position) => {
                usize::try_from(self.value(position, frame)?.to_index()).map_or(1, |position| position.max(1))
            }
        };
        match position.checked_sub(1).and_then(|offset| candidates.clone().nth(offset)) {
            Some(candidate) => self.descend(rest, from, candidate, frame, visit),
            None => Ok(()),
        }
    }

    /// Whether a candidate passes all predicates. The first counts positions among all, each other one among
    /// those the ones before let pass.
    fn passes(
        &self,
        predicates: &[Expression],
        inside: &Frame,
        position: usize,
        passed: &mut [usize; PREDICATE_LIMIT],
    ) -> Result<bool, Halt> {
        let mut position = position;
        for (predicate, passed) in predicates.iter().zip(passed) {
            let inside = Frame { position, ..*inside };
            if self.value(predicate, &inside)? != Value::Boolean(true) {
                return Ok(false);
            }
            *passed += 1;
            position = *passed;
        }
        Ok(true)
    }

    fn position_of(&self, row: usize) -> usize {
        self.row(row).map_or(1, |row| row.position)
    }

    fn one_item<'s>(&'s self, path: &'s ItemPath, frame: &Frame) -> Result<Value<'s>, Halt> {
        let mut found = None;
        self.each_item(path, frame, &mut |item| match found.replace(item) {
            None => Ok(()),
            Some(_) => Err(Halt::Failed),
        })?;
        Ok(found.map_or(Value::EMPTY, |item| Value::text(self.item_text(path, item))))
    }

    /// Every item a path leads to, by its row in the table.
    fn each_item(
        &self,
        path: &ItemPath,
        frame: &Frame,
        visit: &mut dyn FnMut(usize) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        let table = self.form.tables.get(path.table).filter(|table| table.loaded).ok_or(Halt::NotAtHand)?;
        let mut passed = [0_usize; PREDICATE_LIMIT];
        let mut consider = |item: usize| {
            if !self.spend() {
                return Err(Halt::Failed);
            }
            let inside = Frame { item: (path.table, item), ..*frame };
            if self.passes(&path.predicates, &inside, item + 1, &mut passed)? { visit(item) } else { Ok(()) }
        };
        let Some((column, wanted)) = &path.lookup else {
            return (0..table.count()).try_for_each(consider);
        };
        match self.value(wanted, frame)? {
            Value::Text(text) => table.rows_with(*column, &text).try_for_each(consider),
            other => (0..table.count())
                .filter(|item| Value::text(table.cell(*item, *column)).equals(&other))
                .try_for_each(&mut consider),
        }
    }

    fn cell(&self, item: (usize, usize), column: usize) -> &str {
        self.form.tables.get(item.0).map_or("", |table| table.cell(item.1, column))
    }

    fn item_text(&self, path: &ItemPath, item: usize) -> &str {
        path.column.map_or("", |column| self.cell((path.table, item), column))
    }

    /// Whether a value may be chosen, for the question standing in this row.
    pub(super) fn may_choose(&self, choices: &Choices, chosen: &str, frame: &Frame) -> Result<bool, Halt> {
        match &choices.source {
            ChoiceSource::Unknown => Ok(true),
            ChoiceSource::Fixed(fixed) => Ok(fixed.iter().any(|(value, _)| **value == *chosen)),
            ChoiceSource::Items { path, value, .. } => self.may_choose_item(path, *value, chosen, frame),
            ChoiceSource::Rows { path, value } => {
                let mut found = false;
                self.each_node(path, frame, &mut |row| {
                    let inside = Frame { row, ..*frame };
                    let row = self.one_row(value, &inside)?;
                    found |= row.is_some_and(|row| self.read(&value.target, row).into_text() == chosen);
                    Ok(())
                })?;
                Ok(found)
            }
        }
    }

    /// Finds the item by its value first and only then asks whether the filter lets it through.
    fn may_choose_item(
        &self,
        path: &ItemPath,
        value: usize,
        chosen: &str,
        frame: &Frame,
    ) -> Result<bool, Halt> {
        let table = self.form.tables.get(path.table).filter(|table| table.loaded).ok_or(Halt::NotAtHand)?;
        let wanted = match &path.lookup {
            Some((column, wanted)) => Some((*column, self.value(wanted, frame)?)),
            None => None,
        };
        for item in table.rows_with(value, chosen) {
            let found = wanted
                .as_ref()
                .is_none_or(|(column, wanted)| Value::text(table.cell(item, *column)).equals(wanted));
            let inside = Frame { item: (path.table, item), ..*frame };
            if found && self.passes(&path.predicates, &inside, item + 1, &mut [0; PREDICATE_LIMIT])? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn choice_name<'s>(
        &'s self,
        value: &'s Expression,
        question: usize,
        path: &NodePath,
        frame: &Frame,
    ) -> Result<Value<'s>, Halt> {
        let value = self.value(value, frame)?.into_text();
        let mut first = None;
        self.each_row(path, frame, &mut |row| {
            first.get_or_insert(row);
            Ok(())
        })?;
        let choices = self.form.questions.get(question).and_then(|question| question.choices.as_ref());
        let (Some(row), Some(choices)) = (first, choices) else { return Ok(Value::EMPTY) };
        if !self.may_choose(choices, &value, &Frame::at(row))? {
            return Ok(Value::EMPTY);
        }
        let label = self.form.question_choice_label(question, &value, self.form.default_language());
        Ok(Value::text(label.unwrap_or_default()))
    }
}
