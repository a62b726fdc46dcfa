//! What was found, for the reader: printed, and put into the document between its marks.

use crate::{machine::Machine, place::MachineClock};
use registry::clock::Clock;
use std::{
    fmt::{Display, Write},
    fs,
    path::Path,
};

const BEGIN: &str = "<!-- figures: begin -->";
const END: &str = "<!-- figures: end -->";

/// See the module.
pub(crate) struct Report {
    text: String,
}

impl Report {
    /// Begins with the machine.
    pub(crate) fn new(machine: &Machine) -> Self {
        let mut report = Self { text: String::new() };
        report.line(format_args!("Measured on {} by `make bench`.", MachineClock.today()));
        report.line(format_args!("Machine: {}.", machine.describe()));
        report.line(format_args!("Unless a row says otherwise, {}.", machine.describe_sharing()));
        report
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, text: impl Display) {
        self.line(format_args!("\n## {text}\n"));
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, text: impl Display) {
        println!("{text}");
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{text}");
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

    /// Puts everything between the marks of a document, where one is given.
    pub(crate) fn finish(self, document: Option<&Path>) {
        let Some(document) = document else { return };
        let old = fs::read_to_string(document).unwrap();
        let (before, rest) = old.split_once(BEGIN).expect("the document has a mark where figures begin");
        let (_, after) = rest.split_once(END).expect("the document has a mark where figures end");
        fs::write(document, format!("{before}{BEGIN}\n{}\n{END}{after}", self.text.trim_end())).unwrap();
    }
}

/// A row of a table.
pub(crate) fn row<const N: usize>(cells: [&dyn Display; N]) -> Vec<String> {
    cells.iter().map(ToString::to_string).collect()
}

/// How many percent a cost grows for every tenfold size, from the smallest to the largest.
pub(crate) fn growth_per_tenfold(sizes: &[usize], costs: &[f64]) -> f64 {
    let (first, last) = (0, sizes.len() - 1);
    let tenfolds = (sizes[last] as f64 / sizes[first] as f64).log10();
    if tenfolds == 0.0 { 0.0 } else { ((costs[last] / costs[first]).powf(1.0 / tenfolds) - 1.0) * 100.0 }
}
