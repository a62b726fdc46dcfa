//! The pictures of a report.

use super::plot::{Anchor, Plot, Tick};
use crate::assessment::{Assessment, by_cut_off, coverage, deciles, grid, histogram, roc};

/// Every picture, as SVG.
#[derive(Debug, serde::Serialize)]
pub(super) struct Pictures {
    deciles: String,
    cut_offs: String,
    coverage: String,
    roc: String,
    scores: String,
    prediction: String,
}

/// Draws them. `turned` is -1 where a high score means poor.
pub(super) fn draw(assessment: &Assessment, turned: f64) -> Pictures {
    Pictures {
        deciles: draw_deciles(assessment, turned),
        cut_offs: draw_cut_offs(assessment, turned),
        coverage: draw_coverage(assessment),
        roc: draw_roc(assessment),
        scores: draw_scores(assessment),
        prediction: draw_prediction(assessment),
    }
}

fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

fn percent_ticks(step: f64, to: f64) -> Vec<Tick> {
    Tick::every(step, 0.0, to, percent)
}

fn score_ticks(from: f64, to: f64) -> Vec<Tick> {
    Tick::every(10.0, from, to, |score| format!("{score:.0}"))
}

fn draw_deciles(assessment: &Assessment, turned: f64) -> String {
    let parts = deciles(&assessment.scored, assessment.cut_off.as_f64() * turned);
    let mut plot = Plot::new("Part selected in each tenth of the people", (0.4, 10.6), (0.0, 1.0));
    let ticks = Tick::every(1.0, 1.0, 10.0, |decile| format!("{decile:.0}"));
    plot.axes(("tenth of the people, poorest first", &ticks), ("selected", &percent_ticks(0.2, 1.0)));
    for (place, part) in parts.iter().enumerate() {
        let decile = place as f64 + 1.0;
        let meant = place as f64 + 0.5 < assessment.poorest * 10.0;
        let style = if meant { "class='b1'" } else { "class='b2'" };
        plot.bar(style, (decile - 0.4, decile + 0.4), (0.0, *part));
        plot.words(&format!("{:.0}", part * 100.0), (decile, *part), (0.0, -5.0), Anchor::Middle, "v");
    }
    plot.finish()
}

fn draw_cut_offs(assessment: &Assessment, turned: f64) -> String {
    let curve = by_cut_off(&assessment.scored, turned);
    let mut plot = Plot::new("Errors and coverage at every cut-off", (10.0, 60.0), (0.0, 1.0));
    plot.axes(("cut-off", &score_ticks(10.0, 60.0)), ("part of the people", &percent_ticks(0.2, 1.0)));
    plot.mark(assessment.cut_off.as_f64(), "cut-off");
    plot.line("c1", &curve.iter().map(|(score, errors)| (*score, errors.exclusion)).collect::<Vec<_>>());
    // Among a handful of selected people the error is noise.
    let enough = curve.iter().filter(|(_, errors)| errors.selected >= 0.005);
    plot.line("c2", &enough.map(|(score, errors)| (*score, errors.inclusion)).collect::<Vec<_>>());
    plot.line("c3", &curve.iter().map(|(score, errors)| (*score, errors.selected)).collect::<Vec<_>>());
    plot.finish()
}

fn draw_coverage(assessment: &Assessment) -> String {
    let curve = coverage(&assessment.scored);
    let chance: Vec<(f64, f64)> = curve.iter().map(|point| (point.part, 1.0 - point.part)).collect();
    let errors: Vec<(f64, f64)> = curve.iter().map(|point| (point.part, point.error)).collect();
    let mut plot = Plot::new("Error by part of the people covered", (0.0, 0.6), (0.0, 1.0));
    plot.axes(("part of the people covered", &percent_ticks(0.1, 0.6)), ("error", &percent_ticks(0.2, 1.0)));
    plot.line("c0", &chance);
    plot.line("c1", &errors);
    for (x, y) in &errors {
        plot.dot("d1", *x, *y);
    }
    if let Some((x, y)) = chance.get(3) {
        plot.words("drawn by lot", (*x, *y), (8.0, -6.0), Anchor::Start, "k");
    }
    if let Some((x, y)) = errors.get(3) {
        plot.words("this model", (*x, *y), (-8.0, 20.0), Anchor::End, "k1");
    }
    plot.finish()
}

fn draw_roc(assessment: &Assessment) -> String {
    let (curve, area) = roc(&assessment.scored);
    // A point for each hundredth across is all that can be seen.
    let mut drawn: Vec<(f64, f64)> = Vec::new();
    for point in curve {
        if drawn.last().is_none_or(|last| point.0 - last.0 > 0.005 || point.1 - last.1 > 0.005)
            || point.0 >= 1.0
        {
            drawn.push(point);
        }
    }
    let errors = assessment.errors;
    let let_in = (errors.selected - errors.poor * (1.0 - errors.exclusion)) / (1.0 - errors.poor);
    let mut plot = Plot::new("ROC curve", (0.0, 1.0), (0.0, 1.0));
    plot.axes(("others selected", &percent_ticks(0.2, 1.0)), ("poorest selected", &percent_ticks(0.2, 1.0)));
    plot.line("c0", &[(0.0, 0.0), (1.0, 1.0)]);
    plot.line("c1", &drawn);
    plot.dot("d1", let_in, 1.0 - errors.exclusion);
    plot.words("the cut-off", (let_in, 1.0 - errors.exclusion), (10.0, 10.0), Anchor::Start, "k1");
    plot.words(&format!("area {area:.3}"), (0.97, 0.06), (0.0, 0.0), Anchor::End, "k1");
    plot.finish()
}

fn draw_scores(assessment: &Assessment) -> String {
    let bands = histogram(&assessment.scored);
    let highest = bands.iter().map(|(_, all)| *all).fold(0.01, f64::max);
    let mut plot = Plot::new("People by score", (0.0, 100.0), (0.0, highest * 1.12));
    let step = if highest > 0.08 { 0.02 } else { 0.01 };
    plot.axes(("score", &score_ticks(0.0, 100.0)), ("people", &percent_ticks(step, highest * 1.12)));
    for (place, (poor, all)) in bands.iter().enumerate() {
        let across = (place as f64 * 2.0 + 0.15, place as f64 * 2.0 + 1.85);
        plot.bar("class='b1'", across, (0.0, *poor));
        plot.bar("class='b2'", across, (*poor, *all));
    }
    plot.mark(assessment.cut_off.as_f64(), "cut-off");
    plot.finish()
}

fn draw_prediction(assessment: &Assessment) -> String {
    let grid = grid(&assessment.scored);
    let (low, high) = grid.welfare;
    let mut plot = Plot::new("Consumption by score", (0.0, 100.0), (low, high));
    let amounts = [10.0, 20.0, 30.0, 50.0, 70.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1000.0];
    let ticks: Vec<Tick> = amounts
        .into_iter()
        .map(|thousand: f64| Tick { at: (thousand * 1000.0).ln(), text: format!("{thousand:.0}") })
        .filter(|tick| tick.at >= low && tick.at <= high)
        .collect();
    plot.axes(("score", &score_ticks(0.0, 100.0)), ("thousand rupees a year", &ticks));
    let most = grid.cells.iter().flatten().copied().fold(1e-9, f64::max);
    let height = (high - low) / 50.0;
    for (column, cells) in grid.cells.iter().enumerate() {
        for (row, part) in cells.iter().enumerate().filter(|(_, part)| **part > 0.0) {
            let shade = 0.08 + 0.92 * (part / most).sqrt();
            let (x, y) = (column as f64 * 2.0, low + row as f64 * height);
            plot.bar(&format!("class='h' fill-opacity='{shade:.2}'"), (x, x + 2.0), (y, y + height));
        }
    }
    let means = grid.means.iter().enumerate();
    let means: Vec<(f64, f64)> = means
        .filter_map(|(column, mean)| Some((column as f64 * 2.0 + 1.0, (*mean)?.clamp(low, high))))
        .collect();
    plot.line("c2", &means);
    plot.line("c0", &[(0.0, assessment.line.ln()), (100.0, assessment.line.ln())]);
    plot.mark(assessment.cut_off.as_f64(), "cut-off");
    plot.finish()
}
