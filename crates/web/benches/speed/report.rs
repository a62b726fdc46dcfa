//! What was found, for the reader: printed, and put into the document between its marks.

use crate::{machine::Machine, place::MachineClock};
use registry::clock::Clock;
use std::{
    fmt::{Display, Write},
    fs,
    path::PathBuf,
};

/// See the module.
pub(crate) struct Report {
    document: Option<PathBuf>,
    head: String,
    /// The name of each part, and its text.
    parts: Vec<(&'static str, String)>,
}

impl Report {
    /// About this machine, for a document where one is given.
    pub(crate) fn new(machine: &Machine, document: Option<PathBuf>) -> Self {
        let head = format!(
            "Measured on {} by `{}`. Machine: {}. Unless a row says otherwise, {}.\n",
            MachineClock.today(),
            command(),
            machine.describe(),
            machine.describe_sharing()
        );
        println!("{head}");
        Self { document, head, parts: Vec::new() }
    }

    /// Begins a part of the document: what it says so far between the marks of this name will be replaced.
    pub(crate) fn part(&mut self, name: &'static str) {
        println!();
        self.parts.push((name, self.head.clone() + "\n"));
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, text: impl Display) {
        println!("{text}");
        let (_, part) = self.parts.last_mut().expect("a part was begun");
        // Writing to a String cannot fail.
        let _ = writeln!(part, "{text}");
    }

    /// Adds a table, of which the first row is the head. Every column but the first two is of numbers.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        for (number, row) in rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(
                    |(column, (cell, &width))| {
                        if column < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                    },
                )
                .collect();
            self.line(format_args!("| {} |", cells.join(" | ")));
            if number == 0 {
                let rules: Vec<String> =
                    widths
                        .iter()
                        .enumerate()
                        .map(|(column, &width)| {
                            if column < 2 { "-".repeat(width) } else { format!("{}:", "-".repeat(width - 1)) }
                        })
                        .collect();
                self.line(format_args!("| {} |", rules.join(" | ")));
            }
        }
        self.line("");
    }

    /// Puts every part between its marks in the document, where one is given.
    pub(crate) fn finish(self) {
        let Some(document) = self.document else { return };
        let mut whole = fs::read_to_string(&document).unwrap();
        for (name, text) in self.parts {
            let (begin, end) = (format!("<!-- {name}: begin -->"), format!("<!-- {name}: end -->"));
            let (before, rest) =
                whole.split_once(&begin).expect("the document has a mark where figures begin");
            let (_, after) = rest.split_once(&end).expect("the document has a mark where figures end");
            whole = format!("{before}{begin}\n{}\n{end}{after}", text.trim_end());
        }
        fs::write(document, whole).unwrap();
    }
}

/// What was typed to start this.
fn command() -> String {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut own = Vec::new();
    while let Some(argument) = arguments.next() {
        if argument == "--report" {
            arguments.next();
        } else {
            own.push(argument);
        }
    }
    if own.is_empty() { "make bench".to_owned() } else { format!("make bench OPTIONS=\"{}\"", own.join(" ")) }
}

/// A row of a table.
pub(crate) fn row<const N: usize>(cells: [&dyn Display; N]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// How many percent a cost grows for every tenfold size, from the smallest to the largest, where there are several.
pub(crate) fn growth_per_tenfold(sizes: &[usize], costs: &[f64]) -> String {
    let (first, last) = (0, sizes.len() - 1);
    let tenfolds = (sizes[last] as f64 / sizes[first] as f64).log10();
    if tenfolds == 0.0 {
        return "–".to_owned();
    }
    format!("{:+.0} %", ((costs[last] / costs[first]).powf(1.0 / tenfolds) - 1.0) * 100.0)
}
