//! Groups of a form into sections of the record: the names agree, so one reader serves all.

use crate::instance::{Instance, NodeId};
use registry::{
    field::{Fault, Section},
    finding::{Finding, FindingCode},
};

/// Reads the group named like the section that stands under `parent`; an absent group gives an empty section.
pub(super) fn read_under<S: Section>(
    instance: &Instance,
    parent: NodeId,
    parent_place: &str,
    findings: &mut Vec<Finding>,
) -> S {
    match instance.child(parent, S::NAME) {
        Some(group) => read(instance, group, &join(parent_place, S::NAME), findings),
        None => S::default(),
    }
}

/// Reads a group as a section. Questions that only the form knows are passed over: the form's own check has judged
/// whether they belong there.
pub(super) fn read<S: Section>(
    instance: &Instance,
    group: NodeId,
    place: &str,
    findings: &mut Vec<Finding>,
) -> S {
    let mut section = S::default();
    for question in instance.children(group) {
        let text = instance.text(question).trim();
        if text.is_empty() {
            continue;
        }
        let name = instance.name(question);
        if let Some(code) = section.set(name, text).err().and_then(finding_code) {
            findings.push(Finding::at(code, join(place, name)));
        }
    }
    section
}

/// The answer to one question, trimmed; none when it is empty or absent.
pub(super) fn answer<'a>(instance: &'a Instance, group: NodeId, question: &str) -> Option<&'a str> {
    let text = instance.text(instance.child(group, question)?).trim();
    (!text.is_empty()).then_some(text)
}

/// The rows of a repeat in a group of the questionnaire, counted from 1.
pub(super) fn rows<'a>(
    instance: &'a Instance,
    group: &str,
    row: &'a str,
) -> impl Iterator<Item = (u8, NodeId)> + use<'a> {
    let group = instance.child(instance.root(), group);
    let rows = group.into_iter().flat_map(move |group| instance.children(group));
    (1..=u8::MAX).zip(rows.filter(move |node| instance.name(*node) == row))
}

/// A place inside another.
pub(super) fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}/{name}") }
}

fn finding_code(fault: Fault) -> Option<FindingCode> {
    match fault {
        Fault::UnknownField => None,
        Fault::Kind => Some(FindingCode::AnswerType),
        Fault::UnknownCode => Some(FindingCode::AnswerChoice),
        Fault::OutOfRange => Some(FindingCode::AnswerOutOfRange),
    }
}
