//! The functions an expression may call: JavaRosa's set, and `floor`, `ceiling` and `pulldata`, which its
//! clients add. A name outside this list is refused when the form is published.

use super::error::Fault;

/// A function the evaluator knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Acos,
    Asin,
    Atan,
    Atan2,
    Boolean,
    BooleanFromString,
    Ceiling,
    Checklist,
    Coalesce,
    Concat,
    Contains,
    Cos,
    Count,
    CountNonEmpty,
    CountSelected,
    Date,
    DateTime,
    DecimalDateTime,
    DecimalTime,
    Depend,
    EndsWith,
    Exp,
    Exp10,
    False,
    Floor,
    FormatDate,
    If,
    Int,
    Join,
    Log,
    Log10,
    Max,
    Min,
    NormalizeSpace,
    Not,
    Now,
    Number,
    Once,
    Pi,
    Position,
    Pow,
    Round,
    Selected,
    SelectedAt,
    Sin,
    Sqrt,
    StartsWith,
    String,
    StringLength,
    Substr,
    SubstringAfter,
    SubstringBefore,
    Sum,
    Tan,
    Today,
    Translate,
    True,
    Version,
    WeightedChecklist,
}

/// How a name in an expression is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// An ordinary function; `stable` when the same answers always give the same value.
    Ordinary {
        function: Function,
        stable: bool,
    },
    IndexedRepeat,
    Regex,
    ChoiceName,
    PullData,
    /// Known to the clients, not worked out here: a calculation with it is taken as sent.
    Unknowable,
}

const MANY: usize = usize::MAX;

/// Looks a function up and checks how many arguments it is given.
///
/// # Errors
/// `form.function.unknown` or `form.function.arguments`.
pub(super) fn find(name: &str, arguments: usize) -> Result<Named, Fault> {
    let (named, least, most) = entry(name)
        .ok_or_else(|| Fault::new("form.function.unknown", format!("no function is called {name}()")))?;
    if (least..=most).contains(&arguments) {
        return Ok(named);
    }
    Err(Fault::new("form.function.arguments", format!("{name}() cannot take {arguments} arguments")))
}

/// The function of a name with the least and most arguments it takes.
fn entry(name: &str) -> Option<(Named, usize, usize)> {
    if let Some((function, least, most)) = stable(name) {
        return Some((Named::Ordinary { function, stable: true }, least, most));
    }
    let unstable = |function| Named::Ordinary { function, stable: false };
    Some(match name {
        "now" => (unstable(Function::Now), 0, 0),
        "today" => (unstable(Function::Today), 0, 0),
        "once" => (unstable(Function::Once), 1, 1),
        "indexed-repeat" => (Named::IndexedRepeat, 3, 11),
        "regex" => (Named::Regex, 2, 2),
        "jr:choice-name" => (Named::ChoiceName, 2, 2),
        "pulldata" => (Named::PullData, 4, 4),
        "area" | "enclosed-area" | "base64-decode" | "property" => (Named::Unknowable, 1, 1),
        "random" => (Named::Unknowable, 0, 0),
        "uuid" => (Named::Unknowable, 0, 1),
        "distance" => (Named::Unknowable, 1, MANY),
        "digest" => (Named::Unknowable, 2, 3),
        "randomize" => (Named::Unknowable, 1, 2),
        _ => return None,
    })
}

fn stable(name: &str) -> Option<(Function, usize, usize)> {
    use Function as F;
    Some(match name {
        "abs" => (F::Abs, 1, 1),
        "acos" => (F::Acos, 1, 1),
        "asin" => (F::Asin, 1, 1),
        "atan" => (F::Atan, 1, 1),
        "atan2" => (F::Atan2, 2, 2),
        "boolean" => (F::Boolean, 1, 1),
        "boolean-from-string" => (F::BooleanFromString, 1, 1),
        "ceiling" => (F::Ceiling, 1, 1),
        "checklist" => (F::Checklist, 2, MANY),
        "coalesce" => (F::Coalesce, 2, 2),
        "concat" => (F::Concat, 0, MANY),
        "contains" => (F::Contains, 2, 2),
        "cos" => (F::Cos, 1, 1),
        "count" => (F::Count, 1, 1),
        "count-non-empty" => (F::CountNonEmpty, 1, 1),
        "count-selected" => (F::CountSelected, 1, 1),
        "date" => (F::Date, 1, 1),
        "date-time" => (F::DateTime, 1, 1),
        "decimal-date-time" => (F::DecimalDateTime, 1, 1),
        "decimal-time" => (F::DecimalTime, 1, 1),
        "depend" => (F::Depend, 1, MANY),
        "ends-with" => (F::EndsWith, 2, 2),
        "exp" => (F::Exp, 1, 1),
        "exp10" => (F::Exp10, 1, 1),
        "false" => (F::False, 0, 0),
        "floor" => (F::Floor, 1, 1),
        "format-date" | "format-date-time" => (F::FormatDate, 2, 2),
        "if" => (F::If, 3, 3),
        "int" => (F::Int, 1, 1),
        "join" => (F::Join, 1, MANY),
        "log" => (F::Log, 1, 1),
        "log10" => (F::Log10, 1, 1),
        "max" => (F::Max, 0, MANY),
        "min" => (F::Min, 0, MANY),
        "normalize-space" => (F::NormalizeSpace, 0, 1),
        "not" => (F::Not, 1, 1),
        "number" => (F::Number, 1, 1),
        "pi" => (F::Pi, 0, 0),
        "position" => (F::Position, 0, 1),
        "pow" => (F::Pow, 2, 2),
        "round" => (F::Round, 1, 2),
        "selected" | "is-selected" => (F::Selected, 2, 2),
        "selected-at" => (F::SelectedAt, 2, 2),
        "sin" => (F::Sin, 1, 1),
        "sqrt" => (F::Sqrt, 1, 1),
        "starts-with" => (F::StartsWith, 2, 2),
        "string" => (F::String, 1, 1),
        "string-length" => (F::StringLength, 0, 1),
        "substr" => (F::Substr, 2, 3),
        "substring-after" => (F::SubstringAfter, 2, 2),
        "substring-before" => (F::SubstringBefore, 2, 2),
        "sum" => (F::Sum, 1, 1),
        "tan" => (F::Tan, 1, 1),
        "translate" => (F::Translate, 3, 3),
        "true" => (F::True, 0, 0),
        "version" => (F::Version, 0, 0),
        "weighted-checklist" => (F::WeightedChecklist, 2, MANY),
        _ => return None,
    })
}

impl Function {
    /// Whether argument `index` of `count` may be several nodes; every other argument must be one value.
    pub(super) fn takes_nodes(self, index: usize, count: usize) -> bool {
        match self {
            Function::Count | Function::CountNonEmpty | Function::Sum | Function::Position => true,
            Function::Concat | Function::Max | Function::Min => count == 1,
            Function::Join => index == 1 && count == 2,
            Function::Checklist => index == 2 && count == 3,
            Function::WeightedChecklist => index >= 2 && count == 4,
            _ => false,
        }
    }

    /// Whether argument `index` must be nodes: a number or text there is a fault.
    pub(super) fn needs_nodes(self) -> bool {
        matches!(self, Function::Count | Function::CountNonEmpty | Function::Sum | Function::Position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_arguments_are_checked() {
        let code = |name, arguments| find(name, arguments).map_err(|fault| fault.at("").code);
        assert!(
            code("selected", 2).is_ok() && code("jr:choice-name", 2).is_ok() && code("concat", 9).is_ok()
        );
        assert_eq!(code("selected", 1), Err("form.function.arguments"));
        assert_eq!(code("coalesce", 3), Err("form.function.arguments"));
        assert_eq!(code("substring", 2), Err("form.function.unknown"));
        assert_eq!(code("last", 0), Err("form.function.unknown"));
    }
}
