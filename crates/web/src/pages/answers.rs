//! The answers of a submission as a tree to be read: every group, row and question with its label, and what was noticed
//! about it. What the form does not know is shown as well, under the name it came with.

use super::{
    findings::{Noticed, noticed},
    labels::{Labels, Places, grouped},
};
use jiff::{Timestamp, civil::Date};
use registry::{area::AreaCode, finding::Finding};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
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

/// Findings by the place in the submission at which they are shown.
type At<'a> = BTreeMap<String, Vec<&'a Finding>>;

/// Reads a submission as a tree.
pub(super) struct Reader<'a> {
    pub(super) instance: &'a Instance,
    pub(super) findings: &'a [Finding],
    pub(super) labels: &'a Labels<'a>,
    pub(super) places: &'a Places<'a>,
}

impl Reader<'_> {
    /// The whole submission, and the findings that belong to no part of it. Whatever was left empty and gave no reason
    /// for a finding is left out.
    pub(super) fn read(&self) -> (Vec<Answer>, Vec<Noticed>) {
        let mut places = BTreeSet::new();
        self.collect_places(self.instance.root(), "", &mut places);
        let mut at: At<'_> = BTreeMap::new();
        for finding in self.findings {
            at.entry(nearest(&finding.place, &places)).or_default().push(finding);
        }
        let whole = self.noticed_at("", &at);
        (self.children(self.instance.root(), "", "", &at), whole)
    }

    fn children(&self, node: NodeId, path: &str, place: &str, at: &At<'_>) -> Vec<Answer> {
        self.instance.children(node).filter_map(|child| self.answer(child, path, place, at)).collect()
    }

    fn answer(&self, node: NodeId, outer_path: &str, outer_place: &str, at: &At<'_>) -> Option<Answer> {
        let name = self.instance.name(node);
        let path = join(outer_path, name);
        let row = self.row(node);
        let place =
            row.map_or_else(|| join(outer_place, name), |row| format!("{}[{row}]", join(outer_place, name)));
        let findings = self.noticed_at(&place, at);
        let children = self.children(node, &path, &place, at);
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
        let alike =
            self.instance.children(parent).filter(|sibling| self.instance.name(*sibling) == name).count();
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
        let chosen: Option<Vec<String>> =
            text.split(' ').map(|code| self.labels.choice(path, code)).collect();
        if let Some(chosen) = chosen {
            return Some(chosen.join(&self.labels.words().say("comma", &[])));
        }
        if let Some(area) =
            text.parse::<AreaCode>().ok().filter(|area| self.places.book.find_latest(area).is_some())
        {
            return Some(self.places.name(&area));
        }
        if let Some(date) =
            Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok())
        {
            return Some(self.labels.words().date(date).text);
        }
        if let Some(instant) =
            Some(text).filter(|text| text.contains('T')).and_then(|text| text.parse::<Timestamp>().ok())
        {
            return Some(self.labels.words().instant(instant).text);
        }
        let is_amount = path.ends_with("_rupees");
        Some(if is_amount { grouped(text) } else { text.to_owned() })
    }

    /// What was noticed at a place. Where exactly is said only of what has no place of its own.
    fn noticed_at(&self, place: &str, at: &At<'_>) -> Vec<Noticed> {
        let findings = at.get(place).map(Vec::as_slice).unwrap_or_default();
        let said = |finding: &&Finding| {
            let noticed = noticed(finding, self.labels);
            if finding.place == place { Noticed { place: String::new(), ..noticed } } else { noticed }
        };
        findings.iter().map(said).collect()
    }

    fn collect_places(&self, node: NodeId, place: &str, into: &mut BTreeSet<String>) {
        for child in self.instance.children(node) {
            let plain = join(place, self.instance.name(child));
            let here = self.row(child).map_or_else(|| plain.clone(), |row| format!("{plain}[{row}]"));
            self.collect_places(child, &here, into);
            into.insert(here);
        }
    }
}

/// The place itself, or the smallest part of the submission around it that there is.
fn nearest(place: &str, places: &BTreeSet<String>) -> String {
    let mut nearest = place;
    while !nearest.is_empty() && !places.contains(nearest) {
        nearest = nearest.rsplit_once('/').map_or("", |(around, _)| around);
    }
    nearest.to_owned()
}

fn join(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pages::page::Words,
        wording::{Language, Wording},
    };
    use operations::forms::FormShelf;
    use registry::{area::AreaBook, finding::FindingCode};

    fn read(xml: &str, findings: &[Finding]) -> (Vec<Answer>, Vec<Noticed>) {
        let (wording, book) = (Wording::load(), AreaBook::default());
        let words = Words { wording: &wording, language: Language::En };
        let labels = Labels::new(words, &FormShelf::default(), "household", "1");
        let instance = Instance::parse(xml.as_bytes()).unwrap();
        let places = Places { book: &book, words };
        Reader { instance: &instance, findings, labels: &labels, places: &places }.read()
    }

    #[test]
    fn a_finding_stands_at_its_answer_or_as_near_as_there_is_one() {
        let xml = "<data id='household'><dwelling><rooms>900</rooms><roof/></dwelling>\
                   <roster><member><person><name>Invented</name></person></member></roster></data>";
        let findings = [
            Finding::at(FindingCode::AnswerConstraint, "dwelling/rooms"),
            Finding::at(FindingCode::AnswerRequired, "dwelling/roof"),
            Finding::at(FindingCode::IdentityMissing, "roster/member[1]/person/number"),
            Finding::at(FindingCode::DateMissing, "interview/interview_date"),
        ];
        let (answers, whole) = read(xml, &findings);
        let [dwelling, roster] = answers.as_slice() else { panic!("two groups") };
        assert_eq!(dwelling.children[0].findings[0].code, "answer.constraint");
        assert!(dwelling.children[0].findings[0].place.is_empty(), "it stands where it is");
        assert_eq!(dwelling.children[1].value, None, "an empty answer is shown for its finding");
        let person = &roster.children[0].children[0];
        assert_eq!((roster.children[0].row, person.findings[0].code), (Some(1), "identity.missing"));
        assert_eq!(person.findings[0].place, "Member 1 › Person › number");
        assert_eq!(whole[0].code, "date.missing");
    }

    #[test]
    fn what_no_form_knows_is_shown_as_it_came() {
        let xml = "<data><start>2026-11-09T11:05:00.000+05:00</start><odd_one>x y</odd_one><empty/></data>";
        let (answers, _) = read(xml, &[]);
        let shown: Vec<_> =
            answers.iter().map(|one| (one.label.as_str(), one.value.as_deref().unwrap())).collect();
        assert_eq!(shown, [("Started", "9 November 2026, 11:05"), ("odd one", "x y")]);
    }
}
