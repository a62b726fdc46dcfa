//! Finishing a submission as a tablet does before it sends it: calculations made, what does not apply left out.

use super::{Form, check::Check, layout::Layout};
use crate::instance::{Instance, NodeId};
use jiff::Zoned;

/// What becomes of an element.
enum Edit {
    Remove(NodeId),
    Write(NodeId, String),
}

impl Form {
    /// Writes what the form works out into a submission, and removes questions that are not relevant. A submission of
    /// more rows than are ever checked is left as it is.
    pub fn complete(&self, instance: &mut Instance, now: &Zoned) {
        for edit in self.edits(instance, now) {
            match edit {
                Edit::Remove(element) => instance.remove(element),
                Edit::Write(element, text) => instance.set_text(element, &text),
            }
        }
    }

    fn edits(&self, instance: &Instance, now: &Zoned) -> Vec<Edit> {
        let Ok((layout, _)) = Layout::build(self, instance, now) else { return Vec::new() };
        let mut check = Check { layout, violations: Vec::new() };
        check.settle();
        let layout = check.layout;
        let mut edits = Vec::new();
        for (place, row) in layout.rows.iter().enumerate() {
            for (index, node) in
                self.model.nodes.iter().enumerate().filter(|(_, node)| node.scope == row.scope)
            {
                let Some(slot) = layout.slot(place, node.slot) else { continue };
                let Some(element) = slot.node else { continue };
                if !layout.is_relevant(self.model.relevance_place(index), place) {
                    edits.push(Edit::Remove(element));
                } else if let Some(value) = &slot.computed {
                    edits.push(Edit::Write(element, value.clone().into_text().into_owned()));
                }
            }
        }
        edits
    }

    /// The files that a submission names: answers to questions for photographs, recordings and other files.
    pub fn attachments(&self, instance: &Instance) -> Vec<String> {
        let mut names = Vec::new();
        let mut elements = vec![(instance.root(), String::new())];
        while let Some((element, path)) = elements.pop() {
            let path = format!("{path}/{}", instance.name(element));
            let uploads =
                self.find(&path).and_then(|node| self.questions.get(node)).is_some_and(|node| node.uploads);
            let name = instance.text(element).trim();
            if uploads && !name.is_empty() {
                names.push(name.to_owned());
            }
            elements.extend(instance.children(element).map(|child| (child, path.clone())));
        }
        names.reverse();
        names
    }
}
