//! Conditions of policies: CEL expressions over facts, checked when loaded and evaluated with three answers.
//!
//! CEL's own parser reads them; what it reads is checked against the declared facts and turned into a small typed
//! [`Expression`]. That is what is evaluated, for three reasons: a mistyped fact or code is found when the rules are
//! loaded and not when a household comes; an evaluation costs nanoseconds; and the same expression can be written in
//! the language of a query engine. A property test holds it to the answers of CEL's interpreter.
//!
//! What is offered of CEL: facts, numbers, texts, `true`, `false`, `! && || == != < <= > >=`, `in [..]`, brackets.
//! A lacking fact makes what depends on it unknown; as in CEL, `&&` and `||` can be decided in spite of it.

mod compile;

use crate::facts::{FactId, Facts, Value};
use std::{cmp::Ordering, ops::Range};

/// A condition, ready to be evaluated.
#[derive(Debug, Clone)]
pub struct Condition {
    source: String,
    expression: Expression,
    facts: Vec<FactId>,
}

/// A yes-or-no expression over facts, for evaluating and for translating into other languages.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// Always the same.
    Constant(bool),
    /// A yes-or-no fact.
    Fact(FactId),
    /// The opposite.
    Not(Box<Self>),
    /// Both.
    And(Box<Self>, Box<Self>),
    /// Either.
    Or(Box<Self>, Box<Self>),
    /// Both have the same answer.
    Same(Box<Self>, Box<Self>),
    /// Two numbers compared.
    Compare(Number, Comparison, Number),
    /// The code of a fact is one of these.
    OneOf(FactId, Vec<&'static str>),
}

/// A number in a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// The value of a fact.
    Fact(FactId),
    /// A fixed number.
    Constant(f64),
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Smaller.
    Less,
    /// Smaller or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

/// Why a text is no condition.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{fault}")]
pub struct ConditionError {
    /// Where, as bytes of the text.
    pub place: Range<usize>,
    /// What is wrong.
    pub fault: ConditionFault,
}

/// What is wrong with a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionFault {
    /// Not CEL at all.
    #[error("not a CEL expression: {0}")]
    Syntax(String),
    /// No such fact.
    #[error("there is no fact `{0}`")]
    UnknownFact(String),
    /// A text that is no code of the fact compared with.
    #[error("`{code}` is no code of `{fact}`; its codes are {codes}")]
    UnknownCode {
        /// The text.
        code: String,
        /// The fact.
        fact: FactId,
        /// Its codes.
        codes: String,
    },
    /// Yes or no was wanted and something else stands there.
    #[error("yes or no is wanted here, and `{0}` is a {1}")]
    NotYesNo(String, &'static str),
    /// The two sides cannot be compared.
    #[error("a {0} and a {1} cannot be compared")]
    Incomparable(&'static str, &'static str),
    /// A part of CEL that is not offered.
    #[error("`{0}` is not offered in conditions")]
    NotOffered(String),
}

impl Condition {
    /// Reads and checks a condition.
    pub fn compile(source: &str) -> Result<Self, ConditionError> {
        let expression = compile::expression(source)?;
        let mut facts = Vec::new();
        expression.collect_facts(&mut facts);
        // By name, because decisions list them and must not change when facts are declared in another order.
        facts.sort_unstable_by_key(|fact| fact.name());
        facts.dedup();
        Ok(Self { source: source.to_owned(), expression, facts })
    }

    /// Whether it is true of the facts; `None` when facts that it needs are lacking.
    pub fn evaluate(&self, facts: &Facts) -> Option<bool> {
        self.expression.evaluate(facts)
    }

    /// As it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// As it is evaluated.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// The facts it uses, by name.
    pub fn facts(&self) -> &[FactId] {
        &self.facts
    }

    /// Those of its facts that are lacking.
    pub fn lacking(&self, facts: &Facts) -> Vec<FactId> {
        self.facts.iter().copied().filter(|fact| facts.get(*fact).is_none()).collect()
    }
}

impl Expression {
    fn evaluate(&self, facts: &Facts) -> Option<bool> {
        match self {
            Self::Constant(answer) => Some(*answer),
            Self::Fact(fact) => match facts.get(*fact)? {
                Value::YesNo(yes) => Some(yes),
                _ => None,
            },
            Self::Not(inner) => inner.evaluate(facts).map(|answer| !answer),
            Self::And(left, right) => match left.evaluate(facts) {
                Some(false) => Some(false),
                Some(true) => right.evaluate(facts),
                None => right.evaluate(facts).filter(|answer| !answer),
            },
            Self::Or(left, right) => match left.evaluate(facts) {
                Some(true) => Some(true),
                Some(false) => right.evaluate(facts),
                None => right.evaluate(facts).filter(|answer| *answer),
            },
            Self::Same(left, right) => Some(left.evaluate(facts)? == right.evaluate(facts)?),
            Self::Compare(left, comparison, right) => {
                Some(comparison.holds(left.value(facts)?.partial_cmp(&right.value(facts)?)?))
            }
            Self::OneOf(fact, codes) => match facts.get(*fact)? {
                Value::Code(code) => Some(codes.contains(&code)),
                _ => None,
            },
        }
    }

    fn collect_facts(&self, into: &mut Vec<FactId>) {
        match self {
            Self::Constant(_) => {}
            Self::Fact(fact) | Self::OneOf(fact, _) => into.push(*fact),
            Self::Not(inner) => inner.collect_facts(into),
            Self::And(left, right) | Self::Or(left, right) | Self::Same(left, right) => {
                left.collect_facts(into);
                right.collect_facts(into);
            }
            Self::Compare(left, _, right) => {
                let facts = [left, right].into_iter().filter_map(|number| number.fact());
                into.extend(facts);
            }
        }
    }
}

impl Number {
    fn value(self, facts: &Facts) -> Option<f64> {
        match self {
            Self::Constant(number) => Some(number),
            Self::Fact(fact) => match facts.get(fact)? {
                Value::Number(number) => Some(number),
                _ => None,
            },
        }
    }

    fn fact(self) -> Option<FactId> {
        match self {
            Self::Fact(fact) => Some(fact),
            Self::Constant(_) => None,
        }
    }
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}
