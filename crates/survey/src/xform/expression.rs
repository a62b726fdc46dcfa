//! Compiled expressions: every name is already a place in the form, so that nothing is looked up by name while
//! a submission is checked.

use regex::Regex;

use super::functions::Function;
use super::model::AnswerType;
use super::value::Value;

#[derive(Debug)]
pub(super) enum Expression {
    Constant(Value<'static>),
    And(Box<[Expression; 2]>),
    Or(Box<[Expression; 2]>),
    /// `=`, or `!=` when the flag is false.
    Equal(bool, Box<[Expression; 2]>),
    Compare(Comparison, Box<[Expression; 2]>),
    Arithmetic(Arithmetic, Box<[Expression; 2]>),
    Negate(Box<Expression>),
    Nodes(NodePath),
    Items(ItemPath),
    /// A column of the item a predicate looks at.
    Column(usize),
    Call(Function, Box<[Expression]>),
    Regex(Box<Expression>, Regex),
    /// The label of a value among the choices of a question.
    ChoiceName {
        value: Box<Expression>,
        question: usize,
        path: NodePath,
    },
    /// A function only the tablet can work out.
    Unknowable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// A path in the primary instance: some scopes up from where the expression stands, then down through repeats.
#[derive(Debug)]
pub(super) struct NodePath {
    pub(super) from: From,
    /// How many scopes to leave before going down.
    pub(super) up: usize,
    pub(super) down: Box<[Descent]>,
    pub(super) target: Target,
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// The node the expression, or the predicate, is about.
    Context,
    /// The node the whole expression is about: `current()`.
    Current,
}

/// The node a path leads to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub(super) node: usize,
    pub(super) slot: usize,
    pub(super) repeats: bool,
    pub(super) answer_type: AnswerType,
    /// Where its relevance is kept: scopes up, and the slot there; none when it is always relevant.
    pub(super) relevance: Option<(usize, usize)>,
}

/// One step into a repeat: which rows to follow.
#[derive(Debug)]
pub(super) struct Descent {
    /// Which child of the scope.
    pub(super) ordinal: usize,
    pub(super) rows: Rows,
}

#[derive(Debug)]
pub(super) enum Rows {
    /// Those for which all predicates hold.
    Where(Box<[Expression]>),
    /// The row of the same position as the one this many scopes up from where the path starts.
    SameAs(usize),
    /// The row of this position: `indexed-repeat()`.
    At(Box<Expression>),
}

/// A path in a secondary instance: `instance('list')/root/item[…]/column`.
#[derive(Debug)]
pub(super) struct ItemPath {
    pub(super) table: usize,
    /// A predicate `column = value`, which an index can answer.
    pub(super) lookup: Option<(usize, Box<Expression>)>,
    pub(super) predicates: Box<[Expression]>,
    /// None for the item itself.
    pub(super) column: Option<usize>,
}

/// A compiled expression with what it depends on.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) expression: Expression,
    /// Nodes whose value or relevance it reads.
    pub(super) reads: Vec<usize>,
    /// Whether the same answers always give the same value: false with `now()`, `uuid()` and their like.
    pub(super) stable: bool,
    /// Whether it can be worked out here at all.
    pub(super) knowable: bool,
}
