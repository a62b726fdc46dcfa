//! What was found about lists, as tables.

use super::{Compared, Found, Measured};
use crate::{
    place::Engine,
    report::{Report, row},
};
use std::time::Duration;

/// Longest that an answer may take: "in seconds".
const AIM: Duration = Duration::from_secs(10);

/// At the largest size, and how it grows from the second largest.
pub(super) fn summary(found: &[(Engine, Vec<Found>)], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"what",
        &"households in the answer",
        &"ms",
        &"aim",
        &"time ÷ bare query",
        &"CPU ÷ bare query",
        &"peak MB",
        &"answer, times as large",
        &"CPU, times as much",
    ])];
    for (engine, sizes) in found {
        let last = sizes.last().unwrap();
        let before = sizes.iter().rev().nth(1);
        for (place, compared) in last.rows.iter().enumerate() {
            rows.push(summary_of(*engine, compared, before.map(|found| &found.rows[place])));
        }
    }
    report.table(&rows);
}

fn summary_of(engine: Engine, compared: &Compared, before: Option<&Compared>) -> Vec<String> {
    let Compared { task, own, bare } = compared;
    let aim = if own.middle <= AIM { "met" } else { "missed" };
    let times = |of: fn(&Measured) -> f64, than: Option<&Measured>| {
        let ratio = than.map(|than| of(own) / of(than)).filter(|ratio| ratio.is_finite());
        ratio.map_or("–".to_owned(), |ratio| {
            if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") }
        })
    };
    let before = before.map(|before| &before.own);
    row([
        &engine.name(),
        &task.title(),
        &own.households,
        &milliseconds(own.milliseconds()),
        &aim,
        &times(Measured::milliseconds, bare.as_ref()),
        &times(Measured::cpu_milliseconds, bare.as_ref()),
        &own.peak_megabytes,
        &times(|measured| measured.households as f64, before),
        &times(Measured::cpu_milliseconds, before),
    ])
}

/// At every size.
pub(super) fn details(found: &[(Engine, Vec<Found>)], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"what",
        &"households",
        &"in the answer",
        &"ms",
        &"CPU ms",
        &"bare ms",
        &"bare CPU ms",
        &"peak MB",
        &"turns",
    ])];
    let sizes = found.iter().flat_map(|(engine, sizes)| sizes.iter().map(move |found| (engine, found)));
    for (engine, found) in sizes {
        for Compared { task, own, bare } in &found.rows {
            let of_bare = |of: fn(&Measured) -> f64| {
                bare.as_ref().map_or("–".to_owned(), |bare| milliseconds(of(bare)))
            };
            rows.push(row([
                &engine.name(),
                &task.title(),
                &found.households,
                &own.households,
                &milliseconds(own.milliseconds()),
                &milliseconds(own.cpu_milliseconds()),
                &of_bare(Measured::milliseconds),
                &of_bare(Measured::cpu_milliseconds),
                &own.peak_megabytes,
                &own.turns,
            ]));
        }
    }
    report.table(&rows);
    let bytes = found.iter().filter_map(|(engine, sizes)| {
        let last = sizes.last()?;
        Some(format!("{} {:.0} bytes on disk each", engine.name(), last.bytes_each))
    });
    report.line(format_args!(
        "The invented households of the largest size take {}.",
        bytes.collect::<Vec<_>>().join(", ")
    ));
}

/// To three places.
fn milliseconds(milliseconds: f64) -> String {
    match milliseconds {
        small if small < 10.0 => format!("{small:.2}"),
        middle if middle < 100.0 => format!("{middle:.1}"),
        large => format!("{large:.0}"),
    }
}
