//! The answers of a submission as a tree to be read: every group, row and question with its label, and what was noticed
//! about it. What the form does not know is shown as well, under the name it came with.

use super::{
    findings::{Noticed, noticed},
    labels::{Labels, Places, grouped},
};
use jiff::civil::Date;
use registry::{area::AreaCode, finding::Finding};
use serde::Serialize;
use survey::instance::{Instance, NodeId};

/// A group, a row or a question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Answer {
    /// What it is called.
    pub(super) label: String,
    /// Its number among the rows of its kind.
    pub(super) row: Option<usize>,
    /// What was answered; none for groups and for what was left empty.
    pub(super) value: Option<String>,
    /// Digits and the like, which run from left to right.
    pub(super) ltr: bool,
    /// What was noticed about it.
    pub(super) findings: Vec<Noticed>,
    /// What stands inside.
    pub(super) children: Vec<Answer>,
}

/// Reads a submission as a tree.
pub(super) struct Reader<'a> {
    pub(super) instance: &'a Instance,
    pub(super) findings: &'a [Finding],
    pub(super) labels: &'a Labels<'a>,
    pub(super) places: &'a Places<'a>,
}

impl Reader<'_> {
    /// The whole submission. Whatever was left empty and gave no reason for a finding is left out.
    pub(super) fn read(&self) -> Vec<Answer> {
        self.children(self.instance.root(), "", "")
    }

    /// Findings about the whole, or about places that the submission does not have.
    pub(super) fn unplaced(&self) -> Vec<Noticed> {
        let mut places = Vec::new();
        self.collect_places(self.instance.root(), "", &mut places);
        let unplaced = self.findings.iter().filter(|finding| !places.contains(&finding.place));
        unplaced.map(|finding| noticed(finding, self.labels)).collect()
    }

    fn children(&self, node: NodeId, path: &str, place: &str) -> Vec<Answer> {
        self.instance.children(node).filter_map(|child| self.answer(child, path, place)).collect()
    }

    fn answer(&self, node: NodeId, outer_path: &str, outer_place: &str) -> Option<Answer> {
        let name = self.instance.name(node);
        let path = join(outer_path, name);
        let row = self.row(node);
        let place = row.map_or_else(|| join(outer_place, name), |row| format!("{}[{row}]", join(outer_place, name)));
        let about = self.findings.iter().filter(|finding| is_at(finding, &place, outer_place, name));
        let findings: Vec<_> = about.map(|finding| noticed(finding, self.labels)).collect();
        let children = self.children(node, &path, &place);
        let value = self.value(node, &path);
        if value.is_none() && children.is_empty() && findings.is_empty() {
            return None;
        }
        let label = self.label(&path, name, self.instance.has_children(node));
        let ltr = value.as_ref().is_some_and(|value| !value.chars().any(char::is_alphabetic));
        Some(Answer { label, row, value, ltr, findings, children })
    }

    fn label(&self, path: &str, name: &str, is_group: bool) -> String {
        // The form's own headings hold names of members, which are answers: ours do as well without.
        self.labels.group(name).filter(|_| is_group).unwrap_or_else(|| self.labels.any(path))
    }

    /// The number of a row, where there can be several of its name.
    fn row(&self, node: NodeId) -> Option<usize> {
        let parent = self.instance.parent(node)?;
        let name = self.instance.name(node);
        let alike = self.instance.children(parent).filter(|sibling| self.instance.name(*sibling) == name).count();
        let repeats = matches!(name, "member" | "birth") && self.instance.name(parent) != "data";
        (alike > 1 || repeats).then(|| self.instance.position(node))
    }

    fn value(&self, node: NodeId, path: &str) -> Option<String> {
        let text = self.instance.text(node).trim();
        if text.is_empty() {
            return None;
        }
        if let Some(label) = self.labels.choice(path, text) {
            return Some(label);
        }
        let chosen: Option<Vec<String>> = text.split(' ').map(|code| self.labels.choice(path, code)).collect();
        if let Some(chosen) = chosen {
            return Some(chosen.join(&self.labels.words().say("comma", &[])));
        }
        if let Some(area) = text.parse::<AreaCode>().ok().filter(|area| self.places.book.find_latest(area).is_some()) {
            return Some(self.places.name(&area));
        }
        if let Some(date) = Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok()) {
            return Some(self.labels.words().date(date).text);
        }
        let is_amount = path.ends_with("_rupees");
        Some(if is_amount { grouped(text) } else { text.to_owned() })
    }

    fn collect_places(&self, node: NodeId, place: &str, into: &mut Vec<String>) {
        for child in self.instance.children(node) {
            let plain = join(place, self.instance.name(child));
            let here = self.row(child).map_or_else(|| plain.clone(), |row| format!("{plain}[{row}]"));
            self.collect_places(child, &here, into);
            into.push(here);
            into.push(plain);
        }
    }
}

/// Whether a finding is about a node. A first row may be meant by its name alone.
fn is_at(finding: &Finding, place: &str, outer: &str, name: &str) -> bool {
    finding.place == place || (place.ends_with("[1]") && finding.place == join(outer, name))
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}/{name}") }
}
