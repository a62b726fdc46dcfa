//! The functions of expressions, each as JavaRosa has it.

use std::borrow::Cow;

use crate::xform::dates::{self, DAY_MILLISECONDS};
use crate::xform::expression::Expression;
use crate::xform::functions::Function;
use crate::xform::layout::Layout;
use crate::xform::value::{Value, round};

use super::{Frame, Halt};

/// Java's smallest positive number, which JavaRosa's `max()` starts from: it never gives less.
const SMALLEST_POSITIVE: f64 = f64::from_bits(1);

/// Shorthand for the arguments of a call being worked out.
struct Arguments<'c, 's> {
    layout: &'s Layout<'s>,
    all: &'s [Expression],
    frame: &'c Frame,
}

impl Layout<'_> {
    pub(super) fn call<'s>(
        &'s self,
        function: Function,
        arguments: &'s [Expression],
        frame: &Frame,
    ) -> Result<Value<'s>, Halt> {
        let arguments = Arguments { layout: self, all: arguments, frame };
        if let Some(number) = arguments.arithmetic(function)? {
            return Ok(Value::Number(number));
        }
        if let Some(boolean) = arguments.condition(function)? {
            return Ok(Value::Boolean(boolean));
        }
        arguments.other(function)
    }
}

impl<'s> Arguments<'_, 's> {
    fn value(&self, index: usize) -> Result<Value<'s>, Halt> {
        self.all.get(index).map_or(Ok(Value::EMPTY), |argument| self.layout.value(argument, self.frame))
    }

    fn text(&self, index: usize) -> Result<Cow<'s, str>, Halt> {
        self.value(index).map(Value::into_text)
    }

    fn number(&self, index: usize) -> Result<f64, Halt> {
        self.all.get(index).map_or(Ok(f64::NAN), |argument| self.layout.number(argument, self.frame))
    }

    fn truth(&self, index: usize) -> Result<bool, Halt> {
        self.all.get(index).map_or(Ok(false), |argument| self.layout.truth(argument, self.frame))
    }

    fn each(&self, index: usize, visit: &mut dyn FnMut(Value<'s>) -> Result<(), Halt>) -> Result<(), Halt> {
        let argument = self.all.get(index).ok_or(Halt::Failed)?;
        self.layout.each_value(argument, self.frame, visit)
    }

    /// The values from an argument on: the nodes of a path if it is the only one, else one value each.
    fn values_from(
        &self,
        start: usize,
        visit: &mut dyn FnMut(Value<'s>) -> Result<(), Halt>,
    ) -> Result<(), Halt> {
        if self.all.len() == start + 1 {
            return self.each(start, visit);
        }
        (start..self.all.len()).try_for_each(|index| visit(self.value(index)?))
    }

    /// Functions that give a number; none for the others.
    fn arithmetic(&self, function: Function) -> Result<Option<f64>, Halt> {
        Ok(Some(match function {
            Function::Abs => self.value(0)?.to_fractional_number().abs(),
            Function::Acos => self.fraction(0)?.acos(),
            Function::Asin => self.fraction(0)?.asin(),
            Function::Atan => self.fraction(0)?.atan(),
            Function::Atan2 => self.fraction(0)?.atan2(self.fraction(1)?),
            Function::Cos => self.fraction(0)?.cos(),
            Function::Exp => self.fraction(0)?.exp(),
            Function::Exp10 => 10_f64.powf(self.fraction(0)?),
            Function::Log => self.fraction(0)?.ln(),
            Function::Log10 => self.fraction(0)?.log10(),
            Function::Pi => std::f64::consts::PI,
            Function::Pow => self.fraction(0)?.powf(self.fraction(1)?),
            Function::Sin => self.fraction(0)?.sin(),
            Function::Sqrt => self.fraction(0)?.sqrt(),
            Function::Tan => self.fraction(0)?.tan(),
            Function::Floor => self.number(0)?.floor(),
            Function::Ceiling => self.number(0)?.ceil(),
            Function::Int => self.number(0)?.trunc(),
            Function::Number => self.number(0)?,
            Function::Round => round(self.number(0)?, Value::Number(self.number_or(1, 0.0)?).to_index()),
            Function::Count => self.count()?,
            Function::CountNonEmpty => self.count_non_empty()?,
            Function::CountSelected => selections(&self.text(0)?).count() as f64,
            Function::Sum => self.sum()?,
            Function::Max => self.extreme(SMALLEST_POSITIVE, f64::max)?,
            Function::Min => self.extreme(f64::MAX, f64::min)?,
            Function::Position => self.position()?,
            Function::StringLength => utf16_length(&self.text(0)?) as f64,
            _ => return Ok(None),
        }))
    }

    /// Functions that give true or false; none for the others.
    fn condition(&self, function: Function) -> Result<Option<bool>, Halt> {
        Ok(Some(match function {
            Function::Boolean => self.truth(0)?,
            Function::Not => !self.truth(0)?,
            Function::BooleanFromString => {
                let text = self.text(0)?;
                text.eq_ignore_ascii_case("true") || text == "1"
            }
            Function::Selected => is_selected(&self.text(0)?, self.text(1)?.trim()),
            Function::Contains => self.text(0)?.contains(&*self.text(1)?),
            Function::StartsWith => self.text(0)?.starts_with(&*self.text(1)?),
            Function::EndsWith => self.text(0)?.ends_with(&*self.text(1)?),
            Function::Checklist => self.checklist()?,
            Function::WeightedChecklist => self.weighted_checklist()?,
            _ => return Ok(None),
        }))
    }

    fn other(&self, function: Function) -> Result<Value<'s>, Halt> {
        let owned = |text: String| Ok(Value::Text(Cow::Owned(text)));
        match function {
            Function::If => self.value(if self.truth(0)? { 1 } else { 2 }),
            Function::Coalesce => {
                let first = self.value(0)?;
                if first.is_empty() { self.value(1) } else { Ok(first) }
            }
            Function::Once => {
                let current = self.value(1)?;
                if current.is_empty() { self.value(0) } else { Ok(current) }
            }
            Function::Depend => self.value(0),
            Function::String => self.text(0).map(Value::Text),
            Function::Version => Ok(Value::text(self.layout.form.version())),
            Function::Now => Ok(Value::Moment(self.layout.now)),
            Function::Today => Ok(Value::Moment(dates::start_of_day(self.layout.now))),
            Function::Date => self.date(),
            Function::DateTime => self.date_time(),
            Function::DecimalDateTime => self.decimal_date_time(),
            Function::DecimalTime => self.decimal_time(),
            Function::FormatDate => self.format_date(),
            Function::Concat => owned(self.join(0, "")?),
            Function::Join => owned(self.join(1, &self.text(0)?)?),
            Function::Substr => self.substr(),
            Function::SubstringBefore => self.split(|(before, _)| before),
            Function::SubstringAfter => self.split(|(_, after)| after),
            Function::Translate => owned(translate(&self.text(0)?, &self.text(1)?, &self.text(2)?)),
            Function::NormalizeSpace => {
                let text = self.text(0)?;
                owned(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            }
            Function::SelectedAt => {
                let (text, index) = (self.text(0)?, self.value(1)?.to_index());
                let found = usize::try_from(index).ok().and_then(|index| selections(&text).nth(index));
                owned(found.unwrap_or_default().to_owned())
            }
            _ => Err(Halt::Failed),
        }
    }

    fn fraction(&self, index: usize) -> Result<f64, Halt> {
        self.value(index).map(|value| value.to_fractional_number())
    }

    fn number_or(&self, index: usize, otherwise: f64) -> Result<f64, Halt> {
        if self.all.len() > index { self.number(index) } else { Ok(otherwise) }
    }

    fn count(&self) -> Result<f64, Halt> {
        let mut count = 0_u32;
        self.each(0, &mut |_| {
            count += 1;
            Ok(())
        })?;
        Ok(f64::from(count))
    }

    /// Nodes with children count by being there, others by having a value.
    fn count_non_empty(&self) -> Result<f64, Halt> {
        let mut count = 0_u32;
        match self.all.first() {
            Some(Expression::Nodes(path)) => {
                let node = self.layout.form.model.node(path.target.node);
                let has_children = node.is_some_and(|node| !node.children.is_empty());
                self.layout.each_node(path, self.frame, &mut |row| {
                    let counts = if has_children {
                        self.layout.slot(row, path.target.slot).is_some_and(|slot| slot.node.is_some())
                    } else {
                        !self.layout.read(&path.target, row).is_empty()
                    };
                    count += u32::from(counts);
                    Ok(())
                })?;
            }
            _ => self.each(0, &mut |value| {
                count += u32::from(!value.is_empty());
                Ok(())
            })?,
        }
        Ok(f64::from(count))
    }

    fn sum(&self) -> Result<f64, Halt> {
        let mut sum = 0.0;
        self.each(0, &mut |value| {
            let number = value.to_number();
            sum += if number.is_nan() { 0.0 } else { number };
            Ok(())
        })?;
        Ok(sum)
    }

    /// The largest or smallest of the numbers; not a number when there is none.
    fn extreme(&self, start: f64, pick: fn(f64, f64) -> f64) -> Result<f64, Halt> {
        let mut found = None;
        if !self.all.is_empty() {
            self.values_from(0, &mut |value| {
                let number = value.to_number();
                if !number.is_nan() {
                    found = Some(pick(found.unwrap_or(start), number));
                }
                Ok(())
            })?;
        }
        Ok(found.unwrap_or(f64::NAN))
    }

    /// In a predicate the candidate's position; of a path, the position of the first row it leads to.
    fn position(&self) -> Result<f64, Halt> {
        let Some(Expression::Nodes(path)) = self.all.first() else { return Ok(self.frame.position as f64) };
        let mut first = None;
        self.layout.each_row(path, self.frame, &mut |row| {
            first.get_or_insert(row);
            Ok(())
        })?;
        let position = |row| if path.target.repeats { self.layout.position_of(row) } else { 1 };
        Ok(first.map_or(0, position) as f64)
    }

    fn checklist(&self) -> Result<bool, Halt> {
        let (least, most) = (self.value(0)?.to_index(), self.value(1)?.to_index());
        let mut count = 0_i64;
        if self.all.len() > 2 {
            self.values_from(2, &mut |value| {
                count += i64::from(value.to_boolean());
                Ok(())
            })?;
        }
        Ok((least < 0 || count >= least) && (most < 0 || count <= most))
    }

    fn weighted_checklist(&self) -> Result<bool, Halt> {
        let (least, most) = (self.number(0)?, self.number(1)?);
        let (mut flags, mut weights) = (Vec::new(), Vec::new());
        for (index, _) in self.all.iter().enumerate().skip(2) {
            self.each(index, &mut |value| {
                if index % 2 == 0 {
                    flags.push(value.to_boolean());
                } else {
                    weights.push(value.to_number());
                }
                Ok(())
            })?;
        }
        let chosen = flags.iter().zip(weights).filter(|(flag, _)| **flag);
        let sum: f64 = chosen.map(|(_, weight)| weight).sum();
        Ok(sum >= least && sum <= most)
    }

    fn join(&self, start: usize, separator: &str) -> Result<String, Halt> {
        let (mut joined, mut first) = (String::new(), true);
        if self.all.len() > start {
            self.values_from(start, &mut |value| {
                if !std::mem::take(&mut first) {
                    joined.push_str(separator);
                }
                joined.push_str(&value.into_text());
                Ok(())
            })?;
        }
        Ok(joined)
    }

    /// Positions count UTF-16 units from 0; negative ones count from the end.
    fn substr(&self) -> Result<Value<'s>, Halt> {
        let text = self.text(0)?;
        let length = i64::try_from(utf16_length(&text)).unwrap_or(i64::MAX);
        let place = |index: i64| {
            let index = if index < 0 { length.saturating_add(index) } else { index };
            usize::try_from(index.clamp(0, length)).unwrap_or(0)
        };
        let start = place(self.value(1)?.to_index());
        let end = if self.all.len() > 2 { place(self.value(2)?.to_index()) } else { place(length) };
        if start >= end {
            return Ok(Value::EMPTY);
        }
        let units: Vec<u16> = text.encode_utf16().skip(start).take(end - start).collect();
        Ok(Value::Text(Cow::Owned(String::from_utf16_lossy(&units))))
    }

    fn split(&self, part: impl for<'a> Fn((&'a str, &'a str)) -> &'a str) -> Result<Value<'s>, Halt> {
        let (text, separator) = (self.text(0)?, self.text(1)?);
        let found = text.split_once(&*separator).map(part).unwrap_or_default();
        Ok(Value::Text(Cow::Owned(found.to_owned())))
    }

    /// `date()`: whole days of a number, the moment a text tells, the day of a moment.
    fn date(&self) -> Result<Value<'s>, Halt> {
        match self.value(0)? {
            Value::Number(number) if number.is_nan() => Ok(Value::Number(number)),
            Value::Number(number) if number.abs() <= f64::from(i32::MAX) => {
                Ok(Value::Moment(Value::Number(number).to_index() * DAY_MILLISECONDS))
            }
            Value::Moment(moment) => Ok(Value::Moment(dates::start_of_day(moment))),
            Value::Text(text) => self.moment_of(text),
            Value::Number(_) | Value::Boolean(_) => Err(Halt::Failed),
        }
    }

    /// `date-time()`: as `date()`, but a number keeps its part of the day, counted in UTC.
    fn date_time(&self) -> Result<Value<'s>, Halt> {
        match self.value(0)? {
            Value::Number(number) if number.is_nan() => Ok(Value::Number(number)),
            Value::Number(number) if number.abs() <= f64::from(i32::MAX) => {
                let milliseconds = Value::Number(number * DAY_MILLISECONDS as f64).to_index();
                Ok(Value::Moment(milliseconds + self.zone_milliseconds()))
            }
            Value::Text(text) => self.moment_of(text),
            Value::Moment(moment) => Ok(Value::Moment(moment)),
            Value::Number(_) | Value::Boolean(_) => Err(Halt::Failed),
        }
    }

    fn moment_of(&self, text: Cow<'s, str>) -> Result<Value<'s>, Halt> {
        if text.is_empty() {
            return Ok(Value::Text(text));
        }
        dates::parse_date_time(&text, self.layout.zone).map(Value::Moment).ok_or(Halt::Failed)
    }

    fn zone_milliseconds(&self) -> i64 {
        i64::from(self.layout.zone.seconds()) * 1_000
    }

    fn decimal_date_time(&self) -> Result<Value<'s>, Halt> {
        match self.value(0)? {
            Value::Number(number) => Ok(Value::Number(number)),
            Value::Boolean(_) => Err(Halt::Failed),
            other => Ok(match self.as_moment(other)? {
                Value::Moment(moment) => {
                    Value::Number((moment - self.zone_milliseconds()) as f64 / DAY_MILLISECONDS as f64)
                }
                other => other,
            }),
        }
    }

    fn decimal_time(&self) -> Result<Value<'s>, Halt> {
        match self.value(0)? {
            Value::Number(number) => Ok(Value::Number(number - number.floor())),
            Value::Boolean(_) => Err(Halt::Failed),
            other => Ok(match self.as_moment(other)? {
                Value::Moment(moment) => {
                    Value::Number(moment.rem_euclid(DAY_MILLISECONDS) as f64 / DAY_MILLISECONDS as f64)
                }
                other => other,
            }),
        }
    }

    fn as_moment(&self, value: Value<'s>) -> Result<Value<'s>, Halt> {
        match value {
            Value::Text(text) => self.moment_of(text),
            other => Ok(other),
        }
    }

    fn format_date(&self) -> Result<Value<'s>, Halt> {
        match self.date_time()? {
            Value::Moment(moment) => {
                let written = dates::format(moment, &self.text(1)?).ok_or(Halt::Failed)?;
                Ok(Value::Text(Cow::Owned(written)))
            }
            _ => Ok(Value::EMPTY),
        }
    }
}

/// The values chosen in a multiple choice.
fn selections(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|selection| !selection.is_empty())
}

/// Whether a value is among those chosen; one with spaces must stand there as it is.
fn is_selected(chosen: &str, value: &str) -> bool {
    if value.contains(' ') {
        return format!(" {chosen} ").contains(&format!(" {value} "));
    }
    chosen.split(' ').any(|one| one == value)
}

fn utf16_length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let replace = |character: char| match from.chars().position(|known| known == character) {
        Some(index) => to.chars().nth(index),
        None => Some(character),
    };
    text.chars().filter_map(replace).collect()
}
