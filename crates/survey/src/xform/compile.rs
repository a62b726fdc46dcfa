//! Turns syntax into compiled expressions: names into places, functions into calls, patterns into automata.
//! All that can be wrong with an expression is found here, when the form is published.

use super::error::Fault;
use super::expression::{
    Arithmetic, Comparison, Compiled, Descent, Expression, From, ItemPath, NodePath, Rows, Target,
};
use super::functions::{self, Function, Named};
use super::model::Model;
use super::table::Items;
use super::value::Value;
use super::xpath::{self, Operator, PathSyntax, Start, Step, StepKind, Syntax};
use super::{dates, pattern};

/// Predicates on one step; more than any form has, few enough to count candidates in a fixed array.
pub(super) const PREDICATE_LIMIT: usize = 8;

/// Compiles expressions of one form.
pub(super) struct Compiler<'a> {
    pub(super) model: &'a Model,
    pub(super) tables: &'a mut Vec<Items>,
    reads: Vec<usize>,
    stable: bool,
    knowable: bool,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy)]
struct Site {
    /// The node `.` is.
    context: usize,
    /// The node `current()` is.
    current: usize,
    /// Set inside a predicate on a secondary instance: then `.` is an item of this table.
    table: Option<usize>,
    /// Inside any predicate `position()` counts the candidates.
    in_predicate: bool,
}

/// A path with its names looked up.
enum Resolved {
    Nodes(NodePath),
    Items(ItemPath),
    Column(usize),
}

impl<'a> Compiler<'a> {
    pub(super) fn new(model: &'a Model, tables: &'a mut Vec<Items>) -> Compiler<'a> {
        Compiler { model, tables, reads: Vec::new(), stable: true, knowable: true }
    }

    /// Compiles an expression that gives one value, standing at `node`.
    pub(super) fn compile(&mut self, text: &str, node: usize) -> Result<Compiled, Fault> {
        let syntax = xpath::parse(text)?;
        self.compile_with(|compiler, site| compiler.one_value(&syntax, site), node)
    }

    /// Compiles the path of an itemset, which may give many nodes; `randomize(…)` around it changes nothing here.
    pub(super) fn compile_nodes(&mut self, text: &str, node: usize) -> Result<Compiled, Fault> {
        let syntax = match xpath::parse(text)? {
            Syntax::Call(name, mut arguments) if name == "randomize" && !arguments.is_empty() => {
                arguments.swap_remove(0)
            }
            other => other,
        };
        self.compile_with(|compiler, site| compiler.expression(&syntax, site), node)
    }

    /// Compiles `jr:count`, written as seen from the repeat but asked before any row exists.
    pub(super) fn compile_count(&mut self, text: &str, repeat: usize) -> Result<Compiled, Fault> {
        let mut compiled = self.compile(text, repeat)?;
        match &mut compiled.expression {
            Expression::Nodes(path) if path.up > 0 => path.up -= 1,
            Expression::Constant(_) => {}
            _ => return Err(Fault::unsupported_path("a jr:count that is not a node outside the repeat")),
        }
        Ok(compiled)
    }

    fn compile_with(
        &mut self,
        compile: impl FnOnce(&mut Self, Site) -> Result<Expression, Fault>,
        node: usize,
    ) -> Result<Compiled, Fault> {
        (self.reads, self.stable, self.knowable) = (Vec::new(), true, true);
        let expression =
            compile(self, Site { context: node, current: node, table: None, in_predicate: false })?;
        let reads = std::mem::take(&mut self.reads);
        Ok(Compiled { expression, reads, stable: self.stable, knowable: self.knowable })
    }

    fn one_value(&mut self, syntax: &Syntax, site: Site) -> Result<Expression, Fault> {
        let expression = self.expression(syntax, site)?;
        if self.gives_many(&expression) {
            return Err(Fault::new(
                "form.path.repeated",
                "one value is needed, but the path leads to a repeated node; name the row or use a function such as sum()",
            ));
        }
        Ok(expression)
    }

    /// Whether a path leads to several nodes whatever is answered.
    fn gives_many(&self, expression: &Expression) -> bool {
        let every = |rows: &Rows| matches!(rows, Rows::Where(predicates) if predicates.is_empty());
        match expression {
            Expression::Nodes(path) => path.down.iter().any(|descent| every(&descent.rows)),
            Expression::Items(path) => {
                let count = self.tables.get(path.table).map_or(0, Items::count);
                path.lookup.is_none() && path.predicates.is_empty() && count > 1
            }
            _ => false,
        }
    }

    fn expression(&mut self, syntax: &Syntax, site: Site) -> Result<Expression, Fault> {
        match syntax {
            Syntax::Number(number) => Ok(Expression::Constant(Value::Number(*number))),
            Syntax::Text(text) => Ok(Expression::Constant(Value::Text(text.clone().into()))),
            Syntax::Negate(operand) => Ok(Expression::Negate(Box::new(self.one_value(operand, site)?))),
            Syntax::Binary(operator, left, right) => {
                let operands = Box::new([self.one_value(left, site)?, self.one_value(right, site)?]);
                Ok(binary(*operator, operands))
            }
            Syntax::Call(name, arguments) => self.call(name, arguments, site),
            Syntax::Path(path) => Ok(match self.path(path, site)? {
                Resolved::Nodes(path) => {
                    self.reads.push(path.target.node);
                    Expression::Nodes(path)
                }
                Resolved::Items(path) => Expression::Items(path),
                Resolved::Column(column) => Expression::Column(column),
            }),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Syntax], site: Site) -> Result<Expression, Fault> {
        match (functions::find(name, arguments.len())?, arguments) {
            (Named::Ordinary { function, stable }, _) => {
                self.stable &= stable;
                self.ordinary(function, arguments, site)
            }
            (Named::IndexedRepeat, [target, rows @ ..]) => self.indexed_repeat(target, rows, site),
            (Named::Regex, [text, Syntax::Text(pattern)]) => {
                let text = Box::new(self.one_value(text, site)?);
                Ok(Expression::Regex(text, pattern::compile(pattern)?))
            }
            (Named::Regex, _) => Err(Fault::new("form.regex", "the pattern of regex() must stand in quotes")),
            (Named::ChoiceName, [value, Syntax::Text(question)]) => self.choice_name(value, question, site),
            (Named::PullData, [Syntax::Text(table), Syntax::Text(wanted), Syntax::Text(key), value]) => {
                self.pull_data(table, wanted, key, value, site)
            }
            (Named::Unknowable, _) => {
                for argument in arguments {
                    self.expression(argument, site)?;
                }
                (self.stable, self.knowable) = (false, false);
                Ok(Expression::Unknowable)
            }
            _ => Err(Fault::new("form.function.arguments", format!("{name}() cannot take these arguments"))),
        }
    }

    fn ordinary(
        &mut self,
        function: Function,
        arguments: &[Syntax],
        site: Site,
    ) -> Result<Expression, Fault> {
        let mut compiled = Vec::with_capacity(arguments.len() + 1);
        for (index, argument) in arguments.iter().enumerate() {
            let many = function.takes_nodes(index, arguments.len());
            let expression =
                if many { self.expression(argument, site) } else { self.one_value(argument, site) }?;
            let nodes =
                matches!(expression, Expression::Nodes(_) | Expression::Items(_) | Expression::Column(_));
            if function.needs_nodes() && !nodes {
                return Err(Fault::new("form.function.arguments", "a path is needed here"));
            }
            compiled.push(expression);
        }
        match (function, arguments) {
            (Function::True, _) => return Ok(Expression::Constant(Value::Boolean(true))),
            (Function::False, _) => return Ok(Expression::Constant(Value::Boolean(false))),
            // These are about the node itself when nothing else is named.
            (Function::StringLength | Function::NormalizeSpace, []) => {
                compiled.push(self.expression(&itself(), site)?);
            }
            (Function::Once, _) => {
                compiled.push(self.expression(&itself(), site)?);
                self.reads.pop();
            }
            // A position is known whatever is relevant.
            (Function::Position, [_]) => {
                self.reads.pop();
            }
            (Function::Position, []) if !site.in_predicate => {
                compiled.push(self.expression(&itself(), site)?);
                self.reads.pop();
            }
            (Function::FormatDate, [_, Syntax::Text(pattern)]) => {
                dates::format(0, pattern)
                    .ok_or_else(|| Fault::new("form.function.arguments", "the date format is not known"))?;
                self.stable &= !dates::depends_on_language(pattern);
            }
            (Function::FormatDate, _) => self.stable = false,
            _ => {}
        }
        Ok(Expression::Call(function, compiled.into()))
    }

    /// `indexed-repeat(node, repeat, position, …)`: the node in the rows named.
    fn indexed_repeat(&mut self, target: &Syntax, rows: &[Syntax], site: Site) -> Result<Expression, Fault> {
        let target = self.node_of(target, site)?;
        let mut chosen = Vec::new();
        for pair in rows.chunks(2) {
            let [repeat, position] = pair else {
                return Err(Fault::new(
                    "form.function.arguments",
                    "indexed-repeat() needs pairs of repeat and position",
                ));
            };
            let repeat = self.node_of(repeat, site)?;
            let repeats = self.model.node(repeat).is_some_and(|node| node.repeats);
            if !repeats || !self.model.is_around(repeat, target) {
                return Err(Fault::new(
                    "form.function.arguments",
                    "indexed-repeat() needs a repeat around the node",
                ));
            }
            chosen.push((repeat, self.one_value(position, site)?));
        }
        let mut down = Vec::new();
        for scope in self.scopes_down_to(target) {
            let Some(found) = self.model.scope(scope) else { continue };
            let (repeat, ordinal) = (found.node, found.ordinal);
            let base = base_of(From::Context, site);
            let rows = match chosen.iter().position(|(chosen, _)| *chosen == repeat) {
                Some(index) => Rows::At(Box::new(chosen.swap_remove(index).1)),
                None if self.model.is_around(repeat, base) => {
                    Rows::SameAs(self.model.depth_of(base) - self.model.depth_of(repeat))
                }
                None => Rows::Where(Box::new([])),
            };
            down.push(Descent { ordinal, rows });
        }
        self.reads.push(target);
        let up = self.model.depth_of(base_of(From::Context, site));
        let path = NodePath { from: start_for(site), up, down: down.into(), target: self.target(target) };
        let expression = Expression::Nodes(path);
        if self.gives_many(&expression) {
            return Err(Fault::new(
                "form.path.repeated",
                "indexed-repeat() leaves a repeat without a position",
            ));
        }
        Ok(expression)
    }

    /// The node a plain path names, whatever the row.
    fn node_of(&mut self, syntax: &Syntax, site: Site) -> Result<usize, Fault> {
        let Syntax::Path(path) = syntax else {
            return Err(Fault::new("form.function.arguments", "a path is needed here"));
        };
        match self.path(path, site)? {
            Resolved::Nodes(path) => Ok(path.target.node),
            _ => Err(Fault::new("form.function.arguments", "a path in the form is needed here")),
        }
    }

    fn choice_name(&mut self, value: &Syntax, question: &str, site: Site) -> Result<Expression, Fault> {
        let value = Box::new(self.one_value(value, site)?);
        let path = xpath::parse_path(question)?;
        let Resolved::Nodes(path) = self.path(&path, site)? else {
            return Err(Fault::new(
                "form.function.arguments",
                "jr:choice-name() needs a question of the form",
            ));
        };
        self.stable = false;
        Ok(Expression::ChoiceName { value, question: path.target.node, path })
    }

    fn pull_data(
        &mut self,
        name: &str,
        wanted: &str,
        key: &str,
        value: &Syntax,
        site: Site,
    ) -> Result<Expression, Fault> {
        let value = self.one_value(value, site)?;
        let table = self.find_table(name)?;
        let (wanted, key) = (self.column(table, wanted)?, self.column(table, key)?);
        let lookup = Some((key, Box::new(value)));
        Ok(Expression::Items(ItemPath { table, lookup, predicates: Box::new([]), column: Some(wanted) }))
    }

    fn path(&mut self, path: &PathSyntax, site: Site) -> Result<Resolved, Fault> {
        match (&path.start, site.table) {
            (Start::Instance(name), _) => self.item_path(name, &path.steps, site).map(Resolved::Items),
            (Start::Context, Some(table)) => self.item_column(table, &path.steps).map(Resolved::Column),
            (Start::Root, _) => self.absolute_path(&path.steps, site).map(Resolved::Nodes),
            (Start::Context, None) => {
                self.relative_path(From::Context, &path.steps, site).map(Resolved::Nodes)
            }
            (Start::Current, _) => self.relative_path(From::Current, &path.steps, site).map(Resolved::Nodes),
        }
    }

    /// Inside a repeat an absolute path means the same row, level by level, until a predicate chooses others.
    fn absolute_path(&mut self, steps: &[Step], site: Site) -> Result<NodePath, Fault> {
        let [first, rest @ ..] = steps else { return Err(Fault::syntax("a path ends too early")) };
        let root_matches = matches!(&first.kind, StepKind::Child(name)
            if self.model.node(0).is_some_and(|root| *root.name == *crate::instance::local_part(name)));
        if !root_matches || !first.predicates.is_empty() {
            return Err(Fault::missing_path(&written(steps)));
        }
        let from = start_for(site);
        let base = base_of(from, site);
        let mut walk = Walk { node: 0, down: Vec::new(), anchor: 0 };
        for (index, step) in rest.iter().enumerate() {
            let named = written(steps.get(..=index + 1).unwrap_or(steps));
            let shared_with = |model: &Model, node| step.predicates.is_empty() && model.is_around(node, base);
            self.step_down(&mut walk, step, &named, shared_with, site, base)?;
        }
        Ok(self.node_path(from, base, walk))
    }

    /// A relative path keeps the rows of the node it starts from and takes every row of repeats below.
    fn relative_path(&mut self, from: From, steps: &[Step], site: Site) -> Result<NodePath, Fault> {
        let from = if from == From::Context { start_for(site) } else { from };
        let base = base_of(from, site);
        let mut node = base;
        let mut rest = steps;
        while let [Step { kind: StepKind::Itself | StepKind::Parent, predicates }, tail @ ..] = rest {
            if !predicates.is_empty() {
                return Err(Fault::unsupported_path("a predicate after `.` or `..`"));
            }
            if matches!(rest.first(), Some(Step { kind: StepKind::Parent, .. })) {
                node = self.model.parent(node).ok_or_else(|| Fault::missing_path(&written(steps)))?;
            }
            rest = tail;
        }
        let anchor = self.model.scope_of(node);
        let mut walk = Walk { node, down: Vec::new(), anchor };
        for step in rest {
            self.step_down(&mut walk, step, &written(steps), |_, _| false, site, base)?;
        }
        Ok(self.node_path(from, base, walk))
    }

    fn step_down(
        &mut self,
        walk: &mut Walk,
        step: &Step,
        named: &str,
        same_row: impl Fn(&Model, usize) -> bool,
        site: Site,
        base: usize,
    ) -> Result<(), Fault> {
        let name = match &step.kind {
            StepKind::Child(name) => crate::instance::local_part(name),
            StepKind::Itself if step.predicates.is_empty() => return Ok(()),
            StepKind::Itself | StepKind::Parent => return Err(Fault::unsupported_path("`..` after a name")),
            StepKind::Attribute(_) => return Err(Fault::unsupported_path("an attribute")),
        };
        let child = self.model.child(walk.node, name).ok_or_else(|| Fault::missing_path(named))?;
        walk.node = child;
        let (repeats, scope) = self.model.node(child).map_or((false, 0), |node| (node.repeats, node.scope));
        if !repeats {
            if step.predicates.is_empty() {
                return Ok(());
            }
            return Err(Fault::unsupported_path("a predicate on a node that does not repeat"));
        }
        let ordinal = self.model.scope(scope).map_or(0, |scope| scope.ordinal);
        let rows = if !same_row(self.model, child) {
            let inside = Site { context: child, current: site.current, table: None, in_predicate: true };
            Rows::Where(self.predicates(&step.predicates, inside)?)
        } else if walk.down.is_empty() {
            walk.anchor = scope;
            return Ok(());
        } else {
            Rows::SameAs(self.model.depth_of(base) - self.model.depth_of(child))
        };
        if matches!(rows, Rows::Where(_)) {
            self.reads.push(child);
        }
        walk.down.push(Descent { ordinal, rows });
        Ok(())
    }

    fn node_path(&self, from: From, base: usize, walk: Walk) -> NodePath {
        let anchor = self.model.scope(walk.anchor).map_or(0, |scope| scope.depth);
        let up = self.model.depth_of(base).saturating_sub(anchor);
        NodePath { from, up, down: walk.down.into(), target: self.target(walk.node) }
    }

    fn item_path(&mut self, name: &str, steps: &[Step], site: Site) -> Result<ItemPath, Fault> {
        let table = self.find_table(name)?;
        let [root, item, rest @ ..] = steps else {
            return Err(Fault::unsupported_path("an instance() path without root and item"));
        };
        if !root.predicates.is_empty() {
            return Err(Fault::unsupported_path("a predicate on the root of a list"));
        }
        let inside = Site { table: Some(table), in_predicate: true, ..site };
        let (lookup, predicates) = match item.predicates.as_slice() {
            [Syntax::Binary(Operator::Equal, left, right)] => self.lookup(left, right, inside)?,
            _ => (None, self.predicates(&item.predicates, inside)?),
        };
        let column = if rest.is_empty() { None } else { Some(self.item_column(table, rest)?) };
        Ok(ItemPath { table, lookup, predicates, column })
    }

    /// `column = value` can be looked up; anything else is tried item by item.
    fn lookup(&mut self, left: &Syntax, right: &Syntax, inside: Site) -> Result<ItemFilter, Fault> {
        let (left, right) = (self.one_value(left, inside)?, self.one_value(right, inside)?);
        match (left, right) {
            (Expression::Column(column), value) | (value, Expression::Column(column))
                if !reads_item(&value) =>
            {
                Ok((Some((column, Box::new(value))), Box::new([])))
            }
            (left, right) => Ok((None, Box::new([Expression::Equal(true, Box::new([left, right]))]))),
        }
    }

    fn item_column(&mut self, table: usize, steps: &[Step]) -> Result<usize, Fault> {
        let mut names = steps.iter().filter(|step| step.kind != StepKind::Itself);
        match (names.next(), names.next()) {
            (Some(Step { kind: StepKind::Child(name), predicates }), None) if predicates.is_empty() => {
                self.column(table, crate::instance::local_part(name))
            }
            _ => Err(Fault::unsupported_path("this path inside a list")),
        }
    }

    fn predicates(&mut self, predicates: &[Syntax], site: Site) -> Result<Box<[Expression]>, Fault> {
        if predicates.len() > PREDICATE_LIMIT {
            return Err(Fault::unsupported_path("so many predicates on one step"));
        }
        let mut compiled = Vec::with_capacity(predicates.len());
        for predicate in predicates {
            // JavaRosa finds nothing for `[2]`, browsers the second row: a form must not depend on it.
            if matches!(predicate, Syntax::Number(_)) {
                return Err(Fault::unsupported_path("a number as predicate (write [position() = 2])"));
            }
            compiled.push(self.one_value(predicate, site)?);
        }
        Ok(compiled.into())
    }

    fn find_table(&self, name: &str) -> Result<usize, Fault> {
        let found = self.tables.iter().position(|table| table.name == name);
        found.ok_or_else(|| Fault::missing_path(&format!("instance('{name}')")))
    }

    fn column(&mut self, table: usize, name: &str) -> Result<usize, Fault> {
        self.tables.get_mut(table).map_or_else(|| Err(Fault::missing_path(name)), |table| table.column(name))
    }

    fn target(&self, node: usize) -> Target {
        let found = self.model.node(node);
        Target {
            node,
            slot: found.map_or(0, |node| node.slot),
            repeats: found.is_some_and(|node| node.repeats),
            answer_type: found.map_or(super::model::AnswerType::Text, |node| node.answer_type),
            relevance: self.model.relevance_place(node),
        }
    }

    /// The repeats around a node, outermost first.
    fn scopes_down_to(&self, node: usize) -> Vec<usize> {
        let mut scopes = Vec::new();
        let mut next = Some(self.model.scope_of(node));
        while let Some(scope) =
            next.and_then(|scope| self.model.scope(scope).map(|found| (scope, found.parent)))
        {
            if scope.1.is_some() {
                scopes.push(scope.0);
            }
            next = scope.1;
        }
        scopes.reverse();
        scopes
    }
}

/// Which items a path takes: those a lookup finds, and of them those for which the predicates hold.
type ItemFilter = (Option<(usize, Box<Expression>)>, Box<[Expression]>);

/// How far a path has come.
struct Walk {
    node: usize,
    down: Vec<Descent>,
    /// The scope whose row the start already fixes.
    anchor: usize,
}

/// In a predicate on a list there is no form node around, so paths start from `current()`.
fn start_for(site: Site) -> From {
    if site.table.is_some() { From::Current } else { From::Context }
}

/// The node a path starts from.
fn base_of(from: From, site: Site) -> usize {
    if from == From::Current || site.table.is_some() { site.current } else { site.context }
}

fn itself() -> Syntax {
    let step = Step { kind: StepKind::Itself, predicates: Vec::new() };
    Syntax::Path(PathSyntax { start: Start::Context, steps: vec![step] })
}

fn binary(operator: Operator, operands: Box<[Expression; 2]>) -> Expression {
    match operator {
        Operator::Or => Expression::Or(operands),
        Operator::And => Expression::And(operands),
        Operator::Equal => Expression::Equal(true, operands),
        Operator::NotEqual => Expression::Equal(false, operands),
        Operator::Less => Expression::Compare(Comparison::Less, operands),
        Operator::LessOrEqual => Expression::Compare(Comparison::LessOrEqual, operands),
        Operator::Greater => Expression::Compare(Comparison::Greater, operands),
        Operator::GreaterOrEqual => Expression::Compare(Comparison::GreaterOrEqual, operands),
        Operator::Add => Expression::Arithmetic(Arithmetic::Add, operands),
        Operator::Subtract => Expression::Arithmetic(Arithmetic::Subtract, operands),
        Operator::Multiply => Expression::Arithmetic(Arithmetic::Multiply, operands),
        Operator::Divide => Expression::Arithmetic(Arithmetic::Divide, operands),
        Operator::Modulo => Expression::Arithmetic(Arithmetic::Modulo, operands),
    }
}

/// Whether a value differs from item to item.
fn reads_item(value: &Expression) -> bool {
    match value {
        Expression::Constant(_) => false,
        Expression::Nodes(path) => !path.down.is_empty(),
        _ => true,
    }
}

/// A path as the form's author would recognise it.
fn written(steps: &[Step]) -> String {
    let name = |step: &Step| match &step.kind {
        StepKind::Itself => ".".to_owned(),
        StepKind::Parent => "..".to_owned(),
        StepKind::Child(name) => name.clone(),
        StepKind::Attribute(name) => format!("@{name}"),
    };
    let names: Vec<String> = steps.iter().map(name).collect();
    let slash = if matches!(steps.first(), Some(Step { kind: StepKind::Child(_), .. })) { "/" } else { "" };
    format!("{slash}{}", names.join("/"))
}
