//! Holds the evaluator against JavaRosa: every line of `tests/forms/javarosa.tsv` is an expression with what
//! JavaRosa itself gave for it (the engine inside ODK Validate 1.20.0), in the context of an invented household.

use jiff::Zoned;

use super::compile::Compiler;
use super::evaluate::{Frame, Halt};
use super::layout::Layout;
use super::value::{Value, format_number};
use super::{Form, Table, dates};
use crate::instance::{Instance, split_position};

const FORM: &str = include_str!("../../tests/forms/household.xml");
const SUBMISSION: &str = include_str!("../../tests/forms/household-submission.xml");
const CASES: &str = include_str!("../../tests/forms/javarosa.tsv");

fn form() -> Form {
    let rows = [["t1", "Tehsil one", "n1"], ["t2", "Tehsil two", "n1"], ["t3", "Tehsil three", "s1"]];
    let table = Table {
        header: ["name", "label", "district"].map(String::from).to_vec(),
        rows: rows.map(|row| row.map(String::from).to_vec()).to_vec(),
    };
    Form::parse(FORM).unwrap().with_external("tehsils.csv", &table).unwrap()
}

fn now() -> Zoned {
    "2026-01-05T10:00:00+05:00[+05:00]".parse().unwrap()
}

/// The node and row of a path such as `/data/household/member[2]/age`.
fn place(layout: &Layout<'_>, path: &str) -> (usize, usize) {
    let (mut node, mut row) = (0, 0);
    for segment in path.split('/').skip(2) {
        let (name, position) = split_position(segment).unwrap();
        node = layout.form.model.child(node, name).unwrap();
        let shape = layout.form.model.node(node).unwrap();
        if shape.repeats {
            let ordinal = layout.form.model.scope(shape.scope).unwrap().ordinal;
            row = layout.rows_inside(row, ordinal).nth(position - 1).unwrap();
        }
    }
    (node, row)
}

fn evaluate(form: &mut Form, instance: &Instance, context: &str, expression: &str) -> String {
    let node = {
        let (layout, _) = Layout::build(form, instance, &now()).ok().unwrap();
        place(&layout, context).0
    };
    let compiled = match Compiler::new(&form.model, &mut form.tables).compile(expression, node) {
        Ok(compiled) => compiled,
        Err(fault) => return format!("E:{}", fault.at("").code),
    };
    let layout = super::check::settled(Layout::build(form, instance, &now()).ok().unwrap().0);
    let (_, row) = place(&layout, context);
    match layout.value(&compiled.expression, &Frame::at(row)) {
        Ok(Value::Text(text)) => format!("S:{text}"),
        Ok(Value::Number(number)) => format!("N:{}", format_number(number)),
        Ok(Value::Boolean(boolean)) => format!("B:{boolean}"),
        Ok(Value::Moment(moment)) => {
            format!("D:{}", dates::format(moment, "%Y-%m-%dT%H:%M:%S.%3+05:00").unwrap())
        }
        Err(Halt::Failed) => "E:failed".to_owned(),
        Err(Halt::NotAtHand) => "E:not at hand".to_owned(),
    }
}

#[test]
fn expressions_give_what_javarosa_gives() {
    let (mut form, instance) = (form(), Instance::parse(SUBMISSION.as_bytes()).unwrap());
    let mut compared = 0;
    let mut differing = Vec::new();
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (context, expression, javarosa) =
            (columns.next().unwrap(), columns.next().unwrap(), columns.next().unwrap());
        let expected = columns.next().unwrap_or(javarosa);
        let found = evaluate(&mut form, &instance, context, expression);
        // A failure may show at publication or on the answers.
        let same = if expected.starts_with('E') { found.starts_with('E') } else { found == expected };
        if !same {
            differing.push(format!("{context}\t{expression}\t{expected}\t{found}"));
        }
        compared += 1;
    }
    assert!(differing.is_empty(), "{} of {compared} differ:\n{}", differing.len(), differing.join("\n"));
    assert!(compared > 400, "the table is there");
}
