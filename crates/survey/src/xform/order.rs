//! The order in which relevance and calculations are worked out, each after all it reads, so that one pass over
//! a submission settles everything.

use super::error::Fault;
use super::model::Model;

/// One thing to work out, for every row of its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Relevance(usize),
    Calculation(usize),
}

/// What a step reads.
pub(super) struct Reading {
    pub(super) step: Step,
    /// The nodes whose value or relevance it reads.
    pub(super) reads: Vec<usize>,
}

/// Orders the steps.
///
/// # Errors
/// `form.cycle` with the path of a node that, in the end, depends on itself; ODK refuses such a form too.
pub(super) fn arrange(model: &Model, readings: &[Reading]) -> Result<Vec<Step>, (usize, Fault)> {
    let nodes = model.nodes.len();
    let mut by_step: Vec<Option<usize>> = vec![None; nodes * 2];
    for (index, reading) in readings.iter().enumerate() {
        if let Some(place) = by_step.get_mut(place_of(reading.step)) {
            *place = Some(index);
        }
    }
    let find = |step: Step| by_step.get(place_of(step)).copied().flatten();
    let needs: Vec<Vec<usize>> = readings
        .iter()
        .map(|reading| needs_of(model, reading).into_iter().filter_map(find).collect())
        .collect();
    let mut arranged = Vec::with_capacity(readings.len());
    let mut marks = vec![Mark::New; readings.len()];
    for index in 0..readings.len() {
        visit(index, &needs, &mut marks, &mut arranged).map_err(|culprit| cycle(model, readings, culprit))?;
    }
    Ok(arranged.into_iter().filter_map(|index| readings.get(index).map(|reading| reading.step)).collect())
}

fn place_of(step: Step) -> usize {
    match step {
        Step::Relevance(node) => node * 2,
        Step::Calculation(node) => node * 2 + 1,
    }
}

/// The steps that must come first.
fn needs_of(model: &Model, reading: &Reading) -> Vec<Step> {
    let relevance = |node: usize| model.node(node).and_then(|node| node.relevance).map(Step::Relevance);
    let mut needs = Vec::new();
    if let Step::Relevance(node) = reading.step {
        needs.extend(model.parent(node).and_then(relevance));
    }
    for read in &reading.reads {
        needs.push(Step::Calculation(*read));
        needs.extend(relevance(*read));
    }
    needs
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

/// Depth first, with its own stack: a form may chain thousands of calculations.
fn visit(
    start: usize,
    needs: &[Vec<usize>],
    marks: &mut [Mark],
    arranged: &mut Vec<usize>,
) -> Result<(), usize> {
    let mut stack = vec![(start, 0)];
    while let Some((index, next)) = stack.pop() {
        let mark = marks.get_mut(index).ok_or(index)?;
        if next == 0 {
            match *mark {
                Mark::Done => continue,
                Mark::Open => return Err(index),
                Mark::New => *mark = Mark::Open,
            }
        }
        if let Some(need) = needs.get(index).and_then(|needs| needs.get(next)) {
            stack.push((index, next + 1));
            stack.push((*need, 0));
        } else {
            *mark = Mark::Done;
            arranged.push(index);
        }
    }
    Ok(())
}

fn cycle(model: &Model, readings: &[Reading], culprit: usize) -> (usize, Fault) {
    let node = match readings.get(culprit).map(|reading| reading.step) {
        Some(Step::Relevance(node) | Step::Calculation(node)) => node,
        None => 0,
    };
    let detail = format!("what {} depends on depends on it again", model.path(node));
    (node, Fault::new("form.cycle", detail))
}
