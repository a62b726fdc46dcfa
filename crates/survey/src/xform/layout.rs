//! Lays a submission out in the form's shape: a row for every row of a repeat, a slot for every node in it, so
//! that a path worked out at publication leads straight to an answer.

use std::cell::Cell;

use jiff::Zoned;
use jiff::tz::Offset;

use crate::instance::{Instance, NodeId};

use super::Form;
use super::dates;
use super::expression::Target;
use super::value::Value;

/// One row of a repeat; row 0 is the whole form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) scope: usize,
    pub(super) parent: usize,
    /// 1-based among the rows of the same repeat in the same outer row.
    pub(super) position: usize,
    /// Where its slots begin.
    base: usize,
    /// Where the ranges of its inner repeats begin.
    ranges: usize,
}

/// One node in one row.
#[derive(Debug)]
pub(super) struct Slot {
    /// None when the submission lacks the node.
    pub(super) node: Option<NodeId>,
    /// Only kept for nodes with a `relevant` of their own; includes that of the nodes around.
    pub(super) relevant: bool,
    /// What the form works out, where that is not simply what was sent.
    pub(super) computed: Option<Value<'static>>,
}

/// An element the form does not have, or has only once.
pub(super) struct Stranger {
    /// The node and row it stands in.
    pub(super) node: usize,
    pub(super) row: usize,
    pub(super) element: NodeId,
}

/// A submission in the form's shape, and what expressions may ask for besides.
pub(super) struct Layout<'a> {
    pub(super) form: &'a Form,
    pub(super) instance: &'a Instance,
    pub(super) zone: Offset,
    /// In milliseconds of local time.
    pub(super) now: i64,
    /// Rows by scope, each scope's in document order.
    pub(super) rows: Vec<Row>,
    /// The rows of each scope.
    scope_rows: Vec<(usize, usize)>,
    /// For each row and each repeat directly inside it, the rows of that repeat.
    ranges: Vec<(usize, usize)>,
    slots: Vec<Slot>,
    /// How many more nodes expressions may look at.
    fuel: Cell<u32>,
}

/// More rows than any household has; an expression over all pairs of rows stays affordable.
const ROW_LIMIT: usize = 2_000;
const SLOT_LIMIT: usize = 400_000;
const FUEL: u32 = 3_000_000;

/// The submission has more rows than are checked.
pub(super) struct TooManyRows;

impl<'a> Layout<'a> {
    /// Lays a submission out. Elements without a place in the form are handed back.
    pub(super) fn build(
        form: &'a Form,
        instance: &'a Instance,
        now: &Zoned,
    ) -> Result<(Layout<'a>, Vec<Stranger>), TooManyRows> {
        let mut layout = Layout {
            form,
            instance,
            zone: now.offset(),
            now: now.timestamp().as_millisecond() + i64::from(now.offset().seconds()) * 1_000,
            rows: Vec::with_capacity(16),
            scope_rows: Vec::with_capacity(form.model.scopes.len()),
            ranges: Vec::with_capacity(16),
            slots: Vec::with_capacity(form.model.nodes.len() * 2),
            fuel: Cell::new(FUEL),
        };
        let mut filler = Filler { pending: vec![Vec::new(); form.model.scopes.len()], strangers: Vec::new() };
        layout.add_rows(0, &[(0, instance.root())], &mut filler)?;
        for scope in 1..form.model.scopes.len() {
            let elements = filler.pending.get_mut(scope).map(std::mem::take).unwrap_or_default();
            layout.add_rows(scope, &elements, &mut filler)?;
        }
        Ok((layout, filler.strangers))
    }

    fn add_rows(
        &mut self,
        scope: usize,
        elements: &[(usize, NodeId)],
        filler: &mut Filler,
    ) -> Result<(), TooManyRows> {
        let first = self.rows.len();
        let Some(shape) = self.form.model.scope(scope) else { return Ok(()) };
        let slots = elements.len() * shape.slots;
        if first + elements.len() > ROW_LIMIT || self.slots.len() + slots > SLOT_LIMIT {
            return Err(TooManyRows);
        }
        let mut position = 0;
        for (index, (parent, element)) in elements.iter().enumerate() {
            let same_parent =
                index.checked_sub(1).and_then(|before| elements.get(before)).map(|(row, _)| row)
                    == Some(parent);
            position = if same_parent { position + 1 } else { 1 };
            let row = self.rows.len();
            self.rows.push(Row {
                scope,
                parent: *parent,
                position,
                base: self.slots.len(),
                ranges: self.ranges.len(),
            });
            self.ranges.extend(shape.children.iter().map(|_| (0, 0)));
            self.slots.extend((0..shape.slots).map(|_| Slot { node: None, relevant: true, computed: None }));
            if scope > 0 {
                self.extend_range(*parent, shape.ordinal, row);
            }
            self.place(shape.node, row, *element);
            self.fill(shape.node, row, *element, filler);
        }
        self.scope_rows.push((first, self.rows.len()));
        Ok(())
    }

    fn extend_range(&mut self, parent: usize, ordinal: usize, row: usize) {
        let place = self.rows.get(parent).map_or(0, |parent| parent.ranges + ordinal);
        if let Some(range) = self.ranges.get_mut(place) {
            *range = if range.0 == range.1 { (row, row + 1) } else { (range.0, row + 1) };
        }
    }

    /// Gives every element inside `element` its slot; rows of inner repeats wait for their scope's turn.
    fn fill(&mut self, node: usize, row: usize, element: NodeId, filler: &mut Filler) {
        let form = self.form;
        let Some(shape) = form.model.node(node) else { return };
        let is_meta = shape.parent == Some(0) && &*shape.name == "meta";
        let mut expected = 0;
        for child in self.instance.children(element) {
            let found = find_child(form, &shape.children, self.instance.name(child), &mut expected);
            let Some(found) = found else {
                // Servers and clients add their own to `meta`.
                if !is_meta {
                    filler.strangers.push(Stranger { node, row, element: child });
                }
                continue;
            };
            let (repeats, scope) =
                form.model.node(found).map_or((false, 0), |node| (node.repeats, node.scope));
            if repeats {
                if let Some(pending) = filler.pending.get_mut(scope) {
                    pending.push((row, child));
                }
            } else if self.place(found, row, child) {
                self.fill(found, row, child, filler);
            } else {
                filler.strangers.push(Stranger { node, row, element: child });
            }
        }
    }

    /// False when the slot is taken: the element is there twice.
    fn place(&mut self, node: usize, row: usize, element: NodeId) -> bool {
        let slot = self.form.model.node(node).map_or(0, |node| node.slot);
        match self.slot_mut(row, slot) {
            Some(slot) if slot.node.is_none() => {
                slot.node = Some(element);
                true
            }
            _ => false,
        }
    }

    pub(super) fn row(&self, row: usize) -> Option<&Row> {
        self.rows.get(row)
    }

    /// The rows of a scope.
    pub(super) fn rows_of_scope(&self, scope: usize) -> std::ops::Range<usize> {
        let (start, end) = self.scope_rows.get(scope).copied().unwrap_or((0, 0));
        start..end
    }

    /// The rows of an inner repeat in a row.
    pub(super) fn rows_inside(&self, row: usize, ordinal: usize) -> std::ops::Range<usize> {
        let place = self.rows.get(row).map_or(usize::MAX, |row| row.ranges + ordinal);
        let (start, end) = self.ranges.get(place).copied().unwrap_or((0, 0));
        start..end
    }

    /// The row this many scopes further out.
    pub(super) fn row_around(&self, mut row: usize, up: usize) -> usize {
        for _ in 0..up {
            row = self.rows.get(row).map_or(0, |row| row.parent);
        }
        row
    }

    pub(super) fn slot(&self, row: usize, slot: usize) -> Option<&Slot> {
        self.slots.get(self.rows.get(row)?.base + slot)
    }

    pub(super) fn slot_mut(&mut self, row: usize, slot: usize) -> Option<&mut Slot> {
        let place = self.rows.get(row)?.base + slot;
        self.slots.get_mut(place)
    }

    /// What was sent, empty when nothing was.
    pub(super) fn sent(&self, slot: &Slot) -> &'a str {
        slot.node.map_or("", |node| self.instance.text(node))
    }

    pub(super) fn is_relevant(&self, relevance: Option<(usize, usize)>, row: usize) -> bool {
        relevance.is_none_or(|(up, slot)| {
            self.slot(self.row_around(row, up), slot).is_none_or(|slot| slot.relevant)
        })
    }

    /// The value at a place: as worked out, else as sent; nothing where it is not relevant.
    pub(super) fn read(&self, target: &Target, row: usize) -> Value<'_> {
        if !self.is_relevant(target.relevance, row) {
            return Value::EMPTY;
        }
        let Some(slot) = self.slot(row, target.slot) else { return Value::EMPTY };
        match &slot.computed {
            None => self.typed(target.answer_type, self.sent(slot)),
            Some(Value::Text(text)) => Value::text(text),
            Some(Value::Number(number)) => Value::Number(*number),
            Some(Value::Boolean(boolean)) => Value::Boolean(*boolean),
            Some(Value::Moment(moment)) => Value::Moment(*moment),
        }
    }

    /// An answer as its type reads it; what its type cannot read stays text.
    fn typed<'b>(&self, answer_type: super::model::AnswerType, text: &'b str) -> Value<'b> {
        use super::model::AnswerType;
        if text.is_empty() {
            return Value::EMPTY;
        }
        let moment = |milliseconds: Option<i64>| milliseconds.map_or(Value::text(text), Value::Moment);
        match answer_type {
            AnswerType::Text | AnswerType::GeoPoint | AnswerType::GeoPoints => Value::text(text),
            AnswerType::Integer | AnswerType::Decimal => {
                let trimmed = text.trim();
                trimmed.parse().map_or(Value::text(trimmed), Value::Number)
            }
            AnswerType::Boolean => match text.trim() {
                "1" | "true" | "t" => Value::Boolean(true),
                "0" | "false" => Value::Boolean(false),
                _ => Value::text(text),
            },
            AnswerType::Date => moment(dates::parse_date(text.trim())),
            AnswerType::DateTime => moment(dates::parse_date_time(text.trim(), self.zone)),
            AnswerType::Time => moment(
                dates::parse_time(text.trim(), self.zone).map(|time| dates::start_of_day(self.now) + time),
            ),
        }
    }

    /// Counts a node looked at; false when an expression has looked at far too many.
    pub(super) fn spend(&self) -> bool {
        let left = self.fuel.get();
        self.fuel.set(left.saturating_sub(1));
        left > 0
    }
}

struct Filler {
    /// For each scope the rows to come: the row around and the element.
    pending: Vec<Vec<(usize, NodeId)>>,
    strangers: Vec<Stranger>,
}

/// Finds a child by name, beginning where the last was found: submissions keep the form's order.
fn find_child(form: &Form, children: &[usize], name: &str, expected: &mut usize) -> Option<usize> {
    let matches = |child: &usize| form.model.node(*child).is_some_and(|child| *child.name == *name);
    let (before, after) = children.split_at_checked(*expected).unwrap_or((children, &[]));
    let found = after.iter().position(matches).map(|index| index + before.len());
    let found = found.or_else(|| before.iter().position(matches))?;
    *expected = found;
    children.get(found).copied()
}
