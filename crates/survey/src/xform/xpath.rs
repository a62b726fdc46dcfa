//! Reads an XPath expression into a syntax tree, in the subset JavaRosa has: child, parent and self steps,
//! predicates, the operators, function calls, `instance('…')` and `current()`.

use super::error::Fault;

/// An expression as written; names are not yet looked up.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Syntax {
    Number(f64),
    Text(String),
    Binary(Operator, Box<Syntax>, Box<Syntax>),
    Negate(Box<Syntax>),
    Call(String, Vec<Syntax>),
    Path(PathSyntax),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct PathSyntax {
    pub(super) start: Start,
    pub(super) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    /// `/data/…`
    Root,
    /// `../name`, `.`, `name`
    Context,
    /// `current()/…`
    Current,
    /// `instance('name')/…`
    Instance(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) kind: StepKind,
    pub(super) predicates: Vec<Syntax>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum StepKind {
    Itself,
    Parent,
    Child(String),
    Attribute(String),
}

/// Nesting deeper than any form writes; it bounds the recursion of everything that walks a tree.
const DEPTH_LIMIT: usize = 80;
const OPERATOR_LIMIT: usize = 1_000;

/// Reads one expression.
///
/// # Errors
/// `form.expression.syntax` with the place, or `form.path.unsupported` for what JavaRosa does not have.
pub(super) fn parse(text: &str) -> Result<Syntax, Fault> {
    let mut parser = Parser { tokens: lex(text)?, next: 0, depth: 0, operators: 0 };
    let syntax = parser.expression(0)?;
    match parser.tokens.get(parser.next) {
        None => Ok(syntax),
        Some(token) => Err(Fault::syntax(format!("unexpected {token:?}"))),
    }
}

/// The path inside the quotes of `jr:choice-name(…, '/data/question')`.
pub(super) fn parse_path(text: &str) -> Result<PathSyntax, Fault> {
    match parse(text)? {
        Syntax::Path(path) => Ok(path),
        _ => Err(Fault::syntax("a path was expected")),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Name(String),
    Operator(Operator),
    Slash,
    Dot,
    DoubleDot,
    At,
    Comma,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
}

impl Token {
    /// Whether an operand ends here, so that `*`, `-` and names following are operators.
    fn ends_operand(&self) -> bool {
        use Token::{CloseBracket, CloseParenthesis, Dot, DoubleDot, Name, Number, Text};
        matches!(self, Number(_) | Text(_) | Name(_) | Dot | DoubleDot | CloseBracket | CloseParenthesis)
    }
}

fn lex(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_whitespace() {
            rest = rest.trim_start();
            continue;
        }
        let after_operand = tokens.last().is_some_and(Token::ends_operand);
        let (token, length) = next_token(rest, first, after_operand)?;
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

fn next_token(rest: &str, first: char, after_operand: bool) -> Result<(Token, usize), Fault> {
    let second = rest.get(first.len_utf8()..).and_then(|tail| tail.chars().next());
    let one = |token| Ok((token, 1));
    let two = |token| Ok((token, 2));
    match (first, second) {
        ('\'' | '"', _) => quoted(rest, first),
        ('0'..='9', _) | ('.', Some('0'..='9')) => number(rest),
        ('/', Some('/')) => Err(Fault::unsupported_path("`//`")),
        ('/', _) => one(Token::Slash),
        ('.', Some('.')) => two(Token::DoubleDot),
        ('.', _) => one(Token::Dot),
        ('@', _) => one(Token::At),
        (',', _) => one(Token::Comma),
        ('[', _) => one(Token::OpenBracket),
        (']', _) => one(Token::CloseBracket),
        ('(', _) => one(Token::OpenParenthesis),
        (')', _) => one(Token::CloseParenthesis),
        ('!', Some('=')) => two(Token::Operator(Operator::NotEqual)),
        ('<', Some('=')) => two(Token::Operator(Operator::LessOrEqual)),
        ('>', Some('=')) => two(Token::Operator(Operator::GreaterOrEqual)),
        ('=', _) => one(Token::Operator(Operator::Equal)),
        ('<', _) => one(Token::Operator(Operator::Less)),
        ('>', _) => one(Token::Operator(Operator::Greater)),
        ('+', _) => one(Token::Operator(Operator::Add)),
        ('-', _) => one(Token::Operator(Operator::Subtract)),
        ('*', _) if after_operand => one(Token::Operator(Operator::Multiply)),
        ('*', _) => Err(Fault::unsupported_path("`*`")),
        ('|', _) => Err(Fault::unsupported_path("`|`")),
        _ => word(rest, after_operand),
    }
}

fn quoted(rest: &str, quote: char) -> Result<(Token, usize), Fault> {
    let inside = rest.get(1..).unwrap_or_default();
    let end = inside.find(quote).ok_or_else(|| Fault::syntax("a quote is not closed"))?;
    Ok((Token::Text(inside.get(..end).unwrap_or_default().to_owned()), end + 2))
}

fn number(rest: &str) -> Result<(Token, usize), Fault> {
    let mut seen_point = false;
    let length = rest
        .find(|character: char| {
            let point = character == '.' && !seen_point;
            seen_point |= point;
            !(point || character.is_ascii_digit())
        })
        .unwrap_or(rest.len());
    let digits = rest.get(..length).unwrap_or_default();
    let value = digits.parse().map_err(|_| Fault::syntax("a number cannot be read"))?;
    Ok((Token::Number(value), length))
}

fn word(rest: &str, after_operand: bool) -> Result<(Token, usize), Fault> {
    if after_operand {
        let operators = [
            ("and", Operator::And),
            ("or", Operator::Or),
            ("div", Operator::Divide),
            ("mod", Operator::Modulo),
        ];
        let found = operators.into_iter().find(|(name, _)| rest.starts_with(name));
        return found
            .map(|(name, operator)| (Token::Operator(operator), name.len()))
            .ok_or_else(|| Fault::syntax("an operator was expected"));
    }
    let length = name_length(rest);
    if length == 0 {
        return Err(Fault::syntax("an unexpected character"));
    }
    Ok((Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length))
}

/// The length of a name with at most one prefix; `.` and `-` belong to names, `axis::` does not.
fn name_length(rest: &str) -> usize {
    let mut seen_prefix = false;
    let mut previous = ' ';
    for (index, character) in rest.char_indices() {
        let letter = character.is_alphabetic() || character == '_';
        let within =
            index > 0 && previous != ':' && (character.is_numeric() || matches!(character, '.' | '-'));
        let prefix = character == ':' && !seen_prefix && index > 0 && previous != ':';
        if !(letter || within || prefix) {
            return index;
        }
        seen_prefix |= prefix;
        previous = character;
    }
    rest.len()
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
    operators: usize,
}

/// How tightly an operator binds; all associate to the left.
fn precedence(operator: Operator) -> u8 {
    use Operator::{Add, And, Divide, Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Modulo, Multiply};
    match operator {
        Operator::Or => 1,
        And => 2,
        Equal | Operator::NotEqual => 3,
        Less | LessOrEqual | Greater | GreaterOrEqual => 4,
        Add | Operator::Subtract => 5,
        Multiply | Divide | Modulo => 6,
    }
}

impl Parser {
    fn expression(&mut self, weakest: u8) -> Result<Syntax, Fault> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(Fault::syntax("nested too deeply"));
        }
        let mut left = self.unary()?;
        while let Some(Token::Operator(operator)) = self.tokens.get(self.next).cloned() {
            let strength = precedence(operator);
            if strength <= weakest {
                break;
            }
            // A long chain nests to the left, and the tree is walked by recursion.
            self.operators += 1;
            if self.operators > OPERATOR_LIMIT {
                return Err(Fault::syntax("too many operators"));
            }
            self.next += 1;
            let right = self.expression(strength)?;
            left = Syntax::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Syntax, Fault> {
        let mut negative = false;
        while self.accept(&Token::Operator(Operator::Subtract)) {
            negative = !negative;
        }
        let operand = self.operand()?;
        Ok(if negative { Syntax::Negate(Box::new(operand)) } else { operand })
    }

    fn operand(&mut self) -> Result<Syntax, Fault> {
        let following = self.tokens.get(self.next + 1);
        match self.tokens.get(self.next).cloned() {
            Some(Token::Number(value)) => {
                self.next += 1;
                Ok(Syntax::Number(value))
            }
            Some(Token::Text(text)) => {
                self.next += 1;
                Ok(Syntax::Text(text))
            }
            Some(Token::OpenParenthesis) => {
                self.next += 1;
                let inside = self.expression(0)?;
                self.expect(&Token::CloseParenthesis)?;
                Ok(inside)
            }
            Some(Token::Name(name)) if following == Some(&Token::OpenParenthesis) => self.call(name),
            Some(Token::Name(_) | Token::Dot | Token::DoubleDot | Token::At) => {
                let steps = self.steps(true)?;
                Ok(Syntax::Path(PathSyntax { start: Start::Context, steps }))
            }
            Some(Token::Slash) => {
                let steps = self.steps(false)?;
                Ok(Syntax::Path(PathSyntax { start: Start::Root, steps }))
            }
            Some(token) => Err(Fault::syntax(format!("unexpected {token:?}"))),
            None => Err(Fault::syntax("the expression ends too early")),
        }
    }

    fn call(&mut self, name: String) -> Result<Syntax, Fault> {
        self.next += 2;
        let mut arguments = Vec::new();
        while !self.accept(&Token::CloseParenthesis) {
            if !arguments.is_empty() {
                self.expect(&Token::Comma)?;
            }
            arguments.push(self.expression(0)?);
        }
        let start = match (name.as_str(), arguments.as_slice()) {
            ("current", []) => Start::Current,
            ("instance", [Syntax::Text(instance)]) => Start::Instance(instance.clone()),
            ("instance", _) => return Err(Fault::unsupported_path("instance() of anything but one name")),
            _ => return Ok(Syntax::Call(name, arguments)),
        };
        Ok(Syntax::Path(PathSyntax { start, steps: self.steps(false)? }))
    }

    /// Steps, each after a slash; the first of a relative path has none.
    fn steps(&mut self, relative: bool) -> Result<Vec<Step>, Fault> {
        let mut steps = Vec::new();
        if relative {
            steps.push(self.step()?);
        }
        while self.accept(&Token::Slash) {
            steps.push(self.step()?);
        }
        Ok(steps)
    }

    fn step(&mut self) -> Result<Step, Fault> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        let kind = match token {
            Some(Token::Dot) => StepKind::Itself,
            Some(Token::DoubleDot) => StepKind::Parent,
            Some(Token::Name(name)) => StepKind::Child(name),
            Some(Token::At) => StepKind::Attribute(self.attribute_name()?),
            _ => return Err(Fault::syntax("a path ends too early")),
        };
        let mut predicates = Vec::new();
        while self.accept(&Token::OpenBracket) {
            predicates.push(self.expression(0)?);
            self.expect(&Token::CloseBracket)?;
        }
        Ok(Step { kind, predicates })
    }

    fn attribute_name(&mut self) -> Result<String, Fault> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        match token {
            Some(Token::Name(name)) => Ok(name),
            _ => Err(Fault::syntax("an attribute name was expected")),
        }
    }

    fn accept(&mut self, token: &Token) -> bool {
        let found = self.tokens.get(self.next) == Some(token);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, token: &Token) -> Result<(), Fault> {
        if self.accept(token) { Ok(()) } else { Err(Fault::syntax(format!("{token:?} was expected"))) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn operators_bind_and_associate_as_in_xpath() {
        let same = [
            ("1 + 2 * 3", "1 + (2 * 3)"),
            ("2 - 1 - 1", "(2 - 1) - 1"),
            ("1 = 2 or 3 = 4 and 5 = 6", "(1 = 2) or ((3 = 4) and (5 = 6))"),
            ("3 > 2 > 1", "(3 > 2) > 1"),
            ("1 < 2 = 3", "(1 < 2) = 3"),
            ("5-3", "5 - 3"),
            ("2 div 1div 2", "(2 div 1) div 2"),
            ("--3", "3"),
            (" /a/b [c = 1]", "/a/b[c=1]"),
        ];
        for (left, right) in same {
            assert_eq!(parse(left).unwrap(), parse(right).unwrap(), "{left}");
        }
        assert!(matches!(parse("a/b-1").unwrap(), Syntax::Path(_)), "a name may hold a hyphen");
    }

    #[test]
    fn what_is_not_an_expression_is_refused() {
        let cases = [
            "",
            "1 +",
            "(1",
            "f(1",
            "f(1,)",
            "'open",
            "1 2",
            "a[",
            "a[]",
            "/",
            "//a",
            "a | b",
            "*",
            "1 ++ 2",
            "a::b",
            "1.5.5",
            "#",
            "'a' AND 'b'",
            "@",
            "instance(a)/b",
            "..a",
            "current",
        ];
        let accepted: Vec<&str> = cases.into_iter().filter(|text| parse(text).is_ok()).collect();
        // `/` is an absolute path of no steps at best; `current` alone is a name.
        assert_eq!(accepted, ["current"]);
    }

    #[test]
    fn nesting_is_limited() {
        assert!(parse(&format!("{}1{}", "(".repeat(70), ")".repeat(70))).is_ok());
        assert!(parse(&format!("{}1{}", "(".repeat(5000), ")".repeat(5000))).is_err());
        assert!(parse(&vec!["1"; 5000].join("+")).is_err());
        assert!(parse(&format!("a{}", "[a".repeat(5000))).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn no_tokens_make_the_parser_panic(
            tokens in proptest::collection::vec(
                prop_oneof![
                    Just("/"), Just("a"), Just(".."), Just("."), Just("["), Just("]"), Just("("), Just(")"), Just(","),
                    Just("="), Just("-"), Just("*"), Just("and"), Just("1"), Just("'x'"), Just("current()"),
                    Just("instance('i')"), Just("@"), Just(" "), Just("f("),
                ],
                0..30,
            )
        ) {
            let _ = parse(&tokens.concat());
        }
    }
}
