//! From the tree that CEL's parser gives to an [`Expression`], every fact, code and type checked on the way.

use super::{Comparison, ConditionError, ConditionFault, Expression, Number};
use crate::facts::{FactId, Kind};
use cel::{
    IdedExpr, Program,
    common::ast::{CallExpr, Expr, LiteralValue, SourceInfo, operators},
};
use std::ops::Range;

/// The checked expression of a text.
pub(super) fn expression(source: &str) -> Result<Expression, ConditionError> {
    let program = Program::compile(source).map_err(|errors| syntax_error(source, &errors))?;
    let reader = Reader { places: program.source_info(), length: source.len() };
    reader.yes_no(program.expression())
}

fn syntax_error(source: &str, errors: &cel::ParseErrors) -> ConditionError {
    let what = errors.errors.first().map_or_else(String::new, |error| error.msg.clone());
    ConditionError { place: 0..source.len(), fault: ConditionFault::Syntax(what) }
}

/// What stands at one place of the tree.
enum Operand {
    YesNo(Expression),
    Number(Number),
    CodeFact(FactId, &'static [&'static str]),
    Text(String),
    List(Vec<Operand>),
}

impl Operand {
    fn kind(&self) -> &'static str {
        match self {
            Self::YesNo(_) => "yes or no",
            Self::Number(_) => "number",
            Self::CodeFact(..) => "code",
            Self::Text(_) => "text",
            Self::List(_) => "list",
        }
    }

    fn is_fixed(&self) -> bool {
        matches!(
            self,
            Self::Text(_) | Self::Number(Number::Constant(_)) | Self::YesNo(Expression::Constant(_))
        )
    }
}

struct Reader<'a> {
    places: &'a SourceInfo,
    length: usize,
}

type Read<T> = Result<T, ConditionError>;

impl Reader<'_> {
    fn fault<T>(&self, at: &IdedExpr, fault: ConditionFault) -> Read<T> {
        let place =
            self.places.offset_for(at.id).map_or(0..self.length, |(start, stop)| offsets(start, stop));
        Err(ConditionError { place, fault })
    }

    fn yes_no(&self, expr: &IdedExpr) -> Read<Expression> {
        match self.operand(expr)? {
            Operand::YesNo(expression) => Ok(expression),
            other => self.fault(expr, ConditionFault::NotYesNo(describe(expr), other.kind())),
        }
    }

    fn operand(&self, expr: &IdedExpr) -> Read<Operand> {
        match &expr.expr {
            Expr::Ident(name) => self.fact(expr, name),
            Expr::Literal(literal) => self.literal(expr, literal),
            Expr::Call(call) => self.call(expr, call),
            Expr::List(list) => {
                let elements = list.elements.iter().map(|element| self.operand(element));
                elements.collect::<Read<_>>().map(Operand::List)
            }
            _ => self.fault(expr, ConditionFault::NotOffered(describe(expr))),
        }
    }

    fn fact(&self, expr: &IdedExpr, name: &str) -> Read<Operand> {
        let Some(fact) = FactId::find(name) else {
            return self.fault(expr, ConditionFault::UnknownFact(name.to_owned()));
        };
        Ok(match fact.fact().kind {
            Kind::YesNo => Operand::YesNo(Expression::Fact(fact)),
            Kind::Whole | Kind::Decimal => Operand::Number(Number::Fact(fact)),
            Kind::Code(codes) => Operand::CodeFact(fact, codes),
        })
    }

    fn literal(&self, expr: &IdedExpr, literal: &LiteralValue) -> Read<Operand> {
        Ok(match literal {
            LiteralValue::Boolean(yes) => Operand::YesNo(Expression::Constant(*yes.inner())),
            LiteralValue::Int(number) => Operand::Number(Number::Constant(*number.inner() as f64)),
            LiteralValue::UInt(number) => Operand::Number(Number::Constant(*number.inner() as f64)),
            LiteralValue::Double(number) => Operand::Number(Number::Constant(*number.inner())),
            LiteralValue::String(text) => Operand::Text(text.inner().to_owned()),
            LiteralValue::Bytes(_) | LiteralValue::Null => {
                return self.fault(expr, ConditionFault::NotOffered(describe(expr)));
            }
        })
    }

    fn call(&self, expr: &IdedExpr, call: &CallExpr) -> Read<Operand> {
        let yes_no = match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_NOT, [inner]) => Expression::Not(Box::new(self.yes_no(inner)?)),
            (operators::LOGICAL_AND, parts) => self.joined(parts, Expression::And)?,
            (operators::LOGICAL_OR, parts) => self.joined(parts, Expression::Or)?,
            (operators::EQUALS, [left, right]) => self.equal(expr, left, right)?,
            (operators::NOT_EQUALS, [left, right]) => {
                Expression::Not(Box::new(self.equal(expr, left, right)?))
            }
            (operators::LESS, [left, right]) => self.compared(expr, left, Comparison::Less, right)?,
            (operators::LESS_EQUALS, [left, right]) => {
                self.compared(expr, left, Comparison::LessOrEqual, right)?
            }
            (operators::GREATER, [left, right]) => self.compared(expr, left, Comparison::Greater, right)?,
            (operators::GREATER_EQUALS, [left, right]) => {
                self.compared(expr, left, Comparison::GreaterOrEqual, right)?
            }
            (operators::IN, [element, list]) => self.one_of(expr, element, list)?,
            _ => return self.fault(expr, ConditionFault::NotOffered(describe(expr))),
        };
        Ok(Operand::YesNo(yes_no))
    }

    fn joined(
        &self,
        parts: &[IdedExpr],
        join: fn(Box<Expression>, Box<Expression>) -> Expression,
    ) -> Read<Expression> {
        let mut parts = parts.iter().map(|part| self.yes_no(part));
        let first = parts.next().unwrap_or(Ok(Expression::Constant(true)))?;
        parts.try_fold(first, |joined, part| Ok(join(Box::new(joined), Box::new(part?))))
    }

    fn equal(&self, at: &IdedExpr, left: &IdedExpr, right: &IdedExpr) -> Read<Expression> {
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        self.equal_operands(at, left, right)
    }

    fn equal_operands(&self, at: &IdedExpr, left: Operand, right: Operand) -> Read<Expression> {
        match (left, right) {
            (Operand::YesNo(left), Operand::YesNo(right)) => {
                Ok(Expression::Same(Box::new(left), Box::new(right)))
            }
            (Operand::Number(left), Operand::Number(right)) => {
                Ok(Expression::Compare(left, Comparison::Equal, right))
            }
            (Operand::CodeFact(fact, codes), Operand::Text(text))
            | (Operand::Text(text), Operand::CodeFact(fact, codes)) => {
                Ok(Expression::OneOf(fact, vec![self.code(at, fact, codes, &text)?]))
            }
            (left, right) => self.fault(at, ConditionFault::Incomparable(left.kind(), right.kind())),
        }
    }

    fn code(
        &self,
        at: &IdedExpr,
        fact: FactId,
        codes: &'static [&'static str],
        text: &str,
    ) -> Read<&'static str> {
        if let Some(code) = codes.iter().find(|code| **code == text) {
            return Ok(code);
        }
        let (code, codes) = (text.to_owned(), codes.join(", "));
        self.fault(at, ConditionFault::UnknownCode { code, fact, codes })
    }

    fn compared(
        &self,
        at: &IdedExpr,
        left: &IdedExpr,
        comparison: Comparison,
        right: &IdedExpr,
    ) -> Read<Expression> {
        match (self.operand(left)?, self.operand(right)?) {
            (Operand::Number(left), Operand::Number(right)) => {
                Ok(Expression::Compare(left, comparison, right))
            }
            (left, right) => self.fault(at, ConditionFault::Incomparable(left.kind(), right.kind())),
        }
    }

    fn one_of(&self, at: &IdedExpr, element: &IdedExpr, list: &IdedExpr) -> Read<Expression> {
        let Operand::List(elements) = self.operand(list)? else {
            return self.fault(list, ConditionFault::NotOffered(describe(list)));
        };
        if elements.is_empty() || !elements.iter().all(Operand::is_fixed) {
            return self.fault(
                list,
                ConditionFault::NotOffered("in, with anything but numbers and texts".to_owned()),
            );
        }
        let mut equals =
            elements.into_iter().map(|other| self.equal_operands(at, self.operand(element)?, other));
        let first = equals.next().unwrap_or(Ok(Expression::Constant(false)))?;
        equals.try_fold(first, |joined, equal| Ok(either(joined, equal?)))
    }
}

/// Either of two, as one list where both ask about the code of one fact.
fn either(left: Expression, right: Expression) -> Expression {
    match (left, right) {
        (Expression::OneOf(fact, mut codes), Expression::OneOf(other, more)) if fact == other => {
            codes.extend(more);
            Expression::OneOf(fact, codes)
        }
        (left, right) => Expression::Or(Box::new(left), Box::new(right)),
    }
}

fn offsets(start: u32, stop: u32) -> Range<usize> {
    let start = usize::try_from(start).unwrap_or(0);
    start..usize::try_from(stop).unwrap_or(start).saturating_add(1).max(start)
}

/// A short name of what stands at a place, for messages.
fn describe(expr: &IdedExpr) -> String {
    match &expr.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Call(call) => call.func_name.trim_matches('_').to_owned(),
        Expr::Literal(LiteralValue::String(text)) => text.inner().to_owned(),
        Expr::Literal(_) => "number".to_owned(),
        Expr::List(_) => "list".to_owned(),
        Expr::Select(select) => select.field.clone(),
        Expr::Comprehension(_) => "all, exists, map, filter".to_owned(),
        Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => "map".to_owned(),
    }
}
