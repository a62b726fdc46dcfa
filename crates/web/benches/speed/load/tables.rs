//! What was found about loads, as tables.

use super::{COUNTRY, Found, Measured, Part};
use crate::{
    loading,
    report::{Report, growth_per_tenfold, row},
};

/// CPU time of a household, microseconds: with it the country is in within two hours on two processors.
const AIM_COST: f64 = 400.0;
/// Times the yardstick's time that a load may take.
const AIM_RATIO: f64 = 2.5;
/// Hours in which the country is in.
const AIM_HOURS: f64 = 2.0;

/// Each engine's largest load beside the aims.
pub(super) fn summary(found: &[Found], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"verdict",
        &"households",
        &"CPU µs each",
        &"aim",
        &"per s",
        &"hours for 35 million",
        &"aim",
        &"bytes each",
        &"GB for 35 million",
        &"time ÷ bulk",
        &"aim",
        &"CPU ÷ bulk",
        &"CPU growth per tenfold",
    ])];
    for found in found {
        let ours = found.ours.last().unwrap();
        let (households, costs): (Vec<usize>, Vec<f64>) =
            found.ours.iter().map(|measured| (measured.households, measured.cost())).unzip();
        let compared = found.compared();
        let slower = compared.map(|(ours, bulk)| ours.wall.as_secs_f64() / bulk.wall.as_secs_f64());
        let dearer = compared.map(|(ours, bulk)| ours.cost() / bulk.cost());
        rows.push(row([
            &found.engine.name(),
            &verdict(ours.cost(), ours.hours(), slower),
            &ours.households,
            &format!("{:.0}", ours.cost()),
            &format!("≤ {AIM_COST}"),
            &format!("{:.0}", ours.rate()),
            &format!("{:.1}", ours.hours()),
            &format!("≤ {AIM_HOURS}"),
            &format!("{:.0}", ours.bytes_each()),
            &format!("{:.0}", ours.bytes_each() * COUNTRY / 1e9),
            &times(slower),
            &format!("≤ {AIM_RATIO}"),
            &times(dearer),
            &growth_per_tenfold(&households, &costs),
        ]));
    }
    report.table(&rows);
}

/// A ratio, where there is one.
fn times(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}"))
}

fn verdict(cost: f64, hours: f64, ratio: Option<f64>) -> String {
    let ratio = ratio.unwrap_or(0.0);
    let missed =
        [(cost > AIM_COST, "the cost"), (hours > AIM_HOURS, "the hours"), (ratio > AIM_RATIO, "the ratio")];
    let missed: Vec<&str> = missed.into_iter().filter(|(missed, _)| *missed).map(|(_, what)| what).collect();
    if missed.is_empty() { "meets the aims".to_owned() } else { format!("misses {}", missed.join(", ")) }
}

/// Every run.
pub(super) fn details(found: &[Found], report: &mut Report) {
    let mut rows = vec![row([
        &"engine",
        &"run",
        &"households",
        &"CPU µs each",
        &"program",
        &"database",
        &"per s",
        &"peak MB",
        &"bytes on disk each",
        &"what became of them",
    ])];
    for found in found {
        let ours = found.ours.iter().map(|measured| ("load", measured));
        let bulk = found.yardstick.iter().map(|measured| ("the same rows in bulk", measured));
        for (what, measured) in ours.chain(bulk) {
            let Measured { households, cpu, peak_megabytes, outcome, .. } = measured;
            rows.push(row([
                &found.engine.name(),
                &what,
                households,
                &format!("{:.0}", measured.cost()),
                &format!("{:.0}", measured.microseconds_each(cpu.server)),
                &format!("{:.0}", measured.microseconds_each(cpu.database)),
                &format!("{:.0}", measured.rate()),
                peak_megabytes,
                &format!("{:.0}", measured.bytes_each()),
                outcome,
            ]));
        }
    }
    report.table(&rows);
}

/// The largest load by tenths: whether its rate stays.
pub(super) fn tenths(found: &[Found], report: &mut Report) {
    let mut head = row([&"engine", &"tenth by tenth"]);
    head.extend((1..=loading::PARTS).map(|tenth| tenth.to_string()));
    let mut rows = vec![head];
    for found in found {
        let ours = found.ours.last().unwrap();
        let mut line = |what: &str, figure: fn(&Part) -> f64| {
            let mut cells = row([&found.engine.name(), &what]);
            cells.extend(ours.parts.iter().map(|part| format!("{:.0}", figure(part))));
            cells.resize(rows[0].len(), String::new());
            rows.push(cells);
        };
        line(&format!("per s, {} households", ours.households), Part::rate);
        line("CPU µs each", Part::cost);
    }
    report.table(&rows);
}
